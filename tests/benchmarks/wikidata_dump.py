"""A file of the shape of Wikidata's dump, made of numbers: seeded, of any size.

As in the dump ("truthy" statements, item after item), most of it is not about films: articles,
stars and places, and everything's labels and descriptions in many languages.
"""

import bz2
import gzip
import random
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_WD = "http://www.wikidata.org/entity/"
_WDT = "http://www.wikidata.org/prop/direct/"
_SCHEMA, _SKOS = "http://schema.org/", "http://www.w3.org/2004/02/skos/core#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_LANGUAGES = ("en", "mul", "de", "fr", "ru", "ja", "nl", "es", "ar", "be-tarask")
_FILM, _SHORT, _TELEVISION, _HUMAN, _ARTICLE, _STAR = (
    "Q11424",
    "Q24862",
    "Q506240",
    "Q5",
    "Q13442814",
    "Q523",
)
_FILM_CLASSES = (_FILM, _FILM, _FILM, _SHORT, _TELEVISION)
_CREW = ("P57", "P58", "P86", "P162", "P344", "P1040")
_SYLLABLES = ("an", "bel", "cor", "\\u0434\\u0443", "el", "f\\u00E9", "gol", "har", "in", "jor")
_GENRES, _COUNTRIES = range(130_000, 130_040), range(140_000, 140_060)
_PEOPLE, _FILMS, _OTHERS = 10_000_000, 50_000_000, 90_000_000
"""Where the numbers of the items begin."""
NOISE = 0.95
"""The part of the lines that is about other things."""


def write(path: Path, lines: int, seed: int = 1895) -> tuple[int, int]:
    """Write about this many lines, packed as the ending says; the lines and their bytes unpacked.

    Args:
        path: ``.nt``, ``.nt.bz2`` or ``.nt.gz``.
        lines: How many.
        seed: Of the random numbers: the same seed and number give the same file.

    """
    count = size = 0
    with _open(path) as out:
        for block in blocks(lines, seed):
            out.write(block)
            count += block.count(b"\n")
            size += len(block)
    return count, size


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".bz2":
        return bz2.open(path, "wb")
    if path.suffix == ".gz":
        return gzip.open(path, "wb", compresslevel=6)
    return path.open("wb")


