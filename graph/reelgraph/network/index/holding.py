"""Where network indexes are kept: in a file beside the store, mapped; or in memory."""

import threading
from collections import OrderedDict
from contextlib import suppress
from errno import EIO
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from reelgraph.store import Store

if TYPE_CHECKING:
    from reelgraph.network.index.arrays import NetworkIndex
    from reelgraph.network.index.file import Mapped

_MOST = 4
"""How many of files are kept open: one for each state of a store."""
_held: "OrderedDict[tuple[str, str], tuple[NetworkIndex, Mapped | None]]" = OrderedDict()
"""Without a file where that could not be written."""
_own: "WeakKeyDictionary[Store, tuple[str, NetworkIndex]]" = WeakKeyDictionary()
"""Those of stores that have no place for a file."""
_wrong: dict[tuple[str, str], tuple[int, ...]] = {}
"""Of which there is a file that is of no use, and which file that is."""
_guard = threading.Lock()
_reading, _building = threading.Lock(), threading.Lock()


def held(store: Store) -> "NetworkIndex | None":
    """The index of a store as it is now, if this process has it already."""
    path = path_of(store)
    with _guard:
        known = any(place == str(path) for place, _ in _held) if path else store in _own
    if not known:  # a server is not asked for its state in vain
        return None
    state = store.state()
    key = str(path), state
    with _guard:
        if path is None:
            own = _own.get(store)
            return own[1] if own and own[0] == state else None
        found = _held.get(key)
        if found is None:
            return None
        index, mapped = found
        if mapped is not None and not mapped.unchanged():
            del _held[key]
            return None
        _held.move_to_end(key)
        return index


def index_of(store: Store, *, make: bool = False) -> "NetworkIndex | None":
    """The index of a store as it is now: from its file if that is sound and fresh.

    Args:
        store: Which.
        make: Whether it is built where there is none, and kept beside the store where that can be
            written; else None is given.

    Raises:
        OSError: of a folder store, there was no room to build it, or the disk fails.

    """
    found = held(store)
    if found is not None:
        return found
    path = path_of(store)
    if not make and (path is None or _identity(path) is None):
        return None
    state = store.state()
    if path is not None:
        with _reading:  # one at a time: the others find what the first has opened
            found = held(store) or _read(path, state)
        if found is not None:
            return found
    if not make:
        return None
    with _building:
        return held(store) or _built(store, path, state)


def _read(path: Path, state: str) -> "NetworkIndex | None":
    this = _identity(path)
    if this is None or _wrong.get((str(path), state)) == this:
        return None
    from reelgraph.network.index.arrays import NetworkIndex
    from reelgraph.network.index.file import Mapped

    mapped = Mapped.open(path, state)
    if mapped is not None:
        with suppress(KeyError, ValueError):
            if mapped.sound():
                index = NetworkIndex.of(mapped.parts())
                _keep(path, state, index, mapped)
                return index
    _wrong[str(path), state] = this  # stale or damaged: it is not read again and again
    return None


def prepare(store: Store) -> None:
    """Build the index of a store now, unless it is there and fresh, and keep it beside the store.

    Raises:
        OSError: it cannot be written.

    """
    path, state = path_of(store), store.state()
    with _building:
        if path is not None and _read(path, state) is None:
            from reelgraph.network.index.building import build

            _written(path, state, build(store))


def _built(store: Store, path: Path | None, state: str) -> "NetworkIndex":
    from reelgraph.network.index.building import build

    made = build(store)
    if path is None:
        with _guard:
            _own[store] = state, made
        return made
    with suppress(OSError):
        # What is mapped is shared with other processes, and what was built can go.
        return _written(path, state, made)
    _keep(path, state, made, None)
    return made


def _written(path: Path, state: str, made: "NetworkIndex") -> "NetworkIndex":
    from reelgraph.network.index import file

    file.write(path, state, made.parts)
    found = _read(path, state)
    if found is None:
        raise OSError(EIO, "what was written cannot be read again", str(path))
    return found


def _keep(path: Path, state: str, index: "NetworkIndex", mapped: "Mapped | None") -> None:
    with _guard:
        _wrong.pop((str(path), state), None)
        _held[str(path), state] = index, mapped
        while len(_held) > _MOST:
            _held.popitem(last=False)


def _identity(path: Path) -> tuple[int, ...] | None:
    """Which file is at a path, if it is one."""
    with suppress(OSError):
        found = path.stat()
        if path.is_file():
            return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def path_of(store: Store) -> Path | None:
    """Where the index of a store is kept: beside that of its names."""
    names = store.names
    if names is None:
        return None
    return names.with_name(names.stem.replace("names", "network", 1) + ".index")
