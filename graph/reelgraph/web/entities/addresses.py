"""Where the page of an entity is on this server, and where an identifier leads elsewhere."""

import re
from urllib.parse import quote, unquote, urlsplit

from reelgraph.views.text import on_one_line
from reelgraph.vocabulary import FILM, WD

_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+")
_ELSEWHERE: dict[str, tuple[str, str]] = {
    "tmdbMovieId": (r"\d+", "https://www.themoviedb.org/movie/{}"),
    "tmdbPersonId": (r"\d+", "https://www.themoviedb.org/person/{}"),
    "letterboxdId": (r"[a-z0-9-]+", "https://letterboxd.com/film/{}/"),
    "rottenTomatoesId": (r"(?:m|tv|celebrity)/[\w-]+", "https://www.rottentomatoes.com/{}"),
    "viafId": (r"\d+", "https://viaf.org/viaf/{}"),
    "isni": (r"\d{15}[\dX]", "https://isni.org/isni/{}"),
    "gndId": (r"[\dX-]+", "https://d-nb.info/gnd/{}"),
    "eidr": (r"10\.5240/[0-9A-Z-]+", "https://doi.org/{}"),
}
"""What an identifier looks like, and the page that it stands for, by its property."""
_IMDB = {"tt": "title", "nm": "name", "co": "company"}


def path_of(iri: str, base: str, ending: str = "") -> str:
    """The path and query of an entity's page, without a slash before it.

    Args:
        iri: The entity.
        base: That of the IRIs that the store mints.
        ending: Of one form of it, such as "ttl"; the form that a client accepts when empty.

    >>> path_of("https://w3id.org/reelgraph/id/a/film/KA%201", "https://w3id.org/reelgraph", "ttl")
    'id/a/film/KA%201.ttl'
    >>> path_of("http://www.wikidata.org/entity/Q42", "https://w3id.org/reelgraph")
    'entity?iri=http%3A%2F%2Fwww.wikidata.org%2Fentity%2FQ42'

    """
    below = iri.removeprefix(f"{base}/id/")
    # A client or a proxy takes out what looks like a step upwards, so such an IRI is no path.
    steps = set(re.split(r"[/\\]", unquote(below)))
    if below != iri and _PATH.fullmatch(below) and not steps & {".", "..", ""}:
        return f"id/{below}" + (f".{ending}" if ending else "")
    return f"entity?iri={quote(iri, safe='')}" + (f"&format={ending}" if ending else "")


def elsewhere(prop: str, value: str) -> str:
    """The web page that an identifier stands for; empty where it is none that is known.

    Args:
        prop: The last part of its property, such as ``imdbId``.
        value: The identifier.

    >>> elsewhere("imdbId", "tt3072482"), elsewhere("tmdbMovieId", "1/../2")
    ('https://www.imdb.com/title/tt3072482/', '')

    """
    if prop == "imdbId" and re.fullmatch(r"(?:tt|nm|co)\d{5,10}", value, re.ASCII):
        return f"https://www.imdb.com/{_IMDB[value[:2]]}/{value}/"
    wanted, address = _ELSEWHERE.get(prop, ("", ""))
    if prop == "isni":
        value = value.replace(" ", "")
    return address.format(value) if address and re.fullmatch(wanted, value, re.ASCII) else ""


def web_address(text: str) -> str:
    """The text where a link may lead there, and else nothing: ``javascript:`` may not be one.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    if on_one_line(text) != text or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def item_page(iri: str) -> str:
    """The page at Wikidata of an item; empty for any other IRI.

    >>> item_page("http://www.wikidata.org/entity/Q42"), item_page("http://e/Q42")
    ('https://www.wikidata.org/wiki/Q42', '')
    """
    found = re.fullmatch(re.escape(WD) + r"(Q[1-9]\d*)", iri, re.ASCII)
    return f"https://www.wikidata.org/wiki/{found[1]}" if found else ""


IDENTIFIERS = frozenset(FILM + name for name in ("imdbId", *_ELSEWHERE))
"""The properties whose values `elsewhere` knows."""
