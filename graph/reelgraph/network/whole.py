"""The whole graph as one NetworkX object, read in a few large queries.

The engine joins and writes, and Python splits what it wrote: most of the time then goes into
NetworkX's own dictionaries, which are filled without a call of its API for each edge.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reelgraph.entity import is_a
from reelgraph.errors import ParameterError
from reelgraph.network.evidence import edge_key, source_names
from reelgraph.network.filters import Filters, filters
from reelgraph.network.index import index_of
from reelgraph.network.rows import cells, column, iris
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, Terms, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, STATUS, local_name, unnamed

if TYPE_CHECKING:
    import networkx as nx

Data = dict[str, str | int]


def to_networkx(
    store: Store, chosen: Filters | None = None, *, evidence: bool = True
) -> "nx.MultiDiGraph[str]":
    """The whole graph of credits and relations as one multigraph.

    Args:
        store: Where the facts are.
        chosen: Which edges count; all that the view holds when None.
        evidence: An edge for each statement of each source, with ``source``, ``status`` and, where
            known, ``character``, ``credited_as`` and ``order``. When False, one edge for each edge
            of the view, keyed by its property, with ``role`` and ``property`` only: less than half
            of the time, and a tenth of it where there is a network index.

    Raises:
        ParameterError: weaker claims without evidence; the view does not hold them.

    """
    chosen = chosen or filters()
    if chosen.include and not evidence:
        raise ParameterError(
            "weak and hedged claims do not stand in the view: ask for the evidence too, "
            "or leave them out"
        )
    # Which sources say an edge of the view, only the index tells without the evidence.
    index = None if evidence else index_of(store, make=bool(chosen.sources))
    if index is not None:
        from reelgraph.network.multigraph import of_index

        with uncollected():
            return of_index(index, chosen)
    with uncollected():
        years = {a: int(year) for a, year in column(store, f"?a <{FILM}year> ?b")}
        found = _Found(chosen, years)
        if evidence:
            _add_statements(store, chosen, found)
        else:
            _add_view(store, chosen, found)
        _describe(store, found.network, years)
    if chosen.kinds:
        wrong = [
            n
            for n, data in found.network.nodes(data=True)
            if not any(is_a(str(data["type"]), wanted) for wanted in chosen.kinds)
        ]
        found.network.remove_nodes_from(wrong)
    return found.network


class _Found:
    """A network that edges are added to, those of the wrong years left out."""

    def __init__(self, chosen: Filters, years: dict[str, int]) -> None:
        import networkx as nx

        self.network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._span, self._years = chosen.years, years
        # The very dictionaries of NetworkX: add_edge for each edge would take three times as long.
        inside = vars(self.network)
        self._onward: dict[str, Any] = inside["_succ"]
        self._back: dict[str, Any] = inside["_pred"]
        self._nodes: dict[str, Any] = inside["_node"]
        self._same: dict[str, str] = {}

    def add(self, start: str, end: str, key: str, data: Data) -> None:
        """Add an edge, or overwrite the one of the same key."""
        if self._span and not self._span[0] <= self._years.get(start, -1) <= self._span[1]:
            return
        start, end = self._same.setdefault(start, start), self._same.setdefault(end, end)
        onward, back = self._onward.get(start), self._back.get(end)
        if onward is None:
            onward = self._new(start)[0]
        if back is None:
            back = self._new(end)[1] if end != start else self._back[end]
        parallel = onward.get(end)
        if parallel is None:
            parallel = {}
            onward[end] = back[start] = parallel
        parallel[key] = data

    def add_all(self, pairs: Iterable[tuple[str, str]], key: str, data: Data) -> None:
        """Add an edge with the same key and data for each pair: `add`, without a call for each."""
        if self._span:
            for start, end in pairs:
                self.add(start, end, key, dict(data))
            return
        onward_of, back_of = self._onward, self._back
        for start, end in pairs:
            onward, back = onward_of.get(start), back_of.get(end)
            if onward is None:
                onward = self._new(start)[0]
            if back is None:
                back = self._new(end)[1] if end != start else back_of[end]
            parallel = onward.get(end)
            if parallel is None:
                onward[end] = back[start] = {key: data.copy()}
            else:
                parallel[key] = data.copy()

    def _new(self, node: str) -> tuple[dict[str, Any], dict[str, Any]]:
        self._nodes[node] = {}
        onward = self._onward[node] = {}
        back = self._back[node] = {}
        return onward, back


# The view


def _add_view(store: Store, chosen: Filters, found: _Found) -> None:
    known = terms()
    for prop in sorted(chosen.properties - {CONTRIBUTOR}):
        role, short = known.edge_name(prop), "film:" + local_name(prop)
        found.add_all(_view_edges(store, prop), short, {"role": role, "property": short})
    if CONTRIBUTOR in chosen.properties:
        _add_general(store, found, known)


def _add_general(store: Store, found: _Found, known: Terms) -> None:
    """The general edges that stand alone: beside a closer one they say nothing of their own."""
    below = sorted(known.contributor_properties - {CONTRIBUTOR})
    if _pairs(store, [CONTRIBUTOR]) == _pairs(store, below):
        return  # as usual: every closer edge has its general one, so there are no others
    closer = {(start, end) for prop in below for start, end in _view_edges(store, prop)}
    role, short = known.edge_name(CONTRIBUTOR), "film:" + local_name(CONTRIBUTOR)
    alone = (pair for pair in _view_edges(store, CONTRIBUTOR) if pair not in closer)
    found.add_all(alone, short, {"role": role, "property": short})


def _pairs(store: Store, properties: list[str]) -> int:
    """How many pairs some properties link; counted in the engine, which writes none of them out."""
    any_of = " UNION ".join(f"{{ ?a <{p}> ?b }}" for p in properties)
    distinct = f"SELECT DISTINCT ?a ?b WHERE {{ {any_of} FILTER(isIRI(?b)) }}"
    return int(next(store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {distinct} }}"))["n"].value)


def _view_edges(store: Store, prop: str) -> Iterator[tuple[str, str]]:
    ends = cells(store, f"SELECT ?a ?b WHERE {{ ?a <{prop}> ?b FILTER(isIRI(?b)) }}")
    return zip(ends[::2], ends[1::2], strict=True)


# The statements


def _add_statements(store: Store, chosen: Filters, found: _Found) -> None:
    known = terms()
    shown = {local_name(s) for s in known.shown_statuses | chosen.include}
    roles = {
        role.iri: (role.property, role.label, "film:" + local_name(role.property))
        for role in known.roles.values()
        if role.property in chosen.properties
    }
    relations = {
        prop: (prop, known.edge_name(prop), "film:" + local_name(prop))
        for prop in (known.relations | {CONTRIBUTOR}) & chosen.properties
    }
    names = {g: n for g, n in source_names(store).items() if _is_chosen(n, chosen)}
    for graph, source in sorted(names.items()):
        statuses = _statuses(store, graph)
        details = _details(store, graph)
        for query, meant in ((_CREDITS, roles), (_CLAIMS, relations)):
            for node, start, end, what in iris(store, query.replace("<GRAPH>", f"<{graph}>")):
                if what not in meant:
                    continue
                prop, label, short = meant[what]
                for status in statuses.get(node, ("asserted",)):
                    if status in shown:
                        data: Data = {
                            "role": label,
                            "property": short,
                            "source": source,
                            "status": status,
                        }
                        if node in details:
                            data.update(details[node])
                        found.add(start, end, edge_key(node, prop, label, source), data)
    for prop in sorted(relations.keys() - known.contributor_properties):
        _, label, short = relations[prop]
        plain = f"SELECT ?a ?b ?g WHERE {{ GRAPH ?g {{ ?a <{prop}> ?b FILTER(isIRI(?b)) }} }}"
        for start, end, graph in iris(store, plain):
            if graph in names:
                source = names[graph]
                found.add(
                    start,
                    end,
                    edge_key("", prop, label, source),
                    {"role": label, "property": short, "source": source, "status": "asserted"},
                )


def _is_chosen(source: str, chosen: Filters) -> bool:
    return not chosen.sources or source in chosen.sources


def _joined(*columns: tuple[str, str]) -> str:
    """A query for the values of several properties of the same nodes of one graph.

    As subqueries the engine joins them by hashing; as one pattern it would look each node up, which
    takes three times as long.
    """
    parts = "\n".join(
        f"{{ SELECT ?n ?{name} WHERE {{ GRAPH <GRAPH> {{ ?n <{prop}> ?{name} }} }} }}"
        for name, prop in columns
    )
    variables = " ".join(f"?{name}" for name, _ in columns)
    return f"SELECT ?n {variables} WHERE {{ {parts} FILTER(isIRI(?b)) }}"


_CREDITS = _joined(("a", FILM + "hasWork"), ("b", FILM + "hasAgent"), ("what", FILM + "hasRole"))
_CLAIMS = _joined(("a", RDF + "subject"), ("b", RDF + "object"), ("what", RDF + "predicate"))


def _statuses(store: Store, graph: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    query = f"SELECT ?n ?s WHERE {{ GRAPH <{graph}> {{ ?n <{FILM}hasStatus> ?s }} }}"
    for node, status in iris(store, query):
        found[node].append(status.removeprefix(STATUS))
    return found


def _details(store: Store, graph: str) -> dict[str, Data]:
    """What a source says of a credit beside the credit itself: see `evidence.Evidence`."""
    found: dict[str, Data] = defaultdict(dict)
    asked: list[tuple[str, str, Callable[[list[str]], str | int]]] = [
        ("character", f"?a <{FILM}characterName> ?b", _several),
        ("character", f"?a <{FILM}hasCharacterPlayed> ?c . ?c <{RDFS}label> ?b", _several),
        ("credited_as", f"?a <{FILM}creditedAs> ?b", min),
        ("order", f"?a <{FILM}billingOrder> ?b", lambda texts: min(map(int, texts))),
    ]
    for name, pattern, together in asked:  # the name of a character of its own comes last and wins
        values: dict[str, list[str]] = defaultdict(list)
        for node, value in column(store, f"GRAPH <{graph}> {{ {pattern} }}"):
            values[node].append(value)
        for node, texts in values.items():
            found[node][name] = together(texts) if len(texts) > 1 or name == "order" else texts[0]
    return found


def _several(names: list[str]) -> str:
    return " / ".join(sorted(set(names)))


# The nodes


def _describe(store: Store, network: "nx.MultiDiGraph[str]", years: dict[str, int]) -> None:
    """Say of each node its type, its name and, of a work, its year."""
    kinds: dict[str, str] = {}
    parents = terms().parents
    # The most special class comes last and stays, as `entity.kind_of` has it.
    for kind in sorted(parents, key=lambda c: (-len(parents[c]), c), reverse=True):
        if kind in terms().classes:
            short = local_name(kind)
            kinds.update(dict.fromkeys(cells(store, f"SELECT ?a {{ ?a a <{kind}> }}"), short))
    labels = dict(column(store, f"?a <{RDFS}label> ?b"))
    for node, data in network.nodes(data=True):
        data["type"] = kinds.get(node, "Entity")
        data["label"] = labels.get(node) or unnamed(node)
        if node in years:
            data["year"] = years[node]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: nothing here becomes garbage, but it would look at it all."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
