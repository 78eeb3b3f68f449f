"""One contender in a process of its own: it loads, answers and exports, and says how long it took.

``contender.py NAME FILE FOLDER CAP REPEATS VALUES [load]`` prints a line of JSON for each thing
that was measured. Each question is asked in a child process that is ended when its time is up;
the child is forked, so that what was loaded into memory is there.
"""

import hashlib
import json
import os
import resource
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from engines import ENGINES, Engine
from questions import QUESTIONS


def main(name: str, file: str, folder: str, cap: str, repeats: str, values: str, *only: str) -> int:
    """Measure one contender; 3 when it is not installed."""
    engine = ENGINES[name](Path(folder))
    try:
        began, worked = time.perf_counter(), _cpu()
        held = engine.load(Path(file))
        seconds, worked = time.perf_counter() - began, _cpu() - worked
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return 3
    used = max(
        resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file())
    said = {"load": seconds, "cpu": worked, "held": held, "peak": used, "disk": size}
    print(json.dumps(said), flush=True)
    if only or not engine.asks:
        return 0
    given, most = json.loads(values), int(repeats)
    for question in QUESTIONS:

        def asked(question: Any = question) -> Iterable[Any]:
            return engine.ask(question, given)

        def ready_made(question: Any = question) -> Iterable[Any] | None:
            return engine.named(question, given)

        _measured(engine, {"question": question.name}, asked, float(cap), most)
        if question.named and type(engine).named is not Engine.named:
            _measured(engine, {"named": question.name}, ready_made, float(cap), most)
    for form in engine.exports:
        _measured(engine, {"export": form}, lambda: range(engine.export()), float(cap), most)
    return 0


def _cpu() -> float:
    """Seconds of work so far, of children that have ended too."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _measured(
    engine: Engine,
    what: dict[str, Any],
    ask: Callable[[], Iterable[Any] | None],
    cap: float,
    repeats: int,
) -> None:
    """Ask in a forked process, and print what came of it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            engine.open()
            if "export" in what:
                engine.set_apart(what["export"])
            signal.setitimer(signal.ITIMER_REAL, cap)  # the default of its signal ends the process
            times: list[float] = []
            rows: list[Any] = []
            while len(times) < repeats and sum(times) < cap / 5:
                began = time.perf_counter()
                rows = list(ask() or [])
                times.append(time.perf_counter() - began)
                signal.setitimer(signal.ITIMER_REAL, cap)
            signal.setitimer(signal.ITIMER_REAL, 0)
            found = {
                "seconds": statistics.median(times),
                "rows": len(rows),
                "answer": _digest(rows),
            }
            print(json.dumps(what | found), flush=True)
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGALRM:
        print(json.dumps(what | {"late": cap}), flush=True)
    elif ended:
        print(json.dumps(what | {"failed": True}), flush=True)


def _digest(rows: list[Any]) -> str:
    """The same for the same rows, whatever their order and their types in Python."""
    if not rows or not isinstance(rows[0], (tuple, list)):
        return ""
    lines = sorted("\t".join("" if v is None else str(v) for v in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
