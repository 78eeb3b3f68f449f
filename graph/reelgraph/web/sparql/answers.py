"""From the engine's whole answer to the format that was asked for, and on its way only then."""

import re
import tempfile
from collections.abc import Iterator
from typing import IO

import anyio.to_thread
import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from reelgraph.errors import EndpointError
from reelgraph.vocabulary import PREFIXES
from reelgraph.web.accepting import best
from reelgraph.web.engine import Whole
from reelgraph.web.sparql.formats import Format, named, names, offered

_MEMORY = 1 << 20
"""Bytes of an answer that are held in memory; the rest lies on disk."""
_PIECE = 1 << 16
# The marks that XML has no way to write, as JSON and as N-Triples write them.
_UNWRITABLE = re.compile(
    rb"(?<!\\)(?:\\\\)*\\(?:[bf]|u00(?:0[0-8bcefBCEF]|1[0-9a-fA-F])|u[fF]{3}[eEfF])"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
)
_LOCAL = re.compile(r"[^\W\d\U00010000-\U0010ffff][\w.-]*\Z")
"""The name of XML in which the IRI of a property in RDF/XML has to end."""


def chosen(accept: str, wanted: str, form: str) -> Format:
    """The format of the answer to a query of that form.

    Args:
        accept: The Accept header.
        wanted: What ``format=`` says; it decides where it names one for this form.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises:
        HTTPException: there is no such format, or the client takes none of those that there are.

    """
    if wanted:
        try:
            found = named(wanted, form)
        except KeyError:
            raise HTTPException(400, f"format={wanted[:50]!r} is none of {names()}\n") from None
        if found:
            return found
    formats = offered(form)
    media = best(accept, list(formats))
    if media is None:
        those = "\n".join(formats)
        raise HTTPException(406, f"the answer to {form} can be had as\n{those}\n")
    return formats[media]


def converted(whole: Whole, form: str, wanted: Format) -> Whole:
    """The answer in another format; the file of the one that came is closed if it is no more used.

    Raises:
        HTTPException: the format cannot hold it.
        EndpointError: what came is no such answer.

    """
    if wanted.engine in (ox.QueryResultsFormat.JSON, ox.RdfFormat.N_TRIPLES):
        return whole
    out: IO[bytes] = tempfile.SpooledTemporaryFile(_MEMORY)  # noqa: SIM115  whoever asked closes it
    with whole.body:
        failure = _failure(whole.body, form, wanted, out)
    if failure is not None:
        out.close()
        raise failure
    length = out.tell()
    out.seek(0)
    return Whole(out, length)


def _failure(body: IO[bytes], form: str, wanted: Format, out: IO[bytes]) -> Exception | None:
    """Write the answer in the other format; why it could not be, if it could not.

    What was raised is not raised further: its traceback would keep the engine's objects, which
    only the thread that made them can let go.
    """
    try:
        if wanted.engine in (ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML):
            _refuse_unwritable(body, wanted)
        body.seek(0)
        if form in ("SELECT", "ASK"):
            found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            found.serialize(out, format=wanted.engine)  # type: ignore[arg-type]
        else:
            triples = _triples(body, wanted)
            ox.serialize(triples, out, format=wanted.engine, prefixes=PREFIXES)  # type: ignore[arg-type]
    except HTTPException as error:
        return HTTPException(error.status_code, error.detail)
    except (SyntaxError, ValueError, OSError) as error:
        return EndpointError(f"the answer came in a form that cannot be read: {error}")
    return None


def _triples(body: IO[bytes], wanted: Format) -> Iterator[ox.Triple]:
    for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
        if wanted.engine == ox.RdfFormat.RDF_XML and not _LOCAL.search(quad.predicate.value):
            raise HTTPException(
                406, f"{quad.predicate} cannot be written as RDF/XML: ask for text/turtle\n"
            )
        yield quad.triple


def _refuse_unwritable(body: IO[bytes], wanted: Format) -> None:
    """Refuse XML for texts with marks that it has no way to write.

    Raises:
        HTTPException: there are such marks.

    """
    rest = b""
    while piece := body.read(_PIECE):
        if _UNWRITABLE.search(rest + piece):
            raise HTTPException(
                406,
                f"a text of the answer holds control characters, which {wanted.media} cannot "
                "hold: ask for JSON, TSV or Turtle\n",
            )
        rest = piece[-16:]


class FileResponse(Response):
    """A whole answer that lies in a file, which is closed at the end, however it comes."""

    def __init__(self, whole: Whole, media: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(None, 200, {**(headers or {}), "content-type": media})
        self.headers["content-length"] = str(whole.length)
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send it piece by piece; a client that is slow takes no thread."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            more = scope["method"] != "HEAD"
            while more:
                piece = await anyio.to_thread.run_sync(self._whole.body.read, _PIECE)
                more = bool(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": more})
            if scope["method"] == "HEAD":
                await send({"type": "http.response.body", "body": b""})
        finally:
            self._whole.body.close()
