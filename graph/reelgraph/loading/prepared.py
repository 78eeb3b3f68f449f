"""A source between its files and the store: its claims, their view, and what is said of it."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from reelgraph import identity
from reelgraph.facts import DESCRIBED, LASTING, UNKNOWN, Source, source_of
from reelgraph.loading.versions import changes_of
from reelgraph.sources import dump, rdf
from reelgraph.sources.finding import Group
from reelgraph.sources.inputs import Progress, Step
from reelgraph.sources.reading import How, read
from reelgraph.sources.report import LoadReport
from reelgraph.store import commit, deriving
from reelgraph.store.deriving import Derived
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.layout import check_name, version_iri


class Prepared:
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
        *,
        reread: bool = False,
    ) -> "Prepared":
        """Read the files of one source.

        What the store has already is read only where `reread` asks what was rejected in it.
        """
        started = time.monotonic()
        name, sha256 = group.name, how.version(group.inputs)
        graph = version_iri(name, sha256, rdf.IMPORTER, store.base)
        there = [s for s in commit.sources(store.rdf) if s.graph == graph]
        if there:
            given = {k: v for k, v in about.items() if k in DESCRIBED and v}
            source = replace(there[0], **given)  # type: ignore[arg-type]  # texts, all of them
            report = LoadReport(name, unchanged=True, described=source != there[0])
            if reread:
                again = read(group, name, sha256, scratch, store.base, how, progress)
                report = _with_account(report, again)
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
        made.report = _with_account(made.report, claims)
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
    ) -> "Prepared":
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
    def of_dump(cls, store: EmbeddedStore, found: dump.Dump, scratch: Path) -> list["Prepared"]:
        """The sources of an exported store, those that this one has already among them."""
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
        return replace(
            self.report,
            dry=True,
            replaced=there,
            changes=changes_of(store, self.source.name, self.claims, self.scratch).said,
        )

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
        changed = changes_of(store, self.source.name, self.claims, self.scratch, progress)
        change = commit.put(
            store,
            self.source,
            self.claims,
            derived,
            self.journal,
            lambda rdf: identity.settle(rdf, store.base),
            tell,
            changed.compared,
        )
        return replace(
            self.report,
            changes=changed.said,
            replaced=change.replaced,
            added=change.added,
            removed=change.removed,
            seconds=self.reading + time.monotonic() - began,
        )


def _with_account(report: LoadReport, claims: rdf.Claims) -> LoadReport:
    """A report with what the reading of the files showed."""
    return replace(
        report,
        rejected=tuple(claims.rejected),
        left_out=tuple(claims.left_out),
        warnings=(*claims.warnings, *report.warnings),
        understood=tuple(claims.understood),
    )


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
