"""The commands that read: query, search, show, network, path, sources, export."""

import re
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import Any

import click

from reelgraph import answers
from reelgraph import export as exports
from reelgraph import query as queries
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
    write_bytes,
)
from reelgraph.errors import InputError, ParameterError
from reelgraph.graph import FilmGraph
from reelgraph.network.filters import WEAKER
from reelgraph.picture import FORMATS as PICTURES
from reelgraph.picture import PathPicture, Picture
from reelgraph.picturing import SHOWN
from reelgraph.results import FORMATS, Results
from reelgraph.store.deadline import end_this_process_after

_SPARQL = re.compile(r"(?i)\s*(?:#|(?:prefix|base|select|ask|construct|describe)\s)")
TIMEOUT = 60.0
"""Seconds after which a query is ended, unless --timeout says otherwise."""

_NEAR, _SHORTEST, _BEGINNING = 3, 3, 12
"""What is shown where a search finds nothing: how many names, and with how many letters, at least
and at most, of what was typed they begin."""

Command = Callable[..., Any]
BRIEF_SOURCES = ("name", "title", "licence", "films", "people", "credits")
"""What a terminal has room for; pipes and files get all columns."""
_BRIEF_NETWORK = ("who", "role", "what", "year", "character", "status", "source")


def _picture_options(command: Command) -> Command:
    for option in reversed(
        [
            click.option(
                "--role",
                "roles",
                type=WORDS,
                metavar="ROLES",
                help="Only these, such as director,producer.",
            ),
            click.option(
                "--years", type=WORDS, metavar="YEARS", help="Only works of these, as in 1995-2016."
            ),
            click.option(
                "--include",
                type=WORDS,
                metavar="STATUS",
                help=f"Weaker claims too: {', '.join(WEAKER)}.",
            ),
            click.option(
                "--skip-hubs",
                type=click.IntRange(1),
                metavar="N",
                help="Leave out what has more edges than this, and do not go through it.",
            ),
            source_option,
            click.option(
                "-o",
                "--output",
                metavar="FILE",
                help=f"Write a file; its ending is the format: {', '.join(PICTURES)}.",
            ),
            click.option("--title", type=WORDS, default="", help="The heading of the page."),
            click.option("--note", type=WORDS, default="", help="A sentence below it."),
            click.option(
                "--credit", type=WORDS, default="", help="A credit line at the foot of the page."
            ),
        ]
    ):
        command = option(command)
    return command


_type_option = click.option(
    "-t",
    "--type",
    "kind",
    type=WORDS,
    metavar="TYPE",
    help="Only this type, such as Person or Film.",
)


def _table_options(command: Command) -> Command:
    formats = click.option(
        "--format", "format_name", type=click.Choice(FORMATS), help="Of the answer."
    )
    output = click.option(
        "-o",
        "--output",
        metavar="FILE",
        help=f"Write the answer; the ending is the format: {', '.join(TABLES)}.",
    )
    return formats(output(command))


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    options_metavar="[OPTIONS]",
)
@click.argument("question", required=False, type=WORDS)
@click.option("--list", "listed", is_flag=True, help="List the named queries.")
@click.option("--show", "shown", type=WORDS, metavar="NAME", help="Show a named query.")
@click.option(
    "--folder", "folders", multiple=True, metavar="DIR", help="A folder of your own .rq files."
)
@click.option(
    "--timeout",
    type=float,
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="End the query after this time; 0 for never.",
)
@_table_options
@store_option()
@click.pass_context
def query(
    ctx: click.Context,
    question: str | None,
    listed: bool,
    shown: str | None,
    folders: tuple[str, ...],
    format_name: str | None,
    output: str | None,
    timeout: float,
    store: str | None,
) -> int:
    """Ask a named query, SPARQL, a file of it (q.rq), or standard input (-).

    The parameters of a named query are options of their own:
    reelgraph query co_stars --person "Haley Bennett"
    """
    check_output(output, (*TABLES, "ttl"), format_name)
    if listed:
        found = queries.catalogue(folders).values()
        rows = [(q.name, q.title, " ".join(f"--{p.name}" for p in q.parameters)) for q in found]
        show(Results(["name", "title", "parameters"], rows), format_name, output)
        return 0
    if shown:
        write_bytes(queries.named(shown, folders).text.encode())
        return 0
    if not question:
        raise click.UsageError(
            "Give a question: the name of a query (--list), SPARQL, FILE.rq or -."
        )
    if question.startswith("--"):
        raise click.UsageError(
            f"No such option: {question}. The parameters of a named query come after its name."
        )
    given = _parameters(ctx.args)
    text, named = _question(question, folders)
    if named is None and given:
        raise ParameterError(
            f"SPARQL takes no parameters, and {' '.join(f'--{k}' for k in given)} is no option"
        )
    graph = open_for_reading(store, timeout if timeout > 0 else inf)
    if named is not None:
        answers.prepare(graph.store, named, say)
    with end_this_process_after(timeout if timeout > 0 else None):
        answer = graph.ask_named(named, given) if named else queries.run(graph.store, text)
    show(answer, format_name, output)
    if not isinstance(answer, bool) and not len(answer):
        say("(no rows)")
    for hint in queries.hints(text) if named is None else ():
        say(f"hint: {hint}")
    if named is not None and named.is_check and isinstance(answer, Results):
        remedy = f": {named.remedy}" if len(answer) and named.remedy else ""
        say(f"{len(answer):,} findings{remedy}")
        return 1 if len(answer) else 0
    return 0


