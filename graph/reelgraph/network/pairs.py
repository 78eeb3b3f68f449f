"""Who worked together most: pairs of people counted by the works that they share.

The works by the people of the one role, times the works by those of the other: a product of sparse
matrices, taken a part at a time, so that a large graph needs no more memory than a small one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from reelgraph.network.arrays import every_edge
from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NO_YEAR, NetworkIndex, Numbers
from reelgraph.results import Results
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import unnamed

if TYPE_CHECKING:
    import scipy.sparse

PART = 5_000_000
"""How many meetings of two people are counted at once."""
_NEVER = 1 << 31
Bounds = Iterator[tuple[int, int]]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of entities by their numbers in an index, each with the works that they share."""

    one: Numbers
    other: Numbers
    works: Numbers
    """How many."""
    first: Numbers
    """The year of the first of them; `NO_YEAR` where none of them has one."""
    last: Numbers

    def __len__(self) -> int:
        """How many pairs there are."""
        return len(self.one)


def pairs(
    index: NetworkIndex,
    one: Filters,
    other: Filters,
    *,
    least: int = 1,
    limit: int | None = None,
    ordered: bool = False,
) -> Pairs:
    """The pairs of people of two roles that share works, those that share most first.

    Pairs of as many works stand in the order of their IRIs. A pair of the same role has its lower
    IRI first, and nobody is paired with himself.

    Args:
        index: Where the credits are read.
        one: Whose edges lead to the one.
        other: Whose edges lead to the other.
        least: How many works the two must share.
        limit: How many pairs at most; all when None.
        ordered: Whether a pair of the same role is there both ways round.

    """
    same = not ordered and one.properties == other.properties
    least = max(least, 1)
    ones = _credits(index, one, least)
    others = ones if same else _credits(index, other, least)
    found = _counted(ones, others, least, limit, same=same)
    return Pairs(*found, *_spans(ones, others, *found[:2], index.years))


def ranking(index: NetworkIndex, found: Pairs) -> Results:
    """Pairs as a table."""

    def year(number: int) -> ox.Literal | None:
        return None if number == NO_YEAR else ox.Literal(number)

    def named(number: int) -> tuple[ox.NamedNode, ox.Literal]:
        iri = index.iris[number]
        return ox.NamedNode(iri), ox.Literal(index.labels[number] or unnamed(iri))

    columns = (found.one, found.other, found.works, found.first, found.last)
    rows = [
        (*named(one), *named(other), ox.Literal(works), year(first), year(last))
        for one, other, works, first, last in zip(*(c.tolist() for c in columns), strict=True)
    ]
    names = ("one", "one_name", "other", "other_name", "films", "first_year", "last_year")
    return Results(names, rows)


def whoever(chosen: Filters) -> Filters:
    """As it is; or, if it names the general contributors, with everybody who contributed."""
    if CONTRIBUTOR not in chosen.properties:
        return chosen
    every = chosen.properties | terms().contributor_properties
    return replace(chosen, properties=frozenset(every))


# Works by people


@dataclass(frozen=True, eq=False)
class _Credits:
    """Who took part in which work: a matrix, and which entities its columns are."""

    matrix: "scipy.sparse.csr_array"
    """In row w and column p 1 where person p took part in entity w."""
    people: Numbers

    @property
    def turned(self) -> "scipy.sparse.csr_array":
        """The works of each person."""
        return self.matrix.T.tocsr()


def _credits(index: NetworkIndex, chosen: Filters, least: int) -> _Credits:
    """The credits of those who did so many works; the others share no more with anybody."""
    from scipy import sparse

    work, person, _ = every_edge(index, chosen)
    new = np.ones(len(work), bool)  # several edges of a pair lie side by side
    new[1:] = (np.diff(work) != 0) | (np.diff(person) != 0)
    busy = np.bincount(person[new], minlength=len(index)) >= least
    new &= busy[person]
    work, person = work[new], person[new]
    first = np.zeros(len(index) + 1, np.int64)
    np.cumsum(np.bincount(work, minlength=len(index)), out=first[1:])
    place = np.cumsum(busy) - 1
    people = np.flatnonzero(busy)
    parts = np.ones(len(work), np.int32), place[person], first
    return _Credits(sparse.csr_array(parts, shape=(len(index), len(people))), people)


