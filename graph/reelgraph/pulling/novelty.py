"""What one source says and no other does."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.store import EmbeddedStore, commit
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS

_TYPE = iri(RDF + "type")
_WORK, _AGENT, _ROLE = iri(FILM + "hasWork"), iri(FILM + "hasAgent"), iri(FILM + "hasRole")
_NAMES = (iri(RDFS + "label"), iri(SKOS + "prefLabel"), iri(SKOS + "altLabel"))
_PERSON, _FILM = iri(FILM + "Person"), iri(FILM + "Film")


@dataclass(frozen=True, slots=True)
class New:
    """How much of a source is said by no other."""

    films: int = 0
    people: int = 0
    credits: int = 0
    facts: tuple[tuple[str, int], ...] = ()
    """Of entities that others know too: what kind of fact, in words, and how many."""


def only_here(store: EmbeddedStore, graph: str, entities: Iterable[str]) -> New:
    """Count what the claims of a source say of some entities, and of the people they credit.

    Args:
        store: Where they are.
        graph: The graph of the source.
        entities: Of what.

    """
    rdf, here = store.rdf, iri(graph)
    others = {iri(s.graph) for s in commit.sources(rdf)} - {here}
    properties = terms().view_properties
    nodes = [iri(e) for e in entities]
    credits_here: set[Credit] = set()
    known: set[Credit] = set()
    facts: Counter[str] = Counter()
    for node in nodes:
        found = _credits(rdf, node)
        credits_here |= found.get(here, set())
        known |= set().union(*(found[g] for g in found.keys() & others))
        said: dict[ox.NamedNode | None, set[tuple[str, str]]] = {}
        for quad in rdf.quads_for_pattern(node, None, None, None):
            name = quad.graph_name
            where = here if name == here else None if name in others else iri(FILM)
            prop = "names" if quad.predicate in _NAMES else quad.predicate.value
            if prop == "names" or prop in properties:
                value = quad.object.value if isinstance(quad.object, ox.Literal) else ""
                text = value if prop == "names" else str(quad.object)
                said.setdefault(where, set()).add((prop, text))
        if None in said or _is_said(rdf, node, others):
            for prop, _ in said.get(here, set()) - said.get(None, set()):
                facts["names" if prop == "names" else terms().edge_name(prop)] += 1
    things = {*nodes, *(agent for _, agent, _ in credits_here)}
    new = {t for t in things if not _is_said(rdf, t, others)}
    return New(
        sum(1 for t in new if ox.Quad(t, _TYPE, _FILM, here) in rdf),
        sum(1 for t in new if ox.Quad(t, _TYPE, _PERSON, here) in rdf),
        len(credits_here - known),
        tuple(sorted(facts.items(), key=lambda c: (-c[1], c[0]))),
    )


def _is_said(rdf: ox.Store, node: ox.NamedNode, graphs: set[ox.NamedNode]) -> bool:
    """Whether some sources say anything of a thing."""
    return any(q.graph_name in graphs for q in rdf.quads_for_pattern(node, None, None, None))


Credit = tuple[ox.NamedNode, ox.NamedNode, str]
"""The work, who is credited and as what, as the property of the direct edge."""


def _credits(rdf: ox.Store, work: ox.NamedNode) -> dict[ox.NamedNode, set[Credit]]:
    """The credits of a work, by the graph that gives them."""
    roles = terms().roles
    found: dict[ox.NamedNode, set[Credit]] = {}
    for quad in rdf.quads_for_pattern(None, _WORK, work, None):
        graph = quad.graph_name
        if not isinstance(graph, ox.NamedNode) or not isinstance(quad.subject, ox.NamedNode):
            continue
        agent, role = (
            next((q.object for q in rdf.quads_for_pattern(quad.subject, p, None, graph)), None)
            for p in (_AGENT, _ROLE)
        )
        if isinstance(agent, ox.NamedNode) and isinstance(role, ox.NamedNode):
            of = roles[role.value].property if role.value in roles else role.value
            found.setdefault(graph, set()).add((work, agent, of))
    return found
