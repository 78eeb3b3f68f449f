"""The JSON that a page sends, read once and checked."""

import json
from typing import Any

from starlette.requests import Request

from reelgraph.errors import InputError


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        InputError: there is none. Only ``application/json`` is taken, which no page of a
            stranger can send without having been asked first.

    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise InputError("send JSON, and say so: Content-Type: application/json")
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise InputError("the body of the request is no JSON") from None
    if not isinstance(found, dict):
        raise InputError("the body of the request is no JSON object")
    return found


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
