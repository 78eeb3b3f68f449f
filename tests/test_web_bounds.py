"""What one visitor may take of the server: room, time and turns, and what is left for others."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlsplit

import anyio
import pytest
import reviewable
from anyio import CapacityLimiter
from hostile import hostile_world
from page_server import pages_of
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from reelgraph.errors import Busy
from reelgraph.reviewing import answering
from reelgraph.web import guards, threads
from reelgraph.web.api import exports, networks
from reelgraph.web.context import Settings
from reelgraph.web.guards import Guards

W = "https://example.org/world/"
# Its package has a function of the same name.
RECONCILING = import_module("reelgraph.web.reconcile.routes")
JSON = {"Content-Type": "application/json"}
MANY = threads.OWN + 4


def ask(
    address: str, path: str, body: bytes | None = None, headers: dict[str, str] = JSON
) -> tuple[int, Any]:
    """The status and the body of an answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pages_of(hostile_world(tmp_path_factory.mktemp("bounds"))) as server:
        yield server.address


# Turns


@pytest.mark.parametrize(
    ("module", "name", "path", "body", "kind"),
    [
        (networks, "_around", f"/api/network?iri={W}lamp&depth=4", None, ""),
        (networks, "_path", f"/api/path?from={W}lamp&to={W}ada&all=1", None, ""),
        (exports, "made", "/api/export", {"nodes": [W + "lamp"]}, "application/json"),
        (RECONCILING, "answered", "/reconcile", {"q": {"query": "a"}}, "form"),
    ],
)
def test_who_asks_for_much_takes_no_turn_from_who_asks_for_little(
    served_app: Any, world: Any, monkeypatch: Any, module: Any, name: str, path: str, body: Any,
    kind: str,
) -> None:  # fmt: skip
    server, go_on = served_app(world), threading.Event()
    assert ask(server.address, f"/api/entity?iri={W}lamp")[0] == 200
    real = getattr(module, name)

    def slow(*given: Any) -> Any:
        go_on.wait(60)
        return real(*given)

    monkeypatch.setattr(module, name, slow)
    sent = None if body is None else json.dumps(body).encode()
    if sent and kind == "form":
        sent = b"queries=" + quote(sent).encode()
    headers = JSON if kind != "form" else {"Content-Type": "application/x-www-form-urlencoded"}
    with ThreadPoolExecutor(MANY) as many:
        waiting = [many.submit(ask, server.address, path, sent, headers) for _ in range(MANY)]
        time.sleep(0.5)  # they have come
        try:
            assert ask(server.address, f"/api/entity?iri={W}lamp")[0] == 200
        finally:
            go_on.set()
        assert [one.result()[0] for one in waiting] == [200] * MANY


def test_who_waits_too_long_for_a_turn_is_told_to_come_again(monkeypatch: Any) -> None:
    monkeypatch.setattr(threads, "PATIENCE", 0.05)
    go_on, line_free = threading.Event(), []

    async def both() -> None:
        line = CapacityLimiter(1)
        async with anyio.create_task_group() as group:
            group.start_soon(threads.run, line, go_on.wait, 30)
            await anyio.sleep(0.01)
            try:
                with pytest.raises(Busy):
                    await threads.run(line, str, 1)
            finally:
                go_on.set()
        assert await threads.run(line, str, 1) == "1"  # its turn went to nobody
        line_free.append(line.borrowed_tokens == 0)

    anyio.run(both)
    assert line_free == [True]


