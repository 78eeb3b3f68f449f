"""What the view says of an entity, and the names of all that it stands beside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import pyoxigraph as ox

from reelgraph.binding import bind, iri
from reelgraph.entity import Entity, kind_of
from reelgraph.facts import Source
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, unnamed

MOST = 1000
"""How many triples are given that have the entity as their value: a country has thousands."""
_BATCH = 500
_TYPE, _LABEL, _YEAR = iri(RDF + "type"), iri(RDFS + "label"), iri(FILM + "year")
_MATCH = iri(SKOS + "exactMatch")
_BESIDE = f"""PREFIX film: <{FILM}>
PREFIX rdfs: <{RDFS}>
SELECT ?entity ?label ?type ?year WHERE {{
  VALUES (?entity) {{ (film:none) }}
  {{ ?entity rdfs:label ?label }} UNION {{ ?entity a ?type }} UNION {{ ?entity film:year ?year }}
}}"""


@dataclass(frozen=True, slots=True)
class Said:
    """What the view says of one entity."""

    entity: Entity
    out: tuple[ox.Triple, ...]
    """The triples with it as the subject."""
    into: tuple[ox.Triple, ...]
    """The triples with it as the value, `MOST` of them."""
    cut: bool
    """Whether there are more of those."""
    beside: dict[str, Entity]
    """All that those triples name."""
    names: tuple[ox.Triple, ...]
    """The labels, types and years of those."""
    links: tuple[ox.Triple, ...] = field(default=())
    """The accepted items of Wikidata, and the identifiers that are kept beside the sources."""

    @property
    def triples(self) -> Iterator[ox.Triple]:
        """All of it, each once."""
        yield from dict.fromkeys((*self.out, *self.links, *self.into, *self.names))


def gather(store: Store, node: ox.NamedNode) -> Said:
    """What the view says of an entity."""
    out = tuple(
        ox.Triple(node, row["p"], row["o"])
        for row in store.select(f"SELECT ?p ?o WHERE {{ {node} ?p ?o }}")
    )
    # Types and matches of others with it are no facts about it.
    pointing = f"""SELECT ?s ?p WHERE {{ ?s ?p {node} FILTER(?p NOT IN ({_TYPE}, {_MATCH})) }}
    LIMIT {MOST + 1}"""
    into = [ox.Triple(row["s"], row["p"], node) for row in store.select(pointing)]
    others = {
        term.value
        for triple in (*out, *into[:MOST])
        for term in (triple.subject, triple.object)
        if isinstance(term, ox.NamedNode) and triple.predicate != _TYPE and term != node
    }
    beside, names = _beside(store, {node.value, *others})
    return Said(
        beside.pop(node.value),
        _sorted(out),
        _sorted(into[:MOST]),
        len(into) > MOST,
        beside,
        tuple(t for t in names if t.subject != node),
        tuple(_links(store, node)),
    )


def _sorted(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    return tuple(sorted(triples, key=str))


def _beside(store: Store, iris: set[str]) -> tuple[dict[str, Entity], list[ox.Triple]]:
    """Entities by IRI, and the triples that name them."""
    triples: list[ox.Triple] = []
    labels: dict[str, str] = {}
    years: dict[str, int] = {}
    types: dict[str, list[str]] = {}
    waiting = iter(sorted(iris))
    while batch := list(islice(waiting, _BATCH)):
        for row in store.select(bind(_BESIDE, {("entity",): [(iri(i),) for i in batch]})):
            entity = row["entity"]
            if row["label"] is not None:
                labels.setdefault(entity.value, row["label"].value)
                triples.append(ox.Triple(entity, _LABEL, row["label"]))
            elif row["type"] is not None:
                types.setdefault(entity.value, []).append(row["type"].value)
                triples.append(ox.Triple(entity, _TYPE, row["type"]))
            else:
                years[entity.value] = int(row["year"].value)
                triples.append(ox.Triple(entity, _YEAR, row["year"]))
    found = {
        i: Entity(i, labels.get(i) or unnamed(i), kind_of(types.get(i, ())), years.get(i))
        for i in iris
    }
    return found, triples


def _links(store: Store, node: ox.NamedNode) -> Iterator[ox.Triple]:
    for link in links_of(store, [node.value], (ACCEPTED,)):
        yield ox.Triple(node, _MATCH, iri(link.item))
    query = f"SELECT ?p ?o WHERE {{ GRAPH <{LINKS}> {{ {node} ?p ?o FILTER(isLiteral(?o)) }} }}"
    for row in store.select(query):
        yield ox.Triple(node, row["p"], row["o"])


def graphs_of(store: Store, node: ox.NamedNode) -> set[str]:
    """The graphs in which anything is said of an entity."""
    query = f"""SELECT DISTINCT ?g WHERE {{
      {{ GRAPH ?g {{ {node} ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?p {node} }} }} }}"""
    return {row["g"].value for row in store.select(query)}


def sources_of(store: Store, node: ox.NamedNode, every: Iterable[Source]) -> list[Source]:
    """The sources that say anything of an entity."""
    graphs = graphs_of(store, node)
    return [source for source in every if source.graph in graphs]
