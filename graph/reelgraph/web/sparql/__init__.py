"""The SPARQL 1.1 Protocol at ``sparql``, and the Graph Store Protocol at ``graph-store``.

Other routes that take a visitor's SPARQL read it with `reading.question` before they ask it.
"""

from functools import partial

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelgraph.web.context import Context
from reelgraph.web.sparql import endpoint, graph_store
from reelgraph.web.sparql.crossing import Crossing


def routes(context: Context) -> list[BaseRoute]:
    """The endpoint and the graph store."""

    async def sparql(request: Request) -> Response:
        return await endpoint.answer(context, request)

    async def graphs(request: Request) -> Response:
        return await graph_store.answer(context, request)

    crossing = [Middleware(Crossing, settings=context.settings)]
    route = partial(Route, methods=endpoint.METHODS, middleware=crossing)
    return [
        route("/sparql", sparql, name="sparql"),
        route("/sparql/", sparql),
        route("/graph-store", graphs, name="graph-store"),
        route("/graph-store/{name:path}", graphs),
    ]
