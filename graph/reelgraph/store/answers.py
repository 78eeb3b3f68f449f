"""From what a server answered to the engine's own objects; nothing that is not whole passes."""

import pyoxigraph as ox

from reelgraph.errors import EndpointError, QueryTimeout
from reelgraph.store.address import Endpoint
from reelgraph.store.client import Answer, complaint

_TAIL = 1 << 16
"""Bytes at the end of an answer in which the reason of its breaking off is looked for."""
_LARGEST = 1 << 20
_FORMATS = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}


def checked(answer: Answer, endpoint: Endpoint, form: str) -> int:
    """How many rows an answer has, after it was read to its end; 0 for a truth value.

    It is read for nothing else: what is wrong at its end is known before a row is handed on.

    Raises:
        QueryTimeout: the server broke off, for lack of time.
        EndpointError: it broke off, or it is no such answer.

    """
    try:
        count = _read(answer)
    except (SyntaxError, ValueError, OSError) as error:
        broken = _broken(answer, endpoint, error)
    else:
        if (count is None) == (form == "ASK"):
            return count or 0
        kind = "a truth value" if count is None else "rows"
        broken = EndpointError(f"{endpoint}: {kind} is not what was asked for by {form}")
    # outside of the handler: a traceback would keep the engine's objects, which only the thread
    # that made them can let go
    raise broken


def _read(answer: Answer) -> int | None:
    """The number of rows; None for a truth value."""
    found = rows(answer)
    return None if isinstance(found, ox.QueryBoolean) else sum(1 for _ in found)


def rows(answer: Answer) -> ox.QuerySolutions | ox.QueryBoolean:
    """The rows, or the truth value, of an answer that was checked."""
    answer.body.seek(0)
    return ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)


def triples(answer: Answer, endpoint: Endpoint) -> tuple[ox.QueryTriples, int]:
    """The triples of an answer, each once, and how many there are.

    Raises:
        QueryTimeout: the server broke off, for lack of time.
        EndpointError: it broke off, or it is no such answer.

    """
    store = ox.Store()
    try:
        store.bulk_load(answer.body, format=_FORMATS[answer.media])
    except (SyntaxError, ValueError, OSError) as error:
        raise _broken(answer, endpoint, error) from None
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    if not isinstance(found, ox.QueryTriples):
        raise TypeError("this query gives triples")
    return found, len(store)


def may_be_cut(count: int, limit: int | None, round_number: int = 1000) -> bool:
    """Whether so many rows look as if a server had cut them, rather than the query's own limit.

    Servers that cut cut at a round number, and Virtuoso at 2 to the power of 20, whatever its
    settings say.

    >>> may_be_cut(10_000, None), may_be_cut(10_000, 10_000), may_be_cut(999, None)
    (True, False, False)
    """
    return count > 0 and count != limit and (count % round_number == 0 or count == _LARGEST)


def _broken(answer: Answer, endpoint: Endpoint, error: Exception) -> EndpointError | QueryTimeout:
    """What to say of an answer that cannot be read to its end."""
    size = answer.body.seek(0, 2)
    answer.body.seek(max(size - _TAIL, 0))
    late, words = complaint(answer.body.read().decode("utf-8", "replace"))
    if late:
        return QueryTimeout(
            f"{endpoint} ended the query at its own time limit, in the middle of the answer "
            f"({words}): ask for less, or for one name or year"
        )
    if words:
        return EndpointError(f"{endpoint} failed in the middle of the answer: {words}")
    return EndpointError(f"{endpoint}: the answer is not whole, or no {answer.media} ({error})")
