"""What is served, finding what is meant, and the card of an entity."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph import card as cards
from reelgraph import entities
from reelgraph._version import __version__
from reelgraph.entity import Entity
from reelgraph.errors import NotFound
from reelgraph.graph import FilmGraph
from reelgraph.network.index import held
from reelgraph.terms import terms
from reelgraph.views.style import edge_style
from reelgraph.vocabulary import WD, expand
from reelgraph.web import threads
from reelgraph.web.api.derived import derived
from reelgraph.web.api.given import Given
from reelgraph.web.api.readiness import prepare
from reelgraph.web.api.shapes import Json, source_json
from reelgraph.web.context import Context
from reelgraph.web.problems import entity_json

FOUND = 20
"""How many entities a search gives, unless it is told otherwise."""
TYPING = 2
"""How many searches run at once, in a line of their own: who types waits for nobody's card."""
_IMDB = {"tt": "title", "nm": "name", "co": "company"}


def routes(context: Context) -> list[BaseRoute]:
    """The graph as a whole, search, and cards."""
    typing = CapacityLimiter(TYPING)

    async def graph(_: Request) -> Response:
        return JSONResponse(await threads.run(context.lines.own, _graph, context))

    async def search(request: Request) -> Response:
        given = Given(request)
        text, kind = given.text("q", ""), given.kind()
        limit = given.number("limit", FOUND, 1, 100)
        found = await threads.run(typing, _search, context, text, kind, limit)
        return JSONResponse({"entities": found})

    async def find(request: Request) -> Response:
        given = Given(request)
        name, kind = given.text("name"), given.kind()
        found = await threads.run(context.lines.own, _find, context, name, kind)
        return JSONResponse({"entity": entity_json(found)})

    async def entity(request: Request) -> Response:
        given = Given(request)
        iri, name = given.text("iri", ""), given.text("name", "")
        kind = given.kind()
        meant = given.as_iri("iri", iri) if iri else name or given.text("iri")
        return JSONResponse(await threads.run(context.lines.own, _card, context, meant, kind))

    return [
        Route("/api/graph", graph),
        Route("/api/search", search),
        Route("/api/find", find),
        Route("/api/entity", entity),
    ]


def meant_by(graph: FilmGraph, text: str, kind: str | None = None) -> Entity:
    """The entity that a name, an IRI, a CURIE or an identifier means.

    Raises:
        NotFound, Ambiguous: as `entities.find`.

    """
    found = graph.index.known([expand(text) or text]).get(expand(text) or text)
    return found or entities.find(graph.store, graph.index, text, kind)


def _graph(context: Context) -> Json:
    graph = context.engine.graph()
    about = derived(graph)
    prepare(context, graph)
    known = terms()
    contributors = {role.label for role in known.roles.values()}
    roles = contributors | {known.edge_name(p) for p in known.relations}
    return {
        "place": context.engine.place,
        "version": __version__,
        "writable": context.settings.writable,
        **about.counts(graph),
        "examples": [entity_json(e) for e in about.examples(graph)],
        "roles": sorted(roles, key=lambda r: (edge_style(r).rank, r not in contributors, r)),
        "types": about.types(graph),
        "years": about.years(graph),
    }


def _search(context: Context, text: str, kind: str | None, limit: int) -> list[Json]:
    graph = context.engine.graph()
    index = graph.index
    found = index.search(text, kind, limit) if text.strip() else index.best(kind, limit)
    network = held(graph.store)
    if network is not None:  # else it would take longer than the search
        found = [replace(e, known_for=network.known_for(e.iri)) for e in found]
    return [entity_json(e) for e in found]


def _find(context: Context, name: str, kind: str | None) -> Entity:
    graph = context.engine.graph()
    found = entities.find(graph.store, graph.index, name, kind)
    return graph.index.known([found.iri]).get(found.iri, found)


def _card(context: Context, meant: str, kind: str | None) -> Json:
    graph = context.engine.graph()
    found = meant_by(graph, meant, kind)
    made = cards.card(graph.store, found, derived(graph).sources(graph))
    return card_json(made)


def card_json(made: cards.Card) -> Json:
    """A card as the explorer is given it."""
    return {
        "entity": entity_json(made.entity),
        "names": list(made.names),
        "facts": _groups(made.facts),
        "weaker": _groups(made.weaker),
        "links": _links(made),
        "sources": [source_json(s) for s in made.sources],
    }


def _groups(facts: Sequence[cards.Fact]) -> list[Json]:
    found = []
    for prop, group in groupby(facts, key=lambda f: f.property):
        every = list(group)
        shown = [_fact(fact) for fact in every[: cards.MOST]]
        found.append({"property": prop, "total": len(every), "facts": shown})
    return found


def _fact(fact: cards.Fact) -> Json:
    return {
        "property": fact.property,
        "value": fact.value,
        "iri": fact.iri,
        "type": fact.kind,
        "year": fact.year,
        "character": fact.character,
        "status": fact.status,
        "sources": list(fact.sources),
        "quote": fact.quote,
    }


def _links(made: cards.Card) -> list[Json]:
    """The links of an entity in words, each with the page that it leads to."""
    texts = list(made.links)
    own = re.fullmatch(re.escape(WD) + r"(Q[1-9]\d*)", made.iri)
    if own:
        texts.insert(0, f"Wikidata: {own[1]}")
    told = [{"text": text, "url": page_of(text)} for text in texts]
    return [*told, *_imdb(made.facts)]


def _imdb(facts: Iterable[cards.Fact]) -> list[dict[str, Any]]:
    ids = (f.value for f in facts if not f.iri and "imdb" in f.property.lower())
    return [{"text": f"imdbId {i}", "url": page_of(f"imdbId {i}")} for i in dict.fromkeys(ids)]


def page_of(link: str) -> str:
    """The page that a link of a card leads to; empty where it leads nowhere.

    >>> page_of("Wikidata: Q42 (an identifier kept here)")
    'https://www.wikidata.org/wiki/Q42'
    >>> page_of("imdbId tt3072482"), page_of("exactMatch javascript:alert(1)")
    ('https://www.imdb.com/title/tt3072482/', '')
    """
    item = re.match(r"Wikidata: (Q[1-9]\d*)\b", link)
    if item:
        return f"https://www.wikidata.org/wiki/{item[1]}"
    name, _, value = link.partition(" ")
    imdb = re.fullmatch(r"(tt|nm|co)\d{5,9}", value)
    if imdb and name == "imdbId":
        return f"https://www.imdb.com/{_IMDB[imdb[1]]}/{value}/"
    full = expand(value) if ":" in value else None
    return full if full and full.startswith(("https://", "http://")) else ""


def known_iri(graph: FilmGraph, iri: str) -> str:
    """The IRI of the entity that an IRI means, which may be that of an item it is linked to.

    Raises:
        NotFound: the graph knows nothing of it.
        Ambiguous: several entities are linked to it.

    """
    if graph.index.known([iri]):
        return iri
    found = entities.find_identified(graph.store, iri)
    if found is None:
        raise NotFound(f"{iri[:200]}: nothing in this store has that identifier")
    return found.iri