def _question(question: str, folders: tuple[str, ...]) -> tuple[str, "queries.NamedQuery | None"]:
    """The text of a question, and the named query that it is, if it is one."""
    if question == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", "replace"), None
    if "{" in question or _SPARQL.match(question):
        return question, None
    if question.endswith((".rq", ".sparql")):
        path = Path(question)
        if path.is_file():
            named = queries.read(path)
            return named.text, named
        if path.stem not in queries.catalogue(folders) or "/" in question or "\\" in question:
            raise InputError(f"{path}: there is no such file")
    named = queries.named(question, folders)
    return named.text, named


def _parameters(words: list[str]) -> dict[str, object]:
    """The words after a named query, as in ``--person "Haley Bennett" --from=1990``."""
    given: dict[str, object] = {}
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if not word.startswith("--") or word == "--":
            raise ParameterError(
                f"{word!r} is not expected here: parameters are written --name VALUE, "
                "and a value with spaces in quotation marks"
            )
        name, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            if not waiting or waiting[0].startswith("--"):
                raise ParameterError(f"--{name} needs a value")
            value = waiting.pop(0)
        name = name.replace("-", "_")
        if name in given:  # a list; of anything else it is refused when the query is known
            before = given[name]
            given[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            given[name] = value
    return given


@click.command()
@click.argument("text", type=WORDS)
@_type_option
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 10_000),
    default=20,
    show_default=True,
    help="How many at most.",
)
@_table_options
@store_option()
def search(
    text: str,
    kind: str | None,
    limit: int,
    format_name: str | None,
    output: str | None,
    store: str | None,
) -> int:
    """Find films and people by a name, a part of one, or a misspelling.

    The degree of a film is how many people and companies it has, that of a person how many films.
    """
    if not text.strip():
        raise click.UsageError("Give a name or a part of one: reelgraph search bennett")
    check_output(output, TABLES, format_name)
    graph = open_for_reading(store)
    found = graph.search(text, kind, limit)
    show(found, format_name, output)
    if not len(found):
        say(f"nothing here is called anything like {text[:100]!r}: {_next_try(graph, text, kind)}")
    return 0


def _next_try(graph: FilmGraph, text: str, kind: str | None) -> str:
    """What to search for where nothing is found: other types, or what begins like it."""
    if kind and len(other := graph.search(text, limit=_NEAR)):
        return f"without -t there is {_names(other)}"
    for length in range(min(len(text) - 1, _BEGINNING), _SHORTEST - 1, -1):
        if len(near := graph.search(text[:length], kind, _NEAR)):
            return f"try {text[:length]!r}, as in {_names(near)}"
    return "try a part of the name, or its original spelling"


def _names(found: Results) -> str:
    return " or ".join(f"{row['name']} ({row['type']})" for row in found)


