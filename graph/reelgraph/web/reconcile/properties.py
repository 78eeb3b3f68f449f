"""The properties and types that a client can name: those of the ontology, read from it.

The id of a type or property is the last part of its IRI, which the schema space stands before; a
``^`` before it turns an edge round ("director of"). CURIEs, IRIs, labels and the numbers that
Wikidata has for the same properties are understood as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.entity import is_a, kind_named
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import DCTERMS, FILM, RDFS, SCHEMA, SKOS, WD, curie, local_name

DEFAULT_TYPES = ("Film", "Person", "Company", "Organization", "Work")
"""What most people look for."""
WIKIDATA = "wikidata"
"""The property whose values are the accepted items."""
IDENTIFIER = "identifier"
_ALSO = {
    "name": "label", "title": "label", "alias": "altLabel", "aliases": "altLabel",
    "qid": WIKIDATA, "wikidata id": WIKIDATA, "skos:exactmatch": WIKIDATA,
    "id": IDENTIFIER, "dcterms:identifier": IDENTIFIER, "inventory number": IDENTIFIER,
    "imdb": "imdbId", "imdb id": "imdbId", "tmdb": "tmdbMovieId", "viaf": "viafId",
    "country": "hasCountryOfOrigin", "language": "hasOriginalLanguage", "date": "releaseDate",
    "duration": "durationMinutes", "runtime": "durationMinutes", "minutes": "durationMinutes",
    "p2047": "durationMinutes", "born": "birthDate", "died": "deathDate",
    "films": "^hasContributor", "film": "^hasContributor", "known for": "^hasContributor",
}  # fmt: skip
"""Words for properties beside their labels and those of roles."""
_ITEMS = {"Q11424": "Film", "Q5": "Person", "Q24862": "ShortFilm", "Q783794": "Company"}


@dataclass(frozen=True, slots=True)
class Property:
    """A property of entities."""

    id: str
    name: str
    iri: str
    turned: bool = False
    """Whether the entity is the object of the edge."""
    domain: str = ""
    """The kind of its entities, as in "Work"; "" for all."""
    entities: bool = False
    """Whether its values are entities."""

    @property
    def json(self) -> dict[str, str]:
        """It as clients are told of it."""
        return {"id": self.id, "name": self.name}


@cache
def properties() -> dict[str, Property]:
    """All of them by id, in the order in which they are proposed.

    >>> properties()["^hasDirector"].name, properties()["year"].domain
    ('director of', 'Work')
    """
    known = terms()
    found = [
        Property("label", "name", RDFS + "label"),
        Property("altLabel", "other names", SKOS + "altLabel"),
        Property(WIKIDATA, "Wikidata item", SKOS + "exactMatch", entities=True),
        Property(IDENTIFIER, "number that a source has for it", DCTERMS + "identifier"),
    ]
    for iri in sorted(known.view_properties, key=lambda p: (p not in known.data_properties, p)):
        if iri.startswith(FILM):
            domain = local_name(known.domains.get(iri, ""))
            object_ = iri in known.object_properties
            name = known.labels.get(iri, local_name(iri)).removeprefix("has ").removeprefix("is ")
            found.append(Property(local_name(iri), name, iri, False, domain, object_))
    for iri, role in sorted(known.role_of_property.items()):
        name = "works (in any role)" if iri == CONTRIBUTOR else f"{role.label} of"
        found.append(Property("^" + local_name(iri), name, iri, True, "Agent", True))
    return {p.id: p for p in found}


def property_named(said: str) -> Property | None:
    """The property that a client means; None for one that is not known here.

    >>> property_named("P57").id, property_named("directed by").id, property_named("shoe size")
    ('hasDirector', 'hasDirector', None)
    """
    known = properties()
    wanted = said.strip()
    if wanted in known:
        return known[wanted]
    return _by_name().get(wanted.lower())


@cache
def _by_name() -> dict[str, Property]:
    found: dict[str, Property] = {}
    for prop in properties().values():
        names = [prop.id, prop.name]
        if not prop.turned:
            role = terms().role_of_property.get(prop.iri)
            labels = {terms().labels.get(prop.iri, ""), *(role.synonyms if role else ())}
            names += [prop.iri, curie(prop.iri), *sorted(labels), *_numbers().get(prop.iri, ())]
        for name in names:
            found.setdefault(name.lower(), prop)
    return found | {word: properties()[id_] for word, id_ in _ALSO.items()}


@cache
def _numbers() -> dict[str, tuple[str, ...]]:
    """The numbers (``P57``) that Wikidata has for properties of the ontology."""
    graph = ox.Store()
    graph.load(resources.raw("ontology/alignments.ttl"), format=ox.RdfFormat.TURTLE)
    found: dict[str, tuple[str, ...]] = {}
    for quad in graph.quads_for_pattern(None, ox.NamedNode(SKOS + "exactMatch"), None, None):
        here, there = getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
        if there.startswith(WD + "P"):
            found[here] = (*found.get(here, ()), there.removeprefix(WD))
    return found


def proposed(kind: str) -> list[Property]:
    """The properties that entities of a kind can have; all where no kind is named."""
    return [p for p in properties().values() if not kind or not p.domain or _fits(p.domain, kind)]


def _fits(domain: str, kind: str) -> bool:
    if domain == "Agent":
        return any(is_a(kind, k) for k in ("Person", "Organization"))
    return is_a(kind, domain) or is_a(domain, kind)


# Types


def types() -> list[str]:
    """The kinds of entities, those that most people look for first."""
    every = sorted(local_name(c) for c in terms().entity_classes)
    return [*DEFAULT_TYPES, *(k for k in every if k not in DEFAULT_TYPES)]


def type_json(kind: str) -> dict[str, str]:
    """A kind as clients are told of it.

    >>> type_json("ShortFilm")
    {'id': 'ShortFilm', 'name': 'short film'}
    """
    return {"id": kind, "name": terms().labels.get(FILM + kind) or kind.lower()}


def types_json(kind: str) -> list[dict[str, str]]:
    """A kind, and the one above it that clients ask for."""
    above = [k for k in DEFAULT_TYPES if k != kind and is_a(kind, k)]
    return [type_json(kind), *(type_json(k) for k in above[:1])]


def type_named(said: str) -> str:
    """The kind that a client means.

    Raises:
        NotFound: it is none; the message lists them.

    >>> type_named("film:Film"), type_named("Q5"), type_named("short film")
    ('Film', 'Person', 'ShortFilm')

    """
    text = said.strip().removeprefix("wd:").removeprefix(WD)
    if text in _ITEMS:
        return _ITEMS[text]
    return kind_named(text.removeprefix(FILM).removeprefix(SCHEMA).removeprefix("schema:")[:100])


def fits(kind: str, wanted: Iterable[str], strict: str) -> bool:
    """Whether a kind is one of those that are wanted; of all of them where that is asked."""
    found = [is_a(kind, one) for one in wanted]
    return all(found) if strict == "all" else any(found) or not found
