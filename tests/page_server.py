"""The whole application on a real server in this process, and a client that sends what it likes."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import uvicorn

from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.web.context import Context, Settings
from reelgraph.web.serving import in_background

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""The Accept header of a browser."""


class InMemory:
    """An engine over one store in this process, for what the pages ask."""

    place = "in memory"

    def __init__(self, store):
        self._graph = FilmGraph(store)

    def graph(self):
        return self._graph

    def close(self):
        self._graph.close()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class PageServer:
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str, accept: str = BROWSER, method: str = "GET", **more) -> Answer:
        """What the server answers to a request; no redirect is followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Accept": accept} if accept else {}
            headers |= {k.replace("_", "-"): v for k, v in more.pop("headers", {}).items()}
            connection.request(method, path, headers=headers, **more)
            answer = connection.getresponse()
            found = {k.lower(): v for k, v in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()

    def page(self, iri: str, accept: str = BROWSER, more: str = "") -> Answer:
        return self.get(f"/entity?iri={quote(iri, safe='')}{more}", accept)


@contextmanager
def pages_of(store: EmbeddedStore, **settings) -> Iterator[PageServer]:
    """A server with the facts of a store, which is closed with it at the end of the block."""
    with in_background(Context(InMemory(store), Settings(**settings))) as address:
        yield PageServer(int(address.rstrip("/").rpartition(":")[2]))


@contextmanager
def served_beside(application) -> Iterator[PageServer]:
    """A server of any application, on a thread of its own."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended"
            time.sleep(0.02)
        yield PageServer(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(20)
