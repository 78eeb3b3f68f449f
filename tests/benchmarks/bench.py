"""``make bench``: how reelgraph compares with rdflib, kglab, pyoxigraph alone and DuckDB.

Everything is measured in one run on one machine, each contender in a process of its own; only
ratios within a run mean anything, so a run that was stopped does not go on later. The contenders
other than reelgraph live in `.venv-bench`. The report, the plot and all that was measured, as
JSON, are written to the work folder after each size.
"""

import argparse
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import film_graph
import machine
import plot
import report
from choices import SECTIONS, arguments, lacking
from contender import ENGINES, Task
from results import Results, Run, Said

OUTPUT = ("results.md", "results.json", "bench.svg")
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
    parser = arguments(__doc__)
    given = parser.parse_args()
    try:
        given.work.mkdir(exist_ok=True, parents=True)
    except OSError as error:
        parser.error(f"{given.work} cannot be the work folder: {error.strerror}")
    chosen = [name for name in ENGINES if name in given.only]
    free = shutil.disk_usage(given.work).free
    if chosen and (why := lacking(max(given.sizes), chosen, free)):
        parser.error(f"{why}: name smaller --sizes, or another folder with --work")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        text = _contest(chosen, given) if chosen else ""
        for name, module in SECTIONS.items():
            if name in given.only:
                text += "\n" + _section(name, module, given.work) + "\n"
    except KeyboardInterrupt:
        done = (given.work / "results.json").exists()
        _note(f"stopped; the sizes before are in {given.work}" if done else "stopped")
        return 130
    (given.work / "results.md").write_text(text, "utf-8")
    print(text)
    written = OUTPUT[: 1 if not chosen else 2 if len(given.sizes) == 1 else 3]
    _note(f"Written to {given.work}: {', '.join(written)}")
    return 0


def _note(text: str) -> None:
    """Say how it goes, beside the report."""
    print(text, file=sys.stderr, flush=True)


def _contest(chosen: list[str], given: argparse.Namespace) -> str:
    """All contenders at all sizes; what is there is written after each size."""
    pythons = machine.interpreters(chosen)
    memory = int(given.memory * 2**30) if given.memory else int(machine.memory() * 0.85)
    asked = Given(given.work, given.cap, given.load_cap, given.repeats, memory)
    for name in OUTPUT:  # those of another run are none of this
        (given.work / name).unlink(missing_ok=True)
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
        try:
            run.counts[shape] = film_graph.write(file, size, shape)
            values = _values(file) if shape == "edges" else {}
            for name, python in pythons.items():
                if shape != "edges" and name not in ("reelgraph", "rdflib"):
                    continue
                key = name if shape == "edges" else f"{name} {shape}"
                why = python.why_not or expected_to_fail(name, key, run, shape, before, asked)
                if why:
                    _note(f"{name}: {file.name}: not measured: {why}")
                run.found[key] = (
                    [{"missing": why}] if why else _measured(python.path, name, file, values, asked)
                )
        finally:
            file.unlink(missing_ok=True)
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
        return (
            f"loading would take about {load['seconds'] * grown / 60:,.0f} minutes, "
            f"{asked.load_cap / 60:,.0f} are given (--load-cap)"
        )
    if not ENGINES[name].on_disk and load["peak"] * 1024 * grown > asked.memory:
        wanted = load["peak"] * 1024 * grown / 2**30
        return f"would need about {wanted:,.0f} of {asked.memory / 2**30:,.0f} GB"
    return ""


def _measured(
    python: str, name: str, file: Path, values: dict[str, str], asked: Given
) -> list[Said]:
    """What one contender says of itself."""
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
    _note(f"{name}: {file.name}")
    began = time.monotonic()
    program = Path(__file__).with_name("contender.py")
    command = [python, str(program), json.dumps(asdict(task))]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        out, errors = process.communicate()
    except BaseException:
        with suppress(ProcessLookupError):  # its children too, which may be deep in a library
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _note(f"{name}: {time.monotonic() - began:.0f} s")
    said = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if errors:
        (asked.work / f"{folder.name}.log").write_text(errors, "utf-8")
    if process.returncode == -signal.SIGALRM:
        said.append({"missing": f"loading took more than {asked.load_cap:.0f} s"})
    elif process.returncode and not any("missing" in s or "failed" in s for s in said):
        last = errors.strip().splitlines()[-1:] or [f"it ended with {process.returncode}"]
        said.append({"missing": last[0]})
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
    """A part of the report; why not, where that fails: the rest took hours."""
    _note(name)
    try:
        measuring: Any = importlib.import_module(module)
        return str(measuring.section(measuring.arguments().parse_args(["--work", str(work)])))
    except (Exception, SystemExit) as error:  # noqa: BLE001  it is said, and the next is measured
        if not isinstance(error, ImportError):
            traceback.print_exc()
        return f"## {name}\n\nNot measured: {error}."


if __name__ == "__main__":
    raise SystemExit(main())
