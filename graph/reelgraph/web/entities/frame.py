"""What every server-made page has around it: the head, the way back, the search box."""

import dataclasses
from collections.abc import Sequence
from html import escape
from importlib.resources import files

from reelgraph.entity import Entity
from reelgraph.views.marks import shape
from reelgraph.views.style import node_style, type_text
from reelgraph.views.text import clean, on_one_line
from reelgraph.vocabulary import curie
from reelgraph.web.entities.addresses import path_of


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the pages of this server are, as links on them say it."""

    root: str
    """The path under which the application is mounted, with a slash at its end."""
    base: str
    """That of the IRIs that the store mints."""

    def page(self, iri: str, ending: str = "") -> str:
        """The address of an entity's page, or of a form of it."""
        return self.root + path_of(iri, self.base, ending)


def text(value: object) -> str:
    """A text of somebody else as it may stand on a page."""
    return escape(on_one_line(value))


def bdi(value: object, language: str = "") -> str:
    """The same where its direction may be another than that of the page."""
    lang = f' lang="{escape(language)}"' if language else ""
    return f"<bdi{lang}>{text(value)}</bdi>"


def mark(kind: str) -> str:
    """The colour and shape of a type."""
    drawn = shape(node_style(kind), 9, 9, 7)
    return (
        '<svg class="mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">'
        f"{drawn}</svg>"
    )


def entity_link(entity: Entity, place: Place) -> str:
    """A link to the page of an entity, with what tells it apart."""
    known = f" · {text(', '.join(entity.known_for))}" if entity.known_for else ""
    year = f" ({entity.year})" if entity.year else ""
    return (
        f'<a href="{escape(place.page(entity.iri))}">{bdi(entity.label)}</a>{year} '
        f"<small>{text(type_text(entity.kind))} · {bdi(curie(entity.iri))}{known}</small>"
    )


def page(
    place: Place,
    title: str,
    body: str,
    *,
    head: str = "",
    trail: Sequence[str] = (),
    asked: str = "",
) -> str:
    """A whole page.

    Args:
        place: Where it stands.
        title: In the window's title.
        body: What is in it, as HTML.
        head: More of its head, as HTML.
        trail: The steps from the start to it, as HTML.
        asked: What stands in the search box.

    """
    root = escape(place.root)
    steps = "".join(f"<li>{step}</li>" for step in (f'<a href="{root}">Start</a>', *trail))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{text(title)}</title>
<link rel="stylesheet" href="{root}theme.css">
<link rel="stylesheet" href="{root}page.css">
<link rel="icon" href="{root}favicon.ico">
{head}</head>
<body>
<header>
<nav aria-label="Where this is"><ol class="trail">{steps}</ol></nav>
<form action="{root}entity" role="search">
<label>Name, QID, IMDb id or IRI <input type="search" name="name" value="{text(asked)}"></label>
<button>Show</button>
</form>
</header>
<main>
{body}
</main>
</body>
</html>
"""


def style_sheet() -> str:
    """The style of these pages; its colours are those of ``theme.css``."""
    return (files("reelgraph") / "web" / "entities" / "page.css").read_text("utf-8")


def not_found(
    place: Place, heading: str, message: str, found: Sequence[Entity], asked: str = ""
) -> str:
    """The page that says why there is nothing, or too much; with the entities that may be meant."""
    first = clean(message).split("\n", 1)[0].rstrip(":")
    listed = "".join(f"<li>{mark(e.kind)} {entity_link(e, place)}</li>" for e in found[:50])
    candidates = f'<ul class="candidates">{listed}</ul>' if listed else ""
    body = f"<h1>{text(heading)}</h1>\n<p>{text(first)}</p>\n{candidates}"
    return page(place, heading, body, trail=[text(heading)], asked=asked)
