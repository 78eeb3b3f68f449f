"""What has to come to a server and to go from it, so that it holds what a store here holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from reelgraph.store.layout import SOURCES


@dataclass(frozen=True, slots=True)
class Part:
    """What happens to one graph."""

    graph: str
    """Its IRI; empty for the view."""
    come: Path
    """N-Triples, each once."""
    coming: int
    go: Path
    going: int
    ends: bool
    """Nothing is left of it."""


def parts(before: ox.Store, after: ox.Store, folder: Path) -> list[Part]:
    """What becomes of each graph, but for the one that describes the sources.

    Args:
        before: What was fetched from the server.
        after: The same after the load.
        folder: Where the triples are written to.

    """
    default = ox.DefaultGraph()
    named = {g for store in (before, after) for g in store.named_graphs()}
    names: list[ox.NamedNode | ox.DefaultGraph] = sorted(
        (g for g in named if isinstance(g, ox.NamedNode)), key=str
    )
    names.append(default)  # the view comes when what it is derived from is there
    found = []
    for number, name in enumerate(names):
        graph = "" if isinstance(name, ox.DefaultGraph) else name.value
        if graph == SOURCES:
            continue
        come, go = folder / f"{number}-come.nt", folder / f"{number}-go.nt"
        ends = name != default and not after.contains_named_graph(name)
        part = Part(
            graph,
            come,
            _write(after, before, name, come),
            go,
            0 if ends else _write(before, after, name, go),
            ends,
        )
        if part.coming or part.going or ends:
            found.append(part)
    return found


def _write(
    some: ox.Store, others: ox.Store, graph: ox.NamedNode | ox.DefaultGraph, path: Path
) -> int:
    """Write the triples of a graph that another store has not; how many those are."""
    count = 0

    def fresh() -> Iterator[ox.Triple]:
        nonlocal count
        for quad in some.quads_for_pattern(None, None, None, graph):
            if quad not in others:
                count += 1
                yield quad.triple

    with path.open("wb") as out:
        ox.serialize(fresh(), out, format=ox.RdfFormat.N_TRIPLES)
    return count


def triples_of(store: ox.Store, graph: str) -> set[ox.Triple]:
    """The triples of a small graph."""
    found = store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    return {quad.triple for quad in found}


def n_triples(triples: set[ox.Triple]) -> bytes:
    """Some triples as N-Triples, always in the same order."""
    return "".join(sorted(f"{triple} .\n" for triple in triples)).encode()
