"""What lies around some entities: which nodes, how far away, and the edges among all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reelgraph.entity import Entity
from reelgraph.network.adjacency import Adjacency


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A part of the graph, without what the sources say of it."""

    distance: dict[str, int]
    """How many edges each node is away from the middle; in the order of their IRIs."""
    pairs: dict[tuple[str, str], list[str]]
    """The properties of the edges between two nodes, by start and end."""
    degree: dict[str, int]
    """Beside how many entities each node stands in the whole graph."""
    unsure: frozenset[tuple[str, str]]
    """The pairs, start first, of which only weaker claims speak."""
    total: int
    """How many nodes there would be without the limit."""


def surroundings(
    near: Adjacency,
    middle: Iterable[str],
    depth: int,
    limit: int,
    describe: Callable[[Iterable[str]], Mapping[str, Entity]],
) -> Surroundings:
    """What lies around some entities.

    Args:
        near: Which stands beside which.
        middle: The IRIs in the middle.
        depth: How many edges away the farthest may be.
        limit: How many nodes to keep: the named ones, the nearer ones, and among those the best
            connected with each other and then, where it is described, at all, first.
        describe: Says of nodes what they are called, and how well connected they are.

    """
    centres = list(dict.fromkeys(middle))
    distance = dict.fromkeys(centres, 0)
    edge = set(centres)
    ties: dict[str, int] = defaultdict(int)
    for level in range(1, depth + 1):
        met = set()
        for steps in near.of(edge).values():
            for step in steps:
                ties[step.other] += 1
                if step.other not in distance:
                    met.add(step.other)
        edge = near.passable(met)
        distance.update(dict.fromkeys(edge, level))
    total = len(distance)
    kept = set(distance)
    if total > limit:
        of = describe(distance)
        order = sorted(
            distance,
            key=lambda n: (
                distance[n] > 0,
                not of[n].named,
                distance[n],
                -ties[n],
                -of[n].degree,
                n,
            ),
        )
        kept = set(order[:limit])
    beside = near.of(kept)
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node in sorted(kept):
        for step in beside[node]:
            if step.forward and step.other in kept:
                pairs[node, step.other].append(step.property)
    return Surroundings(
        {node: distance[node] for node in sorted(kept)},
        dict(pairs),
        {n: len({s.other for s in steps}) for n, steps in beside.items()},
        near.unsure & pairs.keys(),
        total,
    )
