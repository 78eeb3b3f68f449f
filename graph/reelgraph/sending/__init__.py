"""Loading into a server: converted and checked here, sent in batches, the whole or nothing visible.

What a folder would hold after the load is worked out here, by the same code, on a copy of the part
of the server's graph that is concerned. Then the difference is sent: first a mark that a load is
under way (readers refuse the graph as long as it is there), then what comes, then what goes; the
description of the sources, without the mark, comes last. A load that was interrupted is finished
by the same command: it works out anew what is missing.
"""

import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from reelgraph import loading
from reelgraph.binding import iri
from reelgraph.errors import EndpointError, InputError, NotFound
from reelgraph.sending.batches import Journal, send
from reelgraph.sending.mirror import Mirror, refuse_others
from reelgraph.sending.numbers import told_otherwise
from reelgraph.sending.plan import Part, n_triples, parts, triples_of
from reelgraph.sending.target import Target, signed, target
from reelgraph.sending.writer import Writer
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import LoadReport
from reelgraph.store import EndpointStore, commit
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.layout import SOURCES, VIEW, Folder, cache_folder
from reelgraph.vocabulary import BASE

__all__ = ["load", "remove", "target"]

GOING = 5_000
"""Triples that one update takes out."""


def load(
    far: EndpointStore,
    paths: Sequence[str],
    to: Target | None = None,
    *,
    base: str = BASE,
    dry_run: bool = False,
    progress: Progress | None = None,
    **options: Any,
) -> list[LoadReport]:
    """Load files into a server, as `loading.load` does into a folder.

    Args:
        far: The server.
        paths: Files, folders, or ``-`` for standard input.
        to: Where it takes facts; told from its address if None.
        base: Of the IRIs that are minted, on a server that holds no graph of ours yet.
        dry_run: Say what would be loaded, and send nothing.
        progress: Told how far it has come.
        options: Those of `loading.load`.

    Raises:
        InputError, Rejected: as `loading.load`; nothing was sent.
        EndpointError: the server cannot be read or written, or another load of it did not end.

    """
    to = to or target(far.client.endpoint)
    mirror = _mirror(far)
    sending = _Sending(mirror, Writer(to), progress)
    if mirror.described:
        asked, base = base, far.base_of_all()
        if asked not in (BASE, base):
            raise InputError(
                f"{far.place} mints its IRIs below {base}, which cannot be changed: "
                "leave --base-iri out, or load into an empty server"
            )
    with sending.ended_by_hand(), ExitStack() as opened:
        scratch = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="reelgraph-")))
        given = [_kept(path, scratch) for path in paths]
        Folder(scratch / "alone").create(base)
        alone = opened.enter_context(closing(EmbeddedStore(scratch / "alone")))
        loading.load(alone, given, progress=progress, **options)
        sources = commit.sources(alone.rdf)
        refuse_others(mirror, {s.graph for s in sources})
        there = {s.graph for s in mirror.sources()} - mirror.marked
        coming = [s for s in sources if s.graph not in there]
        if progress:
            again = "going on with a load that did not end" if mirror.marked else "comparing"
            progress(f"{again} on the server", -1)
        here = mirror.fetch(
            scratch / "here",
            base,
            _shown(alone) if coming else (),
            {s.name for s in coming},
            {s.graph for s in coming},
        )
        opened.enter_context(closing(here))
        alone.close()
        before = _copy(here, scratch / "before")
        reports = loading.load(here, given, dry_run=dry_run, progress=progress, **options)
        if not dry_run:
            marked = [s.graph for s in coming]
            said = sending.send(before, here.rdf, scratch, marked)
            if said:
                last = reports[-1]
                reports[-1] = replace(last, warnings=(*last.warnings, said))
        return reports


def remove(
    far: EndpointStore, name: str, to: Target | None = None, *, progress: Progress | None = None
) -> LoadReport:
    """Take a source out of a server.

    Raises:
        NotFound: it has no source of that name.
        EndpointError: as `load`.

    """
    to = to or target(far.client.endpoint)
    mirror = _mirror(far)
    gone = {s.graph for s in mirror.sources() if s.name == name}
    if not gone:
        names = sorted(s.name for s in mirror.sources())
        raise NotFound(f"no source is called {name!r}; there are: {', '.join(names) or 'none'}")
    refuse_others(mirror, gone)
    sending = _Sending(mirror, Writer(to), progress)
    with sending.ended_by_hand(), ExitStack() as opened:
        scratch = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="reelgraph-")))
        here = mirror.fetch(scratch / "here", far.base_of_all(), (), {name}, set())
        opened.enter_context(closing(here))
        before = _copy(here, scratch / "before")
        report = loading.remove(here, name)
        sending.send(before, here.rdf, scratch, sorted(gone))
        return report


