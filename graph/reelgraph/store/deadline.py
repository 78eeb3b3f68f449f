"""Time limits that really end a query.

A running query of the embedded engine can only be ended with its process. So a query with a time
limit runs in a child process that opens the folder read-only; at the deadline the child is killed.
The command line, which is a process of its own, ends itself instead (`end_this_process_after`).
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from reelgraph.errors import QueryError, QueryTimeout
from reelgraph.vocabulary import PREFIXES

_TRIPLES = b"T"
_ROWS = b"R"
_SYNTAX = 65  # sysexits.h: EX_DATAERR


def query_in_child(path: Path, sparql: str, seconds: float) -> Any:
    """The answer of a query that a child process asks of the database at `path`.

    Raises:
        QueryTimeout: it took longer than `seconds`; the child has been killed.
        SyntaxError: what the engine says of a query that it cannot parse.
        QueryError: the child failed, for lack of memory for instance.
    """
    command = [sys.executable, "-m", "reelgraph.store.deadline", str(path)]
    try:
        done = subprocess.run(
            command, input=sparql.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise QueryTimeout(f"the query was ended at its time limit of {seconds:g} s") from None
    if done.returncode == _SYNTAX:
        raise SyntaxError(done.stderr.decode("utf-8", "replace"))
    if done.returncode != 0 or done.stdout[:1] not in (_ROWS, _TRIPLES):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise QueryError(f"the query failed in its process ({done.returncode}): {said[0]}")
    body = done.stdout[1:]
    if done.stdout[:1] == _TRIPLES:
        return (quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)


@contextmanager
def end_this_process_after(seconds: float | None, code: int = 3) -> Iterator[None]:
    """End this very process if the block takes longer; for the command line only.

    Nothing of an answer may have been written by then: a cut answer must not look whole.
    """
    if seconds is None:
        yield
        return

    def end() -> None:
        message = f"reelgraph: the query was ended at its time limit of {seconds:g} s "
        message += "(--timeout changes it; a name or a year in the query makes it quicker)\n"
        os.write(2, message.encode())
        os._exit(code)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def main() -> int:
    """Ask the query that stands on standard input of the database named on the command line."""
    sparql = sys.stdin.buffer.read().decode()
    rdf = ox.Store.read_only(sys.argv[1])
    try:
        answer = rdf.query(sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        sys.stderr.write(str(error))
        return _SYNTAX
    if isinstance(answer, ox.QueryTriples):
        body = _TRIPLES + bytes(answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    else:
        body = _ROWS + bytes(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
