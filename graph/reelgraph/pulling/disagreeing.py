"""How often a source and the others contradict each other, entity by entity.

The query ``sources_against_wikidata`` shows the same for a whole store; here only some entities
are looked at, so that a pull into a large store stays quick.
"""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.store import EmbeddedStore, commit
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, ROLE

YEAR, DIRECTOR, DURATION, BIRTH = "year", "director", "running time", "date of birth"
_ABOUT = {
    FILM + "releaseDate": YEAR,
    FILM + "year": YEAR,
    FILM + "hasDirector": DIRECTOR,
    FILM + "durationMinutes": DURATION,
    FILM + "birthDate": BIRTH,
}
_SHOWINGS = {FILM + "Release", FILM + "Screening"}
_WORK, _SUBJECT = iri(FILM + "hasWork"), iri(RDF + "subject")

Said = dict[tuple[str, str], set[str]]
"""The values by the graph that has them and what they are about."""


def disagreements(store: EmbeddedStore, graph: str, entities: Iterable[str]) -> int:
    """Count the matters in which another source says something else than one source.

    A matter is the year, the director, the running time or the birth of one entity, against one
    other source. Who says nothing disagrees with nobody.

    Args:
        store: Holds the claims.
        graph: The graph of the one source.
        entities: Of what.

    """
    current = {s.graph for s in commit.sources(store.rdf)}
    count = 0
    for entity in entities:
        said: Said = {}
        for where, about, value in _values(store.rdf, iri(entity), current):
            said.setdefault((where, about), set()).add(value)
        for (where, about), values in said.items():
            mine = said.get((graph, about))
            if where != graph and mine and not _agree(about, mine, values):
                count += 1
    return count


def _agree(about: str, mine: set[str], others: set[str]) -> bool:
    if about == DIRECTOR:
        return mine == others
    if about == YEAR:
        return min(mine) == min(others)
    if about == BIRTH:
        return any(a.startswith(b) or b.startswith(a) for a in mine for b in others)
    return not mine.isdisjoint(others)


def _values(
    rdf: ox.Store, entity: ox.NamedNode, graphs: set[str]
) -> Iterator[tuple[str, str, str]]:
    """What the sources say of an entity: the graph, what it is about, the value."""
    for quad in rdf.quads_for_pattern(entity, None, None, None):
        where = getattr(quad.graph_name, "value", "")
        if where in graphs and quad.predicate.value in _ABOUT:
            yield from _value(where, quad.predicate.value, quad.object)
    for pointer in (_WORK, _SUBJECT):
        for quad in rdf.quads_for_pattern(None, pointer, entity, None):
            where = getattr(quad.graph_name, "value", "")
            if where not in graphs or not isinstance(quad.subject, ox.NamedNode):
                continue
            told = {
                q.predicate.value: q.object
                for q in rdf.quads_for_pattern(quad.subject, None, None, quad.graph_name)
            }
            yield from _statement(where, told)


def _statement(where: str, told: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    """What a credit, a release or a claim says, where it stands as true."""
    status = getattr(told.get(FILM + "hasStatus"), "value", "")
    if status and status not in terms().shown_statuses:
        return
    if getattr(told.get(FILM + "hasRole"), "value", "") == ROLE + "director":
        yield from _value(where, FILM + "hasDirector", told.get(FILM + "hasAgent"))
    elif getattr(told.get(RDF + "type"), "value", "") in _SHOWINGS:
        yield from _value(where, FILM + "year", told.get(FILM + "date"))
    elif RDF + "predicate" in told:
        stated = getattr(told[RDF + "predicate"], "value", "")
        yield from _value(where, stated, told.get(RDF + "object"))


def _value(where: str, prop: str, value: object) -> Iterator[tuple[str, str, str]]:
    about, text = _ABOUT.get(prop), getattr(value, "value", "")
    if about == YEAR:
        text = text[:4] if text[:4].isdigit() else ""
    if about and text:
        yield where, about, text
