"""Links, weights and chances as a person reads them who knows no statistics."""

import re
from math import exp, log

from reelgraph.errors import ParameterError
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    IMPORTED,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Evidence,
    Link,
)
from reelgraph.results import plain
from reelgraph.vocabulary import WD, curie

LONGEST = 700
"""Characters of one name or reason that are shown."""
_ITEM = re.compile(
    r"(?i:(?:wd:|https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(?P<qid>Q[1-9][0-9]*))"
    r"(?:[/?#].*)?"
)
_STRENGTHS = (
    (log(400), "decisively"),
    (log(20), "very strongly"),
    (log(5), "strongly"),
    (log(2), "somewhat"),
    (0.05, "weakly"),
)
"""From which weight on (what multiplies the odds by 400, 20, 5, 2) evidence speaks how."""
_VERBS = {
    ACCEPTED: "accepted",
    REJECTED: "rejected",
    PENDING: "left to a person",
    NONE: "nothing found",
    OUTRANKED: "beaten by another candidate",
}


def one_line(text: str, most: int = LONGEST) -> str:
    r"""A text of others on one line, without what moves a cursor, and cut where it is endless.

    >>> one_line("The\nMill\x1b[2J")
    'The Mill[2J'
    """
    text = plain(" ".join(text.split()))
    return text if len(text) <= most else text[: most - 1] + "…"


def item_id(item: str) -> str:
    """What an item is called for short: its QID.

    >>> item_id("http://www.wikidata.org/entity/Q42")
    'Q42'
    """
    return item.removeprefix(WD) if item.startswith(WD) else curie(item)


def item_iri(text: str) -> str:
    """The IRI of an item that is given by its number, its IRI or the address of its page.

    Raises:
        ParameterError: it is none.

    >>> item_iri("q42") == item_iri("https://www.wikidata.org/wiki/Q42#sitelinks") == WD + "Q42"
    True

    """
    found = _ITEM.fullmatch(text.strip())
    if found is None:
        shown = one_line(text, 100)
        raise ParameterError(f"{shown!r} is no item of Wikidata: give its number, such as Q42")
    return WD + found["qid"].upper()


def page(item: str) -> str:
    """The address of an item's page."""
    return f"https://www.wikidata.org/wiki/{item_id(item)}"


def item_name(link: Link) -> str:
    """The item of a link with the name that it has there."""
    label = one_line(link.item_label)
    return f"{item_id(link.item)} “{label}”" if label else f"{item_id(link.item)} (no name there)"


def strength(weight: float) -> str:
    """How strongly a piece of evidence speaks, for or against.

    >>> [strength(w) for w in (0.0, -0.5, 1.2, 2.0, -3.5, 6.5)]
    ['hardly', 'weakly', 'somewhat', 'strongly', 'very strongly', 'decisively']
    """
    return next((word for least, word in _STRENGTHS if abs(weight) >= least), "hardly")


def score_text(score: float | None) -> str:
    """A score as it is shown: never as a certainty that it is not.

    >>> score_text(0.61), score_text(0.9961), score_text(0.99996), score_text(0.00001)
    ('0.61', '0.996', 'over 0.999', 'under 0.001')
    """
    if score is None:
        return "no score"
    if score >= 0.9995:
        return "over 0.999"
    if score < 0.0005:
        return "under 0.001"
    return f"{score:.2f}" if 0.0095 <= score < 0.9895 else f"{score:.3f}"


def probability(total: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + exp(-max(min(total, 700.0), -700.0)))


def odds_text(total: float) -> str:
    """Log-odds as a person bets.

    >>> odds_text(5.1), odds_text(-2.1), odds_text(0.1)
    ('about 160 to 1 for it', 'about 8 to 1 against it', 'about even')
    """
    odds = exp(min(abs(total), 50.0))
    side = "for" if total > 0 else "against"
    if odds > 1_000_000:
        return f"more than a million to 1 {side} it"
    if odds < 1.25:
        return "about even"
    if odds < 3:
        told = f"{odds:.1f}"
    else:
        told = f"{round(odds)}" if odds < 10 else f"{float(f'{odds:.2g}'):,.0f}"
    return f"about {told} to 1 {side} it"


def strongest_first(evidence: tuple[Evidence, ...]) -> list[Evidence]:
    """Evidence in the order in which a person wants to hear it."""
    return sorted(evidence, key=lambda e: (-abs(e.weight), e.feature, e.words))


def day(when: str) -> str:
    """The day of a time; empty where there is none."""
    return when[:10]


def verdict(link: Link, *, dated: bool = True) -> str:
    """What became of a link, by whom and when, as in "accepted by ann on 2026-11-22"."""
    who = one_line(link.by) or "somebody who gave no name"
    on = f" on {day(link.when)}" if link.when and dated else ""
    if link.method == GIVEN:
        return f"given by the source {who}"
    if link.method == AUTOMATIC:
        if link.status in (PENDING, OUTRANKED):
            return "waits for a person" if link.status == PENDING else _VERBS[link.status]
        return f"{_VERBS[link.status]} automatically{on}"
    verb = "found to be none" if link.status == NONE else _VERBS[link.status]
    came = " (brought in from a file)" if link.method == IMPORTED else ""
    return f"{verb} by {who}{on}{came}"
