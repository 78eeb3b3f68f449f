"""From IMDb's files to a store that is ready, beside a bare load of the same quads.

``python tests/benchmarks/imdb_load.py --films 100000`` writes files of IMDb's shape, loads them
with ``reelgraph load`` (which makes the indexes too), dumps the quads, and loads those with the
``oxigraph`` program into empty folders: as N-Quads, and all in one graph as N-Triples. Each is a
program of its own, run one after the other, so that time, processor time and memory are its own.
"""

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imdb_files
import pyoxigraph as ox

from reelgraph.store import EmbeddedStore, commit

GOAL = 0.4
"""The least part of the rate of the bare load."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a program took."""

    seconds: float
    processor: float
    """Seconds that all processors together were busy with it and its children."""
    megabytes: int
    """Its most memory, or that of its largest child."""
    said: str


def run(command: Sequence[str | Path]) -> Run:
    """Run a program to its end."""
    with tempfile.TemporaryFile() as out:
        began = time.monotonic()
        child = subprocess.Popen(list(map(str, command)), stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read().decode("utf-8", "replace")
    if child.returncode:
        raise SystemExit(f"{command[0]} ended with {child.returncode}: {said}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // unit, said)


def size(folder: Path) -> int:
    """The bytes of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def dump(store: Path, quads: Path, triples: Path) -> int:
    """Write all of a store as N-Quads, and all of it without graphs; how many quads it has."""
    rdf = ox.Store.read_only(str(store / "rdf"))
    rdf.dump(str(quads), format=ox.RdfFormat.N_QUADS)
    count = 0
    with triples.open("wb") as out:
        for graph in (ox.DefaultGraph(), *rdf.named_graphs()):
            rdf.dump(out, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
    with quads.open("rb") as lines:
        while chunk := lines.read(1 << 24):
            count += chunk.count(b"\n")
    return count


def section(given: argparse.Namespace) -> str:
    """The measurement as Markdown."""
    scripts = Path(sysconfig.get_path("scripts"))
    folder = Path(tempfile.mkdtemp(prefix="imdb-load-", dir=given.work))
    try:
        return _measured(given, scripts, folder)
    finally:
        if not given.keep:
            shutil.rmtree(folder)


def _measured(given: argparse.Namespace, scripts: Path, folder: Path) -> str:
    source, store = folder / "imdb", folder / "store"
    counts = imdb_files.write(source, films=given.films, seed=given.seed, all_types=False)
    files = size(source)
    ours = run([scripts / "reelgraph", "load", source, "-s", store])
    loaded = size(store / "rdf")
    opened = EmbeddedStore(store)
    (known,) = commit.sources(opened.rdf)
    opened.close()
    rows = [("reelgraph load, its indexes among it", ours, size(store))]
    ratios = []
    total = 0
    if given.bare:
        quads, triples = folder / "all.nq", folder / "all.nt"
        total = dump(store, quads, triples)
        if given.tight:
            shutil.rmtree(store)
        graph = "https://example.org/all"
        for name, path, more in (
            ("oxigraph load, the same quads", quads, []),
            ("oxigraph load --graph, the same triples in one", triples, ["--graph", graph]),
        ):
            bare = folder / "bare"
            took = run([scripts / "oxigraph", "load", "-l", bare, "-f", path, *more])
            rows.append((name, took, size(bare)))
            ratios.append((name, took.seconds / ours.seconds, took.processor / ours.processor))
            shutil.rmtree(bare)
            path.unlink()
    lines = [
        f"## IMDb's files, {known.films:,} films",
        "",
        f"{counts['title.principals']:,} principals, {counts['name.basics']:,} people, "
        f"{files / 1e6:,.0f} MB of text; {known.triples:,} triples of claims"
        + (f", {total:,} quads in all" if total else "")
        + f"; {loaded / 1e6:,.0f} MB of facts.",
        "",
        "| | s | processor s | quads/s | peak MB | disk MB |",
        "|---|---|---|---|---|---|",
    ]
    moved = total or known.triples
    lines += [
        f"| {name} | {took.seconds:,.1f} | {took.processor:,.1f} | {moved / took.seconds:,.0f} "
        f"| {took.megabytes:,} | {disk / 1e6:,.0f} |"
        for name, took, disk in rows
    ]
    lines.append("")
    lines += [
        f"Rate as a part of {name}: {wall:.2f} (processor time {busy:.2f}; at least {GOAL})."
        for name, wall, busy in ratios
    ]
    lines += ["", "```", *ours.said.splitlines(), "```", ""]
    return "\n".join(lines)


def arguments() -> argparse.ArgumentParser:
    """What can be said of the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--films", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1895)
    parser.add_argument("--work", type=Path, help="where the temporary files go")
    parser.add_argument("--keep", action="store_true", help="leave the files and the store there")
    parser.add_argument("--tight", action="store_true", help="remove the store before the rest")
    parser.add_argument(
        "--no-bare", dest="bare", action="store_false", help="without the bare load beside it"
    )
    return parser


def main() -> None:
    """Measure, and print it."""
    print(section(arguments().parse_args()))


if __name__ == "__main__":
    main()
