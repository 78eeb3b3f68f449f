"""Data extension: the values of properties for entities that were reconciled."""

from typing import Any

from reelgraph.errors import InputError
from reelgraph.graph import FilmGraph
from reelgraph.vocabulary import WD, XSD
from reelgraph.web.problems import TooLarge
from reelgraph.web.reconcile.door import parsed, sound
from reelgraph.web.reconcile.facts import Found, Wanted, values
from reelgraph.web.reconcile.properties import WIKIDATA, Property, property_named
from reelgraph.web.reconcile.services import COUNT, LIMIT, space_prefix
from reelgraph.web.reconcile.spaces import Space

_IDS, _PROPERTIES, _CELLS = 500, 100, 10_000
_WHOLE = {XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_BROKEN = {XSD + name for name in ("decimal", "double", "float")}
_LARGEST = 2**53


def extended(graph: FilmGraph, space: Space, text: str, own: str, wikidata: str) -> dict[str, Any]:
    """The answer to a query of data extension.

    Args:
        graph: Where the facts are.
        space: The ids of the service that is asked.
        text: The query.
        own, wikidata: The addresses of the two services: ids that are not of the service that is
            asked are those of the other.

    Raises:
        InputError: it is no such query.
        TooLarge: it is of too many entities or properties.

    """
    ids, asked = _read(text)
    props = [(said, property_named(said), settings) for said, settings in asked]
    ours = Space(space_prefix(graph))
    iris = {id_: space.iris_of(sound(id_)) for id_ in ids}
    wanted = [
        Wanted(iri, prop) for of in iris.values() for iri in of for _, prop, _ in props if prop
    ]
    found = values(graph.store, wanted, space)
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for id_ in ids:
        row = rows.setdefault(id_, {})
        for said, prop, settings in props:
            cells: dict[str, Found] = {}
            for iri in iris[id_] if prop else ():
                for one in found.get((iri, prop.id if prop else ""), ()):
                    cells.setdefault(one.iri or f"{one.text}|{one.datatype}", one)
            row[said] = _cells(list(cells.values()), prop, settings, ours)
    meta = [_meta(said, prop, space, own, wikidata) for said, prop, _ in props]
    return {"meta": meta, "rows": rows}


def _read(text: str) -> tuple[list[str], list[tuple[str, dict[str, Any]]]]:
    said = parsed(text, "'extend'")
    ids, properties = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise InputError("'ids' is a list of ids")
    if not isinstance(properties, list):
        raise InputError('\'properties\' is a list, as in [{"id": "year"}]')
    few = len(ids) <= _IDS and len(properties) <= _PROPERTIES
    if not few or len(ids) * len(properties) > _CELLS:
        raise TooLarge(
            f"{len(ids)} ids and {len(properties)} properties: ask for {_IDS} ids, {_PROPERTIES} "
            f"properties and {_CELLS:,} cells at most at once"
        )
    found = {}
    for one in properties:
        id_ = one.get("id") if isinstance(one, dict) else None
        settings = one.get("settings") if isinstance(one, dict) else None
        if not isinstance(id_, str) or not id_:
            raise InputError('a property is an object with an id, as in {"id": "year"}')
        found[id_] = settings if isinstance(settings, dict) else {}
    return list(dict.fromkeys(ids)), list(found.items())


def _cells(
    found: list[Found], prop: Property | None, settings: dict[str, Any], ours: Space
) -> list[dict[str, Any]]:
    if prop and settings.get(COUNT) in (True, "true", "on"):
        return [{"int": len(found)}]
    limit = _number(settings.get(LIMIT))
    return [_cell(one, prop, ours) for one in (found[:limit] if limit else found)]


def _number(said: Any) -> int:
    try:
        return max(int(float(said)), 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def _cell(one: Found, prop: Property | None, ours: Space) -> dict[str, Any]:
    """A value as the specification writes it. A year stays a year: no day is made up for it."""
    if prop and prop.id == WIKIDATA:
        return {"id": one.iri.removeprefix(WD), "name": one.text}
    if one.iri and (not prop or prop.entities):
        return {"id": ours.id_of(one.iri), "name": one.text}
    if one.datatype in _WHOLE and one.text.lstrip("+-").isdigit() and len(one.text) < 16:
        return {"int": int(one.text)}
    if one.datatype in _BROKEN:
        try:
            number = float(one.text)
        except ValueError:
            return {"str": one.text}
        return {"float": number} if abs(number) < _LARGEST else {"str": one.text}
    if one.datatype == XSD + "date" and len(one.text) == 10:
        return {"date": f"{one.text}T00:00:00Z"}
    if one.datatype == XSD + "dateTime":
        return {"date": one.text}
    return {"str": one.iri or one.text}


def _meta(
    said: str, prop: Property | None, space: Space, own: str, wikidata: str
) -> dict[str, Any]:
    found: dict[str, Any] = {"id": said, "name": prop.name if prop else said}
    if prop and prop.id == WIKIDATA:
        if not space.by_item:
            found["service"] = wikidata
    elif prop and prop.entities and space.by_item:
        found["service"] = own
    return found
