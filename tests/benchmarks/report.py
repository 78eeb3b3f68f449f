"""What was measured, as Markdown.

A contender that was skipped, was late or failed is said to be so; it never counts as a figure.
"""

from film_graph import SHAPES
from neighbourhoods import PROBES
from questions import KINDS, QUESTIONS
from results import (
    COLUMNS,
    DUCKDB,
    FLAT,
    OWN,
    SPARQL,
    Column,
    Results,
    Run,
    Said,
    exponent,
    worded,
)

LIMIT, FAST = 3.0, 0.010
"""The goal of a question: so many times the limit at most, or so many seconds."""
NETWORK = "NetworkX"
NEEDED = {"memory to load": "peak", "disk": "disk"}
EXPORT_GOALS = {NETWORK: 2.0, "arrays": 10.0}
"""How many times rdflib's rate of edges an export is to have."""


def markdown(results: Results) -> str:
    """The whole report."""
    parts = ["# Measured side by side", "", results.machine, ""]
    if len(results.runs) > 1:
        parts += [*_growth(results), ""]
    for run in results.runs:
        parts += [f"## {run.triples:,} triples", "", *_loading(run), ""]
        parts += [*_questions(run), "", *_probes(run), *_exports(run), ""]
    return "\n".join(parts)


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table of Markdown; nothing, of no rows."""
    if not rows:
        return []
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def _growth(results: Results) -> list[str]:
    """How everything grows from the last size but one to the last, contender by contender."""
    columns = _answering(results.runs)
    wanted: list[tuple[str, str, str | bool]] = [("loading", "load", True)]
    wanted += [(q.name, "", q.name) for q in QUESTIONS]
    wanted += [(f"export: {form}", "export", form) for form in EXPORT_GOALS]
    wanted += [(f"{p}, median", "probe", p) for p in _said_of(results.runs, "probe")]
    rows = [_growth_row(*one, results, columns) for one in wanted]
    rows[1:1] = [_needed_row(*one, results, columns) for one in NEEDED.items()]
    note = (
        "Exponents: the slope of log time (of the processor, which a busy machine does not change) "
        "over log triples between the two largest sizes that the "
        "contender did; 0 is flat, 1 is linear. *rows*: that of the answer itself, for a question "
        "cannot be flat whose answer grows. *goal*: point questions grow as their answers do, "
        "loading and exports linearly. *memory* and *disk*: all that loading took, with the "
        "indexes where there are any."
    )
    rows = [row for row in rows if any(row[2:])]
    head = ["growth", "rows", *(c.title for c in columns), "goal"]
    return ["## Growth", "", *table(head, rows), "", note]


def _growth_row(
    title: str, kind: str, value: str | bool, results: Results, columns: list[Column]
) -> list[str]:
    """The exponents of one thing; of a question, whose kind is empty, in each column's own way."""

    def slope(key: str, column: Column) -> float | None:
        points = []
        for run in results.runs:
            said = run.said(column.engine, kind or column.way, value)
            if said and said.get(key):
                points.append((run.triples, said[key]))
        return exponent(points)

    rows = [found for c in columns if (found := slope("rows", c)) is not None]
    cells = []
    for column in columns:
        twice = bool(kind) and column == SPARQL  # the one beside it says it already
        found = None if twice else slope("seconds" if kind == "probe" else "cpu", column)
        cells.append("" if found is None else worded(found))
    mine = slope("seconds" if kind == "probe" else "cpu", OWN)
    return [title, f"{rows[0]:.2f}" if rows else "", *cells, _grown(title, kind, mine, rows)]


def _needed_row(title: str, key: str, results: Results, columns: list[Column]) -> list[str]:
    """The exponents of what loading needs."""
    cells = []
    for column in columns:
        points = [(run.triples, run.loading(column.engine, key)) for run in results.runs]
        found = exponent([(triples, took) for triples, took in points if took])
        cells.append("" if found is None or column == SPARQL else worded(found))
    return [title, "", *cells, ""]


