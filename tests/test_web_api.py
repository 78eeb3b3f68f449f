"""What the explorer asks: the graph, search, cards, neighbours, evidence and paths, over HTTP."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import reelgraph as rg
from reelgraph import network
from reelgraph.network.index import held
from reelgraph.sample import open_sample
from reelgraph.store import EmbeddedStore
from reelgraph.web.api import readiness

W = "https://example.org/world/"
Start = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(kept_app: Start, new_world: Callable[..., EmbeddedStore]) -> Callable[..., Any]:
    """Asks the API of the world: the JSON of what is answered with the expected status."""
    address = kept_app(new_world(2)).address
    return lambda path, status=200, **given: answer(address, path, status, **given)


def answer(address: str, path: str, status: int = 200, **given: Any) -> Any:
    if "from_" in given:
        given["from"] = given.pop("from_")
    query = urllib.parse.urlencode(given, doseq=True)
    try:
        with urllib.request.urlopen(f"{address}api/{path}?{query}", timeout=30) as response:
            body, found = response.read(), response.status
    except urllib.error.HTTPError as error:
        body, found = error.read(), error.code
    assert found == status, body
    return json.loads(body)


def short(iris: Any) -> set[str]:
    return {iri.removeprefix(W) for iri in iris}


def test_the_graph_says_what_is_in_it(ask: Callable[..., Any], two_sources: Any) -> None:
    said = ask("graph")
    rows = two_sources.select("SELECT ?f { ?f a film:Film }")
    assert said["films"] == len(list(rows))
    assert said["writable"] is False
    assert said["roles"][:2] == ["director", "writer"]
    assert {"Film", "Person", "Festival"} <= set(said["types"])
    assert said["years"][0] == 1950
    assert [e["type"] for e in said["examples"]][:2] == ["Person", "Person"]


def test_sources_narrow_networks_and_paths(ask: Callable[..., Any]) -> None:
    every = ask("network", iri=W + "lamp", depth=1)
    second = ask("network", iri=W + "lamp", depth=1, source="second")
    assert len(second["nodes"]) < len(every["nodes"])
    refused = ask("network", 400, iri=W + "lamp", source=["second", "nobody's"])
    assert "the sources are: second, world" in refused["error"]["message"]
    ask("path", 404, from_=W + "lux", to=W + "pia", source="second")


def test_the_sample_begins_with_the_two_of_the_readme(served_app: Start) -> None:
    said = answer(served_app().address, "graph")
    assert [e["label"] for e in said["examples"]] == ["Haley Bennett", "Tim Roth", "Hardcore"]


def test_search_finds_beginnings_and_misspellings_and_without_words_the_best_connected(
    ask: Callable[..., Any],
) -> None:
    assert [e["label"] for e in ask("search", q="ada q")["entities"]] == ["Ada Quill"]
    assert ask("search", q="Adda Quil")["entities"][0]["label"] == "Ada Quill"
    best = ask("search", q="", type="Person", limit=3)["entities"]
    assert len(best) == 3
    assert [e["degree"] for e in best] == sorted((e["degree"] for e in best), reverse=True)
    assert {e["type"] for e in best} == {"Person"}


def test_what_is_meant_is_found_or_its_candidates_are_given(ask: Callable[..., Any]) -> None:
    assert ask("find", name="Lux Amber")["entity"]["iri"] == W + "lux"
    several = ask("find", 409, name="Night Ferry")["error"]
    assert several["kind"] == "Ambiguous"
    assert {e["year"] for e in several["candidates"]} == {1954, 1988}
    nobody = ask("find", 404, name="Lux Ambr")["error"]
    assert [e["label"] for e in nobody["candidates"]] == ["Lux Amber"]


def test_a_card_says_what_the_python_card_says(
    ask: Callable[..., Any], two_sources: EmbeddedStore
) -> None:
    graph = rg.FilmGraph(two_sources)
    for name in ("The Lamp", "Ada Quill", "Quiet Harbour", "Harvest", "Eva Roon"):
        shown, made = ask("entity", name=name), graph.find(name)
        for key, group in (("facts", made.facts), ("weaker", made.weaker)):
            facts = [f for one in shown[key] for f in one["facts"]]
            assert [
                (f["property"], f["value"], f["year"], f["status"], f["character"], f["quote"])
                for f in facts
            ] == [(f.property, f.value, f.year, f.status, f.character, f.quote) for f in group]
            assert [tuple(f["sources"]) for f in facts] == [f.sources for f in group]
        assert [s["name"] for s in shown["sources"]] == [s.name for s in made.sources]
    lamp = ask("entity", iri=W + "lamp")
    assert lamp["entity"]["label"] == "The Lamp"
    assert {"text": lamp["links"][0]["text"], "url": lamp["links"][0]["url"]} == {
        "text": "Wikidata: Q999999992 (an identifier kept here)",
        "url": "https://www.wikidata.org/wiki/Q999999992",
    }


def test_a_long_list_of_a_card_is_cut_and_says_how_long_it_is(
    served_app: Start, tmp_path: Any
) -> None:
    lines = [
        f'<http://e/f{n}> a film:Film ; rdfs:label "F{n}" ; film:hasDirector <http://e/a> .'
        for n in range(60)
    ]
    head = "@prefix film: <https://w3id.org/reelgraph/ns#> .\n"
    head += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    (tmp_path / "many.ttl").write_text(
        head + "\n".join(lines) + '<http://e/a> rdfs:label "Ann <b>" ; '
        "<http://www.w3.org/2004/02/skos/core#exactMatch> <javascript:alert(1)> .",
        "utf-8",
    )
    graph = rg.FilmGraph(EmbeddedStore())
    graph.load(tmp_path / "many.ttl")
    shown = answer(served_app(graph.store).address, "entity", iri="http://e/a")
    directed = next(g for g in shown["facts"] if g["property"] == "director of")
    assert (directed["total"], len(directed["facts"])) == (60, 50)
    assert shown["entity"]["label"] == "Ann <b>"
    assert all(link["url"] == "" for link in shown["links"])


def both_ways(store: EmbeddedStore) -> None:
    """Build the index that a server has not built yet."""
    assert network.index_of(store, make=True) is not None


@pytest.mark.parametrize("indexed", [False, True])
def test_neighbours_come_with_the_edges_among_all_of_them(
    served_app: Start, two_sources: EmbeddedStore, indexed: bool, monkeypatch: Any
) -> None:
    monkeypatch.setattr(readiness, "prepare", lambda *_: None)
    monkeypatch.setattr("reelgraph.web.api.networks.prepare", lambda *_: None)
    server = served_app(two_sources)
    if indexed:
        both_ways(server.context.engine.graph().store)
    assert (held(server.context.engine.graph().store) is not None) == indexed
    found = answer(server.address, "neighbours", iri=[W + "lux", W + "bo"])
    nodes = {n["iri"]: n for n in found["nodes"]}
    assert nodes[W + "lux"]["distance"] == 0
    assert nodes[W + "lamp"]["distance"] == 1
    assert nodes[W + "lamp"]["year"] == 1950
    assert found["total"] == len(nodes)
    edges = {(e["from"], e["to"]): e for e in found["edges"]}
    assert edges[W + "lamp", W + "lux"]["roles"] == ["cinematographer"]
    assert edges[W + "lamp2", W + "lamp"]["roles"] == ["sequel of"]  # neither was asked for
    assert not any(e["unsure"] for e in found["edges"])
    few = answer(server.address, "neighbours", iri=W + "bo", limit=3)
    assert (len(few["nodes"]), few["total"] > 3) == (3, True)
    weak = answer(server.address, "neighbours", iri=W + "harbour", include="weak")
    unsure = {(e["from"], e["to"]): e["unsure"] for e in weak["edges"]}
    assert unsure[W + "harbour", W + "salt"] is True
    assert unsure[W + "harbour", W + "cy"] is False  # the second source is sure
    hedged = answer(server.address, "neighbours", iri=W + "gus", include="hedged", role="director")
    sure = {(e["from"], e["to"]): e["unsure"] for e in hedged["edges"]}
    assert sure[W + "salt", W + "gus"] is False
    assert sure[W + "harbour", W + "gus"] is True


@pytest.mark.parametrize("indexed", [False, True])
def test_networks_and_paths_are_those_of_the_library(
    served_app: Start, indexed: bool, monkeypatch: Any
) -> None:
    monkeypatch.setattr("reelgraph.web.api.networks.prepare", lambda *_: None)
    server = served_app()
    with rg.FilmGraph(open_sample()) as sample:
        iri = sample.find("Hardcore").iri
        made = sample.network(iri, depth=2, limit=40, years="2000-2016")
        path = sample.path("Haley Bennett", "Tim Roth", all=True)
    if indexed:
        both_ways(server.context.engine.graph().store)
    found = answer(server.address, "network", iri=iri, depth=2, limit=40, years="2000-2016")
    assert found["total"] == made.figure.total
    assert len(found["nodes"]) == len(made) == 40
    told = answer(server.address, "path", from_="Haley Bennett", to="Tim Roth", all=1)
    assert [tuple(way) for way in told["paths"]] == list(path.paths)
    assert told["total"] == path.total_paths
    assert {e["source"] for e in told["evidence"]} == {row["source"] for row in path.rows}
    assert {e["quote"] for e in told["evidence"]} == {row["evidence"] or "" for row in path.rows}
    assert {s["name"] for s in told["sources"]} == {s.name for s in path.figure.sources}
    assert {n["iri"] for n in told["network"]["nodes"]} == set(path.to_networkx())


def test_evidence_says_who_says_so_and_denials_too(ask: Callable[..., Any]) -> None:
    said = ask("evidence", from_=W + "lamp", to=W + "bo")
    keeper = next(e for e in said["evidence"] if e["source"] == "world")
    assert (keeper["role"], keeper["character"], keeper["creditedAs"]) == (
        "cast member",
        "Keeper",
        "B. Marsh",
    )
    assert ask("evidence", from_=W + "bo", to=W + "lamp") == said
    denied = ask("evidence", from_=W + "x7", to=W + "lamp")["evidence"]
    assert [(e["role"], e["status"]) for e in denied] == [("sequel of", "negative")]


def test_an_item_stands_for_the_entity_that_is_linked_to_it(ask: Callable[..., Any]) -> None:
    found = ask("neighbours", iri="Q999999992")
    assert next(n for n in found["nodes"] if n["distance"] == 0)["iri"] == W + "lamp"


@pytest.mark.parametrize(
    ("path", "given", "word"),
    [
        ("neighbours", {}, "'iri' is missing"),
        ("neighbours", {"iri": "lamp"}, "iri='lamp'"),
        ("neighbours", {"iri": "http://[/"}, "no IRI"),
        ("neighbours", {"iri": [f"http://e/{n}" for n in range(501)]}, "takes 500"),
        ("neighbours", {"iri": W + "lamp", "limit": "2001"}, "limit=2001"),
        ("neighbours", {"iri": W + "lamp", "limit": "٣"}, "limit='٣'"),
        ("neighbours", {"iri": W + "lamp", "skip_hubs": "0"}, "skip_hubs=0"),
        ("neighbours", {"iri": W + "lamp", "role": "acter"}, "unknown role"),
        ("neighbours", {"iri": W + "lamp", "type": "Filn"}, "unknown type"),
        ("neighbours", {"iri": W + "lamp", "years": "x"}, "years"),
        ("neighbours", {"iri": W + "lamp", "include": "negative"}, "cannot be included"),
        ("network", {"iri": W + "lamp", "depth": "5"}, "depth=5"),
        ("search", {"q": "x" * 1001}, "'q' is longer"),
        ("search", {"q": ["a", "b"]}, "given 2 times"),
        ("entity", {}, "'iri' is missing"),
        ("path", {"from_": "Ada Quill"}, "'to' is missing"),
        ("path", {"from_": "Ada Quill", "to": "Bo Marsh", "all": "yes"}, "write all=1"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_name_and_the_remedy(
    ask: Callable[..., Any], path: str, given: dict[str, Any], word: str
) -> None:
    error = ask(path, 400, **given)["error"]
    assert error["kind"] == "ParameterError"
    assert word in error["message"]


def test_what_is_not_there_is_not_found(ask: Callable[..., Any]) -> None:
    for path in ("neighbours", "network", "entity"):
        assert ask(path, 404, iri=W + "nothing")["error"]["kind"] == "NotFound"
    assert ask("path", 404, from_="Nobody At All", to="Bo Marsh")["error"]["kind"] == "NotFound"
    lonely = ask("path", 404, from_=W + "harbour", to=W + "lamp", role="writer")
    assert lonely["error"]["message"].startswith("there is no path from Quiet Harbour")


def test_the_index_is_built_beside_and_only_once(
    served_app: Start, two_sources: EmbeddedStore
) -> None:
    server = served_app(two_sources)
    graph = server.context.engine.graph()
    thread = readiness.prepare(server.context, graph)
    assert thread is not None
    thread.join()
    assert held(graph.store) is not None
    assert readiness.prepare(server.context, graph) is None


def test_eight_at_once_get_what_one_gets(served_app: Start) -> None:
    address = served_app().address
    best = answer(address, "search", q="", limit=8)["entities"]
    alone = [answer(address, "entity", iri=e["iri"]) for e in best]
    with ThreadPoolExecutor(8) as many:
        together = list(many.map(lambda e: answer(address, "entity", iri=e["iri"]), best * 3))
        found = list(many.map(lambda e: answer(address, "search", q=e["label"]), best * 3))
    assert together == alone * 3
    assert [f["entities"][0]["label"] for f in found] == [e["label"] for e in best] * 3
