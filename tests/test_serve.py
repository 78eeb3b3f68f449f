"""The server as a program: its address, its options, and how it ends."""

import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import Served

from reelgraph.errors import EndpointError, InputError, Refused, StoreError
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.web.context import Settings
from reelgraph.web.engine import Question
from reelgraph.web.engines import open_engine
from reelgraph.web.pool import program
from reelgraph.web.serving import listening

DATA = Path(__file__).parent / "data"
ALL = Question("SELECT ?s WHERE { ?s a <https://w3id.org/reelgraph/ns#Film> }", "SELECT")


@pytest.fixture
def folder(world: EmbeddedStore, tmp_path: Path) -> Path:
    FilmGraph(world).save(tmp_path / "store")
    return tmp_path / "store"


@contextmanager
def running(*arguments: str, **more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The command, and the address that it says."""
    command = [sys.executable, "-m", "reelgraph.cli.main", "serve", "--no-open", *arguments]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **more},
    ) as server:
        assert server.stdout is not None
        try:
            yield server, server.stdout.readline().strip()
        finally:
            server.kill()


def workers_of(server: "subprocess.Popen[str]") -> list[str]:
    listed = subprocess.run(
        ["/bin/ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found, parents = [], {str(server.pid)}
    for _ in range(2):
        for line in listed:
            pid, parent, words = line.split(None, 2)
            if parent in parents and pid not in parents:
                parents.add(pid)
                found.append(words)
    return [words for words in found if "serve-read-only" in words]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_its_address_and_ends_cleanly(folder: Path, number: int) -> None:
    with running("-s", str(folder), "--port", "0") as (server, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}api/search?q=lamp", timeout=20) as answer:
            assert b"The Lamp" in answer.read()
        with urllib.request.urlopen(f"{address}sparql?query=ASK%7B%7D", timeout=20) as answer:
            assert answer.status == 200  # a search needs no worker, but the index of the names
        assert workers_of(server)
        server.send_signal(number)
        out, err = server.communicate(timeout=20)
        assert server.returncode == 0
        assert out == ""  # the address is the one line on stdout
        assert "Traceback" not in err
        assert not workers_of(server)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_browser_that_goes_away_in_the_middle_does_not_end_it(folder: Path) -> None:
    with running("-s", str(folder), "--port", "0") as (server, address):
        port = int(address.rstrip("/").rpartition(":")[2])
        asked = b"GET /api/search?q=a HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for _ in range(10):  # it answers the first, is told that nobody listens, and answers on
            with socket.create_connection(("127.0.0.1", port)) as gone:
                gone.sendall(asked * 50)
        with urllib.request.urlopen(address + "api/graph", timeout=30) as answer:
            assert answer.status == 200
        assert server.poll() is None


def test_a_port_that_is_taken_is_an_error_with_its_remedy(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with running("-s", str(folder), "--port", port) as (server, _):
            _, err = server.communicate(timeout=20)
            assert server.returncode == 3
            assert f"127.0.0.1:{port}" in err
            assert "--port 0" in err


def test_the_usual_port_gives_way_to_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("reelgraph.web.serving.PORT", port)
        with listening("127.0.0.1", None) as listener:
            assert listener.getsockname()[1] > port
        with pytest.raises(StoreError), listening("127.0.0.1", port):
            pass


def test_a_folder_that_is_none_is_said_before_anything_starts(tmp_path: Path) -> None:
    with running("-s", str(tmp_path / "none"), "--port", "0") as (server, address):
        _, err = server.communicate(timeout=20)
        assert address == ""
        assert server.returncode == 3
        assert "none" in err
        assert "Traceback" not in err


def test_the_token_of_the_environment_is_printed_once(folder: Path) -> None:
    with running("-s", str(folder), "--port", "0", "--write", REELGRAPH_TOKEN="pearl-7") as (
        server,
        address,
    ):
        assert address
        server.terminate()
        _, err = server.communicate(timeout=20)
        assert err.count("pearl-7") == 1


def test_a_store_in_memory_is_served_from_a_folder(
    served_app: Callable[..., Served], world: EmbeddedStore
) -> None:
    served = served_app(world)
    graph = served.context.engine.graph()
    assert graph.find("The Lamp").label == "The Lamp"


def test_a_file_is_served_and_its_folder_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine = open_engine(DATA / "world.ttl", Settings())
    try:
        assert engine.place.endswith("world.ttl")
        assert engine.graph().find("The Lamp").label == "The Lamp"
    finally:
        engine.close()
    assert list(tmp_path.iterdir()) == []


def test_another_server_is_shown_without_a_worker(
    endpoint: str, two_sources: EmbeddedStore
) -> None:
    engine = open_engine(endpoint, Settings())
    with engine.ask(ALL).body as body:
        here = sorted(row["s"].value for row in two_sources.select(ALL.sparql))
        found = json.load(body)["results"]["bindings"]
        assert sorted(row["s"]["value"] for row in found) == here
    triples = Question("CONSTRUCT { ?s a <x:t> } WHERE { ?s a film:Film }", "CONSTRUCT")
    with engine.ask(triples).body as body:
        assert body.read().count(b"<x:t>") == len(here)
    nowhere = Question(ALL.sparql, "SELECT", default_graphs=("x:none",))
    with engine.ask(nowhere).body as body:
        assert json.load(body)["results"]["bindings"] == []
    assert engine.graph().find("The Lamp").label == "The Lamp"
    with pytest.raises(Refused):
        engine.update("INSERT DATA { <x:a> <x:b> 1 }")
    engine.close()


def test_an_answer_of_another_server_that_is_too_large_is_refused(endpoint: str) -> None:
    engine = open_engine(endpoint, Settings(largest=100))
    with pytest.raises(Refused, match="larger than 100 bytes"):
        engine.ask(ALL)
    engine.close()


def test_service_asks_the_server_that_is_allowed_and_nobody_else(
    served_app: Callable[..., Served], world: EmbeddedStore
) -> None:
    with answering() as (allowed, asked), answering() as (other, asked_other):
        served = served_app(world, services=frozenset({allowed}))
        found = sparql(served, f"SELECT ?x {{ SERVICE <{allowed}> {{ ?x a ?y }} }}")
        assert found["results"]["bindings"] == [{"x": {"type": "literal", "value": "from afar"}}]
        assert asked
        with pytest.raises(urllib.error.HTTPError) as refused:
            sparql(served, f"SELECT ?x {{ SERVICE <{other}> {{ ?x a ?y }} }}")
        refused.value.close()
        assert refused.value.code == 403
        assert asked_other == []


def test_service_is_not_led_on_to_another_server(
    served_app: Callable[..., Served], world: EmbeddedStore
) -> None:
    with answering() as (other, asked_other), answering(other) as (allowed, asked):
        served = served_app(world, services=frozenset({allowed}))
        with pytest.raises(urllib.error.HTTPError) as failed:
            sparql(served, f"SELECT ?x {{ SERVICE <{allowed}> {{ ?x a ?y }} }}")
        failed.value.close()
        assert failed.value.code == 502
        assert asked
        assert asked_other == []


def sparql(served: Served, query: str) -> Any:
    sent = urllib.parse.urlencode({"query": query})
    with urllib.request.urlopen(f"{served.address}sparql?{sent}", timeout=30) as answer:
        return json.load(answer)


@contextmanager
def answering(instead: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server that answers every query with one row, or names another one; and what it is asked.

    Args:
        instead: The server that it names.

    """
    asked: list[str] = []
    row = {"x": {"type": "literal", "value": "from afar"}}
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [row]}}).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer()

        def do_GET(self) -> None:
            asked.append(self.path)
            self.answer()

        def answer(self) -> None:
            self.send_response(307 if instead else 200)
            if instead:
                self.send_header("Location", instead)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its own name
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql", asked
        server.shutdown()


def test_a_server_that_is_not_there_is_an_error_of_it() -> None:
    engine = open_engine("http://127.0.0.1:1/sparql", Settings(seconds=2))
    with pytest.raises(EndpointError, match="is the server running"):
        engine.prepare(print)  # what `serve` does before it says an address
    with pytest.raises(EndpointError):
        engine.ask(ALL)
    engine.close()


@pytest.mark.parametrize("store", [None, DATA / "world.ttl", "http://127.0.0.1:1/sparql"])
def test_only_a_folder_can_be_written(store: str | Path | None) -> None:
    with pytest.raises(InputError, match="only read"):
        open_engine(store, Settings(writable=True, token="x"))


def test_a_missing_program_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_places", lambda: iter([Path("/nowhere/oxigraph")]))
    with pytest.raises(StoreError, match="pip install oxigraph"):
        program.program()
