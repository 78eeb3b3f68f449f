"""A graph on a SPARQL server: the same answers as on a folder and in a file, or an error."""

import gc
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner, Result
from conftest import Served
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import BEHAVIOURS, Misbehaving, misbehaving
from virtuoso import PROGRAM, WHY, virtuoso

import reelgraph as rg
from reelgraph import loading, query
from reelgraph.cli import checking, demo, reading, writing
from reelgraph.cli.main import commands
from reelgraph.store import EmbeddedStore, EndpointStore
from reelgraph.store.address import Endpoint
from reelgraph.store.client import Client
from reelgraph.store.layout import LINKS, VIEW, Folder
from reelgraph.store.outline import counting, outline, with_prefixes
from reelgraph.vocabulary import SKOS, WD

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]

DATA = Path(__file__).parent / "data"
W = "https://example.org/world/"
FILM = "https://w3id.org/reelgraph/ns#"
SELECT = "SELECT ?x WHERE { ?s ?p ?x }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of an `oxigraph` server that runs until the end of the block."""
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not program.is_file():
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(program), *options, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        for _ in range(500):
            assert server.poll() is None, (server.stderr.read() if server.stderr else b"").decode()
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.kill()
        server.wait()
        if server.stderr:
            server.stderr.close()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The tiny world with two sources that share facts, in its homes.

    In a folder, in a file, on a server, on one that shows all graphs as one, and on Virtuoso.
    """
    place = tmp_path_factory.mktemp("homes")
    Folder(place / "store").create()
    store = EmbeddedStore(place / "store")
    loading.load(store, [str(DATA / "world.ttl")], name="world")
    loading.load(store, [str(DATA / "world_second.ttl")], name="second")
    link = (ox.NamedNode(W + "lamp"), ox.NamedNode(SKOS + "exactMatch"))
    with store.writing() as writer:
        writer.rdf.add(ox.Quad(*link, ox.NamedNode(WD + "Q999999992"), ox.NamedNode(LINKS)))
    store.close()
    with rg.open(place / "store") as graph:
        graph.save(place / "all.trig")
    shutil.copytree(place / "store" / "rdf", place / "served")
    merged = ox.Store(str(place / "merged"))
    view = ox.NamedNode(VIEW)
    quads = list(ox.parse(path=str(place / "all.trig")))
    default = ox.DefaultGraph()
    merged.extend(q if q.graph_name != default else ox.Quad(*q.triple, view) for q in quads)
    merged.flush()
    del merged
    union = ("serve-read-only", "--union-default-graph", "--location", str(place / "merged"))
    with ExitStack() as running:
        found = {
            "folder": str(place / "store"),
            "file": str(place / "all.trig"),
            "endpoint": running.enter_context(
                served("serve-read-only", "--location", str(place / "served"))
            ),
            "union": running.enter_context(served(*union)),
        }
        if PROGRAM:
            (place / "virtuoso").mkdir()
            server = running.enter_context(virtuoso(place / "virtuoso"))
            server.fill(quads)
            found["virtuoso"] = server.url
        yield found


@pytest.mark.skipif(PROGRAM is None, reason=WHY)
def test_virtuoso_is_one_of_the_homes(homes: dict[str, str]) -> None:
    assert "virtuoso" in homes


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REELGRAPH_STORE", raising=False)


@pytest.fixture(scope="module")
def graphs(homes: dict[str, str]) -> Iterator[dict[str, rg.FilmGraph]]:
    opened = {name: rg.open(place) for name, place in homes.items()}
    yield opened
    for graph in opened.values():
        graph.close()


def the_same(found: dict[str, object]) -> object:
    """What all homes say, if they say the same."""
    for home, said in found.items():
        assert said == found["folder"], home
    return found["folder"]


# The same in all homes: Python

KINDS = {
    "Person": [W + "bo", W + "gus"],
    "Film": [W + "lamp", W + "road"],
    "Work": [W + "lamp", W + "road"],
    "Company": [W + "kite"],
    "Festival": [W + "pier"],
    "Genre": [W + "drama"],
    "Entity": [W + "bo", W + "lamp"],
    "year": ["1950", "1990"],
    "integer": ["1", "2"],
    "text": ["Bo Marsh", "cast"],
}
QUERIES = sorted(query.catalogue())


def arguments(name: str) -> dict[str, str]:
    """Values for the parameters of a named query, by their kinds."""
    left = {kind: list(values) for kind, values in KINDS.items()}
    wanted = [p for p in query.named(name).parameters if p.default is None]
    return {p.name: "; ".join(left[p.of]) if p.is_list else left[p.of].pop(0) for p in wanted}


@pytest.mark.parametrize("name", QUERIES)
def test_every_named_query_has_the_same_rows_in_all_homes(
    name: str, graphs: dict[str, rg.FilmGraph]
) -> None:
    found = {h: g.query(name, **arguments(name)) for h, g in graphs.items()}
    the_same({h: (r.columns, Counter(map(str, r.terms))) for h, r in found.items()})


def test_enough_of_them_have_rows_at_all(graphs: dict[str, rg.FilmGraph]) -> None:
    filled = [n for n in QUERIES if len(graphs["endpoint"].query(n, **arguments(n)))]
    assert len(filled) > len(QUERIES) / 2


def test_a_fact_of_two_sources_is_one_row_and_counts_once(
    graphs: dict[str, rg.FilmGraph],
) -> None:
    # both sources say that Bo is in The Lamp
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ <{W}lamp> film:hasCastMember <{W}bo> }}"
    claimed = "?c film:hasWork w:lamp ; film:hasAgent w:bo"
    twice = f"PREFIX w: <{W}> SELECT ?g WHERE {{ GRAPH ?g {{ {claimed} }} }}"
    for graph in graphs.values():
        assert graph.query(asked).rows == [{"n": 1}]
        assert len(graph.query(twice)) == 2


def test_answers_are_of_the_same_kinds(graphs: dict[str, rg.FilmGraph]) -> None:
    asked = {h: g.answer("ASK { ?f a film:Film }") for h, g in graphs.items()}
    assert the_same(asked) is True
    none = {h: g.answer("ASK { ?f a film:Nothing }") for h, g in graphs.items()}
    assert the_same(none) is False
    made = "CONSTRUCT { ?f rdfs:label ?l } WHERE { ?f a film:Film ; rdfs:label ?l }"
    triples = {h: set(map(str, g.answer(made))) for h, g in graphs.items()}  # type: ignore[arg-type, union-attr]
    assert len(the_same(triples)) == 9  # type: ignore[arg-type]
    described = {h: set(map(str, g.answer(f"DESCRIBE <{W}bo>"))) for h, g in graphs.items()}  # type: ignore[arg-type, union-attr]
    assert the_same(described)
    columns = {
        h: g.query("SELECT * WHERE { ?z a film:Film . OPTIONAL { ?z film:year ?a } }").columns
        for h, g in graphs.items()
    }
    assert the_same(columns) == ["z", "a"]


def test_cells_keep_their_types_languages_and_gaps(graphs: dict[str, rg.FilmGraph]) -> None:
    asked = """SELECT ?l ?d ?y ?n WHERE { ?f a film:Film ; rdfs:label ?l .
        OPTIONAL { ?f film:releaseDate ?d } OPTIONAL { ?f film:year ?y } }
        ORDER BY ?l ?y STR(?d)"""
    the_same({h: g.query(asked).terms for h, g in graphs.items()})


@pytest.mark.parametrize(
    "name", ["Bo Marsh", "The Lamp", "Night Ferry (1954)", W + "harbour", "Q999999992"]
)
def test_the_card_is_the_same_in_all_homes(name: str, graphs: dict[str, rg.FilmGraph]) -> None:
    said = the_same({h: g.find(name).text(with_evidence=True) for h, g in graphs.items()})
    assert "Sources" in str(said)
    the_same({h: g.find(name)._repr_html_() for h, g in graphs.items()})


@pytest.mark.parametrize("name", ["Night Ferry", "Nigth Fery", "Q1", ""])
def test_a_name_that_is_not_found_or_ambiguous_is_so_in_all_homes(
    name: str, graphs: dict[str, rg.FilmGraph]
) -> None:
    said = {}
    for home, graph in graphs.items():
        with pytest.raises((rg.NotFound, rg.Ambiguous)) as caught:
            graph.find(name)
        said[home] = str(caught.value)
    the_same(said)  # type: ignore[arg-type]


def test_networks_and_paths_are_the_same_in_all_homes(graphs: dict[str, rg.FilmGraph]) -> None:
    def edges(network: "nx.MultiDiGraph[str]") -> tuple[object, ...]:
        return sorted(network.nodes(data=True)), sorted(
            (a, b, k, sorted(d.items())) for a, b, k, d in network.edges(keys=True, data=True)
        )

    around = {h: edges(g.network("Bo Marsh", depth=3).to_networkx()) for h, g in graphs.items()}
    assert len(the_same(around)[0]) > 5  # type: ignore[index]
    weak = {
        h: edges(g.network(W + "harbour", include="weak", years="1990-2000").to_networkx())
        for h, g in graphs.items()
    }
    the_same(weak)  # type: ignore[arg-type]
    ways = {h: g.path("Bo Marsh", "Hal Voss", all=True).rows for h, g in graphs.items()}
    assert the_same(ways)  # type: ignore[arg-type]
    whole = {h: edges(g.to_networkx()) for h, g in graphs.items()}
    assert len(the_same(whole)[1]) > 40  # type: ignore[index]
    shown = {h: sorted(g.network("Bo Marsh")._repr_mimebundle_()) for h, g in graphs.items()}
    assert "text/html" in the_same(shown)  # type: ignore[arg-type, operator]


def test_sources_and_decisions_are_the_same_in_all_homes(graphs: dict[str, rg.FilmGraph]) -> None:
    listed = the_same({h: g.sources().rows for h, g in graphs.items()})
    assert [row["name"] for row in listed] == ["second", "world"]  # type: ignore[attr-defined]


def test_rdflib_reads_the_same_from_all_homes(graphs: dict[str, rg.FilmGraph]) -> None:
    asked = "SELECT ?f ?y WHERE { ?f a film:Film ; film:year ?y } ORDER BY ?f"
    label = rdflib.RDFS.label

    def read(graph: rg.FilmGraph) -> tuple[object, ...]:
        dataset = graph.dataset
        names = sorted(str(g.identifier) for g in dataset.graphs())
        inside = dataset.graph(rdflib.URIRef(names[-1]))
        return (
            [tuple(row) for row in dataset.query(asked, initNs={"film": rdflib.Namespace(FILM)})],
            sorted(dataset.subject_objects(label)),
            (rdflib.URIRef(W + "bo"), label, None) in dataset,
            len(dataset),
            names,
            sorted(inside.triples((None, None, None))),
            len(inside),
        )

    rows, labels, has, size, names, inside, count = the_same(  # type: ignore[misc]
        {h: read(g) for h, g in graphs.items()}
    )
    assert rows
    assert labels
    assert has
    assert size > 100
    assert len(names) > 3
    assert len(inside) == count > 0


# The same in all homes: exports and copies


def quads(path: Path) -> set[str]:
    return {str(q) for q in ox.parse(path=str(path))}


@pytest.mark.parametrize("ending", ["trig", "nq", "ttl", "nt", "rdf", "jsonld", "nq.gz"])
def test_exports_hold_the_same_facts(
    ending: str, graphs: dict[str, rg.FilmGraph], tmp_path: Path
) -> None:
    said, found = {}, {}
    for home, graph in graphs.items():
        path = tmp_path / f"{home}.{ending}"
        said[home] = graph.save(path)
        if ending.endswith(".gz"):
            import gzip

            path = path.with_suffix("")
            path.write_bytes(gzip.decompress(path.with_suffix(".nq.gz").read_bytes()))
        found[home] = quads(path)
    assert len(the_same(found)) > 100  # type: ignore[arg-type]
    the_same(said)  # type: ignore[arg-type]


def test_pictures_of_the_whole_graph_show_the_same(
    graphs: dict[str, rg.FilmGraph], tmp_path: Path
) -> None:
    drawn, labels = {}, {}
    for home, graph in graphs.items():
        for ending in ("graphml", "svg", "html"):
            graph.save(tmp_path / f"{home}.{ending}")
        network = nx.read_graphml(tmp_path / f"{home}.graphml")
        drawn[home] = (dict(network.nodes(data=True)), Counter(map(str, network.edges(data=True))))
        svg = (tmp_path / f"{home}.svg").read_text("utf-8")
        labels[home] = sorted(re.findall(r"<text[^>]*>([^<]+)<", svg))
        assert "Bo Marsh" in (tmp_path / f"{home}.html").read_text("utf-8")
    the_same(drawn)  # type: ignore[arg-type]
    the_same(labels)  # type: ignore[arg-type]


def test_a_copy_taken_from_a_server_is_the_store_itself(
    homes: dict[str, str], tmp_path: Path
) -> None:
    with rg.open(homes["endpoint"]) as graph:
        assert graph.store.base == "https://w3id.org/reelgraph"
        assert graph.save(tmp_path / "copy") == ""
        with pytest.raises(rg.StoreError, match="is a store already"):
            graph.save(tmp_path / "copy")
    with rg.open(tmp_path / "copy") as copy, rg.open(homes["folder"]) as original:
        assert set(copy.store.rdf) == set(original.store.rdf)  # type: ignore[attr-defined]


# The same in all homes: the command line

for module in (checking, demo, reading, writing):
    module.register(commands)


def typed(*words: str) -> Result:
    """What a command does, in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the process ends, and closes its files
        done = CliRunner().invoke(commands, words, standalone_mode=False)
        gc.collect()
    return done


