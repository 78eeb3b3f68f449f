"""Putting a source into a store, replacing it, taking it out: all or nothing.

A load is one ``bulk_load``, which is atomic. When the source shares entities with others, or
replaces its earlier version, the load leaves a mark (``film:loadState``) behind in the same step;
what remains to be done then is done at once, and again by whoever opens the store next if that
was interrupted. Every step of it can be repeated.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.errors import StoreError
from reelgraph.facts import Source, source_of, source_triples
from reelgraph.store import view
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.feed import Feed
from reelgraph.store.layout import DECISIONS, SOURCES
from reelgraph.vocabulary import FILM, PROV

LOAD_STATE = iri(FILM + "loadState")
JOURNAL_OF = iri(FILM + "isJournalOf")
PENDING = ox.Literal("pending")
REMOVING = ox.Literal("removing")
CHANGED = ox.Literal("changed")
"""Of an entity, not of a source: what the sources claim of it has changed."""
_SOURCES = iri(SOURCES)
_VERSION_OF = iri(PROV + "specializationOf")
_ROOM = 2
"""Free disk that a load needs, in sizes of its claims and their view: 1.8 while it is compacted."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did to the view, in triples."""

    replaced: bool = False
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of how a new version of a source differs from the one in the store."""

    state: str
    """The store's, when they were compared."""
    entities: frozenset[str]
    """All whose view may be another."""


def sources(rdf: ox.Store) -> list[Source]:
    """The sources of a store, by name."""
    found = [
        source_of(v.value, (q.triple for q in rdf.quads_for_pattern(v, None, None, _SOURCES)))
        for v in {quad.subject for quad in rdf.quads_for_pattern(None, _VERSION_OF, None, _SOURCES)}
        if isinstance(v, ox.NamedNode)
    ]
    return sorted(found, key=lambda s: (s.name, s.graph))


def put(
    store: EmbeddedStore,
    source: Source,
    claims: Path,
    derived: Path,
    more: Iterable[ox.Quad] = (),
    then: Callable[[ox.Store], object] = bool,
    progress: Callable[[float], None] | None = None,
    compared: Compared | None = None,
) -> Change:
    """Load the claims of a source, in place of its earlier version if there is one.

    Args:
        store: Where to.
        source: Its description; `source.graph` is the graph of the claims.
        claims: They, as N-Triples.
        derived: The view that these claims give by themselves (`deriving.write`), as N-Triples.
        more: What comes with them: the journal of the decisions that were applied to them.
        then: What is to be done with the engine when they are in.
        progress: Told how far it has come, from 0 to 1.
        compared: With the earlier version: then only what differs is derived anew.

    Raises:
        StoreError: the disk is too full, or the store cannot be written.
        StoreLocked: somebody else is using it.

    """
    with store.writing() as writer:
        if compared and writer.before not in (None, compared.state):
            compared = None  # somebody wrote meanwhile
        change = _put(writer.rdf, store, source, claims, derived, more, progress, compared)
        then(writer.rdf)
        return change


def remove(store: EmbeddedStore, name: str) -> Change:
    """Take all facts of a source out."""
    with store.writing() as writer:
        return _remove(writer.rdf, name)


def describe(store: EmbeddedStore, source: Source) -> None:
    """Say anew what a source is; its claims stay as they are."""
    with store.writing() as writer:
        _describe(writer.rdf, source)


def finish(store: EmbeddedStore) -> None:
    """Do what an interrupted write left undone."""
    with store.writing() as writer:
        _finish(writer.rdf)


def marks(entities: Iterable[str]) -> str:
    """An update that marks entities whose view has to be derived again.

    It is done in one step with what changes their claims; then `mend_marked` is called, or it is
    done by whoever opens the store next.
    """
    said = " .\n".join(f"<{entity}> {LOAD_STATE} {CHANGED}" for entity in entities)
    return f"INSERT DATA {{ GRAPH {_SOURCES} {{ {said} }} }}"


