"""What the name over a column means."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reelgraph.sources.tables.identifiers import NAMES
from reelgraph.sources.tables.words import COLUMNS, LANGUAGES, NOT_A_COLUMN, OTHER_CREW, ROLES
from reelgraph.terms import terms
from reelgraph.vocabulary import ROLE, local_name

FILM_PREFIXES = ("film", "movie", "title", "work")
PERSON_PREFIXES = ("person", "name", "nominee", "artist", "people", "talent")
CONTRIBUTOR = ROLE + "contributor"
_OF_FILM = NAMES | {"id", "year", "date", "runtime", "genre", "country", "language", "note"}
_OF_PERSON = NAMES | {"id", "birth", "death", "gender", "note"}
_OF_ROLE = NAMES | {"id", "character", "order", "note", "printed as"}
LONGEST = 60
"""Characters of the name of a column; what is longer is no name."""
_FILLERS = frozenset(
    ["name", "names", "list", "full", "s", "label", "main", "top", "all", "the", "person"]
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column says, and of whom."""

    what: str
    """One of `words.COLUMNS`, or "people" for the names of those who had a role."""
    of: str = ""
    """ "film", "person" or "role" where the name of the column says it."""
    role: str = ""
    """The IRI of a role."""
    label: str = ""
    """The role in the words of the column, where the ontology has none that is closer."""
    number: str = ""
    """Of one of several columns for the same role: "2" in actor_2_name."""


@lru_cache(maxsize=10_000)
def normal(name: str) -> str:
    """A column's name for comparing: plain lower-case words.

    >>> normal("Series_Title"), normal("primaryTitle"), normal("tmdbId"), normal("Réalisateur(s)")
    ('series title', 'primary title', 'tmdb id', 'realisateur')
    """
    name = re.sub(r"\((?:s|en|e|in|innen|ne|rice)\)", "", name, flags=re.IGNORECASE)
    name = re.sub(r"(?<=[a-z])(?:[/*:]-?(?:in|innen|nen|e|rice)|In(?:nen)?)\b", "", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=I[Dd]\b)", " ", name)
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain.replace("’s", "").replace("'s", "")).split())


@cache
def _columns() -> dict[str, str]:
    return {normal(word): what for what, words in COLUMNS.items() for word in words}


@cache
def _roles() -> dict[str, str]:
    """The words for each role and its IRI."""
    found: dict[str, str] = {}
    for role in terms().roles.values():
        for word in (role.label, *role.synonyms, local_name(role.iri).replace("-", " ")):
            found.setdefault(normal(word), role.iri)
    for name, words in ROLES.items():
        for word in words:
            found.setdefault(normal(word), ROLE + name)
    for word, iri in list(found.items()):
        if len(word) > 3 and not word.endswith("s"):
            found.setdefault(word + "s", iri)
    return found


def role_named(text: str) -> str | None:
    """The IRI of the role that a word stands for, or None.

    >>> local_name(role_named("Director of Photography")), role_named("stunts")
    ('cinematographer', None)
    """
    return _roles().get(normal(text))


def meaning(column: str) -> Meaning | None:
    """What a column means by its name alone; None when the name is none that is known.

    >>> meaning("Directed by").what, meaning("actor_2_name").number, meaning("director_id").what
    ('people', '2', 'id')
    >>> meaning("budget") is None
    True
    """
    if len(column) > LONGEST:
        return None
    words = normal(column)
    short = normal(re.sub(r"[(\[].*", "", column))
    merged = re.sub(
        r" [xy]$", "", words
    )  # title_x and title_y, as a join of two tables leaves them
    for candidate in dict.fromkeys((words, short, merged)):
        found = _columns().get(candidate)
        if found:
            return plainly(found)
        role = _roles().get(candidate)
        if role and candidate not in NOT_A_COLUMN:
            return Meaning("people", "role", role)
    for candidate in (words, words.removesuffix("s")):
        if candidate in OTHER_CREW:
            return Meaning("people", "role", CONTRIBUTOR, column, column)
    return _compound(words)


def plainly(what: str) -> Meaning:
    """The meaning that one of `words.COLUMNS` stands for.

    >>> plainly("imdb person").what, plainly("imdb person").of
    ('imdb', 'person')
    """
    if what.endswith(" person"):
        return Meaning(what.removesuffix(" person"), "person")
    if what == "person id":
        return Meaning("id", "person")
    return Meaning(what)


def _compound(words: str) -> Meaning | None:
    first, _, rest = words.partition(" ")
    if rest in LANGUAGES and _columns().get(first) == "title":
        return Meaning("other title")
    known = _columns().get(rest, "")
    if first in FILM_PREFIXES and known in _OF_FILM:
        return Meaning(known, "film")
    if first in PERSON_PREFIXES and rest == "ids":
        return Meaning("id", "person")
    if first in PERSON_PREFIXES and known.removesuffix(" person") in _OF_PERSON:
        return Meaning(known.removesuffix(" person"), "person")
    numbers = re.findall(r"\d+", words)
    tokens = re.sub(r"\d+", " ", words).split()
    for length in range(len(tokens), 0, -1):
        role = _roles().get(" ".join(tokens[:length]))
        start = " ".join(tokens[:length])
        if not role or start in ("company", "crew", "people", "person", "credit", "other"):
            continue
        if start in NOT_A_COLUMN and not numbers:
            continue
        left = [t for t in tokens[length:] if t not in _FILLERS]
        number = numbers[0] if len(numbers) == 1 else ""
        if not left:
            return Meaning("people", "role", role, number=number)
        tail = " ".join(left).removesuffix("s") if left[-1] == "ids" else " ".join(left)
        what = _columns().get(tail, "").removesuffix(" person")
        if what in _OF_ROLE:
            return Meaning(what, "role", role, number=number)
        if tail in ("url", "link", "iri", "uri"):
            return Meaning("address", "role", role, number=number)
    if len(tokens) == len(numbers) == 1 and _columns().get(tokens[0]) in ("character", "role"):
        return Meaning("character", "role", ROLE + "cast", number=numbers[0])  # beside actor 1
    if tokens and tokens[0] in ("lead", "main", "top", "first", "second"):
        return _compound(" ".join(words.split()[1:])) if len(tokens) > 1 else None
    return None


def recognised(cells: Iterable[str], mapped: Sequence[str] = ()) -> int:
    """How many different things the cells of a row would mean, were it the header."""
    found = set()
    wanted = {normal(m) for m in mapped}
    for cell in cells:
        if not cell or len(cell) > LONGEST:
            continue
        known = meaning(cell)
        if known:
            found.add((known.what, known.of, known.role, known.number))
        elif normal(cell) in wanted:
            found.add((cell, "", "", ""))
    return len(found)
