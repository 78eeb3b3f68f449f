"""Nodes whose horizontal place means something, moved up and down until none covers another."""

from collections import defaultdict

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_STRIP = 24.0
"""Nodes are looked for in strips of so many pixels."""
GOLDEN = (3 - 5**0.5) / 2
"""The part of a turn, or of a row, by which one follows the other so that no gap is left."""


def stacked(points: Array, half: Array, order: npt.NDArray[np.intp]) -> Array:
    """The points, each at the height free of boxes that is nearest to the height it had.

    Args:
        points: Where the boxes want to stand, in pixels, of shape (n, 2).
        half: Half their sizes, of the same shape.
        order: Their numbers; what stands first keeps its place.

    >>> points = stacked(np.zeros((3, 2)), np.full((3, 2), 5.0), np.arange(3))
    >>> sorted(points[:, 1].tolist())
    [-10.0, 0.0, 10.0]

    """
    x, y = points.T.copy()
    lefts, rights = x - half[:, 0], x + half[:, 0]
    first, last = (np.floor(side / _STRIP).astype(int).tolist() for side in (lefts, rights))
    strips: defaultdict[int, list[int]] = defaultdict(list)
    for one in order.tolist():
        through = range(first[one], last[one] + 1)
        near = np.array(sorted({other for strip in through for other in strips[strip]}), np.intp)
        near = near[(lefts[near] < rights[one]) & (rights[near] > lefts[one])]
        room = half[near, 1] + half[one, 1]
        y[one] = _free(float(y[one]), y[near] - room, y[near] + room)
        for strip in through:
            strips[strip].append(one)
    return np.column_stack([x, y])


def _free(wanted: float, tops: Array, bottoms: Array) -> float:
    """The height nearest to the wanted one that is strictly between no top and its bottom."""
    if not ((tops < wanted) & (wanted < bottoms)).any():
        return wanted
    rows = np.argsort(tops)
    reach = np.maximum.accumulate(bottoms[rows])
    # Gaps lie where the next top is not above what all before it reach down to.
    open_ = np.flatnonzero(tops[rows][1:] >= reach[:-1])
    places = np.concatenate(
        ([tops[rows[0]]], reach[open_], tops[rows][1:][open_], [reach[-1]]),
    )
    return float(places[np.abs(places - wanted).argmin()])


def abreast(height: float, half: Array, room: float) -> Array:
    """How far aside of their common place nodes stand, in as few columns as `height` asks for.

    Args:
        height: How high one column may be.
        half: Half the sizes of the nodes, in the order from top to bottom.
        room: How broad all columns together may be.

    >>> abreast(100.0, np.full((4, 2), 10.0), 60.0).tolist()
    [0.0, 0.0, 0.0, 0.0]
    >>> abreast(50.0, np.full((4, 2), 10.0), 60.0).tolist()
    [-10.0, 10.0, -10.0, 10.0]

    """
    broad = 2 * float(half[:, 0].max())
    wanted = int(np.ceil(2 * half[:, 1].sum() / height))
    columns = max(1, int(min(wanted, room / broad)))
    return np.asarray((np.arange(len(half)) % columns - (columns - 1) / 2) * broad)


def around(half: Array, room: float) -> Array:
    """Places around a point for boxes of these half sizes, at most about `room` to its side.

    >>> around(np.full((30, 2), 10.0), 20.0).shape
    (30, 2)
    """
    broad, high = 1.1 * half.mean(axis=0)
    rank = np.arange(len(half))
    away = np.sqrt(rank + 2)
    flat = max(1.0, broad * float(away[-1]) / room)
    return np.column_stack(
        [
            broad / flat * away * np.cos(2 * np.pi * GOLDEN * rank),
            high * flat * away * np.sin(2 * np.pi * GOLDEN * rank),
        ]
    )
