"""The commands that find Wikidata items, and that list or write the links."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from reelgraph.cli.asked import asked, settled_contact, target
from reelgraph.cli.output import (
    WORDS,
    open_for_reading,
    progress_bar,
    say,
    show,
    store_option,
)
from reelgraph.entities import describe
from reelgraph.entity import kind_named
from reelgraph.errors import InputError, NotFound
from reelgraph.graph import FilmGraph
from reelgraph.linking.linker import Linked
from reelgraph.linking.records import KINDS
from reelgraph.links import exporting
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED, NONE, PENDING, STATUSES, Link
from reelgraph.links.quickstatements import what_is_known
from reelgraph.links.tables import BRIEF, table
from reelgraph.links.triples import FORMATS
from reelgraph.opening import open_to_change
from reelgraph.results import plain
from reelgraph.store import EmbeddedStore
from reelgraph.store.sources import sources

_MOST_REJECTS = 20
_WORDS = {ACCEPTED: "accepted", PENDING: "left to you", NONE: "not found"}


@click.command()
@click.option("-t", "--type", "kind", type=WORDS, metavar="TYPE", help="Film or Person only.")
@click.option("--source", type=WORDS, metavar="NAME", help="Only what this source speaks of.")
@click.option(
    "-o",
    "--output",
    type=WORDS,
    metavar="FILE",
    help="Write the links of the store, as 'links' does.",
)
@click.option("--dry-run", is_flag=True, help="Look, and keep nothing.")
@click.option(
    "--import",
    "table_file",
    type=WORDS,
    metavar="FILE",
    help="Look for nothing; take in links that were decided elsewhere: SSSOM, or a table with the "
    "columns entity, item and status.",
)
@click.option("--by", type=WORDS, metavar="NAME", default="", help="Who decided, with --import.")
@asked
@store_option()
def link(
    kind: str | None,
    source: str | None,
    output: str | None,
    dry_run: bool,
    table_file: str | None,
    by: str,
    endpoint: str | None,
    contact: str | None,
    resume: bool,
    store: str | None,
) -> int:
    """Find the Wikidata items of films and people, by their names and by each other.

    What is sure enough is accepted, what is not waits for 'reelgraph review', and what is not
    found says what was looked for. What a person or a source said is left as it is. Nothing of
    a link is written anywhere but into the store and the file that you name.
    """
    _check_file(output)
    wanted = _kind(kind)
    if table_file is not None:
        return _import(store, table_file, by)
    contact = settled_contact(endpoint, contact)
    keeping = store is not None and not dry_run
    opened = open_to_change(store) if store is not None and keeping else open_for_reading(store)
    with opened as graph, progress_bar() as tell:
        if source is not None and source not in {s.name for s in sources(graph.store)}:
            raise NotFound(f"no source is called {source!r}: 'reelgraph sources' lists them")
        found = graph.wikidata.link(
            target(endpoint, contact, resume, tell),
            type=wanted,
            source=source,
            resume=resume,
            keep=keeping,
            tell=(lambda step: tell(step, -1)) if tell else None,
        )
        if output:
            kept = found.kept is not None
            _write(graph, links_of(graph.store) if kept else found.links, output)
    _tell(found, store, dry_run)
    return 0


@click.command()
@click.option(
    "--status",
    type=click.Choice(STATUSES),
    multiple=True,
    help="Only these; may be repeated. [default on a terminal: accepted, pending and none]",
)
@click.option("-t", "--type", "kind", type=WORDS, metavar="TYPE", help="Of films or people only.")
@click.option(
    "-o",
    "--output",
    type=WORDS,
    metavar="FILE",
    help="Write them: " + ", ".join(f".{e}" for e in exporting.ENDINGS) + ".",
)
@click.option("--same-as", is_flag=True, help="In RDF, say owl:sameAs as well.")
@click.option(
    "--create",
    is_flag=True,
    help="In QuickStatements, also make items for what a reviewer said has none.",
)
@store_option()
def links(
    status: tuple[str, ...],
    kind: str | None,
    output: str | None,
    same_as: bool,
    create: bool,
    store: str | None,
) -> int:
    """List the links to Wikidata, or write them to a file.

    SSSOM holds decisions and what was not found; RDF the accepted links; QuickStatements is a
    file of identifiers that Wikidata lacks, to be read and sent by you; tables hold everything.
    """
    _check_file(output)
    if same_as and not (output and exporting.ending_of(output) in FORMATS):
        raise click.UsageError("--same-as is for RDF: give -o FILE.ttl")
    if create and not (output and exporting.ending_of(output) == exporting.QUICKSTATEMENTS):
        raise click.UsageError("--create is for QuickStatements: give -o FILE.quickstatements")
    wanted = _kind(kind)
    with open_for_reading(store) as graph:
        listed = status or (None if output else (ACCEPTED, PENDING, NONE))
        found = links_of(graph.store, statuses=listed)
        if wanted:
            entities = describe(graph.store, {k.entity for k in found})
            found = [k for k in found if _is(entities[k.entity].kind, wanted)]
        if output:
            _write(graph, found, output, same_as=same_as, create=create)
            return 0
        rows = table(found, describe(graph.store, {k.entity for k in found}))
    if not rows.terms:
        say("no links: 'reelgraph link' looks for them")
    show(rows, None, None, BRIEF)
    return 0


def _is(kind: str, wanted: str) -> bool:
    from reelgraph.entity import is_a

    return is_a(kind, wanted)


def _kind(given: str | None) -> str | None:
    kind = kind_named(given) if given else None
    if kind is not None and kind not in KINDS:
        raise click.BadParameter(
            f"{given}: links are looked for of {' and '.join(KINDS)}", param_hint="'-t'"
        )
    return kind


def _check_file(output: str | None) -> None:
    if output is None:
        return
    try:
        exporting.ending_of(output)
    except InputError as error:
        raise click.BadParameter(str(error), param_hint="'-o'") from error
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        wrong = "is a folder" if path.is_dir() else f"the folder {path.parent} does not exist"
        raise click.BadParameter(f"{output}: {wrong}", param_hint="'-o'")


def _write(
    graph: FilmGraph,
    found: Sequence[Link],
    output: str,
    *,
    same_as: bool = False,
    create: bool = False,
) -> None:
    iris = {k.entity for k in found}
    known = None
    if exporting.ending_of(output) == exporting.QUICKSTATEMENTS:
        known = what_is_known(graph.store, iris)
    told = exporting.write(
        found,
        Path(output),
        describe(graph.store, iris),
        same_as=same_as,
        known=known,
        create=create,
    )
    say(f"written to {output}")
    for line in told:
        say(line)


def _tell(found: Linked, store: str | None, dry_run: bool) -> None:
    click.echo(plain(f"looked for {found.entities:,} films and people in {found.place}"))
    for status, words in _WORDS.items():
        click.echo(f"  {found.count(status):7,} {words}")
    if found.decided:
        click.echo(f"  {found.decided:7,} had an item already: a person or a source says so")
    for line in found.misfits[:_MOST_REJECTS]:
        say(line)
    if len(found.misfits) > _MOST_REJECTS:
        say(f"... and {len(found.misfits) - _MOST_REJECTS:,} more given items that do not fit")
    if found.kept is None:
        why = "as asked" if dry_run else "only a store in a folder keeps links: name it with -s"
        say(f"nothing was kept ({why})")
        return
    changes = Counter(
        {"new": found.kept.new, "changed": found.kept.changed, "gone": found.kept.gone}
    )
    told = ", ".join(f"{n:,} {what}" for what, n in changes.items() if n)
    say(f"kept in {store}: {told or 'nothing new'}")
    if found.kept.left:
        say(f"{found.kept.left:,} say something else than a decision, which stands")
    if sys.stderr.isatty():
        say("next: 'reelgraph review' for the doubtful, 'reelgraph explain NAME' for the reasons")


def _import(store: str | None, file: str, by: str) -> int:
    if store is None:
        raise click.UsageError("this writes: name the store with -s")
    if Path(store).is_file():
        raise InputError(f"{store} is a file: a store that can be written is a folder")
    with open_to_change(store) as graph:
        if not isinstance(graph.store, EmbeddedStore):
            raise InputError(f"{store} is a server: links are kept in a folder")
        found = graph.wikidata.take_in(file, by=by)
    counts = Counter(k.status for k in found.links)
    done = ", ".join(f"{n:,} {status}" for status, n in sorted(counts.items())) or "nothing"
    click.echo(
        f"decided: {done}; {found.blank:,} rows without a decision, {found.known:,} known "
        f"before, {len(found.rejected):,} rejected"
    )
    for reject in found.rejected[:_MOST_REJECTS]:
        say(str(reject))
    if len(found.rejected) > _MOST_REJECTS:
        say(f"... and {len(found.rejected) - _MOST_REJECTS:,} more")
    return 1 if found.rejected else 0


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (link, links):
        group.add_command(command)
