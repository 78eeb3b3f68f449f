"""The engine over a folder that is only read."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

import pyoxigraph as ox

from reelgraph.errors import Busy, Refused
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.web.context import LARGEST, SECONDS
from reelgraph.web.engine import Question, Whole
from reelgraph.web.indexing import build_beside
from reelgraph.web.pool.readers import Readers, Retired
from reelgraph.web.pool.workers import MEMORY, Nursery

T = TypeVar("T")
ONLY_READ = "this server only reads its store: start it with 'reelgraph serve --write'"
ENDING = "this server is ending"


class Pool:
    """Answers queries on a folder by workers; nobody may write it meanwhile."""

    def __init__(
        self,
        store: EmbeddedStore,
        *,
        seconds: float = SECONDS,
        largest: int = LARGEST,
        memory: int = MEMORY,
        alone: bool = True,
        shown: str = "",
        then: Callable[[], object] = bool,
    ) -> None:
        """Get ready; the workers start when something is asked, or with `warm`.

        Args:
            store: In a folder. It is kept open, for its lock, and closed with this.
            seconds: What a visitor's query may take.
            largest: Bytes that an answer may have.
            memory: Bytes that a worker may hold.
            alone: Whether the workers can ask no other server.
            shown: What a person calls the folder; its path if empty.
            then: What is to be done when this has been closed.

        """
        assert store.folder is not None  # noqa: S101  what is in memory has no workers
        self._store, self._seconds, self._largest = store, seconds, largest
        self._shown, self._then = shown or store.place, then
        self._nursery = Nursery(memory, alone=alone)
        self._readers = Readers(self._nursery, store.folder, self._shown)

    @property
    def place(self) -> str:
        """The folder."""
        return self._shown

    def graph(self) -> FilmGraph:
        """The graph, asked through a worker."""
        try:
            return self._readers.graph()
        except Retired:
            raise Busy(ENDING) from None

    def ask(self, question: Question) -> Whole:
        """The whole answer to a visitor's query."""
        seconds = self._seconds if question.seconds is None else question.seconds
        try:
            return self._readers.ask(question, seconds, self._largest)
        except Retired:
            raise Busy(ENDING) from None

    def update(
        self,
        sparql: str,  # noqa: ARG002
        default_graphs: Sequence[str] = (),  # noqa: ARG002
        named_graphs: Sequence[str] = (),  # noqa: ARG002
    ) -> None:
        """Not here."""
        raise Refused(ONLY_READ)

    def transact(self, work: Callable[[ox.Store], T]) -> T:  # noqa: ARG002
        """Not here."""
        raise Refused(ONLY_READ)

    def writable(self) -> AbstractContextManager[FilmGraph]:
        """Not here."""
        raise Refused(ONLY_READ)

    def prepare(self, tell: Callable[[str], object] = bool) -> None:
        """Start the workers, and build the name index if it is missing."""
        threading.Thread(target=self._readers.warm, daemon=True).start()
        build_beside(self._store, tell)

    def announce(self, address: str) -> None:
        """Nothing: others may read the folder too."""

    def close(self) -> None:
        """End the workers and give the folder back."""
        self._readers.close()
        self._nursery.close()
        self._store.close()
        then, self._then = self._then, bool
        then()
