"""The explorer asks as a visitor does: in bounded time, for an answer of bounded size."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox

from reelgraph import query
from reelgraph.results import Results, Triples
from reelgraph.web.context import Context
from reelgraph.web.sparql import reading

T = TypeVar("T")
_BASE = "http://localhost/"
"""What relative IRIs are relative to: there are none in what the explorer writes itself."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The first rows or triples of an answer, and how many there are."""

    table: Results
    total: int
    triples: Triples | None = None
    """Of CONSTRUCT and DESCRIBE; `table` then has them as rows."""
    truth: bool | None = None
    """Of ASK."""


def ask(context: Context, sparql: str, most: int | None = None) -> Answer:
    """The answer to a query; the usual prefixes are declared.

    Args:
        context: Of this server.
        sparql: A query.
        most: Rows that are wanted; the others are only counted.

    Raises:
        QuerySyntaxError: it is not SPARQL 1.1.
        QueryTimeout: the time was up.
        Refused: it asks another server, or its answer is larger than answers may be.
        Busy: no turn came in time.

    """
    asked = reading.question(sparql, context.settings, base=_BASE, seconds=context.settings.seconds)
    with context.engine.ask(asked).body as body:
        if asked.form in ("CONSTRUCT", "DESCRIBE"):
            quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
            kept, total = _first((q.triple for q in quads), most)
            triples = Triples(kept)
            return Answer(triples.as_results(), total, triples)
        rows = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if isinstance(rows, ox.QueryBoolean):
            table = Results(["answer"], [(ox.Literal(bool(rows)),)])
            return Answer(table, 1, truth=bool(rows))
        columns = query.columns_of(sparql, rows)
        found, total = _first((tuple(row[name] for name in columns) for row in rows), most)
        return Answer(Results(columns, found), total)


def _first(every: Iterable[T], most: int | None) -> tuple[list[T], int]:
    """The first of some things, and how many there are."""
    waiting = iter(every)
    kept = list(islice(waiting, most))
    return kept, len(kept) + sum(1 for _ in waiting)
