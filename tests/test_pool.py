"""The workers of a server: bounded in time, memory and number, and gone with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from reelgraph.errors import Busy, QuerySyntaxError, QueryTimeout, Refused
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.web.engine import Question
from reelgraph.web.pool import Pool, visitors
from reelgraph.web.pool.talking import Asked
from reelgraph.web.pool.workers import Nursery

TITLES = "SELECT ?title WHERE { ?film a film:Film ; rdfs:label ?title } ORDER BY ?title"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
COUNT = Question("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "SELECT")


@pytest.fixture
def folder(world: EmbeddedStore, tmp_path: Path) -> Path:
    FilmGraph(world).save(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def pool(folder: Path) -> Iterator[Pool]:
    made = Pool(EmbeddedStore(folder), largest=100_000)
    yield made
    made.close()


def rows(pool: Pool, question: Question = COUNT) -> list[dict[str, dict[str, str]]]:
    with pool.ask(question).body as body:
        found: list[dict[str, dict[str, str]]] = json.load(body)["results"]["bindings"]
    return found


def test_the_graph_answers_as_the_folder_does(pool: Pool, world: EmbeddedStore) -> None:
    expected = [row["title"].value for row in world.select(TITLES)]
    assert len(expected) > 3
    assert [row["title"].value for row in pool.graph().store.select(TITLES)] == expected
    assert pool.graph().store.names == pool._store.names
    assert pool.graph().store.state() == pool._store.state()


def test_a_late_query_is_ended_and_its_worker_replaced(pool: Pool) -> None:
    rows(pool)
    [line] = pool._readers._visitors._free
    with pytest.raises(QueryTimeout, match=r"0\.5 s"):
        pool.ask(Question(RUNAWAY, "SELECT", seconds=0.5))
    assert line.worker.gone(5)
    assert rows(pool)[0]["n"]["value"] != "0"


def test_workers_beyond_the_warm_ones_end_when_nobody_waits(pool: Pool) -> None:
    lane = pool._readers._visitors
    leases = [lane._lease(time.monotonic() + 10) for _ in range(4)]
    lines = [lease.__enter__() for lease in leases]
    assert len({line.worker.pid for line in lines}) == 4
    for lease in leases:
        lease.__exit__(None, None, None)
    assert sum(line.worker.gone(2) for line in lines) == 2
    assert lane._count == 2


def test_a_query_that_takes_long_steps_back(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "SLOW", 0.1)
    lane = pool._readers._visitors
    with lane._lease(time.monotonic() + 10) as line, visitors._giving_way(line):
        for _ in range(100):
            if os.getpriority(os.PRIO_PROCESS, line.worker.pid) == visitors.NICE:
                break
            time.sleep(0.05)
        else:
            pytest.fail("it has the same place as before")
    assert line.worker.gone(5)


def test_a_late_question_of_the_application_does_not_fail_the_others(pool: Pool) -> None:
    """They share its worker, which is killed under them, and are asked again."""
    lane = pool._readers._own
    lane.warm()
    worker = lane._worker
    failed: list[BaseException] = []

    def late() -> None:
        try:
            pool.graph().store.query(RUNAWAY, timeout=0.7)
        except QueryTimeout as error:
            failed.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    while thread.is_alive():
        assert len(list(pool.graph().store.select(TITLES))) > 3
    assert len(failed) == 1
    assert lane._worker is not worker


def test_an_answer_that_is_too_large_is_refused(pool: Pool) -> None:
    wide = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }"
    with pytest.raises(Refused, match="LIMIT"):
        pool.ask(Question(wide, "SELECT"))
    assert rows(pool)


def test_a_query_that_needs_too_much_memory_ends_only_its_worker(folder: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("elsewhere the memory is watched, not capped")
    pool = Pool(EmbeddedStore(folder), memory=300 << 20)
    try:
        hungry = "SELECT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c"
        with pytest.raises(Refused, match="memory"):
            pool.ask(Question(hungry, "SELECT", seconds=60))
        assert rows(pool)
    finally:
        pool.close()


@pytest.mark.parametrize("alone", [True, False])
def test_a_worker_that_somebody_finds_asks_no_other_server(folder: Path, alone: bool) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("elsewhere the system cannot be told so")
    pool = Pool(EmbeddedStore(folder), alone=alone)
    try:
        rows(pool)
        [line] = pool._readers._visitors._free
        worker = f"http://{line.worker.host}:{line.worker.port}/query?query="
        with socket.create_server(("127.0.0.1", 0)) as other:
            other.settimeout(1)
            there = f"http://127.0.0.1:{other.getsockname()[1]}/"
            query = f"SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}"
            asking = threading.Thread(target=_tried, args=(worker + quote(query),))
            asking.start()
            if alone:
                with pytest.raises(TimeoutError):
                    other.accept()
            else:
                other.accept()[0].close()
        asking.join()
    finally:
        pool.close()


def _tried(address: str) -> None:
    with suppress(OSError), urlopen(address, timeout=5) as answer:
        answer.read()


def test_a_mistake_in_a_query_shows_its_place(pool: Pool) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1"):
        pool.ask(Question("SELECT * WHERE { ?a ?b }", "SELECT"))
    with pytest.raises(QuerySyntaxError, match="line 1"):
        pool.graph().store.query("SELECT * WHERE { ?a ?b }")


def test_the_dataset_of_the_protocol_reaches_the_worker(pool: Pool) -> None:
    [graph] = [s.graph for s in _sources(pool)]
    inside = Question(COUNT.sparql, "SELECT", default_graphs=(graph,))
    named = Question("ASK { GRAPH ?g { ?s ?p ?o } }", "ASK", named_graphs=("x:none",))
    assert rows(pool, inside) != rows(pool)
    with pool.ask(named).body as body:
        assert json.load(body)["boolean"] is False


def _sources(pool: Pool) -> list[object]:
    from reelgraph.store.sources import sources

    return list(sources(pool.graph().store))


def test_triples_come_as_n_triples_and_none_are_a_whole_answer(pool: Pool) -> None:
    construct = "CONSTRUCT { ?s a <x:t> } WHERE { ?s a film:Film }"
    with pool.ask(Question(_prefixed(construct), "CONSTRUCT")).body as body:
        assert all(line.endswith(b" <x:t> .\n") for line in body)
    with pool.ask(Question("CONSTRUCT WHERE { <x:no> <x:no> ?o }", "CONSTRUCT")).body as body:
        assert body.read() == b""


def _prefixed(sparql: str) -> str:
    from reelgraph.store.outline import outline, with_prefixes

    return with_prefixes(sparql, outline(sparql))


def test_who_gets_no_turn_in_time_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "TURN", 0.3)
    nursery = Nursery()
    lane = visitors.VisitorLane(nursery, folder / "rdf", most=1)
    try:
        holding = threading.Event()
        let_go = threading.Event()

        def hold() -> None:
            with lane._lease(time.monotonic() + 5):
                holding.set()
                let_go.wait(20)

        thread = threading.Thread(target=hold)
        thread.start()
        assert holding.wait(10)
        with Path(os.devnull).open("wb") as nowhere, pytest.raises(Busy, match="all 1 places"):
            lane.ask(Asked(COUNT.sparql, "SELECT"), nowhere, 10, 1000)
        let_go.set()
        thread.join()
    finally:
        lane.close()
        nursery.close()


def test_a_worker_that_was_killed_is_replaced(pool: Pool) -> None:
    rows(pool)
    pool.graph().store.query("ASK { ?s ?p ?o }")
    own = pool._readers._own._worker
    assert own is not None
    for worker in (own, pool._readers._visitors._free[0].worker):
        os.kill(worker.pid, signal.SIGTERM)
        assert worker.gone(5)
    assert pool.graph().store.query("ASK { ?s ?p ?o }")
    assert rows(pool)


@pytest.mark.parametrize("way", ["close", "kill"])
def test_workers_end_with_the_process_that_started_them(folder: Path, way: str) -> None:
    """However that ends: kill -9 gives it no moment to see to them."""
    program = f"""
import sys
from pathlib import Path
from reelgraph.store import EmbeddedStore
from reelgraph.web.pool import Pool
pool = Pool(EmbeddedStore(Path({str(folder)!r})))
pool._readers.warm()
print(*(w.pid for w in pool._nursery._workers.values()), flush=True)
sys.stdin.readline()
pool.close()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        pids = [int(pid) for pid in child.stdout.readline().split()]
        assert len(pids) == 3
        assert all(map(_is_there, pids))
        if way == "kill":
            child.kill()
        else:
            child.stdin.write("\n")
    for _ in range(100):
        if not any(map(_is_there, pids)):
            return
        time.sleep(0.05)
    pytest.fail("workers are left")


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
