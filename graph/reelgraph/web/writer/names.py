"""The name index of each copy of a store that is written."""

import sqlite3
import threading
from collections.abc import Callable

from reelgraph.errors import ReelgraphError
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import Folder
from reelgraph.web.indexing import is_large, is_there, link, make, restamped


class Names:
    """Gives each copy its name index; of a large store, that of the last copy until it is built."""

    def __init__(self, built: Callable[[Folder], None]) -> None:
        """Get ready.

        Args:
            built: Is told of a copy whose index has been built after it was handed out.

        """
        self._built = built
        self._lock = threading.Lock()
        self._wanted: Folder | None = None
        self._at_work = False

    def provide(self, copy: Folder, store: EmbeddedStore, last: Folder | None) -> None:
        """Give a new copy of a store its index.

        Args:
            copy: The copy, of the store as it is now.
            store: The store.
            last: The copy before it, if there is one.

        """
        assert store.folder is not None  # noqa: S101  it is a folder
        state = store.state()
        if not is_large(store):
            make(store, store.folder.names)
        if is_there(store.folder.names, state):
            link(store.folder.names, copy.names)
            return
        if last is not None:
            restamped(last.names, copy.names, state)
        with self._lock:
            self._wanted = copy
            if not self._at_work:
                self._at_work = True
                threading.Thread(target=self._build, daemon=True).start()

    def close(self, last: Folder, store: EmbeddedStore) -> None:
        """Leave the index of the last copy to the store, if it is a true one."""
        with self._lock:
            true = self._wanted is None
            self._wanted = None
        if true and store.folder is not None:
            link(last.names, store.folder.names)

    def _build(self) -> None:
        """Build the index of the newest copy, until there is no newer one."""
        while True:
            with self._lock:
                copy = self._wanted
                if copy is None:
                    self._at_work = False
                    return
            made = copy.path / "names-new.sqlite"
            try:
                with_copy = EmbeddedStore(copy.path)
                try:
                    make(with_copy, made)
                finally:
                    with_copy.close()
                done = True
            except (
                ReelgraphError,
                OSError,
                sqlite3.Error,
            ):  # the copy was removed meanwhile, for a newer one
                done = False
            with self._lock:
                newest = self._wanted is copy
                if newest:
                    self._wanted = None
            if done and newest:
                made.replace(copy.names)
                self._built(copy)
