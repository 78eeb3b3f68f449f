"""The card of an entity: facts, credits, doubts, links and sources."""

import tempfile
from pathlib import Path

import pytest

import reelgraph as rg
from reelgraph.card import Card, describe_source
from reelgraph.facts import Source
from reelgraph.sample import fill
from reelgraph.store import EmbeddedStore

E = "https://example.org/"
PREFIXES = f"""
@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
FIRST = (
    PREFIXES
    + """
:owl a film:Film ; rdfs:label "The Owl" ; skos:altLabel "Sova" ; film:year 2015 ;
    film:hasDirector :ann ; film:isSequelOf :egg ; film:hasGenre :horror .
:egg a film:Film ; rdfs:label "The Egg" ; film:year 2010 ; film:hasDirector :ann .
:horror a film:Genre ; rdfs:label "horror" .
:ann a film:Person ; rdfs:label "Ann" ; film:isSpouseOf :bob .
:bob a film:Person ; rdfs:label "Bob" .
:c1 a film:Credit ; film:hasWork :owl ; film:hasAgent :bob ; film:hasRole role:cast ;
    film:characterName "Owl" ;
    film:hasEvidence [ a oa:TextPositionSelector ; oa:start 1 ; oa:end 9 ; oa:exact "Bob's owl" ] .
:c2 a film:Credit ; film:hasWork :egg ; film:hasAgent :bob ; film:hasRole role:cast ;
    film:hasStatus status:weak .
:c3 a film:Credit ; film:hasWork :egg ; film:hasAgent :bob ; film:hasRole role:producer ;
    film:hasStatus status:negative .
:n a film:Claim ; rdf:subject :egg ; rdf:predicate film:hasGenre ; rdf:object :horror ;
    film:hasStatus status:negative .
:r a film:Release ; film:hasWork :owl ; film:date "2015-10-31" ;
    film:hasStatus status:hedged ; film:note "they say" .
"""
)
SECOND = (
    PREFIXES
    + """:owl film:hasDirector :ann .
:c9 a film:Credit ; film:hasWork :owl ; film:hasAgent :bob ; film:hasRole role:cast ;
    film:characterName "The old owl" ; film:hasStatus status:inferred .
