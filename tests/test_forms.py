"""Networks as files for other programs: read back by readers that are not ours."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import openpyxl
import pandas as pd
import pytest

import reelgraph as rg
from reelgraph import export, picture, views
from reelgraph.cli.measuring import NETWORKS
from reelgraph.facts import Source
from reelgraph.views import Figure

E = "https://example.org/"
FILM, SHORT, ANN, BOB = (E + name for name in ("film", "short", "ann", "bob"))
HOSTILE = "=1+1</script>\x00\x0b\u202e & ]]> \"'"
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def figure() -> Figure:
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    made.add_node(FILM, type="Film", label="The Lamp", year=1999, degree=12)
    made.add_node(SHORT, type="ShortFilm", label=HOSTILE, year=1998)
    made.add_node(ANN, type="Person", label="Ann")
    made.add_node(BOB, type="Company", label="Bob & Sons")
    both = {"source": "list", "status": "asserted"}
    made.add_edge(FILM, ANN, key="1", role="director", property="film:hasDirector", **both)
    made.add_edge(
        FILM,
        ANN,
        key="2",
        role="cast member",
        property="film:hasCastMember",
        character="-1",
        order=2,
        **both,
    )
    made.add_edge(SHORT, ANN, key="1", role="writer", property="film:hasWriter", **both)
    made.add_edge(FILM, BOB, key="4", role="producer", property="film:hasProducer", **both)
    source = Source("list", E + "g", title="A list", licence="CC0-1.0", url=E + "list")
    return Figure(made, "Four", (source,), 4, (FILM,), "network", "reelgraph network", "2026-11-22")


def written(figure: Figure, form: str) -> list[bytes]:
    return list(views.files(figure, form, Path("x." + form)).values())


def roles(made: Any) -> "Counter[tuple[str, str, str]]":
    return Counter((a, b, data["role"]) for a, b, data in made.edges(data=True))


# GEXF


def test_gexf_is_read_back_with_its_types_labels_and_parallel_edges(figure: Figure) -> None:
    again = nx.read_gexf(io.BytesIO(written(figure, "gexf")[0]))
    assert roles(again) == roles(figure.network)
    film = again.nodes[FILM]
    assert (film["label"], film["type"], film["year"], film["degree"]) == (
        "The Lamp",
        "Film",
        1999,
        12,
    )
    assert again.nodes[SHORT]["label"] == "=1+1</script> & ]]> \"'"
    cast = next(d for *_, d in again.edges(data=True) if d["role"] == "cast member")
    assert (cast["stated_by"], cast["order"], cast["character"]) == ("list", 2, "-1")
    assert cast["label"] == "cast member"
    assert cast["weight"] == 1


def test_gexf_looks_like_the_picture(figure: Figure) -> None:
    viz = "{http://gexf.net/1.3/viz}"
    root = ET.fromstring(written(figure, "gexf")[0])
    nodes = {n.get("id"): n for n in root.iter("{http://gexf.net/1.3}node")}
    look = {
        node: (
            tuple(int(n.find(viz + "color").get(c)) for c in "rgb"),
            n.find(viz + "shape").get("value"),
        )
        for node, n in nodes.items()
    }
    assert look[FILM] == ((0x00, 0x72, 0xB2), "square")
    assert look[ANN] == ((0xD5, 0x5E, 0x00), "disc")
    assert look[BOB] == ((0x00, 0x9E, 0x73), "diamond")
    sizes = {node: float(n.find(viz + "size").get("value")) for node, n in nodes.items()}
    assert sizes[FILM] == max(sizes.values())
    places = {
        (float(n.find(viz + "position").get("x")), float(n.find(viz + "position").get("y")))
        for n in nodes.values()
    }
    assert len(places) == 4


def test_gexf_numbers_its_edges_and_tells_kinds_apart(figure: Figure) -> None:
    root = ET.fromstring(written(figure, "gexf")[0])
    edges = list(root.iter("{http://gexf.net/1.3}edge"))
    assert len({e.get("id") for e in edges}) == len(edges) == 4
    between = [e.get("kind") for e in edges if (e.get("source"), e.get("target")) == (FILM, ANN)]
    assert sorted(map(str, between)) == ["cast member", "director"]
    text = root.find("{http://gexf.net/1.3}meta/{http://gexf.net/1.3}description").text
    assert "A list" in text
    assert "CC0-1.0" in text


def test_gexf_declares_the_narrowest_type_of_each_attribute(figure: Figure) -> None:
    figure.network.nodes[FILM].update(rank=1, big=2**40, seen=True)
    figure.network.nodes[ANN].update(rank=0.5, big=1, seen=False)
    root = ET.fromstring(written(figure, "gexf")[0])
    declared = {a.get("title"): a.get("type") for a in root.iter("{http://gexf.net/1.3}attribute")}
    assert declared["rank"] == "double"
    assert declared["big"] == "long"
    assert declared["seen"] == "boolean"
    assert declared["year"] == declared["order"] == "integer"
    again = nx.read_gexf(io.BytesIO(written(figure, "gexf")[0]))
    assert (again.nodes[FILM]["seen"], again.nodes[ANN]["seen"]) == (True, False)
    assert again.nodes[FILM]["big"] == 2**40


def test_an_undirected_network_keeps_its_weights(figure: Figure) -> None:
    made: nx.Graph[str] = nx.Graph()
    made.add_edge("a", "b", weight=2.5)
    for form in ("gexf", "graphml", "graph.json", "edges.csv"):
        body = written(replace(figure, network=made), form)[0]  # type: ignore[arg-type]
        if form == "gexf":
            again = nx.read_gexf(io.BytesIO(body))
        elif form == "graphml":
            again = nx.read_graphml(io.BytesIO(body))
        elif form == "graph.json":
            again = nx.node_link_graph(json.loads(body), edges="edges")
        else:
            row = pd.read_csv(io.BytesIO(body)).iloc[0]
            assert (row["Type"], row["Weight"]) == ("Undirected", 2.5)
            continue
        assert not again.is_directed()
        assert again.edges["a", "b"]["weight"] == 2.5


# GraphML


def test_no_two_edges_of_a_graphml_file_have_the_same_id(figure: Figure) -> None:
    body = written(figure, "graphml")[0]
    ids = [e.get("id") for e in ET.fromstring(body).findall(".//{*}edge")]
    assert len(set(ids)) == len(ids) == 4  # two had the key "1"
    assert roles(nx.read_graphml(io.BytesIO(body))) == roles(figure.network)


# Node-link JSON


def test_node_link_json_keeps_both_the_ends_and_the_source(figure: Figure) -> None:
    data = json.loads(written(figure, "graph.json")[0])
    again = nx.node_link_graph(data, edges="edges")
    assert isinstance(again, nx.MultiDiGraph)
    assert roles(again) == roles(figure.network)
    assert again.edges[FILM, ANN, "1"]["stated_by"] == "list"
    assert {e["source"] for e in data["edges"]} == {FILM, SHORT}  # what D3's links need
    assert {n["id"] for n in data["nodes"]} == {FILM, SHORT, ANN, BOB}
    assert data["graph"]["sources"][0]["licence"] == "CC0-1.0"


# Edge and node lists


def test_the_edge_list_has_the_columns_that_gephi_looks_for(figure: Figure) -> None:
    edges, nodes = written(figure, "edges.csv")
    assert edges.startswith(MARK)
    assert nodes.startswith(MARK)
    table = pd.read_csv(io.BytesIO(edges))
    assert list(table.columns[:5]) == ["Source", "Target", "Type", "Weight", "Label"]
    lower = [c.lower() for c in table.columns]
    assert len(set(lower)) == len(lower)  # Gephi does not tell Source from source
    assert Counter(zip(table.Source, table.Target, table.Label, strict=True)) == roles(
        figure.network
    )
    assert set(table.Type) == {"Directed"}
    people = pd.read_csv(io.BytesIO(nodes))
    assert list(people.columns[:2]) == ["Id", "Label"]
    assert set(table.Source) | set(table.Target) <= set(people.Id)


def test_cells_are_safe_for_spreadsheets_and_numbers_stay_numbers(figure: Figure) -> None:
    edges, nodes = (
        list(csv.DictReader(io.StringIO(b.decode("utf-8-sig"))))
        for b in written(figure, "edges.csv")
    )
    label = next(n["Label"] for n in nodes if n["Id"] == SHORT)
    assert label.startswith("'=1+1")
    cast = next(e for e in edges if e["Label"] == "cast member")
    assert (cast["character"], cast["order"], cast["Weight"]) == ("'-1", "2", "1")


def test_the_nodes_stand_beside_the_edges(sample: rg.FilmGraph, tmp_path: Path) -> None:
    made = sample.network("Hardcore", depth=1)
    made.save(tmp_path / "a.edges.csv")
    made.save(tmp_path / "b.edges.tsv")
    assert {p.name for p in tmp_path.iterdir()} == {
        *("a.edges.csv", "a.nodes.csv", "b.edges.tsv", "b.nodes.tsv")
    }
    assert len(pd.read_csv(tmp_path / "a.nodes.csv")) == len(made)
    assert len(pd.read_csv(tmp_path / "b.edges.tsv", sep="\t")) == len(made.rows)
    made.save(tmp_path / "a.csv")  # and the plain ending is the table twin still
    assert list(pd.read_csv(tmp_path / "a.csv").columns[:3]) == ["who", "role", "what"]


# Workbooks


def test_a_workbook_has_edges_nodes_and_what_they_rest_on(
    sample: rg.FilmGraph, tmp_path: Path
) -> None:
    for made in (
        sample.network("Hardcore", depth=1),
        sample.path("Haley Bennett", "Tim Roth"),
    ):
        path = made.save(tmp_path / "x.xlsx")
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["edges", "nodes", "about"]
        edges = pd.read_excel(path, sheet_name="edges")
        assert len(edges) == len(made.rows)
        assert list(edges["who"]) == [row["who"] for row in made.rows]
        assert list(edges["stated_by"]) == [row["source"] for row in made.rows]
        nodes = pd.read_excel(path, sheet_name="nodes")
        assert set(edges["Source"]) | set(edges["Target"]) == set(nodes["Id"])
        about = pd.read_excel(path, sheet_name="about")
        assert made.figure.title in set(about["value"])
        assert made.figure.command in set(about["value"])
        assert (about["about"] == "source").sum() == len(made.figure.sources) > 0
        assert about.loc[about["about"] == "source", "licence"].notna().all()
        year = book["edges"].cell(2, [c.value for c in book["edges"][1]].index("year") + 1)
        assert year.data_type == "n"


# The whole graph


@pytest.mark.parametrize("ending", sorted(export.NETWORKS))
def test_the_whole_graph_is_written_in_every_form(
    sample: rg.FilmGraph, tmp_path: Path, ending: str
) -> None:
    whole = sample.to_networkx()
    path = tmp_path / f"all.{ending}"
    said = sample.save(path)
    if ending == "csv":
        assert "all.nodes.csv" in said
        table = pd.read_csv(path)
        found = Counter(zip(table.Source, table.Target, table.Label, strict=True))
        assert len(pd.read_csv(tmp_path / "all.nodes.csv")) == len(whole)
    elif ending == "json":
        found = roles(nx.node_link_graph(json.loads(path.read_bytes()), edges="edges"))
    else:
        read = nx.read_gexf if ending == "gexf" else nx.read_graphml
        found = roles(read(path))
    assert found == roles(whole)


# What is offered


def test_every_form_is_offered_wherever_a_network_is_written() -> None:
    assert set(views.FORMS) < set(picture.FORMATS)
    assert set(views.FORMS) == set(NETWORKS)
    assert set(export.NETWORKS.values()) < set(views.FORMS)


@pytest.fixture(scope="module")
def twice() -> list[rg.Picture]:
    """The same picture of two graphs with the same facts."""
    return [rg.sample().network("Hardcore", depth=1) for _ in range(2)]


@pytest.mark.parametrize("form", views.FORMS)
def test_the_same_picture_gives_the_same_file(twice: list[rg.Picture], form: str) -> None:
    one, two = twice
    assert one.render(form) == two.render(form)
