"""How high the nodes of a timeline want to stand, from what stress says and the room there is."""

from collections import defaultdict
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from reelgraph.layouts.columns import GOLDEN
from reelgraph.layouts.stress import LENGTH

Array = npt.NDArray[np.float64]

_NEAR = 40
"""Among how many nodes at its sides one finds its height, at the least."""
_MANY = 40
"""So many works of one person alone are spread evenly, for no stress tells them apart."""


def heights(plain: "nx.Graph[Any]", members: list[str], x: Array, y: Array) -> Array:
    """The height of each node, from 0 to 1: half by its place, half by who stands at its sides.

    >>> plain = nx.Graph([("a", "b"), ("b", "c")])
    >>> heights(plain, ["a", "b", "c"], np.zeros(3), np.array([0.0, 40.0, 100.0])).round(1).tolist()
    [0.0, 0.4, 1.0]
    """
    y = y.copy()
    _below_each_other(plain, members, y)
    _spread_rays(plain, members, x, y)
    low, high = np.quantile(y, (0.02, 0.98))
    level = np.clip((y - low) / max(high - low, 1e-6), 0, 1)
    return np.asarray((_ranks(x, y) + level) / 2)


def _below_each_other(plain: "nx.Graph[Any]", members: list[str], y: Array) -> None:
    """The parts that nothing links share the years, and nothing else."""
    number = {iri: place for place, iri in enumerate(members)}
    lowest = 0.0
    for part in sorted(nx.connected_components(plain), key=lambda part: (-len(part), min(part))):
        one = [number[iri] for iri in part]
        y[one] += lowest - y[one].min()
        lowest = float(y[one].max()) + LENGTH


def _spread_rays(plain: "nx.Graph[Any]", members: list[str], x: Array, y: Array) -> None:
    """The many that are linked with one and the same node alone, evenly above and below it."""
    number = {iri: place for place, iri in enumerate(members)}
    rays: defaultdict[int, list[int]] = defaultdict(list)
    for iri in members:
        if plain.degree(iri) == 1:
            rays[number[next(iter(plain[iri]))]].append(number[iri])
    for hub, some in rays.items():
        if len(some) > _MANY:
            order = np.array(some)[np.argsort(x[some], kind="stable")]
            room = 2 * np.abs(y[order] - y[hub]).max()
            y[order] = y[hub] + room * (GOLDEN * (np.arange(len(order)) + 0.5) % 1 - 0.5)


def _ranks(x: Array, y: Array) -> Array:
    """The height of each node among those at its sides, from 0 to 1.

    It draws crowds apart and closes gaps, in the few years as in the many.
    """
    order = np.lexsort((y, x))
    along = y[order]
    near = max(_NEAR, int(3 * len(y) ** 0.5)) // 2
    ranks = np.empty(len(y))
    for place, one in enumerate(order):
        begin = max(0, place - near)
        beside = along[begin : place + near + 1]
        # Of those at one height, the first stands highest.
        above = np.count_nonzero(beside < y[one])
        above += np.count_nonzero(beside[: place - begin] == y[one])
        ranks[one] = above / max(1, len(beside) - 1)
    return ranks