def mend_marked(rdf: ox.Store) -> None:
    """Derive the view of the marked entities again, and take the marks away."""
    marked = rdf.quads_for_pattern(None, LOAD_STATE, CHANGED, _SOURCES)
    entities = sorted(q.subject.value for q in marked if isinstance(q.subject, ox.NamedNode))
    if entities:
        view.mend(rdf, [source.graph for source in sources(rdf)], entities)
        rdf.update(f"DELETE WHERE {{ GRAPH {_SOURCES} {{ ?e {LOAD_STATE} {CHANGED} }} }}")


def add(store: EmbeddedStore, quads: Iterable[ox.Quad]) -> None:
    """Add links or decisions, in one transaction."""
    with store.writing() as writer:
        writer.rdf.extend(quads)


def _put(
    rdf: ox.Store,
    store: EmbeddedStore,
    source: Source,
    claims: Path,
    derived: Path,
    more: Iterable[ox.Quad],
    progress: Callable[[float], None] | None,
    compared: Compared | None,
) -> Change:
    same = [s for s in sources(rdf) if s.name == source.name]
    if any(s.graph == source.graph for s in same):  # another process was quicker
        return Change()
    old = [s.graph for s in same]
    shared = _present(rdf, derived)
    if compared:
        touched = {e for e in compared.entities if view.is_shown(rdf, iri(e))}
    else:
        touched = shared | _spoken_of(rdf, old)
    described = list(source_triples(source, source.graph.rpartition("/")[0]))
    if old or shared:
        described.append(ox.Triple(iri(source.graph), LOAD_STATE, PENDING))
    quads = [ox.Quad(t.subject, t.predicate, t.object, _SOURCES) for t in described]
    feed = Feed(claims, source.graph, derived, shared, [*quads, *more], progress)
    _check_room(store, feed.size)
    # All of it has been through a parser: checking each IRI again takes a third of the time.
    rdf.bulk_load(input=feed.open(), format=ox.RdfFormat.N_QUADS, lenient=True)
    if not old and not shared:
        return Change(added=feed.shown)
    added = removed = 0
    if old and not compared:
        added, removed = _show_as_derived(rdf, derived, touched, source.name)
    change = _settle(rdf, source.graph, old, touched)
    return replace(
        change, added=feed.shown + added + change.added, removed=removed + change.removed
    )


def _describe(rdf: ox.Store, source: Source) -> None:
    said = set(source_triples(source, source.graph.rpartition("/")[0]))
    before = {q.triple for q in rdf.quads_for_pattern(iri(source.graph), None, None, _SOURCES)}
    old, new = (" .\n".join(map(str, triples)) for triples in (before - said, said - before))
    rdf.update(
        f"DELETE DATA {{ GRAPH {_SOURCES} {{ {old} }} }} ;\n"
        f"INSERT DATA {{ GRAPH {_SOURCES} {{ {new} }} }}"
    )


def _remove(rdf: ox.Store, name: str) -> Change:
    gone = [s.graph for s in sources(rdf) if s.name == name]
    rdf.extend(ox.Quad(iri(g), LOAD_STATE, REMOVING, _SOURCES) for g in gone)
    return _settle(rdf, None, gone, _spoken_of(rdf, gone))


def _finish(rdf: ox.Store) -> None:
    marks = {q.subject: q.object for q in rdf.quads_for_pattern(None, LOAD_STATE, None, _SOURCES)}
    known = sources(rdf)
    for marked in known:
        mark = marks.get(iri(marked.graph))
        if mark == REMOVING:
            _settle(rdf, None, [marked.graph], _spoken_of(rdf, [marked.graph]))
        elif mark == PENDING:
            old = [s.graph for s in known if s.name == marked.name and s.graph != marked.graph]
            _settle(rdf, marked.graph, old, _spoken_of(rdf, [marked.graph, *old]))
    mend_marked(rdf)


