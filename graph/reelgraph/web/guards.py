"""What stands before every route: whose requests are taken, how large, and what a page may do."""

import re

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reelgraph.web.context import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # the editor and the tooltips place themselves so
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""What a page of this server may do: run its scripts, ask this server, and nothing else."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    # No page elsewhere may load what is here as its script or picture; CORS is not touched by it.
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
TOGETHER = 8
"""How many bodies of the largest size are held at once; who sends more is told to come again."""
BODY_SECONDS = 120.0
"""What the body of a request may take to come."""

_HOST = re.compile(
    r"(?:\[(?P<address>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?))"
    r"(?::\d{1,5})?"
)


class Guards:
    """Refuses foreign host names and overlong requests, and adds the headers of safety."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings
        self._held = 0
        """Bytes of the bodies that are being worked on, as far as they have come."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, safe)
            return
        await self._bounded(scope, receive, safe)

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        named = headers.getlist("host")
        host = host_of(named[0]) if len(named) == 1 else ""  # of two, which one is meant?
        if host not in self._settings.hosts and "*" not in self._settings.hosts:
            # A page of a stranger whose name was made to lead here (DNS rebinding).
            return PlainTextResponse(
                f"this server is not called {host[:100]!r}: start it with '--host NAME' to be\n",
                421,
            )
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            return PlainTextResponse("Content-Length is no number\n", 400)
        if len(length) > 15 or int(length) > self._settings.upload:
            return self._too_long()
        return None

    def _too_long(self) -> PlainTextResponse:
        most = f"{self._settings.upload:,} bytes"
        return PlainTextResponse(f"a request may have {most} at most\n", 413)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; a body that is longer than was said ends the request."""
        taken, started, whole = 0, False, False
        until = anyio.current_time() + BODY_SECONDS

        async def counted() -> Message:
            nonlocal taken, whole
            if whole:  # what is waited for now is that the other side goes
                return await receive()
            with anyio.move_on_at(until) as coming:
                message = await receive()
            if coming.cancelled_caught:
                raise _TooSlowError
            came = len(message.get("body", b""))
            taken += came
            self._held += came
            whole = not message.get("more_body", False)
            if taken > self._settings.upload:
                raise _TooLongError
            if self._held > TOGETHER * self._settings.upload:
                raise _TooManyError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _RefusedError as refused:
            if started:
                raise
            await self._told(refused)(scope, receive, send)
        except Exception:
            # It is answered here, where an answer gets its headers; outside it is logged.
            if not started:
                await PlainTextResponse("this failed here, and was logged\n", 500)(
                    scope, receive, send
                )
            raise
        finally:
            self._held -= taken

    def _told(self, refused: "_RefusedError") -> PlainTextResponse:
        if isinstance(refused, _TooManyError):
            words = "too much is being sent at once: send it again in a moment\n"
            return PlainTextResponse(words, 503, {"Retry-After": "5"})
        if isinstance(refused, _TooSlowError):
            words = f"the request did not come within {BODY_SECONDS:g} seconds\n"
            return PlainTextResponse(words, 408, {"Connection": "close"})
        return self._too_long()


class _RefusedError(Exception):
    """A body is not read to its end."""


class _TooLongError(_RefusedError):
    """More came than a request may have."""


class _TooSlowError(_RefusedError):
    """It took too long to come."""


class _TooManyError(_RefusedError):
    """Those of others have taken the room."""


def host_of(header: str) -> str:
    """The name in a Host header, without its port, in small letters; empty where it is none.

    >>> host_of("LocalHost.:8000"), host_of("[::1]:80"), host_of("a@b"), host_of("[::1]evil")
    ('localhost', '::1', '', '')
    """
    # To the letter: what takes parts of it leniently calls "[::1]evil" by the name of this machine.
    found = _HOST.fullmatch(header)
    if found is None:
        return ""
    return (found["address"] or found["name"].removesuffix(".")).lower()
