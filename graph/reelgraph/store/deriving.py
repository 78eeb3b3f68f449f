"""The view of a whole source, derived from its claims in a stream.

The ``queries/view_*.rq`` files say what the view is, and `view.derive` asks them. Here the same is
done for a source of any size, without an engine and in bounded memory: the claims are parted by
their subjects, and what these give by the entities that it speaks of. The tests hold both against
each other.

The claims are N-Triples, one a line and with single spaces, as every reader of sources and the
engine write them. Terms are bytes as they stand there; a value keeps the `` .`` that ends its line.
"""

import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from zlib import crc32

import pyoxigraph as ox

from reelgraph.store import view
from reelgraph.store.parts import Parts, by_subject, count_for
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, XSD

Said = dict[bytes, list[bytes]]
"""What the claims say of one subject: the values of each property."""


def _term(iri: str) -> bytes:
    return f"<{iri}>".encode()


def _value(iri: str) -> bytes:
    return f"<{iri}> .".encode()


_TYPE, _LABEL = _term(RDF + "type"), _term(RDFS + "label")
_PREFERRED, _OTHER = _term(SKOS + "prefLabel"), _term(SKOS + "altLabel")
_HAS_TITLE, _TITLE_TEXT = _term(FILM + "hasTitle"), _term(FILM + "titleText")
_WORK, _ROLE, _AGENT = (_term(FILM + p) for p in ("hasWork", "hasRole", "hasAgent"))
_SUBJECT, _PREDICATE, _OBJECT = (_term(RDF + p) for p in ("subject", "predicate", "object"))
_STATUS, _DATE = _term(FILM + "hasStatus"), _term(FILM + "date")
_DATING = (_term(FILM + "releaseDate"), _term(FILM + "year"))
_SHOWINGS = {_value(FILM + "Release"), _value(FILM + "Screening")}
_FILM, _SHORT, _PERSON, _CREDIT, _SOURCE = (
    _value(FILM + kind) for kind in ("Film", "ShortFilm", "Person", "Credit", "Source")
)
_NAMED = {_FILM, _SHORT, _PERSON}
_SUSPECT = re.compile(rb"\xc3[\x82\x83\x90\xa2]").search
"""Finds what UTF-8 that was read as Windows-1252 looks like: one of the letters Â, Ã, Ð and â."""

_X = re.escape(f"^^<{XSD}".encode())
_AS_STORED = re.compile(
    rb'"(?:[^\\"\x00-\x1f\x7f\xef]*"(?:@[a-z0-9-]+)?'
    rb'|(?:0|-?[1-9][0-9]{0,17})"' + _X + rb"integer>"
    rb'|[0-9]{4}"' + _X + rb"gYear>"
    rb'|[0-9]{4}-[0-9]{2}"' + _X + rb"gYearMonth>"
    rb'|[0-9]{4}-[0-9]{2}-[0-9]{2}"' + _X + rb"date>"
    rb'|(?:0|-?[1-9][0-9]{0,9})\.[0-9]{0,8}[1-9]"' + _X + rb"decimal>"
    rb'|(?:true|false)"' + _X + rb"boolean>"
    rb") \."
).fullmatch
"""Tells the literals that the engine gives back letter for letter, which are nearly all."""

_YEAR = re.compile(rb'"([0-9]{4})').match
_NAMING = ((_LABEL, b"1"), (_PREFERRED, b"2"), (_OTHER, b"0"))
"""The properties that name, with a mark: a name with 0 is no preferred one."""
_QUOTE, _ZERO = ord('"'), ord("0")
_INTEGER = f"{XSD}integer".encode()


