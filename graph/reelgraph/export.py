"""A store as a file: the whole of it, or the part that a format can hold."""

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from reelgraph.errors import InputError, StoreError
from reelgraph.sources.inputs import FORMATS
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import PREFIXES

WHOLE = ("trig", "nq")
"""The formats that hold everything: loading them again gives the same store."""
VIEW_ONLY = ("ttl", "nt", "rdf", "jsonld")
PICTURES = ("html", "svg")
ENDINGS = (*WHOLE, *VIEW_ONLY, "graphml", *PICTURES)


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


def export_rdf(store: EmbeddedStore, path: Path) -> str:
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
            graph = None if ending in WHOLE else ox.DefaultGraph()
            store.rdf.dump(out, format=FORMATS[ending], from_graph=graph, prefixes=PREFIXES)  # type: ignore[arg-type]
    if ending in WHOLE:
        return ""
    return (
        f".{ending} holds the facts of the view only: the sources, the credits with their "
        "characters and evidence, and the links are left out (.trig and .nq hold everything)"
    )


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A temporary file that takes the place of `path` when the block has ended well.

    Raises:
        StoreError: the folder is missing, or cannot be written.

    """
    try:
        handle = tempfile.NamedTemporaryFile(  # noqa: SIM115  closed at once, renamed later
            dir=path.parent, prefix=f".{path.name}-", delete=False
        )
        handle.close()
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    temporary = Path(handle.name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        temporary.unlink(missing_ok=True)