def blocks(lines: int, seed: int = 1895) -> Iterator[bytes]:
    """The lines, those of one item together in each block; the items of all kinds are mixed."""
    chance = random.Random(seed)
    people = max(20, lines // 600)
    yield "".join(_hierarchy()).encode()
    written = of_films = 0
    person, film, other = 0, 0, 0
    while written < lines:
        if of_films < (1 - NOISE) * written:
            if person < people and chance.random() < 0.7:
                block = list(_person(_PEOPLE + person, chance))
                person += 1
            else:
                block = list(_film(_FILMS + film, people, chance))
                film += 1
            of_films += sum(f"<{_WDT}" in line or "@en " in line for line in block)
        else:
            kind = (_article, _article, _star)[other % 3]
            block = list(kind(_OTHERS + other, chance))
            other += 1
        written += len(block)
        yield "".join(block).encode()


def _hierarchy() -> Iterator[str]:
    for kind, above in ((_SHORT, _FILM), (_TELEVISION, _FILM), ("Q9135", "Q7397")):
        yield _edge(kind, "P279", above)
    for n in _GENRES:
        yield from _names(f"Q{n}", f"genre {n}", 4)
    for n in _COUNTRIES:
        yield from _names(f"Q{n}", f"country {n}", 4)


def _film(number: int, people: int, chance: random.Random) -> Iterator[str]:
    item, title = f"Q{number}", _words(chance, chance.randint(1, 4))
    yield from _about(item)
    yield _edge(item, "P31", chance.choice(_FILM_CLASSES))
    yield _text(item, "P345", f"tt{number:08d}")
    yield _date(item, "P577", chance)
    yield f'<{_WD}{item}> <{_WDT}P1476> "{title}"@fr .\n'
    yield _edge(item, "P136", f"Q{chance.choice(_GENRES)}")
    yield _edge(item, "P495", f"Q{chance.choice(_COUNTRIES)}")
    for _ in range(min(60, int(3 * chance.paretovariate(1.3)))):
        yield _edge(item, "P161", _anybody(people, chance))
    for role in _CREW:
        if chance.random() < 0.6:
            yield _edge(item, role, _anybody(people, chance))
    yield from _names(item, title, 6)


def _person(number: int, chance: random.Random) -> Iterator[str]:
    item = f"Q{number}"
    yield from _about(item)
    yield _edge(item, "P31", _HUMAN)
    yield _edge(item, "P106", "Q33999")
    yield _date(item, "P569", chance)
    yield _text(item, "P345", f"nm{number:08d}")
    yield from _names(item, _words(chance, 2), 6)


def _article(number: int, chance: random.Random) -> Iterator[str]:
    item, title = f"Q{number}", _words(chance, 12)
    yield from _about(item)
    yield _edge(item, "P31", _ARTICLE)
    yield _edge(item, "P1433", f"Q{number % 9000 + 1000}")
    yield _date(item, "P577", chance)
    yield f'<{_WD}{item}> <{_WDT}P1476> "{title}"@en .\n'
    for n in range(chance.randint(3, 30)):
        yield _edge(item, "P2860", f"Q{_OTHERS + (number * 7 + n) % 1_000_000}")
    for n in range(chance.randint(1, 8)):
        yield _text(item, "P2093", f"A. {_words(chance, 1)} {n}")
    yield from _names(item, title, 3)


def _star(number: int, chance: random.Random) -> Iterator[str]:
    item = f"Q{number}"
    yield from _about(item)
    yield _edge(item, "P31", _STAR)
    for prop in ("P6257", "P6258", "P2215", "P2214", "P1215"):
        value = f'"{chance.uniform(-90, 90):+.6f}"^^<{_XSD}decimal>'
        yield f"<{_WD}{item}> <{_WDT}{prop}> {value} .\n"
    yield _text(item, "P3083", f"TYC {number}")
    yield from _names(item, f"TYC {number}", 10)


def _about(item: str) -> Iterator[str]:
    data = f"<https://www.wikidata.org/wiki/Special:EntityData/{item}>"
    yield f"{data} <{_SCHEMA}about> <{_WD}{item}> .\n"
    yield f'{data} <{_SCHEMA}version> "{2_000_000_000 + len(item)}"^^<{_XSD}integer> .\n'
    yield f'{data} <{_SCHEMA}dateModified> "2026-10-01T00:00:00Z"^^<{_XSD}dateTime> .\n'


def _names(item: str, name: str, languages: int) -> Iterator[str]:
    for tag in _LANGUAGES[:languages]:
        for prop in (f"{_RDFS}label", f"{_SKOS}prefLabel", f"{_SCHEMA}name"):
            yield f'<{_WD}{item}> <{prop}> "{name}"@{tag} .\n'
        yield f'<{_WD}{item}> <{_SCHEMA}description> "a thing called {name}"@{tag} .\n'
    yield f'<{_WD}{item}> <{_SKOS}altLabel> "the {name}"@{_LANGUAGES[0]} .\n'


def _edge(item: str, prop: str, value: str) -> str:
    return f"<{_WD}{item}> <{_WDT}{prop}> <{_WD}{value}> .\n"


def _text(item: str, prop: str, value: str) -> str:
    return f'<{_WD}{item}> <{_WDT}{prop}> "{value}" .\n'


def _date(item: str, prop: str, chance: random.Random) -> str:
    day = f"{chance.randint(1900, 2024)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    return f'<{_WD}{item}> <{_WDT}{prop}> "{day}T00:00:00Z"^^<{_XSD}dateTime> .\n'


def _anybody(people: int, chance: random.Random) -> str:
    """Somebody; a few stand in very many films."""
    return f"Q{_PEOPLE + min(people - 1, int(people * chance.random() ** 3))}"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(
        "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) for _ in range(count)
    )