def test_the_list_of_pairs_is_made_once_however_many_ask_for_it(
    served_app: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    server = served_app(reviewable.in_folder(tmp_path))
    made, real = [], answering.pairs

    def slow(*given: Any, **named: Any) -> Any:
        made.append(named)
        time.sleep(0.3)
        return real(*given, **named)

    monkeypatch.setattr(answering, "pairs", slow)
    paths = [f"/api/review?kind=pairs&order={order}" for order in ("", "name", "x", "y")]
    paths += [f"/api/review/case?iri={W}a&iri={W}{n}" for n in range(4)]
    with ThreadPoolExecutor(8) as many:
        statuses = list(many.map(lambda path: ask(server.address, path)[0], paths))
    assert statuses == [200] * 4 + [404] * 4
    assert len(made) == 1


# Room


@pytest.mark.parametrize("path", ["/api/export", "/api/draw", "/api/labels", "/api/file"])
def test_json_is_read_up_to_two_megabytes_and_no_further(pages: str, path: str) -> None:
    longer = json.dumps({"iris": ["a:b"], "rest": "x" * (2 << 20)}).encode()
    status, said = ask(pages, path, longer)
    assert (status, json.loads(said)["error"]["kind"]) == (413, "TooLarge")


@pytest.mark.parametrize("depth", [25, 900, 970, 100_000])
@pytest.mark.parametrize("name", ["format", "nodes", "title", "depth", "path", "iris", "sparql"])
@pytest.mark.parametrize("path", ["/api/export", "/api/labels"])
def test_json_that_is_deep_is_refused(pages: Any, path: str, name: str, depth: int) -> None:
    body = f'{{"nodes": ["a:b"], "{name}": {"[" * depth}{"]" * depth}}}'.encode()
    status, said = ask(pages, path, body)
    assert (status, json.loads(said)["error"]["kind"]) == (400, "InputError")


@pytest.mark.parametrize(
    "wanted",
    [
        {"format": ["csv"]},
        {"format": {}},
        {"years": ["1990"]},
        {"years": ["1990", "1995", "2000"]},
        {"positions": {W + "lamp": [10**400, 0]}},
        {"roles": "\ud800"},
        {"types": ["\ud800"]},
        {"address": "\ud800"},
        {"nodes": ["urn:\ud800"]},
    ],
)
def test_what_a_file_cannot_be_made_of_is_refused_in_words(pages: Any, wanted: Any) -> None:
    body = json.dumps({"nodes": [W + "lamp"], "format": "csv"} | wanted).encode()
    status, said = ask(pages, "/api/export", body)
    assert status in (400, 404)  # of a type that there is not
    assert json.loads(said)["error"]["message"]


def test_a_page_of_a_stranger_cannot_have_files_made(pages: Any) -> None:
    body = json.dumps({"nodes": [W + "lamp"], "format": "csv"}).encode()
    status, _ = ask(pages, "/api/export", body, {"Content-Type": "text/plain"})
    assert status == 400


async def _reads(scope: Any, receive: Any, send: Any) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(f"{len(body)}")(scope, receive, send)


def _guarded(guard: Guards, parts: list[bytes], *, pause: Any = None) -> Any:
    """The status that a request has whose body comes in some parts."""
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    left, sent = list(parts), []

    async def receive() -> Any:
        if pause is not None and not left[1:]:
            await pause()
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> int:
        await guard(scope, receive, send)
        return int(sent[0]["status"])

    return run


def test_the_bodies_of_all_requests_together_are_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(guards, "TOGETHER", 2)
    guard, statuses, go_on = Guards(_reads, Settings(upload=10)), [], anyio.Event

    async def all_of_them() -> None:
        gate = go_on()

        async def ask_one(parts: list[bytes], pause: Any) -> None:
            statuses.append(await _guarded(guard, parts, pause=pause)())

        async with anyio.create_task_group() as group:
            for _ in range(2):
                group.start_soon(ask_one, [b"x" * 10, b""], gate.wait)
            await anyio.sleep(0.01)
            await ask_one([b"x"], None)
            assert statuses == [503]
            gate.set()
        await ask_one([b"x" * 10], None)  # there is room again

    anyio.run(all_of_them)
    assert statuses == [503, 200, 200, 200]


def test_a_body_that_never_ends_is_not_waited_for(
    served_app: Any, world: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(guards, "BODY_SECONDS", 0.2)
    port = urlsplit(served_app(world).address).port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(
            b"POST /api/draw HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000\r\n\r\n{"
        )
        assert b" 408 " in slow.recv(200)
