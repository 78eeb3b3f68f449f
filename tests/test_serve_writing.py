"""A server with --write: every write is whole, is seen at once, and keeps the view true."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from reelgraph.errors import (
    Busy,
    QueryError,
    QuerySyntaxError,
    QueryTimeout,
    ReelgraphError,
    Refused,
    StoreLocked,
)
from reelgraph.graph import FilmGraph
from reelgraph.opening import open_graph, open_to_change
from reelgraph.store import EmbeddedStore, view
from reelgraph.store.sources import sources
from reelgraph.web.engine import Question
from reelgraph.web.writer import Writing
from reelgraph.web.writer.updates import graphs_named, with_dataset

W = "https://example.org/world/"


@pytest.fixture
def folder(two_sources: EmbeddedStore, tmp_path: Path) -> Path:
    FilmGraph(two_sources).save(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def engine(folder: Path) -> Iterator[Writing]:
    made = Writing(folder)
    yield made
    made.close()


def asked(engine: Writing, pattern: str) -> bool:
    with engine.ask(Question(f"ASK {{ {pattern} }}", "ASK")).body as body:
        found: bool = json.load(body)["boolean"]
    return found


def test_an_update_is_seen_by_the_next_question(engine: Writing) -> None:
    assert not asked(engine, "<x:a> <x:b> 1")
    before = engine.graph().store.state()
    engine.update("INSERT DATA { <x:a> <x:b> 1 }")
    assert asked(engine, "<x:a> <x:b> 1")
    assert engine.graph().store.query("ASK { <x:a> <x:b> 1 }")
    assert engine.graph().store.state() != before


def test_a_name_that_was_written_is_found(engine: Writing) -> None:
    assert not engine.graph().search("Zanzibar Nights").rows
    engine.update('INSERT DATA { <x:a> a film:Film ; rdfs:label "Zanzibar Nights" }')
    [row] = engine.graph().search("Zanzibar Nights").rows
    assert row["iri"] == "x:a"


def test_a_failing_update_changes_nothing(engine: Writing) -> None:
    with pytest.raises(QuerySyntaxError):
        engine.update("INSERT DATA { <x:a> <x:b> 1 } ; INSERT DATA { <x:a> }")
    assert not asked(engine, "<x:a> <x:b> 1")


def test_work_that_fails_in_the_middle_is_undone(engine: Writing) -> None:
    with engine.writable() as graph:
        before = set(graph.writable.rdf)

    def work(rdf: ox.Store) -> None:
        rdf.clear()
        rdf.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), ox.NamedNode("x:c")))
        rdf.add_graph(ox.NamedNode("x:empty"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.transact(work)
    with engine.writable() as graph:
        assert set(graph.writable.rdf) == before
        assert ox.NamedNode("x:empty") not in set(graph.writable.rdf.named_graphs())
    assert not asked(engine, "<x:a> ?p ?o")


def test_a_question_keeps_the_state_that_it_began_with(engine: Writing) -> None:
    old = engine.graph()
    engine.update("INSERT DATA { <x:a> <x:b> 1 }")
    assert not old.store.query("ASK { <x:a> <x:b> 1 }")
    assert engine.graph().store.query("ASK { <x:a> <x:b> 1 }")


def test_old_copies_and_their_workers_go(engine: Writing) -> None:
    serving = Path(engine.place) / "serving"
    for number in range(4):
        engine.update(f"INSERT DATA {{ <x:a> <x:b> {number} }}")
        assert asked(engine, f"<x:a> <x:b> {number}")
    for _ in range(200):  # a copy goes when the last who reads it has ended
        left = [entry.name for entry in serving.iterdir()]
        if left == [engine._copy.path.name]:
            break
        time.sleep(0.1)
    assert left == [engine._copy.path.name]


def test_the_view_follows_the_claims_of_a_source(engine: Writing) -> None:
    """What only one source claims leaves the view with the claim, and comes back with it."""
    [graph] = [s.graph for s in sources(engine.graph().store) if s.name == "world"]
    credit = "?credit film:hasWork ?work ; film:hasAgent ?who ; film:hasRole ?role"
    only = f"""SELECT ?credit ?work ?who WHERE {{ GRAPH <{graph}> {{ {credit} }}
      ?work film:hasContributor ?who
      FILTER NOT EXISTS {{ GRAPH ?other {{ ?more film:hasWork ?work ; film:hasAgent ?who }}
                           FILTER(?more != ?credit) }} }} ORDER BY ?credit LIMIT 1"""
    [row] = engine.graph().store.select(only)
    edge = f"{row['work']} film:hasContributor {row['who']}"
    said = engine.graph().store.select(
        f"SELECT ?p ?o WHERE {{ GRAPH <{graph}> {{ {row['credit']} ?p ?o }} }}"
    )
    claim = " . ".join(f"{row['credit']} {p} {o}" for p, o in said)
    assert shown(engine, edge)
    engine.update(f"DELETE DATA {{ GRAPH <{graph}> {{ {claim} }} }}")
    assert not shown(engine, edge)
    engine.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {claim} }} }}")
    assert shown(engine, edge)


def shown(engine: Writing, pattern: str) -> bool:
    return bool(engine.graph().store.query(f"ASK {{ {pattern} }}"))


def test_an_update_that_ends_with_a_semicolon_mends_the_view_too(engine: Writing) -> None:
    [graph] = [s.graph for s in sources(engine.graph().store) if s.name == "world"]
    claim = f"GRAPH <{graph}> {{ <x:film> a film:Film ; rdfs:label 'Quay' }}"
    for end in ("", " ;", " ; # so be it", " # so be it"):
        engine.update(f"INSERT DATA {{ {claim} }}{end}")
        assert shown(engine, "<x:film> a film:Film")
        engine.update(f"DELETE WHERE {{ {claim} }}{end}")
        assert not shown(engine, "<x:film> ?p ?o")
    assert not shown(engine, "GRAPH ?g { ?s film:loadState ?o }")


def test_what_an_update_makes_up_is_in_the_view_too(engine: Writing) -> None:
    [graph] = [s.graph for s in sources(engine.graph().store) if s.name == "world"]
    engine.update(
        f"INSERT {{ GRAPH <{graph}> {{ ?new a film:Film }} }} WHERE {{ BIND(UUID() AS ?new) }}"
    )
    assert shown(
        engine,
        f"GRAPH <{graph}> {{ ?new a film:Film }} ?new a film:Film "
        "FILTER(STRSTARTS(STR(?new), 'urn:uuid:'))",
    )


@pytest.mark.parametrize(
    ("update", "error"),
    [
        ("INSERT { <x:a> <x:n> ?n } WHERE { SELECT (COUNT(*) AS ?n) { %s } }", QueryTimeout),
        ("INSERT { ?a1 ?c2 ?b3 } WHERE { %s }", (QueryTimeout, Refused)),
    ],
)
def test_an_update_that_takes_too_long_changes_nothing_and_stops_nobody(
    folder: Path, update: str, error: type[Exception]
) -> None:
    crossed = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
    engine = Writing(folder, patience=3)
    try:
        engine.update("INSERT DATA { <x:a> <x:b> 1 }")
        state, failed = engine.graph().store.state(), []

        def late() -> None:
            with pytest.raises(error, match="nothing was changed"):
                engine.update(update % crossed)
            failed.append(True)

        thread = threading.Thread(target=late)
        thread.start()
        while thread.is_alive():
            assert asked(engine, "<x:a> <x:b> 1")
        assert failed
        assert engine.graph().store.state() == state
        assert not asked(engine, "<x:a> <x:n> ?n")
        engine.update("INSERT DATA { <x:a> <x:n> 2 }")
        assert asked(engine, "<x:a> <x:n> 2")
    finally:
        engine.close()


def test_the_end_of_the_server_ends_an_update_that_is_tried(folder: Path) -> None:
    crossed = " . ".join(f"?a{n} ?b{n} ?c{n}" for n in range(6))
    engine = Writing(folder)
    ended: list[BaseException] = []

    def late() -> None:
        try:
            engine.update(f"INSERT {{ <x:a> <x:n> 1 }} WHERE {{ {crossed} }}")
        except Busy as error:
            ended.append(error)

    thread = threading.Thread(target=late)
    thread.start()
    while engine._trying._child is None:
        time.sleep(0.01)
    engine.close()
    thread.join(30)
    assert ended


def test_a_kill_between_an_update_and_its_view_leaves_no_stale_view(folder: Path) -> None:
    """Whoever opens the folder next finishes it; of entities that no source names any more, too."""
    with open_graph(folder) as graph:
        [source] = [s.graph for s in sources(graph.store) if s.name == "world"]
        assert graph.store.query(f"ASK {{ <{W}lamp> film:hasContributor ?who }}")
    program = f"""
