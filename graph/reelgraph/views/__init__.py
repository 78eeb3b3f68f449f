"""Pictures of a network: interactive HTML, still SVG, GraphML, and the same as a pyvis object."""

from reelgraph.views.figure import Figure
from reelgraph.views.graphml import render_graphml
from reelgraph.views.html import render_html
from reelgraph.views.pyvis_network import to_pyvis
from reelgraph.views.svg import render_svg

__all__ = [
    "Figure",
    "render_graphml",
    "render_html",
    "render_svg",
    "to_pyvis",
]
