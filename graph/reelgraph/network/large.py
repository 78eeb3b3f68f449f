"""Measures of a large network, taken of the arrays of the index."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from reelgraph.network import atsize
from reelgraph.network.arrays import Arrays, arrays
from reelgraph.network.filters import Filters
from reelgraph.network.incidence import Both, Incidence, Projection
from reelgraph.network.index.arrays import NO_YEAR, NetworkIndex, Numbers
from reelgraph.network.measuring import (
    EXACT,
    NUMBERS,
    SAMPLES,
    Measured,
    check,
    chosen_network,
    count_works,
    estimated,
    named,
    rounded,
)
from reelgraph.network.multigraph import multigraph
from reelgraph.results import Results
from reelgraph.vocabulary import unnamed

if TYPE_CHECKING:
    import networkx as nx

LARGE = 200_000
"""From how many links on a network is measured as arrays."""
USUAL_LINKS = 1_500_000
"""Of a network with more links betweenness is estimated from fewer nodes, as each takes longer."""
FEWEST = 20


def measured(
    index: NetworkIndex,
    middle: Sequence[str],
    which: Iterable[str] | str,
    depth: int,
    chosen: Filters,
    *,
    of: str = "people",
    weight: str = "count",
    seed: int = 0,
    exact: int = EXACT,
    samples: int = SAMPLES,
) -> "LargeMeasured | None":
    """As `build.measured`, of a network that is large; None of any other, which NetworkX measures.

    Raises:
        ParameterError: more pairs meet than can be held for some of the measures; or as `measure`.

    """
    wanted = named(which)
    check(of, weight)
    edges = arrays(index, chosen, middle or None, depth)
    incidence = Incidence.of(edges, of)
    links = incidence.matrix.nnz if of == "both" else incidence.links
    if links <= LARGE:
        return None
    ties = Both(incidence) if of == "both" else Projection(incidence, weight)
    atsize.check(ties, wanted, of)
    notes = []
    # Each beginning takes as long as there are links.
    few = max(min(samples, FEWEST), samples * USUAL_LINKS // max(links, 1))
    drawn = min(samples, few, len(ties)) if len(ties) > exact else None
    if drawn is not None and "betweenness" in wanted:
        notes.append(estimated(drawn, len(ties), seed))
    if "community" in wanted:
        notes.append(
            f"communities are those that NetworKit's Louvain method finds (PLM, seed {seed})"
        )
    network = atsize.Network(ties, seed, drawn)
    found = {name: network.values(name) for name in wanted}
    return LargeMeasured(edges, network, found, tuple(notes), of, weight, middle)


class LargeMeasured(Measured):
    """A large network whose measures are held as arrays; NetworkX has it only when asked to."""

    def __init__(
        self,
        edges: Arrays,
        network: atsize.Network,
        values: dict[str, NDArray[Any]],
        notes: tuple[str, ...],
        of: str,
        weight: str,
        common_with: Iterable[str],
    ) -> None:
        """Keep the values of the measures, by name, in the order of the nodes."""
        super().__init__(None, tuple(values), notes)
        self._edges, self._ties, self._values = edges, network, values
        self._of, self._weight, self._common_with = of, weight, list(common_with)
        self._numbers = network.numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def network(self) -> "nx.Graph[str]":
        """The network with the measures at its nodes.

        Raises:
            ParameterError: it has more links than NetworkX can hold here.

        """
        if self._network is None:
            made, two = chosen_network(multigraph(self._edges), self._of, self._weight)
            iris = [self._edges.index.iris[n] for n in self._numbers.tolist()]
            for name, values in self._values.items():
                for iri, value in zip(iris, values.tolist(), strict=True):
                    made.nodes[iri][name] = value
            count_works(made, two, self._of, self._common_with)
            self._network = made
        return self._network

    def results(self, most: int | None = None) -> Results:
        """One row for each node, the highest first measure first."""
        index = self._edges.index
        years = index.years[self._numbers]
        columns: dict[str, Any] = {"type": index.kinds[self._numbers]}
        if (years != NO_YEAR).any():
            columns["year"] = years
        if self._of != "both":
            columns["works" if self._of == "people" else "people"] = self._ties.ties.incidence.works
        common = self._in_common()
        if common is not None:
            columns["in_common"] = common
        keys = [_sorting(name, values) for name, values in self._values.items()]
        rows = []
        for place in _first_places(keys, most).tolist():
            number = int(self._numbers[place])
            iri = index.iris[number]
            cells = {name: values[place].item() for name, values in columns.items()}
            cells["type"] = index.kind_names[cells["type"]]
            if cells.get("year") == NO_YEAR:
                cells["year"] = None
            if cells.get("in_common") == _OWN:
                cells["in_common"] = None
            measures = [rounded(values[place].item()) for values in self._values.values()]
            label = index.labels[number] or unnamed(iri)
            order = (*(key[place].item() for key in keys), label, iri)
            rows.append((order, [label, *cells.values(), *measures, ox.NamedNode(iri)]))
        rows.sort(key=lambda row: row[0])
        return Results(["name", *columns, *self._values, "iri"], [row for _, row in rows[:most]])

    def communities(self, most: int | None = None, named_by: int = 3) -> Results:
        """One row for each community: its size, its inner links, and its best connected members."""
        self._need_communities()
        of = self._values["community"]
        low, high, weight = self._ties.links()
        inner = of[low] == of[high]
        low, high, weight = low[inner], high[inner], weight[inner]
        size = len(self)
        own = np.bincount(low, weight, size) + np.bincount(high, weight, size)
        sizes = np.bincount(of)
        links = np.bincount(of[low], minlength=len(sizes))
        order = np.lexsort((self._numbers, -own, of))
        ends = np.cumsum(sizes[1:])
        rows = []
        for number in range(1, len(sizes))[:most]:
            begin = int(ends[number - 1] - sizes[number])
            best = order[begin : begin + min(named_by, int(sizes[number]))]
            index = self._edges.index
            numbers = self._numbers[best].tolist()
            name = ", ".join(index.labels[n] or unnamed(index.iris[n]) for n in numbers)
            rows.append((number, int(sizes[number]), int(links[number]), name))
        return Results(["community", "size", "links", "best_connected"], rows)

    def _in_common(self) -> Numbers | None:
        """How many works (or people) each shares with those in the middle, and `_OWN` of these."""
        incidence, index = self._ties.ties.incidence, self._edges.index
        wanted = np.array([index.number(iri) for iri in self._common_with], np.int64)
        inside = np.isin(self._numbers, wanted)
        if not inside.any():
            return None
        rows = np.isin(incidence.rows, wanted)
        theirs = (incidence.turned @ rows.astype(np.int64)) > 0
        found = incidence.once @ theirs.astype(np.int64)
        if self._of == "both":
            own = (incidence.once @ np.isin(incidence.columns, wanted).astype(np.int64)) > 0
            found = np.concatenate((found, incidence.turned @ own.astype(np.int64)))
        return np.where(inside, _OWN, found)


_OWN = -1


def _sorting(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """What a measure sorts by: as it is shown, the highest first; groups by their number."""
    if name in NUMBERS:
        return values
    if values.dtype.kind == "f":
        return -np.array([rounded(value) for value in values.tolist()], np.float64)
    return -values


def _first_places(keys: list[NDArray[Any]], most: int | None) -> Numbers:
    """The places of those that come first, with all that are equal to the last of them."""
    order: Numbers = np.lexsort(keys[::-1])
    if most is None or most >= len(order):
        return order
    last, stop = order[most - 1], most
    while stop < len(order) and all(key[order[stop]] == key[last] for key in keys):
        stop += 1
    return order[:stop]
