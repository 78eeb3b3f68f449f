"""From files to facts in a store: one source after the other, each all or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from reelgraph import identity, indexes
from reelgraph.errors import InputError, NotFound, Rejected, StoreError
from reelgraph.loading.prepared import Prepared
from reelgraph.loading.scratch import scratch_folder
from reelgraph.sources import dump, imdb
from reelgraph.sources.finding import find_group, same_file_twice, together
from reelgraph.sources.inputs import Progress
from reelgraph.sources.reading import How
from reelgraph.sources.report import LoadReport
from reelgraph.store import commit
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.layout import check_name

__all__ = ["LARGE", "load", "remove", "with_indexes"]

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
    reread: bool = False,
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
        reread: Read the files of a source that is there already again, to say what was rejected
            in them; `strict` does so too.
        about: What the source is: any of `facts.DESCRIBED`. It goes before what a file says.
        how: What is to be known of the way in which tables and the like are read.
        progress: Told how far it has come.

    Raises:
        InputError: a file cannot be read; nothing was loaded.
        Rejected: `strict`, and a record was rejected; nothing was loaded.
        StoreError: the store cannot be written, or is in use.

    """
    prepared: list[Prepared] = []
    with _ended_by_hand(store, prepared), scratch_folder(store) as scratch:
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
        how = how or How()
        how.check(groups, format_name)
        if restored and any((about or {}).values()):
            raise InputError(
                f"{next(iter(restored)).shown} is a whole graph that was exported, and says itself "
                "what its sources are: leave --title and its like out, or give --source NAME to "
                "load it as one source"
            )
        for number, group in enumerate(groups):
            own = scratch / str(number)
            own.mkdir()
            again = reread or strict
            prepared.append(
                Prepared.of_files(store, group, own, about or {}, how, progress, reread=again)
            )
        _tell_of_namesakes(store, prepared)
        for number, found in enumerate(restored.values()):
            prepared += Prepared.of_dump(store, found, scratch / f"dump-{number}")
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
    except KeyboardInterrupt as ended:
        place = store.folder.path
        raise KeyboardInterrupt(
            f"the facts are loaded, but their indexes are not built: 'reelgraph index -s {place}' "
            "builds them, or whatever needs them first"
        ) from ended
    return [*reports[:-1], replace(reports[-1], indexes=line)]


@contextmanager
def _ended_by_hand(store: EmbeddedStore, prepared: Sequence[Prepared]) -> Iterator[None]:
    """Let a Ctrl-C say in what state it left the store."""
    try:
        yield
    except KeyboardInterrupt as ended:
        there = {source.graph for source in commit.sources(store.rdf)}
        coming = [p.source for p in prepared if not p.report.unchanged]
        loaded = sum(source.graph in there for source in coming)
        if not loaded:
            said = "nothing was loaded, and the store is as it was; the same command begins again"
        elif loaded < len(coming):
            said = (
                f"{loaded:,} of {len(coming):,} sources are loaded, each of them whole; "
                "the same command loads the others"
            )
        else:
            said = "the facts are loaded; the same command does what may be left to do"
        raise KeyboardInterrupt(said) from ended


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


def _tell_of_namesakes(store: EmbeddedStore, prepared: Sequence[Prepared]) -> None:
    """Say where IMDb's files come in once more, as a source of another name."""
    there = commit.sources(store.rdf)
    known = {s.name: files for s in there if (files := imdb.called_so(s.files))}
    for one in prepared:
        files = imdb.called_so(one.source.files)
        if not files or one.source.name in {s.name for s in there}:
            continue
        if known:
            older = next(iter(known))
            missing = [kind for kind in known[older] if kind not in files]
            # Without them it would lose what they said.
            with_them = f" together with {', '.join(missing)}" if missing else ""
            said = (
                f"IMDb's files are here as {', '.join([*known][:3])} too, and the entities of each "
                f"source are its own: load{with_them} with --source {older} to bring that one up "
                "to date, or make one of each pair with 'reelgraph duplicates --merge 0.9'"
            )
            one.report = replace(one.report, warnings=(*one.report.warnings, said))
        known[one.source.name] = files
