"""The commands that write: load and remove."""

import shutil
from pathlib import Path

import click

from reelgraph.cli.output import progress_bar, say, store_option
from reelgraph.errors import InputError
from reelgraph.opening import open_graph
from reelgraph.sources.inputs import FORMATS
from reelgraph.sources.report import LoadReport
from reelgraph.store.layout import Folder
from reelgraph.vocabulary import BASE

SEVERAL = 5
"""From how many sources on a load is reported in sum."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--source",
    metavar="NAME",
    help="Load all files as one source of this name. [default: each file's own]",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="Of the files, where the ending does not tell.",
)
@click.option("--strict", is_flag=True, help="One rejected record fails the load.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded, and load nothing.")
@click.option(
    "--base-iri", default=BASE, show_default=True, help="Of the IRIs that a new store mints."
)
@click.option("--title", help="What the source is called.")
@click.option("--publisher", help="Who published it.")
@click.option("--author", help="Who wrote it.")
@click.option("--published", metavar="DATE", help="When.")
@click.option("--retrieved", metavar="DATE", help="When it was fetched.")
@click.option("--url", help="Where it stands.")
@click.option("--licence", help="Under which licence.")
@store_option(writing=True)
def load(
    files: tuple[str, ...],
    source: str | None,
    format_name: str | None,
    strict: bool,
    dry_run: bool,
    base_iri: str,
    store: str,
    **about: str | None,
) -> int:
    """Load RDF files (Turtle, TriG, N-Triples, N-Quads, RDF/XML, JSON-LD; .gz; - for stdin).

    Facts in the film ontology and in the vocabularies of Wikidata, schema.org and DBpedia are
    understood. Loading a source again replaces its facts. Nothing is loaded unless every file
    can be read.
    """
    folder = Folder(Path(store))
    _refuse_file(folder.path)
    fresh = not folder.exists()
    if source is None and len(files) > 1 and any(about.values()):
        raise InputError(
            "--title and its like describe one source: give --source NAME, or load the files "
            "one at a time"
        )
    before = folder.path.exists()
    try:
        with open_graph(store, create=True, base_iri=base_iri) as graph, progress_bar() as tell:
            described = {k: v for k, v in about.items() if v}
            reports = graph.load(
                *files,
                source=source,
                format=format_name,
                strict=strict,
                dry_run=dry_run,
                about=described,
                progress=tell,
            )
    except BaseException:
        _take_back(folder, fresh, before)
        raise
    if dry_run:
        _take_back(folder, fresh, before)
        say("(a dry run: nothing was loaded)")
    if len(reports) > SEVERAL:
        for line in LoadReport.together(reports):
            click.echo(line)
        return 0
    for report in reports:
        for line in report.lines():
            click.echo(line)
    return 0


@click.command()
@click.argument("source")
@store_option(writing=True)
def remove(source: str, store: str) -> int:
    """Take all facts of a source out of the store."""
    _refuse_file(Path(store))
    with open_graph(store) as graph:
        report = graph.remove(source)
    click.echo(
        f"{source}: removed {report.films:,} films, {report.people:,} people, "
        f"{report.credits:,} credits; facts in the view: {report.removed:,} removed"
    )
    return 0


def _refuse_file(path: Path) -> None:
    if path.is_file():
        raise InputError(f"{path} is a file: a store that can be written is a folder")


def _take_back(folder: Folder, fresh: bool, before: bool) -> None:
    """Leave nothing of a new store behind into which nothing was loaded."""
    if not fresh or not folder.path.is_dir():
        return
    for path in (folder.rdf, folder.staging):
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder.settings, folder.lock, folder.names):
        path.unlink(missing_ok=True)
    if not before and not any(folder.path.iterdir()):
        folder.path.rmdir()


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (load, remove):
        group.add_command(command)
