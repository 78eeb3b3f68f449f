"""A network as GraphML, for Gephi, Cytoscape, igraph and yEd."""

from collections import Counter
from io import BytesIO
from typing import Any

import networkx as nx

from reelgraph.views.attributes import tidy
from reelgraph.views.text import clean


def render_graphml(network: "nx.Graph[Any]") -> bytes:
    """The network as UTF-8 GraphML; characters that XML does not allow are left out.

    >>> network = nx.MultiDiGraph()
    >>> network.add_node("http://example.org/f", label="Hardcore", year=2015)
    >>> b"Hardcore" in render_graphml(network)
    True
    """
    made: nx.Graph[Any] = network.__class__()
    made.add_nodes_from((clean(iri), tidy(values)) for iri, values in network.nodes(data=True))
    if isinstance(made, nx.MultiDiGraph):
        seen: Counter[str] = Counter()
        for start, end, key, values in network.edges(keys=True, data=True):  # type: ignore[call-overload]  # a multigraph's
            # The key becomes the id of the edge: of two with the same id, Gephi reads only one.
            seen[clean(key)] += 1
            again = seen[clean(key)]
            name = clean(key) if again == 1 else f"{clean(key)} ({again})"
            made.add_edge(clean(start), clean(end), key=name, **tidy(values))
    else:
        made.add_edges_from((clean(a), clean(b), tidy(v)) for a, b, v in network.edges(data=True))
    target = BytesIO()
    # write_graphml would prefer lxml where it is installed, whose output differs.
    nx.write_graphml_xml(made, target, encoding="utf-8", prettyprint=True)
    return target.getvalue()
