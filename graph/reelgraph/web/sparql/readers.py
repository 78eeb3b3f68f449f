"""Reading what visitors send without being harmed by it: in processes that can be ended."""

import atexit
import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress

from reelgraph.errors import Busy, QueryError
from reelgraph.vocabulary import PREFIXES
from reelgraph.web.sparql import reader

MOST = 3
"""How many texts are read at once."""
START = 20.0
"""What one may take to be there, on a busy machine."""
SECONDS = 2.0
"""What reading a query may take; an ordinary one takes a thousandth of that."""
TURN = 5.0
"""Seconds for which a text waits until it is read."""
TOO_INTRICATE = (
    "this is too intricate to be read: brackets within brackets, or some hundreds of patterns in "
    "one group; write it flatter, or give a list as VALUES"
)


class Readers:
    """Some processes that read SPARQL; each is started when it is needed, and then kept."""

    def __init__(self, most: int = MOST) -> None:
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(most):
            self._free.put(None)
        atexit.register(self.close)

    def complaint(self, kind: str, text: str, base: str, seconds: float = SECONDS) -> str | None:
        """What the engine says against a query or an update; None when it is good SPARQL 1.1.

        Args:
            kind: "query" or "update".
            text: The prefixes of `vocabulary.PREFIXES` need not be declared in it.
            base: What its relative IRIs are relative to.
            seconds: What reading it may take.

        Raises:
            QueryError: it is too intricate to be read.
            Busy: no turn came in time.

        """
        try:
            child = self._free.get(timeout=TURN)
        except queue.Empty:
            raise Busy("too much is being asked of this server at once: ask again") from None
        try:
            if child is None or child.poll() is not None:
                _end(child)
                child = _start()
                _exchange(child, _asked("query", "ASK {}", base, START), START)
            answer = _exchange(child, _asked(kind, text, base, seconds), seconds)
            if not answer:  # it was ended, or it fell over the text
                _end(child)
                child = None
                raise QueryError(TOO_INTRICATE)
            said: str | None = json.loads(answer)
            return said
        finally:
            self._free.put(child)

    def warm(self) -> None:
        """Start one, so that the first visitor need not wait for it."""
        with suppress(Busy, QueryError, OSError):
            self.complaint("query", "ASK {}", "http://localhost/", START)

    def close(self) -> None:
        """End the processes; new ones are started when something is read again."""
        atexit.unregister(self.close)
        kept: list[None] = []
        with suppress(queue.Empty):
            while True:
                _end(self._free.get_nowait())
                kept.append(None)
        for nothing in kept:
            self._free.put(nothing)


READERS = Readers()
"""Those of this process: every application in it shares them."""


def _asked(kind: str, text: str, base: str, seconds: float) -> str:
    asked = {"kind": kind, "text": text, "base": base, "prefixes": PREFIXES}
    return json.dumps({**asked, "seconds": seconds + 1})


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", str(reader.__file__)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)


def _exchange(child: subprocess.Popen[bytes], asked: str, seconds: float) -> bytes:
    """The line with which a process answers; nothing when it had to be ended or ended itself."""
    assert child.stdin is not None  # noqa: S101  they were asked for
    assert child.stdout is not None  # noqa: S101
    timer = threading.Timer(seconds, child.kill)
    timer.daemon = True
    timer.start()
    try:
        child.stdin.write(asked.encode() + b"\n")
        child.stdin.flush()
        answer = child.stdout.readline()
    except OSError:
        return b""
    finally:
        timer.cancel()
    return answer if answer.endswith(b"\n") else b""


def _end(child: subprocess.Popen[bytes] | None) -> None:
    if child is None:
        return
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
