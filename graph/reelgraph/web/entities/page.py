"""The page of an entity: its card for a browser, with or without scripts."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from reelgraph.card import Card, Fact
from reelgraph.facts import UNKNOWN, Source
from reelgraph.terms import terms
from reelgraph.views.style import STATUS_WORDS, edge_style, type_text
from reelgraph.views.text import clean, script_json, shorten
from reelgraph.vocabulary import RDFS, SKOS, curie, local_name
from reelgraph.web.entities.addresses import IDENTIFIERS, elsewhere, item_page, web_address
from reelgraph.web.entities.forms import FORMS
from reelgraph.web.entities.frame import Place, bdi, mark, page, text
from reelgraph.web.entities.gathering import Said

FIRST = 50
"""How many values of one kind are seen at once; the others are one click away."""
LONGEST = 2000
"""Characters of a value, or of a quotation."""
_STATUS_WORDS = {
    **STATUS_WORDS,
    "negative": "the source says that it is not so",
    "superseded": "a later statement stands in its place",
}
_ITEM = re.compile(r"(Wikidata: )(Q[1-9]\d*)\b", re.ASCII)


def entity_page(card: Card, said: Said, schema: dict[str, Any], place: Place) -> str:
    """The page of an entity.

    Args:
        card: What is known of it.
        said: What the view says of it.
        schema: The same in the words of schema.org.
        place: Where the page stands.

    """
    entity = card.entity
    numbers = {source.name: n for n, source in enumerate(card.sources, 1)}
    languages = _languages(said)
    year = f' <span class="year">({entity.year})</span>' if entity.year else ""
    language = languages.get((RDFS + "label", entity.label), "")
    lang = f' lang="{escape(language)}"' if language else ""
    parts = [
        f'<h1 dir="auto"{lang}>{mark(entity.kind)} {text(entity.label)}{year}</h1>',
        f'<p class="kind">{text(type_text(entity.kind))} · {_own_address(entity.iri)}</p>',
    ]
    if card.names:
        names = [bdi(n, languages.get((SKOS + "altLabel", n), "")) for n in card.names]
        parts.append(f'<p class="also">Also: {", ".join(names)}</p>')
    parts += [_links(card), _ways(entity.iri, place)]
    for heading, group in (("What is known", card.facts), ("Not certain, or denied", card.weaker)):
        if group:
            parts.append(
                f"<section><h2>{heading}</h2>\n<dl>{_facts(group, numbers, place)}</dl></section>"
            )
    parts.append(_sources(card.sources))
    head = f'<link rel="canonical" href="{escape(place.page(entity.iri))}">\n' + "".join(
        f'<link rel="alternate" type="{f.media}" title="{f.title}" '
        f'href="{escape(place.page(entity.iri, f.ending))}">\n'
        for f in FORMS
    )
    head += f'<script type="application/ld+json">{script_json(schema)}</script>\n'
    return page(
        place,
        f"{entity} – reelgraph",
        "\n".join(filter(None, parts)),
        head=head,
        trail=[f'<span aria-current="page">{bdi(entity)}</span>'],
    )


def _languages(said: Said) -> dict[tuple[str, str], str]:
    """The language of each name, by property and text."""
    return {
        (t.predicate.value, t.object.value): t.object.language
        for t in said.out
        if isinstance(t.object, ox.Literal) and t.object.language
    }


def _own_address(iri: str) -> str:
    return _outside(item_page(iri) or web_address(iri), bdi(curie(iri)))


def _outside(address: str, words: str) -> str:
    """A link to another host, where the address is one of the web; else the words alone."""
    if not address:
        return words
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{words}</a>'


def _links(card: Card) -> str:
    """The state of its link to Wikidata, and its identifiers elsewhere."""
    lines = []
    for line in card.links:
        found = _ITEM.match(line)
        prop, _, value = line.partition(" ")
        if found:
            address = f"https://www.wikidata.org/wiki/{found[2]}"
            lines.append(
                f"{found[1]}{_outside(address, found[2])}{text(f'x{line[found.end() :]}')[1:]}"
            )
        elif line.startswith("Wikidata: "):
            lines.append(bdi(line))
        else:
            names = terms().labels
            name = next((names[p] for p in IDENTIFIERS if local_name(p) == prop), prop)
            address = elsewhere(prop, value) or web_address(value)
            lines.append(f"{text(name)}: {_outside(address, bdi(value))}")
    if not lines:
        return ""
    return '<ul class="links">' + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _ways(iri: str, place: Place) -> str:
    """Where to go from here: the explorer, and the forms for programs."""
    node = quote(iri, safe="")
    forms = " · ".join(
        f'<a href="{escape(place.page(iri, f.ending))}" type="{f.media}">{f.title}</a>'
        for f in FORMS
    )
    schema = place.page(iri, "jsonld")
    schema += ("&" if "?" in schema else "?") + "profile=schema.org"
    root = escape(place.root)
    return (
        f'<nav aria-label="From here"><p><a href="{root}explore?node={node}">See it in the '
        f'network</a> · <a href="{root}path?from={node}">Find how it is connected</a></p>'
        f'<p class="forms">The same as data: {forms} · '
        f'<a href="{escape(schema)}" type="application/ld+json">schema.org</a></p></nav>'
    )


def _facts(facts: Sequence[Fact], numbers: dict[str, int], place: Place) -> str:
    groups: dict[str, list[Fact]] = {}
    for fact in sorted(facts, key=lambda f: _place_of(f.property)):
        groups.setdefault(fact.property, []).append(fact)
    identifiers = {terms().labels[p]: local_name(p) for p in IDENTIFIERS if p in terms().labels}

    def listed(some: Iterable[Fact]) -> str:
        lines = (_fact(f, numbers, place, identifiers.get(f.property, "")) for f in some)
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"

    parts = []
    for heading, found in groups.items():
        more = ""
        if len(found) > FIRST:
            more = (
                f"<details><summary>{len(found) - FIRST:,} more</summary>"
                f"{listed(found[FIRST:])}</details>"
            )
        parts.append(f"<dt>{text(heading)}</dt><dd>{listed(found[:FIRST])}{more}</dd>")
    return "\n".join(parts)


def _place_of(heading: str) -> tuple[int, int]:
    """The place of a group: who made it, with directors first; then the rest; identifiers last."""
    known = terms()
    role = heading.removesuffix(" of")
    if role in {r.label for r in known.roles.values()}:
        return (0, edge_style(role).rank)
    return (2 if heading in {known.labels.get(p) for p in IDENTIFIERS} else 1, 0)


def _fact(fact: Fact, numbers: dict[str, int], place: Place, identifier: str) -> str:
    """One fact: what, in which role or character, how sure, and who says so."""
    words = bdi(shorten(clean(fact.value), LONGEST))
    if fact.iri:
        line = f'<a href="{escape(place.page(fact.iri))}">{words}</a>'
    else:
        known = elsewhere(identifier, fact.value) if identifier else ""
        line = _outside(known or web_address(fact.value), words)
    line += f" ({fact.year})" if fact.year else ""
    line += f" as {bdi(fact.character)}" if fact.character else ""
    if fact.status != "asserted":
        told = _STATUS_WORDS.get(fact.status, fact.status)
        line += f' <span class="status">{text(told)}</span>'
    marks = [
        f'<a class="source" href="#source-{numbers[s]}" aria-label="Source {numbers[s]}">'
        f"{numbers[s]}</a>"
        for s in fact.sources
        if s in numbers
    ]
    line += f" {' '.join(marks)}" if marks else ""
    if fact.quote:
        line += (
            "<details><summary>What this rests on</summary>"
            f"<p>{bdi(shorten(clean(fact.quote), LONGEST))}</p></details>"
        )
    return line


def _sources(sources: Sequence[Source]) -> str:
    if not sources:
        return '<section><h2>Sources</h2>\n<p class="muted">No source is recorded.</p></section>'
    items = "".join(
        f'<li id="source-{number}">{_source(source)}</li>'
        for number, source in enumerate(sources, 1)
    )
    return f'<section><h2>Sources</h2>\n<ol class="sources">{items}</ol></section>'


def _source(source: Source) -> str:
    parts = [_outside(web_address(source.url), bdi(source.title))]
    told = (
        ("", source.author),
        ("", source.publisher),
        ("published ", source.published),
        ("retrieved ", source.retrieved),
        ("loaded ", source.loaded[:10] if source.loaded != UNKNOWN else UNKNOWN),
    )
    parts += [f"{what}{bdi(value)}" for what, value in told if value != UNKNOWN]
    if source.url not in (UNKNOWN, source.title) and not web_address(source.url):
        parts.append(bdi(source.url))
    if source.licence == UNKNOWN:
        parts.append("licence unknown")
    else:
        parts.append("licence: " + _outside(web_address(source.licence), bdi(source.licence)))
    return f'{", ".join(parts)} <small class="muted">{bdi(source.name)}</small>'
