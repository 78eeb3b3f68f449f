"""The dump as blocks of whole lines: unpacked, as text, with the number of the first line."""

import bz2
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from reelgraph.errors import InputError
from reelgraph.sources.inputs import Progress

BLOCK = 1 << 23
"""Bytes of a block: the memory of a run is a few of them."""
LONGEST = 1 << 26
"""Bytes of the longest line. What has none shorter is no N-Triples."""
STDIN = "-"
BROKEN = "\ufffd"
"""What a line begins with that is not UTF-8: so it has the shape of no triple."""

BZ2_END = 11
"""Bytes in which a bzip2 file ends: a mark of 48 bits, a sum of 32, and up to 7 more."""
_BZ2_MARK = 0x177245385090
_MAGIC = {b"BZh": "bz2", b"\x1f\x8b\x08": "gz"}


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of the dump."""

    text: str
    first: int
    """The number of the first line, from 1."""
    lines: int
    size: int
    """In bytes."""


def shown(dump: str) -> str:
    """What the dump is called in messages."""
    return "standard input" if dump == STDIN else dump


def packed(dump: str) -> str:
    """How a file is packed: ``bz2``, ``gz``, or not at all.

    Raises:
        InputError: it is missing, empty or cannot be read.

    """
    path = Path(dump)
    if path.is_dir():
        raise InputError(f"{dump} is a folder: name the file of the dump, latest-truthy.nt.bz2")
    try:
        with path.open("rb") as stream:
            head = stream.read(3)
    except FileNotFoundError:
        raise InputError(f"{dump}: there is no such file") from None
    except OSError as error:
        raise InputError(f"{dump} cannot be read: {error.strerror}") from error
    if not head:
        raise InputError(f"{dump} is empty")
    return _MAGIC.get(head, "")


def packable(dump: str) -> bool:
    """Whether the dump is packed, as far as that can be seen."""
    if "://" in dump:
        return dump.endswith((".bz2", ".gz"))
    return dump != STDIN and bool(packed(dump))


def cut_short(dump: str, why: object) -> InputError:
    """What to say of a packed file that does not unpack to its end."""
    return InputError(
        f"{shown(dump)} is damaged or cut short ({why}), so nothing was written: compare its size "
        "and its checksum with those beside the dump, and fetch the rest (wget -c goes on where it "
        "stopped)"
    )


def ends_bz2(last: bytes) -> bool:
    """Whether the last bytes of a file (`BZ2_END` or more) are the end of a bzip2 file.

    >>> ends_bz2(bz2.compress(b"film")), ends_bz2(bz2.compress(b"film")[:-1])
    (True, False)
    """
    bits = int.from_bytes(last, "big")
    return any((bits >> (32 + more)) & ((1 << 48) - 1) == _BZ2_MARK for more in range(8))


def blocks(dump: str, progress: Progress | None = None) -> Iterator[Block]:
    """The dump, block by block.

    Args:
        dump: A file, packed by bzip2 or gzip or not at all; or ``-`` for standard input.
        progress: Told the part of the file that has been read.

    Raises:
        InputError: it cannot be read, is cut short, or is no text.

    """
    first, left = 1, b""
    with _opened(dump) as (stream, done):
        while True:
            try:
                more = stream.read(BLOCK)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise cut_short(dump, error) from error
            except OSError as error:
                if error.errno is None:  # bz2 says so of bytes that are none of its
                    raise cut_short(dump, error) from error
                raise InputError(f"{shown(dump)} cannot be read: {error.strerror}") from error
            end = more.rfind(b"\n") + 1 if more else 0
            whole, left = (left + more[:end], more[end:]) if end else (b"", left + more)
            if not more:
                whole, left = left, b""
            if len(left) > LONGEST:
                raise InputError(
                    f"{shown(dump)}:{first}: a line of more than {LONGEST >> 20} MB: this is no "
                    "N-Triples; give latest-truthy.nt.bz2 or .gz"
                )
            if whole:
                lines = whole.count(b"\n") + (not whole.endswith(b"\n"))
                yield Block(_text(whole), first, lines, len(whole))
                if progress:
                    progress(f"reading {shown(dump)}", done())
                first += lines
            if not more:
                return


def _text(lines: bytes) -> str:
    try:
        return lines.decode()
    except UnicodeDecodeError:
        return "\n".join(map(_line, lines.split(b"\n")))


def _line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return BROKEN + line.decode("utf-8", "replace")


@contextmanager
def _opened(dump: str) -> Iterator[tuple[BinaryIO, Callable[[], float]]]:
    """The unpacked bytes, and how much of the file has been read (-1: not known)."""
    if dump == STDIN:
        raw = cast(io.BufferedReader, sys.stdin.buffer)
        start = raw.peek(3)[:3]
        if not start:
            raise InputError("standard input is empty")
        yield _unpacked(raw, _MAGIC.get(start, "")), lambda: -1.0
        return
    how, size = packed(dump), Path(dump).stat().st_size
    with Path(dump).open("rb") as file, _unpacked(file, how) as stream:
        yield stream, lambda: file.tell() / size


def _unpacked(raw: BinaryIO, how: str) -> BinaryIO:
    if how == "bz2":
        return cast(BinaryIO, bz2.open(raw))
    return cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if how == "gz" else raw
