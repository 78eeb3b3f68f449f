"""The note of a server that has a folder, so that other commands find it and go through it."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reelgraph.errors import StoreLocked
from reelgraph.store import locks
from reelgraph.store.layout import Folder


@dataclass(frozen=True, slots=True)
class Server:
    """A server as its note tells of it."""

    address: str
    """With a slash at its end."""
    pid: int

    @property
    def endpoint(self) -> str:
        """Where it is asked in SPARQL."""
        return f"{self.address}sparql"


def announce(folder: Folder, address: str) -> None:
    """Leave a note of this process, which has the folder and answers at an address."""
    with suppress(OSError):  # others are told less then, that is all
        note = {"address": address, "pid": os.getpid()}
        folder.server.write_text(json.dumps(note) + "\n", "utf-8")


def withdraw(folder: Folder) -> None:
    """Take the note away, if it is one of this process."""
    server = _noted(folder)
    if server is not None and server.pid == os.getpid():
        with suppress(OSError):
            folder.server.unlink()


def writer_of(path: Path) -> Server | None:
    """The server that writes a folder just now; None where there is none.

    A note without a lock was left by a server that was killed.
    """
    folder = Folder(path)
    server = _noted(folder)
    if server is None:
        return None
    try:
        locks.release(locks.acquire(folder.lock, exclusive=False, patience=0))
    except StoreLocked:
        return server
    return None


def _noted(folder: Folder) -> Server | None:
    try:
        note = json.loads(folder.server.read_text("utf-8"))
        return Server(str(note["address"]), int(note["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
