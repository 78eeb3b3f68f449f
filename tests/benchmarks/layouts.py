"""How quickly and how well large networks are laid out: ``layouts.py [--edges 1000,10000]``.

Beside NetworKit's layouts and NetworkX's, of the same network in the same process, by processor
time. How well: the stress of a sample of distances (0 is a perfect plane; numbers by chance are
above 0.3), and how many nodes have a place of their own.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkit
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from reelgraph.layouts.sparse import positions

SEED = 1895
SAMPLE = 30
"""Nodes from which all distances are compared."""
Edges = NDArray[np.int64]
Points = NDArray[Any]


def network(edges: int) -> tuple[Edges, int]:
    """Casts of about ten; a few people are in many films, most in one. Its largest part."""
    chance = np.random.default_rng(SEED)
    films = max(2, edges // 10)
    people = films * 5
    film = np.repeat(np.arange(films), 10)
    person = films + (people * chance.random(len(film)) ** 2.5).astype(np.int64)
    pairs = np.unique(np.column_stack((film, person)), axis=0)
    size = films + people
    matrix = sparse.csr_array((np.ones(len(pairs)), pairs.T), shape=(size, size))
    _, part = csgraph.connected_components(matrix, directed=False)
    inside = part == np.bincount(part).argmax()
    number = np.cumsum(inside) - 1
    return number[pairs[inside[pairs[:, 0]]]], int(inside.sum())


def badness(edges: Edges, size: int, points: Points) -> float:
    """The stress of the distances from some nodes, in links, at the scale that fits best."""
    matrix = sparse.csr_array((np.ones(len(edges)), edges.T), shape=(size, size))
    some = np.random.default_rng(SEED).choice(size, min(SAMPLE, size), replace=False)
    wanted = csgraph.shortest_path(matrix, directed=False, unweighted=True, indices=some)
    there = np.hypot(*(points[some][:, None] - points[None]).transpose(2, 0, 1))
    ratio = there[wanted > 0] / wanted[wanted > 0]
    return float(1 - ratio.sum() ** 2 / (ratio**2).sum() / len(ratio))


def ours(edges: Edges, size: int) -> Points:
    """`reelgraph.layouts.sparse`, as ``FilmGraph.arrays().layout()`` uses it."""
    return positions(edges[:, 0], edges[:, 1], size)


def pivots(edges: Edges, size: int) -> Points:
    """NetworKit's PivotMDS."""
    return np.array(_pivots(_graph(edges, size)))


def maxent(edges: Edges, size: int) -> Points:
    """NetworKit's MaxentStress, which begins where PivotMDS ends."""
    graph = _graph(edges, size)
    solver = networkit.viz.LinearSolverType.CONJUGATE_GRADIENT_DIAGONAL_PRECONDITIONER
    found = networkit.viz.MaxentStress(
        graph, 2, 1, coordinates=_pivots(graph), tolerance=1e-3, linearSolverType=solver
    )
    found.run()
    return np.array(found.getCoordinates())


def forces(edges: Edges, size: int) -> Points:
    """NetworkX's ForceAtlas2, 60 rounds: what reelgraph used before."""
    made = nx.empty_graph(size)
    made.add_edges_from(edges.tolist())
    found = nx.forceatlas2_layout(made, max_iter=60, seed=7)
    return np.array([found[node] for node in range(size)])


CONTENDERS: dict[str, tuple[Callable[[Edges, int], Points], int]] = {
    "reelgraph": (ours, 10_000_000),
    "NetworKit PivotMDS": (pivots, 1_000_000),
    "NetworKit MaxentStress": (maxent, 20_000),
    "NetworkX ForceAtlas2": (forces, 5_000),
}
"""Each with the most edges that it is given."""


def _graph(edges: Edges, size: int) -> Any:
    ends = edges[:, 0].astype(np.uint64), edges[:, 1].astype(np.uint64)
    return networkit.GraphFromCoo(ends, n=size)


def _pivots(graph: Any) -> Any:
    networkit.setNumberOfThreads(1)
    networkit.setSeed(SEED, False)
    found = networkit.viz.PivotMDS(graph, 2, 50)
    found.run()
    return found.getCoordinates()


def section(given: argparse.Namespace) -> str:
    """The measurement as Markdown."""
    lines = [
        "## Layouts of large networks",
        "",
        "| edges | nodes | | seconds of a processor | times ours | stress | nodes apart |",
        "|---|---|---|---|---|---|---|",
    ]
    for wanted in given.edges:
        edges, size = network(wanted)
        base = 0.0
        for name, (drawn, most) in CONTENDERS.items():
            if wanted > most:
                continue
            began = time.process_time()
            points = drawn(edges, size)
            took = time.process_time() - began
            base = base or took
            apart = len(np.unique((points / np.ptp(points)).round(6), axis=0)) / size
            lines.append(
                f"| {len(edges):,} | {size:,} | {name} | {took:.2f} | {took / base:.1f} | "
                f"{badness(edges, size, points):.2f} | {apart:.0%} |"
            )
    return "\n".join(lines)


def arguments() -> argparse.ArgumentParser:
    """What can be given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--edges",
        type=lambda text: [int(one) for one in text.split(",")],
        default="2000,20000,200000,1000000",
        help="sizes, with commas between",
    )
    parser.add_argument("--work", type=Path, help="not needed: nothing is written")
    return parser


if __name__ == "__main__":
    print(section(arguments().parse_args()))
