"""``make bench``: how reelgraph compares with rdflib, kglab, pyoxigraph alone and DuckDB.

Everything is measured in one run on one machine, each contender in a process of its own; only
ratios within a run mean anything. The contenders other than reelgraph live in `.venv-bench`.
The report, the plot and all that was measured, as JSON, are written to the work folder.
"""

import argparse
import importlib
import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import film_graph
import machine
import plot
import report
from contender import ENGINES, Task
from results import Results, Run, Said

SECTIONS = {
    "linking": "linking",
    "serving": "serving",
    "imdb": "imdb_load",
    "names": "names",
    "layouts": "layouts",
    "extract": "extracting",
}
"""Parts of the report that are measured by modules of their own, and those."""
ALL = (*ENGINES, *SECTIONS)
SMALL = 1_000_000
"""Triples up to which the other shapes of files are loaded too."""


@dataclass(frozen=True)
class Given:
    """What was asked for."""

    work: Path
    cap: float
    load_cap: float
    repeats: int
    memory: int


def main() -> int:
    """Measure, print the report and write it to the work folder."""
    given = _arguments().parse_args()
    given.work.mkdir(exist_ok=True, parents=True)
    chosen = [name for name in ENGINES if name in given.only]
    text = _contest(chosen, given) if chosen else ""
    for name, module in SECTIONS.items():
        if name in given.only:
            text += "\n" + _section(name, module, given.work) + "\n"
    (given.work / "results.md").write_text(text, "utf-8")
    print(text)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes",
        type=_sizes,
        default="100000,1000000,10000000",
        help="triples, with commas between",
    )
    parser.add_argument("--cap", type=float, default=75, help="seconds that a question may take")
    parser.add_argument(
        "--load-cap", type=float, default=3600, help="seconds that loading a file may take"
    )
    parser.add_argument(
        "--memory", type=float, help="GB that a process may have; most of what is free if not given"
    )
    parser.add_argument("--repeats", type=int, default=5, help="how often each question is asked")
    parser.add_argument(
        "--only",
        type=_names,
        default=",".join(ALL),
        help=f"with commas between: {', '.join(ALL)}; all if not given",
    )
    parser.add_argument("--work", type=Path, default=machine.TOP / ".bench", help="the work folder")
    return parser


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(size) for size in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not numbers with commas") from None
    if sizes[0] < 1000:
        raise argparse.ArgumentTypeError("a size is 1000 triples or more")
    return sizes


def _names(text: str) -> set[str]:
    names = set(text.split(","))
    if unknown := names - set(ALL):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return names


def _contest(chosen: list[str], given: argparse.Namespace) -> str:
    """All contenders at all sizes; what is there is written after each size."""
    pythons = machine.interpreters(chosen)
    memory = int(given.memory * 2**30) if given.memory else int(machine.memory() * 0.85)
    asked = Given(given.work, given.cap, given.load_cap, given.repeats, memory)
    runs: list[Run] = []
    text = ""
    for size in given.sizes:
        runs.append(_run(size, runs, pythons, asked))
        results = Results(machine.described(pythons, memory), given.cap, runs)
        results.save(given.work / "results.json")
        text = report.markdown(results)
        (given.work / "results.md").write_text(text, "utf-8")
        if len(runs) > 1:
            (given.work / "bench.svg").write_text(plot.drawn(results), "utf-8")
    return text


def _run(size: int, before: list[Run], pythons: machine.Pythons, asked: Given) -> Run:
    """Each contender at one size."""
    run = Run(size, {}, {})
    for shape in film_graph.SHAPES if size <= SMALL else ("edges",):
        file = asked.work / f"{shape}-{size}.nt"
        run.counts[shape] = film_graph.write(file, size, shape)
        values = _values(file) if shape == "edges" else {}
        for name in pythons:
            if shape != "edges" and name not in ("reelgraph", "rdflib"):
                continue
            key = name if shape == "edges" else f"{name} {shape}"
            why = expected_to_fail(name, key, run, shape, before, asked)
            run.found[key] = (
                [{"missing": why}] if why else _measured(pythons[name], name, file, values, asked)
            )
        file.unlink()
    return run


def expected_to_fail(
    name: str, key: str, run: Run, shape: str, before: list[Run], asked: Given
) -> str:
    """Why a contender is not tried, as far as the size before tells; empty if it is."""
    if not before:
        return ""
    last = before[-1]
    if why := last.why_not(key):
        return f"{why} (at {last.triples:,} triples)"
    load = last.said(key, "load") or {}
    grown = run.counts[shape] / last.counts[shape]
    if load["seconds"] * grown > asked.load_cap:
        return f"loading would take about {load['seconds'] * grown / 60:,.0f} minutes"
    if not ENGINES[name].on_disk and load["peak"] * 1024 * grown > asked.memory:
        wanted = load["peak"] * 1024 * grown / 2**30
        return f"would need about {wanted:,.0f} of {asked.memory / 2**30:,.0f} GB"
    return ""


def _measured(
    python: str | None, name: str, file: Path, values: dict[str, str], asked: Given
) -> list[Said]:
    """What one contender says of itself."""
    if python is None:
        return [{"missing": "it cannot be installed here"}]
    folder = asked.work / f"{name.replace(' ', '-')}-{file.stem}"
    shutil.rmtree(folder, ignore_errors=True)
    task = Task(
        name,
        str(file),
        str(folder),
        asked.cap,
        asked.load_cap,
        asked.repeats,
        asked.memory,
        values,
    )
    print(f"{name}: {file.name}", file=sys.stderr, flush=True)
    began = time.monotonic()
    program = Path(__file__).with_name("contender.py")
    done = subprocess.run(
        [python, str(program), json.dumps(asdict(task))], capture_output=True, text=True
    )
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.stderr:
        (asked.work / f"{folder.name}.log").write_text(done.stderr, "utf-8")
    if done.returncode == -signal.SIGALRM:
        said.append({"missing": f"loading took more than {asked.load_cap:.0f} s"})
    elif done.returncode and not any("missing" in s or "failed" in s for s in said):
        last = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        said.append({"missing": last[0]})
    shutil.rmtree(folder, ignore_errors=True)
    return said


def _values(file: Path) -> dict[str, str]:
    """The busiest person, somebody far from there, and a title, as the file has them."""
    titles, people = {}, 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            subject, prop, value = line.split(" ", 2)
            if prop == f"<{film_graph.LABEL}>":
                people += subject.startswith(f"<{film_graph.HERE}person/")
                if subject == f"<{film_graph.HERE}film/17>":
                    titles[subject] = value.split('"')[1]
    return {
        "title": next(iter(titles.values())),
        "a": f"{film_graph.HERE}person/0",
        "b": f"{film_graph.HERE}person/{people // 2}",
        "start": "kal",
    }


def _section(name: str, module: str, work: Path) -> str:
    """A part of the report; why not, where a package that it wants is not there."""
    try:
        measuring: Any = importlib.import_module(module)
        return str(measuring.section(measuring.arguments().parse_args(["--work", str(work)])))
    except ImportError as error:
        return f"## {name}\n\nNot measured: {error}."


if __name__ == "__main__":
    raise SystemExit(main())
