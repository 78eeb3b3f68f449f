"""What the sources say of an edge: one `Evidence` for each source and statement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter

from reelgraph.errors import ParameterError
from reelgraph.network import claims
from reelgraph.network.filters import Filters
from reelgraph.store import Store
from reelgraph.store.layout import SOURCES
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, STATUS, curie, local_name

_LISTED = 50
"""How many of the sources a message names."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One statement of one source that two entities are linked."""

    start: str
    """The IRI of the work (or of the subject of another relation)."""
    end: str
    """The IRI of the person (or of the object)."""
    property: str
    role: str
    """The role, or the relation in words."""
    source: str
    """The name of the source."""
    status: str = "asserted"
    node: str = ""
    """The IRI of the credit or claim; empty where the source has the plain edge."""
    character: str = ""
    credited_as: str = ""
    order: int | None = None
    quote: str = ""
    """A few words of the source, the rule of an inference, or a note."""


def source_names(store: Store) -> dict[str, str]:
    """The name of each source, by the IRI of its graph."""
    query = f"SELECT ?g ?name WHERE {{ GRAPH <{SOURCES}> {{ ?g <{FILM}sourceName> ?name }} }}"
    return {row["g"].value: row["name"].value for row in store.select(query)}


def check_sources(store: Store, chosen: Filters) -> None:
    """See whether there are the sources that are chosen.

    Raises:
        ParameterError: one is not there; the message names those that are.

    """
    if chosen.sources:
        known = sorted(set(source_names(store).values()))
        missing = sorted(chosen.sources.difference(known))
        if missing:
            listed = ", ".join(known[:_LISTED]) + (", ..." if len(known) > _LISTED else "")
            raise ParameterError(
                f"there is no source {missing[0]!r}; the sources are: {listed or 'none'}"
            )


def evidence(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None = None
) -> Iterator[Evidence]:
    """What the sources say of some edges, given as pairs of IRIs (work first).

    Only what `chosen` lets through, and never negative or superseded claims.
    """
    return _of_pairs(store, pairs, chosen, quotes=False)


def with_quotes(store: Store, found: Iterable[Evidence]) -> list[Evidence]:
    """The same with the words of the source that each rests on."""
    every = list(found)
    words = claims.quotes(store, (e.node for e in every if e.node))
    return [replace(e, quote=_joined(words.get(e.node, ()))) for e in every]


def quoted_evidence(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None = None
) -> list[Evidence]:
    """As `with_quotes` of `evidence`, in fewer questions."""
    return list(_of_pairs(store, pairs, chosen, quotes=True))


def evidence_about(
    store: Store, entity: str, chosen: Filters, names: Mapping[str, str]
) -> list[Evidence]:
    """What the sources say of all edges of one entity, with the words that each rests on.

    Args:
        store: Where the facts are.
        entity: Its IRI.
        chosen: As in `evidence`.
        names: As `source_names` gives them.

    """
    rows, told = claims.about(store, entity)
    return _evidence(rows, told, names, chosen)


def _of_pairs(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None, *, quotes: bool
) -> Iterator[Evidence]:
    names = source_names(store)
    for rows, told in claims.of_pairs(store, pairs, quotes=quotes):
        yield from _evidence(rows, told, names, chosen)


_NOTHING = claims.Said()


def _evidence(
    rows: Iterable[claims.Row], told: claims.Told, names: Mapping[str, str], chosen: Filters | None
) -> list[Evidence]:
    """The statements that are shown, in a fixed order."""
    known = terms()
    shown = known.shown_statuses | (chosen.include if chosen else frozenset())
    relations = known.relations | {CONTRIBUTOR}
    found = []
    for start, end, node, what, graph in rows:
        role = known.roles.get(what) if node else None
        prop = role.property if role else what
        if not (role or prop in relations) or graph not in names:
            continue
        if chosen is not None and prop not in chosen.properties:
            continue
        if chosen is not None and chosen.sources and names[graph] not in chosen.sources:
            continue
        said = told.get((node, graph), _NOTHING)
        for status in said.statuses or (STATUS + "asserted",):
            if status in shown:
                one = Evidence(
                    start,
                    end,
                    prop,
                    role.label if role else _edge_name(prop),
                    names[graph],
                    local_name(status),
                    node,
                    " / ".join(sorted(said.played or said.names)),
                    min(said.credited, default=""),
                    min(said.orders, default=None),
                    _joined(said.quotes),
                )
                found.append(one)
    order = ("start", "end", "role", "source", "node", "status", "property")
    return sorted(dict.fromkeys(found), key=attrgetter(*order))


def _joined(quotes: Iterable[tuple[int, str]]) -> str:
    return "; ".join(dict.fromkeys(text for _, text in sorted(quotes)))


def attributes(one: Evidence) -> dict[str, str | int]:
    """The evidence as the attributes of a network's edge: plain values, nothing empty."""
    found: dict[str, str | int] = {
        "role": one.role,
        "property": curie(one.property),
        "source": one.source,
        "status": one.status,
    }
    for name in ("character", "credited_as", "order", "quote"):
        value = getattr(one, name)
        if value not in ("", None):
            found[name] = value
    return found


def edge_key(node: str, prop: str, role: str, source: str) -> str:
    """The key of an edge of a network: no two statements between the same two have the same.

    >>> edge_key("", FILM + "isSequelOf", "sequel of", "mine")
    'https://w3id.org/reelgraph/ns#isSequelOf mine'
    """
    key = node or prop
    if role != _edge_name(prop):
        key += f" {role}"
    return f"{key} {source}"


@cache
def _edge_name(prop: str) -> str:
    return terms().edge_name(prop)
