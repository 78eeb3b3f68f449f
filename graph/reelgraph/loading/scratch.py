"""Where a load keeps its temporary files."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reelgraph.errors import StoreError
from reelgraph.store import locks
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.files import unwritable


@contextmanager
def scratch_folder(store: EmbeddedStore) -> Iterator[Path]:
    """A temporary folder on the disk of the store, and the end of those that were left behind."""
    if store.folder is None:
        with tempfile.TemporaryDirectory(prefix="reelgraph-") as made:
            yield Path(made)
        return
    staging = store.folder.staging
    try:
        staging.mkdir(exist_ok=True)
        for left in staging.iterdir():
            with suppress(StoreError):  # in use
                locks.release(locks.acquire(left / "in-use", exclusive=True, patience=0))
                shutil.rmtree(left, ignore_errors=True)
        made = tempfile.mkdtemp(dir=staging)
        handle = locks.acquire(Path(made) / "in-use", exclusive=True)
        try:
            yield Path(made)
        finally:
            locks.release(handle)
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise unwritable(store.folder.path, error) from error
