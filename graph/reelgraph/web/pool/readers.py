"""All that reads one folder: the worker of the application, those of visitors, and the graph."""

import queue
import tempfile
import threading
import weakref
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import IO

import pyoxigraph as ox

from reelgraph.errors import EndpointError, StoreError
from reelgraph.graph import FilmGraph
from reelgraph.store import syntax
from reelgraph.store.layout import Folder
from reelgraph.web.engine import Question, Whole
from reelgraph.web.pool.own import OwnLane
from reelgraph.web.pool.store import WorkerStore
from reelgraph.web.pool.talking import TRIPLES, Asked
from reelgraph.web.pool.visitors import Closed, VisitorLane
from reelgraph.web.pool.workers import Nursery

MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; a larger one goes to a temporary file."""
_ENDINGS: "queue.SimpleQueue[Callable[[], object]]" = queue.SimpleQueue()
"""What is to be ended, as soon as may be."""
_TENDER = "reelgraph-ends-readers"


class Readers:
    """The readers of a folder that nobody writes; the workers start when something is asked."""

    def __init__(self, nursery: Nursery, folder: Folder, shown: str) -> None:
        self._own = OwnLane(nursery, folder.rdf)
        self._visitors = VisitorLane(nursery, folder.rdf)
        self._graph: FilmGraph | None = FilmGraph(WorkerStore(folder, shown, self._own))

    def graph(self) -> FilmGraph:
        """The graph, asked through a worker.

        Raises:
            Retired: it is not to be asked any more.

        """
        graph = self._graph
        if graph is None:
            raise Retired
        return graph

    def ask(self, question: Question, seconds: float, largest: int) -> Whole:
        """The whole answer to a visitor's query: see `Engine.ask`.

        Raises:
            Retired: it is not to be asked any more.

        """
        asked = Asked(
            question.sparql, question.form, question.default_graphs, question.named_graphs
        )
        body = tempfile.SpooledTemporaryFile(MEMORY)  # noqa: SIM115  whoever asked closes it
        try:
            with syntax.explained(question.sparql):
                length = self._visitors.ask(asked, body, seconds, largest)
            if "service" in question.sparql.lower():
                _refuse_broken(body, asked)
        except Closed:
            body.close()
            raise Retired from None
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return Whole(body, length)

    def warm(self) -> None:
        """Start the workers, so that the first questions need not wait for them."""
        with suppress(StoreError, Closed):  # closed meanwhile; or whoever asks meets the error
            self._own.warm()
            self._visitors.warm()

    def renew_index(self) -> None:
        """Read the name index anew: a better one has taken its place."""
        graph = self._graph
        if graph is not None:
            graph.forget_index()

    def retire(self, then: Callable[[], object]) -> None:
        """Take no more questions, and end when those that came before are answered.

        Args:
            then: What is to be done when the last worker has ended.

        """
        graph, self._graph = self._graph, None
        if graph is None:
            return

        def end() -> None:
            self._own.close()
            self._visitors.close(then)

        # Whoever holds the graph may ask it until he lets it go. He may do so anywhere, even
        # where a lock is held that ending wants: so another thread ends it.
        weakref.finalize(graph.store, _ENDINGS.put, end).atexit = False
        _tend()

    def close(self) -> None:
        """End the workers, whatever they do."""
        graph, self._graph = self._graph, None
        self._own.close()
        self._visitors.close()
        if graph is not None:
            graph.close()


def _refuse_broken(body: IO[bytes], asked: Asked) -> None:
    """Refuse an answer in the middle of which another server failed.

    The worker writes what that server said into the answer, whatever it is, so that it may even
    end as a whole one does.

    Raises:
        EndpointError: it cannot be read to its end.

    """
    body.seek(0)
    if not _is_readable(body, asked.media):
        raise EndpointError("a server that the query asks with SERVICE gave no answer")


def _is_readable(body: IO[bytes], media: str) -> bool:
    try:
        if media == TRIPLES:
            deque(ox.parse(body, format=ox.RdfFormat.N_TRIPLES), maxlen=0)
            return True
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(found, ox.QuerySolutions):
            deque(found, maxlen=0)
    except (SyntaxError, ValueError, OSError):
        return False
    return True


def _tend() -> None:
    """See to it that there is a thread which ends what nobody holds any more."""
    if not any(thread.name == _TENDER for thread in threading.enumerate()):
        threading.Thread(target=_end_all, name=_TENDER, daemon=True).start()


def _end_all() -> None:
    while True:
        _ENDINGS.get()()


class Retired(Exception):
    """There is a newer state of the folder to be asked."""
