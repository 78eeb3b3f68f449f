"""From files to facts in a store: one source after the other, each all or nothing."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from reelgraph import changes, identity, indexes
from reelgraph.binding import iri
from reelgraph.errors import InputError, NotFound, Rejected, StoreError
from reelgraph.facts import DESCRIBED, LASTING, UNKNOWN, Source, source_of
from reelgraph.sources import dump, rdf
from reelgraph.sources.finding import Group, find_group, same_file_twice, together
from reelgraph.sources.inputs import Progress, Step
from reelgraph.sources.reading import How, read
from reelgraph.sources.report import LoadReport
from reelgraph.store import commit, deriving, locks
from reelgraph.store.deriving import Derived
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.files import unwritable
from reelgraph.store.layout import check_name, version_iri

LARGE = 1_000_000
"""Triples of claims, all sources together."""


def load(
    store: EmbeddedStore,
    paths: Sequence[str],
    *,
    name: str | None = None,
    format_name: str | None = None,
    strict: bool = False,
    dry_run: bool = False,
    about: Mapping[str, str] | None = None,
    how: How | None = None,
    progress: Progress | None = None,
) -> list[LoadReport]:
    """Load RDF files and tables. Nothing of any is loaded before all have been read.

    Args:
        store: Where to.
        paths: Files, folders, or ``-`` for standard input; ``.gz`` is unpacked.
        name: The source that all of them make; when None, each file and each folder is a source
            of its own, named after it. Loading a source again replaces its facts.
        format_name: Their format, when the endings do not tell.
        strict: One rejected record fails the load.
        dry_run: Say what would be loaded, and load nothing.
        about: What the source is: any of `facts.DESCRIBED`. It goes before what a file says.
        how: What is to be known of the way in which tables and the like are read.
        progress: Told how far it has come.

    Raises:
        InputError: a file cannot be read; nothing was loaded.
        Rejected: `strict`, and a record was rejected; nothing was loaded.
        StoreError: the store cannot be written, or is in use.

    """
    with scratch_folder(store) as scratch:
        groups = [find_group(path, scratch, format_name) for path in paths]
        if same_file_twice(groups):
            raise InputError("the same file is named twice: name each once")
        restored = {}
        if name is None:
            for group in groups:
                if not group.folder and group.inputs[0].format in ("nq", "trig"):
                    found = dump.read(group.inputs[0], scratch, progress)
                    if found:
                        restored[group.inputs[0]] = found
            groups = [g for g in groups if g.inputs[0] not in restored]
            if len({g.name for g in groups}) < len(groups):
                raise InputError(
                    "two of the files would make sources of the same name: "
                    "load them one at a time with --source, or rename one"
                )
        else:
            groups = [together(check_name(name), groups)]
        prepared = []
        for number, group in enumerate(groups):
            own = scratch / str(number)
            own.mkdir()
            prepared.append(
                _Prepared.of_files(store, group, own, about or {}, how or How(), progress)
            )
        for number, found in enumerate(restored.values()):
            prepared += _Prepared.of_dump(store, found, scratch / f"dump-{number}")
        rejected = [r for p in prepared for r in p.report.rejected]
        if strict and rejected:
            shown = "\n".join(f"  {r}" for r in rejected[:20])
            more = f"\n  ... and {len(rejected) - 20:,} more" if len(rejected) > 20 else ""
            raise Rejected(f"{len(rejected):,} rejected, so nothing was loaded:\n{shown}{more}")
        if dry_run:
            return [p.preview(store) for p in prepared]
        reports = [p.put(store, progress) for p in prepared]
        for found in restored.values():
            identity.restore(store, found.more)
        return reports


def with_indexes(
    store: EmbeddedStore, reports: list[LoadReport], progress: Progress | None = None
) -> list[LoadReport]:
    """The reports of a load, after the indexes of a large store were made too.

    That is done now, while somebody waits anyway, for a folder with `LARGE` triples and more. If
    it cannot be done, the report says so, and whoever needs an index tries again.
    """
    triples = sum(source.triples for source in commit.sources(store.rdf))
    if store.folder is None or triples < LARGE or all(r.unchanged for r in reports):
        return reports
    try:
        made = [one for one in indexes.prepare(store, progress) if not one.fresh]
        said = [f"{one.name} ({one.bytes / 1e6:,.0f} MB, {one.seconds:.1f} s)" for one in made]
        line = f"indexes built: {', '.join(said)}" if said else ""
    except StoreError as error:
        line = f"the facts are loaded, but their indexes are not built: {error}"
    return [*reports[:-1], replace(reports[-1], indexes=line)]


def remove(store: EmbeddedStore, name: str) -> LoadReport:
    """Take a source out of the store.

    Raises:
        NotFound: the store has no source of that name; the message lists those it has.

    """
    known = {s.name: s for s in commit.sources(store.rdf)}
    if name not in known:
        raise NotFound(
            f"no source is called {name!r}; there are: {', '.join(sorted(known)) or 'none'}"
        )
    change = commit.remove(store, name)
    gone = known[name]
    return LoadReport(
        name,
        films=gone.films,
        people=gone.people,
        credits=gone.credits,
        triples=gone.triples,
        removed=change.removed,
        added=change.added,
    )


@contextmanager
def scratch_folder(store: EmbeddedStore) -> Iterator[Path]:
    """A temporary folder on the disk of the store, and the end of those that were left behind."""
    if store.folder is None:
        with tempfile.TemporaryDirectory(prefix="reelgraph-") as made:
            yield Path(made)
        return
    staging = store.folder.staging
    try:
        staging.mkdir(exist_ok=True)
        for left in staging.iterdir():
            with suppress(StoreError):  # in use
                locks.release(locks.acquire(left / "in-use", exclusive=True, patience=0))
                shutil.rmtree(left, ignore_errors=True)
        made = tempfile.mkdtemp(dir=staging)
        handle = locks.acquire(Path(made) / "in-use", exclusive=True)
        try:
            yield Path(made)
        finally:
            locks.release(handle)
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise unwritable(store.folder.path, error) from error


class _Prepared:
    """A source that has been read and waits to be put into the store."""

    def __init__(
        self,
        source: Source,
        report: LoadReport,
        claims: Path,
        scratch: Path,
        journal: Sequence[ox.Quad] = (),
    ) -> None:
        self.source, self.report, self.claims, self.scratch = source, report, claims, scratch
        self.journal = journal
        self.reading = 0.0

    @classmethod
    def of_files(
        cls,
        store: EmbeddedStore,
        group: Group,
        scratch: Path,
        about: Mapping[str, str],
        how: How,
        progress: Progress | None,
    ) -> "_Prepared":
        started = time.monotonic()
        name, sha256 = group.name, how.version(group.inputs)
        graph = version_iri(name, sha256, rdf.IMPORTER, store.base)
        there = [s for s in commit.sources(store.rdf) if s.graph == graph]
        if there:
            given = {k: v for k, v in about.items() if k in DESCRIBED and v}
            source = replace(there[0], **given)  # type: ignore[arg-type]  # texts, all of them
            report = LoadReport(name, unchanged=True, described=source != there[0])
            return cls(source, report, scratch, scratch)
        claims = read(group, name, sha256, scratch, store.base, how, progress)
        source = Source(
            name,
            graph,
            sha256=sha256,
            files=group.files,
            importer=str(rdf.IMPORTER),
            loaded=datetime.now(UTC).replace(microsecond=0).isoformat(),
        )
        made = cls.of_claims(store, source, claims.path, scratch, about, progress)
        made.report = replace(
            made.report,
            rejected=tuple(claims.rejected),
            left_out=tuple(claims.left_out),
            warnings=(*claims.warnings, *made.report.warnings),
            understood=tuple(claims.understood),
        )
        made.reading = time.monotonic() - started
        return made

    @classmethod
    def of_claims(
        cls,
        store: EmbeddedStore,
        source: Source,
        claims: Path,
        scratch: Path,
        about: Mapping[str, str],
        progress: Progress | None = None,
    ) -> "_Prepared":
        """Derive the view of the claims, count what they hold and read what they say of it."""
        step = Step(f"deriving the view of {source.name}", claims.stat().st_size, "bytes")

        def tell(done: float) -> None:
            if progress:
                progress(step, done)

        derived = scratch / "view.nt"
        found = deriving.write(claims, derived, tell)
        said = _description(found, source)
        given = {k: v for k, v in about.items() if k in DESCRIBED and v}
        described = {k: given.get(k, getattr(said, k)) for k in DESCRIBED}
        described |= _as_before(store, source.name, described)
        counts: dict[str, Any] = {
            key: getattr(found, key) for key in ("triples", "films", "people", "credits")
        }
        report = LoadReport(
            source.name, unnamed=found.unnamed, warnings=tuple(_mojibake(found)), **counts
        )
        decided, journal = identity.apply(store, claims, source.graph, scratch)
        if decided != claims:
            deriving.write(decided, derived, tell)
        return cls(replace(source, **described, **counts), report, decided, scratch, journal)

    @classmethod
    def of_dump(cls, store: EmbeddedStore, found: dump.Dump, scratch: Path) -> list["_Prepared"]:
        made = []
        present = {s.graph for s in commit.sources(store.rdf)}
        for number, (source, claims) in enumerate(found.sources):
            check_name(source.name)
            if source.graph in present:
                report = LoadReport(source.name, unchanged=True)
                made.append(cls(source, report, claims, scratch))
                continue
            own = scratch / str(number)
            own.mkdir(parents=True)
            claims = identity.original(found.more, claims, source.graph, own)
            prepared = cls.of_claims(store, source, claims, own, {})
            prepared.source = source
            made.append(prepared)
        return made

    def preview(self, store: EmbeddedStore) -> LoadReport:
        """What putting it into the store would do."""
        if self.report.unchanged:
            return self.report
        there = any(s.name == self.source.name for s in commit.sources(store.rdf))
        return replace(self.report, dry=True, replaced=there, changes=self._changes(store))

    def put(self, store: EmbeddedStore, progress: Progress | None) -> LoadReport:
        """Put it into the store, and say what that did."""
        if self.report.described:
            commit.describe(store, self.source)
        if self.report.unchanged:
            return self.report
        began = time.monotonic()
        step = Step(f"writing {self.source.name}", self.source.triples, "triples")

        def tell(done: float) -> None:
            if progress:
                progress(step, done)

        tell(0)
        derived = self.scratch / "view.nt"
        changed = self._changes(store)
        change = commit.put(
            store,
            self.source,
            self.claims,
            derived,
            self.journal,
            lambda rdf: identity.settle(rdf, store.base),
            tell,
        )
        return replace(
            self.report,
            changes=changed,
            replaced=change.replaced,
            added=change.added,
            removed=change.removed,
            seconds=self.reading + time.monotonic() - began,
        )

    def _changes(self, store: EmbeddedStore) -> tuple[str, ...]:
        """What this version changes in the earlier one, if there is one."""
        old = [iri(s.graph) for s in commit.sources(store.rdf) if s.name == self.source.name]
        if not old:
            return ()
        before = (
            (str(q.subject), str(q.predicate), str(q.object))
            for graph in old
            for q in store.rdf.quads_for_pattern(None, None, None, graph)
        )
        with self.claims.open(encoding="utf-8", newline="\n") as lines:
            return tuple(str(c) for c in changes.compare(before, changes.triples_of(lines)) if c)


def _as_before(store: EmbeddedStore, name: str, said: Mapping[str, str]) -> dict[str, str]:
    """What was said of the earlier version of a source and goes for this one, if nobody says else.

    Not its dates: they are those of that version.
    """
    earlier = [s for s in commit.sources(store.rdf) if s.name == name]
    unsaid = [k for k in LASTING if said[k] in (UNKNOWN, name)]
    return {k: getattr(earlier[-1], k) for k in unsaid} if earlier else {}


def _description(found: Derived, source: Source) -> Source:
    """What a file says of its own source, if it describes just one."""
    node = found.description[0].subject if found.description else None
    if not isinstance(node, ox.NamedNode):
        return Source(source.name, source.graph, title=source.name)
    said = source_of(node.value, found.description)
    return said if said.title != UNKNOWN else replace(said, title=source.name)


def _mojibake(found: Derived) -> Iterator[str]:
    """What is to be said of names that were decoded wrongly before they came here."""
    if found.mojibake:
        shown = ", ".join(found.examples) + (" ..." if found.mojibake > len(found.examples) else "")
        yield (f"{found.mojibake:,} names look wrongly decoded and were kept as they are: {shown}")
