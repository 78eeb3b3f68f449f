"""A figure as one HTML file that works without a network, built on pyvis's vis-network.

Every text that comes from the data is escaped where it is written into the page, and set as the
text of an element, never as HTML, where the script shows it. The content security policy lets
only the two scripts of this file run, by their hashes, and lets the page ask no host for anything.
"""

import base64
import dataclasses
import hashlib
import importlib.util
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from reelgraph import resources
from reelgraph.errors import ReelgraphError
from reelgraph.facts import UNKNOWN, Source
from reelgraph.views import marks
from reelgraph.views.drawing import NO_YEAR, Drawing, Fact, draw, source_title
from reelgraph.views.figure import Figure
from reelgraph.views.style import (
    CORNERS,
    CROWD,
    DARK,
    FONT,
    LANE,
    LIGHT,
    PALE,
    STATUS_WORDS,
    Theme,
    edge_style,
    is_unsure,
    node_style,
    type_text,
)
from reelgraph.views.svg import still
from reelgraph.views.text import on_one_line, script_json
from reelgraph.vocabulary import curie

_VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
_SCRIPTS = (
    "edits.js",
    "labels.js",
    "picture.js",
    "panel.js",
    "page.js",
    "notes.js",
    "image.js",
    "start.js",
)


def render_html(figure: Figure) -> str:
    """The figure as the text of an HTML file, to be written as UTF-8.

    >>> import networkx as nx
    >>> empty = Figure(nx.MultiDiGraph(), "Nobody", (), 0, (), "network", "reelgraph demo", "2026")
    >>> '<bdi id="title">Nobody</bdi></h1>' in render_html(empty)
    True
    """
    drawing = draw(figure)
    # One block: the names of our script must not become properties of the window.
    script = '"use strict";\n{\n' + "\n".join(map(_ours, _SCRIPTS)) + "\n}"
    vis = _vis_network()
    note = on_one_line(figure.note)
    rows = _rows(drawing)
    return Template(_ours("picture.html")).substitute(
        policy=_policy(vis, script),
        title=escape(on_one_line(figure.title)),
        css=_colours() + _ours("picture.css"),
        note=escape(note),
        no_note="" if note else " hidden",
        shown=escape(drawing.shown),
        description=escape(
            f"{on_one_line(figure.title)}: {drawing.shown}. The same facts stand in the table."
        ),
        still=still(drawing),
        legend=_legend(drawing),
        axis=escape(drawing.axis),
        no_axis="" if drawing.axis else " hidden",
        sources=_sources(drawing),
        rows="\n".join(rows),
        row_count=f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}",
        footer=_footer(figure),
        figure=script_json(_data(drawing)),
        vis=vis,
        script=script,
    )


# The scripts, and what keeps all others from running.


@cache
def _ours(name: str) -> str:
    return resources.text(f"views/{name}").replace("\r\n", "\n").rstrip()


@cache
def _vis_network() -> str:
    """The script in pyvis's wheel. pyvis itself is not imported: it would import IPython."""
    found = importlib.util.find_spec("pyvis")
    for folder in (found and found.submodule_search_locations) or []:
        path = Path(folder) / _VIS
        if path.is_file():
            # A page's parser makes every line break a \n before the script is hashed.
            text = path.read_text("utf-8").replace("\r\n", "\n").replace("\r", "\n")
            return text.partition("//# sourceMappingURL=")[0].rstrip()
    raise ReelgraphError(f"{_VIS} is missing from pyvis: install pyvis 0.3.2 or newer again")


def _policy(*scripts: str) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _colours() -> str:
    def properties(theme: Theme) -> str:
        return " ".join(f"--{key}: {value};" for key, value in dataclasses.asdict(theme).items())

    return (
        f":root {{ {properties(LIGHT)} --font: {FONT}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {properties(DARK)} }} }}\n"
    )


# The data for the script.


