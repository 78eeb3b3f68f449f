"""The engine over a SPARQL server far away: nothing runs here, nothing is believed unchecked."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from io import BytesIO
from typing import TypeVar

import pyoxigraph as ox

from reelgraph.errors import EndpointError, Refused
from reelgraph.graph import FilmGraph
from reelgraph.store import EndpointStore
from reelgraph.store.transport import TooLarge
from reelgraph.web.context import LARGEST, SECONDS
from reelgraph.web.engine import Question, Whole

T = TypeVar("T")
ONLY_READ = "this server shows another one, which is only read: change the folder that it serves"
_FORMATS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}


class Remote:
    """Asks the server at an address."""

    def __init__(self, address: str, *, seconds: float = SECONDS, largest: int = LARGEST) -> None:
        """Get ready; the server is first spoken to when something is asked.

        Args:
            address: Of its SPARQL endpoint.
            seconds: What a visitor's query may take.
            largest: Bytes that an answer to a visitor may have.

        Raises:
            EndpointError: it is no address.

        """
        self._seconds = seconds
        self._graph = FilmGraph(EndpointStore(address))
        self._visitors = EndpointStore(address, timeout=seconds)
        self._visitors.client.most = largest

    @property
    def place(self) -> str:
        """The address, without name and password."""
        return self._visitors.place

    def graph(self) -> FilmGraph:
        """The graph on the server."""
        return self._graph

    def ask(self, question: Question) -> Whole:
        """The whole answer to a visitor's query; rows that were cut without a word are refused."""
        try:
            body, media = self._visitors.raw(
                question.sparql,
                question.default_graphs,
                named=question.named_graphs,
                timeout=self._seconds if question.seconds is None else question.seconds,
            )
        except EndpointError as error:
            if isinstance(error.__cause__, TooLarge):
                raise Refused(f"{error}") from None
            raise
        if media in _FORMATS and media != "application/n-triples":
            with body:
                triples = ox.parse(body, format=_FORMATS[media])
                lines = ox.serialize(
                    (quad.triple for quad in triples), format=ox.RdfFormat.N_TRIPLES
                )
            body = BytesIO(lines or b"")
        length = body.seek(0, 2)
        body.seek(0)
        return Whole(body, length)

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

    def prepare(self, tell: Callable[[str], object] = bool) -> None:  # noqa: ARG002
        """See that the server is there and holds a graph of this package.

        Raises:
            EndpointError: it is not, or does not.

        """
        self._visitors.check()

    def announce(self, address: str) -> None:
        """Nothing: there is no folder."""

    def close(self) -> None:
        """Ask nothing any more."""
        self._visitors.close()
        self._graph.close()