def _spoken_of(rdf: ox.Store, graphs: Iterable[str]) -> set[str]:
    """What some versions of sources and the view speak of."""
    return set().union(*(view.entities_of(rdf, graph) for graph in graphs))


def _show_as_derived(rdf: ox.Store, derived: Path, touched: set[str], name: str) -> tuple[int, int]:
    """Show what was derived already of those that no other source speaks of.

    Args:
        rdf: Holds the new version and the others.
        derived: The view that the new one gives by itself.
        touched: Whose view is to be mended; those that are done are taken out.
        name: Of the source.

    Returns:
        How many triples came into the view, and how many left it.

    """
    others = [iri(source.graph) for source in sources(rdf) if source.name != name]
    added = removed = 0
    lines = ox.parse(path=str(derived), format=ox.RdfFormat.N_TRIPLES)
    for node, quads in groupby(lines, key=lambda quad: quad.subject):
        if not isinstance(node, ox.NamedNode) or node.value not in touched:
            continue
        if view.is_said(rdf, node, others):
            continue
        wanted = set(quads)
        present = set(rdf.quads_for_pattern(node, None, None, ox.DefaultGraph()))
        for quad in present - wanted:
            rdf.remove(quad)
        rdf.extend(wanted - present)
        added, removed = added + len(wanted - present), removed + len(present - wanted)
        touched.discard(node.value)
    return added, removed


def _settle(rdf: ox.Store, new: str | None, old: list[str], touched: set[str]) -> Change:
    """Mend the view of what was touched, then take the old versions and the mark away.

    The view is mended first: as long as the old graphs are there, it is known what to mend. Then
    they are emptied triple by triple, for one transaction would hold all of them in memory and
    take three times as long; the mark goes last, so that who finds it does the rest.
    """
    current = [s.graph for s in sources(rdf) if s.graph not in old]
    if current:
        added, removed = view.mend(rdf, current, sorted(touched))
    else:
        added, removed = 0, _empty(rdf, ox.DefaultGraph())
    for graph in old:
        _empty(rdf, iri(graph))
    steps = [f"DROP SILENT GRAPH <{g}>" for g in old]
    steps += [f"DELETE WHERE {{ GRAPH <{SOURCES}> {{ <{g}> ?p ?o }} }}" for g in old]
    steps += [
        f"DELETE WHERE {{ GRAPH <{DECISIONS}> {{ ?j {JOURNAL_OF} <{g}> ; ?p ?o }} }}" for g in old
    ]
    if new:
        steps.append(f"DELETE DATA {{ GRAPH <{SOURCES}> {{ <{new}> {LOAD_STATE} {PENDING} }} }}")
    if steps:
        rdf.update(" ;\n".join(steps))
    return Change(bool(new and old), added, removed)


def _empty(rdf: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> int:
    """Take all out of a graph; how many triples that were."""
    count = 0
    for quad in rdf.quads_for_pattern(None, None, None, graph):
        rdf.remove(quad)
        count += 1
    return count


def _present(rdf: ox.Store, derived: Path) -> set[str]:
    """The entities of a derived view that the store knows already."""
    found: set[str] = set()
    if next(iter(rdf.quads_for_pattern(None, None, None, ox.DefaultGraph())), None) is None:
        return found
    current = b""
    with derived.open("rb") as lines:
        for line in lines:  # those of an entity stand together
            subject = line.split(b" ", 1)[0]
            if subject != current:
                current = subject
                entity = subject[1:-1].decode()
                if view.is_shown(rdf, iri(entity)):
                    found.add(entity)
    return found


def _check_room(store: EmbeddedStore, size: int) -> None:
    if store.folder is None:
        return
    free, needed = shutil.disk_usage(store.folder.path).free, int(_ROOM * size)
    if free < needed:
        raise StoreError(
            f"the disk of {store.folder.path} has {free >> 20:,} MB free and this load needs "
            f"{needed >> 20:,} MB: make room, or put the store elsewhere; nothing was loaded"
        )
