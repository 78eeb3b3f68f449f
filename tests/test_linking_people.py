"""Which Wikidata item a person gets: spellings, families, namesakes, companies."""

from pathlib import Path

import pytest
from linkable import M, film, items, load, looked_up, of, store_of

from reelgraph.linking.linker import link
from reelgraph.links.link import ACCEPTED, NONE, PENDING
from reelgraph.targets.local import Local


@pytest.fixture(name="wikidata")
def _wikidata(made_up_wikidata: Local) -> Local:
    return made_up_wikidata


def person(name: str, label: str, born: int = 0, language: str = "") -> str:
    tag = f"@{language}" if language else ""
    said = f'm:{name} a film:Person ; rdfs:label "{label}"{tag} .\n'
    return said + (f'm:{name} film:birthDate "{born}"^^xsd:gYear .\n' if born else "")


# Spellings


@pytest.mark.parametrize(
    ("there", "year", "name", "item"),
    [
        ("Zhelka", 1966, "Masha Varusa", "Q940001016"),
        ("Zhelka", 1966, "Masha Varusha", "Q940001016"),
        ("Zhelka", 1966, "VARUSHA, Masha", "Q940001016"),
        ("Damnable Weather", 2013, "Sveta Ustyanova", "Q940001017"),
        ("Brackwater", 2015, "Danila Kosmovsky", "Q940001108"),
        ("Brackwater", 2015, "Danila Kosmovskiy", "Q940001108"),
        ("Brackwater", 2015, "Daniil Kosmovsky", "Q940001108"),
        ("Brackwater", 2015, "D. Kosmovskiy", "Q940001108"),
        ("The Stairs of the Winds", 1958, "Etienne Macon", "Q940001018"),
    ],
)
def test_a_spelling_of_a_name_is_enough_beside_the_film(
    tmp_path: Path, wikidata: Local, there: str, year: int, name: str, item: str
) -> None:
    director = name if name.startswith("Etienne") else ""
    text = film("one", there, year, director, [] if director else [name])
    (best, *_) = [k for k in looked_up(tmp_path, text, wikidata).links if "one" not in k.entity]
    assert (best.status, best.item[-10:]) == (ACCEPTED, item)


def test_a_name_in_another_script_is_found_in_its_language(tmp_path: Path, wikidata: Local) -> None:
    text = film("one", "Zhelka", 1966)
    text += person("masha", "Маша Варуша", language="ru") + "m:one film:hasCastMember m:masha ."
    assert items(looked_up(tmp_path, text, wikidata))["masha"] == "Q940001016"


def test_a_spelling_alone_is_not_enough(tmp_path: Path, wikidata: Local) -> None:
    text = person("a", "Masha Varusa") + person("b", "Daniil Kosmovsky")
    found = looked_up(tmp_path, text, wikidata)
    assert items(found) == {}
    assert {k.status for k in found.links} <= {PENDING, NONE}


# Families and namesakes


def test_the_members_of_a_family_get_their_own_items(tmp_path: Path, wikidata: Local) -> None:
    cast = ["Ansel Tarbell", "Alma Tarbell", "Arno Tarbell"]
    text = film("heron", "Glass Heron", 1998, "Ada Tarbell", cast)
    found = looked_up(tmp_path, text, wikidata)
    assert items(found) == {
        "heron": "Q940000011",
        "adatarbell": "Q940001011",
        "anseltarbell": "Q940001012",
        "almatarbell": "Q940001013",
    }
    assert of(found, "arnotarbell")[0].status == NONE