class _Sending:
    """Makes a server hold what a store here holds."""

    def __init__(self, mirror: Mirror, writer: Writer, progress: Progress | None) -> None:
        self._mirror, self._writer, self._progress = mirror, writer, progress
        self._state = "nothing was sent, and the server is as it was; the same command begins again"

    @contextmanager
    def ended_by_hand(self) -> Iterator[None]:
        """Let a Ctrl-C say in what state it left the server."""
        try:
            yield
        except KeyboardInterrupt as ended:
            raise KeyboardInterrupt(self._state) from ended

    def send(self, before: ox.Store, after: ox.Store, scratch: Path, marked: Iterable[str]) -> str:
        """Send the difference, and give what is to be said of how the server keeps it.

        Args:
            before: What was fetched.
            after: What shall be there.
            scratch: A folder for what is sent.
            marked: The versions that come, or that go.

        """
        described, here = self._mirror.described, triples_of(after, SOURCES)
        todo = parts(before, after, scratch)
        if not todo and described == here:
            return ""
        marked = set(marked)
        self._state = (
            "not all was sent, and the graph on the server is not read until it is; "
            "the same command goes on where it was"
        )
        if marked:
            marks = {ox.Triple(iri(g), commit.LOAD_STATE, commit.PENDING) for g in marked}
            self._writer.post(SOURCES, n_triples(marks | (here - described)))
            self._mirror.far.forget()
        view = self._view()
        journal = Journal(self._journal(sorted(marked)))
        for part in todo:
            self._add(part, view, journal, alone=part.graph in marked)
        for part in todo:
            self._take_out(part, view)
        for part in todo:
            if part.ends:
                self._writer.drop(part.graph)
        self._writer.put(SOURCES, n_triples(here))
        held = self._mirror.count(SOURCES)
        if held != len(here):
            raise EndpointError(
                f"{self._mirror.far.place} holds {held:,} of {len(here):,} triples about its "
                "sources after it took them all: it loses facts; give the same command again"
            )
        self._state = "all was sent"
        journal.end()
        self._mirror.far.forget()
        return told_otherwise(self._mirror.far, todo, view)

    def _view(self) -> str:
        """The graph of the view on this server; empty for its default graph."""
        return VIEW if self._mirror.far.needs_named_view() else ""

    def _journal(self, marked: Sequence[str]) -> Path:
        endpoint = self._mirror.far.client.endpoint
        whose = "\n".join([endpoint.url, *marked])
        digest = hashlib.sha256(whose.encode()).hexdigest()[:16]
        return cache_folder() / f"sending-{digest}.json"

    def _add(self, part: Part, view: str, journal: Journal, *, alone: bool) -> None:
        if not part.coming:
            return
        graph = part.graph or view

        def tell(done: int, total: int) -> None:
            if self._progress:
                what = part.graph.rpartition("/source/")[2] or "the view"
                step = f"sending {what}: {done:,} of {total:,} triples"
                self._progress(step, done / total)

        send(
            self._writer,
            graph,
            part.come,
            part.coming,
            lambda: self._mirror.count(graph),
            journal,
            tell,
            alone=alone,
        )

    def _take_out(self, part: Part, view: str) -> None:
        """Take triples out of a graph that stays."""
        if not part.going:
            return
        graph = part.graph or view
        before = self._mirror.count(graph)
        around = f"GRAPH <{graph}> {{\n%s }}" if graph else "%s"
        with part.go.open(encoding="utf-8", newline="\n") as lines:
            batch: list[str] = []
            for line in lines:
                batch.append(line)
                if len(batch) == GOING:
                    self._writer.update(f"DELETE DATA {{ {around % ''.join(batch)} }}")
                    batch = []
            if batch:
                self._writer.update(f"DELETE DATA {{ {around % ''.join(batch)} }}")
        left = self._mirror.count(graph)
        if left != before - part.going:
            raise EndpointError(
                f"{self._mirror.far.place} holds {left:,} triples where {before - part.going:,} "
                f"should be left in {graph or 'its default graph'}: give the same command again"
            )


def _mirror(far: EndpointStore) -> Mirror:
    far.client.endpoint = signed(far.client.endpoint)
    far.look()
    return Mirror(far)


def _shown(store: EmbeddedStore) -> Iterable[str]:
    """The entities of which the view speaks."""
    found = store.rdf.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return {q.subject.value for q in found if isinstance(q.subject, ox.NamedNode)}


def _copy(store: EmbeddedStore, folder: Path) -> ox.Store:
    """The same facts once more, to compare with."""
    store.rdf.backup(str(folder))
    return ox.Store.read_only(str(folder))


def _kept(name: str, scratch: Path) -> str:
    """A path that can be read twice: a copy of what comes by standard input or a pipe."""
    path = Path(name)
    if name != "-" and not path.is_fifo():
        return name
    kept = scratch / ("stdin" if name == "-" else path.name)
    from_stdin = nullcontext(sys.stdin.buffer)
    with from_stdin if name == "-" else path.open("rb") as given, kept.open("wb") as copy:
        shutil.copyfileobj(given, copy)
    return str(kept)
