"""An entity in the words of schema.org, as search engines and reference managers read them.

Which word stands for which term is what ``ontology/alignments.ttl`` says; only what the view
holds is told, so nothing that a source merely hints at or denies.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.entity import Entity
from reelgraph.facts import UNKNOWN, Source
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.views.text import clean
from reelgraph.vocabulary import FILM, RDF, RDFS, SCHEMA, SKOS, STATUS, local_name
from reelgraph.web.entities.addresses import IDENTIFIERS, elsewhere, web_address
from reelgraph.web.entities.gathering import Said

CONTEXT = {
    "@vocab": SCHEMA,
    "sameAs": {"@type": "@id"},
    "url": {"@type": "@id"},
    **{name: {"@type": "Date"} for name in ("datePublished", "birthDate", "deathDate")},
}
"""It stands in the data, so that no reader has to fetch it from anywhere."""
MOST = 200
"""How many works of a person are named."""
_TEXTS = frozenset({"genre", "inLanguage", "gender"})
"""What schema.org has as words rather than things."""
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@cache
def words() -> dict[str, str]:
    """The word of schema.org for each class and property that has one.

    >>> words()[FILM + "hasDirector"], words()[FILM + "Film"]
    ('director', 'Movie')
    """
    graph = ox.Store()
    graph.load(resources.raw("ontology/alignments.ttl"), format=ox.RdfFormat.TURTLE)
    found: dict[str, str] = {}
    # A match that is only close is a word all the same where nothing stricter is said.
    for predicate in (RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "closeMatch"):
        for quad in graph.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            value = getattr(quad.object, "value", "")
            if isinstance(quad.subject, ox.NamedNode) and value.startswith(SCHEMA):
                found.setdefault(quad.subject.value, value.removeprefix(SCHEMA))
    return found


def class_word(kind: str) -> str:
    """The class of schema.org for a kind of entity.

    >>> class_word("ShortFilm"), class_word("Person"), class_word("Character")
    ('Movie', 'Person', 'Thing')
    """
    if kind == "Place":
        return kind
    known, parents = words(), terms().parents
    above = sorted(parents.get(FILM + kind, ()), key=lambda t: (-len(parents.get(t, ())), t))
    return next((known[c] for c in above if c in known), "Thing")


def schema_org(
    said: Said, sources: Sequence[Source], characters: dict[str, list[str]]
) -> dict[str, Any]:
    """An entity as JSON-LD.

    Args:
        said: What the view says of it.
        sources: Those that say it.
        characters: The names of the characters that each person plays in it, by IRI.

    """
    known = words()
    found: dict[str, list[Any]] = defaultdict(list)
    same: dict[str, None] = {}
    specific = {t.object: None for t in said.out if _is_role(t) and t.predicate.value in known}
    for triple in (*said.out, *said.links):
        prop, value = triple.predicate.value, triple.object
        if isinstance(value, ox.Literal):
            if prop in IDENTIFIERS:
                same[elsewhere(local_name(prop), value.value)] = None
            _literal(found, prop, value.value, known)
        elif not isinstance(value, ox.NamedNode) or prop == RDF + "type":
            continue
        elif prop == SKOS + "exactMatch":
            same[web_address(value.value)] = None
        elif prop == CONTRIBUTOR or (_is_role(triple) and prop not in known):
            if value not in specific and not (prop == CONTRIBUTOR and _has_role(said, value)):
                found["contributor"].append(_helper(said.beside[value.value], prop))
        elif prop in known:
            other = said.beside[value.value]
            word = known[prop]
            if word in _TEXTS:
                found[word].append(clean(other.label))
            elif prop == FILM + "hasCastMember" and characters.get(value.value):
                found[word].append(
                    {
                        "@type": "PerformanceRole",
                        word: _node(other),
                        "characterName": _one([clean(c) for c in characters[value.value]]),
                    }
                )
            else:
                found[word].append(_node(other))
    if said.entity.year and "datePublished" not in found:
        found["dateCreated"].append(str(said.entity.year))
    works = _works(said, known)
    told = [_source(s) for s in sources]
    return {
        "@context": CONTEXT,
        "@type": class_word(said.entity.kind),
        "@id": said.entity.iri,
        "name": clean(said.entity.label),
        **{word: _one(values) for word, values in sorted(found.items()) if values},
        **({"sameAs": links} if (links := [a for a in same if a]) else {}),
        **({"@reverse": works} if works else {}),
        **({"subjectOf": told} if told else {}),
    }


def characters_of(store: Store, node: ox.NamedNode) -> dict[str, list[str]]:
    """The names of the characters in a work by who plays them, as far as sources are sure."""
    shown = ", ".join(f"<{s}>" for s in sorted(terms().shown_statuses))
    query = f"""PREFIX film: <{FILM}>
    SELECT DISTINCT ?agent ?name WHERE {{ GRAPH ?g {{
      ?credit film:hasWork {node} ; film:hasAgent ?agent .
      {{ ?credit film:characterName ?name }} UNION
      {{ ?credit film:hasCharacterPlayed/<{RDFS}label> ?name }}
      OPTIONAL {{ ?credit film:hasStatus ?status }}
      FILTER(COALESCE(?status, <{STATUS}asserted>) IN ({shown})) }} }}"""
    found: dict[str, set[str]] = defaultdict(set)
    for row in store.select(query):
        found[row["agent"].value].add(row["name"].value)
    return {agent: sorted(names) for agent, names in found.items()}


def _literal(found: dict[str, list[Any]], prop: str, text: str, known: dict[str, str]) -> None:
    if prop == SKOS + "altLabel":
        found["alternateName"].append(clean(text))
    elif prop == FILM + "durationMinutes" and text.isascii() and text.isdigit():
        found["duration"].append(f"PT{int(text)}M")
    elif prop in known and known[prop] == "url":
        found["url"] += [text] if web_address(text) else []
    elif prop in known and known[prop] in CONTEXT:
        found[known[prop]] += [text] if _DATE.fullmatch(text) else []
    elif prop in known and known[prop] != "duration":
        found[known[prop]].append(clean(text))


def _is_role(triple: ox.Triple) -> bool:
    return triple.predicate.value in terms().contributor_properties - {CONTRIBUTOR}


def _has_role(said: Said, agent: ox.NamedNode) -> bool:
    """Whether it is said in which role somebody took part."""
    return any(t.object == agent and _is_role(t) for t in said.out)


def _helper(other: Entity, prop: str) -> dict[str, Any]:
    """Somebody in a role that schema.org has no word for."""
    if prop == CONTRIBUTOR:
        return _node(other)
    return {"@type": "Role", "contributor": _node(other), "roleName": terms().edge_name(prop)}


def _works(said: Said, known: dict[str, str]) -> dict[str, Any]:
    """What points at the entity: the works of a person are told from their side."""
    found: dict[str, list[Any]] = defaultdict(list)
    room = MOST
    direct = {t.subject for t in said.into if t.predicate.value in known and _is_role(t)}
    for triple in said.into:
        prop = triple.predicate.value
        if prop == CONTRIBUTOR and triple.subject in direct:
            continue
        word = known.get(prop, "")
        other = said.beside.get(getattr(triple.subject, "value", ""))
        if word and word not in _TEXTS and other and room:
            room -= 1
            found[word].append(_node(other))
    return {word: _one(values) for word, values in sorted(found.items())}


def _node(entity: Entity) -> dict[str, Any]:
    kind = class_word(entity.kind)
    return {
        **({"@type": kind} if kind != "Thing" else {}),
        "@id": entity.iri,
        **({"name": clean(entity.label)} if entity.named else {}),
        **({"dateCreated": str(entity.year)} if entity.year else {}),
    }


def _source(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": "CreativeWork", "name": clean(source.title)}
    if web_address(source.url):
        found["url"] = source.url
    if source.publisher != UNKNOWN:
        found["publisher"] = {"@type": "Organization", "name": clean(source.publisher)}
    if source.licence != UNKNOWN:
        found["license"] = clean(source.licence)
    if _DATE.fullmatch(source.published):
        found["datePublished"] = source.published
    return found


def _one(values: Iterable[Any]) -> Any:
    """The value where there is one; a list of them, each once, where there are more."""
    distinct = list({repr(value): value for value in values}.values())
    return distinct[0] if len(distinct) == 1 else distinct
