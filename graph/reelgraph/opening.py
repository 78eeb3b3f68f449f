"""From a path, the address of a server or an rdflib Dataset to a graph."""

import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelgraph.errors import InputError, StoreError, StoreLocked
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore, EndpointStore
from reelgraph.store.client import DEADLINE
from reelgraph.store.layout import Folder
from reelgraph.store.server import Server, writer_of
from reelgraph.vocabulary import BASE

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


def open_graph(
    target: "str | Path | rdflib.Dataset",
    *,
    create: bool = False,
    base_iri: str = BASE,
    timeout: float = DEADLINE,
) -> FilmGraph:
    """A graph from a folder, an RDF file (in memory), a SPARQL server or an rdflib Dataset.

    Args:
        target: What to open: a path, the address of a SPARQL endpoint, or a Dataset.
        create: Make the folder a store if it is none.
        base_iri: Of the IRIs that a new store mints.
        timeout: Seconds that a server may take for one question.

    Raises:
        StoreError: the folder holds no store.
        EndpointError: the address is none; whether a server is there shows when it is asked.
        InputError: the file cannot be read.

    """
    if not isinstance(target, (str, Path)):
        return _from_dataset(target)
    if is_address(target):
        return FilmGraph(EndpointStore(str(target), timeout=timeout))
    path = Path(target)
    if path.is_file():
        graph = FilmGraph(EmbeddedStore())
        graph.load(path)
        return graph
    folder = Folder(path)
    server = writer_of(path)
    if server is not None:
        if create:
            raise StoreLocked(in_use(path, server))
        return FilmGraph(EndpointStore(server.endpoint, timeout=timeout))
    if create and not folder.exists():
        folder.create(base_iri)
    elif create and base_iri not in (BASE, folder.base()):
        raise InputError(
            f"{path} mints its IRIs below {folder.base()}, which cannot be changed: "
            "leave --base-iri out, or make a new store"
        )
    if not create and not path.exists():
        raise StoreError(
            f"{path}: there is no such folder or file; "
            f"'reelgraph load FILE -s {path}' makes a store there"
        )
    return FilmGraph(EmbeddedStore(path))


def open_to_change(path: str | Path) -> FilmGraph:
    """A graph that is to be changed.

    Raises:
        StoreLocked: a server has the folder, and only it can write.
        StoreError, EndpointError, InputError: as `open_graph`.

    """
    if not is_address(path):
        server = writer_of(Path(path))
        if server is not None:
            raise StoreLocked(in_use(path, server))
    return open_graph(path)


def in_use(path: str | Path, server: Server) -> str:
    """What to say of a folder that a server writes."""
    return (
        f"{path} belongs to the server at {server.address} (process {server.pid}), which alone can "
        "write it: make the change there, or end it first"
    )


def is_address(target: str | Path) -> bool:
    """Whether a store is given by the address of a server.

    >>> is_address("https://example.org/sparql"), is_address("films/")
    (True, False)
    """
    return isinstance(target, str) and re.match(r"(?i)\s*https?:/", target) is not None


def _from_dataset(dataset: "rdflib.Dataset") -> FilmGraph:
    if not hasattr(dataset, "serialize"):
        raise InputError(f"{dataset!r} is no path and no rdflib Dataset or Graph")
    graph = FilmGraph(EmbeddedStore())
    quads = hasattr(dataset, "quads")
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        path = Path(scratch) / ("dataset.nq" if quads else "dataset.nt")
        dataset.serialize(str(path), format="nquads" if quads else "nt")
        graph.load(path)
    return graph


def from_networkx(
    network: "nx.Graph[Any]", source: str = "network", role: str | None = None
) -> FilmGraph:
    """A graph in memory of what a NetworkX object says: see `FilmGraph.load_network`.

    >>> import networkx as nx
    >>> N = nx.DiGraph([("Stalker", "Tarkovsky", {"role": "director"})])
    >>> from_networkx(N).path("Stalker", "Tarkovsky").edges
    1
    """
    graph = FilmGraph(EmbeddedStore())
    graph.load_network(network, source, role)
    return graph
