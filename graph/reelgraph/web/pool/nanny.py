"""The child process that starts the workers, and ends them when its parent has ended.

It is run as a file with ``python -I -S`` and imports nothing of the package. Each line on standard
input is a command in JSON; when there are no more, the parent is gone, however that came, and all
workers are ended. On standard output it says which workers are ready, and which have ended.
"""

import ctypes
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

TAIL = 2000
"""Bytes of a worker's last words that are kept."""
LOOK = 0.25
"""Seconds between two looks at the memory, where the system does not cap it itself."""

_speaking = threading.Lock()
_workers: dict[int, "subprocess.Popen[bytes]"] = {}
_large: set[int] = set()


def main() -> None:
    """Do what the parent says, until it says nothing any more."""
    if sys.argv[2] == "alone":
        _connect_to_nothing()
    capped = _cap(int(sys.argv[1]))
    if not capped:
        threading.Thread(target=_watch, args=(int(sys.argv[1]),), daemon=True).start()
    die_too = _die_too()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        number = asked["worker"]
        if asked["do"] == "start":
            _start(number, asked["command"], die_too)
        elif number in _workers:
            if asked["do"] == "end":
                _workers[number].kill()
            elif asked["do"] == "slow" and hasattr(os, "setpriority"):
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, _workers[number].pid, asked["nice"])
    for worker in list(_workers.values()):
        worker.kill()
    os._exit(0)  # the threads that listen to the workers need not be waited for


def _start(number: int, command: list[str], die_too: Callable[[], object] | None) -> None:
    try:
        # In the thread that lives as long as this process: the signal of its death is the thread's.
        worker = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "RUST_BACKTRACE": "0"},
            preexec_fn=die_too,
        )
    except OSError as error:
        _say(worker=number, now="ended", code=127, said=str(error))
        return
    _workers[number] = worker
    threading.Thread(target=_listen, args=(number, worker), daemon=True).start()


def _listen(number: int, worker: "subprocess.Popen[bytes]") -> None:
    """Say when a worker is ready, and how it ended."""
    last = b""
    assert worker.stderr is not None  # noqa: S101  it was asked for
    for line in worker.stderr:
        last = (last + line)[-TAIL:]
        if b"istening" in line:
            _say(worker=number, now="ready", pid=worker.pid)
    code = worker.wait()
    _workers.pop(number, None)
    said = "memory allocation failed" if number in _large else last.decode("utf-8", "replace")
    _say(worker=number, now="ended", code=code, said=said)


def _say(**what: Any) -> None:
    with _speaking, suppress(OSError):
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def _cap(memory: int) -> bool:
    """Cap the memory of what is started from here; whether the system does that."""
    try:
        import resource
    except ImportError:
        return False
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return False  # others take the limit and do not keep it
    try:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    except (OSError, ValueError):
        return False
    return True


def _connect_to_nothing() -> bool:
    """On Linux, let this process and what it starts be asked, and ask nobody; whether that holds.

    A worker answers whoever finds its port, and would ask any other server by SERVICE. Here the
    system refuses its calls of connect, by a filter of seccomp(2) in the words of bpf(4).
    """
    known = {"x86_64": (0xC000003E, 42), "aarch64": (0xC00000B7, 203)}
    machine = os.uname().machine if sys.platform.startswith("linux") else ""
    if machine not in known:
        return False
    architecture, connect = known[machine]
    steps = (
        (0x20, 0, 0, 4),  # load the architecture of the call
        (0x15, 0, 3, architecture),  # of another one: allow
        (0x20, 0, 0, 0),  # load its number
        (0x15, 0, 1, connect),  # another call: allow
        (0x06, 0, 0, 0x00050001),  # fail with EPERM
        (0x06, 0, 0, 0x7FFF0000),  # allow
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))

    class Filter(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    held = Filter(len(steps), ctypes.cast(code, ctypes.c_void_p))
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return False
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_void_p] * 4]
    # PR_SET_NO_NEW_PRIVS, without which only root may; PR_SET_SECCOMP with SECCOMP_MODE_FILTER
    return bool(prctl(38, 1, 0, 0, 0) == 0 and prctl(22, 2, ctypes.addressof(held), 0, 0) == 0)


def _die_too() -> Callable[[], object] | None:
    """On Linux, what makes a worker end with this process even if that is killed."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return lambda: prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL


def _watch(memory: int) -> None:
    """End what is larger than it may be, where the system does not see to that."""
    while True:
        time.sleep(LOOK)
        for number, worker in list(_workers.items()):
            if _held(worker.pid) > memory:
                _large.add(number)
                worker.kill()


def _held(pid: int) -> int:
    """The memory of a process in bytes; 0 where it cannot be told."""
    if sys.platform == "win32":
        return _held_on_windows(pid)
    try:
        said = subprocess.run(
            ["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False
        ).stdout
        return int(said or 0) << 10
    except (OSError, ValueError):
        return 0


def _held_on_windows(pid: int) -> int:
    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            *((name, ctypes.c_size_t) for name in ("peak", "held", "a", "b", "c", "d", "e", "f")),
        ]

    windows: Any = ctypes.windll.kernel32  # type: ignore[attr-defined]
    windows.OpenProcess.restype = ctypes.c_void_p
    handle = windows.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return 0
    found = Counters(cb=ctypes.sizeof(Counters))
    windows.K32GetProcessMemoryInfo(
        ctypes.c_void_p(handle), ctypes.byref(found), ctypes.sizeof(found)
    )
    windows.CloseHandle(ctypes.c_void_p(handle))
    return int(found.held)


if __name__ == "__main__":
    main()
