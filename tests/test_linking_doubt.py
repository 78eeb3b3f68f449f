"""What looks sure and is not: bare titles, borrowed certainty, given items of something else."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from linkable import Facts, M, film, of, short, store_of

from reelgraph.cli.keys import Lines
from reelgraph.linking.linker import Linked, link
from reelgraph.links import quickstatements
from reelgraph.links.keeping import decide, links_of
from reelgraph.links.link import ACCEPTED, GIVEN, MANUAL, NONE, OUTRANKED, PENDING, Link
from reelgraph.links.quickstatements import what_is_known
from reelgraph.vocabulary import WD

WORLD = f"""
@prefix wd: <{WD}> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
wd:Q950000001 wdt:P31 wd:Q11424 ; rdfs:label "Duskfall"@en ; wdt:P57 wd:Q950001001 ;
    wdt:P577 "2010-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q950000002 wdt:P31 wd:Q11424 ; rdfs:label "The Lamplighter of Orrin"@en ;
    wdt:P57 wd:Q950001002 ; wdt:P577 "1951-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q950001001 wdt:P31 wd:Q5 .
wd:Q950001002 wdt:P31 wd:Q5 .
"""


def found(folder: Path, text: str) -> Linked:
    rdf = ox.Store()
    rdf.load(WORLD.encode(), format=ox.RdfFormat.TURTLE)
    return link(store_of(folder, text), Facts(rdf))


def test_one_word_without_a_year_is_not_enough_for_a_film_nor_for_its_director(
    tmp_path: Path,
) -> None:
    some = found(tmp_path, film("one", "Duskfall", director="Petra Hollow"))
    assert [k.status for k in of(some, "one")] == [PENDING]
    assert ACCEPTED not in {k.status for k in of(some, "petrahollow")}


def test_with_its_year_one_word_is_enough(tmp_path: Path) -> None:
    some = found(tmp_path, film("one", "Duskfall", 2010, director="Petra Hollow"))
    assert [short(k.item) for k in of(some, "one") if k.status == ACCEPTED] == ["Q950000001"]


def test_who_has_no_name_there_is_never_surer_than_the_film_that_tells(tmp_path: Path) -> None:
    for year in (0, 1951):
        text = film("one", "The Lamplighter of Orrin", year, director="Petra Hollow")
        some = found(tmp_path, text)
        (made,) = of(some, "one")
        (person,) = [k for k in of(some, "petrahollow") if k.item]
        assert person.score is not None
        assert made.score is not None
        assert person.score <= made.score


def test_a_given_item_of_another_title_or_kind_is_told(tmp_path: Path) -> None:
    text = film("one", "Duskfall", 2010) + "m:one skos:exactMatch wd:Q950000002 ."
    text += film("two", "Harbour Bell", 1990) + "m:two skos:exactMatch wd:Q950001001 ."
    text += film("three", "Duskfall", 2010) + "m:three skos:exactMatch wd:Q950000001 ."
    other, wrong = sorted(found(tmp_path, text).misfits)
    assert other.startswith('Duskfall: Q950000002 there is "The Lamplighter of Orrin" (1951)')
    assert "a Person" in wrong


def test_what_a_source_gives_does_not_stand_beside_a_persons_other_word(tmp_path: Path) -> None:
    store = store_of(tmp_path, film("one", "Duskfall") + "m:one skos:exactMatch wd:Q950000002 .")
    decide(store, [Link(M + "one", WD + "Q950000001", ACCEPTED, method=MANUAL, by="Nora")])
    told = {short(k.item): (k.status, k.method) for k in links_of(store)}
    assert told == {"Q950000001": (ACCEPTED, MANUAL), "Q950000002": (OUTRANKED, GIVEN)}
    decide(store, [Link(M + "one", "", NONE, method=MANUAL, by="Nora")])
    assert ACCEPTED not in {k.status for k in links_of(store)}


def test_nothing_is_contributed_to_items_whose_facts_were_never_seen(tmp_path: Path) -> None:
    text = film("one", "Duskfall") + 'm:one film:imdbId "tt9500001" .'
    store = store_of(tmp_path, text)
    links = [Link(M + "one", WD + "Q950000001", ACCEPTED, method=MANUAL, by="Nora")]
    made = quickstatements.commands(links, what_is_known(store, [M + "one"]))
    assert made.text == ""
    assert "reelgraph pull" in made.left_out[0]


def test_a_number_alone_is_no_key_and_is_asked_for_on_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("g\nQ42\nQ77\nq\n"))
    keys = Lines()
    assert (keys.key(), keys.line("Its number")) == ("g", "Q42")
    assert (keys.key(), keys.key()) == ("\0", "q")
