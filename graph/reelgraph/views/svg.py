"""A figure as a still picture: one SVG that needs nothing else, in light and in dark."""

import math
from collections.abc import Iterator
from html import escape

from reelgraph.facts import UNKNOWN, Source
from reelgraph.views import marks
from reelgraph.views.drawing import Drawing, Edge, draw, source_title
from reelgraph.views.figure import Figure
from reelgraph.views.labels import LINE, Box, Label, Room, along, around
from reelgraph.views.style import (
    DARK,
    FONT,
    LABEL_SIZE,
    LIGHT,
    EdgeStyle,
    NodeStyle,
    edge_style,
    is_unsure,
    node_style,
    type_text,
)
from reelgraph.views.text import on_one_line, shorten, width, wrap

_MARGIN = 24.0
_SMALL = 11.0
_ROW = 22.0
_ALWAYS_NAMED = 14
_LARGEST_SCALE = 1.9

# The attributes draw the light picture everywhere; where styles are understood, the dark one
# follows the reader's system.
DARK_RULES = f""".rg-page {{ fill: {DARK.page} }} .rg-text {{ fill: {DARK.text} }}
.rg-muted {{ fill: {DARK.muted} }} .rg-halo {{ stroke: {DARK.page} }}
.rg-edge {{ stroke: {DARK.edge} }} .rg-rule {{ stroke: {DARK.line} }}
.rg-ring {{ stroke: {DARK.text} }}"""
_STYLE = f"<style>@media (prefers-color-scheme: dark) {{\n{DARK_RULES}\n}}</style>"


