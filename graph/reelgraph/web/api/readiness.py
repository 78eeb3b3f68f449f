"""Sees to it that the network index is there: built beside the answering, which goes on without.

Until it is ready, neighbours and paths are read from the store step by step: the same answers, and
slower ones.
"""

import logging
import threading
import time
from contextlib import closing, nullcontext

from reelgraph.errors import ReelgraphError
from reelgraph.graph import FilmGraph
from reelgraph.network import index_of
from reelgraph.store import EmbeddedStore, Store
from reelgraph.store.layout import Folder
from reelgraph.web.context import Context

_REST = 9
"""How many times as long as a build took nothing is built after it: a tenth of the time goes into
it at most, however often the facts change."""
_guard = threading.Lock()
_running: set[str] = set()
_not_before: dict[str, float] = {}
_failed: set[tuple[str, str]] = set()


def prepare(context: Context, graph: FilmGraph) -> threading.Thread | None:
    """Begin to build the network index of a graph, unless it is there or is being built.

    Returns:
        The thread that builds it; None where there is nothing to be done now.

    """
    store = graph.store
    if index_of(store) is not None:
        return None
    place, state = str(store.names or store.place), store.state()
    with _guard:
        late = time.monotonic() >= _not_before.get(place, 0.0)
        if place in _running or not late or (place, state) in _failed:
            return None
        _running.add(place)
    thread = threading.Thread(
        target=_build, args=(context, store, place, state), name="network index", daemon=True
    )
    thread.start()
    return thread


def _build(context: Context, store: Store, place: str, state: str) -> None:
    began = time.monotonic()
    try:
        with _reader(context, store) as reader:
            index_of(reader, make=True)
    except (ReelgraphError, OSError, MemoryError) as error:
        # It is an aid: without it all is answered as well, only later.
        logging.getLogger("uvicorn.error").warning("no network index: %s", error)
        with _guard:
            _failed.add((place, state))
    finally:
        with _guard:
            _running.discard(place)
            ended = time.monotonic()
            _not_before[place] = ended + _REST * (ended - began)


def _reader(context: Context, store: Store) -> "closing[EmbeddedStore] | nullcontext[Store]":
    """Where the few large questions are asked: of the folder itself, if nobody writes it."""
    folder = store.names.parent if store.names is not None else None
    if folder is not None and not context.settings.writable and Folder(folder).exists():
        return closing(EmbeddedStore(folder))
    return nullcontext(store)
