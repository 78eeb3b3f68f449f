"""A folder that a worker reads, as a store: the same questions and answers as of any other."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO

from reelgraph.errors import StoreError
from reelgraph.store import EndpointStore, answers, syntax
from reelgraph.store.address import Endpoint
from reelgraph.store.client import Answer as Received
from reelgraph.store.client import Graphs
from reelgraph.store.embedded import Answer
from reelgraph.store.layout import Folder
from reelgraph.store.outline import Outline, outline, with_prefixes
from reelgraph.web.pool.own import OwnLane
from reelgraph.web.pool.talking import Asked


class Place(Endpoint):
    """The address of a worker, which is nobody's business: what is shown is the folder."""

    def __str__(self) -> str:
        return self.user


class WorkerClient:
    """Asks the worker of the application; what `EndpointStore` wants of a client."""

    def __init__(self, lane: OwnLane, place: str) -> None:
        self.endpoint = Place("http://127.0.0.1/", place)
        self.deadline = lane.seconds
        self._lane = lane

    def ask(
        self,
        sparql: str,
        form: str,
        *,
        seconds: float | None = None,
        graph: Graphs = "",
        named: Sequence[str] = (),
        into: IO[bytes] | None = None,
    ) -> Received:
        """As `Client.ask`; what comes from a worker is whole."""
        graphs = (graph,) if isinstance(graph, str) else graph
        asked = Asked(sparql, form, tuple(g for g in graphs if g), tuple(named))
        body = into if into is not None else BytesIO()
        with syntax.explained(sparql):
            self._lane.ask(asked, body, seconds)
        body.seek(0)
        return Received(body, asked.media)


class WorkerStore(EndpointStore):
    """A folder that is asked through its worker."""

    def __init__(self, folder: Folder, shown: str, lane: OwnLane) -> None:
        """Get ready; nothing is asked yet.

        Args:
            folder: What the worker reads; nobody writes it.
            shown: What a person calls it.
            lane: Where the questions go to.

        """
        super().__init__("http://127.0.0.1/")
        self.client = WorkerClient(lane, shown)  # type: ignore[assignment]
        self._folder = folder
        self._base = folder.base()
        self._stamp = _stamp(folder)

    @property
    def names(self) -> Path:
        """The name index of the folder."""
        return self._folder.names

    def state(self) -> str:
        """The stamp of the folder, as it was when this was made."""
        return self._stamp or super().state()

    def check(self) -> None:
        """There is nothing to be found out: it is a store of this package."""

    def _prepared(self, sparql: str, timeout: float | None) -> Outline:  # noqa: ARG002  of a server
        if self._closed:
            raise StoreError("this store has been closed: open it again")
        syntax.refuse_remote(sparql)
        return outline(sparql)  # a mistake shows when it is asked

    def _refuse_cut(
        self,
        sparql: str,
        count: int,
        timeout: float | None,
        graph: Graphs,
        named: Sequence[str] = (),
    ) -> None:
        """A worker gives all of it, or fails."""

    def _whole(
        self,
        sparql: str,
        found: Outline,
        timeout: float | None,
        graph: Graphs = "",
        named: Sequence[str] = (),
    ) -> tuple[Answer, Received]:
        text, form = with_prefixes(sparql, found), found.form or "SELECT"
        answer = self.client.ask(text, form, seconds=timeout, graph=graph, named=named)
        if form in ("SELECT", "ASK"):
            return answers.rows(answer), answer
        return answers.triples(answer, self.client.endpoint)[0], answer


def _stamp(folder: Folder) -> str:
    try:
        return folder.state.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""  # nobody has written it since there are stamps
