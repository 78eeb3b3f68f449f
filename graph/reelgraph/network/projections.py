"""The film-person graph, and the graphs of people and of films that follow from it."""

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from reelgraph.errors import ParameterError
from reelgraph.terms import terms
from reelgraph.vocabulary import local_name

if TYPE_CHECKING:
    import networkx as nx

SIDES = {"Person": 1, "Film": 0}
WEIGHTS = ("count", "newman")


def bipartite(network: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """The film-person graph: one edge for each pair, with its roles and the number of them.

    Node attribute ``bipartite`` is 0 for works and 1 for people, as NetworkX has it.
    """
    import networkx as nx

    made: nx.Graph[str] = nx.Graph()
    people = {f"film:{local_name(p)}" for p in terms().contributor_properties}
    edges: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work, agent, data in network.edges(data=True):
        if data["property"] in people:
            edges[work, agent].add(data["role"])
    for (work, agent), roles in edges.items():
        made.add_node(work, bipartite=0, **network.nodes[work])
        made.add_node(agent, bipartite=1, **network.nodes[agent])
        made.add_edge(work, agent, roles=", ".join(sorted(roles)), weight=len(roles))
    return made


def check_projection(onto: str, weight: str) -> None:
    """Refuse a projection that there is not.

    Raises:
        ParameterError: `onto` or `weight` is none of those that the message lists.

    """
    if onto not in SIDES or weight not in WEIGHTS:
        raise ParameterError(
            f"no projection onto {onto!r} weighted by {weight!r}: "
            f"onto {' or '.join(SIDES)}, weighted by {' or '.join(WEIGHTS)}"
        )


def projection(
    network: "nx.MultiDiGraph[str]", onto: str = "Person", weight: str = "count"
) -> "nx.Graph[str]":
    """People linked by the works they share, or works by the people they share.

    Args:
        network: A network of credits.
        onto: "Person" or "Film".
        weight: "count": edge attribute ``weight`` is the number of works shared. "newman": each
            work of n people counts 1/(n - 1), so that all links of a person in it add up to one;
            the attribute ``shared`` still has the number. It is equation (2) of M. E. J. Newman,
            "Scientific collaboration networks. II. Shortest paths, weighted networks, and
            centrality", Physical Review E 64, 016132 (2001).

    Raises:
        ParameterError: `onto` or `weight` is none of these.

    """
    import networkx as nx

    check_projection(onto, weight)
    two = bipartite(network)
    side = SIDES[onto]
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from((n, d) for n, d in two.nodes(data=True) if d["bipartite"] == side)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for middle, data in two.nodes(data=True):
        if data["bipartite"] != side:
            beside = sorted(two[middle])
            for pair in combinations(beside, 2):
                shared[pair] += 1
                weights[pair] += 1 / (len(beside) - 1)
    for (a, b), count in shared.items():
        if weight == "count":
            made.add_edge(a, b, weight=count)
        else:
            made.add_edge(a, b, weight=weights[a, b], shared=count)
    for _, data in made.nodes(data=True):
        data.pop("bipartite", None)
    return made
