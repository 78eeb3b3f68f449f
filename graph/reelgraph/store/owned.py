"""A folder that one process has to itself, for as long as it likes: a server that writes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pyoxigraph as ox

from reelgraph.errors import QueryError, StoreError
from reelgraph.store import locks
from reelgraph.store.embedded import Answer, EmbeddedStore, Writer


class OwnedStore(EmbeddedStore):
    """A store in a folder that is open for writing, alone, until it is closed.

    So a write costs no opening of the files, and nobody else can come between two of them.
    """

    def __init__(self, path: Path) -> None:
        """Open the folder.

        Raises:
            StoreError: there is no store in the folder, or it cannot be written.
            StoreLocked: somebody else is using it.

        """
        super().__init__(path)

    def query(self, sparql: str, *, timeout: float | None = None) -> Answer:
        """As of any folder, but that no query can have a time limit."""
        if timeout is not None:
            raise QueryError(
                f"{self.place} is open for writing, so that a query cannot be ended: "
                "ask without a time limit"
            )
        return super().query(sparql)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The store, writable, for the length of a block."""
        assert self.folder is not None  # noqa: S101  it is a folder
        self._state = None
        self.generation += 1
        try:
            before = ""
            with suppress(FileNotFoundError):
                before = self.folder.state.read_text("ascii").strip()
            self.folder.state.write_text(uuid4().hex, "ascii")
            yield Writer(self.rdf, before)
            self.rdf.flush()
        except OSError as error:
            raise StoreError(f"{self.folder.path} cannot be written: {error}") from error

    def _open_reader(self) -> None:
        assert self.folder is not None  # noqa: S101  it is a folder
        self._lock = locks.acquire(self.folder.lock, exclusive=True)
        try:
            if not self._is_made():
                self._make_empty()
            self._rdf = ox.Store(str(self.folder.rdf))
        except (OSError, RuntimeError) as error:
            self._release()
            raise StoreError(f"{self.folder.path} cannot be written: {error}") from error
