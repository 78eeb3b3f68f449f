"""The rows of one table, one after the other."""

import re
from collections.abc import Mapping, Sequence

from reelgraph.sources.tables import titles
from reelgraph.sources.tables.account import CONTINUED, NEW, REJECTED, SAME, Account
from reelgraph.sources.tables.cells import is_missing_title, is_remark, is_total, text_of
from reelgraph.sources.tables.context import Context
from reelgraph.sources.tables.credits import Credits
from reelgraph.sources.tables.current import Current
from reelgraph.sources.tables.dates import read_year, years_in
from reelgraph.sources.tables.filmfacts import FilmFacts
from reelgraph.sources.tables.namelists import Named
from reelgraph.sources.tables.persons import Persons
from reelgraph.sources.tables.plan import CAST_ROLES, People, Plan
from reelgraph.sources.tables.profile import filled
from reelgraph.sources.tables.registry import folded
from reelgraph.sources.tables.sheet import Broken
from reelgraph.vocabulary import ROLE

_SEVERAL = re.compile(r"\d{4}\)?\s*[/;|\n]\s*\(?\d{4}")
_FILMS = re.compile(r"tt\d{7,10}(?:\|tt\d{7,10})+")
"""The identifiers of several films in one cell."""
_MANY_INVERTED = 3
"""Titles with their article last, from which on an article that is a word as well counts too."""

Makers = tuple[frozenset[str], frozenset[str]]


