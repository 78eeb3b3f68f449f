"""Blocking work beside the event loop, so much of each kind at once and no more.

What the explorer asks and what visitors ask wait in lines of their own: a visitor's slow query
takes no turn from a person who clicks, and neither does what looks far.
"""

import traceback
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread
from anyio import CapacityLimiter

from reelgraph.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
OWN, WIDE, BATCHES, VISITORS, WRITES = 8, 2, 2, 64, 1
"""How many run at once: of the explorer's short questions, of those that look far and of files, of
batches to be reconciled, of visitors' queries, of writes."""
PATIENCE = 30.0
"""Seconds for which a turn is waited for."""


class Lines:
    """The lines in which work waits; made inside the event loop that it is for."""

    def __init__(self) -> None:
        self.own = CapacityLimiter(OWN)
        self.wide = CapacityLimiter(WIDE)
        self.batches = CapacityLimiter(BATCHES)
        self.visitors = CapacityLimiter(VISITORS)
        self.writes = CapacityLimiter(WRITES)


async def run(
    limiter: CapacityLimiter, work: Callable[P, T], *args: P.args, **named: P.kwargs
) -> T:
    """The result of some blocking work, done in a thread when its turn has come.

    Raises:
        Busy: no turn came in time.

    """
    task = partial(_done, partial(work, *args, **named))
    with anyio.move_on_after(PATIENCE) as waiting:
        await limiter.acquire_on_behalf_of(task)
    if waiting.cancelled_caught:
        raise Busy("too much of this kind is being worked on: ask again in a moment")
    try:
        return await anyio.to_thread.run_sync(task, limiter=CapacityLimiter(1))
    finally:
        limiter.release_on_behalf_of(task)


def _done(work: Callable[[], T]) -> T:
    try:
        return work()
    except BaseException as error:
        # What it stopped at is let go here: pyoxigraph's iterators may not die in another thread.
        _let_go(error)
        raise


def _let_go(error: BaseException) -> None:
    """Empty the frames in which an error, and what led to it, was raised."""
    left: list[BaseException | None] = [error]
    seen: set[int] = set()
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            left += (one.__cause__, one.__context__)
