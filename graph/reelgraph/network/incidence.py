"""Who took part in which work as a sparse matrix, and what of its projections needs no more.

People linked by works they share are the product of that matrix with itself. A graph of a million
credits has tens of millions of such links, so most measures are taken of the two factors.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.arrays import Arrays
from reelgraph.network.index.arrays import Numbers
from reelgraph.network.pairs import parts
from reelgraph.terms import terms

if TYPE_CHECKING:
    import scipy.sparse

PART = 5_000_000
"""How many meetings are counted at once."""
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Incidence:
    """Works and the people, or people and the works, that some edges link."""

    matrix: "scipy.sparse.csr_array"
    """In row r and column c the number of properties that link the two."""
    rows: Numbers
    """What is measured: the number of each in the index, rising."""
    columns: Numbers
    """What links them."""

    @classmethod
    def of(cls, edges: Arrays, of: str) -> "Incidence":
        """The credits among some edges: a row for each of the people, or of the films."""
        from scipy import sparse

        people = terms().contributor_properties
        counts = np.array([p in people for p in edges.predicates], bool)[edges.predicate]
        ends = [edges.numbers[end[counts]] for end in (edges.start, edges.end)]
        row, column = ends if of == "films" else reversed(ends)
        rows, place = np.unique(row, return_inverse=True)
        columns, other = np.unique(column, return_inverse=True)
        ones, shape = np.ones(len(row), np.int64), (len(rows), len(columns))
        matrix = sparse.csr_array((ones, (place, other)), shape=shape)
        matrix.sum_duplicates()
        return cls(matrix, rows, columns)

    @property
    def links(self) -> int:
        """How many pairs meet, those that meet twice counted twice."""
        size = self.sizes
        return int((size * (size - 1) // 2).sum())

    @cached_property
    def sizes(self) -> Numbers:
        """How many rows each column links."""
        found: Numbers = np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])
        return found

    @cached_property
    def works(self) -> Numbers:
        """How many columns each row has."""
        found: Numbers = np.diff(self.matrix.indptr).astype(np.int64)
        return found

    @cached_property
    def once(self) -> "scipy.sparse.csr_array":
        """The matrix with 1 wherever two are linked."""
        found = self.matrix.copy()
        found.data[:] = 1
        return found

    @cached_property
    def turned(self) -> "scipy.sparse.csr_array":
        """The rows of each column."""
        return self.once.T.tocsr()


class Projection:
    """The rows of an incidence linked by the columns they share; never held as a whole."""

    def __init__(self, incidence: Incidence, weight: str) -> None:
        """Weigh links as `projections.projection` does: "count" or "newman"."""
        self.incidence = incidence
        others = np.maximum(incidence.sizes - 1, 1)
        self._share: Values = np.where(incidence.sizes > 1, 1 / others, 0.0)
        if weight == "count":
            self._share = np.ones(len(others))
        self._own: Values = incidence.once @ self._share
        self._newman = weight != "count"

    def __len__(self) -> int:
        return len(self.incidence.rows)

    def parts(self) -> Iterator[tuple[int, "scipy.sparse.csr_array"]]:
        """Some rows of the matrix of shared columns at a time, and the number of the first."""
        once, turned = self.incidence.once, self.incidence.turned
        meetings = np.cumsum(once @ self.incidence.sizes)
        for begin, stop in parts(meetings, PART):
            yield begin, once[begin:stop] @ turned

    def degrees(self) -> Numbers:
        """How many others each is linked with."""
        found = [np.diff(part.indptr) - 1 for _, part in self.parts()]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def weights(self) -> Values | Numbers:
        """The sum of the weights of the links of each."""
        found = self.flow(np.ones(len(self)))
        return found if self._newman else found.astype(np.int64)

    def flow(self, values: Values) -> Values:
        """For each the sum of the others' values, each times the weight of the link."""
        together = self.incidence.turned @ values
        found: Values = self.incidence.once @ (together * self._share) - self._own * values
        return found

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Values]:
        """All links: the lower row, the higher row, and the weight."""
        from scipy import sparse

        once, columns = self.incidence.once, self.incidence.turned
        if self._newman:
            columns = sparse.csr_array(sparse.diags_array(self._share) @ columns)
        found = []
        meetings = np.cumsum(once @ self.incidence.sizes)
        for begin, stop in parts(meetings, PART):
            part = once[begin:stop] @ columns
            low = np.repeat(np.arange(begin, stop, dtype=np.int32), np.diff(part.indptr))
            above = part.indices > low
            found.append((low[above], part.indices[above], part.data[above].astype(np.float64)))
        if not found:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0)
        low, high, weight = (np.concatenate(column) for column in zip(*found, strict=True))
        return low, high, weight


class Both:
    """Rows and columns together in one network, the rows first."""

    def __init__(self, incidence: Incidence) -> None:
        self.incidence = incidence

    def __len__(self) -> int:
        return sum(self.incidence.matrix.shape)

    def degrees(self) -> Numbers:
        """How many others each is linked with."""
        return np.concatenate((self.incidence.works, self.incidence.sizes))

    def weights(self) -> Numbers:
        """The sum of the weights of the links of each."""
        return self.flow(np.ones(len(self))).astype(np.int64)

    def flow(self, values: Values) -> Values:
        """For each the sum of the others' values, each times the weight of the link."""
        matrix, size = self.incidence.matrix, len(self.incidence.rows)
        return np.concatenate((matrix @ values[size:], matrix.T @ values[:size]))

    def pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Values]:
        """All links: a row, a column, and the weight."""
        found = self.incidence.matrix.tocoo()
        high = found.coords[1] + len(self.incidence.rows)
        return found.coords[0].astype(np.int32), high.astype(np.int32), found.data.astype(float)
