"""A store as a file: the whole of it, or the part that a format can hold."""

import gzip
import tempfile
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from reelgraph.errors import InputError, StoreError
from reelgraph.sources.inputs import FORMATS
from reelgraph.store import EmbeddedStore, EndpointStore, Store
from reelgraph.store.files import written as written
from reelgraph.store.layout import Folder
from reelgraph.vocabulary import PREFIXES

WHOLE = ("trig", "nq")
"""The formats that hold everything: loading them again gives the same store."""
VIEW_ONLY = ("ttl", "nt", "rdf", "jsonld")
PICTURES = ("html", "svg", "png")
NETWORKS = {"graphml": "graphml", "gexf": "gexf", "json": "graph.json", "csv": "edges.csv"}
"""The endings of files that hold the whole graph as a network, and the form that each means."""
ENDINGS = (*WHOLE, *VIEW_ONLY, *NETWORKS, *PICTURES)


def ending_of(path: Path) -> str:
    """The format that the ending of an output file names.

    Raises:
        InputError: it names none; the message lists those that can be written.

    """
    suffixes = [s.lower().lstrip(".") for s in path.suffixes]
    packed = suffixes[-1:] == ["gz"]
    ending = (suffixes[-2:-1] if packed else suffixes[-1:]) or [""]
    if ending[0] not in ENDINGS or (packed and ending[0] not in FORMATS):
        raise InputError(
            f"{path}: cannot write '.{ending[0]}': "
            f"the endings are {', '.join('.' + e for e in ENDINGS)} (RDF also with .gz)"
        )
    return ending[0]


def export_rdf(store: Store, path: Path) -> str:
    """Write the store as RDF.

    Returns:
        What the format cannot hold, in words; empty when nothing is lost.

    Raises:
        InputError: the ending names no RDF format.
        StoreError: the file cannot be written.

    """
    ending = ending_of(path)
    with written(path) as temporary:
        opened = gzip.open if path.suffix.lower() == ".gz" else open
        with opened(temporary, "wb") as out:
            _dump(store, cast(IO[bytes], out), FORMATS[ending], whole=ending in WHOLE)
    if ending in WHOLE:
        return _left_out(store)
    return (
        f".{ending} holds the facts of the view only: the sources, the credits with their "
        "characters and evidence, and the links are left out (.trig and .nq hold everything)"
    )


def copy(store: Store, target: Path) -> str:
    """Write the whole of a store to a new folder, which is then a store.

    Returns:
        What was left out, in words; empty when nothing is lost.

    Raises:
        StoreError: the folder is a store already, is not empty, or cannot be written.

    """
    folder = Folder(target)
    if folder.exists():
        raise StoreError(f"{target} is a store already: give a new folder")
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        dumped = Path(scratch) / "all.nq"
        with dumped.open("wb") as out:
            _dump(store, out, ox.RdfFormat.N_QUADS, whole=True)
        folder.create(store.base)
        made = EmbeddedStore(target)
        with made.writing() as writer:
            writer.rdf.bulk_load(path=str(dumped), format=ox.RdfFormat.N_QUADS)
        made.close()
    return _left_out(store)


def _dump(store: Store, out: IO[bytes], rdf_format: ox.RdfFormat, *, whole: bool) -> None:
    if isinstance(store, EmbeddedStore):
        graph = None if whole else ox.DefaultGraph()
        store.rdf.dump(out, format=rdf_format, from_graph=graph, prefixes=PREFIXES)
        return
    if not isinstance(store, EndpointStore):
        raise StoreError(f"{store.place} cannot be exported: it is of an unknown kind")
    quads = store.dump(whole=whole)
    lines = quads if whole else (quad.triple for quad in quads)
    ox.serialize(lines, out, format=rdf_format, prefixes=PREFIXES)


def _left_out(store: Store) -> str:
    """What a server holds beside the graph, and is not exported, in words."""
    others = store.graphs()[1] if isinstance(store, EndpointStore) else []
    if not others:
        return ""
    listed = ", ".join(f"<{g}>" for g in others[:3]) + (", ..." if len(others) > 3 else "")
    return f"{len(others):,} graphs of the server that are not reelgraph's were left out: {listed}"
