"""The triples that were kept, as a file: checked by a parser first, so that it can be loaded."""

import gzip
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from reelgraph.errors import InputError
from reelgraph.extracting.extracted import MOST, Broken

ENDINGS = (".nt", ".nt.gz")


def check_output(path: Path) -> None:
    """Refuse a file that could not be written, before hours of work are done for it.

    Raises:
        InputError: its ending is none of `ENDINGS`, or its folder is missing.

    """
    if not path.name.lower().endswith(ENDINGS):
        raise InputError(
            f"{path}: triples are written to a file that ends in {' or '.join(ENDINGS)}"
        )
    if path.is_dir() or not path.parent.is_dir():
        wrong = "is a folder" if path.is_dir() else f"the folder {path.parent} does not exist"
        raise InputError(f"{path}: {wrong}")


class Writer:
    """Lines of N-Triples on their way to a file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.written = 0
        self.broken = 0
        self.examples: list[Broken] = []

    def write(self, lines: list[str]) -> None:
        """Write these lines, but for those that the loader's parser would not take."""
        body = "".join(f"{line}\n" for line in lines).encode()
        if _count(body) != len(lines):
            sound = [line for line in lines if _count(line.encode()) == 1]
            torn = [line for line in lines if _count(line.encode()) != 1]
            self.broken += len(torn)
            self.examples += map(Broken, torn[: MOST - len(self.examples)])
            lines, body = sound, "".join(f"{line}\n" for line in sound).encode()
        self._out.write(body)
        self.written += len(lines)


def _count(body: bytes) -> int:
    """How many triples a parser finds; -1 where it stumbles."""
    try:
        return sum(1 for _ in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return -1


@contextmanager
def packed(path: Path, shown: Path) -> Iterator[Writer]:
    """A writer to a file, packed where the name that it will have says so.

    The packed file says neither when it was made nor what it is called, so that the same triples
    are the same bytes.
    """
    with path.open("wb") as raw:
        if shown.suffix.lower() != ".gz":
            yield Writer(raw)
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as out:
            yield Writer(cast(IO[bytes], out))


def write_all(batches: Iterable[list[str]], path: Path, shown: Path) -> Writer:
    """Write all batches; what was counted on the way."""
    with packed(path, shown) as writer:
        for batch in batches:
            writer.write(batch)
    return writer
