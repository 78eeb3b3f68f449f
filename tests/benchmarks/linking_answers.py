"""What a linker says, and how it is asked: by the commands that a user types."""

import csv
import importlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ACCEPTED, PENDING, NONE = "accepted", "pending", "none"


@dataclass(frozen=True)
class Answer:
    """The best that it says of one entity."""

    qid: str | None
    """The item; None where it has none to offer."""
    status: str
    score: float | None = None
    words: str = ""


@dataclass
class Answers:
    """What it says of one table."""

    rows: dict[str, Answer]
    """By the made-up id: films of a table of films, people of a table of people."""
    names: dict[str, list[Answer]] = field(default_factory=dict)
    """The people that a table of films names; more than one where it takes them for several."""
    seconds: float = 0.0
    peak: float = 0.0
    """MB, all its processes together."""
    _mended: dict[str, list[Answer]] | None = None

    def mended(self, plain: Callable[[str], str]) -> dict[str, list[Answer]]:
        """The people by their plain names: a linker may have mended a name before it answered."""
        if self._mended is None:
            self._mended = {}
            for name, said in self.names.items():
                self._mended.setdefault(plain(name), []).extend(said)
        return self._mended


Linker = Callable[[Path, Path], Answers]
"""Table and endpoint in, answers out."""


def best(said: Iterable[Answer]) -> Answer:
    """The accepted one, else the pending one with the highest score, else none."""
    order = {ACCEPTED: 0, PENDING: 1}
    ranked = sorted(said, key=lambda a: (order.get(a.status, 2), -(a.score or 0.0)))
    if ranked and ranked[0].status in order:
        return ranked[0]
    return Answer(None, NONE, None, ranked[0].words if ranked else "")


def plugged(name: str) -> Linker:
    """A linker ``folder/file.py:function`` that is no command yet.

    It gets the table and the endpoint and returns two mappings, of row ids and of people's names;
    a value is ``(qid or None, status, score)``, with words as a fourth if it has any, or (of
    names) a list of these.
    """
    file, _, function = name.rpartition(":")
    sys.path.insert(0, str(Path(file).resolve().parent))
    run = getattr(importlib.import_module(Path(file).stem), function)

    def linker(table: Path, endpoint: Path) -> Answers:
        began = time.monotonic()
        rows, people = run(table, endpoint)
        seconds = time.monotonic() - began
        return Answers(
            {key: Answer(*value) for key, value in rows.items()}, _listed(people), seconds
        )

    return linker


def _listed(people: Mapping[str, object]) -> dict[str, list[Answer]]:
    return {
        name: [Answer(*v) for v in (value if isinstance(value, list) else [value])]  # type: ignore[misc]
        for name, value in people.items()
    }


def command(program: str, work: Path, timeout: float = 3600) -> Linker:
    """``reelgraph load``, ``link`` and ``links``, one after the other, in a store of their own."""

    def linker(table: Path, endpoint: Path) -> Answers:
        store = work / f"store-{table.stem}-{endpoint.name.split('.')[0]}"
        _gone(store)
        out = store.with_suffix(".csv")
        measured(program, ["load", str(table), "-s", str(store)], work, timeout)
        seconds, peak = measured(
            program, ["link", "-s", str(store), "--endpoint", str(endpoint)], work, timeout
        )
        measured(program, ["links", "-s", str(store), "-o", str(out)], work, timeout)
        answers = read_links(out)
        _gone(store)
        answers.seconds, answers.peak = seconds, peak
        return answers

    return linker


def measured(
    program: str, words: list[str], work: Path, timeout: float = 3600
) -> tuple[float, float]:
    """Run it; wall clock in seconds and the most memory in MB that all its processes held.

    Raises:
        RuntimeError: it failed; with what it said.
    """
    log = work / "last.log"
    env = {**os.environ, "XDG_CACHE_HOME": str(work / "cache"), "REELGRAPH_CONTACT": "none"}
    began = time.monotonic()
    with log.open("wb") as said:
        started = subprocess.Popen(
            [program, *words], stdout=said, stderr=said, stdin=subprocess.DEVNULL, env=env
        )
    most, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            most[0] = max(most[0], _held(started.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        code = started.wait(timeout)
    except subprocess.TimeoutExpired:
        started.kill()
        raise RuntimeError(f"{' '.join(words[:1])} took more than {timeout:.0f} s") from None
    finally:
        done.set()
        watcher.join()
    if code not in (0, 1):
        tail = log.read_text("utf-8", "replace").strip()[-600:]
        raise RuntimeError(f"reelgraph {' '.join(words)} ended with {code}: {tail}")
    return time.monotonic() - began, most[0]


def _held(pid: int) -> float:
    """MB that a process and its children hold now (Linux; elsewhere 0)."""
    try:
        total = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return total / 2**20 + sum(_held(int(child)) for child in children)


def read_links(path: Path) -> Answers:
    """What ``reelgraph links -o x.csv`` wrote."""
    rows: dict[str, list[Answer]] = {}
    names: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as text:
        for row in csv.DictReader(text):
            entity = row["entity"]
            qid = (re.search(r"Q\d+$", row["item"] or "") or [None])[0]
            score = float(row["score"]) if row.get("score") else None
            words = row.get("evidence") or row.get("note") or ""
            rows.setdefault(entity, []).append(Answer(qid, row["status"], score, words))
            if "Person" in row["type"]:
                names[entity] = row["name"]
    answers = Answers({})
    for entity, said in rows.items():
        found = best(said)
        tail = entity.rstrip(">").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
        answers.rows[tail] = found
        if entity in names:
            answers.names.setdefault(names[entity], []).append(found)
    return answers


def _gone(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
