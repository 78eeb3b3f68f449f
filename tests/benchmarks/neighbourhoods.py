"""How quickly neighbourhoods come: ego networks, filtered shortest paths, names as they are typed.

``python tests/benchmarks/neighbourhoods.py STORE`` asks each of hundreds of people: half of them
anybody, half as often as they are credited, so that the well-known ones come too.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

SEED, TIMES = 1895, 200
SHOWN = 500
"""Nodes of an ego network, as the explorer and a picture show them."""
ROLES, YEARS = ["director", "cast"], (1950, 2020)


@dataclass(frozen=True)
class Probe:
    """Something that is asked of one person after the other."""

    goal: float | None
    """Seconds that 95 of 100 answers may take."""
    ask: Callable[[Any, "list[str]"], Iterator[Callable[[], Any]]]
    """Of a graph and some people: what is timed, one after the other."""
    times_asked: int = TIMES

    def times(self, graph: Any) -> list[float]:
        """The seconds of each answer; the index is open, as in a server that runs."""
        taken = []
        for asked in self.ask(graph, people(graph, self.times_asked + 1)):
            began = time.perf_counter()
            asked()
            taken.append(time.perf_counter() - began)
        return taken[1:]


def people(graph: Any, count: int) -> list[str]:
    """The IRIs of some people, the same for the same graph."""
    import numpy as np

    from reelgraph import network

    index = network.index_of(graph.store, make=True)
    assert index is not None
    chance = random.Random(SEED)
    persons = np.flatnonzero(index.kinds == list(index.kind_names).index("Person"))
    credited = np.cumsum(index.degrees[persons])
    found = []
    for number in range(count):
        if number % 2:
            place = np.searchsorted(credited, chance.randrange(int(credited[-1])), side="right")
        else:
            place = chance.randrange(len(persons))
        found.append(index.iris[int(persons[place])])
    return found


def _egos(graph: Any, persons: list[str]) -> Iterator[Callable[[], Any]]:
    from reelgraph import network

    chosen = network.filters()
    for person in persons:
        yield lambda person=person: network.part_around(graph.store, [person], 2, chosen, SHOWN)


def _pictures(graph: Any, persons: list[str]) -> Iterator[Callable[[], Any]]:
    for person in persons:
        yield lambda person=person: graph.network(person, depth=2, limit=SHOWN)


def _paths(graph: Any, persons: list[str]) -> Iterator[Callable[[], Any]]:
    from reelgraph import network
    from reelgraph.errors import NotFound

    chosen = network.filters(roles=ROLES, years=YEARS)

    def search(a: str, b: str) -> None:
        with suppress(NotFound):
            network.shortest_paths(graph.store, a, b, chosen)

    for a, b in pairwise(random.Random(SEED).sample(persons, len(persons))):
        yield lambda a=a, b=b: search(a, b)


def _typed(graph: Any, _: list[str]) -> Iterator[Callable[[], Any]]:
    """What people type, with slips; `names` tells of each kind of text alone."""
    import names

    index = graph.index
    texts = names._names(graph.store, SEED)
    known = [(e.iri, e.label) for e in index.best(None, 2000)]
    for _, queries in names.queries(texts, known, TIMES // 20, SEED):
        for typed in queries:
            yield lambda typed=typed: index.search(typed.text, typed.kind, names.SHOWN)


PROBES = {
    "ego network of depth 2, 500 nodes": Probe(0.050, _egos),
    "the same as a picture, with the evidence": Probe(None, _pictures, 20),
    "shortest path by role and years": Probe(0.050, _paths),
    "typeahead, misspelt too": Probe(0.020, _typed),
}


def spread(times: Sequence[float]) -> dict[str, Any]:
    """How long it took, in seconds: usually, 95 of 100 times, and at most.

    >>> spread([0.1] * 95 + [0.2] * 5)["p95"]
    0.2
    """
    ordered = sorted(times)
    return {
        "count": len(ordered),
        "seconds": statistics.median(ordered),
        "p95": ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)],
        "longest": ordered[-1],
    }


def main() -> None:
    """Measure a store and print the figures."""
    import reelgraph as rg

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="a folder that `reelgraph load` made")
    given = parser.parse_args()
    with rg.open(given.store) as graph:
        for name, probe in PROBES.items():
            said = spread(probe.times(graph))
            goal = f" (goal {probe.goal * 1000:.0f})" if probe.goal else ""
            print(
                f"{name}: {said['count']} times, median {said['seconds'] * 1000:.1f} ms, "
                f"95 of 100 {said['p95'] * 1000:.1f} ms{goal}, longest "
                f"{said['longest'] * 1000:.1f} ms"
            )


if __name__ == "__main__":
    main()
