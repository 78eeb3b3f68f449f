"""What was measured, as Markdown."""

from dataclasses import dataclass
from typing import Any

from questions import QUESTIONS

Found = dict[str, list[dict[str, Any]]]
LIMIT = "oxigraph load"
EXACT = "Same answer"


@dataclass(frozen=True)
class Run:
    """All that was measured at one size."""

    size: int
    counts: dict[str, int]
    """Triples of the file, by shape."""
    found: Found


def markdown(machine: str, runs: list[Run], shapes: dict[str, str], cap: float) -> str:
    """The whole report."""
    parts = ["# Measured side by side", "", machine, ""]
    for run in runs:
        parts += [f"## {run.counts['edges']:,} triples", ""]
        parts += [*_loading(run, shapes), "", *_questions(run, cap), "", *_export(run), ""]
    return "\n".join(parts)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


def _loading(run: Run, shapes: dict[str, str]) -> list[str]:
    rows = []
    for key, said in run.found.items():
        name, _, shape = key.rpartition(" ") if key.split(" ")[-1] in shapes else (key, "", "edges")
        count = run.counts[shape]
        load = next((s for s in said if "load" in s), None)
        if load is None:
            why = next((s["missing"] for s in said if "missing" in s), "failed")
            rows.append([name, shape, f"not measured: {why}", *[""] * 8])
            continue
        base = _load_of(run, f"rdflib {shape}" if shape != "edges" else "rdflib")
        rate, stored = count / load["load"], load["held"] / load["load"]
        of = run.counts[shape] / base["load"] if base else 0
        rows.append(
            [
                name,
                shape,
                f"{load['load']:.1f}",
                f"{load['cpu']:.1f}",
                f"{rate / 1000:.0f} k",
                f"{stored / 1000:.0f} k",
                _ratio(rate, of),
                _ratio(stored, of),
                _ratio(load["held"] / load["cpu"], run.counts[shape] / base["cpu"] if base else 0),
                f"{load['peak'] / 1024:,.0f}",
                f"{load['disk'] / 2**20:,.0f}" if load["disk"] else "-",
            ]
        )
    said = [
        f"*{shape}*: {words} ({run.counts[shape]:,} triples)." for shape, words in shapes.items()
    ]
    head = [
        "loading",
        "file",
        "s",
        "CPU s",
        "input triples/s",
        "stored/s",
        "input : rdflib",
        "stored : rdflib",
        "stored/CPU s : rdflib",
    ]
    return [*_table([*head, "peak MB", "disk MB"], rows), "", " ".join(said)]


def _load_of(run: Run, key: str) -> dict[str, Any] | None:
    return next((s for s in run.found.get(key, []) if "load" in s), None)


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.1f}x" if theirs else "-"


def _questions(run: Run, cap: float) -> list[str]:
    names = [n for n, said in run.found.items() if any("question" in s for s in said)]
    head = ["question, ms", "rows", *names, "named query", "reelgraph : rdflib", EXACT]
    rows = []
    for question in QUESTIONS:
        asked = {n: _asked(run, n, "question", question.name) for n in names}
        ours, base = asked.get("reelgraph"), asked.get("rdflib")
        answers = {a["answer"] for a in asked.values() if a and "answer" in a}
        count = next((str(a["rows"]) for a in asked.values() if a and "rows" in a), "")
        faster = "-"
        if ours and "seconds" in ours and base:
            if "seconds" in base:
                faster = _ratio(base["seconds"], ours["seconds"])
            elif "late" in base:
                faster = f"> {base['late'] / ours['seconds']:.0f}x"
        told = sum(1 for a in asked.values() if a and "answer" in a)
        rows.append(
            [
                question.name,
                count,
                *(_time(asked[n], cap) for n in names),
                _time(_asked(run, "reelgraph", "named", question.name), cap),
                faster,
                f"yes ({told})" if len(answers) == 1 else f"NO: {len(answers)} answers",
            ]
        )
    note = (
        "Medians, the whole answer in Python. *named query*: reelgraph's own question of that "
        "name, which also gives names, years and sources."
    )
    return [*_table(head, rows), "", note]


def _asked(run: Run, engine: str, kind: str, name: str) -> dict[str, Any] | None:
    return next((s for s in run.found.get(engine, []) if s.get(kind) == name), None)


def _time(said: dict[str, Any] | None, cap: float) -> str:
    if said is None:
        return ""
    if "late" in said:
        return f"> {cap:.0f} s"
    if "seconds" not in said:
        return "failed"
    ms = said["seconds"] * 1000
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.1f}" if ms >= 1 else f"{ms:.2f}"


def _export(run: Run) -> list[str]:
    rows = []
    rates = {}
    for name, said in run.found.items():
        for made in (s for s in said if s.get("export") and "seconds" in s):
            key = f"{name} ({made['export']})"
            rate = rates[key] = made["rows"] / made["seconds"]
            rows.append(
                [key, f"{made['rows']:,}", f"{made['seconds']:.2f}", f"{rate / 1000:.0f} k"]
            )
    for ours in ("memory", "folder"):
        pair = (f"reelgraph ({ours})", "rdflib (memory)")
        if all(name in rates for name in pair):
            ratio = _ratio(*(rates[name] for name in pair))
            rows.append([f"**reelgraph ({ours}) : rdflib**", "", "", f"**{ratio}**"])
    return _table(["NetworkX graph of who made which film", "edges", "s", "edges/s"], rows)