@dataclass(slots=True)
class Derived:
    """What the claims of a source hold, besides their view."""

    triples: int = 0
    """Different ones."""
    films: int = 0
    people: int = 0
    credits: int = 0
    unnamed: int = 0
    """Films and people without an ``rdfs:label``."""
    sources: int = 0
    """Things that the claims themselves call a source."""
    description: list[ox.Triple] = field(default_factory=list)
    """What is said of one of them."""
    mojibake: int = 0
    """Names that look wrongly decoded."""
    examples: list[str] = field(default_factory=list)
    """The first three of them, with what they probably were."""


Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""


def write(claims: Path, path: Path, progress: Progress | None = None) -> Derived:
    """Write the view of some claims as N-Triples: no triple twice, those of an entity together.

    Args:
        claims: They, as N-Triples. A triple may stand there more than once.
        path: The file that is made; temporary ones lie beside it.
        progress: Told how far it has come.

    Returns:
        The counts of the claims, and what they say of their source.

    """
    count = count_for(claims.stat().st_size)
    found, rules = Derived(), _rules()
    tell = progress or (lambda _: None)
    with tempfile.TemporaryDirectory(dir=path.parent) as made:
        folder = Path(made)
        with Parts(folder, "entities", count) as entities:
            with Parts(folder, "titles", count) as titles:
                for number, lines in enumerate(_parted(claims, folder, count)):
                    _derive_part(lines, number, rules, found, entities, titles)
                    tell(0.2 + 0.5 * (number + 1) / count)
                for number in range(count):
                    _name_by_titles(titles.take(number), entities)
            tell(0.75)
            with path.open("wb") as out:
                for number in range(count):
                    out.write(_settled(entities.take(number)))
                    tell(0.75 + 0.25 * (number + 1) / count)
    return found


def _parted(claims: Path, folder: Path, count: int) -> Iterator[bytes]:
    """The claims in parts, all of a subject in one of them."""
    if count == 1:
        yield claims.read_bytes()
        return
    with Parts(folder, "claims", count) as parts:
        by_subject(claims, parts)
        for number in range(count):
            yield parts.take(number)


# From the claims of a subject to what they give


@dataclass(frozen=True, slots=True)
class _Rules:
    """The ontology's own lists, as they stand in the lines."""

    classes: dict[bytes, list[bytes]]
    """For a class, the ends of the lines that say it and those above it."""
    facts: frozenset[bytes]
    roles: dict[bytes, list[bytes]]
    """For a role, its direct edge and those above it."""
    stated: dict[bytes, list[bytes]]
    """For a property that a claim states, the properties that this gives."""
    shown: frozenset[bytes]
    """The statuses whose statements the view holds."""


@cache
def _rules() -> _Rules:
    classes: dict[bytes, list[bytes]] = {}
    for kind, above in view.classes():
        classes.setdefault(_value(kind.value), []).append(b" %b %b" % (_TYPE, _value(above.value)))
    roles: dict[bytes, list[bytes]] = {}
    for role, prop in view.edges():
        roles.setdefault(_value(role.value), []).append(_term(prop.value))
    stated: dict[bytes, list[bytes]] = {}
    for said, prop in view.claimed():
        stated.setdefault(_value(said.value), []).append(_term(prop.value))
    return _Rules(
        classes,
        frozenset(_term(p.value) for p, _ in view.plain_facts()),
        roles,
        stated,
        frozenset(map(_value, terms().shown_statuses)),
    )


