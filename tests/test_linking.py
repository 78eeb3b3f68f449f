"""Which Wikidata item a film or a person gets, and which none: the traps, in a made-up world."""

from pathlib import Path

import pytest
from linkable import (
    ARTICLE,
    ARTICLE_ITEMS,
    Facts,
    Nameless,
    film,
    items,
    looked_up,
    of,
    without,
)

from reelgraph.links.link import ACCEPTED, NONE, OUTRANKED, PENDING
from reelgraph.targets.local import Local

ODELL_60 = ("Lew Marchbank", ["Frankie Sinistra", "Dino Marten", "Sammo Daviess"])
ODELL_01 = ("Stella Oberg", ["Jorge Cloonan", "Bram Pittman", "Jule Robartes"])


@pytest.fixture(name="wikidata")
def _wikidata(made_up_wikidata: Local) -> Local:
    return made_up_wikidata


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))


# The graph is the evidence


def test_an_article_without_a_year_is_linked_by_who_worked_with_whom(
    tmp_path: Path, wikidata: Local
) -> None:
    found = looked_up(tmp_path, ARTICLE, wikidata)
    assert items(found) == ARTICLE_ITEMS
    (joe, *_) = of(found, "brackwater")
    words = {e.feature: e.words for e in joe.evidence}
    for name in ("Charl Copsley", "Hedda Benett", "Danila Kosmovsky"):
        assert name in words["cast"]
    assert "Timofey Bekmurzin" in words["crew"]
    (charl, *_) = of(found, "charl")
    words = {e.feature: e.words for e in charl.evidence}
    for title in ("Brackwater", "Precinct Eleven", "Empyrean Gate"):
        assert title in words["films"]
    assert "no name there" in words["name"]
    (ilmar, *_) = of(found, "ilmar")
    assert "Brackwater (Q940000003)" in {e.feature: e.words for e in ilmar.evidence}["films"]


def test_without_any_name_of_a_person_no_wrong_item_is_accepted(
    tmp_path: Path, wikidata: Local
) -> None:
    found = items(looked_up(tmp_path, ARTICLE, Nameless(wikidata)))
    assert found.items() <= ARTICLE_ITEMS.items()
    # the only ones whom two films have in common, or the one director of a film
    assert {"charl", "timofey", "hedda"} <= found.keys()


def test_somebody_who_has_no_item_gets_none_though_his_film_has_one(
    tmp_path: Path, wikidata: Local
) -> None:
    text = ARTICLE + film("brackwater", "Brackwater", cast=["Andrey Demidov"])
    found = looked_up(tmp_path, text, wikidata)
    assert items(found)["brackwater"] == "Q940000003"
    assert all(k.status != ACCEPTED for k in of(found, "andreydemidov"))


