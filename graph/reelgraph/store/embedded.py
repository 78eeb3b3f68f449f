"""The embedded store: a folder, or memory. Everything above it speaks SPARQL to it."""

import hashlib
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol
from uuid import uuid4

import pyoxigraph as ox

from reelgraph.errors import QueryError, StoreError
from reelgraph.store import locks, syntax
from reelgraph.store.deadline import query_in_child
from reelgraph.store.files import unwritable
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES, Folder
from reelgraph.vocabulary import BASE, FILM, PREFIXES

Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


class Store(Protocol):
    """What reading needs of a store, wherever it is."""

    @property
    def base(self) -> str:
        """The base of the IRIs that this store mints."""

    @property
    def place(self) -> str:
        """Where it is, for a person."""

    @property
    def names(self) -> Path | None:
        """Where its name index is kept; None for nowhere."""

    def query(self, sparql: str, *, timeout: float | None = None) -> Answer:
        """The answer to a query; the prefixes of `vocabulary.PREFIXES` are declared."""

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The rows of a SELECT query."""

    def state(self) -> str:
        """A text that changes whenever the facts do; what derived indexes are stamped with."""

    def close(self) -> None:
        """Give back what it holds."""


class Writer:
    """Holds a store that is open for writing, so that it can be closed in time."""

    def __init__(self, rdf: ox.Store, before: str | None = None) -> None:
        self.rdf = rdf
        self.before = before
        """The state that the store had, read when nobody else could write it any more; None of one
        in memory, which nobody else writes."""


class EmbeddedStore:
    """A store in this process: a folder (read-only until something is written) or memory."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the store in the folder `path`, or make an empty one in memory.

        Raises:
            StoreError: there is no store in the folder, or it cannot be read.
            StoreLocked: it is being written.

        """
        self.folder = Folder(path) if path is not None else None
        self._lock: IO[bytes] | None = None
        self._rdf: ox.Store | None = None
        self._state: str | None = None
        self._closed = False
        self.generation = 0
        """How often this object has written: what was made from it before is out of date."""
        if self.folder is None:
            self.base = BASE
            self._rdf = ox.Store()
        else:
            self.base = self.folder.base()
            self._open_reader()

    @property
    def place(self) -> str:
        """Where it is, for a person."""
        return str(self.folder.path) if self.folder else "in memory"

    @property
    def names(self) -> Path | None:
        """Where its name index is kept; None for nowhere."""
        return self.folder.names if self.folder else None

    @property
    def rdf(self) -> ox.Store:
        """The pyoxigraph store itself."""
        if self._closed:
            raise StoreError("this store has been closed: open it again")
        if self._rdf is None:
            self._open_reader()
        assert self._rdf is not None  # noqa: S101  _open_reader opens it or raises
        return self._rdf

    def query(self, sparql: str, *, timeout: float | None = None) -> Answer:
        """The answer to a query; the prefixes of `vocabulary.PREFIXES` are declared.

        Args:
            sparql: A SPARQL 1.1 query.
            timeout: Seconds after which it is ended. A query on a folder then runs in a process
                of its own, for nothing less can end it.

        Raises:
            QuerySyntaxError: it is not SPARQL 1.1.
            QueryTimeout: the time was up.
            QueryError: it failed, or a time limit was asked of a store in memory.

        """
        syntax.refuse_remote(sparql)
        rdf = self.rdf  # the lock is held while it is open, for the child process too
        if timeout is None:
            with syntax.explained(sparql):
                return rdf.query(sparql, prefixes=PREFIXES)
        if self.folder is None:
            raise QueryError(
                "a query on a graph in memory cannot be ended, so it can have no time limit: "
                "save the graph to a folder and open that"
            )
        with syntax.explained(sparql):
            answer: Answer = query_in_child(self.folder.rdf, sparql, timeout)
            return answer

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The rows of a SELECT query, as `query` gives them.

        Raises:
            QueryError: it is a query of another form.

        """
        answer = self.query(sparql)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this query gives no rows: ask with SELECT")
        return answer

    def state(self) -> str:
        """A text that changes whenever the facts do."""
        if self._state is None and self.folder is not None:
            with suppress(OSError):  # of a store that nobody has written since there are stamps
                self._state = self.folder.state.read_text("ascii").strip() or None
        if self._state is None:
            described = sorted(
                str(quad)
                for graph in (SOURCES, LINKS, DECISIONS)
                for quad in self.rdf.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            )
            self._state = hashlib.sha256("\n".join(described).encode()).hexdigest()
        return self._state

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """The store, alone and writable, for the length of a block.

        The files are closed when nothing refers to ``writer.rdf`` any more, so no variable may
        keep it beyond the block: hand it to a function. Reading goes on when it is next asked for.

        Raises:
            StoreLocked: somebody else is reading or writing it.

        """
        self._state = None
        self.generation += 1
        if self.folder is None:
            yield Writer(self.rdf)
            return
        self._release()
        with locks.locked(self.folder.lock, exclusive=True):
            # The stamp comes first: after a crash in the middle, what was derived before is stale.
            try:
                before = ""
                with suppress(FileNotFoundError):
                    before = self.folder.state.read_text("ascii").strip()
                self.folder.state.write_text(uuid4().hex, "ascii")
                for left in self.folder.rdf.glob("bulk-*.sst"):  # of a load that was killed
                    left.unlink()
                writer = Writer(ox.Store(str(self.folder.rdf)), before)
            except (OSError, RuntimeError) as error:
                raise unwritable(self.folder.path, error) from error
            try:
                yield writer
                writer.rdf.flush()
            except BaseException as error:
                traceback.clear_frames(error.__traceback__)  # a variable there keeps the files open
                if isinstance(error, OSError):
                    raise unwritable(self.folder.path, error) from error
                raise
            finally:
                del writer.rdf

    def close(self) -> None:
        """Close the files and give the lock back."""
        self._closed = True
        self._release()

    def _release(self) -> None:
        self._rdf = None
        lock, self._lock = self._lock, None  # taken first: two threads may close it at once
        if lock is not None:
            locks.release(lock)

    def unfinished(self) -> bool:
        """Whether a write ended in the middle and has to be finished before anyone reads."""
        pattern = (None, ox.NamedNode(FILM + "loadState"), None, ox.NamedNode(SOURCES))
        return next(iter(self.rdf.quads_for_pattern(*pattern)), None) is not None

    def _is_made(self) -> bool:
        return self.folder is not None and (self.folder.rdf / "CURRENT").is_file()

    def _make_empty(self) -> None:
        """Make the database in one step: a half-made one could not be opened."""
        assert self.folder is not None  # noqa: S101  only called for folders
        made = self.folder.path / "rdf.new"
        try:
            shutil.rmtree(made, ignore_errors=True)
            ox.Store(str(made)).flush()
            shutil.rmtree(self.folder.rdf, ignore_errors=True)
            made.replace(self.folder.rdf)
        except OSError as error:
            raise unwritable(self.folder.path, error) from error

    def _open_reader(self) -> None:
        assert self.folder is not None  # noqa: S101  only called for folders
        if not self._is_made():
            with locks.locked(self.folder.lock, exclusive=True):
                if not self._is_made():
                    self._make_empty()
        self._lock = locks.acquire(self.folder.lock, exclusive=False)
        try:
            self._rdf = ox.Store.read_only(str(self.folder.rdf))
        except (OSError, RuntimeError) as error:
            self._release()
            raise StoreError(
                f"{self.folder.path} cannot be read ({error}): if it was damaged, "
                "load its sources again into a new folder"
            ) from error
