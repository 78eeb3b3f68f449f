"""Loading into a server: what a folder would hold, in batches that are confirmed and resumed."""

import gc
import json
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import virtuoso
from click.testing import CliRunner, Result

import reelgraph as rg
from reelgraph import loading
from reelgraph.cli import writing
from reelgraph.cli.main import commands
from reelgraph.sending import batches
from reelgraph.sending.target import target
from reelgraph.sending.writer import Writer
from reelgraph.store import EmbeddedStore, EndpointStore
from reelgraph.store.address import Endpoint
from reelgraph.store.layout import SOURCES

DATA = Path(__file__).parent / "data"
W = "https://example.org/world/"
STATE = "https://w3id.org/reelgraph/ns#loadState"

writing.register(commands)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    for name in ("REELGRAPH_STORE", "REELGRAPH_USER", "REELGRAPH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    yield
    gc.collect()  # what the engine gave must be let go by the thread that it was given to


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Oxigraph:
    """An `oxigraph` server that can be killed and started again on its folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options, self.port = folder, options or ("serve",), free_port()
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"

    def start(self) -> None:
        program = Path(sysconfig.get_path("scripts")) / "oxigraph"
        if not program.is_file():
            pytest.skip("the oxigraph server is not installed: pip install oxigraph")
        words = [*self.options, "--location", str(self.folder), "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen([str(program), *words], stderr=subprocess.DEVNULL)
        for _ in range(500):
            assert self.process.poll() is None
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.02)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Oxigraph]:
    server = Oxigraph(tmp_path / "served")
    yield server
    server.kill()


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=virtuoso.needed)])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of a server without any facts of ours, that can be written."""
    if request.param == "oxigraph":
        server = Oxigraph(tmp_path / "served")
        yield server.url
        server.kill()
        return
    (tmp_path / "virtuoso").mkdir()
    with virtuoso.virtuoso(tmp_path / "virtuoso") as running:
        monkeypatch.setenv("REELGRAPH_USER", "dba")
        monkeypatch.setenv("REELGRAPH_PASSWORD", "dba")
        yield running.url


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait before it tries again."""
    monkeypatch.setitem(Writer.__init__.__kwdefaults__, "pause", lambda seconds: None)


def told(quads: Any) -> set[str]:
    """Quads as texts, but for the time of loading."""
    return {str(q) for q in quads if not q.predicate.value.endswith("generatedAtTime")}


def held(url: str) -> set[str]:
    return told(EndpointStore(url).dump(whole=True))


def changed(tmp_path: Path, name: str = "world_second") -> str:
    """A later version of a source, in which some things are otherwise."""
    path = tmp_path / f"{name}.ttl"
    text = (DATA / f"{name}.ttl").read_text("utf-8")
    path.write_text(text.replace("Lamp", "Lampe").replace("1950", "1949"), "utf-8")
    assert path.read_text("utf-8") != text
    return str(path)


def typed(*words: str) -> Result:
    done = CliRunner().invoke(commands, words, standalone_mode=False)
    gc.collect()  # what the engine gave must be let go by the thread that it was given to
    return done


# The same as in a folder


def test_a_server_holds_what_a_folder_holds_after_the_same_loads(
    empty: str, tmp_path: Path
) -> None:
    local, far = EmbeddedStore(), rg.open(empty)
    for name in ("world", "world_second", "world_third"):  # they share films and people
        here = loading.load(local, [str(DATA / f"{name}.ttl")], name=name)
        there = far.load(DATA / f"{name}.ttl", source=name)
        assert held(empty) == told(local.rdf)
        counted = [(r.films, r.people, r.credits, r.triples, r.added, r.removed) for r in here]
        assert [
            (r.films, r.people, r.credits, r.triples, r.added, r.removed) for r in there
        ] == counted
    loading.load(local, [changed(tmp_path)], name="world_second")
    report = far.load(changed(tmp_path), source="world_second")[0]
    assert report.replaced
    assert report.changes
    assert held(empty) == told(local.rdf)
    assert far.load(changed(tmp_path), source="world_second")[0].unchanged
    loading.remove(local, "world")
    far.remove("world")
    assert held(empty) == told(local.rdf)
    assert [row["name"] for row in far.sources().rows] == ["world_second", "world_third"]


def test_decisions_on_the_server_are_applied_to_what_comes(
    oxigraph: Oxigraph, tmp_path: Path
) -> None:
    with rg.open(tmp_path / "folder", create=True) as local:
        local.load(DATA / "world.ttl", source="world")
        local.merge(W + "bo", W + "gus")
        local.save(tmp_path / "all.nq")
        rg.open(oxigraph.url).load(tmp_path / "all.nq")
        assert held(oxigraph.url) == told(local.writable.rdf)
        local.load(DATA / "world_second.ttl", source="second")
        rg.open(oxigraph.url).load(DATA / "world_second.ttl", source="second")
        assert held(oxigraph.url) == told(local.writable.rdf)
        assert W + "gus" not in {row["f"] for row in local.query("SELECT ?f { ?f a ?k }").rows}


def test_the_command_loads_removes_and_says_so(oxigraph: Oxigraph, tmp_path: Path) -> None:
    dry = typed("load", str(DATA / "world.ttl"), "-s", oxigraph.url, "--dry-run")
    assert dry.exception is None
    assert "nothing was loaded" in dry.stderr
    assert "10 films" in dry.stdout
    assert list(EndpointStore(oxigraph.url).plain("SELECT * { GRAPH ?g { ?s ?p ?o } }")) == []
    done = typed("load", str(DATA / "world.ttl"), "-s", oxigraph.url, "--title", "A world")
    assert done.exception is None
    assert "world: loaded 10 films" in done.stdout
    assert rg.open(oxigraph.url).sources().rows[0]["title"] == "A world"
    wrong = typed("remove", "nothing", "-s", oxigraph.url)
    assert isinstance(wrong.exception, rg.NotFound)
    gone = typed("remove", "world", "-s", oxigraph.url)
    assert gone.exception is None
    assert "removed 10 films" in gone.stdout
    assert list(EndpointStore(oxigraph.url).plain("SELECT * { ?s ?p ?o }")) == []


def test_a_file_that_cannot_be_read_sends_nothing(oxigraph: Oxigraph, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("<a> <b> .")
    done = typed("load", str(DATA / "world.ttl"), str(bad), "-s", oxigraph.url)
    assert isinstance(done.exception, rg.InputError)
    assert list(EndpointStore(oxigraph.url).plain("SELECT * { GRAPH ?g { ?s ?p ?o } }")) == []


LONG = """@prefix film: <https://w3id.org/reelgraph/ns#> .
<http://e/f> a film:Film ; <http://e/budget> {} ; <http://e/zip> "12345678901" .
"""


def test_a_server_that_keeps_long_numbers_otherwise_is_told_of(empty: str, tmp_path: Path) -> None:
    path = tmp_path / "long.ttl"
    said = "gives whole numbers of more than nine digits back as decimals, such as 3000000000:"
    for number, keeps in (("200000000", True), ("3000000000", "sparql" not in empty)):
        path.write_text(LONG.format(number), "utf-8")
        done = typed("load", str(path), "-s", empty)
        assert done.exception is None
        (row,) = EndpointStore(empty).plain("SELECT ?o { GRAPH ?g { ?s <http://e/budget> ?o } }")
        assert (row["o"].datatype.value.endswith("integer")) == keeps  # what the server does
        assert (said in done.stdout) == (not keeps)


def test_the_base_of_a_server_that_has_one_cannot_be_changed(
    oxigraph: Oxigraph, tmp_path: Path
) -> None:
    films = made_films(tmp_path / "films.csv", 1)
    assert typed("load", films, "-s", oxigraph.url).exception is None
    done = typed("load", films, "-s", oxigraph.url, "--base-iri", "https://example.org/own")
    assert isinstance(done.exception, rg.InputError)
    assert "mints its IRIs below https://w3id.org/reelgraph, which cannot" in str(done.exception)


# Interruptions


def made_films(path: Path, number: int) -> str:
    lines = ["title,year,director,cast"]
    lines += [f"Film {n},{1900 + n % 120},Person {n % 97},Person {n % 89}" for n in range(number)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return str(path)


SMALL_BATCHES = """
import sys
from reelgraph.sending import batches
batches.BATCH = 400
from reelgraph.cli import main
main()
"""


def is_marked(url: str) -> bool:
    asked = f"SELECT * {{ GRAPH <{SOURCES}> {{ ?s <{STATE}> ?o }} }}"
    return any(True for _ in EndpointStore(url).plain(asked))


def test_a_sender_that_is_killed_is_gone_on_with(oxigraph: Oxigraph, tmp_path: Path) -> None:
    films = made_films(tmp_path / "films.csv", 600)
    words = [sys.executable, "-c", SMALL_BATCHES, "load", films, "-s", oxigraph.url]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    cache = tmp_path / "cache"
    for _ in range(3000):  # until some of it has arrived
        if process.poll() is not None or list(cache.glob("sending-*.json")):
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert is_marked(oxigraph.url)
    arrived = sum(n for _, n in json.loads(next(cache.glob("sending-*.json")).read_text()).values())
    assert arrived >= 400
    with pytest.raises(rg.EndpointError, match="did not end: give that"):
        rg.open(oxigraph.url).sources()
    other = typed("load", str(DATA / "world.ttl"), "-s", oxigraph.url)
    assert isinstance(other.exception, rg.EndpointError)
    assert "films did not end" in str(other.exception)
    told_steps: list[str] = []
    rg.open(oxigraph.url).load(films, progress=lambda step, done: told_steps.append(step))
    sent = [step for step in told_steps if step.startswith("sending films")]
    assert f"{arrived:,} of" in sent[0]  # it went on where it had ended
    assert any("did not end" in step for step in told_steps)
    local = EmbeddedStore()
    loading.load(local, [films])
    assert held(oxigraph.url) == told(local.rdf)
    assert not list(cache.glob("sending-*.json"))


@pytest.mark.parametrize("remembered", [True, False], ids=["here", "from another machine"])
def test_a_server_that_is_killed_is_gone_on_with(
    remembered: bool, oxigraph: Oxigraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = made_films(tmp_path / "films.csv", 600)
    monkeypatch.setattr(batches, "BATCH", 400)
    monkeypatch.setattr("reelgraph.sending.writer.TRIES", 2)
    hurry(monkeypatch)

    def progress(step: str, done: float) -> None:
        if step.startswith("sending films") and done < 1:
            oxigraph.kill()

    with pytest.raises(rg.EndpointError, match="nothing answers there"):
        rg.open(oxigraph.url).load(films, progress=progress)
    oxigraph.start()
    assert is_marked(oxigraph.url)
    if not remembered:
        for journal in (tmp_path / "cache").glob("sending-*.json"):
            journal.unlink()
    rg.open(oxigraph.url).load(films)
    local = EmbeddedStore()
    loading.load(local, [films])
    assert held(oxigraph.url) == told(local.rdf)


def test_an_end_at_any_step_is_mended_by_the_same_command(
    tmp_path: Path, oxigraph: Oxigraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replacing a source that shares films with another has every kind of step."""
    local, far = EmbeddedStore(), rg.open(oxigraph.url)
    for name in ("world", "world_second"):
        loading.load(local, [str(DATA / f"{name}.ttl")], name=name)
        far.load(DATA / f"{name}.ttl", source=name)
    later = changed(tmp_path)
    loading.load(local, [later], name="world_second")
    original, left = Writer._send, [0]

    def dying(self: Writer, *given: Any) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        original(self, *given)

    monkeypatch.setattr(Writer, "_send", dying)
    for allowed in range(20):
        left[0] = allowed
        try:
            far.load(later, source="world_second")
        except KeyboardInterrupt:
            continue
        break
    assert allowed >= 3
    assert held(oxigraph.url) == told(local.rdf)


# Servers that refuse, or lose


class Losing(BaseHTTPRequestHandler):
    """A server with facts, of which one request in the middle goes wrong."""

    server: "LosingServer"
    protocol_version = "HTTP/1.1"

    def _answer(self, status: int, body: bytes = b"", media: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urlsplit(self.path)
        facts = self.server.facts
        if parts.path == "/query":
            query = parse_qs(body.decode())["query"][0]
            found = facts.query(query)
            media = "application/sparql-results+json"
            self._answer(200, found.serialize(format=ox.QueryResultsFormat.JSON), media)  # type: ignore[union-attr]
            return
        self.server.taken += 1
        self.server.sizes.append(body.count(b"\n"))
        status = self.server.wrong(self.server.taken, body)
        if status:
            self._answer(status, b"no, thank you")
            return
        if status is None:
            graph = parse_qs(parts.query).get("graph", [""])[0]
            name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
            if self.command == "PUT":
                facts.remove_graph(name)
            facts.load(body, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
        self._answer(204)

    do_PUT = do_POST  # noqa: N815  its name there

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name there
        """Keep quiet."""


class LosingServer(ThreadingHTTPServer):
    """Takes facts; `wrong` gives None to take a request, 0 to drop it, or a status."""

    daemon_threads = True

    def __init__(self, wrong: Callable[[int, bytes], int | None]) -> None:
        super().__init__(("127.0.0.1", 0), Losing)
        self.facts, self.wrong, self.taken = ox.Store(), wrong, 0
        self.sizes: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/query"


@contextmanager
def losing(wrong: Callable[[int, bytes], int | None]) -> Iterator[LosingServer]:
    server = LosingServer(wrong)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "REELGRAPH_USER and REELGRAPH_PASSWORD"),
        (403, "does not let you write"),
        (404, "--graph-store URL"),
        (405, "only read"),
        (413, "takes no batch of this size"),
        (415, "does not take N-Triples"),
        (500, "it failed"),
        (507, "its disk is full"),
    ],
)
def test_a_server_that_refuses_says_why_and_what_to_do(
    status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    with losing(lambda number, body: status if number > 1 else None) as server:
        with pytest.raises(rg.EndpointError) as caught:
            rg.open(server.url).load(DATA / "world.ttl")
        assert words in str(caught.value)
        assert "no, thank you" in str(caught.value)
        assert is_marked(server.url)  # nobody takes the half of it for the whole
        server.wrong = lambda number, body: None
        rg.open(server.url).load(DATA / "world.ttl")
        assert not is_marked(server.url)
        assert len(rg.open(server.url).query("SELECT ?f { ?f a film:Film }")) > 5


def test_a_batch_that_is_dropped_without_a_word_is_sent_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "BATCH", 100)
    with losing(lambda number, body: 0 if number == 3 else None) as server:
        rg.open(server.url).load(DATA / "world.ttl", source="world")
        local = EmbeddedStore()
        loading.load(local, [str(DATA / "world.ttl")], name="world")
        assert told(server.facts) == told(local.rdf)


