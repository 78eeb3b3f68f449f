"""Parts of the graph as NetworkX objects, with plain Python attributes.

Nodes are IRIs with ``type``, ``label`` and, where known, ``year``; edges point from the work to
the person, one for each statement of a source, with ``role``, ``source`` and ``status``.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reelgraph.entities import describe
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.evidence import Evidence, attributes, edge_key, evidence
from reelgraph.network.filters import Filters
from reelgraph.network.index.holding import index_of
from reelgraph.network.measuring import Measured, measure
from reelgraph.network.surroundings import Surroundings, surroundings
from reelgraph.network.whole import to_networkx
from reelgraph.store import Store

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the graph: some nodes, out of how many."""

    network: "nx.MultiDiGraph[str]"
    total: int


def around(store: Store, centres: Iterable[str], depth: int, chosen: Filters, limit: int) -> Cut:
    """The network around some entities.

    Args:
        store: Where the facts are.
        centres: The IRIs in the middle.
        depth: How many edges away the farthest may be.
        chosen: Which edges count.
        limit: How many nodes to keep: the nearer ones, and among those the best connected, first.

    """
    part = part_around(store, centres, depth, chosen, limit)
    network = of_evidence(store, evidence(store, part.pairs, chosen), part.distance)
    for node, degree in part.degree.items():
        network.nodes[node]["degree"] = degree
    return Cut(network, part.total)


def part_around(
    store: Store, centres: Iterable[str], depth: int, chosen: Filters, limit: int
) -> Surroundings:
    """As `around`, without what the sources say; from the network index where there is one."""
    middle = list(dict.fromkeys(centres))
    index = index_of(store)
    if index is not None and all(index.number(iri) >= 0 for iri in middle):
        from reelgraph.network.index import surrounding

        return surrounding.surroundings(index, middle, depth, chosen, limit)
    near = Adjacency(store, chosen, always=middle)
    return surroundings(near, middle, depth, limit, partial(describe, store))


def along(store: Store, paths: Iterable[Iterable[str]], chosen: Filters) -> "nx.MultiDiGraph[str]":
    """The network of some paths, with the evidence of each hop."""
    nodes: dict[str, None] = {}
    pairs: set[tuple[str, str]] = set()
    for path in paths:
        way = list(path)
        nodes.update(dict.fromkeys(way))
        for a, b in pairwise(way):
            pairs |= {(a, b), (b, a)}
    return of_evidence(store, evidence(store, pairs, chosen), nodes)


def measured(
    store: Store,
    middle: Iterable[str],
    which: Iterable[str] | str,
    depth: int,
    chosen: Filters,
    **options: Any,
) -> Measured:
    """The measures of the whole graph, or of all that lies around some entities.

    Args:
        store: Where the facts are.
        middle: The IRIs in the middle; the whole graph when there are none.
        which: The measures.
        depth: How many edges away the farthest may be.
        chosen: Which edges count.
        options: See `measure`.

    """
    centres = list(middle)
    if centres:
        network = around(store, centres, depth, chosen, sys.maxsize).network
    else:
        network = to_networkx(store, chosen, evidence=bool(chosen.include))
    return measure(network, which, common_with=centres, **options)


def of_evidence(
    store: Store, found: Iterable[Evidence], nodes: Iterable[str] = ()
) -> "nx.MultiDiGraph[str]":
    """A network whose edges are what the sources say."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(nodes)
    for one in found:
        key = edge_key(one.node, one.property, one.role, one.source)
        network.add_edge(one.start, one.end, key=key, **attributes(one))
    for node, entity in describe(store, network.nodes).items():
        network.nodes[node].update(type=entity.kind, label=entity.label)
        if entity.year is not None:
            network.nodes[node]["year"] = entity.year
    return network
