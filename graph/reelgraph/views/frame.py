"""What stands around a still picture: the heading above, the legend and the sources below."""

from reelgraph.facts import UNKNOWN, Source
from reelgraph.views import marks
from reelgraph.views.drawing import Drawing, source_title
from reelgraph.views.style import (
    LABEL_SIZE,
    LIGHT,
    EdgeStyle,
    NodeStyle,
    edge_style,
    node_style,
    type_text,
)
from reelgraph.views.text import on_one_line, shorten, width, wrap

MARGIN = 24.0
SMALL = 11.0
"""Height of the smallest texts in pixels."""
_ROW = 22.0


def head(drawing: Drawing, wide: float) -> tuple[list[str], float]:
    """The title and the note, and how far down they reach."""
    shown = drawing.shown if len(drawing.nodes) < drawing.figure.total else ""
    room = wide - 2 * MARGIN - width(shown, SMALL + 1)
    title = shorten(on_one_line(drawing.figure.title), int(room / 10.5))
    rows = [marks.text(title, MARGIN, 36, 20, weight=600)]
    if shown:
        rows.append(marks.text(shown, wide - MARGIN, 36, SMALL + 1, "end", "muted"))
    y = 36.0
    for line in wrap(on_one_line(drawing.figure.note), int((wide - 2 * MARGIN) / 6.6)):
        if line:
            y += 19
            rows.append(marks.text(line, MARGIN, y, 13, tone="muted"))
    return rows, y + 12


def foot(drawing: Drawing, wide: float, high: float) -> tuple[list[str], float]:
    """The legend and the sources, down to `high`, and where they begin."""
    lines = _source_lines(drawing, wide)
    rows = []
    y = high - 16.0
    for line in reversed(lines):
        rows.append(marks.text(line, MARGIN, y, SMALL, tone="muted"))
        y -= 15
    legend, y = _legend(drawing, wide, y - 6)
    y -= 4
    rule = f'<path class="rg-rule" d="M{MARGIN:g} {y:g}H{wide - MARGIN:g}" stroke="{LIGHT.line}"/>'
    return [rule, *legend, *rows], y - 4


def _source_lines(drawing: Drawing, wide: float) -> list[str]:
    limit = int((wide - 2 * MARGIN) / 5.6)
    named = "; ".join(_source(number, s) for number, s in enumerate(drawing.sources, start=1))
    lines = [drawing.axis] if drawing.axis else []
    lines += wrap(f"Sources: {named}", limit) if named else []
    figure = drawing.figure
    last = " · ".join(on_one_line(part) for part in (figure.credit, figure.date) if part)
    return [*lines, shorten(last, limit)] if last else lines


def _source(number: int, source: Source) -> str:
    dated = source.published if source.published != UNKNOWN else source.retrieved
    rest = [on_one_line(part) for part in (source.publisher, dated) if part != UNKNOWN]
    return f"[{number}] " + ", ".join([source_title(source), *rest])


def _legend(drawing: Drawing, wide: float, bottom: float) -> tuple[list[str], float]:
    """The entries from the left in as many rows as they need, the last at `bottom`."""
    entries: list[tuple[str, NodeStyle | EdgeStyle | None]] = [
        (f"{type_text(name)} {count:,}", node_style(name)) for name, count in drawing.types
    ] + [(f"{shorten(name, 28)} {count:,}", edge_style(name)) for name, count in drawing.roles]
    if drawing.unsure:
        entries.append((f"less certain {drawing.unsure:,}", None))
    rows: list[list[tuple[float, str, NodeStyle | EdgeStyle | None]]] = [[]]
    x = MARGIN
    for text, style in entries:
        sign = 18.0 if isinstance(style, NodeStyle) else 34.0
        needed = sign + width(text, LABEL_SIZE) + 16
        if x + needed > wide - MARGIN + 16 and rows[-1]:
            rows.append([])
            x = MARGIN
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
                    drawn.append(marks.text("?", x + 14, y, SMALL, "middle", halo=True))
                drawn.append(marks.text(text, x + 34, y, LABEL_SIZE))
    return drawn, top - _ROW + 4 if entries else bottom
