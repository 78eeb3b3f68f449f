"""The JSON that a page sends, read once and checked."""

import json
from typing import Any

from starlette.requests import Request

from reelgraph.errors import InputError
from reelgraph.web.problems import TooLarge

LARGEST = 2 << 20
"""Bytes that it may have: to read it holds up all others, and two thousand nodes with their places
have some 400 kB."""

DEEPEST = 20
"""Lists and objects that may lie in one another; what is sent here has three."""


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        TooLarge: it has more than `LARGEST` bytes.
        InputError: there is none. Only ``application/json`` is taken, which no page of a
            stranger can send without having been asked first.

    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InputError("send JSON, and say so: Content-Type: application/json")
    sent = bytearray()
    async for part in request.stream():
        sent += part
        if len(sent) > LARGEST:
            raise TooLarge(f"what is sent here may have {LARGEST >> 20} MB: send less at once")
    try:
        found = json.loads(sent)
    except (ValueError, RecursionError):
        raise InputError("the body of the request is no JSON") from None
    if not isinstance(found, dict):
        raise InputError("the body of the request is no JSON object")
    _check_depth(found)
    return found


def _check_depth(found: dict[str, Any]) -> None:
    """See to it that a value can be shown in a message, which recurses into it."""
    level: list[Any] = [found]
    for _ in range(DEEPEST):
        inner = [v for one in level for v in (one.values() if isinstance(one, dict) else one)]
        level = [v for v in inner if isinstance(v, dict | list)]
        if not level:
            return
    raise InputError(f"the body of the request is deeper than {DEEPEST} lists in one another")


def text_of(body: dict[str, Any], name: str, *, needed: bool = True) -> str:
    """A text of a body; empty where it is not there and need not be.

    Raises:
        InputError: it is missing, or no text.

    """
    value = body.get(name, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise InputError(f"the request needs {name!r}, a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(f"{name!r} is no text: it holds half a character") from None
    return value
