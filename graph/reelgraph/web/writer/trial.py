"""The child process of `trying.Trying`: does an update to a copy of a store, and mends its view.

What comes of it is thrown away, but for the names of the entities whose view it changed.
"""

import faulthandler
import json
import os
import sys
from contextlib import suppress
from typing import Any

import pyoxigraph as ox

from reelgraph.store import commit, view
from reelgraph.vocabulary import PREFIXES
from reelgraph.web.writer.mending import touched


def tried(
    update: str, before: str, copy: str, suspects: list[str] | None, *, is_listed: bool
) -> dict[str, Any]:
    """What an update does: the ``entities`` it touches, or the ``mistake`` or ``failure`` in it.

    Args:
        update: The update.
        before: The database as it is.
        copy: Another copy of it, which is changed.
        suspects: The graphs that the update may change; all if None.
        is_listed: Whether all that it may say anything of is among them too.

    """
    now = ox.Store(copy)
    try:
        now.update(update, prefixes=PREFIXES)
    except SyntaxError as error:
        return {"mistake": str(error)}
    except (OSError, RuntimeError, ValueError) as error:
        return {"failure": str(error)}
    names = None if suspects is None else set(suspects)
    nodes = names if is_listed else None
    entities = sorted(touched(ox.Store.read_only(before), now, names, nodes))
    if entities:
        view.mend(now, [source.graph for source in commit.sources(now)], entities)
    return {"entities": entities}


def main() -> None:
    """Answer the one request that stands on standard input."""
    asked = json.load(sys.stdin.buffer)
    with suppress(ImportError, OSError, ValueError):  # not every system bounds memory
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (asked["memory"], asked["memory"]))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123  a device
        # Its parent ends it in time; should that be gone by then, it ends itself.
        faulthandler.dump_traceback_later(asked["seconds"] + 1, exit=True, file=nowhere)
        found = tried(
            asked["update"],
            asked["before"],
            asked["copy"],
            asked["suspects"],
            is_listed=asked["is_listed"],
        )
        json.dump(found, sys.stdout)
        sys.stdout.flush()
        os._exit(0)  # what the copy would still have to tidy up is thrown away


if __name__ == "__main__":
    main()
