"""What the readers of IMDb's files share: where claims go, and which titles and people are in."""

from dataclasses import dataclass, field

from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.imdb.choice import Choice
from reelgraph.sources.imdb.files import NONE, Table
from reelgraph.sources.imdb.marks import Marks, number
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import Notes
from reelgraph.vocabulary import RDFS

THERE, CHOSEN, VOTED, RATED = 1, 2, 4, 8
"""Marks of a title: in title.basics; wanted; with enough votes; its rating is written."""
CREDITED, NAMED = 1, 2
"""Marks of a person: has a credit; in name.basics."""
_IN_WORDS = {
    "titleType": "type of title",
    "endYear": "last year",
    "isAdult": "for adults only",
    "averageRating": "average rating",
    "numVotes": "number of votes",
    "primaryProfession": "profession",
    "knownForTitles": "known for",
    "seasonNumber": "season",
    "episodeNumber": "episode",
}
"""What stands on a card before IMDb's own name of a column."""


@dataclass(slots=True)
class State:
    """What is known while the files are read one after the other."""

    claims: ClaimWriter
    notes: Notes
    choice: Choice
    progress: Progress | None
    tables: dict[str, Table]
    titles: Marks = field(default_factory=Marks)
    people: Marks = field(default_factory=Marks)
    genres: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    _columns: dict[str, str] = field(default_factory=dict)

    def film(self, tconst: str) -> str:
        """The IRI of a title."""
        return self.claims.local("film", tconst)

    def person(self, nconst: str) -> str:
        """The IRI of a person."""
        return self.claims.local("person", nconst)

    def column(self, name: str) -> str:
        """The property for a column of IMDb's that the ontology does not have; named after it."""
        known = self._columns.get(name)
        if known is None:
            known = self._columns[name] = self.claims.column(name)
            self.claims.text(known, RDFS + "label", f"{_IN_WORDS[name]} ({name})")
        return known

    def year(self, table: Table, line: int, of: str, column: str, text: str) -> str:
        """The year in a cell, with four digits; empty where there is none."""
        if text == NONE:
            return ""
        if text.isascii() and text.isdigit() and len(text) <= 4 and int(text):
            return text.zfill(4)
        table.reject(line, f"{of} {column} {text!r}", "it is no year, so the cell is left out")
        return ""


class Lookup:
    """Tells the rows that belong to a chosen title, and counts the others.

    Args:
        state: Which titles are chosen.
        table: Whose rows they are.
        what: What a row of it is, in words.

    """

    def __init__(self, state: State, table: Table, what: str) -> None:
        self._state, self._table, self._what = state, table, what
        self._titles = state.titles
        self.not_chosen = self.dangling = 0
        self._strangers: list[str] = []

    def chosen(self, line: int, tconst: str) -> bool:
        """Whether the title of a row is one that was read."""
        n = number("tt", tconst)
        if n < 0:
            self._table.reject(
                line, repr(tconst), "it is no identifier of a title (tt and seven digits or more)"
            )
            return False
        marks = self._titles.of(n)
        if marks & CHOSEN:
            return True
        if marks & THERE:
            self.not_chosen += 1
        else:
            self.dangling += 1
            if len(self._strangers) < 3 and tconst not in self._strangers:
                self._strangers.append(tconst)
        return False

    def close(self) -> None:
        """Say what was counted."""
        name, basics = self._table.name, self._state.tables["title.basics"].name
        self._table.leave_out(
            self.not_chosen, f"{self._what} of {name}", "their titles were left out"
        )
        self._table.leave_out(
            self.dangling,
            f"{self._what} of {name}",
            f"their titles are not in {basics}, such as {', '.join(self._strangers)}",
        )
