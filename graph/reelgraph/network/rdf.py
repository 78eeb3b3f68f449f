"""From a NetworkX object back to RDF, in the film ontology."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.networks import write
from reelgraph.store.layout import check_name
from reelgraph.vocabulary import BASE

if TYPE_CHECKING:
    import networkx as nx


def to_ntriples(
    network: "nx.Graph[Any]", source: str = "network", role: str | None = None, base: str = BASE
) -> bytes:
    """What a network says, as N-Triples.

    Args:
        network: See `reelgraph.sources.networks.write`.
        source: The name of the source that it becomes; minted IRIs carry it.
        role: Of the edges that name none.
        base: The base of minted IRIs.

    Raises:
        InputError: a role, type or status that there is not; an edge that cannot be understood.

    """
    out = BytesIO()
    write(network, ClaimWriter(out, check_name(source), base), role)
    return out.getvalue()


def to_rdf(
    network: "nx.Graph[Any]", source: str = "network", role: str | None = None, base: str = BASE
) -> Iterator[ox.Triple]:
    """The triples of `to_ntriples`.

    >>> import networkx as nx
    >>> network = nx.DiGraph()
    >>> network.add_node("Stalker", type="Film")
    >>> network.add_edge("Stalker", "Tarkovsky", role="director")
    >>> sum(t.predicate.value.endswith("hasRole") for t in to_rdf(network))
    1
    """
    body = to_ntriples(network, source, role, base)
    return (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
