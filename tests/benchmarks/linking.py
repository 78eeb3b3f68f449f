"""How well entities are linked to Wikidata, beside two simple rivals.

It sees what a linker answers, never how: a table with made-up ids goes in through the commands
that a user types, and the links come out as CSV. ``make bench`` prints its table; alone::

    python tests/benchmarks/linking.py --size 300 --errors wrong.csv
"""

import argparse
import csv
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from linking_answers import Answers, Linker, command, measured, plugged
from linking_figures import ERROR_COLUMNS, errors
from linking_report import OURS, Found, markdown
from linking_rivals import Exact, NameOnly
from linking_settings import Settings, Task

TOP = Path(__file__).resolve().parents[2]
DATA = TOP.parent / "shared" / "data"


def main() -> int:
    """Measure and print."""
    print(section(arguments().parse_args()))
    return 0


def arguments() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of real film data")
    parser.add_argument("--work", type=Path, default=TOP / ".bench", help="the work folder")
    parser.add_argument("--size", type=int, default=600, help="films of each table")
    parser.add_argument("--half", default="test", choices=("test", "fit", "all"))
    parser.add_argument("--only", action="append", help="a part of a setting's name; repeatable")
    parser.add_argument("--unseen", action="store_true", help="also the tables beside it")
    parser.add_argument("--rivals-only", action="store_true", help="do not run the linker")
    parser.add_argument("--runner", default="", help="FILE.py:FUNCTION instead of the commands")
    parser.add_argument("--no-speed", action="store_true", help="leave out the 10,000 films")
    parser.add_argument("--errors", type=Path, help="write every error to this CSV")
    return parser


def section(given: argparse.Namespace) -> str:
    """The part of the report, as Markdown; why not, where it cannot be measured."""
    if not (given.data / "linking").is_dir():
        return f"## Linking to Wikidata\n\nNot measured: {given.data} is not there."
    work = given.work / "linking"
    work.mkdir(parents=True, exist_ok=True)
    program = str(Path(sys.executable).with_name("reelgraph"))
    linker = plugged(given.runner) if given.runner else command(program, work)
    settings = Settings(given.data, work, given.half, given.size)
    found: list[Found] = []
    for task in settings.tasks():
        found += _wanted(task, given, linker)
    if given.unseen:
        for task in settings.unseen():
            found += _wanted(task, given, linker)
    parts = [
        "## Linking to Wikidata",
        "",
        f"Half of the development data: {given.half} (by item: no film is in both). "
        "Precision of what is accepted / share accepted, of those whose item is known.",
        "",
        *markdown(found),
    ]
    if not (given.no_speed or given.only or given.rivals_only):
        parts += ["", _speed(settings, given, linker, program, work)]
    if given.errors:
        _write_errors(given.errors, found, settings)
    return "\n".join(parts)


def _wanted(task: Task, given: argparse.Namespace, linker: Linker) -> list[Found]:
    if given.only and not any(w in name for w in given.only for name in task.judges):
        return []
    print(f"{task.name}: {len(task.records) or len(task.bare)} rows", file=sys.stderr, flush=True)
    said: dict[str, Answers] = {}
    if not given.rivals_only:
        try:
            ours = said[OURS] = linker(task.table, task.endpoint.path)
            print(f"   {ours.seconds:.1f} s, {ours.peak:,.0f} MB", file=sys.stderr, flush=True)
        except RuntimeError as error:  # the other tables are still worth measuring
            print(f"   {error}", file=sys.stderr, flush=True)
    exact, names = Exact(task.endpoint), NameOnly(task.endpoint)
    if task.bare:
        said[Exact.name] = Answers({p.row: exact.person(p.name) for p in task.bare})
        said[NameOnly.name] = Answers(names.persons({p.row: p.name for p in task.bare}))
    else:
        said[Exact.name] = exact.answers(task.records, task.shown)
        said[NameOnly.name] = names.answers(task.records, task.shown)
    return [
        Found(goal, name, {who: judge(answers) for who, answers in said.items()})
        for name, (goal, judge) in task.judges.items()
    ]


def _speed(
    settings: Settings, given: argparse.Namespace, linker: Linker, program: str, work: Path
) -> str:
    """10,000 films; the endpoint's file is loaded anew, and then once more from the cache."""
    table, count = settings.fast()
    endpoint = settings.endpoint.path
    if given.runner:
        return f"Speed: {count:,} films in {linker(table, endpoint).seconds:.0f} s."
    shutil.rmtree(work / "cache", ignore_errors=True)
    said = []
    for kind in ("endpoint loaded anew", "endpoint cached"):
        store = work / "store-fast"
        shutil.rmtree(store, ignore_errors=True)
        measured(program, ["load", str(table), "-s", str(store)], work)
        seconds, peak = measured(
            program, ["link", "-s", str(store), "--endpoint", str(endpoint)], work
        )
        said.append(f"{seconds:.0f} s, {peak:,.0f} MB ({kind})")
    shutil.rmtree(store, ignore_errors=True)
    return f"Speed (5 minutes, 2 GB): `link` of {count:,} films: {'; '.join(said)}."


def _write_errors(path: Path, found: Iterable[Found], settings: Settings) -> None:
    items = {**settings.endpoint.people, **settings.endpoint.films}
    labels = {qid: f"{i.label} {i.years[0] if i.years else ''}".strip() for qid, i in items.items()}
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(ERROR_COLUMNS)
        for one in found:
            cases = one.cases.get(OURS) or one.cases[Exact.name]
            table.writerows(errors(cases, labels))


if __name__ == "__main__":
    raise SystemExit(main())
