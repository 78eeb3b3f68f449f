"""Blocking work of the server in its threads."""

import anyio
import pyoxigraph as ox
import pytest
from anyio import CapacityLimiter

from reelgraph.errors import InputError
from reelgraph.web import threads


def unfinished(chained: bool) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <http://e/a> <http://e/b> 1, 2, 3 }")
    rows = store.query("SELECT * { ?s ?p ?o }")
    assert isinstance(rows, ox.QuerySolutions)
    next(rows)
    try:
        int("in the midst of the rows")
    except ValueError as error:
        if not chained:
            raise
        raise InputError("said in other words") from error


@pytest.mark.parametrize("chained", [False, True])
def test_what_a_failed_task_was_reading_is_let_go_in_its_own_thread(
    chained: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    monkeypatch.setattr("sys.unraisablehook", lambda told: wrong.append(str(told.exc_value)))

    async def ask() -> None:
        await threads.run(CapacityLimiter(1), unfinished, chained)

    with pytest.raises(InputError if chained else ValueError):
        anyio.run(ask)
    assert wrong == []
