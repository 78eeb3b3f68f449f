"""The row that is being read: its cells, and what can be said of any row."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from reelgraph.sources.report import Reject
from reelgraph.sources.tables.cells import is_damaged, is_missing, mended, text_of
from reelgraph.sources.tables.context import Context
from reelgraph.sources.tables.identifiers import PROPERTIES, expected, identifier
from reelgraph.sources.tables.plan import Plan
from reelgraph.sources.tables.profile import NUMBER
from reelgraph.sources.tables.report import short
from reelgraph.vocabulary import SKOS, WD

REMEMBERED = 100_000
"""Cells whose names are kept in mind, for columns in which the same stands again and again."""


class Current:
    """The current row of a table."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan, self.context = plan, context
        self.sheet, self.claims, self.tally = plan.sheet, context.claims, context.tally
        self.first = plan.first
        self.number = 0
        self.is_rejected = False
        """Whether this row cannot be used."""
        self.values: Sequence[Any] = ()
        self._sure = plan.profile.mended >= 3
        self._own = [
            (i, context.column(plan.sheet.columns[i]), i in plan.numbers) for i in plan.own
        ]

    def cell(self, column: int) -> str:
        """The text of a cell of this row, with a wrong decoding undone; "" where it has none."""
        if column < 0:
            return ""
        value = self.values[column]
        if type(value) is str:
            if value.isascii() and "&" not in value and "\0" not in value:
                return value.strip()
            value = self._sound(value)
        return text_of(value)

    def _sound(self, text: str) -> str:
        if text.isascii():
            return text
        better = mended(text, sure=self._sure)
        if better != text:
            self.tally.add("{n} cells were decoded wrongly before they came here; undone", better)
        if is_damaged(better, text):
            self.tally.add(
                "{n} cells look wrongly decoded, which cannot be undone; kept as they are", better
            )
        return better

    def known(self, column: int) -> str:
        """The text of a cell; "" where it says that nothing is known."""
        text = self.cell(column)
        return "" if is_missing(text) else text

    def raw(self, column: int) -> Any:
        """The value of a cell that may be a list or an object."""
        value = self.values[column]
        if isinstance(value, list | dict):
            return self._sound_all(value)
        return self.cell(column)

    def _sound_all(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._sound(value)
        if isinstance(value, list):
            return [self._sound_all(v) for v in value]
        if isinstance(value, dict):
            return {k: self._sound_all(v) for k, v in value.items()}
        return value

    def reject(self, record: str, reason: str) -> None:
        """Say that a row cannot be used."""
        self.is_rejected = True
        self._reject(record, reason)

    def reject_cell(self, column: int, text: str, reason: str) -> None:
        """Say that a cell cannot be used; the rest of its row is."""
        self._reject(f"{self.sheet.columns[column]} {short(text)!r}", reason)

    def _reject(self, record: str, reason: str) -> None:
        unit = self.sheet.unit
        file = self.sheet.file if unit == "line" else self.sheet.shown
        self.context.notes.rejected.append(
            Reject(file, short(record), reason, line=self.number, unit=unit)
        )

    def ids(
        self, columns: Mapping[str, int], kind: str, cell: Callable[[int], str] | None = None
    ) -> dict[str, str]:
        """The identifiers in some cells, each in its usual form; what is none is rejected.

        Args:
            columns: By the name of the identifier.
            kind: "film" or "person".
            cell: Gives the text of a cell, where only a part of it is meant.

        """
        found = {}
        for name, column in columns.items():
            text = (cell or self.known)(column)
            if not text or text in ("0", "0.0"):
                continue
            value = identifier(name, kind, text)
            if value is None:
                self.reject_cell(column, text, expected(name, kind))
            else:
                found[name] = value
        return found

    def write_id(self, iri: str, name: str, kind: str, value: str) -> None:
        """Write an identifier that others gave; a QID is a link to the item."""
        if name == "wikidata":
            self.claims.link(iri, SKOS + "exactMatch", WD + value)
        elif (name, kind) in PROPERTIES:
            self.claims.text(iri, PROPERTIES[name, kind], value)

    def write_as_it_is(self, subject: str, column: int, text: str) -> None:
        """Keep the text of a cell of which the ontology's own property says only a part."""
        self.claims.text(subject, self.context.column(self.sheet.columns[column]), text)

    def write_own(self, subject: str) -> None:
        """Keep the cells of the columns that the ontology does not know."""
        for column, prop, numeric in self._own:
            value = self.values[column]
            if value is None or value == "":
                continue
            if isinstance(value, list | dict):
                for text in texts(self.raw(column)):
                    self.claims.text(subject, prop, text)
                continue
            text = self.cell(column)
            if not text or is_missing(text):
                continue
            if numeric and NUMBER.match(text):
                kind = "decimal" if "." in text else "integer"
                self.claims.typed(subject, prop, text, kind)
            else:
                self.claims.text(subject, prop, text)


def texts(value: Any) -> list[str]:
    """A list or an object of JSON as texts: names where it has any, else JSON itself."""
    items = value if isinstance(value, list) else [value]
    found = []
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            found.append(item["name"])
        elif isinstance(item, list | dict):
            found.append(json.dumps(item, ensure_ascii=False, sort_keys=True))
        elif (text := text_of(item)) and not is_missing(text):
            found.append(text)
    return found
