"""The files that a network is written to, for other programs; by the end of their names."""

from pathlib import Path

from reelgraph.views.figure import Figure
from reelgraph.views.gexf import render_gexf
from reelgraph.views.graphml import render_graphml
from reelgraph.views.tables import edge_list, node_link, node_list

FORMS = ("graphml", "gexf", "graph.json", "edges.csv", "edges.tsv")
"""Two words end a name where the second alone is the table of a picture."""


def form_of(path: Path) -> str | None:
    """The form that the end of a file's name means, or None.

    >>> form_of(Path("around.edges.csv")), form_of(Path("around.csv"))
    ('edges.csv', None)
    """
    name = path.name.lower()
    return next((form for form in FORMS if name.endswith("." + form)), None)


def files(figure: Figure, form: str, target: Path) -> dict[Path, bytes]:
    """The files of a form: one, but for an edge list, whose nodes stand in a file beside it.

    >>> import networkx as nx
    >>> figure = Figure(nx.MultiDiGraph(), "", (), 0, (), "network", "", "")
    >>> [p.name for p in files(figure, "edges.csv", Path("all.csv"))]
    ['all.csv', 'all.nodes.csv']
    """
    if form == "graphml":
        return {target: render_graphml(figure.network)}
    if form == "gexf":
        return {target: render_gexf(figure)}
    if form == "graph.json":
        return {target: node_link(figure)}
    ending = form.removeprefix("edges.")
    mark = b"\xef\xbb\xbf" if ending == "csv" else b""
    stem = target.name[: -len(ending) - 1]
    if stem.lower().endswith(".edges"):
        stem = stem[: -len(".edges")]
    beside = target.with_name(f"{stem}.nodes.{ending}")
    return {
        target: mark + edge_list(figure.network).render(ending),
        beside: mark + node_list(figure.network).render(ending),
    }
