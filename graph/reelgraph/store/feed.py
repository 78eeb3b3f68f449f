"""What one ``bulk_load`` reads: claims in their graph, their view and what goes with them.

The engine is given the bytes as it asks for them, so that no copy of the claims with their graph
has to be written to the disk first.
"""

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

_CHUNK = 1 << 20
_END = b" .\n"


class Feed:
    """N-Quads out of files of N-Triples.

    Args:
        claims: What a source says.
        graph: The graph into which that goes.
        derived: The view, for the default graph.
        left_out: The entities whose view is left out.
        more: Quads that come last.
        progress: Told how much has been read, from 0 to 1.

    """

    def __init__(
        self,
        claims: Path,
        graph: str,
        derived: Path,
        left_out: Collection[str],
        more: Iterable[ox.Quad],
        progress: Callable[[float], None] | None = None,
    ) -> None:
        self._claims, self._derived = claims, derived
        self._ending = f" <{graph}> .\n".encode()
        self._left_out = {f"<{e}>".encode() for e in left_out}
        self._more, self._progress = more, progress
        self.size = claims.stat().st_size + derived.stat().st_size
        """Bytes of the claims and their view."""
        self.shown = 0
        """Triples of the view that were given so far."""

    def open(self) -> BinaryIO:
        """A file from which all of it can be read once."""
        return io.BufferedReader(_Pieces(self._pieces()), _CHUNK)

    def _pieces(self) -> Iterator[bytes]:
        done = 0
        for lines in _chunks(self._claims):
            # No literal has a line break in it, so this is the end of a line wherever it stands.
            yield lines.replace(_END, self._ending)
            done += len(lines)
            self._tell(done)
        for lines in _chunks(self._derived):
            kept = self._shown(lines)
            self.shown += kept.count(b"\n")
            yield kept
            done += len(lines)
            self._tell(done)
        last = io.BytesIO()
        ox.serialize(self._more, last, format=ox.RdfFormat.N_QUADS)
        yield last.getvalue()

    def _shown(self, lines: bytes) -> bytes:
        """Those of some lines of the view that are not left out."""
        if not self._left_out:
            return lines
        kept = lines.splitlines(keepends=True)
        return b"".join(line for line in kept if line.split(b" ", 1)[0] not in self._left_out)

    def _tell(self, done: int) -> None:
        if self._progress:
            self._progress(done / max(self.size, 1))


def _chunks(path: Path) -> Iterator[bytes]:
    """The whole lines of a file, many at once."""
    with path.open("rb") as file:
        while lines := file.read(_CHUNK):
            yield lines + file.readline()


class _Pieces(io.RawIOBase):
    """A file made of pieces of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
