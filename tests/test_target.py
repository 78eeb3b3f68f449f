"""Looking items up: in a file, on a server, and on servers that do all they can to be misread."""

import gzip
import os
import shutil
import socket
import stat
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import (
    PASSING,
    TOO_MUCH,
    Engine,
    Fault,
    Handler,
    Misbehaving,
    cutting,
    every_other,
    misbehaving,
    never,
    once,
    over,
)

import reelgraph as rg
from reelgraph import resources
from reelgraph.binding import Term
from reelgraph.store.address import Endpoint
from reelgraph.store.layout import Folder
from reelgraph.store.manners import Manners
from reelgraph.targets import contact, local
from reelgraph.targets.kept import Kept
from reelgraph.targets.local import Local
from reelgraph.targets.questions import question
from reelgraph.targets.remote import Remote
from reelgraph.targets.target import WIKIDATA, open_target
from reelgraph.vocabulary import RDFS, SKOS, WD, WDT, XSD

DATA = Path(__file__).parent / "data"
SMALL = DATA / "wikidata_small.ttl"
QUERIES = sorted(
    name.removesuffix(".rq")
    for name in resources.names("queries", ".rq")
    if name.startswith("wikidata_")
)

Row = tuple[Term | None, ...]


def wd(number: int) -> ox.NamedNode:
    return ox.NamedNode(f"{WD}Q{number}")


def wdt(prop: str) -> ox.NamedNode:
    return ox.NamedNode(WDT + prop)


def counted(rows: Iterator[Row]) -> Counter[str]:
    """The rows, however they are ordered, each as often as it came."""
    return Counter(
        " ".join("_:" if isinstance(term, ox.BlankNode) else str(term) for term in row)
        for row in rows
    )


