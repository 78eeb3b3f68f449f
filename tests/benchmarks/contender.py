"""One contender in a process of its own: it loads, answers and exports, and says how long it took.

``contender.py TASK``, a `Task` as JSON, prints a line of JSON for each thing that was measured.
Each is done in a child process that is ended when its time is up; the child is forked, so that
what was loaded into memory is there. Nothing may take more memory than the task allows.
"""

import hashlib
import json
import os
import resource
import signal
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines import RIVALS, Engine
from neighbourhoods import spread
from ours import Reelgraph
from questions import QUESTIONS, Question

ENGINES: dict[str, type[Engine]] = {"reelgraph": Reelgraph, **RIVALS}


@dataclass(frozen=True)
class Task:
    """What a contender has to do."""

    name: str
    file: str
    folder: str
    cap: float
    """Seconds that a question or an export may take."""
    load_cap: float
    """Seconds that loading may take."""
    repeats: int
    memory: int
    """Bytes that a process may have for its data."""
    values: dict[str, str]
    """What is put into the questions; of a file that is only loaded, empty."""


def main(text: str) -> int:
    """Measure one contender."""
    task = Task(**json.loads(text))
    resource.setrlimit(resource.RLIMIT_DATA, (task.memory, task.memory))
    with suppress(OSError):  # where the system runs out of memory, this is what it ends
        Path("/proc/self/oom_score_adj").write_text("1000")
    engine = ENGINES[task.name](Path(task.folder))
    try:
        if not _loaded(engine, task):
            return 1
    except ImportError as error:
        _say({"missing": str(error)})
        return 1
    if not task.values or not engine.asks:
        return 0
    for question in QUESTIONS:

        def asked(question: Question = question) -> Any:
            return engine.ask(question, task.values)

        def own(question: Question = question) -> Any:
            return engine.own(question, task.values)

        def plain_own(rows: Any, question: Question = question) -> Any:
            return engine.plain_own(question, rows)

        _asked(engine, {"question": question.name}, asked, engine.plain, task)
        if type(engine).own is not Engine.own:
            _asked(engine, {"own": question.name}, own, plain_own, task)
    for form in engine.exports:
        _exported(engine, form, task)
    for probe in engine.probes:
        _forked({"probe": probe}, lambda probe=probe: _probed(engine, probe), task.load_cap)
    return 0


def _loaded(engine: Engine, task: Task) -> bool:
    """Load and prepare; False where that went wrong.

    What is on disk is loaded in a child, so that nothing of it is left when the questions come.
    """

    def load() -> dict[str, Any]:
        return {"held": engine.load(Path(task.file)), "disk": _size(Path(task.folder))}

    def prepare() -> dict[str, Any]:
        engine.prepare()
        return {"disk": _size(Path(task.folder))}

    if not engine.on_disk:
        signal.setitimer(signal.ITIMER_REAL, task.load_cap)
        _say({"load": True} | _measured(load))
        signal.setitimer(signal.ITIMER_REAL, 0)
        return True
    done = _forked({"load": True}, load, task.load_cap)
    if done and type(engine).prepare is not Engine.prepare:
        done = _forked({"prepare": True}, prepare, task.load_cap)
    return done


def _asked(
    engine: Engine,
    what: dict[str, Any],
    ask: Callable[[], Any],
    plain: Callable[[Any], Iterable[tuple[str, ...]]],
    task: Task,
) -> None:
    """Ask in a new process: the first answer with all that it took, and the median of several."""

    def asked() -> dict[str, Any]:
        began = time.perf_counter()
        engine.open()
        ask()
        first = time.perf_counter() - began
        said, rows = _repeated(ask, task)
        return said | {"first": first, "rows": len(rows), "answer": _digest(plain(rows))}

    _forked(what, asked, task.cap)


def _exported(engine: Engine, form: str, task: Task) -> None:
    """Export in a new process; what is set apart for it before is not counted."""

    def exported() -> dict[str, Any]:
        engine.open()
        engine.set_apart(form)
        said, edges = _repeated(lambda: engine.export(form), task)
        return said | {"rows": edges}

    _forked({"export": form}, exported, task.load_cap, task.cap)


def _repeated(work: Callable[[], Any], task: Task) -> tuple[dict[str, Any], Any]:
    """The medians of several times, and what came of the last; each has `Task.cap` seconds."""
    times: list[float] = []
    works: list[float] = []
    result: Any = None
    while not times or (len(times) < task.repeats and sum(times) < task.cap / 5):
        result = None  # so that there are never two of them in memory
        signal.setitimer(signal.ITIMER_REAL, task.cap)
        began, worked = time.perf_counter(), time.process_time()
        result = work()
        times.append(time.perf_counter() - began)
        works.append(time.process_time() - worked)
    signal.setitimer(signal.ITIMER_REAL, task.cap)  # for what is done with the result
    return {"seconds": statistics.median(times), "cpu": statistics.median(works)}, result


def _probed(engine: Engine, probe: str) -> dict[str, Any]:
    engine.open()
    return spread(engine.probe(probe))


def _forked(
    what: dict[str, Any],
    work: Callable[[], dict[str, Any]],
    cap: float,
    late: float | None = None,
) -> bool:
    """Work in a forked process, which ends when its time is up, and print what came of it.

    Args:
        what: What is measured.
        work: Does it.
        cap: Seconds until it is ended.
        late: Seconds that what is counted has, where `work` sets its own time for that.

    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            signal.setitimer(signal.ITIMER_REAL, cap)  # the default of its signal ends the process
            said = _measured(work)
        except ImportError as error:
            said = {"missing": str(error)}
        except BaseException as error:  # noqa: BLE001  it is said, and the next is measured
            traceback.print_exc()
            said = {"failed": f"{type(error).__name__}: {error}"}
        _say(what | said)
        os._exit("failed" in said or "missing" in said)
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        is_late = os.WTERMSIG(ended) == signal.SIGALRM
        said = {"late": late or cap} if is_late else {"failed": f"signal {os.WTERMSIG(ended)}"}
        _say(what | said)
    return ended == 0


def _measured(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What came of it, with seconds, seconds of work, and the largest memory of a process in kB.

    Of processes that ended side by side it is the larger one's memory, not the sum.
    """
    began, worked = time.perf_counter(), _cpu()
    said = work()
    seconds, worked = time.perf_counter() - began, _cpu() - worked
    return {"seconds": seconds, "cpu": worked, "peak": max(u.ru_maxrss for u in _usage())} | said


def _cpu() -> float:
    """Seconds of work so far, of children that have ended too."""
    return sum(used.ru_utime + used.ru_stime for used in _usage())


def _usage() -> list[resource.struct_rusage]:
    return [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _size(folder: Path) -> int:
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


def _digest(rows: Iterable[tuple[str, ...]]) -> str:
    """The same for the same rows, whatever their order."""
    lines = sorted("\t".join(row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
