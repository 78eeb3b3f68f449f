"""The commands that bring in what Wikidata says of linked entities, and follow its changes."""

from pathlib import Path

import click

from reelgraph.cli.asked import asked, settled_contact, target
from reelgraph.cli.output import WORDS, progress_bar, say, store_option
from reelgraph.errors import InputError
from reelgraph.graph import FilmGraph
from reelgraph.opening import open_to_change
from reelgraph.pulling import pull as pulling
from reelgraph.pulling import refresh as refreshing
from reelgraph.pulling.gathering import LIMIT
from reelgraph.pulling.properties import chosen
from reelgraph.results import plain


@click.command()
@click.argument("names", nargs=-1, type=WORDS, metavar="[NAME]...")
@click.option(
    "--depth",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="2: the people of linked films and the films of linked people too.",
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    type=WORDS,
    metavar="NAME",
    help="Only this property or role, as in director, releaseDate or genre; several between "
    "commas. May be repeated.",
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=LIMIT,
    show_default=True,
    help="How many items that are not linked depth 2 may fetch; it says first how many there are.",
)
@asked
@store_option(writing=True)
def pull(
    names: tuple[str, ...],
    depth: int,
    properties: tuple[str, ...],
    limit: int,
    endpoint: str | None,
    contact: str | None,
    resume: bool,
    store: str,
) -> int:
    """Bring in what Wikidata says of linked entities: all, or those that are named.

    The facts make a source of their own, called wikidata, and are said of the entity itself, so
    that it stays one node; its own name stays, and Wikidata's becomes another name. What was
    pulled earlier of other entities stays. Ends with 1 when items were merged or are gone.
    """
    words = [w for given in properties for w in given.split(",") if w.strip()] or None
    chosen(words)  # before anything is opened or asked
    contact = settled_contact(endpoint, contact)
    with _open_for_writing(store) as graph, progress_bar() as tell:
        wanted = [graph.find(name).iri for name in names] or None
        made = pulling.pull(
            graph.writable,
            target(endpoint, contact, resume, tell),
            wanted,
            depth=depth,
            properties=words,
            limit=limit,
            progress=tell,
        )
    for line in made.lines():
        click.echo(plain(line))
    if made.report is None:
        say("nothing was fetched, so nothing was changed")
    return 1 if made.merged or made.gone else 0


@click.command()
@click.option("--pull", "pulling_too", is_flag=True, help="Bring in the facts that changed.")
@asked
@store_option(writing=True)
def refresh(
    pulling_too: bool, endpoint: str | None, contact: str | None, resume: bool, store: str
) -> int:
    """Ask what became of linked items: merged, gone, or with other facts than were pulled.

    A link follows its item into the one it was merged with. The links of an item that is gone
    wait for a person; what she decided before is kept. Ends with 1 when links wait for a person.
    """
    contact = settled_contact(endpoint, contact)
    with _open_for_writing(store) as graph, progress_bar() as tell:
        found = refreshing.refresh(
            graph.writable,
            target(endpoint, contact, resume, tell, fresh=True),
            pull=pulling_too,
            progress=tell,
        )
    for line in found.lines():
        click.echo(plain(line))
    return 1 if found.doubtful else 0


def _open_for_writing(store: str) -> FilmGraph:
    if Path(store).is_file():
        raise InputError(f"{store} is a file: a store that can be written is a folder")
    return open_to_change(store)


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (pull, refresh):
        group.add_command(command)
