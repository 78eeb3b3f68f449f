"""Lines parted by what they speak of, so that each part fits into memory."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from zlib import crc32

SIZE = 48 << 20
"""Bytes of claims that are worked on at once; in memory they take about six times as much."""
MOST = 96
"""How many parts there are at most: each has two files open, and some systems allow 256."""


def count_for(size: int) -> int:
    """Into how many parts a file of `size` bytes is divided.

    >>> count_for(1000), count_for(10 * SIZE)
    (1, 11)
    """
    return min(MOST, 1 + size // SIZE)


class Parts:
    """Some files, one for each part; a single part stays in memory.

    >>> with Parts(Path(), "letters", 1) as parts:
    ...     parts.writes[parts.number(b"a")](b"alpha ")
    ...     parts.writes[parts.number(b"b")](b"beta")
    ...     [parts.take(n) for n in range(len(parts.writes))]
    6
    4
    [b'alpha beta']
    """

    def __init__(self, folder: Path, name: str, count: int) -> None:
        self._paths = [folder / f"{name}-{n}" for n in range(count)] if count > 1 else []
        self._stack = ExitStack()
        self._files: list[BinaryIO] = [io.BytesIO()]
        if self._paths:
            self._files = [
                self._stack.enter_context(path.open("wb", buffering=1 << 16))
                for path in self._paths
            ]
        self.writes: list[Callable[[bytes], int]] = [file.write for file in self._files]
        """What takes the bytes of each part."""

    def number(self, key: bytes) -> int:
        """The part to which a key belongs; it is the same in every set of as many parts."""
        return crc32(key) % len(self._files)

    def take(self, number: int) -> bytes:
        """All that was written to a part, which is gone then."""
        file = self._files[number]
        if isinstance(file, io.BytesIO):
            return file.getvalue()
        file.close()
        body = self._paths[number].read_bytes()
        self._paths[number].unlink()
        return body

    def __enter__(self) -> "Parts":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def by_subject(claims: Path, parts: Parts) -> None:
    """Part the lines of N-Triples by their subjects."""
    writes, count = parts.writes, len(parts.writes)
    current, write = b"\n", writes[0]
    with claims.open("rb", buffering=1 << 20) as lines:
        for line in lines:
            if not line.startswith(current):
                current = line[: line.index(b" ") + 1]
                write = writes[crc32(current[:-1]) % count]
            write(line)


def read_parts(parts: Parts) -> Iterator[bytes]:
    """The parts, one after the other."""
    for number in range(len(parts.writes)):
        yield parts.take(number)
