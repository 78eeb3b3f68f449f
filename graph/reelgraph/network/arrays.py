"""The edges of a graph as numpy arrays, taken from the network index.

Nothing is made for each edge in Python, so that millions of edges take a moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from reelgraph.entity import is_a
from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NetworkIndex, Numbers
from reelgraph.network.index.steps import Steps
from reelgraph.network.index.texts import Texts

if TYPE_CHECKING:
    import scipy.sparse

Ends = NDArray[np.int32]


class Chosen(Sequence[str]):
    """Some of the texts of an index, by a number of their own."""

    def __init__(self, texts: Texts, numbers: Numbers) -> None:
        """Choose the texts of some numbers, which rise."""
        self._texts, self._numbers = texts, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> "Chosen": ...
    def __getitem__(self, number: int | slice) -> "str | Chosen":
        if isinstance(number, slice):
            return Chosen(self._texts, self._numbers[number])
        return self._texts[int(self._numbers[number])]

    def __iter__(self) -> Iterator[str]:
        return map(self._texts.__getitem__, self._numbers.tolist())

    def __repr__(self) -> str:
        first = [repr(text if len(text) <= 60 else text[:57] + "...") for text in self[:3]]
        shown = ", ".join([*first, *(["..."] if len(self) > len(first) else [])])
        return f"<{len(self):,} texts{': ' if shown else ''}{shown}>"

    def find(self, text: str) -> int:
        """The number of an IRI here; -1 where it is not among them."""
        wanted = self._texts.find(text)
        place = int(np.searchsorted(self._numbers, wanted))
        there = place < len(self._numbers) and int(self._numbers[place]) == wanted
        return place if there else -1


@dataclass(frozen=True, eq=False)
class Arrays:
    """Edges as arrays: node n is ``iris[n]``, edge m goes from ``start[m]`` to ``end[m]``."""

    numbers: Numbers
    """Of each node its number in the index, which rises; so the nodes stand by IRI."""
    start: Ends
    """The work of each credit; of a relation where it begins."""
    end: Ends
    """The person or company of each credit."""
    predicate: NDArray[np.int16]
    """Of each edge the number of its property in `predicates`."""
    index: NetworkIndex

    def __len__(self) -> int:
        """How many edges there are."""
        return len(self.start)

    def __repr__(self) -> str:
        return f"<Arrays: {len(self.numbers):,} nodes, {len(self):,} edges>"

    @property
    def iris(self) -> Chosen:
        """The IRI of each node, by number."""
        return Chosen(self.index.iris, self.numbers)

    @property
    def labels(self) -> Chosen:
        """The name of each node; empty where no source gives one."""
        return Chosen(self.index.labels, self.numbers)

    @property
    def types(self) -> list[str]:
        """The most special class of each node, such as "ShortFilm"."""
        names = np.array(list(self.index.kind_names), object)
        return list(names[self.index.kinds[self.numbers]])

    @property
    def predicates(self) -> list[str]:
        """The IRIs of the properties that `predicate` has the numbers of."""
        return list(self.index.properties)

    @property
    def years(self) -> NDArray[np.int32]:
        """The year of each node, `NO_YEAR` where there is none."""
        return self.index.years[self.numbers]

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Each edge as three IRIs: where it begins, its property, and where it ends."""
        iris, names = self.index.iris.some(self.numbers.tolist()), self.predicates
        return zip(
            map(iris.__getitem__, self.start.tolist()),
            map(names.__getitem__, self.predicate.tolist()),
            map(iris.__getitem__, self.end.tolist()),
            strict=True,
        )

    def to_scipy(self) -> "scipy.sparse.csr_array":
        """The adjacency matrix: in row a and column b the number of edges from node a to node b.

        Its rows of works and columns of people are the biadjacency matrix of the film-person graph.

        >>> import reelgraph as rg
        >>> matrix = rg.sample().arrays(roles="cast").to_scipy()
        >>> int(matrix.sum()) == len(rg.sample().arrays(roles="cast"))
        True
        """
        from scipy import sparse

        size = len(self.numbers)
        ones = np.ones(len(self), np.int32)
        return sparse.csr_array((ones, (self.start, self.end)), shape=(size, size))

    def to_networkit(self) -> Any:
        """An undirected `networkit.Graph` with one edge for each linked pair, the nodes as here."""
        import networkit

        size = len(self.numbers)
        low, high = np.minimum(self.start, self.end), np.maximum(self.start, self.end)
        pairs = np.unique(low.astype(np.int64) * size + high)
        ends = (pairs // max(size, 1)).astype(np.uint64), (pairs % max(size, 1)).astype(np.uint64)
        return networkit.GraphFromCoo(ends, n=size)

    def layout(self) -> NDArray[np.float64]:
        """Where each node stands in the plane: a row of x and y, in pixels, y downwards.

        A row for each node, the same each time: the nearer two nodes are in the network, the
        nearer they stand; unconnected parts stand side by side. It takes a minute or two for a
        million edges; see `reelgraph.layouts.sparse`.

        >>> import reelgraph as rg
        >>> credits = rg.sample().arrays()
        >>> credits.layout().shape == (len(credits.iris), 2)
        True
        """
        from reelgraph.layouts.sparse import positions

        return positions(self.start, self.end, len(self.numbers))


def arrays(
    index: NetworkIndex, chosen: Filters, middle: Iterable[str] | None = None, depth: int = 0
) -> Arrays:
    """The edges that count under some filters: all, or those around some entities.

    Args:
        index: Where they are read.
        chosen: Which edges count.
        middle: IRIs; the whole graph when None.
        depth: How many edges away from those the farthest may be.

    """
    if middle is None:
        found = _of(index, *every_edge(index, replace(chosen, kinds=frozenset())))
        return _of_kinds(found, chosen) if chosen.kinds else found
    inside = np.array(sorted({n for n in map(index.number, middle) if n >= 0}), np.int64)
    return _around(index, chosen, inside, depth)


def _of_kinds(found: Arrays, chosen: Filters) -> Arrays:
    """The nodes of the right types, with or without an edge that is left, as `to_networkx` does."""
    fits = _fitting(found.index, chosen)[found.numbers]
    place = np.cumsum(fits, dtype=np.int32) - np.int32(1)
    kept = fits[found.start] & fits[found.end]
    start, end = place[found.start[kept]], place[found.end[kept]]
    return Arrays(found.numbers[fits], start, end, found.predicate[kept], found.index)


def _of(
    index: NetworkIndex,
    start: Ends,
    end: Ends,
    which: NDArray[np.int16],
    kept: Numbers | None = None,
) -> Arrays:
    """Number the nodes anew: those that some edge has, and those that are kept without one."""
    used = np.zeros(len(index), bool)
    for some in (start, end, kept if kept is not None else start):
        used[some] = True
    place = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return Arrays(np.flatnonzero(used), place[start], place[end], which, index)


def every_edge(index: NetworkIndex, chosen: Filters) -> tuple[Ends, Ends, NDArray[np.int16]]:
    """All edges that count, by where they begin."""
    if chosen != Filters(chosen.properties, chosen.years, kinds=chosen.kinds):
        here, other, code, _ = Steps(index, chosen).from_(np.arange(len(index)))
        away = (code & 1) == 1
        if chosen.kinds:
            away &= _fitting(index, chosen)[here]
        return _narrow(here[away], other[away], code[away])
    # What the view holds needs no look at each step's claims.
    wanted = np.zeros(2 * len(index.properties), bool)
    for number in range(len(index.properties)):
        wanted[2 * number + 1] = index.properties[number] in chosen.properties
    keep = wanted[index.codes]
    keep &= index.doubts == 0
    start = np.repeat(np.arange(len(index), dtype=np.int32), np.diff(index.first))[keep]
    end, which = index.others[keep], index.codes[keep] >> 1
    if chosen.years is None and not chosen.kinds:
        return start, end, which
    kept = np.ones(len(start), bool)
    if chosen.years is not None:
        years = index.years[start]
        kept &= (years >= chosen.years[0]) & (years <= chosen.years[1])
    if chosen.kinds:
        fitting = _fitting(index, chosen)
        kept &= fitting[start] & fitting[end]
    return start[kept], end[kept], which[kept]


def _narrow(start: Numbers, end: Numbers, code: Numbers) -> tuple[Ends, Ends, NDArray[np.int16]]:
    return start.astype(np.int32), end.astype(np.int32), (code >> 1).astype(np.int16)


def _fitting(index: NetworkIndex, chosen: Filters) -> NDArray[np.bool_]:
    """Which entities are of the types that were asked for."""
    names = [index.kind_names[n] for n in range(len(index.kind_names))]
    fits = [any(is_a(name, wanted) for wanted in chosen.kinds) for name in names]
    return np.array(fits, bool)[index.kinds]


def _around(index: NetworkIndex, chosen: Filters, middle: Numbers, depth: int) -> Arrays:
    """The edges among all that lies around some entities."""
    steps = Steps(index, chosen, middle.tolist())
    reached = np.zeros(len(index), bool)
    reached[middle] = True
    edge = middle
    for _ in range(depth):
        others = steps.from_(edge)[1]
        edge = steps.passable(np.unique(others[~reached[others]]))
        reached[edge] = True
    here, other, code, _ = steps.from_(np.flatnonzero(reached))
    among = ((code & 1) == 1) & reached[other]
    ends = _narrow(here[among], other[among], code[among])
    return _of(index, *ends, np.flatnonzero(reached))
