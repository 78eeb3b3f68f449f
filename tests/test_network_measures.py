"""Measures: by hand on tiny graphs, and equal to what NetworkX says of the same graph."""

import csv
import io
from itertools import combinations
from pathlib import Path
from typing import Any

import forking
import networkx as nx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import network
from reelgraph.errors import NotFound, ParameterError
from reelgraph.network.centrality import pagerank
from reelgraph.network.index import index_of
from reelgraph.network.large import LargeMeasured
from reelgraph.terms import terms
from reelgraph.vocabulary import local_name

PEOPLE = {"film:" + local_name(p) for p in terms().contributor_properties}

# One has Ann, Bob and Cat; Two has Cat and Dan; Three has Cat and Dan; Eve stands alone in Four.
CAST = {"one": "ann bob cat", "two": "cat dan", "three": "cat dan", "four": "eve"}


def credits_of(cast: dict[str, str]) -> "nx.MultiDiGraph[str]":
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for film, people in cast.items():
        made.add_node(film, type="Film", label=film.title(), year=2000)
        for person in people.split():
            made.add_node(person, type="Person", label=person.title())
            made.add_edge(film, person, role="cast member", property="film:hasCastMember")
    return made


def column(made: network.Measured, name: str) -> dict[Any, Any]:
    return {row["name"]: row[name] for row in made.results()}


def test_people_are_measured_by_the_works_they_share() -> None:
    made = network.measure(
        credits_of(CAST), "degree,weighted,betweenness,clustering,component,community"
    )
    assert column(made, "degree") == {"Ann": 2, "Bob": 2, "Cat": 3, "Dan": 1, "Eve": 0}
    # Cat and Dan share two films.
    assert column(made, "weighted_degree") == {"Ann": 2, "Bob": 2, "Cat": 4, "Dan": 2, "Eve": 0}
    # Cat lies between Dan and each of Ann and Bob: 2 of the 4 * 3 / 2 pairs of others.
    assert column(made, "betweenness") == {
        "Cat": pytest.approx(2 / 6, rel=1e-5),
        **dict.fromkeys(("Ann", "Bob", "Dan", "Eve"), 0),
    }
    # Of Cat's three pairs of neighbours one is linked.
    assert column(made, "clustering")["Cat"] == pytest.approx(1 / 3, rel=1e-5)
    assert column(made, "component") == {"Ann": 1, "Bob": 1, "Cat": 1, "Dan": 1, "Eve": 2}
    assert column(made, "works") == {"Ann": 1, "Bob": 1, "Cat": 3, "Dan": 2, "Eve": 1}


def test_films_are_measured_by_the_people_they_share() -> None:
    made = network.measure(credits_of(CAST), "degree,weighted_degree", of="films")
    assert column(made, "degree") == {"One": 2, "Two": 2, "Three": 2, "Four": 0}
    # Two and Three share Cat and Dan, One shares Cat with each.
    assert column(made, "weighted_degree") == {"One": 2, "Two": 3, "Three": 3, "Four": 0}
    assert column(made, "people") == {"One": 3, "Two": 2, "Three": 2, "Four": 1}
    assert made.results().rows[0]["year"] == 2000


def test_films_and_people_can_be_measured_together() -> None:
    made = network.measure(credits_of(CAST), "degree,clustering", of="both")
    assert column(made, "degree")["One"] == 3
    assert column(made, "degree")["Cat"] == 3
    assert "works" not in made.results().columns
    # Two and Three share both their people and One shares one of four: (1/4 + 1) / 2.
    assert column(made, "clustering")["Two"] == pytest.approx((1 / 4 + 1) / 2, rel=1e-5)


def test_newman_weighs_a_work_by_the_others_in_it() -> None:
    made = network.projection(credits_of(CAST), weight="newman")
    assert made.edges["ann", "bob"] == {"weight": 1 / 2, "shared": 1}
    assert made.edges["cat", "dan"] == {"weight": 2.0, "shared": 2}
    # Then the links of a person add up to the number of works that he did with others.
    assert dict(made.degree(weight="weight")) == {"ann": 1, "bob": 1, "cat": 3, "dan": 2, "eve": 0}


