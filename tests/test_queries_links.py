"""Questions on links to Wikidata and on what it says, with the rows that they must give."""

from dataclasses import replace
from pathlib import Path

import pytest
from asking import LINKED, T, W, bound, in_rdflib, rows

from reelgraph import loading
from reelgraph.links.keeping import decide, keep
from reelgraph.links.link import (
    ACCEPTED,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Evidence,
    Link,
)
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import WD

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]
FOUND, MONDAY, TUESDAY = "2026-11-20T08:00:00Z", "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z"


def link(entity: str, number: int, status: str, score: float | None = None) -> Link:
    return Link(W + entity, f"{WD}Q{number}" if number else "", status, score, when=FOUND)


def word(entity: str, number: int, status: str, by: str, when: str) -> Link:
    return replace(link(entity, number, status), method=MANUAL, by=by, when=when)


@pytest.fixture
def linked(three_sources: EmbeddedStore) -> EmbeddedStore:
    """Three sources, with links of every status; Ann decides on Monday and Bob on Tuesday."""
    title = Evidence("title", 3.0, "the same title")
    year = Evidence("year", -4.5, "20 years apart")
    keep(
        three_sources,
        [
            link("salt", 1, ACCEPTED, 0.99),
            link("salt", 2, OUTRANKED, 0.01),
            replace(link("eva", 3, PENDING, 0.6), evidence=(title, year), item_label="Eva"),
            link("eva", 4, PENDING, 0.75),
            replace(link("harbour", 0, NONE), note="none found in x.nt by title"),
            replace(link("ned", 0, NONE), endpoint="x.nt"),
        ],
    )
    decide(
        three_sources,
        [
            word("lamp", 999999992, REJECTED, "Ann", MONDAY),
            word("gus", 5, ACCEPTED, "Ann", MONDAY),
            word("dee", 0, NONE, "Ann", MONDAY),
        ],
    )
    decide(three_sources, [word("gus", 6, ACCEPTED, "Bob", TUESDAY)])
    return three_sources


def asked(store: EmbeddedStore, name: str, *values: str) -> list[tuple[object, ...]]:
    """The rows of a question, on which two engines agree."""
    text = bound(name, values)
    found = rows(store, text)
    assert in_rdflib(store, text) == found
    return found


def test_the_questions_on_links_are_these() -> None:
    assert {"links_changed", "links_none", "links_pending", "sources_against_wikidata"} == LINKED


def test_links_decided_tells_decisions_from_what_is_given(linked: EmbeddedStore) -> None:
    assert asked(linked, "links_decided") == [
        ("w:bo", "Bo Marsh", "wd:Q999999994", "accepted", "third", "", ""),
        ("w:dee", "Dee Lark", None, "none", "links", "Ann", MONDAY),
        ("w:gus", "Gus Holt", "wd:Q6", "accepted", "links", "Bob", TUESDAY),
        ("w:lamp", "The Lamp", "wd:Q999999992", "rejected", "links", "Ann", MONDAY),
    ]


def test_links_pending_gives_the_surest_first_with_its_strongest_evidence(
    linked: EmbeddedStore,
) -> None:
    assert asked(linked, "links_pending") == [
        ("w:eva", "Eva Roon", "wd:Q4", "", "0.75", "", FOUND),
        ("w:eva", "Eva Roon", "wd:Q3", "Eva", "0.6", "year -4.50: 20 years apart", FOUND),
    ]


def test_links_none_says_what_it_rests_on(linked: EmbeddedStore) -> None:
    assert asked(linked, "links_none") == [
        ("w:dee", "Dee Lark", "", "Ann", MONDAY),
        ("w:ned", "Ned Frost", "x.nt", "", FOUND),
        ("w:harbour", "Quiet Harbour", "none found in x.nt by title", "", FOUND),
    ]


def test_links_changed_says_who_said_what_before(linked: EmbeddedStore) -> None:
    decide(linked, [word("salt", 1, REJECTED, "Ann", MONDAY)])
    lamp = ("w:lamp", "The Lamp", "wd:Q999999992")
    assert asked(linked, "links_changed") == [
        ("w:gus", "Gus Holt", "wd:Q5", "accepted", "Ann", MONDAY, "outranked", "", MONDAY),
        ("w:salt", "Salt", "wd:Q1", "accepted", "", FOUND, "rejected", "Ann", MONDAY),
        (*lamp, "accepted", "links", "", "rejected", "Ann", MONDAY),
    ]


