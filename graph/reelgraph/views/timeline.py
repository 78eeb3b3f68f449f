"""The layout along the years: works stand at their year, all others among their works.

Only the horizontal place of a work says something. The heights come from the stress of the
network, so that those who worked together stand near each other. A work whose year no source
tells stands in a lane of its own, to the right of all years; so does what is linked with such
works alone.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from reelgraph.entity import is_a
from reelgraph.layouts.columns import abreast, around, stacked
from reelgraph.layouts.packing import LANDSCAPE, SPACE
from reelgraph.layouts.stress import LENGTH, lengths, spread
from reelgraph.views.heights import heights

Array = npt.NDArray[np.float64]
Places = dict[str, tuple[float, float]]

LEAST = 700.0
"""How broad the picture is at the least."""
GAP = 40.0
"""Between the last year and the lane of what has none."""
_ASIDE = 0.08
"""How far from the mean year of its works another node may stand, as a part of the breadth."""
_SLOT = 0.7
"""The part of a year's room that its works may take where they are too many for one column."""
_TRIES, _BROADER, _HIGHER = 5, 1.25, 1.2
"""How often, and by how much, the years are drawn apart where the picture is so much too high."""


@dataclass(frozen=True)
class Timeline:
    """Where nodes stand, in pixels, y downwards."""

    positions: Places
    first: int
    last: int
    step: float
    """How many pixels a year has; the first year stands at 0."""
    lane: tuple[float, float] | None
    """From where to where what has no year stands; None if there is nothing."""


def undated(network: "nx.MultiDiGraph[Any]") -> set[str]:
    """The works whose year no source tells.

    >>> network = nx.MultiDiGraph()
    >>> network.add_node("a", type="ShortFilm")
    >>> network.add_node("b", type="Film", year=2015)
    >>> network.add_node("c", type="Person")
    >>> undated(network)
    {'a'}
    """
    return {
        iri
        for iri, values in network.nodes(data=True)
        if values.get("year") is None and is_a(str(values.get("type", "")), "Work")
    }


def along_years(
    plain: "nx.Graph[Any]",
    half: Mapping[str, tuple[float, float]],
    years: Mapping[str, int],
    unknown: set[str],
) -> Timeline:
    """Place all nodes of a network, the same way each time.

    Args:
        plain: The network, its nodes in an order of their own.
        half: Half the width and half the height of the room that each node needs.
        years: The years of those that have one, at least one.
        unknown: The works without a year.

    """
    means = _means(plain, years, unknown)
    wanted = _wanted(plain, years, means)
    among = [iri for iri in plain if iri in means]
    boxes = np.array([half[iri] for iri in among])
    broad = max(LEAST, float(np.sqrt(LANDSCAPE * SPACE * 4 * boxes.prod(axis=1).sum())))
    for _ in range(_TRIES):
        axis = _Axis(min(years.values()), max(years.values()), broad)
        points = axis.settled(plain, years, means, wanted, boxes)
        if np.ptp(points[:, 1]) < _HIGHER * axis.height:
            break
        broad *= _BROADER
    at = _named(among, points)
    lane = None
    if len(among) < len(plain):
        left = float((points[:, 0] + boxes[:, 0]).max()) + GAP
        middle = float(points[:, 1].min() + points[:, 1].max()) / 2
        high = max(axis.height, float(np.ptp(points[:, 1])))
        levels = {iri: middle + high * wanted[iri][1] for iri in plain if iri not in means}
        beside = in_lane(levels, half, left, high)
        lane = edges_of(beside, half)
        at |= beside
    return Timeline(at, axis.first, axis.last, axis.step, lane)


def in_lane(
    levels: Mapping[str, float],
    half: Mapping[str, tuple[float, float]],
    left: float,
    height: float = LEAST / LANDSCAPE,
) -> Places:
    """Nodes one below the other from `left` on, near their levels, in as many columns as needed."""
    order = sorted(levels, key=lambda iri: (levels[iri], iri))
    boxes = np.array([half[iri] for iri in order])
    aside = abreast(height / SPACE, boxes, np.inf)
    x = left + aside - aside.min() + boxes[:, 0].max()
    points = np.column_stack([x, [levels[iri] for iri in order]])
    return _named(order, stacked(points, boxes, np.arange(len(order))))


