"""The name indexes of what is served: there before the first page asks, and renewed after a write.

One that is built in a moment is built at once; a larger one beside the answering, and meanwhile
the last one is used, which is a little behind the facts.
"""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from reelgraph.names import VERSION, NameIndex
from reelgraph.names.file import restamp
from reelgraph.store import EmbeddedStore

LARGE = 20_000
"""From how many names on an index takes more than a moment."""
LARGE_FILE = 4 << 20
"""The same in bytes of its file."""


def is_large(store: EmbeddedStore) -> bool:
    """Whether its name index takes more than a moment."""
    if store.names is not None and store.names.is_file():
        return store.names.stat().st_size > LARGE_FILE
    labels = store.select(f"SELECT ?a WHERE {{ ?a rdfs:label ?b }} LIMIT {LARGE}")
    return sum(1 for _ in labels) == LARGE


def is_there(path: Path, state: str) -> bool:
    """Whether a name index was built from this state."""
    if not path.is_file():
        return False
    with suppress(sqlite3.Error):
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as database:
            rows = database.execute("SELECT value FROM meta WHERE key = 'state'").fetchall()
        return rows == [(f"{VERSION}:{state}",)]
    return False


def make(store: EmbeddedStore, path: Path) -> None:
    """Have the name index of a store at a path."""
    with closing(NameIndex(store, path)) as index:
        index.prepare()


def build_beside(
    store: EmbeddedStore, tell: Callable[[str], object], then: Callable[[], object] = bool
) -> None:
    """Build the name index of a store, unless it is there: at once, or beside what follows."""
    assert store.folder is not None  # noqa: S101  what is in memory has no file
    folder = store.folder
    if is_there(folder.names, store.state()):
        return
    if not is_large(store):
        make(store, folder.names)
        return
    tell("building the name index beside it: until then a search waits")

    def build() -> None:
        with suppress(Exception):
            make(store, folder.names)
        then()

    threading.Thread(target=build, daemon=True).start()


def link(one: Path, other: Path) -> None:
    """Make a file stand in two places: by one name more for it, or by copying it."""
    with suppress(FileNotFoundError):
        other.unlink(missing_ok=True)
        try:
            os.link(one, other)
        except OSError:  # a file system without links
            shutil.copyfile(one, other)


def restamped(old: Path, new: Path, state: str) -> bool:
    """Copy a name index as if it were of another state; whether that was possible."""
    with suppress(OSError, sqlite3.Error):
        restamp(old, new, f"{VERSION}:{state}")
        return True
    new.unlink(missing_ok=True)
    return False