COMMANDS = [
    ["query", "co_stars", "--person", "Bo Marsh"],
    ["query", "filmography", "--person", W + "bo", "--format", "csv"],
    ["query", "SELECT ?l { ?f a film:Film ; rdfs:label ?l } ORDER BY ?l", "--timeout", "20"],
    ["query", "ASK { ?f a film:Film }", "--timeout", "0"],
    ["query", f"CONSTRUCT WHERE {{ <{W}bo> ?p ?o }}", "--format", "tsv"],
    ["query", "several_labels_violation"],
    ["search", "ferry"],
    ["search", "Mrash", "-t", "Person"],
    ["show", "Bo Marsh", "--evidence"],
    ["network", "Bo Marsh", "--depth", "2"],
    ["path", "Bo Marsh", "Hal Voss", "--all"],
    ["sources"],
    ["stats"],
    ["validate"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_commands_print_the_same_in_all_homes(words: list[str], homes: dict[str, str]) -> None:
    printed = {}
    for home, place in homes.items():
        done = typed(*words, "-s", place)
        assert done.exception is None, done.exception
        printed[home] = (done.return_value, sorted(done.stdout.splitlines()))
        assert done.stdout
    the_same(printed)  # type: ignore[arg-type]


def test_an_export_by_command_is_the_same(homes: dict[str, str], tmp_path: Path) -> None:
    found = {}
    for home, place in homes.items():
        words = ["export", "-s", place, "-o", str(tmp_path / f"{home}.nq")]
        assert typed(*words).exception is None
        found[home] = quads(tmp_path / f"{home}.nq")
    the_same(found)  # type: ignore[arg-type]


def test_the_environment_may_name_a_server(
    homes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELGRAPH_STORE", homes["endpoint"])
    done = typed("search", "Bo Marsh")
    assert "Bo Marsh" in done.stdout


def test_decisions_are_not_made_on_a_server(graphs: dict[str, rg.FilmGraph]) -> None:
    with pytest.raises(rg.StoreError, match="only sources can be loaded"):
        graphs["endpoint"].merge(W + "bo", W + "gus")


# The same in all homes: the explorer

ASKED = [
    "api/graph",
    "api/search?q=ferry",
    "api/search?q=Mrash&type=Person",
    "api/find?name=Bo+Marsh",
    f"api/entity?iri={W}bo",
    f"api/entity?iri={W}lamp",
    f"api/neighbours?iri={W}bo",
    f"api/network?iri={W}bo&depth=2",
    f"api/path?from={W}bo&to={W}hal",
    f"api/evidence?from={W}lamp&to={W}bo",
    "api/queries",
    f"api/queries/co_stars?person={W}bo",
    f"api/queries/filmography?person={W}bo",
    "api/statistics",
    "api/sources",
    "api/terms",
    "api/review",
    "sparql?query=" + quote("SELECT ?f ?l { ?f a film:Film ; rdfs:label ?l } ORDER BY ?f ?l"),
    "sparql?query=" + quote("ASK { GRAPH ?g { ?s ?p ?o } }"),
    "sparql?query=" + quote(f"SELECT * {{ GRAPH ?g {{ <{W}bo> ?p ?o }} }} ORDER BY ?g ?p ?o"),
]


def test_the_explorer_says_the_same_of_all_homes(
    homes: dict[str, str], served_app: Callable[..., Served]
) -> None:
    said: dict[str, dict[str, object]] = {}
    for home, place in homes.items():
        address = served_app(place).address
        for asked in ASKED:
            try:
                with urllib.request.urlopen(address + asked, timeout=120) as answer:
                    said.setdefault(asked, {})[home] = json.loads(answer.read())
            except urllib.error.HTTPError as error:
                with error:
                    said.setdefault(asked, {})[home] = (error.code, json.loads(error.read()))
    for asked, found in said.items():
        told = {home: _in_order(_unplaced(answer)) for home, answer in found.items()}
        assert not isinstance(the_same(told), tuple), asked
        assert the_same(told), asked


def _unplaced(said: object) -> object:
    """What the explorer says, but for where the facts are and how long it took."""
    if isinstance(said, dict):
        # what somebody is known for is not asked of a server for each letter that is typed
        left_out = ("place", "seconds", "command", "knownFor")
        return {k: _unplaced(v) for k, v in said.items() if k not in left_out}
    return [_unplaced(one) for one in said] if isinstance(said, list) else said


def _in_order(said: object) -> object:
    """Lists without their order, which servers are free to choose."""
    if isinstance(said, dict):
        return {k: _in_order(v) for k, v in said.items()}
    if isinstance(said, list):
        return sorted((_in_order(one) for one in said), key=lambda one: json.dumps(one))
    return said


# What a server has


def test_the_name_index_of_a_server_is_kept_and_read_again(
    homes: dict[str, str], tmp_path: Path
) -> None:
    def asked() -> int:
        with rg.open(homes["endpoint"]) as graph:
            assert graph.search("Bo Marsh").rows[0]["name"] == "Bo Marsh"
            return graph.store.client.asked  # type: ignore[attr-defined, no-any-return]

    first, second = asked(), asked()
    assert second < first
    assert [p.name[:6] for p in (tmp_path / "cache").iterdir()] == ["names-"]


def test_the_state_of_a_server_changes_with_its_facts(tmp_path: Path) -> None:
    def state(*files: str, link: str = "") -> str:
        store = EmbeddedStore()
        for file in files:
            loading.load(store, [str(DATA / f"{file}.ttl")], name=file)
        if link:
            same = ox.NamedNode(SKOS + "exactMatch")
            graph = ox.NamedNode(LINKS)
            store.rdf.add(ox.Quad(ox.NamedNode(W + "lamp"), same, ox.NamedNode(link), graph))
        # the time of loading is a part of the state: it has to be the same here
        store.rdf.update("""DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o
            FILTER(?p = <http://www.w3.org/ns/prov#generatedAtTime>) } }""")
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        copy = ox.Store(str(place))
        copy.extend(store.rdf)
        copy.flush()
        del copy
        with served("serve-read-only", "--location", str(place)) as url:
            return EndpointStore(url).state()

    states = [
        state("world"),
        state("world", "world_second"),
        state("world", link=WD + "Q1"),
        state("world", link=WD + "Q2"),
    ]
    assert len(set(states)) == 4
    assert state("world") == states[0]


def test_a_server_without_our_graph_is_asked_in_sparql_and_nothing_else(tmp_path: Path) -> None:
    foreign = ox.Store(str(tmp_path / "foreign"))
    foreign.add(ox.Quad(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/b"), ox.Literal("c")))
    foreign.flush()
    del foreign
    with served("serve-read-only", "--location", str(tmp_path / "foreign")) as url:
        graph = rg.open(url)
        assert graph.query(SELECT).rows == [{"x": "c"}]
        for ask in (
            lambda: graph.search("c"),
            lambda: graph.find("http://e/a"),
            lambda: graph.network("http://e/a"),
            lambda: graph.path("http://e/a", "http://e/b"),
            graph.sources,
            graph.to_networkx,
            lambda: graph.save(tmp_path / "x.nq"),
            lambda: graph.save(tmp_path / "x.html"),
            lambda: graph.save(tmp_path / "copy"),
            lambda: graph.dataset,
            graph.store.state,
        ):
            with pytest.raises(rg.EndpointError, match=r"holds no graph of reelgraph.*oxigraph"):
                ask()
        assert not (tmp_path / "copy").exists()
        assert not (tmp_path / "x.nq").exists()


def test_a_server_that_shows_all_graphs_as_one_is_refused(homes: dict[str, str]) -> None:
    place = Path(homes["folder"]).parent / "served"
    options = ("serve-read-only", "--location", str(place), "--union-default-graph")
    with served(*options) as url, pytest.raises(rg.EndpointError, match="without --union-default"):
        rg.open(url).query(SELECT)


def test_a_graph_whose_load_was_interrupted_is_refused(tmp_path: Path) -> None:
    store = EmbeddedStore()
    loading.load(store, [str(DATA / "world.ttl")], name="world")
    store.rdf.update(f"""INSERT {{ GRAPH ?g {{ ?s <{FILM}loadState> "pending" }} }}
        WHERE {{ GRAPH ?g {{ ?s a <{FILM}Source> }} }}""")
    copy = ox.Store(str(tmp_path / "rdf"))
    copy.extend(store.rdf)
    copy.flush()
    del copy
    with (
        served("serve-read-only", "--location", str(tmp_path / "rdf")) as url,
        pytest.raises(rg.EndpointError, match="last load did not end"),
    ):
        rg.open(url).sources()


def test_graphs_of_others_on_the_server_are_left_out_of_an_export_and_said(
    homes: dict[str, str], tmp_path: Path
) -> None:
    shutil.copytree(Path(homes["folder"]) / "rdf", tmp_path / "rdf")
    shared = ox.Store(str(tmp_path / "rdf"))
    node = ox.NamedNode("http://other.example/graph")
    shared.add(ox.Quad(node, node, node, node))
    shared.flush()
    del shared
    with served("serve-read-only", "--location", str(tmp_path / "rdf")) as url:
        said = rg.open(url).save(tmp_path / "all.nq")
    assert "1 graphs of the server" in said
    assert "http://other.example/graph" in said
    with rg.open(homes["folder"]) as graph:
        assert quads(tmp_path / "all.nq") == {str(q) for q in graph.store.rdf}  # type: ignore[attr-defined]


# Mistakes and limits


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?f WHRE { ?f a film:Film }",
        "SELECT ?f\nWHERE { ?f a film:Film",
        "SELECT ?f { ?f a fiml:Film }",
        "",
        "INSERT DATA { <http://e/a> <http://e/b> 1 }",
        "SELECT * { SERVICE <http://e/> { ?a ?b ?c } }",
        "SELECT * { ?a ?b '\ud800' }",
    ],
)
def test_a_mistake_has_the_same_message_in_all_homes_and_is_not_sent(
    text: str, graphs: dict[str, rg.FilmGraph]
) -> None:
    asked = graphs["endpoint"].store.client.asked  # type: ignore[attr-defined]
    said = {}
    for home, graph in graphs.items():
        with pytest.raises(rg.QueryError) as caught:
            query.run(graph.store, text)
        said[home] = (type(caught.value), str(caught.value))
    the_same(said)  # type: ignore[arg-type]
    assert graphs["endpoint"].store.client.asked == asked  # type: ignore[attr-defined]


ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_query_on_a_server_is_ended_at_its_time_limit(homes: dict[str, str]) -> None:
    with pytest.raises(rg.QueryTimeout, match=r"time limit of 0\.\d+ s"):
        rg.open(homes["endpoint"]).query(ENDLESS, timeout=0.5)
    with pytest.raises(rg.QueryTimeout, match=r"time limit of 0\.5 s"):
        rg.open(homes["endpoint"], timeout=0.5).query(ENDLESS)


def test_a_real_server_that_ends_a_query_after_it_said_200_is_found_out(
    homes: dict[str, str],
) -> None:
    place = Path(homes["folder"]).parent / "served"
    options = ("serve-read-only", "--location", str(place), "--timeout-s", "1")
    with served(*options) as url:
        graph = rg.open(url, timeout=60)
        streamed = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f || ?f != ?i) }"
        with pytest.raises(rg.QueryTimeout, match="own time limit, in the middle of the answer"):
            graph.query(streamed)
        made = "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        with pytest.raises((rg.QueryTimeout, rg.EndpointError)):
            graph.query(made)


def test_nobody_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(rg.EndpointError, match="is the server running"):
        rg.open(f"http://127.0.0.1:{port}/query").query(SELECT)


@pytest.mark.parametrize(
    "address", ["http://", "http:///sparql", "https://e:port/x", "http://[::1/", "http:/e"]
)
def test_what_is_no_address_is_said_so(address: str) -> None:
    with pytest.raises(rg.EndpointError, match="is no address of a server"):
        rg.open(address)


# A server that misbehaves: an error, never an answer


@pytest.fixture(scope="module")
def server() -> Iterator[Misbehaving]:
    with misbehaving() as running:
        yield running


@pytest.fixture
def bad(server: Misbehaving) -> Misbehaving:
    server.seen.clear()
    server.counted = 0
    server.finished.clear()
    return server


WRONG = {
    "cancelled": (rg.QueryTimeout, "in the middle of the answer.*has been cancelled"),
    "trace": (rg.EndpointError, "failed in the middle of the answer.*SPARQL-QUERY"),
    "trace_inside": (rg.EndpointError, "failed in the middle of the answer"),
    "timed_out": (rg.QueryTimeout, "own time limit, in the middle"),
    "midstream": (rg.EndpointError, "in the middle of the answer: !!!!>># An error"),
    "page": (rg.EndpointError, "answered with text/html(?s:.)*Welcome to the query form"),
    "page_as_json": (rg.EndpointError, "not whole"),
    "text": (rg.EndpointError, "answered with text/plain(?s:.)*Please set a user agent"),
    "csv": (rg.EndpointError, "answered with text/csv"),
    "untyped": (rg.EndpointError, "without a type"),
    "truncated": (rg.EndpointError, "not whole"),
    "empty": (rg.EndpointError, "not whole"),
    "no_results": (rg.EndpointError, "not whole"),
    "no_head": (rg.EndpointError, "not whole"),
    "error_as_json": (rg.EndpointError, "not whole"),
    "boolean": (rg.EndpointError, "not what was asked for"),
    "no_iri": (rg.EndpointError, "not whole"),
    "part": (rg.QueryTimeout, "a part of the answer only"),
    "short": (rg.EndpointError, "10 bytes of it are missing"),
    "chunk_cut": (rg.EndpointError, "was cut"),
    "gzip_cut": (rg.EndpointError, "was cut"),
    "no_gzip": (rg.EndpointError, "not gzip"),
    "brotli": (rg.EndpointError, "packed as 'br'"),
    "bomb": (rg.EndpointError, "larger than 1,000,000 bytes"),
    "206": (rg.QueryTimeout, "its own time limit .206"),
    "400": (rg.EndpointError, "does not accept the query(?s:.)*syntax error at 'foo'"),
    "401": (rg.EndpointError, "a name and a password"),
    "403": (rg.EndpointError, "does not let you in(?s:.)*Forbidden go away"),
    "404": (rg.EndpointError, "nothing at this address"),
    "405": (rg.EndpointError, "no questions at this address"),
    "414": (rg.EndpointError, "answered 414"),
    "418": (rg.EndpointError, "answered 418(?s:.)*short and stout"),
    "429": (rg.EndpointError, "asked too often: ask again later"),
    "500": (rg.EndpointError, "it failed(?s:.)*NullPointer"),
    "500_late": (rg.QueryTimeout, "own time limit"),
    "502": (rg.EndpointError, "answered 502"),
    "503": (rg.EndpointError, "busy or under repair"),
    "504": (rg.QueryTimeout, "own time limit"),
    "busy_long": (rg.EndpointError, "asks to wait 86400"),
    "circle": (rg.EndpointError, "in a circle"),
    "nowhere": (rg.EndpointError, "does not say where"),
    "elsewhere": (rg.EndpointError, "on to another server, http://other.invalid/sparql"),
    "reset": (rg.EndpointError, "connection failed"),
    "closed": (rg.EndpointError, "connection failed"),
    "no_http": (rg.EndpointError, "connection failed"),
    "many": (rg.EndpointError, "10,000 rows, which may be where it cuts"),
}
WRONG_TRIPLES = {
    "cut_triples": (rg.EndpointError, "not whole"),
    "cancelled_triples": (rg.QueryTimeout, "has been cancelled"),
    "many_triples": (rg.EndpointError, "20,000 triples, which may be where it cuts"),
    "page_for_triples": (rg.EndpointError, "answered with text/html"),
}
LATE = ("drip", "drip_headers", "silent")
GOOD = ("right", "typed", "gzip", "members", "moved", "triples", "busy_twice", "busy_until")


def store_at(server: Misbehaving, behaviour: str, **settings: float) -> EndpointStore:
    store = EndpointStore(server.url(behaviour), timeout=settings.get("timeout", 30))
    store.client.most = 1_000_000
    store.client._pause = lambda seconds: None
    return store


def test_every_misbehaviour_is_tried() -> None:
    assert {*WRONG, *WRONG_TRIPLES, *LATE, *GOOD} == set(BEHAVIOURS)


@pytest.mark.parametrize("behaviour", WRONG)
def test_each_misbehaviour_is_an_error_with_its_reason(behaviour: str, bad: Misbehaving) -> None:
    kind, words = WRONG[behaviour]
    with pytest.raises(kind, match=words) as caught:
        store_at(bad, behaviour).query(SELECT)
    assert type(caught.value) is kind
    assert caught.value.exit_code == 3
    assert "127.0.0.1" in str(caught.value)


@pytest.mark.parametrize("behaviour", WRONG_TRIPLES)
def test_each_misbehaviour_with_triples_is_an_error(behaviour: str, bad: Misbehaving) -> None:
    kind, words = WRONG_TRIPLES[behaviour]
    with pytest.raises(kind, match=words):
        store_at(bad, behaviour).query(CONSTRUCT)


@pytest.mark.parametrize("behaviour", LATE)
def test_the_deadline_holds_for_the_whole_answer(behaviour: str, bad: Misbehaving) -> None:
    with pytest.raises(rg.QueryTimeout, match=r"time limit of 0\.5 s"):
        store_at(bad, behaviour, timeout=0.5).query(SELECT)
    assert bad.finished == []  # it was not waited for: the connection was shut down


@pytest.mark.parametrize("behaviour", ["right", "typed", "gzip", "members", "moved"])
def test_a_right_answer_passes(behaviour: str, bad: Misbehaving) -> None:
    rows = store_at(bad, behaviour).select(SELECT)
    assert [row["x"].value for row in rows] == ["one", "two"]


def test_right_triples_pass(bad: Misbehaving) -> None:
    answer = store_at(bad, "triples").query(CONSTRUCT)
    assert isinstance(answer, ox.QueryTriples)
    assert [t.object.value for t in answer] == ["http://e/o"]
    limited = store_at(bad, "many_triples").query(CONSTRUCT + " LIMIT 20000")
    assert len(list(limited)) == 20_000


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(bad: Misbehaving) -> None:
    waited: list[float] = []
    store = store_at(bad, "busy_twice")
    store.client._pause = waited.append
    assert len(list(store.select(SELECT))) == 2
    assert waited == [7, 7]
    waited.clear()
    until = store_at(bad, "busy_until", timeout=200)
    until.client._pause = waited.append
    with pytest.raises(rg.EndpointError, match="503"):
        until.query(SELECT)
    assert all(30 < seconds <= 40 for seconds in waited)
    assert len(waited) == 2


def test_a_wait_that_is_longer_than_the_deadline_is_not_begun(bad: Misbehaving) -> None:
    store = store_at(bad, "busy_twice", timeout=5)
    store.client._pause = lambda seconds: pytest.fail("it waited")
    with pytest.raises(rg.QueryTimeout):
        store.query(SELECT)


@pytest.mark.parametrize("behaviour", ["400", "401", "404", "500", "504", "busy_long"])
def test_what_will_not_pass_by_itself_is_not_asked_again(behaviour: str, bad: Misbehaving) -> None:
    with pytest.raises(rg.ReelgraphError):
        store_at(bad, behaviour).query(SELECT)
    assert len(bad.seen) == 2  # the look at what is there, and the question


def test_rows_that_a_server_cut_are_refused_and_whole_ones_are_not(bad: Misbehaving) -> None:
    bad.counted = 12_345
    with pytest.raises(rg.EndpointError, match="10,000 rows of 12,345: the server cuts"):
        store_at(bad, "many").query(SELECT)
    with pytest.raises(rg.EndpointError, match="the server cuts"):
        store_at(bad, "many").query(SELECT + " LIMIT 20000")
    bad.counted = 10_000
    assert len(list(store_at(bad, "many").select(SELECT))) == 10_000
    bad.counted = 0
    bad.seen.clear()
    assert len(list(store_at(bad, "many").select(SELECT + " LIMIT 10000"))) == 10_000
    assert len(bad.seen) == 2  # what the query's own limit gave needs no counting


def test_nothing_is_sent_to_the_server_that_a_redirect_names(bad: Misbehaving) -> None:
    with misbehaving() as other:
        bad.elsewhere = other.url("right")
        with pytest.raises(rg.EndpointError, match="on to another server"):
            store_at(bad, "elsewhere").query(SELECT)
        assert other.seen == []


@pytest.mark.parametrize(
    ("location", "goes"),
    [
        ("https://example.org/x", True),
        ("/y", True),
        ("http://example.org:81/x", False),
        ("http://example.org.evil.example/x", False),
        ("ftp://example.org/x", False),
    ],
)
def test_redirects_stay_on_their_server(location: str, goes: bool) -> None:
    here = Endpoint.of("http://me:word@example.org/x")
    if goes:
        assert here.moved(location).user == "me"
    else:
        with pytest.raises(rg.EndpointError):
            here.moved(location)
    with pytest.raises(rg.EndpointError, match="another server"):
        Endpoint.of("https://example.org/x").moved("http://example.org/x")


def test_the_program_names_itself_and_asks_by_a_form(
    bad: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELGRAPH_CONTACT", "ada@example.org")
    store_at(bad, "right").query("SELECT ?x { ?x a film:Film } # " + "long " * 2000)
    _, headers, form = bad.seen[-1]
    assert headers["User-Agent"] == f"reelgraph/{rg.__version__} (ada@example.org)"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"].startswith("application/sparql-results+json")
    assert set(form) == {"query"}
    assert form["query"][0].startswith(f"PREFIX film: <{FILM}> SELECT ?x")


def test_name_and_password_are_sent_and_never_shown(bad: Misbehaving) -> None:
    url = bad.url("401").replace("//", "//ada:s%40cret@") + "?key=hidden"
    graph = rg.open(url)
    with pytest.raises(rg.EndpointError) as caught:
        graph.query(SELECT)
    assert bad.seen[-1][1]["Authorization"] == "Basic YWRhOnNAY3JldA=="
    for said in (str(caught.value), repr(graph), str(graph.store.names)):  # type: ignore[attr-defined]
        assert not re.search("ada|cret|hidden", said)


def test_proxies_are_not_used_for_a_server_on_this_machine(
    bad: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert len(list(store_at(bad, "right").select(SELECT))) == 2


def test_the_command_line_says_what_was_wrong_and_ends_with_3(bad: Misbehaving) -> None:
    command = [sys.executable, "-c", "from reelgraph.cli import main; main()", "query", SELECT]
    done = subprocess.run(
        [*command, "-s", bad.url("page")], capture_output=True, text=True, env={**os.environ}
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "answered with text/html" in done.stderr
    assert "Traceback" not in done.stderr


# Queries and their outlines


def test_prefixes_are_declared_where_they_are_used_and_lines_stay_lines() -> None:
    text = "# films\nSELECT ?x\nWHERE { ?x a film:Film ; rdfs:label 'wd:x' }"
    made = with_prefixes(text, outline(text))
    assert made.count("\n") == text.count("\n")
    assert made.count("PREFIX") == 2
    own = "PREFIX film: <http://other/> SELECT ?x WHERE { ?x a film:Film }"
    assert with_prefixes(own, outline(own)) == own


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p ?o }",
        "BASE <http://e/> PREFIX e: <http://e/> SELECT DISTINCT ?s { ?s e:p <o> } ORDER BY ?s",
        "SELECT * FROM <http://e/g> FROM NAMED <http://e/h> { GRAPH ?g { ?s ?p ?o } }",
        "# a comment { \nSELECT (COUNT(*) AS ?n) ?s { ?s ?p '}' } GROUP BY ?s HAVING(COUNT(*) > 0)",
        "SELECT ?s { ?s ?p ?o { SELECT ?p { ?p a ?x } LIMIT 1000 } } LIMIT 7 OFFSET 1",
        "SELECT ?s { VALUES ?p { <http://e/p> } ?s ?p ?o } VALUES ?o { 1 2 }",
        "SELECT ?x { { SELECT ?x { ?x ?p 'LIMIT 3' } } UNION { ?x ?q ?y } } # LIMIT 5",
    ],
)
def test_the_count_of_a_query_counts_its_rows(text: str) -> None:
    store = ox.Store()
    node, graph = ox.NamedNode("http://e/o"), ox.NamedNode("http://e/g")
    for number in range(30):
        subject = ox.NamedNode(f"http://e/{number}")
        for name in (ox.DefaultGraph(), graph, ox.NamedNode("http://e/h")):
            store.add(ox.Quad(subject, ox.NamedNode("http://e/p"), node, name))
        store.add(ox.Quad(subject, ox.NamedNode("http://e/p"), ox.Literal(number % 3)))
    rows = len(list(store.query(text)))  # type: ignore[arg-type]
    counted = store.query(counting(text, outline(text)))
    assert [row["reelgraph_rows"].value for row in counted] == [str(rows)]  # type: ignore[union-attr, index]


def test_a_function_that_only_a_server_has_is_sent(bad: Misbehaving) -> None:
    own = "PREFIX e: <http://e/> SELECT ?x WHERE { ?s ?p ?x FILTER(e:near(?x, ?s)) }"
    assert len(list(store_at(bad, "right").select(own))) == 2


def test_the_limit_of_a_query_is_its_own() -> None:
    inner = "SELECT ?s { ?s ?p ?o { SELECT ?p { ?p a ?x } LIMIT 1000 } FILTER(?o = 'LIMIT 4') }"
    assert outline(inner).limit is None
    assert outline(inner + " LIMIT 12").limit == 12


@given(st.text(max_size=60))
def test_any_text_has_an_outline(text: str) -> None:
    assert outline(f"SELECT ?x {{ ?x ?y ?z }} #{text}").form == "SELECT"
    json.dumps(outline("PREFIX film: <http://e/> ASK {}").form)


def test_the_client_sends_nothing_before_it_is_asked() -> None:
    assert Client("http://example.invalid/sparql").asked == 0
