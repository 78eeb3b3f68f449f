"""The mistakes that people make in SPARQL, found in the text of a query that does not parse.

The engine says how far it could read and lists the inside of its grammar. Here the usual mistakes
are looked for one after the other; the first that is found is told, at its own place.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from reelgraph.vocabulary import PREFIXES

_TOKEN = re.compile(
    r"""
    (?P<comment> \#[^\n]* )
  | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<text> (?: "{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' ) (?: @[\w-]+ )? )
  | (?P<variable> [?$]\w+ )
  | (?P<name> (?P<prefix> [^\W\d_](?:[\w.-]*[\w-])? )? : (?:[\w:%-](?:[\w.:%-]*[\w:%-])?)? )
  | (?P<number> [+-]?\d*\.?\d+(?:[eE][+-]?\d+)? )
  | (?P<word> [^\W\d]\w* )
  | (?P<mark> \^\^ | && | \|\| | == | => | =< | >= | <= | != | \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
_WORDS = frozenset(
    (
        "a",
        "as",
        "asc",
        "ask",
        "avg",
        "base",
        "bind",
        "bnode",
        "by",
        "coalesce",
        "construct",
        "count",
        "datatype",
        "desc",
        "describe",
        "distinct",
        "exists",
        "false",
        "filter",
        "from",
        "graph",
        "group",
        "having",
        "if",
        "in",
        "iri",
        "isblank",
        "isiri",
        "isliteral",
        "isnumeric",
        "isuri",
        "lang",
        "langmatches",
        "limit",
        "max",
        "min",
        "minus",
        "named",
        "not",
        "offset",
        "optional",
        "order",
        "prefix",
        "reduced",
        "regex",
        "replace",
        "sample",
        "sameterm",
        "select",
        "separator",
        "service",
        "silent",
        "str",
        "strafter",
        "strbefore",
        "strdt",
        "strends",
        "strlang",
        "strlen",
        "strstarts",
        "struuid",
        "substr",
        "sum",
        "true",
        "undef",
        "union",
        "uri",
        "uuid",
        "values",
        "where",
        "abs",
        "ceil",
        "concat",
        "contains",
        "day",
        "encode_for_uri",
        "floor",
        "group_concat",
        "hours",
        "lcase",
        "md5",
        "minutes",
        "month",
        "now",
        "rand",
        "round",
        "seconds",
        "sha1",
        "sha256",
        "sha384",
        "sha512",
        "timezone",
        "tz",
        "ucase",
        "year",
    )
)
_AGGREGATES = {"count", "sum", "avg", "min", "max", "sample", "group_concat"}


class Token(NamedTuple):
    """A word of a query."""

    kind: str
    text: str
    start: int

    @property
    def lower(self) -> str:
        """The text in lower case; empty unless it is a bare word."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def is_term(self) -> bool:
        """Whether it can stand in a triple."""
        return self.kind in ("iri", "text", "variable", "name", "number") or self.text in (
            "a",
            "true",
            "false",
        )


class Mistake(NamedTuple):
    """What is wrong, and at which character."""

    start: int
    remedy: str


def first_mistake(sparql: str) -> Mistake | None:
    """The first of the usual mistakes that a query has.

    >>> first_mistake("SELECT ?f WHRE { ?f a film:Film }")
    Mistake(start=10, remedy='WHRE is no word of SPARQL: did you mean WHERE?')
    """
    tokens = [
        Token(match.lastgroup or "", match[0], match.start())
        if match.lastgroup != "prefix"
        else Token("name", match[0], match.start())
        for match in _TOKEN.finditer(sparql)
        if match.lastgroup != "comment"
    ]
    for check in _CHECKS:
        for found in check(tokens):
            return found
    return None


def _quotes(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token in tokens:
        if token.text in ('"', "'"):
            yield Mistake(
                token.start,
                f"a text is not closed: a {token.text} is missing "
                f"(inside a text it is written \\{token.text})",
            )
        if token.text in tuple("“”„‘’«»"):
            yield Mistake(token.start, f'{token.text} encloses no text: write "straight" quotes')


def _beginning(tokens: Sequence[Token]) -> Iterator[Mistake]:
    message = "a query begins with SELECT, CONSTRUCT, ASK or DESCRIBE, after its PREFIX lines"
    place = 0
    while place < len(tokens) and tokens[place].lower in ("prefix", "base"):
        if tokens[place].lower == "base":
            place += 2
            continue
        name = tokens[place + 1 : place + 2]
        if name and name[0].kind == "word":
            yield Mistake(name[0].start, f"a prefix ends with a colon: {name[0].text}:")
        place += 3
    if place >= len(tokens):
        yield Mistake(tokens[-1].start + len(tokens[-1].text) if tokens else 0, message)
    elif tokens[place].lower in ("insert", "delete", "load", "clear", "drop", "create"):
        yield Mistake(
            tokens[place].start, "this is an update, and here only questions are asked: " + message
        )
    elif tokens[place].text.upper() not in _FORMS:
        yield Mistake(tokens[place].start, message)


def _prefixes(tokens: Sequence[Token]) -> Iterator[Mistake]:
    declared = {*PREFIXES}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind != "name":
            continue
        prefix = token.text.partition(":")[0]
        if before is not None and before.lower == "prefix":
            declared.add(prefix)
        elif prefix not in declared and prefix != "_":
            near = _near(prefix, PREFIXES)
            yield Mistake(
                token.start,
                f"the prefix {prefix}: is not declared: "
                + (f"did you mean {near}:? Otherwise " if near else "")
                + f"put 'PREFIX {prefix}: <...>' before the query "
                f"(declared for you: {', '.join(PREFIXES)})",
            )


def _words(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token in tokens:
        if token.kind == "word" and token.lower not in _WORDS:
            near = _near(token.lower, _WORDS)
            remedy = (
                f"did you mean {near.upper()}?"
                if near
                else (
                    f'a variable is written ?{token.text}, a text "{token.text}", '
                    f"and a name has a prefix, as in film:{token.text}"
                )
            )
            yield Mistake(token.start, f"{token.text} is no word of SPARQL: {remedy}")


def _operators(tokens: Sequence[Token]) -> Iterator[Mistake]:
    right = {"==": "=", "=>": ">=", "=<": "<="}
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        if token.text in right:
            yield Mistake(token.start, f"write {right[token.text]} where {token.text} stands")
        if token.text in ("=", "!=", "<", ">", "<=", ">=", "&&", "||") and (
            after is None or after.text in (")", "}")
        ):
            yield Mistake(token.start, f"a value or a variable is missing after {token.text}")


def _brackets(tokens: Sequence[Token]) -> Iterator[Mistake]:
    pairs = {"}": "{", ")": "(", "]": "["}
    closing = {opening: close for close, opening in pairs.items()}
    waiting: list[Token] = []
    for token in tokens:
        if token.text in closing:
            waiting.append(token)
        elif token.text in pairs and waiting and waiting[-1].text == pairs[token.text]:
            waiting.pop()
        elif token.text in pairs:
            wanted = (
                f"expected '{closing[waiting[-1].text]}' before it"
                if waiting
                else (f"expected a '{pairs[token.text]}' before it")
            )
            yield Mistake(token.start, f"the brackets do not match: {wanted}")
    if waiting:
        end = tokens[-1].start + len(tokens[-1].text)
        missing = "".join(closing[token.text] for token in reversed(waiting))
        yield Mistake(end, f"the brackets do not match: expected '{missing}'")


def _selection(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """What stands between SELECT and the first brace."""
    depth, inside = 0, False
    for number, token in enumerate(tokens):
        after = tokens[number + 1] if number + 1 < len(tokens) else token
        inside = inside or token.lower == "select"
        if token.text == "{" or token.lower in ("where", "from"):
            inside, depth = False, 0
        depth += (token.text == "(") - (token.text == ")")
        if not inside:
            continue
        if token.text == "," and depth == 0:
            yield Mistake(token.start, "selected variables are separated by spaces, not commas")
        if token.lower in _AGGREGATES and depth == 0:
            yield Mistake(
                token.start,
                f"a computed column needs brackets and a name: ({token.text}(...) AS ?n)",
            )
        if depth == 1 and token.text == ")" and after.kind == "variable":
            yield Mistake(after.start, f"a computed column is named with AS: AS {after.text}")


def _clauses(tokens: Sequence[Token]) -> Iterator[Mistake]:
    for token, after in zip(tokens, [*tokens[1:], Token("end", "", 0)], strict=False):
        place = after.start if after.kind != "end" else token.start + len(token.text)
        word = token.lower
        if word in ("order", "group") and after.lower != "by":
            yield Mistake(place, f"write {token.text.upper()} BY")
        if word == "by" and after.text in ("", "}"):
            yield Mistake(place, "BY what? Name a variable")
        if word in ("limit", "offset") and not after.text.isdigit():
            yield Mistake(place, f"after {token.text.upper()} comes a whole number")
        if word in ("optional", "minus", "union") and after.text != "{":
            yield Mistake(place, f"after {token.text.upper()} comes a group in braces: {{ ... }}")
        if word == "filter" and after.kind in ("variable", "number", "text"):
            yield Mistake(place, "the condition of a FILTER stands in brackets: FILTER( ... )")


def _triples(tokens: Sequence[Token]) -> Iterator[Mistake]:
    """Runs of terms that are no triple: a full stop or a term is missing."""
    run: list[Token] = []
    graph_name = False
    for token in tokens:
        if token.is_term and not graph_name:
            run.append(token)
            if len(run) == 4:
                between = f"{run[2].text} and {token.text}"
                yield Mistake(token.start, f"a '.' is missing between {between}")
            continue
        if token.text in (".", "}") and len(run) in (1, 2) and not _continues(tokens, run[0]):
            said = " ".join(t.text for t in run)
            yield Mistake(
                token.start,
                f"a triple has a subject, a property and a value; here stands: {said}",
            )
        graph_name = token.lower in ("graph", "service", "select", "describe", "construct")
        run = []


def _continues(tokens: Sequence[Token], first: Token) -> bool:
    """Whether what precedes a run makes it the rest of a triple, or no triple at all."""
    before = [t for t in tokens if t.start < first.start][-1:]
    return not before or before[0].text not in (".", "{")


def _near(word: str, known: Iterable[str]) -> str:
    """The nearest of some words; empty if none is near, or the word too short to tell."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=65)
    return str(found[0]) if found and len(word) > 3 else ""


_CHECKS: tuple[Callable[[Sequence[Token]], Iterator[Mistake]], ...] = (
    _quotes,
    _beginning,
    _prefixes,
    _words,
    _operators,
    _brackets,
    _selection,
    _clauses,
    _triples,
)
