"""One question to a worker, over a connection that is kept, with a deadline for the whole of it."""

import http.client
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlencode

from reelgraph.errors import EndpointError, Refused
from reelgraph.web.pool.workers import Worker

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
_PIECE = 1 << 16
_LAST_BYTES = {ROWS: (b"]}}", b"true}", b"false}"), TRIPLES: (b".\n",)}
"""How an answer ends that was not broken off."""


class Late(Exception):
    """The deadline came first."""


class Broken(Exception):
    """The worker is gone, or gave half an answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sent to a worker."""

    sparql: str
    form: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    @property
    def media(self) -> str:
        """The type of the answer."""
        return ROWS if self.form in ("SELECT", "ASK") else TRIPLES

    def body(self) -> bytes:
        """The form that is posted."""
        pairs = [("query", self.sparql)]
        pairs += [("default-graph-uri", graph) for graph in self.default_graphs]
        pairs += [("named-graph-uri", graph) for graph in self.named_graphs]
        return urlencode(pairs).encode()


class Line:
    """A connection to a worker."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, asked: Asked, deadline: float, into: IO[bytes], most: int) -> int:
        """Write the whole answer to a file, and give its length.

        Args:
            asked: The question.
            deadline: On the monotonic clock.
            into: Where the answer is written to.
            most: Bytes that it may have.

        Raises:
            Late: the deadline came; the worker goes on working.
            Broken: the worker has ended, or broke the answer off.
            SyntaxError: it does not understand the query; as the engine says it.
            Refused: the answer is larger than it may be.

        """
        kept = self._connection is not None
        try:
            response = self._sent(asked, deadline)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if isinstance(error, TimeoutError):
                raise Late from None
            if not kept or not self.worker.alive:
                raise Broken(str(error) or type(error).__name__) from None
            return self.ask(asked, deadline, into, most)  # it was left idle too long, no more
        try:
            if response.status != 200:
                raise _refusal(response)  # noqa: TRY301  closed below
            return self._received(response, asked.media, deadline, into, most)
        except TimeoutError:
            self.close()
            raise Late from None
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Broken(str(error) or type(error).__name__) from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
            self._connection = None

    def _sent(self, asked: Asked, deadline: float) -> http.client.HTTPResponse:
        connection = self._connection
        if connection is None:
            connection = http.client.HTTPConnection(
                self.worker.host, self.worker.port, timeout=_left(deadline)
            )
            connection.connect()
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connection = connection
        connection.sock.settimeout(_left(deadline))
        headers = {
            "Accept": asked.media,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", "/query", asked.body(), headers)
        return connection.getresponse()

    def _received(
        self,
        response: http.client.HTTPResponse,
        media: str,
        deadline: float,
        into: IO[bytes],
        most: int,
    ) -> int:
        length, last = 0, b""
        assert self._connection is not None  # noqa: S101  the response came over it
        while True:
            if self._connection.sock is not None:
                self._connection.sock.settimeout(_left(deadline))
            piece = response.read1(_PIECE)
            if not piece:
                break
            length += len(piece)
            if length > most:
                raise Refused(
                    f"the answer is larger than {most >> 20} MB: add a LIMIT to the query, "
                    "or ask for less"
                )
            into.write(piece)
            last = piece if len(piece) > 8 else (last + piece)[-8:]
        if response.length or not _whole(last, length, media):
            raise Broken("the answer was broken off")
        return length


def _whole(last: bytes, length: int, media: str) -> bool:
    """Whether an answer ends as a whole one does; no triples at all are a whole answer."""
    return last.rstrip(b" ").endswith(_LAST_BYTES[media]) or (length == 0 and media == TRIPLES)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _refusal(response: http.client.HTTPResponse) -> Exception:
    said = response.read(4000).decode("utf-8", "replace").strip()
    if response.status == 400:
        return SyntaxError(said)
    return EndpointError(f"the query failed: {said[:400]}", status=response.status)
