"""The command that measures: who stands in the middle, and who belongs together."""

from pathlib import Path

import click

from reelgraph.cli.output import (
    TABLES,
    WORDS,
    check_output,
    open_for_reading,
    say,
    show,
    source_option,
    store_option,
    typed,
)
from reelgraph.export import written
from reelgraph.network.filters import WEAKER
from reelgraph.network.measuring import MEASURES, OF, USUAL
from reelgraph.network.projections import WEIGHTS
from reelgraph.picturing import write
from reelgraph.results import FORMATS, Results, workbook

NETWORKS = ("graphml", "gexf", "graph.json", "edges.csv", "edges.tsv")
"""The endings of files that hold the network which was measured, the figures at its nodes."""


@click.command()
@click.argument("names", nargs=-1, type=WORDS, metavar="[NAME]...")
@click.option(
    "--measure",
    "which",
    type=WORDS,
    default=",".join(USUAL),
    show_default=True,
    metavar="MEASURES",
    help=f"Ranked by the first of them. There are {', '.join(MEASURES)}.",
)
@click.option(
    "--of",
    type=click.Choice(list(OF)),
    default="people",
    show_default=True,
    help="People linked by the works they share, films by the people, or both in one network.",
)
@click.option("--communities", is_flag=True, help="One row for each community.")
@click.option(
    "--role", "roles", type=WORDS, metavar="ROLES", help="Only these, such as director,producer."
)
@click.option("--years", type=WORDS, metavar="YEARS", help="Only works of these, as in 1995-2016.")
@click.option(
    "--include", type=WORDS, metavar="STATUS", help=f"Weaker claims too: {', '.join(WEAKER)}."
)
@source_option
@click.option(
    "--depth",
    type=click.IntRange(1, 10),
    default=2,
    show_default=True,
    help="With names: how many edges away the farthest is; a co-star is two away.",
)
@click.option(
    "--weight",
    type=click.Choice(WEIGHTS),
    default="count",
    show_default=True,
    help="A link weighs the works that two share; newman: a work of n people weighs 1/(n-1).",
)
@click.option("--seed", type=int, default=0, show_default=True, help="For what is drawn.")
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="How many rows are printed; a file gets all of them.",
)
@click.option("--format", "format_name", type=click.Choice(FORMATS), help="Of the answer.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help=f"Write a file; its ending is the format: {', '.join(TABLES)} for the rows, "
    f"{', '.join(NETWORKS)} for the network.",
)
@store_option()
def measure(
    names: tuple[str, ...],
    which: str,
    of: str,
    communities: bool,
    roles: str | None,
    years: str | None,
    include: str | None,
    sources: str | None,
    depth: int,
    weight: str,
    seed: int,
    limit: int,
    format_name: str | None,
    output: str | None,
    store: str | None,
) -> int:
    """Who stands in the middle: of the whole graph, or of what lies around some entities."""
    endings = {e.rsplit(".", 1)[-1] for e in NETWORKS}
    check_output(output, (*TABLES, *sorted(endings - set(TABLES))), format_name)
    if communities:
        which = "community"
    graph = open_for_reading(store)
    made = graph.measure(
        *names,
        which=which,
        of=of,
        depth=depth,
        roles=roles,
        years=years,
        include=include,
        sources=sources,
        weight=weight,
        seed=seed,
    )
    rows = made.communities if communities else made.results
    if output and not format_name and output.lower().endswith(tuple("." + e for e in NETWORKS)):
        title = f"{of.capitalize()} measured" + (f", around {', '.join(names)}" if names else "")
        form = next(e for e in NETWORKS if output.lower().endswith("." + e))
        note = "; ".join(made.notes)
        beside = write(graph.store, made.network, form, Path(output), title, typed(), note)
        say(f"{len(made):,} nodes written to {output}" + (f"; {beside}" if beside else ""))
    elif output and not format_name and output.lower().endswith(".xlsx"):
        sheets = {"measures": made.results()}
        if "community" in made.measures:
            sheets["communities"] = made.communities()
        sheets["about"] = Results(["about"], [(note,) for note in made.notes])
        with written(Path(output)) as temporary:
            temporary.write_bytes(workbook(sheets))
        say(f"{len(made):,} rows written to {output}")
    else:
        found = rows() if output else rows(limit)
        brief = [c for c in found.columns if c not in ("iri", "type")]
        show(found, format_name, output, brief=brief)
        every = len(made.communities()) if communities else len(made)
        if not output and limit < every:
            say(f"{limit:,} of {every:,} shown (-n for more, -o FILE for all)")
    for note in made.notes:
        say(note)
    return 0


def register(group: click.Group) -> None:
    """Add this command."""
    group.add_command(measure)
