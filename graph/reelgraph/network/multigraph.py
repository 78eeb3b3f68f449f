"""Edges from the network index as a NetworkX multigraph, the one that `whole` reads of the view."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from reelgraph.network.arrays import Arrays, Ends, arrays
from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NO_YEAR, Flags, NetworkIndex
from reelgraph.terms import terms
from reelgraph.vocabulary import local_name, unnamed

if TYPE_CHECKING:
    import networkx as nx

Data = dict[str, str]


def of_index(index: NetworkIndex, chosen: Filters) -> "nx.MultiDiGraph[str]":
    """The edges that count, and the entities of the right types that have an edge of any."""
    return multigraph(arrays(index, chosen))


def multigraph(edges: Arrays) -> "nx.MultiDiGraph[str]":
    """Edges keyed by their properties, with ``role`` and ``property``; nodes with their names."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    iris = edges.index.iris.some(edges.numbers.tolist())
    start, end = edges.start, edges.end
    new = np.ones(len(edges), bool)  # the edges of a pair lie side by side
    new[1:] = (np.diff(start) != 0) | (np.diff(end) != 0)
    parallel = _parallel(edges, new)
    start, end = start[new], end[new]
    # Node by node, as what lies side by side in memory is found sooner than what is scattered.
    onward = _beside(iris, start, end, parallel)
    order = np.argsort(end, kind="stable")
    back = _beside(iris, end[order], start[order], map(parallel.__getitem__, order.tolist()))
    # The very dictionaries of NetworkX: add_edge for each edge would take several times as long.
    inside = vars(network)
    inside["_node"].update(zip(iris, _described(edges, iris), strict=True))
    inside["_succ"].update(zip(iris, onward, strict=True))
    inside["_pred"].update(zip(iris, back, strict=True))
    return network


def _parallel(edges: Arrays, new: Flags) -> list[dict[str, Data]]:
    """The edges between the two of each pair, by their keys."""
    known = terms()
    keys = ["film:" + local_name(p) for p in edges.predicates]
    data = [
        {"role": known.edge_name(p), "property": key}
        for p, key in zip(edges.predicates, keys, strict=True)
    ]
    found = [{keys[p]: data[p].copy()} for p in edges.predicate[new].tolist()]
    pairs = (np.cumsum(new) - 1)[~new]
    for pair, p in zip(pairs.tolist(), edges.predicate[~new].tolist(), strict=True):
        found[pair][keys[p]] = data[p].copy()
    return found


def _beside(
    iris: list[str], here: Ends, there: Ends, parallel: Iterable[dict[str, Data]]
) -> list[dict[str, Any]]:
    """Of each node its neighbours, with the edges between the two; the pairs stand by `here`."""
    pairs = zip(map(iris.__getitem__, there.tolist()), parallel, strict=True)
    counts = np.bincount(here, minlength=len(iris)).tolist()
    return [dict(islice(pairs, count)) for count in counts]


def _described(edges: Arrays, iris: list[str]) -> Iterator[dict[str, Any]]:
    """The type, the name and, of a work, the year of each node."""
    labels = edges.index.labels.some(edges.numbers.tolist())
    columns = (edges.types, labels, edges.years.tolist())
    for iri, kind, label, year in zip(iris, *columns, strict=True):
        about = {"type": kind, "label": label or unnamed(iri)}
        if year != NO_YEAR:
            about["year"] = year
        yield about
