"""Time limits that really end a query.

A running query of the embedded engine can only be ended with its process. So a query with a time
limit runs in a child process that opens the folder read-only; at the deadline the child is killed.
The command line, which is a process of its own, ends itself instead (`end_this_process_after`).
"""

import json
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
from reelgraph.store import child
from reelgraph.vocabulary import PREFIXES


def query_in_child(path: Path, sparql: str, seconds: float) -> Any:
    """The answer of a query that a child process asks of the database at `path`.

    Raises:
        QueryTimeout: it took longer than `seconds`; the child has been killed.
        SyntaxError: what the engine says of a query that it cannot parse.
        QueryError: the child failed, for lack of memory for instance.

    """
    asked = {"path": str(path), "sparql": sparql, "seconds": seconds, "prefixes": PREFIXES}
    command = [sys.executable, "-P", str(child.__file__)]
    late = QueryTimeout(f"the query was ended at its time limit of {seconds:g} s")
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise late from None
    if done.returncode == child.LATE:
        raise late
    if done.returncode == child.SYNTAX:
        raise SyntaxError(done.stderr.decode("utf-8", "replace"))
    if done.returncode != 0 or done.stdout[:1] not in (child.ROWS, child.TRIPLES):
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise QueryError(f"the query failed in its process ({done.returncode}): {said[0]}")
    body = done.stdout[1:]
    if done.stdout[:1] == child.TRIPLES:
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
