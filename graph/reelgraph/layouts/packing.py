"""Nodes moved apart until none covers another, and parts of a network set side by side."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

LANDSCAPE = 1.6
"""Width by height of the picture that is aimed at."""

_GAP = 34.0
_ROUNDS = 240
_FEW = 120
"""Of more points only those that are near each other are compared,"""
_MANY, _FEWER_ROUNDS = 1000, 60
"""and of many fewer times."""
SPACE = 2.2
"""How much more ground a crowd gets than its boxes cover."""
_FITTED = 40
"""So many parts each get the nearest free place, which takes the longer the more there are."""


def separate(
    points: Array,
    half: Array,
    *,
    discs: bool = False,
) -> Array:
    """The points moved as little as needed for boxes of these half sizes not to overlap.

    With `discs` the boxes are round, which leaves crowds round; boxes that are broader than high
    leave room for labels.

    >>> separate(np.zeros((2, 2)), np.full((2, 2), 5.0)).round().tolist()
    [[0.0, -5.0], [0.0, 5.0]]
    """
    x, y = points.T.copy()
    for _ in range(_ROUNDS if len(points) <= _MANY else _FEWER_ROUNDS):
        first, second = _near(x, y, half)
        wide, high = (half[first] + half[second]).T
        across, along = np.abs(x[first] - x[second]), np.abs(y[first] - y[second])
        if discs:
            meet = across**2 + along**2 < (wide - 0.01) ** 2
        else:
            meet = (across < wide - 0.01) & (along < high - 0.01)
        if not meet.any():
            break
        first, second, wide, high = first[meet], second[meet], wide[meet], high[meet]
        gap_x, gap_y = x[second] - x[first], y[second] - y[first]
        # Two that stand at one point are parted in their order.
        side_x, side_y = np.where(gap_x < 0, -1.0, 1.0), np.where(gap_y < 0, -1.0, 1.0)
        if discs:
            apart = np.hypot(gap_x, gap_y)
            over = wide - apart
            still = apart < 1e-6
            push_x = np.where(still, 0, over * gap_x / np.maximum(apart, 1e-6))
            push_y = np.where(still, over, over * gap_y / np.maximum(apart, 1e-6))
        else:
            over_x = wide - np.abs(gap_x)
            over_y = high - np.abs(gap_y)
            sideways = over_x < over_y
            push_x = np.where(sideways, side_x * over_x, 0)
            push_y = np.where(sideways, 0, side_y * over_y)
        crowd = np.sqrt(np.maximum(1, np.bincount(np.append(first, second), minlength=len(x))))
        for moved, push in ((x, push_x), (y, push_y)):
            step = np.zeros(len(x))
            np.add.at(step, first, -push / 2)
            np.add.at(step, second, push / 2)
            moved += step / crowd
    return np.column_stack([x, y])


def _near(x: Array, y: Array, half: Array) -> tuple[Numbers, Numbers]:
    """Pairs of points in order, each once, among which are all whose boxes meet."""
    if len(x) <= _FEW:
        return np.triu_indices(len(x), 1)
    from scipy.spatial import KDTree

    tree = KDTree(np.column_stack([x, y]))
    found = tree.query_pairs(2 * float(half.max()), p=np.inf, output_type="ndarray")
    found = found[np.argsort(found[:, 0] * len(x) + found[:, 1])]
    return found[:, 0], found[:, 1]


def landscape(points: Array) -> Array:
    """The points turned, and a little stretched, so that they fill a picture that is broad.

    >>> landscape(np.array([[0.0, 0.0], [0.0, 2.0], [0.0, 9.0]])).round()[:, 1].tolist()
    [0.0, 0.0, 0.0]
    """
    if len(points) < 3:
        return points
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1]
    # An eigenvector has no direction of its own: choose one that every machine chooses.
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1)
    turned = centred @ axes
    broad, high = np.ptp(turned, axis=0)
    turned[:, 0] *= min(1.6, max(1.0, LANDSCAPE * high / max(broad, 1.0)))
    return np.asarray(turned)


def roomy(points: Array, half: Array) -> Array:
    """The points drawn apart until there is ground for all boxes, with space between them.

    >>> roomy(np.array([[0.0, 0.0], [50.0, 50.0]]), np.full((2, 2), 25.0)).round()[1]
    array([105., 105.])
    """
    needed = 4 * (half[:, 0] * half[:, 1]).sum() * SPACE
    ground = float(np.prod(np.maximum(np.ptp(points, axis=0), 2 * half.max())))
    return np.asarray(points * max(1.0, np.sqrt(needed / ground)))


def pack(parts: list[tuple[Array, Array]]) -> list[Array]:
    """The parts of a network (points and half sizes), the first in the middle, none overlapping.

    >>> one = (np.zeros((1, 2)), np.full((1, 2), 5.0))
    >>> [part.shape for part in pack([one, one])]
    [(1, 2), (1, 2)]
    """
    lows = [(points - half).min(axis=0) for points, half in parts]
    highs = [(points + half).max(axis=0) for points, half in parts]
    sizes = [(high - low + _GAP) / 2 for low, high in zip(lows, highs, strict=True)]
    boxes = np.empty((0, 4))
    for size in sizes[:_FITTED]:
        boxes = np.vstack([boxes, [*_nearest_free(boxes, size), *size]])
    centres = [*boxes[:, :2], *_in_rows(sizes[_FITTED:], boxes)]
    return [
        points - (low + high) / 2 + centre
        for (points, _), low, high, centre in zip(parts, lows, highs, centres, strict=True)
    ]


def _in_rows(sizes: list[Array], boxes: Array) -> list[Array]:
    """The centres of many small boxes, side by side in rows below those that stand already."""
    if not sizes:
        return []
    x, y, w, h = boxes.T
    ground = 4 * sum(float(np.prod(size)) for size in sizes)
    broad = max(float((x + w).max() - (x - w).min()), np.sqrt(ground * LANDSCAPE))
    rows: list[list[Array]] = [[]]
    for size in sizes:
        if rows[-1] and 2 * (sum(one[0] for one in rows[-1]) + size[0]) > broad:
            rows.append([])
        rows[-1].append(size)
    centres = []
    top = float((y + h).max())
    for row in rows:
        left = float((x - w).min() + (x + w).max()) / 2 - sum(size[0] for size in row)
        high = 2 * max(size[1] for size in row)
        for size in row:
            centres.append(np.array([left + size[0], top + high / 2]))
            left += 2 * size[0]
        top += high
    return centres


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
