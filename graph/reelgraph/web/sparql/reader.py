"""The child process of `readers.Readers`: reads SPARQL, and never runs any of it.

It is run as a file and imports the engine alone, as ``store/child.py`` does. Reading is left to a
process of its own because a text can kill what reads it: a few thousand brackets overflow the
parser's stack, and a hundred of some kinds keep it busy for hours.
"""

import faulthandler
import json
import os
import re
import sys
import uuid
from contextlib import suppress
from typing import Any

import pyoxigraph as ox

MEMORY = 2 << 30
"""Bytes of address space, where the system can bound them."""
_GAP = r"(?:[ \t\r\n]+|\#[^\r\n]*)*+"
_IRI = r'<[^<>"{}|^`\x00-\x20]*>'
_PROLOGUE = re.compile(
    rf"(?:[ \t\r\n]+|\#[^\r\n]*|(?i:prefix){_GAP}[^\s:<>\"{{}}#]*:{_GAP}{_IRI}"
    rf"|(?i:base){_GAP}{_IRI})*+"
)
_PLACE = re.compile(r"error at (\d+):(\d+):")


def complaint(kind: str, text: str, base: str, prefixes: dict[str, str]) -> str | None:
    """What the engine says against a text; None when it is good SPARQL."""
    try:
        return (_of_query if kind == "query" else _of_update)(text, base, prefixes)
    except (OSError, RuntimeError, ValueError) as error:  # a text that is none, or its own mishap
        return str(error)


def _of_query(text: str, base: str, prefixes: dict[str, str]) -> str | None:
    # The engine has no call that only reads. To give a value to a variable that the query does
    # not select fails after it was read, and before anything is looked for.
    absent = ox.Variable("v" + uuid.uuid4().hex)
    try:
        ox.Store().query(
            text, base_iri=base, prefixes=prefixes, substitutions={absent: ox.NamedNode("x:x")}
        )
    except SyntaxError as error:
        return str(error)
    except RuntimeError:
        return None  # also for functions that another engine may have
    return "the query cannot be read"


def _of_update(text: str, base: str, prefixes: dict[str, str]) -> str | None:
    # All is read before anything is done, and what comes first here fails.
    prologue = _PROLOGUE.match(text)
    at = prologue.end() if prologue else 0
    first = f"DROP GRAPH <urn:uuid:{uuid.uuid4()}> ; "
    try:
        ox.Store().update(text[:at] + first + text[at:], base_iri=base, prefixes=prefixes)
    except SyntaxError as error:
        return _PLACE.sub(lambda found: _moved_back(found, text[:at], len(first)), str(error))
    except RuntimeError:
        pass
    return None


def _moved_back(found: re.Match[str], before: str, length: int) -> str:
    """The place of a mistake in the text as it came."""
    line, column = int(found[1]), int(found[2])
    if line == before.count("\n") + 1:
        start = len(before) - before.rfind("\n")
        column = max(column - length, start) if column > start else column
    return f"error at {line}:{column}:"


def main() -> None:
    """Answer each line of standard input with one line."""
    with suppress(ImportError, OSError, ValueError):  # not every system bounds memory
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a device
        for line in sys.stdin.buffer:
            asked: dict[str, Any] = json.loads(line)
            # Its parent ends it in time. Should the parent be gone by then, it ends itself; this
            # timer needs no turn of the interpreter.
            faulthandler.dump_traceback_later(asked.pop("seconds"), exit=True, file=nowhere)
            said = complaint(**asked)
            faulthandler.cancel_dump_traceback_later()
            sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
