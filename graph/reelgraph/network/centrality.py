"""The measures themselves: each gives a value for each node of a simple network."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

DAMPING, ENOUGH, ROUNDS = 0.85, 1e-10, 1000


def values(
    name: str, network: "nx.Graph[Any]", seed: int, drawn: int | None = None
) -> Mapping[Any, float]:
    """The value that a measure gives each node.

    Args:
        name: One of `measuring.MEASURES`.
        network: With edge attribute ``weight`` where links weigh more than one.
        seed: For the measures that draw.
        drawn: From how many nodes betweenness is estimated; from all when None.

    """
    import networkx as nx

    if name == "degree":
        return dict(network.degree())
    if name == "weighted_degree":
        return dict(network.degree(weight="weight"))
    if name == "betweenness":
        return dict(nx.betweenness_centrality(network, k=drawn, seed=seed))
    if name == "pagerank":
        return pagerank(network)
    if name == "clustering":
        return clustering(network)
    if name == "community":
        found = nx.community.louvain_communities(network, weight="weight", seed=seed)
        return numbered(found)
    return numbered(nx.connected_components(network))


def pagerank(network: "nx.Graph[Any]") -> dict[Any, float]:
    """PageRank by power iteration, as `atsize` takes it of a large network.

    >>> import networkx as nx
    >>> {node: round(rank, 3) for node, rank in pagerank(nx.path_graph(3)).items()}
    {0: 0.257, 1: 0.486, 2: 0.257}
    """
    places = {node: place for place, node in enumerate(network)}
    size = len(places)
    if not size:
        return {}
    edges = [(places[a], places[b], w) for a, b, w in network.edges(data="weight", default=1)]
    edges += [(b, a, w) for a, b, w in edges if a != b]
    import numpy as np

    start = np.array([e[0] for e in edges], dtype=np.int64)
    end = np.array([e[1] for e in edges], dtype=np.int64)
    weights = np.array([e[2] for e in edges], dtype=np.float64)
    out = np.bincount(start, weights, size)
    share = weights / out[start]
    alone = out == 0
    rank = np.full(size, 1 / size)
    for _ in range(ROUNDS):
        before = rank
        flown = np.bincount(end, share * rank[start], size) + rank[alone].sum() / size
        rank = DAMPING * flown + (1 - DAMPING) / size
        if np.abs(rank - before).sum() < ENOUGH:
            break
    return dict(zip(places, map(float, rank), strict=True))


def clustering(network: "nx.Graph[Any]") -> dict[Any, float]:
    """How much the neighbours of each node are linked too.

    Between films and people no two neighbours are ever linked: there it is the overlap of the
    neighbourhoods, after M. Latapy, C. Magnien and N. Del Vecchio, "Basic notions for the analysis
    of large two-mode networks", Social Networks 30 (2008).
    """
    import networkx as nx

    if any("bipartite" in data for _, data in network.nodes(data=True)):
        return dict(nx.bipartite.clustering(network))
    found = nx.clustering(network)
    assert isinstance(found, dict)  # noqa: S101  it is a number only where one node is asked for
    return found


def numbered(groups: Iterable[set[Any]]) -> dict[Any, int]:
    """The number of each node's group, 1 the largest.

    >>> numbered([{"a"}, {"b", "c"}]) == {"b": 1, "c": 1, "a": 2}
    True
    """
    order = sorted(groups, key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(order, start=1) for node in group}
