"""What an engine has to do; the rules say what with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from reelgraph.extracting.extracted import Broken
from reelgraph.sources.inputs import Progress


@dataclass(frozen=True, slots=True)
class Sieved:
    """What was seen of the dump while it was read."""

    lines: int
    size: int
    """In bytes, unpacked."""
    broken: int
    examples: tuple[Broken, ...]


class Engine(Protocol):
    """Something that runs SQL on more rows than fit into memory."""

    name: str

    def sieve(self, dump: str, sql: str, progress: Progress | None) -> Sieved:
        """Read the dump once: run a query of the table ``lines`` into the table ``found``."""

    def table(self, name: str, sql: str) -> int:
        """Make a table, or put another in its place; the number of its rows."""

    def lines(self) -> Iterator[list[str]]:
        """The lines of the table ``kept`` in the order of their bytes."""

    def close(self) -> None:
        """Give back what was taken; what lies in the scratch folder is deleted by the caller."""
