"""What is wrong with a query, in words that help."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox

from reelgraph.errors import QueryError, QuerySyntaxError
from reelgraph.store.mistakes import first_mistake
from reelgraph.vocabulary import PREFIXES

_SKIP = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*>             # an IRI
    | "{3} (?: "{0,2} (?: [^"\\] | \\. ) )* "{3} | " (?: [^"\\\n\r] | \\. )* "
    | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3} | ' (?: [^'\\\n\r] | \\. )* '
    | \#[^\n\r]*                         # a comment
    | \\.                                # a mark in a name, as in ex:a\\#b
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"(?i)[?$]\w+|(?<![\w.-])(?:(?!service)[\w.-])*:[\w-]+")
"""A variable, or a name with a prefix: there the word SERVICE is only a word."""
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


@contextmanager
def explained(sparql: str) -> Iterator[None]:
    """Turn the engine's complaints about a query into errors of this package.

    Raises:
        QuerySyntaxError: the query is not SPARQL 1.1.
        QueryError: the engine gave up on it.

    """
    try:
        yield
    except SyntaxError as error:
        raise QuerySyntaxError(describe(sparql, str(error))) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed: {error}") from error


def describe(sparql: str, complaint: str) -> str:
    r"""The line, a caret under the place, and what was expected there.

    >>> print(describe("SELECT ?a\nWHERE { ?a film:year }", "error at 2:23: expected ..."))
    SPARQL error at line 2, column 22:
      WHERE { ?a film:year }
                           ^
    a triple has a subject, a property and a value; here stands: ?a film:year
    """
    found = _PLACE.search(complaint)
    if not found:
        return f"SPARQL error: {complaint}"
    line, column, said = int(found[1]), int(found[2]), found[3]
    mistake = first_mistake(sparql) if "unbound" not in said else None
    if mistake:
        before = sparql[: mistake.start]
        line, column = before.count("\n") + 1, mistake.start - before.rfind("\n")
    lines = sparql.split("\n")
    shown = lines[line - 1].rstrip() if line <= len(lines) else ""
    column = min(column, len(shown) + 1)
    caret = "".join("\t" if c == "\t" else " " for c in shown[: column - 1]) + "^"
    remedy = mistake.remedy if mistake else _expectation(said)
    return f"SPARQL error at line {line}, column {column}:\n  {shown}\n  {caret}\n{remedy}"


def _expectation(said: str) -> str:
    """The engine's own words, as far as they help: its list names the inside of its grammar."""
    if "unbound" in said:
        return "a selected variable is neither grouped nor counted: name it after GROUP BY"
    if "Duplicated variable" in said:
        return "a variable is selected twice"
    words = re.findall(r'"([^"]{1,12})"|\b([A-Z]{2,})\b', said)
    plain = list(dict.fromkeys(f"'{a or b}'" for a, b in words if (a or b) != "LATERAL"))
    if 0 < len(plain) < 4:
        return f"expected {' or '.join(plain)}"
    return "the query cannot be read beyond this place"


def refuse_remote(sparql: str) -> None:
    """Refuse a query that would send something to another machine.

    Where the word SERVICE stands, it is spelt otherwise and the text is read again: what can still
    be read has it in names, strings and comments only. Looking for the word alone can be misled
    about where those are: in ``FILTER(1<2)SERVICE#>`` stands no IRI.

    Raises:
        QueryError: it holds a SERVICE clause.
        QuerySyntaxError: it holds the word, and cannot be read.

    """
    plain = _ESCAPE.sub(lambda m: chr(min(int(m[1] or m[2], 16), 127)), sparql)
    if "service" not in plain.lower():
        return
    bare = _NAME.sub(" ", _SKIP.sub(lambda m: "_" if m[0][0] == "\\" else " ", sparql))
    if "service" in bare.lower() or "service" not in sparql.lower():
        raise QueryError(
            "SERVICE asks another server, and nothing leaves this machine here: "
            "leave the clause out, or ask that server itself"
        )
    respelt = re.sub("(?i)service", lambda m: ("Z" if m[0][0] == "S" else "z") + m[0][1:], sparql)
    try:
        ox.Store().query(respelt, prefixes=PREFIXES)
    except SyntaxError as error:
        raise QuerySyntaxError(describe(sparql, str(error))) from None
    except (OSError, RuntimeError, ValueError):
        return  # it was read, and failed when it was run on nothing


def misspelt_terms(sparql: str, known: frozenset[str]) -> list[tuple[str, str]]:
    """Terms ``film:x`` of a query that the ontology does not have, with the nearest it has.

    >>> misspelt_terms("SELECT * { ?f film:hasDirektor ?d }", frozenset({"hasDirector"}))
    [('hasDirektor', 'hasDirector')]
    """
    from rapidfuzz import fuzz, process

    used = dict.fromkeys(re.findall(r"(?<![\w:])film:([A-Za-z]\w*)", _SKIP.sub(" ", sparql)))
    found = []
    for name in used:
        if name not in known:
            near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
            found.append((name, near[0] if near else ""))
    return found
