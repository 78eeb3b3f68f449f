"""The application's own questions: short and many, so they share one worker, all at once."""

import threading
import time
from pathlib import Path
from typing import IO

from reelgraph.errors import Busy, QueryTimeout, Refused
from reelgraph.web.pool.talking import Asked, Broken, Late, Line
from reelgraph.web.pool.workers import Nursery, Worker

OWN_SECONDS = 10.0
"""What a question of the application may take."""
OWN_LARGEST = 1 << 28
"""Bytes that the answer to one may have."""
AGAIN = 3
"""How often a question of the application is asked whose worker ended under it."""
TOO_MUCH = (
    "the query needed more memory than a query may have here, and was ended: "
    "ask for less, or for one name or year; sorting and joining all with all need most"
)
GONE = "the program that answered the query ended: ask again, and for less"


class OwnLane:
    """One worker for all of the application's own questions; a late one costs it its life."""

    def __init__(self, nursery: Nursery, rdf: Path, seconds: float = OWN_SECONDS) -> None:
        self.seconds = seconds
        self._nursery, self._rdf = nursery, rdf
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._lines: list[Line] = []
        self._closed = False

    def ask(self, asked: Asked, into: IO[bytes], seconds: float | None = None) -> int:
        """Write the whole answer to a file, and give its length.

        Raises:
            QueryTimeout: the time was up.
            Refused: it needed more memory than a query may.
            SyntaxError: as the engine says it.

        """
        limit = self.seconds if seconds is None else seconds
        deadline = time.monotonic() + limit
        for _ in range(AGAIN):
            line = self._line()
            try:
                length = line.ask(asked, deadline, into, OWN_LARGEST)
            except Late:
                line.worker.end()
                self._forget(line.worker)
                raise QueryTimeout(
                    f"the query was ended at its time limit of {limit:g} s"
                ) from None
            except Broken:  # it was ended for the sake of another question, as a rule
                self._forget(line.worker)
                into.seek(0)
                into.truncate()
            else:
                self._give_back(line)
                return length
        raise Refused(TOO_MUCH if line.worker.wanted_memory else GONE)

    def warm(self) -> None:
        """Start the worker, so that the first question need not wait for it."""
        self._give_back(self._line())

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._closed = True
            worker = self._worker
        if worker is not None:
            self._forget(worker)
            worker.end()

    def _line(self) -> Line:
        with self._lock:
            if self._closed:
                raise Busy("this server is ending, or has something newer: ask again")
            while self._lines:
                line = self._lines.pop()
                if line.worker is self._worker and line.worker.alive:
                    return line
                line.close()
            if self._worker is None or not self._worker.alive:
                self._worker = self._nursery.start(self._rdf)
            return Line(self._worker)

    def _give_back(self, line: Line) -> None:
        with self._lock:
            if line.worker is self._worker:
                self._lines.append(line)
                return
        line.close()

    def _forget(self, worker: Worker) -> None:
        with self._lock:
            if self._worker is worker:
                self._worker = None
                lines, self._lines = self._lines, []
                for line in lines:
                    line.close()
