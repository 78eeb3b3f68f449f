"""What was measured, as a plot: ``plot.py results.json -o bench.svg``.

Time, memory and disk against triples, both axes logarithmic, so that a straight line is a power
and its slope the exponent. A hollow mark says "at least": a question there did not end in time.
"""

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from questions import KINDS, QUESTIONS
from results import DUCKDB, OWN, SPARQL, Column, Results, Run, mean

from reelgraph.views import marks
from reelgraph.views.style import DARK, FONT, LIGHT, NodeStyle

PANEL, HIGH, LEFT, BELOW, ABOVE, GAP = 282.0, 196.0, 52.0, 22.0, 26.0, 14.0
EDGE, TITLE, SIZE = 12.0, 46.0, 11.0


@dataclass(frozen=True)
class Look:
    """How the line of a contender is drawn."""

    node: NodeStyle
    width: float = 1.6
    dashes: str = ""


LOOKS = {
    "reelgraph": Look(NodeStyle("circle", "#D55E00"), 3.2),
    "reelgraph, SPARQL": Look(NodeStyle("circle", "#E69F00"), 1.6, "5 4"),
    "DuckDB tables": Look(NodeStyle("square", "#0072B2")),
    "pyoxigraph": Look(NodeStyle("diamond", "#009E73")),
    "rdflib": Look(NodeStyle("triangle", "#CC79A7")),
    "kglab": Look(NodeStyle("hexagon", "#767676")),
}
"""Colour, shape and line, so that no reader depends on colour; the first is drawn last, on top."""
_STYLE = f"""<style>@media (prefers-color-scheme: dark) {{
.rg-page {{ fill: {DARK.page} }} .rg-text {{ fill: {DARK.text} }} .rg-muted {{ fill: {DARK.muted} }}
.rg-grid {{ stroke: {DARK.line} }}
}}</style>"""


@dataclass(frozen=True)
class Point:
    """What one contender took at one size; `least` when it is known to be more."""

    triples: float
    value: float
    least: bool = False


Series = dict[str, list[Point]]


def main() -> None:
    """Draw what was measured before."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    given.output.write_text(drawn(Results.read(given.results)), "utf-8")


def drawn(results: Results) -> str:
    """The plot as SVG, for light pages and dark ones."""
    panels = _panels(results.runs)
    wide = 3 * PANEL + 2 * GAP + 2 * EDGE
    high = TITLE + math.ceil((len(panels) + 1) / 3) * (HIGH + GAP)
    bodies = [*(_panel(*panel) for panel in panels), _notes(results.cap)]
    cells = [
        f'<g transform="translate({EDGE + place % 3 * (PANEL + GAP):g} '
        f'{TITLE + place // 3 * (HIGH + GAP):g})">{body}</g>'
        for place, body in enumerate(bodies)
    ]
    names = [name for name in LOOKS if any(series.get(name) for *_, series in panels)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}" role="img" font-family="{escape(FONT)}">'
        f"<title>Time, memory and disk against the size of the graph</title>"
        f"<desc>{escape(_described(panels))}</desc>{_STYLE}"
        f'<rect class="rg-page" width="{wide:g}" height="{high:g}" fill="{LIGHT.page}"/>'
        f"{_legend(names)}{''.join(cells)}</svg>\n"
    )


def _panels(runs: Sequence[Run]) -> list[tuple[str, str, Series]]:
    """Title, unit and lines of each panel that has a line."""
    kinds = [(_headed(kind), "s", _asked(runs, kind)) for kind in KINDS]
    loading = [
        ("loading", "s", _loaded(runs, "seconds", 1)),
        ("memory to load", "MB", _loaded(runs, "peak", 1 / 1024)),
        ("disk", "MB", _loaded(runs, "disk", 2**-20)),
    ]
    panels = [*kinds, ("to NetworkX", "s", _exported(runs)), *loading]
    return [panel for panel in panels if any(panel[2].values())]


def _headed(kind: str) -> str:
    count = sum(q.kind == kind for q in QUESTIONS)
    return f"{kind} (mean of {count})" if count > 1 else kind


def _asked(runs: Sequence[Run], kind: str) -> Series:
    """The geometric mean of the questions of a kind; of a late one, when it was ended."""
    names = [q.name for q in QUESTIONS if q.kind == kind]
    series: Series = {}
    for title in LOOKS:
        column = _column(title)
        series[title] = []
        for run in runs:
            said = [run.said(column.engine, column.way, name) or {} for name in names]
            times = [s.get("seconds", s.get("late")) for s in said]
            if all(times):
                least = any("late" in s for s in said)
                series[title].append(Point(run.triples, mean(t for t in times if t), least))
    return series


def _column(title: str) -> Column:
    return {c.title: c for c in (OWN, SPARQL, DUCKDB)}.get(title, Column(title, title))


def _exported(runs: Sequence[Run]) -> Series:
    return {
        name: [
            Point(run.triples, seconds)
            for run in runs
            if (seconds := run.seconds(name, "export", "NetworkX")) is not None
        ]
        for name in ("reelgraph", "rdflib")
    }


def _loaded(runs: Sequence[Run], key: str, factor: float) -> Series:
    return {
        name: [
            Point(run.triples, took * factor) for run in runs if (took := run.loading(name, key))
        ]
        for name in LOOKS
    }


def _panel(title: str, unit: str, series: Series) -> str:
    """Lines between two logarithmic axes."""
    points = [p for line in series.values() for p in line]
    low, top = _decades([p.value for p in points])
    first, last = min(p.triples for p in points), max(p.triples for p in points)
    across, up = PANEL - LEFT - 10, HIGH - ABOVE - BELOW

    def x(triples: float) -> float:
        return LEFT + 4 + (across - 8) * math.log(triples / first) / math.log(last / first)

    def y(value: float) -> float:
        return ABOVE + up * (top - math.log10(value)) / (top - low)

    parts = [marks.text(title[:1].upper() + title[1:], 0, 14, 13, weight=600)]
    for decade in range(low, top + 1):
        height = y(10.0**decade)
        parts.append(_grid(LEFT, height, LEFT + across, height))
        parts.append(
            marks.text(_amount(10.0**decade, unit), LEFT - 6, height + 4, SIZE, "end", "muted")
        )
    for triples in sorted({p.triples for p in points}):
        parts.append(_grid(x(triples), ABOVE, x(triples), ABOVE + up))
        anchor = "end" if triples == last else "middle"
        parts.append(
            marks.text(f"{_millions(triples)} M", x(triples), HIGH - 6, SIZE, anchor, "muted")
        )
    for name in reversed(LOOKS):
        look, line = LOOKS[name], series.get(name, [])
        parts.append(_line([(x(p.triples), y(p.value)) for p in line], look))
        for p in line:
            said = f"{name}, {_millions(p.triples)} million triples: "
            said += ("more than " if p.least else "") + _amount(p.value, unit)
            style = NodeStyle(look.node.shape, look.node.colour, "hollow" if p.least else "solid")
            mark = marks.shape(style, x(p.triples), y(p.value), 5.5 if look.width > 2 else 4.5)
            parts.append(f"<g><title>{escape(said)}</title>{mark}</g>")
    return "".join(parts)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around some values, at least two."""
    low, top = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(top, low + 1)


