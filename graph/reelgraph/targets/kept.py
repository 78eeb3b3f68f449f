"""Answers of a server that were checked, kept so that nothing is asked twice.

A file for each answer, named by what was asked of whom, written in one step. There are names of
people in them, so that nobody but the user can read them, and a new run deletes the old ones.
"""

import gzip
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from reelgraph.errors import StoreError
from reelgraph.store.address import Endpoint
from reelgraph.store.layout import cache_folder

AGE = 86_400.0
"""Seconds for which an answer is believed."""
_ENDING = ".json.gz"


class TooMuch(Exception):
    """A question is too large for its server, so that less has to be asked for."""


class Kept:
    """The answers of one server in the user's cache folder."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        resume: bool = False,
        fresh: bool = False,
        age: float = AGE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Find the folder; nothing is written yet.

        Args:
            endpoint: The server.
            resume: Whether the answers of the run before are taken, however long ago it was.
            fresh: Whether nothing counts that was answered before this run, or before the run that
                is resumed.
            age: Seconds for which an answer is believed otherwise.
            clock: Gives the time in seconds since 1970.

        """
        self._whose = f"{endpoint.url}\n{endpoint.user}"
        name = hashlib.sha256(self._whose.encode()).hexdigest()[:16]
        self._folder = cache_folder() / "answers" / name
        self._resume, self._age, self._clock = resume, age, clock
        self._reach = 0.0 if fresh else age
        self._since: float | None = None

    def key(self, query: str) -> str:
        """What the answer to a query is called."""
        return hashlib.sha256(f"{self._whose}\n{query}".encode()).hexdigest()

    def get(self, query: str) -> ox.QuerySolutions | None:
        """The answer to a query; None where there is none that is whole and young enough.

        Raises:
            TooMuch: it was asked, and was too large.

        """
        path = self._path(query)
        since = self._begin()
        try:
            head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
            about = json.loads(head)
            if about["key"] != self.key(query) or not since <= about["when"] <= self._clock() + 1:
                return None
            if about["too_much"]:
                raise TooMuch
            found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, SyntaxError):
            return None  # there is none, or it is damaged: it is asked for again
        return found if isinstance(found, ox.QuerySolutions) else None

    def put(self, query: str, body: bytes | None) -> None:
        """Keep an answer that was checked, as JSON; None where it was too much to be answered.

        Raises:
            StoreError: the cache cannot be written.

        """
        about = {"key": self.key(query), "when": self._clock(), "too_much": body is None}
        packed = gzip.compress(json.dumps(about).encode() + b"\n" + (body or b""), 5)
        self._write(self._path(query), packed)

    def hold(self, seconds: float) -> None:
        """Note that the server wants to be left alone, for those who start again at once."""
        self._write(self._folder / "hold", str(self._clock() + seconds).encode())

    def held(self) -> float:
        """The seconds for which the server still wants to be left alone."""
        with suppress(OSError, ValueError):
            return max(float((self._folder / "hold").read_bytes()) - self._clock(), 0.0)
        return 0.0

    def _begin(self) -> float:
        """The time since when answers count; decided when the run first asks for one."""
        if self._since is None:
            mark = self._folder / "began"
            self._since = self._clock() - self._reach
            if self._resume:
                with suppress(OSError, ValueError):
                    self._since = min(float(mark.read_bytes()) - self._reach, self._since)
            else:
                self._write(mark, str(self._clock()).encode())
                self._sweep()
        return self._since

    def _sweep(self) -> None:
        """Delete what is too old for this run."""
        for file in self._folder.iterdir():
            with suppress(OSError):
                if file.name not in ("began", "hold") and file.stat().st_mtime < (
                    time.time() - self._age
                ):
                    file.unlink()

    def _path(self, query: str) -> Path:
        return self._folder / (self.key(query) + _ENDING)

    def _write(self, path: Path, body: bytes) -> None:
        temporary = path.with_name(f"{path.name}.{os.getpid()}-{id(body)}.new")
        try:
            for folder in (self._folder.parent, self._folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as out:
                out.write(body)
            temporary.replace(path)
        except OSError as error:
            raise StoreError(
                f"the cache folder {path.parent} cannot be written ({error.strerror}), so that an "
                "interrupted run could not be resumed: name another folder in the environment "
                "variable REELGRAPH_CACHE"
            ) from error