class Clock:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("REELGRAPH_CONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("REELGRAPH_CONTACT", raising=False)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


# A file


def test_a_file_is_read_once_and_then_opened(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "films.ttl"
    shutil.copy(SMALL, file)
    os.utime(file, (time.time() - 60,) * 2)
    first = open_target(str(file))
    rows = list(first.ask("wikidata_by_id", [(wdt("P345"), ox.Literal("tt9000001"))]))
    assert rows == [(wdt("P345"), ox.Literal("tt9000001"), wd(900000001))]
    assert [f.name for f in cache.glob("target-*") if f.is_dir()] == [
        f"target-{first.version[:16]}"
    ]
    assert first.place == "films.ttl"
    monkeypatch.setattr(local, "_make", lambda *a: pytest.fail("it was read again"))
    assert open_target(str(file)).version == first.version


def test_the_version_is_the_sha256_of_the_file(tmp_path: Path) -> None:
    said = subprocess.run(["sha256sum", SMALL], capture_output=True, text=True, check=True)
    assert Local(SMALL).version == said.stdout.split()[0]


def test_a_file_that_changed_is_another_target_even_at_the_same_size(tmp_path: Path) -> None:
    file = tmp_path / "films.nt"
    lines = f'<{WD}Q1> <{RDFS}label> "one"@en .\n'
    for name in ("one", "two", "ten"):  # as quickly as it goes: the clock may not move
        file.write_text(lines.replace("one", name))
        rows = open_target(str(file)).ask("wikidata_by_name", [(ox.Literal(name, language="en"),)])
        assert [row[1] for row in rows] == [wd(1)]


def test_a_damaged_note_of_a_sha256_is_not_believed(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "films.ttl"
    shutil.copy(SMALL, file)
    version = Local(file).version
    time.sleep(0)  # the note is written only of a file that is not new
    for note in cache.glob("*.sha256"):
        note.write_text("nonsense")
    assert Local(file).version == version


@pytest.mark.parametrize("ending", ["nt", "nt.gz", "ttl", "rdf", "jsonld", "nq", "trig"])
def test_every_syntax_gives_the_same_rows(ending: str, tmp_path: Path) -> None:
    store = ox.Store()
    store.bulk_load(path=str(SMALL), format=ox.RdfFormat.TURTLE)
    name = ending.removesuffix(".gz")
    formats = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "ttl": ox.RdfFormat.TURTLE,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
    }
    if name in ("nq", "trig"):  # in a graph of its own
        for quad in list(store):
            store.add(ox.Quad(*quad.triple, ox.NamedNode("http://e/graph")))
            store.remove(quad)
        body = store.dump(format=formats[name])
    else:
        body = ox.serialize([q.triple for q in store], format=formats[name])
    assert body is not None
    file = tmp_path / f"small.{ending}"
    file.write_bytes(gzip.compress(body) if ending.endswith("gz") else body)
    values = [(wd(900000001),), (wd(900000002),)]
    for query in ("wikidata_facts", "wikidata_credits"):
        one, two = (counted(Local(f).ask(query, values)) for f in (file, SMALL))
        assert one == two
        assert one


def test_a_folder_of_files_is_one_target(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    (folder / "more").mkdir(parents=True)
    (folder / "a.nt").write_text(f'<{WD}Q1> <{RDFS}label> "one"@en .\n')
    (folder / "more" / "b.nt").write_text(f'<{WD}Q2> <{SKOS}altLabel> "one"@en .\n')
    (folder / "README.md").write_text("about")
    target = open_target(str(folder))
    names = [(ox.Literal("one", language="en"),)]
    assert {row[1] for row in target.ask("wikidata_by_name", names)} == {wd(1), wd(2)}
    assert target.place == "facts"
    (folder / "more" / "b.nt").rename(folder / "c.nt")
    assert open_target(str(folder)).version != target.version


def test_a_database_of_an_oxigraph_server_is_asked_as_it_lies(tmp_path: Path, cache: Path) -> None:
    store = ox.Store(str(tmp_path / "db"))
    store.bulk_load(path=str(SMALL), format=ox.RdfFormat.TURTLE)
    store.flush()
    del store
    target = open_target(str(tmp_path / "db"))
    assert counted(target.ask("wikidata_credits", [(wd(900000001),)])) == counted(
        Local(SMALL).ask("wikidata_credits", [(wd(900000001),)])
    )
    assert len(target.version) == 64
    assert target.version == open_target(str(tmp_path / "db")).version


@pytest.mark.parametrize(
    ("name", "body", "kind", "words"),
    [
        ("bad.nt", b'<http://e/a> <http://e/b> "c" .\n<x', rg.InputError, r"bad\.nt:2"),
        ("bad.ttl", b"@prefix wd: <http://e/> .\nwd:Q1 wd:P1 wd:\n", rg.InputError, "cut short"),
        ("bad.nq", b'<http://e/a> <http://e/b> "c" .\n<x', rg.InputError, r"bad\.nq:2"),
        ("cut.nt.gz", gzip.compress(os.urandom(999))[:-50], rg.InputError, "cut short|not N-Tri"),
        ("films.csv", b"title,year\nWanted,2008\n", rg.NotRecognised, "is no RDF, but csv"),
        ("other.nt", b"<http://e/a> <http://e/b> <http://e/c> .", rg.NotRecognised, "the shape of"),
        ("empty.nt", b"", rg.InputError, "is empty"),
        ("far.jsonld", b'{"@context": "http://e/c.json", "@id": "a"}', rg.InputError, "nothing is"),
        ("films.xyz", b"\x00\x01", rg.NotRecognised, "ending"),
    ],
)
def test_what_cannot_stand_in_for_wikidata_is_said_so_and_leaves_nothing(
    name: str, body: bytes, kind: type[Exception], words: str, tmp_path: Path, cache: Path
) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(kind, match=words):
        open_target(str(tmp_path / name))
    assert not list(cache.glob("*target*"))


def test_a_missing_file_a_store_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(rg.InputError, match="there is no such file"):
        open_target(str(tmp_path / "none.nt"))
    Folder(tmp_path / "store").create()
    with pytest.raises(rg.InputError, match="is a store of reelgraph"):
        open_target(str(tmp_path / "store"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(rg.InputError, match="without any file"):
        open_target(str(tmp_path / "empty"))
    (tmp_path / "empty" / "films.csv").write_text("title,year\nWanted,2008\n")
    with pytest.raises(rg.NotRecognised, match="without any RDF file"):
        open_target(str(tmp_path / "empty"))


def test_databases_that_nobody_used_for_long_go_when_another_one_is_made(
    tmp_path: Path, cache: Path
) -> None:
    def made(number: int) -> Path:
        file = tmp_path / f"{number}.nt"
        file.write_text(f'{wd(number)} <{RDFS}label> "Film {number}"@en .\n', "utf-8")
        return cache / f"target-{Local(file).version[:16]}"

    old = [made(n) for n in range(1, 5)]
    long_ago = time.time() - 40 * 86_400
    for place, folder in enumerate(old):
        os.utime(folder, (long_ago + place, long_ago + place))
    Local(tmp_path / "2.nt")  # used again: it stays
    new = made(5)
    assert [f.is_dir() for f in old] == [False, True, False, False]
    assert new.is_dir()


def test_what_a_killed_process_left_is_no_target_and_is_swept_away(cache: Path) -> None:
    left = cache / "making-target-killed"
    (left / "rdf").mkdir(parents=True)
    (left / "rdf" / "CURRENT").write_text("half")
    os.utime(left, (time.time() - 200_000,) * 2)
    young = cache / "making-target-other"
    young.mkdir()
    assert list(Local(SMALL).ask("wikidata_facts", [(wd(900000001),)]))
    assert not left.exists()
    assert young.exists()


def test_two_processes_that_read_one_file_at_once_both_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = local._fill

    def late(folder: Path, *rest: Any) -> None:
        real(folder, *rest)
        monkeypatch.setattr(local, "_fill", real)
        Local(SMALL)  # the other one is quicker

    monkeypatch.setattr(local, "_fill", late)
    assert list(Local(SMALL).ask("wikidata_facts", [(wd(900000001),)]))


def test_each_value_is_answered_once_however_often_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local, "BATCH", 2)
    target = Local(SMALL)
    values = [(wd(900000001 + n % 4),) for n in range(20)]
    assert counted(target.ask("wikidata_facts", values)) == counted(
        target.ask("wikidata_facts", values[:4])
    )
    assert list(target.ask("wikidata_facts", [])) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    store = ox.Store()
    name = ox.Literal(text, language="en")
    store.add(ox.Quad(wd(7), ox.NamedNode(RDFS + "label"), name))
    found = store.query(question("wikidata_by_name").of([(name,)]))
    assert isinstance(found, ox.QuerySolutions)
    assert [row["item"] for row in found] == [wd(7)]


def test_an_unknown_question_is_refused() -> None:
    for name in ("wikidata_weather", "co_stars", "../secret"):
        with pytest.raises(rg.QueryError, match="there is no query"):
            question(name)


# Three engines, one answer


def world() -> ox.Store:
    """The small facts, and 60 invented films with their people."""
    store = ox.Store()
    store.bulk_load(path=str(SMALL), format=ox.RdfFormat.TURTLE)
    year = ox.NamedNode(XSD + "dateTime")
    for n in range(60):
        film = wd(910000000 + n)
        said: list[tuple[ox.NamedNode, Any]] = [
            (wdt("P31"), wd(11424)),
            (ox.NamedNode(RDFS + "label"), ox.Literal(f'Film {n % 7} "é"', language="en")),
            (ox.NamedNode(SKOS + "altLabel"), ox.Literal(f"Film {n % 5}", language="mul")),
            (wdt("P577"), ox.Literal(f"{1950 + n}-01-01T00:00:00Z", datatype=year)),
            (wdt("P345"), ox.Literal(f"tt{n:07}")),
            *((wdt("P161"), wd(920000000 + (n + m) % 20)) for m in range(5)),
            (wdt("P57"), wd(930000000 + n // 10)),
        ]
        for prop, value in said:
            store.add(ox.Quad(film, prop, value))
        statement = ox.NamedNode(f"{WD}statement/date{n}")
        released = ox.Literal(f"{1949 + n}-01-01T00:00:00Z", datatype=year)
        store.add(ox.Quad(film, ox.NamedNode(WDT.replace("direct/", "") + "P577"), statement))
        ps = ox.NamedNode(WDT.replace("direct/", "statement/") + "P577")
        store.add(ox.Quad(statement, ps, released))
    return store


WORLD = world()
FILMS = [wd(910000000 + n) for n in range(60)] + [wd(900000001), wd(900000002)]


def values_of(query: str) -> list[tuple[ox.NamedNode | ox.Literal, ...]]:
    """What to ask a query of ours for: the terms of the facts that fit its variables."""
    names = question(query).variables
    people = [wd(920000000 + n) for n in range(20)] + [wd(930000000), wd(900000012)]
    texts = [ox.Literal(f'Film {n} "é"', language="en") for n in range(7)]
    texts += [ox.Literal(f"Film {n}", language="mul") for n in range(5)]
    fitting: dict[str, Sequence[ox.NamedNode | ox.Literal]] = {
        "film": FILMS,
        "item": [*FILMS, wd(900000012)],
        "person": people,
        "name": texts,
        "class": [wd(11424), wd(900000030), wd(5)],
        "value": [ox.Literal(f"tt{n:07}") for n in range(60)],
        "property": [wdt(p) for p in ("P345", "P57", "P161", "P577")],
        "language": [ox.Literal("en"), ox.Literal("mul")],
    }
    if names == ("property", "value"):
        return [(wdt("P345"), value) for value in fitting["value"]]
    first = fitting[names[0]]
    if len(names) == 1:
        return [(term,) for term in first]
    rows: list[tuple[ox.NamedNode | ox.Literal, ...]] = [(term,) for term in first]
    for name in names[1:]:
        rows = [(*row, term) for row in rows for term in fitting[name]]
    return rows


@contextmanager
def served(store: ox.Store, *options: str) -> Iterator[str]:
    """The address of an `oxigraph` server with these facts in its memory."""
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not program.is_file():
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [str(program), "serve", *options, "--bind", address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            request = urllib.request.Request(
                f"http://{address}/store",
                data=store.dump(format=ox.RdfFormat.N_QUADS),
                headers={"Content-Type": "application/n-quads"},
                method="POST",
            )
            for _ in range(500):
                assert server.poll() is None, "the server ended"
                try:
                    urllib.request.urlopen(request, timeout=10).close()
                    break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.02)
            yield f"http://{address}/query"
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="module")
def another() -> Iterator[str]:
    with served(WORLD) as url:
        yield url


@pytest.fixture(scope="module")
def second_engine() -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.parse(data=WORLD.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()))
    return graph


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "world.nt"
    WORLD.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return path


@pytest.mark.parametrize("query", QUERIES)
def test_a_real_server_and_a_second_engine_give_the_rows_of_the_file(
    query: str, another: str, second_engine: rdflib.Graph, file: Path
) -> None:
    values = values_of(query)
    here = counted(Local(file).ask(query, values))
    assert counted(Remote(another, batch=7).ask(query, values)) == here
    there = second_engine.query(question(query).of(values))
    shown = Counter(" ".join(_shown(term) for term in row) for row in there)  # type: ignore[union-attr]
    assert shown == here
    assert here  # the values find something, so that to agree says something


def _shown(term: Any) -> str:
    """A term of the other engine as ours writes it."""
    if term is None:
        return "None"
    if isinstance(term, rdflib.URIRef):
        return f"<{term}>"
    if isinstance(term, rdflib.BNode):
        return "_:"
    if term.datatype == rdflib.XSD.dateTime:
        return str(
            ox.Literal(str(term).replace("+00:00", "Z"), datatype=ox.NamedNode(XSD + "dateTime"))
        )
    return str(
        ox.Literal(str(term), language=term.language)
        if term.language
        else ox.Literal(str(term), datatype=ox.NamedNode(term.datatype or XSD + "string"))
    )


# A server that does all it can to be misread


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        yield running


class Case:
    """A server with a fault, and the client of a run against it."""

    def __init__(self, server: Misbehaving, fault: Fault) -> None:
        self.server = server
        self.engine = server.engine = Engine(WORLD, fault)
        self.clock = Clock()

    def run(self, *, resume: bool = False, fresh: bool = False, **settings: Any) -> Remote:
        """A new run, which knows nothing but what is kept."""
        url = self.server.url("sparql")
        manners = Manners("the server", clock=self.clock, pause=self.clock.pause)
        kept = Kept(Endpoint.of(url), resume=resume, fresh=fresh, clock=self.clock)
        return Remote(url, manners=manners, kept=kept, **{"batch": 8, **settings})


NAMES = values_of("wikidata_by_name")
ITEMS = values_of("wikidata_credits")


@pytest.fixture
def right(file: Path) -> Counter[str]:
    """What there is to find."""
    return counted(Local(file).ask("wikidata_credits", ITEMS))


def check(case: Case, right: Counter[str], **settings: Any) -> None:
    """Nothing wrong, nothing lost, nothing asked again."""
    assert counted(case.run(**settings).ask("wikidata_credits", ITEMS)) == right
    assert case.engine.failed > 0
    assert set(case.engine.answered.values()) == {1}
    asked = case.engine.asked.total()
    assert counted(case.run(**settings).ask("wikidata_credits", ITEMS)) == right
    assert case.engine.asked.total() == asked


@pytest.mark.parametrize("behaviour", PASSING)
def test_what_goes_wrong_once_is_asked_again_until_it_is_whole(
    behaviour: str, server: Misbehaving, right: Counter[str]
) -> None:
    check(Case(server, once(PASSING[behaviour])), right)


@pytest.mark.parametrize("behaviour", PASSING)
def test_an_error_every_other_time_loses_nothing(
    behaviour: str, server: Misbehaving, right: Counter[str]
) -> None:
    check(Case(server, every_other(PASSING[behaviour])), right)


@pytest.mark.parametrize("behaviour", TOO_MUCH)
def test_a_batch_that_is_too_much_is_halved(
    behaviour: str, server: Misbehaving, right: Counter[str]
) -> None:
    case = Case(server, over(3, TOO_MUCH[behaviour]))
    check(case, right, deadline=0.5 if behaviour == "a slow body" else 30)


@pytest.mark.parametrize("behaviour", [*PASSING, *TOO_MUCH])
def test_what_stays_wrong_is_an_error_and_nothing_of_it_is_kept(
    behaviour: str, server: Misbehaving, right: Counter[str]
) -> None:
    wrong = {**PASSING, **TOO_MUCH}[behaviour]
    case = Case(server, over(-1, wrong))
    slow = behaviour == "a slow body"
    with pytest.raises(rg.EndpointError, match="--resume"):
        list(case.run(deadline=0.2 if slow else 30).ask("wikidata_credits", ITEMS))
    assert case.engine.failed <= 10
    case.engine.fault = never
    case.clock.now += 120
    assert counted(case.run(resume=True).ask("wikidata_credits", ITEMS)) == right


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 415, 418])
def test_what_asking_again_cannot_change_is_asked_once(status: int, server: Misbehaving) -> None:
    case = Case(server, once(lambda h, body: h.answer("no", "text/plain", status)))
    with pytest.raises(rg.EndpointError, match=str(status)):
        list(case.run().ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 1


@pytest.mark.parametrize("most", [9, 10, 17, 40])
def test_rows_that_are_cut_without_a_word_are_found_out(
    most: int, server: Misbehaving, right: Counter[str]
) -> None:
    """The server cuts at a number that nobody was told, and that is smaller than what is asked."""
    check(Case(server, cutting(most)), right, batch=20)


def test_a_cut_at_ten_thousand_rows_is_found_out(server: Misbehaving) -> None:
    facts = ox.Store()
    names = [(ox.Literal(f"Film {n}", language="en"),) for n in range(40)]
    label = ox.NamedNode(RDFS + "label")
    facts.extend(ox.Quad(wd(n + 1), label, names[n % 40][0]) for n in range(24_000))
    case = Case(server, cutting(10_000))
    case.engine.facts = facts
    remote = case.run(batch=40)
    assert len(counted(remote.ask("wikidata_by_name", names))) == 24_000


@pytest.mark.parametrize("most", [20, 1000])
def test_one_value_with_more_rows_than_a_server_gives_comes_in_pages(
    most: int, server: Misbehaving
) -> None:
    facts = ox.Store()
    label, name = ox.NamedNode(RDFS + "label"), ox.Literal("Untitled", language="mul")
    facts.extend(ox.Quad(wd(n + 1), label, name) for n in range(2 * most + 5))
    case = Case(server, cutting(most))
    case.engine.facts = facts
    rows = list(case.run().ask("wikidata_by_name", [(name,)]))
    assert {row[1] for row in rows} == {wd(n + 1) for n in range(2 * most + 5)}
    assert len(rows) == 2 * most + 5


def test_pages_that_do_not_add_up_are_an_error(server: Misbehaving) -> None:
    facts = ox.Store()
    label, name = ox.NamedNode(RDFS + "label"), ox.Literal("Untitled", language="mul")
    facts.extend(ox.Quad(wd(n + 1), label, name) for n in range(50))

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if "OFFSET 38" in query:
            h.answer(b'{"head": {"vars": ["name", "item"]}, "results": {"bindings": []}}')
            return True
        return cutting(20)(engine, h, query, body)

    case = Case(server, fault)
    case.engine.facts = facts
    with pytest.raises(rg.EndpointError, match=r"counts 50 rows.*gives 38"):
        list(case.run().ask("wikidata_by_name", [(name,)]))


def test_a_batch_grows_again_after_it_was_halved(server: Misbehaving) -> None:
    case = Case(server, once(TOO_MUCH["504"]))
    list(case.run(batch=8).ask("wikidata_credits", ITEMS))
    case.engine.fault = never
    values = [(wd(n),) for n in range(1, 400)]
    list(case.run(batch=8).ask("wikidata_facts", values))
    sizes = [query.count("\n    (") for query in case.engine.asked]
    assert sizes[-2] == 8


# Manners


def test_as_long_is_waited_as_the_server_says_and_no_longer(server: Misbehaving) -> None:
    case = Case(server, once(lambda h, body: h.answer("", "text/plain", 429, Retry_After=37)))
    list(case.run().ask("wikidata_credits", ITEMS[:1]))
    waits = [wait for wait in case.clock.waits if wait > 1]
    assert waits == [pytest.approx(37)] * 3  # the question, and two about the server


@pytest.mark.parametrize("said", ["86400", "999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_server_that_wants_to_be_left_alone_is_left_alone_by_the_next_run_too(
    said: str, server: Misbehaving
) -> None:
    wrong = once(lambda h, body: h.answer("", "text/plain", 429, Retry_After=said))
    case = Case(server, wrong)
    for _ in range(2):
        with pytest.raises(rg.EndpointError, match=r"left alone for [\d,]+ minutes"):
            list(case.run(resume=True).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 1
    assert case.clock.waits == []


def test_so_many_errors_in_a_minute_end_the_run() -> None:
    clock = Clock()
    manners = Manners("the server", clock=clock, pause=clock.pause)
    for _ in range(15):  # never two in a row, and each time the server says to come again soon
        with manners.turn():
            manners.succeeded()
        with manners.turn():
            manners.failed(1)
    for _ in range(2):
        with pytest.raises(rg.EndpointError, match=r"within a minute.*--resume"), manners.turn():
            pytest.fail("it was asked")
    clock.now += 61
    with manners.turn():
        manners.succeeded()


def test_failures_in_a_row_end_the_run_and_a_minute_later_it_may_be_tried_again() -> None:
    clock = Clock()
    manners = Manners("the server", clock=clock, pause=clock.pause)
    for _ in range(8):
        with manners.turn():
            manners.failed()
    assert [round(wait) for wait in clock.waits] == [5, 10, 20, 40, 60, 60, 60]
    with pytest.raises(rg.EndpointError, match="8 questions in a row failed"), manners.turn():
        pytest.fail("it was asked")
    with pytest.raises(rg.EndpointError, match="a moment ago"), manners.turn():
        pytest.fail("it was asked")
    clock.now += 61
    with manners.turn():
        manners.succeeded()


def test_when_a_minute_of_query_time_is_used_up_it_is_waited_for_the_next() -> None:
    clock = Clock()
    manners = Manners("the server", gap=0.5, clock=clock, pause=clock.pause)
    began = clock.now
    starts = []
    for _ in range(5):  # after two of them, 60 s were spent: the first has to be a minute ago
        with manners.turn():
            starts.append(clock.now - began)
            clock.now += 30
    assert starts == [0, 30.5, 90, 120.5, 180]


def test_between_two_short_questions_there_is_a_gap() -> None:
    clock = Clock()
    manners = Manners("the server", gap=0.5, clock=clock, pause=clock.pause)
    for _ in range(3):
        with manners.turn():
            clock.now += 1
    assert clock.waits == [0.5, 0.5]


def test_one_question_at_a_time_is_asked_by_all_threads(server: Misbehaving) -> None:
    at_once, most, guard = [0], [0], threading.Lock()

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        with guard:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        h.server.over.wait(0.01)
        with guard:
            at_once[0] -= 1
        return False

    case = Case(server, fault)
    url = server.url("sparql")
    found: list[Counter[str]] = []

    def ask(part: int) -> None:
        found.append(counted(Remote(url, batch=4).ask("wikidata_credits", ITEMS[part::4])))

    threads = [threading.Thread(target=ask, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert most == [1]
    assert case.engine.asked.total() >= 16


# What is kept


def test_answers_are_kept_for_a_day_and_for_as_long_as_it_takes_to_resume(
    server: Misbehaving, cache: Path
) -> None:
    case = Case(server, never)
    list(case.run().ask("wikidata_credits", ITEMS))
    asked = case.engine.asked.total()
    case.clock.now += 86_000
    list(case.run().ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == asked
    case.clock.now += 90_000
    list(case.run(resume=True).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == asked
    case.clock.now += 90_000
    list(case.run().ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 2 * asked


def test_a_fresh_run_takes_no_earlier_answers_but_those_of_the_run_that_it_resumes(
    server: Misbehaving, cache: Path
) -> None:
    case = Case(server, never)
    list(case.run().ask("wikidata_credits", ITEMS))
    asked = case.engine.asked.total()
    case.clock.now += 60
    list(case.run(fresh=True).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 2 * asked
    case.clock.now += 90_000
    list(case.run(fresh=True, resume=True).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 2 * asked
    list(case.run(fresh=True).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 3 * asked
    list(case.run().ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 3 * asked


def test_names_that_were_asked_for_can_be_read_by_nobody_else(
    server: Misbehaving, cache: Path
) -> None:
    list(Case(server, never).run().ask("wikidata_by_name", NAMES))
    kept = cache / "answers"
    files = [p for p in kept.rglob("*") if p.is_file()]
    assert len(files) > 3
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}
    folders = [kept, *(p for p in kept.rglob("*") if p.is_dir())]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folders} == {0o700}


def _emptied(body: bytes) -> bytes:
    return b""


def _halved(body: bytes) -> bytes:
    return body[: len(body) // 2]


def _flipped(body: bytes) -> bytes:
    return body[:-6] + bytes([body[-6] ^ 1]) + body[-5:]


def _foreign(body: bytes) -> bytes:
    return gzip.compress(gzip.decompress(body).replace(b'"key": "', b'"key": "0'))


def _forged(body: bytes) -> bytes:
    return gzip.compress(gzip.decompress(body).replace(b'"bindings":[', b'"bindings":7'))


@pytest.mark.parametrize("damage", [_emptied, _halved, _flipped, _foreign, _forged])
def test_a_damaged_answer_is_asked_for_again(
    damage: Callable[[bytes], bytes], server: Misbehaving, cache: Path, right: Counter[str]
) -> None:
    case = Case(server, never)
    list(case.run().ask("wikidata_credits", ITEMS))
    asked = case.engine.asked.total()
    files = list((cache / "answers").rglob("*.json.gz"))
    for path in files:
        path.write_bytes(damage(path.read_bytes()))
    assert counted(case.run().ask("wikidata_credits", ITEMS)) == right
    assert case.engine.asked.total() == asked + len(files)


def test_two_servers_do_not_share_their_answers(server: Misbehaving) -> None:
    case = Case(server, never)
    list(case.run().ask("wikidata_credits", ITEMS))
    asked = case.engine.asked.total()
    list(Remote(server.url("another"), batch=8).ask("wikidata_credits", ITEMS))
    assert case.engine.asked.total() == 2 * asked


CHILD = """
import sys
import pyoxigraph as ox
from reelgraph.targets.target import open_target
from reelgraph.targets.remote import Remote
url, resume, *items = sys.argv[1:]
remote = Remote(url, batch=8, resume=resume == "yes")
for row in remote.ask("wikidata_credits", [(ox.NamedNode(i),) for i in items]):
    print(*row, flush=True)
"""


@pytest.mark.parametrize("moment", [1, 4, 7])
def test_a_run_that_was_killed_and_is_started_again_asks_nothing_twice(
    moment: int, server: Misbehaving, right: Counter[str]
) -> None:
    children: list[subprocess.Popen[str]] = []

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if engine.asked.total() != moment + 1:
            return False
        children[0].kill()  # in the middle of this question
        return True

    case = Case(server, fault)
    items = [row[0].value for row in ITEMS]
    outputs = []
    for resume in ("no", "yes"):
        command = [sys.executable, "-c", CHILD, server.url("sparql"), resume, *items]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            children.append(child)
            outputs.append(child.communicate(timeout=120)[0])
    assert [child.returncode == 0 for child in children] == [False, True]
    assert Counter(outputs[1].splitlines()) == right
    assert set(case.engine.answered.values()) == {1}
    assert case.engine.failed == 1


def test_the_values_are_sent_in_the_same_batches_whatever_their_order(
    server: Misbehaving,
) -> None:
    case = Case(server, never)
    list(case.run().ask("wikidata_credits", ITEMS))
    asked = case.engine.asked.total()
    list(case.run().ask("wikidata_credits", [*reversed(ITEMS), *ITEMS]))
    assert case.engine.asked.total() == asked


def test_a_real_server_that_ends_a_query_after_it_said_200_is_asked_for_less() -> None:
    """Each class below each of those above it: many steps for every class that is asked for."""
    store, below = ox.Store(), wdt("P279")
    classes = [wd(n + 1) for n in range(400)]
    store.bulk_extend(
        ox.Quad(low, below, high) for n, low in enumerate(classes) for high in classes[n + 1 :]
    )
    with served(store, "--timeout-s", "1") as url:
        clock = Clock()
        remote = Remote(url, manners=Manners("it", clock=clock, pause=clock.pause))
        values = [(high,) for high in classes[-100:]]
        try:
            found = list(remote.ask("wikidata_subclasses", values))
        except rg.EndpointError:
            pytest.skip("this machine is too busy for one class in a second")
        assert remote.client.asked > 3
        assert len(found) == len(set(found)) == sum(range(301, 401))


# Whom the server's keepers may write to


def test_a_server_of_others_is_not_asked_without_a_contact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for address in (None, "https://example.org/sparql"):
        with pytest.raises(rg.EndpointError, match="REELGRAPH_CONTACT"):
            open_target(address)
    monkeypatch.setenv("REELGRAPH_CONTACT", "ada@example.org")
    target = open_target()
    assert target.place == target.version == WIKIDATA
    assert target.client.asked == 0  # type: ignore[attr-defined]
    monkeypatch.setenv("REELGRAPH_CONTACT", "me")
    with pytest.raises(rg.InputError, match="'me' is no contact"):
        open_target()


def test_a_contact_is_remembered_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert contact.known() is None
    assert contact.remember(" ada@example.org\n") == "ada@example.org"
    assert contact.known() == "ada@example.org"
    assert stat.S_IMODE(contact.settings().stat().st_mode) == 0o600
    monkeypatch.setenv("REELGRAPH_CONTACT", "https://example.org/about")
    assert contact.known() == "https://example.org/about"
    monkeypatch.delenv("REELGRAPH_CONTACT")
    contact.settings().write_text("{")
    with pytest.raises(rg.StoreError, match="cannot be read"):
        contact.known()


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "@example.org", "a@b", "a@b.c\r\nX: y", "ftp://e.org", "ä@e.org"]
)
def test_what_is_no_contact_is_refused(text: str) -> None:
    with pytest.raises(rg.InputError, match="is no contact"):
        contact.valid(text)


def test_the_contact_is_sent_with_each_question(server: Misbehaving) -> None:
    case = Case(server, never)
    list(case.run(contact="ada@example.org").ask("wikidata_credits", ITEMS[:1]))
    agents = {headers["User-Agent"] for _, headers, _ in server.seen}
    assert agents == {f"reelgraph/{rg.__version__} (ada@example.org)"}
    assert all(
        headers["Accept"].startswith("application/sparql-r") for _, headers, _ in server.seen
    )