def _grown(title: str, kind: str, mine: float | None, rows: list[float]) -> str:
    """Whether a point question grows no faster than its answer, and the rest linearly at most."""
    point = any(q.name == title and q.kind == KINDS[0] for q in QUESTIONS)
    if mine is None or not (point or kind in ("load", "export")):
        return ""
    most = max(rows[0], 0) if point and rows else 0.0 if point else 1.0
    return _met(mine <= most + FLAT)


def _answering(runs: list[Run]) -> list[Column]:
    """The columns of those that answered anything."""
    return [c for c in COLUMNS if any(c.way in s for r in runs for s in r.found.get(c.engine, []))]


def _said_of(runs: list[Run], kind: str) -> list[str]:
    said = (s for run in runs for s in run.found.get(OWN.engine, []))
    return list(dict.fromkeys(s[kind] for s in said if kind in s))


def _loading(run: Run) -> list[str]:
    rows = []
    for key in run.found:
        last = key.rpartition(" ")[2]
        name, shape = (key[: -len(last) - 1], last) if last in SHAPES else (key, "edges")
        load = run.said(key, "load")
        if load is None or "seconds" not in load:
            rows.append([name, shape, f"not measured: {run.why_not(key)}", *[""] * 8])
            continue
        base = run.said("rdflib" if shape == "edges" else f"rdflib {shape}", "load") or {}
        rows.append(_loaded(name, shape, load, base, run.counts[shape]))
        made = run.said(key, "prepare")
        if made and "seconds" in made:
            rows.append(
                [
                    f"{name}: its indexes",
                    shape,
                    f"{made['seconds']:.1f}",
                    f"{made['cpu']:.1f}",
                    *[""] * 5,
                    f"{made['peak'] / 1024:,.0f}",
                    f"{(made['disk'] - load['disk']) / 2**20:,.0f}",
                ]
            )
    head = ["loading", "file", "s", "CPU s", "input triples/s", "stored/s", "input : rdflib"]
    head += ["stored : rdflib", "stored/CPU s : rdflib", "peak MB", "disk MB"]
    said = [
        f"*{shape}*: {SHAPES[shape]} ({count:,} triples)." for shape, count in run.counts.items()
    ]
    return [*table(head, rows), "", " ".join(said)]


def _loaded(name: str, shape: str, load: Said, base: Said, count: int) -> list[str]:
    rate, stored = count / load["seconds"], load["held"] / load["seconds"]
    worked = load["held"] / load["cpu"]
    of, of_worked = (count / base[k] if base.get(k) else 0 for k in ("seconds", "cpu"))
    return [
        name,
        shape,
        f"{load['seconds']:.1f}",
        f"{load['cpu']:.1f}",
        f"{rate / 1000:.0f} k",
        f"{stored / 1000:.0f} k",
        _ratio(rate, of),
        _ratio(stored, of),
        _ratio(worked, of_worked),
        f"{load['peak'] / 1024:,.0f}",
        f"{load['disk'] / 2**20:,.0f}" if load["disk"] else "-",
    ]


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.1f}x" if theirs else "-"


def _questions(run: Run) -> list[str]:
    columns = _answering([run])
    if not columns:
        return []
    head = ["question, ms", "rows", *(c.title for c in columns)]
    head += ["first", "rdflib : reelgraph", "reelgraph : DuckDB", "goal", "same answer"]
    rows = []
    for question in QUESTIONS:
        asked = {c: run.said(c.engine, c.way, question.name) or {} for c in columns}
        ours, base = asked.get(OWN, {}), run.said("rdflib", "question", question.name) or {}
        answers = [a["answer"] for a in asked.values() if "answer" in a]
        same = f"yes ({len(answers)})" if answers else "none in time"
        rows.append(
            [
                question.name,
                next((f"{a['rows']:,}" for a in asked.values() if "rows" in a), ""),
                *(_time(said) for said in asked.values()),
                _ms(ours["first"]) if "first" in ours else "",
                _faster(ours, base),
                *_goal(ours, asked.get(DUCKDB, {})),
                same if len(set(answers)) < 2 else f"NO: {len(set(answers))} answers",
            ]
        )
    most = _most_memory(run, columns)
    note = (
        "Medians, the whole answer in Python. *reelgraph*: its own call for that question; "
        "*first*: the first answer of a new process, with all imports and the opening of the "
        f"store. *goal*: at most {LIMIT:.0f} times DuckDB's tables, or {FAST * 1000:.0f} ms. "
        f"Largest memory while asking, MB: {most}."
    )
    return [*table(head, rows), "", note]


