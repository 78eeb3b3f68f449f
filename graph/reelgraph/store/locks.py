"""The lock beside a store: shared for readers, exclusive for the one writer.

The embedded database must not be read while another process writes it. The lock is the operating
system's, so that it ends with its process, however that ends.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import portalocker

from reelgraph.errors import StoreError, StoreLocked

PATIENCE = 5.0
"""Seconds for which a lock is waited for, unless the caller says otherwise."""


def acquire(path: Path, *, exclusive: bool, patience: float | None = None) -> IO[bytes]:
    """The open lock file; closing it gives the lock back.

    Raises:
        StoreLocked: another process kept it for longer than `patience` seconds.
        StoreError: the lock file cannot be opened.

    """
    kind = portalocker.LockFlags.EXCLUSIVE if exclusive else portalocker.LockFlags.SHARED
    try:
        handle = path.open("ab") if exclusive or not path.exists() else path.open("rb")
    except OSError as error:
        raise StoreError(f"the lock {path} cannot be opened: {error}") from error
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            portalocker.lock(handle, kind | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.LockException:
            if time.monotonic() > deadline:
                handle.close()
                doing = "read or written" if exclusive else "written"
                raise StoreLocked(
                    f"{path.parent} is being {doing} by another process: "
                    "wait until it has ended, and try again "
                    "(a notebook and 'reelgraph serve' hold it until they are closed)"
                ) from None
            time.sleep(0.05)
        else:
            return handle


def release(handle: IO[bytes]) -> None:
    """Give a lock back."""
    with suppress(portalocker.LockException):
        portalocker.unlock(handle)
    handle.close()


@contextmanager
def locked(path: Path, *, exclusive: bool, patience: float | None = None) -> Iterator[None]:
    """Hold the lock for the length of a block."""
    handle = acquire(path, exclusive=exclusive, patience=patience)
    try:
        yield
    finally:
        release(handle)
