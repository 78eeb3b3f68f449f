"""Where things go: data to stdout or a file, everything else to stderr."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from reelgraph.errors import InputError
from reelgraph.export import written
from reelgraph.graph import FilmGraph, open_graph
from reelgraph.results import Results, Triples

ENV_STORE = "REELGRAPH_STORE"


def say(message: str) -> None:
    """Tell the person something that is no data."""
    click.echo(message, err=True)


def store_option(*, writing: bool = False) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """The option ``-s``; commands that write have no default."""
    text = "The store: a folder" + ("." if writing else ", or an RDF file, read into memory.")
    if not writing:
        text += f" [default: ${ENV_STORE}, then the bundled sample]"
    return click.option("-s", "--store", metavar="STORE", required=writing, help=text)


def open_for_reading(store: str | None) -> FilmGraph:
    """The graph that a reading command is about."""
    where = store or os.environ.get(ENV_STORE)
    if where:
        return open_graph(where)
    from reelgraph.sample import open_sample

    say("(no --store given: this is the bundled sample)")
    return FilmGraph(open_sample())


def show(answer: Results | Triples | bool, format_name: str | None, output: str | None) -> None:
    """Print an answer, or write it to a file whose ending is the format."""
    if isinstance(answer, bool):
        answer = Results(["answer"], [(str(answer).lower(),)])
    if output:
        path = Path(output)
        chosen = format_name or path.suffix.lower().lstrip(".")
        if chosen in ("txt", ""):
            chosen = "table"
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
        click.echo(answer.text(), nl=False)
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
