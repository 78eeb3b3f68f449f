"""From the graph to NetworkX: whole networks, projections, ego networks and paths."""

from reelgraph.network import paths as paths
from reelgraph.network.build import Cut as Cut
from reelgraph.network.build import along as along
from reelgraph.network.build import around as around
from reelgraph.network.build import bipartite as bipartite
from reelgraph.network.build import of_evidence as of_evidence
from reelgraph.network.build import projection as projection
from reelgraph.network.build import to_networkx as to_networkx
from reelgraph.network.filters import Filters as Filters
from reelgraph.network.filters import filters as filters
from reelgraph.network.paths import Paths as Paths
from reelgraph.network.paths import shortest_paths as shortest_paths

__all__ = [
    "Cut",
    "Filters",
    "Paths",
    "along",
    "around",
    "bipartite",
    "filters",
    "of_evidence",
    "paths",
    "projection",
    "shortest_paths",
    "to_networkx",
]
