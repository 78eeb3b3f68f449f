"""Whole numbers that a server gives back as something else, found by asking it for one."""

import re
from collections.abc import Iterable
from mmap import ACCESS_READ, mmap

from reelgraph.binding import iri
from reelgraph.sending.plan import Part
from reelgraph.store import EndpointStore
from reelgraph.vocabulary import XSD

_INTEGER = iri(XSD + "integer")
_LONG = re.compile(
    rb'"-?(?:2[2-9][0-9]{8}|[3-9][0-9]{9}|[0-9]{11,})"\^\^' + re.escape(str(_INTEGER).encode())
).search
"""Finds what 32 bits have no room for: Virtuoso 7 takes that for decimals."""


def told_otherwise(far: EndpointStore, parts: Iterable[Part], view: str) -> str:
    """What is to be said of long whole numbers that were sent; empty where they come back so.

    Args:
        far: Where they were sent.
        parts: What was.
        view: The graph of the view on that server; empty for its default graph.

    """
    for part in parts:
        if part.coming and (line := _first_long(part)):
            subject, predicate, rest = line.decode().split(" ", 2)
            graph = part.graph or view
            pattern = f"{subject} {predicate} ?o"
            asked = f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
            answer = [row["o"] for row in far.plain(f"SELECT ?o WHERE {{ {asked} }}")]
            if any(getattr(term, "datatype", None) == _INTEGER for term in answer):
                return ""
            return (
                f"{far.place} gives whole numbers of more than nine digits back as decimals, such "
                f"as {rest.split(chr(34))[1]}: the numbers are the same, but a question for their "
                "datatype, and what is exported from there, has xsd:decimal"
            )
    return ""


def _first_long(part: Part) -> bytes:
    """The first line that comes with such a number."""
    with part.come.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as lines:
        found = _LONG(lines)
        if found is None:
            return b""
        begin = lines.rfind(b"\n", 0, found.start()) + 1
        return lines[begin : found.end()]
