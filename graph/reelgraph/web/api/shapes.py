"""Entities, edges and what is said of them as the explorer is given them: `ui/src/types.ts`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reelgraph.entity import Entity
from reelgraph.facts import UNKNOWN, Source
from reelgraph.network.evidence import Evidence
from reelgraph.terms import terms
from reelgraph.views.style import edge_style, is_unsure
from reelgraph.web.problems import entity_json

Json = dict[str, Any]


def node_json(entity: Entity, distance: int | None = None) -> Json:
    """A node of a network."""
    found = entity_json(entity)
    return found if distance is None else {**found, "distance": distance}


def edge_json(
    start: str, end: str, roles: Iterable[str], *, unsure: bool, sources: Iterable[str] = ()
) -> Json:
    """All that is said of one pair; the role that is drawn comes first."""
    return {
        "from": start,
        "to": end,
        "roles": by_rank(roles),
        "unsure": unsure,
        "sources": sorted(set(sources)),
    }


def by_rank(roles: Iterable[str]) -> list[str]:
    """Roles, each once, in the order of the style."""
    return sorted(set(roles), key=lambda role: (edge_style(role).rank, role))


def role_names(properties: Iterable[str]) -> list[str]:
    """The roles that some properties stand for, in the order of the style."""
    known = terms()
    return by_rank(known.edge_name(p) for p in properties)


def evidence_json(one: Evidence) -> Json:
    """One statement of one source."""
    return {
        "from": one.start,
        "to": one.end,
        "role": one.role,
        "character": one.character,
        "creditedAs": one.credited_as,
        "status": one.status,
        "quote": one.quote,
        "source": one.source,
    }


def evident_edges(found: Sequence[Evidence]) -> list[Json]:
    """The edges that some statements make, with the sources of each."""
    pairs: dict[tuple[str, str], list[Evidence]] = {}
    for one in found:
        pairs.setdefault((one.start, one.end), []).append(one)
    return [
        edge_json(
            start,
            end,
            (e.role for e in said),
            unsure=all(is_unsure(e.status) for e in said),
            sources=(e.source for e in said),
        )
        for (start, end), said in pairs.items()
    ]


def source_json(source: Source) -> Json:
    """A source; what nobody says of it is empty."""
    names = ("name", "title", "url", "author", "publisher", "published", "retrieved", "licence")
    return {n: "" if getattr(source, n) == UNKNOWN else getattr(source, n) for n in names}


def used(sources: Iterable[Source], names: Iterable[str]) -> list[Json]:
    """Those of the sources that are named."""
    wanted = set(names)
    return [source_json(s) for s in sources if s.name in wanted]


def network_json(
    entities: Mapping[str, Entity],
    distance: Mapping[str, int],
    edges: Sequence[Json],
    total: int,
) -> Json:
    """A network: its nodes in the order of `distance`."""
    nodes = [node_json(entities[node], away) for node, away in distance.items()]
    return {"nodes": nodes, "edges": list(edges), "total": total}
