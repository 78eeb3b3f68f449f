"""A person decides: what she sees, what is written, and that nothing is lost or set aside."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reviewable import EX, LINKS, WD, in_memory, link

from reelgraph import identity
from reelgraph.entities import describe
from reelgraph.errors import InputError, NotFound, ParameterError
from reelgraph.links.keeping import accepted, decide, history, keep, links_of
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Link,
)
from reelgraph.reviewing import answering as reviewing
from reelgraph.reviewing.answering import Case, Choice, Pair, answer, overruled, queue, reread
from reelgraph.store import EmbeddedStore


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return in_memory(tmp_path)


def case_of(store: EmbeddedStore, name: str, *, unfound: bool = False) -> Case:
    found = [c for c in queue(store, unfound=unfound) if c.entity.iri == EX + name]
    assert len(found) == 1
    case = reread(store, found[0])
    assert isinstance(case, Case)
    return case


def state(store: EmbeddedStore, name: str) -> dict[str, tuple[str, str]]:
    """Of an entity, by the number of the item: the status and the method of its link."""
    return {k.item.removeprefix(WD): (k.status, k.method) for k in links_of(store, [EX + name])}


def names(cases: list[Case]) -> list[str]:
    return [c.entity.iri.removeprefix(EX) for c in cases]


def everything(store: EmbeddedStore) -> set[ox.Quad]:
    return set(store.rdf)


# The queue


def test_only_what_is_pending_waits_and_the_most_doubtful_comes_first(store: EmbeddedStore) -> None:
    assert names(queue(store)) == ["ann", "weir"]  # 0.45 is nearer to even odds than 0.71


def test_the_order_is_a_choice(store: EmbeddedStore) -> None:
    assert names(queue(store, order="likeliest")) == ["weir", "ann"]
    assert names(queue(store, order="name")) == ["ann", "weir"]
    with pytest.raises(ParameterError, match=r"'newest'.*doubtful, likeliest, name"):
        queue(store, order="newest")


def test_the_queue_can_be_of_one_type_or_of_one_source(store: EmbeddedStore) -> None:
    assert names(queue(store, kind="Film")) == ["weir"]
    assert names(queue(store, kind="Person")) == ["ann"]
    assert names(queue(store, source="first")) == ["ann", "weir"]
    assert names(queue(store, source="second")) == []
    with pytest.raises(NotFound, match=r"'third'.*first, second"):
        queue(store, source="third")


def test_what_nothing_was_found_for_is_a_queue_of_its_own(store: EmbeddedStore) -> None:
    assert names(queue(store, unfound=True)) == ["bob"]
    assert "by name and by 1 film" in case_of(store, "bob", unfound=True).nothing.note


def test_a_case_has_what_is_known_here_beside_its_candidates(store: EmbeddedStore) -> None:
    case = case_of(store, "weir")
    assert (case.entity.label, case.entity.kind, case.entity.year) == ("The Weir", "Film", 1962)
    assert case.details is not None
    assert case.details.directors == ("Ann Tor",)
    assert case.details.sources == ("first",)
    assert [k.item for k in case.candidates] == [WD + "Q201", WD + "Q202", WD + "Q203"]
    person = case_of(store, "ann").details
    assert person is not None
    assert person.known_for == ("The Mill (1931)", "The Weir (1962)")


def test_a_case_tells_whose_item_a_candidate_is_already(store: EmbeddedStore) -> None:
    keep(store, [link("lock", "Q201", ACCEPTED, 0.97)])
    assert [(i, e.label) for i, e in case_of(store, "weir").elsewhere] == [
        (WD + "Q201", "The Lock")
    ]


# Answers


def test_accepting_a_candidate_keeps_who_decided_and_what_was_weighed(store: EmbeddedStore) -> None:
    answer(store, case_of(store, "weir"), Choice(reviewing.ACCEPT, WD + "Q202"), "ann", "seen it")
    assert state(store, "weir") == {
        "Q202": (ACCEPTED, MANUAL),
        "Q201": (OUTRANKED, AUTOMATIC),
        "Q203": (OUTRANKED, AUTOMATIC),
    }
    made = next(k for k in links_of(store, [EX + "weir"]) if k.decided)
    assert (made.by, made.note, made.score, made.item_label) == ("ann", "seen it", 0.2, "The Weir")
    assert {e.words for e in made.evidence} == {"the same title “The Weir”", "a play on film"}
    assert accepted(store)[EX + "weir"] == WD + "Q202"
    assert names(queue(store)) == ["ann"]


def test_none_of_these_rejects_all_but_does_not_say_that_there_is_no_item(
    store: EmbeddedStore,
) -> None:
    answer(store, case_of(store, "weir"), Choice(reviewing.NONE_OF_THESE), "ann")
    assert set(state(store, "weir").values()) == {(REJECTED, MANUAL)}
    assert set(state(store, "weir")) == {"Q201", "Q202", "Q203"}
    assert names(queue(store)) == ["ann"]


def test_only_a_person_says_that_there_is_no_item(store: EmbeddedStore) -> None:
    answer(store, case_of(store, "weir"), Choice(reviewing.NO_ITEM), "ann", "lost, no article")
    assert state(store, "weir").pop("") == (NONE, MANUAL)
    assert accepted(store).get(EX + "weir") is None
    answer(store, case_of(store, "bob", unfound=True), Choice(reviewing.NO_ITEM), "ann")
    assert state(store, "bob") == {"": (NONE, MANUAL)}
    assert queue(store, unfound=True) == []
    assert [k.note for k in history(store, [EX + "bob"])] == [LINKS[-1].note]


def test_rejecting_one_leaves_the_others_to_be_chosen(store: EmbeddedStore) -> None:
    answer(store, case_of(store, "weir"), Choice(reviewing.REJECT, WD + "Q201"), "ann")
    left = case_of(store, "weir")
    assert [k.item for k in left.candidates] == [WD + "Q202", WD + "Q203"]
    assert [(k.item, k.by) for k in left.decided] == [(WD + "Q201", "ann")]
    answer(store, left, Choice(reviewing.REJECT, WD + "Q202"), "ann")
    assert reread(store, left) is None


def test_an_item_that_is_no_candidate_can_be_given_by_its_number(store: EmbeddedStore) -> None:
    answer(store, case_of(store, "weir"), Choice(reviewing.ACCEPT, "q77"), "ann")
    assert accepted(store)[EX + "weir"] == WD + "Q77"


def test_who_is_not_sure_sends_a_case_to_the_end_and_decides_nothing(store: EmbeddedStore) -> None:
    before = links_of(store)
    answer(store, case_of(store, "ann"), Choice(reviewing.SKIP), "eva", "ask the archive")
    assert links_of(store) == before
    assert names(queue(store)) == ["weir", "ann"]
    look = case_of(store, "ann").looks[0]
    assert (look.by, look.note) == ("eva", "ask the archive")
    answer(store, case_of(store, "weir"), Choice(reviewing.SKIP), "eva")
    assert names(queue(store)) == ["ann", "weir"]  # who waited longest
    answer(store, case_of(store, "ann"), Choice(reviewing.SKIP), "eva")
    assert names(queue(store)) == ["weir", "ann"]
    assert len(case_of(store, "ann").looks) == 1  # her last look, not each of them


def test_a_look_is_no_decision_and_the_next_weighing_goes_on(store: EmbeddedStore) -> None:
    answer(store, case_of(store, "ann"), Choice(reviewing.SKIP), "eva")
    keep(store, [link("ann", "Q301", ACCEPTED, 0.98)])
    assert state(store, "ann") == {"Q301": (ACCEPTED, AUTOMATIC)}


@pytest.mark.parametrize(
    ("choice", "by", "said"),
    [
        (Choice(reviewing.ACCEPT, WD + "Q201"), " ", "needs a name"),
        (Choice(reviewing.SAME), "ann", "'same' is no answer here.*no item"),
        (Choice(reviewing.ACCEPT, "The Weir"), "ann", "'The Weir' is no item of Wikidata"),
        (Choice(reviewing.REJECT, ""), "ann", "is no item of Wikidata"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_changes_nothing(
    store: EmbeddedStore, choice: Choice, by: str, said: str
) -> None:
    case, before = case_of(store, "weir"), everything(store)
    with pytest.raises((InputError, ParameterError), match=said):
        answer(store, case, choice, by)
    assert everything(store) == before


# What others decided


@pytest.mark.parametrize(
    "choice", [Choice(reviewing.ACCEPT, WD + "Q202"), Choice(reviewing.NO_ITEM)]
)
def test_what_another_decided_is_shown_and_not_set_aside_unasked(
    store: EmbeddedStore, choice: Choice
) -> None:
    case = case_of(store, "weir")
    decide(store, [link("weir", "Q201", ACCEPTED, method=MANUAL, by="eva")])
    assert [(k.item, k.by) for k in overruled(store, case, choice, "ann")] == [(WD + "Q201", "eva")]
    before = everything(store)
    with pytest.raises(InputError, match=r"Q201.*accepted by eva"):
        answer(store, case, choice, "ann")
    assert everything(store) == before
    answer(store, case, choice, "ann", overrule=True)
    assert accepted(store).get(EX + "weir") == (choice.item or None)
    assert ("eva", WD + "Q201") in {(k.by, k.item) for k in history(store, [EX + "weir"])}


def test_what_was_rejected_by_another_is_not_accepted_unasked(store: EmbeddedStore) -> None:
    case = case_of(store, "weir")
    decide(store, [link("weir", "Q201", REJECTED, method=IMPORTED, by="eva")])
    with pytest.raises(InputError, match="rejected by eva"):
        answer(store, case, Choice(reviewing.ACCEPT, WD + "Q201"), "ann")


def test_ones_own_decision_can_be_changed(store: EmbeddedStore) -> None:
    case = case_of(store, "weir")
    answer(store, case, Choice(reviewing.ACCEPT, WD + "Q201"), "ann")
    answer(store, case, Choice(reviewing.ACCEPT, WD + "Q202"), "ann")
    assert accepted(store)[EX + "weir"] == WD + "Q202"


def test_the_item_that_a_source_gives_is_overruled_only_when_that_is_wanted(
    store: EmbeddedStore,
) -> None:
    keep(store, [link("ford", "Q901", PENDING, 0.6)])
    case = case_of(store, "ford")
    assert [(k.item, k.method, k.by) for k in case.decided] == [(WD + "Q900", GIVEN, "first")]
    choice = Choice(reviewing.ACCEPT, WD + "Q901")
    with pytest.raises(InputError, match="given by the source first"):
        answer(store, case, choice, "ann")
    answer(store, case, choice, "ann", overrule=True)
    assert accepted(store)[EX + "ford"] == WD + "Q901"
    assert state(store, "ford")["Q900"] == (REJECTED, MANUAL)


def test_a_case_that_another_closed_meanwhile_is_not_shown_again(store: EmbeddedStore) -> None:
    case = case_of(store, "weir")
    decide(store, [link("weir", "Q201", ACCEPTED, method=MANUAL, by="eva")])
    assert reread(store, case) is None


# Taking back

CHOICES: list[Callable[[Case], Choice]] = [
    lambda case: Choice(reviewing.ACCEPT, case.candidates[0].item),
    lambda case: Choice(reviewing.ACCEPT, case.candidates[-1].item),
    lambda case: Choice(reviewing.ACCEPT, WD + "Q77"),
    lambda case: Choice(reviewing.REJECT, case.candidates[0].item),
    lambda case: Choice(reviewing.NONE_OF_THESE),
    lambda case: Choice(reviewing.NO_ITEM),
    lambda case: Choice(reviewing.SKIP),
]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(CHOICES)), min_size=1, max_size=6))
def test_answers_taken_back_one_after_the_other_leave_no_trace(
    said: list[tuple[bool, Callable[[Case], Choice]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = in_memory(Path(folder))
    cases = [case_of(store, "weir"), case_of(store, "ann")]
    states, done = [everything(store)], []
    for first, choose in said:
        case = cases[0] if first else cases[1]
        done.append(answer(store, case, choose(case), "ann", overrule=True))
        states.append(everything(store))
    for made in reversed(done):
        assert everything(store) == states.pop()
        reviewing.take_back(store, made)
    assert everything(store) == states.pop()


def test_what_was_decided_anew_since_is_not_taken_back(store: EmbeddedStore) -> None:
    case = case_of(store, "weir")
    made = answer(store, case, Choice(reviewing.ACCEPT, WD + "Q201"), "ann")
    decide(store, [link("weir", "Q202", ACCEPTED, method=MANUAL, by="eva")])
    before = everything(store)
    with pytest.raises(InputError, match="decided anew"):
        reviewing.take_back(store, made)
    assert everything(store) == before


def test_an_answer_about_a_merged_entity_is_taken_back_whole(store: EmbeddedStore) -> None:
    known = describe(store, [EX + "mill", "https://example.org/two/mill"])
    keep(
        store, [replace(link("mill", "Q109", PENDING, 0.5), entity="https://example.org/two/mill")]
    )
    identity.merge(store, list(known.values()))
    case = case_of(store, "mill")
    before = everything(store)
    made = answer(store, case, Choice(reviewing.ACCEPT, WD + "Q109"), "ann")
    assert everything(store) != before
    reviewing.take_back(store, made)
    assert everything(store) == before


# Pairs


def pair_of(store: EmbeddedStore, name: str) -> Pair:
    found = [p for p in reviewing.pairs(store) if EX + name in (p.a.iri, p.b.iri)]
    assert len(found) == 1
    return found[0]


def test_pairs_that_may_be_one_are_reviewed_the_same_way(store: EmbeddedStore) -> None:
    made = answer(store, pair_of(store, "mill"), Choice(reviewing.SAME), "ann")
    told = identity.decisions(store.rdf, store.base)
    assert [(d.kind, d.by) for d in told] == [("merge", "ann")]
    assert "same title" in told[0].why
    assert not [p for p in reviewing.pairs(store) if EX + "mill" in (p.a.iri, p.b.iri)]
    reviewing.take_back(store, made)
    assert identity.decisions(store.rdf, store.base) == []
    answer(store, pair_of(store, "mill"), Choice(reviewing.DIFFERENT), "ann", "a remake")
    assert [(d.kind, d.why) for d in identity.decisions(store.rdf, store.base)] == [
        ("distinct", "a remake")
    ]
    assert not [p for p in reviewing.pairs(store) if EX + "mill" in (p.a.iri, p.b.iri)]


def test_a_pair_that_somebody_left_comes_last(store: EmbeddedStore) -> None:
    first = reviewing.pairs(store)[0]
    answer(store, first, Choice(reviewing.SKIP), "ann")
    again = reviewing.pairs(store)
    assert again[-1].entities == first.entities
    assert again[-1].looks[0].by == "ann"
    assert len(again) > 1


def test_a_pair_follows_what_was_merged_meanwhile(store: EmbeddedStore) -> None:
    pair = pair_of(store, "mill")
    third = describe(store, [EX + "lock"])[EX + "lock"]
    identity.merge(store, [third, pair.a])
    again = reread(store, pair)
    assert isinstance(again, Pair)
    assert again.entities == {EX + "lock", "https://example.org/two/mill"}
    identity.merge(store, [third, pair.b])
    assert reread(store, pair) is None


def test_a_pair_that_was_said_to_be_two_is_closed(store: EmbeddedStore) -> None:
    pair = pair_of(store, "mill")
    answer(store, pair, Choice(reviewing.DIFFERENT), "eva")
    assert reread(store, pair) is None
    with pytest.raises(InputError, match=r"said to be two.*eva"):
        answer(store, pair, Choice(reviewing.SAME), "ann")
    assert reviewing.FOR_PAIRS == ("same", "different", "skip")
    with pytest.raises(InputError, match="'accept' is no answer here"):
        answer(store, pair, Choice(reviewing.ACCEPT, WD + "Q1"), "ann")


def test_links_of_other_makers_do_no_harm(store: EmbeddedStore) -> None:
    """A link may come with a label that is no label, and with no evidence and no score."""
    odd = Link(EX + "lock", WD + "Q5", PENDING, None, (), item_label="\x1b[2J\u202e")
    keep(store, [odd])
    assert "lock" in names(queue(store))
    assert case_of(store, "lock").candidates[0].score is None
