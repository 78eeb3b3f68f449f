"""Sending the triples of a graph in batches, each confirmed; what was confirmed is remembered."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from reelgraph.errors import EndpointError
from reelgraph.sending.writer import TOO_LARGE, Writer

BATCH = 50_000
"""Triples that are sent at once."""
LEAST = 500
"""How small batches become where a server takes no larger ones."""
_EACH = 8
"""Counting takes time as a graph grows: it is counted again when an eighth has come to it."""


class Journal:
    """What of each file arrived, in a file of the user's cache."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._arrived: dict[str, tuple[int, int]] = {}
        with suppress(OSError, ValueError, TypeError, AttributeError):
            read = json.loads(path.read_text("utf-8"))
            self._arrived = {str(k): (int(v[0]), int(v[1])) for k, v in read.items()}

    def arrived(self, key: str) -> tuple[int, int] | None:
        """What the graph held before, and how many triples of a file are known to have arrived."""
        return self._arrived.get(key)

    def note(self, key: str, before: int, count: int) -> None:
        """Remember it; in one step, so that an end in the middle of it leaves the last state."""
        self._arrived[key] = before, count
        with suppress(OSError):  # without a cache a load begins anew, that is all
            self._path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._path.with_suffix(".new")
            temporary.write_text(json.dumps(self._arrived), "utf-8")
            temporary.replace(self._path)

    def end(self) -> None:
        """Forget all of it."""
        with suppress(OSError):
            self._path.unlink()


def send(
    writer: Writer,
    graph: str,
    path: Path,
    total: int,
    count: Callable[[], int],
    journal: Journal,
    tell: Callable[[int, int], None],
    *,
    alone: bool = False,
) -> None:
    """Add the triples of a file to a graph.

    What the graph holds of other triples stays, unless it is to hold the file alone. A batch that
    did not arrive wholly is sent again: a graph is a set, so that nothing comes twice.

    Args:
        writer: Sends.
        graph: Where to; empty for the default graph.
        path: N-Triples that the graph did not have before, each once.
        total: How many those are.
        count: Counts what the graph holds.
        journal: Remembers what arrived.
        tell: Told how many of them arrived, and of how many.
        alone: The graph is to hold nothing else. What an interrupted load left there goes first
            where nobody remembers how much that was: another machine, or another address.

    Raises:
        EndpointError: the server does not take them, or loses some.

    """
    key = f"{graph} {_digest(path)}"
    held = count()
    if alone and held and journal.arrived(key) is None:
        writer.drop(graph)
        held = count()
    base, confirmed = journal.arrived(key) or (held, 0)
    if held < base + confirmed or confirmed > total:  # the server lost what it had
        base, confirmed = min(base, held), 0
    sent = confirmed
    if confirmed:
        tell(confirmed, total)
    size, again = BATCH, 0
    while confirmed < total:
        with path.open("rb") as lines:
            for batch in _batches(lines, confirmed, size):
                try:
                    writer.post(graph, b"".join(batch))
                except EndpointError as error:
                    if error.status != TOO_LARGE or size <= LEAST:
                        raise
                    size, sent = max(size // 4, LEAST), confirmed
                    break
                sent += len(batch)
                if sent < total and sent - confirmed < confirmed // _EACH:
                    continue
                held = count() - base
                if held < sent:
                    again += 1
                    if again > 1:
                        raise EndpointError(
                            f"{writer.target.graph_store} holds {max(held, 0):,} of {sent:,} "
                            f"triples that it took for <{graph}>: it loses facts, and what was "
                            "sent stays marked as unfinished"
                        )
                    sent = confirmed
                    break
                confirmed, again = sent, 0
                journal.note(key, base, confirmed)
                tell(confirmed, total)


def _batches(lines: Iterator[bytes], skip: int, size: int) -> Iterator[list[bytes]]:
    rest = islice(lines, skip, None)
    while batch := list(islice(rest, size)):
        yield batch


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
