"""The visual language: the one place that says how a type, a role and a status look.

Type is colour *and* shape *and* legend text, so that no reader depends on colour; role is the
style of the edge; size is the square root of the degree, clamped. The colours are those of Okabe
and Ito, which colour-blind readers tell apart; their contrast on white is 3.1 or more.
"""

import math
import re
from dataclasses import dataclass
from typing import Literal

Shape = Literal["square", "circle", "diamond", "triangle", "hexagon"]
Fill = Literal["solid", "hollow", "dotted"]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"
LABEL_SIZE = 12
"""Height of a label in pixels, whatever the zoom."""

SMALLEST, LARGEST = 6.5, 24.0
"""The clamps of a node's radius in pixels."""

CROWD = 300
"""Of more nodes, a still picture is larger and its nodes are not smaller still."""

SIZES = {"base": 5.0, "growth": 1.6, "crowd": 50.0, "shrink": 0.3}
"""How the radius of a node follows from its degree, and from how many stand in one picture."""


@dataclass(frozen=True, slots=True)
class NodeStyle:
    """How a type looks; types of one family differ in the fill."""

    shape: Shape
    colour: str
    fill: Fill = "solid"


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How a role looks; of parallel edges, the one with the smallest `rank` is drawn."""

    rank: int
    width: float
    dashes: tuple[float, ...] = ()
    cap: Literal["butt", "round"] = "butt"


INK = {"lines": 200.0, "width": 0.15, "opacity": 0.35, "palest": 0.2}
"""From how many lines on they are drawn finer and paler, how fast, and how pale at most."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How strongly lines are drawn: what their width and their opacity are multiplied with."""

    width: float
    opacity: float


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of all that is neither a type nor a role."""

    page: str
    text: str
    muted: str
    line: str
    edge: str
    link: str
    note: str


LIGHT = Theme("#ffffff", "#1b1e23", "#59616b", "#d9dde2", "#7f8893", "#005a8e", "#fff0b3")
DARK = Theme("#16181d", "#e9ebee", "#a3abb5", "#343a43", "#8d96a1", "#7cc0ee", "#4d4014")
PALE = 0.45
"""Opacity of an edge of which no source is sure."""
LANE = 0.45
"""Opacity of the ground below what has no year."""

_FAMILIES: dict[str, tuple[Shape, str]] = {
    "film": ("square", "#0072B2"),
    "person": ("circle", "#D55E00"),
    "company": ("diamond", "#009E73"),
    "festival": ("triangle", "#CC79A7"),
    "other": ("hexagon", "#767676"),
}
_TYPES: dict[str, tuple[str, Fill]] = {
    "Film": ("film", "solid"),
    "Work": ("film", "solid"),
    "ShortFilm": ("film", "hollow"),
    "MusicVideo": ("film", "dotted"),
    "Person": ("person", "solid"),
    "Band": ("person", "hollow"),
    "Company": ("company", "solid"),
    "Organization": ("company", "hollow"),
    "Festival": ("festival", "solid"),
    "FestivalEdition": ("festival", "hollow"),
    "Award": ("festival", "dotted"),
    "Character": ("other", "hollow"),
}

_DIRECTOR = EdgeStyle(0, 3.4)
_WRITER = EdgeStyle(1, 2.4, (0.1, 5), "round")
_PRODUCER = EdgeStyle(2, 1.8, (8, 5))
_OTHER = EdgeStyle(3, 1.6, (9, 3, 2, 3))
# The trades with a pattern of their own are those that films name most often. A pattern has at
# most four parts, and is short enough to be seen in the legend.
_EXECUTIVE = EdgeStyle(2, 1.8, (14, 4))
_COMPANY = EdgeStyle(2, 1.8, (3, 6))
_CAMERA = EdgeStyle(3, 1.6, (5, 2))
_COMPOSER = EdgeStyle(3, 1.6, (2, 2))
_EDITOR = EdgeStyle(3, 1.6, (12, 2, 5, 2))
_DESIGNER = EdgeStyle(3, 1.6, (4, 3, 1, 3))
_CAST = EdgeStyle(4, 1.0)
_ROLES = {
    "director": _DIRECTOR,
    "writer": _WRITER,
    "screenwriter": _WRITER,
    "producer": _PRODUCER,
    "executive producer": _EXECUTIVE,
    "production company": _COMPANY,
    "cinematographer": _CAMERA,
    "composer": _COMPOSER,
    "editor": _EDITOR,
    "production designer": _DESIGNER,
    "cast": _CAST,
    "cast member": _CAST,
    "actor": _CAST,
    "voice actor": _CAST,
}

STATUS_WORDS = {
    "asserted": "asserted",
    "inferred": "inferred by a rule",
    "weak": "implied by the wording only",
    "hedged": "the source itself is not sure",
}
"""What a reader is told of a status, in words."""


def node_style(kind: str) -> NodeStyle:
    """How a type of entity is drawn.

    >>> node_style("Film")
    NodeStyle(shape='square', colour='#0072B2', fill='solid')
    >>> node_style("Spaceship").shape
    'hexagon'
    """
    family, fill = _TYPES.get(kind, ("other", "solid"))
    shape, colour = _FAMILIES[family]
    return NodeStyle(shape, colour, fill)


def edge_style(role: str) -> EdgeStyle:
    """How a role is drawn: director thick, producer dashed, writer dotted, cast thin.

    >>> edge_style("producer").dashes
    (8, 5)
    """
    return _ROLES.get(role, _OTHER)


def styled_types() -> list[str]:
    """The types that have a style of their own, in the order of the legend."""
    return list(_TYPES)


def styled_roles() -> list[str]:
    """The roles that have a style of their own, the one that is drawn first of all first."""
    return sorted(_ROLES, key=lambda role: (_ROLES[role].rank, role))


def type_order(kind: str) -> tuple[int, str]:
    """The place of a type in the legend: the families in their order, the unknown last."""
    known = list(_TYPES)
    return (known.index(kind) if kind in known else len(known), kind)


def type_text(kind: str) -> str:
    """The name of a type as the legend says it.

    >>> type_text("FestivalEdition")
    'Festival edition'
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind)
    return words[:1].upper() + words[1:].lower()


