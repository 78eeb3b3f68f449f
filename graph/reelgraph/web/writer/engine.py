"""The engine over a folder that is written: see `web.engine.Engine` for what its methods do."""

import threading
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from reelgraph.errors import Busy, QueryError, QuerySyntaxError
from reelgraph.graph import FilmGraph
from reelgraph.store import commit
from reelgraph.store.layout import SOURCES, Folder
from reelgraph.store.owned import OwnedStore
from reelgraph.store.server import announce, withdraw
from reelgraph.vocabulary import PREFIXES
from reelgraph.web.context import LARGEST, SECONDS
from reelgraph.web.engine import Question, Whole
from reelgraph.web.pool.engine import ENDING
from reelgraph.web.pool.readers import Readers, Retired
from reelgraph.web.pool.workers import Nursery
from reelgraph.web.writer.mending import mend, restore
from reelgraph.web.writer.names import Names
from reelgraph.web.writer.snapshots import Snapshots, database
from reelgraph.web.writer.trying import SECONDS as PATIENCE
from reelgraph.web.writer.trying import Trying
from reelgraph.web.writer.updates import graphs_named, is_certain, is_data, with_dataset

T = TypeVar("T")


class Writing:
    """Has a folder to itself. Its readers see the last whole write, never half of one."""

    def __init__(
        self,
        path: Path,
        *,
        seconds: float = SECONDS,
        largest: int = LARGEST,
        alone: bool = True,
        patience: float = PATIENCE,
    ) -> None:
        """Open the folder, finish what was interrupted, and make the first copy of it.

        Args:
            path: The folder.
            seconds: What a visitor's query may take.
            largest: Bytes that an answer may have.
            alone: Whether the workers can ask no other server.
            patience: Seconds that an update may take.

        Raises:
            StoreError: there is no store in the folder, or it cannot be written.
            StoreLocked: somebody else is using it.

        """
        self._seconds, self._largest = seconds, largest
        self._store = OwnedStore(path)
        self._written = threading.RLock()
        """Held by who writes."""
        self._closed = False
        try:
            self._writer = FilmGraph(self._store)
            self._nursery = Nursery(alone=alone)
            self._snapshots = Snapshots(self._store)
            self._trying = Trying(self._snapshots.trial, patience)
            self._names = Names(self._renew)
            self._copy, self._readers = self._new_readers(None)
        except BaseException:
            self._store.close()
            raise

    @property
    def place(self) -> str:
        """The folder."""
        return self._store.place

    def graph(self) -> FilmGraph:
        """The graph as it was written last, asked through a worker."""
        return self._with_readers(Readers.graph)

    def ask(self, question: Question) -> Whole:
        """The whole answer to a visitor's query."""
        seconds = self._seconds if question.seconds is None else question.seconds
        return self._with_readers(lambda r: r.ask(question, seconds, self._largest))

    def update(
        self, sparql: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        """Carry out a SPARQL update; one transaction, and the view after it."""
        text = with_dataset(sparql, default_graphs, named_graphs)
        suspects = graphs_named(text)
        with self._written:
            self._refuse_when_closed()
            changed: list[str] = []
            if suspects is None or not is_data(text) or self._holds_claims(suspects):
                changed = self._trying.entities(text, self._store.rdf, self._copy.rdf, suspects)
            with self._store.writing() as writer:
                _carry_out(writer.rdf, text, changed)
                if not is_certain(text):
                    mend(database(self._copy), writer.rdf, suspects)
                if changed:
                    commit.mend_marked(writer.rdf)
            self._publish()

    def transact(self, work: Callable[[ox.Store], T]) -> T:
        """What some work on the whole store gives; undone if it fails in the middle."""
        with self._written:
            self._refuse_when_closed()
            before = database(self._copy)
            try:
                with self._store.writing() as writer:
                    done = work(writer.rdf)
                    mend(before, writer.rdf)
            except BaseException:
                restore(before, self._store.rdf)
                raise
            self._publish()
            return done

    @contextmanager
    def writable(self) -> Iterator[FilmGraph]:
        """The graph, alone and writable, for the length of a block."""
        with self._written:
            self._refuse_when_closed()
            before = self._store.generation
            try:
                yield self._writer
            finally:
                if self._store.generation != before and not self._closed:
                    self._publish()

    def prepare(self, tell: Callable[[str], object] = bool) -> None:
        """Nothing is left to be done."""

    def announce(self, address: str) -> None:
        """Leave word in the folder where it can be read."""
        assert self._store.folder is not None  # noqa: S101  it is a folder
        announce(self._store.folder, address)

    def close(self) -> None:
        """End the workers, and give the folder back."""
        self._trying.close()
        with self._written:
            if self._closed:
                return
            self._closed = True
            self._readers.close()
            self._nursery.close()
            self._names.close(self._copy, self._store)
            assert self._store.folder is not None  # noqa: S101  it is a folder
            withdraw(self._store.folder)
            self._writer.close()
            self._snapshots.close()

    def _with_readers(self, ask: Callable[[Readers], T]) -> T:
        """The answer of the readers; of the newer ones if those here were just replaced."""
        while True:
            readers = self._readers
            try:
                return ask(readers)
            except Retired:
                if readers is self._readers:
                    raise Busy(ENDING) from None

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise Busy(ENDING)

    def _holds_claims(self, graphs: Set[str]) -> bool:
        """Whether one of some graphs holds what a source claims, or what the sources are."""
        return not graphs.isdisjoint({SOURCES, *(s.graph for s in commit.sources(self._store.rdf))})

    def _publish(self) -> None:
        """Let the readers see what was written."""
        old_copy, old = self._copy, self._readers
        self._copy, self._readers = self._new_readers(old_copy)
        old.retire(lambda: self._snapshots.remove(old_copy))

    def _new_readers(self, last: Folder | None) -> tuple[Folder, Readers]:
        """A new copy and what reads it."""
        copy = self._snapshots.take()
        self._names.provide(copy, self._store, last)
        readers = Readers(self._nursery, copy, self.place)
        threading.Thread(target=readers.warm, daemon=True).start()
        return copy, readers

    def _renew(self, copy: Folder) -> None:
        """Let searches use the name index that has been built for a copy."""
        if copy is self._copy:
            self._readers.renew_index()


def _carry_out(rdf: ox.Store, update: str, changed: list[str]) -> None:
    """Do an update and mark the entities that it changes, in one transaction.

    Should this program end before their view is mended, whoever opens the store next does it.
    """
    texts = [update]
    if changed:  # an update may end with a semicolon, and two of them are a mistake
        texts = [update + between + commit.marks(changed) for between in ("\n;\n", "\n")]
    for place, text in enumerate(texts):
        try:
            rdf.update(text, prefixes=PREFIXES)
        except SyntaxError as error:
            if place + 1 == len(texts):
                raise QuerySyntaxError(f"SPARQL error: {error}") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise QueryError(f"the update failed: {error}") from error
        else:
            return
