"""A figure as a pyvis ``Network``, for those who go on working with pyvis."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from reelgraph.views.drawing import Edge, Node, draw
from reelgraph.views.figure import Figure
from reelgraph.views.style import (
    DARK,
    LIGHT,
    PALE,
    edge_style,
    is_unsure,
    node_style,
    type_text,
)
from reelgraph.views.text import shorten

if TYPE_CHECKING:
    from pyvis.network import Network

_SHAPES = {"circle": "dot"}
"""What pyvis calls a shape, where it calls it differently."""


def to_pyvis(figure: Figure, *, dark: bool = False) -> Network:
    """The figure as a pyvis Network of the same style and positions, its physics off.

    >>> import networkx as nx
    >>> network = nx.MultiDiGraph()
    >>> network.add_node("http://example.org/f", type="Film", label="Hardcore")
    >>> figure = Figure(network, "One film", (), 1, (), "network", "", "2026-11-22")
    >>> to_pyvis(figure).get_node("http://example.org/f")["shape"]
    'square'
    """
    # Imported here, because pyvis imports the whole of IPython.
    from pyvis.network import Network

    theme = DARK if dark else LIGHT
    net = Network(
        height="640px", bgcolor=theme.page, font_color=theme.text, cdn_resources="in_line"
    )
    net.toggle_physics(False)
    net.options.edges.smooth.enabled = False
    drawing = draw(figure)
    # add_node and add_edge look through all that is there already: the lists are filled here.
    net.nodes = [_node(node, theme.page, theme.text) for node in drawing.nodes]
    net.node_ids = [node.iri for node in drawing.nodes]
    net.node_map = dict(zip(net.node_ids, net.nodes, strict=True))
    labels = {node.iri: node.label for node in drawing.nodes}
    net.edges = [_edge(edge, labels, theme.edge) for edge in drawing.edges]
    return net


def _node(node: Node, page: str, text: str) -> dict[str, Any]:
    style = node_style(node.type)
    solid = style.fill == "solid"
    year = f", {node.year}" if node.year is not None else ""
    return {
        "id": node.iri,
        "label": shorten(node.label, 40),
        "title": _harmless(f"{node.label}\n{type_text(node.type)}{year}"),
        "shape": _SHAPES.get(style.shape, style.shape),
        "size": node.size,
        "color": {
            "background": style.colour if solid else page,
            "border": text if node.ring else style.colour,
        },
        "borderWidth": 3 if node.ring or not solid else 1,
        "font": {"color": text},
        "x": node.x,
        "y": node.y,
        "physics": False,
    }


def _edge(edge: Edge, labels: dict[str, str], colour: str) -> dict[str, Any]:
    style = edge_style(edge.role)
    lines = [f"{labels[edge.start]} – {labels[edge.end]}"]
    for fact in edge.facts:
        played = f", as {fact.character}" if fact.character else ""
        lines.append(f"{fact.role}{played}{' ?' if is_unsure(fact.status) else ''}")
    drawn: dict[str, Any] = {
        "from": edge.start,
        "to": edge.end,
        "title": _harmless("\n".join(lines)),
        "width": style.width,
        "dashes": list(style.dashes) or False,
        "color": {"color": colour, "opacity": PALE if edge.unsure else 1.0},
    }
    if edge.unsure:
        drawn["label"] = "?"
    elif len(edge.facts) > 1:
        drawn["label"] = f"×{len(edge.facts)}"
    return drawn


def _harmless(title: str) -> str:
    """A title that is no markup: pyvis shows all titles as HTML once one contains "href"."""
    return escape(title, quote=False) if "<" in title else title
