"""What is worked out once of a graph, until its facts change: sources, counts, examples."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar, cast

from reelgraph.entities import degrees, describe
from reelgraph.entity import Entity
from reelgraph.errors import NotFound
from reelgraph.facts import Source
from reelgraph.graph import FilmGraph
from reelgraph.network import index_of
from reelgraph.network.filters import filters
from reelgraph.network.paths import shortest_paths
from reelgraph.store.sources import sources
from reelgraph.views.style import type_order
from reelgraph.vocabulary import FILM

T = TypeVar("T")
_HELD = 4
"""Of how many states this is remembered."""
_TRIED = 8
_FIRST = ("Haley Bennett", "Tim Roth", "Hardcore")
"""What to begin with where a graph holds them, as the sample does."""


class Derived:
    """What is worked out of one state of a graph, each when it is first asked for.

    It holds no graph, which would keep what answers for an earlier state alive.
    """

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}
        self._lock = threading.RLock()

    def sources(self, graph: FilmGraph) -> list[Source]:
        """The sources of the graph."""
        return self._once("sources", lambda: list(sources(graph.store)))

    def counts(self, graph: FilmGraph) -> dict[str, int]:
        """How many films, people and credits there are."""
        return self._once("counts", lambda: _counts(graph))

    def years(self, graph: FilmGraph) -> list[int] | None:
        """The first and the last year of a work."""
        return self._once("years", lambda: _years(graph))

    def types(self, graph: FilmGraph) -> list[str]:
        """The classes of what has a name, in the order of the legend."""
        return self._once("types", lambda: sorted(graph.index.kinds(), key=type_order))

    def examples(self, graph: FilmGraph) -> list[Entity]:
        """Two people who are connected, and a film."""
        return self._once("examples", lambda: _examples(graph))

    def _once(self, name: str, work: Callable[[], T]) -> T:
        with self._lock:
            if name not in self._found:
                self._found[name] = work()
            return cast(T, self._found[name])


_held: OrderedDict[tuple[str, str], Derived] = OrderedDict()
_guard = threading.Lock()


def derived(graph: FilmGraph) -> Derived:
    """What was, or will be, worked out of a graph as it is now."""
    key = graph.store.place, graph.store.state()
    with _guard:
        found = _held.pop(key, None) or Derived()
        _held[key] = found
        while len(_held) > _HELD:
            _held.popitem(last=False)
        return found


def entities_of(graph: FilmGraph, iris: Iterable[str]) -> dict[str, Entity]:
    """Entities with their degree, by IRI, in the same order."""
    wanted = list(dict.fromkeys(iris))
    index = index_of(graph.store)
    if index is not None:
        return index.describe(wanted)
    known = graph.index.known(wanted)
    nameless = [one for one in wanted if one not in known]
    ties = degrees(graph.store, nameless)
    rest = describe(graph.store, nameless)
    return {one: known.get(one) or replace(rest[one], degree=ties.get(one, 0)) for one in wanted}


def _counts(graph: FilmGraph) -> dict[str, int]:
    asked = {
        "films": f"?x a <{FILM}Film>",
        "people": f"?x a <{FILM}Person>",
        "credits": f"?x <{FILM}hasContributor> ?y",
    }
    found = {}
    for name, pattern in asked.items():
        rows = graph.store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        found[name] = int(next(rows)["n"].value)
    return found


def _years(graph: FilmGraph) -> list[int] | None:
    query = f"SELECT (MIN(?y) AS ?a) (MAX(?y) AS ?b) WHERE {{ ?x <{FILM}year> ?y }}"
    row = next(graph.store.select(query))
    if row["a"] is None or row["b"] is None:
        return None
    return [int(row["a"].value), int(row["b"].value)]


def _examples(graph: FilmGraph) -> list[Entity]:
    index = graph.index
    first = [index.exact(name) for name in _FIRST]
    if all(len(found) == 1 for found in first):
        return [found[0] for found in first]
    people, films = index.best("Person", _TRIED), index.best("Work", 1)
    if len(people) < 2:
        return [*people, *films]
    for other in people[1:]:  # one with whom the first stands in no film, so that there is a path
        try:
            way = shortest_paths(
                graph.store, people[0].iri, other.iri, filters(), most=1, longest=4
            )
        except NotFound:
            continue
        if way.edges > 2:
            return [people[0], other, *films]
    return [*people[:2], *films]
