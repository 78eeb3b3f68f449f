"""Which labels a still picture shows, and where: the important first, none over another."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reelgraph.views.style import LABEL_SIZE
from reelgraph.views.text import width

LINE = LABEL_SIZE * 1.2
"""The height of a line of a label in pixels."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share an area.

        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).meets(Box(2, 0, 3, 1))
        (True, False)
        """
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def inside(self, other: "Box") -> bool:
        """Whether this box lies within another."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A label at its place: the middle of its first line's baseline is at `x`, `y`."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str
    box: Box


def around(
    lines: tuple[str, ...], x: float, y: float, radius: float, size: float = LABEL_SIZE
) -> list[Label]:
    """The places that a node's label may take, the best first: below, above, right, left."""
    broad = max(width(line, size) for line in lines)
    high = LINE * len(lines)
    gap = radius + 3
    below, above, beside = y + gap, y - gap - high, y - high / 2
    return [
        _label(lines, x, below, "middle", x - broad / 2, broad, high),
        _label(lines, x, above, "middle", x - broad / 2, broad, high),
        _label(lines, x + gap + 1, beside, "start", x + gap + 1, broad, high),
        _label(lines, x - gap - 1, beside, "end", x - gap - 1 - broad, broad, high),
    ]


def along(
    lines: tuple[str, ...], start: tuple[float, float], end: tuple[float, float], size: float
) -> list[Label]:
    """The places that a line's label may take, its middle first."""
    broad, high = max(width(line, size) for line in lines), size * 1.2 * len(lines)
    places = []
    for part in (0.5, 0.42, 0.58, 0.34, 0.66):
        x = start[0] + part * (end[0] - start[0])
        y = start[1] + part * (end[1] - start[1]) - high / 2
        places.append(_label(lines, x, y, "middle", x - broad / 2, broad, high, size))
    return places


class Room:
    """The boxes that are taken already, within the area of the picture."""

    def __init__(self, area: Box) -> None:
        self._area = area
        self._nodes = _Grid()
        self._firm = _Grid()
        self._labels = _Grid()

    def take(self, box: Box, *, firm: bool = False) -> None:
        """Keep the box of a node free of labels; a firm one even of those that matter most."""
        self._nodes.add(box)
        if firm:
            self._firm.add(box)

    def fit(
        self, places: list[Label], own: Box | None = None, *, over_nodes: bool = False
    ) -> Label | None:
        """The first of these places that is free, which is then taken; None if none is.

        `own` is a taken box that does not count: that of the node itself. A label that matters
        much may stand `over_nodes` where all else is full, but never over a firm one or a label.
        """
        within = [label for label in places if label.box.inside(self._area)]
        for nodes in (self._nodes, self._firm) if over_nodes else (self._nodes,):
            for label in within:
                if not nodes.meets(label.box, own) and not self._labels.meets(label.box):
                    self._labels.add(label.box)
                    return label
        return None


class _Grid:
    """Boxes by the squares that they lie in, so that only those nearby are looked at."""

    _SIDE = 64.0

    def __init__(self) -> None:
        self._squares: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        for square in self._under(box):
            self._squares[square].append(box)

    def meets(self, box: Box, but: Box | None = None) -> bool:
        return any(
            box.meets(other) and other is not but
            for square in self._under(box)
            for other in self._squares.get(square, ())
        )

    def _under(self, box: Box) -> Iterator[tuple[int, int]]:
        side = self._SIDE
        for column in range(int(box.left // side), int(box.right // side) + 1):
            for row in range(int(box.top // side), int(box.bottom // side) + 1):
                yield column, row


def _label(
    lines: tuple[str, ...],
    x: float,
    top: float,
    anchor: str,
    left: float,
    broad: float,
    high: float,
    size: float = LABEL_SIZE,
) -> Label:
    box = Box(left - 1, top, left + broad + 1, top + high)
    return Label(lines, x, top + size * 0.92, anchor, box)
