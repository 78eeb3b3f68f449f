"""What was measured of the links, as Markdown: the issue's table, each setting, the calibration."""

from collections.abc import Iterable
from dataclasses import dataclass

from linking_figures import Case, Figures, calibration, figures
from linking_rivals import Exact, NameOnly

OURS = "reelgraph"
LINKERS = (OURS, Exact.name, NameOnly.name)
GOALS = {
    "films with a year": "0.999 / 0.985",
    "the year hidden, director or cast given": "0.995 / 0.95",
    "homonyms, with a year": "0.998 / 0.98",
    "homonyms, the year hidden": "0.985 / 0.92",
    "titles as MovieLens writes them": "0.995 / 0.95",
    "films taken out of the endpoint": "wrong 0.5 %",
    "people through the films of their table": "0.99 / 0.93",
    "people whose labels were taken out": "0.98 / -",
    "people by hand, a bare name and at most a note": "wrong 2 %",
    "others like it": "wrong 2 %",
}
"""The rows of the issue's table, and what it asks for."""


@dataclass
class Found:
    """What each linker said in one setting."""

    goal: str
    """Of `GOALS`, or "" for what is only shown."""
    name: str
    cases: dict[str, list[Case]]


def markdown(found: list[Found]) -> list[str]:
    """All tables."""
    pooled = [_pooled(goal, [f for f in found if f.goal == goal]) for goal in GOALS]
    seen = [one for one in pooled if one]
    lines = [*_table(seen), "", "Each table alone:", "", *_table(found)]
    return [*lines, "", *_calibrated(found)] if any(f.cases.get(OURS) for f in found) else lines


def _pooled(goal: str, found: list[Found]) -> Found | None:
    """All tables of one row of the issue's table together."""
    if not found:
        return None
    return Found(
        goal, goal, {who: [c for f in found for c in f.cases.get(who, ())] for who in LINKERS}
    )


def _table(found: Iterable[Found]) -> list[str]:
    head = ["", "n", "with item", "at least", OURS, "wrong", "pending (right)", "none"]
    rows = [[*head, Exact.name, "wrong", NameOnly.name, "wrong"]]
    for one in found:
        of = {who: figures(cases) for who, cases in one.cases.items() if cases}
        ours = of.get(OURS)
        any_of = next(iter(of.values()))
        row = [one.name, f"{any_of.cases:,}", f"{any_of.known:,}"]
        row += [GOALS.get(one.goal, ""), _both(ours), _wrong(ours)]
        row += [f"{ours.pending} ({ours.pending_right})", str(ours.none)] if ours else ["", ""]
        for who in (Exact.name, NameOnly.name):
            row += [_both(of.get(who)), _wrong(of.get(who))]
        rows.append(row)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def _both(of: Figures | None) -> str:
    if of is None or not of.known:
        return ""
    return f"{of.precision:.4f} / {of.share:.3f}" if of.accepted else "- / 0.000"


def _wrong(of: Figures | None) -> str:
    return f"{of.accepted - of.right} = {100 * of.wrong:.2f} %" if of else ""


def _calibrated(found: Iterable[Found]) -> list[str]:
    """Of everything together, of films and of people."""
    again = ("homonyms", "people in reach")
    counted = [f for f in found if f.cases.get(OURS) and not f.name.startswith(again)]
    of = {
        "all": [c for f in counted for c in f.cases[OURS]],
        "films": [c for f in counted if not _of_people(f) for c in f.cases[OURS]],
        "people": [c for f in counted if _of_people(f) for c in f.cases[OURS]],
    }
    heads = " | ".join(f"{name}: n | said | right" for name in of)
    lines = [
        "Calibration: of each entity whose truth is known the best candidate that has a score, "
        "accepted or pending; homonyms are in the tables they were drawn from.",
        "",
        f"| sure | {heads} |",
        "|" + "---|" * 10,
    ]
    measured = {name: calibration(cases) for name, cases in of.items()}
    for at in range(len(measured["all"][1])):
        cells = [
            cell
            for _, bins in measured.values()
            for cell in (str(bins[at][0]), f"{bins[at][1]:.3f}", f"{bins[at][2]:.3f}")
        ]
        lines.append(f"| {at / 10:.1f}-{at / 10 + 0.1:.1f} | " + " | ".join(cells) + " |")
    said = ", ".join(f"{name} {error:.4f}" for name, (error, _) in measured.items())
    return [*lines, "", f"Calibration error (10 bins; at most 0.03): {said}."]


def _of_people(found: Found) -> bool:
    return any(word in found.goal + found.name for word in ("people", "others like it", "bare"))
