"""How a table is read: which of three shapes it has, and what each of its columns says."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reelgraph.sources.tables.dates import Dating
from reelgraph.sources.tables.namelists import Separation
from reelgraph.sources.tables.profile import Profile
from reelgraph.sources.tables.sheet import Sheet
from reelgraph.terms import terms
from reelgraph.vocabulary import ROLE

COMPANY_ROLES = frozenset({ROLE + "production-company", ROLE + "distributor"})
CAST_ROLES = frozenset({ROLE + "cast", ROLE + "voice"})
LISTS = frozenset({"genre", "country", "language"})
"""What a film may have several of in one cell."""
PERSONAL = frozenset({"birth", "death", "gender", "first name", "last name"})
"""What columns say of a person's life."""


@dataclass(slots=True)
class People:
    """The columns of a table that speak of the people (or companies) of one role."""

    role: str
    """Its IRI; "" where each row says it."""
    name: int = -1
    id: int = -1
    address: int = -1
    character: int = -1
    order: int = -1
    printed: int = -1
    note: int = -1
    label: str = ""
    """The role in the words of the column, where the ontology has none that is closer."""
    number: str = ""
    identifiers: dict[str, int] = field(default_factory=dict)
    how: Separation = field(default_factory=Separation)

    @property
    def is_company(self) -> bool:
        """Whether those with that role are companies."""
        return self.role in COMPANY_ROLES


@dataclass(frozen=True, slots=True)
class Records:
    """Which cells tell that a row goes on with the record above it, as OpenRefine writes them."""

    keys: frozenset[int] = frozenset()
    """The columns that hold one value for each film (or person): all of them are blank."""
    several: frozenset[int] = frozenset()
    """The columns of which one at least is filled."""
    count: int = 0
    """Rows that go on with the record above them."""
    unclear: str = ""
    """Why rows without a key are not taken for that."""

    def goes_on(self, filled: int) -> bool:
        """Whether a row goes on with the one above it, by the bits of the cells that it fills."""
        return self.count > 0 and fits(filled, self.keys, self.several)


def fits(filled: int, keys: Iterable[int], several: Iterable[int]) -> bool:
    """Whether a row that fills these cells has none of the keys, but something to add.

    >>> fits(0b100, {0, 1}, {2, 3}), fits(0b101, {0, 1}, {2, 3})
    (True, False)
    """
    return not any(filled >> c & 1 for c in keys) and any(filled >> c & 1 for c in several)


@dataclass(slots=True)
class Plan:
    """How one table is read."""

    sheet: Sheet
    shape: str
    profile: Profile
    film: dict[str, list[int]] = field(default_factory=dict)
    """The columns that speak of the film, by what they say."""
    film_ids: dict[str, int] = field(default_factory=dict)
    people: list[People] = field(default_factory=list)
    personal: dict[str, int] = field(default_factory=dict)
    """The columns that speak of a person's life, by what they say."""
    role: int = -1
    category: int = -1
    source: int = -1
    type: int = -1
    """Says whether a row is a film at all, or a series; kept as it is, too."""
    row_id: int = -1
    own: list[int] = field(default_factory=list)
    """The columns that are kept as properties of the source's own."""
    numbers: frozenset[int] = frozenset()
    """Those of them that hold only numbers."""
    ignored: list[int] = field(default_factory=list)
    datings: dict[int, Dating] = field(default_factory=dict)
    separations: dict[int, Separation] = field(default_factory=dict)
    seconds: bool = False
    """Running times are in seconds."""
    records: Records = field(default_factory=Records)
    """Which rows go on with the film (or the person) above them."""
    one_a_row: bool = False
    """A film stands on one row only, so that two rows may be two films of one title."""
    remarks: list[str] = field(default_factory=list)

    @property
    def first(self) -> dict[str, int]:
        """The first column for each thing that is said of a film."""
        return {what: columns[0] for what, columns in self.film.items()}

    def words(self) -> str:
        """How the table was understood, in one line."""
        names = self.sheet.columns
        said = []
        for what, columns in self.film.items():
            said += [f"{what}={names[c]}{self._how(c)}" for c in columns]
        said += [f"{what}={names[c]}" for what, c in self.film_ids.items()]
        for part in self.people:
            label = terms().roles[part.role].label if part.role else "person"
            if part.name >= 0:
                how = part.how.words()
                said.append(f"{label}={names[part.name]}" + (f" (names {how})" if how else ""))
            more = {"id": part.id, "character": part.character, "order": part.order}
            more |= {"printed as": part.printed, "note": part.note, "address": part.address}
            more |= part.identifiers
            said += [f"{label} {what}={names[c]}" for what, c in more.items() if c >= 0]
        single = {"role": self.role, "category": self.category, "source": self.source}
        said += [f"{what}={names[c]}" for what, c in (self.personal | single).items() if c >= 0]
        unit = {"films": "film", "credits": "credit", "people": "person"}[self.shape]
        text = (
            f"{self.sheet.shown}: {self.profile.rows:,} rows, {self.sheet.how}: "
            f"one {unit} a row; {', '.join(said)}"
        )
        if self.own:
            text += f"; kept as local properties: {', '.join(names[c] for c in self.own)}"
        if self.ignored:
            text += f"; left out as you said: {', '.join(names[c] for c in self.ignored)}"
        return text + "".join(f"; {remark}" for remark in self.remarks)

    def _how(self, column: int) -> str:
        found = ""
        if column in self.datings:
            numeric = any("/" in v or "." in v for v in self.profile.values.get(column, ()))
            found = self.datings[column].words(numeric)
        elif column in self.separations:
            found = self.separations[column].words()
        return f" ({found})" if found else ""
