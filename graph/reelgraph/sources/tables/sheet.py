"""A table before it is understood: its columns and its rows, wherever they came from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_COLUMNS = 5_000


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, and why."""

    record: str
    reason: str


Row = tuple[int, "Sequence[Any] | Broken"]
"""The number of a row in its file (of the line where it begins), and its cells."""


@dataclass(slots=True)
class Sheet:
    """One table of a file."""

    file: str
    """What the file is called in messages."""
    name: str
    """Of the worksheet, or of the array in a JSON file; "" where there is just one."""
    columns: list[str]
    rows: Callable[[], Iterator[Row]]
    """Gives the rows below the header, each time from the beginning."""
    how: str
    """How the file was read, in words."""
    unit: str = "line"
    """What the number of a row counts: "line", "row" or "record"."""
    warnings: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """The table in messages."""
        return f"{self.file} ({self.name})" if self.name else self.file


def unique(names: Sequence[str]) -> list[str]:
    """The names of columns, each only once and none of them empty.

    >>> unique(["title", "", "title"])
    ['title', 'column 2', 'title (2)']
    """
    found: list[str] = []
    for number, name in enumerate(names, 1):
        own = " ".join(name.split()) or f"column {number}"
        again, count = own, 1
        while again in found:
            count += 1
            again = f"{own} ({count})"
        found.append(again)
    return found
