"""From answers to figures: precision, shares, calibration, and each error by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linking_answers import ACCEPTED, NONE, PENDING, Answer

BINS = 10


@dataclass(frozen=True)
class Case:
    """One entity of which the truth is known, and what a linker says of it."""

    setting: str
    key: str
    shown: str
    """What the linker saw, for the list of errors."""
    truth: str
    """The right item; "" where there is none in the endpoint."""
    answer: Answer
    why: str = ""
    """How the truth is known."""

    @property
    def right(self) -> bool:
        return bool(self.truth) and self.answer.qid == self.truth

    @property
    def accepted(self) -> bool:
        return self.answer.status == ACCEPTED


@dataclass(frozen=True)
class Figures:
    """Of one setting."""

    cases: int
    known: int
    """Of the cases: they have an item in the endpoint."""
    accepted: int
    known_accepted: int
    """Of the known."""
    right: int
    """Of the accepted."""
    pending: int
    none: int
    pending_right: int
    """Of the pending: the right one is the best candidate."""

    @property
    def precision(self) -> float:
        return self.right / self.accepted if self.accepted else float("nan")

    @property
    def share(self) -> float:
        """Accepted, of those that have an item."""
        return self.known_accepted / self.known if self.known else float("nan")

    @property
    def wrong(self) -> float:
        """Wrongly linked, of all."""
        return (self.accepted - self.right) / self.cases if self.cases else float("nan")


def figures(cases: Iterable[Case]) -> Figures:
    """Count them."""
    cases = list(cases)
    accepted = [c for c in cases if c.accepted]
    pending = [c for c in cases if c.answer.status == PENDING]
    return Figures(
        len(cases),
        sum(bool(c.truth) for c in cases),
        len(accepted),
        sum(bool(c.truth) for c in accepted),
        sum(c.right for c in accepted),
        len(pending),
        sum(c.answer.status == NONE for c in cases),
        sum(c.right for c in pending),
    )


def calibration(cases: Iterable[Case]) -> tuple[float, list[tuple[int, float, float]]]:
    """The expected calibration error, and of each bin: how many, how sure, how often right.

    What is counted: of each entity whose truth is known (also that it has no item) the accepted
    item, or the best pending one, that has a score. Entities without a candidate have none. The
    bins are ten of the same width; the error is the mean distance between how sure and how often
    right, each bin by its size.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for case in cases:
        score = case.answer.score
        if score is not None and case.answer.qid and case.answer.status in (ACCEPTED, PENDING):
            bins[min(int(score * BINS), BINS - 1)].append((score, case.right))
    rows = []
    for some in bins:
        n = len(some) or 1
        rows.append((len(some), sum(s for s, _ in some) / n, sum(r for _, r in some) / n))
    total = sum(n for n, _, _ in rows)
    error = sum(n * abs(sure - right) for n, sure, right in rows) / total if total else float("nan")
    return error, rows


def errors(cases: Iterable[Case], labels: Mapping[str, str]) -> list[list[str]]:
    """Each wrong acceptance, and each entity with a known item that was not accepted."""
    rows = []
    for c in cases:
        kind = "wrong" if c.accepted and not c.right else ""
        if not c.accepted and c.truth:
            kind = f"missed, {c.answer.status}" + (", right one first" if c.right else "")
        if kind:
            qid = c.answer.qid or ""
            score = "" if c.answer.score is None else f"{c.answer.score:.4f}"
            who = [c.truth, labels.get(c.truth, ""), qid, labels.get(qid, "")]
            rows.append([c.setting, kind, c.key, c.shown, *who, score, c.why, c.answer.words])
    return rows


ERROR_COLUMNS = ["setting", "kind", "key", "shown", "truth", "truth_label", "said", "said_label"]
ERROR_COLUMNS += ["score", "truth_known_by", "words"]
