"""What a store says about each entity, in streams, in a form that two stores can be compared by."""

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from reelgraph.results import native
from reelgraph.store import Store
from reelgraph.store.layout import LINKS, SOURCES
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, STATUS, local_name

Value = ox.NamedNode | ox.BlankNode | ox.Literal
Fact = tuple[str, str, Value]
"""The property, the status where it is none that the view holds, and the value."""


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


def about_facts(store: Store) -> Iterator[tuple[str, Fact]]:
    """What the view and the links say of each entity, and the claims that the view leaves out.

    Contributors are left to the credits, and what is derived from another fact is not repeated:
    superclasses, and the year where there is a date.
    """
    left_out = terms().contributor_properties
    for graph in ("{}", f"{{ GRAPH <{LINKS}> {{}} }}"):
        pattern = graph.replace("{}", "{ ?s ?p ?o }")
        for s, p, o in store.select(f"SELECT ?s ?p ?o WHERE {pattern}"):
            if p.value not in left_out:
                yield s.value, (p.value, "", o)
    shown = ", ".join(f"<{s}>" for s in sorted(terms().shown_statuses))
    query = f"""SELECT DISTINCT ?s ?p ?o ?status WHERE {{
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{ ?c <{FILM}hasStatus> ?status ; <{RDF}subject> ?s ; <{RDF}predicate> ?p ;
        <{RDF}object> ?o }}
      FILTER(?status NOT IN ({shown})) }}"""
    for s, p, o, status in store.select(query):
        yield s.value, (p.value, status.value.removeprefix(STATUS), o)


def about_credits(store: Store) -> Iterator[tuple[str, Credit]]:
    """The credits of each work."""
    query = f"""SELECT ?work ?agent ?role ?name ?status ?played ?written ?printed WHERE {{
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }}
      GRAPH ?source {{
        ?c <{FILM}hasWork> ?work ; <{FILM}hasAgent> ?agent ; <{FILM}hasRole> ?role .
        OPTIONAL {{ ?c <{FILM}hasStatus> ?status }}
        OPTIONAL {{ ?c <{FILM}hasCharacterPlayed> ?played }}
        OPTIONAL {{ ?c <{FILM}characterName> ?written }}
        OPTIONAL {{ ?c <{FILM}creditedAs> ?printed }} }} }}"""
    asserted = STATUS + "asserted"
    for row in store.select(query):
        status, played, written = row["status"], row["played"], row["written"]
        character = written.value if written is not None else ""
        if not character and played is not None:
            character = local_name(played.value)
        yield (
            row["work"].value,
            Credit(
                row["name"].value,
                row["agent"].value,
                row["role"].value,
                local_name(status.value) if status is not None and status.value != asserted else "",
                character,
                str(native(row["printed"]) or ""),
            ),
        )


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
