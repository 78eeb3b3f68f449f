"""A network as tables and as JSON: an edge list, a node list, and the node-link form.

The columns are those that Gephi's import looks for: Source, Target, Type, Weight and Label; Id and
Label. Cytoscape, R and pandas read the same.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reelgraph.facts import UNKNOWN
from reelgraph.results import Results
from reelgraph.views.attributes import of_edge, tidy
from reelgraph.views.figure import Figure

if TYPE_CHECKING:
    import networkx as nx

ENDS = ("Source", "Target", "Type", "Weight", "Label")


def edge_list(network: "nx.Graph[Any]") -> Results:
    """One row for each edge, with the names of both ends and all its attributes.

    >>> import networkx as nx
    >>> network = nx.DiGraph()
    >>> network.add_edge("f", "p", role="director", source="article")
    >>> edge_list(network).rows[0]["stated_by"]
    'article'
    """
    edges = [(start, end, of_edge(values)) for start, end, values in network.edges(data=True)]
    more = _names((values for *_, values in edges), ("weight", "role"))
    labels = {node: values.get("label", node) for node, values in network.nodes(data=True)}
    rows = [
        (
            *ends(network, start, end, values),
            labels[start],
            labels[end],
            *(values.get(name) for name in more),
        )
        for start, end, values in edges
    ]
    return Results([*ENDS, "source_label", "target_label", *more], rows)


def ends(
    network: "nx.Graph[Any]", start: Any, end: Any, values: Mapping[str, Any]
) -> tuple[Any, ...]:
    """What stands in the columns `ENDS` of an edge."""
    kind = "Directed" if network.is_directed() else "Undirected"
    return (str(start), str(end), kind, values.get("weight", 1), values.get("role"))


def node_list(network: "nx.Graph[Any]") -> Results:
    """One row for each node, with all its attributes."""
    nodes = [(node, tidy(values)) for node, values in network.nodes(data=True)]
    more = _names((values for _, values in nodes), ("label",))
    rows = [
        (str(node), values.get("label", str(node)), *(values.get(name) for name in more))
        for node, values in nodes
    ]
    return Results(["Id", "Label", *more], rows)


def about(figure: Figure) -> Results:
    """What a figure is, what made it, and which sources it rests on."""
    rows = [
        ("title", figure.title),
        ("note", figure.note),
        ("credit", figure.credit),
        ("nodes", len(figure.network)),
        ("of", figure.total),
        ("edges", figure.network.number_of_edges()),
        ("command", figure.command),
        ("date", figure.date),
    ]
    found = [(name, value, None, None) for name, value in rows if value != ""]
    found += [
        ("source", source.name if source.title == UNKNOWN else source.title, *_where(source))
        for source in figure.sources
    ]
    return Results(["about", "value", "licence", "url"], found)


def _where(source: Any) -> tuple[Any, Any]:
    return source.licence, None if source.url == UNKNOWN else source.url


def node_link(figure: Figure) -> bytes:
    """The network as node-link JSON, as ``networkx.node_link_graph`` and D3 read it.

    The edges stand under ``edges``, as NetworkX has it since 3.6; D3 takes an array of any name.
    """
    import networkx as nx

    network = figure.network
    made = network.__class__()
    made.graph.update({"title": figure.title, "command": figure.command, "date": figure.date})
    made.graph["sources"] = [
        {"name": s.name, "title": s.title, "licence": s.licence, "url": s.url}
        for s in figure.sources
    ]
    made.add_nodes_from((node, tidy(values)) for node, values in network.nodes(data=True))
    if isinstance(network, nx.MultiGraph) and isinstance(made, nx.MultiGraph):
        for start, end, key, values in network.edges(keys=True, data=True):
            made.add_edge(start, end, key=key, **of_edge(values))
    else:
        for start, end, values in network.edges(data=True):
            made.add_edge(start, end, **of_edge(values))
    # The name of the list is given, since older versions of NetworkX warn without it.
    text = json.dumps(nx.node_link_data(made, edges="edges"), ensure_ascii=False, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def _names(many: Iterable[Mapping[str, Any]], but: Iterable[str]) -> list[str]:
    found = dict.fromkeys(name for values in many for name in values)
    return [name for name in found if name not in but]
