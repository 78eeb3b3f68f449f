"""A figure as a PNG: the still SVG, painted by resvg, which asks no host for anything."""

import math
import re
import unicodedata
import warnings
from functools import cache
from html import escape, unescape

from reelgraph.errors import InputError, ReelgraphError
from reelgraph.views.drawing import draw
from reelgraph.views.figure import Figure
from reelgraph.views.style import FONT
from reelgraph.views.svg import DARK_RULES, size, still

SCALES = (0.5, 8.0)
"""The smallest and the largest number of dots to a pixel of the SVG."""
MOST_DOTS = 100_000_000
"""A picture of more would take gigabytes of memory, and few programs would open it."""

# Where none of these is installed, resvg leaves texts out without a word. The common sans-serifs
# of the three systems are named, since a system's own default is not looked up everywhere.
_FAMILIES = FONT.removesuffix("sans-serif") + (
    "Arial, 'Liberation Sans', 'DejaVu Sans', Helvetica, 'Open Sans', Cantarell, Ubuntu, Tahoma, "
    "Verdana, FreeSans, sans-serif"
)
_MISSING = "\U0010fffd"  # for private use: no font has it, so it shows what stands in for a letter


class MissingLetters(UserWarning):
    """No font of this machine has some letters of the picture; boxes stand in their place."""


def render_png(figure: Figure, scale: float | None = None, *, dark: bool = False) -> bytes:
    r"""The figure as a PNG file, drawn with the fonts of this machine.

    Args:
        figure: What to draw.
        scale: Dots to a pixel of the SVG. Unless it is given, there are 1920 by 1200 dots, or one
            for each pixel where those are more.
        dark: Light on dark.

    Raises:
        InputError: the scale is not between 0.5 and 8, or too large for so many nodes.
        ReelgraphError: this machine has no font; a picture without names says nothing.

    Warns:
        MissingLetters: some letters are in no font of this machine.

    >>> import networkx as nx
    >>> empty = Figure(nx.MultiDiGraph(), "Nobody", (), 0, (), "network", "reelgraph demo", "2026")
    >>> render_png(empty)[:4]
    b'\x89PNG'

    """
    drawing = draw(figure)
    wide, high = size(drawing)
    if scale is None:
        scale = max(1.0, 1920 / wide)
    least, most = SCALES
    if not least <= scale <= most:
        raise InputError(f"scale {scale:g}: a PNG is made at a scale of {least:g} to {most:g}")
    dots = wide * high * scale**2
    if dots > MOST_DOTS:
        possible = math.floor(10 * scale * math.sqrt(MOST_DOTS / dots)) / 10
        raise InputError(
            f"scale {scale:g}: a PNG of {len(drawing.nodes):,} nodes would have "
            f"{dots / 1e6:,.0f} million dots; choose a scale of {possible:g} or less, "
            "or save the picture as .svg"
        )
    svg = still(drawing).replace(escape(FONT), escape(_FAMILIES), 1)
    if not _has_font():
        raise ReelgraphError(
            "a PNG cannot be drawn: no font is installed that it could write names with; install "
            "one (such as fonts-dejavu or Noto Sans), or save the picture as .svg or .html"
        )
    missing = _missing(svg)
    if missing:
        warnings.warn(
            f"no font of this machine has the letters of: {', '.join(missing)}; boxes stand in "
            "their place (install Noto fonts for them, or save the picture as .svg or .html)",
            MissingLetters,
            stacklevel=2,
        )
    return _painted(svg, scale=scale, rules=DARK_RULES if dark else None)


def _painted(svg: str, *, scale: float = 1, rules: str | None = None) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, style_sheet=rules))


@cache
def _has_font() -> bool:
    return _probe("A") != _probe("")


@cache
def _probe(character: str) -> bytes:
    """One letter as it is painted here."""
    return _painted(
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" '
        f'font-family="{escape(_FAMILIES)}"><text y="18" font-size="16">{character}</text></svg>'
    )


def _missing(svg: str) -> list[str]:
    """The scripts of which no font has a letter, each with one letter of it as an example."""
    texts = map(unescape, re.findall(r"<text[^>]*>([^<]*)", svg))
    examples: dict[str, str] = {}
    for character in sorted(set("".join(texts))):
        if character.isalpha() and not character.isascii():
            script = unicodedata.name(character, "unnamed").split()[0]
            examples.setdefault(script, character)
    return [
        f"{script.capitalize() if script != 'CJK' else script} ({character})"
        for script, character in sorted(examples.items())
        if _probe(character) == _probe(_MISSING)
    ]
