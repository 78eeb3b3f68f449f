"""Stress majorisation with NumPy alone, for networks of some hundred nodes."""

from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

LENGTH = 62.0
"""The length in pixels that an edge between two nodes of few neighbours wants."""
JITTER = 0.12 * LENGTH
"""How far nodes begin from where they should, or those of the same neighbours would stay as one."""

_ROUNDS = 140
MOST = 800
"""Of more nodes the distances of all pairs take too long."""


def spread(plain: "nx.Graph[Any]", members: list[str], fixed: Array | None = None) -> Array:
    """Positions whose distances are those in the network, as nearly as a plane allows.

    `fixed` holds an x coordinate for the nodes that must keep it and NaN for the others.

    >>> spread(nx.path_graph(["a", "b"]), ["a", "b"]).shape
    (2, 2)
    """
    size = len(members)
    if size == 1 and fixed is None:
        return np.zeros((1, 2))
    if size > MOST:
        from reelgraph.layouts.sparse import positions

        place = {iri: number for number, iri in enumerate(members)}
        ends = np.array([(place[a], place[b]) for a, b in plain.edges()], np.intp).reshape(-1, 2)
        return positions(ends[:, 0], ends[:, 1], size, fixed)
    wanted = _distances(plain, members)
    points = _start(wanted)
    weights: Array = 1 / np.maximum(wanted, 1e-9) ** 2
    np.fill_diagonal(weights, 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.asarray(np.linalg.inv(laplacian + 1 / size) - 1 / size, dtype=np.float64)
    pull = weights * wanted
    held = None if fixed is None else ~np.isnan(fixed)
    for _ in range(_ROUNDS):
        if fixed is not None and held is not None:
            shift = np.mean(points[held, 0] - fixed[held])
            points[:, 0] -= shift
            points[held, 0] = fixed[held]
        squares = np.square(points[:, 0, None] - points[None, :, 0])
        squares += np.square(points[:, 1, None] - points[None, :, 1])
        force = -pull / np.sqrt(np.maximum(squares, 1e-6))
        np.fill_diagonal(force, 0)
        np.fill_diagonal(force, -force.sum(axis=1))
        moved = np.column_stack([_times(inverse, _times(force, side)) for side in points.T])
        done = np.abs(moved - points).max() < 0.2 and fixed is None
        points = moved
        if done:
            break
    if fixed is not None and held is not None:
        points[:, 0] -= np.mean(points[held, 0] - fixed[held])
        points[held, 0] = fixed[held]
    return points


def _times(matrix: Array, vector: Array) -> Array:
    # Not `@`: its threads give sums that differ in the last bit from machine to machine, and
    # stand in each other's way where the processors are busy.
    return np.asarray(np.einsum("ij,j->i", matrix, np.ascontiguousarray(vector)))


def _distances(plain: "nx.Graph[Any]", members: list[str]) -> Array:
    """The lengths of the shortest paths; an edge between two hubs is longer than a twig."""
    place = {iri: number for number, iri in enumerate(members)}
    distances = np.full((len(members), len(members)), np.inf)
    np.fill_diagonal(distances, 0)
    for a, b in plain.edges():
        length = lengths(*np.sort([plain.degree(a), plain.degree(b)]))
        distances[place[a], place[b]] = distances[place[b], place[a]] = length
    for through in range(len(members)):  # Floyd and Warshall: 0.3 s for 500 nodes
        np.minimum(distances, distances[:, through, None] + distances[None, through], out=distances)
    # Parts that are not connected are packed by others, unless the years hold them in one plane.
    reached = distances[np.isfinite(distances) & (distances > 0)]
    distances[~np.isfinite(distances)] = np.median(reached) if len(reached) else LENGTH
    return distances


def lengths(few: Array, many: Array) -> Array:
    """How long links want to be, by the neighbours of both ends: longer between two hubs.

    >>> lengths(np.array([1.0]), np.array([1.0])).round().tolist()
    [62.0]
    """
    return np.asarray(LENGTH * (0.6 + 0.3 * np.sqrt(few) + 0.1 * np.sqrt(many)))


def _start(wanted: Array) -> Array:
    """Classical scaling: the plane that keeps most of the distances."""
    size = len(wanted)
    centre = np.eye(size) - 1 / size
    values, vectors = np.linalg.eigh(-0.5 * centre @ wanted**2 @ centre)
    points = vectors[:, -2:][:, ::-1] * np.sqrt(np.maximum(values[-2:][::-1], 0))
    if points.shape[1] < 2:
        points = np.column_stack([points, np.zeros(size)])
    points = points * np.where(points[np.abs(points).argmax(axis=0), [0, 1]] < 0, -1, 1)
    return np.asarray(points + np.random.default_rng(7).normal(0, JITTER, points.shape))
