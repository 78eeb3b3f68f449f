"""A network as GraphML, for Gephi, Cytoscape and yEd."""

from io import BytesIO
from typing import Any

import networkx as nx

from reelgraph.views.text import clean


def render_graphml(network: "nx.MultiDiGraph[Any]") -> bytes:
    """The network as UTF-8 GraphML; characters that XML does not allow are left out.

    >>> network = nx.MultiDiGraph()
    >>> network.add_node("http://example.org/f", label="Hardcore", year=2015)
    >>> b"Hardcore" in render_graphml(network)
    True
    """
    tidy: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    tidy.add_nodes_from((clean(iri), _tidy(values)) for iri, values in network.nodes(data=True))
    for start, end, key, values in network.edges(keys=True, data=True):
        tidy.add_edge(clean(start), clean(end), key=clean(key), **_tidy(values))
    target = BytesIO()
    # write_graphml would prefer lxml where it is installed, whose output differs.
    nx.write_graphml_xml(tidy, target, encoding="utf-8", prettyprint=True)
    return target.getvalue()


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (bool, int, float)) else clean(value)
        for name, value in values.items()
        if value is not None
    }
