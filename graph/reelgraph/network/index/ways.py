"""Shortest ways between two entities, from a network index."""

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NetworkIndex, Numbers, distinct
from reelgraph.network.index.steps import Steps
from reelgraph.network.ways import Parents, Ways, collected

Distance = NDArray[np.int16]
"""One more than the distance; 0 of what was not reached, for which no memory is taken."""


def shortest_ways(
    index: NetworkIndex, start: str, end: str, chosen: Filters, most: int, longest: int
) -> Ways | None:
    """The shortest ways from `start` to `end`, as `paths.shortest_paths` lists them, if any."""
    ends = index.number(start), index.number(end)
    if min(ends) < 0:
        return None
    steps = Steps(index, chosen, ends)
    distance = np.zeros((2, len(index)), np.int16)
    edge = [np.array([n], np.int64) for n in ends]
    for side in (0, 1):
        distance[side, ends[side]] = 1
    reached = [0, 0]
    while len(edge[0]) and len(edge[1]) and sum(reached) < longest:
        side = 0 if len(edge[0]) <= len(edge[1]) else 1
        others = steps.from_(edge[side])[1]
        found = steps.passable(distinct([others[distance[side][others] == 0]]))
        reached[side] += 1
        distance[side][found] = reached[side] + 1
        edge[side] = found
        meeting = found[distance[1 - side][found] > 0]
        if len(meeting):
            parents = _back(steps, meeting, distance[0]), _back(steps, meeting, distance[1])
            listed, total = collected(meeting.tolist(), parents, most)
            return [tuple(index.iris[n] for n in way) for way in listed], total
    return None


def _back(steps: Steps, meeting: Numbers, distance: Distance) -> Parents[int]:
    """From where each node on the way back to a beginning was reached."""
    parents: Parents[int] = {}
    level = meeting
    while len(level):
        here, other, _, _ = steps.from_(level)
        back = distance[other] == distance[here] - 1
        back &= distance[here] > 1
        here, other = here[back], other[back]
        for node, parent in zip(here.tolist(), other.tolist(), strict=True):
            parents.setdefault(node, set()).add(parent)
        level = distinct([other])
    return parents
