"""What is wrong with a query, in words that help."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from reelgraph.errors import QueryError, QuerySyntaxError
from reelgraph.vocabulary import PREFIXES

_SKIP = re.compile(r"""<[^<>\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\#[^\n]*""")
_FORMS = {"SELECT", "CONSTRUCT", "ASK", "DESCRIBE"}
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

    >>> print(describe("SELECT ?a\nWHERE { ?a b:c }", "error at 2:17: expected ..."))
    SPARQL error at line 2, column 17:
      WHERE { ?a b:c }
                     ^
    a triple has a subject, a property and a value; here stands: ?a b:c
    """
    found = _PLACE.search(complaint)
    if not found:
        return f"SPARQL error: {complaint}"
    line, column, said = int(found[1]), int(found[2]), found[3]
    lines = sparql.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    column = min(column, len(shown.rstrip()) + 1)
    caret = "".join("\t" if c == "\t" else " " for c in shown[: column - 1]) + "^"
    return (
        f"SPARQL error at line {line}, column {column}:\n  {shown}\n  {caret}\n"
        + _expectation(sparql, shown, column, said)
    )


def _expectation(sparql: str, shown: str, column: int, said: str) -> str:
    """The remedy in words. The engine's own list names the inside of its grammar: it comes last."""
    bare = _SKIP.sub(lambda m: " " * len(m[0]), sparql)
    if "Prefix not found" in said:
        for prefix in re.findall(r"([A-Za-z][\w-]*):[A-Za-z_]", _SKIP.sub(" ", shown)):
            if prefix not in PREFIXES and not re.search(rf"(?i)prefix\s+{prefix}\s*:", sparql):
                return (
                    f"the prefix {prefix}: is not declared: put 'PREFIX {prefix}: <...>' "
                    f"before the query (declared for you: {', '.join(PREFIXES)})"
                )
    if "unbound" in said:
        return "a selected variable is neither grouped nor counted: name it after GROUP BY"
    form = re.search(r"[A-Za-z]+", re.sub(r"(?i)\b(prefix\s+[\w.-]*:|base\b)", " ", bare))
    if not form or form[0].upper() not in _FORMS:
        return "a query begins with SELECT, CONSTRUCT, ASK or DESCRIBE, after its PREFIX lines"
    for mark in ('"', "'"):
        if re.sub(r"\\.", "", _SKIP.sub(" ", sparql)).count(mark) % 2:
            return f"a text is not closed: a {mark} is missing"
    for opening, closing in ("{}", "()"):
        missing = bare.count(opening) - bare.count(closing)
        if missing:
            mark = closing if missing > 0 else opening
            return f"the brackets do not match: expected {abs(missing)} more '{mark}'"
    before = re.split(r"[{}.;]", shown[: column - 1].rstrip(" }.;"))[-1].split()
    if len(before) == 2 and not re.search(r"(?i)filter|bind|optional|graph", before[0]):
        return f"a triple has a subject, a property and a value; here stands: {' '.join(before)}"
    if re.search(r"[=<>+*/&|-]\s*\)?\s*$", shown[: column - 1].rstrip(" )")):
        return "expected a value or a variable after the operator"
    words = re.findall(r'"([^"]{1,12})"|\b([A-Z]{2,})\b', said)
    plain = list(dict.fromkeys(f"'{a or b}'" for a, b in words if (a or b) != "LATERAL"))
    if not plain:
        return "the query cannot be read beyond this place"
    return "expected " + (" or ".join(plain) if len(plain) < 3 else f"one of {', '.join(plain)}")


def refuse_remote(sparql: str) -> None:
    """Refuse a query that would send something to another machine.

    Raises:
        QueryError: it holds a SERVICE clause.
    """
    bare = _SKIP.sub(" ", sparql)
    if re.search(r"(?i)(?<![\w?$:])SERVICE(?![\w:])", bare):
        raise QueryError(
            "SERVICE asks another server, and nothing leaves this machine here: "
            "leave the clause out, or ask that server itself"
        )


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
