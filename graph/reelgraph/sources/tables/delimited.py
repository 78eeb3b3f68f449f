"""CSV and its relatives: values between commas, semicolons, tabs or bars."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal

from reelgraph.errors import InputError
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.tables import header
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.formats import encoding, text_stream
from reelgraph.sources.tables.report import short
from reelgraph.sources.tables.sheet import MOST_COLUMNS, Broken, Row, Sheet, unique

_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_UNCLOSED = (
    "a quotation mark opens here and is never closed, or not before another row: "
    'close it, or double it ("") inside a value'
)
_LONGEST_CELL = 1 << 28
_MOST_LINES = 50_000
"""Lines that one record may go over: more come of a quotation mark that is never closed."""


def read(source: Input, mapped: Sequence[str], progress: Progress | None) -> list[Sheet]:
    """The table of a delimited file.

    Args:
        source: The file.
        mapped: Names of columns that the user gave a meaning.
        progress: Told how far reading has come.

    Raises:
        InputError: it is no text.
        NotRecognised: it has no header that is understood.

    """
    csv.field_size_limit(_LONGEST_CELL)
    codec, errors, encoded, warning = encoding(source)
    with source.open() as stream:
        sample = text_stream(codec, errors, stream).read(1 << 18)
    if sample[:4000].count("\0") > 8:
        raise InputError(f"{source.shown} is no text file: a table is CSV, TSV, XLSX or JSON")
    declared = ""
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        declared = first[4]
    whole = sample if len(sample) < 1 << 18 else sample[: sample.rfind("\n") + 1]
    mark, quoted = _dialect(whole, declared, mapped, prefer="\t" if source.format == "tsv" else ",")
    start = [
        values for _, values in _records(iter(whole.splitlines(keepends=True)), mark, quoted, 0)
    ]
    start = start[: header.LOOKED_AT * 4]
    index, score = header.find(start, mapped)
    if not score:
        raise header.missing(source.shown, start, mapped)
    names = [text_of(c) for c in start[index]]
    while names and not names[-1]:
        names.pop()
    extra = max(0, _usual_width(start[index + 1 :]) - len(names))
    columns = unique([*names, *[""] * extra])
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"{source.shown} seems to have {len(columns):,} columns, more than {MOST_COLUMNS:,}: "
            "is it a table of one film a row?"
        )

    def rows() -> Iterator[Row]:
        step = f"reading {source.path.name}"
        with source.open(progress, step) as opened:
            lines = iter(text_stream(codec, errors, opened))
            yield from _below(lines, mark, quoted, index, columns, len(names))

    how = f"{encoded}, {_separated(mark)}" if len(columns) > 1 else encoded
    sheet = Sheet(source.shown, "", columns, rows, how)
    if warning:
        sheet.warnings.append(f"{source.shown}: {warning}")
    return [sheet]


def _dialect(text: str, declared: str, mapped: Sequence[str], prefer: str) -> tuple[str, bool]:
    """The mark between values, and whether quotation marks hold values together."""
    best, ranks = ",", (-1, -1.0, -1)
    lines = text.splitlines(keepends=True)[:200]
    for mark in declared or _MARKS:
        rows = [values for _, values in _records(iter(lines), mark, _is_quoted(lines, mark), 0)]
        rows = [r for r in rows[:100] if any(r)]
        index, score = header.find(rows, mapped)
        widths = [len(r) for r in rows]
        same = widths.count(len(rows[index])) / len(rows) if score else 0.0
        wide = max(widths, default=0) > 1
        rank = (score if wide or score else -1, same if wide else 0.0, int(mark == prefer))
        if not score and wide:  # no header is understood, but the columns may be told apart
            usual = max(widths, key=widths.count)
            rank = (0, widths.count(usual) / len(rows) if usual > 1 else 0.0, int(mark == prefer))
        if rank > ranks:
            best, ranks = mark, rank
    return best, _is_quoted(lines, best)


def _is_quoted(lines: Sequence[str], mark: str) -> bool:
    """Whether quotation marks hold values together; with tabs they are often plain characters."""
    if mark != "\t":
        return True
    opened = closed = 0
    for line in lines:
        for value in line.rstrip("\r\n").split("\t"):
            if value.startswith('"'):
                opened += 1
                closed += len(value) > 1 and value.endswith('"')
    return opened == closed or closed > 0.9 * opened


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many values most rows have."""
    widths = [len(r) for r in rows if any(r)]
    usual = max(set(widths), key=widths.count) if widths else 0
    return usual if widths.count(usual) > 0.5 * len(widths) else 0


def _records(
    lines: Iterator[str], mark: str, quoted: bool, width: int
) -> Iterator[tuple[int, list[str]]]:
    """The records with the numbers of the lines on which they begin.

    A quotation mark that is never closed would swallow what follows. Where a record goes over
    several lines and does not have `width` values, its first line stands alone: it is given with
    no values, and reading goes on with the next.
    """
    pending: list[str] = []
    again: deque[str] = deque()

    def fed() -> Iterator[str]:
        while len(pending) <= _MOST_LINES:
            line = again.popleft() if again else next(lines, None)
            if line is None:
                return
            pending.append(line)
            yield line

    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    number = 1
    while True:
        reader = csv.reader(fed(), delimiter=mark, quoting=quoting, skipinitialspace=False)
        restart = False
        while True:
            try:
                values = next(reader, None)
            except csv.Error:
                values = []
            if values is None:
                break
            taken = len(pending)
            wrong = width > 0 and _swallows(values, width, mark)
            if taken > 1 and (wrong or taken > _MOST_LINES or not values):
                again.extendleft(reversed(pending[1:]))
                if pending[0].strip():
                    yield number, []
                number += 1
                pending.clear()
                restart = True
                break
            if any(values):
                yield number, values
            number += taken
            pending.clear()
        if not restart:
            return


def _swallows(values: list[str], width: int, mark: str) -> bool:
    """Whether a record over several lines holds rows that a quotation mark swallowed."""
    lines = [line for v in values if "\n" in v for line in v.splitlines()[1:] if line]
    if len(values) > width:
        return any(v.strip() for v in values[width:])
    if len(values) < width:
        return any(line.count(mark) >= max(1, (width - 1) // 2) for line in lines)
    # As many values as there should be: rows all the same, if each line but the last, which the
    # next quotation mark may have cut, would be one.
    whole = lines[:-1]
    rows = sum(line.count(mark) == width - 1 for line in whole)
    return rows == len(whole) >= (2 if width > 3 else 6)


def _below(
    lines: Iterator[str], mark: str, quoted: bool, index: int, columns: list[str], named: int
) -> Iterator[Row]:
    """The rows below the header."""
    width = len(columns)
    head: list[str] = []
    for count, (number, values) in enumerate(_records(lines, mark, quoted, width)):
        if count <= index:
            head = values
            continue
        if not values:
            yield number, Broken(f"line {number}", _UNCLOSED)
            continue
        if values == head:
            continue
        if len(values) < width:
            values += [""] * (width - len(values))
        elif len(values) > width:
            if any(v.strip() for v in values[width:]):
                reason = (
                    f"{len(values)} values for {named} columns: where a value holds the mark that "
                    f"separates them ({_MARKS[mark]}), put it in quotation marks"
                )
                yield number, Broken(short(mark.join(values)), reason)
                continue
            values = values[:width]
        yield number, values


def _separated(mark: str) -> str:
    return "separated by tabs" if mark == "\t" else f'separated by "{mark}"'
