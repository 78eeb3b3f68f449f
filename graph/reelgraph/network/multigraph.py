"""Edges from the network index as a NetworkX multigraph, the one that `whole` reads of the view."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reelgraph.network.arrays import Arrays, arrays
from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NO_YEAR, NetworkIndex
from reelgraph.terms import terms
from reelgraph.vocabulary import local_name, unnamed

if TYPE_CHECKING:
    import networkx as nx


def of_index(index: NetworkIndex, chosen: Filters) -> "nx.MultiDiGraph[str]":
    """The edges that count, and the entities of the right types that have an edge of any."""
    return multigraph(arrays(index, chosen))


def multigraph(edges: Arrays) -> "nx.MultiDiGraph[str]":
    """Edges keyed by their properties, with ``role`` and ``property``; nodes with their names."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    iris = list(edges.iris)
    onward: list[dict[str, Any]] = [{} for _ in iris]
    back: list[dict[str, Any]] = [{} for _ in iris]
    known = terms()
    keys = ["film:" + local_name(p) for p in edges.predicates]
    data = [
        {"role": known.edge_name(p), "property": key}
        for p, key in zip(edges.predicates, keys, strict=True)
    ]
    columns = (edges.start, edges.end, edges.predicate)
    for start, end, prop in zip(*(column.tolist() for column in columns), strict=True):
        beside, other = onward[start], iris[end]
        parallel = beside.get(other)
        if parallel is None:
            beside[other] = back[end][iris[start]] = {keys[prop]: data[prop].copy()}
        else:
            parallel[keys[prop]] = data[prop].copy()
    # The very dictionaries of NetworkX: add_edge for each edge would take several times as long.
    inside = vars(network)
    inside["_node"].update(zip(iris, _described(edges, iris), strict=True))
    inside["_succ"].update(zip(iris, onward, strict=True))
    inside["_pred"].update(zip(iris, back, strict=True))
    return network


def _described(edges: Arrays, iris: list[str]) -> Iterator[dict[str, Any]]:
    """The type, the name and, of a work, the year of each node."""
    columns = (edges.types, edges.labels, edges.years.tolist())
    for iri, kind, label, year in zip(iris, *columns, strict=True):
        about = {"type": kind, "label": label or unnamed(iri)}
        if year != NO_YEAR:
            about["year"] = year
        yield about
