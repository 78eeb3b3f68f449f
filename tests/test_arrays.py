"""Edges and pairs as arrays are those of the view, of SPARQL and of NetworkX."""

from collections import Counter
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_answers import E, loaded, worlds

import reelgraph as rg
from reelgraph.errors import ParameterError
from reelgraph.network import pairs as pairing
from reelgraph.network.arrays import Chosen
from reelgraph.network.filters import filters
from reelgraph.network.index import index_of
from reelgraph.network.index.texts import Texts
from reelgraph.network.whole import to_networkx

SLOW = [HealthCheck.too_slow]
narrowings = st.fixed_dictionaries(
    {},
    optional={
        "roles": st.sampled_from(["cast", "contributor", "director,producer"]),
        "years": st.sampled_from(["1990-2000", "1989"]),
        "types": st.sampled_from(["Film", "Person", "Film,Person"]),
        "sources": st.sampled_from(["z", "z,y"]),
    },
)
FILM = "https://w3id.org/reelgraph/ns#"


def short(edge: tuple[str, str, str]) -> tuple[str, str, str]:
    return edge[0], edge[2], "film:" + edge[1].removeprefix(FILM)


@given(worlds, narrowings)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_the_arrays_hold_the_edges_of_the_network(world: Any, narrowing: dict[str, Any]) -> None:
    graph = loaded(world)
    if "y" in narrowing.get("sources", "") and len(world[0]) < 2:
        narrowing = {**narrowing, "sources": "z"}
    # Read from the store: without the index there are other means.
    network = nx.MultiDiGraph(graph.to_networkx(**narrowing))
    made = graph.arrays(**narrowing)
    covered = {(a, b) for a, b, d in network.edges(data=True) if "hasContr" not in d["property"]}
    read = {
        (a, b, d["property"])
        for a, b, d in network.edges(data=True)
        if "hasContr" not in d["property"] or (a, b) not in covered
    }
    if narrowing.get("roles") == "contributor":
        # Of the general statements only those that no closer edge stands for.
        wide = {**narrowing, "roles": None}
        closer = {e[:2] for e in map(short, graph.arrays(**wide).edges()) if "Contr" not in e[2]}
        read = {e for e in read if e[:2] not in closer}
    edges = Counter(map(short, made.edges()))
    assert set(edges) == read
    assert set(edges.values()) <= {1}
    ends = {end for e in edges for end in e[:2]}
    assert ends == set(made.iris) if "types" not in narrowing else ends <= set(made.iris)
    assert list(made.iris) == sorted(made.iris)
    for place, iri in enumerate(made.iris):
        assert made.iris.find(iri) == place
    described = network.nodes(data=True)
    assert made.types == [described[iri]["type"] for iri in made.iris]
    assert made.iris.find(E + "nobody") == -1


