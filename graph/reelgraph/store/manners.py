"""How a server that others use too is asked: one question at a time, with pauses, and an end.

The rules are those of Wikidata's query service: a minute of query time in a minute, less than 30
errors in one, and nothing at all before the time that it named. Who breaks them is shut out for a
day, so what is done here stays well below them.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reelgraph.errors import EndpointError
from reelgraph.store.address import Endpoint

WINDOW = 60.0
"""Seconds that the limits are about."""
BUDGET = 55.0
"""Seconds of query time in a window; a query that began before it counts in full."""
GAP = 0.1
"""Seconds between two questions."""
ERRORS = 15
"""Errors in a window after which no more is asked."""
IN_A_ROW = 8
"""Failures in a row after which no more is asked: a batch of 100 can be halved seven times."""
FIRST_WAIT = 5.0
"""Seconds to wait after a failure, twice as many after the next; so the errors stay few."""
LONGEST_WAIT = 60.0
"""Seconds that are waited at most of one's own accord."""


class Manners:
    """What was asked of one server by this process, and when the next question may be sent."""

    def __init__(
        self,
        place: str,
        *,
        gap: float = GAP,
        budget: float = BUDGET,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Begin with nothing asked.

        Args:
            place: What the server is called in messages.
            gap: Seconds between two questions.
            budget: Seconds of query time in a window.
            clock: Gives the time in seconds.
            pause: How to wait.

        """
        self._place, self._gap, self._budget = place, gap, budget
        self._clock, self._pause = clock, pause
        self._turn = threading.Lock()
        self._spent: deque[tuple[float, float]] = deque()
        self._errors: deque[float] = deque()
        self._in_a_row = 0
        self._not_before = 0.0
        self._closed_until = 0.0

    @contextmanager
    def turn(self, told: Callable[[str, float], None] | None = None) -> Iterator[None]:
        """The right to send one question; other threads wait for the end of the block.

        Args:
            told: Told of waits that a person would notice.

        Raises:
            EndpointError: there were so many failures that no more is asked.

        """
        with self._turn:
            self._refuse()
            while (wait := self._wait()) > 0:
                if told and wait >= 1:
                    told(f"waiting {wait:.0f} s for {self._place}", -1)
                self._pause(wait)
            began = self._clock()
            try:
                yield
            finally:
                now = self._clock()
                self._spent.append((now, now - began))
                self._not_before = max(self._not_before, now + self._gap)

    def succeeded(self) -> None:
        """A question was answered."""
        self._in_a_row = 0

    def failed(self, after: float | None = None) -> None:
        """A question failed.

        Args:
            after: The seconds that the server asks to wait: these are waited then, no more.

        """
        now = self._clock()
        self._errors.append(now)
        self._in_a_row += 1
        own = min(FIRST_WAIT * 2 ** (self._in_a_row - 1), LONGEST_WAIT)
        self.hold(after or own)

    def hold(self, seconds: float) -> None:
        """Ask nothing for so long."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    def _wait(self) -> float:
        """Seconds until the next question may be sent."""
        now = self._clock()
        while self._spent and self._spent[0][0] <= now - WINDOW:
            self._spent.popleft()
        until = self._not_before
        left = sum(seconds for _, seconds in self._spent)
        for end, seconds in self._spent:
            if left <= self._budget:
                break
            left -= seconds
            until = max(until, end + WINDOW)
        return until - now

    def _refuse(self) -> None:
        now = self._clock()
        while self._errors and self._errors[0] <= now - WINDOW:
            self._errors.popleft()
        if self._in_a_row >= IN_A_ROW:
            why = f"{self._in_a_row} questions in a row failed"
        elif len(self._errors) >= ERRORS:
            why = f"{len(self._errors)} questions failed within a minute"
        elif now < self._closed_until:
            why = "too many questions failed a moment ago"
        else:
            return
        if now >= self._closed_until:
            self._closed_until = now + WINDOW
        self._in_a_row = 0
        raise EndpointError(
            f"{self._place}: {why}, so it is not asked any more: its keepers shut out who goes on. "
            "What it answered is kept; go on later with --resume"
        )


_known: dict[str, Manners] = {}
_guard = threading.Lock()


def manners_towards(endpoint: Endpoint) -> Manners:
    """The manners towards a server, which all of this process share.

    A server on this machine serves nobody else, so that it is not spared.
    """
    with _guard:
        if endpoint.url not in _known:
            _known[endpoint.url] = (
                Manners(str(endpoint), gap=0, budget=float("inf"))
                if endpoint.is_here
                else Manners(str(endpoint))
            )
        return _known[endpoint.url]
