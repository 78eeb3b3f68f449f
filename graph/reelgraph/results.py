"""The answer to a query: rows of plain Python values, in the formats that people use."""

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from reelgraph.errors import MissingExtra, ParameterError
from reelgraph.vocabulary import PREFIXES, XSD, curie

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | bool | date | None
FORMATS = ("table", "csv", "tsv", "json", "xml", "xlsx", "ttl")
_INTEGERS = {
    XSD + name
    for name in (
        "integer",
        "nonNegativeInteger",
        "nonPositiveInteger",
        "positiveInteger",
        "negativeInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    )
}
_NUMBERS = {XSD + n for n in ("decimal", "double", "float")}
_KEPT = "\t\n\u200c\u200d"
"""Unprintable, but harmless: the joiners belong to the spelling of Persian and of emoji."""
FIRST_SHEET_DAY = date(1900, 3, 1)
"""Spreadsheets cannot count the days before it rightly; such dates go in as text."""
SHEET_ROWS = 1_048_576
"""Rows that a worksheet can hold, its header among them."""


def native(term: Any) -> Value:
    """A term as a plain Python value: numbers, dates and truth values as such, the rest as text.

    >>> native(ox.Literal("2015", datatype=ox.NamedNode(XSD + "integer")))
    2015
    """
    if term is None or isinstance(term, (str, int, float, bool)):
        return term
    if not isinstance(term, ox.Literal):
        return str(getattr(term, "value", term))
    kind, text = term.datatype.value, term.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind in _NUMBERS:
            return float(text)
        if kind == XSD + "boolean":
            return text in ("true", "1")
        if kind == XSD + "date":
            return date.fromisoformat(text)
    except ValueError:
        pass
    return text


class Results:
    """A table of terms. Iterating gives each row as a dict of plain Python values.

    >>> r = Results(["film", "year"], [(ox.NamedNode("http://e/f"), ox.Literal(2015))])
    >>> r.rows
    [{'film': 'http://e/f', 'year': 2015}]
    >>> len(r)
    1
    """

    def __init__(self, columns: Sequence[str], terms: Sequence[Sequence[Any]]) -> None:
        self.columns = list(columns)
        self._terms = [tuple(row) for row in terms]

    @property
    def terms(self) -> list[tuple[Any, ...]]:
        """The rows as RDF terms; None where a cell is empty."""
        return self._terms

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows as dicts of plain Python values."""
        return list(self)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.terms:
            yield dict(zip(self.columns, map(native, row), strict=True))

    def __len__(self) -> int:
        return len(self.terms)

    def __repr__(self) -> str:
        return f"<Results: {len(self)} rows of {', '.join(self.columns)}>"

    def only(self, *columns: str) -> "Results":
        """Some of the columns, in this order.

        >>> Results(["a", "b"], [(1, 2)]).only("b").rows
        [{'b': 2}]
        """
        places = [self.columns.index(column) for column in columns]
        return Results(columns, [[row[place] for place in places] for row in self.terms])

    def df(self) -> "pd.DataFrame":
        """The rows as a pandas DataFrame.

        Raises:
            MissingExtra: pandas is not installed.

        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra("pandas", "pandas", "a DataFrame") from None
        return pd.DataFrame(self.rows, columns=self.columns)

    def to_csv(self, path: str | Path | None = None) -> str | None:
        """The rows as CSV: text, or a file (with a byte-order mark, as spreadsheets want it)."""
        text = self.render("csv")
        if path is None:
            return text.decode()
        Path(path).write_bytes(b"\xef\xbb\xbf" + text)
        return None

    def render(self, format_name: str) -> bytes:
        """The rows in one of `FORMATS`.

        Raises:
            ParameterError: the format is unknown, or cannot hold rows.
            MissingExtra: "xlsx" and openpyxl is not installed.

        """
        if format_name in ("csv", "tsv"):
            return self._separated(format_name).encode()
        if format_name == "json":
            return json.dumps(self._sparql_json(), ensure_ascii=False, indent=1).encode() + b"\n"
        if format_name == "xml":
            parsed = ox.parse_query_results(
                json.dumps(self._sparql_json()).encode(), format=ox.QueryResultsFormat.JSON
            )
            xml = bytes(parsed.serialize(format=ox.QueryResultsFormat.XML) or b"")
            return re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", xml)  # no XML may hold these
        if format_name == "xlsx":
            return workbook({"reelgraph": self})
        if format_name == "table":
            return self.text().encode()
        if format_name == "ttl":
            raise ParameterError("rows are no triples: ask a CONSTRUCT query for Turtle")
        raise ParameterError(f"unknown format {format_name!r}; there are {', '.join(FORMATS)}")

    def text(self, width: int | None = None) -> str:
        """The rows as a table for a terminal; IRIs in their short form."""
        from rich.box import SIMPLE_HEAD
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for number, column in enumerate(self.columns):
            values = [native(row[number]) for row in self.terms]
            right = any(v is not None for v in values) and all(
                v is None or (isinstance(v, (int, float)) and not isinstance(v, bool))
                for v in values
            )
            table.add_column(column, justify="right" if right else "left", overflow="fold")
        for row in self.terms:
            table.add_row(*(Text(plain(short(cell))) for cell in row))
        out = io.StringIO()
        console = Console(file=out, width=width or (None if sys.stdout.isatty() else 120))
        console.print(table)
        return out.getvalue()

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(c)}</th>" for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(plain(short(cell)))}</td>" for cell in row) + "</tr>"
            for row in self.terms[:200]
        )
        more = f"<p>200 of {len(self):,} rows shown</p>" if len(self) > 200 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _separated(self, format_name: str) -> str:
        out = io.StringIO()
        if format_name == "csv":
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow([spreadsheet_safe(c) for c in self.columns])
            for row in self.terms:
                writer.writerow([spreadsheet_safe(native(cell)) for cell in row])
        else:
            for line in (self.columns, *self.terms):
                cells = ("" if cell is None else str(native(cell)) for cell in line)
                out.write("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
        return out.getvalue()

    def _sparql_json(self) -> dict[str, Any]:
        def term(value: Any) -> dict[str, Any]:
            if isinstance(value, ox.NamedNode):
                return {"type": "uri", "value": value.value}
            if isinstance(value, ox.BlankNode):
                return {"type": "bnode", "value": value.value}
            if isinstance(value, ox.Triple):
                parts = zip(("subject", "predicate", "object"), value, strict=True)
                return {"type": "triple", "value": {name: term(part) for name, part in parts}}
            if not isinstance(value, ox.Literal):
                value = ox.Literal(value)
            found = {"type": "literal", "value": value.value}
            if value.language:
                found["xml:lang"] = value.language
            elif value.datatype.value != XSD + "string":
                found["datatype"] = value.datatype.value
            return found

        return {
            "head": {"vars": self.columns},
            "results": {
                "bindings": [
                    {
                        name: term(cell)
                        for name, cell in zip(self.columns, row, strict=True)
                        if cell is not None
                    }
                    for row in self.terms
                ]
            },
        }


def workbook(sheets: Mapping[str, Results]) -> bytes:
    """Several tables as one .xlsx file, each on a sheet of its own.

    Raises:
        MissingExtra: openpyxl is not installed.
        ParameterError: a table has more rows than a sheet can hold.

    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise MissingExtra("openpyxl", "xlsx", "an .xlsx file") from None
    book = Workbook(write_only=True)
    for name, table in sheets.items():
        if len(table) >= SHEET_ROWS:
            raise ParameterError(f"{len(table):,} rows do not fit on a worksheet: write .csv")
        sheet = book.create_sheet(name)
        sheet.append(table.columns)
        for row in table.terms:
            sheet.append(
                [
                    ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v
                    for v in map(_sheet_cell, row)
                ]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def short(cell: Any) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, ox.NamedNode):
        return curie(cell.value)
    return str(native(cell))


def plain(text: str) -> str:
    r"""A text without the characters that move a terminal's cursor or turn its direction.

    >>> plain("a\x1b[31mb\u202ec")
    'a[31mbc'
    """
    return "".join(
        c for c in text if c.isprintable() or c in _KEPT or unicodedata.category(c) == "Zs"
    )


def spreadsheet_safe(value: Value) -> Value:
    """A cell that a spreadsheet does not take for a formula.

    >>> spreadsheet_safe("=HYPERLINK(1)"), spreadsheet_safe("-5 degrees"), spreadsheet_safe(-5)
    ("'=HYPERLINK(1)", "'-5 degrees", -5)
    """
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def _sheet_cell(term: Any) -> Value:
    value = spreadsheet_safe(native(term))
    old = isinstance(value, date) and value < FIRST_SHEET_DAY
    endless = isinstance(value, float) and not isfinite(value)
    return str(value) if old or endless else value


class Triples:
    """The answer to a CONSTRUCT or DESCRIBE query."""

    def __init__(self, triples: Sequence[ox.Triple]) -> None:
        self.triples = list(triples)

    def __len__(self) -> int:
        return len(self.triples)

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self.triples)

    def __repr__(self) -> str:
        return f"<Triples: {len(self)}>"

    def as_results(self) -> Results:
        """The triples as rows."""
        rows = [(t.subject, t.predicate, t.object) for t in self.triples]
        return Results(["subject", "predicate", "object"], rows)

    def df(self) -> "pd.DataFrame":
        """The triples as a pandas DataFrame."""
        return self.as_results().df()

    def render(self, format_name: str) -> bytes:
        """The triples as Turtle ("ttl", "table") or as rows in another of `FORMATS`."""
        if format_name not in ("ttl", "table"):
            return self.as_results().render(format_name)
        used = {p: n for p, n in PREFIXES.items() if any(n in str(t) for t in self.triples)}
        return bytes(ox.serialize(self.triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b"")
