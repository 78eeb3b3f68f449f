"""What a query reads: each of its triple patterns, with what narrows it down.

An answer depends on no other triples than those that the patterns of a query match. A pattern
stands among others that must match as well: these narrow it down, so that of a large graph little
has to be read. What is said here may be too much and never too little.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, product
from typing import Any

from reelgraph.vocabulary import PREFIXES, RDF

MOST = 16
"""Ways in which one pattern may be narrowed down; where there are more, some are not used."""
_TYPE = f"<{RDF}type>"
VIEW = ""
"""Stands for the default graph where a pattern names its graph."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern in a graph, its terms as they stand in SPARQL."""

    subject: str
    predicate: str
    object: str
    graph: str

    @property
    def terms(self) -> tuple[str, str, str, str]:
        """All four."""
        return self.subject, self.predicate, self.object, self.graph

    @property
    def variables(self) -> frozenset[str]:
        """Those of its terms that are variables."""
        return frozenset(t for t in self.terms if t.startswith("?"))

    def put(self, values: dict[str, str]) -> "Pattern":
        """With other terms in the place of some variables."""
        return Pattern(*(values.get(t, t) for t in self.terms))


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a variable can have."""

    variable: str
    terms: tuple[str, ...]

    @property
    def variables(self) -> frozenset[str]:
        """The one."""
        return frozenset([self.variable])

    def put(self, values: dict[str, str]) -> "Values":
        """With another variable in the place of this one; itself when a term takes the place."""
        other = values.get(self.variable, self.variable)
        return Values(other, self.terms) if other.startswith("?") else self


@dataclass(frozen=True, slots=True)
class Alias:
    """A variable that is one of several terms: what ``BIND(COALESCE(...) AS ...)`` says."""

    variable: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """What matched if one of some variables is bound."""

    variables: frozenset[str]
    ways: tuple["Way", ...]


Way = frozenset[Pattern | Values | Alias | Optional]
"""What must match together."""
Ways = tuple[Way, ...]
"""One of these matches."""
ANY: Ways = (frozenset(),)
_UNKNOWN = "*"
"""Stands among the variables of an `Optional` for all that are not looked into."""


@dataclass(frozen=True, slots=True)
class Need:
    """One pattern, and what narrows it down."""

    pattern: Pattern
    beside: frozenset[Pattern | Values]


def needs(sparql: str, *, merged: bool = False) -> list[Need]:
    """What a query reads.

    Args:
        sparql: A query that parses; the usual prefixes need no declaration.
        merged: It is asked of other graphs than the usual ones (FROM): patterns outside of GRAPH
            are looked for in all.

    Raises:
        Exception: rdflib cannot read it; pyparsing has no narrower class for its users.

    >>> for need in needs("SELECT * { <x:a> film:hasGenre ?g OPTIONAL { ?g rdfs:label ?l } }"):
    ...     print(need.pattern.object, len(need.beside))
    ?v0 0
    ?v1 1

    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    query = translateQuery(parseQuery(sparql), initNs=PREFIXES).algebra
    reader = _Reader(merged)
    if query.p is not None:
        reader.read(query.p, {}, VIEW, ANY)
    if query.name == "DescribeQuery":
        around = reader.ways(query.p, {}, VIEW) if query.p is not None else ANY
        for term in query.PV:
            pattern = Pattern(_text(term, {}), "?reelgraph_p", "?reelgraph_o", reader.graph(VIEW))
            reader.found.append((pattern, around))
    seen: dict[Need, None] = {}
    for pattern, ways in reader.found:
        for way in ways:
            for need in _narrowed(pattern, way):
                seen[_renamed(need)] = None
    whole = {need.pattern for need in seen if not need.beside}
    return [n for n in seen if not n.beside or n.pattern not in whole]


