"""The addresses of entities, and which of them means what.

An address here is that of a document. The IRIs of the entities themselves are on another host
(w3id.org, wikidata.org, whatever a source uses), so a document that tells of one can be answered
with 200 at once: no one can take it for the film. Were this server to stand at the IRIs
themselves, 303 to another address would be due; then whoever leads the IRIs here does that.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.errors import Ambiguous, InputError, NotFound
from reelgraph.graph import FilmGraph
from reelgraph.web import threads
from reelgraph.web.context import Context
from reelgraph.web.entities import answering, forms, frame, void, which
from reelgraph.web.entities.answering import Asked
from reelgraph.web.entities.forms import FORMS, PAGE, Form

LONGEST = 2000
"""Characters of a name or an IRI that is asked for."""
_ENDING = re.compile(r"\.([a-z]{2,6})$")


def routes(context: Context) -> list[BaseRoute]:
    """The pages of entities, their style, and what tells programs of all of them."""

    async def by_text(request: Request) -> Response:
        return await threads.run(context.lines.own, _answered, context, request, _by_text)

    async def by_path(request: Request) -> Response:
        return await threads.run(context.lines.own, _answered, context, request, _by_path)

    async def described(request: Request) -> Response:
        return await threads.run(context.lines.own, void.answer, context, request)

    return [
        Route("/entity", by_text),
        Route("/entity.{ending}", by_text),
        Route("/id/{path:path}", by_path),
        Route("/page.css", _style),
        Route("/robots.txt", void.robots),
        Route("/.well-known/void", described),
    ]


async def _style(_: Request) -> Response:
    return Response(
        frame.style_sheet(), media_type="text/css", headers={"cache-control": "no-cache"}
    )


def _answered(
    context: Context, request: Request, by: Callable[[FilmGraph, Asked], Response]
) -> Response:
    """The answer of one of the two ways to ask, or the page that says why there is none."""
    graph = context.engine.graph()
    asked = Asked.by(request, graph.store.base)
    try:
        return by(graph, asked)
    except (NotFound, Ambiguous, InputError) as error:
        return answering.failure(asked, error)


def _by_text(graph: FilmGraph, asked: Asked) -> Response:
    """What ``iri=`` or ``name=`` in the query asks for."""
    ending = asked.request.path_params.get("ending", "")
    form = _form(asked, ending)
    if not asked.text:
        raise InputError("give an entity: /entity?iri=IRI, or /entity?name=NAME")
    _check_length(asked.text)
    meant = which.meant(graph, asked.text)
    # What was typed is not the address of anything: there is one address for each entity.
    if meant.status != 200 or "iri" not in asked.request.query_params:
        return _moved(asked, meant, ending)
    return answering.answer(graph, asked, meant.iri, form)


def _by_path(graph: FilmGraph, asked: Asked) -> Response:
    """What a path below ``id/`` asks for: that of an IRI, perhaps with the ending of a form."""
    path = _path_as_sent(asked.request)
    _check_length(path)
    ending = ""
    try:
        meant = which.meant_by_path(graph, path)
    except NotFound:  # the end may be no part of the IRI
        found = _ENDING.search(path)
        if not found or found[1] not in (PAGE, *(f.ending for f in FORMS)):
            raise
        ending = found[1]
        meant = which.meant_by_path(graph, path[: found.start()])
    form = _form(asked, ending)
    if meant.status != 200:
        return _moved(asked, meant, ending)
    return answering.answer(graph, asked, meant.iri, form)


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise InputError(f"a name or an IRI may have {LONGEST:,} characters at most")


def _path_as_sent(request: Request) -> str:
    """The path after ``id/`` with its escapes: ``%2F`` in a part of an IRI is no slash."""
    root = request.scope.get("root_path", "")
    raw = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    sent = quote(raw.decode("latin-1").partition("?")[0], safe="/%:@!$&'()*+,;=~-._")
    return sent.removeprefix(quote(root)).removeprefix("/id/")


def _form(asked: Asked, ending: str) -> Form | None:
    """The form that is wanted: by ``format=``, by the ending of the address, by the header."""
    wanted = asked.format or ending or ("jsonld" if asked.profile else "")
    return forms.of_ending(wanted) if wanted else forms.accepted(asked.accept)


def _moved(asked: Asked, meant: which.Meant, ending: str) -> Response:
    """The address of an entity, in the same form."""
    wanted = asked.format or ending
    form = forms.of_ending(wanted) if wanted else None
    address = asked.place.page(meant.iri, form.ending if form else "")
    headers = {"location": address, **answering.HEADERS}
    return PlainTextResponse(f"{address}\n", max(meant.status, 303), headers)