def _counted(
    ones: _Credits, others: _Credits, least: int, limit: int | None, *, same: bool
) -> tuple[Numbers, Numbers, Numbers]:
    """The pairs and how many works each shares, in their order."""
    works_of = ones.turned
    found = np.zeros((3, 0), np.int64)
    for begin, stop in _parts(works_of, others):
        product = works_of[begin:stop] @ others.matrix
        many = product.data >= least
        row = np.repeat(np.arange(begin, stop), np.diff(product.indptr))[many]
        one, other = ones.people[row], others.people[product.indices[many]]
        apart = one < other if same else one != other
        found = np.hstack((found, np.stack((one, other, product.data[many]))[:, apart]))
        if limit is not None and found.shape[1] >= limit:
            found = _best(found, limit)
            # Of as many works, those that come later stand behind.
            least = max(least, int(found[2].min()) + 1)
    one, other, works = found
    order = np.lexsort((other, one, -works))
    return one[order], other[order], works[order]


def _best(found: Numbers, limit: int) -> Numbers:
    """The first pairs, in no order; without sorting all, which may be very many."""
    one, other, works = found
    last = np.partition(works, -limit)[-limit]
    better, even = np.flatnonzero(works > last), np.flatnonzero(works == last)
    room = limit - len(better)
    if len(even) > room:
        key = one[even] * (int(other.max()) + 1) + other[even]
        even = even[np.argpartition(key, room - 1)[:room]]
    return found[:, np.concatenate((better, even))]


def _parts(works_of: "scipy.sparse.csr_array", others: _Credits) -> Bounds:
    """The rows of some people, so many at once that their meetings fit into memory."""
    meetings = works_of @ np.diff(others.matrix.indptr).astype(np.int64)
    return parts(np.cumsum(meetings), PART)


def parts(sums: Numbers, most: int) -> Bounds:
    """Cut rows, whose sizes were summed up, into parts of at most that size; or of one row.

    >>> list(parts(np.cumsum([3, 3, 9, 1]), 7))
    [(0, 2), (2, 3), (3, 4)]
    """
    begin = 0
    while begin < len(sums):
        before = int(sums[begin - 1]) if begin else 0
        stop = max(begin + 1, int(np.searchsorted(sums, before + most, side="right")))
        yield begin, stop
        begin = stop


def _spans(
    ones: _Credits, others: _Credits, one: Numbers, other: Numbers, years: NDArray[np.int32]
) -> tuple[Numbers, Numbers]:
    """The first and the last year of the works that each pair shares."""
    size = int(other.max()) + 1 if len(other) else 1
    keys = one * size + other
    order = np.argsort(keys)
    sorted_keys = keys[order]
    first, last = np.full(len(one), _NEVER, np.int64), np.full(len(one), NO_YEAR, np.int64)
    rows = np.searchsorted(ones.people, np.unique(one))
    works_of = ones.turned[rows]
    for begin, stop in _parts(works_of, others):
        part = works_of[begin:stop]
        who = np.repeat(ones.people[rows[begin:stop]], np.diff(part.indptr))
        works, place = expanded(others.matrix, part.indices)
        met = others.people[others.matrix.indices[place]]
        found = who[works] * size + met
        at = np.minimum(np.searchsorted(sorted_keys, found), len(keys) - 1)
        year = years[part.indices[works]].astype(np.int64)
        kept = (sorted_keys[at] == found) & (met < size) & (year != NO_YEAR)
        pair = order[at[kept]]
        np.minimum.at(first, pair, year[kept])
        np.maximum.at(last, pair, year[kept])
    first[first == _NEVER] = NO_YEAR
    return first, last


def expanded(matrix: "scipy.sparse.csr_array", rows: NDArray[np.int32]) -> tuple[Numbers, Numbers]:
    """The cells of some rows: of each the place of its row among those, and its own."""
    counts = (matrix.indptr[rows + 1] - matrix.indptr[rows]).astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    place = np.repeat(matrix.indptr[rows] - (ends - counts), counts) + np.arange(total)
    return np.repeat(np.arange(len(rows)), counts), place
