"""What a person says of how a table is to be read, where the guess is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reelgraph.errors import ParameterError
from reelgraph.sources.tables.meanings import Meaning, meaning, normal, plainly, role_named
from reelgraph.sources.tables.words import COLUMNS
from reelgraph.terms import terms

SHAPES = ("films", "credits", "people")
IGNORE = ("-", "ignore")
_SINGLE = frozenset(
    {"title", "year", "runtime", "id", "person", "first name", "last name", "role", "category",
     "character", "order", "printed as", "source", "birth", "death", "gender", "type"}
)  # fmt: skip
"""What a row says once, so that two columns cannot both mean it."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user says with ``--map MEANING=COLUMN`` and ``--shape``."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """By meaning: the column that has it, or several with commas or line breaks between them.
    The meaning ``-`` leaves a column out; a role ("director") says that the column has people."""
    shape: str | None = None
    """"films", "credits" or "people", when the guess is wrong."""

    @property
    def _lines(self) -> list[str]:
        return [line for said in self.mapping.values() for line in said.split("\n")]

    @property
    def columns(self) -> list[str]:
        """All columns that were named."""
        return [column for line in self._lines for column in (line, *line.split(","))]

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ParameterError: the message lists what there is.

        """
        if self.shape is not None and self.shape not in SHAPES:
            raise ParameterError(f"unknown shape {self.shape!r}; there are: {', '.join(SHAPES)}")
        for word in self.mapping:
            meant(word)

    def of(self, columns: Sequence[str]) -> dict[int, Meaning | None]:
        """What was said of the columns of one table, by index; None for those to leave out.

        Raises:
            ParameterError: one column is to mean two things, or two columns are to mean one thing
                of which a row has just one.

        """
        found: dict[int, Meaning | None] = {}
        words: dict[int, str] = {}
        for word, said in self.mapping.items():
            indexes = list(dict.fromkeys(_indexes(said, columns)))
            known = meant(word)
            if known and known.what in _SINGLE and not known.role and len(indexes) > 1:
                named = " and ".join(repr(columns[i]) for i in indexes)
                raise ParameterError(
                    f"--map {word}=...: {named} cannot both be the {word}; a row has just one: "
                    "give one column"
                )
            for index in indexes:
                if index in found and found[index] != known:
                    raise ParameterError(
                        f"--map: the column {columns[index]!r} cannot mean both "
                        f"{words[index]!r} and {word!r}; give it one meaning"
                    )
                found[index], words[index] = known, word
        return found

    def unknown(self, tables: Iterable[Sequence[str]]) -> list[str]:
        """The columns that were named but that no table has."""
        every = list(tables)
        return [line for line in self._lines if not any(_indexes(line, t) for t in every)]


def _indexes(said: str, columns: Sequence[str]) -> list[int]:
    """Where a column stands; the exact name goes before one that only differs in form."""
    for parts in (said.split("\n"), said.split(",")):
        found = []
        for part in parts:
            own = [i for i, c in enumerate(columns) if c == part.strip()]
            found += own or [i for i, c in enumerate(columns) if normal(c) == normal(part)]
        if found:
            return found
    return []


def meant(word: str) -> Meaning | None:
    """What the left side of ``--map`` means; None for "leave the column out".

    >>> meant("director").what, meant("-")
    ('people', None)

    Raises:
        ParameterError: it means nothing; the message lists what there is.

    """
    plain = word.strip().lower()
    if plain in IGNORE:
        return None
    if plain in COLUMNS:
        return plainly(plain)
    role = role_named(plain)
    known = meaning(plain)
    if known and known.what != "people":
        return known
    if role:
        return Meaning("people", "role", role)
    if known:
        return known
    raise ParameterError(
        f"--map {word}=...: unknown meaning {word!r}; there are: {', '.join(sorted(COLUMNS))}; "
        f"the roles: {', '.join(sorted({r.label for r in terms().roles.values()}))}; "
        "and - to leave a column out"
    )
