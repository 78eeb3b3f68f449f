"""Links as a table for people: what was found, how sure it is, and why."""

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from reelgraph.entity import Entity
from reelgraph.links.link import Link, best_first
from reelgraph.links.reasons import reasons
from reelgraph.results import Results

COLUMNS = (
    "entity",
    "name",
    "type",
    "year",
    "item",
    "item_label",
    "status",
    "score",
    "method",
    "by",
    "when",
    "evidence",
    "note",
)
BRIEF = ("name", "year", "type", "item", "item_label", "status", "score", "by")
"""The columns for a terminal."""


def table(links: Sequence[Link], entities: Mapping[str, Entity]) -> Results:
    """Links of every status, those of one entity together and the best first.

    >>> link = Link("http://e/wanted", "http://www.wikidata.org/entity/Q4444", "accepted", 0.99)
    >>> rows = table([link], {"http://e/wanted": Entity("http://e/wanted", "Wanted", "Film", 2008)})
    >>> rows.only(*BRIEF).rows[0]["name"]
    'Wanted'
    """
    return Results(COLUMNS, [_row(link, entities.get(link.entity)) for link in best_first(links)])


def _row(link: Link, entity: Entity | None) -> list[ox.NamedNode | str | int | float | None]:
    return [
        ox.NamedNode(link.entity),
        entity.label if entity else None,
        entity.kind if entity else None,
        entity.year if entity else None,
        ox.NamedNode(link.item) if link.item else None,
        link.item_label or None,
        link.status,
        None if link.score is None else round(link.score, 4),
        link.method,
        link.by or None,
        link.when or None,
        reasons(link.evidence) or None,
        link.note or None,
    ]
