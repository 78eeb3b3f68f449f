"""From NetworkX back to a graph: the same edges, roles, statuses and characters come back."""

from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import network
from reelgraph.errors import InputError, ParameterError
from reelgraph.sources import networks
from reelgraph.sources.inputs import Input
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM, RDF, RDFS

E = "https://example.org/"
HELD = ("role", "status", "character", "credited_as", "order")


def said(made: "nx.MultiDiGraph[str]") -> "Counter[tuple[Any, ...]]":
    return Counter(
        (a, b, *(data.get(name) for name in HELD)) for a, b, data in made.edges(data=True)
    )


def loaded(made: "nx.Graph[Any]", **more: Any) -> rg.FilmGraph:
    graph = rg.FilmGraph(EmbeddedStore())
    report = graph.load_network(made, **more)
    assert not report.rejected
    return graph


def test_the_whole_sample_comes_back(sample: rg.FilmGraph) -> None:
    made = sample.to_networkx(include="weak,hedged")
    again = loaded(made, source="mine").to_networkx(include="weak,hedged")
    assert said(again) == said(made)
    assert dict(again.nodes(data=True)) == dict(made.nodes(data=True))
    assert {d["source"] for *_, d in again.edges(data=True)} == {"mine"}


FILMS = [f"{E}f{n}" for n in range(3)]
PEOPLE = [f"{E}p{n}" for n in range(3)]
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
statuses = st.sampled_from(["asserted", "inferred", "weak", "hedged"])
details = st.fixed_dictionaries(
    {"status": statuses},
    optional={"character": words, "credited_as": words, "order": st.integers(1, 99)},
)
credit = st.tuples(
    st.sampled_from(FILMS),
    st.sampled_from(PEOPLE),
    st.sampled_from(["director", "cast member", "voice actor", "writer", "cinematographer"]),
    details,
)
relation = st.tuples(
    st.sampled_from(FILMS),
    st.sampled_from(FILMS),
    st.just("sequel of"),
    st.fixed_dictionaries({"status": statuses}),
)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.one_of(credit, relation), max_size=8),
    st.dictionaries(st.sampled_from(FILMS + PEOPLE), words),
    st.dictionaries(st.sampled_from(FILMS), st.integers(1890, 2030)),
)
def test_every_edge_comes_back_with_its_role_status_and_character(
    edges: Any, labels: Any, years: Any
) -> None:
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in FILMS + PEOPLE:
        made.add_node(node, type="Film" if node in FILMS else "Person")
        made.nodes[node]["label"] = labels.get(node, node)
        if node in years:
            made.nodes[node]["year"] = years[node]
    for number, (a, b, role, data) in enumerate(edges):
        if a != b:
            made.add_edge(a, b, key=f"k{number}", role=role, **data)
    again = loaded(made).to_networkx(include="weak,hedged")
    assert said(again) == said(made)
    for node in again:
        assert again.nodes[node] == made.nodes[node]


@pytest.mark.parametrize("form", ["graphml", "gexf", "graph.json"])
def test_our_own_files_can_be_read_again(sample: rg.FilmGraph, tmp_path: Path, form: str) -> None:
    picture = sample.network("Haley Bennett", depth=2, include="weak")
    path = tmp_path / f"x.{form}"
    picture.save(path)
    one = Input(path, str(path), form, False, "0" * 64, path.stat().st_size)
    out = tmp_path / "claims.nt"
    with out.open("wb") as stream:
        networks.read([one], "mine", "https://w3id.org/reelgraph", stream)
    graph = rg.FilmGraph(EmbeddedStore())
    graph.load(out)
    assert said(graph.to_networkx(include="weak")) == said(picture.to_networkx())


# Networks from elsewhere


def triples(made: "nx.Graph[Any]", **more: Any) -> set[tuple[str, str, str]]:
    return {
        (t.subject.value, t.predicate.value, t.object.value)  # type: ignore[union-attr]
        for t in network.to_rdf(made, **more)
    }


def test_nodes_that_are_no_iris_get_minted_ones_and_keep_their_names() -> None:
    made: nx.DiGraph[Any] = nx.DiGraph()
    made.add_node("The Lamp", type="Film", year=1999)
    made.add_node(7, type="Person", name="Ada Low")
    made.add_edge("The Lamp", 7, role="director")
    found = triples(made, source="own")
    film = "https://w3id.org/reelgraph/id/own/film/The%20Lamp"
    assert (film, RDFS + "label", "The Lamp") in found
    assert (film, FILM + "year", "1999") in found
    assert ("https://w3id.org/reelgraph/id/own/person/7", RDFS + "label", "Ada Low") in found
    graph = loaded(made, source="own")
    assert graph.path("The Lamp", "Ada Low").rows[0]["role"] == "director"


