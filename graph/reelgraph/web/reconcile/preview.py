"""Small pages: an entity in a frame of 400 by 260 pixels, and what a feature means.

They are shown inside the pages of others, so they run nothing, load nothing and send nothing: the
sandbox of their Content-Security-Policy sees to it, whatever a title says.
"""

from html import escape

from starlette.responses import HTMLResponse, Response

from reelgraph.card import Card
from reelgraph.web.reconcile.properties import property_named, types_json

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_STYLE = """:root{color-scheme:light dark}body{font:14px/1.4 system-ui,sans-serif;margin:10px 12px}
h1{font-size:17px;margin:0}p{margin:.2em 0}dl{margin:.6em 0;display:grid;gap:.1em .8em;
grid-template-columns:max-content 1fr}dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}"""
_FACTS = 8
"""Kinds of facts, and values of each, that fit."""
_VALUES = 3
_FIRST = ("director", "director of", "cast member", "cast member of", "country of origin", "genre")
"""The headings of a card that tell most."""
_LONGEST = 120
_FEATURES = {
    "any": "What is believed before anything is compared.",
    "title": "How alike the titles are.",
    "name": "How alike the names are.",
    "year": "How near the years are.",
    "born": "Whether the years of birth agree.",
    "director": "Whether the directors are those of the film.",
    "cast": "Whether people of the cast are in the cast of the film.",
    "crew": "Whether other people worked on the film.",
    "films": "Whether the films are those of the person.",
    "id": "Whether an identifier is the same, or another.",
    "homonyms": "That others have the same name or title.",
    "siblings": "That other parts of a series have such a title.",
    "rivals": "What other candidates take away.",
}
_PLAIN = {
    "identifier": "Whether the text is an identifier of the entity.",
    "name_similarity": "How alike the text and the nearest name are, from 0 to 100.",
    "type": "Whether the entity is of a type that was asked for.",
}


def of_entity(card: Card, address: str) -> Response:
    """The preview of an entity."""
    entity = card.entity
    said = types_json(entity.kind)[0]["name"] + (f", {entity.year}" if entity.year else "")
    groups: dict[str, list[str]] = {}
    for fact in card.facts:
        year = f" ({fact.year})" if fact.year else ""
        groups.setdefault(fact.property, []).append(f"{fact.value[:_LONGEST]}{year}")
    lines = []
    first = sorted(groups, key=lambda n: (n not in _FIRST, _FIRST.index(n) if n in _FIRST else 0))
    for name in first[:_FACTS]:
        found = groups[name]
        shown = "; ".join(f"<bdi>{escape(text)}</bdi>" for text in found[:_VALUES])
        more = f" and {len(found) - _VALUES:,} more" if len(found) > _VALUES else ""
        lines.append(f"<dt>{escape(name)}</dt><dd>{shown}{more}</dd>")
    body = (
        f'<h1><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">'
        f"<bdi>{escape(entity.label)}</bdi></a></h1><p>{escape(said)}</p><dl>{''.join(lines)}</dl>"
    )
    return _page(entity.label, body)


def of_feature(name: str) -> Response:
    """What the number that an answer has for a feature means."""
    prop = property_named(name)
    if name in _PLAIN:
        words = _PLAIN[name]
    elif name in _FEATURES or prop:
        what = _FEATURES.get(name) or f"Whether a value of “{prop.name if prop else name}” agrees."
        words = (
            f"{what} A weight in log-odds (natural logarithm): above 0 it speaks for the entity, "
            "below 0 against it. The weights of an answer add up to the log-odds of its score, but "
            "for what the candidates take from each other."
        )
    else:
        return missing("feature")
    return _page(name, f"<h1>{escape(name)}</h1><p>{escape(words)}</p>")


def missing(what: str) -> Response:
    """The page for what is not there."""
    return _page("not found", f"<p>There is no such {what} here.</p>", 404)


def _page(title: str, body: str, status: int = 200) -> Response:
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><body>{body}</body></html>"
    )
    return HTMLResponse(page, status, {"content-security-policy": _POLICY})
