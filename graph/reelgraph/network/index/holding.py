"""Where network indexes are kept: in memory while they hold, and in a file beside the store."""

import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from reelgraph.store import Store

if TYPE_CHECKING:
    from reelgraph.network.index.arrays import NetworkIndex

_MOST = 4
"""How many of files are kept in memory: one for each state of a store."""
_held: "OrderedDict[tuple[str, str], NetworkIndex]" = OrderedDict()
_own: "WeakKeyDictionary[Store, tuple[str, NetworkIndex]]" = WeakKeyDictionary()
"""Those of stores that have no place for a file."""
_wrong: set[tuple[str, str]] = set()
"""Of which there is a file that is of no use."""
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
    with _guard:
        if path is None:
            own = _own.get(store)
            return own[1] if own and own[0] == state else None
        found = _held.get((str(path), state))
        if found is not None:
            _held.move_to_end((str(path), state))
        return found


def index_of(store: Store, *, make: bool = False) -> "NetworkIndex | None":
    """The index of a store as it is now: from memory, or from its file if that is sound and fresh.

    Args:
        store: Which.
        make: Whether it is built where there is none, and kept beside the store where that can be
            written; else None is given.

    """
    found = held(store)
    if found is not None:
        return found
    path = path_of(store)
    if not make and (path is None or not path.is_file()):
        return None
    state = store.state()
    if not make and (str(path), state) in _wrong:
        return None
    if path is not None:
        with _reading:  # one at a time: the others find what the first has read
            found = held(store) or _read(path, state)
        if found is not None:
            _keep(store, path, state, found)
            return found
        _wrong.add((str(path), state))  # stale or damaged: it is not read again and again
    if not make:
        return None
    with _building:
        return held(store) or _built(store, path, state)


def _read(path: Path, state: str) -> "NetworkIndex | None":
    from reelgraph.network.index import file
    from reelgraph.network.index.arrays import NetworkIndex

    parts = file.read(path, state)
    with suppress(KeyError, ValueError):
        return NetworkIndex.of(parts) if parts is not None else None
    return None


def _built(store: Store, path: Path | None, state: str) -> "NetworkIndex":
    from reelgraph.network.index import file
    from reelgraph.network.index.building import build

    found = build(store)
    if path is not None:
        with suppress(OSError):
            file.write(path, state, found.parts)
    _keep(store, path, state, found)
    return found


def _keep(store: Store, path: Path | None, state: str, index: "NetworkIndex") -> None:
    with _guard:
        if path is None:
            _own[store] = state, index
            return
        _wrong.discard((str(path), state))
        _held[str(path), state] = index
        while len(_held) > _MOST:
            _held.popitem(last=False)


def path_of(store: Store) -> Path | None:
    """Where the index of a store is kept: beside that of its names."""
    names = store.names
    if names is None:
        return None
    return names.with_name(names.stem.replace("names", "network", 1) + ".index")