def test_communities_are_the_two_casts_that_one_person_links() -> None:
    made = network.measure(
        credits_of({"a": "p q r", "b": "p q r", "c": "r s", "d": "s t u", "e": "s t u"}),
        "community",
    )
    groups = made.communities()
    assert [(row["size"], row["links"]) for row in groups] == [(3, 3), (3, 3)]
    assert {row["best_connected"] for row in groups} == {"R, P, Q", "S, T, U"} or {
        row["best_connected"] for row in groups
    } == {"P, Q, R", "S, T, U"}
    community = column(made, "community")
    assert len({community[n] for n in "PQR"}) == len({community[n] for n in "STU"}) == 1
    assert any("Louvain" in note for note in made.notes)
    with pytest.raises(ParameterError, match="community"):
        network.measure(credits_of(CAST), "degree").communities()


def test_what_is_shared_with_those_in_the_middle_is_counted() -> None:
    made = network.measure(credits_of(CAST), "degree", common_with=["dan"])
    assert column(made, "in_common") == {"Ann": 0, "Bob": 0, "Cat": 2, "Dan": None, "Eve": 0}


def test_a_large_network_is_sampled_with_a_seed_and_says_so() -> None:
    cast = {f"f{n}": f"p{n} p{n + 1} p{(n * 7) % 60}" for n in range(60)}
    exact = network.measure(credits_of(cast), "betweenness")
    assert exact.notes == ()
    drawn = network.measure(credits_of(cast), "betweenness", exact=20, samples=10, seed=3)
    assert "10 of 61 nodes (seed 3)" in drawn.notes[0]
    again = network.measure(credits_of(cast), "betweenness", exact=20, samples=10, seed=3)
    other = network.measure(credits_of(cast), "betweenness", exact=20, samples=10, seed=4)
    assert column(drawn, "betweenness") == column(again, "betweenness")
    assert column(drawn, "betweenness") != column(other, "betweenness")


def test_the_order_in_which_a_network_was_read_changes_nothing() -> None:
    cast = {f"f{n}": f"p{n} p{n + 1} p{(n * 7) % 30}" for n in range(30)}
    turned = dict(reversed([(f, " ".join(reversed(p.split()))) for f, p in cast.items()]))
    for seed in (0, 1):
        one = network.measure(credits_of(cast), "community,pagerank", seed=seed)
        two = network.measure(credits_of(turned), "community,pagerank", seed=seed)
        assert one.results().rows == two.results().rows


edges = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 4)), min_size=1, max_size=20
)


def simple(drawn: Any) -> "nx.Graph[int]":
    made: nx.Graph[int] = nx.Graph()
    made.add_nodes_from(range(8))
    made.add_weighted_edges_from((a, b, w) for a, b, w in drawn if a != b)
    return made


@settings(max_examples=60, deadline=None)
@given(edges)
def test_any_other_graph_is_measured_as_networkx_measures_it(drawn: Any) -> None:
    graph = simple(drawn)
    made = network.measure(graph, "degree,weighted_degree,betweenness,clustering").network
    for name, expected in {
        "degree": dict(graph.degree()),
        "weighted_degree": dict(graph.degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(graph),
        "clustering": nx.clustering(graph),
    }.items():
        assert dict(made.nodes(data=name)) == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(edges)
def test_pagerank_is_the_one_fixed_point_of_its_equation(drawn: Any) -> None:
    graph = simple(drawn)
    rank = pagerank(graph)
    assert sum(rank.values()) == pytest.approx(1)
    weights = dict(graph.degree(weight="weight"))
    alone = sum(rank[n] for n in graph if not weights[n]) / len(graph)
    for node in graph:
        flown = sum(rank[o] * graph.edges[node, o]["weight"] / weights[o] for o in graph[node])
        assert rank[node] == pytest.approx(0.85 * (flown + alone) + 0.15 / len(graph), abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(st.integers(0, 6), min_size=1), min_size=1, max_size=6))