def test_a_server_that_always_loses_facts_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 100)
    with losing(lambda number, body: 0 if number > 2 else None) as server:
        with pytest.raises(rg.EndpointError, match="loses facts"):
            rg.open(server.url).load(DATA / "world.ttl")
        assert is_marked(server.url)


def test_batches_become_smaller_for_a_server_that_takes_no_large_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2000)
    films = made_films(tmp_path / "films.csv", 300)
    with losing(lambda number, body: 413 if body.count(b"\n") > 600 else None) as server:
        rg.open(server.url).load(films)
        local = EmbeddedStore()
        loading.load(local, [films])
        assert told(server.facts) == told(local.rdf)
        assert any(500 <= size <= 600 for size in server.sizes)


def test_a_server_that_is_only_read_is_said_so(tmp_path: Path) -> None:
    ox.Store(str(tmp_path / "rdf")).flush()
    server = Oxigraph(tmp_path / "rdf", "serve-read-only")
    try:
        with pytest.raises(rg.EndpointError, match=r"answered 40\d"):
            rg.open(server.url).load(DATA / "world.ttl")
    finally:
        server.kill()


# Addresses and passwords


@pytest.mark.parametrize(
    ("asked", "graph_store", "update"),
    [
        ("http://h:7878/query", "http://h:7878/store", "http://h:7878/update"),
        ("http://h/ds/sparql", "http://h/ds/data", "http://h/ds/update"),
        ("http://h/ds/query", "http://h/ds/data", "http://h/ds/update"),
        (
            "http://h/repositories/films",
            "http://h/repositories/films/rdf-graphs/service",
            "http://h/repositories/films/statements",
        ),
        ("http://h/sparql", "http://h/sparql-graph-crud-auth", "http://h/sparql-auth"),
    ],
)
def test_the_usual_addresses_are_known(asked: str, graph_store: str, update: str) -> None:
    found = target(Endpoint.of(asked))
    assert (found.graph_store.url, found.update.url) == (graph_store, update)


