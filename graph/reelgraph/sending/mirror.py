"""The part of a server's graph that a load concerns, as a store here.

A load changes the view of the entities that it shares with other sources: so their claims and
their view are fetched, and nothing else. Where decisions were made (merges and splits), anything
may be concerned, and the whole graph is fetched.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.errors import EndpointError
from reelgraph.facts import Source, source_of
from reelgraph.store import EndpointStore
from reelgraph.store.commit import LOAD_STATE
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.gathering import spelt
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES, VIEW, Folder
from reelgraph.vocabulary import FILM, PROV, RDF

BATCH = 250
"""Entities that one question is about."""
_STATEMENTS = (FILM + "hasWork", RDF + "subject")
_TITLE = FILM + "hasTitle"
_VERSION_OF = iri(PROV + "specializationOf")
_SOURCES = iri(SOURCES)


class Mirror:
    """Reads a server for a load."""

    def __init__(self, far: EndpointStore) -> None:
        self.far = far
        self.described: set[ox.Triple] = {q.triple for q in self._graph(SOURCES)}
        """What the server says of its sources; without marks of loads that did not end."""
        self.marked: set[str] = {
            t.subject.value
            for t in self.described
            if t.predicate == LOAD_STATE and isinstance(t.subject, ox.NamedNode)
        }
        """The versions whose load, or removal, did not end."""

    @property
    def view(self) -> str:
        """The graph of the view; empty for the default graph."""
        return self.far.view

    def sources(self) -> list[Source]:
        """The sources on the server, those among them that did not arrive wholly too."""
        versions = {t.subject for t in self.described if t.predicate == _VERSION_OF}
        made = [
            source_of(v.value, (t for t in self.described if t.subject == v))
            for v in versions
            if isinstance(v, ox.NamedNode)
        ]
        return sorted(made, key=lambda s: (s.name, s.graph))

    def count(self, graph: str) -> int:
        """How many triples a graph holds; the default graph without a name."""
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        rows = self.far.plain(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        return int(next(iter(rows))["n"].value)

    def has_decisions(self) -> bool:
        """Whether people decided which entities are one."""
        asked = f"SELECT ?s WHERE {{ GRAPH <{DECISIONS}> {{ ?s ?p ?o }} }} LIMIT 1"
        return any(True for _ in self.far.plain(asked))

    def fetch(
        self, folder: Path, base: str, entities: Iterable[str], names: Iterable[str], new: set[str]
    ) -> EmbeddedStore:
        """A store with what concerns some entities.

        Args:
            folder: Where to make it.
            base: Of its IRIs.
            entities: Of which the new sources speak.
            names: Of the sources that are replaced.
            new: The versions that are being loaded; what came of them earlier is left out.

        """
        Folder(folder).create(base)
        store = EmbeddedStore(folder)
        staged = folder.with_suffix(".nq")
        with staged.open("wb") as out:
            ox.serialize(self._quads(entities, set(names), new), out, format=ox.RdfFormat.N_QUADS)
        with store.writing() as writer:
            writer.rdf.bulk_load(path=str(staged), format=ox.RdfFormat.N_QUADS)
        staged.unlink()
        return store

    def _quads(self, entities: Iterable[str], names: set[str], new: set[str]) -> Iterator[ox.Quad]:
        known = [s for s in self.sources() if s.graph not in new]
        graphs = {s.graph for s in known}
        for triple in self.described:
            if triple.predicate != LOAD_STATE and getattr(triple.subject, "value", "") not in new:
                yield ox.Quad(triple.subject, triple.predicate, triple.object, _SOURCES)
        if self.has_decisions():
            for graph in (*graphs, DECISIONS, LINKS):
                yield from self._graph(graph)
            yield from self._graph(self.view)
            return
        touched = set(entities)
        for source in known:
            if source.name in names:
                for quad in self._graph(source.graph):
                    yield quad
                    ends = (quad.subject, quad.object)
                    touched |= {n.value for n in ends if isinstance(n, ox.NamedNode)}
        shown: set[str] = set()
        for quad in self._about(sorted(touched), self.view):
            if isinstance(quad.subject, ox.NamedNode):
                shown.add(quad.subject.value)
            yield quad
        nodes = set(shown)
        for prop in _STATEMENTS:
            asked = f"?n <{prop}> ?e"
            nodes |= {s for s, g in self._pairs(asked, sorted(shown)) if g in graphs}
        titles = f"?e <{_TITLE}> ?n"
        nodes |= {s for s, g in self._pairs(titles, sorted(shown)) if g in graphs}
        for quad in self._about(sorted(nodes), None):
            if getattr(quad.graph_name, "value", "") in graphs:
                yield quad

    def _graph(self, graph: str) -> Iterator[ox.Quad]:
        """All quads of a graph; the view comes into the default graph."""
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
        name = iri(graph) if graph not in ("", VIEW) else ox.DefaultGraph()
        for s, p, o in self.far.plain(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"):
            yield ox.Quad(s, p, spelt(o), name)

    def _about(self, nodes: Sequence[str], graph: str | None) -> Iterator[ox.Quad]:
        """What is said of some nodes in one graph, or in any named one."""
        for listed in _listed(nodes):
            test = f"VALUES ?s {{ {listed} }}"
            if graph is None:
                asked = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ {test} ?s ?p ?o }} }}"
                for s, p, o, g in self.far.plain(asked):
                    yield ox.Quad(s, p, spelt(o), g)
            else:
                pattern = f"GRAPH <{graph}> {{ {test} ?s ?p ?o }}" if graph else f"{test} ?s ?p ?o"
                for s, p, o in self.far.plain(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"):
                    yield ox.Quad(s, p, spelt(o), ox.DefaultGraph())

    def _pairs(self, pattern: str, entities: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The nodes, and their graphs, that a pattern joins with some entities."""
        for listed in _listed(entities):
            asked = f"SELECT ?n ?g WHERE {{ GRAPH ?g {{ VALUES ?e {{ {listed} }} {pattern} }} }}"
            for n, g in self.far.plain(asked):
                if isinstance(n, ox.NamedNode):
                    yield n.value, g.value


def refuse_others(mirror: Mirror, new: set[str]) -> None:
    """Refuse a server where another load did not end.

    Raises:
        EndpointError: as said.

    """
    others = [s.name for s in mirror.sources() if s.graph in mirror.marked - new]
    if others:
        raise EndpointError(
            f"{mirror.far.place}: a load or removal of {', '.join(sorted(set(others)))} did not "
            "end: do that first, with the same command as before; nothing was sent"
        )


def _listed(nodes: Sequence[str]) -> Iterator[str]:
    waiting = iter(nodes)
    while batch := list(islice(waiting, BATCH)):
        yield " ".join(f"<{node}>" for node in batch)
