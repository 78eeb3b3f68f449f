"""The endpoint as the clients that people use speak to it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import BASIC, CSV, JSON, POST, RDFXML, TURTLE, XML, SPARQLWrapper
from speaking import TOKEN, MemoryEngine, Speaker, speaking

import reelgraph as rg
from reelgraph.store import EmbeddedStore

E = "http://example.org/"


@pytest.fixture
def server(world: EmbeddedStore) -> Iterator[Speaker]:
    with speaking(MemoryEngine(world.rdf)) as speaker:
        yield speaker


TITLES = "SELECT ?title { ?film a film:Film ; rdfs:label ?title } ORDER BY ?title"


@pytest.fixture
def titles(world: EmbeddedStore) -> list[str]:
    found = [row["title"].value for row in world.select(TITLES)]
    assert found
    return found


def test_sparqlwrapper_reads(server: Speaker, titles: list[str]) -> None:
    client = SPARQLWrapper(f"{server.address}/sparql")
    client.setQuery(TITLES)
    for format_ in (JSON, XML, CSV):
        client.setReturnFormat(format_)
        answer = client.query().convert()
        if format_ == JSON:
            assert [b["title"]["value"] for b in answer["results"]["bindings"]] == titles  # type: ignore[index,call-overload]
        if format_ == CSV:
            assert answer.decode().splitlines()[1:] == titles  # type: ignore[union-attr]
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    assert len(client.query().convert()["results"]["bindings"]) == len(titles)  # type: ignore[index,call-overload]
    client.setQuery("CONSTRUCT { ?f a film:Film } WHERE { ?f a film:Film }")
    for format_ in (TURTLE, RDFXML):
        client.setReturnFormat(format_)
        assert client.query().response.status == 200


def test_sparqlwrapper_writes_with_the_token_as_its_password(server: Speaker) -> None:
    client = SPARQLWrapper(f"{server.address}/sparql")
    client.setHTTPAuth(BASIC)
    client.setCredentials("anybody", TOKEN)
    client.setMethod(POST)
    client.setQuery(f"INSERT DATA {{ GRAPH <{E}g> {{ <{E}s> <{E}p> 'ä' }} }}")
    client.query()
    assert server.ask(f"SELECT ?o {{ GRAPH <{E}g> {{ ?s ?p ?o }} }}").rows == [{"o": "ä"}]


def test_rdflib_reads(server: Speaker, titles: list[str]) -> None:
    from rdflib import Graph

    store = SPARQLStore(f"{server.address}/sparql")
    graph = Graph(store)
    assert [str(row[0]) for row in graph.query(TITLES)] == titles  # type: ignore[index]


def test_rdflib_writes(server: Speaker) -> None:
    from rdflib import Graph

    address = f"{server.address}/sparql"
    store = SPARQLUpdateStore(address, address, auth=("anybody", TOKEN), context_aware=True)
    graph = Graph(store, identifier=URIRef(E + "g"))
    triple = (URIRef(E + "s"), URIRef(E + "p"), Literal("two\nlines"))
    graph.add(triple)
    assert triple in graph
    assert server.send("GET", "/graph-store", graph=E + "g").status == 200
    graph.remove(triple)
    assert len(graph) == 0


def test_reelgraph_itself_reads(server: Speaker, titles: list[str]) -> None:
    with rg.open(f"{server.address}/sparql") as graph:
        assert [row["title"] for row in graph.query(TITLES).rows] == titles
    run = "from reelgraph.cli import main; main()"
    command = [sys.executable, "-c", run, "query", TITLES, "-s", f"{server.address}/sparql"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, check=True)
    assert all(title in done.stdout.decode() for title in titles)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_reads_and_writes(server: Speaker, titles: list[str], tmp_path: Path) -> None:
    curl = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*"]
    query = tmp_path / "titles.rq"
    query.write_text(TITLES, "utf-8")
    address = f"{server.address}/sparql"
    asked = [*curl, "-H", "Accept: text/csv", "--data-urlencode", f"query@{query}", address]
    done = subprocess.run(asked, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[1:] == titles
    file = tmp_path / "more.nt"
    file.write_text(f'<{E}s> <{E}p> "x" .\n', "ascii")
    put = [
        *curl,
        "-u",
        f"anybody:{TOKEN}",
        "-T",
        str(file),
        "-H",
        "Content-Type: application/n-triples",
    ]
    subprocess.run([*put, f"{server.address}/graph-store?graph={E}g"], check=True)
    assert len(server.send("GET", "/graph-store", graph=E + "g").graph) == 1


COMUNICA = os.environ.get("REELGRAPH_COMUNICA", "")
NODE = os.environ.get("REELGRAPH_NODE", "node")
"""Comunica 5 wants Node.js 22 or later."""


@pytest.mark.skipif(not COMUNICA, reason="REELGRAPH_COMUNICA names no folder with Comunica in it")
def test_comunica_reads(server: Speaker, titles: list[str]) -> None:
    """The variable names the folder in which ``@comunica/query-sparql`` was installed."""
    program = Path(COMUNICA) / "node_modules/@comunica/query-sparql/bin/query.js"
    declared = "PREFIX film: <https://w3id.org/reelgraph/ns#> " + (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    )
    for kind in ("sparql@", ""):  # told what it is, and finding it out by itself
        command = [NODE, str(program), f"{kind}{server.address}/sparql", declared + TITLES]
        done = subprocess.run(
            [*command, "-t", "application/json"], capture_output=True, check=True, timeout=120
        )
        # A literal comes in quotation marks, with its language behind them.
        found = [row["title"][1:].rpartition('"')[0] for row in json.loads(done.stdout)]
        assert found == titles
