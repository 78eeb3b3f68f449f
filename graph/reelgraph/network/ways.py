"""Listing and counting the shortest ways that a search from both ends has found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", str, int)
Parents = dict[Node, set[Node]]
"""From where each node was reached; the beginning from nowhere."""
Ways = tuple[list[tuple[str, ...]], int]
"""Some ways, each as the IRIs along it, and how many there are."""


def collected(
    meeting: Sequence[Node], parents: tuple[Parents[Node], Parents[Node]], most: int
) -> tuple[list[tuple[Node, ...]], int]:
    """The ways through some nodes, in their order, and how many there are.

    Args:
        meeting: The nodes in which the searches met, in their order.
        parents: From where each node was reached, of the search from either end.
        most: How many ways to list.

    >>> collected([2], ({2: {1}}, {2: {3, 4}}), 9)
    ([(1, 2, 3), (1, 2, 4)], 2)

    """
    counts: tuple[dict[Node, int], dict[Node, int]] = ({}, {})

    def count(side: int, node: Node) -> int:
        if node not in counts[side]:
            above = parents[side].get(node)
            counts[side][node] = sum(count(side, p) for p in above) if above else 1
        return counts[side][node]

    total = sum(count(0, node) * count(1, node) for node in meeting)
    listed: list[tuple[Node, ...]] = []
    for way in _every(meeting, parents):
        listed.append(way)
        if len(listed) == most:
            break
    return sorted(listed), total


def _every(
    meeting: Sequence[Node], parents: tuple[Parents[Node], Parents[Node]]
) -> Iterator[tuple[Node, ...]]:
    for node in meeting:
        for first in _to(node, parents[0]):
            for second in _to(node, parents[1]):
                yield first + second[-2::-1]


def _to(node: Node, parents: Mapping[Node, set[Node]]) -> Iterator[tuple[Node, ...]]:
    """The ways from a beginning to a node."""
    above = parents.get(node)
    if not above:
        yield (node,)
        return
    for parent in sorted(above):
        for way in _to(parent, parents):
            yield way + (node,)  # noqa: RUF005  mypy cannot tell the type of the other way
