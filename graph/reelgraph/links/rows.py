"""The rows of a file of decisions: SSSOM, or a table with the columns ``entity`` and ``item``."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from reelgraph.links.cells import (
    ENTITY,
    ITEM,
    OBJECT,
    PREDICATE,
    SUBJECT,
    Made,
    Wrong,
    of_sssom,
    of_table,
)
from reelgraph.links.link import Link
from reelgraph.links.sssom import metadata
from reelgraph.sources.inputs import Input
from reelgraph.sources.report import Reject
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.filled import Cells, rows_of, sheet_of
from reelgraph.sources.tables.formats import encoding, text_stream
from reelgraph.sources.tables.report import short
from reelgraph.sources.tables.sheet import Broken
from reelgraph.vocabulary import curie

_SSSOM = {"subject_id", "predicate_id", "object_id"}
"""The columns that make a table one of SSSOM, in a workbook too."""
_REMEDY = (
    "write one with 'reelgraph links -o links.csv' or 'reelgraph links -o links.sssom.tsv', "
    "or name the columns entity, item and status"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is a decision, before it is known which entity of the store it means."""

    sheet: str
    line: int
    unit: str
    text: str
    """How it names the entity."""
    entities: tuple[str, ...]
    """The IRIs that this can be; none where it is a name or an identifier."""
    link: Link
    """The decision; its entity is empty as long as nobody has looked."""
    who: str
    """Who decided, as the row itself says."""
    decided: bool
    """Whether somebody did; this package's own lists have other rows as well."""

    def reject(self, reason: str) -> Reject:
        """It, among those that could not be used."""
        record = f"{curie(self.text)} {self.link.status} {curie(self.link.item)}".strip()
        return Reject(self.sheet, short(record), reason, line=self.line, unit=self.unit)


def read(source: Input, scratch: Path, by: str) -> tuple[list[Row], list[Reject], int]:
    """The decisions of a file, the rows that are none for a reason, and how many say nothing.

    Args:
        source: The file.
        scratch: A folder for what has to be unpacked.
        by: Who decides, where a row does not say.

    Raises:
        InputError: it cannot be read, or has other columns.

    """
    declared: dict[str, str] = {}
    values: dict[str, str] = {}
    lines = _above(source)
    if lines is not None:
        declared, values = metadata(lines)
        source = _without(source, scratch, len(lines))
    needed = (ENTITY, ITEM) if lines is None else (SUBJECT, PREDICATE, OBJECT)
    sheet = sheet_of(source, scratch, needed, what="links", remedy=_REMEDY)
    is_sssom = _SSSOM.issubset(c.strip().lower() for c in sheet.columns)

    def understand(cells: Cells) -> Made | None:
        return of_sssom(cells, declared, values, by) if is_sssom else of_table(cells, by)

    rows: list[Row] = []
    rejected: list[Reject] = []
    blank = 0
    for number, cells in rows_of(sheet):
        if isinstance(cells, Broken):
            rejected.append(
                Reject(sheet.shown, cells.record, cells.reason, line=number, unit=sheet.unit)
            )
            continue
        try:
            made = understand(cells)
        except Wrong as error:
            record = short(" ".join(text_of(v) for v in cells.values() if text_of(v)))
            rejected.append(Reject(sheet.shown, record, str(error), line=number, unit=sheet.unit))
            continue
        if made is None:
            blank += 1
        else:
            rows.append(Row(sheet.shown, number, sheet.unit, *made))
    return rows, rejected, blank


def _above(source: Input) -> list[str] | None:
    """The lines of metadata above an SSSOM table; None where the file is none."""
    if source.format not in ("csv", "tsv", "table"):
        return None
    codec, errors, *_ = encoding(source)
    found: list[str] = []
    with source.open() as stream:
        for line in text_stream(codec, errors, stream):
            if not line.startswith("#"):
                names = {c.strip().strip('"').lower() for c in re.split(r"[\t,;]", line)}
                return found if _SSSOM.issubset(names) else None
            found.append(line.rstrip("\r\n"))
    return None


def _without(source: Input, scratch: Path, above: int) -> Input:
    """The same file with its first lines made empty, so that the numbers of the others stay."""
    codec, errors, *_ = encoding(source)
    path = scratch / "table"
    with source.open() as stream, path.open("w", encoding="utf-8", newline="") as out:
        for number, line in enumerate(text_stream(codec, errors, stream)):
            out.write("\n" if number < above else line)
    return replace(source, path=path, gzipped=False, size=path.stat().st_size)
