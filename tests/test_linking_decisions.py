"""What stands is not looked for again: decisions, given items, links of two sources."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from linkable import (
    ARTICLE,
    ARTICLE_ITEMS,
    Facts,
    M,
    film,
    items,
    load,
    of,
    short,
    store_of,
    stored,
)

from reelgraph.linking.linker import link
from reelgraph.links.keeping import accepted, decide
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    MANUAL,
    NONE,
    PENDING,
    REJECTED,
    Link,
)
from reelgraph.store import EmbeddedStore
from reelgraph.targets.local import Local
from reelgraph.vocabulary import WD


@pytest.fixture(name="wikidata")
def _wikidata(made_up_wikidata: Local) -> Local:
    return made_up_wikidata


def by_nora(entity: str, item: str, status: str) -> Link:
    return Link(M + entity, WD + item if item else "", status, method=MANUAL, by="Nora")


def quads(store: EmbeddedStore) -> set[str]:
    return {str(quad) for quad in store.rdf}


# Again


def test_linking_twice_gives_the_same_links_and_changes_nothing(
    tmp_path: Path, wikidata: Local
) -> None:
    store = store_of(tmp_path, ARTICLE)
    first = link(store, wikidata, when="2026-11-01T10:00:00Z")
    before, state = quads(store), store.state()
    second = link(store, wikidata, when="2026-11-02T10:00:00Z")
    timeless = [[replace(k, when="") for k in run.links] for run in (first, second)]
    assert timeless[0] == timeless[1]
    assert (quads(store), store.state()) == (before, state)
    assert (second.kept.new, second.kept.changed, second.kept.gone) == (0, 0, 0)


def test_what_is_kept_is_what_was_found(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, ARTICLE)
    found = link(store, wikidata)
    kept, told = (
        [replace(k, evidence=tuple(sorted(k.evidence, key=str))) for k in links]
        for links in (stored(store), found.links)
    )
    assert kept == told
    assert {short(e): short(i) for e, i in accepted(store).items()} == ARTICLE_ITEMS


def test_a_look_without_keeping_leaves_the_store_as_it_was(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, ARTICLE)
    before = quads(store)
    found = link(store, wikidata, keeping=False)
    assert items(found) == ARTICLE_ITEMS
    assert (found.kept, quads(store)) == (None, before)


def test_only_what_is_chosen_is_linked_but_the_rest_is_evidence(
    tmp_path: Path, wikidata: Local
) -> None:
    store = store_of(tmp_path, ARTICLE)
    found = link(store, wikidata, only={M + "brackwater"})
    assert items(found) == {"brackwater": "Q940000003"}
    assert items(stored(store)) == items(found)
    found = link(store, wikidata, kind="Person")
    assert items(found) == {e: i for e, i in ARTICLE_ITEMS.items() if i.startswith("Q940001")}
    assert items(stored(store)).keys() == {"brackwater", *items(found)}


def test_a_link_that_is_no_longer_found_goes(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, film("one", "Owl Shift", 2004))
    link(store, wikidata)
    load(store, tmp_path, film("one", "Cobalt Picnic", 1950))
    link(store, wikidata)
    (only,) = stored(store)
    assert only.status == NONE


# Decisions


@pytest.mark.parametrize(
    "decision",
    [
        by_nora("brackwater", "Q940000001", ACCEPTED),
        by_nora("brackwater", "Q940000003", REJECTED),
        by_nora("brackwater", "", NONE),
    ],
    ids=["another", "not this", "none"],
)
def test_a_persons_decision_is_never_overwritten(
    tmp_path: Path, wikidata: Local, decision: Link
) -> None:
    store = store_of(tmp_path, ARTICLE)
    link(store, wikidata)
    decide(store, [decision])
    again = link(store, wikidata)
    if decision.status == REJECTED:  # so it is no evidence for anybody either
        assert decision.item not in {k.item for k in of(again, "brackwater")}
    (kept,) = (k for k in stored(store) if k.decided)
    assert (kept.entity, kept.item, kept.status) == (
        decision.entity,
        decision.item,
        decision.status,
    )
    assert kept.by == "Nora"
    own = [k for k in of(stored(store), "brackwater") if k.status == ACCEPTED]
    assert "Q940000003" not in {short(k.item) for k in own}


def test_a_decision_on_a_film_tells_who_its_people_are(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, film("one", "Cobalt Picnic", 0, "A. Fuller"))
    assert items(link(store, wikidata)) == {}
    decide(store, [by_nora("one", "Q940000023", ACCEPTED)])
    assert items(link(store, wikidata)) == {"afuller": "Q940001020"}


def test_a_decision_on_a_person_tells_which_film_is_meant(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, film("one", "Brackwater", 0, "The Unknown"))
    assert "one" not in items(link(store, wikidata))
    decide(store, [by_nora("theunknown", "Q940001002", ACCEPTED)])
    assert items(link(store, wikidata))["one"] == "Q940000002"


def test_somebody_who_has_no_item_is_no_evidence_for_another_persons(
    tmp_path: Path, wikidata: Local
) -> None:
    store = store_of(tmp_path, film("owl", "Owl Shift", 0, "Timofey Bekmurzin"))
    decide(store, [by_nora("timofeybekmurzin", "", NONE)])
    found = link(store, wikidata)
    assert of(found, "timofeybekmurzin") == []
    assert found.decided == 1
    assert all(
        "Timofey" not in e.words for k in of(found, "owl") for e in k.evidence if e.weight > 0
    )


# One source, two sources


def test_of_two_films_of_a_source_the_surer_one_has_the_item(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("one", "Owl Shift", 2004, "Timofey Bekmurzin") + film("two", "Owl Shift", 2005)
    found = link(store_of(tmp_path, text), wikidata)
    assert items(found)["one"] == "Q940000026"
    (two, *_) = of(found, "two")
    assert two.status == PENDING
    assert two.item.endswith("Q940000026")


def test_two_films_of_one_identifier_may_have_one_item(tmp_path: Path, wikidata: Local) -> None:
    text = film("one", "Brackwater Joe", 2015) + film("two", "Brackwater Joe", 2015)
    taken = link(store_of(tmp_path, text), wikidata)
    assert len(items(taken)) == 1
    (beaten,) = (k for k in taken.links if k.status == PENDING)
    assert "of the same source has this item already" in beaten.evidence[-1].words
    text += 'm:one film:imdbId "tt94000003" . m:two film:imdbId "tt94000003" .'
    assert set(items(link(store_of(tmp_path, text), wikidata)).values()) == {"Q940000003"}
    assert len(items(link(store_of(tmp_path, text), wikidata))) == 2


def test_two_sources_may_link_to_one_item(tmp_path: Path, wikidata: Local) -> None:
    store = store_of(tmp_path, film("one", "Owl Shift", 2004, "Timofey Bekmurzin"))
    load(store, tmp_path, film("two", "Owl Shift", 2004), "second")
    found = items(link(store, wikidata))
    assert (found["one"], found["two"]) == ("Q940000026", "Q940000026")
    second = link(store, wikidata, source="second")
    assert {short(k.entity) for k in second.links} == {"two"}


# Items that a table gives


def test_a_given_item_is_not_looked_for_and_counts_as_evidence(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("one", "Brackwater", 0, "Somebody Else") + film("two", "Owl Shift", 2004)
    unsaid = link(store_of(tmp_path, text), wikidata)
    assert "somebodyelse" not in items(unsaid)
    store = store_of(tmp_path, text + "m:one skos:exactMatch wd:Q940000003 .")
    found = link(store, wikidata)
    assert (found.decided, of(found, "one")) == (1, [])
    assert items(found)["somebodyelse"] == "Q940001003"  # its only director, who has no name
    (one,) = of(stored(store), "one")
    assert (one.method, one.by, one.status) == (GIVEN, "mine", ACCEPTED)


class Counting(Facts):
    """Remembers which values each question was about."""

    def __init__(self, rdf: ox.Store) -> None:
        super().__init__(rdf)
        self.named: set[str] = set()

    def ask(self, query: str, rows: list) -> Iterator:  # type: ignore[type-arg]
        if query == "wikidata_by_name":
            self.named |= {row[0].value for row in rows}
        return super().ask(query, rows)


def test_a_film_whose_item_is_given_is_not_asked_for_by_its_title(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("one", "Brackwater", 2015) + film("two", "Owl Shift", 2004)
    target = Counting(wikidata._rdf)
    link(store_of(tmp_path, text + "m:one skos:exactMatch wd:Q940000003 ."), target)
    assert "Owl Shift" in target.named
    assert "Brackwater" not in target.named


def test_a_given_item_stays_when_the_weighing_says_otherwise(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("one", "Brackwater", 2004) + "m:one skos:exactMatch wd:Q940000003 ."
    store = store_of(tmp_path, text)
    link(store, wikidata)
    assert accepted(store)[M + "one"] == WD + "Q940000003"
    assert {k.method for k in stored(store)} - {AUTOMATIC} == {GIVEN}


def test_an_identifier_finds_a_film_of_another_title(tmp_path: Path, wikidata: Local) -> None:
    text = film("one", "Joe, or the Water") + 'm:one film:imdbId "tt94000003" .'
    text += 'm:p a film:Person ; rdfs:label "T. B." ; film:imdbId "nm94001004" .'
    found = link(store_of(tmp_path, text), wikidata)
    assert items(found) == {"one": "Q940000003", "p": "Q940001004"}
    assert any("tt94000003" in e.words for e in of(found, "one")[0].evidence)


def test_another_identifier_speaks_against_a_film_of_the_same_title(
    tmp_path: Path, wikidata: Local
) -> None:
    text = film("one", "Brackwater Joe", 2015)
    assert items(link(store_of(tmp_path, text), wikidata)) == {"one": "Q940000003"}
    text += 'm:one film:imdbId "tt94009999" .'
    assert items(link(store_of(tmp_path, text), wikidata)) == {}
