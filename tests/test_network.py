"""Networks, projections, neighbourhoods and paths: by hand on a small world, and by property."""

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import network
from reelgraph.errors import NotFound, ParameterError
from reelgraph.network.evidence import evidence, with_quotes
from reelgraph.network.filters import filters
from reelgraph.sample import fill
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM

E = "https://example.org/"
PREFIXES = f"""
@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
WORLD = (
    PREFIXES
    + """
:one a film:Film ; rdfs:label "One" ; film:year 2000 ; film:hasDirector :ann .
:two a film:Film ; rdfs:label "Two" ; film:year 2001 ; film:hasCastMember :bob, :cat ;
    film:hasProducer :dan ; film:isSequelOf :one .
:three a film:Film ; rdfs:label "Three" ; film:hasCastMember :cat, :dan .
:four a film:ShortFilm ; rdfs:label "Four" ; film:year 2003 ; film:hasWriter :eve .
:ann a film:Person ; rdfs:label "Ann" ; film:isSpouseOf :bob .
:bob a film:Person ; rdfs:label "Bob" .
:cat a film:Person ; rdfs:label "Cat" .
:dan a film:Person ; rdfs:label "Dan" .
:eve a film:Person ; rdfs:label "Eve" .
:c1 a film:Credit ; film:hasWork :one ; film:hasAgent :ann ; film:hasRole role:cast ;
    film:characterName "The Owl" ; film:hasStatus status:asserted ;
    film:hasEvidence [ a oa:TextPositionSelector ; oa:start 4 ; oa:end 11 ; oa:exact "the owl" ] .
:c2 a film:Credit ; film:hasWork :one ; film:hasAgent :bob ; film:hasRole role:cast ;
    film:hasStatus status:inferred ; film:billingOrder 2 ; film:creditedAs "Bobby" .
:c3 a film:Credit ; film:hasWork :one ; film:hasAgent :cat ; film:hasRole role:cinematographer .
:weak a film:Credit ; film:hasWork :four ; film:hasAgent :dan ; film:hasRole role:cast ;
    film:hasStatus status:weak .
:hedged a film:Credit ; film:hasWork :two ; film:hasAgent :eve ; film:hasRole role:writer ;
    film:hasStatus status:hedged .
:denied a film:Credit ; film:hasWork :one ; film:hasAgent :eve ; film:hasRole role:cast ;
    film:hasStatus status:negative .
