"""Changing what is decided: claims, journal, decisions and view in one transaction.

What the claims of a source are *now* follows from what the source says and from the decisions
alone, and the journal holds the difference. So a change takes the claims about the entities
concerned back to what the sources say and rewrites those; merging, dividing and undoing are the
same.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import GRAPH, REPLACED_BY, Decision, decisions, numbered
from reelgraph.identity.rewriting import (
    JOURNAL_FOR,
    SAME,
    Journal,
    WorksOf,
    journals,
    owners,
    placed,
    read_journal,
    rewritten,
)
from reelgraph.store import EmbeddedStore, commit, view
from reelgraph.store.layout import LINKS

BATCH = 1000
"""How many decisions one transaction holds at most; each batch is all or nothing."""


def change(
    store: EmbeddedStore, add: Sequence[Decision] = (), drop: Collection[str] = ()
) -> list[Decision]:
    """Make some decisions, or take some back.

    Args:
        store: Where.
        add: New ones; what is decided already is left out.
        drop: The ids of those that are taken back.

    Returns:
        The new ones, with their places.

    Raises:
        StoreError: the store cannot be written, or is in use.

    """
    with store.writing() as writer:
        return _change(writer.rdf, store.base, add, drop)


def settle(rdf: ox.Store, base: str) -> None:
    """Apply the decisions to claims that came in while they were made."""
    left = set(_unsettled(rdf))
    if left:
        clusters = Clusters(decisions(rdf, base))
        touched = {e for entity in left for e in clusters.groups[entity]}
        _apply(rdf, base, clusters, clusters, touched, set(), set())


def _unsettled(rdf: ox.Store) -> Iterator[str]:
    """The replaced entities of which some claims speak nonetheless."""
    graphs = set(_graphs(rdf))
    for quad in rdf.quads_for_pattern(None, REPLACED_BY, None, GRAPH):
        found = _about(rdf, quad.subject, graphs)
        if isinstance(quad.subject, ox.NamedNode) and any(q.predicate not in SAME for q in found):
            yield quad.subject.value


def _change(
    rdf: ox.Store, base: str, add: Sequence[Decision], drop: Collection[str]
) -> list[Decision]:
    known = {d.id: d for d in decisions(rdf, base)}
    made = numbered(add, list(known.values()))
    gone = [d for d in known.values() if d.id in drop]
    drops = [gone[max(end - BATCH, 0) : end] for end in range(len(gone), 0, -BATCH)] or [[]]
    adds = [made[start : start + BATCH] for start in range(0, len(made), BATCH)] or [[]]
    steps = [(d, list[Decision]()) for d in drops[:-1]]  # the latest first
    steps += [(drops[-1], adds[0]), *((list[Decision](), a) for a in adds[1:])]
    before = Clusters(known.values())
    for dropped, added in steps:
        for decision in dropped:
            del known[decision.id]
        known |= {d.id: d for d in added}
        after = Clusters(known.values())
        gone_quads = {q for d in dropped for q in d.quads()}
        come_quads = {q for d in added for q in d.quads()}
        _apply(rdf, base, before, after, before.changed(after), gone_quads, come_quads)
        before = after
    return made


def _apply(
    rdf: ox.Store,
    base: str,
    before: Clusters,
    after: Clusters,
    touched: set[str],
    gone: set[ox.Quad],
    come: set[ox.Quad],
) -> None:
    """Send one update with all that follows when some entities are treated in another way."""
    sources = [g for g in _graphs(rdf) if g != LINKS]
    claims_gone: set[ox.Quad] = set()
    claims_come: set[ox.Quad] = set()
    for graph, current, kept in _journaled(rdf, before, touched):
        added = {t for j in kept for t in j.added}
        original = (current - added) | {t for j in kept for t in j.removed}
        now = set(rewritten(original, after, _works_of(rdf, graph, original)))
        node = iri(graph)
        present = current | added
        claims_gone |= {placed(t, node) for t in present - now}
        claims_come |= {placed(t, node) for t in now - present}
        new = {t for t in now - original if t in added or placed(t, node) not in rdf}
        gone |= {q for j in kept for q in j.quads(base)}
        come |= {q for j in journals(graph, original, now, new, after) for q in j.quads(base)}
    for clusters, quads in ((before, gone), (after, come)):
        for entity in touched & clusters.survivors.keys():
            quads.add(ox.Quad(iri(entity), REPLACED_BY, iri(clusters.survivors[entity]), GRAPH))
    overlay = _Overlay(rdf, claims_gone, claims_come)
    for mended in (view.difference, view.difference_of_values):
        view_gone, view_come = mended(overlay, rdf, sources, touched)
        gone |= view_gone
        come |= view_come
    _send(rdf, claims_gone | (gone - come), claims_come | (come - gone))


def _graphs(rdf: ox.Store) -> list[str]:
    """The graphs whose claims decisions rewrite."""
    return [*(s.graph for s in commit.sources(rdf)), LINKS]


def _journaled(
    rdf: ox.Store, before: Clusters, touched: set[str]
) -> Iterator[tuple[str, set[ox.Triple], list[Journal]]]:
    """The claims about some entities as they are, with the journals that may speak of them."""
    graphs = set(_graphs(rdf))
    current: dict[str, set[ox.Triple]] = {}
    for entity in touched:
        for quad in _about(rdf, iri(entity), graphs):
            current.setdefault(str(quad.graph_name)[1:-1], set()).add(quad.triple)
    wanted: set[tuple[str, str]] = set()
    for graph, triples in current.items():
        wanted |= {(graph, key) for t in triples for key in owners(t, before)}
    own = {min(before.groups[e]) for e in touched if e in before.groups}
    found: dict[str, list[Journal]] = {}
    for key in own | {key for _, key in wanted}:
        for quad in rdf.quads_for_pattern(None, JOURNAL_FOR, iri(key), GRAPH):
            if isinstance(quad.subject, ox.NamedNode):
                journal = read_journal(rdf, quad.subject)
                if key in own or (journal.graph, key) in wanted:
                    found.setdefault(journal.graph, []).append(journal)
    for graph in sorted({*current, *found}):
        yield graph, current.get(graph, set()), found.get(graph, [])


def _about(rdf: ox.Store, node: object, graphs: set[str]) -> Iterator[ox.Quad]:
    """What some graphs say with a node as the subject or as the value."""
    for pattern in ((node, None, None, None), (None, None, node, None)):
        for quad in rdf.quads_for_pattern(*pattern):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in graphs:
                yield quad


def _works_of(rdf: ox.Store, graph: str, original: Iterable[ox.Triple]) -> WorksOf:
    """The works of the statements of a graph, as its source names them."""
    known: dict[tuple[object, ox.NamedNode], list[str]] = {}
    for subject, prop, value in original:
        if isinstance(value, ox.NamedNode):
            known.setdefault((subject, prop), []).append(value.value)

    def works_of(node: object, prop: ox.NamedNode) -> Iterable[str]:
        if (node, prop) in known:
            return known[node, prop]
        found = rdf.quads_for_pattern(node, prop, None, iri(graph))  # type: ignore[arg-type]
        return [q.object.value for q in found if isinstance(q.object, ox.NamedNode)]

    return works_of


class _Overlay:
    """A store as it will be when some quads have gone and others have come."""

    def __init__(self, rdf: ox.Store, gone: set[ox.Quad], come: set[ox.Quad]) -> None:
        self._rdf, self._gone = rdf, gone
        self._by_subject: dict[object, list[ox.Quad]] = {}
        self._by_value: dict[object, list[ox.Quad]] = {}
        for quad in come:
            self._by_subject.setdefault(quad.subject, []).append(quad)
            for value in ((quad.predicate, quad.object), (None, quad.object)):
                self._by_value.setdefault(value, []).append(quad)

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | None,  # noqa: A002  as the engine calls it
        graph_name: None,
    ) -> Iterator[ox.Quad]:
        """The quads with a subject, or with a value and perhaps a property."""
        for quad in self._rdf.quads_for_pattern(subject, predicate, object, graph_name):
            if quad not in self._gone:
                yield quad
        if subject is not None:
            yield from self._by_subject.get(subject, ())
        else:
            yield from self._by_value.get((predicate, object), ())


def _send(rdf: ox.Store, gone: set[ox.Quad], come: set[ox.Quad]) -> None:
    if gone or come:
        rdf.update(f"DELETE DATA {{ {_data(gone)} }} ;\nINSERT DATA {{ {_data(come)} }}")


def _data(quads: Iterable[ox.Quad]) -> str:
    by_graph: dict[object, list[str]] = {}
    for quad in quads:
        by_graph.setdefault(quad.graph_name, []).append(str(quad.triple))
    texts = []
    for graph, triples in by_graph.items():
        text = " .\n".join(triples)
        texts.append(text if graph == ox.DefaultGraph() else f"GRAPH {graph} {{ {text} }}")
    return " .\n".join(sorted(texts, key=lambda t: t.startswith("GRAPH")))
