"""The dataset of an update, written into its text as USING clauses."""

from collections.abc import Sequence

from reelgraph.errors import QueryError
from reelgraph.store.outline import tokens


def with_using(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with the graphs of the protocol named in each of its operations that look.

    Args:
        update: An update that can be read.
        default_graphs: The IRIs of ``using-graph-uri``.
        named_graphs: Those of ``using-named-graph-uri``.

    Raises:
        QueryError: it names graphs itself, and then the protocol may not.

    >>> with_using("DELETE { ?a ?b ?c } WHERE { ?a ?b ?c }", ["http://e/g"], [])
    'DELETE { ?a ?b ?c } USING <http://e/g> WHERE { ?a ?b ?c }'
    >>> with_using("DELETE WHERE { ?a ?b 1 }", [], ["http://e/g"])
    'DELETE { ?a ?b 1 } USING NAMED <http://e/g> WHERE { ?a ?b 1 }'

    """
    clauses = "".join(f"USING <{graph}> " for graph in default_graphs)
    clauses += "".join(f"USING NAMED <{graph}> " for graph in named_graphs)
    if not clauses:
        return update
    found = [token for token in tokens(update) if token[0] in ("word", "mark")]
    depth, parts, last = 0, [], 0
    for place, (kind, text, start, end) in enumerate(found):
        if kind == "mark":
            depth += (text in ("{", "(")) - (text in ("}", ")"))
        elif depth == 0 and text.upper() in ("USING", "WITH"):
            raise QueryError(
                f"the update says {text.upper()} itself: then using-graph-uri and "
                "using-named-graph-uri may not be given (SPARQL 1.1 Protocol, 2.2.3)"
            )
        elif depth == 0 and text.upper() == "WHERE":
            parts.append(update[last:start])
            if place and found[place - 1][1].upper() == "DELETE":
                parts.append(_group(update, found[place + 1 :], end).strip() + " ")
            parts.append(clauses)
            last = start
    return "".join((*parts, update[last:]))


def _group(update: str, found: Sequence[tuple[str, str, int, int]], start: int) -> str:
    """The text from `start` to the end of the group that begins there."""
    depth = 0
    for kind, text, _, end in found:
        if kind == "mark":
            depth += (text == "{") - (text == "}")
            if depth == 0:
                return update[start:end]
    return update[start:]