def test_a_rejected_item_of_a_source_no_longer_conflicts(linked: EmbeddedStore) -> None:
    decide(linked, [replace(word("bo", 7, ACCEPTED, "list", MONDAY), method=IMPORTED)])
    assert [row[2:] for row in asked(linked, "several_items_violation")] == [
        ("wd:Q7", "several items"),
        ("wd:Q999999994", "several items"),
    ]
    decide(linked, [word("bo", 999999994, REJECTED, "Ann", TUESDAY)])
    assert asked(linked, "several_items_violation") == []


def test_a_film_whose_item_was_rejected_has_none(linked: EmbeddedStore) -> None:
    without = [row[0] for row in asked(linked, "films_without_wikidata_item")]
    assert "w:lamp" in without
    assert "w:salt" not in without


@pytest.fixture
def pulled(three_sources: EmbeddedStore, tmp_path: Path) -> EmbeddedStore:
    """Three sources and a made-up Wikidata."""
    path = tmp_path / "wikidata.ttl"
    path.write_text(
        f"""@prefix film: <https://w3id.org/reelgraph/ns#> . @prefix w: <{W}> . @prefix t: <{T}> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix wd: <{WD}> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        w:lamp a film:Film ; film:releaseDate "1951-02-03"^^xsd:date, "1950"^^xsd:gYear ;
          film:hasDirector wd:Q11, wd:Q12 ; film:durationMinutes 80, 96 .
        wd:Q11 a film:Person ; rdfs:label "ada quill"@en .
        wd:Q12 a film:Person ; rdfs:label "Zoe New"@en .
        w:ferry a film:Film ; film:releaseDate "1960"^^xsd:gYear ; film:hasDirector wd:Q11 .
        w:ferry88 a film:Film ; film:durationMinutes 9 .
        w:ada a film:Person ; film:birthDate "1920-05-06"^^xsd:date .
        w:eva a film:Person ; film:birthDate "1961"^^xsd:gYear ."""
    )
    more = tmp_path / "list.ttl"
    more.write_text(
        f"""@prefix film: <https://w3id.org/reelgraph/ns#> . @prefix w: <{W}> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        w:lamp a film:Film ; film:durationMinutes 96 .
        w:ferry88 a film:Film ; film:durationMinutes 96 .
        w:eva a film:Person ; film:birthDate "1960-01-02"^^xsd:date ."""
    )
    loading.load(three_sources, [str(path)], name="wikidata")
    loading.load(three_sources, [str(more)], name="list")
    return three_sources


def test_sources_against_wikidata_shows_both_sides(pulled: EmbeddedStore) -> None:
    """The year of The Lamp, Ada's name in small letters, a birth in her year and 96 agree."""
    assert asked(pulled, "sources_against_wikidata") == [
        ("w:eva", "Eva Roon", "date of birth", "1961", "1960-01-02", "list"),
        ("w:ferry", "Night Ferry", "year", "1960", "1954", "world"),
        ("w:ferry88", "Night Ferry", "running time", "9", "96", "list"),
        ("w:lamp", "The Lamp", "director", "Zoe New, ada quill", "Ada Quill", "second"),
        ("w:lamp", "The Lamp", "director", "Zoe New, ada quill", "Ada Quill", "world"),
    ]


def test_sources_against_wikidata_takes_another_name_for_it(
    three_sources: EmbeddedStore, tmp_path: Path
) -> None:
    """What was pulled is called otherwise where a file was loaded under the usual name."""
    path = tmp_path / "pulled.ttl"
    path.write_text(
        f"""@prefix film: <https://w3id.org/reelgraph/ns#> . @prefix w: <{W}> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        w:ferry a film:Film ; film:releaseDate "1960"^^xsd:gYear ."""
    )
    loading.load(three_sources, [str(path)], name="wikidata-pulled")
    assert asked(three_sources, "sources_against_wikidata") == []
    assert asked(three_sources, "sources_against_wikidata", "wikidata-pulled") == [
        ("w:ferry", "Night Ferry", "year", "1960", "1954", "world"),
    ]