def _line(points: Sequence[tuple[float, float]], look: Look) -> str:
    if len(points) < 2:
        return ""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return (
        f'<path d="M{path}" fill="none" stroke="{look.node.colour}" '
        f'stroke-width="{look.width:g}"{dashes}/>'
    )


def _grid(left: float, top: float, right: float, bottom: float) -> str:
    return (
        f'<path class="rg-grid" d="M{left:.1f} {top:.1f}L{right:.1f} {bottom:.1f}" '
        f'stroke="{LIGHT.line}"/>'
    )


def _legend(names: Sequence[str]) -> str:
    """One row; each name has the room that it needs."""
    parts, x = [], EDGE
    for name in names:
        look = LOOKS[name]
        parts.append(_line([(x, 20), (x + 26, 20)], look))
        parts.append(marks.shape(look.node, x + 13, 20, 5))
        parts.append(marks.text(name, x + 32, 24, 12, weight=600 if look.width > 2 else 400))
        x += 32 + 7.2 * len(name) + 16
    return "".join(parts)


def _notes(cap: float) -> str:
    """What a reader has to know, in the last cell."""
    said = (
        "Against millions of triples; lower is better.",
        "Both axes are logarithmic: a slope of 1 is linear.",
        "Means are geometric, over the questions of a kind.",
        f"Hollow: at least so much; not answered in {cap:g} s.",
        "Loading is with the indexes, where there are any.",
    )
    return "".join(
        marks.text(line, 0, ABOVE + 10 + 20 * n, SIZE, tone="muted") for n, line in enumerate(said)
    )


def _described(panels: Sequence[tuple[str, str, Series]]) -> str:
    """The plot in words, for those who do not see it: the largest size of each line."""
    said = []
    for title, unit, series in panels:
        ends = [
            f"{name} {'more than ' if line[-1].least else ''}{_amount(line[-1].value, unit)}"
            f" at {_millions(line[-1].triples)} M"
            for name, line in series.items()
            if line
        ]
        said.append(f"{title}: {', '.join(ends)}")
    return "; ".join(said)


def _amount(value: float, unit: str) -> str:
    """A value of two digits in a unit of a fitting size.

    >>> _amount(0.0001, "s"), _amount(0.25, "s"), _amount(1000, "s"), _amount(1500, "MB")
    ('0.1 ms', '250 ms', '1,000 s', '1.5 GB')
    """
    if unit == "s" and value < 0.9999:
        value, unit = value * 1000, "ms"
    if unit == "MB" and value >= 1000:
        value, unit = value / 1000, "GB"
    digits = max(0, 1 - math.floor(math.log10(value) + 1e-9))
    number = f"{round(value, digits):,.{digits}f}"
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"


def _millions(triples: float) -> str:
    """Triples in millions, to one digit.

    >>> _millions(97_596), _millions(9_882_252)
    ('0.1', '10')
    """
    return f"{float(f'{triples / 1e6:.1g}'):g}"


if __name__ == "__main__":
    main()
