"""Neighbours, networks, evidence and paths."""

from dataclasses import replace
from itertools import pairwise

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.network import part_around
from reelgraph.network.evidence import quoted_evidence
from reelgraph.network.filters import Filters, filters
from reelgraph.network.paths import MOST, shortest_paths
from reelgraph.terms import terms
from reelgraph.web import threads
from reelgraph.web.api.derived import derived, entities_of
from reelgraph.web.api.entities import known_iri, meant_by
from reelgraph.web.api.given import DEEPEST, NODES, Given
from reelgraph.web.api.readiness import prepare
from reelgraph.web.api.shapes import (
    Json,
    evidence_json,
    evident_edges,
    network_json,
    role_names,
    used,
)
from reelgraph.web.context import Context

SHOWN = 500
"""How many nodes an answer has, unless it is told otherwise."""
FEW = 10
"""Entities whose neighbours are found quickly; those of more wait their turn behind others."""


def routes(context: Context) -> list[BaseRoute]:
    """Neighbours, networks, evidence and paths."""

    async def neighbours(request: Request) -> Response:
        given = Given(request)
        iris = given.iris("iri")
        asked = iris, 1, given.filters(), given.number("limit", SHOWN, 1, NODES)
        line = context.lines.own if len(iris) <= FEW else context.lines.wide
        return JSONResponse(await threads.run(line, _around, context, *asked))

    async def network(request: Request) -> Response:
        given = Given(request)
        depth = given.number("depth", 2, 0, DEEPEST)
        asked = given.iris("iri"), depth, given.filters(), given.number("limit", SHOWN, 1, NODES)
        return JSONResponse(await threads.run(context.lines.wide, _around, context, *asked))

    async def told(request: Request) -> Response:
        given = Given(request)
        ends = [given.as_iri(name, given.text(name)) for name in ("from", "to")]
        return JSONResponse(await threads.run(context.lines.own, _evidence, context, *ends))

    async def path(request: Request) -> Response:
        given = Given(request)
        ends = given.text("from"), given.text("to")
        most = MOST if given.flag("all") else 1
        asked = *ends, given.filters(), most
        line = context.lines.own if most == 1 else context.lines.wide
        return JSONResponse(await threads.run(line, _path, context, *asked))

    return [
        Route("/api/neighbours", neighbours),
        Route("/api/network", network),
        Route("/api/evidence", told),
        Route("/api/path", path),
    ]


def _around(context: Context, middle: list[str], depth: int, chosen: Filters, limit: int) -> Json:
    graph = context.engine.graph()
    prepare(context, graph)
    centres = list(dict.fromkeys(known_iri(graph, one) for one in middle))
    part = part_around(graph.store, centres, depth, chosen, max(limit, len(centres)))
    names: dict[tuple[str, ...], list[str]] = {}

    def roles(properties: list[str]) -> list[str]:
        key = tuple(properties)
        if key not in names:
            names[key] = role_names(key)
        return names[key]

    edges = [
        {
            "from": start,
            "to": end,
            "roles": roles(properties),
            "unsure": (start, end) in part.unsure,
            "sources": [],
        }
        for (start, end), properties in part.pairs.items()
    ]
    return network_json(entities_of(graph, part.distance), part.distance, edges, part.total)


def _evidence(context: Context, start: str, end: str) -> Json:
    graph = context.engine.graph()
    pair = known_iri(graph, start), known_iri(graph, end)
    everything = replace(filters(), include=terms().statuses)
    found = quoted_evidence(graph.store, {pair, pair[::-1]}, everything)
    return {
        "evidence": [evidence_json(e) for e in found],
        "sources": used(derived(graph).sources(graph), (e.source for e in found)),
    }


def _path(context: Context, start: str, end: str, chosen: Filters, most: int) -> Json:
    graph = context.engine.graph()
    prepare(context, graph)
    first, last = meant_by(graph, start), meant_by(graph, end)
    found = shortest_paths(graph.store, first.iri, last.iri, chosen, most=most)
    pairs = {p for way in found.listed for p in pairwise(way)}
    said = quoted_evidence(graph.store, pairs | {(y, x) for x, y in pairs}, chosen)
    distance = {node: step for way in found.listed for step, node in enumerate(way)}
    edges = evident_edges(said)
    drawn = network_json(entities_of(graph, distance), distance, edges, len(distance))
    return {
        "paths": [list(way) for way in found.listed],
        "total": found.total,
        "network": drawn,
        "evidence": [evidence_json(e) for e in said],
        "sources": used(derived(graph).sources(graph), (e.source for e in said)),
    }
