"""How titles are alike, what is looked up for one, and what a pair of names is worth."""

from dataclasses import dataclass, field
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkable import Facts

from reelgraph.linking import lookup
from reelgraph.linking.features import CLOSE, film_features, person_features, year_feature
from reelgraph.linking.items import Items
from reelgraph.linking.lookup import Asked, Indexed
from reelgraph.linking.records import FILM_KIND, Name, Records
from reelgraph.linking.titles import LEVELS, forms, likeness
from reelgraph.linking.weights import fitted
from reelgraph.targets.local import Local


@pytest.fixture(name="wikidata")
def _wikidata(made_up_wikidata: Local) -> Local:
    return made_up_wikidata


# Titles


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Tall Reeds, The (1995)", "The Tall Reeds"),
        ("Roseaux, Les (1995)", "Les Roseaux"),
        ("Armoire, L' (1971)", "L'Armoire"),
        ("Armoire, L’", "L’Armoire"),
        ('"Armoire, The"', "The Armoire"),
        ("TALL REEDS", "Tall Reeds"),
        ("Tall Reeds (1995)", "Tall Reeds"),
        ("(700) Nights of Anna (2009)", "(700) Nights of Anna"),
    ],
)
def test_a_title_is_the_same_however_its_article_and_year_stand(here: str, there: str) -> None:
    assert likeness(here, there).level == "same"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("The Tall Reeds", "Tall Reeds"),
        ("Tall Reeds & Short Ones", "Tall Reeds and Short Ones"),
        ("Marrow II", "Marrow 2"),
        ("Tallreeds", "Tall Reeds"),
        ("D**n the Heron", "Damn the Heron"),
        ("D–mn the Heron", "Damn the Heron"),
        ("Damn the Heron", "D@mn the Heron"),
        ("700 Nights of Anna", "(700) Nights of Anna"),
        ("Tall Reeds (a.k.a. Roseaux, Les) (1995)", "Les Roseaux"),
        ("Downriver (Talwärts) (2004)", "Talwärts"),
        ("Tall Reeds 3-D", "Tall Reeds"),
    ],
)
def test_a_title_is_recognised_in_another_spelling_or_as_the_other_one(
    here: str, there: str
) -> None:
    assert likeness(here, there).level in CLOSE
    assert likeness(there, here).level in CLOSE


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Marrow", "Marrow II"),
        ("Marrow II", "Marrow III"),
        ("Marrow 2", "Marrow 3"),
        ("Tall Reeds Vol. 1", "Tall Reeds Vol. 2"),
        ("Tall Reeds Part 1", "Tall Reeds Part 2"),
        ("The Heron IX", "The Heron VIII"),
        ("Reed 1984", "Reed 1985"),
    ],
)
def test_other_parts_of_a_series_are_never_the_same(here: str, there: str) -> None:
    for level in (likeness(here, there).level, likeness(there, here).level):
        assert level not in (*CLOSE, "begins", "longer")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Tall Reeds", "Quiet Mill"),
        ("D**n the Heron", "Dawn of the Herons"),
        ("A", "B"),
        ("Heron", "Baron"),
    ],
)
def test_other_titles_are_not_the_same(here: str, there: str) -> None:
    assert likeness(here, there).level not in CLOSE


def test_a_longer_title_is_told_from_one_that_begins_so() -> None:
    assert likeness("Brackwater", "Brackwater Joe").level == "begins"
    assert likeness("Brackwater Joe", "Brackwater").level == "longer"


def test_what_stands_in_brackets_is_another_title_and_no_part() -> None:
    found = {f.text: f.kind for f in forms("Downriver (Talwärts) (2004)")}
    assert found == {
        "Downriver": "whole",
        "Talwärts": "also",
        "Downriver (Talwärts)": "whole",
    }


def test_a_wrongly_decoded_title_is_alike_at_least() -> None:
    """As some tables have it: UTF-8 that was read as Latin-1."""
    right = "Étoile à la fenêtre de Béatrice"
    wrong = right.encode().decode("latin-1")
    assert likeness(wrong, right).level not in ("different", "other_part")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_a_likeness_and_each_is_the_same_as_itself(a: str, b: str) -> None:
    assert likeness(a, b).level in LEVELS
    if forms(a):
        assert likeness(a, a).level == "same"


@given(st.text(max_size=60))
def test_no_form_of_a_title_is_empty_or_there_twice(title: str) -> None:
    keys = [f.key for f in forms(title)]
    assert all(keys)
    assert len(keys) == len(set(keys))


# Looking up


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("brackwater joe", "Q940000003"),
        ("Zhelka", "Q940000013"),
        ("Jelly, The (1966)", "Q940000013"),
        ("Odell’s Nine", "Q940000005"),
        ("ODELL'S NINE (1960)", "Q940000004"),
        ("Stairs of the Winds, The", "Q940000015"),
    ],
)
def test_a_server_and_a_file_find_a_film_by_another_spelling(
    wikidata: Local, title: str, item: str
) -> None:
    assert item in Asked(Items(Facts(wikidata._rdf))).films([title])[title]
    assert item in Indexed(Items(wikidata)).films([title])[title]


def test_a_file_finds_what_no_spelling_has(wikidata: Local) -> None:
    index = Indexed(Items(wikidata))
    for title, item in (
        ("Damnable Wether", "Q940000014"),
        ("Escalier des vents, L'", "Q940000015"),
    ):
        assert index.films([title])[title] == {item}
    assert "Q940001108" in index.people(["KOSMOVSKY, Daniil"])["KOSMOVSKY, Daniil"]
    assert index.films(["Cobalt Picnic"]) == {"Cobalt Picnic": set()}