def _most_memory(run: Run, columns: list[Column]) -> str:
    peaks = []
    for column in columns:
        said = [s["peak"] for s in run.found[column.engine] if column.way in s and "peak" in s]
        if said:
            peaks.append(f"{column.title} {max(said) / 1024:,.0f}")
    return "; ".join(peaks)


def _faster(ours: Said, theirs: Said) -> str:
    """By how much; at least by how much, where the other did not end."""
    if "seconds" not in ours:
        return ""
    if "late" in theirs:
        return f"> {theirs['late'] / ours['seconds']:,.0f}x"
    return f"{theirs['seconds'] / ours['seconds']:,.1f}x" if "seconds" in theirs else "-"


def _goal(ours: Said, limit: Said) -> tuple[str, str]:
    """The ratio to the limit, and whether the goal is met."""
    if "seconds" not in ours:
        return ("", "not met: " + _time(ours)) if ours else ("", "")
    ratio = ours["seconds"] / limit["seconds"] if "seconds" in limit else None
    met = ours["seconds"] <= FAST or (ratio is not None and ratio <= LIMIT)
    return f"{ratio:.1f}x" if ratio else "-", _met(met)


def _time(said: Said) -> str:
    if "late" in said:
        return f"> {said['late']:.0f} s"
    if "failed" in said:
        return f"failed: {said['failed']}"
    return _ms(said["seconds"]) if "seconds" in said else ""


def _ms(seconds: float) -> str:
    ms = seconds * 1000
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}" if ms >= 1 else f"{ms:.2f}"


def _met(goal: bool) -> str:
    return "met" if goal else "not met"


def _probes(run: Run) -> list[str]:
    """What is asked many times, each time of something else."""
    rows = []
    for said in (s for s in run.found.get(OWN.engine, []) if "probe" in s):
        goal = PROBES[said["probe"]].goal
        if "p95" not in said:
            rows.append([said["probe"], "", _time(said), "", "", "not met" if goal else ""])
            continue
        times = [_ms(said[key]) for key in ("seconds", "p95", "longest")]
        met = f"{_met(said['p95'] <= goal)} ({goal * 1000:.0f} ms)" if goal else ""
        rows.append([said["probe"], f"{said['count']:,}", *times, met])
    head = ["reelgraph", "times", "median, ms", "95 of 100, ms", "longest, ms", "goal"]
    return [*table(head, rows), ""] if rows else []


def _exports(run: Run) -> list[str]:
    rows = []
    base = run.said("rdflib", "export", NETWORK) or {}
    rate_of = base["rows"] / base["seconds"] if "seconds" in base else 0
    for name, said in run.found.items():
        for made in (s for s in said if "export" in s):
            form = made["export"]
            if "seconds" not in made:
                rows.append([f"{name}: {form}", "", _time(made), "", "", "", ""])
                continue
            rate = made["rows"] / made["seconds"]
            goal = EXPORT_GOALS.get(form) if name == OWN.engine and rate_of else None
            rows.append(
                [
                    f"{name}: {form}",
                    f"{made['rows']:,}",
                    f"{made['seconds']:.2f}",
                    f"{rate / 1000:,.0f} k",
                    f"{made['peak'] / 1024:,.0f}",
                    _ratio(rate, rate_of),
                    f"{_met(rate / rate_of >= goal)} ({goal:.0f}x)" if goal else "",
                ]
            )
    head = ["who made which film", "edges", "s", "edges/s", "peak MB", "edges/s : rdflib", "goal"]
    return table(head, rows)
