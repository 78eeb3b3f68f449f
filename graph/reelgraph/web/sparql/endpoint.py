"""The SPARQL endpoint: a query or an update in, a whole answer or an honest error out."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from reelgraph.web import threads
from reelgraph.web.accepting import prefers_page
from reelgraph.web.context import Context
from reelgraph.web.engine import Whole
from reelgraph.web.sparql import description, reading
from reelgraph.web.sparql.answers import FileResponse, chosen, converted
from reelgraph.web.sparql.asking import Operation, base_of, operation
from reelgraph.web.sparql.crossing import require_writer
from reelgraph.web.sparql.formats import TRIPLES, Format

ALLOWED = ("GET", "HEAD", "POST", "OPTIONS")
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
"""All that reach the endpoint, so that it is the one that answers."""


async def answer(context: Context, request: Request) -> Response:
    """The response to any request at the address of the endpoint."""
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(ALLOWED)})
    if request.method not in ALLOWED:
        raise HTTPException(
            405,
            f"{request.method} is no method of the SPARQL protocol: {', '.join(ALLOWED)}\n",
            {"Allow": ", ".join(ALLOWED)},
        )
    asked = await operation(request, context.settings.upload)
    if asked.kind == "query":
        return await _query(context, request, asked)
    if asked.kind == "update":
        return await _update(context, request, asked)
    if request.method == "POST":
        raise HTTPException(400, "the query is missing, or the update\n")
    return await _description(context, request, asked)


async def _query(context: Context, request: Request, asked: Operation) -> Response:
    accept = request.headers.get("accept", "")
    base = base_of(request)
    whole, wanted = await threads.run(
        context.lines.visitors, _answered, context, asked, accept, base
    )
    return FileResponse(whole, wanted.header, {"Vary": "Accept"})


def _answered(context: Context, asked: Operation, accept: str, base: str) -> tuple[Whole, Format]:
    """The whole answer to a query, in the format that was asked for."""
    seconds = context.settings.seconds
    question = reading.question(
        asked.text,
        context.settings,
        base=base,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        seconds=min(seconds, asked.seconds or seconds),
    )
    wanted = chosen(accept, asked.format, question.form)
    return converted(context.engine.ask(question), question.form, wanted), wanted


async def _update(context: Context, request: Request, asked: Operation) -> Response:
    if request.method != "POST":
        raise HTTPException(405, "an update is sent with POST\n", {"Allow": "POST, OPTIONS"})
    require_writer(request, context.settings)

    def written() -> None:
        text = reading.update(
            asked.text,
            context.settings,
            base=base_of(request),
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
        )
        context.engine.update(text)

    await threads.run(context.lines.writes, written)
    return PlainTextResponse("done\n")


async def _description(context: Context, request: Request, asked: Operation) -> Response:
    accept = request.headers.get("accept", "")
    if not asked.format and prefers_page(accept, list(TRIPLES)):
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}/editor", 303, {"Vary": "Accept"})
    wanted = chosen(accept, asked.format, "CONSTRUCT")
    text = await threads.run(context.lines.own, description.text, context, base_of(request), wanted)
    return Response(text, headers={"content-type": wanted.header, "Vary": "Accept"})