def node_size(degree: int, among: int = 1) -> float:
    """The radius of a node in pixels: the square root of its degree, clamped.

    Of very many nodes in one picture, each is smaller.

    >>> node_size(1) < node_size(30) < node_size(2000) == 24.0
    True
    >>> node_size(30, among=500) < node_size(30)
    True
    """
    grown = SIZES["base"] + SIZES["growth"] * math.sqrt(max(0, degree))
    size = min(LARGEST, max(SMALLEST, grown))
    return round(size * min(1.0, math.pow(SIZES["crowd"] / among, SIZES["shrink"])), 1)


def ink(lines: int) -> Ink:
    """How strongly each of so many lines is drawn: the more there are, the finer and paler.

    >>> ink(200)
    Ink(width=1.0, opacity=1.0)
    >>> ink(7000).opacity < ink(700).opacity < 1
    True
    """
    share = min(1.0, INK["lines"] / max(1, lines))
    opacity = max(INK["palest"], math.pow(share, INK["opacity"]))
    return Ink(round(math.pow(share, INK["width"]), 2), round(opacity, 2))


def is_unsure(status: str) -> bool:
    """Whether a claim is drawn pale and with a question mark.

    >>> is_unsure("hedged"), is_unsure("asserted")
    (True, False)
    """
    return status in {"weak", "hedged"}


CORNERS: dict[Shape, tuple[tuple[float, float], ...]] = {
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.15), (1.15, 0.85), (-1.15, 0.85)),
    "hexagon": ((-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0)),
}
"""The corners of the angular shapes of radius 1."""
