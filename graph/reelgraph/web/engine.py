"""What answers visitors' SPARQL: a pool of workers over a folder, or a server far away.

The routes know only the protocol that stands here.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Protocol, TypeVar

import pyoxigraph as ox

from reelgraph.graph import FilmGraph

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it goes to an engine: it has been read through, and is good SPARQL 1.1."""

    sparql: str
    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    default_graphs: tuple[str, ...] = ()
    """The IRIs of the ``default-graph-uri`` of the protocol; those of the query when empty."""
    named_graphs: tuple[str, ...] = ()
    seconds: float | None = None
    """What it may take in all, waiting for its turn included; the engine's own limit if None."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer that arrived to its last byte: SPARQL's JSON for rows, N-Triples for triples."""

    body: IO[bytes]
    """Read from its beginning; whoever asked closes it."""
    length: int
    """In bytes."""


class Engine(Protocol):
    """Answers queries and, where the store may be written, carries out updates."""

    @property
    def place(self) -> str:
        """Where the facts are, for a person."""

    def graph(self) -> FilmGraph:
        """The graph as it is now, for the application's own short questions.

        Each request takes it once and asks it all that it has to ask, so that it sees one state.
        """

    def ask(self, question: Question) -> Whole:
        """The whole answer to a visitor's query.

        Raises:
            QueryTimeout: the time was up; what ran it has been ended.
            Refused: it is larger than answers may be, or needed more memory than queries may.
            Busy: no turn came in time.
            EndpointError: the server far away gave no whole answer.

        """

    def update(
        self, sparql: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        """Carry out a SPARQL update, wholly or not at all; the next question sees it.

        Args:
            sparql: It has been read through, and loads nothing from anywhere.
            default_graphs: The IRIs of ``using-graph-uri``.
            named_graphs: Those of ``using-named-graph-uri``.

        Raises:
            Refused: the store is only read, or the update touches what only the loader writes.
            QueryError: it failed, and nothing was changed.

        """

    def transact(self, work: Callable[[ox.Store], T]) -> T:
        """What some work on the whole store gives; it is done wholly, or not at all.

        The view is mended when the work changed the claims of a source. The work keeps no
        reference to the store.

        Raises:
            Refused: the store is only read.

        """

    def writable(self) -> AbstractContextManager[FilmGraph]:
        """The graph with an `EmbeddedStore` that is alone and writable, for the length of a block.

        When the block has ended, well or not, what it wrote is what the next question sees.

        Raises:
            Refused: the store is only read.

        """

    def prepare(self, tell: Callable[[str], object] = bool) -> None:
        """See to it that the first questions need not wait; what takes long goes on beside them.

        Args:
            tell: Takes what a person should know.

        """

    def announce(self, address: str) -> None:
        """Leave word where this answers, if others must go through it."""

    def close(self) -> None:
        """End the workers and give the store back."""
