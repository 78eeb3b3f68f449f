"""Who says an edge: the statements of the sources, as numbers."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from reelgraph.network.evidence import source_names
from reelgraph.network.filters import WEAKER
from reelgraph.network.index.numbering import Column, Numbering, columns
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDF, STATUS

_CREDITS = (FILM + "hasWork", FILM + "hasAgent", FILM + "hasRole")
_CLAIMS = (RDF + "subject", RDF + "object", RDF + "predicate")


class Said(NamedTuple):
    """Edges that one source gives."""

    source: int
    """Its number."""
    level: int
    """0 where it asserts or infers them, else one more than the place in `filters.WEAKER`."""
    starts: Column
    ends: Column
    properties: Column


class Statements:
    """The statements of the sources of a store."""

    def __init__(self, store: Store, entities: Numbering, properties: Mapping[str, int]) -> None:
        """Get ready to read; entities are given numbers by `entities`, properties have theirs."""
        self._store, self._entities, self._properties = store, entities, properties
        graphs = source_names(store)
        self.names = sorted(set(graphs.values()))
        self._graphs = {g: self.names.index(name) for g, name in sorted(graphs.items())}

    def weaker(self) -> Iterator[Said]:
        """What is claimed with a status that is only shown if asked for: there is little."""
        for graph, source in self._graphs.items():
            for level, word in enumerate(WEAKER, 1):
                status = f"?n <{FILM}hasStatus> <{STATUS}{word}> ."
                for predicates in (_CREDITS, _CLAIMS):
                    pattern = " . ".join(
                        f"?n <{p}> ?{name}" for p, name in zip(predicates, "abc", strict=True)
                    )
                    yield self._said(source, level, f"GRAPH <{graph}> {{ {status} {pattern} }}")

    def sure(self) -> Iterator[Said]:
        """What is asserted or inferred."""
        for graph, source in self._graphs.items():
            less = self._unless_unsure(graph)
            for predicates in (_CREDITS, _CLAIMS):
                # As subqueries the engine joins them by hashing; as one pattern it would look each
                # node up, which takes longer.
                parts = " ".join(
                    f"{{ SELECT ?n ?{name} WHERE {{ GRAPH <{graph}> {{ ?n <{p}> ?{name} }} }} }}"
                    for p, name in zip(predicates, "abc", strict=True)
                )
                yield self._said(source, 0, f"{parts} {less}")
            for prop in self._properties:
                yield self._plain(graph, source, prop)

    def sure_general(self) -> Iterator[Said]:
        """Of that the general edges, which are few."""
        general = [r.iri for r in terms().roles.values() if r.property == CONTRIBUTOR]
        for graph, source in self._graphs.items():
            less = self._unless_unsure(graph)
            for predicates, values in ((_CREDITS, general), (_CLAIMS, [CONTRIBUTOR])):
                start, end, what = predicates
                for value in values:
                    pattern = f"?n <{what}> <{value}> ; <{start}> ?a ; <{end}> ?b"
                    yield self._said(source, 0, f"GRAPH <{graph}> {{ {pattern} }} {less}", value)
            yield self._plain(graph, source, CONTRIBUTOR)

    def _plain(self, graph: str, source: int, prop: str) -> Said:
        """The edges that a source gives as such."""
        plain = f"SELECT ?a ?b WHERE {{ GRAPH <{graph}> {{ ?a <{prop}> ?b }} }}"
        starts, ends = columns(self._store, plain, self._entities, self._entities)
        return Said(source, 0, starts, ends, np.full(len(starts), self._properties[prop], np.int32))

    def _unless_unsure(self, graph: str) -> str:
        """The filter that leaves out nodes with another status; none where there is no such."""
        other = f"?n <{FILM}hasStatus> ?status FILTER(?status NOT IN ({_shown()}))"
        found = self._store.query(f"ASK {{ GRAPH <{graph}> {{ {other} }} }}")
        return f"FILTER NOT EXISTS {{ GRAPH <{graph}> {{ {other} }} }}" if found else ""

    def _said(self, source: int, level: int, pattern: str, value: str = "") -> Said:
        """The edges of credits and claims: what ``?c`` they are, or all, is a role or property."""
        entities, meant = self._entities, Numbering()
        if value:
            query = f"SELECT ?a ?b WHERE {{ {pattern} }}"
            starts, ends = columns(self._store, query, entities, entities)
            what = np.full(len(starts), meant.of([value.encode()])[0], np.int32)
        else:
            query = f"SELECT ?a ?b ?c WHERE {{ {pattern} }}"
            starts, ends, what = columns(self._store, query, entities, entities, meant)
        roles = terms().roles
        direct = (roles[iri].property if iri in roles else iri for iri in meant.met())
        edges = np.fromiter((self._properties.get(p, -1) for p in direct), np.int32)[what]
        kept = edges >= 0
        return Said(source, level, starts[kept], ends[kept], edges[kept])


def _shown() -> str:
    return ", ".join(f"<{s}>" for s in sorted(terms().shown_statuses))