def _data(drawing: Drawing) -> dict[str, Any]:
    places = {node.iri: number for number, node in enumerate(drawing.nodes)}
    return {
        "kind": drawing.figure.kind,
        "title": on_one_line(drawing.figure.title),
        "note": on_one_line(drawing.figure.note),
        "total": max(drawing.figure.total, len(drawing.nodes)),
        "rolesBesideLines": drawing.roles_beside_lines,
        "years": drawing.years,
        "lane": drawing.lane,
        "noYear": NO_YEAR,
        "nodes": [
            {
                "iri": node.iri,
                "name": on_one_line(curie(node.iri)),
                "label": node.label,
                "type": node.type,
                "year": node.year,
                "size": node.size,
                "x": node.x,
                "y": node.y,
                "ring": node.ring,
            }
            for node in drawing.nodes
        ],
        "edges": [
            {
                "from": places[edge.start],
                "to": places[edge.end],
                "facts": [
                    {
                        "from": places[fact.start],
                        "to": places[fact.end],
                        "role": fact.role,
                        "property": fact.property,
                        "character": fact.character,
                        "creditedAs": fact.credited_as,
                        "source": fact.source,
                        "status": fact.status,
                        "unsure": is_unsure(fact.status),
                    }
                    for fact in edge.facts
                ],
            }
            for edge in drawing.edges
        ],
        "style": {
            "types": {
                name: {**dataclasses.asdict(node_style(name)), "text": type_text(name)}
                for name, _ in drawing.types
            },
            "roles": {name: dataclasses.asdict(edge_style(name)) for name, _ in drawing.roles},
            "corners": CORNERS,
            "status": STATUS_WORDS,
            "light": dataclasses.asdict(LIGHT),
            "dark": dataclasses.asdict(DARK),
            "pale": PALE,
            "ink": dataclasses.asdict(drawing.ink),
            "lane": LANE,
            "crowd": CROWD,
            "font": FONT,
        },
    }


# The text around the picture.


def _legend(drawing: Drawing) -> str:
    types = [
        _entry("type", name, type_text(name), count, marks.shape(node_style(name), 8, 8, 6), 16)
        for name, count in drawing.types
    ]
    roles = [
        _entry("role", name, name, count, _swatch(name, unsure=False), 28)
        for name, count in drawing.roles
    ]
    if drawing.unsure:
        swatch = _swatch("cast", unsure=True)
        roles.append(_entry("status", "unsure", "less certain ?", drawing.unsure, swatch, 28))
    groups = (("Entities", types), ("Roles", roles))
    return "\n".join(
        f"<h3>{title}</h3>\n<ul>\n" + "\n".join(entries) + "\n</ul>"
        for title, entries in groups
        if entries
    )


def _swatch(role: str, *, unsure: bool) -> str:
    return marks.line((1, 8), (27, 8), edge_style(role), unsure=unsure)


def _entry(kind: str, name: str, text: str, count: int, mark: str, wide: int) -> str:
    return (
        f'<li><button type="button" data-kind="{kind}" data-name="{escape(name)}" '
        f'aria-pressed="true"><svg aria-hidden="true" width="{wide}" height="16" '
        f'viewBox="0 0 {wide} 16">{mark}</svg><span><bdi>{escape(text)}</bdi> '
        f"<b>{count:,}</b></span></button></li>"
    )


def _sources(drawing: Drawing) -> str:
    if not drawing.sources:
        return '<p class="muted">No source is recorded.</p>'
    items = (
        f'<li id="source-{number}">{_source(source)}</li>'
        for number, source in enumerate(drawing.sources, start=1)
    )
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def _source(source: Source) -> str:
    title = f"<bdi>{escape(source_title(source))}</bdi>"
    if _is_web_address(source.url):
        title = f'<a href="{escape(source.url)}" rel="noopener noreferrer">{title}</a>'
    parts = [title]
    named = (
        ("", source.author),
        ("", source.publisher),
        ("published ", source.published),
        ("retrieved ", source.retrieved),
        ("licence: ", source.licence),
    )
    for what, value in named:
        if value and value != UNKNOWN:
            parts.append(f"{what}<bdi>{escape(on_one_line(value))}</bdi>")
    return ", ".join(parts)


def _is_web_address(url: str) -> bool:
    """Whether a link may lead there: ``javascript:`` and its like may not."""
    if on_one_line(url) != url or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _rows(drawing: Drawing) -> list[str]:
    labels = {node.iri: node.label for node in drawing.nodes}

    def row(fact: Fact) -> str:
        played = fact.character
        if fact.credited_as:
            played = f"{played} (credited as {fact.credited_as})".strip()
        cells = (
            labels[fact.start],
            fact.role,
            labels[fact.end],
            played,
            None,
            STATUS_WORDS.get(fact.status, fact.status),
        )
        link = f'<a href="#source-{fact.source}">[{fact.source}]</a>'
        return "".join(
            f"<td>{link if cell is None else f'<bdi>{escape(cell)}</bdi>'}</td>" for cell in cells
        )

    return [f"<tr>{row(fact)}</tr>" for fact in drawing.facts]


def _footer(figure: Figure) -> str:
    parts = [figure.credit, figure.date]
    lines = " · ".join(f"<bdi>{escape(on_one_line(part))}</bdi>" for part in parts if part)
    command = f"<p>Made with <code>{escape(on_one_line(figure.command))}</code></p>"
    return f"<p>{lines}</p>\n{command}" if figure.command else f"<p>{lines}</p>"
