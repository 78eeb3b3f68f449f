"""How requests come in and answers go out: methods, CORS, sizes, errors as JSON.

The specification demands that every address of a reconciliation service can be asked by pages of
any origin. Nothing here writes, and nothing depends on who asks.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reelgraph.errors import InputError, ReelgraphError
from reelgraph.web.problems import TooLarge, as_json, status_of

LARGEST = 2 << 20
"""Bytes that a request may have: a batch of fifty queries with their casts has some 50 kB."""
_FIELDS = 50
CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Content-Type",
    "access-control-max-age": "86400",
}
_FORM = "application/x-www-form-urlencoded"

Fields = Mapping[str, str]
Handler = Callable[[Request, Fields], Awaitable[Response]]


class Door:
    """An address of the service: what is asked as a mapping, whatever the method."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive))
        response.headers.update(CORS)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204)
        if request.method not in ("GET", "HEAD", "POST"):
            problem = InputError(f"{request.method} is not understood here: use GET or POST")
            return said(as_json(problem), 405, {"allow": "GET, HEAD, POST, OPTIONS"})
        try:
            return await self._handler(request, await _fields(request))
        except ClientDisconnect:
            return Response(status_code=400)
        except ReelgraphError as error:
            status = status_of(error)
            return said(as_json(error), status, {"retry-after": "2"} if status == 503 else {})


def said(found: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer in JSON; in ASCII, so that a half character in a key comes back as it was."""
    body = json.dumps(found, separators=(",", ":"), allow_nan=False)
    return Response(body, status, headers, media_type="application/json")


def parsed(text: str, what: str) -> dict[str, Any]:
    """The JSON object in a field.

    Raises:
        InputError: it is none.

    """
    try:
        found = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{what} is no JSON ({error}): send one JSON object") from None
    if not isinstance(found, dict):
        raise InputError(f"{what} is JSON, but no object: send one as in {{...}}")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def sound(text: str) -> str:
    r"""A text that every part of this program can take: no half characters, no null.

    >>> sound("a\ud800b\0c")
    'a?b c'
    """
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


async def _fields(request: Request) -> Fields:
    """What stands in the address, and in the form that is sent."""
    found = dict(request.query_params)
    if request.method == "POST":
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise TooLarge(
                    f"a request may have {LARGEST >> 20} MB here: send fewer queries at once"
                )
        kind = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
        if body and kind != _FORM:
            raise InputError(f"the body is {kind[:100]!r}: send {_FORM}")
        try:
            pairs = parse_qsl(body.decode("utf-8", "replace"), True, max_num_fields=_FIELDS)
        except ValueError:
            raise InputError(
                f"a form may have {_FIELDS} fields: send 'queries' or 'extend'"
            ) from None
        found.update(pairs)
    return found
