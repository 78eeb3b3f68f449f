"""What is in the graph, in numbers, and where it comes from."""

import threading
from collections import OrderedDict

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.checking import Statistics
from reelgraph.checking.stats import FORMATS
from reelgraph.checking.table import Bar, Table
from reelgraph.errors import ParameterError
from reelgraph.graph import FilmGraph
from reelgraph.store.sources import sources
from reelgraph.web import threads
from reelgraph.web.api.given import Given
from reelgraph.web.api.shapes import Json, source_json
from reelgraph.web.context import Context

_HELD = 4
"""Of how many states the counts are remembered."""
_TYPES = {
    "html": "text/html",
    "svg": "image/svg+xml",
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "txt": "text/plain",
}


def routes(context: Context) -> list[BaseRoute]:
    """The counts, for the explorer and as files, and the sources."""
    counts = Counts()
    # A line of its own: those who wait for the counts take no turn from those who click.
    line = CapacityLimiter(1)

    async def statistics(request: Request) -> Response:
        given = Given(request)
        format_name = given.text("format", "")
        if format_name and format_name not in FORMATS:
            raise ParameterError(
                f"counts cannot be written as {format_name!r}: {', '.join(FORMATS)}"
            )
        found = await threads.run(line, lambda: counts.of(context.engine.graph()))
        if not format_name:
            return JSONResponse(as_json(found))
        body = await threads.run(context.lines.own, found.render, format_name)
        mark = b"\xef\xbb\xbf" if format_name == "csv" else b""
        headers = {
            "content-disposition": f'attachment; filename="reelgraph-statistics.{format_name}"'
        }
        return Response(mark + body, media_type=_TYPES[format_name], headers=headers)

    async def listed(_: Request) -> Response:
        return JSONResponse(await threads.run(context.lines.own, _sources, context))

    return [Route("/api/statistics", statistics), Route("/api/sources", listed)]


class Counts:
    """The counts of a graph, made once for each of its states: on millions of facts they take long.

    >>> import reelgraph as rg
    >>> counts = Counts()
    >>> counts.of(rg.sample()) is counts.of(rg.sample())
    True

    """

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], Statistics] = OrderedDict()
        self._counting = threading.Lock()

    def of(self, graph: FilmGraph) -> Statistics:
        """The counts of a graph; whoever asks while it is counted waits for the same."""
        key = graph.store.place, graph.store.state()
        with self._counting:
            found = self._held.get(key) or graph.stats()
            self._held[key] = found
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
            return found


def as_json(counts: Statistics) -> Json:
    """The counts as the explorer is given them."""
    return {"tables": [_table(t) for t in counts.tables], "date": counts.date}


def _table(table: Table) -> Json:
    return {
        "key": table.key,
        "title": table.title,
        "tone": table.tone,
        "upright": table.upright,
        "bars": [_bar(table, bar) for bar in table.bars],
    }


def _bar(table: Table, bar: Bar) -> Json:
    return {
        "label": bar.label,
        "count": bar.count,
        "of": bar.of,
        "percent": bar.percent,
        "share": round(table.share(bar), 4),
        # A class, a role or a source is no entity that the explorer could show.
        "iri": bar.iri if table.key in _ENTITIES else "",
    }


_ENTITIES = frozenset({"people", "genres", "countries"})
"""The tables whose bars are entities."""


def _sources(context: Context) -> Json:
    known = sources(context.engine.graph().store)
    counted = ("triples", "films", "people", "credits", "loaded", "files")
    return {"sources": [{**source_json(s), **{n: getattr(s, n) for n in counted}} for s in known]}
