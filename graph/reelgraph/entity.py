"""An entity as people see it: a name, a kind, a year."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reelgraph.errors import NotFound
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, SCHEMA, curie, local_name

_TYPE_WORDS = {
    "people": "Person",
    "human": "Person",
    "actor": "Person",
    "actress": "Person",
    "director": "Person",
    "producer": "Person",
    "writer": "Person",
    "movie": "Film",
    "feature": "Film",
    "short": "ShortFilm",
    "company": "Company",
    "companies": "Company",
    "studio": "Company",
    "organisation": "Organization",
}
"""Types as people say them, beside their names."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A film, a person or another thing that the graph has facts about."""

    iri: str
    label: str
    """Its name; ``unnamed (Q42)`` where no source gives one."""
    kind: str = "Entity"
    """Its most special class, as in "Person" or "ShortFilm"."""
    year: int | None = None
    degree: int = 0
    """How many contributor edges it has; 0 where nobody has counted."""
    known_for: tuple[str, ...] = ()
    """Works of a person, or the directors of a work; empty where nobody has asked."""

    @property
    def named(self) -> bool:
        """Whether any source gives it a name."""
        return not self.label.startswith("unnamed (")

    def __str__(self) -> str:
        return f"{self.label} ({self.year})" if self.year else self.label

    def line(self) -> str:
        """One line that tells it apart from others of the same name."""
        said = "known for" if self.kind == "Person" else "directed by"
        known = f", {said} {', '.join(self.known_for)}" if self.known_for else ""
        return f"{self}  [{curie(self.iri)}]  {self.kind}{known}"


def kind_of(types: Iterable[str]) -> str:
    """The most special of some classes, in one word.

    >>> kind_of([FILM + "Work", FILM + "ShortFilm", FILM + "Film"])
    'ShortFilm'
    """
    parents = terms().parents
    known = [t for t in types if t in parents]
    if not known:
        return "Entity"
    return local_name(min(known, key=lambda t: (-len(parents[t]), t)))


def kind_named(word: str) -> str:
    """The class that a person means by a word such as "person", "film" or "short film".

    Raises:
        NotFound: it names none; the message lists them.

    """
    wanted = re.sub(r"[\s_-]", "", word).lower().removeprefix("film:")
    known = {local_name(c): c for c in terms().entity_classes}
    for name in known:
        if wanted in (name.lower(), name.lower() + "s"):
            return name
    for form in (wanted, wanted.removesuffix("s")):
        if form in _TYPE_WORDS:
            return _TYPE_WORDS[form]
    raise NotFound(f"unknown type {word!r}; the types are: {', '.join(sorted(known))}")


def is_a(kind: str, wanted: str) -> bool:
    """Whether a kind is another one or below it.

    >>> is_a("ShortFilm", "Film"), is_a("Person", "Film")
    (True, False)
    """
    parents = terms().parents.get(FILM + kind, terms().parents.get(SCHEMA + kind, frozenset()))
    return kind == wanted or FILM + wanted in parents


def as_row(entity: Entity) -> Mapping[str, str | int | None]:
    """An entity as a row of a table."""
    return {
        "name": entity.label,
        "type": entity.kind,
        "year": entity.year,
        "degree": entity.degree,
        "iri": entity.iri,
    }
