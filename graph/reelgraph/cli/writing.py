"""The commands that fill a store: load, remove and template."""

import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import click

from reelgraph.cli.output import TABLES, WORDS, check_output, say, show, store_option
from reelgraph.cli.sending import (
    refuse_server_options,
    remove_source,
    send_files,
    sending_options,
)
from reelgraph.cli.telling import telling
from reelgraph.errors import InputError, StoreError
from reelgraph.export import written
from reelgraph.opening import is_address, open_graph, open_to_change
from reelgraph.results import Results
from reelgraph.sources import tables
from reelgraph.sources.finding import FORMATS
from reelgraph.sources.report import LoadReport, Reject
from reelgraph.store import commit
from reelgraph.store.embedded import EmbeddedStore
from reelgraph.store.layout import Folder
from reelgraph.vocabulary import BASE

SEVERAL = 5
"""From how many sources on a load is reported in sum."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--source",
    metavar="NAME",
    help="Load all files as one source of this name. [default: one for each file or folder, of "
    "its name]",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="Of the files, where the ending does not tell.",
)
@click.option(
    "--map",
    "mapping",
    multiple=True,
    type=WORDS,
    metavar="MEANING=COLUMN",
    help="What a column of a table means, as in title=Titel or director=Regie; -=COLUMN leaves "
    "it out. May be repeated.",
)
@click.option(
    "--shape",
    type=click.Choice(["films", "credits", "people"]),
    help="What a row of a table is, where the guess is wrong.",
)
@click.option("--types", metavar="TYPES", help="IMDb's files: only these, such as movie,short.")
@click.option(
    "--min-votes", type=click.IntRange(0), default=0, help="IMDb's files: leave out less."
)
@click.option("--years", metavar="YEARS", help="IMDb's files: only of these, as in 1950-1990.")
@click.option(
    "--rules", multiple=True, metavar="DIR", help="A folder of import_*.rq files of your own."
)
@click.option("--strict", is_flag=True, help="One rejected record fails the load.")
@click.option("--dry-run", is_flag=True, help="Say what would be loaded, and load nothing.")
@click.option(
    "--rejects",
    metavar="FILE",
    help=f"Write all that was rejected, with its place and the reason: {', '.join(TABLES)}.",
)
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
@sending_options
@store_option(writing=True)
def load(
    files: tuple[str, ...],
    source: str | None,
    format_name: str | None,
    mapping: tuple[str, ...],
    shape: str | None,
    types: str | None,
    min_votes: int,
    years: str | None,
    rules: tuple[str, ...],
    strict: bool,
    dry_run: bool,
    rejects: str | None,
    base_iri: str,
    graph_store: str,
    update: str,
    allow_http: bool,
    store: str,
    **about: str | None,
) -> int:
    """Load files and folders: tables and RDF (.gz too; - for standard input).

    Tables are CSV, TSV, .xlsx, JSON and JSON Lines, one film, one credit or one person a row
    ('reelgraph template films.csv' makes one), and the folder of IMDb's files. RDF is Turtle,
    TriG, N-Triples, N-Quads, RDF/XML and JSON-LD, in the film ontology or the vocabularies of
    Wikidata, schema.org and DBpedia. Each file, and each folder with all that is in it, is one
    source, called after it; loading a source again replaces its facts. The entities of tables and
    of IMDb's files are called after the source: the same files from a folder of another name are
    other entities, unless --source says that they are the same source. Nothing is loaded unless
    every file that you name can be read; what cannot be read in a folder is rejected and named.
    Look first with --dry-run: it says how each table is understood.

    The store may be a server with a Graph Store (-s http://HOST:7878/query): everything is read
    and checked here, and sent in batches; the same command goes on after an interruption. The
    name and the password come from REELGRAPH_USER and REELGRAPH_PASSWORD.
    """
    columns: dict[str, str] = {}
    for meaning, column in map(_pair, mapping):  # several columns can mean the same
        columns[meaning] = f"{columns[meaning]}\n{column}" if meaning in columns else column
    check_output(rejects, TABLES, None)
    if source is None and len(files) > 1 and any(about.values()):
        raise InputError(
            "--title and its like describe one source: give --source NAME, or load the files "
            "one at a time"
        )
    how: dict[str, Any] = {
        "source": source,
        "format": format_name,
        "strict": strict,
        "dry_run": dry_run,
        "reread": bool(rejects),
        "about": {k: v for k, v in about.items() if v},
        "mapping": columns,
        "shape": shape,
        "types": types,
        "min_votes": min_votes,
        "years": years,
        "rules": rules,
        "base_iri": base_iri,
    }
    if is_address(store):
        reports = send_files(store, files, (graph_store, update, allow_http), how)
    else:
        refuse_server_options(store, (graph_store, update, allow_http))
        reports = _into_folder(Path(store), files, how)
    if dry_run:
        say("a dry run: nothing was loaded; this is what would be")
    if rejects:
        rows = [(r.source, *_cells(reject)) for r in reports for reject in r.rejected]
        show(Results(["source", "file", "unit", "number", "record", "reason"], rows), None, rejects)
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
@sending_options
@store_option(writing=True)
def remove(source: str, graph_store: str, update: str, allow_http: bool, store: str) -> int:
    """Take all facts of a source out of the store."""
    if is_address(store):
        report = remove_source(store, source, (graph_store, update, allow_http))
    else:
        refuse_server_options(store, (graph_store, update, allow_http))
        _refuse_file(Path(store))
        with open_to_change(store) as graph:
            report = graph.remove(source)
    click.echo(
        f"{source}: removed {report.films:,} films, {report.people:,} people, "
        f"{report.credits:,} credits; facts in the view: {report.removed:,} removed"
    )
    return 0


@click.command()
@click.argument("file", required=False, metavar="FILE")
@click.option("--list", "listed", is_flag=True, help="List what a column can mean.")
def template(file: str | None, listed: bool) -> int:
    """Write a table to fill in: films.csv, credits.xlsx, people.tsv ...

    What a row is stands in the name of the file; its ending is the format (.csv, .tsv, .xlsx,
    .json or .jsonl). With --list it says how tables are read, and by which names columns are known.
    """
    if listed:
        show(Results(["map", "says", "columns"], tables.known_columns()), None, None)
        say(tables.RULES)
        return 0
    if not file:
        raise click.UsageError("Give the name of a file, such as films.csv, or --list.")
    path = Path(file)
    if path.exists():
        raise InputError(f"{file} is there already: give another name, or take it away first")
    body = tables.template(file)
    with written(path) as temporary:
        temporary.write_bytes(body)
    say(f"written to {file}: fill it in, then 'reelgraph load {file} -s STORE'")
    return 0


def _into_folder(path: Path, files: tuple[str, ...], how: dict[str, Any]) -> list[LoadReport]:
    """Load files into a folder; of a new one into which nothing came nothing stays."""
    folder = Folder(path)
    _refuse_file(path)
    fresh, before = not folder.exists(), path.exists()
    base, sources = how.pop("base_iri"), 1 if how["source"] else len(files)
    try:
        with open_graph(path, create=True, base_iri=base) as graph, telling(files, sources) as tell:
            reports = graph.load(*files, progress=tell, **how)
    except BaseException:
        if fresh and not _holds_sources(path):
            _take_back(folder, fresh, before)
        raise
    if how["dry_run"]:
        _take_back(folder, fresh, before)
    return reports


def _cells(reject: Reject) -> tuple[str, str, int | None, str, str]:
    return reject.file, reject.unit, reject.line, reject.record, reject.reason


def _pair(text: str) -> tuple[str, str]:
    """A meaning and a column, as --map has them."""
    meaning, equals, column = text.partition("=")
    if not equals or not meaning.strip() or not column.strip():
        raise click.BadParameter(
            f"{text!r}: write MEANING=COLUMN, as in title=Titel", param_hint="'--map'"
        )
    return meaning.strip(), column.strip()


def _refuse_file(path: Path) -> None:
    if path.is_file():
        raise InputError(f"{path} is a file: a store that can be written is a folder")


def _holds_sources(path: Path) -> bool:
    """Whether some of several sources came in before the load ended."""
    with suppress(StoreError), closing(EmbeddedStore(path)) as store:
        return bool(commit.sources(store.rdf))
    return False


def _take_back(folder: Folder, fresh: bool, before: bool) -> None:
    """Leave nothing of a new store behind into which nothing was loaded."""
    if not fresh or not folder.path.is_dir():
        return
    for path in (folder.rdf, folder.staging):
        shutil.rmtree(path, ignore_errors=True)
    for path in (folder.settings, folder.lock, folder.names, folder.state):
        path.unlink(missing_ok=True)
    if not before and not any(folder.path.iterdir()):
        folder.path.rmdir()


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (load, remove, template):
        group.add_command(command)