@click.command("show")
@click.argument("name", type=WORDS)
@_type_option
@click.option("--evidence", "with_evidence", is_flag=True, help="With the words of the sources.")
@store_option()
def show_card(name: str, kind: str | None, with_evidence: bool, store: str | None) -> int:
    """Show the card of an entity: facts, credits, claims, links and sources."""
    card = open_for_reading(store).find(name, kind)
    click.echo(card.text(with_evidence=with_evidence))
    return 0


@click.command()
@click.argument("names", nargs=-1, required=True, type=WORDS, metavar="NAME...")
@click.option(
    "--depth",
    type=click.IntRange(0, 10),
    default=2,
    show_default=True,
    help="How many edges away the farthest is; a co-star is two away.",
)
@click.option(
    "-t", "--type", "types", type=WORDS, metavar="TYPES", help="Only these, such as Film,Person."
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, 5000),
    default=SHOWN,
    show_default=True,
    help="Nodes shown at most.",
)
@click.option("--by-year", is_flag=True, help="The year as the horizontal axis.")
@_picture_options
@store_option()
def network(
    names: tuple[str, ...],
    depth: int,
    types: str | None,
    limit: int,
    by_year: bool,
    store: str | None,
    output: str | None,
    **options: Any,
) -> int:
    """The network around one or more entities, as a picture or a table."""
    check_output(output, PICTURES, None)
    graph = open_for_reading(store)
    made = graph.network(
        *names, depth=depth, types=types, limit=limit, by_year=by_year, command=typed(), **options
    )
    _put_out(made, output)
    if not made.figure.network.number_of_edges():
        say("(nothing is linked with it under these filters)")
    return 0


@click.command()
@click.argument("start", type=WORDS)
@click.argument("end", type=WORDS)
@click.option("--all", "all_", is_flag=True, help="All shortest paths, not one.")
@_picture_options
@store_option()
def path(
    start: str, end: str, all_: bool, store: str | None, output: str | None, **options: Any
) -> int:
    """How two people (or any two entities) are connected, and who says so."""
    check_output(output, PICTURES, None)
    made = open_for_reading(store).path(start, end, all=all_, command=typed(), **options)
    if not made.edges:
        raise ParameterError(f"{start!r} and {end!r} are the same: give two different ones")
    if output or not sys.stdout.isatty():
        _put_out(made, output)
    else:
        click.echo(made.text())
    if made.total_paths > 1 and not all_:
        say(f"this is one of {made.total_paths:,} shortest paths (--all lists more)")
    return 0


@click.command()
@_table_options
@store_option()
def sources(format_name: str | None, output: str | None, store: str | None) -> int:
    """List the sources, with licences, dates and counts."""
    check_output(output, TABLES, format_name)
    show(open_for_reading(store).sources(), format_name, output, brief=BRIEF_SOURCES)
    return 0


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="The ending is the format: " + ", ".join(exports.ENDINGS) + ".",
)
@store_option()
def export(output: str, store: str | None) -> int:
    """Write the whole graph. .trig and .nq hold everything and can be loaded again."""
    try:
        check_output(output, (), exports.ending_of(Path(output)))
    except InputError as error:
        raise click.BadParameter(str(error), param_hint="'-o'") from None
    graph = open_for_reading(store)
    lost = graph.save(Path(output).resolve())
    say(f"written to {output}")
    if lost:
        say(lost)
    return 0


def _put_out(made: Picture, output: str | None) -> None:
    if not output:
        show(made.results(), None, None, brief=_BRIEF_NETWORK)
        if not isinstance(made, PathPicture):
            say(f"{_counted(made)}; -o FILE.html makes the picture")
        return
    made.save(output)
    say(f"{_counted(made)}; written to {output}")


def _counted(made: Picture) -> str:
    shown, total = len(made), made.figure.total
    edges = made.figure.network.number_of_edges()
    return f"{shown:,} of {total:,} nodes, {edges:,} statements"


def register(group: click.Group) -> None:
    """Add these commands."""
    for command in (query, search, show_card, network, path, sources, export):
        group.add_command(command)
