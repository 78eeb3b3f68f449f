"""The statements of the sources about some edges, as they lie in the store.

What takes time is each statement that is looked up by itself, as they are scattered over the store.
So the credits of many pairs are found in one of two ways. Either those of the works are read, which
lie together, and each is looked up to see whom it names. Or those of the people are read as well,
and the engine joins them by hashing: that takes a twentieth of the time for each of them, but there
may be many.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from reelgraph.binding import Rows, Term, bind, iri
from reelgraph.store import Store
from reelgraph.vocabulary import FILM, RDF, local_name

_BATCH = 1000
_FEW = 2
"""Credits of the works for each of the people up to which those of the people are not read."""
_PREFIXES = f"""PREFIX film: <{FILM}>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""
_WORDS = ("hasEvidence", "rule", "note")
_PLAIN = ("hasStatus", "characterName", "hasCharacterPlayed", "creditedAs", "billingOrder")
_POINTING = ("hasCharacterPlayed", "hasEvidence")
"""Of these the value is a node, whose name or words are wanted."""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"film:{name}" for name in names)


# What is known beforehand comes as the number that it is given here: a term is looked up to be
# written, a number is not. The values stand inside of GRAPH: outside, every statement would be read
# first; those of the properties stand behind all, as the engine would look each of them up.
_FROM, _TO = "VALUES (?from ?a) { (film:none 0) }", "VALUES (?to ?b) { (film:none 0) }"
_OF_WORKS = f"{_FROM} ?node film:hasWork ?from"
_COUNT = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?source {{ {_OF_WORKS} }} }}"
_OF_BOTH = f"""{{ SELECT ?a ?node ?source WHERE {{ GRAPH ?source {{ {_OF_WORKS} }} }} }}
    {{ SELECT ?b ?node ?source WHERE {{ GRAPH ?source {{ {_TO} ?node film:hasAgent ?to }} }} }}"""
_OF_STARTS = f"""{{ SELECT ?a ?to ?node ?source WHERE {{ GRAPH ?source {{ {_FROM} PATTERN }} }} }}
    {_TO}"""
_CREDITS = _OF_STARTS.replace("PATTERN", "?node film:hasWork ?from ; film:hasAgent ?to")
_CLAIMS = _OF_STARTS.replace("PATTERN", "?node rdf:subject ?from ; rdf:object ?to")
_WITH_DETAILS = """SELECT ?a ?b ?node ?source ?k ?value WHERE {
  { SELECT ?a ?b ?node ?source ?p ?value WHERE {
    { SELECT ?a ?b ?node ?source WHERE { PATTERN } }
    GRAPH ?source { ?node ?p ?value } } }
  VALUES (?p ?k) { (film:none 0) } }"""
_EDGES = f"""SELECT ?a ?b ?what ?source WHERE {{
  {{ SELECT ?a ?to ?what ?source WHERE {{ GRAPH ?source {{ {_FROM} ?from ?what ?to }} }} }}
  {_TO} }}"""
_OF_NODES = """SELECT ?node ?source ?p ?value WHERE { GRAPH ?source {
  VALUES (?node) { (film:none) } ?node ?p ?value FILTER(?p IN (DETAILS)) } }"""
# An entity is named in each branch, which is then quick to find.
_ABOUT = """SELECT ?from ?to ?node ?what ?source WHERE { GRAPH ?source {
  { ?node film:hasWork <HERE> ; film:hasAgent ?to ; film:hasRole ?what } UNION
  { ?node film:hasAgent <HERE> ; film:hasWork ?from ; film:hasRole ?what } UNION
  { ?node rdf:subject <HERE> ; rdf:object ?to ; rdf:predicate ?what FILTER(isIRI(?to)) } UNION
  { ?node rdf:object <HERE> ; rdf:subject ?from ; rdf:predicate ?what } UNION
  { <HERE> ?what ?to FILTER(isIRI(?to)) } UNION
  { ?from ?what <HERE> FILTER(?what NOT IN (rdf:object, film:hasWork, film:hasAgent)) } } }"""
_TOLD = """?node ?p ?value FILTER(?p IN (DETAILS))
    OPTIONAL { ?value rdfs:label ?label }
    OPTIONAL { ?value oa:exact ?exact OPTIONAL { ?value oa:start ?start } }"""
_OF_TOLD = "SELECT ?node ?source ?p ?value ?label ?exact ?start"
_POINTED = f"""{_OF_TOLD} WHERE {{ GRAPH ?source {{
  VALUES (?node) {{ (film:none) }} {_TOLD} }} }}"""
_TOLD_ABOUT = f"""{_OF_TOLD} WHERE {{ GRAPH ?source {{
  {{ ?node film:hasWork <HERE> }} UNION {{ ?node film:hasAgent <HERE> }} UNION
  {{ ?node rdf:subject <HERE> }} UNION {{ ?node rdf:object <HERE> }}
  {_TOLD.replace("DETAILS", _listed(_PLAIN + _WORDS))} }} }}"""

Row = tuple[str, str, str, str, str]
"""From, to, the node of the statement (or nothing), its role or property, its graph."""


