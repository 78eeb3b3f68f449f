"""What Wikidata could take over from a store, as commands of QuickStatements (version 1).

A file and no more: nothing here writes to Wikidata. A person reads it, and pastes it if she likes.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlsplit

import pyoxigraph as ox

from reelgraph.binding import bind, iri
from reelgraph.entities import describe
from reelgraph.entity import Entity, is_a
from reelgraph.facts import UNKNOWN, Source
from reelgraph.links.link import ACCEPTED, NONE, Link
from reelgraph.links.reasons import one_line
from reelgraph.sources.tables.identifiers import PROPERTIES, identifier
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.store.sources import sources
from reelgraph.vocabulary import FILM, RDFS, curie, local_name

WIKIDATA_PROPERTIES = {
    ("imdb", "film"): "P345",
    ("imdb", "person"): "P345",
    ("tmdb", "film"): "P4947",
    ("tmdb", "person"): "P4985",
    ("kinopoisk", "film"): "P2603",
    ("kinopoisk", "person"): "P2604",
    ("letterboxd", "film"): "P6127",
    ("rotten tomatoes", "film"): "P1258",
    ("rotten tomatoes", "person"): "P1258",
    ("viaf", "film"): "P214",
    ("viaf", "person"): "P214",
    ("isni", "person"): "P213",
    ("gnd", "film"): "P227",
    ("gnd", "person"): "P227",
    ("eidr", "film"): "P2704",
}
"""Wikidata's property for an identifier of a film or a person."""
LONGEST_LABEL = 250
_CLASSES = {"film": "Q11424", "person": "Q5"}
_URL, _RETRIEVED, _INSTANCE, _DATE = "S854", "S813", "P31", "P577"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)*")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that a source gives an entity."""

    name: str
    """One of `identifiers.NAMES`, as in "imdb"."""
    value: str
    url: str = ""
    """Where the source stands; "" where nobody knows."""
    retrieved: str = ""
    """When it was fetched, as in ``2026-11-20``, with the precision that is known."""
    there: bool = False
    """Whether the source is Wikidata itself."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of an entity that Wikidata may lack."""

    entity: Entity
    language: str = ""
    """Of its name; "" where nobody says."""
    identifiers: tuple[Identifier, ...] = ()
    compared: bool = True
    """Whether Wikidata's own facts of it are in the store, so that it is known what they lack."""


@dataclass(frozen=True, slots=True)
class Commands:
    """The text of a file of commands, and what was left out of it and why."""

    text: str
    statements: int
    created: int
    left_out: tuple[str, ...]


def commands(
    links: Sequence[Link], known: Mapping[str, Known], *, create: bool = False
) -> Commands:
    """The identifiers that Wikidata's items lack, as far as the store can tell.

    An identifier is written where Wikidata's own facts in the store (`reelgraph pull`) have none
    of that kind; where they have another one, or two sources of ours disagree, a person has to
    look, and nothing is written. Only accepted links are used.

    Args:
        links: Any.
        known: What the store knows of their entities, by IRI, as `what_is_known` reads it.
        create: Write new items as well, for films and people of which somebody decided that they
            have none.

    """
    left_out: list[str] = []
    lines: list[str] = []
    of_item: dict[str, list[Known]] = {}
    items: dict[str, set[str]] = {}
    for link in links:
        if link.status == ACCEPTED and link.entity in known:
            items.setdefault(link.entity, set()).add(local_name(link.item))
    for entity, several in items.items():
        if len(several) > 1:
            left_out.append(f"{known[entity].entity}: several items, {', '.join(sorted(several))}")
        else:
            of_item.setdefault(min(several), []).append(known[entity])
    unseen = 0
    for item in sorted(of_item, key=lambda q: (len(q), q)):
        if all(k.compared for k in of_item[item]):
            lines += _identifiers(item, of_item[item], left_out)
        elif any(k.identifiers for k in of_item[item]):
            unseen += 1
    if unseen:
        left_out.append(
            f"{unseen:,} items whose facts were not pulled, so that nobody knows what they lack: "
            "'reelgraph pull' fetches them"
        )
    statements, created = len(lines), 0
    new = dict.fromkeys(k.entity for k in links if k.status == NONE and k.decided and create)
    for entity in new:
        if entity in known and entity not in items:
            made = _new_item(known[entity], left_out)
            created += bool(made)
            lines += made
    return Commands("".join(f"{x}\n" for x in lines), statements, created, tuple(left_out))


def _kind(entity: Entity) -> str:
    return next(
        (w for w, k in (("film", "Film"), ("person", "Person")) if is_a(entity.kind, k)), ""
    )


def _identifiers(item: str, all_known: Sequence[Known], left_out: list[str]) -> list[str]:
    """The commands for the identifiers of one item, to which several entities may be linked."""
    lines = []
    given: dict[str, list[Identifier]] = {}
    for known in all_known:
        for one in known.identifiers:
            prop = WIKIDATA_PROPERTIES.get((one.name, _kind(known.entity)), "")
            value = identifier(one.name, _kind(known.entity), one.value) if prop else None
            if value is None:
                left_out.append(
                    f"{known.entity}: the {one.name} identifier {one.value!r} is none that "
                    "Wikidata has of such an entity"
                )
            else:
                given.setdefault(prop, []).append(replace(one, value=value))
    for prop, some in sorted(given.items()):
        here = sorted({i.value for i in some if not i.there})
        there = {i.value for i in some if i.there}
        if there and set(here) - there:
            listed = f"{', '.join(here)} here, {', '.join(sorted(there))} at Wikidata"
            left_out.append(f"{item} {prop}: {listed}: look which is right")
        elif not there and len(here) > 1:
            left_out.append(f"{item} {prop}: sources disagree: {', '.join(here)}")
        elif not there:
            cells = [item, prop, _text(here[0]), *_reference(some)]
            lines.append("\t".join(cells))
    return lines