class _Reader:
    """Goes through the algebra of a query."""

    def __init__(self, merged: bool) -> None:
        self._merged = merged
        self._numbers = count()
        self._scopes: dict[int, int] = {}
        self._fresh: dict[tuple[int, int, int], str] = {}
        self._triples: dict[tuple[int, str], list[tuple[Pattern, bool]]] = {}
        self.found: list[tuple[Pattern, Ways]] = []

    def graph(self, graph: str) -> str:
        """The graph of a pattern: where graphs are merged, any."""
        if graph == VIEW and self._merged:
            return f"?reelgraph_g{next(self._numbers)}"
        return graph

    def ways(self, node: Any, names: dict[str, str], graph: str) -> Ways:
        """What must match for a part of the query to have a row."""
        kind = node.name
        if kind == "BGP":
            patterns = self._patterns(node, names, graph)
            unsure = (_opaque(variable) for variable in _ends(node, names))
            return (frozenset((*(p for p, sure in patterns if sure), *unsure)),)
        if kind == "Join":
            return _both(self.ways(node.p1, names, graph), self.ways(node.p2, names, graph))
        if kind == "LeftJoin":
            left, right = self.ways(node.p1, names, graph), self.ways(node.p2, names, graph)
            mine = frozenset().union(*map(_variables, right)) if right else frozenset()
            return tuple(way | {Optional(frozenset(mine - _variables(way)), right)} for way in left)
        if kind == "Union":
            both = self.ways(node.p1, names, graph) + self.ways(node.p2, names, graph)
            both = tuple(dict.fromkeys(both))
            return both if len(both) <= MOST else (frozenset([_opaque(_UNKNOWN)]),)
        if kind == "Graph":
            return self.ways(node.p, names, _text(node.term, names))
        if kind == "Filter":
            said = frozenset(_equalities(node.expr, names))
            return tuple(way | said for way in self.ways(node.p, names, graph))
        if kind == "Extend":
            inner = self.ways(node.p, names, graph)
            options = tuple(dict.fromkeys(_options(node.expr, names)))
            variable = _text(node.var, names)
            alias, other = Alias(variable, options), _opaque(variable)
            return tuple(way | {alias if _is_sure(options, way) else other} for way in inner)
        if kind == "ToMultiSet":
            if isinstance(node.p, list):  # as rdflib has a block of no rows
                return (frozenset([_opaque(_UNKNOWN)]),)
            if node.p.name == "values":
                return (frozenset(_columns(node.p.res, names)),)
            inside, _ = self._inside(node, names)
            return self.ways(node.p, inside, graph)
        if kind == "AggregateJoin" and not node.p.expr:
            return (frozenset([_opaque(_UNKNOWN)]),)  # it has a row even where nothing matches
        if kind == "Minus":
            return self.ways(node.p1, names, graph)
        if node.get("p") is not None:  # Project, Distinct, OrderBy, Slice, Group ...
            return self.ways(node.p, names, graph)
        return (frozenset([_opaque(_UNKNOWN)]),)

    def read(self, node: Any, names: dict[str, str], graph: str, around: Ways) -> None:
        """Note the patterns of a part of the query; `around` is what must match outside of it."""
        kind = node.name
        if kind == "BGP":
            patterns = self._patterns(node, names, graph)
            own: Ways = (frozenset(p for p, sure in patterns if sure),)
            beside = _both(around, own)
            self.found += [(pattern, beside) for pattern, _ in patterns]
        elif kind == "Join":
            left, right = self.ways(node.p1, names, graph), self.ways(node.p2, names, graph)
            self.read(node.p1, names, graph, _both(around, right))
            self.read(node.p2, names, graph, _both(around, left))
        elif kind in ("LeftJoin", "Minus"):
            left = _both(around, self.ways(node.p1, names, graph))
            self.read(node.p1, names, graph, around)
            self.read(node.p2, names, graph, left)
            if kind == "LeftJoin":
                inner = _both(left, self.ways(node.p2, names, graph))
                self._tests(node.expr, names, graph, inner)
        elif kind == "Union":
            self.read(node.p1, names, graph, around)
            self.read(node.p2, names, graph, around)
        elif kind == "Graph":
            self.read(node.p, names, _text(node.term, names), around)
        elif kind == "ToMultiSet":
            if not isinstance(node.p, list) and node.p.name != "values":
                inside, bounded = self._inside(node, names)
                self.read(node.p, inside, graph, ANY if bounded else around)
        else:
            inner = around
            if kind == "Filter":
                inner = _both(around, (frozenset(_equalities(node.expr, names)),))
            if node.get("p") is not None:
                self.read(node.p, names, graph, inner)
                own = _both(inner, self.ways(node.p, names, graph))
                for key in ("expr", "A"):
                    self._tests(node.get(key), names, graph, own)

    def _tests(self, part: Any, names: dict[str, str], graph: str, around: Ways) -> None:
        """Note the patterns of the EXISTS in an expression."""
        from rdflib.plugins.sparql.algebra import translateGroupGraphPattern
        from rdflib.plugins.sparql.parserutils import CompValue

        if isinstance(part, (list, tuple)):
            for one in part:
                self._tests(one, names, graph, around)
        elif isinstance(part, CompValue):
            if part.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
                inner = part.graph
                if inner.name.startswith("GroupGraphPattern"):
                    inner = translateGroupGraphPattern(inner)
                self.read(inner, names, graph, around)
                return
            for value in part.values():
                self._tests(value, names, graph, around)

    def _inside(self, node: Any, names: dict[str, str]) -> tuple[dict[str, str], bool]:
        """The names that variables have inside of a subquery, and whether it has a LIMIT.

        Those that it does not hand out are others than those of the same name outside.
        """
        handed, bounded, inner = [str(v) for v in node.p.get("PV") or ()], False, node.p
        while inner is not None and inner.get("p") is not None and inner.name != "ToMultiSet":
            bounded = bounded or inner.name == "Slice"
            if inner.name == "Project":
                handed = [str(v) for v in inner.PV]
            if inner.name == "AggregateJoin":
                keys = {str(key) for key in inner.p.expr or ()}
                handed = [name for name in handed if name in keys]
                break
            if inner.name in ("Join", "LeftJoin", "Union", "Minus", "Filter", "Graph"):
                break
            inner = inner.p
        number = self._scopes.setdefault(id(node), len(self._scopes))
        made = {name: names.get(name, name) for name in handed}
        made["*"] = f"{names.get('*', '')}_{number}"
        return made, bounded

    def _patterns(self, node: Any, names: dict[str, str], graph: str) -> list[tuple[Pattern, bool]]:
        """The patterns of a block, and whether each must match."""
        key = (id(node), graph)
        if key not in self._triples:
            made: list[tuple[Pattern, bool]] = []
            for s, p, o in node.triples:
                made += self._of_path(_text(s, names), p, _text(o, names), names, graph, True)
            self._triples[key] = made
        return self._triples[key]

    def _of_path(
        self, s: str, path: Any, o: str, names: dict[str, str], graph: str, sure: bool
    ) -> list[tuple[Pattern, bool]]:
        from rdflib import paths

        if not isinstance(path, paths.Path):
            return [(Pattern(s, _text(path, names), o, self.graph(graph)), sure)]
        made: list[tuple[Pattern, bool]] = []
        if isinstance(path, paths.SequencePath):
            steps = [f"?reelgraph_v{next(self._numbers)}" for _ in path.args[1:]]
            for start, step, end in zip((s, *steps), path.args, (*steps, o), strict=True):
                made += self._of_path(start, step, end, names, graph, sure)
        elif isinstance(path, paths.InvPath):
            made += self._of_path(o, path.arg, s, names, graph, sure)
        elif isinstance(path, paths.AlternativePath):
            for arm in path.args:
                made += self._of_path(s, arm, o, names, graph, False)
        elif isinstance(path, paths.MulPath) and not path.zero:
            made += self._anywhere(path.path, names, graph)
        else:  # a path of no length joins each node with itself, a negated one is of any property
            made += self._anywhere("?reelgraph_any", names, graph)
        return made

    def _anywhere(self, step: Any, names: dict[str, str], graph: str) -> list[tuple[Pattern, bool]]:
        """The patterns of a step, whatever it joins."""
        ends = (f"?reelgraph_v{next(self._numbers)}", f"?reelgraph_v{next(self._numbers)}")
        if isinstance(step, str) and step.startswith("?"):
            return [(Pattern(ends[0], step, ends[1], self.graph(graph)), False)]
        return self._of_path(ends[0], step, ends[1], names, graph, False)