@dataclass(slots=True)
class Said:
    """What a source says of a statement beside the statement itself."""

    statuses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    played: set[str] = field(default_factory=set)
    credited: set[str] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    quotes: set[tuple[int, str]] = field(default_factory=set)
    """Each with its place in the text; rules and notes stand last."""

    def take(self, what: str, value: Term) -> None:
        """Take the value of a property that has its words in itself."""
        text = getattr(value, "value", "")
        if what == "hasStatus":
            self.statuses.add(text)
        elif what == "characterName":
            self.names.add(text)
        elif what == "creditedAs":
            self.credited.add(text)
        elif what == "billingOrder":
            self.orders.add(int(text))
        elif what in ("rule", "note"):
            self.quotes.add((1 << 30, text))


Told = dict[tuple[str, str], Said]
"""By the node of the statement and the graph that says it."""


def of_pairs(
    store: Store, pairs: Iterable[tuple[str, str]], *, quotes: bool
) -> Iterator[tuple[list[Row], Told]]:
    """The statements about some pairs of IRIs (work first), as many at once as the engine likes.

    Args:
        store: Where they are.
        pairs: Which.
        quotes: Whether the words that they rest on are read too.

    """
    every = sorted(set(pairs))
    details = _PLAIN + _WORDS if quotes else _PLAIN
    for at in range(0, len(every), _BATCH):
        yield _of_batch(store, every[at : at + _BATCH], details)


def _of_batch(
    store: Store, pairs: list[tuple[str, str]], details: tuple[str, ...]
) -> tuple[list[Row], Told]:
    wanted = set(pairs)
    starts, ends = (list(dict.fromkeys(side)) for side in zip(*pairs, strict=True))
    known: dict[tuple[str, ...], Rows] = {
        ("from", "a"): _numbered(starts),
        ("to", "b"): _numbered(ends),
    }

    def read(query: str) -> Iterator[tuple[tuple[str, str], list[Any]]]:
        for a, b, *rest in store.select(_PREFIXES + bind(query, known)):
            pair = starts[int(a.value)], ends[int(b.value)]
            if pair in wanted:  # others lie between those of several pairs
                yield pair, rest

    rows: dict[Row, None] = {}
    told: Told = {}
    credits_ = next(store.select(_PREFIXES + bind(_COUNT, known)))["n"]
    of_credits = _CREDITS if int(credits_.value) < _FEW * len(ends) else _OF_BOTH
    for pattern, kind in (of_credits, FILM + "hasRole"), (_CLAIMS, RDF + "predicate"):
        known["p", "k"] = _numbered([kind, *(FILM + name for name in details)])
        said = []
        for pair, (node, source, k, value) in read(_WITH_DETAILS.replace("PATTERN", pattern)):
            place = int(k.value)
            if place:
                said.append((node, source, details[place - 1], value))
            else:
                rows[(*pair, node.value, value.value, source.value)] = None
        _fill(store, told, said)
    for pair, (what, source) in read(_EDGES):
        rows[(*pair, "", what.value, source.value)] = None
    return list(rows), told


def _numbered(iris: Iterable[str]) -> Rows:
    return [(iri(text), ox.Literal(number)) for number, text in enumerate(iris)]


def about(store: Store, entity: str) -> tuple[list[Row], Told]:
    """The statements about all edges of one entity, with the words that they rest on."""
    here = str(iri(entity))
    rows: dict[Row, None] = {}
    query = _PREFIXES + _ABOUT.replace("<HERE>", here)
    for start, end, node, what, graph in store.select(query):
        ends = (entity if term is None else term.value for term in (start, end))
        rows[(*ends, "" if node is None else node.value, what.value, graph.value)] = None
    told: Told = {}
    if rows:
        _look(store, told, _TOLD_ABOUT.replace("<HERE>", here))
    return list(rows), told


def quotes(store: Store, nodes: Iterable[str]) -> Mapping[str, set[tuple[int, str]]]:
    """The words that some statements rest on, whoever says them, by the nodes of the statements."""
    told: Told = {}
    for batch in _bound(_OF_NODES.replace("DETAILS", _listed(_WORDS)), nodes):
        found = store.select(_PREFIXES + batch)
        _fill(store, told, ((node, g, local_name(p.value), value) for node, g, p, value in found))
    every: dict[str, set[tuple[int, str]]] = {}
    for (node, _), said in told.items():
        every.setdefault(node, set()).update(said.quotes)
    return every


def _fill(store: Store, told: Told, details: Iterable[tuple[Any, ...]]) -> None:
    """Add some details, given as node, source, name of the property and value."""
    pointing: dict[str, set[str]] = {name: set() for name in _POINTING}
    for node, source, what, value in details:
        if what in pointing:
            pointing[what].add(node.value)
        else:
            told.setdefault((node.value, source.value), Said()).take(what, value)
    for what, nodes in pointing.items():
        for query in _bound(_POINTED.replace("DETAILS", _listed([what])), nodes):
            _look(store, told, query)


def _look(store: Store, told: Told, query: str) -> None:
    """Add details of which some are the names and the words of other nodes."""
    for node, source, prop, value, label, exact, start in store.select(_PREFIXES + query):
        said = told.setdefault((node.value, source.value), Said())
        what = local_name(prop.value)
        if what == "hasCharacterPlayed" and label is not None:
            said.played.add(label.value)
        elif what == "hasEvidence" and exact is not None:
            place = int(start.value) if start is not None else 0
            said.quotes.add((place, f"“{exact.value}”"))
        else:
            said.take(what, value)


def _bound(query: str, nodes: Iterable[str]) -> Iterator[str]:
    every = sorted(set(nodes))
    for at in range(0, len(every), _BATCH):
        yield bind(query, {("node",): [(iri(node),) for node in every[at : at + _BATCH]]})