def _derive_part(
    lines: bytes, number: int, rules: _Rules, found: Derived, entities: Parts, titles: Parts
) -> None:
    """Write what the subjects of a part give to the parts of the entities that it speaks of."""
    there, linked, count = entities.writes, titles.writes, len(entities.writes)
    for subject, said in _gathered(lines).items():
        found.triples += sum(map(len, said.values()))
        types = said.get(_TYPE, ())
        _count(subject, types, said, found)
        given = [subject + end for kind in types for end in rules.classes.get(kind, ())]
        for prop in said.keys() & rules.facts:
            given += [b"%b %b %b" % (subject, prop, value) for value in said[prop]]
        if _SOURCE not in types:
            for naming, mark in _NAMING:
                if naming in said:
                    given += [b"N%b%b %b" % (mark, subject, v) for v in said[naming] if _is_text(v)]
        given += [
            year for dating in _DATING if dating in said for year in _years([subject], said[dating])
        ]
        if given:
            there[number](b"\n".join(given) + b"\n")
        for text in said.get(_TITLE_TEXT, ()):
            if _is_text(text):
                linked[number](b"T%b %b\n" % (subject, text))
        for title in said.get(_HAS_TITLE, ()):
            if not _is_text(title):
                linked[crc32(title[:-2]) % count](b"H%b %b\n" % (title[:-2], subject))
        if (_WORK in said or _SUBJECT in said) and rules.shown.issuperset(said.get(_STATUS, ())):
            for entity, line in _stated(said, types, rules):
                there[crc32(entity) % count](line + b"\n")


def _stated(said: Said, types: Iterable[bytes], rules: _Rules) -> Iterator[tuple[bytes, bytes]]:
    """What a statement gives that is asserted or inferred: an entity, and a line of it."""
    works = [work[:-2] for work in said.get(_WORK, ()) if not _is_text(work)]
    for prop in (p for role in said.get(_ROLE, ()) for p in rules.roles.get(role, ())):
        for agent in said.get(_AGENT, ()):
            for work in works:
                yield work, b"%b %b %b" % (work, prop, agent)
    if _DATE in said and not _SHOWINGS.isdisjoint(types):
        for work in works:
            for line in _years([work], said[_DATE]):
                yield work, line
    subjects = [subject[:-2] for subject in said.get(_SUBJECT, ()) if not _is_text(subject)]
    for predicate in said.get(_PREDICATE, ()):
        for value in said.get(_OBJECT, ()):
            for subject in subjects:
                for prop in rules.stated.get(predicate, ()):
                    yield subject, b"%b %b %b" % (subject, prop, value)
                if predicate[:-2] in _DATING:
                    for line in _years([subject], [value]):
                        yield subject, line


def _gathered(lines: bytes) -> dict[bytes, Said]:
    """What some lines say, by subject and property, each triple once."""
    found: dict[bytes, Said] = {}
    changed: dict[tuple[bytes, bytes], list[bytes]] = {}
    current = b""
    said: Said = {}
    for line in dict.fromkeys(lines.split(b"\n")):
        if not line:
            continue
        subject, prop, value = line.split(b" ", 2)
        if value[0] == _QUOTE and not _AS_STORED(value):
            stored = _stored(value)
            if stored != value:
                changed.setdefault((subject, prop), []).append(stored)
                continue
        if subject != current:
            current = subject
            said = found.setdefault(subject, {})
        if prop in said:
            said[prop].append(value)
        else:
            said[prop] = [value]
    for (subject, prop), values in changed.items():
        said = found.setdefault(subject, {})
        said[prop] = list(dict.fromkeys([*said.get(prop, ()), *values]))
    return found


def as_stored(value: bytes) -> bytes:
    """A value as the engine gives it back.

    >>> as_stored(b'"7.0"^^<http://www.w3.org/2001/XMLSchema#decimal> .')
    b'"7"^^<http://www.w3.org/2001/XMLSchema#decimal> .'
    """
    return _stored(value) if value[0] == _QUOTE and not _AS_STORED(value) else value


