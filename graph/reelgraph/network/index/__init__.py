"""The network as arrays beside the store: neighbours and paths in milliseconds.

It is derived from the store, stamped with the state that it was built from, built again when that
has changed, and can be deleted at any time. What it answers is what `network.adjacency` reads from
the store step by step.
"""

from reelgraph.network.index.holding import held as held
from reelgraph.network.index.holding import index_of as index_of

__all__ = ["held", "index_of"]
