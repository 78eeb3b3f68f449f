"""The review in the explorer: what waits for a person, her answer, and taking it back."""

from typing import Any

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.entities import describe
from reelgraph.errors import InputError
from reelgraph.reviewing.explaining import explain
from reelgraph.web import threads
from reelgraph.web.api.bodies import json_body, text_of
from reelgraph.web.api.desk import CASES, KINDS, PAIRS, Changed, Desk, Standing, entities_of
from reelgraph.web.context import Context
from reelgraph.web.token import require_token

_PAGE = 200
"""Cases that are listed at once."""


def routes(context: Context) -> list[BaseRoute]:
    """The lists, the cases, and the answers to them."""
    desk = Desk(context)
    # One list of a kind is made at a time, and who waits for it then finds it made: that of the
    # pairs looks at every name of a large graph.
    lists = {kind: CapacityLimiter(1) for kind in KINDS}

    async def waiting(request: Request) -> Response:
        asked = request.query_params
        kind = asked.get("kind", CASES)
        found = await threads.run(
            lists.get(kind, context.lines.own),  # of no such kind, none is made
            desk.waiting,
            kind,
            asked.get("type", ""),
            asked.get("source", ""),
            asked.get("order", ""),
            _number(asked.get("offset", "0"), 10_000_000),
            _number(asked.get("limit", str(_PAGE)), _PAGE),
        )
        return JSONResponse(found)

    async def case(request: Request) -> Response:
        iris = entities_of({"entities": request.query_params.getlist("iri")})
        line = context.lines.own if len(iris) == 1 else lists[PAIRS]  # it looks for all pairs
        return JSONResponse(await threads.run(line, desk.case, iris))

    def why(iri: str) -> dict[str, Any]:
        store = context.engine.graph().store
        return {"text": explain(store, describe(store, [iri])[iri]).to_text(78)}

    async def explained(request: Request) -> Response:
        iri = entities_of({"entities": request.query_params.getlist("iri")})[0]
        return JSONResponse(await threads.run(context.lines.own, why, iri))

    async def answer(request: Request) -> Response:
        require_token(request, context.settings)
        body = await json_body(request)
        try:
            return JSONResponse(await threads.run(context.lines.writes, desk.answer, body))
        except (Changed, Standing) as error:
            return _conflict(error)

    async def undo(request: Request) -> Response:
        require_token(request, context.settings)
        number = text_of(await json_body(request), "id")
        return JSONResponse(await threads.run(context.lines.writes, desk.undo, number))

    return [
        Route("/api/review", waiting),
        Route("/api/review/case", case),
        Route("/api/review/explanation", explained),
        Route("/api/review/answer", answer, methods=["POST"]),
        Route("/api/review/undo", undo, methods=["POST"]),
    ]


def _conflict(error: Changed | Standing) -> JSONResponse:
    """What the page needs to ask again: that it changed, or what would be overruled."""
    told: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
    if isinstance(error, Standing):
        told["decided"] = error.decided
    return JSONResponse({"error": told}, 409)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InputError(f"{text[:20]!r} is no whole number from 0 on")
    return min(int(text), most)
