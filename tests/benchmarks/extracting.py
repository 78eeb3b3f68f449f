"""How fast the film part is taken out of Wikidata's dump, by DuckDB and by Spark on one machine.

Both read the same made-up dump, one after the other, and have to write the same bytes.
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import wikidata_dump

TOP = Path(__file__).resolve().parents[2]
WHOLE = 8_000_000_000
"""About how many triples the truthy dump has."""
_RUN = """
import sys
import reelgraph as rg
dump, output, engine, master = sys.argv[1:]
report = rg.extract(dump, output, engine=engine, master=master or None)
print(report.read, report.written, report.films, report.size, report.seconds)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One extraction in a process of its own."""

    engine: str
    packed: str
    read: int
    written: int
    films: int
    size: int
    """Bytes, unpacked."""
    seconds: float
    """From the first byte read to the last written; without the start of Python."""
    cpu: float
    """Seconds of all cores, those of Java included, and of the start."""
    body: bytes


def arguments() -> argparse.ArgumentParser:
    """What can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=2_500_000, help="of the dump that is made up")
    parser.add_argument("--packed", default="nt,gz,bz2", help="with commas between")
    parser.add_argument("--engines", default="duckdb,spark", help="with commas between")
    parser.add_argument("--master", default="local[2]", help="Spark's")
    parser.add_argument("--work", type=Path, default=TOP / ".bench", help="the work folder")
    return parser


def section(given: argparse.Namespace) -> str:
    """Measure, and give the part of the report that tells of it."""
    given.work.mkdir(exist_ok=True)
    runs, sizes = [], {}
    for packed in given.packed.split(","):
        dump = given.work / ("dump.nt" if packed == "nt" else f"dump.nt.{packed}")
        wikidata_dump.write(dump, given.lines)
        sizes[packed] = dump.stat().st_size
        runs += [_run(dump, packed, engine, given) for engine in given.engines.split(",")]
        dump.unlink()
    if len({run.body for run in runs}) != 1:
        raise SystemExit("the engines did not write the same triples")
    return _markdown(runs, sizes)


def _run(dump: Path, packed: str, engine: str, given: argparse.Namespace) -> Run:
    print(f"{engine}: {dump.name}", file=sys.stderr, flush=True)
    output = given.work / "films.nt"
    before = os.times()
    master = given.master if engine == "spark" else ""
    command = [sys.executable, "-c", _RUN, str(dump), str(output), engine, master]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    after = os.times()
    cpu = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    read, written, films, size = map(int, done.stdout.split()[:4])
    body = output.read_bytes()
    output.unlink()
    return Run(engine, packed, read, written, films, size, float(done.stdout.split()[4]), cpu, body)


def _markdown(runs: list[Run], sizes: dict[str, int]) -> str:
    first = runs[0]
    rows = [
        f"| {run.engine} | .{run.packed} ({sizes[run.packed] / 1e6:,.0f} MB) "
        f"| {run.read / run.seconds:,.0f} | {run.size / 1e6 / run.seconds:,.0f} "
        f"| {run.read / run.cpu:,.0f} | {WHOLE / run.read * run.cpu / 3600:,.0f} h |"
        for run in runs
    ]
    return "\n".join(
        [
            "## Wikidata's dump",
            "",
            f"A made-up dump of {first.read:,} triples ({first.size / 1e6:,.0f} MB unpacked, 95 % "
            f"of it about other things): {first.written:,} triples about {first.films:,} films. "
            "All runs wrote the same bytes.",
            "",
            "| engine | dump | triples/s | MB/s, unpacked | triples/s of one core | "
            f"{WHOLE / 1e9:.0f} billion triples, hours of one core |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "The last two columns are of the time of all cores, which other work on the machine "
            "disturbs least. The last one multiplies, and no more: it counts the start of Spark as "
            "often as the dump is larger, so for Spark it is too high, and a real dump packs worse "
            "than a made-up one.",
        ]
    )


def main() -> int:
    """Measure and print."""
    began = time.monotonic()
    print(section(arguments().parse_args()))
    print(f"\n{time.monotonic() - began:,.0f} s in all", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
