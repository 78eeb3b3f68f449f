"""A figure as a still picture: one SVG that needs nothing else, in light and in dark."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from reelgraph.views import marks
from reelgraph.views.drawing import NO_YEAR, Drawing, Edge, draw
from reelgraph.views.figure import Figure
from reelgraph.views.frame import MARGIN, SMALL, foot, head
from reelgraph.views.labels import LINE, Box, Label, Room, along, around
from reelgraph.views.style import (
    CROWD,
    DARK,
    FONT,
    LABEL_SIZE,
    LANE,
    LIGHT,
    edge_style,
    is_unsure,
    node_style,
    type_text,
)
from reelgraph.views.text import on_one_line, shorten, width, wrap

_WIDTH, _HEIGHT = 960, 600
_ALWAYS_NAMED = 14
_LARGEST_SCALE = 1.9

# The attributes draw the light picture everywhere; where styles are understood, the dark one
# follows the reader's system.
DARK_RULES = f""".rg-page {{ fill: {DARK.page} }} .rg-text {{ fill: {DARK.text} }}
.rg-muted {{ fill: {DARK.muted} }} .rg-halo {{ stroke: {DARK.page} }}
.rg-edge {{ stroke: {DARK.edge} }} .rg-rule {{ stroke: {DARK.line} }}
.rg-ring {{ stroke: {DARK.text} }} .rg-lane {{ fill: {DARK.line} }}"""
_STYLE = f"<style>@media (prefers-color-scheme: dark) {{\n{DARK_RULES}\n}}</style>"


def render_svg(figure: Figure) -> str:
    """The figure as the text of an SVG file: 960 by 600 pixels, and more for more than 300 nodes.

    >>> import networkx as nx
    >>> empty = Figure(nx.MultiDiGraph(), "Nobody", (), 0, (), "network", "reelgraph demo", "2026")
    >>> render_svg(empty).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    return still(draw(figure))


def still(drawing: Drawing) -> str:
    """The same of a figure that was worked out already."""
    width, height = size(drawing)
    # What stands around a large picture is larger too, or nobody sees it who sees the whole.
    frame = math.sqrt(width / _WIDTH)
    above, top = head(drawing, width / frame)
    below, bottom = foot(drawing, width / frame, height / frame)
    area = Box(MARGIN / 2, top * frame, width - MARGIN / 2, bottom * frame)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="{escape(FONT)}">',
            f"<title>{escape(on_one_line(drawing.figure.title))}</title>",
            f"<desc>{escape(_description(drawing))}</desc>",
            _STYLE,
            f'<rect class="rg-page" width="{width}" height="{height}" fill="{LIGHT.page}"/>',
            *_scaled(above, frame),
            *_picture(drawing, area, frame),
            *_scaled(below, frame),
            "</svg>\n",
        ]
    )


def size(drawing: Drawing) -> tuple[int, int]:
    """The width and the height of a still picture in pixels: each node keeps its ground."""
    grow = math.sqrt(max(1.0, len(drawing.nodes) / CROWD))
    return round(_WIDTH * grow), round(_HEIGHT * grow)


def _scaled(marks: list[str], scale: float) -> list[str]:
    return marks if scale == 1 else [f'<g transform="scale({scale:.3f})">', *marks, "</g>"]


def _description(drawing: Drawing) -> str:
    types = ", ".join(f"{type_text(name)}: {count}" for name, count in drawing.types)
    roles = ", ".join(f"{name}: {count}" for name, count in drawing.roles)
    note = on_one_line(drawing.figure.note)
    parts = (note, drawing.shown, drawing.axis, types, roles)
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


# The picture itself.


def _picture(drawing: Drawing, area: Box, frame: float) -> Iterator[str]:
    if not drawing.nodes:
        x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        yield marks.text("Nothing to show", x, y, 14, "middle", "muted")
        return
    if drawing.years:
        area = replace(area, bottom=area.bottom - 16 * frame)
    view = _fitted(drawing, area)
    points = {node.iri: (view.x(node.x), view.y(node.y)) for node in drawing.nodes}
    grow = min(1.15, max(0.6, view.scale))
    yield from _axis(drawing, area, view, frame)
    ink = drawing.ink
    for edge in drawing.edges:
        if edge.start != edge.end:
            style = edge_style(edge.role)
            yield marks.line(
                points[edge.start],
                points[edge.end],
                style,
                unsure=edge.unsure,
                grow=grow * ink.width,
                opacity=ink.opacity,
            )
    for node in reversed(drawing.nodes):  # the important last, on top
        x, y = points[node.iri]
        if node.ring:
            yield (
                f'<circle class="rg-ring" cx="{x:.1f}" cy="{y:.1f}" '
                f'r="{node.size * grow + 4.5:.1f}" '
                f'fill="none" stroke="{LIGHT.text}" stroke-width="2"/>'
            )
        name = f"<title>{escape(node.label)}</title>"
        yield f"<g>{name}{marks.shape(node_style(node.type), x, y, node.size * grow)}</g>"
    yield from _labels(drawing, points, grow, area)


