"""Linking by a server: the same links as by a file, and the same after a kill in the middle."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from linkable import ARTICLE, ARTICLE_ITEMS, PREFIXES, WORLD, film, items, store_of
from misbehaving import Engine, Handler, Misbehaving, misbehaving, never

import reelgraph as rg
from reelgraph.linking.linker import link
from reelgraph.targets.local import Local
from reelgraph.targets.target import open_target

SOME = ARTICLE + "".join(
    (
        film("old", "Odell's Nine", 1960),
        film("new", "Odell’s Nine", 2001, "Stella Oberg", ["Jorge Cloonan"]),
        film("stairs", "STAIRS OF THE WINDS, THE", 1958, "Étienne Maçon"),
        film("mul", "Zhelka", 1966),
        film("heron", "Glass Heron", 1998, "Ada Tarbell", ["Alma Tarbell"]),
        film("none", "Cobalt Picnic", 1950, "Rudolf Amsel"),
    )
)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("REELGRAPH_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("REELGRAPH_CONTACT", raising=False)


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        running.engine = Engine(facts(), never)
        yield running


def facts() -> ox.Store:
    rdf = ox.Store()
    rdf.bulk_load(path=str(WORLD), format=ox.RdfFormat.TURTLE)
    return rdf


# Another program


def test_a_server_gives_the_same_links_as_the_file(
    tmp_path: Path, made_up_wikidata: Local, wikidata_endpoint: str
) -> None:
    store = store_of(tmp_path, SOME)
    by_file = link(store, made_up_wikidata, keeping=False)
    by_server = link(store, open_target(wikidata_endpoint), keeping=False)
    assert items(by_server) == items(by_file)
    assert items(by_server).items() >= ARTICLE_ITEMS.items()
    assert {"old", "new", "stairs", "mul", "heron"} <= items(by_server).keys()
    assert by_server.place.startswith("http://127.0.0.1:")
    assert {k.endpoint for k in by_server.links} == {by_server.place}


def test_a_server_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, server: Misbehaving
) -> None:
    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if engine.asked.total() < 6:
            return False
        h.answer("no", "text/plain", 403)
        return True

    server.engine = Engine(facts(), fault)
    store = store_of(tmp_path, SOME)
    before = {str(quad) for quad in store.rdf}
    with pytest.raises(rg.EndpointError):
        link(store, open_target(server.url("sparql")))
    assert {str(quad) for quad in store.rdf} == before


# A kill in the middle


def command(folder: Path, url: str, *more: str) -> subprocess.Popen[bytes]:
    code = "from reelgraph.cli import main; main()"
    words = ["link", "-s", "store", "--endpoint", url, "-o", more[0], *more[1:]]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REELGRAPH")}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env={**environment, "REELGRAPH_CACHE": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def folder_with_store(folder: Path) -> Path:
    folder.mkdir()
    (folder / "mine.ttl").write_text(PREFIXES + SOME, "utf-8")
    with rg.open(folder / "store", create=True) as graph:
        graph.load(folder / "mine.ttl")
    return folder


def timeless(path: Path) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d(T[\d:]+Z)?", "WHEN", path.read_text("utf-8"))


@pytest.fixture(scope="module", params=["links.csv", "links.sssom.tsv"])
def undisturbed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path, str, int, Misbehaving]]:
    """A file, a folder with a store that was never linked, what a whole run writes and asks."""
    first = folder_with_store(tmp_path_factory.mktemp("undisturbed") / "first")
    fresh = first.parent / "fresh"
    shutil.copytree(first, fresh)
    with misbehaving() as server:
        server.engine = Engine(facts(), never)
        with command(first, server.url("sparql"), request.param) as child:
            assert child.wait(60) == 0, child.stderr and child.stderr.read()
        asked = server.engine.asked.total()
        yield request.param, fresh, timeless(first / request.param), asked, server


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_a_killed_run_that_is_resumed_writes_the_same_file_and_asks_nothing_twice(
    tmp_path: Path, undisturbed: tuple[str, Path, str, int, Misbehaving], part: float
) -> None:
    name, fresh, whole, asked, server = undisturbed
    folder = tmp_path / "killed"
    shutil.copytree(fresh, folder)
    moment = max(int(asked * part), 1)
    children: list[subprocess.Popen[bytes]] = []

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if engine.asked.total() != moment:
            return False
        children[0].send_signal(signal.SIGKILL)  # in the middle of this question
        return True

    server.engine = Engine(facts(), fault)
    children.append(command(folder, server.url("sparql"), name))
    with children[0] as child:
        assert child.wait(60) == -signal.SIGKILL
    assert not (folder / name).exists()
    with rg.open(folder / "store") as graph:
        assert not graph.wikidata.links().rows
    with command(folder, server.url("sparql"), name, "--resume") as child:
        assert child.wait(60) == 0, child.stderr and child.stderr.read()
    assert timeless(folder / name) == whole
    assert set(server.engine.answered.values()) == {1}
    assert server.engine.asked.total() == asked + 1
