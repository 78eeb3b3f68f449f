"""The token that a request has to show when it writes."""

import base64
import binascii
import os
import secrets

from starlette.requests import Request

from reelgraph.errors import Refused
from reelgraph.web.context import Settings

ENV_TOKEN = "REELGRAPH_TOKEN"  # noqa: S105  the name of the variable
"""The environment variable that holds it; without it, one is made up."""


def made() -> str:
    """The token of a server that is being started."""
    return os.environ.get(ENV_TOKEN, "").strip() or secrets.token_urlsafe(24)


def require_token(request: Request, settings: Settings) -> None:
    """Let only those write who have the token.

    It comes as ``Authorization: Bearer TOKEN``, or as the password of HTTP's Basic scheme, which
    is what SPARQL clients can send.

    Raises:
        Refused: the server is only read, or the request has not the right token.

    """
    if not settings.writable:
        raise Refused("this server only reads its store: start it with 'reelgraph serve --write'")
    given = shown_in(request.headers.get("authorization", ""))
    if not settings.token or not secrets.compare_digest(given.encode(), settings.token.encode()):
        wrong = "this token is not the one of this server" if given else "writing needs the token"
        raise Refused(
            f"{wrong}: send 'Authorization: Bearer TOKEN', with what 'reelgraph serve' printed "
            f"when it was started (or what ${ENV_TOKEN} said)"
        )


def shown_in(header: str) -> str:
    """The token in an Authorization header; empty if there is none.

    >>> shown_in("Bearer abc"), shown_in("Basic " + base64.b64encode(b"anybody:abc").decode())
    ('abc', 'abc')
    """
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
