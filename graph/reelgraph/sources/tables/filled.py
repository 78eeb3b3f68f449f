"""A table whose columns are known by their names: what a person filled in, or a program wrote."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reelgraph.errors import NotRecognised, ParameterError
from reelgraph.sources.inputs import Input
from reelgraph.sources.tables import delimited, objects, workbook
from reelgraph.sources.tables.sheet import Broken, Sheet

Cells = Mapping[str, Any]
"""The cells of a row by the names of their columns, in lower case."""


def sheet_of(
    source: Input, scratch: Path, needed: Sequence[Sequence[str]], *, what: str, remedy: str
) -> Sheet:
    """The first table of a file, which must have some columns.

    Args:
        source: The file.
        scratch: A folder for what has to be unpacked.
        needed: The columns that there must be, each with the other names that it may have.
        what: What such a table holds, for a message.
        remedy: How to come by such a table, for a message.

    Raises:
        InputError: it cannot be read.
        NotRecognised: it is no table, or has other columns.

    """
    known = [name for names in needed for name in names]
    try:
        if source.format == "xlsx":
            sheet = workbook.read(source, scratch, known, None)[0]
        elif source.format in ("json", "jsonl"):
            sheet = objects.read(source, known, None)[0]
        elif source.format in ("csv", "tsv", "table"):
            sheet = delimited.read(source, known, None)[0]
        else:
            raise NotRecognised(
                f"{source.shown}: {what} are read from a table such as .csv, .tsv or .xlsx"
            )
    except ParameterError:  # no header was found by these names
        raise NotRecognised(_missing(source.shown, needed, remedy)) from None
    there = {c.strip().lower() for c in sheet.columns}
    missing = [names for names in needed if there.isdisjoint(names)]
    if missing:
        raise NotRecognised(_missing(sheet.shown, missing, remedy))
    return sheet


def rows_of(sheet: Sheet) -> Iterator[tuple[int, Cells | Broken]]:
    """The rows with their numbers; a cell is as it was read, not cleaned."""
    columns = [c.strip().lower() for c in sheet.columns]
    for number, values in sheet.rows():
        if isinstance(values, Broken):
            yield number, values
        else:
            yield number, dict(zip(columns, values, strict=False))


def _missing(shown: str, missing: Sequence[Sequence[str]], remedy: str) -> str:
    return f"{shown} has no column {' and no '.join(names[0] for names in missing)}: {remedy}"
