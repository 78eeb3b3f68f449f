"""The options of the commands that ask Wikidata, or what stands in for it."""

import sys
from collections.abc import Callable
from typing import Any

import click

from reelgraph.cli.output import WORDS
from reelgraph.errors import EndpointError, InputError
from reelgraph.opening import is_address
from reelgraph.sources.inputs import Progress
from reelgraph.store.address import Endpoint
from reelgraph.targets import contact as contacts
from reelgraph.targets.target import WIKIDATA, Target, open_target

Command = Callable[..., Any]


def asked(command: Command) -> Command:
    """The options ``--endpoint``, ``--contact`` and ``--resume``."""
    endpoint = click.option(
        "--endpoint",
        type=WORDS,
        metavar="URL|FILE",
        help="Where is asked: a SPARQL server, or a file or folder of Wikidata's RDF that stands "
        f"in for it. [default: {WIKIDATA}]",
    )
    contact = click.option(
        "--contact",
        type=WORDS,
        metavar="MAIL|URL",
        help="Where the keepers of a server can write to you; it goes into the name that they "
        "see. Asked for once, and remembered.",
    )
    resume = click.option(
        "--resume",
        is_flag=True,
        help="Go on with a run that was interrupted: what a server answered then is not asked "
        "again.",
    )
    return endpoint(contact(resume(command)))


def target(
    endpoint: str | None,
    contact: str | None,
    resume: bool,
    progress: Progress | None,
    *,
    fresh: bool = False,
) -> Target:
    """Where is asked; `contact` is what `settled_contact` gave."""
    return open_target(endpoint, contact=contact, resume=resume, fresh=fresh, progress=progress)


def settled_contact(endpoint: str | None, contact: str | None) -> str | None:
    """The contact for a server: given, remembered, or asked for once, on a terminal.

    To be called before anything else is drawn there.
    """
    where = WIKIDATA if endpoint is None else endpoint
    if contact is not None:
        return contacts.remember(contact)
    if is_address(where) and not Endpoint.of(where).is_here:
        return contacts.known() or _ask_for_contact(where)
    return None


def _ask_for_contact(where: str) -> str | None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None  # the target says what to do
    click.echo(
        f"{Endpoint.of(where)} asks every program to name somebody whom its keepers can write to.\n"
        "Your e-mail address, or the address of a page, is sent there with each question, and is "
        f"kept in {contacts.settings()}.",
        err=True,
    )
    while True:
        given = click.prompt("Contact (empty: stop here)", default="", show_default=False, err=True)
        if not given.strip():
            raise EndpointError("nothing was asked: without a contact this server is not spoken to")
        try:
            return contacts.remember(given)
        except InputError as error:
            click.echo(str(error), err=True)
