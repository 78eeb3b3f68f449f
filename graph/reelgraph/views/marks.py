"""The marks of which a still picture is made, as SVG elements."""

from html import escape

from reelgraph.views.style import CORNERS, LIGHT, PALE, EdgeStyle, NodeStyle


def text(
    words: str,
    x: float,
    y: float,
    size: float,
    anchor: str = "start",
    tone: str = "text",
    weight: int = 400,
    *,
    halo: bool = False,
) -> str:
    """A line of text; `halo` keeps it readable over lines."""
    colour = LIGHT.text if tone == "text" else LIGHT.muted
    extra = f' text-anchor="{anchor}"' if anchor != "start" else ""
    extra += f' font-weight="{weight}"' if weight != 400 else ""
    if halo:
        extra += (
            f' stroke="{LIGHT.page}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        )
    return (
        f'<text class="rg-{tone}{" rg-halo" if halo else ""}" x="{x:.1f}" y="{y:.1f}" '
        f'font-size="{size:g}" fill="{colour}"{extra}>{escape(words)}</text>'
    )


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    style: EdgeStyle,
    *,
    unsure: bool,
    grow: float = 1.0,
    opacity: float = 1.0,
) -> str:
    """A line in the style of its role, pale where no source is sure."""
    dashes = " ".join(f"{dash:g}" for dash in style.dashes)
    # Round ends make dots of short dashes.
    extra = f' stroke-dasharray="{dashes}" stroke-linecap="{style.cap}"' if dashes else ""
    opacity *= PALE if unsure else 1
    extra += f' stroke-opacity="{opacity:.2g}"' if opacity < 1 else ""
    return (
        f'<path class="rg-edge" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" '
        f'stroke="{LIGHT.edge}" stroke-width="{style.width * grow:.2g}"{extra}/>'
    )


def shape(style: NodeStyle, x: float, y: float, radius: float) -> str:
    """The outline of a shape; `radius` is that of a circle of about the same area."""
    thick = max(1.6, 0.32 * radius)
    if style.fill == "solid":
        paint = f'fill="{style.colour}"'
    else:
        radius -= thick / 2
        paint = (
            f'class="rg-page" fill="{LIGHT.page}" stroke="{style.colour}" '
            f'stroke-width="{thick:.1f}" stroke-linejoin="round"'
        )
    if style.shape == "circle":
        mark = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {paint}/>'
    elif style.shape == "square":
        half = 0.9 * radius
        mark = (
            f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" '
            f'height="{2 * half:.1f}" rx="{0.4 * half:.1f}" {paint}/>'
        )
    else:
        corners = CORNERS[style.shape]
        points = " ".join(f"{x + radius * a:.1f},{y + radius * b:.1f}" for a, b in corners)
        mark = f'<polygon points="{points}" {paint}/>'
    if style.fill == "dotted":
        mark += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{0.28 * radius:.1f}" fill="{style.colour}"/>'
    return mark
