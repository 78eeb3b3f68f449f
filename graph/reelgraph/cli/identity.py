"""The commands about which entities are one: merge, split, distinct, duplicates, decisions."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from reelgraph import identity
from reelgraph.cli.output import (
    TABLES,
    WORDS,
    check_output,
    open_for_reading,
    say,
    show,
    store_option,
)
from reelgraph.entity import kind_named
from reelgraph.errors import InputError
from reelgraph.graph import FilmGraph
from reelgraph.opening import open_to_change
from reelgraph.results import Results, plain

BRIEF = ("score", "type", "a", "b", "reasons")
"""What a terminal has room for; pipes and files get all columns."""
BRIEF_DECISIONS = ("id", "decision", "what", "by", "why")
_MOST_REJECTS = 20

Command = Callable[..., Any]


def _said(command: Command) -> Command:
    by = click.option("--by", type=WORDS, metavar="NAME", default="", help="Who decides.")
    why = click.option("--why", type=WORDS, metavar="TEXT", default="", help="For what reason.")
    return by(why(command))


def _output(command: Command) -> Command:
    text = f"Write a file; its ending is the format: {', '.join(TABLES)}."
    return click.option("-o", "--output", metavar="FILE", help=text)(command)


@click.command()
@click.argument("things", nargs=-1, required=True, type=WORDS, metavar="A B [C...]")
@click.option("--keep", type=WORDS, metavar="A", help="Which one stands for all. [default: first]")
@_said
@store_option(writing=True)
def merge(things: tuple[str, ...], keep: str | None, by: str, why: str, store: str) -> int:
    """Decide that some entities are one.

    All that any source says of them is said of the first from now on, in what is loaded later
    too. Names, "Hardcore (2015)", QIDs, IMDb ids and IRIs are accepted.
    """
    with _open_for_writing(store) as graph:
        found = [graph.find(thing).entity for thing in things]
        if keep is not None:
            kept = graph.find(keep).entity
            found = [kept, *(e for e in found if e.iri != kept.iri)]
        _tell(graph.merge(*found, by=by, why=why))
    return 0


@click.command()
@click.argument("thing", type=WORDS, metavar="A")
@click.option(
    "--films",
    type=WORDS,
    metavar="FILMS",
    help="Those whose credits belong to another of the same name; several between commas.",
)
@_said
@store_option(writing=True)
def split(thing: str, films: str | None, by: str, why: str, store: str) -> int:
    """Take an entity apart: undo the merges into it, or move the credits of some films.

    Without --films the parts are recorded as different, and not proposed as duplicates again.
    With --films a new entity of the same name gets the credits of these films.
    """
    with _open_for_writing(store) as graph:
        _tell(graph.split(thing, _films(graph, films or ""), by=by, why=why))
    return 0


@click.command()
@click.argument("things", nargs=-1, required=True, type=WORDS, metavar="A B [C...]")
@_said
@store_option(writing=True)
def distinct(things: tuple[str, ...], by: str, why: str, store: str) -> int:
    """Decide that each of some entities is another, however alike they look.

    They are not proposed as duplicates again, and cannot be merged until that is undone.
    """
    with _open_for_writing(store) as graph:
        _tell(graph.distinct(*things, by=by, why=why))
    return 0


@click.command()
@click.option(
    "-t", "--type", "kind", type=WORDS, metavar="TYPE", help="Film, Person, Company or Genre."
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=identity.LEAST,
    show_default=True,
    help="The lowest score that is shown.",
)
@click.option("--source", type=WORDS, metavar="NAME", help="Only what this source speaks of.")
@click.option("-n", "--limit", type=click.IntRange(1), metavar="N", help="Show so many at most.")
@click.option(
    "--merge",
    "merging",
    type=click.FloatRange(0, 1),
    metavar="SCORE",
    help="Merge all of this score or above, until nothing new is found; a store in a folder only.",
)
@click.option("--by", type=WORDS, metavar="NAME", default="", help="Who decides, with --merge.")
@_output
@store_option()
def duplicates(
    kind: str | None,
    least: float,
    source: str | None,
    limit: int | None,
    merging: float | None,
    by: str,
    output: str | None,
    store: str | None,
) -> int:
    """Propose which entities are one, with reasons and a score from 0 to 1; the likeliest first.

    A file has an empty column "decision": write same or different into it, and give it to
    'reelgraph decisions --import'.
    """
    check_output(output, TABLES, None)
    wanted = kind_named(kind) if kind else None
    if merging is not None:
        if store is None:
            raise click.UsageError("--merge writes: name the store with -s")
        return _merge_alike(store, merging, wanted, source, by, output)
    with open_for_reading(store) as graph:
        found = identity.propose(graph.store, wanted, least, source)
    for note in found.notes:
        say(note)
    table = found.table()
    if limit is not None and len(table) > limit:
        say(f"{limit:,} of {len(table):,} proposals shown")
        table = Results(table.columns, table.terms[:limit])
    if not table.terms:
        say(f"nothing is proposed with a score of {least} or above")
    show(table, None, output, BRIEF)
    return 0


@click.command()
@click.option(
    "--import",
    "table",
    type=WORDS,
    metavar="FILE",
    help="Make the decisions of a table: proposals with same or different filled in, or a list.",
)
@click.option("--undo", type=WORDS, metavar="ID", help="Take one back by its id, or all.")
@click.option("--by", type=WORDS, metavar="NAME", default="", help="Who decides, with --import.")
@_output
@store_option()
def decisions(
    table: str | None, undo: str | None, by: str, output: str | None, store: str | None
) -> int:
    """List what was decided, make the decisions of a table, or take decisions back.

    Ends with 1 when rows of the table were rejected; the others are done.
    """
    check_output(output, TABLES, None)
    if table is not None and undo is not None:
        raise click.UsageError("give --import or --undo, not both")
    if (table or undo) and store is None:
        raise click.UsageError("this writes: name the store with -s")
    if table is not None:
        return _import(str(store), table, by)
    if undo is not None:
        with _open_for_writing(str(store)) as graph:
            gone = identity.undo(graph.writable, undo)
        for decision in gone[:_MOST_REJECTS]:
            click.echo(plain(f"taken back: {decision.kind} {decision.id}: {decision.what}"))
        if len(gone) > _MOST_REJECTS:
            click.echo(f"... and {len(gone) - _MOST_REJECTS:,} more")
        return 0
    with open_for_reading(store) as graph:
        show(graph.decisions(), None, output, BRIEF_DECISIONS)
    return 0


def _import(store: str, table: str, by: str) -> int:
    with _open_for_writing(store) as graph:
        found = identity.import_decisions(graph.writable, table, by=by)
    counts = Counter(d.kind for d in found.made)
    done = ", ".join(f"{n:,} {kind}" for kind, n in sorted(counts.items())) or "nothing"
    click.echo(
        f"decided: {done}; {found.blank:,} rows without a decision, "
        f"{found.known:,} decided before, {len(found.rejected):,} rejected"
    )
    for reject in found.rejected[:_MOST_REJECTS]:
        say(str(reject))
    if len(found.rejected) > _MOST_REJECTS:
        say(f"... and {len(found.rejected) - _MOST_REJECTS:,} more")
    return 1 if found.rejected else 0


def _merge_alike(
    store: str, score: float, kind: str | None, source: str | None, by: str, output: str | None
) -> int:
    with _open_for_writing(store) as graph:
        made = identity.merge_alike(graph.writable, score, kind, source, by=by)
        listed = identity.listed(graph.store, {d.iri for d in made})
    click.echo(
        f"{len(made):,} entities were merged into others; each merge can be taken back: "
        "'reelgraph decisions' lists them"
    )
    if output:
        show(listed, None, output)
    return 0


def _films(graph: FilmGraph, text: str) -> list[str]:
    """The films between commas; a title may have commas of its own."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 1 and graph.index.exact(text):
        return [text]
    return parts


def _tell(made: Results) -> None:
    for row in made.rows:
        click.echo(plain(f"{row['decision']} {row['id']}: {row['what']}"))


def _open_for_writing(store: str) -> FilmGraph:
    if Path(store).is_file():
        raise InputError(f"{store} is a file: a store that can be written is a folder")
    return open_to_change(store)


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (merge, split, distinct, duplicates, decisions):
        group.add_command(command)
