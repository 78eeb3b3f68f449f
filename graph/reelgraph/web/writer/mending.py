"""After a raw update: the view of what it did to the claims of sources.

What a person writes into the default graph, or into graphs of her own, stays as it is. Only where
the claims of a source are others now, or a source is, the view of their entities is derived again.
"""

from collections.abc import Iterator, Set

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.store import commit, view
from reelgraph.vocabulary import FILM, RDF

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_POINTERS = (iri(FILM + "hasWork"), iri(RDF + "subject"))
_TITLE = iri(FILM + "hasTitle")


def mend(before: ox.Store, now: ox.Store, suspects: Set[str] | None = None) -> None:
    """Make the view what the claims say, where they have changed.

    Args:
        before: The store as it was.
        now: The store as it is.
        suspects: The graphs that may have changed; all if None.

    """
    found = touched(before, now, suspects)
    if found:
        view.mend(now, [source.graph for source in commit.sources(now)], sorted(found))


def touched(
    before: ox.Store,
    now: ox.Store,
    suspects: Set[str] | None = None,
    nodes: Set[str] | None = None,
) -> set[str]:
    """The entities whose view has to be derived again.

    Args:
        before: The store as it was.
        now: The store as it is.
        suspects: The graphs that may have changed; all if None.
        nodes: What may be said otherwise of, or more; if None, the graphs are compared, which
            takes a minute for some millions of claims.

    """
    old = {source.graph for source in commit.sources(before)}
    current = {source.graph for source in commit.sources(now)}
    found: set[str] = set()
    for graph in sorted(old ^ current):
        found |= view.entities_of(before, graph) | view.entities_of(now, graph)
    for graph in sorted(old & current):
        if suspects is None or graph in suspects:
            found |= _entities(before, now, graph, nodes)
    return found


def restore(before: ox.Store, now: ox.Store, suspects: Set[str] | None = None) -> None:
    """Undo what was done to a store.

    Args:
        before: The store as it was.
        now: The store as it is, which becomes what it was.
        suspects: The named graphs that may have changed; all if None.

    """
    names = {*before.named_graphs(), *now.named_graphs()}
    known = {n for n in names if suspects is None or n.value in suspects}
    for name in (ox.DefaultGraph(), *known):
        changed = list(_changed(before, now, name))
        for quad in changed:
            if quad in now:
                now.remove(quad)
        now.extend(quad for quad in changed if quad in before)
    had = set(before.named_graphs())
    for name in now.named_graphs():
        if name not in had:
            now.remove_graph(name)


def _entities(before: ox.Store, now: ox.Store, graph: str, suspects: Set[str] | None) -> set[str]:
    """The entities of which a graph says something else now."""
    name = iri(graph)
    found: set[str] = set()
    subjects = (
        {quad.subject for quad in _changed(before, now, name)}
        if suspects is None
        else set(map(iri, suspects))
    )
    for subject in subjects:
        nodes = {subject}
        for store in (before, now):
            for pointer in _POINTERS:
                about = store.quads_for_pattern(subject, pointer, None, name)
                nodes |= {q.object for q in about}  # type: ignore[misc]
            titled = store.quads_for_pattern(None, _TITLE, subject, name)
            nodes |= {q.subject for q in titled}
        found |= {node.value for node in nodes if isinstance(node, ox.NamedNode)}
    return found


def _changed(before: ox.Store, now: ox.Store, name: Graph) -> Iterator[ox.Quad]:
    """The quads that only one of two stores has; a number is held for each, not the quad."""
    left = {hash(quad) for quad in before.quads_for_pattern(None, None, None, name)}
    for quad in now.quads_for_pattern(None, None, None, name):
        number = hash(quad)
        if number in left:
            left.remove(number)
        else:
            yield quad
    if left:
        for quad in before.quads_for_pattern(None, None, None, name):
            if hash(quad) in left:
                yield quad
