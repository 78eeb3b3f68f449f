"""From the text that a visitor sent to what an engine is given; what is hostile ends here."""

import re

import pyoxigraph as ox

from reelgraph.errors import QueryError, QuerySyntaxError, Refused
from reelgraph.store import syntax
from reelgraph.store.outline import Outline, outline, with_prefixes
from reelgraph.web.context import Settings
from reelgraph.web.engine import Question
from reelgraph.web.sparql.readers import READERS, SECONDS
from reelgraph.web.sparql.remote import refuse_loads, refuse_services
from reelgraph.web.sparql.using import with_using

LONGEST = 256 << 10
"""Characters that a query may have."""
EXPLAINED = 4000
"""Characters up to which a text that cannot be read is searched for its mistake: the search takes
four times as long for twice the text."""
UPDATE_SECONDS = 60.0
"""What reading an update may take, which may hold all the data of a file."""
_RELATIVE = re.compile(r"""<(?![A-Za-z][A-Za-z0-9+.-]*:)[^<>"{}|^`\x00-\x20]*>""")


def question(
    sparql: str,
    settings: Settings,
    *,
    base: str,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
    seconds: float | None = None,
) -> Question:
    """A visitor's query as the engine is asked it.

    It may use the prefixes of `vocabulary.PREFIXES` without declaring them. Its FROM clauses are
    names of graphs that are here; they are never fetched.

    Args:
        sparql: What was sent.
        settings: Bounds the graphs, and says which addresses SERVICE may name.
        base: What relative IRIs are relative to.
        default_graphs: The IRIs of ``default-graph-uri``; with `named_graphs` they take the place
            of the query's own FROM clauses.
        named_graphs: Those of ``named-graph-uri``.
        seconds: What it may take in all.

    Raises:
        QuerySyntaxError: it is not SPARQL 1.1; the message shows where.
        Refused: it is too long, names too many graphs, or asks another server.
        QueryError: it is too intricate to be read.
        Busy: no turn came in time.

    """
    if len(sparql) > LONGEST:
        raise Refused(f"the query has {len(sparql):,} characters, and may have {LONGEST:,}")
    _refuse_mistakes("query", sparql, base, SECONDS)
    refuse_services(sparql, lambda text: _is_good("query", text, base), settings.services)
    found = _outline(sparql)
    if not found.form:
        raise QueryError("this is no query: it begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    graphs = tuple(iri(graph, "default-graph-uri") for graph in default_graphs)
    named = tuple(iri(graph, "named-graph-uri") for graph in named_graphs)
    if max(len(graphs) + len(named), len(found.dataset)) > settings.graphs:
        raise Refused(
            f"a query may name {settings.graphs} graphs here: name those to look in with "
            "VALUES ?g { ... } and GRAPH ?g { ... } instead, which is quicker too"
        )
    return Question(_declared(sparql, found, base), found.form, graphs, named, seconds)


def update(
    sparql: str,
    settings: Settings,
    *,
    base: str,
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> str:
    """An update as the engine is given it, with the graphs of the protocol written into it.

    Raises:
        QuerySyntaxError: it is not SPARQL 1.1; the message shows where.
        Refused: it names too many graphs, or loads something, or asks another server.
        QueryError: it is too intricate to be read, or names graphs twice.
        Busy: no turn came in time.

    """
    _refuse_mistakes("update", sparql, base, UPDATE_SECONDS)
    refuse_loads(sparql, lambda text: _is_good("update", text, base))
    # What is written holds the one writer: no other server may make it wait.
    refuse_services(sparql, lambda text: _is_good("update", text, base))
    graphs = [iri(graph, "using-graph-uri") for graph in default_graphs]
    named = [iri(graph, "using-named-graph-uri") for graph in named_graphs]
    if len(graphs) + len(named) > settings.graphs:
        raise Refused(f"an update may name {settings.graphs} graphs in its address here")
    text = with_using(sparql, graphs, named)
    if text != sparql:
        _refuse_mistakes("update", text, base, UPDATE_SECONDS)
    return _declared(text, _outline(text), base)


def iri(text: str, parameter: str) -> str:
    """An absolute IRI from the address of a request.

    Raises:
        QueryError: it is none.

    >>> iri("http://e/g", "graph")
    'http://e/g'

    """
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise QueryError(f"{parameter}={text[:200]!r} is no absolute IRI") from None


def _refuse_mistakes(kind: str, text: str, base: str, seconds: float) -> None:
    said = READERS.complaint(kind, text, base, seconds)
    if said is None:
        return
    if kind == "query" and len(text) <= EXPLAINED:
        raise QuerySyntaxError(syntax.describe(text, said))
    place = re.search(r"error at (\d+):(\d+)", said)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    shown = "".join(text.split("\n")[line - 1 : line])[max(column - 60, 0) : column + 20].rstrip()
    caret = " " * min(column - 1, 59 if column >= 60 else column - 1, len(shown)) + "^"
    raise QuerySyntaxError(
        f"SPARQL error at line {line}, column {column}:\n  {shown}\n  {caret}\n"
        f"the {kind} cannot be read beyond this place"
    )


def _is_good(kind: str, text: str, base: str) -> bool:
    return (
        READERS.complaint(kind, text, base, SECONDS if kind == "query" else UPDATE_SECONDS) is None
    )


def _outline(sparql: str) -> Outline:
    try:
        return outline(sparql)
    except (IndexError, ValueError):  # where its marks can be read in two ways
        raise QueryError("this cannot be read: put spaces around < and >") from None


def _declared(sparql: str, found: Outline, base: str) -> str:
    """The text with the prefixes and the base that it relies on."""
    text = with_prefixes(sparql, found)
    return f"BASE <{base}> {text}" if _RELATIVE.search(sparql) else text
