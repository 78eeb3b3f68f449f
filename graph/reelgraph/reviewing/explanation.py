"""What is to be said of an entity's link, as a value and as a page of a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import fill

from reelgraph.entity import Entity
from reelgraph.links.link import ACCEPTED, GIVEN, OUTRANKED, PENDING, Evidence, Link
from reelgraph.results import Results
from reelgraph.reviewing.wording import (
    item_id,
    item_name,
    odds_text,
    one_line,
    probability,
    score_text,
    strength,
    strongest_first,
    verdict,
)

SAME = 0.01
"""How far a score may be from what the weights add up to, and still be called that."""
_DIFFERENCES = 4
"""How many features are listed in which two candidates differ."""
_OTHERS = 10
_MAIN = 3
"""How many reasons the summary names."""
AROUND = ("any", "rivals")
"""Features that are not about the item: how likely a link is before anything is compared, and what
the other candidates take away."""
_KEY = (
    "(A weight of +0.7 doubles the odds that it is the item, one of +2.3 makes them ten times as "
    "high; a minus does the reverse.)"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One feature in which two candidates differ."""

    feature: str
    first: tuple[Evidence, ...]
    second: tuple[Evidence, ...]

    @property
    def gap(self) -> float:
        """By how much it speaks more for the first."""
        return sum(e.weight for e in self.first) - sum(e.weight for e in self.second)


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """Why an entity is linked as it is."""

    entity: Entity
    answer: str
    """It in a sentence or two."""
    about: Link | None
    """The link that the reasons are of: the accepted one, the likeliest, or the one asked for;
    None where there is none."""
    rival: Link | None
    """What it is compared with: the second best, or what stands before the one asked for."""
    differences: tuple[Difference, ...]
    """Those of the two; what made one of them the better comes first."""
    others: tuple[Link, ...]
    """The other candidates."""
    history: tuple[Link, ...]
    """What was decided, the first decision first, and what was taken back since."""
    notes: tuple[str, ...]
    """What else there is to say."""

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return self.to_text()

    def to_text(self, width: int = 80) -> str:
        """It as paragraphs, for a terminal of so many columns."""
        parts = [wrapped(text, width) for text in (self.answer, *self.notes)]
        if self.about is not None and self.about.evidence:
            parts += [_reasons(self.about, width), wrapped(_sum(self.about), width)]
        elif self.about is not None:
            parts.append(wrapped(_unweighed(self.about), width))
        if self.about is not None and self.rival is not None:
            parts.append(_comparison(self.about, self.rival, self.differences, width))
        if self.others:
            parts.append(_listed("The other candidates", map(_candidate, self.others), width))
        if self.history:
            parts.append(_listed("What was decided, and by whom", map(told, self.history), width))
        return "\n\n".join(parts)

    def table(self) -> Results:
        """The reasons of all candidates as rows, the strongest of the likeliest first."""
        rows: list[tuple[object, ...]] = []
        for link in (self.about, self.rival, *self.others):
            if link is None:
                continue
            head = (item_id(link.item), link.item_label or None, link.status, link.score)
            rows += [(*head, e.feature, e.weight, e.words) for e in strongest_first(link.evidence)]
            if not link.evidence:
                rows.append((*head, None, None, None))
        return Results(["item", "label", "status", "score", "feature", "weight", "reason"], rows)


def wrapped(text: str, width: int, first: str = "", then: str = "") -> str:
    """A paragraph, words and addresses whole."""
    return fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


def reason(one: Evidence, width: int, indent: str = "  ") -> str:
    """One line of evidence: how strongly it speaks, its weight, and what it is."""
    how = strength(one.weight) if one.feature not in AROUND else ""
    head = f"{indent}{how:14} {one.weight:+6.2f}  "
    return wrapped(one_line(one.words), width, head, " " * len(head))


def main_reasons(link: Link) -> str:
    """The reasons that count most, in a sentence; empty where nothing was weighed."""
    found = [e for e in strongest_first(link.evidence) if e.feature not in AROUND]
    said = {
        side: [one_line(e.words) for e in found if sign * e.weight >= SAME][:_MAIN]
        for side, sign in (("for", 1), ("against", -1))
    }
    return " ".join(
        f"What counts most {side} {item_id(link.item)}: {'; '.join(words)}."
        for side, words in said.items()
        if words
    )


