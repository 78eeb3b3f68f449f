"""What a client proposes while somebody types: entities, properties, types."""

from typing import Any

from reelgraph.entities import describe, find_identified, known_for
from reelgraph.entity import Entity
from reelgraph.errors import Ambiguous
from reelgraph.graph import FilmGraph
from reelgraph.names import normal
from reelgraph.vocabulary import expand
from reelgraph.web.reconcile.matching import description
from reelgraph.web.reconcile.properties import (
    properties,
    property_named,
    proposed,
    type_json,
    types,
    types_json,
)
from reelgraph.web.reconcile.spaces import Space, is_iri

PAGE = 20
FARTHEST = 1_000
"""Suggestions that can be skipped."""


def entities(graph: FilmGraph, space: Space, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """The entities whose names begin so, or hold it, or are spelt alike."""
    if not prefix:
        return []
    start = min(cursor, FARTHEST)
    wanted = start + PAGE
    # Of a service that has ids for some entities only, more are looked at.
    named = graph.index.search(prefix, None, wanted * 10 if space.by_item else wanted)
    found = [*_identified(graph, space, prefix), *named]
    once: dict[str, Entity] = {}
    for entity in found:
        id_ = space.id_of(entity.iri)
        if id_:
            once.setdefault(id_, entity)
    page = dict(list(once.items())[start:wanted])
    told = known_for(graph.store, page.values()) if page else {}
    return [
        {
            "id": id_,
            "name": entity.label,
            "description": description(entity, told.get(entity.iri, ())),
            "notable": types_json(entity.kind),
        }
        for id_, entity in page.items()
    ]


def _identified(graph: FilmGraph, space: Space, text: str) -> list[Entity]:
    """The entities of which the text is an identifier, or the id in this service."""
    full = expand(text)
    if full is not None and not is_iri(full):
        return []
    try:
        one = find_identified(graph.store, text)
        found = [one] if one else []
    except Ambiguous as error:
        found = [e for e in error.candidates if isinstance(e, Entity)]
    if not found and "/" in text:
        found = [e for e in describe(graph.store, space.iris_of(text)).values() if e.named]
    return found


def of_properties(prefix: str, cursor: int) -> list[dict[str, str]]:
    """The properties whose names or ids hold the text; that which is meant by it first."""
    wanted = normal(prefix) if prefix else ""
    meant = property_named(prefix) if prefix else None
    found = [p for p in properties().values() if _holds(wanted, p.name, p.id) or p == meant]
    found.sort(key=lambda p: (p != meant, not normal(p.name).startswith(wanted)))
    return [{**p.json, "description": _of(p.domain)} for p in found][cursor : cursor + PAGE]


def _of(domain: str) -> str:
    return f"of the type {domain}" if domain else "of anything"


def of_types(prefix: str, cursor: int) -> list[dict[str, str]]:
    """The types whose names or ids hold the text."""
    wanted = normal(prefix) if prefix else ""
    found = [t for k in types() if _holds(wanted, (t := type_json(k))["name"], k)]
    return found[cursor : cursor + PAGE]


def for_type(kind: str, limit: int) -> dict[str, Any]:
    """The properties that are proposed for a type."""
    found = [p.json for p in proposed(kind)]
    return {"type": kind, "properties": found[:limit] if limit else found}


def _holds(wanted: str, *names: str) -> bool:
    return any(wanted in normal(name) for name in names)
