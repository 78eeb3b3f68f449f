"""What several test modules use."""

import asyncio
import gc
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
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import reelgraph
from reelgraph import loading
from reelgraph.graph import FilmGraph
from reelgraph.sample import open_sample
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
MORE = (("world_second", "second"), ("world_third", "third"))
"""The files and names of the sources of the tiny world beyond its first."""


@pytest.fixture(scope="session")
def new_world() -> Callable[..., EmbeddedStore]:
    """Makes a store in memory with the first sources of the tiny world; The Lamp is linked.

    ``new_world()`` is that of ``data/world.ttl``, ``new_world(3)`` has all three sources. They are
    loaded once: to copy them takes a thirtieth of the time.
    """

    @cache
    def quads(sources: int) -> list[ox.Quad]:
        store = EmbeddedStore()
        for file, name in (("world", "world"), *MORE)[:sources]:
            loading.load(store, [str(DATA / f"{file}.ttl")], name=name)
            if name == "world":
                link = (ox.NamedNode(W + "lamp"), ox.NamedNode(SKOS + "exactMatch"))
                store.rdf.add(ox.Quad(*link, ox.NamedNode(WD + "Q999999992"), ox.NamedNode(LINKS)))
        return list(store.rdf)

    def made(sources: int = 1) -> EmbeddedStore:
        store = EmbeddedStore()
        store.rdf.extend(quads(sources))
        return store

    return made


@pytest.fixture
def world(new_world: Callable[..., EmbeddedStore]) -> EmbeddedStore:
    """The tiny world with its first source."""
    return new_world()


@pytest.fixture
def two_sources(world: EmbeddedStore, new_world: Callable[..., EmbeddedStore]) -> EmbeddedStore:
    """The tiny world with its second source."""
    world.rdf.clear()
    world.rdf.extend(new_world(2).rdf)
    return world


@pytest.fixture
def three_sources(
    two_sources: EmbeddedStore, new_world: Callable[..., EmbeddedStore]
) -> EmbeddedStore:
    """The tiny world with its second and its third source."""
    two_sources.rdf.clear()
    two_sources.rdf.extend(new_world(3).rdf)
    return two_sources


@pytest.fixture(scope="module")
def sample() -> FilmGraph:
    """The bundled facts in memory, for tests that only read them."""
    return reelgraph.sample()


@pytest.fixture(scope="module")
def cache_with_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with nothing but the sample's store, which takes some seconds to make."""
    folder = tmp_path_factory.mktemp("cache")
    built = open_sample()
    assert built.folder is not None
    (folder / built.folder.path.name).symlink_to(built.folder.path)
    built.close()
    return folder


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


@pytest.fixture(scope="session", autouse=True)
def _servers_end_at_once() -> Iterator[None]:
    """uvicorn sleeps a tenth of a second before it sees that it is to end, and again then."""
    import uvicorn.server

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 20)

    quick = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.server, "asyncio", quick)
        yield


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
    with _servers(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def kept_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """The same for servers that the tests of a module share: they end with the last of these."""
    with _servers(tmp_path_factory.mktemp("served")) as start:
        yield start


@contextmanager
def _servers(folder: Path) -> Iterator[Callable[..., Served]]:
    from reelgraph.web.context import Context, Settings
    from reelgraph.web.engines import open_engine
    from reelgraph.web.serving import in_background

    with ExitStack() as running:

        def start(
            store: EmbeddedStore | Path | None = None, *, write: bool = False, **settings: Any
        ) -> Served:
            if isinstance(store, EmbeddedStore):
                place = folder / f"served-{len(list(folder.iterdir()))}"
                FilmGraph(store).save(place)
                store = place
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


def pytest_collection_finish() -> None:
    """What was made until now stays: nobody looks through it each time that rubbish is collected.

    Five thousand tests are so many objects that each full collection would take half a second.
    """
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI everything that the tests want is there: a skipped test is a missing install step."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped, and in CI a skip is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
