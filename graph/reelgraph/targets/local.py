"""A file or a folder that stands in for Wikidata: parsed once, kept in the cache, then only read.

What is kept is the triples as they stand, named by the sha256 of what they were read from; so a
changed file is another target, and a folder of the cache can be deleted at any time.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox

from reelgraph.binding import Term, solutions
from reelgraph.errors import InputError, NotRecognised, StoreError
from reelgraph.sources.finding import Group, find_group
from reelgraph.sources.inputs import Input, Progress
from reelgraph.store.layout import Folder, cache_folder
from reelgraph.targets.questions import batches, question
from reelgraph.vocabulary import BASE, RDFS, SKOS, WD, WDT

BATCH = 2_000
"""Rows of one question: more are not quicker, and the first answers come later."""
_DATASETS = ("trig", "nq", "jsonld")
"""Formats that can have named graphs; these are not told apart here."""
_STATEMENT = "http://www.wikidata.org/prop/statement/"
_UNFINISHED = "making-target-"
_STALE = 86_400.0
"""Seconds after which a folder that somebody was making is nobody's."""
_UNUSED = 30 * 86_400.0
"""Seconds after which a database that nobody opened is deleted: one of all films is large."""
_SPARED = 2
"""How many databases stay however long ago they were opened."""


class Local:
    """The triples of a file or folder, asked as Wikidata would be."""

    def __init__(self, path: str | Path, progress: Progress | None = None) -> None:
        """Read the file, or find it in the cache; nothing is fetched while it is read.

        Args:
            path: An RDF file of any syntax (packed by gzip or not), a folder of such files, or a
                database that an Oxigraph server made.
            progress: Told how far reading has come.

        Raises:
            InputError: it is missing, or malformed; the message has the line.
            NotRecognised: it is no RDF, or nothing in it has Wikidata's shape.
            StoreError: the cache cannot be written, or what is in it cannot be read.

        """
        self._path = Path(path)
        if _is_database(self._path):
            self._version = _contents(self._path)
            self._rdf = _open(self._path, "stop the server that writes it, or load it again")
            check_shape(self._rdf, str(path))
            return
        self._version, folder = _kept(self._path, progress)
        with suppress(OSError):
            os.utime(folder)  # by this it is known when it was last used
        self._rdf = _open(folder, f"delete the folder {folder} and try again")

    @property
    def place(self) -> str:
        """The name of the file or folder, without where it lies: it is written into links."""
        return self._path.resolve().name

    @property
    def version(self) -> str:
        """The sha256 of the file; of a folder, that of the list of its files."""
        return self._version

    def ask(self, query: str, rows: Sequence[Sequence[Term]]) -> Iterator[tuple[Term | None, ...]]:
        """The rows of a query of ``queries/wikidata_*.rq``: see `Target.ask`."""
        asked = question(query)
        for batch in batches(rows, BATCH):
            for row in solutions(self._rdf, asked.of(batch)):
                yield tuple(row)


def check_shape(rdf: ox.Store, shown: str) -> None:
    """Refuse triples that no question could find anything in.

    Raises:
        NotRecognised: there is no plain edge, no statement and no name of an item.

    """
    found = rdf.query(
        f"""ASK {{ ?s ?p ?o FILTER(
          STRSTARTS(STR(?p), "{WDT}P") || STRSTARTS(STR(?p), "{_STATEMENT}P")
          || (?p IN (<{RDFS}label>, <{SKOS}altLabel>) && STRSTARTS(STR(?s), "{WD}Q"))) }}"""
    )
    if not found:
        raise NotRecognised(
            f"{shown}: nothing of its {len(rdf):,} triples has the shape of Wikidata: there is no "
            f"property of {WDT} and no name of an item of {WD}; give a file of Wikidata's RDF, "
            "or the address of a server"
        )


def _kept(path: Path, progress: Progress | None) -> tuple[str, Path]:
    """The sha256 of a file or folder and the database that was made of it."""
    if Folder(path).exists():
        raise InputError(
            f"{path} is a store of reelgraph, whose facts no longer have the shape of Wikidata: "
            "give the file that was loaded into it, or the address of a server"
        )
    cache = cache_folder()
    known = _note(path, cache)
    if known is not None:
        with suppress(OSError):
            version = known.read_text("ascii").strip()
            if len(version) == 64 and _is_database(_folder(cache, version)):
                return version, _folder(cache, version)
    began = time.time_ns()
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        group = find_group(str(path), Path(scratch))
        inputs = _graphs(group, path)
        version = _version(inputs, path)
        if not _is_database(_folder(cache, version)):
            _make(cache, version, inputs, str(path), progress)
    again = _note(path, cache)
    if known is not None and known == again and _newest(path) < began - 2_000_000_000:
        with suppress(OSError):  # it saves time only; what changed a moment ago may change unseen
            temporary = known.with_suffix(".new")
            temporary.write_text(version, "ascii")
            temporary.replace(known)
    return version, _folder(cache, version)


