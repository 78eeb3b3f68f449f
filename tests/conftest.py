"""What several test modules use."""

import os
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from reelgraph import loading
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.targets.local import Local
from reelgraph.vocabulary import SKOS, WD

if TYPE_CHECKING:
    from reelgraph.web.context import Context

DATA = Path(__file__).parent / "data"
# What bundles the explorer's script is part of a checkout and of no installation.
CHECKOUT = (Path(__file__).parent.parent / "graph" / "build_ui.py").is_file()
collect_ignore = [] if CHECKOUT else ["test_build_ui.py"]
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


@pytest.fixture
def endpoint(two_sources: EmbeddedStore) -> Iterator[str]:
    """The world on a SPARQL server that is another program."""
    with served(two_sources.rdf) as address:
        yield address


@pytest.fixture
def wikidata_endpoint() -> Iterator[str]:
    """The made-up Wikidata on such a server."""
    facts = ox.Store()
    facts.bulk_load(path=str(DATA / "wikidata_linking.ttl"), format=ox.RdfFormat.TURTLE)
    with served(facts) as address:
        yield address


@contextmanager
def served(facts: ox.Store) -> Iterator[str]:
    """The address of a SPARQL server with some facts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not program.exists():
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
    with subprocess.Popen(
        [program, "serve", "--bind", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            request = urllib.request.Request(
                f"http://{address}/store",
                data=facts.dump(format=ox.RdfFormat.N_QUADS),
                headers={"Content-Type": "application/n-quads"},
                method="POST",
            )
            for attempt in range(100):
                try:
                    urllib.request.urlopen(request, timeout=10).close()
                    break
                except urllib.error.URLError:
                    assert attempt < 99, "the server does not answer"
                    assert server.poll() is None, "the server ended"
                    time.sleep(0.05)
            yield f"http://{address}/query"
        finally:
            server.terminate()
            server.wait(10)


@dataclass(frozen=True)
class Served:
    """A server of ours that runs."""

    address: str
    """With a slash at its end."""
    token: str
    """What a request that writes has to show; empty where it is only read."""
    context: "Context"


@pytest.fixture
def served_app(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers that end with the test: of the sample, of a folder, of a store in memory.

    ``served_app()``, ``served_app(world)``, ``served_app(world, write=True, upload=1000)``: what
    is named beyond ``write`` are `Settings`.
    """
    from reelgraph.web.context import Context, Settings
    from reelgraph.web.engines import open_engine
    from reelgraph.web.serving import in_background

    with ExitStack() as running:

        def start(
            store: EmbeddedStore | Path | None = None, *, write: bool = False, **settings: Any
        ) -> Served:
            if isinstance(store, EmbeddedStore):
                folder = tmp_path / f"served-{len(list(tmp_path.iterdir()))}"
                FilmGraph(store).save(folder)
                store = folder
            chosen = Settings(writable=write, token="a token" if write else "", **settings)
            context = Context(open_engine(store, chosen), chosen)
            running.callback(context.engine.close)
            address = running.enter_context(in_background(context))
            return Served(address, chosen.token, context)

        yield start


@pytest.fixture(scope="session")
def made_up_wikidata(tmp_path_factory: pytest.TempPathFactory) -> Local:
    """The films and people of ``data/wikidata_linking.ttl``, which stand in for Wikidata."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REELGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        return Local(DATA / "wikidata_linking.ttl")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything that the tests want is there: a skipped test is a missing install step."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped, and in CI a skip is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
