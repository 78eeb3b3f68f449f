"""The named questions: which there are, and the answer to one as a table or as a file."""

import time
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph import answers, query
from reelgraph.errors import ParameterError
from reelgraph.graph import FilmGraph
from reelgraph.query import NamedQuery
from reelgraph.results import Results
from reelgraph.web import threads
from reelgraph.web.api import readiness
from reelgraph.web.api.asking import Answer, ask
from reelgraph.web.api.files import MEDIA, TOGETHER, attachment, written
from reelgraph.web.api.tables import SHOWN, table_json
from reelgraph.web.context import Context

FORMAT = "format"
"""The one name in an address that is no parameter of a question."""
_ROW = 512
"""About as many bytes as a row of an answer has."""


def routes(context: Context) -> list[BaseRoute]:
    """The list of all questions, and each of them."""
    files = CapacityLimiter(TOGETHER)
    most = context.settings.largest // _ROW

    async def every(request: Request) -> Response:  # noqa: ARG001  as every route
        return JSONResponse({"queries": [query_json(q) for q in query.catalogue().values()]})

    async def one(request: Request) -> Response:
        named = query.named(request.path_params["name"])
        given = _given(request, named)
        format_name = request.query_params.get(FORMAT, "")
        if format_name and format_name not in MEDIA:
            raise ParameterError(f"there is no format {format_name[:50]!r}: {', '.join(MEDIA)}")
        graph = context.engine.graph()
        values = await threads.run(
            context.lines.own, query.values, named, given, partial(_find, graph)
        )
        sparql = query.filled(named, values)
        began = time.monotonic()
        known = await _indexed(graph, named, values)
        if format_name:
            if known is not None:
                body = await threads.run(files, known.render, format_name)
            else:
                body = await threads.run(files, written, context, sparql, format_name)
            return attachment(body, named.name, format_name)
        if known is not None:
            answer = Answer(Results(known.columns, known.terms[:SHOWN]), len(known))
        else:
            answer = await threads.run(context.lines.visitors, ask, context, sparql, SHOWN)
        seconds = time.monotonic() - began
        made = await threads.run(
            context.lines.own, table_json, graph.store, answer.table, answer.total
        )
        return JSONResponse({**made, "sparql": sparql, "seconds": round(seconds, 3)})

    async def _indexed(
        graph: FilmGraph, named: NamedQuery, values: answers.Values
    ) -> Results | None:
        """The answer from the network index; where that is missing it is built for the next one."""
        if named.name not in answers.ANSWERED:
            return None
        wide = context.lines.wide
        found = await threads.run(wide, answers.answer, graph.store, named, values, most)
        if found is None:
            await threads.run(wide, readiness.prepare, context, graph)
        return found

    return [Route("/api/queries", every), Route("/api/queries/{name}", one)]


def query_json(named: NamedQuery) -> dict[str, Any]:
    """A question as the explorer makes a form of it."""
    return {
        "name": named.name,
        "title": named.title,
        "question": named.question,
        "remedy": named.remedy,
        "usage": named.usage,
        "isCheck": named.is_check,
        "parameters": [
            {
                "name": p.name,
                "kind": p.of,
                "isList": p.is_list,
                "description": p.description,
                "preset": p.preset,
            }
            for p in named.parameters
        ],
        "columns": [list(column) for column in named.columns],
    }


def _given(request: Request, named: NamedQuery) -> dict[str, object]:
    """The parameters in an address; what was left empty was not given."""
    lists = {p.name for p in named.parameters if p.is_list}
    given: dict[str, object] = {}
    for name in dict.fromkeys(request.query_params.keys()):
        values = [v for v in request.query_params.getlist(name) if v.strip()]
        if name == FORMAT or not values:
            continue
        several = name in lists and len(values) > 1
        given[name] = values if several or len(values) > 1 else values[0]
    return given


def _find(graph: FilmGraph, text: str, kind: str | None) -> Any:
    return graph._entity(text, kind)
