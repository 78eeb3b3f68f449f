"""What the sources say of an edge: one `Evidence` for each source and statement."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from reelgraph.binding import bind, iri
from reelgraph.network.filters import Filters
from reelgraph.store import Store
from reelgraph.store.layout import SOURCES
from reelgraph.terms import Terms, terms
from reelgraph.vocabulary import FILM, STATUS, curie, local_name

_BATCH = 500
_PREFIXES = f"""PREFIX film: <{FILM}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_CREDITS = """SELECT ?from ?to ?node ?role ?status ?source ?name ?played ?as ?order WHERE {
  VALUES (?from ?to) { (film:none film:none) }
  GRAPH ?source {
    ?node film:hasWork ?from ; film:hasAgent ?to ; film:hasRole ?role .
    OPTIONAL { ?node film:hasStatus ?status }
    OPTIONAL { ?node film:characterName ?name }
    OPTIONAL { ?node film:hasCharacterPlayed/rdfs:label ?played }
    OPTIONAL { ?node film:creditedAs ?as }
    OPTIONAL { ?node film:billingOrder ?order }
  } }"""
_CLAIMS = """SELECT ?from ?to ?node ?p ?status ?source WHERE {
  VALUES (?from ?to) { (film:none film:none) }
  GRAPH ?source {
    ?node rdf:subject ?from ; rdf:object ?to ; rdf:predicate ?p .
    OPTIONAL { ?node film:hasStatus ?status }
  } }"""
_PLAIN = """SELECT ?from ?to ?p ?source WHERE {
  VALUES (?from ?to) { (film:none film:none) }
  GRAPH ?source { ?from ?p ?to }
}"""
_QUOTES = """SELECT ?node ?exact ?start ?rule ?note WHERE {
  VALUES (?node) { (film:none) }
  GRAPH ?source {
    { ?node film:hasEvidence ?span . ?span oa:exact ?exact . OPTIONAL { ?span oa:start ?start } }
    UNION { ?node film:rule ?rule } UNION { ?node film:note ?note }
  } }"""


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


def evidence(
    store: Store, pairs: Iterable[tuple[str, str]], chosen: Filters | None = None
) -> Iterator[Evidence]:
    """What the sources say of some edges, given as pairs of IRIs (work first).

    Only what `chosen` lets through, and never negative or superseded claims.
    """
    known, names = terms(), source_names(store)
    shown = known.shown_statuses | (chosen.include if chosen else frozenset())
    waiting = iter(sorted(set(pairs)))
    while batch := list(islice(waiting, _BATCH)):
        rows = [(iri(a), iri(b)) for a, b in batch]
        seen: set[Evidence] = set()
        for query in (_CREDITS, _CLAIMS, _PLAIN):
            for row in store.select(bind(_PREFIXES + query, {("from", "to"): rows})):
                cells = {v: row[v] for v in _variables(query)}
                one = _evidence(cells, known, names, shown)
                if (
                    one
                    and one not in seen
                    and (chosen is None or one.property in chosen.properties)
                ):
                    seen.add(one)
        yield from _merged(seen)


def with_quotes(store: Store, found: Iterable[Evidence]) -> list[Evidence]:
    """The same with the words of the source that each rests on."""
    every = list(found)
    nodes = sorted({e.node for e in every if e.node})
    quotes: dict[str, list[tuple[int, str]]] = {}
    waiting = iter(nodes)
    while batch := list(islice(waiting, _BATCH)):
        query = bind(_PREFIXES + _QUOTES, {("node",): [(iri(n),) for n in batch]})
        for row in store.select(query):
            if row["exact"] is not None:
                place = int(row["start"].value) if row["start"] is not None else 0
                said = f"“{row['exact'].value}”"
            else:
                place, said = 1 << 30, (row["rule"] or row["note"]).value
            quotes.setdefault(row["node"].value, []).append((place, said))

    def quote(node: str) -> str:
        return "; ".join(dict.fromkeys(text for _, text in sorted(quotes.get(node, ()))))

    return [replace(e, quote=quote(e.node)) for e in every]


def _variables(query: str) -> list[str]:
    return [word.lstrip("?") for word in query.split("WHERE")[0].split()[1:]]


def _evidence(
    cells: Mapping[str, object], known: Terms, names: dict[str, str], shown: frozenset[str]
) -> Evidence | None:
    def text(name: str) -> str:
        term = cells.get(name)
        return str(getattr(term, "value", "")) if term is not None else ""

    status = text("status") or STATUS + "asserted"
    if status not in shown or text("source") not in names:
        return None
    role = known.roles.get(text("role"))
    prop = role.property if role else text("p")
    if not role and prop not in known.relations:
        return None
    return Evidence(
        text("from"),
        text("to"),
        prop,
        role.label if role else known.edge_name(prop),
        names[text("source")],
        local_name(status),
        text("node"),
        text("played") or text("name"),
        text("as"),
        int(text("order")) if text("order") else None,
    )


def _merged(seen: Iterable[Evidence]) -> Iterator[Evidence]:
    """One for each statement: several names of a character stand in one."""
    by_node: dict[tuple[str, ...], list[Evidence]] = {}
    for one in sorted(seen, key=lambda e: (e.start, e.end, e.role, e.source, e.node, e.character)):
        key = (one.start, one.end, one.property, one.role, one.source, one.status, one.node)
        by_node.setdefault(key, []).append(one)
    for group in by_node.values():
        characters = " / ".join(dict.fromkeys(e.character for e in group if e.character))
        yield replace(group[0], character=characters)


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
