"""The command that takes the film part out of Wikidata's dump."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from reelgraph.cli.output import say
from reelgraph.extracting import ENGINES
from reelgraph.extracting import extract as extracted


@click.command()
@click.argument("dump", metavar="DUMP")
@click.option("-o", "--output", metavar="FILE", required=True, help="Such as films.nt.gz or .nt.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="duckdb runs on this machine, spark on a cluster too; both write the same file.",
)
@click.option(
    "--master",
    metavar="MASTER",
    help="Spark's: local[2], or a cluster's, spark://host:7077. [default: all cores here]",
)
@click.option(
    "--languages",
    metavar="TAGS",
    help="Of names and other names, as in en,fr; or all. Names that are the same in many "
    "languages (mul), original titles and people's own names always come along. [default: en,mul]",
)
def extract(dump: str, output: str, engine: str, master: str | None, languages: str | None) -> int:
    """Take the films out of Wikidata's dump of truthy statements.

    DUMP is latest-truthy.nt.bz2 or .gz of dumps.wikimedia.org, or - for standard input. The output
    holds all films, and the people, companies, genres and others that they name: load it with
    'reelgraph load FILE -s STORE', or let it stand in for Wikidata with 'reelgraph link
    --endpoint FILE'. Temporary files lie beside it.
    """
    try:
        with _bar(dump) as tell:
            report = extracted(
                dump, output, engine=engine, master=master, languages=languages, progress=tell
            )
    except KeyboardInterrupt as ended:
        raise KeyboardInterrupt(
            f"nothing was written to {output}; the same command begins again"
        ) from ended
    for line in report.lines():
        say(line)
    return 0


@contextmanager
def _bar(dump: str) -> Iterator[Callable[[str, float], None] | None]:
    """A bar with the rate and the time that is left, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    size = Path(dump).stat().st_size if Path(dump).is_file() else 1
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TransferSpeedColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        last = ""

        def tell(step: str, done: float) -> None:
            nonlocal last
            if step != last:
                last = step
                bar.reset(task, description=step, total=size if done >= 0 else None)
            if done >= 0:
                bar.update(task, completed=int(done * size))

        yield tell


def register(group: click.Group) -> None:
    """Add this command."""
    group.add_command(extract)
