"""A link is explained so that a reader understands it: what spoke for it, and how that adds up."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reviewable import EX, LINKS, WD, in_folder, in_memory, link

import reelgraph as rg
from reelgraph.cli.reviewing import explain as command
from reelgraph.entities import describe
from reelgraph.errors import NotFound, ParameterError
from reelgraph.links.keeping import decide, keep
from reelgraph.links.link import ACCEPTED, IMPORTED, MANUAL, NONE, OUTRANKED, PENDING, REJECTED
from reelgraph.reviewing import answering as reviewing
from reelgraph.reviewing.explaining import explain
from reelgraph.reviewing.explanation import Explanation
from reelgraph.store import EmbeddedStore, EndpointStore


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return in_memory(tmp_path)


def told(store: EmbeddedStore, name: str, item: str = "") -> str:
    return explained(store, name, item).to_text(5000)


def explained(store: EmbeddedStore, name: str, item: str = "") -> Explanation:
    return explain(store, describe(store, [EX + name])[EX + name], item)


def in_order(text: str, *parts: str) -> None:
    places = [text.index(part) for part in parts]
    assert places == sorted(places), parts


# What is accepted


def test_the_answer_comes_first_and_names_the_item_the_day_and_the_score(
    store: EmbeddedStore,
) -> None:
    assert told(store, "mill").startswith(
        "The Mill (1931) is Q101 “The Mill”, accepted automatically on 2026-11-20, with a score "
        "of 0.994 out of 1."
    )


def test_the_main_reasons_follow_in_words_and_leave_out_what_all_candidates_share(
    store: EmbeddedStore,
) -> None:
    assert (
        "What counts most for Q101: the same director, Ann Tor; the same title “The Mill”; the "
        "same year, 1931. What counts most against Q101: 71 and 78 minutes." in told(store, "mill")
    )


def test_every_reason_has_its_weight_and_its_strength_the_strongest_first(
    store: EmbeddedStore,
) -> None:
    text = told(store, "mill")
    in_order(
        text,
        "What speaks for Q101",
        "very strongly   +4.90  the same director, Ann Tor",
        "strongly        +2.30  the same title “The Mill”",
        "strongly        +1.80  the same year, 1931",
        "What speaks against Q101",
        "somewhat        -0.70  71 and 78 minutes",
        "What else goes into the score",
        "                -3.20  before anything is compared",
        "Together the weights come to +5.10",
    )


def test_the_weights_add_up_to_the_score_before_the_readers_eyes(store: EmbeddedStore) -> None:
    """-3.2 + 2.3 + 1.8 + 4.9 - 0.7 is 5.1; e^5.1 is 164, and 164 of 165 is 0.994."""
    text = told(store, "mill")
    assert "+5.10. That is about 160 to 1 for it, or a probability of 0.994, and that is" in text
    assert "+0.7 doubles the odds" in text


def test_a_score_that_is_not_the_sum_says_what_else_goes_into_it(store: EmbeddedStore) -> None:
    """2.3 - 1.4 is 0.9: e^0.9 is 2.46, and 2.46 of 3.46 is 0.71, which is not 0.55."""
    weir = next(k for k in LINKS if k.item == WD + "Q201")
    assert "a probability of 0.71, and that is its score" in told(store, "weir")
    keep(store, [replace(weir, score=0.55)])
    text = told(store, "weir")
    assert "Together the weights come to +0.90" in text
    assert "a probability of 0.71; but its score is 0.55: who weighed it took more" in text


def test_why_not_the_second_best_shows_where_the_two_differ_most(store: EmbeddedStore) -> None:
    text = told(store, "mill")
    assert "Why not the second best, Q102 “The Mill”, score 0.003" in text
    compared = text[text.index("They differ most in") :]
    in_order(
        compared,
        "year      Q101  +1.80  the same year, 1931",
        "Q102  -5.00  38 years apart (1931, 1969)",
        "director  Q101  +4.90  the same director, Ann Tor",
        "Q102      -  nothing known",
        "runtime   Q101  -0.70",
    )
    assert "title" not in compared  # the same of both
    assert "any" not in compared


# Why not another


def test_why_not_that_item_weighs_it_against_the_accepted_one(store: EmbeddedStore) -> None:
    text = told(store, "mill", "Q102")
    in_order(
        text,
        "The Mill (1931) is not taken for Q102 “The Mill”, with a score of 0.003",
        "It is Q101 “The Mill”, accepted automatically",
        "What speaks against Q102",
        "-5.00  38 years apart",
        "What was preferred: Q101",
    )


def test_an_item_that_was_never_a_candidate_is_said_to_be_none(store: EmbeddedStore) -> None:
    text = told(store, "mill", "Q7")
    assert text.startswith(
        "Q7 is not among the candidates that were kept for The Mill (1931): what was looked up in "
        "made-up.nt on 2026-11-20 did not lead to it, or others were far ahead. It is Q101"
    )


def test_an_item_of_another_entity_is_told_whose_it_is(store: EmbeddedStore) -> None:
    assert "Q101 is the accepted item of The Mill (1931)" in told(store, "lock", "Q101")


# What is not accepted


def test_what_is_pending_says_how_near_the_candidates_are_and_who_has_to_say(
    store: EmbeddedStore,
) -> None:
    text = told(store, "weir")
    assert text.startswith(
        "It is not decided which item The Weir (1962) is: the likeliest of 2 candidates is Q201 "
        "“The Weir”, with a score of 0.71 out of 1. A person has to say: 'reelgraph review'."
    )
    assert "The second best, Q202 “The Weir”, score 0.20" in text
    assert "Q203 “Weirs”, score 0.04: beaten by another candidate" in text


def test_nothing_found_says_what_that_rests_on_and_that_it_is_not_nothing_there(
    store: EmbeddedStore,
) -> None:
    text = told(store, "bob")
    assert text.startswith(
        "No item was found for Bob Ley: none found in made-up.nt on 2026-11-20 by "
        "name and by 1 film."
    )
    assert "That does not mean that there is none" in text
    nothing = replace(LINKS[-1], entity=EX + "lock", note="")
    keep(store, [nothing, link("lock", "Q9", OUTRANKED, 0.02, label="Locks")])
    text = told(store, "lock")
    assert "for The Lock: nothing fitted in made-up.nt on 2026-11-20. That does" in text
    assert "The nearest was Q9 “Locks”, with a score of 0.02 out of 1." in text


def test_what_was_never_looked_for_says_so(store: EmbeddedStore) -> None:
    for item in ("", "Q7"):
        assert told(store, "lock", item).startswith(
            "No item has been looked for yet for The Lock: 'reelgraph link' looks for one."
        )


def test_what_a_source_gives_is_no_weighing(store: EmbeddedStore) -> None:
    text = told(store, "ford")
    assert text.startswith("The Ford is Q900 (no name there), given by the source first.")
    assert "Nothing was weighed: the source itself names the item." in text


# What people decided


def test_the_history_tells_every_decision_in_its_order(store: EmbeddedStore) -> None:
    decide(
        store,
        [
            link(
                "weir",
                "Q201",
                ACCEPTED,
                method=IMPORTED,
                by="eva",
                when="2026-11-21T08:00:00Z",
                note="from her list",
            )
        ],
    )
    decide(
        store,
        [link("weir", "Q202", ACCEPTED, method=MANUAL, by="ann", when="2026-11-22T09:30:00Z")],
    )
    text = told(store, "weir")
    assert text.startswith("The Weir (1962) is Q202 “The Weir”, accepted by ann on 2026-11-22")
    history = text[text.index("What was decided, and by whom") :]
    in_order(
        history,
        "2026-11-21 08:00  Q201 “The Weir”: accepted by eva (brought in from a file)",
        "noted: from her list",
        "2026-11-22 09:30  Q202 “The Weir”: accepted by ann",
    )
    assert "What the weighing put before it: Q201 “The Weir”, score 0.71" in text


def test_who_said_that_there_is_no_item_and_who_rejected_all(store: EmbeddedStore) -> None:
    decide(
        store,
        [
            link("bob", "", NONE, method=MANUAL, by="ann", note="an extra, once"),
            link("ann", "Q301", REJECTED, method=MANUAL, by="ann"),
        ],
    )
    assert told(store, "bob").startswith(
        "Bob Ley has no item at Wikidata, said ann on 2026-11-20: an extra, once."
    )
    text = told(store, "ann")
    assert text.startswith(
        "Ann Tor is linked to no item: its only candidate was rejected by ann on 2026-11-20."
    )
    assert told(store, "ann", "Q301").startswith("Ann Tor is not Q301 (no name there): rejected")


def test_what_is_reviewed_is_explained_at_once(store: EmbeddedStore) -> None:
    case = next(c for c in reviewing.queue(store) if c.entity.iri == EX + "ann")
    reviewing.answer(store, case, reviewing.Choice(reviewing.ACCEPT, "Q301"), "ann", "her letter")
    text = told(store, "ann")
    assert "accepted by ann" in text
    assert "ann noted: her letter" in text


# Other stores, other names


def test_a_server_explains_too(endpoint: str) -> None:
    server = EndpointStore(endpoint)
    lamp = "https://example.org/world/lamp"
    text = str(explain(server, describe(server, [lamp])[lamp]))
    assert "The Lamp (1950) is Q999999992" in text


def test_names_of_others_cannot_move_the_cursor_or_forge_a_line(store: EmbeddedStore) -> None:
    hostile = "\x1b[2J\u202eWeir\nWhat was decided, and by whom\n  forged"
    keep(store, [link("lock", "Q8", PENDING, 0.5, evidence=[("t", 1.0, hostile)], label=hostile)])
    decide(store, [link("lock", "Q9", ACCEPTED, method=MANUAL, by=hostile, note=hostile)])
    for item in ("", "Q8"):
        text = told(store, "lock", item)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\n  forged" not in text


def test_paragraphs_fit_the_terminal(store: EmbeddedStore) -> None:
    for width in (60, 80):
        for name in ("mill", "weir", "ann", "bob", "ford", "lock"):
            lines = explained(store, name).to_text(width).splitlines()
            assert max(map(len, lines)) <= width, (name, width)


# The command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_folder(tmp_path_factory.mktemp("explained"))


def run(*words: str) -> Result:
    return CliRunner().invoke(command, list(words), catch_exceptions=False)


@pytest.mark.parametrize(
    "given", ["The Mill", "The Mill (1931)", EX + "mill", "Q101", "https://example.org/mill/mill"]
)
def test_x_is_given_by_a_name_or_an_identifier(folder: Path, given: str) -> None:
    done = (
        run(given, "-s", str(folder), "-t", "Film")
        if given == "The Mill"
        else run(given, "-s", str(folder))
    )
    assert done.exit_code == 0
    assert done.stdout.startswith("The Mill (1931) is Q101 “The Mill”, accepted automatically")


@pytest.mark.parametrize("item", ["Q102", "wd:Q102", "https://www.wikidata.org/wiki/Q102"])
def test_an_item_is_given_by_its_number_or_its_page(folder: Path, item: str) -> None:
    assert "is not taken for Q102" in run(EX + "mill", item, "-s", str(folder)).stdout


def test_what_is_typed_wrong_is_named(folder: Path) -> None:
    with pytest.raises(ParameterError, match="'tt0111161' is no item of Wikidata"):
        run("The Mill", "tt0111161", "-s", str(folder))
    with pytest.raises(NotFound, match="The Mil"):
        run("The Milk", "-s", str(folder))


def test_the_reasons_can_be_written_as_a_table(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "why.csv"
    assert run(EX + "mill", "-s", str(folder), "-o", str(out)).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["item"], r["feature"], r["weight"]) for r in rows[:2]] == [
        ("Q101", "director", "4.9"),
        ("Q101", "any", "-3.2"),
    ]
    assert {r["item"] for r in rows} == {"Q101", "Q102"}
    assert run(EX + "mill", "-s", str(folder), "-o", "why.pdf").exit_code == 2


def test_the_store_is_given_back_after_the_answer(folder: Path) -> None:
    run(EX + "mill", "-s", str(folder))
    with rg.open(folder) as graph:  # for writing, which needs it alone
        keep(graph.writable, [])
