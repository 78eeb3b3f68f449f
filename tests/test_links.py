"""Links in a store: what `keep` and `decide` leave there, and that no decision is ever lost."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import W
from hypothesis import given, settings
from hypothesis import strategies as st

from reelgraph import export, identity, loading
from reelgraph.card import card
from reelgraph.checking import shacl
from reelgraph.checking.said import sums_of_facts
from reelgraph.entities import describe, find_identified
from reelgraph.errors import InputError
from reelgraph.links import keeping, writing
from reelgraph.links.keeping import Kept, accepted, decide, history, keep, links_of
from reelgraph.links.link import (
    ACCEPTED,
    GIVEN,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    STATUSES,
    Evidence,
    Link,
)
from reelgraph.links.nodes import nodes
from reelgraph.links.planning import weighed
from reelgraph.store import EmbeddedStore, EndpointStore, Store
from reelgraph.store.layout import LINKS, Folder
from reelgraph.vocabulary import FILM, SKOS, WD

MATCH = ox.NamedNode(SKOS + "exactMatch")
GRAPH = ox.NamedNode(LINKS)
LAMP, SALT, EVA, BO = W + "lamp", W + "salt", W + "eva", W + "bo"
EARLY, LATE = "2026-11-20T08:00:00Z", "2026-11-22T21:45:00Z"
TITLE = Evidence("title", 3.25, 'the same title "The Lamp"')
YEAR = Evidence("year", -2.5, "7 years apart: 1943, 1950")


def item(number: int) -> str:
    return f"{WD}Q{number}"


def found(entity: str, number: int, status: str = ACCEPTED, score: float = 0.9) -> Link:
    return Link(entity, item(number), status, score, (TITLE, YEAR), when=EARLY, endpoint="x.nt")


def said(entity: str, number: int, status: str = ACCEPTED, by: str = "Ann") -> Link:
    place = item(number) if number else ""
    return Link(entity, place, status, method=MANUAL, by=by, when=LATE)


def states(store: Store, entity: str) -> dict[str, tuple[str, str]]:
    """Status and method by item."""
    return {k.item.removeprefix(WD): (k.status, k.method) for k in links_of(store, [entity])}


def plain(store: EmbeddedStore) -> set[tuple[str, str]]:
    quads = store.rdf.quads_for_pattern(None, MATCH, None, GRAPH)
    return {(q.subject.value, q.object.value.removeprefix(WD)) for q in quads}


def graph_of_links(store: EmbeddedStore) -> set[ox.Quad]:
    return set(store.rdf.quads_for_pattern(None, None, None, GRAPH))


@pytest.fixture
def salt(world: EmbeddedStore) -> EmbeddedStore:
    """The world with three links of Salt Road: accepted, pending, outranked."""
    keep(world, [found(SALT, 1), found(SALT, 2, PENDING, 0.5), found(SALT, 3, OUTRANKED, 0.01)])
    return world


# What is found


def test_a_link_comes_back_as_it_was_kept(world: EmbeddedStore) -> None:
    link = replace(
        found(SALT, 1), item_label='A "label"', note="two\nlines", score=0.123457, when=LATE
    )
    none = Link(EVA, "", NONE, when=EARLY, note="none found in x.nt by title")
    keep(world, [link, none])
    assert links_of(world, [SALT]) == [link]
    assert links_of(world, [EVA]) == [none]
    assert links_of(world, [EVA, SALT], [NONE]) == [none]


def test_the_strongest_evidence_comes_first(world: EmbeddedStore) -> None:
    weak = Evidence("type", 0.25, "both are films")
    keep(world, [replace(found(SALT, 1), evidence=(weak, YEAR, TITLE))])
    assert links_of(world, [SALT])[0].evidence == (TITLE, YEAR, weak)


def test_keeping_the_same_again_changes_nothing(salt: EmbeddedStore) -> None:
    before, state = graph_of_links(salt), salt.state()
    again = [found(SALT, 1), found(SALT, 2, PENDING, 0.5), found(SALT, 3, OUTRANKED, 0.01)]
    assert keep(salt, [replace(k, when=LATE) for k in again]) == Kept(same=3)
    assert graph_of_links(salt) == before
    assert salt.state() == state


def test_what_is_found_now_replaces_what_was_found_before(salt: EmbeddedStore) -> None:
    kept = keep(salt, [found(SALT, 2, score=0.99), found(SALT, 4, PENDING, 0.4)])
    assert kept == Kept(new=1, changed=1, gone=2)
    assert states(salt, SALT) == {"Q2": (ACCEPTED, "automatic"), "Q4": (PENDING, "automatic")}
    assert (SALT, "Q2") in plain(salt)
    assert (SALT, "Q1") not in plain(salt)


def test_an_entity_of_which_nothing_is_found_any_more_loses_its_links(salt: EmbeddedStore) -> None:
    before = plain(salt)
    assert keep(salt, [], [SALT]) == Kept(gone=3)
    assert links_of(salt, [SALT]) == []
    assert before - plain(salt) == {(SALT, "Q1")}


def test_the_state_of_a_store_changes_with_its_links(salt: EmbeddedStore) -> None:
    before = salt.state()
    keep(salt, [found(EVA, 9)])
    after = salt.state()
    decide(salt, [said(EVA, 9, REJECTED)])
    assert len({before, after, salt.state()}) == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (Link(SALT, item(1), "sure"), "'sure' is no status"),
        (Link(SALT, item(1), ACCEPTED, method="guess"), "'guess' is no method"),
        (Link(SALT, "", ACCEPTED), "names no item"),
        (Link(SALT, item(1), NONE), "names no item"),
        (Link(SALT, item(1), ACCEPTED, 1.5), "score 1.5"),
        (Link("not an iri", item(1), ACCEPTED), "must be IRIs"),
        (Link(SALT, item(1), ACCEPTED, method=MANUAL), "kept by decide"),
    ],
)
def test_a_link_that_cannot_be_kept_is_refused(
    world: EmbeddedStore, wrong: Link, words: str
) -> None:
    before = graph_of_links(world)
    with pytest.raises(InputError, match=words):
        keep(world, [found(SALT, 1), wrong])
    assert graph_of_links(world) == before


def test_a_decision_that_nobody_made_is_refused(world: EmbeddedStore) -> None:
    with pytest.raises(InputError, match="nobody's decision"):
        decide(world, [found(SALT, 1)])


# What is decided


def test_nothing_automatic_overwrites_a_decision(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 1, REJECTED), said(EVA, 0, NONE)])
    kept = keep(salt, [found(SALT, 1, score=0.999), found(EVA, 5)])
    assert kept.left == 2
    assert states(salt, SALT) == {"Q1": (REJECTED, MANUAL)}
    assert states(salt, EVA) == {"": (NONE, MANUAL), "Q5": (OUTRANKED, "automatic")}
    assert SALT not in accepted(salt)
    assert EVA not in accepted(salt)
    assert {e for e, _ in plain(salt)}.isdisjoint({SALT, EVA})


def test_accepting_an_item_outranks_the_others(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    assert states(salt, SALT) == {
        "Q1": (OUTRANKED, "automatic"),
        "Q2": (ACCEPTED, MANUAL),
        "Q3": (OUTRANKED, "automatic"),
    }
    assert accepted(salt)[SALT] == item(2)
    assert {q for e, q in plain(salt) if e == SALT} == {"Q2"}


def test_a_decision_takes_over_what_was_weighed(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    (now,) = links_of(salt, [SALT], [ACCEPTED])
    assert (now.score, now.evidence, now.endpoint, now.by, now.when) == (
        0.5,
        (TITLE, YEAR),
        "x.nt",
        "Ann",
        LATE,
    )


def test_an_item_that_was_seen_and_not_chosen_does_not_come_back(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    keep(salt, [found(SALT, 1), found(SALT, 4, PENDING)])
    assert states(salt, SALT) == {
        "Q2": (ACCEPTED, MANUAL),
        "Q1": (OUTRANKED, "automatic"),
        "Q4": (OUTRANKED, "automatic"),
    }


def test_an_automatic_link_against_a_decision_waits_for_a_reviewer(world: EmbeddedStore) -> None:
    decide(world, [said(SALT, 2)])
    assert keep(world, [found(SALT, 1)]) == Kept(new=1, left=1)
    assert states(world, SALT)["Q1"] == (PENDING, "automatic")
    assert accepted(world)[SALT] == item(2)
    assert keep(world, [found(SALT, 1)]) == Kept(same=1, left=1)


def test_what_was_decided_before_is_kept_as_history(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 1, REJECTED, by="Ann")])
    decide(salt, [replace(said(SALT, 1, by="Bob"), when="2026-11-23T10:00:00Z", note="sure")])
    decide(salt, [replace(said(SALT, 1, REJECTED, by="Ann"), when="2026-11-24T10:00:00Z")])
    assert [(k.status, k.by, k.when, k.note) for k in history(salt, [SALT])] == [
        (ACCEPTED, "", EARLY, ""),
        (REJECTED, "Ann", LATE, ""),
        (ACCEPTED, "Bob", "2026-11-23T10:00:00Z", "sure"),
    ]
    assert states(salt, SALT)["Q1"] == (REJECTED, MANUAL)


def test_deciding_the_same_again_makes_no_history(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    before, state = graph_of_links(salt), salt.state()
    decide(salt, [replace(said(SALT, 2), when="2026-12-01T10:00:00Z")])
    assert (graph_of_links(salt), salt.state()) == (before, state)


def test_a_change_of_mind_leaves_one_accepted_item(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    decide(salt, [replace(said(SALT, 5, by="Bob"), when="2026-11-23T10:00:00Z")])
    assert states(salt, SALT)["Q5"] == (ACCEPTED, MANUAL)
    assert states(salt, SALT)["Q2"] == (OUTRANKED, "automatic")
    assert ("Ann", ACCEPTED) in {(k.by, k.status) for k in history(salt, [SALT])}
    assert accepted(salt)[SALT] == item(5)


def test_what_is_brought_in_does_not_outrank_a_decision_made_here(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    decide(salt, [replace(said(SALT, 5, by="list"), method=IMPORTED)])
    assert {k.item for k in links_of(salt, [SALT], [ACCEPTED])} == {item(2), item(5)}
    assert SALT not in accepted(salt)  # two items, and nobody has said which


def test_saying_that_there_is_none_ends_the_waiting(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 0, NONE)])
    assert links_of(salt, [SALT], [PENDING, ACCEPTED]) == []
    assert {q for e, q in plain(salt) if e == SALT} == set()


# What sources give


def test_an_item_that_a_source_gives_is_an_accepted_link(three_sources: EmbeddedStore) -> None:
    (link,) = links_of(three_sources, [BO])
    assert (link.item, link.status, link.method, link.by) == (
        item(999999994),
        ACCEPTED,
        GIVEN,
        "third",
    )
    assert link.when
    assert accepted(three_sources)[BO] == item(999999994)


def test_an_identifier_among_the_links_is_given_there(world: EmbeddedStore) -> None:
    assert [(k.item, k.method, k.by) for k in links_of(world, [LAMP])] == [
        (item(999999992), GIVEN, "links")
    ]


def test_an_automatic_link_against_a_source_waits(three_sources: EmbeddedStore) -> None:
    keep(three_sources, [found(BO, 1)])
    assert states(three_sources, BO) == {
        "Q999999994": (ACCEPTED, GIVEN),
        "Q1": (PENDING, "automatic"),
    }


def test_an_automatic_link_to_what_a_source_gives_adds_nothing(
    three_sources: EmbeddedStore,
) -> None:
    before = graph_of_links(three_sources)
    assert keep(three_sources, [found(BO, 999999994)]) == Kept(left=1)
    assert graph_of_links(three_sources) == before


def test_where_sources_give_two_items_none_is_chosen(
    three_sources: EmbeddedStore, tmp_path: Path
) -> None:
    path = tmp_path / "fourth.ttl"
    path.write_text(
        f"<{BO}> a <https://w3id.org/reelgraph/ns#Person> ; <{MATCH.value}> <{item(7)}> ."
    )
    loading.load(three_sources, [str(path)], name="fourth")
    assert {(k.item, k.by) for k in links_of(three_sources, [BO], [ACCEPTED])} == {
        (item(7), "fourth"),
        (item(999999994), "third"),
    }
    assert BO not in accepted(three_sources)
    decide(three_sources, [said(BO, 7)])
    assert accepted(three_sources)[BO] == item(7)


def test_a_given_item_can_be_rejected(three_sources: EmbeddedStore) -> None:
    decide(three_sources, [said(BO, 999999994, REJECTED), said(LAMP, 999999992, REJECTED)])
    assert states(three_sources, BO) == {"Q999999994": (REJECTED, MANUAL)}
    assert states(three_sources, LAMP) == {"Q999999992": (REJECTED, MANUAL)}
    assert [(k.by, k.method) for k in history(three_sources, [LAMP])] == [("links", GIVEN)]
    assert not {BO, LAMP} & accepted(three_sources).keys()
    assert (LAMP, "Q999999992") not in plain(three_sources)


# In all homes


def test_links_are_read_in_a_folder_a_file_and_an_endpoint(
    two_sources: EmbeddedStore, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    keep(two_sources, [found(SALT, 1), found(SALT, 2, PENDING, 0.5)])
    decide(two_sources, [said(EVA, 4), said(EVA, 5, REJECTED)])
    expected, items = links_of(two_sources), accepted(two_sources)
    path = tmp_path / "all.nq"
    export.export_rdf(two_sources, path)
    Folder(tmp_path / "store").create()
    folder = EmbeddedStore(tmp_path / "store")
    loading.load(folder, [str(path)])
    other = EndpointStore(request.getfixturevalue("endpoint"))
    for store in (folder, other):
        assert links_of(store) == expected
        assert accepted(store) == items
        assert links_of(store, [EVA]) == [k for k in expected if k.entity == EVA]
        store.close()


def test_links_are_written_in_a_folder_that_is_open(tmp_path: Path) -> None:
    Folder(tmp_path / "store").create()
    store = EmbeddedStore(tmp_path / "store")
    first = store.state()
    keep(store, [found(SALT, 1)])
    second = store.state()
    decide(store, [said(SALT, 1, REJECTED)])
    assert len({first, second, store.state()}) == 3
    store.close()
    again = EmbeddedStore(tmp_path / "store")
    assert states(again, SALT) == {"Q1": (REJECTED, MANUAL)}
    again.close()


def test_links_survive_the_removal_of_their_source(salt: EmbeddedStore) -> None:
    decide(salt, [said(SALT, 2)])
    before, past = links_of(salt, [SALT]), history(salt)
    loading.remove(salt, "world")
    assert links_of(salt, [SALT]) == before
    assert keep(salt, [found(EVA, 1)]).new == 1
    loading.load(salt, [str(Path(__file__).parent / "data" / "world.ttl")], name="world")
    assert links_of(salt, [SALT]) == before
    assert history(salt) == past
    assert describe(salt, [SALT])[SALT].named


def test_an_export_holds_the_links_and_their_history(salt: EmbeddedStore, tmp_path: Path) -> None:
    decide(salt, [said(SALT, 2)])
    export.export_rdf(salt, tmp_path / "all.trig")
    again = EmbeddedStore()
    loading.load(again, [str(tmp_path / "all.trig")])
    assert graph_of_links(again) == graph_of_links(salt)


def test_a_store_with_links_of_its_own_takes_those_of_an_export(
    salt: EmbeddedStore, tmp_path: Path
) -> None:
    other = EmbeddedStore()
    keep(other, [found(SALT, 1, score=0.7)])
    decide(other, [replace(said(SALT, 1, REJECTED, by="Bob"), when="2026-11-30T00:00:00Z")])
    decide(salt, [said(SALT, 1)])
    export.export_rdf(salt, tmp_path / "all.trig")
    loading.load(other, [str(tmp_path / "all.trig")])
    assert states(other, SALT)["Q1"] == (REJECTED, MANUAL)  # the later word


# All or nothing


class Interrupted(Exception):
    """The process ended here."""


@pytest.mark.parametrize("many", [1, 10_000])
def test_an_interrupted_change_leaves_the_links_as_they_were(
    world: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(writing, "_MANY", many)
    keep(world, [found(SALT, n) for n in (1, 2, 3)])
    before, items = links_of(world), plain(world)

    def end(*_: object) -> str:
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_data", end)
        with pytest.raises(Interrupted):
            keep(world, [found(SALT, n, score=0.5) for n in (2, 3, 4)])
    assert (links_of(world), plain(world)) == (before, items)
    keep(world, [found(SALT, 4)])
    fresh = EmbeddedStore()
    keep(fresh, [found(SALT, 4)])
    lamp = {q for q in graph_of_links(world) if q.subject == ox.NamedNode(LAMP)}
    assert graph_of_links(world) - lamp == graph_of_links(fresh)  # nothing is left behind


def test_many_links_end_as_few_do(world: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    other = EmbeddedStore()
    other.rdf.extend(world.rdf)
    for store, many in ((world, 10_000), (other, 0)):
        monkeypatch.setattr(writing, "_MANY", many)
        keep(store, [found(e, n) for e in (SALT, EVA) for n in (1, 2, 3)])
        keep(store, [found(e, n, score=0.5) for e in (SALT, EVA) for n in (2, 3, 4)])
        decide(store, [said(SALT, 3), said(EVA, 2, REJECTED)])
    assert graph_of_links(world) == graph_of_links(other)


# Merged entities


def merge(store: EmbeddedStore, *iris: str) -> list[identity.Decision]:
    known = describe(store, iris)
    return identity.merge(store, [known[i] for i in iris], by="Ann")


def undo(store: EmbeddedStore) -> None:
    identity.undo(store, "all")


A, B = W + "ferry", W + "ferry88"


def test_the_links_of_merged_entities_follow_and_come_back(world: EmbeddedStore) -> None:
    keep(world, [found(A, 1), found(B, 2), found(B, 3, PENDING)])
    before = graph_of_links(world)
    merge(world, A, B)
    assert {k.entity for k in links_of(world) if k.item != item(999999992)} == {A}
    assert set(states(world, A)) == {"Q1", "Q2", "Q3"}
    assert A not in accepted(world)  # two items
    undo(world)
    assert graph_of_links(world) == before


def test_an_item_that_is_an_entity_is_not_replaced_in_a_link(world: EmbeddedStore) -> None:
    node = ox.Quad(
        ox.NamedNode(item(77)),
        ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        ox.NamedNode("https://w3id.org/reelgraph/ns#Film"),
        ox.DefaultGraph(),
    )
    world.rdf.add(node)
    keep(world, [found(SALT, 77), found(EVA, 77, PENDING)])
    before = graph_of_links(world)
    merge(world, SALT, item(77))
    assert states(world, SALT) == {"Q77": (ACCEPTED, "automatic")}
    assert states(world, EVA) == {"Q77": (PENDING, "automatic")}
    undo(world)
    assert graph_of_links(world) == before


def test_a_link_of_an_entity_to_itself_is_not_shown(world: EmbeddedStore) -> None:
    world.rdf.add(
        ox.Quad(
            ox.NamedNode(item(77)),
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode("https://w3id.org/reelgraph/ns#Film"),
            ox.DefaultGraph(),
        )
    )
    keep(world, [found(SALT, 77)])
    merge(world, item(77), SALT)
    assert links_of(world, [item(77)]) == []
    assert item(77) not in accepted(world)
    undo(world)
    assert accepted(world)[SALT] == item(77)


def test_what_is_decided_of_a_merged_entity_stays_with_it(world: EmbeddedStore) -> None:
    keep(world, [found(B, 1), found(B, 2, PENDING)])
    merge(world, A, B)
    decide(world, [said(B, 1, REJECTED)])  # by its old name
    assert states(world, A)["Q1"] == (REJECTED, MANUAL)
    merge(world, A, W + "harbour")
    assert (A, "Q1") not in plain(world)
    undo(world)
    assert states(world, A) == {"Q1": (REJECTED, MANUAL)}
    assert states(world, B) == {"Q2": (PENDING, "automatic")}
    assert {e for e, _ in plain(world)} == {LAMP}


def test_an_item_accepted_of_a_merged_entity_stays_accepted(world: EmbeddedStore) -> None:
    keep(world, [found(B, 1)])
    merge(world, A, B)
    decide(world, [said(A, 1)])
    undo(world)
    assert states(world, A) == {"Q1": (ACCEPTED, MANUAL)}
    assert states(world, B) == {}
    assert {e for e, _ in plain(world)} == {A, LAMP}


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_merging_and_undoing_restores_any_links(data: st.DataObject) -> None:
    store = EmbeddedStore()
    loading.load(store, [str(Path(__file__).parent / "data" / "world.ttl")], name="world")
    films = [A, B, SALT]
    for _ in range(data.draw(st.integers(1, 4))):
        act(store, films, data)
    before, known, items = graph_of_links(store), links_of(store), accepted(store)
    merge(store, *data.draw(st.permutations(films)))
    assert len({k.entity for k in links_of(store)}) <= 1
    undo(store)
    assert graph_of_links(store) == before
    assert (links_of(store), accepted(store)) == (known, items)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_whatever_happens_the_plain_triples_are_the_accepted_links(data: st.DataObject) -> None:
    store = EmbeddedStore()
    loading.load(store, [str(Path(__file__).parent / "data" / "world.ttl")], name="world")
    films = [A, B, SALT]
    merged = False
    for _ in range(data.draw(st.integers(1, 6))):
        if data.draw(st.integers(0, 3)) == 0:
            undo(store) if merged else merge(store, *data.draw(st.permutations(films)))
            merged = not merged
        else:
            act(store, films, data)
        there = {
            (n.link.entity, n.link.item.removeprefix(WD))
            for n in nodes(store.select)
            if n.link.status == ACCEPTED
        }
        assert plain(store) == there


def test_a_conflict_that_a_merge_brings_is_settled_by_the_next_word(world: EmbeddedStore) -> None:
    decide(world, [said(A, 1, REJECTED)])
    keep(world, [found(B, 1)])
    merge(world, A, B)
    assert states(world, A) == {"Q1": (REJECTED, MANUAL)}
    assert A not in accepted(world)
    assert find_identified(world, "Q1") is None
    decide(world, [said(A, 1, REJECTED)])
    assert (A, "Q1") not in plain(world)


def act(store: EmbeddedStore, films: list[str], data: st.DataObject) -> None:
    entity, number = data.draw(st.sampled_from(films)), data.draw(st.integers(1, 3))
    status = data.draw(st.sampled_from([s for s in STATUSES if s != NONE]))
    if data.draw(st.booleans()):
        keep(store, [found(entity, number, status)])
    else:
        decide(store, [said(entity, number, data.draw(st.sampled_from([ACCEPTED, REJECTED])))])


# What others see of it


def test_an_entity_is_found_by_accepted_items_only(salt: EmbeddedStore) -> None:
    decide(salt, [said(EVA, 5, REJECTED)])

    def name(number: int) -> str | None:
        entity = find_identified(salt, f"Q{number}")
        return entity.iri if entity else None

    assert [name(n) for n in (1, 2, 3, 5)] == [SALT, None, None, None]


def test_an_item_of_a_source_that_was_rejected_finds_nothing(three_sources: EmbeddedStore) -> None:
    assert find_identified(three_sources, "Q999999994") is not None
    decide(three_sources, [said(BO, 999999994, REJECTED)])
    assert find_identified(three_sources, "Q999999994") is None


def test_a_comparison_of_stores_is_of_entities_and_not_of_links(world: EmbeddedStore) -> None:
    before = sums_of_facts(world)
    keep(world, [found(SALT, 1), found(EVA, 2, PENDING)])
    after = sums_of_facts(world)
    assert before.keys() == after.keys()
    assert {e for e in before if before[e] != after[e]} == {SALT}  # its accepted item


def test_a_card_shows_how_its_link_stands(salt: EmbeddedStore) -> None:
    def shown(entity: str) -> tuple[str, ...]:
        return card(salt, describe(salt, [entity])[entity], []).links

    assert shown(SALT) == (
        "Wikidata: Q1 (accepted automatically on 2026-11-20, score 0.90)",
        "Wikidata: 1 item waits for a reviewer",
    )
    decide(salt, [replace(said(SALT, 2), item_label="Salt"), said(SALT, 6, REJECTED, by="Bob")])
    keep(salt, [found(EVA, 2, PENDING), found(EVA, 3, PENDING), Link(BO, "", NONE, when=EARLY)])
    assert shown(SALT) == (
        "Wikidata: Q2 Salt (accepted by Ann on 2026-11-22, score 0.50)",
        "Wikidata: Q6 (rejected by Bob on 2026-11-22)",
    )
    assert shown(EVA) == ("Wikidata: 2 items wait for a reviewer",)
    assert shown(BO) == ("Wikidata: none found (looked for automatically on 2026-11-20)",)
    decide(salt, [said(BO, 0, NONE)])
    assert shown(BO) == ("Wikidata: has no item (none by Ann on 2026-11-22)",)
    assert shown(LAMP) == ("Wikidata: Q999999992 (an identifier kept here)",)


def test_the_shapes_find_nothing_wrong_with_links(salt: EmbeddedStore) -> None:
    pytest.importorskip("pyshacl")
    before = {str(f) for f in shacl.validate(salt)[0]}
    decide(salt, [said(SALT, 2), said(EVA, 0, NONE)])
    keep(salt, [found(SALT, 1), found(BO, 2, PENDING)])
    assert {str(f) for f in shacl.validate(salt)[0]} == before
    link = ox.NamedNode(W + "broken")
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    salt.rdf.add(ox.Quad(link, ox.NamedNode(kind), ox.NamedNode(FILM + "Link"), GRAPH))
    wrong = {str(f) for f in shacl.validate(salt)[0]} - before
    assert sum("A link is about one entity." in text for text in wrong) == 1


# What others do meanwhile


def test_a_decision_that_another_process_made_a_moment_before_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is planned while all read is planned again when the store was written since."""
    Folder(tmp_path / "store").create()
    store = EmbeddedStore(tmp_path / "store")
    keep(store, [found(SALT, 1, PENDING, 0.5)])
    release = store._release

    def released() -> None:
        release()
        monkeypatch.undo()
        other = EmbeddedStore(tmp_path / "store")
        decide(other, [said(SALT, 1, REJECTED)])
        other.close()

    links_of(store)
    monkeypatch.setattr(store, "_release", released)
    assert keep(store, [found(SALT, 1)]).left == 1
    assert states(store, SALT) == {"Q1": (REJECTED, MANUAL)}
    store.close()


def test_what_nobody_else_wrote_is_planned_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Folder(tmp_path / "store").create()
    store = EmbeddedStore(tmp_path / "store")
    keep(store, [found(SALT, 1)])
    planned: list[int] = []

    def counted(*given: object) -> object:
        planned.append(1)
        return weighed(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "weighed", counted)
    keep(store, [found(SALT, 2)])
    state = store.state()
    keep(store, [found(SALT, 2)])
    assert store.state() == state
    assert len(planned) == 2
    store.close()
