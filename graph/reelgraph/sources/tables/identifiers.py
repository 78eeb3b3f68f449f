"""Identifiers that others gave: a bare number, the usual form or the address of a page."""

import re

from reelgraph.vocabulary import FILM

_FLOAT = re.compile(r"^(\d+)\.0$")
_WIKIDATA = re.compile(r"(?:^|(?:wikidata\.org/(?:wiki|entity)/)|^wd:)(Q[1-9]\d{0,11})(?:$|[?#/])")
_IMDB = {
    kind: re.compile(rf"(?:^|imdb\.com/(?:[a-z-]+/)?{path}/)({mark}\d{{6,10}})(?:$|[/?#])")
    for kind, path, mark in (("film", "title", "tt"), ("person", "name", "nm"))
}
_TMDB = {
    kind: re.compile(rf"(?:^|(?:themoviedb|tmdb)\.org/{path}/)(\d{{1,9}})(?:$|[-/?#])")
    for kind, path in (("film", "movie"), ("person", "person"))
}
_FORMS = {
    "viaf": re.compile(r"(?:^|viaf\.org/viaf/)(\d{5,22})(?:$|[/?#])"),
    "gnd": re.compile(r"(?:^|d-nb\.info/gnd/)(\d{3,10}-?[\dX])(?:$|[/?#])"),
    "eidr": re.compile(r"(?:^|doi\.org/|eidr\.org/view/content\?id=)(10\.5240/[\dA-Z-]+)$"),
    "kinopoisk": re.compile(r"(?:^|kinopoisk\.ru/(?:film|name|series)/)(\d{1,9})(?:$|[/?#])"),
    "letterboxd": re.compile(r"(?:^|letterboxd\.com/film/)([a-z0-9-]+)(?:$|/)"),
    "rotten tomatoes": re.compile(r"(?:^|rottentomatoes\.com/)((?:m|celebrity)/[\w-]+)(?:$|[/?#])"),
}
_EXPECTED = {
    "imdb": {"film": "tt and at least seven digits", "person": "nm and at least seven digits"},
    "wikidata": {"film": "Q and a number", "person": "Q and a number"},
}

PROPERTIES = {
    ("imdb", "film"): FILM + "imdbId",
    ("imdb", "person"): FILM + "imdbId",
    ("tmdb", "film"): FILM + "tmdbMovieId",
    ("tmdb", "person"): FILM + "tmdbPersonId",
    ("viaf", "person"): FILM + "viafId",
    ("viaf", "film"): FILM + "viafId",
    ("isni", "person"): FILM + "isni",
    ("isni", "film"): FILM + "isni",
    ("gnd", "person"): FILM + "gndId",
    ("gnd", "film"): FILM + "gndId",
    ("eidr", "film"): FILM + "eidr",
    ("kinopoisk", "film"): FILM + "kinopoiskId",
    ("kinopoisk", "person"): FILM + "kinopoiskId",
    ("letterboxd", "film"): FILM + "letterboxdId",
    ("rotten tomatoes", "film"): FILM + "rottenTomatoesId",
    ("rotten tomatoes", "person"): FILM + "rottenTomatoesId",
}
"""The ontology's property for an identifier of a film or a person; a QID is a link instead."""
NAMES = frozenset(name for name, _ in PROPERTIES) | {"wikidata"}


def identifier(name: str, kind: str, text: str) -> str | None:
    """An identifier in its usual form; None where the text is none.

    Args:
        name: "imdb", "tmdb", "wikidata", "viaf", "isni", "gnd", "eidr" ...
        kind: "film" or "person".
        text: What the cell says.

    >>> identifier("imdb", "film", "0114709"), identifier("imdb", "film", "tt12")
    ('tt0114709', None)
    >>> identifier("wikidata", "film", "https://www.wikidata.org/wiki/Q4444")
    'Q4444'

    """
    text = _FLOAT.sub(r"\1", text.strip().strip("<>"))
    if name == "wikidata":
        found = _WIKIDATA.search(text)
    elif name == "imdb":
        if text.isascii() and text.isdigit() and 1 <= len(text) <= 8 and int(text):
            return ("tt" if kind == "film" else "nm") + text.zfill(7)
        found = _IMDB[kind].search(text)
    elif name == "tmdb":
        found = _TMDB[kind].search(text)
        return str(int(found[1])) if found and int(found[1]) else None
    elif name == "isni":
        return _isni(text)
    else:
        found = _FORMS[name].search(text)
    return found[1] if found else None


def expected(name: str, kind: str) -> str:
    """How such an identifier looks, for a message."""
    shape = _EXPECTED.get(name, {}).get(kind)
    return f"no {name} identifier of a {kind}" + (f": expected {shape}" if shape else "")


def _isni(text: str) -> str | None:
    digits = re.sub(r"[\s-]", "", re.sub(r"^.*isni\.org/(?:isni/)?|^ISNI:?", "", text))
    if not re.fullmatch(r"\d{15}[\dX]", digits):
        return None
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits if digits[-1] == ("X" if check == 10 else str(check)) else None
