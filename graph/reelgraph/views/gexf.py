"""A network as GEXF 1.3, Gephi's own format, with the colours, shapes and places of the picture."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reelgraph.views.attributes import of_edge, tidy, types
from reelgraph.views.figure import Figure
from reelgraph.views.layout import place
from reelgraph.views.style import CROWD, Shape, edge_style, node_size, node_style
from reelgraph.views.text import clean, on_one_line

_SHAPES: dict[Shape, str] = {"circle": "disc"}
"""What GEXF calls a shape, where it calls it differently."""
_OWN = ("label", "weight")
"""Attributes that GEXF has a place of its own for."""


def render_gexf(figure: Figure) -> bytes:
    """The network of a figure as UTF-8 GEXF; characters that XML does not allow are left out.

    Each statement is an edge of its own, numbered, its role as ``label`` and ``kind``: so Gephi
    keeps parallel edges apart.

    >>> import networkx as nx
    >>> network = nx.MultiDiGraph()
    >>> network.add_node("http://example.org/f", type="Film", label="Hardcore", year=2015)
    >>> figure = Figure(network, "One film", (), 1, (), "network", "", "2026-11-22")
    >>> b'label="Hardcore"' in render_gexf(figure)
    True
    """
    return ("\n".join(_lines(figure)) + "\n").encode()


def _lines(figure: Figure) -> Iterator[str]:
    network = figure.network
    nodes = {node: tidy(values) for node, values in network.nodes(data=True)}
    edges = [(start, end, of_edge(values)) for start, end, values in network.edges(data=True)]
    node_types = types(_free(values) for values in nodes.values())
    edge_types = types(_free(values) for *_, values in edges)
    kind = "directed" if network.is_directed() else "undirected"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield f"<meta lastmodifieddate={_quoted(figure.date)}>" if figure.date else "<meta>"
    yield "<creator>reelgraph</creator>"
    yield f"<description>{escape(clean(_description(figure)))}</description>"
    yield "</meta>"
    yield f'<graph defaultedgetype="{kind}" mode="static">'
    yield from _declared("node", node_types)
    yield from _declared("edge", edge_types)
    places = place(figure).positions
    degrees = dict(network.degree())
    yield f'<nodes count="{len(nodes)}">'
    for node, values in nodes.items():
        yield f"<node id={_quoted(node)} label={_quoted(values.get('label', node))}>"
        yield from _values(values, node_types)
        yield from _look(values, degrees[node], len(nodes), places[node])
        yield "</node>"
    yield f'</nodes>\n<edges count="{len(edges)}">'
    for number, (start, end, values) in enumerate(edges):
        role = values.get("role")
        said = f" label={_quoted(role)} kind={_quoted(role)}" if role else ""
        yield (
            f'<edge id="{number}" source={_quoted(start)} target={_quoted(end)}{said} '
            f'weight="{values.get("weight", 1)}">'
        )
        yield from _values(values, edge_types)
        if role:
            style = edge_style(str(role))
            line = ("dotted" if style.cap == "round" else "dashed") if style.dashes else "solid"
            yield f'<viz:thickness value="{style.width}"/><viz:shape value="{line}"/>'
        yield "</edge>"
    yield "</edges>\n</graph>\n</gexf>"


def _description(figure: Figure) -> str:
    said = [figure.title, figure.note, figure.credit]
    said += [f"Source: {s.title} ({s.name}), licence: {s.licence}" for s in figure.sources]
    said.append(figure.command)
    return "\n".join(text for text in said if text)


def _free(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _OWN}


def _declared(of: str, known: Mapping[str, str]) -> Iterator[str]:
    if known:
        yield f'<attributes class="{of}">'
        for name, kind in known.items():
            yield f'<attribute id={_quoted(name)} title={_quoted(name)} type="{kind}"/>'
        yield "</attributes>"


def _values(values: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[str]:
    found = [
        f"<attvalue for={_quoted(name)} value={_quoted(_written(value))}/>"
        for name, value in values.items()
        if name in known
    ]
    if found:
        yield f"<attvalues>{''.join(found)}</attvalues>"


def _look(
    values: Mapping[str, Any], degree: int, among: int, at: tuple[float, float]
) -> Iterator[str]:
    style = node_style(str(values.get("type", "")))
    red, green, blue = (int(style.colour[i : i + 2], 16) for i in (1, 3, 5))
    yield f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
    # Upwards in Gephi, downwards in a picture.
    yield f'<viz:position x="{at[0]:.1f}" y="{-at[1]:.1f}" z="0.0"/>'
    yield f'<viz:size value="{node_size(int(values.get("degree", degree)), min(CROWD, among))}"/>'
    yield f'<viz:shape value="{_SHAPES.get(style.shape, style.shape)}"/>'


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(value: Any) -> str:
    return quoteattr(on_one_line(value))
