"""Where the facts are kept."""

from reelgraph.store.embedded import EmbeddedStore as EmbeddedStore
from reelgraph.store.embedded import Store as Store

__all__ = ["EmbeddedStore", "Store"]
