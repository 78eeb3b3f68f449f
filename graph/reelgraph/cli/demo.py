"""The first minutes: build the graph of the first facts, ask it, and look at it."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from reelgraph.cli.output import say
from reelgraph.cli.reading import BRIEF_SOURCES
from reelgraph.errors import InputError, StoreError

QUESTION = """SELECT ?film ?year ?role WHERE {
  VALUES (?property ?role) { (film:hasDirector "directed") (film:hasProducer "produced") }
  ?work ?property ?person ; rdfs:label ?film .
  ?person rdfs:label "Timur Bekmambetov"@en .
  OPTIONAL { ?work film:year ?year }
}
ORDER BY ?year ?film"""
PAGE = "path?" + urlencode({"from": "Haley Bennett", "to": "Tim Roth"})
"""The first page of the explorer."""


@click.command()
@click.option(
    "-o",
    "--output",
    default="reelgraph-demo",
    show_default=True,
    metavar="DIR",
    help="The folder for the store and the pictures.",
)
@click.option("--no-open", is_flag=True, help="Do not open the explorer in a browser.")
def demo(output: str, no_open: bool) -> int:
    """Build the graph of the bundled facts, ask it a few things, and make the first pictures."""
    from reelgraph.graph import FilmGraph
    from reelgraph.sample import fill
    from reelgraph.store import EmbeddedStore
    from reelgraph.store.layout import Folder

    folder = Path(output)
    if folder.is_file():
        raise InputError(f"{folder} is a file: give another folder with -o")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}") from error
    place = Folder(folder / "store")
    say("Building the graph: one article about the film Hardcore, what was known later,")
    say("and the films around it ...")
    if not place.exists():
        place.create()
    store = EmbeddedStore(place.path)
    fill(store)
    with FilmGraph(store) as graph:
        _heading("What is in it", "reelgraph sources")
        click.echo(graph.sources().only(*BRIEF_SOURCES).text(), nl=False)
        _heading("A question in SPARQL", "reelgraph query '...'")
        click.echo(QUESTION)
        click.echo(graph.query(QUESTION).text(), nl=False)
        two: dict[str, Any] = {"person": "Sharlto Copley", "other": "Haley Bennett"}
        words = " ".join(f'--{name} "{person}"' for name, person in two.items())
        _heading("A named question", f"reelgraph query shared_films {words}")
        click.echo(graph.query("shared_films", **two).text(), nl=False)
        _heading("How are they connected?", 'reelgraph path "Haley Bennett" "Tim Roth"')
        click.echo(graph.path("Haley Bennett", "Tim Roth").text())
        _heading("... and further away", 'reelgraph path "Ilya Naishuller" "Meryl Streep"')
        path = graph.path("Ilya Naishuller", "Meryl Streep")
        click.echo(path.text())
        pictures = {
            "hardcore.html": graph.network(
                "Hardcore",
                depth=1,
                include="weak,hedged",
                title="Hardcore and its people",
                note="Facts of one article, and what other sources said later.",
            ),
            "sharlto-copley.html": graph.network("Sharlto Copley", depth=2),
            "path.html": path,
        }
        _heading("The pictures", f"in {folder}")
        for name, picture in pictures.items():
            picture.save(folder / name)
            click.echo(f"  {folder / name}  {len(picture)} nodes")
    shown = not no_open and has_display()
    _heading("What to try next", "")
    program = _program()
    click.echo(
        f"""  {program} serve -s {folder / "store"}     the explorer: find, click, ask
  open {folder / "hardcore.html"} in a browser
  {program} show "Haley Bennett" --evidence
  {program} search kozlovsky
  {program} query --list
  {program} network "Tim Roth" --years 1990-2016 -o roth.html
  {program} load FILE.ttl -s my-store     your own facts
  {program} link -s my-store              their Wikidata items
  {program} query "SELECT ..." -s {folder / "store"}"""
    )
    if shown:
        _heading("The explorer", f"reelgraph serve -s {folder / 'store'}")
        from reelgraph.cli.serving import run

        run(str(place.path), page=PAGE)
    return 0


def _program() -> str:
    """What to type to run this program here: its name, or its path where that is not enough."""
    own = Path(sys.argv[0])
    if shutil.which("reelgraph") or own.name != "reelgraph":
        return "reelgraph"
    own = own.absolute()
    return str(own.relative_to(Path.cwd()) if own.is_relative_to(Path.cwd()) else own)


def _heading(title: str, command: str) -> None:
    click.echo()
    click.secho(title, bold=True, nl=False)
    click.echo(f"   $ {command}" if command.startswith("reelgraph") else f"   {command}")


def has_display() -> bool:
    """Whether a window could be shown, and there is a person to see it."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    if sys.platform.startswith(("win", "darwin")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def register(group: click.Group) -> None:
    """Add this command."""
    group.add_command(demo)