def render_svg(figure: Figure, width: int = 960, height: int = 600) -> str:
    """The figure as the text of an SVG file of `width` by `height` pixels.

    >>> import networkx as nx
    >>> empty = Figure(nx.MultiDiGraph(), "Nobody", (), 0, (), "network", "reelgraph demo", "2026")
    >>> render_svg(empty).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    return still(draw(figure), width, height)


def still(drawing: Drawing, width: int = 960, height: int = 600) -> str:
    """The same of a figure that was worked out already."""
    head, top = _head(drawing, width)
    foot, bottom = _foot(drawing, width, height)
    area = Box(_MARGIN / 2, top, width - _MARGIN / 2, bottom)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="{escape(FONT)}">',
            f"<title>{escape(on_one_line(drawing.figure.title))}</title>",
            f"<desc>{escape(_description(drawing))}</desc>",
            _STYLE,
            f'<rect class="rg-page" width="{width}" height="{height}" fill="{LIGHT.page}"/>',
            *head,
            *_picture(drawing, area),
            *foot,
            "</svg>\n",
        ]
    )


def _description(drawing: Drawing) -> str:
    types = ", ".join(f"{type_text(name)}: {count}" for name, count in drawing.types)
    roles = ", ".join(f"{name}: {count}" for name, count in drawing.roles)
    note = on_one_line(drawing.figure.note)
    return ". ".join(part.rstrip(".") for part in (note, drawing.shown, types, roles) if part) + "."


# The frame: title and note above, legend and sources below.


def _head(drawing: Drawing, wide: int) -> tuple[list[str], float]:
    shown = drawing.shown if len(drawing.nodes) < drawing.figure.total else ""
    room = wide - 2 * _MARGIN - width(shown, _SMALL + 1)
    title = shorten(on_one_line(drawing.figure.title), int(room / 10.5))
    rows = [marks.text(title, _MARGIN, 36, 20, weight=600)]
    if shown:
        rows.append(marks.text(shown, wide - _MARGIN, 36, _SMALL + 1, "end", "muted"))
    y = 36.0
    for line in wrap(on_one_line(drawing.figure.note), int((wide - 2 * _MARGIN) / 6.6)):
        if line:
            y += 19
            rows.append(marks.text(line, _MARGIN, y, 13, tone="muted"))
    return rows, y + 12


def _foot(drawing: Drawing, wide: int, high: int) -> tuple[list[str], float]:
    lines = _source_lines(drawing, wide)
    rows = []
    y = high - 16.0
    for line in reversed(lines):
        rows.append(marks.text(line, _MARGIN, y, _SMALL, tone="muted"))
        y -= 15
    legend, y = _legend(drawing, wide, y - 6)
    y -= 4
    rule = (
        f'<path class="rg-rule" d="M{_MARGIN:g} {y:g}H{wide - _MARGIN:g}" stroke="{LIGHT.line}"/>'
    )
    return [rule, *legend, *rows], y - 4


def _source_lines(drawing: Drawing, wide: int) -> list[str]:
    limit = int((wide - 2 * _MARGIN) / 5.6)
    named = "; ".join(_source(number, s) for number, s in enumerate(drawing.sources, start=1))
    lines = wrap(f"Sources: {named}", limit) if named else []
    figure = drawing.figure
    last = " · ".join(on_one_line(part) for part in (figure.credit, figure.date) if part)
    return [*lines, shorten(last, limit)] if last else lines


def _source(number: int, source: Source) -> str:
    dated = source.published if source.published != UNKNOWN else source.retrieved
    rest = [on_one_line(part) for part in (source.publisher, dated) if part != UNKNOWN]
    return f"[{number}] " + ", ".join([source_title(source), *rest])


def _legend(drawing: Drawing, wide: int, bottom: float) -> tuple[list[str], float]:
    """The entries from the left in as many rows as they need, the last at `bottom`."""
    entries: list[tuple[str, NodeStyle | EdgeStyle | None]] = [
        (f"{type_text(name)} {count:,}", node_style(name)) for name, count in drawing.types
    ] + [(f"{shorten(name, 28)} {count:,}", edge_style(name)) for name, count in drawing.roles]
    if drawing.unsure:
        entries.append((f"less certain {drawing.unsure:,}", None))
    rows: list[list[tuple[float, str, NodeStyle | EdgeStyle | None]]] = [[]]
    x = _MARGIN
    for text, style in entries:
        sign = 18.0 if isinstance(style, NodeStyle) else 34.0
        needed = sign + width(text, LABEL_SIZE) + 16
        if x + needed > wide - _MARGIN + 16 and rows[-1]:
            rows.append([])
            x = _MARGIN
        rows[-1].append((x, text, style))
        x += needed
    drawn = []
    top = bottom - _ROW * (len(rows) - 1)
    for number, row in enumerate(rows):
        y = top + _ROW * number
        for x, text, style in row:
            if isinstance(style, NodeStyle):
                drawn.append(marks.shape(style, x + 6, y - 4, 6))
                drawn.append(marks.text(text, x + 18, y, LABEL_SIZE))
            else:
                drawn.append(
                    marks.line(
                        (x, y - 4), (x + 28, y - 4), style or edge_style("cast"), unsure=not style
                    )
                )
                if not style:
                    drawn.append(marks.text("?", x + 14, y, _SMALL, "middle", halo=True))
                drawn.append(marks.text(text, x + 34, y, LABEL_SIZE))
    return drawn, top - _ROW + 4 if entries else bottom


# The picture itself.


def _picture(drawing: Drawing, area: Box) -> Iterator[str]:
    if not drawing.nodes:
        x, y = (area.left + area.right) / 2, (area.top + area.bottom) / 2
        yield marks.text("Nothing to show", x, y, 14, "middle", "muted")
        return
    points, scale = _fitted(drawing, area)
    grow = min(1.15, max(0.6, scale))
    yield from _years(drawing, points, area)
    for edge in drawing.edges:
        if edge.start != edge.end:
            style = edge_style(edge.role)
            yield marks.line(
                points[edge.start], points[edge.end], style, unsure=edge.unsure, grow=grow
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


def _fitted(drawing: Drawing, area: Box) -> tuple[dict[str, tuple[float, float]], float]:
    """The positions within the area, with room for the labels at its edges."""
    left, right = min(n.x for n in drawing.nodes), max(n.x for n in drawing.nodes)
    top, bottom = min(n.y for n in drawing.nodes), max(n.y for n in drawing.nodes)
    side = 70 if len(drawing.nodes) < 100 else 40
    wide, high = area.right - area.left - 2 * side, area.bottom - area.top - 66
    scale = min(_LARGEST_SCALE, wide / max(1, right - left), high / max(1, bottom - top))
    x = (area.left + area.right) / 2 - scale * (left + right) / 2
    y = (area.top + area.bottom) / 2 - scale * (top + bottom) / 2 - 4
    return {n.iri: (x + scale * n.x, y + scale * n.y) for n in drawing.nodes}, scale


def _years(drawing: Drawing, points: dict[str, tuple[float, float]], area: Box) -> Iterator[str]:
    if not drawing.years:
        return
    first, last = drawing.nodes[0], max(drawing.nodes, key=lambda n: abs(n.x - drawing.nodes[0].x))
    scale = (points[last.iri][0] - points[first.iri][0]) / ((last.x - first.x) or 1)
    before = -math.inf
    for place, text in drawing.years:
        x = points[first.iri][0] + scale * (place - first.x)
        if x - before < 44:
            continue
        before = x
        yield (
            f'<path class="rg-rule" d="M{x:.1f} {area.top:.1f}V{area.bottom - 16:.1f}" '
            f'stroke="{LIGHT.line}"/>'
        )
        yield marks.text(text, x, area.bottom - 3, _SMALL, "middle", "muted")


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
    named = 0
    for node in drawing.nodes:
        if named >= most:
            break
        lines = tuple(wrap(node.label, 20)) if path else (shorten(node.label, 26),)
        places = around(lines, *points[node.iri], (node.size + 5 * node.ring) * grow)
        label = room.fit(
            places[:2] if path else places,
            own[node.iri],
            over_nodes=node.ring or node.rank < _ALWAYS_NAMED,
        )
        if label:
            named += 1
            yield _placed(label, LABEL_SIZE, 600 if node.ring else 400)
    for edge in drawing.edges:
        if edge.start != edge.end:
            yield from _edge_label(drawing, edge, points, room)


def _edge_label(
    drawing: Drawing, edge: Edge, points: dict[str, tuple[float, float]], room: Room
) -> Iterator[str]:
    start, end = points[edge.start], points[edge.end]
    mark = " ?" if any(is_unsure(fact.status) for fact in edge.facts) else ""
    if drawing.roles_beside_lines:
        lines = tuple(wrap(edge.text + mark, 22, 3))
    elif mark:
        lines = (mark.strip(),)
    elif len(edge.facts) > 1 and math.dist(start, end) > 60:
        lines = (f"×{len(edge.facts)}",)
    else:
        return
    label = room.fit(along(lines, start, end, _SMALL))
    if label:
        yield _placed(label, _SMALL, 400, "muted")


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
