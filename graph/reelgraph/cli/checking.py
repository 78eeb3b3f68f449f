"""The commands that look a graph over: validate, stats, diff."""

import sys
from collections.abc import Callable

import click

from reelgraph import checking
from reelgraph.checking import diff as differences
from reelgraph.checking import stats as statistics
from reelgraph.checking.validate import FORMATS as REPORTS
from reelgraph.checking.validate import SHACL_LIMIT
from reelgraph.cli.output import check_output, open_for_reading, say, show, store_option
from reelgraph.results import FORMATS

_TABLE_FORMATS = tuple(f for f in FORMATS if f != "ttl")
_BRIEF_FINDINGS = ("severity", "check", "name", "problem", "source")


def _output(endings: tuple[str, ...]) -> Callable[[click.decorators.FC], click.decorators.FC]:
    listed = ", ".join(endings)
    return click.option(
        "-o", "--output", metavar="FILE", help=f"Write a file; its ending is the format: {listed}."
    )


@click.command()
@click.option(
    "--shapes",
    multiple=True,
    metavar="FILE",
    help="SHACL shapes of your own, beside those of the ontology.",
)
@click.option(
    "--shacl/--no-shacl",
    default=None,
    help=f"Run SHACL whatever the size. [default: up to {SHACL_LIMIT:,} triples]",
)
@click.option(
    "--folder", "folders", multiple=True, metavar="DIR", help="Checks of your own, *_violation.rq."
)
@click.option(
    "--format", "format_name", type=click.Choice((*_TABLE_FORMATS, "ttl")), help="Of the findings."
)
@_output(REPORTS)
@store_option()
def validate(
    shapes: tuple[str, ...],
    shacl: bool | None,
    folders: tuple[str, ...],
    format_name: str | None,
    output: str | None,
    store: str | None,
) -> int:
    """Check the graph: every named check, and SHACL where it is small enough.

    Ends with 1 if anything is violated; warnings alone end with 0. SHACL sees the view and, from
    the claims, the credits and all that the view has no place for. A report in .ttl is a standard
    sh:ValidationReport.
    """
    check_output(output, REPORTS, None)
    with open_for_reading(store) as graph:
        graph._check()
        found = checking.validate(graph.store, shapes, shacl=shacl, folders=folders)
    if output:
        found.save(output)
        say(f"written to {output}")
    elif format_name == "ttl":
        click.echo(found.render("ttl").decode(), nl=False)
    elif len(found):
        show(found.results, format_name, None, brief=_BRIEF_FINDINGS)
    for check, remedy in dict.fromkeys((f.check, f.remedy) for f in found.findings):
        say(f"{check}: {remedy}")
    if not found.with_shacl:
        above = f"above {SHACL_LIMIT:,} triples it would take long, at some 10,000 a second"
        why = "it was switched off" if shacl is False else above
        say(f"(only the checks ran, SHACL did not: {why}; --shacl runs it)")
    say(found.summary())
    return 0 if found.conforms else 1


@click.command()
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("csv", "tsv", "json", "md")),
    help="Of the counts.",
)
@_output(statistics.FORMATS)
@store_option()
def stats(format_name: str | None, output: str | None, store: str | None) -> int:
    """Count what is in the graph: types, roles, years, sources, completeness, the best connected.

    A file that ends with .html is one page with plots and their tables, that needs no network;
    .svg holds the plots alone.
    """
    check_output(output, statistics.FORMATS, None)
    with open_for_reading(store) as graph:
        counted = graph.stats()
    if output:
        counted.save(output)
        say(f"written to {output}")
    elif format_name or not sys.stdout.isatty():
        click.echo(counted.render(format_name or "tsv").decode(), nl=False)
    else:
        click.echo(counted.text(), nl=False)
    return 0


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_name", type=click.Choice(_TABLE_FORMATS), help="Of the changes.")
@_output(differences.FORMATS)
def diff(old: str, new: str, format_name: str | None, output: str | None) -> int:
    """What tells two graphs apart: sources, entities, names, facts and credits.

    OLD and NEW are stores, files or addresses of endpoints. As diff does, it ends with 0 where
    they say the same, and with 1 where they do not.
    """
    check_output(output, differences.FORMATS, None)
    with open_for_reading(old) as before, open_for_reading(new) as after:
        found = before.diff(after)
    if output or len(found):
        show(found.results, format_name, output, brief=differences.BRIEF)
    say(found.summary())
    return 1 if len(found) else 0


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (validate, stats, diff):
        group.add_command(command)
