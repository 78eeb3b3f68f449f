"""A table as a file to be kept."""

from starlette.responses import Response

from reelgraph.errors import ParameterError
from reelgraph.web.api.asking import ask
from reelgraph.web.context import Context

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ttl": "text/turtle; charset=utf-8",
}
"""The formats of the files, by their ending."""
TOGETHER = 2
"""Files that are made at once: each holds all of an answer in memory."""


def written(context: Context, sparql: str, format_name: str) -> bytes:
    """The whole answer to a query in one of `MEDIA`.

    Raises:
        ParameterError: the format is unknown, or cannot hold this answer.

    """
    if format_name not in MEDIA:
        raise ParameterError(f"there is no format {format_name[:50]!r}: {', '.join(MEDIA)}")
    answer = ask(context, sparql)
    made = answer.table if answer.triples is None else answer.triples
    return made.render(format_name)


def attachment(body: bytes, name: str, format_name: str) -> Response:
    """A file that a browser saves; of CSV with the mark that spreadsheets want."""
    mark = b"\xef\xbb\xbf" if format_name == "csv" else b""
    return Response(
        mark + body,
        media_type=MEDIA[format_name],
        headers={"content-disposition": f'attachment; filename="{name}.{format_name}"'},
    )
