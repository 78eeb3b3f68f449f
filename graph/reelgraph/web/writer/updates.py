"""What a SPARQL update names: the dataset that its protocol gives it, the graphs it may change.

It has been read through before, so that it parses; what is looked for here are words and names.
"""

import re
from collections.abc import Sequence

from reelgraph.errors import QueryError
from reelgraph.store.outline import TOKEN
from reelgraph.vocabulary import PREFIXES

_ESCAPED = re.compile(r"\\(.)")
_CHANCE = re.compile(r"\b(?:struuid|uuid|rand|now|bnode)\b", re.IGNORECASE)
_PLAIN = frozenset(
    ("PREFIX", "BASE", "INSERT", "DELETE", "DATA", "DROP", "CLEAR", "CREATE", "SILENT", "GRAPH")
)


def with_dataset(sparql: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with the dataset of the protocol: its ``using-graph-uri`` parameters.

    Raises:
        QueryError: it names a dataset itself, which the protocol forbids.

    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", ["x:g"], [])
    'DELETE { ?s ?p 1 } USING <x:g> WHERE { ?s ?p 1 }'

    """
    if not default_graphs and not named_graphs:
        return sparql
    clauses = "".join(f"USING <{g}> " for g in default_graphs)
    clauses += "".join(f"USING NAMED <{g}> " for g in named_graphs)
    found, last, depth, before = "", 0, 0, ""
    for match in TOKEN.finditer(sparql):
        text = match[0]
        if match.lastgroup == "skip":
            continue
        if match.lastgroup == "mark":
            depth += (text == "{") - (text == "}")
        word = text.upper() if match.lastgroup == "word" and depth == 0 else ""
        if word in ("USING", "WITH"):
            raise QueryError(
                f"the update says {word} itself, and using-graph-uri is given too: leave one out"
            )
        if word == "WHERE":
            found += sparql[last : match.start()]
            if before == "DELETE":
                found += _braces(sparql, match.end()) + " "
            found += clauses
            last = match.start()
        before = word if match.lastgroup == "word" else text
    return found + sparql[last:]


def graphs_named(sparql: str) -> set[str] | None:
    """The graphs that an update may change, or more; None for any.

    >>> sorted(graphs_named("INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 1 } }"))
    ['x:a', 'x:b', 'x:g']
    >>> graphs_named("CLEAR ALL") is None
    True
    """
    known = dict(PREFIXES)
    found: set[str] = set()
    words = [(m.lastgroup, m[0]) for m in TOKEN.finditer(sparql) if m.lastgroup != "skip"]
    for place, (kind, text) in enumerate(words):
        word = text.upper() if kind == "word" else ""
        after = words[place + 1] if place + 1 < len(words) else ("", "")
        if word in ("ALL", "NAMED", "BASE") or (word == "GRAPH" and after[0] == "variable"):
            return None
        if word == "PREFIX" and place + 2 < len(words):
            known[after[1].partition(":")[0]] = words[place + 2][1][1:-1]
        if kind == "iri":
            found.add(text[1:-1])
        elif kind in ("name", "prefix"):
            prefix, _, local = text.partition(":")
            found.add(known.get(prefix, "") + _ESCAPED.sub(r"\1", local))
    return None if "\\" in "".join(t for k, t in words if k == "iri") else found


def is_data(sparql: str, *, drops: bool = True) -> bool:
    """Whether an update only says what comes and what goes, and looks for nothing.

    Args:
        sparql: The update.
        drops: Whether it may also drop graphs that it names.

    >>> is_data("PREFIX e: <x:> INSERT DATA { e:a e:b 'WHERE' } ; DROP SILENT GRAPH e:g")
    True
    >>> is_data("CLEAR DEFAULT"), is_data("DELETE WHERE { ?s ?p 1 }")
    (False, False)

    """
    depth, before = 0, ""
    for match in TOKEN.finditer(sparql):
        if match.lastgroup == "skip":
            continue
        word = match[0].upper() if match.lastgroup == "word" and depth == 0 else ""
        if before in ("INSERT", "DELETE") and word != "DATA":
            return False
        if word and (word not in _PLAIN or (not drops and word in ("DROP", "CLEAR"))):
            return False
        if match.lastgroup == "mark":
            depth += (match[0] == "{") - (match[0] == "}")
        before = word
    return True


def is_certain(sparql: str) -> bool:
    """Whether an update does the same each time.

    >>> is_certain("INSERT { ?s ?p ?o } WHERE { BIND(UUID() AS ?s) ?x ?p ?o }")
    False
    """
    return _CHANCE.search(sparql) is None


def _braces(sparql: str, start: int) -> str:
    """The text from the next opening brace to the one that closes it."""
    depth, begin = 0, start
    for match in TOKEN.finditer(sparql, start):
        if match.lastgroup == "mark" and match[0] in "{}":
            if depth == 0:
                begin = match.start()
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                return sparql[begin : match.end()]
    raise QueryError("the update has more opening braces than closing ones")
