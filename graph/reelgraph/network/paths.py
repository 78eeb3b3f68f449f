"""The shortest ways between two entities, and who says so."""

from dataclasses import dataclass

from reelgraph.entities import describe
from reelgraph.errors import NotFound
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.evidence import check_sources
from reelgraph.network.filters import Filters, filters
from reelgraph.network.index.holding import index_of
from reelgraph.network.ways import Parents, Ways, collected
from reelgraph.store import Store
from reelgraph.vocabulary import local_name

MOST = 100
"""How many shortest paths are listed at most; there can be very many."""


@dataclass(frozen=True, slots=True)
class Paths:
    """All shortest paths between two entities, as far as they are listed."""

    listed: tuple[tuple[str, ...], ...]
    """Each path as the IRIs along it."""
    total: int
    """How many there are."""

    @property
    def edges(self) -> int:
        """The length of each, in edges."""
        return len(self.listed[0]) - 1 if self.listed else 0


def shortest_paths(
    store: Store, start: str, end: str, chosen: Filters, *, most: int = MOST, longest: int = 24
) -> Paths:
    """The shortest paths from `start` to `end`, searched from both ends at once.

    From the network index where there is one; else level after level is read from the store, so
    that only a small part of a large graph is.

    Args:
        store: Where the facts are.
        start: An IRI.
        end: Another.
        chosen: Which edges count.
        most: How many paths to list.
        longest: The number of edges after which the search gives up.

    Raises:
        NotFound: there is no path of that kind.
        ParameterError: one of the chosen sources is not there.

    """
    check_sources(store, chosen)
    if start == end:
        return Paths(((start,),), 1)
    index = index_of(store)
    if index is not None:
        from reelgraph.network.index.ways import shortest_ways

        found = shortest_ways(index, start, end, chosen, most, longest)
    else:
        found = _read_ways(store, start, end, chosen, most, longest)
    if found is None:
        raise NotFound(_no_path(store, start, end, chosen))
    return Paths(tuple(found[0]), found[1])


def _read_ways(
    store: Store, start: str, end: str, chosen: Filters, most: int, longest: int
) -> Ways | None:
    """The ways, where the store itself has to be asked for every level."""
    near = Adjacency(store, chosen, always=(start, end))
    # For each side: the distance of what was reached, and from where.
    distance: tuple[dict[str, int], dict[str, int]] = ({start: 0}, {end: 0})
    parents: tuple[Parents[str], Parents[str]] = ({}, {})
    edge = [{start}, {end}]
    reached = [0, 0]
    while edge[0] and edge[1] and sum(reached) < longest:
        side = 0 if len(edge[0]) <= len(edge[1]) else 1
        found: dict[str, set[str]] = {}
        for node, steps in near.of(edge[side]).items():
            for step in steps:
                if step.other not in distance[side]:
                    found.setdefault(step.other, set()).add(node)
        passable = near.passable(found)
        reached[side] += 1
        for node in passable:
            distance[side][node] = reached[side]
            parents[side][node] = found[node]
        edge[side] = passable
        meeting = sorted(node for node in passable if node in distance[1 - side])
        if meeting:
            return collected(meeting, parents, most)
    return None


def _no_path(store: Store, start: str, end: str, chosen: Filters) -> str:
    known = describe(store, (start, end))
    narrowed = chosen != filters(include=[local_name(s) for s in chosen.include])
    said = f"there is no path from {known[start]} to {known[end]}"
    said += " under these filters" if narrowed else ""
    if not chosen.include:
        said += " (weak and hedged claims are left out: include them to follow those too)"
    return said
