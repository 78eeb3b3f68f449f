"""Properties for which the model has no weight: whether a candidate's values are those given.

Countries, genres, durations and the like. They move the odds a little, by figures set by hand, so
that of two films of one title the one of that country comes first; they make nothing sure.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from reelgraph.names import normal
from reelgraph.store import Store
from reelgraph.web.reconcile.asked import Value
from reelgraph.web.reconcile.facts import Wanted, values
from reelgraph.web.reconcile.properties import Property
from reelgraph.web.reconcile.spaces import Space

AGREES, DIFFERS = 0.7, -1.5
"""What one property adds to the log-odds. Nothing where the graph says nothing of it."""
_MINUTES = 3.0
"""Minutes by which two durations of one film differ."""

Rest = Sequence[tuple[Property, tuple[Value, ...]]]


def compared(
    store: Store, space: Space, pairs: Iterable[tuple[str, Rest]]
) -> dict[tuple[str, str], list[Any]]:
    """What the graph says of some candidates: the values by entity and property."""
    wanted = [Wanted(entity, prop) for entity, rest in pairs for prop, _ in rest]
    return values(store, wanted, space)


def agreement(
    prop: Property, given: Sequence[Value], found: Sequence[Any], space: Space
) -> float | None:
    """What a property adds to the log-odds; None where the graph says nothing of it."""
    if not found:
        return None
    return AGREES if any(_alike(prop, g, f, space) for g in given for f in found) else DIFFERS


def _alike(prop: Property, given: Value, found: Any, space: Space) -> bool:
    if given.id and found.iri:
        return found.iri in space.iris_of(given.id)
    if found.iri in (space.iris_of(given.text) if found.iri else ()):
        return True
    here, there = normal(given.text), normal(found.text)
    if prop.id.endswith("Minutes"):
        try:
            return abs(float(given.text) - float(found.text)) <= _MINUTES
        except ValueError:
            return here == there
    if prop.id.endswith("Date"):  # as precise as the less precise one is
        least = min(len(given.text[:10]), len(found.text[:10]))
        return least >= 4 and given.text[:least] == found.text[:least]
    return here == there