def test_the_projection_is_the_one_of_networkx(casts: Any) -> None:
    cast = {f"f{n}": " ".join(f"p{p}" for p in people) for n, people in enumerate(casts)}
    said = credits_of(cast)
    two = network.bipartite(said)
    people = [n for n, side in two.nodes(data="bipartite") if side]
    theirs = nx.bipartite.weighted_projected_graph(two, people)
    ours = network.projection(said)
    assert set(ours) == set(theirs)
    assert {(*sorted((a, b)), w) for a, b, w in ours.edges(data="weight")} == {
        (*sorted((a, b)), w) for a, b, w in theirs.edges(data="weight")
    }
    newman = nx.bipartite.collaboration_weighted_projected_graph(two, people)
    made = network.projection(said, weight="newman")
    for a, b in combinations(people, 2):
        if newman.has_edge(a, b):
            assert made.edges[a, b]["weight"] == pytest.approx(newman.edges[a, b]["weight"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"which": "fame"}, "unknown measure 'fame'; there are degree"),
        ({"which": ""}, "unknown measure"),
        ({"which": []}, "name a measure"),
        ({"of": "dogs"}, "people, films, both"),
        ({"weight": "gold"}, "count or newman"),
    ],
)
def test_what_cannot_be_measured_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        network.measure(credits_of(CAST), **wrong)


def test_more_pairs_than_fit_are_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reelgraph.network.measuring.LINKS", 3)
    with pytest.raises(ParameterError, match=r"5 pairs of people.*some roles or years"):
        network.measure(credits_of(CAST))


def test_an_empty_network_has_empty_measures() -> None:
    made = network.measure(nx.MultiDiGraph(), network.MEASURES)
    assert made.results().rows == []
    assert made.communities().rows == []


def test_the_sample_can_be_measured_whole_and_around_somebody(sample: rg.FilmGraph) -> None:
    whole = sample.measure(which="degree")
    assert len(whole.network) == len(
        {b for _, b, d in sample.to_networkx().edges(data=True) if d["property"] in PEOPLE}
    )
    near = sample.measure("Haley Bennett", which="degree", depth=2)
    assert 1 < len(near.network) < len(whole.network)
    roth = next(row for row in near.results() if row["name"] == "Tim Roth")
    assert roth["in_common"] == 1  # Hardcore
    assert near.results().rows[0]["degree"] == max(row["degree"] for row in near.results())
    with pytest.raises(NotFound):
        sample.measure("Nobody of that name")


def test_a_picture_measures_itself(sample: rg.FilmGraph) -> None:
    picture = sample.network("Hardcore", depth=1)
    first = picture.measures("degree", of="both").rows[0]
    beside = {row["who"] for row in picture.rows if row["what"] == "Hardcore"}
    shown = [d for *_, d in picture.to_networkx().edges(data=True) if d["property"] in PEOPLE]
    assert first["name"] == "Hardcore"
    assert 0 < first["degree"] <= min(len(beside), len(shown))


# As arrays

said = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 6),
        st.sampled_from(["director", "cast", "producer", "production-company"]),
    ),
    min_size=1,
    max_size=25,
)
PREFIXES = (
    "@prefix : <https://example.org/> . @prefix film: <https://w3id.org/reelgraph/ns#> ."
    "@prefix role: <https://w3id.org/reelgraph/role/> ."
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
)


def graph_of(folder: Path, credits_: Any) -> rg.FilmGraph:
    lines = [PREFIXES]
    lines += [f':f{n} a film:Film ; rdfs:label "F{n}" ; film:year {1990 + n} .' for n in range(5)]
    lines += [f':p{n} a film:Person ; rdfs:label "P{n % 5}" .' for n in range(6)]
    lines += [
        f":c{at} film:hasWork :f{film} ; film:hasAgent :p{person} ; film:hasRole role:{role} ;"
        " a film:Credit ."
        for at, (film, person, role) in enumerate(credits_)
    ]
    path = folder / "said.ttl"
    path.write_text("\n".join(lines), "utf-8")
    graph = rg.FilmGraph(rg.store.EmbeddedStore())
    graph.load(path)
    return graph


