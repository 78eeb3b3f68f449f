"""Pictures of a network, files of it for other programs, and the same as a pyvis object."""

from reelgraph.views.figure import Figure
from reelgraph.views.forms import FORMS, files, form_of
from reelgraph.views.gexf import render_gexf
from reelgraph.views.graphml import render_graphml
from reelgraph.views.html import render_html
from reelgraph.views.png import MissingLetters, render_png
from reelgraph.views.pyvis_network import to_pyvis
from reelgraph.views.svg import render_svg
from reelgraph.views.tables import ENDS, about, edge_list, ends, node_link, node_list

__all__ = [
    "ENDS",
    "FORMS",
    "Figure",
    "MissingLetters",
    "about",
    "edge_list",
    "ends",
    "files",
    "form_of",
    "node_link",
    "node_list",
    "render_gexf",
    "render_graphml",
    "render_html",
    "render_png",
    "render_svg",
    "to_pyvis",
]
