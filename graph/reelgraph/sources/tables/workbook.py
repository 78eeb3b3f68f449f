"""Excel workbooks: every worksheet that holds a table, read row by row."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from reelgraph.errors import InputError
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.tables import header
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.sheet import MOST_COLUMNS, Row, Sheet, unique

MOST_UNPACKED = 1 << 30
"""Bytes to which the parts of a workbook may unpack; a real one of a million rows stays below."""
_MOST_RATIO = 400
_LINK = re.compile(
    r'^=HYPERLINK\(\s*"(?P<to>[^"]*)"\s*[,;]\s*"(?P<text>[^"]*)"\s*\)$', re.IGNORECASE
)
_LINK_ONLY = re.compile(r'^=HYPERLINK\(\s*"(?P<to>[^"]*)"\s*\)$', re.IGNORECASE)


def read(
    source: Input, scratch: Path, mapped: Sequence[str], progress: Progress | None
) -> list[Sheet]:
    """The tables of a workbook.

    Raises:
        InputError: it is damaged, locked by a password, or unpacks to more than is sane.
        NotRecognised: no worksheet has a header that is understood.

    """
    path = _unpacked(source, scratch)
    with_formulas = _check(source, path)
    with _opened(source, path) as book:
        names = [s.title for s in book.worksheets]
        hidden = {s.title for s in book.worksheets if s.sheet_state != "visible"}
    found: list[Sheet] = []
    first_rows: list[Sequence[Any]] = []
    for name in names:
        start = [cells for _, cells in islice(_rows(source, path, name, with_formulas), 200)]
        index, score = header.find(start, mapped)
        if not score:
            first_rows = first_rows or start
            continue
        titles = [text_of(c) for c in start[index]]
        while titles and not titles[-1]:
            titles.pop()
        widest = max((_filled(r) for r in start[index + 1 :]), default=0)
        columns = unique([*titles, *[""] * max(0, widest - len(titles))])
        if len(columns) > MOST_COLUMNS:
            raise InputError(f"{source.shown}: the sheet {name!r} has {len(columns):,} columns")
        found.append(
            Sheet(
                source.shown,
                name if len(names) > 1 else "",
                columns,
                _reader(source, path, name, with_formulas, index, columns, titles, progress),
                "workbook",
                "row",
            )
        )
    for sheet in found:
        if sheet.name in hidden:
            sheet.warnings.append(f"{sheet.shown} is a hidden sheet, and was read all the same")
    if not found:
        raise header.missing(source.shown, first_rows, mapped)
    others = [n for n in names if n not in {s.name for s in found}]
    if others and len(names) > 1:
        found[0].warnings.append(
            f"{source.shown}: no table was found on {', '.join(map(repr, others))}"
        )
    return found


def _reader(
    source: Input,
    path: Path,
    name: str,
    formulas: bool,
    index: int,
    columns: Sequence[str],
    titles: Sequence[str],
    progress: Progress | None,
) -> Any:
    def rows() -> Iterator[Row]:
        if progress:
            progress(f"reading {source.path.name}", -1)
        width = len(columns)
        for count, (number, cells) in enumerate(_rows(source, path, name, formulas)):
            if count <= index or not any(c not in (None, "") for c in cells):
                continue
            if [text_of(c) for c in cells[: len(titles)]] == list(titles):
                continue
            yield number, (list(cells) + [None] * width)[:width]

    return rows


def _filled(row: Sequence[Any]) -> int:
    """How many cells of a row there are up to the last that is filled."""
    return max((i for i, c in enumerate(row, 1) if c not in (None, "")), default=0)


def _rows(
    source: Input, path: Path, name: str, formulas: bool
) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of a worksheet, with the values that its formulas had when it was saved."""
    with _opened(source, path) as book:
        values = _values(source, book[name])
        if not formulas:
            yield from enumerate(values, 1)
            return
        with _opened(source, path, values=False) as written:
            pairs = zip_longest(values, _values(source, written[name]), fillvalue=())
            for number, (cells, texts) in enumerate(pairs, 1):
                yield (
                    number,
                    [
                        _of_formula(text) if value is None and text is not None else value
                        for value, text in zip_longest(cells, texts)
                    ],
                )


def _values(source: Input, sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()
    try:
        yield from sheet.iter_rows(values_only=True)
    except (
        ValueError,
        KeyError,
        TypeError,
        SyntaxError,
        zipfile.BadZipFile,
        OverflowError,
    ) as error:
        raise _damaged(source, error) from error


def _of_formula(text: Any) -> Any:
    """What a formula shows that no spreadsheet has computed yet, as far as its text tells."""
    if not isinstance(text, str):
        return text
    link = _LINK.match(text) or _LINK_ONLY.match(text)
    return link[link.lastindex or 1] if link else text


def _unpacked(source: Input, scratch: Path) -> Path:
    """The workbook as a file of its own; it may have been packed once more."""
    if not source.gzipped:
        return source.path
    path = scratch / f"book-{source.sha256[:12]}.xlsx"
    with source.open() as stream, path.open("wb") as out:
        while piece := stream.read(1 << 20):
            out.write(piece)
            if out.tell() > MOST_UNPACKED:
                raise InputError(f"{source.shown} unpacks to more than {MOST_UNPACKED:,} bytes")
    return path


def _check(source: Input, path: Path) -> bool:
    """Refuse what no spreadsheet writes; give whether there are formulas.

    Raises:
        InputError: it is no workbook, or unpacks to more than is sane.

    """
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            total = sum(p.file_size for p in parts)
            if total > MOST_UNPACKED or total > max(1 << 26, _MOST_RATIO * path.stat().st_size):
                raise InputError(
                    f"{source.shown} unpacks to {total:,} bytes, {total // path.stat().st_size:,} "
                    "times its size: no spreadsheet does that, so it was not opened; save it as CSV"
                )
            formulas = False
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as stream:
                        before = b""
                        while piece := stream.read(1 << 20):
                            both = before + piece
                            if b"<!DOCTYPE" in both or b"<!ENTITY" in both:
                                raise InputError(
                                    f"{source.shown} declares XML entities, which can grow without "
                                    "end: save it again with a spreadsheet program, or as CSV"
                                )
                            if "worksheets/" in part.filename and b"<f" in both:
                                formulas |= re.search(rb"<f[ >/]", both) is not None
                            before = piece[-16:]
            return formulas
    except (zipfile.BadZipFile, OSError, RuntimeError, EOFError, NotImplementedError) as error:
        raise _damaged(source, error) from error


def _damaged(source: Input, error: Exception) -> InputError:
    with source.path.open("rb") as stream:
        old = stream.read(4) == b"\xd0\xcf\x11\xe0"
    if old:
        return InputError(
            f"{source.shown} is a workbook of the old kind (.xls) or has a password: "
            "save it as .xlsx without a password"
        )
    return InputError(f"{source.shown} is no workbook, or a damaged one ({error}): save it again")


@contextmanager
def _opened(source: Input, path: Path, *, values: bool = True) -> Iterator[Any]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except (ValueError, KeyError, TypeError, SyntaxError, OSError, zipfile.BadZipFile) as error:
        raise _damaged(source, error) from error
    try:
        yield book
    finally:
        book.close()
