"""Where things go: data to stdout or a file, everything else to stderr."""

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from reelgraph.errors import InputError
from reelgraph.export import written
from reelgraph.graph import FilmGraph
from reelgraph.opening import is_address, open_graph
from reelgraph.results import Results, Triples, plain
from reelgraph.store import EndpointStore
from reelgraph.store.client import DEADLINE

ENV_STORE = "REELGRAPH_STORE"
TABLES = ("csv", "tsv", "json", "xml", "xlsx", "txt")
"""The endings of files that rows are written to."""


class Words(click.types.StringParamType):
    """A text that is no path: UTF-8, whatever the locale makes of what was typed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, with marks in the place of bytes that are no UTF-8."""
        return os.fsencode(super().convert(value, param, ctx)).decode("utf-8", "replace")


WORDS = Words()


def say(message: str) -> None:
    """Tell the person something that is no data."""
    click.echo(plain(message), err=True)


def store_option(*, writing: bool = False) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """The option ``-s``; commands that write have no default."""
    text = "The store: a folder"
    text += "." if writing else ", an RDF file (read into memory), or the URL of a SPARQL endpoint."
    if not writing:
        text += f" [default: ${ENV_STORE}, then the bundled sample]"
    return click.option("-s", "--store", metavar="STORE", required=writing, help=text)


source_option = click.option(
    "--source",
    "sources",
    type=WORDS,
    metavar="NAMES",
    help="Only what these say, such as imdb,notes ('reelgraph sources' lists them).",
)


def open_for_reading(store: str | None, timeout: float = DEADLINE) -> FilmGraph:
    """The graph that a reading command is about; a server may take `timeout` for one question."""
    where = store or os.environ.get(ENV_STORE)
    if where:
        graph = open_graph(where, timeout=timeout)
        if isinstance(graph.store, EndpointStore) and not is_address(where):
            say(f"({where} is being written by a server: asked through {graph.store.place})")
        return graph
    from reelgraph.sample import open_sample

    say("(no --store given: this is the bundled sample)")
    return FilmGraph(open_sample())


def check_output(output: str | None, endings: Sequence[str], format_name: str | None) -> None:
    """Refuse a file that could not be written, before any work is done for it.

    Raises:
        BadParameter: its ending names no format and none is given, or its folder is missing.

    """
    if output is None:
        return
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        wrong = "is a folder" if path.is_dir() else f"the folder {path.parent} does not exist"
        raise click.BadParameter(f"{output}: {wrong}", param_hint="'-o'")
    if format_name is None and path.suffix.lower().lstrip(".") not in endings:
        listed = ", ".join(f".{e}" for e in endings)
        raise click.BadParameter(
            f"{output}: the ending names the format, and it is one of {listed}", param_hint="'-o'"
        )


def show(
    answer: Results | Triples | bool,
    format_name: str | None,
    output: str | None,
    brief: Sequence[str] = (),
) -> None:
    """Print an answer, or write it to a file whose ending is the format.

    A table on a terminal has only the columns in `brief`, where some are given.
    """
    if isinstance(answer, bool):
        answer = Results(["answer"], [(str(answer).lower(),)])
    if output:
        path = Path(output)
        chosen = format_name or path.suffix.lower().lstrip(".")
        chosen = "table" if chosen == "txt" else chosen
        body = answer.render(chosen)
        if chosen == "csv":
            body = b"\xef\xbb\xbf" + body
        with written(path) as temporary:
            temporary.write_bytes(body)
        say(f"{len(answer):,} rows written to {path}")
        return
    terminal = sys.stdout.isatty()
    chosen = format_name or ("table" if terminal or isinstance(answer, Triples) else "tsv")
    if chosen == "xlsx":
        raise InputError("an .xlsx file is not for the terminal: give -o FILE.xlsx")
    if chosen == "table" and isinstance(answer, Results):
        click.echo((answer.only(*brief) if brief else answer).text(), nl=False)
        return
    write_bytes(answer.render(chosen))


def write_bytes(body: bytes) -> None:
    """Bytes to stdout, as UTF-8 whatever the locale says."""
    sys.stdout.flush()
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None] | None]:
    """A progress bar on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        last = ""

        def tell(step: str, done: float) -> None:
            nonlocal last
            if step != last:
                last = step
                bar.reset(task, description=step, total=1.0 if done >= 0 else None)
            if done >= 0:
                bar.update(task, completed=done)

        yield tell


def typed() -> str:
    """The command that is running, for the foot of a page; without where the files lie."""
    words = [os.fsencode(word).decode("utf-8", "replace") for word in sys.argv[1:]]
    for flag in ("-s", "--store", "-o", "--output"):
        while flag in words:
            at = words.index(flag)
            words = words[:at] + words[at + 2 :]
    joined = re.compile(r"--(store|output)=|-[so].")
    return " ".join(["reelgraph", *(shlex.quote(w) for w in words if not joined.match(w))])
