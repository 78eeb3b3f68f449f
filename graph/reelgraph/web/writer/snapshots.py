"""Copies of a store for its readers: a store beside the store, cheap, for its files are shared."""

import shutil
from contextlib import suppress

import pyoxigraph as ox

from reelgraph.errors import StoreError
from reelgraph.store.layout import Folder
from reelgraph.store.owned import OwnedStore


class Snapshots:
    """The copies of one store, in a folder of it that is emptied when this is made."""

    def __init__(self, store: OwnedStore) -> None:
        """Get ready; what a killed server left behind is removed."""
        assert store.folder is not None  # noqa: S101  it is a folder
        self._store, self._folder = store, store.folder
        self._place = self._folder.serving
        self.trial = self._place / "trial"
        """Where an update may be tried."""
        self._count = 0
        shutil.rmtree(self._place, ignore_errors=True)

    def take(self) -> Folder:
        """A copy of the store as it is now, without its name index.

        Raises:
            StoreError: it cannot be made.

        """
        self._count += 1
        copy = Folder(self._place / str(self._count))
        try:
            copy.path.mkdir(parents=True)
            shutil.copyfile(self._folder.settings, copy.settings)
            with suppress(FileNotFoundError):
                shutil.copyfile(self._folder.state, copy.state)
            self._store.rdf.backup(str(copy.rdf))
        except (OSError, RuntimeError) as error:
            raise StoreError(f"{copy.path} cannot be written: {error}") from error
        return copy

    def remove(self, copy: Folder) -> None:
        """Remove a copy that nobody reads any more."""
        shutil.rmtree(copy.path, ignore_errors=True)

    def close(self) -> None:
        """Remove all copies."""
        shutil.rmtree(self._place, ignore_errors=True)


def database(copy: Folder) -> ox.Store:
    """The database of a copy, read in this process."""
    return ox.Store.read_only(str(copy.rdf))