def edges_of(
    places: Mapping[str, tuple[float, float]], half: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """How far nodes reach to the left and to the right."""
    return (
        min(x - half[iri][0] for iri, (x, _) in places.items()),
        max(x + half[iri][0] for iri, (x, _) in places.items()),
    )


def _means(plain: "nx.Graph[Any]", years: Mapping[str, int], unknown: set[str]) -> dict[str, float]:
    """The year of each work, and of each other node the mean of what it is linked with.

    What is not linked with any year is missing: works without one, and what hangs on those alone.
    """
    means = {iri: float(year) for iri, year in years.items()}
    wave = set(years)
    while wave:
        wave = {other for iri in wave for other in plain[iri]} - means.keys() - unknown
        means |= {
            iri: fmean(means[other] for other in plain[iri] if other in means) for iri in wave
        }
    return means


def _wanted(
    plain: "nx.Graph[Any]", years: Mapping[str, int], means: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Where stress puts all nodes: x from 0, the first year, to 1, the last; y from -0.5 to 0.5.

    The years are as far from each other as the ends of the network want to be: were they farther,
    all would stand in one line.
    """
    first, last = min(years.values()), max(years.values())
    reach = _reach(plain)
    members = list(plain)
    fixed = np.full(len(members), np.nan)
    for number, iri in enumerate(members):
        if iri in years:
            fixed[number] = reach * (years[iri] - first) / max(1, last - first)
        elif iri not in means:
            fixed[number] = 1.1 * reach
    x, y = spread(plain, members, fixed).T
    return _named(members, np.column_stack([x / reach, heights(plain, members, x, y) - 0.5]))


def _reach(plain: "nx.Graph[Any]") -> float:
    """How far the ends of the network want to be from each other, by the way through its hub."""
    degree = dict(plain.degree())
    hub = max(degree, key=degree.__getitem__)

    def length(one: str, other: str, _: object) -> float:
        few, many = np.sort([degree[one], degree[other]])
        return float(lengths(few, many))

    away = nx.single_source_dijkstra_path_length(plain, hub, weight=length)
    return 2 * max(LENGTH, *away.values())


def _named(members: list[str], points: Array) -> Places:
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(members, points, strict=True)}


@dataclass(frozen=True)
class _Axis:
    """The years from left to right, the first at 0."""

    first: int
    last: int
    broad: float

    @property
    def step(self) -> float:
        return self.broad / max(1, self.last - self.first)

    @property
    def height(self) -> float:
        return self.broad / LANDSCAPE

    @property
    def room(self) -> float:
        """How far from the mean of its works another node may stand."""
        return self.broad * (_ASIDE if self.first < self.last else 0.5)

    def settled(
        self,
        plain: "nx.Graph[Any]",
        years: Mapping[str, int],
        means: Mapping[str, float],
        wanted: Mapping[str, tuple[float, float]],
        boxes: Array,
    ) -> Array:
        """Where the nodes that have a mean stand, none over another."""
        members = [iri for iri in plain if iri in means]
        points = np.array([wanted[iri] for iri in members]) * (self.broad, self.height)
        dated = np.array([iri in years for iri in members])
        middle = (np.array([means[iri] for iri in members]) - self.first) * self.step
        self._in_columns(points, middle, dated, boxes)
        self._beside(points, middle, ~dated)
        degree = np.array([plain.degree(iri) for iri in members])
        rays = ~dated & (degree == 1)
        inner = np.lexsort((~dated, -degree))
        inner = inner[~rays[inner]]
        points[inner] = stacked(points[inner], boxes[inner], np.arange(len(inner)))
        number = {iri: place for place, iri in enumerate(members)}
        hubs: defaultdict[int, list[int]] = defaultdict(list)
        for ray in np.flatnonzero(rays).tolist():
            hubs[number[next(iter(plain[members[ray]]))]].append(ray)
        for hub, some in hubs.items():
            points[some] = points[hub] + around(boxes[some], self.room)
        outer = [ray for some in hubs.values() for ray in some]
        return stacked(points, boxes, np.append(inner, np.array(outer, np.intp)))

    def _in_columns(
        self, points: Array, middle: Array, dated: npt.NDArray[np.bool_], boxes: Array
    ) -> None:
        """Works at their year; side by side in its room where one column would be too high."""
        for x in np.unique(middle[dated]):
            column = np.flatnonzero(dated & (middle == x))
            column = column[np.argsort(points[column, 1], kind="stable")]
            aside = abreast(self.height / SPACE, boxes[column], _SLOT * self.step)
            points[column, 0] = x + aside

    def _beside(self, points: Array, middle: Array, others: npt.NDArray[np.bool_]) -> None:
        """All others near the mean of their works, to the side where stress wants them."""
        if others.any():
            aside = points[others, 0] - middle[others]
            scale = max(self.room, float(np.abs(aside).mean()))
            points[others, 0] = middle[others] + self.room * np.tanh(aside / scale)
