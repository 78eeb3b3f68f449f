"""The command that serves a graph: `serve`."""

import os
import signal
import webbrowser

import click

from reelgraph.cli.demo import has_display
from reelgraph.cli.output import ENV_STORE, say, store_option

SECONDS = 10.0
"""What a visitor's query may take, unless --timeout says otherwise."""


@click.command()
@store_option()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="The port; 0 for any that is free. [default: 7878, or the next one that is free]",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Another name under which the server may be asked for. May be repeated.",
)
@click.option(
    "--bind",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address of this machine to listen at; any other lets other machines in.",
)
@click.option("--no-open", is_flag=True, help="Do not open the page in a browser.")
@click.option("--write", is_flag=True, help="Let those who have the token change the store.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What a visitor's query may take.",
)
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin (or * for all) read the endpoint. May be repeated.",
)
@click.option(
    "--allow-service",
    "services",
    multiple=True,
    metavar="URL",
    help="Let queries ask this server by SERVICE; LOAD stays refused. May be repeated.",
)
def serve(
    store: str | None,
    port: int | None,
    hosts: tuple[str, ...],
    bind: str,
    no_open: bool,
    write: bool,
    timeout: float,
    cors: tuple[str, ...],
    services: tuple[str, ...],
) -> None:
    """Open the explorer in a browser, and answer SPARQL at the same address, until Ctrl-C."""
    where = store or os.environ.get(ENV_STORE)
    if not where:
        say("(no --store given: this is the bundled sample)")
    run(
        where,
        port=port,
        hosts=hosts,
        bind=bind,
        write=write,
        seconds=timeout,
        cors=cors,
        services=services,
        page="" if not no_open and has_display() else None,
    )


def run(where: str | None, *, page: str | None, **how: object) -> None:
    """Serve a store until a signal ends it; say where, and open a page of it in the browser.

    Args:
        where: The store; the sample if None.
        page: The page to open, below the address; None for none.
        how: As `reelgraph.web.serve`.

    """
    from reelgraph.web.serving import serve as serve_until_ended

    def ready(address: str, token: str) -> None:
        click.echo(address)
        if token:
            say(f"writing needs this token: {token}")
        say(f"SPARQL: {address}sparql   End with Ctrl-C.")
        if page is not None:
            webbrowser.open(address + page + (f"#token={token}" if token else ""))

    if hasattr(signal, "SIGPIPE"):  # a browser that goes away in the middle must not end the server
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if how.get("bind", "127.0.0.1") not in ("127.0.0.1", "::1", "localhost"):
        say(
            f"reelgraph: {how['bind']} lets other machines in, and nothing is encrypted: "
            "put a web server with TLS before it, and name it with --host"
        )
    serve_until_ended(where, ready=ready, tell=say, **how)  # type: ignore[arg-type]


def register(group: click.Group) -> None:
    """Add this command."""
    group.add_command(serve)
