"""From the graph to NetworkX: whole networks, projections, ego networks and paths."""

from reelgraph.network import paths as paths
from reelgraph.network.build import Cut as Cut
from reelgraph.network.build import along as along
from reelgraph.network.build import around as around
from reelgraph.network.build import measured as measured
from reelgraph.network.build import of_evidence as of_evidence
from reelgraph.network.build import part_around as part_around
from reelgraph.network.filters import Filters as Filters
from reelgraph.network.filters import filters as filters
from reelgraph.network.index import index_of as index_of
from reelgraph.network.measuring import MEASURES as MEASURES
from reelgraph.network.measuring import Measured as Measured
from reelgraph.network.measuring import measure as measure
from reelgraph.network.measuring import measures as measures
from reelgraph.network.paths import Paths as Paths
from reelgraph.network.paths import shortest_paths as shortest_paths
from reelgraph.network.projections import bipartite as bipartite
from reelgraph.network.projections import projection as projection
from reelgraph.network.rdf import to_ntriples as to_ntriples
from reelgraph.network.rdf import to_rdf as to_rdf
from reelgraph.network.whole import to_networkx as to_networkx

__all__ = [
    "MEASURES",
    "Cut",
    "Filters",
    "Measured",
    "Paths",
    "along",
    "around",
    "bipartite",
    "filters",
    "index_of",
    "measure",
    "measured",
    "measures",
    "of_evidence",
    "part_around",
    "paths",
    "projection",
    "shortest_paths",
    "to_networkx",
    "to_ntriples",
    "to_rdf",
]
