"""Trying an update out before it is done, for once begun in earnest it cannot be ended.

What would take too long or too much memory is ended in a process of its own, with a copy of the
store; the store has not changed then, and whoever reads has not waited.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Set
from pathlib import Path

import pyoxigraph as ox

from reelgraph.errors import Busy, QueryError, QuerySyntaxError, QueryTimeout, Refused, StoreError
from reelgraph.web.writer.updates import is_data

SECONDS = 60.0
"""What an update may take, the mending of the view included."""
MEMORY = 1536 << 20
"""Bytes that one may need."""
_REMEDY = (
    "nothing was changed. Change less at once; a whole source is loaded and removed when this "
    "server has ended, with 'reelgraph load' and 'reelgraph remove'"
)


class Trying:
    """Tries updates of one store, one at a time."""

    def __init__(self, place: Path, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Get ready.

        Args:
            place: A folder that is made for each trial, and removed after it.
            seconds: What an update may take.
            memory: Bytes that one may need.

        """
        self._place, self._seconds, self._memory = place, seconds, memory
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    def entities(
        self, update: str, rdf: ox.Store, before: Path, suspects: Set[str] | None
    ) -> list[str]:
        """The entities whose view an update changes; it has been tried, and is good.

        Args:
            update: The update.
            rdf: The store, which stays as it is.
            before: A database with the same in it, that nobody writes.
            suspects: The graphs that the update may change; all if None.

        Raises:
            QuerySyntaxError: it is not SPARQL.
            QueryError: it fails.
            QueryTimeout: it takes too long.
            Refused: it needs too much memory.
            Busy: this is ending.

        """
        shutil.rmtree(self._place, ignore_errors=True)
        try:
            self._place.mkdir(parents=True)
            rdf.backup(str(self._place / "rdf"))
            asked = {
                "update": update,
                "before": str(before),
                "copy": str(self._place / "rdf"),
                "suspects": None if suspects is None else sorted(suspects),
                "is_listed": suspects is not None and is_data(update, drops=False),
                "seconds": self._seconds,
                "memory": self._memory,
            }
            return self._answer(json.dumps(asked).encode())
        except OSError as error:
            raise StoreError(f"{self._place} cannot be written: {error}") from error
        finally:
            shutil.rmtree(self._place, ignore_errors=True)

    def close(self) -> None:
        """End what is being tried."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()

    def _answer(self, asked: bytes) -> list[str]:
        pipe = subprocess.PIPE
        command = [sys.executable, "-P", "-m", f"{__package__}.trial"]
        with self._lock:
            if self._closed:
                raise Busy("this server is ending")
            child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
            self._child = child
        with child:
            try:
                said = child.communicate(asked, timeout=self._seconds)[0]
            except subprocess.TimeoutExpired:
                child.kill()
                raise QueryTimeout(
                    f"the update takes longer than the {self._seconds:g} s that it may: {_REMEDY}"
                ) from None
            finally:
                with self._lock:
                    self._child = None
        return self._understood(said)

    def _understood(self, said: bytes) -> list[str]:
        if self._closed:
            raise Busy("this server is ending")
        try:
            found = json.loads(said)
        except ValueError:  # it was ended by its own weight
            raise Refused(
                f"the update needs more than the {self._memory >> 20:,} MB of memory that it "
                f"may: {_REMEDY}"
            ) from None
        if "mistake" in found:
            raise QuerySyntaxError(f"SPARQL error: {found['mistake']}")
        if "failure" in found:
            raise QueryError(f"the update failed: {found['failure']}")
        entities: list[str] = found["entities"]
        return entities
