"""The whole graph as NetworkX: the same whichever way it is read, and as NetworkX would have it."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import network
from reelgraph.errors import ParameterError
from reelgraph.network.evidence import evidence
from reelgraph.network.filters import filters
from reelgraph.store import EmbeddedStore
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import local_name

E = "https://example.org/"
HEAD = f"""
@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def graph_of(*texts: str) -> rg.FilmGraph:
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            path = Path(folder) / f"s{number}.ttl"
            path.write_text(HEAD + text, "utf-8")
            graph.load(path)
    return graph


def edges_of(made: "nx.MultiDiGraph[str]") -> "Counter[tuple[Any, ...]]":
    return Counter(
        (a, b, key, *sorted(data.items())) for a, b, key, data in made.edges(keys=True, data=True)
    )


ROLES = ("director", "cast", "voice", "producer", "production-company")
STATUSES = ("asserted", "inferred", "weak", "hedged", "negative")
credit = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(ROLES),
    st.sampled_from(STATUSES),
    st.sampled_from(["", "The Owl", 'A "Fox"\\\\']),
    st.one_of(st.none(), st.integers(1, 9)),
)
source = st.lists(credit, max_size=10)


def written(said: "list[tuple[Any, ...]]", number: int) -> str:
    lines = [
        f":f{n} a film:Film ; rdfs:label 'Film {n}' ; film:year {2000 + n} ." for n in range(4)
    ]
    lines += [f":p{n} a film:Person ; rdfs:label 'Person {n}' ." for n in range(3)]
    lines.append(f":f0 film:isSequelOf :f{1 + number} .")
    lines.append(
        f":n{number} a film:Claim ; rdf:subject :f1 ; rdf:object :p{number} ; "
        "rdf:predicate film:hasContributor ."
    )
    for place, (film, person, role, status, name, order) in enumerate(said):
        lines.append(
            f":c{number}-{place} a film:Credit ; film:hasWork :f{film} ; film:hasAgent :p{person} ;"
            f" film:hasRole role:{role} ; film:hasStatus status:{status}"
            + (f' ; film:characterName "{name}"'.replace('"A "Fox"\\\\"', '"A \\"Fox\\"\\\\"'))
            * bool(name)
            + (f" ; film:billingOrder {order}" if order else "")
            + " ."
        )
    return "\n".join(lines)


@settings(max_examples=12, deadline=None)
@given(st.lists(source, min_size=1, max_size=2))
def test_it_says_of_every_pair_what_the_evidence_of_that_pair_says(sources: Any) -> None:
    graph = graph_of(*(written(s, n) for n, s in enumerate(sources)))
    chosen = filters(include="weak,hedged")
    made = graph.to_networkx(include="weak,hedged")
    ends = [f"{E}{kind}{n}" for kind in "fp" for n in range(4)]
    pairs = [(a, b) for a in ends for b in ends]
    read = network.of_evidence(graph.store, evidence(graph.store, pairs, chosen))
    assert edges_of(made) == edges_of(read)
    assert dict(made.nodes(data=True)) == dict(read.nodes(data=True))


@settings(max_examples=12, deadline=None)
@given(st.lists(source, min_size=1, max_size=2))
def test_without_evidence_it_has_the_edges_of_the_view(sources: Any) -> None:
    graph = graph_of(*(written(s, n) for n, s in enumerate(sources)))
    made = graph.to_networkx(evidence=False)
    view = graph.query("SELECT ?a ?p ?b WHERE { ?a ?p ?b FILTER(isIRI(?b) && ?p != rdf:type) }")
    asked = {tuple(row.values()) for row in view}
    people = terms().contributor_properties - {CONTRIBUTOR}
    closer = {(a, b) for a, p, b in asked if str(p) in people}
    expected = {
        (a, b, str(p).replace("https://w3id.org/reelgraph/ns#", "film:"))
        for a, p, b in asked
        if "hasContributor" not in str(p) or (a, b) not in closer
    }
    assert set(made.edges(keys=True)) == expected
    assert all(set(data) == {"role", "property"} for *_, data in made.edges(data=True))
    full = graph.to_networkx()
    # With the evidence a general statement is an edge of its own, beside a closer one too.
    general = {(a, b, "film:hasContributor") for a, b in closer}
    assert {(a, b, d["property"]) for a, b, d in full.edges(data=True)} - general == expected
    assert dict(made.nodes(data=True)) == dict(full.nodes(data=True))


def test_a_general_contribution_is_an_edge_only_where_there_is_no_closer_one() -> None:
    graph = graph_of(
        ":f a film:Film ; rdfs:label 'F' ; film:hasContributor :x, :y ; film:hasDirector :y ."
    )
    made = graph.to_networkx(evidence=False)
    assert set(made.edges(keys=True)) == {
        (E + "f", E + "x", "film:hasContributor"),
        (E + "f", E + "y", "film:hasDirector"),
    }


def test_it_is_as_networkx_itself_would_make_it(sample: rg.FilmGraph) -> None:
    made = sample.to_networkx()
    again: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    again.add_nodes_from((n, dict(d)) for n, d in made.nodes(data=True))
    again.add_edges_from((a, b, k, dict(d)) for a, b, k, d in made.edges(keys=True, data=True))
    assert nx.utils.graphs_equal(made, again)
    assert made.number_of_edges() == again.number_of_edges() == made.size()
    assert dict(made.in_degree()) == dict(again.in_degree())
    made.remove_node(next(iter(made)))  # what was put together by hand can be taken apart
    assert made.number_of_edges() < again.number_of_edges()


def test_the_sample_has_an_edge_for_each_credit_that_the_view_rests_on(
    sample: rg.FilmGraph,
) -> None:
    counted = sample.query(
        """SELECT (COUNT(DISTINCT ?n) AS ?all) WHERE { GRAPH ?g {
             ?n film:hasWork ?w ; film:hasAgent ?a ; film:hasRole ?r .
             OPTIONAL { ?n film:hasStatus ?s }
             FILTER(!BOUND(?s) || ?s IN (status:asserted, status:inferred)) } }"""
    ).rows[0]["all"]
    of_roles = {f"film:{local_name(role.property)}" for role in terms().roles.values()}
    made = sample.to_networkx()
    assert sum(d["property"] in of_roles for *_, d in made.edges(data=True)) == counted


def test_weaker_claims_need_the_evidence(sample: rg.FilmGraph) -> None:
    with pytest.raises(ParameterError, match="do not stand in the view"):
        sample.to_networkx(include="weak", evidence=False)


def test_years_and_types_narrow_both_ways_of_reading_alike(sample: rg.FilmGraph) -> None:
    everything = len(sample.to_networkx(evidence=False))
    for more in ({"years": (2010, 2012)}, {"types": "Film,Person"}, {"roles": "director,dp"}):
        with_all = sample.to_networkx(**more)  # type: ignore[arg-type]
        view = sample.to_networkx(**more, evidence=False)  # type: ignore[arg-type]
        assert set(with_all) == set(view)
        assert set(nx.DiGraph(with_all).edges) == set(nx.DiGraph(view).edges)
        assert 0 < len(view) < everything