def _reference(some: Sequence[Identifier]) -> list[str]:
    """The source of a statement: only where it has an address that others can open."""
    for one in sorted(some, key=lambda i: (i.url, i.retrieved)):
        address = urlsplit(one.url)
        if address.scheme in ("http", "https") and address.netloc and one.url.isprintable():
            when = _time(one.retrieved)
            return [_URL, _text(one.url), *([_RETRIEVED, when] if when else [])]
    return []


def _time(date: str) -> str:
    """A date with its precision: 9 for a year, 10 for a month, 11 for a day.

    >>> _time("2026-11-20"), _time("2026"), _time("unknown")
    ('+2026-11-20T00:00:00Z/11', '+2026-00-00T00:00:00Z/9', '')
    """
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T|$)", date)
    if not found:
        return ""
    year, month, day = found[1], found[2] or "00", found[3] or "00"
    precision = 9 + (found[2] is not None) + (found[3] is not None)
    return f"+{year}-{month}-{day}T00:00:00Z/{precision}"


def _text(value: str) -> str:
    """A string: all between the first quotation mark of its cell and the last, nothing escaped."""
    return f'"{one_line(value)}"'


def _new_item(known: Known, left_out: list[str]) -> list[str]:
    entity, kind = known.entity, _kind(known.entity)
    label = one_line(entity.label)
    wrong = ""
    if any(i.there for i in known.identifiers):
        wrong = "Wikidata has facts about it"
    elif not kind:
        wrong = f"it is a {entity.kind}: new items are written for films and people only"
    elif not entity.named or not label:
        wrong = "it has no name"
    elif len(label) > LONGEST_LABEL:
        wrong = f"its name has more than {LONGEST_LABEL} characters"
    if wrong:
        left_out.append(f"{curie(entity.iri)}: no new item, for {wrong}")
        return []
    language = known.language.lower()
    language = language if _LANGUAGE.fullmatch(language) else "mul"
    lines = ["CREATE", f"LAST\tL{language}\t{_text(label)}", f"LAST\t{_INSTANCE}\t{_CLASSES[kind]}"]
    if kind == "film" and entity.year:
        lines.append(f"LAST\t{_DATE}\t{_time(f'{entity.year:04}')}")
    return lines + _identifiers("LAST", [known], left_out)


def what_is_known(
    store: Store, entities: Iterable[str], wikidata: Collection[str] = ("wikidata",)
) -> dict[str, Known]:
    """The identifiers that the sources of a store give some entities.

    Args:
        store: Any.
        entities: Their IRIs.
        wikidata: The names of the sources that hold Wikidata's own facts; a source whose address
            is at wikidata.org is one of them too.

    """
    wanted = list(dict.fromkeys(entities))
    origins: dict[str, Source | None] = {s.graph: s for s in sources(store)} | {LINKS: None}
    said: dict[str, set[Identifier]] = {}
    languages: dict[str, str] = {}
    names = {prop: name for (name, _), prop in PROPERTIES.items()}
    listed = ", ".join(f"<{p}>" for p in names)
    query = f"""SELECT ?entity ?p ?value ?g WHERE {{
      VALUES (?entity) {{ (<{FILM}none>) }}
      GRAPH ?g {{ ?entity ?p ?value FILTER(?p IN ({listed})) }} }}"""
    labels = f"""SELECT ?entity ?label WHERE {{
      VALUES (?entity) {{ (<{FILM}none>) }} ?entity <{RDFS}label> ?label }}"""
    waiting = iter(wanted)
    while batch := list(islice(waiting, _BATCH)):
        rows: dict[tuple[str, ...], list[tuple[ox.NamedNode]]] = {
            ("entity",): [(iri(i),) for i in batch]
        }
        for row in store.select(bind(query, rows)):
            graph = row["g"].value
            if graph in origins:
                one = _said_by(names[row["p"].value], row["value"], origins[graph], wikidata)
                said.setdefault(row["entity"].value, set()).add(one)
        for row in store.select(bind(labels, rows)):
            if isinstance(row["label"], ox.Literal):
                languages.setdefault(row["entity"].value, row["label"].language or "")
    compared = _compared(store, wikidata)
    return {
        i: Known(e, languages.get(i, ""), tuple(sorted(said.get(i, ()), key=repr)), i in compared)
        for i, e in describe(store, wanted).items()
    }


def _compared(store: Store, wikidata: Collection[str]) -> set[str]:
    """The entities of which sources that hold Wikidata's own facts say what they are."""
    found: set[str] = set()
    for source in sources(store):
        if _is_wikidata(source, wikidata):
            query = f"SELECT DISTINCT ?e WHERE {{ GRAPH <{source.graph}> {{ ?e a ?kind }} }}"
            found |= {row["e"].value for row in store.select(query)}
    return found


def _is_wikidata(source: Source, wikidata: Collection[str]) -> bool:
    host = urlsplit(source.url if source.url != UNKNOWN else "").netloc.lower()
    return source.name in wikidata or host == "wikidata.org" or host.endswith(".wikidata.org")


def _said_by(
    name: str, value: ox.Literal, source: Source | None, wikidata: Collection[str]
) -> Identifier:
    if source is None:
        return Identifier(name, value.value)
    url, retrieved = (t if t != UNKNOWN else "" for t in (source.url, source.retrieved))
    return Identifier(name, value.value, url, retrieved, _is_wikidata(source, wikidata))
