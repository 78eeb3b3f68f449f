"""Counts as plots: bars in SVG, alone or on a page, each with its table as a twin.

The plots are narrow, so that a telephone shows them at their size and a wide page two or three
beside each other. Every label comes from the data and is escaped.
"""

import dataclasses
from collections.abc import Sequence
from html import escape

from reelgraph.checking.table import Bar, Table, Tone
from reelgraph.views import marks
from reelgraph.views.style import DARK, FONT, LIGHT, Theme, node_style
from reelgraph.views.text import on_one_line, shorten, width

WIDE = 340
"""Width of a plot."""
_MARGIN, _TITLE, _ROW = 12.0, 30.0, 20.0
_HIGH = 150.0
_SIZE = 11.0
_KINDS: dict[Tone, str] = {
    "film": "Film",
    "person": "Person",
    "company": "Company",
    "festival": "Festival",
    "other": "Entity",
}
_STYLE = f"""<style>@media (prefers-color-scheme: dark) {{
.rg-page {{ fill: {DARK.page} }} .rg-text {{ fill: {DARK.text} }} .rg-muted {{ fill: {DARK.muted} }}
.rg-track {{ fill: {DARK.line} }}
}}</style>"""
_CSS = """
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);
font:15px/1.45 var(--font)}main{max-width:1140px;margin:auto;padding:16px}
h1{font-size:1.35rem;margin:.2em 0}h2{font-size:1rem;margin:0 0 .4em}p{color:var(--muted)}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr))}
section{border:1px solid var(--line);border-radius:8px;padding:12px;min-width:0}
svg{display:block;width:100%;max-width:460px;height:auto}summary{cursor:pointer;padding:6px 0}
summary:focus-visible{outline:2px solid var(--link)}.scroll{overflow:auto;max-height:20rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:2px 8px 2px 0;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
"""


def safe(text: str) -> str:
    """A text as it may stand in a page."""
    return escape(on_one_line(text))


def page(tables: Sequence[Table], date: str) -> str:
    """One page of plots and tables that asks for nothing from anywhere."""
    parts = [
        f'<section aria-labelledby="{t.key}"><h2 id="{t.key}">{safe(t.title)}</h2>{alone(t)}'
        f"<details><summary>Table</summary>{table(t)}</details></section>"
        for t in tables
    ]
    title = "What is in this graph"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{_colours()}{_CSS}</style></head>\n<body><main>"
        f"<h1>{title}</h1><p>Counted on {safe(date)}. Each plot has its table below it.</p>"
        f'<div class="grid">\n{"".join(parts)}\n</div>'
        "<p>Made with <code>reelgraph stats</code></p></main></body></html>\n"
    )


def table(of: Table) -> str:
    """The rows of a table, as HTML."""
    parts = any(bar.of is not None for bar in of.bars)
    head = '<th scope="col"></th><th scope="col" class="n">count</th>'
    head += '<th scope="col" class="n">of</th><th scope="col" class="n">%</th>' if parts else ""
    rows = []
    for bar in of.bars:
        more = ""
        if parts:
            whole = f"{bar.of:,}" if bar.of is not None else ""
            share = f"{bar.percent}" if bar.percent is not None else ""
            more = f'<td class="n">{whole}</td><td class="n">{share}</td>'
        rows.append(
            f'<tr><th scope="row"><bdi>{safe(bar.label)}</bdi></th>'
            f'<td class="n">{bar.count:,}</td>{more}</tr>'
        )
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def alone(of: Table) -> str:
    """One plot as an SVG, for a page that has its title already."""
    drawn, high = _plot(of)
    body = "".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high:g}" role="img" '
        f'font-family="{escape(FONT)}"><title>{safe(of.title)}</title>'
        f"<desc>{escape(described(of))}</desc>{_STYLE}{body}</svg>"
    )


def sheet(tables: Sequence[Table], date: str) -> str:
    """All plots as one SVG, in two columns."""
    columns: list[list[tuple[Table, list[str], float]]] = [[], []]
    heights = [_TITLE, _TITLE]
    for of in tables:
        drawn, high = _plot(of)
        column = 0 if heights[0] <= heights[1] else 1
        columns[column].append((of, drawn, heights[column]))
        heights[column] += high + _TITLE + _MARGIN
    wide, high = 2 * WIDE + 3 * _MARGIN, max(heights) + 2 * _MARGIN
    body = []
    for number, column_plots in enumerate(columns):
        left = _MARGIN + number * (WIDE + _MARGIN)
        for of, drawn, top in column_plots:
            title = marks.text(on_one_line(of.title), 0, 18, 14, weight=600)
            move = f"translate({left:g} {top + _MARGIN:g})"
            inner = f'<g transform="translate(0 {_TITLE:g})">{"".join(drawn)}</g>'
            words = f"<desc>{escape(described(of))}</desc>"
            body.append(f'<g transform="{move}">{words}{title}{inner}</g>')
    head = marks.text("What is in this graph", _MARGIN, 26, 17, weight=600)
    head += marks.text(on_one_line(date), wide - _MARGIN, 26, _SIZE, "end", "muted")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" '
        f'width="{wide:g}" height="{high:g}" role="img" font-family="{escape(FONT)}">'
        f"<title>What is in this graph</title>{_STYLE}"
        f'<rect class="rg-page" width="{wide:g}" height="{high:g}" fill="{LIGHT.page}"/>'
        f"{head}{''.join(body)}</svg>\n"
    )


