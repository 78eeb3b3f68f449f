"""The classes and properties of this store, for the editor that completes them."""

from functools import cache
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph import resources
from reelgraph.errors import QueryTimeout, Refused
from reelgraph.terms import terms
from reelgraph.vocabulary import PREFIXES, RDF, RDFS, SKOS, curie
from reelgraph.web import threads
from reelgraph.web.api.asking import ask
from reelgraph.web.context import Context

_COUNTED = {
    "classes": "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing a ?term } GROUP BY ?term",
    "properties": "SELECT ?term (COUNT(*) AS ?uses) WHERE { ?thing ?term ?value } GROUP BY ?term",
}
_MOST = 2000
"""Terms of a kind that are listed: nobody chooses among more."""


def routes(context: Context) -> list[BaseRoute]:
    """What there is to complete."""
    kept: dict[str, dict[str, Any]] = {}

    def found() -> dict[str, Any]:
        state = context.engine.graph().store.state()
        if state not in kept:
            counted = {kind: _uses(context, text) for kind, text in _COUNTED.items()}
            kept.clear()
            kept[state] = terms_json(counted)
        return kept[state]

    async def answer(request: Request) -> Response:  # noqa: ARG001  as every route
        made = await threads.run(context.lines.visitors, found)
        return JSONResponse({**made, "seconds": context.settings.seconds})

    return [Route("/api/terms", answer)]


def terms_json(counted: dict[str, dict[str, int]]) -> dict[str, Any]:
    """The prefixes, and the terms that are used; those of the ontology are listed unused too."""
    known = terms()
    usual = {
        "classes": known.entity_classes,
        "properties": known.object_properties | known.data_properties | {RDF + "type"},
    }
    made: dict[str, Any] = {"prefixes": PREFIXES}
    for kind, uses in counted.items():
        every = sorted({*uses, *usual[kind]}, key=lambda t: (-uses.get(t, 0), curie(t)))
        made[kind] = [
            {
                "iri": term,
                "curie": curie(term),
                "label": known.labels.get(term, ""),
                "comment": _definitions().get(term, ""),
                "count": uses.get(term, 0),
            }
            for term in every[:_MOST]
        ]
    return made


def _uses(context: Context, sparql: str) -> dict[str, int]:
    """How often each term is used; nothing where the store is too large to count in time."""
    try:
        rows = ask(context, sparql).table.terms
    except (QueryTimeout, Refused):
        return {}
    return {term.value: int(uses.value) for term, uses in rows if term is not None}


@cache
def _definitions() -> dict[str, str]:
    """What the terms of the ontology mean, in its own words."""
    graph = ox.Store()
    graph.load(resources.raw("ontology/film.ttl"), format=ox.RdfFormat.TURTLE)
    found: dict[str, str] = {}
    for prop in (SKOS + "definition", RDFS + "comment"):
        for quad in graph.quads_for_pattern(None, ox.NamedNode(prop), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                found.setdefault(quad.subject.value, quad.object.value)
    return found