def _text(term: Any, names: dict[str, str]) -> str:
    """A term as it stands in SPARQL; blank nodes are variables."""
    from rdflib import BNode, Variable

    if isinstance(term, Variable):
        name = str(term)
        return "?" + (names.get(name) or name + names.get("*", ""))
    if isinstance(term, BNode):
        return f"?reelgraph_b{term}{names.get('*', '')}"
    return str(term.n3())


def _both(some: Ways, others: Ways) -> Ways:
    """What must match where both must; of too many ways only those of the first are kept."""
    if len(some) * len(others) > MOST:
        unknown = frozenset([_opaque(_UNKNOWN)])
        return tuple(way | unknown for way in some) if len(some) <= MOST else (unknown,)
    return tuple(dict.fromkeys(a | b for a, b in product(some, others)))


def _opaque(*variables: str) -> Optional:
    """Variables that may be bound, nobody looks to what."""
    return Optional(frozenset(variables), ANY)


def _ends(node: Any, names: dict[str, str]) -> Iterator[str]:
    """The variables at the ends of the paths of a block."""
    for s, p, o in node.triples:
        if not isinstance(p, str):
            yield from (t for t in (_text(s, names), _text(o, names)) if t.startswith("?"))


def _variables(way: Way) -> frozenset[str]:
    found: set[str] = set()
    for part in way:
        if isinstance(part, (Pattern, Values)):
            found |= part.variables
    return frozenset(found)


def _equalities(test: Any, names: dict[str, str]) -> Iterator[Values]:
    """The IRIs that a filter allows."""
    from rdflib import URIRef, Variable
    from rdflib.plugins.sparql.parserutils import CompValue

    if not isinstance(test, CompValue):
        return
    if test.name == "ConditionalAndExpression":
        for one in (test.expr, *(test.other if isinstance(test.other, list) else [test.other])):
            yield from _equalities(one, names)
    if test.name == "RelationalExpression" and test.op in ("=", "IN"):
        others = test.other if isinstance(test.other, list) else [test.other]
        if isinstance(test.expr, Variable) and all(isinstance(o, URIRef) for o in others):
            yield Values(_text(test.expr, names), tuple(_text(o, names) for o in others))


