"""Rows of terms as JSON: numbers as numbers, IRIs with the names of what they stand for."""

from math import isfinite
from typing import Any

import pyoxigraph as ox

from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.results import Results, native
from reelgraph.store import Store
from reelgraph.terms import terms
from reelgraph.vocabulary import XSD, curie

SHOWN = 10_000
"""Rows that are sent to a page; a file holds them all."""
_EXACT = 1 << 53
"""The integers from here on are no longer exact in a browser."""


def table_json(store: Store, table: Results, total: int) -> dict[str, Any]:
    """A table for the explorer: its rows, and how many there would be."""
    rows = table.terms
    iris = {cell.value for row in rows for cell in row if isinstance(cell, ox.NamedNode)}
    known = describe(store, iris)
    return {
        "columns": table.columns,
        "rows": [[cell_json(cell, known) for cell in row] for row in rows],
        "total": total,
    }


def cell_json(cell: Any, known: dict[str, Entity]) -> dict[str, Any] | None:
    """One cell; an IRI bears a label where something is known of it."""
    if cell is None:
        return None
    if isinstance(cell, ox.NamedNode):
        found: dict[str, Any] = {"value": curie(cell.value), "iri": cell.value}
        entity = known.get(cell.value)
        if entity is not None and is_entity(entity):
            found |= {"label": str(entity), "type": entity.kind}
        else:
            role = terms().roles.get(cell.value)
            label = role.label if role else terms().labels.get(cell.value)
            found |= {"label": label} if label else {}
        return found
    value = native(cell)
    if isinstance(value, float) and not isfinite(value):
        value = str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        value = str(value)
    if not isinstance(value, (int, float, bool)):
        value = str(value)
    found = {"value": value}
    if isinstance(cell, ox.Literal):
        if cell.language:
            found["language"] = cell.language
        elif cell.datatype.value != XSD + "string":
            found["datatype"] = curie(cell.datatype.value)
    return found


def is_entity(entity: Entity) -> bool:
    """Whether what an IRI was described as has a card here: it has a name or a type."""
    return entity.named or entity.kind != "Entity"
