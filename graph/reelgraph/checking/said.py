"""What a store says about each entity, in a form that two stores can be compared by.

First as sums, which are read in streams; then, of those whose sums differ, in full.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from reelgraph.store import Store
from reelgraph.store.layout import LINKS, SOURCES
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, STATUS, local_name

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Fact = tuple[str, str, Value]
"""The property, the status where it is none that the view holds, and the value."""
_Key = TypeVar("_Key", str, int)
_CREDIT = tuple(
    FILM + prop
    for prop in (
        "hasWork",
        "hasAgent",
        "hasRole",
        "hasStatus",
        "hasCharacterPlayed",
        "characterName",
        "creditedAs",
    )
)
"""What credits are compared by."""
_SAID = (
    "{ ?s ?p ?o }",
    f"{{ GRAPH <{LINKS}> {{ ?s ?p ?o FILTER NOT EXISTS {{ ?s <{FILM}isLinkOf> ?linked }} }} }}",
)
"""Where something is said of entities: the view, and the links but for what they rest on."""


class Credit(NamedTuple):
    """One credit of a work, as one source gives it."""

    source: str
    agent: str
    role: str
    status: str
    character: str
    printed: str

    def role_words(self) -> str:
        """The role, the character and the status."""
        known = terms().roles.get(self.role)
        words = known.label if known else local_name(self.role)
        words += f" as {self.character}" if self.character else ""
        words += f" (credited as {self.printed})" if self.printed else ""
        return words + (f" ({self.status})" if self.status else "")

    def words(self, agent: str, work: str) -> str:
        """The whole credit, as in "Ilya Naishuller: director – Hardcore (2015)"."""
        return f"{agent}: {self.role_words()} – {work}"


def sums_of_facts(store: Store) -> dict[str, int]:
    """One number for each entity: the sum of the hashes of what is said of it, in any order.

    That is what the view and the links say, and the claims that the view leaves out. Contributors
    are left to the credits.
    """
    sums: dict[str, int] = {}
    for pattern in _SAID:
        query = f"SELECT ?s ?p ?o WHERE {{ {pattern} FILTER(?p NOT IN ({_contributors()})) }}"
        for s, p, o in store.select(query):
            _add(sums, s.value, hash((p.value, "", o)))
    for s, p, o, status in store.select(_claims()):
        _add(sums, s.value, hash((p.value, _status(status), o)))
    return sums


def facts_of(store: Store, entities: Sequence[str]) -> dict[str, set[Fact]]:
    """The facts of some entities, of which `sums_of_facts` are the sums."""
    found: dict[str, set[Fact]] = {}
    given = f"VALUES ?s {{ {_iris(entities)} }}"
    for pattern in _SAID:
        query = (
            f"SELECT ?s ?p ?o WHERE {{ {given} {pattern} FILTER(?p NOT IN ({_contributors()})) }}"
        )
        for s, p, o in store.select(query):
            found.setdefault(s.value, set()).add((p.value, "", o))
    for s, p, o, status in store.select(_claims(given)):
        found.setdefault(s.value, set()).add((p.value, _status(status), o))
    return found


def sums_of_credits(store: Store) -> dict[str, int]:
    """One number for each work: the sum of the hashes of its credits, in any order.

    Each property is read by itself: all of them joined in one query, with what a credit may lack
    in OPTIONALs, did not end in minutes where this takes seconds.
    """
    nodes: dict[int, int] = {}
    for prop in _CREDIT[1:]:
        for node, value, name in store.select(_credits_with(prop)):
            _add(nodes, hash((name, node)), hash((prop, value)))
    sums: dict[str, int] = {}
    for node, work, name in store.select(_credits_with(_CREDIT[0])):
        _add(sums, work.value, hash((name, nodes.get(hash((name, node)), 0))))
    return sums


def credits_of(store: Store, works: Sequence[str]) -> dict[str, set[Credit]]:
    """The credits of some works, of which `sums_of_credits` are the sums."""
    query = f"""SELECT ?name ?c ?p ?o WHERE {{
      VALUES ?work {{ {_iris(works)} }}
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{ ?c <{FILM}hasWork> ?work ; ?p ?o }} }}"""
    nodes: dict[tuple[str, str], dict[str, set[str]]] = {}
    for name, node, prop, value in store.select(query):
        said = nodes.setdefault((name.value, node.value), {})
        said.setdefault(prop.value, set()).add(value.value)
    found: dict[str, set[Credit]] = {}
    for (source, _), said in nodes.items():
        about, agents, roles, status, played, written, printed = (
            sorted(said.get(prop, ())) for prop in _CREDIT
        )
        status = [local_name(s) for s in status if s != STATUS + "asserted"]
        shown = ", ".join(written or map(local_name, played))
        for work, agent, role in product(about, agents, roles):
            credit = Credit(source, agent, role, ", ".join(status), shown, ", ".join(printed))
            found.setdefault(work, set()).add(credit)
    return found


def _credits_with(prop: str) -> str:
    return f"""SELECT ?c ?value ?name WHERE {{
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{ ?c <{prop}> ?value }} }}"""


def _claims(given: str = "") -> str:
    """The statements that the view leaves out, weak and negative ones for example."""
    shown = ", ".join(f"<{s}>" for s in sorted(terms().shown_statuses))
    return f"""SELECT DISTINCT ?s ?p ?o ?status WHERE {{ {given}
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{ ?c <{FILM}hasStatus> ?status ; <{RDF}subject> ?s ; <{RDF}predicate> ?p ;
        <{RDF}object> ?o }}
      FILTER(?status NOT IN ({shown})) }}"""


def _contributors() -> str:
    return ", ".join(f"<{p}>" for p in sorted(terms().contributor_properties))


def _status(status: Value) -> str:
    return status.value.removeprefix(STATUS)


def _iris(found: Sequence[str]) -> str:
    return " ".join(str(ox.NamedNode(i)) for i in found)


def _add(sums: dict[_Key, int], key: _Key, number: int) -> None:
    # Python's own hashes are the fastest; they are only ever compared within one process.
    sums[key] = (sums.get(key, 0) + number) & 0xFFFF_FFFF_FFFF_FFFF


def sources_of_fact(store: Store, entity: str, fact: Fact) -> list[str]:
    """The sources that say a fact; none for what this package derives."""
    prop, _, value = fact
    if isinstance(value, ox.BlankNode):
        return []
    naming = "true" if prop in (RDFS + "label", SKOS + "altLabel") else "false"
    query = f"""SELECT DISTINCT ?name WHERE {{
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{
        {{ <{entity}> <{prop}> {value} }} UNION
        {{ ?c <{RDF}subject> <{entity}> ; <{RDF}predicate> <{prop}> ; <{RDF}object> {value} }} UNION
        {{ <{entity}> <{FILM}hasTitle>/<{FILM}titleText> {value} FILTER({naming}) }} }} }}"""
    return sorted(row["name"].value for row in store.select(query))