@given(worlds, narrowings)
@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
def test_the_index_gives_the_network_that_the_view_gives(
    world: Any, narrowing: dict[str, Any]
) -> None:
    narrowing.pop("sources", None)
    store, chosen = loaded(world).store, filters(**narrowing)
    read = to_networkx(store, chosen, evidence=False)
    index_of(store, make=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reelgraph.network.whole._add_view", None)  # it is not read once more
        found = to_networkx(store, chosen, evidence=False)
    assert nx.utils.graphs_equal(found, read)
    assert found.pred == read.pred
    assert found.number_of_edges() == read.number_of_edges()
    data = [id(data) for *_, data in found.edges(data=True)]
    assert len(set(data)) == len(data)  # no two edges have the same dictionary
    found.add_edge(E + "f0", E + "p0", "mine")  # what was put together by hand can be changed
    assert found.pred[E + "p0"][E + "f0"]["mine"] == {}


@given(worlds, st.sampled_from(["f0", "p2", "p3"]), st.integers(0, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=SLOW)
def test_the_arrays_around_somebody_are_the_network_around_him(
    world: Any, middle: str, depth: int
) -> None:
    graph = loaded(world)
    read = {
        pair
        for pair in graph.network(E + middle, depth=depth, limit=100).to_networkx().edges()
        if pair[0] != pair[1]
    }
    made = graph.arrays(E + middle, depth=depth)
    assert {(a, b) for a, _, b in made.edges()} == read


@pytest.mark.parametrize("types", ["Film", "Person", "Film,Company"])
def test_the_arrays_of_some_types_have_the_nodes_of_the_network(
    sample: rg.FilmGraph, types: str
) -> None:
    network = sample.to_networkx(types=types, evidence=False)
    assert len(network) > 10
    assert list(sample.arrays(types=types).iris) == sorted(network)


def test_matrices_and_networkit_have_the_numbers_of_the_arrays(sample: rg.FilmGraph) -> None:
    made = sample.arrays(types="Film,Person")
    matrix, graph = made.to_scipy(), made.to_networkit()
    counts = Counter(zip(made.start.tolist(), made.end.tolist(), strict=True))
    rows, columns = matrix.nonzero()
    cells = {(int(a), int(b)): int(matrix[a, b]) for a, b in zip(rows, columns, strict=True)}
    assert cells == counts
    assert max(counts.values()) > 1  # somebody directed and produced
    assert {tuple(sorted(e)) for e in graph.iterEdges()} == {tuple(sorted(e)) for e in counts}
    assert graph.numberOfNodes() == len(made.iris) == len(made.labels) == len(made.years)
    degrees = dict(nx.Graph(list(counts)).degree())
    assert [graph.degree(n) for n in graph.iterNodes()] == [
        degrees.get(n, 0) for n in range(len(made.iris))
    ]


def test_nothing_is_an_empty_array(sample: rg.FilmGraph) -> None:
    made = sample.arrays(years="1066")
    assert len(made) == len(made.iris) == 0
    assert made.to_networkit().numberOfNodes() == 0
    assert made.to_scipy().shape == (0, 0)
    assert list(made.edges()) == sample.pairs(years="1066").rows == []


# Pairs

PAIRS = """SELECT ?one ?other (COUNT(DISTINCT ?film) AS ?films)
  (MIN(COALESCE(?year, 99999)) AS ?first) (MAX(COALESCE(?year, -1)) AS ?last) WHERE {{
  ?film film:{0} ?one ; film:{1} ?other OPTIONAL {{ ?film film:year ?year }}
  FILTER({2}) {3} }}
  GROUP BY ?one ?other HAVING (COUNT(DISTINCT ?film) >= {4})"""


@given(
    worlds,
    st.sampled_from(["director", "cast", "contributor"]),
    st.sampled_from(["cast", "contributor"]),
    st.sampled_from([None, (1989, 1995)]),
    st.integers(1, 2),
    st.sampled_from([None, 1, 3]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_pairs_are_those_that_sparql_counts(
    world: Any, one: str, other: str, years: Any, least: int, limit: int | None
) -> None:
    graph = loaded(world)
    edge = {"director": "hasDirector", "cast": "hasCastMember", "contributor": "hasContributor"}
    apart = "STR(?one) < STR(?other)" if one == other else "?one != ?other"
    span = f"FILTER(?year >= {years[0]} && ?year <= {years[1]})" if years else ""
    asked = graph.query(PAIRS.format(edge[one], edge[other], apart, span, least)).rows
    expected = [
        tuple(None if value in (99999, -1) else value for value in row.values()) for row in asked
    ]
    expected.sort(key=lambda row: (-row[2], row[:2]))
    for part in (1, 1 << 20):  # counted a row at a time, and all at once
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pairing, "PART", part)
            found = graph.pairs(one, other, years=years, least=least, limit=limit)
        rows = found.only("one", "other", "films", "first_year", "last_year").rows
        assert [tuple(row.values()) for row in rows] == expected[:limit]


def test_pairs_are_named_and_some_can_be_asked_for(sample: rg.FilmGraph) -> None:
    first = sample.pairs("director", "producer", limit=1)
    assert first.columns[:4] == ["one", "one_name", "other", "other_name"]
    with pytest.raises(ParameterError, match="limit"):
        sample.pairs(limit=0)
    with pytest.raises(ParameterError, match="unknown role 'baker'"):
        sample.pairs("baker")
    with pytest.raises(ParameterError, match="no source 'nowhere'"):
        sample.pairs(sources="nowhere")


def test_parts_cover_all_rows() -> None:
    sizes = np.array([5, 0, 7, 1, 1, 30, 2])
    for most in (1, 6, 9, 100):
        found = list(pairing.parts(np.cumsum(sizes), most))
        assert [n for begin, stop in found for n in range(begin, stop)] == list(range(len(sizes)))
        assert all(sizes[a:b].sum() <= most or b == a + 1 for a, b in found)


def test_arrays_and_their_texts_are_shown_in_a_line() -> None:
    sample = rg.sample().arrays()
    nodes = len(sample.labels)
    assert repr(sample) == f"<Arrays: {nodes:,} nodes, {len(sample):,} edges>"
    said = repr(sample.labels)
    assert said.startswith(f"<{nodes:,} texts: {sample.labels[0]!r}, ")
    assert said.endswith(", ...>")
    assert "\n" not in said
    assert repr(sample.labels[:0]) == "<0 texts>"
    long = Chosen(Texts.of(["a" * 60, "a" * 61]), np.array([0, 1]))
    assert repr(long) == f"<2 texts: '{'a' * 60}', '{'a' * 57}...'>"
