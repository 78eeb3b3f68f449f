"""What a row says of its film, besides those who made it."""

import re
from collections.abc import Mapping, Sequence

from reelgraph.sources.tables import titles
from reelgraph.sources.tables.cells import is_missing_title, one_line, text_of
from reelgraph.sources.tables.current import REMEMBERED, Current
from reelgraph.sources.tables.dates import EARLIEST, LATEST, Dating, minutes, read_date, read_year
from reelgraph.sources.tables.meanings import normal
from reelgraph.sources.tables.namelists import literal, names_of
from reelgraph.sources.tables.registry import folded
from reelgraph.vocabulary import FILM, SCHEMA, SKOS

_NO_YEAR = f"a film cannot be of that year ({EARLIEST} to {LATEST})"
_UNKNOWN_DATE = "{n} dates cannot be read for certain and were kept as texts"
_OTHER_DATE = "{n} dates are of another year than the film, and were kept as texts"
_LISTED = {
    "genre": (FILM + "hasGenre", "genre", "Genre"),
    "country": (FILM + "hasCountryOfOrigin", "place", SCHEMA + "Place"),
    "language": (FILM + "hasOriginalLanguage", "language", SKOS + "Concept"),
}
_NO_LENGTH = re.compile(r"0+(?:\.0+)?\s*(?:m|min|mins|minutes|minuten|')?\.?", re.IGNORECASE)
"""A running time of 0 means that it is not known."""
_SERIES = re.compile(r"\btv|series|episode|show|season|game|book")
_SEASONS = re.compile(r"\b(?:seasons?|episodes?|parts?|vols?)\b", re.IGNORECASE)


