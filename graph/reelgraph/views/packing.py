"""Nodes moved apart until none covers another, and parts of a network set side by side."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LANDSCAPE = 1.6
"""Width by height of the picture that is aimed at."""

_GAP = 34.0
_ROUNDS = 240


def separate(points: Array, half: Array, keep: npt.NDArray[np.bool_] | None = None) -> Array:
    """The points moved as little as needed for boxes of these half sizes not to overlap.

    Points for which `keep` is true move up and down only.

    >>> separate(np.zeros((2, 2)), np.full((2, 2), 5.0)).round().tolist()
    [[0.0, -5.0], [0.0, 5.0]]
    """
    x, y = points.T.copy()
    wide, high = (half[:, side, None] + half[None, :, side] for side in (0, 1))
    free = np.ones(len(points)) if keep is None else np.where(keep, 0.0, 1.0)
    for _ in range(_ROUNDS):
        meet = np.abs(x[:, None] - x[None]) < wide - 0.01
        meet &= np.abs(y[:, None] - y[None]) < high - 0.01
        first, second = np.nonzero(np.triu(meet, 1))  # few after some rounds
        if not len(first):
            break
        gap_x, gap_y = x[second] - x[first], y[second] - y[first]
        over_x = wide[first, second] - np.abs(gap_x)
        over_y = high[first, second] - np.abs(gap_y)
        sideways = (over_x < over_y) & (free[first] + free[second] > 0)
        # Two that stand at one point are parted in their order.
        push_x = np.where(sideways, np.where(gap_x < 0, -over_x, over_x), 0) / 2
        push_y = np.where(sideways, 0, np.where(gap_y < 0, -over_y, over_y)) / 2
        crowd = np.sqrt(np.maximum(1, np.bincount(np.append(first, second), minlength=len(x))))
        for moved, push, may in ((x, push_x, free), (y, push_y, 1.0)):
            step = np.zeros(len(x))
            np.add.at(step, first, -push)
            np.add.at(step, second, push)
            moved += step / crowd * may
    return np.column_stack([x, y])


def pack(parts: list[tuple[Array, Array]]) -> list[Array]:
    """The parts of a network (points and half sizes), the first in the middle, none overlapping.

    >>> one = (np.zeros((1, 2)), np.full((1, 2), 5.0))
    >>> [part.shape for part in pack([one, one])]
    [(1, 2), (1, 2)]
    """
    boxes = np.empty((0, 4))
    placed = []
    for points, half in parts:
        low, high = (points - half).min(axis=0), (points + half).max(axis=0)
        size = (high - low + _GAP) / 2
        centre = _nearest_free(boxes, size)
        boxes = np.vstack([boxes, [*centre, *size]])
        placed.append(points - (low + high) / 2 + centre)
    return placed


def _nearest_free(boxes: Array, size: Array) -> Array:
    """The free place of a box that is nearest to the middle, counted in landscape format."""
    if not len(boxes):
        return np.zeros(2)
    # A best place touches the boxes that stand there: only such places are tried.
    x, y, w, h = boxes.T
    xs = np.concatenate([x + w + size[0], x - w - size[0], x, x - w + size[0], x + w - size[0]])
    ys = np.concatenate([y + h + size[1], y - h - size[1], y, y - h + size[1], y + h - size[1]])
    xs, ys = np.unique(xs.round(3)), np.unique(ys.round(3))
    places = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    reach = np.abs(places) + size
    places = places[np.argsort(np.hypot(reach[:, 0], LANDSCAPE * reach[:, 1]), kind="stable")]
    for start in range(0, len(places), 512):
        some = places[start : start + 512]
        away = np.abs(some[:, None] - boxes[None, :, :2]) - boxes[None, :, 2:] - size
        free = np.any(away > -0.01, axis=2).all(axis=1)
        if free.any():
            return np.asarray(some[free.argmax()])
    return np.array([0.0, float((y + h).max() + size[1])])
