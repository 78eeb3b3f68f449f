"""From a path, or an rdflib Dataset, to a graph."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from reelgraph.errors import InputError, StoreError
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import Folder
from reelgraph.vocabulary import BASE

if TYPE_CHECKING:
    import rdflib


def open_graph(
    target: "str | Path | rdflib.Dataset", *, create: bool = False, base_iri: str = BASE
) -> FilmGraph:
    """A graph from a folder (a store), from an RDF file (in memory), or from an rdflib Dataset.

    Args:
        target: What to open.
        create: Make the folder a store if it is none.
        base_iri: Of the IRIs that a new store mints.

    Raises:
        StoreError: the folder holds no store.
        InputError: the file cannot be read.

    """
    if not isinstance(target, (str, Path)):
        return _from_dataset(target)
    if str(target).startswith(("http://", "https://")):
        raise StoreError(
            f"{target} is an address; a store is a folder (or an RDF file, read into memory)"
        )
    path = Path(target)
    if path.is_file():
        graph = FilmGraph(EmbeddedStore())
        graph.load(path)
        return graph
    folder = Folder(path)
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
