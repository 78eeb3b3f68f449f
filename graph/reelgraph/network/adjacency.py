"""The neighbours of entities, read from the store as they are needed and remembered."""

from collections.abc import Iterable
from itertools import islice

from reelgraph.binding import bind, iri
from reelgraph.entities import describe
from reelgraph.entity import is_a
from reelgraph.network.filters import Filters
from reelgraph.network.statements import Step, stated
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDF

_BATCH = 1000


class Adjacency:
    """Which entities stand beside which, under some filters."""

    def __init__(self, store: Store, chosen: Filters, always: Iterable[str] = ()) -> None:
        """Begin with nothing read; entities in `always` pass every filter of types and hubs."""
        self.store, self.filters = store, chosen
        self.always = frozenset(always)
        self._steps: dict[str, list[Step]] = {}
        # Which sources say an edge, only their statements tell.
        found = weaker_edges(store, chosen.include) if not chosen.sources else ()
        self._weaker = _by_node(found)
        self._years: dict[str, int | None] = {}
        self._kinds: dict[str, str] = {}
        self._met: set[tuple[str, str]] = set()
        self._sure: set[tuple[str, str]] = set()
        read = set(chosen.properties)
        if CONTRIBUTOR in read:  # it stands beside every closer edge
            read |= terms().contributor_properties
        listed = ", ".join(f"<{p}>" for p in sorted(read))
        self._query = f"""SELECT ?node ?p ?other ?forward WHERE {{
          VALUES (?node) {{ (<{FILM}none>) }}
          {{ ?node ?p ?other . FILTER(?p IN ({listed})) FILTER(isIRI(?other))
             BIND(true AS ?forward) }} UNION
          {{ ?other ?p ?node . FILTER(?p IN ({listed})) BIND(false AS ?forward) }}
        }}"""

    @property
    def unsure(self) -> frozenset[tuple[str, str]]:
        """The pairs that were met, start first, of which only weaker claims speak."""
        return frozenset(self._met - self._sure)

    def of(self, nodes: Iterable[str]) -> dict[str, list[Step]]:
        """The steps from some entities, in a fixed order."""
        wanted = list(dict.fromkeys(nodes))
        self._read(node for node in wanted if node not in self._steps)
        return {node: self._steps[node] for node in wanted}

    def passable(self, nodes: Iterable[str]) -> set[str]:
        """Those entities that one may go through: no hubs, and of the right types."""
        wanted = set(nodes)
        if self.filters.skip_hubs is not None:
            degrees = self.of(wanted - self.always)
            hubs = {n for n, steps in degrees.items() if len(steps) > self.filters.skip_hubs}
            wanted -= hubs
        return wanted

    def _read(self, nodes: Iterable[str]) -> None:
        waiting = iter(nodes)
        while batch := list(islice(waiting, _BATCH)):
            if self.filters.sources:
                found, weaker = stated(self.store, batch, self.filters)
            else:
                found = self._of_view(batch)
                weaker = {node: self._weaker.get(node, set()) for node in batch}
            self._learn(
                {*found, *(s.other for each in (found, weaker) for n in each for s in each[n])}
            )
            for node, sure in found.items():
                every = sure | weaker[node]
                # A claim that is not sure does not stand for one that is.
                every -= _covered(sure, sure) | _covered(weaker[node], every)
                self._steps[node] = sorted(s for s in every if self._counts(node, s))
                self._note(node, sure)

    def _of_view(self, nodes: Iterable[str]) -> dict[str, set[Step]]:
        found: dict[str, set[Step]] = {node: set() for node in nodes}
        for row in self.store.select(bind(self._query, {("node",): [(iri(n),) for n in found]})):
            step = Step(row["other"].value, row["p"].value, row["forward"].value == "true")
            found[row["node"].value].add(step)
        return found

    def _note(self, node: str, sure: set[Step]) -> None:
        """Remember which pairs the view speaks of; without weaker claims it is all of them."""
        for step in self._steps[node] if self.filters.include else ():
            pair = (node, step.other) if step.forward else (step.other, node)
            self._met.add(pair)
            if step in sure:
                self._sure.add(pair)

    def _counts(self, node: str, step: Step) -> bool:
        if step.property not in self.filters.properties:
            return False
        if self.filters.years is not None:
            first, last = self.filters.years
            work = node if step.forward else step.other
            year = self._years.get(work)
            if year is None or not first <= year <= last:
                return False
        if self.filters.kinds and step.other not in self.always:
            kind = self._kinds.get(step.other, "Entity")
            return any(is_a(kind, wanted) for wanted in self.filters.kinds)
        return True

    def _learn(self, nodes: set[str]) -> None:
        """Years and types, where a filter asks for them."""
        if self.filters.years is None and not self.filters.kinds:
            return
        for one, entity in describe(self.store, nodes - self._years.keys()).items():
            self._years[one], self._kinds[one] = entity.year, entity.kind


def weaker_edges(store: Store, statuses: Iterable[str]) -> list[tuple[str, str, str]]:
    """The edges that claims of these statuses give, as start, property and end: there are few."""
    listed = " ".join(f"(<{s}>)" for s in sorted(statuses))
    if not listed:
        return []
    query = f"""PREFIX film: <{FILM}>
    PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?from ?p ?role ?to WHERE {{
      VALUES (?status) {{ {listed} }}
      GRAPH ?source {{
        ?node film:hasStatus ?status .
        {{ ?node film:hasWork ?from ; film:hasAgent ?to ; film:hasRole ?role }} UNION
        {{ ?node rdf:subject ?from ; rdf:predicate ?p ; rdf:object ?to }}
        FILTER(isIRI(?to))
      }} }}"""
    known = terms()
    edges = known.relations | {CONTRIBUTOR}
    found = []
    for row in store.select(query):
        role = known.roles.get(row["role"].value) if row["role"] is not None else None
        prop = role.property if role else row["p"].value if row["p"] is not None else ""
        if prop in edges:
            found.append((row["from"].value, prop, row["to"].value))
    return found


def _by_node(edges: Iterable[tuple[str, str, str]]) -> dict[str, set[Step]]:
    """Edges as they are seen from both of their ends."""
    found: dict[str, set[Step]] = {}
    for start, prop, end in edges:
        found.setdefault(start, set()).add(Step(end, prop, True))
        found.setdefault(end, set()).add(Step(start, prop, False))
    return found


def _covered(steps: set[Step], by: set[Step]) -> set[Step]:
    """The general edges that stand beside a closer one: they say nothing of their own."""
    contributors = terms().contributor_properties - {CONTRIBUTOR}
    closer = {(s.other, s.forward) for s in by if s.property in contributors}
    return {s for s in steps if s.property == CONTRIBUTOR and (s.other, s.forward) in closer}