def _columns(rows: Iterable[Any], names: dict[str, str]) -> Iterator[Values | Optional]:
    """The columns of a VALUES block; their values where these are IRIs alone."""
    from rdflib import URIRef

    rows = list(rows)
    for variable in dict.fromkeys(v for row in rows for v in row):
        terms = [row.get(variable) for row in rows]
        if all(isinstance(t, URIRef) for t in terms):
            found = dict.fromkeys(_text(t, names) for t in terms)
            yield Values(_text(variable, names), tuple(found))
        else:
            yield _opaque(_text(variable, names))


def _options(value: Any, names: dict[str, str]) -> Iterator[str]:
    """The terms one of which an expression gives; an empty text for any other value."""
    from rdflib import URIRef, Variable
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(value, (URIRef, Variable)):
        yield _text(value, names)
    elif isinstance(value, CompValue) and value.name == "Builtin_COALESCE":
        for one in value.arg:
            yield from _options(one, names)
    elif isinstance(value, CompValue) and value.name == "Builtin_IF":
        yield from _options(value.arg2, names)
        yield from _options(value.arg3, names)
    else:
        yield ""


def _is_sure(options: tuple[str, ...], way: Way) -> bool:
    """Whether an expression gives one of its options, and is never unbound."""
    last = options[-1]
    return "" not in options and (not last.startswith("?") or last in _variables(way))


def _narrowed(pattern: Pattern, way: Way) -> Iterator[Need]:
    """The needs of a pattern that stands among others."""
    for alias in (part for part in way if isinstance(part, Alias)):
        if alias.variable not in pattern.variables:
            continue
        for option in alias.options:
            values = {alias.variable: option}
            rest = _put(way - {alias}, values)
            supports: Ways = ANY
            if option.startswith("?") and option not in _variables(way):
                perhaps = [part for part in rest if isinstance(part, Optional)]
                supports = tuple(w for p in perhaps if option in p.variables for w in p.ways)
                if any(_UNKNOWN in p.variables for p in perhaps) or _is_alias(option, rest):
                    supports = ANY
            for support in supports:
                yield from _narrowed(pattern.put(values), rest | support)
        return
    yield Need(pattern, _connected(pattern, way))


def _renamed(need: Need) -> Need:
    """The same need with variables named by their order, so that equal needs are found equal."""
    names: dict[str, str] = {}

    def shape(part: Pattern | Values) -> tuple[str, ...]:
        """What a part looks like, whatever its variables are called."""
        terms = part.terms if isinstance(part, Pattern) else (part.variable, *part.terms)
        return tuple(names.get(t, "?") if t.startswith("?") else t for t in terms)

    left = set(need.beside)
    part: Pattern | Values = need.pattern
    while True:
        terms = part.terms if isinstance(part, Pattern) else (part.variable,)
        for term in terms:
            if term.startswith("?"):
                names.setdefault(term, f"?v{len(names)}")
        if not left:
            break
        part = max(left, key=shape)
        left.remove(part)
    return Need(need.pattern.put(names), frozenset(p.put(names) for p in need.beside))


def _is_alias(variable: str, way: Way) -> bool:
    return any(isinstance(part, Alias) and part.variable == variable for part in way)


def _put(way: Way, values: dict[str, str]) -> Way:
    return frozenset(p.put(values) if isinstance(p, (Pattern, Values)) else p for p in way)


def _connected(pattern: Pattern, way: Way) -> frozenset[Pattern | Values]:
    """What stands beside a pattern and shares variables with it, if that narrows it down."""
    left = {p for p in way if isinstance(p, (Pattern, Values)) and p != pattern}
    found: set[Pattern | Values] = set()
    known = set(pattern.variables)
    while near := {part for part in left if part.variables & known}:
        found |= near
        left -= near
        known = known.union(*(part.variables for part in near))
    if not any(map(_is_selective, found)):
        return frozenset()
    while loose := {part for part in found if _is_loose(part, found - {part}, pattern)}:
        found -= loose
    return frozenset(found)


def _is_loose(part: Pattern | Values, rest: set[Pattern | Values], pattern: Pattern) -> bool:
    """Whether a pattern leads to nothing that narrows down."""
    if _is_selective(part):
        return False
    others = pattern.variables.union(*(other.variables for other in rest))
    return len(part.variables & others) < 2


def _is_selective(part: Pattern | Values) -> bool:
    """Whether it names something in particular."""
    if isinstance(part, Values):
        return True
    if not part.subject.startswith("?"):
        return True
    return part.predicate != _TYPE and not part.object.startswith(("?", '"'))
