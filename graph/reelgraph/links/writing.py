"""Changing the graph of the links, all or nothing, however many there are.

Links are often tens of thousands with a dozen triples each. They come in one bulk load, as yet
without their class, so that nobody sees them; then one transaction gives them their class, takes
it from those that they replace, and writes the plain ``skos:exactMatch`` triples that follow.
What has no class any more is swept away, now or before the next change.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from reelgraph.binding import iri, solutions
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import GRAPH as DECIDED
from reelgraph.identity.decisions import decisions
from reelgraph.identity.rewriting import JOURNAL_OF, Journal, placed, read_journal, rewritten
from reelgraph.links.nodes import FORMER, GRAPH, LINK, LINK_OF, TYPE, Node
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS

_MANY = 2000
"""So many links are written in a transaction; more come in a bulk load, which takes a third of
the time and of the memory."""
_SWEPT = 5000
"""So many nodes are deleted in one transaction, which holds them in memory."""


@dataclass(slots=True)
class Change:
    """What is to be done, as whole links."""

    come: list[Node] = field(default_factory=list)
    gone: list[Node] = field(default_factory=list)
    """They are deleted."""
    former: list[Node] = field(default_factory=list)
    """They are kept as what was said before."""
    recorded: list[Node] = field(default_factory=list)
    """New ones that are former from the beginning: of what stood here without a node."""
    plain_come: set[ox.Triple] = field(default_factory=set)
    plain_gone: set[ox.Triple] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any((self.come, self.gone, self.former, self.plain_come, self.plain_gone))


def write(rdf: ox.Store, store: EmbeddedStore, change: Change) -> None:
    """Do it."""
    _sweep(rdf)
    coming = [_free(rdf, n) for n in change.come]
    new = [*coming, *change.recorded]
    old = [*change.gone, *change.former]
    gone = {_typed(n, LINK) for n in old} | {placed(t, GRAPH) for t in change.plain_gone}
    come = {_typed(n, LINK) for n in coming} | {placed(t, GRAPH) for t in change.plain_come}
    come |= {_typed(n, FORMER) for n in (*change.former, *change.recorded)}
    for journal, now in _journals(rdf, store.base, change):
        gone |= set(journal.quads(store.base))
        come |= set(now.quads(store.base))
    many = max(len(new), len(old)) > _MANY
    if not many:
        come |= set(_bodies(new))
        gone |= {
            q for n in change.gone for q in rdf.quads_for_pattern(iri(n.iri), None, None, GRAPH)
        }
    elif gone:
        _load(rdf, store, _bodies(new))
    else:
        _load(rdf, store, _with(_bodies(new), come))
        return
    rdf.update(f"{_data('DELETE', gone - come)} ;\n{_data('INSERT', come)}")
    if many:
        _sweep(rdf)


def _free(rdf: ox.Store, node: Node) -> Node:
    """The node under a name that no former link has: the same can be said of the two again."""
    free = node
    number = 1
    while _typed(free, FORMER) in rdf:
        number += 1
        free = replace(node, iri=f"{node.iri}-{number}")
    return free


def _typed(node: Node, kind: ox.NamedNode) -> ox.Quad:
    return ox.Quad(iri(node.iri), TYPE, kind, GRAPH)


def _bodies(nodes: Iterable[Node]) -> Iterator[ox.Quad]:
    return (placed(t, GRAPH) for n in nodes for t in n.triples())


def _with(first: Iterable[ox.Quad], second: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    yield from first
    yield from second


def _load(rdf: ox.Store, store: EmbeddedStore, quads: Iterable[ox.Quad]) -> None:
    folder = store.folder.path if store.folder else None
    with tempfile.TemporaryFile(dir=folder) as staged:
        ox.serialize(quads, staged, format=ox.RdfFormat.N_QUADS)
        staged.seek(0)
        rdf.bulk_load(staged, format=ox.RdfFormat.N_QUADS, lenient=True)


def _data(verb: str, quads: Iterable[ox.Quad]) -> str:
    by_graph: dict[object, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(str(quad.triple))
    texts = [f"GRAPH {graph} {{ {' . '.join(found)} }}" for graph, found in by_graph.items()]
    return f"{verb} DATA {{ {' '.join(texts)} }}"


def _sweep(rdf: ox.Store) -> None:
    """Delete the nodes that have no class: replaced ones, or what an interrupted write left."""
    found = f"""SELECT ?node WHERE {{ GRAPH {GRAPH} {{
      ?node {LINK_OF} ?entity FILTER NOT EXISTS {{ ?node {TYPE} ?kind }} }} }}"""
    left = [row["node"] for row in solutions(rdf, found)]
    for start in range(0, len(left), _SWEPT):
        batch = left[start : start + _SWEPT]
        gone = (q for node in batch for q in rdf.quads_for_pattern(node, None, None, GRAPH))
        rdf.update(_data("DELETE", gone))


def _journals(rdf: ox.Store, base: str, change: Change) -> Iterator[tuple[Journal, Journal]]:
    """The journals of merges that speak of links which go, and what they become.

    What a merge made of a link can be undone as long as the link is there. One that was decided
    anew since stays with the entity that it was decided for.
    """
    found = [q.subject for q in rdf.quads_for_pattern(None, JOURNAL_OF, iri(LINKS), DECIDED)]
    if not found:
        return
    old = [*change.gone, *change.former]
    gone = {t for n in old for t in (n.plain, *n.triples()) if n.link.item or t != n.plain}
    gone |= change.plain_gone
    clusters = Clusters(decisions(rdf, base))
    for node in found:
        if isinstance(node, ox.NamedNode):
            journal = read_journal(rdf, node)
            removed = frozenset(
                t
                for t in journal.removed
                if gone.isdisjoint(rewritten([t], clusters, lambda *_: ()))
            )
            added = journal.added - gone
            if (removed, added) != (journal.removed, journal.added):
                yield journal, Journal(journal.graph, journal.owner, removed, added)
