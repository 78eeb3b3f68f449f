"""Where each node of a figure stands: the same place whenever the figure is drawn.

A path runs from left to right in the order of its hops. A network is laid out by stress
majorisation (Gansner, Koren and North 2004): the distance of two nodes in the picture comes as
near as it can to their distance in the network. Its connected parts are packed side by side.
"""

import math
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from reelgraph.layouts.packing import LANDSCAPE, landscape, pack, roomy, separate
from reelgraph.layouts.stress import MOST, spread
from reelgraph.views.figure import Figure
from reelgraph.views.style import CROWD, LABEL_SIZE, node_size
from reelgraph.views.text import on_one_line, shorten, width
from reelgraph.views.timeline import GAP, along_years, edges_of, in_lane, undated

Array = npt.NDArray[np.float64]

HOP, LANE = 210.0, 104.0
"""How far apart the hops of a path stand, and the paths that run side by side, at the least."""

ROOM_FOR_LABELS = 90
"""Up to so many nodes, each gets the room that its label needs."""


@dataclass(frozen=True)
class Placed:
    """The positions in pixels, y downwards, and the marks of the year axis."""

    positions: dict[str, tuple[float, float]]
    years: tuple[tuple[float, str], ...] = ()
    lane: tuple[float, float] | None = None
    """From where to where what has no year stands beside the axis."""


def place(figure: Figure) -> Placed:
    """The position of each node of a figure.

    >>> network = nx.MultiDiGraph([("film", "a"), ("film", "b")])
    >>> figure = Figure(network, "", (), 3, ("a", "b"), "path", "", "")
    >>> place(figure).positions
    {'a': (0.0, 0.0), 'film': (210.0, 0.0), 'b': (420.0, 0.0)}
    """
    # The order of the nodes must not change the picture.
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(sorted(figure.network.nodes))
    plain.add_edges_from(sorted((a, b) for a, b in figure.network.edges() if a != b))
    if not plain:
        return Placed({})
    if figure.positions:
        return _given(figure, plain)
    if figure.kind == "path":
        hops = _hops(plain, figure.focus)
        if hops:
            return Placed(_lanes(plain, hops))
    years = {
        iri: int(values["year"])
        for iri, values in figure.network.nodes(data=True)
        if values.get("year") is not None
    }
    if figure.by_year and years:
        return _by_year(figure, plain, years)
    return Placed(_network(figure, plain))


def _given(figure: Figure, plain: "nx.Graph[Any]") -> Placed:
    """Nodes where they are said to stand; the others beside their neighbours, or below all."""
    at = {iri: place for iri, place in figure.positions.items() if iri in plain}
    lowest = max((y for _, y in at.values()), default=0.0)
    for number, iri in enumerate(node for node in plain if node not in at):
        near = [figure.positions[other] for other in plain[iri] if other in figure.positions]
        aside = (40 * math.sin(2.4 * number), 40 * math.cos(2.4 * number))
        middle = (fmean(x for x, _ in near), fmean(y for _, y in near)) if near else None
        x, y = middle or (60.0 * number, lowest + 120)
        at[iri] = (x + aside[0], y + aside[1]) if near else (x, y)
    if not figure.by_year:
        return Placed(at)
    years = _year_marks(figure, at)
    unknown = undated(figure.network)
    if not years or not unknown:
        return Placed(at, years)
    # Nobody could know where along the axis a work without a year stands: it leaves the axis.
    half = _boxes(figure)
    stay = {iri: place for iri, place in at.items() if iri not in unknown}
    levels = {iri: at[iri][1] for iri in unknown}
    beside = in_lane(levels, half, edges_of(stay, half)[1] + GAP)
    return Placed(stay | beside, years, edges_of(beside, half))


def _year_marks(
    figure: Figure, at: dict[str, tuple[float, float]]
) -> tuple[tuple[float, str], ...]:
    """The marks of the axis that the dated nodes stand on."""
    dated = sorted(
        (int(values["year"]), at[iri][0])
        for iri, values in figure.network.nodes(data=True)
        if values.get("year") is not None
    )
    if not dated or dated[0][0] == dated[-1][0]:
        return tuple((x, str(year)) for year, x in dated[:1])
    (first, left), (last, right) = dated[0], dated[-1]
    return _marks(first, last, (right - left) / (last - first), left)


