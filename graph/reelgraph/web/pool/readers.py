"""All that reads one folder: the worker of the application, those of visitors, and the graph."""

import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress

from reelgraph.errors import StoreError
from reelgraph.graph import FilmGraph
from reelgraph.store import syntax
from reelgraph.store.layout import Folder
from reelgraph.web.engine import Question, Whole
from reelgraph.web.pool.own import OwnLane
from reelgraph.web.pool.store import WorkerStore
from reelgraph.web.pool.talking import Asked
from reelgraph.web.pool.visitors import Closed, VisitorLane
from reelgraph.web.pool.workers import Nursery

MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; a larger one goes to a temporary file."""


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

        # Whoever holds the graph may ask it until he lets it go.
        weakref.finalize(graph.store, end).atexit = False

    def close(self) -> None:
        """End the workers, whatever they do."""
        graph, self._graph = self._graph, None
        self._own.close()
        self._visitors.close()
        if graph is not None:
            graph.close()


class Retired(Exception):
    """There is a newer state of the folder to be asked."""
