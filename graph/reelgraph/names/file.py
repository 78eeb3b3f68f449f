"""The file of a name index: opened, checked, and built beside the old one.

How damage is noticed, without reading the file when it is opened:

- It holds a sum over all of it, and when it was finished: a moment that had passed when its last
  byte was written, which is set as the file's time. Who writes to it or cuts it leaves another
  time. A file of another time (a copy, say) is held against its sum once.
- A new file takes the place of the old one in one step; nobody writes in place. `File.unchanged`
  tells whether somebody did since it was opened, and is asked before each question: a file that is
  mapped into memory and cut short would end the process.
"""

import os
import shutil
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

VERSION = 4
"""Of the tables; an index of another version is built again."""
_MAPPED = 1 << 34
"""Bytes of the file that may be mapped into memory."""
_SUM_AT = 68
"""Where SQLite leaves four bytes to the application: they hold the sum over all others."""
_BLOCK = 1 << 20
_PREFIX = "names-"
_OLD = 86_400.0
"""Seconds after which what is half-built belongs to nobody any more."""


class File:
    """An index that is open for reading."""

    def __init__(self, database: sqlite3.Connection, path: Path | None) -> None:
        """Take a database; one without a path is in memory."""
        self.database, self._path = database, path
        self._opened = _identity(path) if path is not None else None

    @classmethod
    def open(cls, path: Path, stamp: str) -> Self | None:
        """The index at a path, if it was built from this state and nobody has touched it."""
        if not path.is_file():
            return None
        database = None
        with suppress(sqlite3.DatabaseError, OSError, LookupError, ValueError, TypeError):
            database = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
            said = dict(database.execute("SELECT key, value FROM meta").fetchall())
            if said.get("state") == stamp and _is_as_built(path, int(said["made"])):
                database.execute(f"PRAGMA mmap_size = {_MAPPED}")
                return cls(database, path)
        if database is not None:
            database.close()
        return None

    def unchanged(self) -> bool:
        """Whether nobody has written to the file since; a new one in its place is another file."""
        if self._path is None or self._opened is None:
            return True
        now = _identity(self._path)
        return now is None or now[0] != self._opened[0] or now == self._opened


def is_sound(path: Path, stamp: str) -> bool:
    """Whether an index is of this state, and to the last byte as it was built."""
    found = File.open(path, stamp)
    if found is None:
        return False
    found.database.close()
    with suppress(OSError):
        return _has_its_sum(path)
    return False


def build(path: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Have an index filled beside the old one, and let it take its place in one step.

    Raises:
        OSError, sqlite3.OperationalError: it cannot be written.

    """
    _tidy(path.parent)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=path.parent) as folder:
        made = Path(folder) / path.name
        with closing(sqlite3.connect(made)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("ATTACH ? AS staging", (f"{made}.staging",))
            database.execute("PRAGMA staging.journal_mode = OFF")
            database.execute("PRAGMA staging.synchronous = OFF")
            fill(database)
        _finish(made)
        made.replace(path)


def restamp(old: Path, new: Path, stamp: str) -> None:
    """Copy an index as if it were of another state.

    Raises:
        OSError, sqlite3.Error: it cannot be read or written.

    """
    shutil.copyfile(old, new)
    with closing(sqlite3.connect(new)) as database, database:
        database.execute("UPDATE meta SET value = ? WHERE key = 'state'", (stamp,))
    _finish(new)


def _finish(path: Path) -> None:
    """Write down when an index was finished, and its sum."""
    moment = int(time.time()) // 2 * 2 - 2  # some file systems only keep even seconds
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("INSERT OR REPLACE INTO meta VALUES ('made', ?)", (str(moment),))
    total = _sum(path)
    with path.open("r+b") as file:
        file.seek(_SUM_AT)
        file.write(total.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
    os.utime(path, (moment, moment))


def _is_as_built(path: Path, moment: int) -> bool:
    if path.stat().st_mtime_ns == moment * 10**9:
        return True
    sound = _has_its_sum(path)
    if sound:
        with suppress(OSError):  # the next process need not read it again
            os.utime(path, (moment, moment))
    return sound


def _has_its_sum(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(_SUM_AT)
        return int.from_bytes(file.read(4), "big") == _sum(path)


def _sum(path: Path) -> int:
    """The sum over a file, but for the place where it is kept."""
    with path.open("rb") as file:
        total = zlib.crc32(file.read(_SUM_AT))
        file.seek(4, os.SEEK_CUR)
        while block := file.read(_BLOCK):
            total = zlib.crc32(block, total)
    return total


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Which file stands at a path, and what changes when it is written; None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _tidy(folder: Path) -> None:
    """Remove what builders left that were ended in the middle, long ago."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if left.is_dir() and time.time() - left.stat().st_mtime > _OLD:
                shutil.rmtree(left)
