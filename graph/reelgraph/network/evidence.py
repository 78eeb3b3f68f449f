"""What the sources say of an edge: one `Evidence` for each source and statement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from operator import attrgetter

from reelgraph.binding import Rows, bind, iri
from reelgraph.errors import ParameterError
from reelgraph.network.filters import Filters
from reelgraph.store import Store
from reelgraph.store.layout import SOURCES
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, STATUS, curie, local_name

_BATCH = 500
_LISTED = 50
"""How many of the sources a message names."""
_PREFIXES = f"""PREFIX film: <{FILM}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_OF = "SELECT ?from ?to ?node ?what ?source"
# The values stand inside of GRAPH: outside, every credit of the works would be read first.
_PAIRS = (
    f"""{_OF} WHERE {{ GRAPH ?source {{
      VALUES (?from ?to) {{ (film:none film:none) }}
      ?node film:hasWork ?from ; film:hasAgent ?to ; film:hasRole ?what }} }}""",
    f"""{_OF} WHERE {{ GRAPH ?source {{
      VALUES (?from ?to) {{ (film:none film:none) }}
      ?node rdf:subject ?from ; rdf:object ?to ; rdf:predicate ?what }} }}""",
    f"""{_OF} WHERE {{
      VALUES (?from ?to) {{ (film:none film:none) }} GRAPH ?source {{ ?from ?what ?to }} }}""",
)
# An entity is named in each branch, which is then quick to find.
_ABOUT = f"""{_OF} WHERE {{ GRAPH ?source {{
  {{ ?node film:hasWork <HERE> ; film:hasAgent ?to ; film:hasRole ?what }} UNION
  {{ ?node film:hasAgent <HERE> ; film:hasWork ?from ; film:hasRole ?what }} UNION
  {{ ?node rdf:subject <HERE> ; rdf:object ?to ; rdf:predicate ?what FILTER(isIRI(?to)) }} UNION
  {{ ?node rdf:object <HERE> ; rdf:subject ?from ; rdf:predicate ?what }} UNION
  {{ <HERE> ?what ?to FILTER(isIRI(?to)) }} UNION
  {{ ?from ?what <HERE> FILTER(?what NOT IN (rdf:object, film:hasWork, film:hasAgent)) }} }} }}"""
_DETAILS = (
    *("hasStatus", "characterName", "hasCharacterPlayed", "creditedAs", "billingOrder"),
    *("hasEvidence", "rule", "note"),
)
_TOLD = f"""?node ?p ?value FILTER(?p IN ({", ".join("film:" + name for name in _DETAILS)}))
    OPTIONAL {{ ?value rdfs:label ?label }}
    OPTIONAL {{ ?value oa:exact ?exact OPTIONAL {{ ?value oa:start ?start }} }}"""
_OF_DETAILS = "SELECT ?node ?source ?p ?value ?label ?exact ?start"
_OF_NODES = f"""{_OF_DETAILS} WHERE {{
  VALUES (?node) {{ (film:none) }}
  GRAPH ?source {{ {_TOLD} }} }}"""
_OF_ABOUT = f"""{_OF_DETAILS} WHERE {{ GRAPH ?source {{
  {{ ?node film:hasWork <HERE> }} UNION {{ ?node film:hasAgent <HERE> }} UNION
  {{ ?node rdf:subject <HERE> }} UNION {{ ?node rdf:object <HERE> }}
  {_TOLD} }} }}"""


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
    return (replace(one, quote="") for one in _of_pairs(store, pairs, chosen))


def with_quotes(store: Store, found: Iterable[Evidence]) -> list[Evidence]:
    """The same with the words of the source that each rests on."""
    every = list(found)
    details = _details(store, (e.node for e in every if e.node))
    quotes: dict[str, set[tuple[int, str]]] = {}
    for (node, _), said in details.items():
        quotes.setdefault(node, set()).update(said.quotes)
    return [replace(e, quote=_joined(quotes.get(e.node, ()))) for e in every]


def quoted_evidence(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None = None
) -> list[Evidence]:
    """As `with_quotes` of `evidence`, in fewer questions."""
    return list(_of_pairs(store, pairs, chosen))


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
    here = str(iri(entity))
    rows = _rows(store, _ABOUT.replace("<HERE>", here), entity)
    told = _details_of(store, [_PREFIXES + _OF_ABOUT.replace("<HERE>", here)]) if rows else {}
    return _evidence(rows, told, names, chosen)


def _of_pairs(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None
) -> Iterator[Evidence]:
    names = source_names(store)
    waiting = iter(sorted(set(pairs)))
    while batch := list(islice(waiting, _BATCH)):
        ends: dict[tuple[str, ...], Rows] = {("from", "to"): [(iri(a), iri(b)) for a, b in batch]}
        rows = [row for query in _PAIRS for row in _rows(store, bind(query, ends))]
        yield from _evidence(rows, _details(store, (r[2] for r in rows if r[2])), names, chosen)


Row = tuple[str, str, str, str, str]
"""From, to, the node of the statement (or nothing), its role or property, its graph."""


def _rows(store: Store, query: str, entity: str = "") -> list[Row]:
    """The statements that a query finds; where it leaves out an end, that is the entity."""
    return list(
        dict.fromkeys(
            (
                start.value if start is not None else entity,
                end.value if end is not None else entity,
                node.value if node is not None else "",
                what.value,
                graph.value,
            )
            for start, end, node, what, graph in store.select(_PREFIXES + query)
        )
    )


@dataclass(slots=True)
class _Said:
    """What a source says of a statement beside the statement itself."""

    statuses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    played: set[str] = field(default_factory=set)
    credited: set[str] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    quotes: set[tuple[int, str]] = field(default_factory=set)


Told = Mapping[tuple[str, str], _Said]
_NOTHING = _Said()


def _details(store: Store, nodes: Iterable[str]) -> Told:
    every = sorted(set(nodes))
    batches = (every[at : at + _BATCH] for at in range(0, len(every), _BATCH))

    def bound(batch: Iterable[str]) -> str:
        return bind(_PREFIXES + _OF_NODES, {("node",): [(iri(node),) for node in batch]})

    return _details_of(store, map(bound, batches))


def _details_of(store: Store, asked: Iterable[str]) -> Told:
    found: dict[tuple[str, str], _Said] = {}
    for query in asked:
        for node, graph, prop, value, label, exact, start in store.select(query):
            said = found.setdefault((node.value, graph.value), _Said())
            what = local_name(prop.value)
            if what == "hasStatus":
                said.statuses.add(value.value)
            elif what == "characterName":
                said.names.add(value.value)
            elif what == "hasCharacterPlayed" and label is not None:
                said.played.add(label.value)
            elif what == "creditedAs":
                said.credited.add(value.value)
            elif what == "billingOrder":
                said.orders.add(int(value.value))
            elif what in ("rule", "note"):
                said.quotes.add((1 << 30, value.value))
            elif what == "hasEvidence" and exact is not None:
                place = int(start.value) if start is not None else 0
                said.quotes.add((place, f"“{exact.value}”"))
    return found


def _evidence(
    rows: Iterable[Row], told: Told, names: Mapping[str, str], chosen: Filters | None
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
