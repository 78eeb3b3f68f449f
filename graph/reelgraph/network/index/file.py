"""The file of a network index: named arrays behind a header, mapped into memory.

Opening reads the header alone, whatever the size; processes share the pages. How damage is noticed:

- The header has its own sum, and says how long the file is and when it was finished: a moment that
  had passed when its last byte was written, which is set as the file's time. Nobody can write to
  it, or cut it, and leave that time. A file of another time (a copy, or one that was touched) is
  read whole once by a process and held against the sum of its body; `verified` always does so.
- A new file takes the place of the old one in one step, after it has reached the disk; nobody
  writes in place. Who has the old one mapped keeps it as it was, deleted or not.
- `Mapped.unchanged` tells whether somebody did write in place since. It is asked before each
  question, so what remains is somebody who cuts the file while a question is being answered, which
  ends the process by SIGBUS, or who damages it and then sets its time back by hand.
"""

import json
import mmap
import os
import tempfile
import time
import weakref
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import numpy as np
from numpy.typing import NDArray

VERSION = 3
"""Of what is in it; an index of another version is built again."""
_MAGIC = b"reelgraph network index\n"
_NUMBER = 8
"""Bytes of each of the two numbers behind the first words: the sum and the length of the header."""
_BEGIN = len(_MAGIC) + 2 * _NUMBER
_ALIGNED = 64
"""Parts begin at multiples of this, as processors like it."""
_PREFIX = "network-"
_OLD = 600.0
"""Seconds after which a half-written file is nobody's any more: writing takes a few."""

Array = NDArray[np.generic]
Parts = Mapping[str, "Array"]


def write(path: Path, state: str, parts: Parts) -> None:
    """Write beside the old one and take its place in one step.

    Raises:
        OSError: it cannot be written.

    """
    arrays = {name: np.ascontiguousarray(part) for name, part in parts.items()}
    listed, at, total = [], 0, 0
    for name, array in arrays.items():
        listed.append([name, array.dtype.newbyteorder("<").str, at, array.nbytes])
        for piece in _written(array):
            total = zlib.crc32(piece, total)
            at += len(piece)
    # FAT knows even seconds only.
    finished = (int(time.time()) // 2 - 1) * 2
    about = {
        "version": VERSION,
        "state": state,
        "finished": finished,
        "size": at,
        "sum": total,
        "parts": listed,
    }
    header = json.dumps(about).encode()
    header += b" " * (-(_BEGIN + len(header)) % _ALIGNED)
    sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + zlib.crc32(header).to_bytes(_NUMBER, "little"))
            file.write(len(header).to_bytes(_NUMBER, "little") + header)
            for array in arrays.values():
                for piece in _written(array):
                    file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        os.utime(temporary, (finished, finished))
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Take away what writers left there that were ended in the middle."""
    for left in folder.glob(_PREFIX + "*"):
        with suppress(OSError):
            if not left.suffix and time.time() - left.stat().st_mtime > _OLD:
                left.unlink()


class Mapped:
    """A file of this kind that is open."""

    def __init__(self, file: BinaryIO, body: int, about: dict[str, Any]) -> None:
        self._about, self._body = about, body
        self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # Of the file itself, which may have no name any more.
        self._file = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._file)
        self._identity = _identity(self._file)

    @classmethod
    def open(cls, path: Path, state: str | None) -> Self | None:
        """The file, if its header is sound and of this state (of any if None); else None."""
        with (
            suppress(OSError, ValueError, KeyError, TypeError, AttributeError),
            path.open("rb") as file,
        ):
            begin = file.read(_BEGIN)
            length = int.from_bytes(begin[-_NUMBER:], "little")
            size = os.fstat(file.fileno()).st_size
            if begin[: len(_MAGIC)] != _MAGIC or length > size:
                return None
            header = file.read(length)
            if zlib.crc32(header) != int.from_bytes(begin[len(_MAGIC) : -_NUMBER], "little"):
                return None
            about = json.loads(header)
            fitting = about["version"] == VERSION and state in (None, about["state"])
            if fitting and _BEGIN + length + about["size"] == size:
                return cls(file, _BEGIN + length, about)
        return None

    @property
    def state(self) -> str:
        """The state of the store that it was built from."""
        return str(self._about["state"])

    def sound(self) -> bool:
        """Whether nothing was written to it since it was finished: by its time, or by its sum."""
        return self._identity[1] == self._about["finished"] * 10**9 or self.verified()

    def verified(self) -> bool:
        """Whether its body has the sum that it should have; reads it all."""
        with memoryview(self._map) as whole:
            return zlib.crc32(whole[self._body :]) == int(self._about["sum"])

    def unchanged(self) -> bool:
        """Whether nobody wrote to it, or cut it, since it was opened; it may have been deleted."""
        return _identity(self._file) == self._identity

    def parts(self) -> dict[str, "Array"]:
        """The arrays, as they lie in the file."""
        found: dict[str, Array] = {}
        for name, kind, at, size in self._about["parts"]:
            dtype = np.dtype(kind)
            found[name] = np.frombuffer(self._map, dtype, size // dtype.itemsize, self._body + at)
        return found


def _written(array: "Array") -> tuple[memoryview, bytes]:
    """The bytes of an array, and those that fill the room behind it."""
    body = memoryview(cast(Any, array)).cast("B") if array.size else memoryview(b"")
    return body, bytes(-len(body) % _ALIGNED)


def _identity(file: int) -> tuple[int, int]:
    found = os.fstat(file)
    return found.st_size, found.st_mtime_ns
