"""The child process of `deadline.query_in_child`: asks one query of a database, read-only.

It is run as a file, not as a module of the package, and imports the engine alone: so it is there
in a tenth of a second. It ends itself at the deadline too, should its parent be gone by then.
"""

import json
import os
import sys
import threading

import pyoxigraph as ox

TRIPLES = b"T"
ROWS = b"R"
SYNTAX = 65  # sysexits.h: EX_DATAERR
LATE = 75  # sysexits.h: EX_TEMPFAIL


def main() -> int:
    """Answer the query that stands on standard input."""
    asked = json.load(sys.stdin.buffer)
    timer = threading.Timer(asked["seconds"], os._exit, (LATE,))
    timer.daemon = True
    timer.start()
    try:
        rdf = ox.Store.read_only(asked["path"])
        answer = rdf.query(asked["sparql"], prefixes=asked["prefixes"])
    except SyntaxError as error:
        sys.stderr.buffer.write(str(error).encode())
        return SYNTAX
    if isinstance(answer, ox.QueryTriples):
        body = TRIPLES + (answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
    else:
        body = ROWS + (answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
