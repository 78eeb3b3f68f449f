"""What a new version of a source changes in the one that a store has."""

import tempfile
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from reelgraph import changes
from reelgraph.binding import iri
from reelgraph.sources.inputs import Progress
from reelgraph.store import commit, view
from reelgraph.store.commit import Compared
from reelgraph.store.differing import differing
from reelgraph.store.embedded import EmbeddedStore


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new version changes."""

    said: tuple[str, ...] = ()
    """In words: films, people and credits; none where there is no earlier version."""
    compared: Compared | None = None
    """For whoever puts it into the store; None where it is not known."""


def changes_of(
    store: EmbeddedStore, name: str, claims: Path, scratch: Path, progress: Progress | None = None
) -> Changes:
    """What a new version changes.

    Args:
        store: Holds the earlier version.
        name: Of the source.
        claims: The new version, as N-Triples.
        scratch: A folder for temporary files, of twice the size of both.
        progress: Told that it is being done.

    """
    old = [source for source in commit.sources(store.rdf) if source.name == name]
    if not old:
        return Changes()
    if progress:
        progress(f"comparing {name} with its earlier version", -1)
    graphs = [iri(source.graph) for source in old]
    with tempfile.TemporaryDirectory(dir=scratch) as made:
        earlier = Path(made) / "earlier.nt"
        with earlier.open("wb") as out:
            for graph in graphs:
                store.rdf.dump(out, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        found = differing(earlier, claims, Path(made))
    if found is None:
        was = old[0]
        return Changes(
            (
                f"too much has changed to be listed; before: {was.films:,} films, "
                f"{was.people:,} people, {was.credits:,} credits",
            )
        )

    def unchanged(node: str) -> list[tuple[str, str]]:
        about = iri(node[1:-1])
        return [
            (str(quad.predicate), str(quad.object))
            for graph in graphs
            for quad in store.rdf.quads_for_pattern(about, None, None, graph)
        ]

    def pointing(node: str) -> set[str]:
        about = iri(node[1:-1])
        return {
            str(quad.subject)
            for graph in graphs
            for pointer in changes.POINTERS
            for quad in store.rdf.quads_for_pattern(None, iri(pointer), about, graph)
        }

    gone, come = (list(changes.triples_of(lines)) for lines in found)
    entities = view.entities_about(store.rdf, chain(gone, come))
    told = changes.compare(gone, come, unchanged, pointing)
    said = tuple(str(change) for change in told if change)
    return Changes(said, Compared(store.state(), entities))
