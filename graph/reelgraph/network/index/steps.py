"""The steps of a network index that count under some filters."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from reelgraph.entity import is_a
from reelgraph.network.filters import WEAKER, Filters
from reelgraph.network.index.arrays import NetworkIndex, Numbers
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import STATUS

Flags = NDArray[np.bool_]


class Steps:
    """Which entities stand beside which, as `adjacency.Adjacency` says it, by number."""

    def __init__(self, index: NetworkIndex, chosen: Filters, always: Iterable[int] = ()) -> None:
        """Get ready; entities in `always` pass every filter of types and hubs."""
        self.index, self._filters = index, chosen
        self._always = np.array(sorted(set(always)), np.int64)
        names = [index.properties[n] for n in range(len(index.properties))]
        counts = np.array([name in chosen.properties for name in names], bool)
        self._wanted: Flags = np.repeat(counts, 2)
        below = terms().contributor_properties - {CONTRIBUTOR}
        self._closer: Flags = np.repeat(np.array([name in below for name in names], bool), 2)
        self._general = names.index(CONTRIBUTOR)
        self._doubts = sum(1 << n for n, w in enumerate(WEAKER) if STATUS + w in chosen.include)
        self._fitting = self._of_the_types()

    def from_(self, nodes: Numbers) -> tuple[Numbers, Numbers, Numbers, Flags]:
        """The steps from some nodes, in the order of the nodes.

        Returns:
            Four columns: from where, to where, the code of the step, whether it is sure.

        """
        index = self.index
        begin = index.first[nodes]
        counts = index.first[nodes + 1] - begin
        ends = np.cumsum(counts)
        at = np.repeat(begin - (ends - counts), counts) + np.arange(int(counts.sum()))
        here = np.repeat(nodes, counts)
        other, code, doubt = index.others[at], index.codes[at], index.doubts[at]
        sure = doubt == 0
        keep = self._covering(here, other, code, doubt) if self._doubts else sure
        keep &= self._wanted[code]
        if self._filters.years is not None:
            least, most = self._filters.years
            years = index.years[np.where(code & 1, here, other)]
            keep &= (years >= least) & (years <= most)
        if self._fitting is not None:
            keep &= self._fitting[other]
        return here[keep], other[keep].astype(np.int64), code[keep].astype(np.int64), sure[keep]

    def passable(self, nodes: Numbers) -> Numbers:
        """Those that one may go through: no hubs."""
        most = self._filters.skip_hubs
        if most is None:
            return nodes
        here = self.from_(nodes)[0]
        steps = np.bincount(np.searchsorted(nodes, here), minlength=len(nodes))
        return nodes[(steps <= most) | np.isin(nodes, self._always)]

    def _covering(
        self,
        here: Numbers,
        other: NDArray[np.int32],
        code: NDArray[np.int16],
        doubt: NDArray[np.uint8],
    ) -> Flags:
        """The sure steps and the weaker ones that were asked for.

        A general one that is not sure is left out beside a closer one, which says more.
        """
        keep: Flags = (doubt == 0) | ((doubt & self._doubts) != 0)
        vague = keep & (doubt != 0) & (code >> 1 == self._general)
        if vague.any():
            pair = (here * len(self.index) + other) * 2 + (code & 1)
            keep &= ~(vague & np.isin(pair, pair[keep & self._closer[code]]))
        return keep

    def _of_the_types(self) -> Flags | None:
        """Which entities are of the types that were asked for; None where it is all of them."""
        if not self._filters.kinds:
            return None
        index = self.index
        names = [index.kind_names[n] for n in range(len(index.kind_names))]
        fits = [any(is_a(name, wanted) for wanted in self._filters.kinds) for name in names]
        found: Flags = np.array(fits, bool)[index.kinds]
        found[self._always] = True
        return found
