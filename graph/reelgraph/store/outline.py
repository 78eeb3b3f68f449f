"""The outline of a query that parses: its form, its prologue, its FROM clauses, its own limit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelgraph.vocabulary import PREFIXES

TOKEN = re.compile(
    r"""
    (?P<skip> \#[^\n\r]* )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<text> "{3} (?: "{0,2} (?: [^"\\] | \\. ) )* "{3} | " (?: [^"\\\n\r] | \\. )* "
        | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )* '{3} | ' (?: [^'\\\n\r] | \\. )* ' )
  | (?P<variable> [?$]\w+ )
  | (?P<name> (?P<prefix> [^\W\d_] (?: [\w.-]* [\w-] )? )? : (?: [\w:.-] | %\w\w | \\. )* )
  | (?P<word> @? [\w-]+ )
  | (?P<mark> \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Outline:
    """What has to be known of a query to ask it of a server, and to check the answer."""

    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""
    start: int
    """Where the query itself begins, after its PREFIX and BASE lines."""
    declared: frozenset[str]
    used: frozenset[str]
    """The prefixes that it uses."""
    dataset: tuple[tuple[int, int], ...]
    """Where its FROM clauses stand."""
    limit: int | None
    """The number of its own LIMIT, outside of any braces."""


def outline(sparql: str) -> Outline:
    """The outline of a query.

    >>> found = outline("PREFIX x: <x:e/> SELECT * FROM <x:e/g> { ?a film:year 1 } LIMIT 7")
    >>> found.form, sorted(found.declared), sorted(found.used), found.limit
    ('SELECT', ['x'], ['film'], 7)
    """
    found = tokens(sparql)
    place, declared = _prologue(found)
    form = found[place][1].upper() if place < len(found) else ""
    depth, limit = 0, None
    dataset: list[tuple[int, int]] = []
    used = set()
    for number in range(place, len(found)):
        kind, text, start, _ = found[number]
        word = text.upper() if kind == "word" else ""
        depth += (text in ("{", "(")) - (text in ("}", ")")) if kind == "mark" else 0
        if kind == "name":
            used.add(text.partition(":")[0])
        if depth == 0 and word == "FROM":
            named = found[number + 1][1].upper() == "NAMED"
            dataset.append((start, found[number + 1 + named][3]))
        if depth == 0 and word == "LIMIT" and number + 1 < len(found):
            limit = int(found[number + 1][1])
    return Outline(
        form if form in _FORMS else "",
        found[place][2] if place < len(found) else len(sparql),
        frozenset(declared),
        frozenset(used),
        tuple(dataset),
        limit,
    )


def tokens(sparql: str) -> list[tuple[str, str, int, int]]:
    """The words and marks of a text without its comments: their kind, and where they stand.

    >>> [(kind, text) for kind, text, _, _ in tokens("ASK { ?a film:year 1 } # all")]
    [('word', 'ASK'), ('mark', '{'), ('variable', '?a'), ('name', 'film:year'), ('word', '1'),
     ('mark', '}')]
    """
    return [
        ("name" if m.lastgroup == "prefix" else m.lastgroup or "", m[0], m.start(), m.end())
        for m in TOKEN.finditer(sparql)
        if m.lastgroup != "skip"
    ]


def _prologue(found: Sequence[tuple[str, str, int, int]]) -> tuple[int, set[str]]:
    """How many tokens declare something, and the prefixes that they declare."""
    place, declared = 0, set()
    while place < len(found) and found[place][0] == "word":
        word = found[place][1].upper()
        if word == "PREFIX":
            declared.add(found[place + 1][1].partition(":")[0])
            place += 3
        elif word in ("BASE", "VERSION"):
            place += 2
        else:
            break
    return place, declared


def with_prefixes(sparql: str, found: Outline) -> str:
    r"""The query with the prefixes of the package that it uses and does not declare.

    They go before its first line, so that a server counts the lines as its author does.

    >>> text = "# all films\nSELECT ?f { ?f a film:Film }"
    >>> with_prefixes(text, outline(text)).splitlines()
    ['PREFIX film: <https://w3id.org/reelgraph/ns#> # all films', 'SELECT ?f { ?f a film:Film }']
    """
    missing = [p for p in PREFIXES if p in found.used - found.declared]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + sparql


def counting(sparql: str, found: Outline) -> str:
    """The query that counts the rows of a SELECT query.

    >>> text = "PREFIX x: <http://e/> SELECT ?a FROM <http://e/g> { ?a a x:B }"
    >>> counting(text, outline(text)).splitlines()[:2]
    ['PREFIX x: <http://e/> ', 'SELECT (COUNT(*) AS ?reelgraph_rows) FROM <http://e/g> WHERE { {']
    """
    clauses = " ".join(sparql[start:end] for start, end in found.dataset)
    inner, last = "", found.start
    for start, end in found.dataset:
        inner += sparql[last:start] + " "
        last = end
    inner += sparql[last:]
    return (
        f"{sparql[: found.start]}\nSELECT (COUNT(*) AS ?reelgraph_rows) {clauses} WHERE {{ {{\n"
        f"{inner}\n}} }}"
    )
