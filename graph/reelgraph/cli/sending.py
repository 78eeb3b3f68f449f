"""What load and remove do where the store is a server."""

from collections.abc import Callable
from typing import Any

import click

from reelgraph.cli.output import progress_bar
from reelgraph.errors import ParameterError
from reelgraph.sending import load, remove, target
from reelgraph.sending.target import Target
from reelgraph.sources import reading
from reelgraph.sources.report import LoadReport
from reelgraph.store import EndpointStore


def sending_options(command: click.decorators.FC) -> click.decorators.FC:
    """The options that say where and how a server takes facts."""
    options: list[Callable[[Any], Any]] = [
        click.option(
            "--graph-store",
            default="",
            metavar="URL",
            help="Where -s is a server: the address of its Graph Store, if it is not told from -s.",
        ),
        click.option(
            "--update",
            default="",
            metavar="URL",
            help="Where -s is a server: the address of its SPARQL updates, likewise.",
        ),
        click.option(
            "--allow-http",
            is_flag=True,
            help="Send the password to a server that is not encrypted.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def send_files(
    address: str, files: tuple[str, ...], to: tuple[str, str, bool], how: dict[str, Any]
) -> list[LoadReport]:
    """Load files into a server.

    Args:
        address: Of its SPARQL endpoint.
        files: What to load.
        to: The options of `sending_options`.
        how: Those of the load: `source`, `format`, `strict`, `dry_run`, `reread`, `about`,
            `base_iri`, and those of `reading.how`.

    """
    far = EndpointStore(address)
    options = {
        "name": how.pop("source"),
        "format_name": how.pop("format"),
        "strict": how.pop("strict"),
        "dry_run": how.pop("dry_run"),
        "reread": how.pop("reread"),
        "about": how.pop("about"),
        "base": how.pop("base_iri"),
    }
    with progress_bar() as tell:
        return load(far, files, _target(far, to), progress=tell, how=reading.how(**how), **options)


def remove_source(address: str, source: str, to: tuple[str, str, bool]) -> LoadReport:
    """Take a source out of a server."""
    far = EndpointStore(address)
    with progress_bar() as tell:
        return remove(far, source, _target(far, to), progress=tell)


def refuse_server_options(store: str, to: tuple[str, str, bool]) -> None:
    """Refuse the options of `sending_options` where the store is a folder.

    Raises:
        ParameterError: one of them was given.

    """
    for option, given in zip(("--graph-store", "--update", "--allow-http"), to, strict=True):
        if given:
            raise ParameterError(
                f"{option} is for a store on a server, and -s {store} is a folder: leave it out, "
                "or give -s the address of the server (http://HOST:7878/query)"
            )


def _target(far: EndpointStore, to: tuple[str, str, bool]) -> Target:
    graph_store, update, allow_http = to
    return target(far.client.endpoint, graph_store, update, allow_http=allow_http)
