"""The answers of the index as a table of plain values."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from reelgraph.results import Results, Value

Row = tuple[str | int | None, ...]
_IRIS = frozenset(
    (
        *("actor", "co_star", "collaborator", "director", "film"),
        *("partner", "person", "producer", "writer"),
    )
)
"""The columns of IRIs; what stands in the others is literals."""


class Table(Results):
    """Rows of plain values; the terms are made once they are asked for.

    Most callers want the plain values, and to make the terms takes longer than all else.

    >>> table = Table(["film", "year"], [("http://e/f", 2015)])
    >>> table.rows
    [{'film': 'http://e/f', 'year': 2015}]
    >>> table.terms[0][0]
    <NamedNode value=http://e/f>
    """

    def __init__(self, columns: Sequence[str], rows: Sequence[Row]) -> None:
        super().__init__(columns, ())
        self._rows = rows

    @cached_property
    def terms(self) -> list[tuple[Any, ...]]:
        """The rows as RDF terms; None where a cell is empty."""
        made: list[Callable[[Any], Any]] = [
            ox.NamedNode if column in _IRIS else ox.Literal for column in self.columns
        ]
        return [
            tuple(
                None if value is None else term(value)
                for term, value in zip(made, row, strict=True)
            )
            for row in self._rows
        ]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self._rows:
            yield dict(zip(self.columns, row, strict=True))

    def __len__(self) -> int:
        return len(self._rows)