def _graphs(group: Group, path: Path) -> list[Input]:
    """The inputs, all of them RDF."""
    graphs = [i for i in group.inputs if i.is_rdf]
    if len(graphs) < len(group.inputs) and not group.folder:
        raise NotRecognised(
            f"{path} is no RDF, but {group.inputs[0].format}: what stands in for Wikidata has to "
            "be its RDF, as in .nt, .nt.gz or .ttl"
        )
    if not graphs:
        raise NotRecognised(f"{path} is a folder without any RDF file, so nothing can be looked up")
    return graphs


def _version(inputs: Sequence[Input], path: Path) -> str:
    if not path.is_dir():
        return inputs[0].sha256
    names = (f"{i.sha256} {i.path.relative_to(path).as_posix()}" for i in inputs)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def _make(
    cache: Path, version: str, inputs: Sequence[Input], shown: str, progress: Progress | None
) -> None:
    """Fill a database, and put it in its place when it is whole."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=cache))
    except OSError as error:
        raise StoreError(
            f"the cache folder {cache} cannot be written ({error.strerror}): "
            "name another in the environment variable REELGRAPH_CACHE"
        ) from error
    try:
        _fill(made / "rdf", inputs, shown, progress)
        (made / "rdf").replace(_folder(cache, version))
        _forget(cache)
    except OSError as error:
        if not _is_database(_folder(cache, version)):  # else another process was quicker
            raise StoreError(f"{cache} cannot be written: {error}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _fill(folder: Path, inputs: Sequence[Input], shown: str, progress: Progress | None) -> None:
    """Put the triples of all inputs into one default graph."""
    store = ox.Store(str(folder))
    for source in inputs:
        if source.format in _DATASETS:
            _fill_from_graphs(store, source, progress)
        else:
            source.fill(store, BASE, progress)
    check_shape(store, shown)
    if progress:
        progress("packing", -1)
    store.optimize()  # questions take two thirds of the time then
    store.flush()


def _fill_from_graphs(store: ox.Store, source: Input, progress: Progress | None) -> None:
    try:
        with source.open(progress, f"reading {source.path.name}") as stream:
            quads = ox.parse(stream, format=source.rdf_format, base_iri=BASE)
            store.bulk_extend(ox.Quad(*quad.triple) for quad in quads)
    except SyntaxError as error:
        raise source.error(error) from None


def _sweep(cache: Path) -> None:
    """Remove what processes left that were killed while they filled a database."""
    for left in cache.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)


def _forget(cache: Path) -> None:
    """Delete the databases that nobody has used for long; whoever reads one keeps its files."""
    with suppress(OSError):
        found = [(f.stat().st_mtime, f) for f in cache.glob("target-*") if _is_database(f)]
        for used, folder in sorted(found, reverse=True)[_SPARED:]:
            if time.time() - used > _UNUSED:
                shutil.rmtree(folder, ignore_errors=True)


def _folder(cache: Path, version: str) -> Path:
    return cache / f"target-{version[:16]}"


def _is_database(path: Path) -> bool:
    return (path / "CURRENT").is_file()


def _open(folder: Path, remedy: str) -> ox.Store:
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{folder} cannot be read ({error}): {remedy}") from error


def _members(path: Path) -> list[Path]:
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _note(path: Path, cache: Path) -> Path | None:
    """Where the sha256 of these very files would be noted; None where they cannot be seen."""
    try:
        seen = [
            (str(p), s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino)
            for p in _members(path.resolve())
            for s in [p.stat()]
        ]
    except OSError:
        return None
    return cache / f"target-{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}.sha256"


def _newest(path: Path) -> int:
    """When the files were last changed, in nanoseconds."""
    return max(max(s.st_mtime_ns, s.st_ctime_ns) for p in _members(path) for s in [p.stat()])


def _contents(database: Path) -> str:
    """What tells a database apart: a sha256 of its files, of those that hold data."""
    digest = hashlib.sha256()
    for file in sorted(database.iterdir()):
        if file.name == "CURRENT" or file.suffix in (".sst", ".log") or "MANIFEST" in file.name:
            digest.update(f"{file.name}\n".encode())
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