@lru_cache(1 << 16)
def _stored(value: bytes) -> bytes:
    """A literal as the engine gives it back: it knows several spellings of one value."""
    store = ox.Store()
    store.bulk_load(b"<urn:s> <urn:p> " + value, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return f"{next(iter(store)).object} .".encode()


def _count(subject: bytes, types: Collection[bytes], said: Said, found: Derived) -> None:
    found.credits += _CREDIT in types
    found.films += _FILM in types or _SHORT in types
    found.people += _PERSON in types
    for name in said.get(_LABEL, ()):
        if _SUSPECT(name) and _is_text(name):
            _suspect(name, found)
    if _LABEL not in said:
        found.unnamed += not _NAMED.isdisjoint(types)
    if _SOURCE in types:
        found.sources += 1
        lines = [b"%b %b %b" % (subject, p, v) for p, values in said.items() for v in values]
        read = ox.parse(b"\n".join(lines), format=ox.RdfFormat.N_TRIPLES)
        found.description = [q.triple for q in read] if found.sources == 1 else []


def _suspect(name: bytes, found: Derived) -> None:
    """Remember a name that was decoded wrongly before it came here, such as ``AmÃ©lie``."""
    text = _text(name)
    with suppress(UnicodeError):
        mended = text.encode("cp1252").decode("utf-8")
        if mended != text:
            found.mojibake += 1
            found.examples.append(f"{text!r} (probably {mended!r})")
            found.examples = sorted(found.examples)[:3]


def _years(entities: Iterable[bytes], dates: Iterable[bytes]) -> Iterator[bytes]:
    for entity in entities:
        for date in dates:
            year = _YEAR(date)
            if year:
                yield b"Y%b%b" % (year[1], entity)


def _is_text(value: bytes) -> bool:
    return value[0] == _QUOTE


def _text(value: bytes) -> str:
    """What stands between the quotation marks."""
    if b"\\" in value:
        (quad,) = ox.parse(b"<urn:s> <urn:p> " + value, format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return str(getattr(quad.object, "value", ""))
    return value[1 : value.rindex(b'"')].decode()


# From what is given of an entity to its view


def _name_by_titles(lines: bytes, entities: Parts) -> None:
    """Give the texts of titles as names to what has them."""
    texts: dict[bytes, list[bytes]] = {}
    links = []
    for line in lines.split(b"\n"):
        node, _, other = line[1:].partition(b" ")
        if line.startswith(b"T"):
            texts.setdefault(node, []).append(other)
        elif line:
            links.append((node, other))
    for node, entity in links:
        for text in texts.get(node, ()):
            entities.writes[entities.number(entity)](b"N0%b %b\n" % (entity, text))


def _settled(lines: bytes) -> bytes:
    """The view of the entities of a part, sorted."""
    made = []
    names: dict[bytes, dict[bytes, int]] = {}
    years: dict[bytes, int] = {}
    for line in set(lines.split(b"\n")):
        if line.startswith(b"N"):
            entity, _, name = line[2:].partition(b" ")
            preferring = names.setdefault(entity, {})
            preferring[name] = preferring.get(name, 0) + (line[1] != _ZERO)
        elif line.startswith(b"Y"):
            entity, year = line[5:], int(line[1:5])
            years[entity] = min(year, years.get(entity, year))
        elif line:
            made.append(line)
    for entity, own in names.items():
        made += _names(entity, own)
    made += [b'%b %b "%d"^^<%b> .' % (e, _DATING[1], y, _INTEGER) for e, y in years.items()]
    made.append(b"")
    made.sort()
    return b"\n".join(made[1:]) + b"\n" if len(made) > 1 else b""


def _names(entity: bytes, preferring: dict[bytes, int]) -> Iterator[bytes]:
    """One name as the label and the others beside it, as `view.derive` does."""
    if len(preferring) == 1:
        yield b"%b %b %b" % (entity, _LABEL, next(iter(preferring)))
        return
    ordered = []
    for name, sources in preferring.items():
        text, tag = _text(name), name[name.rindex(b'"') + 1 : -2]
        language = tag[1:].decode() if tag.startswith(b"@") else None
        ordered.append((view.preference(sources, language, text, name[:-2].decode()), text, name))
    ordered.sort()
    yield b"%b %b %b" % (entity, _LABEL, ordered[0][2])
    for _, text, name in ordered[1:]:
        if text != ordered[0][1]:
            yield b"%b %b %b" % (entity, _OTHER, name)
