"""The commands and what every one of them has in common."""

import gc
import signal
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress

import click

from reelgraph._version import __version__
from reelgraph.errors import ReelgraphError
from reelgraph.results import plain


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="reelgraph")
def commands() -> None:
    """A knowledge graph of film relationships.

    Ask it in SPARQL, find out how two people are connected and who says so, and look at it.
    Without -s, the reading commands use the bundled sample: try
    'reelgraph path "Haley Bennett" "Tim Roth"'.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends the process.

    Exit codes: 0 ok, 1 findings, 2 a mistake in what was typed, 3 the input or the store failed.
    """
    from reelgraph.cli import (
        checking,
        demo,
        extracting,
        identity,
        indexing,
        linking,
        measuring,
        pulling,
        reading,
        reviewing,
        serving,
        writing,
    )

    for module in (
        demo,
        reading,
        writing,
        extracting,
        identity,
        linking,
        reviewing,
        pulling,
        measuring,
        checking,
        indexing,
        serving,
    ):
        module.register(commands)
    gc.freeze()  # what is imported stays to the end, which need not look through it then
    warnings.showwarning = _warn
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code: object
    try:
        code = commands.main(
            args=list(arguments) if arguments is not None else None,
            prog_name="reelgraph",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort as ended:
        said = str(ended.__cause__) if isinstance(ended.__cause__, KeyboardInterrupt) else ""
        code = _failed(f"ended: {said}" if said else "ended", 130)
    except ReelgraphError as error:
        code = _failed(str(error), error.exit_code)
    except UnicodeError as error:
        code = _failed(f"a name that is no UTF-8: {error}", 2)
    except MemoryError:
        code = _failed("out of memory: ask for less, or use a larger machine", 3)
    except OSError as error:
        code = _failed(f"{error.filename or 'the output'}: {error.strerror or error}", 3)
    if code == 3:
        with suppress(OSError):
            sys.stdout.close()  # what could not be written is not tried again at the end
    sys.exit(code if isinstance(code, int) else 0)


def _warn(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"reelgraph: {plain(str(message))}", err=True)


def _failed(message: str, code: int) -> int:
    click.echo(f"reelgraph: {plain(message)}", err=True)
    return code


if __name__ == "__main__":
    main()


__all__ = ["commands", "main"]