"""
)


@pytest.fixture(scope="module")
def g() -> rg.FilmGraph:
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("first", FIRST), ("second", SECOND)):
            path = Path(folder) / f"{name}.ttl"
            path.write_text(text, "utf-8")
            graph.load(path)
    return graph


def facts(card: Card) -> set[tuple[object, ...]]:
    return {(f.property, f.value, f.year, f.status, f.sources) for f in card.facts}


def test_a_film_has_its_people_relations_and_facts_each_with_its_sources(g: rg.FilmGraph) -> None:
    owl = g.find("The Owl")
    assert (owl.label, owl.kind, owl.year, owl.iri) == ("The Owl", "Film", 2015, E + "owl")
    assert owl.names == ("Sova",)
    assert facts(owl) == {
        ("director", "Ann", None, "asserted", ("first", "second")),
        ("cast member", "Bob", None, "asserted", ("first", "second")),
        ("sequel of", "The Egg", 2010, "asserted", ("first",)),
        ("genre", "horror", None, "asserted", ("first",)),
        ("year", "2015", None, "asserted", ("first",)),
    }
    cast = next(f for f in owl.facts if f.property == "cast member")
    assert cast.character == "Owl / The old owl"
    assert cast.quote == "“Bob's owl”"
    assert [s.name for s in owl.sources] == ["first", "second"]


def test_a_person_has_his_films_the_newest_first_and_relations_read_from_his_side(
    g: rg.FilmGraph,
) -> None:
    ann, bob = g.find("Ann"), g.find("Bob")
    assert [(f.property, f.value) for f in ann.facts] == [
        ("director of", "The Owl"),
        ("director of", "The Egg"),
        ("spouse of", "Bob"),
    ]
    assert ("spouse of this", "Ann") in {(f.property, f.value) for f in bob.facts}


def test_weak_and_hedged_and_denied_claims_stand_apart(g: rg.FilmGraph) -> None:
    bob, egg, owl = g.find("Bob"), g.find("The Egg"), g.find("The Owl")
    assert "The Egg" not in {f.value for f in bob.facts}
    assert {(f.property, f.value, f.status) for f in bob.weaker} == {
        ("cast member of", "The Egg", "weak"),
        ("producer of", "The Egg", "negative"),
    }
    assert ("genre", "negative") in {(f.property, f.status) for f in egg.weaker}
    assert ("release", "2015-10-31, they say", "hedged") in {
        (f.property, f.value, f.status) for f in owl.weaker
    }


def test_the_text_of_a_card_numbers_its_sources(g: rg.FilmGraph) -> None:
    told = g.find("The Owl").text()
    lines = told.splitlines()
    assert lines[:3] == ["The Owl (2015)  (Film)", E + "owl", "also: Sova"]
    assert "  Bob as Owl / The old owl [1][2]" in lines
    assert "  The Egg (2010) [1]" in lines
    assert "Not certain, or denied:" in lines
    assert lines[-2].startswith("  [1] first (first; unknown licence)")
    assert "Bob's owl" not in told
    assert "      “Bob's owl”" in g.find("The Owl").text(with_evidence=True).splitlines()


def test_long_lists_are_cut_and_say_so() -> None:
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.ttl"
        lines = [
            f':f{n} a film:Film ; rdfs:label "Film {n}" ; film:hasDirector :ann .'
            for n in range(60)
        ]
        path.write_text(PREFIXES + "\n".join(lines) + ':ann rdfs:label "Ann" .', "utf-8")
        graph.load(path)
    card = graph.find("Ann")
    assert "  ... and 10 more" in card.text()
    assert "and 48 more" in card._repr_html_()


def test_the_html_of_a_card_is_escaped_and_asks_nobody() -> None:
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evil.ttl"
        path.write_text(
            PREFIXES + ':x a film:Film ; rdfs:label "<script>alert(1)</script>" ; '
            'skos:altLabel "<img src=x>", "\\u001B[31mred" ; film:hasDirector :y . '
            ':y rdfs:label "<b onclick=1>" .',
            "utf-8",
        )
        graph.load(path)
    card = graph.find(E + "x")
    page = card._repr_html_()
    assert "<script" not in page
    assert "<img" not in page
    assert "<b onclick" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "\x1b" not in card.text()


def test_identifiers_and_links_are_shown() -> None:
    store = EmbeddedStore()
    fill(store, files=("article.ttl",))
    hardcore = rg.FilmGraph(store).find("Hardcore")
    assert "Wikidata: Q20982361 (an identifier kept here)" in hardcore.links
    assert "imdbId tt3072482" in hardcore.links
    assert "\nWikidata: Q20982361 (an identifier kept here)\n" in hardcore.text()


def test_a_card_stands_for_its_entity(g: rg.FilmGraph) -> None:
    owl = g.find("The Owl")
    assert str(owl) == "The Owl (2015)"
    assert repr(owl) == f"<Film: The Owl (2015) [{E}owl]>"
    assert g.path(owl, "Bob").edges == 1


def test_a_source_says_once_what_is_unknown() -> None:
    assert describe_source(Source("a", "g", title="A list")) == "A list (a; unknown licence)"
    full = Source("a", "g", title="T", publisher="P", published="2015", url="u", licence="CC0")
    assert describe_source(full) == "T, P, 2015, u (a; CC0)"


def test_a_card_of_imdbs_says_how_a_contributor_took_part_and_its_identifier_once() -> None:
    graph = rg.FilmGraph(EmbeddedStore())
    graph.load(Path(__file__).parent / "data" / "imdb")
    lines = graph.find("The Glass Ferry").text().splitlines()
    assert "  Dov Almog, casting director [1]" in lines
    assert [lines[n - 1] for n, line in enumerate(lines) if line == "  tt99900001 [1]"] == [
        "IMDb identifier"
    ]
