"""Ctrl-C in a long command: it says in what state things are, and what to type next."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from dumped import SMALL, triples, written
from test_sending import Oxigraph, is_marked, made_films, oxigraph

import reelgraph as rg

HERE = Path(__file__).parent
TURTLE, SECOND = HERE / "data" / "world.ttl", HERE / "data" / "world_second.ttl"
__all__ = ["oxigraph"]

PRESSED = """
import os, signal, sys
from reelgraph import loading
from reelgraph.cli import extracting, main, telling, writing
from reelgraph.sending import batches
at = sys.argv.pop(1)
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets its background ignore it
loading.LARGE, batches.BATCH = 100, 400
def pressing(tell):
    def told(step, done):
        if step.startswith(at):
            os.kill(os.getpid(), signal.SIGINT)
        return tell(step, done)
    return told
journey = telling.Journey.done
telling.Journey.done = lambda self, *told: pressing(lambda *told: journey(self, *told))(*told)
note = batches.Journal.note
batches.Journal.note = lambda self, *what: pressing(lambda *_: note(self, *what))("sending", 0)
extracted = extracting.extracted
extracting.extracted = lambda *a, **how: extracted(
    *a, **{**how, "progress": pressing(lambda *_: None)}
)
main()
"""
"""The program, on which somebody presses Ctrl-C as soon as a step begins."""


def pressed(at: str, *words: object, cache: Path) -> str:
    """What it says in the end."""
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, at, *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "REELGRAPH_CACHE": str(cache)},
    )
    assert done.returncode == 130, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.split("\n")[1:-1]  # the first is that of the ^C on a terminal
    return line


@pytest.mark.parametrize("at", ["reading", "writing"])
def test_nothing_was_loaded_and_the_store_is_as_it_was(at: str, tmp_path: Path) -> None:
    said = pressed(at, "load", TURTLE, "-s", tmp_path / "store", cache=tmp_path)
    assert said == (
        "reelgraph: ended: nothing was loaded, and the store is as it was; "
        "the same command begins again"
    )
    assert not (tmp_path / "store").exists()


def test_sources_that_came_in_before_stay_and_are_told(tmp_path: Path) -> None:
    words = ("load", TURTLE, SECOND, "-s", tmp_path / "store")
    said = pressed("writing world-second", *words, cache=tmp_path)
    assert said.endswith(
        "1 of 2 sources are loaded, each of them whole; the same command loads the others"
    )
    with rg.open(tmp_path / "store") as graph:
        assert [row["name"] for row in graph.sources().rows] == ["world"]


def test_facts_that_are_loaded_stay_when_their_indexes_are_not_waited_for(tmp_path: Path) -> None:
    store = tmp_path / "store"
    said = pressed("building", "load", TURTLE, "-s", store, cache=tmp_path)
    assert "the facts are loaded, but their indexes are not built" in said
    assert f"'reelgraph index -s {store}' builds them" in said
    with rg.open(store) as graph:
        assert len(graph.sources()) == 1


def test_a_load_into_a_server_goes_on_where_it_was(oxigraph: Oxigraph, tmp_path: Path) -> None:
    films = made_films(tmp_path / "films.csv", 200)
    words = ("load", films, "-s", oxigraph.url)
    said = pressed("sending", *words, cache=tmp_path / "cache")
    assert said == (
        "reelgraph: ended: not all was sent, and the graph on the server is not read until it is; "
        "the same command goes on where it was"
    )
    assert is_marked(oxigraph.url)
    rg.open(oxigraph.url).load(films)
    assert len(rg.open(oxigraph.url).sources()) == 1


def test_an_extract_leaves_no_output_behind(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    dump, output = written(tmp_path / "latest-truthy.nt", triples(SMALL)), tmp_path / "films.nt"
    for at in ("reading", "finding films"):
        said = pressed(at, "extract", dump, "-o", output, cache=tmp_path)
        assert said.endswith(f"nothing was written to {output}; the same command begins again")
        assert [path.name for path in tmp_path.iterdir()] == [dump.name]


QUERYING = """
import os, pathlib, signal, sys, threading
from reelgraph.extracting.duck import DuckEngine
signal.signal(signal.SIGINT, signal.default_int_handler)
engine = DuckEngine(pathlib.Path(sys.argv[1]))
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
long = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5"
try:
    engine.table("long", long)
except KeyboardInterrupt:
    print("ended")
engine.close()
"""


def test_a_query_of_duckdb_can_be_ended_too(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    words = [sys.executable, "-c", QUERYING, tmp_path]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
