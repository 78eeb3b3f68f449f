"""Positions for networks of thousands of nodes and more, in time that grows with their edges.

Stress is measured of each edge and of the distances to a few pivots only (Ortmann, Klimenta and
Brandes, A sparse stress model, 2016), beginning where PivotMDS puts the nodes (Brandes and Pich,
Eigensolver methods for progressive multidimensional scaling of large data, 2006). Most people of
a film graph have one credit: those stand in a round around their film, and need no stress at all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from reelgraph.layouts.packing import landscape, pack, roomy, separate
from reelgraph.layouts.stress import JITTER, LENGTH, lengths

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]
Ends = npt.NDArray[np.integer[Any]]

STEP = 12.0
"""How far apart, about, the nodes stand that are linked to one other only."""
_PIVOTS = 50
_ROUNDS = 60
_TURNS = 25
_TURN = np.pi * (3 - np.sqrt(5))
"""The golden angle: points that turn by it from one to the next leave no gap between them."""


def positions(
    low: Ends,
    high: Ends,
    size: int,
    fixed: Array | None = None,
) -> Array:
    """The same positions each time, in pixels, y downwards; unconnected parts stand side by side.

    Args:
        low, high: The two nodes of each link; links that are there twice, and those of a node to
            itself, count once and not at all.
        size: How many nodes there are; they have the numbers from 0 on.
        fixed: An x coordinate for the nodes that must keep it, NaN for the others.

    >>> positions(np.array([0, 1, 2]), np.array([1, 2, 3]), 4).shape
    (4, 2)

    """
    if size == 0:
        return np.zeros((0, 2))
    links = _links(low, high, size)
    hubs = np.full(size, -1) if fixed is not None else _hubs(links)
    core = np.flatnonzero(hubs < 0)
    rays = np.bincount(hubs[hubs >= 0], minlength=size)
    room = STEP * np.sqrt(rays[core])
    inner = _Inner.of(links[core][:, core], room, rays[core])
    held = None if fixed is None else fixed[core]
    points = np.empty((size, 2))
    points[core] = inner.settled(inner.begun(), held)
    _around(points, hubs)
    _, part = csgraph.connected_components(links, directed=False)
    if fixed is not None:
        return _below_each_other(points, part)
    halves = np.full((size, 2), STEP / 4)  # those of the same neighbours stand where the others do
    return separate(_side_by_side(roomy(points, halves), part), halves, discs=True)


def _links(low: Ends, high: Ends, size: int) -> "sparse.csr_array":
    """Each linked pair once in both directions; of a link that is there twice, the sum."""
    apart = low != high
    ends = np.append(low[apart], high[apart]), np.append(high[apart], low[apart])
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(size, size))


def _hubs(links: "sparse.csr_array") -> Numbers:
    """Of each node with one link the other; -1 of all others, and of the first of a lone pair."""
    degree = np.diff(links.indptr)
    hubs = np.full(len(degree), -1)
    rays = np.flatnonzero(degree == 1)
    other = links.indices[links.indptr[rays]]
    out = (degree[other] > 1) | (rays > other)
    hubs[rays[out]] = other[out]
    return hubs


def _around(points: Array, hubs: Numbers) -> None:
    """Those with one link stand around the other like the seeds of a sunflower."""
    rays = np.flatnonzero(hubs >= 0)
    rays = rays[np.argsort(hubs[rays], kind="stable")]
    hub = hubs[rays]
    begins = np.flatnonzero(np.diff(hub, prepend=-1))
    rank = np.arange(len(rays)) - np.repeat(begins, np.diff(np.append(begins, len(rays))))
    away = STEP * np.sqrt(rank + 2)
    aside = np.column_stack((np.cos(_TURN * rank), np.sin(_TURN * rank)))
    points[rays] = points[hub] + away[:, None] * aside


@dataclass(frozen=True, eq=False)
class _Inner:
    """The nodes with more than one link, in all connected parts at once.

    The arrays of distances and pivots have a row for each round of pivots and a column for each
    node: in each round every part has one pivot.
    """

    row: Numbers
    column: npt.NDArray[np.int32]
    length: Array
    """Of each link in both directions: the two nodes, and how long it wants to be."""
    links: "sparse.csr_array"
    part: npt.NDArray[np.int32]
    distance: npt.NDArray[np.float32]
    pivot: npt.NDArray[np.int32]

    @classmethod
    def of(cls, links: "sparse.csr_array", room: Array, rays: Numbers) -> "_Inner":
        degree = np.diff(links.indptr)
        size = len(degree)
        row, column = np.repeat(np.arange(size), degree), links.indices
        few, many = np.minimum(degree[row], degree[column]), np.maximum(degree[row], degree[column])
        length = lengths(few, many) + room[row] + room[column]
        links = sparse.csr_array((length, column, links.indptr), shape=(size, size))
        _, part = csgraph.connected_components(links, directed=False)
        distance = np.empty((_PIVOTS, size), np.float32)
        pivot = np.empty((_PIVOTS, size), np.int32)
        # The first is the best connected. The others fall by chance: those that stand farthest
        # from each other, which many choose, are the odd ones where all is a few links away.
        order: Array = (degree + rays).astype(float)
        chance = np.random.default_rng(7)
        for turn in range(_PIVOTS):
            chosen = _greatest(order, part)
            # The parts are not connected, so the nearest of all pivots is the one of the own part.
            distance[turn] = csgraph.dijkstra(links, indices=chosen, min_only=True)
            pivot[turn] = chosen[part]
            order = chance.random(size)
        return cls(row, column, length, links, part, distance, pivot)

    def begun(self) -> Array:
        """PivotMDS of each part: the two directions in which the distances differ most."""
        parts = int(self.part.max()) + 1
        sizes = np.bincount(self.part)
        square = self.distance**2
        means = np.array([np.bincount(self.part, one) for one in square]) / sizes
        centred = -0.5 * (square - square.mean(axis=0) - (means - means.mean(axis=0))[:, self.part])
        chance = np.random.default_rng(7)
        sides: list[Array] = []
        points = np.empty((len(self.part), 2))
        for side in range(2):  # the power method, in all parts at once
            grown = chance.normal(size=(_PIVOTS, parts))
            for _ in range(_TURNS):
                for other in sides:
                    grown -= other * (other * grown).sum(axis=0)
                vector = grown / np.maximum(np.sqrt((grown**2).sum(axis=0)), 1e-9)
                points[:, side] = np.einsum("pn,pn->n", centred, vector[:, self.part])
                grown = np.array([np.bincount(self.part, p * points[:, side]) for p in centred])
            sides.append(vector)
        return self._scaled(points) + chance.normal(0, JITTER, points.shape)

    def _scaled(self, points: Array) -> Array:
        """The points of each part drawn apart until they fit the distances best."""
        wanted = np.zeros(int(self.part.max()) + 1)
        there = wanted.copy()
        for distance, pivot in zip(self.distance, self.pivot, strict=True):
            apart = np.hypot(*(points - points[pivot]).T)
            wanted += np.bincount(self.part, apart * distance)
            there += np.bincount(self.part, apart**2)
        return np.asarray(points * (wanted / np.maximum(there, 1e-9))[self.part, None])

    def settled(self, points: Array, fixed: Array | None) -> Array:
        """The points moved where links and pivots want them, until that changes little."""
        weights, near = self._weights(), self.length**-2
        total = weights.sum(axis=0) + np.bincount(self.row, near, len(points))
        moving = total > 0
        held = None if fixed is None else ~np.isnan(fixed)
        links = sparse.csr_array((near, self.column, self.links.indptr), shape=self.links.shape)
        for _ in range(_ROUNDS):
            if fixed is not None and held is not None:
                points[held, 0] = fixed[held]
            step = points[self.row] - points[self.column]
            pull = near * self.length / np.maximum(np.hypot(*step.T), 1e-6)
            goal = [
                links @ points[:, side] + np.bincount(self.row, pull * step[:, side], len(points))
                for side in range(2)
            ]
            moved = np.column_stack(goal)
            for weight, distance, pivot in zip(weights, self.distance, self.pivot, strict=True):
                there = points[pivot]
                step = points - there
                pull = weight * distance / np.maximum(np.hypot(*step.T), 1e-6)
                moved += weight[:, None] * there + pull[:, None] * step
            points[moving] = moved[moving] / total[moving, None]
        if fixed is not None and held is not None:
            points[held, 0] = fixed[held]
        return points

    def _weights(self) -> npt.NDArray[np.float32]:
        """How strongly each pivot holds each node: for all that stand nearer to it than halfway.

        So a few pivots weigh as all the nodes would (Ortmann and others, section 3.2).
        """
        region = self.distance.argmin(axis=0)
        found = np.zeros_like(self.distance)
        beyond = 2 * self.distance.max() + 1  # the distances of each part stand behind each other
        first = self.part * beyond
        for turn, distance in enumerate(self.distance):
            inside = np.sort((first + distance)[region == turn])
            half = np.searchsorted(inside, first + distance / 2, "right")
            many = half - np.searchsorted(inside, first)
            np.divide(many, distance**2, out=found[turn], where=distance > 0)
        return found


def _greatest(values: Array, part: npt.NDArray[np.int32]) -> Numbers:
    """The node with the greatest value of each part, the first of several."""
    order = np.lexsort((-values, part))
    return order[np.flatnonzero(np.diff(part[order], prepend=-1))]


def _side_by_side(points: Array, part: npt.NDArray[np.int32]) -> Array:
    """The parts of a network where none covers another, each as broad as it can be."""
    groups = _groups(part)
    halves = np.full((len(points), 2), STEP)
    places = pack([(landscape(points[one]), halves[one]) for one in groups])
    for one, there in zip(groups, places, strict=True):
        points[one] = there
    return points


def _below_each_other(points: Array, part: npt.NDArray[np.int32]) -> Array:
    """The parts of a network that share their horizontal axis."""
    lowest = 0.0
    for one in _groups(part):
        high = points[one, 1]
        points[one, 1] = high - high.min() + lowest
        lowest += float(np.ptp(high)) + LENGTH
    return points


def _groups(part: npt.NDArray[np.int32]) -> list[Numbers]:
    """The nodes of each part, the largest part first."""
    order = np.argsort(part, kind="stable")
    begins = np.flatnonzero(np.diff(part[order], prepend=-1))
    return sorted(np.split(order, begins[1:]), key=lambda one: (-len(one), one[0]))
