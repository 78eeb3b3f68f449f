"""The engine for a store, whatever it is: a folder, a file, the sample, a server far away."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

from reelgraph.errors import InputError
from reelgraph.opening import is_address, open_graph
from reelgraph.store import EmbeddedStore
from reelgraph.web.context import Settings
from reelgraph.web.engine import Engine


class Limits(TypedDict):
    """What bounds the workers of any store."""

    seconds: float
    largest: int
    alone: bool


def open_engine(
    target: str | Path | None, settings: Settings, tell: Callable[[str], object] = bool
) -> Engine:
    """The engine for a store.

    Args:
        target: A folder, an RDF file, the address of a SPARQL endpoint; the sample if None.
        settings: How the server is started.
        tell: Takes what a person should know.

    Raises:
        StoreError: there is no store, or its folder is in use.
        InputError: it is to be written, and is no folder.

    """
    from reelgraph.web.pool import Pool

    if target is None:
        from reelgraph.sample import open_sample

        if settings.writable:
            raise InputError(
                "the bundled sample is only read: give a folder with -s, as in "
                "'reelgraph demo' and 'reelgraph serve -s reelgraph-demo/store --write'"
            )
        return Pool(open_sample(), **_limits(settings))
    if is_address(target):
        from reelgraph.web.remote import Remote

        if settings.writable:
            raise InputError(f"{target} is a server, and a server is only read: give a folder")
        return Remote(str(target), seconds=settings.seconds, largest=settings.largest)
    path = Path(target)
    if path.is_file():
        if settings.writable:
            raise InputError(
                f"{path} is a file, and is only read: load it into a folder first, as in "
                f"'reelgraph load {path} -s FOLDER'"
            )
        return _of_file(path, settings, tell)
    if settings.writable:
        from reelgraph.web.writer import Writing

        return Writing(path, **_limits(settings))
    graph = open_graph(path)  # it finishes what an interrupted load left undone
    assert isinstance(graph.store, EmbeddedStore)  # noqa: S101  it is a folder
    return Pool(graph.store, **_limits(settings))


def _limits(settings: Settings) -> "Limits":
    return {
        "seconds": settings.seconds,
        "largest": settings.largest,
        "alone": not settings.services,
    }


def _of_file(path: Path, settings: Settings, tell: Callable[[str], object]) -> Engine:
    """The engine over a folder that is made of the file, and removed with the engine."""
    from reelgraph.web.pool import Pool

    scratch = Path(tempfile.mkdtemp(prefix="reelgraph-"))
    try:
        tell(f"reading {path} ...")
        with open_graph(scratch / "store", create=True) as graph:
            graph.load(path)
        return Pool(
            EmbeddedStore(scratch / "store"),
            shown=str(path),
            then=lambda: shutil.rmtree(scratch, ignore_errors=True),
            **_limits(settings),
        )
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
