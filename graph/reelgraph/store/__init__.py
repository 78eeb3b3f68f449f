"""Where the facts are kept."""

from reelgraph.store.embedded import EmbeddedStore as EmbeddedStore
from reelgraph.store.embedded import Store as Store
from reelgraph.store.endpoint import EndpointStore as EndpointStore

__all__ = ["EmbeddedStore", "EndpointStore", "Store"]
