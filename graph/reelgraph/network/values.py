"""What the graph says of one entity that is no edge: values, columns of tables, statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, STATUS, curie, local_name


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """The values of an entity's own properties, with the names of the sources that say them."""

    values: list[tuple[str, ox.NamedNode | ox.Literal, tuple[str, ...]]]
    columns: list[tuple[str, str, str]]
    """What a table says in columns that the ontology does not know: heading, text, source."""
    names: tuple[str, ...]
    """Its other names."""

    @property
    def entities(self) -> set[str]:
        """The IRIs among the values."""
        return {v.value for _, v, _ in self.values if isinstance(v, ox.NamedNode)}


def own_facts(store: Store, iri: str, sources: Mapping[str, str]) -> OwnFacts:
    """The facts of an entity that are no edges.

    Args:
        store: Where the facts are.
        iri: Of the entity.
        sources: The name of each source, by the IRI of its graph.

    """
    plain = _plain()
    claimed = f"""PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?p ?v ?g ?label WHERE {{ GRAPH ?g {{
      {{ <{iri}> ?p ?v
        OPTIONAL {{ ?p <{RDFS}label> ?label FILTER(CONTAINS(STR(?p), "/column/")) }} }} UNION
      {{ ?n rdf:subject <{iri}> ; rdf:predicate ?p ; rdf:object ?v }} }} }}"""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    columns: dict[tuple[str, str, str], None] = {}
    for prop, value, graph, label in store.select(claimed):
        if graph.value not in sources:
            continue
        name = sources[graph.value]
        said[prop.value, str(value)].add(name)
        if "/column/" in prop.value and isinstance(value, ox.Literal):
            heading = label.value if label is not None else local_name(prop.value)
            columns[heading, value.value, name] = None
    values, names = [], set()
    for prop, value in store.select(f"SELECT ?p ?v WHERE {{ <{iri}> ?p ?v }}"):
        if prop.value == SKOS + "altLabel":
            names.add(value.value)
        if prop.value in plain:
            by = tuple(sorted(said.get((prop.value, str(value)), ())))
            values.append((prop.value, value, by))
    return OwnFacts(values, list(columns), tuple(sorted(names)))


@cache
def _plain() -> frozenset[str]:
    """The properties of the view that are no edges."""
    known = terms()
    return known.view_properties - known.relations - {CONTRIBUTOR}


def statements(
    store: Store, iri: str, sources: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str]]:
    """Releases, screenings and previews, and the claims that are not in the view.

    Returns:
        Heading, text, status and source of each.

    """
    query = f"""PREFIX film: <{FILM}>
    PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?node ?kind ?p ?v ?date ?note ?territory ?status ?g WHERE {{ GRAPH ?g {{
      {{ ?node rdf:subject <{iri}> }} UNION {{ ?node film:hasWork <{iri}> }}
      ?node a ?kind . FILTER(?kind NOT IN (film:Credit, film:Title))
      OPTIONAL {{ ?node film:hasStatus ?given }}
      BIND(COALESCE(?given, <{STATUS}asserted>) AS ?status)
      OPTIONAL {{ ?node rdf:predicate ?p }} OPTIONAL {{ ?node rdf:object ?v }}
      OPTIONAL {{ ?node film:date ?date }} OPTIONAL {{ ?node film:note ?note }}
      OPTIONAL {{ ?node film:hasTerritory/<{RDFS}label> ?territory }} }}
      FILTER(?kind != film:Claim || ?status IN (<{STATUS}negative>, <{STATUS}superseded>) ||
        (?status IN (<{STATUS}weak>, <{STATUS}hedged>) && (!BOUND(?v) || isLiteral(?v)))) }}"""
    seen = set()
    for row in store.select(query):
        prop = row["p"].value if row["p"] is not None else row["kind"].value
        cells = (row["territory"], row["v"], row["date"], row["note"])
        parts = [
            curie(c.value) if isinstance(c, ox.NamedNode) else c.value
            for c in cells
            if c is not None
        ]
        name = sources.get(row["g"].value, "")
        if name and row["node"].value not in seen:
            seen.add(row["node"].value)
            text = ", ".join(parts) or local_name(row["node"].value)
            yield in_words(prop), text, local_name(row["status"].value), name


def in_words(prop: str) -> str:
    """What a property is called on a card.

    >>> in_words(FILM + "hasGenre")
    'genre'
    """
    words = terms().labels.get(prop, local_name(prop))
    for start in ("has ", "is "):
        words = words.removeprefix(start)
    return words
