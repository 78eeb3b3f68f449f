"""From the rows of large queries to arrays of numbers, in blocks: no row is kept as text."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import IO, cast

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from reelgraph.network.index.texts import Texts
from reelgraph.store import Store

_BLOCK = 1 << 20
"""Bytes of rows that are worked on at once."""
Column = NDArray[np.int32]


class Numbering:
    """Gives each IRI a number, in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: defaultdict[bytes, int] = defaultdict(count().__next__)

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, iris: Iterable[bytes]) -> Column:
        """The numbers of some; those that were not met before get new ones."""
        return np.fromiter(map(self._numbers.__getitem__, iris), np.int32)

    def texts(self, store: Store, pattern: str) -> tuple[Column, list[bytes]]:
        """Nodes ``?a`` and texts ``?b`` of a pattern."""
        numbers: list[int] = []
        texts: list[bytes] = []

        def take(block: bytes) -> None:
            for node, text in _pairs(block):
                numbers.append(self._numbers[node])
                texts.append(text)

        _read(store, f"SELECT ?a ?b WHERE {{ {pattern} }}", take)
        return np.array(numbers, np.int32), texts

    def met(self) -> Iterator[str]:
        """All of them, in the order of their numbers."""
        return (iri.decode() for iri in self._numbers)

    def sorted(self, kept: NDArray[np.bool_]) -> tuple[Texts, Column]:
        """Some of them in the order of their characters, and the place there of each number."""
        numbers = self._numbers
        order = sorted(iri for iri, wanted in zip(numbers, kept.tolist(), strict=True) if wanted)
        place = np.full(len(numbers), -1, np.int32)
        place[self.of(order)] = np.arange(len(order), dtype=np.int32)
        return Texts.of_bytes(order), place


def columns(store: Store, query: str, *numberings: Numbering) -> list[Column]:
    """The columns of a query's rows, all of whose cells are IRIs; other rows are left out.

    Args:
        store: Which.
        query: Its rows have as many cells as there are numberings.
        numberings: What gives the IRIs of each column their numbers.

    """
    found: list[list[Column]] = [[] for _ in numberings]

    def take(block: bytes) -> None:
        cells = _cells(block)
        for n, numbering in enumerate(numberings):
            found[n].append(numbering.of(cells[n :: len(numberings)]))

    _read(store, query, take)
    return [np.concatenate([np.zeros(0, np.int32), *parts]) for parts in found]


class _Blocks:
    """A file that hands on what is written to it in blocks of whole lines."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._parts: list[bytes] = []
        self._size = 0
        self._begun = False

    def write(self, data: bytes, /) -> int:
        """Take what the engine writes: some thousand bytes at a time."""
        self._parts.append(data)
        self._size += len(data)
        if self._size > _BLOCK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Hand on the lines that are whole."""
        block = b"".join(self._parts)
        end = block.rfind(b"\n") + 1
        self._parts, self._size = [block[end:]], len(block) - end
        begin = 0
        if end and not self._begun:  # the names of the columns
            begin, self._begun = block.index(b"\n") + 1, True
        if begin < end:
            self._take(block[begin:end])


def _read(store: Store, query: str, take: Callable[[bytes], None]) -> None:
    rows = _Blocks(take)
    store.select(query).serialize(cast("IO[bytes]", rows), format=ox.QueryResultsFormat.TSV)
    rows.flush()


def _cells(block: bytes) -> list[bytes]:
    """The IRIs in some rows, one after the other.

    An IRI holds no tab, line break or angle bracket, so TSV can simply be split.
    """
    cells = block[1:-2].replace(b">\n<", b">\t<").split(b">\t<")
    if len(cells) == block.count(b"\t") + block.count(b"\n") and block[-2:] == b">\n":
        return cells
    rows = (line.split(b"\t") for line in block.splitlines())
    sound = (row for row in rows if all(cell[:1] == b"<" for cell in row))
    return [cell[1:-1] for row in sound for cell in row]


def _pairs(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in block.split(b"\n"):
        node, _, text = line.partition(b">\t")
        if node[:1] != b"<":
            continue
        if text[:1] == b'"':  # behind the last quotation mark is the language or the type
            text = text[: text.rindex(b'"') + 1]
            # TSV escapes as JSON does, which is the quickest reader of that.
            text = json.loads(text, strict=False).encode() if b"\\" in text else text[1:-1]
        elif text[:1] == b"<":
            text = text[1:-1]
        yield node[1:], text
