"""What the graph says of entities, by property: for comparing, and for handing on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.binding import bind, iri
from reelgraph.entities import describe
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import FILM, RDFS, WD, unnamed
from reelgraph.web.reconcile.properties import WIKIDATA, Property
from reelgraph.web.reconcile.spaces import Space

_BATCH = 2_000
_TOLD = f"""
  OPTIONAL {{ ?v <{RDFS}label> ?label }} OPTIONAL {{ ?v <{FILM}year> ?year }}"""
_STRAIGHT = f"""SELECT DISTINCT ?e ?p ?v ?label ?year WHERE {{ VALUES (?e ?p) {{ (1 1) }}
  {{ ?e ?p ?v }} UNION {{ GRAPH <{LINKS}> {{ ?e ?p ?v }} }} {_TOLD} }}"""
_TURNED = f"""SELECT DISTINCT ?e ?p ?v ?label ?year WHERE {{ VALUES (?e ?p) {{ (1 1) }}
  ?v ?p ?e {_TOLD} }}"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entity, and a property of it that is wanted."""

    entity: str
    prop: Property


@dataclass(frozen=True, slots=True)
class Found:
    """One value."""

    text: str
    """Of an entity its name."""
    iri: str = ""
    """Of an entity."""
    datatype: str = ""
    year: int | None = None
    """Of a work, by which lists are ordered."""


def values(
    store: Store, wanted: Sequence[Wanted], space: Space
) -> dict[tuple[str, str], list[Found]]:
    """The values by entity and id of the property: works by year, all else by name."""
    found: dict[tuple[str, str], dict[str, Found]] = defaultdict(dict)
    ids = {(w.prop.iri, w.prop.turned): w.prop.id for w in wanted}
    linked = [w.entity for w in wanted if w.prop.id == WIKIDATA and space.item_of(w.entity)]
    for entity in describe(store, linked).values():
        if entity.named or entity.kind != "Entity":
            item = space.item_of(entity.iri)
            text = entity.label if entity.named else item.removeprefix(WD)
            found[entity.iri, WIKIDATA][item] = Found(text, item)
    asked = [w for w in dict.fromkeys(wanted) if w.prop.id != WIKIDATA]
    for turned, query in ((False, _STRAIGHT), (True, _TURNED)):
        pairs = [(iri(w.entity), iri(w.prop.iri)) for w in asked if w.prop.turned == turned]
        for begin in range(0, len(pairs), _BATCH):
            for row in store.select(bind(query, {("e", "p"): pairs[begin : begin + _BATCH]})):
                key = (row["e"].value, ids[row["p"].value, turned])
                one_value = _found(row)
                if one_value:
                    found[key].setdefault(str(row["v"]), one_value)
    return {key: sorted(of.values(), key=_order) for key, of in found.items()}


def _found(row: ox.QuerySolution) -> Found | None:
    value, label, year = row["v"], row["label"], row["year"]
    if isinstance(value, ox.Literal):
        return Found(value.value, "", value.datatype.value)
    if isinstance(value, ox.NamedNode):
        text = label.value if label is not None else unnamed(value.value)
        number = year.value if year is not None else ""
        return Found(text, value.value, "", int(number) if number.isdigit() else None)
    return None


def _order(value: Found) -> tuple[bool, int, str, str]:
    return (value.year is None, value.year or 0, value.text, value.iri)
