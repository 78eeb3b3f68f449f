"""The graphs that a request brings: as one body, or as the parts of a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request

from reelgraph.web.sparql.asking import body, content_type
from reelgraph.web.sparql.formats import GRAPHS

PARTS = 100
"""How many parts a form may have."""
_CHARSETS = ("", "utf-8", "utf8", "us-ascii")


@dataclass(frozen=True, slots=True)
class Part:
    """One graph as it was sent."""

    name: str
    """Of its file, for a message; empty where it has none."""
    format: ox.RdfFormat
    body: bytes


async def parts(request: Request, longest: int) -> list[Part]:
    """What a request brings.

    Args:
        request: With PUT or POST.
        longest: Bytes that it may have.

    Raises:
        HTTPException: it is longer, or of a type that is none of a graph.

    """
    media, charset = content_type(request)
    if media != "multipart/form-data":
        kind = _format(media, charset)
        return [Part("", kind, await body(request, longest))]
    header = request.headers["content-type"].encode("utf-8", "replace")
    sent = await body(request, longest)
    message = BytesParser(policy=policy.HTTP).parsebytes(
        b"Content-Type: " + header.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n" + sent
    )
    if not message.is_multipart() or message.defects:
        raise HTTPException(400, "the form cannot be taken apart: is its boundary right?\n")
    found = []
    for number, part in enumerate(message.iter_parts()):
        if number == PARTS:
            raise HTTPException(413, f"a form may have {PARTS} parts\n")
        content = part.get_payload(decode=True)
        said = part.get_param("charset", "")
        kind = _format(part.get_content_type(), said.lower() if isinstance(said, str) else "odd")
        found.append(
            Part(part.get_filename() or "", kind, content if isinstance(content, bytes) else b"")
        )
    return found


def triples(sent: Sequence[Part], base: str) -> str:
    """The triples of all parts, as SPARQL takes them between braces.

    Args:
        sent: The parts; their blank nodes are kept apart.
        base: What relative IRIs are relative to.

    Raises:
        HTTPException: a part is not what its type says.

    """
    lines: list[str] = []
    for part in sent:
        complaint = _read(part, base, lines)
        if complaint:
            raise HTTPException(400, f"{_of(part)} {complaint}\n")
    return "\n".join(lines)


def _read(part: Part, base: str, lines: list[str]) -> str:
    """Add the triples of a part to some lines; what is wrong with it, if anything is.

    Nothing is raised further: a traceback would keep the engine's objects, which only the thread
    that made them can let go.
    """
    try:
        quads = ox.parse(part.body, format=part.format, base_iri=base, rename_blank_nodes=True)
        for quad in quads:
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                return "holds more than one graph"
            lines.append(f"{quad.triple} .")
    except (SyntaxError, ValueError, OSError) as error:
        return f"cannot be read as {part.format.media_type}: {error}"
    return ""


def _of(part: Part) -> str:
    return f"the file {part.name[:200]!r}" if part.name else "what was sent"


def _format(media: str, charset: str) -> ox.RdfFormat:
    if charset not in _CHARSETS:
        raise HTTPException(415, f"charset={charset[:50]}: send UTF-8\n")
    if media not in GRAPHS:
        those = ", ".join(GRAPHS)
        raise HTTPException(
            415, f"Content-Type is {media[:100] or 'missing'}: a graph is sent as {those}\n"
        )
    return GRAPHS[media]
