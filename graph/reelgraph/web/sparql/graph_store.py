"""The SPARQL 1.1 Graph Store HTTP Protocol: whole graphs are got, put, added to and deleted.

A graph is named as ``graph-store?graph=IRI`` or ``graph-store?default``, or it is the address
itself, where that lies under ``graph-store/``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reelgraph.web import threads
from reelgraph.web.context import Context
from reelgraph.web.engine import Question, Whole
from reelgraph.web.sparql import payload
from reelgraph.web.sparql.answers import FileResponse, chosen, converted
from reelgraph.web.sparql.asking import base_of, fields
from reelgraph.web.sparql.crossing import require_writer
from reelgraph.web.sparql.formats import Format
from reelgraph.web.sparql.reading import iri

_READING = ("GET", "HEAD", "OPTIONS")
_WRITING = ("PUT", "POST", "DELETE")


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that a request is about."""

    iri: str
    """Empty for the default graph."""
    is_new: bool = False
    """Whether its IRI was made up here."""

    def around(self, pattern: str) -> str:
        """A pattern of SPARQL in this graph."""
        return f"GRAPH <{self.iri}> {{ {pattern} }}" if self.iri else pattern

    @property
    def name(self) -> str:
        """As an update names it."""
        return f"GRAPH <{self.iri}>" if self.iri else "DEFAULT"


async def answer(context: Context, request: Request) -> Response:
    """The response to any request at the address of the graph store."""
    allowed = _READING + _WRITING * context.settings.writable
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": ", ".join(allowed)})
    if request.method not in _READING + _WRITING:
        raise HTTPException(
            405,
            f"{request.method} is not understood here: {', '.join(allowed)}\n",
            {"Allow": ", ".join(allowed)},
        )
    if request.method in _WRITING:
        require_writer(request, context.settings)
    target = target_of(request)
    if request.method in ("GET", "HEAD"):
        return await _get(context, request, target)
    if request.method == "DELETE":
        return await threads.run(context.lines.writes, _delete, context, target)
    parts = await payload.parts(request, context.settings.upload)
    base = target.iri or base_of(request)
    return await threads.run(
        context.lines.writes, _write, context, target, request.method == "PUT", parts, base
    )


def target_of(request: Request) -> Target:
    """The graph that a request is about.

    Raises:
        HTTPException: it names none, or more than one.
        QueryError: its name is no absolute IRI.

    """
    pairs = fields(request.scope.get("query_string", b""), "the address")
    graphs = [value for key, value in pairs if key == "graph"]
    defaults = [value for key, value in pairs if key == "default"]
    direct = request.path_params.get("name", "")
    if len(graphs) + len(defaults) + bool(direct) > 1:
        raise HTTPException(400, "one graph is named at a time: ?graph=IRI or ?default\n")
    if direct:
        return Target(iri(base_of(request), "graph"))
    if defaults or graphs == ["default"]:
        return Target("")
    if graphs:
        return Target(iri(graphs[0], "graph"))
    if request.method == "POST":
        return Target(f"{base_of(request).rstrip('/')}/{uuid4()}", is_new=True)
    raise HTTPException(400, "which graph? Say ?graph=IRI, or ?default\n")


async def _get(context: Context, request: Request, target: Target) -> Response:
    wanted_name = next(iter(request.query_params.getlist("format")), "")
    wanted = chosen(request.headers.get("accept", ""), wanted_name, "CONSTRUCT")
    whole = await threads.run(context.lines.visitors, _got, context, target, wanted)
    return FileResponse(whole, wanted.header, {"Vary": "Accept"})


def _got(context: Context, target: Target, wanted: Format) -> Whole:
    pattern = target.around("?s ?p ?o")
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
    whole = context.engine.ask(Question(query, "CONSTRUCT", seconds=context.settings.seconds))
    if target.iri and not whole.length and not _exists(context, target):
        whole.body.close()
        raise HTTPException(404, f"there is no graph <{target.iri}>\n")
    return converted(whole, "CONSTRUCT", wanted)


def _exists(context: Context, target: Target) -> bool:
    """Whether a graph is there; the default graph is when something is in it."""
    pattern = target.around("") if target.iri else "?s ?p ?o"
    whole = context.engine.ask(Question(f"ASK {{ {pattern} }}", "ASK"))
    with whole.body:
        return b"true" in whole.body.read()


def _delete(context: Context, target: Target) -> Response:
    if target.iri and not _exists(context, target):
        raise HTTPException(404, f"there is no graph <{target.iri}>\n")
    context.engine.update(f"DROP {target.name}")
    return PlainTextResponse("deleted\n")


def _write(
    context: Context, target: Target, replace: bool, parts: Sequence[payload.Part], base: str
) -> Response:
    """Put or add what was sent, wholly or not at all."""
    triples = payload.triples(parts, base)  # read to the end before anything is changed
    existed = not target.is_new and _exists(context, target)
    steps = []
    if replace:
        steps.append(f"DROP SILENT {target.name}")
    if target.iri:
        steps.append(f"CREATE SILENT GRAPH <{target.iri}>")  # also when nothing is in it
    if triples:
        steps.append(f"INSERT DATA {{ {target.around(triples)} }}")
    if steps:
        context.engine.update(" ;\n".join(steps))
    if existed:
        return Response(status_code=204) if replace else PlainTextResponse("added\n")
    respond = partial(PlainTextResponse, "created\n", 201)
    return respond({"Location": target.iri} if target.is_new else None)
