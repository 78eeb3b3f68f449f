"""The measures of `centrality` for networks that are too large for NetworkX, as arrays.

Those that nothing is drawn for are equal to what NetworkX gives; communities and an estimated
betweenness are NetworKit's, in one thread, so that the same seed gives the same figures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelgraph.errors import ParameterError
from reelgraph.network.centrality import DAMPING, ENOUGH, ROUNDS
from reelgraph.network.incidence import PART, Both, Projection, Values
from reelgraph.network.index.arrays import Numbers
from reelgraph.network.pairs import expanded, parts

LINKS = 50_000_000
"""How many pairs may meet where all their links are wanted; that takes about 4 GB."""
NEEDS_LINKS = ("betweenness", "clustering", "community")
"""The measures that want them."""


class Network:
    """A network of which some measures are taken."""

    def __init__(self, ties: Projection | Both, seed: int, drawn: int | None) -> None:
        """Get ready; see `centrality.values` for the seed and for how many nodes are drawn."""
        self.ties, self._seed, self._drawn = ties, seed, drawn
        self._links: tuple[NDArray[np.int32], NDArray[np.int32], Values] | None = None
        self._graph: Any = None

    def values(self, name: str) -> NDArray[Any]:
        """The value that a measure gives each node, in their order."""
        if name == "degree":
            return self.ties.degrees()
        if name == "weighted_degree":
            return self.ties.weights()
        if name == "pagerank":
            return self._pagerank()
        if name == "component":
            return self._components()
        if name == "clustering":
            return self._clustering()
        with _alone(self._seed):
            return self._betweenness() if name == "betweenness" else self._communities()

    def links(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Values]:
        """All links: two nodes and a weight."""
        if self._links is None:
            self._links = self.ties.pairs()
        return self._links

    def _networkit(self) -> Any:
        if self._graph is None:
            import networkit

            low, high, weight = self.links()
            ends = low.astype(np.uint64), high.astype(np.uint64)
            self._graph = networkit.GraphFromCoo((weight, ends), n=len(self.ties), weighted=True)
        return self._graph

    def _pagerank(self) -> Values:
        size = len(self.ties)
        out = self.ties.weights()
        alone = out <= 0
        share = np.divide(1, out, out=np.zeros(size), where=~alone)
        rank: Values = np.full(size, 1 / max(size, 1))
        for _ in range(ROUNDS):
            before = rank
            flown = self.ties.flow(share * rank) + rank[alone].sum() / size
            rank = DAMPING * flown + (1 - DAMPING) / size
            if np.abs(rank - before).sum() < ENOUGH:
                break
        return rank

    def _components(self) -> Numbers:
        from scipy import sparse
        from scipy.sparse import csgraph

        incidence = self.ties.incidence
        matrix = incidence.matrix
        whole = sparse.block_array([[None, matrix], [matrix.T, None]], format="csr")
        _, labels = csgraph.connected_components(whole, directed=False)
        return self._numbered(labels[: len(self.ties)])

    def _communities(self) -> Numbers:
        import networkit

        found = networkit.community.PLM(self._networkit(), par="none randomized").run()
        return self._numbered(np.array(found.getPartition().getVector(), np.int64))

    def _numbered(self, groups: Numbers) -> Numbers:
        """The number of each node's group, 1 the largest, as `centrality.numbered` has it."""
        order = self.order
        _, which, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        first = np.full(len(sizes), len(groups), np.int64)
        np.minimum.at(first, which, order)
        rank = np.empty(len(sizes), np.int64)
        rank[np.lexsort((first, -sizes))] = np.arange(1, len(sizes) + 1)
        return rank[which]

    @property
    def numbers(self) -> Numbers:
        """The number of each node in the index."""
        incidence = self.ties.incidence
        if isinstance(self.ties, Projection):
            return incidence.rows
        return np.concatenate((incidence.rows, incidence.columns))

    @property
    def order(self) -> Numbers:
        """The place of each node in the order of their IRIs."""
        found = np.empty(len(self.ties), np.int64)
        found[np.argsort(self.numbers)] = np.arange(len(found))
        return found

    def _betweenness(self) -> Values:
        import networkit

        if len(self.ties) < 3:  # nobody is between
            return np.zeros(len(self.ties))
        graph, drawn = self._unweighted(), self._drawn
        if drawn is None:
            found = networkit.centrality.Betweenness(graph, normalized=True)
        else:
            found = networkit.centrality.EstimateBetweenness(graph, drawn, normalized=True)
        return np.array(found.run().scores())

    def _unweighted(self) -> Any:
        import networkit

        return networkit.graphtools.toUnweighted(self._networkit())

    def _clustering(self) -> Values:
        if isinstance(self.ties, Both):
            return _overlap(self.ties)
        import networkit

        found = networkit.centrality.LocalClusteringCoefficient(self._unweighted(), turbo=True)
        return np.array(found.run().scores())


def check(ties: Projection | Both, which: tuple[str, ...], of: str) -> None:
    """See whether the links that some measures want can be held.

    Raises:
        ParameterError: they cannot; the message tells what can be done.

    """
    wanting = [name for name in which if name in NEEDS_LINKS]
    if isinstance(ties, Projection) and wanting and ties.incidence.links > LINKS:
        raise ParameterError(
            f"{ties.incidence.links:,} pairs of {of} meet here, more than the {LINKS:,} that can "
            f"be held for {', '.join(wanting)}: choose some roles or years, measure both together "
            "(of 'both'), or only degree, weighted_degree, pagerank and component"
        )


def _overlap(ties: Both) -> Values:
    """The clustering of two-mode networks that `centrality.clustering` names."""
    incidence = ties.incidence
    found = []
    for own, other in ((incidence.once, incidence.turned), (incidence.turned, incidence.once)):
        sizes = np.diff(own.indptr).astype(np.int64)
        across = np.diff(other.indptr).astype(np.int64)
        sums, near = np.zeros(own.shape[0]), np.zeros(own.shape[0], np.int64)
        for begin, stop in parts(np.cumsum(own @ across), PART):
            part = own[begin:stop] @ other
            row, _ = expanded(part, np.arange(stop - begin, dtype=np.int32))
            row = row + begin
            apart = part.indices != row
            row, shared = row[apart], part.data[apart]
            union = sizes[row] + sizes[part.indices[apart]] - shared
            sums += np.bincount(row, shared / union, len(sums))
            near += np.bincount(row, minlength=len(near))
        found.append(np.divide(sums, near, out=np.zeros(len(sums)), where=near > 0))
    return np.concatenate(found)


@contextmanager
def _alone(seed: int) -> Iterator[None]:
    """One thread, and a seed of its own: then chance falls the same way each time."""
    import networkit

    before = networkit.getMaxNumberOfThreads()
    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    try:
        yield
    finally:
        networkit.setNumberOfThreads(before)