FIGURES = ("degree", "weighted_degree", "betweenness", "pagerank", "clustering", "component")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said, st.sampled_from(["people", "films", "both"]), st.sampled_from(["count", "newman"]))
def test_arrays_give_the_measures_that_networkx_gives(
    tmp_path: Path, credits_: Any, of: str, weight: str
) -> None:
    graph = graph_of(tmp_path, credits_)
    index_of(graph.store, make=True)
    for names in ((), ("https://example.org/p1",)):
        asked = {"which": FIGURES, "of": of, "weight": weight, "depth": 3}
        small = graph.measure(*names, **asked)  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("reelgraph.network.large.LARGE", 0)
            large = graph.measure(*names, **asked)  # type: ignore[arg-type]
        assert isinstance(large, LargeMeasured) or not small.network.edges
        assert large.results().columns == small.results().columns
        ours, theirs = ({r["iri"]: r for r in made.results()} for made in (large, small))
        assert ours.keys() == theirs.keys()
        for iri, row in ours.items():
            assert row == {k: pytest.approx(v, abs=1e-5) for k, v in theirs[iri].items()}
        assert sorted(large.network.edges(data="weight")) == [
            (a, b, pytest.approx(w)) for a, b, w in sorted(small.network.edges(data="weight"))
        ]
        assert [r["iri"] for r in large.results(3)] == [r["iri"] for r in large.results()][:3]


def test_large_communities_are_the_same_each_time_and_well_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reelgraph.network.large.LARGE", 0)
    cast = [(film, person, "cast") for film in (0, 1) for person in (0, 1, 2)]
    cast += [(film, person, "cast") for film in (2, 3) for person in (3, 4, 5)]
    graph = graph_of(tmp_path, [*cast, (4, 2, "cast"), (4, 3, "cast")])
    made = graph.measure(which="community", seed=3)
    again = graph.measure(which="community", seed=3)
    assert made.results().rows == again.results().rows
    groups = made.communities()
    assert [(r["community"], r["size"], r["links"]) for r in groups] == [(1, 3, 3), (2, 3, 3)]
    assert groups.rows[0]["best_connected"] == "P0, P1, P2"
    assert any("NetworKit" in note and "seed 3" in note for note in made.notes)
    with pytest.raises(ParameterError, match="no communities here"):
        graph.measure(which="degree").communities()


def test_links_that_cannot_be_held_are_refused_where_they_are_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reelgraph.network.large.LARGE", 0)
    monkeypatch.setattr("reelgraph.network.atsize.LINKS", 2)
    graph = graph_of(tmp_path, [(0, n, "cast") for n in range(3)])
    with pytest.raises(ParameterError, match=r"3 pairs of people.*for betweenness, community:"):
        graph.measure()
    made = graph.measure(which="degree,weighted,pagerank,component")
    assert [row["degree"] for row in made.results()] == [2, 2, 2]


# On the command line


def test_the_command_ranks_and_says_how_many_there_are() -> None:
    done = forking.told(
        "measure", "Haley Bennett", "--measure", "degree", "-n", "3", "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    degrees = [int(row["degree"]) for row in rows]
    assert rows[0]["name"] == "Haley Bennett"
    assert degrees == sorted(degrees, reverse=True)
    assert len(rows) == 3
    assert f"3 of {degrees[0] + 1} shown" in done.stderr  # she and all her colleagues


def test_the_command_writes_communities_and_the_measured_network(tmp_path: Path) -> None:
    done = forking.told("measure", "Hardcore", "--communities", "--depth", "3", "--format", "csv")
    sizes = [int(row["size"]) for row in csv.DictReader(io.StringIO(done.stdout))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes
    path, book = tmp_path / "m.gexf", tmp_path / "m.xlsx"
    forking.told("measure", "Hardcore", "--depth", "1", "--measure", "pagerank", "-o", str(path))
    ranks = [data["pagerank"] for _, data in nx.read_gexf(path).nodes(data=True)]
    assert sum(ranks) == pytest.approx(1)
    forking.told("measure", "Hardcore", "--depth", "1", "-o", str(book))
    assert openpyxl.load_workbook(book).sheetnames == ["measures", "communities", "about"]


def test_the_command_refuses_an_unknown_measure() -> None:
    done = forking.told("measure", "--measure", "fame")
    assert "unknown measure 'fame'" in done.stderr
    assert done.returncode != 0
