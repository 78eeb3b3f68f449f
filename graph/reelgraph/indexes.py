"""The derived indexes of a store, of its names and of its network: made beforehand, and checked.

Whoever needs one makes it, if it is not there. So nothing but time depends on what is done here.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Literal

from reelgraph import names
from reelgraph.errors import StoreError
from reelgraph.network.index import holding
from reelgraph.sources.inputs import Progress
from reelgraph.store import EmbeddedStore, Store

Standing = Literal["fresh", "stale", "damaged", "missing"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of one index."""

    name: str
    seconds: float
    bytes: int
    """Of its file."""
    fresh: bool
    """Whether it was there already and nothing had to be done."""
    path: Path


@dataclass(frozen=True, slots=True)
class Checked:
    """How one index stands."""

    name: str
    standing: Standing
    bytes: int
    path: Path


def prepare(store: Store, progress: Progress | None = None) -> list[Prepared]:
    """Make the indexes of a store, unless they are there and fresh.

    Those of a folder are made side by side, each in a process of its own.

    Args:
        store: Which; for one in memory nothing is made.
        progress: Told what is being done.

    Returns:
        One for each index.

    Raises:
        StoreError: one cannot be written. What was there before is as it was.

    """
    before = check(store)
    wanted = [one for one in before if one.standing != "fresh"]
    if progress is not None and wanted:
        progress(f"building the index of {' and of '.join(one.name for one in wanted)}", -1)
    seconds: dict[str, float] = {}
    began = time.monotonic()
    with ExitStack() as stack:
        child = None
        if len(wanted) == len(before) and isinstance(store, EmbeddedStore):
            child = _begun(store)
        if child is not None:
            stack.enter_context(child)  # which waits for its end
        for one in wanted:
            if child is None:
                began = time.monotonic()
            if one.name == "network" and child is not None:
                child.wait()  # if it failed, the next line tells why
            _make(store, one)
            seconds[one.name] = time.monotonic() - began
    return [
        Prepared(
            one.name,
            seconds.get(one.name, 0.0),
            one.path.stat().st_size,
            one.name not in seconds,
            one.path,
        )
        for one in before
    ]


def check(store: Store) -> list[Checked]:
    """How the indexes of a store stand: reads them to the last byte. None of one in memory."""
    path, network = store.names, holding.path_of(store)
    if path is None or network is None:
        return []
    found = []
    for name, place, look in ("names", path, _of_names), ("network", network, _of_network):
        there = place.exists()
        standing = look(place, store.state()) if there else "missing"
        found.append(Checked(name, standing, place.stat().st_size if there else 0, place))
    return found


def _of_names(path: Path, state: str) -> Standing:
    stamp = f"{names.VERSION}:{state}"
    if names.file.is_sound(path, stamp):
        return "fresh"
    with suppress(sqlite3.Error):
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            rows = database.execute("SELECT value FROM meta WHERE key = 'state'").fetchall()
        if rows and rows != [(stamp,)]:
            return "stale"
    return "damaged"


def _of_network(path: Path, state: str) -> Standing:
    from reelgraph.network.index.file import Mapped

    found = Mapped.open(path, None)
    if found is None or not found.verified():
        return "damaged"
    return "fresh" if found.state == state else "stale"


def _make(store: Store, one: Checked) -> None:
    """Make an index, unless another process has just made it."""
    try:
        if one.path.is_dir():
            raise IsADirectoryError(f"{one.path} is a folder: remove it")
        if one.standing == "damaged":
            one.path.unlink(missing_ok=True)
        with tempfile.TemporaryFile(dir=one.path.parent):
            pass
        if one.name == "network":
            holding.prepare(store)
        else:
            _make_names(store, one.path)
    except OSError as error:
        raise StoreError(
            f"the index of the {one.name} cannot be written to {one.path.parent}: "
            f"{error.strerror or error}. The store itself is whole, and is read without it"
        ) from error


def _make_names(store: Store, path: Path) -> None:
    with closing(names.NameIndex(store, path)) as index:
        index.prepare()
    if _of_names(path, store.state()) != "fresh":  # it is then made in memory
        raise OSError(ENOSPC, os.strerror(ENOSPC))


def _begun(store: EmbeddedStore) -> "subprocess.Popen[bytes] | None":
    """A process that makes the network index of a folder; None if there can be none."""
    code = "import sys; from reelgraph import indexes; indexes.make_network_index(sys.argv[1])"
    command = [sys.executable, "-P", "-c", code, store.place]
    with suppress(OSError, ValueError):
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return None


def make_network_index(folder: str) -> None:
    """Make the network index of a folder."""
    with closing(EmbeddedStore(Path(folder))) as store:
        holding.prepare(store)