def _marks(first: int, last: int, step: float, left: float) -> tuple[tuple[float, str], ...]:
    """As many years as there is room for, `step` pixels apart."""
    every = next((n for n in (1, 2, 5, 10, 20, 50) if n * step >= 60), 1000)
    years = [year for year in range(first, last + 1) if year % every == 0] or [first]
    return tuple((left + (year - first) * step, str(year)) for year in years)


def _hops(plain: "nx.Graph[Any]", focus: tuple[str, ...]) -> list[list[str]]:
    """The nodes of a path by their distance from its start; empty if some are not reached."""
    if not focus or focus[0] not in plain:
        return []
    layers = [sorted(layer) for layer in nx.bfs_layers(plain, focus[0])]
    return layers if sum(map(len, layers)) == len(plain) else []


def _lanes(plain: "nx.Graph[Any]", hops: list[list[str]]) -> dict[str, tuple[float, float]]:
    """Layers from left to right; in each, the order with few crossings."""
    height = {iri: float(place) for layer in hops for place, iri in enumerate(layer)}
    for sweep in range(12):
        for layer in hops if sweep % 2 == 0 else reversed(hops):
            beside = {iri: fmean([height[other] for other in plain[iri]] or [0.0]) for iri in layer}
            layer.sort(key=lambda iri: (beside[iri], iri))
            for place, iri in enumerate(layer):
                height[iri] = place - (len(layer) - 1) / 2
    # A long path with few lanes gets higher ones, a short path with many lanes longer hops.
    steps, lanes = max(1, len(hops) - 1), max(1, max(map(len, hops)) - 1)
    hop_length = min(2 * HOP, max(HOP, 2.1 * LANE * lanes / steps))
    lane_height = min(1.8 * LANE, max(LANE, HOP * steps / LANDSCAPE / lanes / 2))
    return {
        iri: (hop_length * hop, lane_height * height[iri])
        for hop, layer in enumerate(hops)
        for iri in layer
    }


def _network(figure: Figure, plain: "nx.Graph[Any]") -> dict[str, tuple[float, float]]:
    half = _boxes(figure)
    if len(plain) > MOST:
        return _large(plain, half)
    labelled = len(plain) <= ROOM_FOR_LABELS
    parts, names = [], []
    for component in sorted(nx.connected_components(plain), key=lambda c: (-len(c), min(c))):
        members = sorted(component)
        boxes = np.array([half[iri] for iri in members])
        points = roomy(landscape(spread(plain.subgraph(members), members)), boxes)
        parts.append((separate(points, boxes, discs=not labelled), boxes))
        names.append(members)
    return {
        iri: (float(x), float(y))
        for members, points in zip(names, pack(parts), strict=True)
        for iri, (x, y) in zip(members, points, strict=True)
    }


def _large(
    plain: "nx.Graph[Any]", half: dict[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """A network whose parts are too many to be looked at one by one."""
    members = list(plain)
    boxes = np.array([half[iri] for iri in members])
    points = separate(roomy(spread(plain, members), boxes), boxes, discs=True)
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(members, points, strict=True)}


def _by_year(figure: Figure, plain: "nx.Graph[Any]", years: dict[str, int]) -> Placed:
    found = along_years(plain, _boxes(figure), years, undated(figure.network))
    return Placed(found.positions, _marks(found.first, found.last, found.step, 0.0), found.lane)


def _boxes(figure: Figure) -> dict[str, tuple[float, float]]:
    """Half the width and half the height of the room that each node needs."""
    network = figure.network
    labelled = len(network) <= ROOM_FOR_LABELS
    boxes = {}
    for iri, values in network.nodes(data=True):
        radius = node_size(int(values.get("degree", network.degree(iri))), min(CROWD, len(network)))
        label = width(shorten(on_one_line(values.get("label", "")), 26), LABEL_SIZE) / 2
        boxes[iri] = (max(radius, label) + 5, radius + 12) if labelled else (radius + 4, radius + 4)
    return boxes
