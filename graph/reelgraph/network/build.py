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
from reelgraph.errors import ParameterError
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.evidence import Evidence, attributes, check_sources, edge_key
from reelgraph.network.evidence import evidence as statements
from reelgraph.network.filters import Filters
from reelgraph.network.index.holding import index_of
from reelgraph.network.measuring import Measured, measure
from reelgraph.network.surroundings import Surroundings, surroundings
from reelgraph.network.whole import to_networkx
from reelgraph.store import EmbeddedStore, Store
from reelgraph.terms import terms
from reelgraph.vocabulary import curie

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the graph: some nodes, out of how many."""

    network: "nx.MultiDiGraph[str]"
    total: int


def around(
    store: Store,
    centres: Iterable[str],
    depth: int,
    chosen: Filters,
    limit: int,
    *,
    evidence: bool = True,
) -> Cut:
    """The network around some entities.

    Args:
        store: Where the facts are.
        centres: The IRIs in the middle.
        depth: How many edges away the farthest may be.
        chosen: Which edges count.
        limit: How many nodes to keep: the nearer ones, and among those the best connected, first.
        evidence: As in `to_networkx`: without it, no statement is read from the store.

    Raises:
        ParameterError: weaker claims without evidence.

    """
    if chosen.include and not evidence:
        raise ParameterError(
            "weak and hedged claims are told from others by their evidence: ask for it too, "
            "or leave them out"
        )
    part = part_around(store, centres, depth, chosen, limit)
    if evidence:
        network = of_evidence(store, statements(store, part.pairs, chosen), part.distance)
    else:
        network = _plain(store, part)
    for node, degree in part.degree.items():
        network.nodes[node]["degree"] = degree
    return Cut(network, part.total)


def _plain(store: Store, part: Surroundings) -> "nx.MultiDiGraph[str]":
    """A network with one edge for each edge of the view."""
    import networkx as nx

    known = terms()
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(part.distance)
    for (start, end), properties in part.pairs.items():
        for prop in properties:
            short = curie(prop)
            network.add_edge(start, end, key=short, role=known.edge_name(prop), property=short)
    _tell_nodes(store, network)
    return network


def part_around(
    store: Store, centres: Iterable[str], depth: int, chosen: Filters, limit: int
) -> Surroundings:
    """As `around`, without what the sources say; from the network index where there is one."""
    middle = list(dict.fromkeys(centres))
    check_sources(store, chosen)
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
    return of_evidence(store, statements(store, pairs, chosen), nodes)


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
    # The whole graph is read either way; of what lies around somebody only a part would be.
    index = index_of(store, make=not centres and isinstance(store, EmbeddedStore))
    if index is not None:
        from reelgraph.network import large

        found = large.measured(index, centres, which, depth, chosen, **options)
        if found is not None:
            return found
    if centres:
        network = around(store, centres, depth, chosen, sys.maxsize).network
    else:
        network = to_networkx(store, chosen, evidence=bool(chosen.include or chosen.sources))
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
    _tell_nodes(store, network)
    return network


def _tell_nodes(store: Store, network: "nx.MultiDiGraph[str]") -> None:
    """Say of each node its type, its name and, of a work, its year."""
    index = index_of(store)
    known = index.describe(network) if index is not None else describe(store, network)
    for node, entity in known.items():
        network.nodes[node].update(type=entity.kind, label=entity.label)
        if entity.year is not None:
            network.nodes[node]["year"] = entity.year