class Rows:
    """Writes the claims that the rows of one table make."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.row = Current(plan, context)
        self.facts, self.persons = FilmFacts(self.row), Persons(self.row)
        self.credits = Credits(self.row, self.persons)
        self._above = self._became = self._called = ""
        self._rare = plan.profile.inverted >= _MANY_INVERTED
        self._has_years = bool(plan.film.get("year") or plan.film.get("date"))

    def write(self) -> Account:
        """Write the whole table, and give what became of each of its rows."""
        account = Account(self.plan.shape)
        read = self._person_row if self.plan.shape == "people" else self._film_row
        for number, values in self.plan.sheet.rows():
            self.row.number, self.row.is_rejected = number, False
            self._became = ""
            written = self.credits.count
            self.context.notes.records += 1
            if isinstance(values, Broken):
                self.row.reject(values.record, values.reason)
            else:
                self.row.values = values
                try:
                    read()
                except RecursionError:
                    self.row.reject("its values", "lists within lists, too many of them")
            if self.row.is_rejected:
                self._above = self._became = ""  # nothing can go on with it
            if self._names_nobody(written):
                account.add_nobody(self._person_cell(), is_new=self._became == NEW)
            else:
                account.add(self._became or REJECTED, self._called)
        return account

    def _names_nobody(self, written: int) -> bool:
        """Whether a row of credits was read but gave no credit."""
        is_credit = self.plan.shape == "credits" and self._became in (NEW, SAME)
        return is_credit and self.credits.count == written

    def _person_cell(self) -> str:
        """What stands where a row should name somebody."""
        texts = [text_of(self.row.raw(p.name)) for p in self.plan.people if p.name >= 0]
        return next((t for t in texts if t), "")

    def _person_row(self) -> None:
        if self.plan.records.count and self._goes_on():
            self.persons.go_on(self._above)
            self._became = CONTINUED
            return
        known = len(self.context.labels)
        self._above = self.persons.write()
        self._called = self.context.labels.get(self._above, "")
        self._became = NEW if len(self.context.labels) > known else SAME

    def _film_row(self) -> None:
        row, first = self.row, self.row.first
        title = row.cell(first.get("title", -1))
        if is_missing_title(title):
            title = self._other_title()
        own = row.known(first.get("id", -1))
        listed = _FILMS.fullmatch(own) is not None
        ids = {} if listed else row.ids(self.plan.film_ids, "film")
        people = [(part, self.credits.named(part)) for part in self.plan.people]
        if title and title == ids.get("wikidata"):
            title = ""  # Wikidata's answer where an item has no name in the language asked for
        if reason := self._no_film(title, own, people):
            texts = [t for t in (text_of(v) for v in row.values) if t]
            row.reject(title or own or ", ".join(texts[:3]), reason)
            return
        if not title and not own and not ids:
            if self._goes_on():
                self.credits.write(self._above, people, goes_on=True)
                self.facts.write_more(self._above)
                if self.plan.shape == "films" or not any(names for _, names in people):
                    row.write_own(self._above)
                self._became = CONTINUED
            else:
                self._reject(people)
            return
        year_text = row.known(first.get("year", -1))
        years = years_in(year_text) if _SEVERAL.search(year_text) else []
        several = titles.two_films(title, years)
        owns = _spread(own, len(several))
        if listed and title.count("|") == own.count("|"):
            owns, several = own.split("|"), [t.strip() for t in title.split("|")]
            years = [self.facts.year(year_text) or 0] * len(several)
        if not several:
            self._write(title, own, ids, self.facts.year(year_text), people, year_text)
            return
        row.tally.add("{n} rows hold several films; taken apart", title)
        found = set()
        is_imdb = listed and self.plan.film_ids.get("imdb") == first.get("id")
        for part, year, own_part in zip(several, years, owns, strict=True):
            own_ids = {"imdb": own_part} if is_imdb else {}
            self._write(part, own_part, own_ids, year or None, people)
            found.add(self._became)
        self._became = NEW if NEW in found else SAME
        self._above = ""  # a row that goes on would go on with one of them, nobody knows which
        for name, value in ids.items():
            row.reject_cell(self.plan.film_ids[name], value, "one identifier for several films")

    def _no_film(self, title: str, own: str, people: Sequence[tuple[People, list[Named]]]) -> str:
        """Why a row is no film but a sum, a note or a second row of the header; "" for others."""
        if title and title[0] not in "(*†‡§©" and not is_total(title) and not is_remark(title):
            return ""
        texts = [t for t in (text_of(v) for v in self.row.values if v is not None) if t]
        if texts and is_total(texts[0]):
            says_more = _has_year(self.row) or any(names for _, names in people)
            return "" if title and says_more else "a row of sums is no film"
        if len(texts) == 1 and len(self.row.values) > 2 and is_remark(texts[0]):
            return "a note below the table is no film"
        alone = own and not title and len(texts) == 1 and "title" in self.row.first
        if alone and len(self.row.values) > 2:
            return "nothing but an identifier (or a note): no title"
        if len(texts) > 1 and all(t[0] == "(" and t[-1] == ")" for t in texts):
            return "a second row of the header is no film"
        return ""

    def _other_title(self) -> str:
        """The title of a film whose row has just its original one."""
        title = self.row.raw(self.row.first.get("original title", -1))
        return "" if not isinstance(title, str) or is_missing_title(title) else title

    def _goes_on(self) -> bool:
        """Whether the row only adds to the film or the person above."""
        return bool(self._above) and self.plan.records.goes_on(filled(self.row.values))

    def _reject(self, people: Sequence[tuple[People, list[Named]]]) -> None:
        named = [n.name for _, names in people for n in names]
        texts = [text_of(v) for v in self.row.values if text_of(v)]
        what = "no title and no identifier of a film"
        if self.plan.category >= 0:
            what += ": an award without a film is no credit"
        elif self.plan.records.unclear:
            what += f"; {self.plan.records.unclear}"
        elif self.plan.records.count and not self._above:
            what += "; nobody knows with which film above it goes on"
        self.row.reject(", ".join(named or texts[:3]), what)

    def _write(
        self,
        title: str,
        own: str,
        ids: Mapping[str, str],
        year: int | None,
        people: Sequence[tuple[People, list[Named]]],
        year_text: str = "",
    ) -> None:
        titled = titles.parse(title, year, rare=self._rare) if title else titles.Titled("")
        dates = self.facts.dates(year or titled.year)
        try:
            film = self._find(titled, own, ids, year, dates, people)
        except LookupError:
            self.row.reject(own, "an identifier that stands for several films")
            return
        self._above = film
        self._became = SAME if film in self.context.said else NEW
        self._called = f"{titled.title} ({year})" if year else titled.title or own
        self.facts.write(film, titled, own, ids, year, dates, year_text)
        self.credits.write(film, people)
        if self.plan.shape == "films":
            self.row.write_own(film)

    def _find(
        self,
        titled: titles.Titled,
        own: str,
        ids: Mapping[str, str],
        year: int | None,
        dates: Sequence[str],
        people: Sequence[tuple[People, list[Named]]],
    ) -> str:
        """The IRI of the film of this row."""
        return self.context.films.find(
            own,
            ids,
            titled.title,
            year or titled.year or (int(dates[0][:4]) if dates else None),
            _makers(people) if self.plan.shape == "films" and not own else None,
            has_years=self._has_years or titled.year is not None,
            one_a_row=self.plan.one_a_row,
            table=self.plan.sheet.shown,
        )


def _has_year(row: Current) -> bool:
    """Whether a row has a year: a film may be called "Total"."""
    first = row.first
    return read_year(row.known(first.get("year", first.get("date", -1))))[0] is not None


def _makers(people: Sequence[tuple[People, list[Named]]]) -> Makers:
    """The directors and the cast that one row names."""
    directors: set[str] = set()
    cast: set[str] = set()
    for part, names in people:
        if part.role == ROLE + "director":
            directors.update(folded(n.name) for n in names)
        elif part.role in CAST_ROLES:
            cast.update(folded(n.name) for n in names)
    return frozenset(directors), frozenset(cast)


def _spread(text: str, count: int) -> list[str]:
    """A cell with a value for each of several films; none for any where the number differs."""
    parts = [p.strip() for p in re.split(r"\s/\s|[;|\n]", text)] if text else []
    return parts if len(parts) == count else [""] * count
