"""What went wrong as an answer of HTTP: for a program as JSON, for a person as text."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from reelgraph.entity import Entity, as_row
from reelgraph.errors import (
    Ambiguous,
    Busy,
    EndpointError,
    InputError,
    NotFound,
    QueryError,
    QueryTimeout,
    ReelgraphError,
    Refused,
    StoreLocked,
)
from reelgraph.vocabulary import curie


class TooLarge(InputError):
    """More is sent, or asked at once, than is read."""


_STATUS: tuple[tuple[type[ReelgraphError], int], ...] = (
    (Refused, 403),
    (TooLarge, 413),
    (Busy, 503),
    (StoreLocked, 503),
    (QueryTimeout, 504),
    (EndpointError, 502),
    (NotFound, 404),
    (Ambiguous, 409),
    (QueryError, 400),
    (InputError, 400),
)


def status_of(error: ReelgraphError) -> int:
    """The HTTP status for an error.

    >>> status_of(NotFound("nobody of that name"))
    404
    """
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def words_of(error: ReelgraphError) -> str:
    r"""What an error says, as an answer can hold it: what was asked may hold half a character.

    >>> words_of(NotFound("nobody is called '\ud800'"))
    "nobody is called '?'"
    """
    return str(error).encode("utf-8", "replace").decode()


def as_json(error: ReelgraphError) -> dict[str, Any]:
    """An error as the explorer is told of it."""
    found: dict[str, Any] = {"kind": type(error).__name__, "message": words_of(error)}
    if isinstance(error, Ambiguous):
        found["candidates"] = [entity_json(e) for e in error.candidates if isinstance(e, Entity)]
    if isinstance(error, NotFound):
        found["candidates"] = [entity_json(e) for e in error.suggestions if isinstance(e, Entity)]
    return {"error": found}


def entity_json(entity: Entity) -> dict[str, Any]:
    """An entity as the explorer is given it."""
    row = as_row(entity)
    return {
        "iri": entity.iri,
        "curie": curie(entity.iri),
        "label": entity.label,
        "type": entity.kind,
        "year": entity.year,
        "degree": row["degree"],
        "knownFor": list(entity.known_for),
    }


async def answer(request: Request, error: Exception) -> Response:
    """The response to a request that failed with an error of this package."""
    if not isinstance(error, ReelgraphError):
        raise error
    status = status_of(error)
    headers = {"Retry-After": "2"} if status == 503 else {}
    if "/api/" in request.url.path or "/reconcile" in request.url.path:
        return JSONResponse(as_json(error), status, headers)
    return PlainTextResponse(f"{words_of(error)}\n", status, headers)
