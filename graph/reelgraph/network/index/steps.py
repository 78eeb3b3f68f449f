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
        names = list(index.properties)
        counts = np.array([name in chosen.properties for name in names], bool)
        self._wanted: Flags = np.repeat(counts, 2)
        below = terms().contributor_properties - {CONTRIBUTOR}
        self._closer: Flags = np.repeat(np.array([name in below for name in names], bool), 2)
        self._general = names.index(CONTRIBUTOR)
        levels = [n for n, word in enumerate(WEAKER) if STATUS + word in chosen.include]
        self._doubts = sum(1 << n for n in levels)
        self._by: tuple[Flags, Flags] | None = None
        if chosen.sources:
            # The sets of those who say an edge that hold a chosen one: as sure, and more weakly.
            one = [n for name in chosen.sources if (n := index.sources.find(name)) >= 0]
            weaker = [n + len(index.sources) * (level + 1) for n in one for level in levels]
            self._by = index.sets_with(one), index.sets_with(weaker)
        kinds = [any(is_a(name, k) for k in chosen.kinds) for name in index.kind_names]
        self._kinds: Flags = np.array(kinds, bool)

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
        if self._by is not None:
            said = index.said[at]
            sure, keep = self._by[0][said], self._by[0][said] | self._by[1][said]
            keep &= self._uncovered(here, other, code, sure, keep)
        else:
            sure = doubt == 0
            keep = sure | ((doubt & self._doubts) != 0)
            if self._doubts:
                keep &= self._uncovered(here, other, code, sure, keep)
        keep &= self._wanted[code]
        if self._filters.years is not None:
            least, most = self._filters.years
            years = index.years[np.where(code & 1, here, other)]
            keep &= (years >= least) & (years <= most)
        if self._filters.kinds:
            keep &= self._kinds[index.kinds[other]] | np.isin(other, self._always)
        return here[keep], other[keep].astype(np.int64), code[keep].astype(np.int64), sure[keep]

    def passable(self, nodes: Numbers) -> Numbers:
        """Those that one may go through: no hubs."""
        most = self._filters.skip_hubs
        if most is None:
            return nodes
        here = self.from_(nodes)[0]
        steps = np.bincount(np.searchsorted(nodes, here), minlength=len(nodes))
        return nodes[(steps <= most) | np.isin(nodes, self._always)]

    def _uncovered(
        self,
        here: Numbers,
        other: NDArray[np.int32],
        code: NDArray[np.int16],
        sure: Flags,
        keep: Flags,
    ) -> Flags:
        """All but the general ones beside a closer one, which says more.

        What is not sure does not stand for what is.
        """
        general = keep & (code >> 1 == self._general)
        if not general.any():
            return keep
        pair = (here * len(self.index) + other) * 2 + (code & 1)
        closer = keep & self._closer[code]
        covered = np.where(sure, np.isin(pair, pair[closer & sure]), np.isin(pair, pair[closer]))
        found: Flags = ~(general & covered)
        return found
