"""What lies around some entities, from a network index."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NetworkIndex, Numbers
from reelgraph.network.index.steps import Steps
from reelgraph.network.surroundings import Surroundings

_FAR = 1 << 14
Distance = NDArray[np.int16]


def surroundings(
    index: NetworkIndex, middle: Iterable[str], depth: int, chosen: Filters, limit: int
) -> Surroundings:
    """As `network.surroundings.surroundings`, around entities that the index knows."""
    inside = np.array(sorted({index.number(iri) for iri in middle}), np.int64)
    steps = Steps(index, chosen, inside.tolist())
    distance = np.full(len(index), _FAR, np.int16)
    distance[inside] = 0
    ties = np.zeros(len(index), np.int64)
    edge = inside
    for level in range(1, depth + 1):
        if not len(edge):
            break
        others = steps.from_(edge)[1]
        ties += np.bincount(others, minlength=len(index))
        edge = steps.passable(np.unique(others[distance[others] == _FAR]))
        distance[edge] = level
    kept = np.flatnonzero(distance < _FAR)
    total = len(kept)
    if total > limit:
        kept = _best(index, kept, distance, ties, limit)
    return _drawn(index, steps, kept, distance, total)


def _best(
    index: NetworkIndex, nodes: Numbers, distance: Distance, ties: Numbers, limit: int
) -> Numbers:
    """The first of some nodes, in the order that `surroundings` tells."""
    named = np.fromiter((bool(index.labels[n]) for n in nodes.tolist()), bool, len(nodes))
    far = distance[nodes]
    order = np.lexsort((nodes, -index.degrees[nodes], -ties[nodes], far, ~named, far > 0))
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
    properties = [index.properties[n] for n in range(len(index.properties))]
    pairs: dict[tuple[str, str], list[str]] = {}
    certain: set[tuple[str, str]] = set()
    columns = (here[among], other[among], code[among] >> 1, sure[among])
    for start, end, prop, is_sure in zip(*(c.tolist() for c in columns), strict=True):
        pair = iri[start], iri[end]
        pairs.setdefault(pair, []).append(properties[prop])
        if is_sure:
            certain.add(pair)
    return Surroundings(
        dict(zip(iri.values(), distance[kept].tolist(), strict=True)),
        pairs,
        dict(zip(iri.values(), beside, strict=True)),
        frozenset(pairs.keys() - certain),
        total,
    )
