"""Which of Wikidata's properties are pulled, and by which words of ours they are asked for."""

from collections.abc import Collection
from functools import cache

from reelgraph.errors import ParameterError
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDFS, ROLE, SKOS, WDT, local_name

FACTS = {
    "hasGenre": ("P136",),
    "hasCountryOfOrigin": ("P495",),
    "hasOriginalLanguage": ("P364",),
    "isSetIn": ("P840",),
    "isFilmedIn": ("P915",),
    "hasMainSubject": ("P921",),
    "isBasedOn": ("P144",),
    "hasCharacter": ("P674",),
    "isMemberOf": ("P463",),
    "durationMinutes": ("P2047",),
    "releaseDate": ("P577",),
    "birthDate": ("P569",),
    "deathDate": ("P570",),
    "imdbId": ("P345",),
    "tmdbMovieId": ("P4947",),
    "tmdbPersonId": ("P4985",),
    "kinopoiskId": ("P2603", "P2604"),
    "rottenTomatoesId": ("P1258",),
    "letterboxdId": ("P6127",),
}
"""Properties of the film ontology and what they are at Wikidata."""
ROLES = {
    "director": "P57",
    "cast": "P161",
    "voice": "P725",
    "producer": "P162",
    "executive-producer": "P1431",
    "writer": "P58",
    "composer": "P86",
    "cinematographer": "P344",
    "editor": "P1040",
    "production-designer": "P2554",
    "production-company": "P272",
    "distributor": "P750",
}
"""Roles, and the property that credits somebody with each."""
DATES = {WDT + "P577": "releaseDate", WDT + "P569": "birthDate", WDT + "P570": "deathDate"}
TYPE = WDT + "P31"
NAMES = frozenset({"P31", "P742", "P1476", "P1559"})
"""What a thing is, and its names: they always come along."""
CREDITS = frozenset(ROLES.values())
PEOPLE = CREDITS - {ROLES["production-company"], ROLES["distributor"]}
"""The properties whose values are people."""
ALL = CREDITS.union(*FACTS.values())
NAMING = frozenset({RDFS + "label", SKOS + "altLabel"})


@cache
def _by_word() -> dict[str, frozenset[str]]:
    """The properties at Wikidata by each word that a person may use, in small letters."""
    known = terms()
    found: dict[str, set[str]] = {}
    for name, theirs in FACTS.items():
        for word in (name, known.labels.get(FILM + name, name), known.edge_name(FILM + name)):
            found.setdefault(_plain(word), set()).update(theirs)
    for role, their in ROLES.items():
        ours = known.roles[ROLE + role]
        for word in (role, ours.label, *ours.synonyms):
            found.setdefault(_plain(word), set()).add(their)
        for word in (local_name(ours.property), known.labels.get(ours.property, role)):
            found.setdefault(_plain(word), set()).add(their)
    return {word: frozenset(theirs) for word, theirs in found.items()}


def _plain(word: str) -> str:
    return word.strip().lower().removeprefix("film:").replace("_", " ").replace("-", " ")


def chosen(words: Collection[str] | None) -> frozenset[str] | None:
    """Wikidata's properties that some words mean; None where nobody chose.

    Args:
        words: Names or labels of properties of the film ontology, or roles.

    Raises:
        ParameterError: a word means none that is pulled; the message lists all.

    >>> sorted(chosen(["director", "releaseDate"]))
    ['P57', 'P577']

    """
    if words is None:
        return None
    known = _by_word()
    found: set[str] = set()
    for word in words:
        if _plain(word) not in known:
            raise ParameterError(
                f"{word!r} is nothing that can be pulled; there are the roles "
                f"{', '.join(r.replace('-', ' ') for r in ROLES)} and the properties "
                f"{', '.join(FACTS)}"
            )
        found |= known[_plain(word)]
    if not found:
        raise ParameterError("no property is named: name some, or leave the choice out for all")
    return frozenset(found)


def of_claims(theirs: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The properties, and the roles of credits, that some of Wikidata's become as claims here."""
    properties = {FILM + name for name, ids in FACTS.items() if theirs & set(ids)}
    return frozenset(properties), frozenset(ROLE + r for r, p in ROLES.items() if p in theirs)
