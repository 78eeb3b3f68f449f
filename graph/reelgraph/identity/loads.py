"""Applying what is decided to claims before they come into the store."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.identity.changing import change, settle
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import GRAPH, decisions
from reelgraph.identity.rewriting import (
    HAS_WORK,
    JOURNAL_OF,
    SUBJECT,
    WORK_OF,
    Journal,
    WorksOf,
    journals,
    placed,
    read_journal,
    rewritten,
)
from reelgraph.store import EmbeddedStore, commit
from reelgraph.store.layout import LINKS

_NAMING_WORKS = {f"<{p.value}>".encode(): p for p in (HAS_WORK, SUBJECT)}


def apply(
    store: EmbeddedStore, claims: Path, graph: str, scratch: Path
) -> tuple[Path, list[ox.Quad]]:
    """Rewrite the claims of a source as the decisions of a store want it.

    Args:
        store: Holds the decisions.
        claims: N-Triples, one a line.
        graph: The graph into which they go.
        scratch: A folder for the rewritten file.

    Returns:
        The file (the same when there is nothing to do), and the journal of what was rewritten.

    """
    clusters = Clusters(decisions(store.rdf, store.base))
    if not clusters.groups:
        return claims, []
    concerned = {f"<{e}>".encode() for e in clusters.groups}

    def touches(line: bytes) -> bool:
        subject, _, rest = line.split(b" ", 2)
        return subject in concerned or rest[: rest.rindex(b" ")] in concerned

    with claims.open("rb") as lines:
        original = set(_parsed(line for line in lines if touches(line)))
    if not original:
        return claims, []
    after = set(rewritten(original, clusters, _works(claims, original, clusters)))
    new = after - original
    decided = scratch / "decided.nt"
    with claims.open("rb") as lines, decided.open("wb") as out:
        out.writelines(line for line in lines if not touches(line))
        ox.serialize(after, out, format=ox.RdfFormat.N_TRIPLES)
    journal = journals(graph, original, after, new, clusters)
    return decided, [q for j in journal for q in j.quads(store.base)]


def original(more: Iterable[ox.Quad], claims: Path, graph: str, scratch: Path) -> Path:
    """The claims of an exported store as their source has them, for the decisions to be applied.

    Args:
        more: The decisions of the export, with their journals.
        claims: N-Triples, one a line.
        graph: Of which source they are.
        scratch: A folder for the file.

    """
    found = _journals_of(more, graph)
    if not found:
        return claims
    with claims.open("rb") as lines:
        triples = set(_parsed(lines))
    for journal in found:
        triples -= journal.added
    for journal in found:
        triples |= journal.removed
    path = scratch / "original.nt"
    with path.open("wb") as out:
        ox.serialize(triples, out, format=ox.RdfFormat.N_TRIPLES)
    return path


def restore(store: EmbeddedStore, more: Sequence[ox.Quad]) -> None:
    """Put the links and decisions of an exported store into a store that has its claims."""
    links = {q for q in more if q.graph_name != GRAPH}
    node = iri(LINKS)
    for journal in _journals_of(more, LINKS):
        links -= {placed(t, node) for t in journal.added}
        links |= {placed(t, node) for t in journal.removed}
    new = [q for q in links if q not in store.rdf]
    if new:
        commit.add(store, new)
    alone = ox.Store()
    alone.extend(q for q in more if q.graph_name == GRAPH)
    made = decisions(alone, store.base)
    if made:
        change(store, made)
    if made or new:
        with store.writing() as writer:
            settle(writer.rdf, store.base)


def _journals_of(more: Iterable[ox.Quad], graph: str) -> list[Journal]:
    alone = ox.Store()
    alone.extend(q for q in more if q.graph_name == GRAPH)
    nodes = [q.subject for q in alone.quads_for_pattern(None, JOURNAL_OF, iri(graph), GRAPH)]
    return [read_journal(alone, node) for node in nodes if isinstance(node, ox.NamedNode)]


def _works(claims: Path, original: Iterable[ox.Triple], clusters: Clusters) -> WorksOf:
    """The works of the statements whose agents may be divided."""
    found: dict[tuple[object, ox.NamedNode], list[str]] = {}
    wanted = {f"{t.subject}".encode() for t in original if t.predicate in WORK_OF}
    if clusters.splits:
        with claims.open("rb") as lines:
            for line in lines:
                subject, prop, _ = line.split(b" ", 2)
                if prop in _NAMING_WORKS and subject in wanted:
                    for triple in _parsed([line]):
                        work = getattr(triple.object, "value", "")
                        found.setdefault((triple.subject, triple.predicate), []).append(work)

    def works_of(node: object, prop: ox.NamedNode) -> Iterable[str]:
        return found.get((node, prop), ())

    return works_of


def _parsed(lines: Iterable[bytes]) -> Iterator[ox.Triple]:
    return (q.triple for q in ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES))
