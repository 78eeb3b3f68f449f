"""Answering here what a server cannot be trusted to work out.

Virtuoso 7 fails on many queries of SPARQL 1.1 ("Stack Overflow in cost model", internal errors of
its compiler), and for some joins it gives fewer rows without a word, depending on the order in
which they are written. What it does well is to look up one triple pattern. So it is asked for the
triples that a query reads (`patterns`), one pattern at a time, and the joining is done here: the
triples come into a store in memory, and the engine of this package answers from there, as a folder
would.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pyoxigraph as ox

from reelgraph.errors import EndpointError, QueryError
from reelgraph.store.layout import VIEW
from reelgraph.store.patterns import Need, Pattern, Values, needs
from reelgraph.vocabulary import PREFIXES, XSD

MOST = 3_000_000
"""Triples that are gathered for one question: about 1 GB of memory."""
LISTED = 250
"""Values that stand in one question."""
MANY = 20_000
"""From how many values on a pattern is asked for as a whole."""
_DURATION = ox.NamedNode(XSD + "duration")
_BOOLEAN, _YEAR = ox.NamedNode(XSD + "boolean"), ox.NamedNode(XSD + "gYear")
_PLACES = ("?s", "?p", "?o", "?g")

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Select = Callable[[str], Iterable[ox.QuerySolution]]
_Known = dict[str, frozenset[str] | None]
"""What a variable may be, as far as that is known: IRIs as they stand in SPARQL; None for all."""


def gathered(
    sparql: str, select: Select, is_ours: Callable[[str], bool], *, merged: bool = False
) -> ox.Store:
    """A store in memory with all that the answer to a query depends on.

    Args:
        sparql: The query.
        select: Gives all rows of a query for one triple pattern.
        is_ours: Tells whether a graph belongs to this package.
        merged: The query names the graphs that it is asked of.

    Raises:
        QueryError: the query cannot be taken apart.
        EndpointError: it reads too much.

    """
    try:
        wanted = _needs(sparql, merged)
    except Exception as error:  # rdflib has no narrower class for what it cannot read
        raise QueryError(
            "this query cannot be taken apart for a server of the kind of Virtuoso, which is "
            f"asked for triples only ({type(error).__name__}: {error}): put it in another way"
        ) from error
    found = _Gathering(select, is_ours)
    for need in wanted:
        found.fetch(need)
    return found.store


@lru_cache(maxsize=64)
def _needs(sparql: str, merged: bool) -> list[Need]:
    """As `needs`, in a thread of its own.

    rdflib's parser keeps its exceptions, and with them the frames of all who called it; what of the
    engine's objects these hold may be let go by no other thread than their own.
    """
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(needs, sparql, merged=merged).result()


def answered(
    store: ox.Store, sparql: str, graph: str | Sequence[str] = "", named: Sequence[str] = ()
) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    """The answer to a query from what was gathered for it."""
    default = [graph] if isinstance(graph, str) else list(graph)
    chosen: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        ox.NamedNode(g) for g in default if g
    ]
    return store.query(
        sparql,
        prefixes=PREFIXES,
        default_graph=chosen if chosen or named else None,
        named_graphs=[ox.NamedNode(g) for g in named] if chosen or named else None,
    )


def spelt(term: Term) -> Term:
    """A term as the engine of this package spells it.

    Virtuoso has numbers for truth values and durations, and three digits for years before our
    era.

    >>> from reelgraph.binding import iri
    >>> spelt(ox.Literal("1", datatype=iri("http://www.w3.org/2001/XMLSchema#boolean"))).value
    'true'
    """
    if isinstance(term, ox.Literal) and term.datatype == _BOOLEAN:
        return ox.Literal(term.value in ("1", "true"))
    if isinstance(term, ox.Literal) and term.datatype == _YEAR and term.value.startswith("-"):
        return ox.Literal(f"-{term.value[1:]:0>4}", datatype=_YEAR)
    if isinstance(term, ox.Literal) and term.datatype == _DURATION and "P" not in term.value:
        return ox.Literal(f"PT{term.value}S", datatype=_DURATION)
    return term


class _Gathering:
    """Asks for patterns, each once, and keeps what comes."""

    def __init__(self, select: Select, is_ours: Callable[[str], bool]) -> None:
        self.store = ox.Store()
        self._select, self._is_ours = select, is_ours
        self._asked: dict[str, list[ox.Quad]] = {}
        self._graphs: dict[str, bool] = {}

    def fetch(self, need: Need) -> None:
        """Ask for all triples of a pattern that what stands beside it allows."""
        known: _Known = {}
        left = set()
        for part in need.beside:
            if isinstance(part, Values):
                _narrow(known, part.variable, part.terms)
            else:
                left.add(part)
        while left:
            chosen = min(left, key=lambda pattern: (_width(pattern, known), str(pattern)))
            left.remove(chosen)
            if _width(chosen, known) <= MANY:  # one that names nothing would tell nothing
                self._learn(chosen, known)
        for _ in self._quads(need.pattern, known):
            pass

    def _learn(self, pattern: Pattern, known: _Known) -> None:
        """Note what the variables of a pattern can be."""
        seen: dict[str, set[str] | None] = {v: set() for v in pattern.variables}
        for quad in self._quads(pattern, known):
            terms = (quad.subject, quad.predicate, quad.object)
            for place, term in zip(pattern.terms[:3], terms, strict=True):
                values = seen.get(place)
                if isinstance(term, ox.NamedNode) and values is not None:
                    values.add(str(term))
                elif place in seen:
                    seen[place] = None  # a text may be written in other ways elsewhere
        for variable, values in seen.items():
            if values is not None and variable != pattern.graph:
                _narrow(known, variable, values)

    def _quads(self, pattern: Pattern, known: _Known) -> Iterator[ox.Quad]:
        for cells in _in_portions(pattern, known):
            text = _question(cells)
            if text not in self._asked:
                self._asked[text] = list(self._received(pattern, cells, text))
                self.store.extend(self._asked[text])
                if len(self.store) > MOST:
                    raise EndpointError(
                        f"this question reads more than {MOST:,} triples, which have to be "
                        "fetched from a server of this kind: ask about one name, or load the "
                        "facts into a folder ('reelgraph export' makes the file) and ask that"
                    )
            yield from self._asked[text]

    def _received(
        self, pattern: Pattern, cells: Sequence[str | tuple[str, ...]], text: str
    ) -> Iterator[ox.Quad]:
        fixed = [
            _term(cell) if isinstance(cell, str) and cell and not cell.startswith("?") else None
            for cell in cells
        ]
        for row in self._select(text):
            s, p, o, g = (
                term if term is not None else (row[name[1:]] if cell else None)
                for cell, term, name in zip(cells, fixed, _PLACES, strict=True)
            )
            graph: ox.NamedNode | ox.DefaultGraph = ox.DefaultGraph()
            if isinstance(g, ox.NamedNode) and g.value != VIEW:
                if pattern.graph.startswith("?") and not self._ours(g.value):
                    continue
                graph = g
            if isinstance(p, ox.NamedNode) and isinstance(s, (ox.NamedNode, ox.BlankNode)):
                assert o is not None  # noqa: S101  each place is asked for, or stands in the query
                yield ox.Quad(s, p, spelt(o), graph)

    def _ours(self, graph: str) -> bool:
        if graph not in self._graphs:
            self._graphs[graph] = self._is_ours(graph)
        return self._graphs[graph]


def _narrow(known: _Known, variable: str, values: Iterable[str]) -> None:
    """Note that a variable is one of some values."""
    before = known.get(variable)
    known[variable] = frozenset(values) if before is None else before.intersection(values)


def _width(pattern: Pattern, known: _Known) -> int:
    """How many values its subject or its object has at least; more than many where unknown."""
    found = [MANY + 1]
    for place in (pattern.subject, pattern.object):
        if place.startswith("<"):
            found.append(1)
        elif (values := known.get(place)) is not None:
            found.append(len(values))
    return min(found)


Cells = tuple[str | tuple[str, ...], ...]


def _in_portions(pattern: Pattern, known: _Known) -> Iterator[Cells]:
    """What stands in the four places of the questions for a pattern.

    In a place stands a term, a variable, or in one place a list of values.
    """
    cells: list[str | tuple[str, ...]] = []
    sizes: list[tuple[int, int]] = []
    for number, place in enumerate(pattern.terms):
        values = known.get(place) if number < len(_PLACES) - 1 else None  # not of the graph
        if values is not None and len(values) <= 1:
            if not values:
                return
            cells.append(next(iter(values)))
        else:
            cells.append(_PLACES[number] if place.startswith("?") else place)
            if values is not None and len(values) <= MANY:
                sizes.append((len(values), number))
    value = cells[2]
    if isinstance(value, str) and value.startswith('"') and "^^" in value:
        cells[2] = _PLACES[2]  # its spelling there may be another
    sizes = [one for one in sizes if one[1] != 1]  # a list of properties narrows nothing down
    named = isinstance(cells[0], str) and cells[0].startswith("<")
    if not sizes or named:
        yield tuple(cells)
        return
    _, number = min(sizes)
    listed = sorted(known[pattern.terms[number]] or ())
    for begin in range(0, len(listed), LISTED):
        cells[number] = tuple(listed[begin : begin + LISTED])
        yield tuple(cells)


def _question(cells: Cells) -> str:
    """The query for one pattern."""
    graph = cells[3] or f"<{VIEW}>"
    texts, asked, test = [], [], ""
    for cell, name in zip(cells[:3], _PLACES, strict=False):
        if isinstance(cell, tuple):
            test = f" FILTER({name} IN ({', '.join(cell)}))"
        fixed = isinstance(cell, str) and not cell.startswith("?")
        texts.append(cell if fixed else name)
        asked += [] if fixed else [name]
    if isinstance(graph, str) and graph.startswith("?"):
        asked.append(_PLACES[3])
    what = " ".join(asked) or "(1 AS ?found)"
    return f"SELECT {what} WHERE {{ GRAPH {graph} {{ {' '.join(map(str, texts))} }}{test} }}"


def _term(text: str) -> Term:
    """A term from the way in which it stands in SPARQL."""
    quad = next(iter(ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.TURTLE)))
    value: Term = quad.object
    return value
