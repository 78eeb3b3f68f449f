"""What several test modules use."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from reelgraph import loading
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import SKOS, WD

DATA = Path(__file__).parent / "data"
W = "https://example.org/world/"


@pytest.fixture
def world() -> EmbeddedStore:
    """A store in memory with the tiny world of ``data/world.ttl``; The Lamp is linked."""
    store = EmbeddedStore()
    loading.load(store, [str(DATA / "world.ttl")], name="world")
    link = (ox.NamedNode(W + "lamp"), ox.NamedNode(SKOS + "exactMatch"))
    store.rdf.add(ox.Quad(*link, ox.NamedNode(WD + "Q999999992"), ox.NamedNode(LINKS)))
    return store


@pytest.fixture
def two_sources(world: EmbeddedStore) -> EmbeddedStore:
    """The tiny world with its second source."""
    loading.load(world, [str(DATA / "world_second.ttl")], name="second")
    return world
