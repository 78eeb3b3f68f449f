"""Entities as people see them: a name, a kind, a year; and how to find the one that is meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

import pyoxigraph as ox
from rapidfuzz import fuzz

from reelgraph.binding import bind, iri
from reelgraph.entity import Entity, is_a, kind_of
from reelgraph.errors import Ambiguous, NotFound
from reelgraph.names import NameIndex, normal
from reelgraph.store import Store
from reelgraph.store.layout import DECISIONS, LINKS
from reelgraph.vocabulary import DCTERMS, FILM, LINK_STATUS, RDFS, SKOS, WD, expand, unnamed

_DESCRIBE = f"""PREFIX film: <{FILM}>
PREFIX rdfs: <{RDFS}>
SELECT ?entity ?label ?type ?year WHERE {{
  VALUES (?entity) {{ (film:none) }}
  {{ ?entity a ?type }} UNION {{ ?entity rdfs:label ?label }} UNION {{ ?entity film:year ?year }}
}}"""
_DEGREES = f"""PREFIX film: <{FILM}>
SELECT ?entity (COUNT(*) AS ?n) WHERE {{
  VALUES (?entity) {{ (film:none) }}
  {{ ?entity film:hasContributor ?other }} UNION {{ ?other film:hasContributor ?entity }}
}} GROUP BY ?entity"""
_BATCH = 2000
_PAGE = re.compile(
    r"(?i)(?:(?:wd:|https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(?P<qid>Q[1-9]\d*)"
    r"|(?:https?://(?:www\.|m\.)?imdb\.com/\w+/)?(?P<imdb>(?:tt|nm|co)\d{5,9}))(?:[/?#].*)?"
)
"""An identifier of Wikidata or IMDb, as such or in the address of a page."""


def describe(store: Store, iris: Iterable[str]) -> dict[str, Entity]:
    """The name, kind and year of some entities, by IRI; those without facts are unnamed."""
    found: dict[str, Entity] = {}
    waiting = iter(dict.fromkeys(iris))
    while batch := list(islice(waiting, _BATCH)):
        rows = store.select(bind(_DESCRIBE, {("entity",): [(iri(i),) for i in batch]}))
        labels: dict[str, str] = {}
        years: dict[str, int] = {}
        types: dict[str, list[str]] = {}
        for row in rows:
            entity = row["entity"].value
            if row["label"] is not None:
                labels.setdefault(entity, row["label"].value)
            elif row["year"] is not None:
                years[entity] = int(row["year"].value)
            else:
                types.setdefault(entity, []).append(row["type"].value)
        for one in batch:
            found[one] = Entity(
                one, labels.get(one) or unnamed(one), kind_of(types.get(one, ())), years.get(one)
            )
    return found


def degrees(store: Store, iris: Iterable[str]) -> dict[str, int]:
    """How many contributor edges some entities have, by IRI; those that have none are not told.

    The indexes know it of all entities; this is for the few that are in none.
    """
    found: dict[str, int] = {}
    waiting = iter(dict.fromkeys(iris))
    while batch := list(islice(waiting, _BATCH)):
        rows = store.select(bind(_DEGREES, {("entity",): [(iri(i),) for i in batch]}))
        found.update((row["entity"].value, int(row["n"].value)) for row in rows)
    return found


def find_identified(store: Store, text: str, kind: str | None = None) -> Entity | None:
    """The one entity that an identifier means, which needs no index of names; None for others.

    Raises:
        Ambiguous: there are several; it lists them with years and what they are known for.

    """
    text = text.strip()
    if not text:
        raise NotFound("an empty name: give a name, a QID, an IMDb id or an IRI")
    found = _by_identifier(store, text)
    if not found:
        return None
    found = [e for e in found if e.iri == expand(text) != WD + text] or found
    fitting = [e for e in found if not kind or is_a(e.kind, kind)]
    return _single(store, text, fitting or found)


def find(store: Store, index: NameIndex, text: str, kind: str | None = None) -> Entity:
    """The one entity that a person means.

    Args:
        store: Where it is.
        index: The names of that store.
        text: A name, a name with a year ("Hardcore (2015)"), a CURIE, a QID, an IMDb id, an IRI,
            or what a source calls it by a number of its own.
        kind: One of the classes, if only such an entity can be meant.

    Raises:
        NotFound: there is none; it suggests the nearest names.
        Ambiguous: there are several; it lists them with years and what they are known for.

    """
    identified = find_identified(store, text, kind)
    if identified:
        return identified
    text = text.strip()

    def fits(entity: Entity) -> bool:
        return not kind or is_a(entity.kind, kind)

    name, year = _name_and_year(text)
    exact = index.exact(text) or index.exact(name)
    exact = exact or _by_local_identifier(store, text)
    wanted = [e for e in exact if fits(e)]
    if year is not None and not index.exact(text):
        of_year = [e for e in wanted if e.year == year]
        if wanted and not of_year:
            years = ", ".join(str(e) for e in wanted[:10])
            near = [e for e in index.beginning(name, year) if fits(e)][:3]
            raise NotFound(
                f"{name!r} is there, but not of {year}: {years}{_did_you_mean(near)}",
                near or wanted,
            )
        wanted = of_year
    if not wanted and (_PAGE.fullmatch(text) or expand(text)):
        raise NotFound(f"{text}: nothing in this store has that identifier")
    if not wanted:
        near = sorted(index.search(name, kind, limit=10), key=lambda e: e.year != (year or e.year))
        near = _alike(name, near)
        other = f"; {exact[0]} is a {exact[0].kind}, not a {kind}" if exact and kind else ""
        raise NotFound(f"nothing here is called {text[:100]!r}{other}{_did_you_mean(near)}", near)
    return _single(store, text, wanted)


def _alike(name: str, near: Sequence[Entity], most: int = 3, margin: float = 15.0) -> list[Entity]:
    """The first, and those of the next that are about as like the name as it is."""

    def score(entity: Entity) -> float:
        return fuzz.ratio(normal(name), normal(entity.label))

    return [e for e in near if score(e) >= score(near[0]) - margin][:most]


def _did_you_mean(near: Sequence[Entity]) -> str:
    return f"; did you mean {' or '.join(str(e) for e in near)}?" if near else ""


def known_for(
    store: Store, entities: Iterable[Entity], most: int = 3
) -> dict[str, tuple[str, ...]]:
    """What tells entities of the same name apart, by IRI.

    Of a person some works, those with most contributors first; of a work its directors.
    """
    query = f"""PREFIX film: <{FILM}>
    PREFIX rdfs: <{RDFS}>
    SELECT ?entity ?label ?year (COUNT(?other) AS ?size) WHERE {{
      VALUES (?entity) {{ (film:none) }}
      {{ ?work film:hasContributor ?entity, ?other ; rdfs:label ?label .
         OPTIONAL {{ ?work film:year ?year }} }} UNION
      {{ ?entity film:hasDirector ?work . ?work rdfs:label ?label }}
    }} GROUP BY ?entity ?work ?label ?year"""
    found: dict[str, list[tuple[int, str]]] = {}
    rows = [(iri(e.iri),) for e in entities]
    for row in store.select(bind(query, {("entity",): rows})):
        text = row["label"].value
        if row["year"] is not None:
            text += f" ({row['year'].value})"
        found.setdefault(row["entity"].value, []).append((-int(row["size"].value), text))
    return {e: tuple(text for _, text in sorted(works)[:most]) for e, works in found.items()}


def _single(store: Store, text: str, found: Sequence[Entity]) -> Entity:
    """The only candidate; or the one whose spelling is the same to the letter."""
    if len(found) == 1:
        return found[0]
    same = [e for e in found if e.label == text]
    if len(same) == 1 and all(normal(e.label) == normal(text) for e in found):
        others = [e for e in found if e is not same[0] and e.label != text]
        if len(others) == len(found) - 1 and any(c.isupper() for c in text):
            return same[0]
    told = known_for(store, found)
    listed = [replace(e, known_for=told.get(e.iri, ())) for e in found]
    lines = "".join(f"\n  {e.line()}" for e in listed[:20])
    more = f"\n  ... and {len(listed) - 20} more" if len(listed) > 20 else ""
    raise Ambiguous(
        f"{text!r} can mean {len(listed)} things; say which, by its year in brackets "
        f"or by what stands in square ones:{lines}{more}",
        listed,
    )


def _by_identifier(store: Store, text: str) -> list[Entity] | None:
    """The entities with an identifier; None if the text is none."""
    page = _PAGE.fullmatch(text)
    if page:
        text = page["qid"].upper() if page["qid"] else page["imdb"].lower()
    full = expand(text)
    if full is not None:
        linked = ""
        if full.startswith(WD):
            rejected = f"""GRAPH <{LINKS}> {{ ?link <{FILM}hasItem> <{full}> ;
              <{FILM}isLinkOf> ?entity ; a <{FILM}Link> ;
              <{FILM}hasLinkStatus> <{LINK_STATUS}rejected> }}"""
            linked = f"""UNION {{ GRAPH ?any {{ ?entity <{SKOS}exactMatch> <{full}> }}
              FILTER NOT EXISTS {{ {rejected} }} }}"""
        query = f"""SELECT DISTINCT ?entity WHERE {{
          {{ BIND({ox.NamedNode(full)} AS ?entity) {{ ?entity ?p ?o }} UNION
            {{ ?s ?q ?entity FILTER(?q != <{SKOS}exactMatch>) }} }}
          UNION {{ GRAPH <{DECISIONS}> {{ <{full}> <{DCTERMS}isReplacedBy> ?entity }} }}
          {linked} }} LIMIT 20"""
    elif page:
        query = f"""SELECT DISTINCT ?entity WHERE {{
          {{ ?entity <{FILM}imdbId> "{text}" }} UNION
          {{ GRAPH <{LINKS}> {{ ?entity <{FILM}imdbId> "{text}" }} }} }} LIMIT 20"""
    else:
        return None
    found = [row["entity"].value for row in store.select(query)]
    return sorted(describe(store, found).values(), key=lambda e: e.iri)


def _by_local_identifier(store: Store, text: str) -> list[Entity]:
    """The entities that a source calls so by a number of its own."""
    sound = ox.Literal(text.encode("utf-8", "replace").decode())  # no lone surrogates
    query = f"SELECT DISTINCT ?entity WHERE {{ ?entity <{DCTERMS}identifier> {sound} }} LIMIT 20"
    found = [row["entity"].value for row in store.select(query)]
    return sorted(describe(store, found).values(), key=lambda e: e.iri)


def _name_and_year(text: str) -> tuple[str, int | None]:
    match = re.fullmatch(r"(.+?)\s*\((\d{4})\)", text)
    return (match[1], int(match[2])) if match else (text, None)
