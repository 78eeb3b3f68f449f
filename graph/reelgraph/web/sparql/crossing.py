"""Requests from the pages of others: which may read, and that none may write."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reelgraph.errors import Refused
from reelgraph.web.context import Settings
from reelgraph.web.token import require_token

_DAY = "86400"


class Crossing:
    """Lets the pages of some origins read, as CORS has it; without names and passwords, ever."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._allowed = app, settings.cors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and add to its answer who may read it."""
        if not self._allowed:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = "*" if "*" in self._allowed else origin if origin in self._allowed else ""
        wanted = headers.get("access-control-request-method")
        if origin and allowed and scope["method"] == "OPTIONS" and wanted:
            await _preflight(headers, allowed)(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if allowed != "*":
                    answer.add_vary_header("Origin")
                if origin and allowed:
                    answer["access-control-allow-origin"] = allowed
            await send(message)

        await self._app(scope, receive, marked)


def _preflight(asked: Headers, allowed: str) -> Response:
    headers = {
        "access-control-allow-origin": allowed,
        "access-control-allow-methods": "GET, HEAD, POST",
        "access-control-allow-headers": "Accept, Content-Type",  # no Authorization: no writing
        "access-control-max-age": _DAY,
        "vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    }
    if asked.get("access-control-request-private-network"):
        headers["access-control-allow-private-network"] = "true"
    return Response(status_code=204, headers=headers)


def require_writer(request: Request, settings: Settings) -> None:
    """Let only those write who show the token, and no page of another origin.

    Raises:
        HTTPException: nothing was shown, and a token would be asked for (401).
        Refused: the store is only read, the token is wrong, or the page is another's.

    """
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Refused(f"a page of {origin[:100]!r} may not write here")
    if settings.writable and not request.headers.get("authorization"):
        raise HTTPException(
            401,
            "writing needs the token that 'reelgraph serve --write' printed: send "
            "'Authorization: Bearer TOKEN', or the token as the password\n",
            {"WWW-Authenticate": 'Bearer realm="reelgraph", Basic realm="reelgraph"'},
        )
    require_token(request, settings)