def test_a_qid_or_a_curie_is_an_iri_already() -> None:
    made: nx.DiGraph[str] = nx.DiGraph([("wd:Q1", "Q2", {"role": "director"})])
    found = triples(made)
    assert {s for s, p, o in found if p == RDF + "type" and o == FILM + "Person"} == {
        "http://www.wikidata.org/entity/Q2"
    }


def test_one_role_can_be_given_for_all_edges() -> None:
    made: nx.DiGraph[str] = nx.DiGraph([("F", "a"), ("F", "b")])
    graph = loaded(made, role="cast")
    assert {d["role"] for *_, d in graph.to_networkx().edges(data=True)} == {"cast member"}
    with pytest.raises(ParameterError, match="unknown role 'acter'"):
        network.to_rdf(made, role="acter")


def test_the_work_comes_first_whichever_way_an_edge_points(sample: rg.FilmGraph) -> None:
    made: nx.DiGraph[str] = nx.DiGraph([("ann", "one", {"role": "director"})])
    made.nodes["one"]["type"] = "ShortFilm"
    graph = loaded(made)
    assert [row["who"] for row in graph.path("ann", "one").rows] == ["ann"]
    two = network.bipartite(sample.to_networkx(roles="director,writer"))
    again = loaded(two).to_networkx()
    assert {(a, b) for a, b in again.edges()} == {
        (a, b) if two.nodes[a]["bipartite"] == 0 else (b, a) for a, b in two.edges
    }
    both = sum(len(data["roles"].split(", ")) for *_, data in two.edges(data=True))
    assert again.number_of_edges() == both


def test_attributes_without_a_meaning_here_are_kept() -> None:
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_node("F", type="Film", Shelf="B 12", stars=4)
    made.add_edge("F", "p", role="director", fee=1.5)
    values = {(p.rsplit("/", 1)[-1], o) for _, p, o in triples(made)}
    assert {("shelf", "B 12"), ("stars", "4"), ("fee", "1.5")} <= values


def test_a_claim_keeps_who_had_stated_it() -> None:
    made: nx.DiGraph[str] = nx.DiGraph([("F", "p", {"role": "director", "source": "a review"})])
    assert "stated by a review" in {o for *_, o in triples(made)}


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ({}, "'F' - 'p' names no role: give each edge an attribute 'role'"),
        ({"role": "acter"}, "unknown role 'acter'; the roles are: .*director"),
        ({"role": "director", "status": "sure"}, "unknown status 'sure'; there are asserted"),
    ],
)
def test_an_edge_that_means_nothing_is_an_error(edge: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        network.to_rdf(nx.DiGraph([("F", "p", edge)]))


def test_without_types_an_undirected_credit_is_an_error() -> None:
    with pytest.raises(InputError, match="nothing tells which end is the work"):
        network.to_rdf(nx.Graph([("F", "p", {"role": "director"})]))


@pytest.mark.parametrize(
    ("values", "message"),
    [({"type": "Movie"}, "the type 'Movie'; the types are .*Film"), ({"year": "x"}, "'x'")],
)
def test_a_node_that_means_nothing_is_an_error(values: dict[str, str], message: str) -> None:
    made: nx.DiGraph[str] = nx.DiGraph()
    made.add_node("F", **values)
    with pytest.raises(InputError, match=message):
        network.to_rdf(made)


@pytest.mark.parametrize(
    ("name", "body"),
    [("x.graphml", b"<graphml"), ("x.gexf", b"<html/>"), ("x.graph.json", b'{"a": 1}')],
)
def test_a_file_that_is_no_network_is_an_error(tmp_path: Path, name: str, body: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    one = Input(path, name, "x", False, "0" * 64, len(body))
    with (tmp_path / "out").open("wb") as out, pytest.raises(InputError, match=name):
        networks.read([one], "mine", "https://w3id.org/reelgraph", out)


def test_xml_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gexf"
    path.write_text('<!DOCTYPE gexf [<!ENTITY a "aaa">]><gexf>&a;</gexf>', "utf-8")
    one = Input(path, "x.gexf", "x", False, "0" * 64, 1)
    with (tmp_path / "out").open("wb") as out, pytest.raises(InputError, match="refused"):
        networks.read([one], "mine", "https://w3id.org/reelgraph", out)
