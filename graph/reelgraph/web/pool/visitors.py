"""Visitors' queries: each has a worker to itself, so that ending it ends nobody else's."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reelgraph.errors import Busy, EndpointError, QueryTimeout, Refused
from reelgraph.web.pool.own import GONE, TOO_MUCH
from reelgraph.web.pool.talking import Asked, Broken, Late, Line
from reelgraph.web.pool.workers import Nursery

WARM, MOST = 2, 6
"""How many workers wait for visitors, and how many there are at most."""
TURN = 3.0
"""Seconds for which a visitor's query waits for a worker."""
SLOW, NICE = 1.0, 15
"""Seconds after which a query lets all others go before it, and how far it steps back."""


class VisitorLane:
    """The workers of visitors, each with one query at a time."""

    def __init__(self, nursery: Nursery, rdf: Path, *, warm: int = WARM, most: int = MOST) -> None:
        self._nursery, self._rdf, self._most = nursery, rdf, most
        self._warm = warm
        self._free: list[Line] = []
        self._leased: set[Line] = set()
        self._count = 0
        """How many there are, those included that are being started."""
        self._turn = threading.Condition()
        self._waiting: deque[object] = deque()
        self._closed = False
        self._then: Callable[[], object] | None = None

    def ask(self, asked: Asked, into: IO[bytes], seconds: float, most: int) -> int:
        """Write the whole answer to a file, and give its length.

        Raises:
            QueryTimeout: the time was up; its worker has been ended.
            Refused: the answer is too large, or the query needed too much memory.
            Busy: no turn came in time.
            SyntaxError: as the engine says it.

        """
        deadline = time.monotonic() + seconds
        with self._lease(min(deadline, time.monotonic() + TURN)) as line, _giving_way(line):
            try:
                return line.ask(asked, deadline, into, most)
            except Late:
                line.worker.end()
                raise QueryTimeout(
                    f"the query was ended at its time limit of {seconds:g} s: ask for less, "
                    "or for one name or year"
                ) from None
            except Refused:
                line.worker.end()
                raise
            except Broken as error:
                line.worker.end()
                line.worker.gone(1.0)
                if line.worker.wanted_memory:
                    raise Refused(TOO_MUCH) from None
                raise EndpointError(f"{GONE} ({error})") from None

    def warm(self) -> None:
        """Start the workers that are to wait for visitors."""
        for _ in range(self._warm):
            with self._turn:
                if self._closed or self._count >= self._warm:
                    return
                self._count += 1
            self._give_back(self._started())

    def close(self, then: Callable[[], object] | None = None) -> None:
        """End the workers: at once, or if something is to be done `then`, each after its query."""
        with self._turn:
            self._closed, self._then = True, then
            lines, self._free = self._free, []
            self._count -= len(lines)
            rest = [] if then else list(self._leased)
            self._turn.notify_all()
            done = self._count == 0
        for line in lines:
            line.close()
        for line in [*lines, *rest]:
            line.worker.end()
        if then and done:
            then()

    @contextmanager
    def _lease(self, until: float) -> Iterator[Line]:
        """A worker of one's own, for the length of a block."""
        line = self._taken(until)
        try:
            yield line
        finally:
            self._give_back(line)

    def _taken(self, until: float) -> Line:
        ticket = object()
        with self._turn:
            self._waiting.append(ticket)
            try:
                while True:
                    if self._closed:
                        raise Closed
                    first = self._waiting[0] is ticket
                    while first and self._free:
                        line = self._free.pop()
                        if line.worker.alive:
                            self._leased.add(line)
                            return line
                        line.close()
                        self._count -= 1
                    if first and self._count < self._most:
                        self._count += 1
                        break
                    left = until - time.monotonic()
                    if left <= 0:
                        raise Busy(
                            f"all {self._most} places for queries are taken: ask again in a moment"
                        )
                    self._turn.wait(left)
            finally:
                self._waiting.remove(ticket)
                self._turn.notify_all()
        return self._started()

    def _started(self) -> Line:
        """A line to a new worker, which was counted before."""
        try:
            line = Line(self._nursery.start(self._rdf))
        except BaseException:
            with self._turn:
                self._less()
            raise
        with self._turn:
            self._leased.add(line)
            if self._closed and self._then is None:
                line.worker.end()
        return line

    def _give_back(self, line: Line) -> None:
        with self._turn:
            self._leased.discard(line)
            more = len(self._free) < self._warm or self._waiting
            if line.worker.alive and not self._closed and more:
                self._free.append(line)
                self._turn.notify_all()
                return
            self._less()
        line.close()
        line.worker.end()

    def _less(self) -> None:
        """Count one worker less; called with the lock."""
        self._count -= 1
        self._turn.notify_all()
        if self._closed and self._count == 0 and self._then is not None:
            self._then()


@contextmanager
def _giving_way(line: Line) -> Iterator[None]:
    """Let a query that takes long step back behind others; its worker is not used again."""
    timer = threading.Timer(SLOW, line.worker.slow, (NICE,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if line.worker.slowed:  # a process cannot step forward again
            line.worker.end()


class Closed(Exception):
    """There are no more turns here."""