def described(of: Table, most: int = 40) -> str:
    """A plot in words, for those who do not see it."""
    said = [f"{on_one_line(bar.label)}: {_number(bar)}" for bar in of.bars if bar.count]
    more = f" and {len(said) - most:,} more, in the table" if len(said) > most else ""
    return ", ".join(said[:most]) + more


def _plot(of: Table) -> tuple[list[str], float]:
    return _upright(of) if of.upright else _lying(of)


def _lying(of: Table) -> tuple[list[str], float]:
    """Bars from the left, each with its label before and its number behind."""
    colour = node_style(_KINDS[of.tone]).colour
    room = max(width(_number(bar), _SIZE) for bar in of.bars) + 8
    longest = max(width(on_one_line(bar.label), _SIZE) for bar in of.bars) + 8
    labels = min(longest, WIDE * 0.5)
    full = WIDE - labels - room
    drawn = []
    for place, bar in enumerate(of.bars):
        y = place * _ROW
        name = _fitted(on_one_line(bar.label), labels - 8)
        drawn.append(f"<g><title>{safe(bar.label)}: {_number(bar)}</title>")
        drawn.append(marks.text(name, labels - 6, y + 14, _SIZE, "end"))
        if bar.of is not None:
            drawn.append(_rect(labels, y + 4, full, 12, LIGHT.line, "rg-track"))
        length = max(1.0, full * of.share(bar)) if bar.count else 0.0
        drawn.append(_rect(labels, y + 4, length, 12, colour))
        end = full if bar.of is not None else length
        drawn.append(marks.text(_number(bar), labels + end + 5, y + 14, _SIZE, tone="muted"))
        drawn.append("</g>")
    return drawn, len(of.bars) * _ROW + 4


def _upright(of: Table) -> tuple[list[str], float]:
    """Bars side by side, with as many labels below as there is room for."""
    colour = node_style(_KINDS[of.tone]).colour
    step = WIDE / max(1, len(of.bars))
    gap = min(3.0, step * 0.2)
    drawn = [marks.text(f"{of.largest:,} at most", 0, 12, _SIZE, tone="muted")]
    labels = [on_one_line(bar.label) for bar in of.bars]
    room = width(labels[0], _SIZE) + 8
    free = 0.0
    for place, bar in enumerate(of.bars):
        high = (_HIGH - 20) * of.share(bar)
        if bar.count:
            high = max(1.0, high)
            drawn.append(f"<g><title>{safe(bar.label)}: {bar.count:,}</title>")
            drawn.append(_rect(place * step, _HIGH - high, step - gap, high, colour))
            drawn.append("</g>")
        x = place * step + (step - gap) / 2
        rounded = step >= room or labels[place].endswith("0")
        if rounded and x - room / 2 >= free - 4 and x + room / 2 <= WIDE + 4:
            drawn.append(marks.text(labels[place], x, _HIGH + 14, _SIZE, "middle", "muted"))
            free = x + room / 2
    return drawn, _HIGH + 20


def _fitted(text: str, room: float) -> str:
    """A text cut to the room that it has."""
    shown = text
    while len(shown) > 1 and width(shown, _SIZE) > room:
        shown = shorten(text, len(shown) - 1)
    return shown


def _number(bar: Bar) -> str:
    return f"{bar.percent} %" if bar.percent is not None else f"{bar.count:,}"


def _rect(x: float, y: float, wide: float, high: float, colour: str, name: str = "") -> str:
    named = f' class="{name}"' if name else ""
    return (
        f'<rect{named} x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" '
        f'rx="1.5" fill="{colour}"/>'
    )


def _colours() -> str:
    def properties(theme: Theme) -> str:
        return " ".join(f"--{key}: {value};" for key, value in dataclasses.asdict(theme).items())

    return (
        f":root {{ {properties(LIGHT)} --font: {FONT}; }} "
        f"@media (prefers-color-scheme: dark) {{ :root {{ {properties(DARK)} }} }}"
    )
