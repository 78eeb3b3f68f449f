"""The workers of a server: programs that each read the folder and answer over HTTP.

They are the children of a small process of their own (`nanny`), which ends them when this process
has ended, however that came.
"""

import json
import random
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from reelgraph.errors import StoreError
from reelgraph.web.pool import nanny
from reelgraph.web.pool.program import program

MEMORY = 1 << 30
"""Bytes that a worker may hold; what needs more is ended."""
PATIENCE = 10.0
"""Seconds for which the start of a worker is waited for."""
TRIES = 4


class Worker:
    """A program that answers queries on one folder."""

    def __init__(
        self,
        number: int,
        host: str,
        port: int,
        nursery: "Nursery",
        child: "subprocess.Popen[bytes]",
    ) -> None:
        self.number, self.host, self.port = number, host, port
        self.child = child
        """What has started it."""
        self.pid = 0
        self.code: int | None = None
        """What it ended with; None while it lives."""
        self.said = ""
        """Its last words."""
        self.slowed = False
        self._nursery = nursery
        self._dismissed = False
        self._ready, self._ended = threading.Event(), threading.Event()

    @property
    def alive(self) -> bool:
        """Whether it has not ended and is not to end, as far as is known."""
        return not self._dismissed and not self._ended.is_set()

    @property
    def wanted_memory(self) -> bool:
        """Whether it ended for want of memory."""
        return self.code is not None and ("memory allocation" in self.said or self.code == -6)

    def end(self) -> None:
        """Kill it; it may be dead already."""
        self._dismissed = True
        self._nursery.tell(self.number, "end")

    def slow(self, nice: int) -> None:
        """Let all other programs go before it."""
        self.slowed = True
        self._nursery.tell(self.number, "slow", nice=nice)

    def gone(self, seconds: float) -> bool:
        """Whether it has ended, at the latest after so many seconds."""
        return self._ended.wait(seconds)

    def wait_ready(self) -> bool:
        """Whether it is ready to answer; waits until that is known."""
        return self._ready.wait(PATIENCE) and self.alive

    def is_ready(self, pid: int) -> None:
        """It listens."""
        self.pid = pid
        self._ready.set()

    def has_ended(self, code: int, said: str) -> None:
        """It is no more."""
        self.code, self.said = code, said
        self._ended.set()
        self._ready.set()


class Nursery:
    """Starts workers, and ends them all."""

    def __init__(self, memory: int = MEMORY, *, alone: bool = True) -> None:
        """Get ready.

        Args:
            memory: Bytes that a worker may hold.
            alone: Whether workers can ask no other server, where the system sees to that.

        """
        self._program = program()
        self._options = (str(memory), "alone" if alone else "")
        self._lock = threading.Lock()
        self._workers: dict[int, Worker] = {}
        self._count = 0
        self._closed = False
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, rdf: Path) -> Worker:
        """A new worker on a database; it is ready.

        Raises:
            StoreError: it cannot be started.

        """
        said = ""
        for _ in range(TRIES):  # another program may have taken the port in between
            worker = self._started(rdf)
            if worker.wait_ready():
                return worker
            worker.end()
            said = worker.said.strip() or "it does not say that it is ready"
            if "in use" not in said:
                break
        raise StoreError(f"a worker that reads {rdf} could not be started: {said[-300:]}")

    def tell(self, number: int, what: str, **more: object) -> None:
        """Send a command about a worker."""
        line = json.dumps({"worker": number, "do": what, **more}).encode() + b"\n"
        with self._lock, suppress(OSError, ValueError):  # it is gone: so are the workers
            if self._child is not None and self._child.stdin is not None:
                self._child.stdin.write(line)
                self._child.stdin.flush()

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            self._closed = True
            child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
            child.wait()
            for worker in list(self._workers.values()):
                worker.gone(1.0)

    def _started(self, rdf: Path) -> Worker:
        host, port = _free_place()
        with self._lock:
            if self._closed:
                raise StoreError("this server has been closed")
            if self._child is None or self._child.poll() is not None:
                self._child = self._new_child()
            self._count += 1
            worker = Worker(self._count, host, port, self, self._child)
            self._workers[worker.number] = worker
        command = [str(self._program), "serve-read-only", "-l", str(rdf), "-b", f"{host}:{port}"]
        self.tell(worker.number, "start", command=command)
        return worker

    def _new_child(self) -> "subprocess.Popen[bytes]":
        apart: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is the server's alone
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        command = [sys.executable, "-I", "-S", str(nanny.__file__), *self._options]
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=-1, **apart
        )
        threading.Thread(target=self._hear, args=(child,), daemon=True).start()
        return child

    def _hear(self, child: "subprocess.Popen[bytes]") -> None:
        """Note what happens to the workers of a child, until it ends, and they with it."""
        assert child.stdout is not None  # noqa: S101  it was asked for
        with child.stdout as lines:
            for line in lines:
                told = json.loads(line)
                worker = self._workers.get(told["worker"])
                if worker is not None and told["now"] == "ready":
                    worker.is_ready(told["pid"])
                elif worker is not None:
                    worker.has_ended(told["code"], told["said"])
                    self._workers.pop(worker.number, None)
        for worker in list(self._workers.values()):
            if worker.child is child:
                worker.has_ended(-9, "it ended with what had started it")
                self._workers.pop(worker.number, None)


def _free_place() -> tuple[str, int]:
    """An address of this machine where nothing listens.

    Where all of 127.0.0.0/8 is this machine, any of it: a page in a browser that looks for open
    ports does not find a worker.
    """
    some = ".".join(str(random.SystemRandom().randrange(1, 255)) for _ in range(3))
    for host in (f"127.{some}", "127.0.0.1"):
        with suppress(OSError), socket.socket() as free:
            free.bind((host, 0))
            return host, int(free.getsockname()[1])
    raise StoreError("this machine gives no port on 127.0.0.1 for the workers")