def test_an_initial_that_fits_a_whole_family_is_nobody_for_sure(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("harvest", "Tin Harvest", 2003, "", ["A. Tarbell"])
    found = looked_up(tmp_path, text, wikidata)
    assert "atarbell" not in items(found)
    assert len({k.item for k in of(found, "atarbell") if k.status == PENDING}) > 1


def test_namesakes_are_told_apart_by_the_year_of_birth(tmp_path: Path, wikidata: Local) -> None:
    found = looked_up(tmp_path, person("young", "Perrin Locke", 1975), wikidata)
    assert items(found) == {"young": "Q940001042"}
    found = looked_up(tmp_path, person("old", "Perrin Locke", 1903), wikidata)
    assert items(found) == {"old": "Q940001041"}


def test_namesakes_are_told_apart_by_their_films(tmp_path: Path, wikidata: Local) -> None:
    text = film("song", "Quarry Song", 1931, "", ["Perrin Locke", "Marcel Tibaut"])
    assert items(looked_up(tmp_path, text, wikidata))["perrinlocke"] == "Q940001041"


def test_namesakes_of_whom_nothing_else_is_known_are_left_to_a_person(
    tmp_path: Path, wikidata: Local
) -> None:
    found = of(looked_up(tmp_path, person("one", "Perrin Locke"), wikidata), "one")
    assert {(k.status, k.item[-10:]) for k in found} == {
        (PENDING, "Q940001041"),
        (PENDING, "Q940001042"),
    }
    assert all("1 other item has that name" in str(k.evidence) for k in found)


def test_somebody_born_in_another_century_is_not_his_namesake(
    tmp_path: Path, wikidata: Local
) -> None:
    text = person("one", "Perrin Locke", 1850)
    assert items(looked_up(tmp_path, text, wikidata)) == {}


# What is no person


def test_a_company_with_a_persons_name_is_not_linked_as_a_person(
    tmp_path: Path, wikidata: Local
) -> None:
    """Q940002001 is a company, and it produced this very film."""
    text = film("heron", "Glass Heron", 1998, "Ada Tarbell")
    text += person("walter", "Walter Grimble") + "m:heron film:hasProducer m:walter ."
    found = looked_up(tmp_path, text, wikidata)
    assert items(found)["heron"] == "Q940000011"
    assert all(k.item != "http://www.wikidata.org/entity/Q940002001" for k in found.links)
    alone = looked_up(tmp_path, person("walter", "Walter Grimble"), wikidata)
    assert [k.status for k in alone.links] == [NONE]


def test_a_company_here_is_not_looked_for(tmp_path: Path, wikidata: Local) -> None:
    text = 'm:firm a film:Company ; rdfs:label "Ada Tarbell" .' + film("one", "Glass Heron", 1998)
    assert {k.entity for k in looked_up(tmp_path, text, wikidata).links} == {M + "one"}


def test_what_is_human_and_film_at_once_is_not_given_to_both(
    tmp_path: Path, wikidata: Local
) -> None:
    """Q940000031 is a slip of Wikidata's editors."""
    text = film("title", "Corliss Vane", 1991) + person("name", "Corliss Vane", 1960)
    assert len(items(looked_up(tmp_path, text, wikidata))) <= 1


def test_a_film_is_not_linked_to_a_person_nor_a_person_to_a_film(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("a", "Ada Tarbell", 1941) + person("b", "Glass Heron")
    assert [k.status for k in looked_up(tmp_path, text, wikidata).links] == [NONE, NONE]


# Weak claims


def test_a_weak_credit_counts_less_than_a_firm_one(tmp_path: Path, wikidata: Local) -> None:
    scores = []
    for status in ("asserted", "weak", "negative"):
        store = store_of(tmp_path, film("l", "The Leveller") + person("hedda", "Hedda Benett"))
        credit = "m:c a film:Credit ; film:hasWork m:l ; film:hasAgent m:hedda ; "
        credit += f"film:hasRole role:cast ; film:hasStatus status:{status} ."
        load(store, tmp_path, credit, "credits")
        found = of(link(store, wikidata), "hedda")
        (weight,) = [e.weight for e in found[0].evidence if e.feature == "films"] or [0.0]
        scores.append(weight)
    assert scores[0] > scores[1] > scores[2] == 0.0
