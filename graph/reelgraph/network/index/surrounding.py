"""What lies around some entities, from a network index."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NetworkIndex, Numbers
from reelgraph.network.index.numbering import Column
from reelgraph.network.index.steps import Steps
from reelgraph.network.surroundings import Surroundings

Distance = NDArray[np.int16]
"""One more than the distance; 0 of what was not reached, for which no memory is taken."""


def surroundings(
    index: NetworkIndex, middle: Iterable[str], depth: int, chosen: Filters, limit: int
) -> Surroundings:
    """As `network.surroundings.surroundings`, around entities that the index knows."""
    inside = np.array(sorted({index.number(iri) for iri in middle}), np.int64)
    steps = Steps(index, chosen, inside.tolist())
    distance = np.zeros(len(index), np.int16)
    distance[inside] = 1
    ties = np.zeros(len(index), np.int32)
    reached, edge = [inside], inside
    for level in range(1, depth + 1):
        if not len(edge):
            break
        others = np.sort(steps.from_(edge)[1])
        begins = np.flatnonzero(np.diff(others, prepend=-1))
        met = others[begins]
        ties[met] += np.diff(begins, append=len(others))
        edge = steps.passable(met[distance[met] == 0])
        distance[edge] = level + 1
        reached.append(edge)
    kept = np.sort(np.concatenate(reached))
    total = len(kept)
    if total > limit:
        kept = _best(index, kept, distance, ties, limit)
    return _drawn(index, steps, kept, distance, total)


def _best(
    index: NetworkIndex, nodes: Numbers, distance: Distance, ties: Column, limit: int
) -> Numbers:
    """The first of some nodes, in the order that `surroundings` tells."""
    places = index.labels.parts[1]
    unnamed = places[nodes + 1] == places[nodes]
    far = distance[nodes]
    order = np.lexsort((nodes, -index.degrees[nodes], -ties[nodes], far, unnamed, far > 1))
    return np.sort(nodes[order[:limit]])


def _drawn(
    index: NetworkIndex,
    steps: Steps,
    kept: Numbers,
    distance: Distance,
    total: int,
) -> Surroundings:
    here, other, code, sure = steps.from_(kept)
    new = np.ones(len(here), bool)  # a neighbour's steps lie side by side
    new[1:] = (np.diff(here) != 0) | (np.diff(other) != 0)
    beside = np.bincount(np.searchsorted(kept, here[new]), minlength=len(kept)).tolist()
    shown = np.zeros(len(index), bool)
    shown[kept] = True
    among = (code & 1 == 1) & shown[other]
    iri = {n: index.iris[n] for n in kept.tolist()}
    properties = list(index.properties)
    pairs: dict[tuple[str, str], list[str]] = {}
    certain: set[tuple[str, str]] = set()
    columns = (here[among], other[among], code[among] >> 1, sure[among])
    for start, end, prop, is_sure in zip(*(c.tolist() for c in columns), strict=True):
        pair = iri[start], iri[end]
        pairs.setdefault(pair, []).append(properties[prop])
        if is_sure:
            certain.add(pair)
    return Surroundings(
        dict(zip(iri.values(), (distance[kept] - 1).tolist(), strict=True)),
        pairs,
        dict(zip(iri.values(), beside, strict=True)),
        frozenset(pairs.keys() - certain),
        total,
    )
