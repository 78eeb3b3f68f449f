"""The command that makes the indexes beside a store, and checks them."""

import click

from reelgraph import indexes
from reelgraph.cli.output import open_for_reading, progress_bar, say, show, store_option
from reelgraph.errors import StoreError
from reelgraph.results import Results


@click.command()
@click.option("--check", is_flag=True, help="Only say which are fresh; 1 if any is not.")
@store_option()
def index(check: bool, store: str | None) -> int:
    """Make the indexes of names and of the network, unless they are there and fresh.

    They are made by themselves when something needs them; so this only saves the first one who
    asks the time. They can be deleted whenever you like.
    """
    graph = open_for_reading(store)
    graph._check()
    found = indexes.check(graph.store)
    if not found:
        raise StoreError("this graph is in memory, and has no indexes on disk: name a folder by -s")
    if check:
        rows = [(one.name, one.standing, one.bytes, str(one.path)) for one in found]
        show(Results(["index", "state", "bytes", "file"], rows), None, None)
        if any(one.standing != "fresh" for one in found):
            say("(those that are not fresh are not used: 'reelgraph index' makes them anew)")
            return 1
        return 0
    with progress_bar() as tell:
        made = indexes.prepare(graph.store, tell)
    done = [
        (
            one.name,
            "fresh already" if one.fresh else f"built in {one.seconds:.1f} s",
            one.bytes,
            str(one.path),
        )
        for one in made
    ]
    show(Results(["index", "state", "bytes", "file"], done), None, None)
    return 0


def register(group: click.Group) -> None:
    """Add this command."""
    group.add_command(index)
