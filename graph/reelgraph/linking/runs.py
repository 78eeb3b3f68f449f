"""When a run began, so that one that was interrupted can go on as if nothing had happened."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from reelgraph.errors import StoreError
from reelgraph.store import Store
from reelgraph.store.layout import cache_folder
from reelgraph.targets.target import Target


def begun(store: Store, target: Target, *, resume: bool) -> str:
    """The time of a run, as xsd:dateTime: now, or of the interrupted run that goes on.

    Raises:
        StoreError: the cache folder cannot be written.

    """
    path = _record(store, target)
    if resume:
        with suppress(OSError):
            noted = path.read_text("ascii").strip()
            datetime.fromisoformat(noted)
            return noted
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(moment, "ascii")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    return moment


def ended(store: Store, target: Target) -> None:
    """Note that a run is complete: there is nothing to go on with."""
    with suppress(OSError):
        _record(store, target).unlink(missing_ok=True)


def _record(store: Store, target: Target) -> Path:
    where = str(Path(store.place).resolve()) if Path(store.place).exists() else store.place
    name = hashlib.sha256(f"{where}\n{target.version}".encode()).hexdigest()[:16]
    return cache_folder() / "runs" / name