"""
)
SECOND = PREFIXES + ":one film:hasDirector :ann ."


def built(texts: dict[str, str]) -> rg.FilmGraph:
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = Path(folder) / f"{name}.ttl"
            path.write_text(text, "utf-8")
            graph.load(path)
    return graph


@pytest.fixture(scope="module")
def g() -> rg.FilmGraph:
    return built({"first": WORLD, "second": SECOND})


def short(nodes: Iterable[str]) -> set[str]:
    return {node.removeprefix(E) for node in nodes}


def statements(made: "nx.MultiDiGraph[str]") -> Counter[tuple[str, ...]]:
    return Counter(
        (a.removeprefix(E), b.removeprefix(E), d["role"], d["source"], d["status"])
        for a, b, d in made.edges(data=True)
    )


FIRST = {
    ("one", "ann", "director", "first", "asserted"),
    ("one", "ann", "cast member", "first", "asserted"),
    ("one", "bob", "cast member", "first", "inferred"),
    ("one", "cat", "cinematographer", "first", "asserted"),
    ("two", "bob", "cast member", "first", "asserted"),
    ("two", "cat", "cast member", "first", "asserted"),
    ("two", "dan", "producer", "first", "asserted"),
    ("three", "cat", "cast member", "first", "asserted"),
    ("three", "dan", "cast member", "first", "asserted"),
    ("four", "eve", "writer", "first", "asserted"),
    ("two", "one", "sequel of", "first", "asserted"),
    ("ann", "bob", "spouse of", "first", "asserted"),
}


# The whole network


def test_the_multigraph_has_one_edge_for_each_statement_of_each_source(g: rg.FilmGraph) -> None:
    expected = Counter([*FIRST, ("one", "ann", "director", "second", "asserted")])
    assert statements(g.to_networkx()) == expected


def test_attributes_are_plain_texts_and_whole_numbers(g: rg.FilmGraph) -> None:
    for made in (g.to_networkx(include="weak,hedged"), g.network("One").to_networkx()):
        held = [d for _, d in made.nodes(data=True)] + [d for *_, d in made.edges(data=True)]
        assert {type(v) for data in held for v in data.values()} == {str, int}
        assert all(type(node) is str for node in made)
    one = g.to_networkx().nodes[E + "one"]
    assert one == {"type": "Film", "label": "One", "year": 2000}
    assert "year" not in g.to_networkx().nodes[E + "three"]
    assert g.to_networkx().nodes[E + "four"]["type"] == "ShortFilm"


def test_weaker_statements_come_only_when_asked_for_and_denied_ones_never(
    g: rg.FilmGraph,
) -> None:
    usual = statements(g.to_networkx())
    weak = ("four", "dan", "cast member", "first", "weak")
    hedged = ("two", "eve", "writer", "first", "hedged")
    assert statements(g.to_networkx(include="weak")) - usual == Counter([weak])
    assert statements(g.to_networkx(include=["weak", "hedged"])) - usual == Counter([weak, hedged])


@pytest.mark.parametrize(
    ("word", "property"),
    [
        ("actor", "hasCastMember"),
        ("cast", "hasCastMember"),
        ("Actress", "hasCastMember"),
        ("dp", "hasCinematographer"),
        ("director of photography", "hasCinematographer"),
        ("writer", "hasWriter"),
        ("screenplay", "hasWriter"),
        ("producer", "hasProducer"),
        ("sequel of", "isSequelOf"),
        ("spouse of", "isSpouseOf"),
    ],
)
def test_roles_are_understood_as_people_say_them(word: str, property: str) -> None:  # noqa: A002
    assert filters(roles=word).properties == {FILM + property}


def test_only_the_roles_that_were_named_stay(g: rg.FilmGraph) -> None:
    assert {s[2] for s in statements(g.to_networkx(roles="dp, producer"))} == {
        "cinematographer",
        "producer",
    }


def test_an_unknown_role_lists_all() -> None:
    with pytest.raises(ParameterError, match=r"unknown role 'acter'.*cast member.*writer"):
        filters(roles="acter")


@pytest.mark.parametrize(
    ("years", "first", "last"),
    [
        ("1995-2016", 1995, 2016),
        ("2015", 2015, 2015),
        ("1995-", 1995, 9999),
        ("-1950", 0, 1950),
        ("1995–2016", 1995, 2016),
        ("1995 to 2016", 1995, 2016),
        ((1, 2), 1, 2),
    ],
)
def test_years_are_read_as_people_write_them(years: Any, first: int, last: int) -> None:
    assert filters(years=years).years == (first, last)


@pytest.mark.parametrize("years", ["", "-", "2016-1995", "95-96", "2010,2011", "x", (2, 1)])
def test_what_is_no_range_of_years_is_refused(years: Any) -> None:
    with pytest.raises(ParameterError):
        filters(years=years)


@pytest.mark.parametrize(
    "wrong",
    [
        {"include": "negative"},
        {"include": "strong"},
        {"skip_hubs": 0},
        {"roles": 5},
        {"roles": ["cast", 5]},
        {"roles": []},
        {"roles": ","},
        {"types": ""},
        {"sources": ()},
    ],
)
def test_filters_that_mean_nothing_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        filters(**wrong)


def test_with_years_only_the_works_of_these_years_count(g: rg.FilmGraph) -> None:
    found = {s[0] for s in statements(g.to_networkx(years=(2000, 2001)))}
    assert found == {"one", "two"}  # Three has no year, Ann's marriage neither


def test_with_sources_only_what_they_say_counts(g: rg.FilmGraph) -> None:
    second = ("one", "ann", "director", "second", "asserted")
    assert statements(g.to_networkx(sources="second")) == Counter([second])
    assert statements(g.network(E + "one", sources=["second"]).to_networkx()) == Counter([second])
    path = g.path(E + "one", E + "ann", sources="second")
    assert [row["source"] for row in path.rows] == ["second"]
    with pytest.raises(rg.NotFound):
        g.path(E + "one", E + "cat", sources="second")
    near = g.network(E + "one", depth=1, sources="second").to_networkx()
    assert short(near) == {"one", "ann"}


def test_a_source_that_is_not_there_is_named_with_those_that_are(g: rg.FilmGraph) -> None:
    told = "no source 'third'; the sources are: first, second"
    with pytest.raises(rg.ParameterError, match=told):
        g.network(E + "one", sources="first,third")
    with pytest.raises(rg.ParameterError, match=told):
        g.path(E + "one", E + "bob", sources=["third"])


def test_without_evidence_a_network_has_an_edge_for_each_edge_of_the_view(
    g: rg.FilmGraph,
) -> None:
    plain = g.network(E + "one", depth=1, evidence=False)
    said = g.network(E + "one", depth=1).to_networkx()
    edges = {(a, b, d["role"]) for a, b, d in plain.to_networkx().edges(data=True)}
    assert edges == {(a, b, d["role"]) for a, b, d in said.edges(data=True)}
    assert dict(plain.to_networkx().nodes(data=True)) == dict(said.nodes(data=True))
    assert len(plain.rows) == len(edges)
    assert b"Ann" in plain.render("svg")
    with pytest.raises(rg.ParameterError, match="evidence"):
        g.network(E + "one", include="weak", evidence=False)


def test_with_types_only_entities_of_these_types_stay(g: rg.FilmGraph) -> None:
    found = {s[:2] for s in statements(g.to_networkx(types="Person"))}
    assert found == {("ann", "bob")}
    assert E + "four" in g.to_networkx(types="Film,Person")  # a short film is a film


# Projections


def test_the_bipartite_network_has_one_edge_for_a_pair_weighted_by_its_roles(
    g: rg.FilmGraph,
) -> None:
    two = network.bipartite(g.to_networkx())
    assert nx.is_bipartite(two)
    sides = dict(two.nodes(data="bipartite"))
    assert short(n for n, side in sides.items() if side == 0) == {"one", "two", "three", "four"}
    assert short(n for n, side in sides.items() if side == 1) == {"ann", "bob", "cat", "dan", "eve"}
    assert two.number_of_edges() == 9  # the sequel and the marriage are no credits
    assert two.edges[E + "one", E + "ann"] == {"roles": "cast member, director", "weight": 2}
    assert two.edges[E + "one", E + "bob"] == {"roles": "cast member", "weight": 1}


def test_people_are_linked_by_how_many_works_they_share(g: rg.FilmGraph) -> None:
    people = network.projection(g.to_networkx(), "Person")
    found = {(*sorted(short((a, b))), w) for a, b, w in people.edges(data="weight")}
    assert found == {
        ("ann", "bob", 1),
        ("ann", "cat", 1),
        ("bob", "cat", 2),
        ("bob", "dan", 1),
        ("cat", "dan", 2),
    }
    assert people.degree[E + "eve"] == 0
    assert people.nodes[E + "ann"]["label"] == "Ann"


def test_films_are_linked_by_how_many_people_they_share(g: rg.FilmGraph) -> None:
    films = network.projection(g.to_networkx(), "Film")
    found = {(*sorted(short((a, b))), w) for a, b, w in films.edges(data="weight")}
    assert found == {("one", "two", 2), ("one", "three", 1), ("three", "two", 2)}


# Around an entity


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (0, {"dan"}),
        (1, {"dan", "two", "three"}),
        (2, {"dan", "two", "three", "bob", "cat", "one"}),
        (3, {"dan", "two", "three", "bob", "cat", "one", "ann"}),
        (9, {"dan", "two", "three", "bob", "cat", "one", "ann"}),
    ],
)
def test_depth_counts_edges(g: rg.FilmGraph, depth: int, expected: set[str]) -> None:
    made = g.network("Dan", depth=depth)
    assert short(made.to_networkx()) == expected
    assert made.figure.total == len(expected)


def test_a_cut_network_keeps_the_near_and_the_well_connected_and_says_how_many_there_are(
    g: rg.FilmGraph,
) -> None:
    made = g.network("Dan", depth=3, limit=4)
    assert (len(made), made.figure.total) == (4, 7)
    assert {"dan", "two", "three"} < short(made.to_networkx())
    assert "4 of 7 nodes" in repr(made)


def test_those_without_a_name_are_left_out_first() -> None:
    text = PREFIXES + ":f a film:Film ; rdfs:label 'F' ; film:hasCastMember :x, :y, :z .\n"
    text += ":g a film:Film ; rdfs:label 'G' ; film:hasCastMember :x, :y . :z rdfs:label 'Zed' ."
    graph = built({"w": text})
    made = graph.network("F", depth=1, limit=2).to_networkx()
    assert short(made) == {"f", "z"}
    assert graph.network("F", depth=1).to_networkx().nodes[E + "x"]["label"] == "unnamed (x)"


def test_hubs_are_not_gone_through(g: rg.FilmGraph) -> None:
    # One has three people, one of them in two roles, and a sequel: five edges; Two has four.
    assert short(g.network("Ann", depth=9, skip_hubs=5).to_networkx()) >= {"one", "two"}
    assert short(g.network("Ann", depth=9, skip_hubs=4).to_networkx()) == {
        "ann",
        "bob",
        "two",
        "cat",
        "dan",
        "three",
    }
    assert short(g.network("Ann", depth=9, skip_hubs=3).to_networkx()) == {"ann", "bob"}
    assert short(g.network("One", depth=1, skip_hubs=3).to_networkx()) == {
        "one",
        "ann",
        "bob",
        "cat",
    }  # what was asked for is never a hub


def test_several_entities_can_stand_in_the_middle(g: rg.FilmGraph) -> None:
    made = g.network("Eve", "Ann", depth=1)
    assert short(made.to_networkx()) == {"eve", "four", "ann", "one", "bob"}
    assert made.figure.title == "Around Eve and Ann"


def test_nodes_know_their_degree_in_the_whole_graph(g: rg.FilmGraph) -> None:
    made = g.network("Dan", depth=1).to_networkx()
    assert made.nodes[E + "two"]["degree"] == 4
    assert made.degree[E + "two"] == 1


@pytest.mark.parametrize("wrong", [{"depth": -1}, {"limit": 0}])
def test_a_network_without_extent_is_refused(g: rg.FilmGraph, wrong: dict[str, int]) -> None:
    with pytest.raises(rg.InputError):
        g.network("Ann", **wrong)


def test_a_network_needs_a_middle(g: rg.FilmGraph) -> None:
    with pytest.raises(rg.InputError, match="at least one"):
        g.network()


# Evidence


def test_each_statement_says_who_what_which_role_and_from_where(g: rg.FilmGraph) -> None:
    pairs = [(E + "one", E + "ann"), (E + "one", E + "bob")]
    assert [
        (e.role, e.source, e.status, e.character, e.credited_as, e.order, e.quote)
        for e in with_quotes(g.store, evidence(g.store, pairs))
    ] == [
        ("cast member", "first", "asserted", "The Owl", "", None, "“the owl”"),
        ("director", "first", "asserted", "", "", None, ""),
        ("director", "second", "asserted", "", "", None, ""),
        ("cast member", "first", "inferred", "", "Bobby", 2, ""),
    ]


def test_denied_statements_are_no_evidence(g: rg.FilmGraph) -> None:
    everything = filters(include="weak,hedged")
    assert list(evidence(g.store, [(E + "one", E + "eve")], everything)) == []


# Paths


def hops(made: rg.PathPicture) -> list[tuple[Any, ...]]:
    return [tuple(row.values())[1:-1] for row in made.rows]


def test_a_path_tells_of_each_hop_who_role_film_year_character_status_and_source(
    g: rg.FilmGraph,
) -> None:
    made = g.path("Ann", "Cat")
    assert made.edges == 2
    assert made.rows == [
        {
            "path": 1,
            "step": 1,
            "who": "Ann",
            "role": "cast member",
            "what": "One",
            "year": 2000,
            "character": "The Owl",
            "status": "asserted",
            "source": "first",
            "evidence": "“the owl”",
        },
        {
            "path": 1,
            "step": 1,
            "who": "Ann",
            "role": "director",
            "what": "One",
            "year": 2000,
            "character": None,
            "status": "asserted",
            "source": "first",
            "evidence": None,
        },
        {
            "path": 1,
            "step": 1,
            "who": "Ann",
            "role": "director",
            "what": "One",
            "year": 2000,
            "character": None,
            "status": "asserted",
            "source": "second",
            "evidence": None,
        },
        {
            "path": 1,
            "step": 2,
            "who": "Cat",
            "role": "cinematographer",
            "what": "One",
            "year": 2000,
            "character": None,
            "status": "asserted",
            "source": "first",
            "evidence": None,
        },
    ]


def test_a_relation_is_told_in_its_own_direction(g: rg.FilmGraph) -> None:
    for ends in (("Ann", "Bob"), ("Bob", "Ann")):
        made = g.path(*ends)
        assert made.edges == 1
        assert hops(made) == [(1, "Ann", "spouse of", "Bob", None, None, "asserted", "first")]
        assert "Ann: spouse of – Bob  [first]" in made.text()


def test_all_shortest_paths_or_one(g: rg.FilmGraph) -> None:
    one, every = g.path("Cat", "Dan"), g.path("Cat", "Dan", all=True)
    assert (len(one.paths), one.total_paths) == (1, 2)
    assert [short(p) for p in every.paths] == [{"cat", "three", "dan"}, {"cat", "two", "dan"}]
    assert "1 of 2 shortest paths shown" in one.text()
    assert "shown" not in every.text()


def test_a_path_can_be_narrowed(g: rg.FilmGraph) -> None:
    assert [short(p) for p in g.path("Cat", "Dan", roles="cast", all=True).paths] == [
        {"cat", "three", "dan"}
    ]
    assert [short(p) for p in g.path("Cat", "Dan", years="2001", all=True).paths] == [
        {"cat", "two", "dan"}
    ]
    assert g.path("Ann", "Dan").edges == 3  # through the sequel, or the marriage
    credits_only = g.path("Ann", "Dan", roles="cast,director,dp,producer")
    assert (credits_only.edges, credits_only.total_paths) == (4, 3)
    with pytest.raises(NotFound):
        g.path("Ann", "Dan", skip_hubs=3)


def test_a_weak_claim_links_only_when_it_is_asked_for(g: rg.FilmGraph) -> None:
    with pytest.raises(NotFound, match=r"no path from Eve to Dan \(weak and hedged"):
        g.path("Eve", "Dan")
    made = g.path("Eve", "Dan", include="weak")
    assert made.edges == 2
    assert {row["status"] for row in made.rows} == {"asserted", "weak"}
    assert "(weak)" in made.text()


def test_without_a_path_the_message_names_both_ends_and_the_filters(g: rg.FilmGraph) -> None:
    with pytest.raises(NotFound, match="from Ann to Dan under these filters"):
        g.path("Ann", "Dan", roles="writer")
    alone = built({"w": PREFIXES + ':a a film:Film ; rdfs:label "A" . :b a film:Film .'})
    with pytest.raises(NotFound, match=r"^there is no path from A to unnamed \(b\)$"):
        alone.path("A", E + "b", include="weak,hedged")


def test_from_an_entity_to_itself_is_no_step(g: rg.FilmGraph) -> None:
    made = g.path("Ann", "Ann")
    assert (made.edges, made.total_paths, made.rows) == (0, 1, [])
    assert made.text() == "Ann"


def test_haley_bennett_and_tim_roth_meet_in_one_film_as_six_sources_say(
    sample: rg.FilmGraph,
) -> None:
    made = sample.path("Haley Bennett", "Tim Roth")
    assert made.edges == 2
    assert {row["what"] for row in made.rows} == {"Hardcore"}
    said = {(row["who"], row["source"]): row for row in made.rows}
    article = said["Haley Bennett", "hardcore-article"]
    assert article["character"] == "Henry's wife (unnamed)"
    assert "his scientist wife" in str(article["evidence"])
    assert ("Tim Roth", "dennis-schwartz") in said
    assert ("Tim Roth", "hardcore-article") not in said


def test_a_long_path_of_the_sample_is_evidenced_at_every_step(sample: rg.FilmGraph) -> None:
    made = sample.path("Ilya Naishuller", "Meryl Streep")
    assert made.edges >= 3
    assert {row["step"] for row in made.rows} == set(range(1, made.edges + 1))
    assert all(row["who"] and row["role"] and row["source"] for row in made.rows)


def test_a_path_of_the_sample_goes_through_a_band(sample: rg.FilmGraph) -> None:
    made = sample.path("Biting Elbows", "Haley Bennett")
    first = [row for row in made.rows if row["step"] == 1]
    assert {(row["who"], row["role"], row["status"]) for row in first} == {
        ("Ilya Naishuller", "associated with", "asserted"),
        ("Ilya Naishuller", "member of", "inferred"),
    }


def test_the_article_alone_links_some_people_by_weak_claims_only() -> None:
    store = EmbeddedStore()
    fill(store, files=("article.ttl",))
    with rg.FilmGraph(store) as graph:
        with pytest.raises(NotFound, match="The Equalizer"):
            graph.path("The Equalizer", "Vampire Academy")
        made = graph.path("The Equalizer", "Vampire Academy", include="weak")
        assert made.edges == 4
        weak = {row["what"] for row in made.rows if row["status"] == "weak"}
        assert weak == {"The Equalizer", "Vampire Academy"}


# The same as NetworkX, whatever the graph

ROLES = {
    "director": "hasDirector",
    "cast": "hasCastMember",
    "voice": "hasCastMember",
    "producer": "hasProducer",
}
Credit = tuple[int, int, str, str]
STATUSES = ["asserted", "asserted", "asserted", "inferred", "weak", "hedged", "negative"]
stated = st.tuples(
    st.integers(0, 5), st.integers(0, 5), st.sampled_from(sorted(ROLES)), st.sampled_from(STATUSES)
)
worlds = st.tuples(
    st.lists(stated, min_size=1, max_size=14, unique=True),
    st.lists(st.one_of(st.none(), st.integers(2000, 2003)), min_size=6, max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=3, unique=True),
)
choices = st.fixed_dictionaries(
    {},
    optional={
        "roles": st.lists(
            st.sampled_from(["director", "cast", "producer", "sequel of"]), min_size=1, max_size=3
        ),
        "years": st.sampled_from([(2000, 2001), (2001, 2003), (2003, 2003)]),
        "include": st.sampled_from(["weak", "hedged", "weak,hedged"]),
    },
)
few = settings(max_examples=40, deadline=None)


def drawn(world: tuple[list[Credit], list[int | None], list[tuple[int, int]]]) -> rg.FilmGraph:
    claims, years, sequels = world
    lines = [PREFIXES]
    lines += [f":f{n} a film:Film ; rdfs:label 'Film {n}' ." for n in range(6)]
    lines += [f":p{n} a film:Person ; rdfs:label 'Person {n}' ." for n in range(6)]
    lines += [f":f{n} film:year {year} ." for n, year in enumerate(years) if year]
    lines += [f":f{a} film:isSequelOf :f{b} ." for a, b in sequels if a != b]
    for n, (film, person, role, status) in enumerate(claims):
        lines.append(
            f":c{n} a film:Credit ; film:hasWork :f{film} ; film:hasAgent :p{person} ; "
            f"film:hasRole role:{role} ; film:hasStatus status:{status} ."
        )
    return built({"drawn": "\n".join(lines)})


def steps(made: "nx.MultiDiGraph[str]", node: str) -> int:
    out = {(b, d["property"], True) for _, b, d in made.out_edges(node, data=True)}
    into = {(a, d["property"], False) for a, _, d in made.in_edges(node, data=True)}
    return len(out | into)


def without_hubs(made: "nx.MultiDiGraph[str]", most: int | None, kept: set[str]) -> "nx.Graph[str]":
    hubs = [] if most is None else [n for n in made if n not in kept and steps(made, n) > most]
    simple = nx.Graph(made.edges())
    simple.add_nodes_from(kept)
    simple.remove_nodes_from(hubs)
    return simple


@few
@given(worlds)
def test_the_network_is_what_was_stated(world: Any) -> None:
    graph = drawn(world)
    labels = {"cast": "cast member", "voice": "voice actor"}
    expected = Counter(
        (f"f{film}", f"p{person}", labels.get(role, role), status)
        for film, person, role, status in world[0]
        if status != "negative"
    )
    expected += Counter((f"f{a}", f"f{b}", "sequel of", "asserted") for a, b in world[2] if a != b)
    made = graph.to_networkx(include="weak,hedged")
    assert Counter((a, b, r, s) for a, b, r, _, s in statements(made).elements()) == expected


@few
@given(worlds)
def test_the_network_is_what_sparql_says_of_the_claims_and_of_the_view(world: Any) -> None:
    graph = drawn(world)
    claims = graph.query("""SELECT ?w ?a (STRAFTER(STR(?status), "/status/") AS ?said) WHERE {
        GRAPH ?g { ?c film:hasWork ?w ; film:hasAgent ?a ; film:hasStatus ?status }
        FILTER(?status IN (status:asserted, status:inferred)) }""")
    edges = [e for e in graph.to_networkx().edges(data=True) if e[2]["role"] != "sequel of"]
    assert Counter((a, b, d["status"]) for a, b, d in edges) == Counter(
        (row["w"], row["a"], row["said"]) for row in claims
    )
    view = graph.query("SELECT ?w ?p ?a WHERE { ?w ?p ?a ; a film:Film . ?a a film:Person }").rows
    assert {(a, FILM + d["property"].removeprefix("film:"), b) for a, b, d in edges} == {
        tuple(row.values()) for row in view if row["p"] != FILM + "hasContributor"
    }


@few
@given(worlds, choices, st.one_of(st.none(), st.integers(1, 4)), st.data())
def test_shortest_paths_are_those_of_networkx(
    world: Any, chosen: dict[str, Any], most: int | None, data: st.DataObject
) -> None:
    graph = drawn(world)
    nodes = [f"{E}{kind}{n}" for kind in "fp" for n in range(6)]
    start, end = data.draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=2, unique=True))
    simple = without_hubs(graph.to_networkx(**chosen), most, {start, end})
    try:
        expected = {tuple(path) for path in nx.all_shortest_paths(simple, start, end)}
    except nx.NetworkXNoPath:
        expected = set()
    try:
        found = network.shortest_paths(
            graph.store, start, end, filters(**chosen, skip_hubs=most), most=10_000
        )
    except NotFound:
        assert not expected
    else:
        assert (set(found.listed), found.total) == (expected, len(expected))
        assert len(found.listed) == len(expected)


@few
@given(worlds, choices, st.one_of(st.none(), st.integers(1, 4)), st.integers(0, 4), st.data())
def test_the_neighbourhood_is_the_ego_graph_with_the_same_statements(
    world: Any, chosen: dict[str, Any], most: int | None, depth: int, data: st.DataObject
) -> None:
    graph = drawn(world)
    centre = data.draw(st.sampled_from([f"{E}{kind}{n}" for kind in "fp" for n in range(6)]))
    whole = graph.to_networkx(**chosen)
    simple = without_hubs(whole, most, {centre})
    expected = set(nx.ego_graph(simple, centre, radius=depth))
    cut = network.around(graph.store, [centre], depth, filters(**chosen, skip_hubs=most), 1000)
    assert (set(cut.network), cut.total) == (expected, len(expected))
    assert statements(cut.network) == statements(whole.subgraph(expected))


@few
@given(worlds)
def test_projections_are_those_of_networkx(world: Any) -> None:
    made = drawn(world).to_networkx()
    two = network.bipartite(made)
    assume(len(two))
    for onto, side in (("Person", 1), ("Film", 0)):
        nodes = [n for n, d in two.nodes(data=True) if d["bipartite"] == side]
        theirs = nx.bipartite.weighted_projected_graph(two, nodes)
        ours = network.projection(made, onto)
        assert set(ours) == set(theirs)
        assert _weights(ours) == _weights(theirs)


def _weights(made: "nx.Graph[str]") -> dict[frozenset[str], int]:
    return {frozenset((a, b)): w for a, b, w in made.edges(data="weight")}


def test_a_longest_path_is_found_from_end_to_end() -> None:
    films = [f":f{n} a film:Film ; film:hasCastMember :p{n}, :p{n + 1} ." for n in range(9)]
    graph = built({"chain": PREFIXES + "\n".join(films)})
    found = network.shortest_paths(graph.store, E + "p0", E + "p9", filters())
    assert (found.edges, found.total) == (18, 1)