def test_a_series_or_a_company_is_no_film_and_nobody(wikidata: Local) -> None:
    index = Indexed(Items(wikidata))
    assert index.films(["Brackwater"])["Brackwater"] == {
        "Q940000001",
        "Q940000002",
        "Q940000003",
    }
    assert index.people(["Walter Grimble"]) == {"Walter Grimble": set()}


def test_a_name_that_too_many_bear_brings_nobody(
    wikidata: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "_MOST", 1)
    assert Indexed(Items(wikidata)).people(["Perrin Locke"])["Perrin Locke"] == set()
    monkeypatch.setattr(lookup, "_MOST", 2)
    assert len(Indexed(Items(wikidata)).people(["Perrin Locke"])["Perrin Locke"]) == 2


def test_the_file_says_what_kind_of_thing_each_item_is(wikidata: Local) -> None:
    items = Items(wikidata)
    items.fetch_facts(["Q940000003", "Q940000010", "Q940000031", "Q940001041", "Q940002001"])
    assert items.kinds == {
        "Q940000003": {"Film"},  # of a kind of a kind of film
        "Q940000010": set(),
        "Q940000031": {"Film", "Person"},
        "Q940001041": {"Person"},
        "Q940002001": set(),
    }
    assert items.years["Q940000003"] == {2015}
    assert items.ids["Q940000003"] == {"P345": {"tt94000003"}}
    assert (items.label("Q940000003"), items.label("Q940000999")) == (
        "Brackwater Joe",
        "Q940000999",
    )


# Features


@dataclass
class There:
    """What of `Items` the features read."""

    names: dict[str, list[str]] = field(default_factory=dict)
    years: dict[str, set[int]] = field(default_factory=dict)
    ids: dict[str, dict[str, set[str]]] = field(default_factory=dict)


def film_pair(title: str, other: str, year: int | None, years: set[int]) -> dict[str, float]:
    records = Records()
    records.kinds["f"] = FILM_KIND
    records.names["f"] = [Name(title)]
    if year is not None:
        records.years["f"] = year
    there = There({"Q1": [other]}, {"Q1": years})
    return film_features(records, there, "f", "Q1", 0, 0)  # type: ignore[arg-type]


def test_the_nearest_of_several_dates_counts() -> None:
    assert "year.same" in film_pair("Marrow", "Marrow", 1990, {1950, 1990, 2001})
    assert "year.after" in film_pair("Marrow", "Marrow", 1990, {1950, 1991})
    assert not any(f.startswith("year.") for f in film_pair("Marrow", "Marrow", 1990, set()))
    assert not any(f.startswith("year.") for f in film_pair("Marrow", "Marrow", None, {1990}))


def test_a_long_title_says_more_than_a_short_one_where_there_is_no_year() -> None:
    short = film_pair("Marrow", "Marrow", None, {1990})
    long = film_pair("Three Herons in the Reeds", "Three Herons in the Reeds", None, {1990})
    assert short["title.words"] == 0.0
    assert long["title.words"] == pytest.approx(log(5), abs=0.5)
    assert "title.words" not in film_pair("Marrow", "Marrow", 1990, {1990})


def test_another_name_that_agrees_never_makes_a_title_say_less() -> None:
    records = Records()
    records.names["f"] = [Name("Three Herons in the Reeds")]
    there = There({"Q1": ["Three Herons in the Reeds", "Herons"]})
    before = film_features(records, there, "f", "Q1", 0, 0)  # type: ignore[arg-type]
    records.names["f"].append(Name("Herons"))
    assert film_features(records, there, "f", "Q1", 0, 0) == before  # type: ignore[arg-type]


def test_a_person_without_a_name_there_is_told_from_one_of_another_name() -> None:
    records = Records()
    records.names["p"] = [Name("Ann Tor")]
    there = There({"Q1": [], "Q2": ["Bo Lind"], "Q3": ["Tor, Ann"], "Q4": ["Anne Tor"]})
    found = {
        item: person_features(records, there, "p", item, 0, 3, lone=False)  # type: ignore[arg-type]
        for item in there.names
    }
    assert found["Q1"]["name.none.each"] == log(3)
    assert "name.none" in found["Q1"]
    assert "name.other" in found["Q2"]
    assert "name.same" in found["Q3"]
    assert "name.alike" in found["Q4"]


def test_the_weights_keep_the_laws_of_evidence() -> None:
    """A fact that agrees speaks for an item, and the best agreement speaks loudest."""
    film, person = fitted().film, fitted().person
    titles = {n: film[f"title.{n}"] for n in LEVELS if f"title.{n}" in film}
    assert max(titles, key=lambda n: titles[n]) == "same"
    years = {f: film[f] for f in {year_feature(n) for n in range(-40, 41)}}
    assert max(years, key=lambda f: years[f]) == "year.same"
    assert min(years, key=lambda f: years[f]) == "year.more"
    assert film["year.same"] > film["title.words"] * log(8)  # a year takes that away
    for weights in (film, person):
        assert weights["id.same"] > 5 > 0 > weights["id.other"]
        assert weights["homonyms"] < 0
    assert person["name.same"] > person["name.alike"] > person["name.other"]
    assert person["born.same"] > person["born.1"] > person["born.more"]
    shared = fitted().shared
    for part in ("director", "cast", "crew"):
        assert shared[f"{part}.there"] > 0 > shared[f"{part}.missing"]
        assert film[part] > 0
    assert 0 < shared["weak"] < 1
    assert 0 < fitted().doubt < 0.5 < 0.9 <= fitted().accept < 1
