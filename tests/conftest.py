"""What several test modules use."""

import os
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


@pytest.fixture
def three_sources(two_sources: EmbeddedStore) -> EmbeddedStore:
    """The tiny world with its second and its third source."""
    loading.load(two_sources, [str(DATA / "world_third.ttl")], name="third")
    return two_sources


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything that the tests want is there: a skipped test is a missing install step."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped, and in CI a skip is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