import os
from pathlib import Path
from reelgraph.store import view
from reelgraph.web.writer import Writing
engine = Writing(Path({str(folder)!r}))
view.mend = lambda *_: os.kill(os.getpid(), 9)
engine.update("DROP GRAPH <{source}>")
"""
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert killed.returncode == -9
    raw = ox.Store.read_only(str(folder / "rdf"))
    gone = raw.quads_for_pattern(None, None, None, ox.NamedNode(source))
    assert next(iter(gone), None) is None
    stale = raw.quads_for_pattern(ox.NamedNode(W + "lamp"), None, None, ox.DefaultGraph())
    assert next(iter(stale), None) is not None
    del raw, gone, stale
    expected = ox.Store()
    with open_graph(folder) as graph:
        assert not graph.store.unfinished()  # type: ignore[attr-defined]
        current = [s.graph for s in sources(graph.store)]
        expected.extend(ox.Quad(*t) for t in view.derive(graph.store.rdf, current))  # type: ignore[attr-defined]
        shown_now = graph.store.rdf.quads_for_pattern(None, None, None, ox.DefaultGraph())  # type: ignore[attr-defined]
        assert set(shown_now) == set(expected)


def test_reading_goes_on_while_it_is_written_and_sees_whole_states(engine: Writing) -> None:
    """Two numbers are always written as one; whoever reads meanwhile is never refused."""
    both = "SELECT ?a ?b WHERE { <x:a> <x:n> ?a . <x:b> <x:n> ?b }"
    failed: list[Exception] = []
    seen: set[int] = set()
    written = threading.Event()
    engine.update("INSERT DATA { <x:a> <x:n> 0 . <x:b> <x:n> 0 }")

    def read() -> None:
        try:
            while not written.is_set():
                [row] = engine.graph().store.select(both)
                assert row["a"] == row["b"]
                with engine.ask(Question(both, "SELECT")).body as body:
                    [found] = json.load(body)["results"]["bindings"]
                assert found["a"]["value"] == found["b"]["value"]
                seen.add(int(found["a"]["value"]))
                engine.graph().search("lamp")
        except (ReelgraphError, AssertionError, KeyError, ValueError) as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for n in range(500):
        if n >= 12 and (failed or len(seen) > 2):  # a busy machine may keep the readers waiting
            break
        engine.update(
            f"DELETE DATA {{ <x:a> <x:n> {n} . <x:b> <x:n> {n} }} ;"
            f"INSERT DATA {{ <x:a> <x:n> {n + 1} . <x:b> <x:n> {n + 1} }}"
        )
    written.set()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert len(seen) > 2


def test_a_change_by_the_program_is_published(engine: Writing) -> None:
    with engine.writable() as graph:
        graph.remove("second")
    assert "second" not in {s.name for s in sources(engine.graph().store)}


def test_what_a_killed_server_left_is_removed(folder: Path) -> None:
    left = folder / "serving" / "7"
    left.mkdir(parents=True)
    (left / "rdf").write_text("")
    engine = Writing(folder)
    assert not left.exists()
    engine.close()
    assert not (folder / "serving").exists()
    assert not (folder / "server.json").exists()


def test_nothing_is_taken_after_the_end(folder: Path) -> None:
    engine = Writing(folder)
    engine.close()
    with pytest.raises(Busy):
        engine.update("INSERT DATA { <x:a> <x:b> 1 }")
    with pytest.raises(Busy):
        engine.ask(Question("ASK { ?s ?p ?o }", "ASK"))


def test_others_go_through_the_server_that_has_the_folder(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reelgraph.cli.main", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(
        [*command, "--write", "-s", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with open_graph(folder) as graph:
            assert graph.store.place == f"{address}sparql"
            assert graph.query("ASK { ?s a film:Film }").rows
        with pytest.raises(StoreLocked, match=address):
            open_to_change(folder)
        with pytest.raises(StoreLocked, match=address):
            open_graph(folder, create=True)
        link = [*command[:3], "link", "-s", str(folder), "--endpoint", str(tmp_path)]
        refused = subprocess.run(link, capture_output=True, text=True, check=False)
        assert (refused.returncode, address in refused.stderr) == (3, True)
        assert "alone can write it" in refused.stderr
        server.terminate()
        assert server.wait(20) == 0
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()
    with open_to_change(folder) as graph:
        assert graph.query("ASK { ?s a film:Film }").rows


def test_a_note_of_a_killed_server_is_ignored(folder: Path) -> None:
    note = {"address": "http://127.0.0.1:1/", "pid": 1}
    (folder / "server.json").write_text(json.dumps(note))
    with open_graph(folder) as graph:
        assert graph.store.place == str(folder)


def test_the_dataset_of_the_protocol_goes_into_each_operation() -> None:
    update = (
        "INSERT DATA { <x:a> <x:b> 'WHERE' } ; INSERT { ?s <x:c> 1 } WHERE { ?s <x:b> ?o } ;\n"
        "DELETE WHERE { ?s <x:b> ?o . GRAPH <x:g> { ?s ?p ?q } } # WHERE"
    )
    found = with_dataset(update, ["x:d"], ["x:n"])
    using = "USING <x:d> USING NAMED <x:n> WHERE"
    assert found.count(using) == 2
    assert f"DELETE {{ ?s <x:b> ?o . GRAPH <x:g> {{ ?s ?p ?q }} }} {using}" in found
    store = ox.Store()
    store.update(found)  # it is still SPARQL
    with pytest.raises(QueryError, match="USING"):
        with_dataset("INSERT { ?s ?p 1 } USING <x:y> WHERE { ?s ?p ?o }", ["x:d"], [])


def test_which_graphs_an_update_may_change() -> None:
    assert graphs_named("PREFIX e: <http://e/> CLEAR GRAPH e:g") == {"http://e/", "http://e/g"}
    assert graphs_named("INSERT { GRAPH ?g { ?s ?p 1 } } WHERE { ?s ?p ?g }") is None
    assert graphs_named("DROP NAMED") is None
