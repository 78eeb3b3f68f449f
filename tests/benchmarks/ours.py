"""Reelgraph as a contender: in plain SPARQL, and by the call that it has for each question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neighbourhoods
from engines import Engine, Row, Values, filled
from questions import Question

BOTH = ["director", "cast"]
DECADE = (1990, 1999)


@dataclass(frozen=True)
class Own:
    """The call that a user would make, and what of its answer the question is about."""

    call: Callable[[Any, Values], Sequence[Any]]
    asked_for: Callable[[Any], Iterable[Sequence[Any]]]


def _columns(*names: str) -> Callable[[Any], Iterable[Sequence[Any]]]:
    return lambda rows: [[row[name] for name in names] for row in rows]


def _ways(graph: Any, values: Values) -> Sequence[tuple[str, ...]]:
    """All shortest ways, where the question wants all of up to four edges: none is shorter here."""
    from reelgraph import network
    from reelgraph.errors import NotFound

    chosen = network.filters(roles="cast")
    try:
        found = network.shortest_paths(
            graph.store, values["a"], values["b"], chosen, most=10**6, longest=4
        )
    except NotFound:
        return []
    return found.listed


OWN: dict[str, Own] = {
    "co-stars with counts": Own(
        lambda graph, values: graph.query("co_stars", person=values["a"]).rows,
        _columns("co_star", "films"),
    ),
    "top 20 director-actor pairs": Own(
        lambda graph, _: graph.pairs("director", "cast", least=2, limit=20).rows,
        _columns("one", "other", "films"),
    ),
    "actor pairs in a decade": Own(
        lambda graph, _: graph.pairs("cast", "cast", years=DECADE, least=2, limit=20).rows,
        _columns("one", "other", "films"),
    ),
    "films per year": Own(
        lambda graph, _: graph.query("works_per_year").rows, _columns("year", "works")
    ),
    "path of 3 or less": Own(_ways, lambda ways: (way[1:-1] for way in ways)),
    "ego CONSTRUCT": Own(
        lambda graph, values: list(graph.arrays(values["a"], depth=3, roles="cast").edges()), list
    ),
    "name prefix": Own(lambda graph, values: graph.index.prefix(values["start"]), list),
    "all edges": Own(
        lambda graph, _: list(graph.arrays(roles="cast").edges()),
        lambda edges: ((film, person) for film, _, person in edges),
    ),
}
"""By the name of the question. One that is not here is asked in SPARQL, which is quick there."""


class Reelgraph(Engine):
    """A folder with claims, sources and view, through the package's own front door."""

    def load(self, file: Path) -> int:
        import pyoxigraph

        import reelgraph as rg

        with rg.open(self.folder, create=True) as graph:
            graph.load(file)
        return len(pyoxigraph.Store.read_only(str(self.folder / "rdf")))

    def prepare(self) -> None:
        import reelgraph as rg
        from reelgraph import indexes

        with rg.open(self.folder) as graph:
            indexes.prepare(graph.store)

    def open(self) -> None:
        import reelgraph as rg

        self.graph = rg.open(self.folder)

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        return self.graph.query(filled(question.sparql, values)).rows

    def plain(self, rows: Sequence[Any]) -> Iterable[Row]:
        return _texts(row.values() for row in rows)

    def own(self, question: Question, values: Values) -> Sequence[Any]:
        known = OWN.get(question.name)
        return known.call(self.graph, values) if known else self.ask(question, values)

    def plain_own(self, question: Question, rows: Sequence[Any]) -> Iterable[Row]:
        known = OWN.get(question.name)
        return _texts(known.asked_for(rows)) if known else self.plain(rows)

    exports = ("NetworkX", "NetworkX, with the evidence", "arrays")

    def export(self, form: str) -> int:
        if form == "arrays":
            return int(self.graph.arrays(roles=BOTH).to_scipy().sum())
        made = self.graph.to_networkx(roles=BOTH, evidence="evidence" in form)
        return int(made.number_of_edges())

    probes = tuple(neighbourhoods.PROBES)

    def probe(self, probe: str) -> Sequence[float]:
        return neighbourhoods.PROBES[probe].times(self.graph)


def _texts(rows: Iterable[Iterable[Any]]) -> list[Row]:
    return [tuple("" if v is None else str(v) for v in row) for row in rows]
