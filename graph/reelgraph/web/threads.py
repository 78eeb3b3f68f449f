"""Blocking work beside the event loop, so much of each kind at once and no more.

What the explorer asks and what visitors ask wait in lines of their own: a visitor's slow query
takes no turn from a person who clicks.
"""

import traceback
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

P = ParamSpec("P")
T = TypeVar("T")
OWN, VISITORS, WRITES = 8, 64, 1
"""How many run at once: of the explorer's questions, of visitors' queries, of writes."""


class Lines:
    """The lines in which work waits; made inside the event loop that it is for."""

    def __init__(self) -> None:
        self.own = CapacityLimiter(OWN)
        self.visitors = CapacityLimiter(VISITORS)
        self.writes = CapacityLimiter(WRITES)


async def run(
    limiter: CapacityLimiter, work: Callable[P, T], *args: P.args, **named: P.kwargs
) -> T:
    """The result of some blocking work, done in a thread when its turn has come."""
    task = partial(_done, partial(work, *args, **named))
    return await anyio.to_thread.run_sync(task, limiter=limiter)


def _done(work: Callable[[], T]) -> T:
    try:
        return work()
    except BaseException as error:
        # What it stopped at is let go here: pyoxigraph's iterators may not die in another thread.
        _let_go(error)
        raise


def _let_go(error: BaseException | None) -> None:
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        _let_go(error.__cause__)
        error = error.__context__ if error.__context__ is not error.__cause__ else None
