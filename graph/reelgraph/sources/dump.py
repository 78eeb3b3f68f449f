"""A whole store as one file (``export -o all.trig``), read back source by source.

The view in it is derived, so it is not trusted but derived again.
"""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from reelgraph.errors import InputError
from reelgraph.facts import Source, source_of
from reelgraph.sources.inputs import Input, Progress
from reelgraph.vocabulary import BASE, PROV

GRAPHS = f"{BASE}/graph/"
"""Where the names of the graphs begin that are no source's."""


@dataclass(frozen=True, slots=True)
class Dump:
    """What stands in an exported store."""

    sources: tuple[tuple[Source, Path], ...]
    """Each source and its claims as an N-Triples file."""
    more: tuple[ox.Quad, ...]
    """The links and decisions."""


def read(source: Input, scratch: Path, progress: Progress | None = None) -> Dump | None:
    """What an exported store holds; None for any other file of named graphs.

    Raises:
        InputError: it cannot be parsed, or a source that it describes is not in it.

    """
    store = ox.Store()
    source.fill(store, BASE, progress)
    graphs = [g for g in store.named_graphs() if isinstance(g, ox.NamedNode)]
    if not any(g.value.startswith(GRAPHS) for g in graphs):
        return None
    if store.query("ASK { GRAPH ?g { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) } }"):
        raise InputError(
            f"{source.shown} has the graphs of an exported store, but blank nodes too, which no "
            "store has: give --source NAME to load it as one source"
        )
    described = ox.NamedNode(GRAPHS + "sources")
    versions = {
        quad.subject.value
        for quad in store.quads_for_pattern(
            None, ox.NamedNode(PROV + "specializationOf"), None, described
        )
        if isinstance(quad.subject, ox.NamedNode)
    }
    found = []
    for number, version in enumerate(sorted(versions)):
        graph = ox.NamedNode(version)
        path = scratch / f"dump-{source.sha256[:8]}-{number}.nt"
        store.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        found.append((_described(source, store, version, described), path))
    more = tuple(
        quad
        for graph in graphs
        if graph.value.startswith(GRAPHS) and graph != described
        for quad in store.quads_for_pattern(None, None, None, graph)
    )
    return Dump(tuple(found), more)


def _described(file: Input, store: ox.Store, version: str, described: ox.NamedNode) -> Source:
    """What the dump says of a source version."""
    graph = ox.NamedNode(version)
    said = (q.triple for q in store.quads_for_pattern(graph, None, None, described))
    try:
        found = source_of(version, said)
    except ValueError as error:
        raise InputError(
            f"{file.shown} describes the source {version} wrongly ({error}): export the store again"
        ) from None
    if found.triples and not store.contains_named_graph(graph):
        raise InputError(
            f"{file.shown} describes the source {version} but does not hold its facts: "
            "export the store again"
        )
    return found
