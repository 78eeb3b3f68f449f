"""Odd requests to every address of the server: none is a mishap, and none reaches anything else."""

import base64
import http.client
import json
import random
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from hostile import ODD_IRIS, H, hostile_world
from starlette.routing import Route

from reelgraph import query
from reelgraph.graph import FilmGraph
from reelgraph.web.app import router
from reelgraph.web.context import Context, Settings
from reelgraph.web.engines import open_engine
from reelgraph.web.serving import in_background

TOKEN = "a token"
REQUESTS = 350
"""Of each seed."""
IRIS = [H + "script", H + "maker", H + "formula", ODD_IRIS[0]]
DEEP = "[" * 10_000 + "]" * 10_000
ODD = [
    *("", "0", "1", "-1", "1e999", "NaN", "9" * 400, "\ud800", "\0", "</script>", "%", "%00"),
    *("{}", "[]", "null", "../../etc/passwd", "file:///etc/passwd", "wd:Q1", "tt1234567"),
    *("film:Film", "a" * 999, "a" * 5000, "\u202e", "٣", "1990-2000", "2000-1990", "cast"),
    *("pairs", "cases", "csv", "xlsx", "html", "*", "(((", "INSERT DATA { <a:a> <a:b> 1 }"),
    *("ASK {}", "SELECT * { ?s ?p ?o } LIMIT 9", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"),
    *("LOAD <LISTENER>", "SELECT * { SERVICE <LISTENER> { ?s ?p ?o } }", "LISTENER"),
    *("ASK FROM <file:///etc/passwd> { ?s ?p ?o }", "SELECT ('1e999'^^<a:x> AS ?x) {}"),
    *IRIS,
]
PARAMETERS = [
    *("q", "type", "limit", "iri", "name", "role", "years", "include", "skip_hubs", "depth"),
    *("from", "to", "all", "format", "kind", "source", "order", "offset", "prefix", "cursor"),
    *("id", "queries", "extend", "query", "update", "default-graph-uri", "graph", "default"),
    *("timeout", "profile", "person", "film"),
]
BODIES: dict[str, dict[str, Any]] = {
    "/api/export": {"nodes": IRIS, "format": "graphml", "roles": [], "years": "", "include": []}
    | {"types": [], "focus": [], "title": "", "note": "", "credit": "", "address": ""}
    | {"positions": {}, "path": [], "depth": 1, "skipHubs": None, "all": False, "byYear": False},
    "/api/draw": {"sparql": ODD[-8]},
    "/api/labels": {"iris": IRIS},
    "/api/file": {"sparql": "SELECT * { ?s ?p ?o } LIMIT 9", "format": "csv"},
    "/api/review/answer": {"entities": IRIS[:1], "by": "a", "choice": "skip", "state": "b"}
    | {"item": "", "note": "", "overrule": False},
    "/api/review/undo": {"id": "a"},
}
"""What these addresses are sent; a value of it, or some, is then made odd."""
KINDS = (
    *("application/json", "application/x-www-form-urlencoded", "text/plain", "", "text/turtle"),
    *("application/sparql-query", "application/sparql-update", "multipart/form-data; boundary=x"),
)
METHODS = ("HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")


@dataclass(frozen=True)
class Target:
    """A server to be asked."""

    address: str
    paths: list[str]
    writable: bool
    listener: socket.socket

    @property
    def elsewhere(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}/"

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module", params=["read only", "written"])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    folder = tmp_path_factory.mktemp("fuzz")
    FilmGraph(hostile_world(folder)).save(folder / "store")
    writable = request.param == "written"
    settings = Settings(writable=writable, token=TOKEN if writable else "")
    context = Context(open_engine(folder / "store", settings), settings)
    paths = [route.path for route in router(context).routes if isinstance(route, Route)]
    with socket.create_server(("127.0.0.1", 0)) as listener, in_background(context) as address:
        listener.setblocking(False)
        yield Target(address, paths, writable, listener)


class Odd:
    """Requests made of what is odd, the same ones for the same number."""

    def __init__(self, target: Target, seed: int) -> None:
        self._by = random.Random(seed)
        self._target = target

    def request(self) -> tuple[str, str, bytes | None, dict[str, str]]:
        by = self._by
        if by.random() < 0.5:
            method = by.choice(METHODS) if by.random() < 0.2 else "GET"
            return method, self._filled(by.choice(self._target.paths)), None, self._headers("")
        path = by.choice([*BODIES, *BODIES, "/reconcile", "/sparql", "/graph-store?default"])
        headers = self._headers("application/json" if path in BODIES else KINDS[1])
        return "POST", path, self._body(path), headers

    def _filled(self, path: str) -> str:
        by = self._by
        names = by.sample(PARAMETERS, by.randrange(5))
        given = "&".join(f"{n}={self._text()}" for n in [*names, *names[: by.randrange(2)]])
        while "{" in path:
            start, _, rest = path.partition("{")
            named = start.startswith(("/api/queries", "/query"))
            part = by.choice([*query.catalogue()]) if named else self._text()
            path = start + part + rest.partition("}")[2]
        return f"{path}?{given}" if given else path

    def _text(self) -> str:
        odd = self._by.choice(ODD).replace("LISTENER", self._target.elsewhere)
        return quote(odd.encode("utf-8", "surrogatepass"), safe="")

    def _headers(self, kind: str) -> dict[str, str]:
        by = self._by
        found = {"Accept": by.choice(["*/*", "text/html", ";;q=x", "text/turtle", "\xff"])}
        if kind:
            found["Content-Type"] = kind if by.random() < 0.9 else by.choice(KINDS)
        if self._target.writable and by.random() < 0.7:
            basic = base64.b64encode(f"a:{TOKEN}".encode()).decode()
            shown = (f"Bearer {TOKEN}", f"Basic {basic}", "Basic ///", "Bearer", "Bearer \xe9")
            found["Authorization"] = by.choice(shown)
        return found

    def _body(self, path: str) -> bytes:
        by = self._by
        if by.random() < 0.1:
            whole = ("NaN", "1e999", "9" * 5000, "", "\0", DEEP, '{"id": 1, "id": 2}', "\ud800")
            return by.choice(whole).encode("utf-8", "surrogatepass")
        if path in BODIES:
            body = dict(BODIES[path])
            for name in by.sample(sorted(body), by.randrange(min(3, len(body)) + 1)):
                body[name] = self._value()
            sent = json.dumps(body)
            if by.random() < 0.05:  # so deep that it can be read, and hardly be written again
                depth = by.randrange(800, 1000)
                name = by.choice(sorted(body))
                sent = f'{sent[:-1]}, "{name}": {"[" * depth}{"]" * depth}}}'
        elif path == "/reconcile":
            asked = {"query": by.choice(ODD), "type": self._value(), "limit": self._value()}
            asked |= {"properties": [{"pid": by.choice(ODD), "v": self._value()}]}
            asked = {"q": asked, "ids": self._value(), "properties": self._value()}
            name = by.choice(["queries", "extend"])
            sent = f"{name}={quote(json.dumps(asked))}"
        else:
            sent = f"{by.choice(['query', 'update'])}={self._text()}"
        return sent.replace("LISTENER", self._target.elsewhere).encode()

    def _value(self, depth: int = 0) -> Any:
        by = self._by
        kind = by.random()
        if kind < 0.4:
            return by.choice(ODD)
        if kind < 0.65:
            numbers = (0, -1, 1.5, 10**400, 2**63, float("nan"), float("inf"))
            return by.choice([*numbers, True, None])
        if depth > 2:
            return None
        if kind < 0.85:
            return [self._value(depth + 1) for _ in range(by.randrange(4))]
        return {by.choice([*ODD, *IRIS]): self._value(depth + 1) for _ in range(by.randrange(3))}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_request_is_a_mishap_and_none_reaches_anything_else(target: Target, seed: int) -> None:
    odd = Odd(target, seed)
    for _ in range(REQUESTS):
        asked = odd.request()
        status, headers, body = target.send(*asked)
        assert status < 500 or status in (503, 504), (asked, body)
        assert headers["X-Content-Type-Options"] == "nosniff", asked
        assert "default-src 'none'" in headers["Content-Security-Policy"], asked
        for told in (b"Traceback", b"site-packages", b"root:x:"):
            assert told not in body, asked
    assert target.send("GET", "/robots.txt", None, {})[0] == 200
    with pytest.raises(BlockingIOError):  # nobody came
        target.listener.accept()


def test_without_a_token_nothing_is_changed_whatever_is_asked(target: Target) -> None:
    before = target.send("GET", "/graph-store?default", None, {"Accept": "application/n-triples"})
    update = "INSERT DATA { <a:a> <a:b> 1 }"
    for path in ("/sparql", "/update", "/query", "/graph-store?default", *BODIES):
        for method in ("POST", "PUT", "DELETE", "PATCH", "GET"):
            for kind, body in (
                ("application/sparql-update", update),
                ("application/x-www-form-urlencoded", f"update={quote(update)}"),
                ("text/turtle", "<a:a> <a:b> 1 ."),
                ("application/json", json.dumps(BODIES.get(path, {}))),
            ):
                sent = None if method == "GET" else body.encode()
                there = f"{path}?update={quote(update)}" if method == "GET" else path
                status, _, said = target.send(method, there, sent, {"Content-Type": kind})
                reads = path in ("/api/export", "/api/draw", "/api/labels", "/api/file")
                assert status >= 400 or reads or method == "GET", (method, path, kind, said)
    after = target.send("GET", "/graph-store?default", None, {"Accept": "application/n-triples"})
    assert sorted(after[2].splitlines()) == sorted(before[2].splitlines())