class FilmFacts:
    """Writes the facts of films."""

    def __init__(self, row: Current) -> None:
        self.row = row
        self.plan, self.context = row.plan, row.context
        self.sheet, self.claims, self.tally = row.sheet, row.claims, row.tally
        self.first = row.first
        self._lists = {what: self.plan.film[what] for what in _LISTED if what in self.plan.film}
        self._unsure = {
            c for c in self.plan.film.get("date", ()) if normal(self.sheet.columns[c]) == "date"
        }
        """Columns whose dates may be those of something else, as of a diary."""
        self._texts: list[tuple[int, str]] = []
        """Dates of this row of which not all could be read."""
        self._nodes: dict[tuple[int, str], list[str]] = {}

    def year(self, text: str) -> int | None:
        """The year that a cell says; a year that no film can have is rejected."""
        if not text:
            return None
        column = self.first["year"]
        year, _ = read_year(text)
        if year is None:
            dated = read_date(text, Dating())
            year = int(dated[:4]) if dated else None
        if year is None:
            self.row.reject_cell(column, text, "no year")
            return None
        if not EARLIEST <= year <= LATEST:
            self.row.reject_cell(column, text, _NO_YEAR)
            return None
        return year

    def dates(self, year: int | None) -> list[str]:
        """All dates on which the film came out, as this row has them."""
        found: list[str] = []
        self._texts = []
        for column in self.plan.film.get("date", []):
            text = self.row.known(column)
            if not text:
                continue
            how = self.plan.datings.get(column, Dating())
            date = read_date(text, how, year)
            if date is None:
                stated, _ = read_year(text)
                if stated is None:
                    self.tally.add(f"{_UNKNOWN_DATE} (column {self.sheet.columns[column]})", text)
                    self._texts.append((column, text))
                    continue
                date = str(stated)
            if not EARLIEST <= int(date[:4]) <= LATEST:
                self.row.reject_cell(column, text, _NO_YEAR)
                continue
            if year and column in self._unsure and abs(int(date[:4]) - year) > 1:
                self.tally.add(_OTHER_DATE + f" (column {self.sheet.columns[column]})", text)
                self._texts.append((column, text))
                continue
            if date not in found:
                found.append(date)
            if "(" in text or (len(date) == 4 < len(text) - 2 and not how.year_only):
                self._texts.append((column, text))
        return found

    def write(
        self,
        iri: str,
        titled: titles.Titled,
        own: str,
        ids: Mapping[str, str],
        year: int | None,
        dates: Sequence[str],
        year_text: str,
    ) -> None:
        """Write what a row says of a film.

        Args:
            iri: Of the film.
            titled: Its titles.
            own: The identifier that the source calls it by, or "".
            ids: Identifiers that others gave.
            year: What the row says, outside the title.
            dates: On which it came out.
            year_text: The year as the row has it.

        """
        claims = self.claims
        basics = hash((titled, year_text, year, *dates))
        if self.context.said.get(iri) != basics:
            self.context.said[iri] = basics
            self._write_titles(iri, titled)
            if own:
                claims.identifier(iri, own)
            stated = year or titled.year
            if stated:
                claims.typed(iri, FILM + "year", stated, "integer")
                if year_text and not read_year(year_text)[1] and len(year_text) > 4:
                    self.row.write_as_it_is(iri, self.first["year"], year_text)
            for date in dates:
                claims.date(iri, FILM + "releaseDate", date)
            for column, text in self._texts:
                self.row.write_as_it_is(iri, column, text)
        for name, value in ids.items():
            self.row.write_id(iri, name, "film", value)
        self._write_runtime(iri)
        self.write_lists(iri)

    def _write_titles(self, iri: str, titled: titles.Titled) -> None:
        claims = self.claims
        self.context.entity(iri, self._kind(), titled.title)
        for other in titled.others:
            claims.text(iri, SKOS + "altLabel", other)
        self._write_other_titles(iri, titled.title)

    def _write_other_titles(self, iri: str, title: str) -> None:
        for what, kind in (("original title", "original"), ("other title", "")):
            for column in self.plan.film.get(what, []):
                value = self.row.raw(column)
                if isinstance(value, str):
                    value = literal(value) or value
                found = value if isinstance(value, list) else [value]
                for item in found:
                    if isinstance(item, dict):
                        item = item.get("title") or item.get("name") or ""
                    text = one_line(text_of(item))
                    if is_missing_title(text) or text == title:
                        continue
                    if kind:
                        self._write_title(iri, text, kind)
                    else:
                        self.claims.text(iri, SKOS + "altLabel", text)

    def _kind(self) -> str:
        """The class of the work on this row; a series is no film."""
        said = self.row.cell(self.plan.type).casefold()
        if said and _SERIES.search(said):
            self.tally.add("{n} rows are no films by their type, and were kept as works", said)
            return "Work"
        return "ShortFilm" if said in ("short", "short film", "shortfilm") else "Film"

    def _write_title(self, iri: str, text: str, kind: str) -> None:
        node = self.claims.named("title", iri, kind, text)
        self.claims.link(iri, FILM + "hasTitle", node)
        self.claims.entity(node, "Title")
        self.claims.text(node, FILM + "titleText", text)
        self.claims.text(node, FILM + "titleKind", kind)

    def _write_runtime(self, iri: str) -> None:
        column = self.first.get("runtime", -1)
        text = self.row.known(column)
        if not text:
            return
        length = minutes(text)
        if self.plan.seconds and text.isdigit():
            length = round(int(text) / 60) or None
        if length is not None:
            self.claims.typed(iri, FILM + "durationMinutes", length, "integer")
        elif _SEASONS.search(text):
            self.row.write_as_it_is(iri, column, text)
        elif not _NO_LENGTH.fullmatch(text):
            self.row.reject_cell(column, text, "no running time in minutes")

    def write_more(self, iri: str) -> None:
        """Write what a row adds to the film of the row above."""
        self._write_other_titles(iri, self.context.labels.get(iri, ""))
        self.write_lists(iri)

    def write_lists(self, iri: str) -> None:
        """Write the genres, countries and languages of a film."""
        for what, columns in self._lists.items():
            prop, kind, cls = _LISTED[what]
            for column in columns:
                value = self.row.raw(column)
                if not value:
                    continue
                key = (column, value) if isinstance(value, str) else None
                nodes = self._nodes.get(key) if key else None
                if nodes is None:
                    nodes = []
                    how = self.plan.separations[column]
                    for named in names_of(value, how, people=False):
                        node = self.claims.named(kind, folded(named.name))
                        if node not in self.context.labels:
                            self.context.entity(node, cls, named.name)
                        nodes.append(node)
                    if key and len(self._nodes) < REMEMBERED:
                        self._nodes[key] = nodes
                for node in nodes:
                    self.claims.link(iri, prop, node)