@dataclass(frozen=True)
class _View:
    """Where in the picture a place of the layout is."""

    scale: float
    left: float
    top: float

    def x(self, x: float) -> float:
        return self.left + self.scale * x

    def y(self, y: float) -> float:
        return self.top + self.scale * y


def _fitted(drawing: Drawing, area: Box) -> _View:
    """All nodes within the area, with room for the labels at its edges."""
    left, right = min(n.x for n in drawing.nodes), max(n.x for n in drawing.nodes)
    top, bottom = min(n.y for n in drawing.nodes), max(n.y for n in drawing.nodes)
    side = 70 if len(drawing.nodes) < 100 else 40
    wide, high = area.right - area.left - 2 * side, area.bottom - area.top - 66
    scale = min(_LARGEST_SCALE, wide / max(1, right - left), high / max(1, bottom - top))
    x = (area.left + area.right) / 2 - scale * (left + right) / 2
    y = (area.top + area.bottom) / 2 - scale * (top + bottom) / 2 - 4
    return _View(scale, x, y)


def _axis(drawing: Drawing, area: Box, view: _View, frame: float) -> Iterator[str]:
    """The years below the area with a line at each, and the lane of what has none."""
    foot, size = area.bottom + 13 * frame, SMALL * frame
    before, end = -math.inf, math.inf
    if drawing.lane:
        left, right = map(view.x, drawing.lane)
        yield (
            f'<rect class="rg-lane" x="{left:.1f}" y="{area.top:.1f}" width="{right - left:.1f}" '
            f'height="{area.bottom - area.top:.1f}" rx="6" fill="{LIGHT.line}" opacity="{LANE}"/>'
        )
        start = min(left, area.right - width(NO_YEAR, size))
        yield marks.text(NO_YEAR, start, foot, size, tone="muted")
        end = start - 18 * frame
    for place, text in drawing.years:
        x = view.x(place)
        if x - before < 44 * frame:
            continue
        before = x
        yield (
            f'<path class="rg-rule" d="M{x:.1f} {area.top:.1f}V{area.bottom:.1f}" '
            f'stroke="{LIGHT.line}"/>'
        )
        if x <= end:
            yield marks.text(text, x, foot, size, "middle", "muted")


def _labels(
    drawing: Drawing, points: dict[str, tuple[float, float]], grow: float, area: Box
) -> Iterator[str]:
    room = Room(area)
    own = {}
    for node in drawing.nodes:
        x, y = points[node.iri]
        radius = node.size * grow * 0.9
        own[node.iri] = Box(x - radius, y - radius, x + radius, y + radius)
        room.take(own[node.iri], firm=node.ring or node.rank < _ALWAYS_NAMED)
    path = drawing.figure.kind == "path"
    many = len(drawing.nodes) > 60
    most = (area.right - area.left) * (area.bottom - area.top) / 7500 if many else math.inf
    named: set[str] = set()
    for node in drawing.nodes:
        if len(named) >= most:
            break
        lines = tuple(wrap(node.label, 20)) if path else (shorten(node.label, 26),)
        places = around(lines, *points[node.iri], (node.size + 5 * node.ring) * grow)
        label = room.fit(
            places[:2] if path else places,
            own[node.iri],
            over_nodes=node.ring or node.rank < _ALWAYS_NAMED,
        )
        if label:
            named.add(node.iri)
            yield _placed(label, LABEL_SIZE, 600 if node.ring else 400)
    for edge in drawing.edges:
        if edge.start != edge.end:
            # Among many, how often two are linked says something only where both are named.
            counted = not many or {edge.start, edge.end} <= named
            yield from _edge_label(drawing, edge, points, room, counted=counted)


def _edge_label(
    drawing: Drawing,
    edge: Edge,
    points: dict[str, tuple[float, float]],
    room: Room,
    *,
    counted: bool,
) -> Iterator[str]:
    start, end = points[edge.start], points[edge.end]
    mark = " ?" if any(is_unsure(fact.status) for fact in edge.facts) else ""
    if drawing.roles_beside_lines:
        lines = tuple(wrap(edge.text + mark, 22, 3))
    elif mark:
        lines = (mark.strip(),)
    elif counted and len(edge.facts) > 1 and math.dist(start, end) > 60:
        lines = (f"×{len(edge.facts)}",)
    else:
        return
    label = room.fit(along(lines, start, end, SMALL))
    if label:
        yield _placed(label, SMALL, 400, "muted")


def _placed(label: Label, size: float, weight: int, tone: str = "text") -> str:
    return "".join(
        marks.text(
            line,
            label.x,
            label.y + LINE * row * size / LABEL_SIZE,
            size,
            label.anchor,
            tone,
            weight,
            halo=True,
        )
        for row, line in enumerate(label.lines)
    )
