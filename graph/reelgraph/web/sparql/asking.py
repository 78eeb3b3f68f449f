"""A request of the SPARQL 1.1 Protocol, read strictly: which operation it is, and with what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
FIELDS = 1000
"""Parameters that a request may have."""
_SECONDS = re.compile(r"\d{1,7}(?:\.\d{0,6})?", re.ASCII)
_GRAPHS = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks for."""

    kind: str
    """Either "query" or "update"; empty when it asks for neither, which is for the description."""
    text: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    """What ``format=`` says, or ``output=``."""
    seconds: float | None = None
    """What ``timeout=`` says."""


async def operation(request: Request, longest: int) -> Operation:
    """What a request asks for, as the protocol defines it.

    Args:
        request: With GET, HEAD or POST.
        longest: Bytes that its body may have.

    Raises:
        HTTPException: it breaks the protocol; with the status that says how.

    """
    pairs = fields(request.scope.get("query_string", b""), "the address")
    if request.method in ("GET", "HEAD"):
        return _of(pairs)
    media, charset = content_type(request)
    if media not in (FORM, QUERY, UPDATE):
        raise HTTPException(
            415, f"Content-Type is {media or 'missing'}: send {FORM}, {QUERY} or {UPDATE}\n"
        )
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise HTTPException(415, f"charset={charset}: SPARQL is sent as UTF-8\n")
    sent = await body(request, longest)
    if media == FORM:
        return _of([*pairs, *fields(sent, "the form")])
    try:
        text = sent.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the body is not UTF-8: {error}\n") from None
    kind = "query" if media == QUERY else "update"
    return _of([*pairs, (kind, text)])


def fields(sent: bytes, where: str) -> list[tuple[str, str]]:
    """The parameters in an address or a form.

    Raises:
        HTTPException: they are not UTF-8, or too many.

    """
    try:
        text = sent.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except UnicodeDecodeError:
        raise HTTPException(400, f"{where} is not UTF-8\n") from None
    except ValueError:
        raise HTTPException(400, f"{where} has more than {FIELDS:,} parameters\n") from None


def content_type(request: Request) -> tuple[str, str]:
    """The media type of what was sent, and its charset; small letters, empty where not said."""
    header = Message()
    header["Content-Type"] = request.headers.get("content-type", "")[:1000]
    if not header["Content-Type"]:
        return "", ""
    charset = header.get_param("charset", "")
    media = header["Content-Type"].partition(";")[0].strip().lower()
    return media, charset.lower() if isinstance(charset, str) else "odd"


async def body(request: Request, longest: int) -> bytes:
    """What was sent, as far as it may be sent.

    Raises:
        HTTPException: it is longer.

    """
    parts, length = [], 0
    async for part in request.stream():
        length += len(part)
        if length > longest:
            raise HTTPException(413, f"a request may have {longest:,} bytes at most\n")
        parts.append(part)
    return b"".join(parts)


def base_of(request: Request) -> str:
    """The address of the endpoint, as the request wrote it; relative IRIs are relative to it."""
    address = str(request.url.replace(query="", fragment=""))
    try:
        return ox.NamedNode(address).value
    except ValueError:
        return "http://localhost/sparql"  # a host that was let through, and is no name


def _of(pairs: Sequence[tuple[str, str]]) -> Operation:
    def all_of(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    queries, updates = all_of("query"), all_of("update")
    if len(queries) + len(updates) > 1:
        raise HTTPException(400, "exactly one query or one update is sent at a time\n")
    kind = "query" if queries else "update" if updates else ""
    for name in (n for k, names in _GRAPHS.items() if k != kind for n in names):
        if kind and all_of(name):
            raise HTTPException(400, f"{name} does not belong to {_article(kind)}\n")
    default, named = _GRAPHS.get(kind, ("", ""))
    return Operation(
        kind,
        (queries or updates or ("",))[0],
        all_of(default),
        all_of(named),
        next(iter(all_of("format") or all_of("output")), ""),
        _seconds(all_of("timeout")),
    )


def _article(kind: str) -> str:
    return "an update" if kind == "update" else "a query"


def _seconds(values: Sequence[str]) -> float | None:
    if not values or not values[0]:
        return None
    if not _SECONDS.fullmatch(values[0]) or float(values[0]) == 0:
        raise HTTPException(400, f"timeout={values[0][:50]!r} is no number of seconds\n")
    return float(values[0])
