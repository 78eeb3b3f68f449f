"""How a long load tells that it goes on: how far it is, how quickly, and how long it will take."""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from reelgraph.cli.output import say
from reelgraph.sources.inputs import Progress, Step

QUIET = 30.0
"""Seconds between two lines where nobody sits at a terminal, and before the first of them."""
PACKED = 5
"""How many times as long as a gzipped file what is in it is, about."""
_WEIGHTS = {"reading": 1.0, "deriving": 2.5, "writing": 6.0, "building": 2.0}
"""What each stage costs, by the size of the files; measured with IMDb's."""
_RECENT = 10.0
"""Seconds over which a rate is taken."""


class Journey:
    """How much of a whole load is done, by what is told of its steps.

    Args:
        sizes: Of the files that are read, by name.
        sources: How many sources they are.

    >>> journey = Journey({"a.tsv": 300, "b.tsv": 100}, 1)
    >>> journey.done("reading a.tsv", 1.0) == 1.0 * 0.75 / 11.5
    True
    >>> journey.done("writing a", 0.5) == (1.0 + 2.5 + 3.0) / 11.5
    True

    """

    def __init__(self, sizes: Mapping[str, int], sources: int) -> None:
        self._sizes, self._sources = sizes, max(sources, 1)
        self._whole = max(sum(sizes.values()), 1)
        self._ended: dict[str, dict[str, float]] = {stage: {} for stage in _WEIGHTS}
        self._most = 0.0

    def done(self, step: str, done: float) -> float:
        """How much of all is done, from 0 to 1, when this much of a step is; never less."""
        stage, _, name = step.partition(" ")
        if stage in _WEIGHTS and done >= 0:
            share = 1 / self._sources
            if stage == "reading":
                share = self._sizes.get(name, 0) / self._whole
            self._ended[stage][name] = share * done
        stages = list(_WEIGHTS)
        if stage in stages:
            for earlier in stages[: stages.index(stage)]:
                if stage in ("writing", "building"):  # all of them have been read by then
                    self._ended[earlier] = {"": 1.0}
        parts = (w * min(1.0, sum(self._ended[s].values())) for s, w in _WEIGHTS.items())
        self._most = max(self._most, sum(parts) / sum(_WEIGHTS.values()))
        return self._most


class Rate:
    """How quickly a step goes on, in what it counts."""

    def __init__(self) -> None:
        self._step = ""
        self._seen = deque[tuple[float, float]]()

    def at(self, step: str, done: float, now: float) -> str:
        """In words such as ``"21 MB/s"``; empty while nobody knows."""
        if step != self._step:
            self._step = step
            self._seen.clear()
        self._seen.append((now, done))
        while now - self._seen[0][0] > _RECENT and len(self._seen) > 2:
            self._seen.popleft()
        then, before = self._seen[0]
        elapsed = now - then
        if not isinstance(step, Step) or elapsed < 1 or done <= before:
            return ""
        each = (done - before) * step.amount / elapsed
        return f"{each / 1e6:,.1f} MB/s" if step.unit == "bytes" else f"{each:,.0f} {step.unit}/s"


def time_left(elapsed: float, done: float) -> str:
    """How long it will still take, in words; empty while nobody can say.

    >>> time_left(60, 0.25), time_left(7200, 0.5), time_left(10, 0.001)
    ('about 3 min left', 'about 2 h 0 min left', '')
    """
    if done < 0.01 or elapsed < 5:
        return ""
    seconds = elapsed * (1 - done) / done
    if seconds < 90:
        return f"about {max(5, round(seconds / 5) * 5)} s left"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"about {minutes} min left"
    return f"about {minutes // 60} h {minutes % 60} min left"


@contextmanager
def telling(files: Sequence[str], sources: int) -> Iterator[Progress]:
    """What a load tells how far it has come: a bar on a terminal, else a line now and then."""
    journey, rate, began = Journey(sizes_of(files), sources), Rate(), time.monotonic()

    def words(step: str, done: float) -> tuple[float, str]:
        now = time.monotonic()
        whole = journey.done(step, done)
        return whole, ", ".join(
            filter(None, (rate.at(step, done, now), time_left(now - began, whole)))
        )

    if sys.stderr.isatty():
        with _bar() as show:
            yield lambda step, done: show(step, *words(step, done))
        return
    last = began

    def tell(step: str, done: float) -> None:
        nonlocal last
        whole, more = words(step, done)
        if time.monotonic() - last >= QUIET:
            last = time.monotonic()
            say("; ".join(filter(None, (f"{whole:4.0%} {step}", more))))

    yield tell


@contextmanager
def _bar() -> Iterator[Callable[[str, float, str], None]]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        *(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()),
        *(TimeElapsedColumn(), TextColumn("{task.fields[more]}")),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, more="")
        yield lambda step, done, more: bar.update(
            task, description=escape(step), completed=done, more=more
        )


def sizes_of(paths: Sequence[str]) -> dict[str, int]:
    """About how many bytes are to be read of each file, by its name."""
    found: dict[str, int] = {}
    for given in map(Path, paths):
        for path in given.rglob("*") if given.is_dir() else [given]:
            if path.is_file():
                packed = PACKED if path.suffix.lower() == ".gz" else 1
                found[path.name] = found.get(path.name, 0) + packed * path.stat().st_size
    return found