def test_an_unknown_address_wants_the_others_named() -> None:
    with pytest.raises(rg.EndpointError, match="--graph-store URL"):
        target(Endpoint.of("http://h/x/y/z"))
    found = target(Endpoint.of("http://h/x/y/z"), "http://h/s", "http://h/u")
    assert found.update.url == "http://h/u"


def test_a_password_goes_over_the_network_only_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_USER", "ada")
    monkeypatch.setenv("REELGRAPH_PASSWORD", "secret")
    with pytest.raises(rg.EndpointError, match="not encrypted") as caught:
        target(Endpoint.of("http://example.org/query"))
    assert "secret" not in str(caught.value)
    assert target(Endpoint.of("https://example.org/query")).update.password == "secret"
    assert target(Endpoint.of("http://127.0.0.1:1/query")).graph_store.user == "ada"
    allowed = target(Endpoint.of("http://example.org/query"), allow_http=True)
    assert allowed.graph_store.password == "secret"


def test_a_wrong_password_is_said_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELGRAPH_USER", "ada")
    monkeypatch.setenv("REELGRAPH_PASSWORD", "pearl-7")
    seen: list[str] = []

    def wrong(number: int, body: bytes) -> int:
        return 401

    with losing(wrong) as server:
        done = typed("load", str(DATA / "world.ttl"), "-s", server.url)
    assert isinstance(done.exception, rg.EndpointError)
    assert "REELGRAPH_PASSWORD" in str(done.exception)
    assert "pearl-7" not in f"{done.output}{done.exception}{seen}"


def test_the_copy_of_a_folder_can_be_sent_whole(oxigraph: Oxigraph, tmp_path: Path) -> None:
    with rg.open(tmp_path / "folder", create=True) as local:
        local.load(DATA / "world.ttl", source="world")
        local.load(DATA / "world_second.ttl", source="second")
        local.save(tmp_path / "all.nq")
        rg.open(oxigraph.url).load(tmp_path / "all.nq")
        assert held(oxigraph.url) == told(local.writable.rdf)
