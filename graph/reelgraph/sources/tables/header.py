"""Where a table begins: the row that holds the names of its columns."""

import re
from collections.abc import Sequence

from reelgraph.errors import NotRecognised, ParameterError
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.meanings import recognised
from reelgraph.sources.tables.report import short

_ABOVE = 3
_NUMBER = re.compile(r"\d")
LOOKED_AT = 25
"""Rows among which the header is looked for."""


def find(rows: Sequence[Sequence[object]], mapped: Sequence[str] = ()) -> tuple[int, int]:
    """The index of the row that is the header, and how many of its cells are understood.

    Above it may stand a title, notes and blank lines, but no row as full as the header itself.

    >>> find([["Our films"], [], ["title", "year"], ["Director", "1999"]])
    (2, 2)
    """
    best, score = -1, 0
    widest = 0
    for index, row in enumerate(rows[:LOOKED_AT]):
        cells = [text_of(c) for c in row]
        filled = sum(bool(c) for c in cells)
        found = recognised(cells, mapped)
        if found > score and (widest <= max(2, filled // 2) or (best < 0 and widest <= 2)):
            best, score = index, found
        widest = max(widest, filled)
    return _below(rows, best, score, mapped)


def _below(
    rows: Sequence[Sequence[object]], best: int, score: int, mapped: Sequence[str]
) -> tuple[int, int]:
    """The header of the table itself, where a small one with its own header stands above it."""
    head = {text_of(c) for c in rows[best]} if score else set()
    for index, row in enumerate(rows[best + 2 : best + 2 + _ABOVE], best + 2):
        cells = [text_of(c) for c in row]
        found = recognised(cells, mapped)
        if (
            found >= max(2, score)
            and set(cells) != head
            and not any(_NUMBER.search(c) for c in cells)
        ):
            return index, found
    return best, score


def missing(
    shown: str, rows: Sequence[Sequence[object]], mapped: Sequence[str] = ()
) -> NotRecognised | ParameterError:
    """What to say of a table none of whose first rows can be the header."""
    first = next((r for r in rows if any(text_of(c) for c in r)), [])
    cells = [short(text_of(c)) for c in first if text_of(c)]
    listed = ", ".join(repr(c) for c in cells[:30]) or "nothing"
    if mapped:
        return ParameterError(
            f"--map: {shown} has no column {mapped[0]!r}, and no other is understood; the first "
            f"row has {listed}"
        )
    return NotRecognised(
        f"{shown}: no column is understood; the first row has {listed}. If these are the names of "
        "the columns, say what they mean, as in --map title=COLUMN --map director=COLUMN; if they "
        "are the first film already, put a row of names above it, such as title,year,director"
    )
