"""How quickly and how well names are found as somebody types: ``names.py [STORE]``.

The queries are made of the store's own names: of entities by chance, the well-known more often, as
they are typed. Times are of this process's `NameIndex.search`, in CPU time, for other work on the
machine is none of theirs.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import film_graph

import reelgraph as rg
from reelgraph.names import NameIndex, normal
from reelgraph.store import Store

GOAL = 20
"""Milliseconds that 95 of 100 answers may take."""
SHOWN = 10
LEAST = 5
"""Letters that a name has at least whose misspellings are looked for."""


class Query(NamedTuple):
    """What is typed, and who is meant; nobody where it is nonsense."""

    text: str
    kind: str | None = None
    iri: str = ""


def _swapped(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _dropped(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text))
    return text[:at] + text[at + 1 :]


def _replaced(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text))
    return text[:at] + chance.choice("aeioumnrst") + text[at + 1 :]


def _doubled(text: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(text))
    return text[:at] + text[at - 1] + text[at:]


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "two letters swapped": _swapped,
    "a letter dropped": _dropped,
    "a letter replaced": _replaced,
    "a letter doubled": _doubled,
}


def queries(
    names: list[tuple[str, str]], known: list[tuple[str, str]], each: int, seed: int
) -> Iterator[tuple[str, list[Query]]]:
    """The queries, by class.

    Args:
        names: IRIs and names of entities by chance.
        known: The same of well-known ones.
        each: How many of each class.
        seed: Of the random numbers.

    """
    chance = random.Random(seed)

    def some(least: int = 1, words: int = 1) -> Iterator[tuple[str, str]]:
        """One well-known for two others."""
        made = 0
        while made < each:
            iri, name = chance.choice(known if made % 3 == 0 else names)
            if len(name) >= least and len(name.split()) >= words:
                made += 1
                yield iri, name

    for first, last in ((1, 2), (3, 4), (5, 8), (9, 12)):
        typed = [Query(n[: chance.randint(first, last)], None, i) for i, n in some(first)]
        yield f"first {first}-{last} letters", typed
    typed = [Query(n[: chance.randint(1, 12)], "Person", i) for i, n in some(2)]
    yield "first letters, people only", typed
    yield "whole names", [Query(n, None, i) for i, n in some()]
    yield "a later word", [Query(n.split()[-1], None, i) for i, n in some(words=2)]
    yield "a part of a word", [Query(_part(n, chance), None, i) for i, n in some(LEAST)]
    for said, slip in SLIPS.items():
        yield said, [Query(slip(n, chance), None, i) for i, n in some(LEAST)]
    slips = list(SLIPS.values())
    twice = [
        Query(chance.choice(slips)(chance.choice(slips)(n, chance), chance), None, i)
        for i, n in some(2 * LEAST)
    ]
    yield "two slips", twice
    begun = [
        Query(chance.choice(slips)(n[: chance.randint(LEAST, len(n))], chance), None, i)
        for i, n in some(LEAST)
    ]
    yield "a slip in the first letters", begun
    letters = "abcdefghijklmnopqrstuvwxyz "
    yield (
        "nonsense",
        [Query("".join(chance.choices(letters, k=chance.randint(4, 20)))) for _ in range(each)],
    )
    odd = ["the", "a", "of", "de", "the the", "千尋", "千と千尋の神隠し", "Амели", "Łódź", "ß", "İ"]
    odd += ["🎬", "أميلي", '"', "* NEAR(a b)", "NOT -a", "x" * 10_000, "the lamp " * 1_000]
    yield "odd ones", [Query(text, kind) for text in odd for kind in (None, "Person", "Film")]


def _part(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name) - 3)
    return name[at : at + chance.randint(4, 8)]


def measure(index: NameIndex, asked: list[Query]) -> tuple[list[float], int, int]:
    """The times in ms, and how many of those who are meant come first, and among the first ten."""
    times, first, among = [], 0, 0
    for query in asked:
        began = time.process_time()
        found = index.search(query.text, query.kind, SHOWN)
        times.append((time.process_time() - began) * 1000)
        iris = [e.iri for e in found]
        same = {e.iri for e in found if query.iri and e.label == _label(found, query.iri)}
        first += bool(iris and iris[0] in same)
        among += query.iri in iris
    return times, first, among


def _label(found: list[rg.Entity], iri: str) -> str | None:
    """The name of one that was found: another of the same name is as good a first."""
    return next((e.label for e in found if e.iri == iri), None)


def section(given: argparse.Namespace) -> str:
    """The report, as Markdown."""
    with rg.open(given.store or _made(given.work, given.size)) as graph:
        store, path = graph.store, graph.store.names
        if given.build and path is not None:
            path.unlink(missing_ok=True)
        began, cpu = time.monotonic(), time.process_time()
        built = path is None or not path.is_file()
        index = NameIndex(store, path)
        index.prepare()
        taken, used = time.monotonic() - began, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        names = _names(store, given.seed)
        known = [(e.iri, e.label) for e in index.best(None, 2000)]
        lines = ["## Names", ""]
        if built:
            size = path.stat().st_size / 1e6 if path is not None else 0
            lines += [
                f"Built in {taken:.1f} s ({used:.1f} s of CPU time, peak {peak} MB, "
                f"{size:.0f} MB on disk).",
                "",
            ]
        heads = ("", "queries", "median, ms", "95 of 100, ms", "longest, ms", "first", "in 10")
        lines += [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
        every: list[float] = []
        for said, asked in queries(names, known, given.each, given.seed):
            times, first, among = measure(index, asked)
            every += times
            meant = any(q.iri for q in asked)
            share = [f"{100 * n / len(asked):.0f} %" if meant else "" for n in (first, among)]
            lines.append(_row(said, times, share))
        lines.append(_row("all", every, ["", ""]))
        index.close()
    return "\n".join([*lines, "", f"The goal is {GOAL} ms for 95 of 100.", ""])


def _made(work: Path, size: int) -> Path:
    """A store of a seeded film graph; made once."""
    store, file = work / f"serving-{size}", work / f"edges-{size}.nt"
    if not (store / "reelgraph.json").exists():
        work.mkdir(exist_ok=True)
        film_graph.write(file, size, "edges")
        program = Path(sysconfig.get_path("scripts")) / "reelgraph"
        subprocess.run([program, "load", file, "-s", store], check=True)
    return store


def _row(said: str, times: list[float], share: list[str]) -> str:
    ordered = sorted(times)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    cells = [said, f"{len(times):,}", f"{statistics.median(ordered):.1f}", f"{p95:.1f}"]
    return f"| {' | '.join([*cells, f'{ordered[-1]:.1f}', *share])} |"


def _names(store: Store, seed: int, most: int = 5_000) -> list[tuple[str, str]]:
    """Entities by chance, with a name each."""
    chance, kept = random.Random(seed), list[tuple[str, str]]()
    rows = store.select("SELECT ?a ?b { ?a rdfs:label ?b }")
    for number, row in enumerate(rows):
        at = number if number < most else chance.randrange(number + 1)
        if at < most:
            pair = row["a"].value, row["b"].value
            kept[at : at + 1] = [pair]
    return [(iri, name) for iri, name in kept if normal(name)]


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "store", nargs="?", type=Path, help="a folder; one is made if none is given"
    )
    parser.add_argument(
        "--size", type=int, default=1_000_000, help="triples of the one that is made"
    )
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where that is")
    parser.add_argument("--each", type=int, default=60, help="queries of each class")
    parser.add_argument("--seed", type=int, default=1895)
    parser.add_argument("--build", action="store_true", help="build the index anew first")
    return parser


def main() -> None:
    """Measure and print."""
    print(section(arguments().parse_args()))


if __name__ == "__main__":
    main()
