"""What Virtuoso does otherwise than other servers, and that nobody notices."""

import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from virtuoso import Virtuoso, needed, virtuoso

import reelgraph as rg
from reelgraph import loading
from reelgraph.store import EmbeddedStore, EndpointStore
from reelgraph.store.layout import Folder

pytestmark = needed
DATA = Path(__file__).parent / "data"
W = "https://example.org/world/"
E = "http://e/"
XSD = "http://www.w3.org/2001/XMLSchema#"
GRAPH = "https://w3id.org/reelgraph/source/hostile/0123456789ab"

LITERALS = [
    ox.Literal("plain"),
    ox.Literal("Amélie – 東京 🎬"),
    ox.Literal("a \"quote\", a 'tick', a \\ and a\nnew line\twith a tab\rand a return"),
    ox.Literal("</script><b>&amp;"),
    ox.Literal("deutsch", language="de"),
    ox.Literal("british", language="en-GB"),
    ox.Literal("long " * 3000),
    ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
    ox.Literal("false", datatype=ox.NamedNode(XSD + "boolean")),
    ox.Literal("1954", datatype=ox.NamedNode(XSD + "gYear")),
    ox.Literal("-0044", datatype=ox.NamedNode(XSD + "gYear")),
    ox.Literal("1954-02", datatype=ox.NamedNode(XSD + "gYearMonth")),
    ox.Literal("1954-02-03", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("2026-11-23T04:05:06Z", datatype=ox.NamedNode(XSD + "dateTime")),
    ox.Literal("2026-11-23T04:05:06.5+02:00", datatype=ox.NamedNode(XSD + "dateTime")),
    ox.Literal("42", datatype=ox.NamedNode(XSD + "integer")),
    ox.Literal("4.5", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("4.5E3", datatype=ox.NamedNode(XSD + "double")),
    ox.Literal("PT95M", datatype=ox.NamedNode(XSD + "duration")),
    ox.Literal("own", datatype=ox.NamedNode(E + "type")),
]
NODES = [
    ox.NamedNode(E + "plain"),
    ox.NamedNode(E + "Amélie/東京"),
    ox.NamedNode(E + "a%20b?c=d&e=f#g"),
    ox.NamedNode(E + "it's"),
    ox.NamedNode("urn:isbn:1"),
]


def hostile() -> Iterator[ox.Quad]:
    for number, literal in enumerate(LITERALS):
        node = NODES[number % len(NODES)]
        yield ox.Quad(node, ox.NamedNode(f"{E}p{number}"), literal, ox.NamedNode(GRAPH))
        yield ox.Quad(node, ox.NamedNode(f"{E}p{number}"), literal)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    place = tmp_path_factory.mktemp("store")
    Folder(place / "store").create()
    made = EmbeddedStore(place / "store")
    loading.load(made, [str(DATA / "world.ttl")], name="world")
    loading.load(made, [str(DATA / "world_second.ttl")], name="second")
    with made.writing() as writer:
        writer.rdf.extend(hostile())
    yield made
    made.close()


@pytest.fixture(scope="module")
def server(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), rows=100) as running:
        running.fill(store.rdf)
        yield running


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REELGRAPH_STORE", raising=False)


def test_every_term_comes_back_as_it_was(store: EmbeddedStore, server: Virtuoso) -> None:
    far = EndpointStore(server.url)
    there = ox.Store()  # which spells numbers in one way
    there.extend(far.dump(whole=True))
    assert set(map(str, there)) == set(map(str, store.rdf))
    for number, node in enumerate(NODES):
        asked = f"SELECT ?p ?o WHERE {{ GRAPH ?g {{ {node} ?p ?o }} }}"
        rows, whole = far.select(asked), store.select(asked)
        assert Counter(map(str, rows)) == Counter(map(str, whole)), number


def test_rows_beyond_the_bound_of_the_server_are_fetched(
    store: EmbeddedStore, server: Virtuoso
) -> None:
    asked = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    bare = urllib.request.urlopen(
        f"{server.url}?query={quote(asked)}&format=text%2Ftab-separated-values", timeout=20
    )
    with bare:
        assert bare.read().count(b"\n") <= 101  # the server itself cuts, and says 200
    rows = Counter(map(str, EndpointStore(server.url).select(asked)))
    assert rows == Counter(map(str, store.select(asked)))
    assert len(rows) > 190


JOIN = """SELECT DISTINCT ?node ?label WHERE { GRAPH ?g { ?played rdfs:label ?label .
    ?node film:hasAgent <https://example.org/world/bo> . ?node ?p ?played
    FILTER(?p IN (film:hasStatus, film:hasCharacterPlayed, film:note)) } }"""


def test_a_join_that_the_server_gets_wrong_is_right_here(
    store: EmbeddedStore, server: Virtuoso
) -> None:
    """Virtuoso 7.2.5 gives no row for this one; with its patterns in another order it does."""
    right = Counter(map(str, store.select(JOIN)))
    assert right
    assert Counter(map(str, EndpointStore(server.url).select(JOIN))) == right


def test_a_query_on_which_the_server_stumbles_is_answered(
    store: EmbeddedStore, server: Virtuoso
) -> None:
    far = rg.open(server.url)
    asked = "SELECT ?x (REPLACE(STR(?x), '^.*[/#]|x*', '') AS ?y) WHERE { ?x a film:Film }"
    assert len(far.query("filmography", person="Bo Marsh")) == 6
    assert Counter(map(str, EndpointStore(server.url).select(asked))) == Counter(
        map(str, store.select(asked))
    )


def test_a_name_that_is_no_iri_of_ours_is_not_shown(server: Virtuoso) -> None:
    """The server comes with graphs of its own, which are nobody's films."""
    rows = rg.open(server.url).query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert {row["g"] for row in rows} >= {GRAPH}
    assert not [row for row in rows if "openlinksw" in row["g"] or row["g"].endswith("/view")]
    assert EndpointStore(server.url).graphs()[1] == []


def test_without_the_graph_of_the_view_it_is_refused(server: Virtuoso, tmp_path: Path) -> None:
    server.run("log_enable(2)", "SPARQL CLEAR GRAPH <https://w3id.org/reelgraph/graph/nothing>")
    (tmp_path / "other").mkdir()
    with virtuoso(tmp_path / "other") as other:
        other.run(
            "SPARQL INSERT DATA { GRAPH <https://w3id.org/reelgraph/graph/sources> "
            "{ <http://e/v> <http://www.w3.org/ns/prov#specializationOf> <http://e/s> } }"
        )
        with pytest.raises(rg.EndpointError, match="shows all its graphs as one"):
            rg.open(other.url).sources()


def test_the_command_works_as_typed(server: Virtuoso) -> None:
    words = ["query", "co_stars", "--person", "Bo Marsh", "-s", server.url, "--format", "csv"]
    done = subprocess.run(
        [sys.executable, "-m", "reelgraph.cli.main", *words],
        capture_output=True,
        text=True,
        env={**os.environ},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 6
