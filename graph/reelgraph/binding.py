"""Putting terms into a query, the one way that it is done here.

A query file has its parameters as ``VALUES`` lines with an example, so that it runs as it stands
in any SPARQL client. `bind` replaces such a line with other rows, as serialised terms.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from reelgraph.vocabulary import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Rows = Iterable[Sequence[Term]]

_SKIP = r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*"""
_BLOCK = re.compile(
    rf"""(?P<skip>{_SKIP})
    | VALUES \s* \( (?P<names>[^)]*) \) \s* \{{ (?P<rows> (?: {_SKIP} | [^{{}}"'<\#] )* ) \}}""",
    re.VERBOSE,
)


def solutions(store: ox.Store, query: str) -> ox.QuerySolutions:
    """The rows of a SELECT query on the engine itself."""
    answer = store.query(query)
    if not isinstance(answer, ox.QuerySolutions):
        raise TypeError("this query gives no rows")
    return answer


def triples(store: ox.Store, query: str) -> ox.QueryTriples:
    """The triples of a CONSTRUCT query on the engine itself."""
    answer = store.query(query)
    if not isinstance(answer, ox.QueryTriples):
        raise TypeError("this query gives no triples")
    return answer


def iri(text: str) -> ox.NamedNode:
    """The term of an IRI."""
    return ox.NamedNode(text)


def parameters(query: str) -> list[tuple[str, ...]]:
    """The variables of each ``VALUES`` block of a query, in order.

    >>> parameters('SELECT * { VALUES (?a ?b) { (1 2) } ?a ?p ?b }')
    [('a', 'b')]
    """
    return [_names(m["names"]) for m in _BLOCK.finditer(query) if not m["skip"]]


def example(query: str) -> str | None:
    """The text between the braces of the first ``VALUES`` block, or None where there is none."""
    for match in _BLOCK.finditer(query):
        if not match["skip"]:
            return match["rows"].strip()
    return None


def bind(query: str, values: Mapping[tuple[str, ...], Rows | None]) -> str:
    r"""The query with the rows of its ``VALUES`` blocks replaced; None takes a block out.

    Blocks whose variables are not in `values` stay as they are.

    >>> bind('ASK { VALUES (?a) { (<http://e/x>) } ?a ?p 1 }', {("a",): [(iri("http://e/y"),)]})
    'ASK { VALUES (?a) {\n    (<http://e/y>)\n  } ?a ?p 1 }'
    >>> bind('ASK { VALUES (?a) { (1) } ?a ?p 1 }', {("a",): None})
    'ASK {  ?a ?p 1 }'
    """

    def replaced(match: re.Match[str]) -> str:
        names = _names(match["names"]) if not match["skip"] else ()
        if not names or names not in values:
            return match[0]
        rows = values[names]
        if rows is None:
            return ""
        lines = "".join("\n    (" + " ".join(map(serialise, row)) + ")" for row in rows)
        variables = " ".join(f"?{name}" for name in names)
        return f"VALUES ({variables}) {{{lines}\n  }}"

    return _BLOCK.sub(replaced, query)


def serialise(term: Term) -> str:
    """A term as SPARQL writes it; integers are left bare, so that every engine compares them."""
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "integer":
        return term.value
    return str(term)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.lstrip("?$") for name in text.split())
