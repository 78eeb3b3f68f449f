"""The bundled facts: one article about a film, what is known since, and the films around it.

They are bundled as claims. The store made of them is kept in the user's cache folder, so that a
command on the sample answers as fast as one on a store; it can be deleted at any time.
"""

import hashlib
import shutil
import tempfile
import zlib
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from reelgraph import loading, resources
from reelgraph._version import __version__
from reelgraph.binding import iri
from reelgraph.errors import StoreError
from reelgraph.store import EmbeddedStore, commit
from reelgraph.store.files import written
from reelgraph.store.layout import LINKS, Folder, cache_folder

FILES = {
    "article.ttl": "hardcore-article",
    "inferred.ttl": "reelgraph-inferred",
    "encyclopedia.ttl": "wikipedia-hardcore-henry",
    "moriareviews.ttl": "moriareviews",
    "dennis-schwartz.ttl": "dennis-schwartz",
    "wikipedia-movies.ttl": "wikipedia-movies",
    "wikidata.nt.gz": "wikidata",
    "person-names.nt.gz": "person-names",
}
"""The bundled files and the names of the sources that they make."""
FIRST_FACTS = tuple(FILES)[:6]
"""The article's facts and what is known since, without the neighbourhood."""


def open_sample() -> EmbeddedStore:
    """The sample as a store, read from the cache folder; built there when it is first asked for.

    Raises:
        StoreError: the cache folder cannot be written; ``REELGRAPH_CACHE`` names another.

    """
    folder = _folder()
    if not Folder(folder).exists():
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix="making-", dir=folder.parent))
        except OSError as error:
            raise StoreError(
                f"the cache folder {folder.parent} cannot be written ({error.strerror}): "
                "name another in the environment variable REELGRAPH_CACHE"
            ) from error
        try:
            Folder(made).create()
            store = EmbeddedStore(made)
            fill(store)
            store.close()
            try:
                made.rename(folder)
            except OSError:  # another process was quicker
                if not Folder(folder).exists():
                    raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return EmbeddedStore(folder)


def in_memory() -> EmbeddedStore:
    """A copy of the sample in memory, to be changed at will.

    Its quads lie as text beside the folder of `open_sample`, for from there they are read in a
    quarter of the time.
    """
    quads = _folder().with_suffix(".nq")
    store = EmbeddedStore()
    with suppress(OSError, SyntaxError):  # there is none yet, or it is damaged
        kept = quads.read_bytes()
        if kept.endswith(_ending(kept[: -len(_ending(b""))])):
            store.rdf.load(kept, format=ox.RdfFormat.N_QUADS, lenient=True)
            return store
    built = open_sample()
    dumped = built.rdf.dump(format=ox.RdfFormat.N_QUADS) or b""
    built.close()
    with suppress(StoreError), written(quads) as temporary:
        temporary.write_bytes(dumped + _ending(dumped))
    store.rdf.load(dumped, format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


def fill(store: EmbeddedStore, files: tuple[str, ...] = tuple(FILES)) -> None:
    """Load bundled files, and the identifiers of their entities, into a store."""
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        for file in files:
            path = Path(scratch) / file
            path.write_bytes(resources.raw(f"sample/{file}"))
            loading.load(store, [str(path)], name=FILES[file])
    links = ox.parse(resources.raw("sample/links.ttl"), format=ox.RdfFormat.TURTLE)
    commit.add(store, [ox.Quad(q.subject, q.predicate, q.object, iri(LINKS)) for q in links])


def _ending(quads: bytes) -> bytes:
    """The last line of the copy as text: none other fits what stands before it."""
    return b"# %08x\n" % zlib.crc32(quads)


def _folder() -> Path:
    return cache_folder() / f"sample-{_stamp()}"


def _stamp() -> str:
    """What the built sample depends on, as twelve hexadecimal digits."""
    digest = hashlib.sha256(__version__.encode())
    for file in (*FILES, "links.ttl"):
        digest.update(resources.raw(f"sample/{file}"))
    for folder, ending in (("queries", ".rq"), ("ontology", ".ttl")):
        for name in resources.names(folder, ending):
            digest.update(resources.raw(f"{folder}/{name}"))
    return digest.hexdigest()[:12]
