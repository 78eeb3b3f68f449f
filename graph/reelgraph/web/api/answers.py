"""What the editor asks beside the SPARQL endpoint: names for IRIs, and an answer as a file."""

from typing import Any

import pyoxigraph as ox
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.entities import describe
from reelgraph.errors import InputError
from reelgraph.web import threads
from reelgraph.web.api.bodies import json_body, text_of
from reelgraph.web.api.files import TOGETHER, attachment, written
from reelgraph.web.api.tables import cell_json
from reelgraph.web.context import Context

_MOST = 5000
"""IRIs that are named at once."""


def routes(context: Context) -> list[BaseRoute]:
    """Names and files."""
    files = CapacityLimiter(TOGETHER)

    def named(iris: list[str]) -> dict[str, Any]:
        known = describe(context.engine.graph().store, iris)
        cells = {i: cell_json(ox.NamedNode(i), known) or {} for i in known}
        return {
            "labels": {i: c["label"] for i, c in cells.items() if "label" in c},
            "types": {i: c["type"] for i, c in cells.items() if "type" in c},
        }

    async def labels(request: Request) -> Response:
        body = await json_body(request)
        iris = _iris(body.get("iris"))
        return JSONResponse(await threads.run(context.lines.own, named, iris))

    async def file(request: Request) -> Response:
        body = await json_body(request)
        format_name = text_of(body, "format")
        sparql = text_of(body, "sparql")
        made = await threads.run(files, written, context, sparql, format_name)
        return attachment(made, "answer", format_name)

    return [
        Route("/api/labels", labels, methods=["POST"]),
        Route("/api/file", file, methods=["POST"]),
    ]


def _iris(given: Any) -> list[str]:
    if not isinstance(given, list) or len(given) > _MOST:
        raise InputError(f"'iris' takes a list of at most {_MOST:,} IRIs")
    try:
        return [ox.NamedNode(one).value for one in given]
    except (TypeError, ValueError) as error:
        raise InputError(f"one of the IRIs is none: {str(error)[:200]}") from None