def told(link: Link) -> str:
    """What was said once as a line of the history."""
    what = item_name(link) if link.item else "no item"
    said = verdict(link, dated=False)
    if not link.decided and link.status in (PENDING, OUTRANKED):
        said = "weighed, and left to a person" if link.status == PENDING else "weighed, and beaten"
    score = f", score {score_text(link.score)}" if link.score is not None else ""
    note = f"; noted: {one_line(link.note, 300)}" if link.note else ""
    return f"{link.when[:16].replace('T', ' ') or 'no date'}  {what}: {said}{score}{note}"


def _candidate(link: Link) -> str:
    score = f", score {score_text(link.score)}" if link.score is not None else ""
    return f"{item_name(link)}{score}: {verdict(link)}"


def _listed(title: str, lines: Iterable[str], width: int) -> str:
    every = [wrapped(line, width, "  ", "    ") for line in lines]
    more = [f"  ... and {len(every) - _OTHERS:,} more"] if len(every) > _OTHERS else []
    return "\n".join([title, *every[:_OTHERS], *more])


def _reasons(link: Link, width: int) -> str:
    found = strongest_first(link.evidence)
    about = [e for e in found if e.feature not in AROUND]
    name = item_name(link)
    blocks = [
        (f"What speaks for {name}", [e for e in about if e.weight >= SAME]),
        (f"What speaks against {name}", [e for e in about if e.weight <= -SAME]),
        ("What else goes into the score", [e for e in found if e.feature in AROUND]),
    ]
    parts = [
        "\n".join([wrapped(title, width), *(reason(e, width) for e in side)])
        for title, side in blocks
        if any(abs(e.weight) >= SAME for e in side)
    ]
    silent = [e for e in about if abs(e.weight) < SAME]
    if silent:
        title = "What was seen besides, and counts neither for it nor against"
        told = [wrapped(one_line(e.words), width, "  ", "  ") for e in silent]
        parts.append("\n".join([wrapped(title, width), *told]))
    return "\n\n".join(parts)


def _sum(link: Link) -> str:
    total = sum(e.weight for e in link.evidence)
    alone = probability(total)
    text = (
        f"Together the weights come to {total:+.2f}. That is {odds_text(total)}, or a probability "
        f"of {score_text(alone)}"
    )
    if link.score is None:
        text += ". "
    elif abs(link.score - alone) <= SAME:
        text += ", and that is its score. "
    else:
        text += (
            f"; but its score is {score_text(link.score)}: who weighed it took more into account "
            "than what is kept here. "
        )
    return text + _KEY


def _unweighed(link: Link) -> str:
    if link.method == GIVEN:
        return "Nothing was weighed: the source itself names the item."
    return "Nothing was weighed: no reasons were kept with this link."


def _comparison(about: Link, rival: Link, found: Sequence[Difference], width: int) -> str:
    name = _candidate(rival)
    if rival.status == ACCEPTED:
        title = f"What was preferred: {name}"
    elif about.decided and (rival.score or 0) > (about.score or 0):
        title = f"What the weighing put before it: {item_name(rival)}, score "
        title += score_text(rival.score)
    elif about.status == ACCEPTED:
        title = f"Why not the second best, {name}"
    elif (rival.score or 0) > (about.score or 0):
        title = f"The likelier one: {name}"
    else:
        title = f"The second best, {name}"
    lines = [wrapped(title, width)]
    if not (about.evidence and rival.evidence):
        return "\n".join([*lines, "  Nothing to compare: no reasons were kept with both."])
    if not found:
        return "\n".join([*lines, "  What was weighed says the same of both."])
    lines.append("  They differ most in:")
    widest = max(len(one_line(d.feature)) for d in found[:_DIFFERENCES])
    names = [item_id(link.item) for link in (about, rival)]
    for one in found[:_DIFFERENCES]:
        heading = f"{one_line(one.feature):{widest}}"
        for name, evidence in zip(names, (one.first, one.second), strict=True):
            weight = f"{sum(e.weight for e in evidence):+6.2f}" if evidence else "     -"
            words = "; ".join(one_line(e.words) for e in evidence) or "nothing known"
            head = f"    {heading}  {name:{max(map(len, names))}} {weight}  "
            lines.append(wrapped(words, width, head, " " * len(head)))
            heading = " " * widest
    if len(found) > _DIFFERENCES:
        lines.append(f"    and less in: {', '.join(one_line(d.feature) for d in found[4:])}")
    return "\n".join(lines)