def test_nobody_is_linked_by_one_film_with_many_people_of_no_name(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("precinct", "Precinct Eleven", 2009, "Nolan Bruikman", ["Ossian Bael"])
    found = looked_up(tmp_path, text, wikidata)
    assert items(found) == {"precinct": "Q940000021", "nolanbruikman": "Q940001019"}


def test_a_person_without_a_name_is_not_looked_for_by_a_name(
    tmp_path: Path, wikidata: Local
) -> None:
    text = 'm:villain a film:Person ; rdfs:label "the villain (unnamed)" .'
    text += 'm:wife a film:Character ; rdfs:label "Henry\'s wife (unnamed)" .'
    found = looked_up(tmp_path, text, wikidata)
    (only,) = found.links
    assert (only.status, only.item) == (NONE, "")
    assert only.note.endswith("not at all: no name")


# Homonyms


@pytest.mark.parametrize(
    ("year", "item"), [(1979, "Q940000001"), (2004, "Q940000002"), (2015, "Q940000003")]
)
def test_homonyms_are_told_apart_by_the_year(
    tmp_path: Path, wikidata: Local, year: int, item: str
) -> None:
    found = looked_up(tmp_path, film("one", "Brackwater", year), wikidata)
    assert items(found) == {"one": item}
    assert [k.status for k in of(found, "one")] == [ACCEPTED, OUTRANKED, OUTRANKED]


@pytest.mark.parametrize(
    ("director", "cast", "item"),
    [
        ("Hollis Pennegar", ["Gil Scarsdale", "Petra Boyle"], "Q940000001"),
        ("Dag Ostrem", ["Katerina Didas", "Ioannis Papaz"], "Q940000002"),
        ("", ["Hedda Benett", "Tibor Roth"], "Q940000003"),
    ],
)
def test_homonyms_are_told_apart_by_their_people(
    tmp_path: Path, wikidata: Local, director: str, cast: list[str], item: str
) -> None:
    found = looked_up(tmp_path, film("one", "Brackwater", 0, director, cast), wikidata)
    assert items(found)["one"] == item


def test_homonyms_of_which_nothing_else_is_known_are_left_to_a_person(
    tmp_path: Path, wikidata: Local
) -> None:
    found = looked_up(tmp_path, film("one", "Brackwater"), wikidata)
    assert {k.item[-10:]: k.status for k in of(found, "one")} == {
        "Q940000001": PENDING,
        "Q940000002": PENDING,
        "Q940000003": PENDING,
    }  # and not the series of that title, Q940000010


def test_a_film_and_its_remake_are_told_apart(tmp_path: Path, wikidata: Local) -> None:
    text = film("old", "Odell's Nine", 1960) + film("new", "Odell’s Nine", 2001)
    text += film("oldest", "Odell's Nine", 0, *ODELL_60)
    text += film("newest", "Odell's Nine (2001)", 0, *ODELL_01)
    found = {}
    for name in ("old", "new", "oldest", "newest"):  # apart: one source has one film of an item
        only = "".join(line for line in text.splitlines(True) if f"m:{name} " in line)
        people = "".join(line for line in text.splitlines(True) if "film:Person" in line)
        found |= items(looked_up(tmp_path, only + people, wikidata))
    expected = {"old": 4, "oldest": 4, "new": 5, "newest": 5}
    assert {n: found.get(n) for n in expected} == {n: f"Q94000000{i}" for n, i in expected.items()}


# What has no item


@pytest.mark.parametrize("gone", ["Q940000004", "Q940000005", "Q940000006"])
def test_a_film_that_is_not_there_is_not_linked_to_its_remake_or_sequel(
    tmp_path: Path, gone: str
) -> None:
    every = {
        "Q940000004": film("it", "Odell's Nine", 1960, *ODELL_60),
        "Q940000005": film("it", "Odell's Nine", 2001, *ODELL_01),
        "Q940000006": film("it", "Odell's Ten", 2004, *ODELL_01),
    }
    there = looked_up(tmp_path, every[gone], without(tmp_path))
    assert items(there)["it"] == gone
    less = looked_up(tmp_path, every[gone], without(tmp_path, gone))
    assert "it" not in items(less)


def test_the_first_part_is_not_linked_to_the_second_though_all_its_people_are(
    tmp_path: Path, wikidata: Local
) -> None:
    for year in (1990, 0):
        text = film("marrow", "Marrow", year, "Brandt Yule", ["Cord Hanley", "Vesna Prell"])
        assert "marrow" not in items(looked_up(tmp_path, text, wikidata))


def test_an_older_film_of_other_people_is_not_linked_to_its_remake(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("salt", "The Salt Clerk", 1948, "Rudolf Amsel", ["Greta Finsk"])
    found = looked_up(tmp_path, text, wikidata)
    assert items(found) == {}
    (none, *_) = of(found, "salt")
    assert none.status == NONE
    assert none.note.startswith("none found in wikidata_linking.ttl on 20")
    assert none.note.endswith("by label and alias, whatever their spelling, by its people")


def test_not_found_is_told_apart_from_not_sure(tmp_path: Path, wikidata: Local) -> None:
    text = film("unheard", "Cobalt Picnic", 1950) + film("doubtful", "Brackwater")
    found = looked_up(tmp_path, text, wikidata)
    assert [(k.status, k.item) for k in of(found, "unheard")] == [(NONE, "")]
    assert {k.status for k in of(found, "doubtful")} == {PENDING}
    assert all(k.note == "" and k.score for k in of(found, "doubtful"))
    assert (found.count(NONE), found.count(PENDING), found.count(ACCEPTED)) == (1, 1, 0)


def test_what_was_not_found_says_by_which_ways_it_was_looked_for(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("unheard", "Cobalt Picnic", 1950, "Rudolf Amsel")
    text += 'm:unheard film:imdbId "tt94999999" .'
    found = looked_up(tmp_path, text, wikidata)
    (note,) = (k.note for k in of(found, "unheard"))
    assert "by its identifiers" in note
    assert "by its people" in note
    (asked,) = (k.note for k in of(looked_up(tmp_path, text, Facts(wikidata._rdf)), "unheard"))
    assert asked.startswith("none found in made-up facts on 20")
    assert "in each spelling" in asked


# Titles


@pytest.mark.parametrize(
    ("title", "year", "item"),
    [
        ("D–mnable Weather", 2013, "Q940000014"),
        ("D****able Weather", 2013, "Q940000014"),
        ("Zhelka", 1966, "Q940000013"),  # there only as a name for all languages
        ("Jelly, The", 1966, "Q940000013"),
        ("BRACKWATER JOE", 2015, "Q940000003"),
        ("Stairs of the Winds, The (1958)", 1958, "Q940000015"),
        ("The Stairs Of The Winds (a.k.a. Escalier des vents, L')", 1958, "Q940000015"),
        ("Marrow 2", 1993, "Q940000009"),
    ],
)
def test_a_title_is_recognised_however_it_is_written(
    tmp_path: Path, wikidata: Local, title: str, year: int, item: str
) -> None:
    assert items(looked_up(tmp_path, film("one", title, year), wikidata)) == {"one": item}


@pytest.mark.parametrize("year", [2001, 2003])
def test_each_date_of_an_item_may_be_the_year_of_a_film(
    tmp_path: Path, wikidata: Local, year: int
) -> None:
    (best, *_) = of(looked_up(tmp_path, film("one", "Tin Harvest", year), wikidata), "one")
    assert (best.status, best.item[-10:]) == (ACCEPTED, "Q940000012")
    assert f"the same year, {year}" in {e.words for e in best.evidence}
