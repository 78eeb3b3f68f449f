"""What the program needs to know of the ontology, read from ``ontology/film.ttl``.

A new role, class or relation needs Turtle only: nothing here names one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.errors import ParameterError
from reelgraph.vocabulary import DCTERMS, FILM, OWL, RDF, RDFS, SCHEMA, SKOS, STATUS, local_name

CONTRIBUTOR = FILM + "hasContributor"
RELATION = FILM + "isRelatedTo"
ENTITY = FILM + "Entity"
STATEMENT = FILM + "Statement"


@dataclass(frozen=True, slots=True)
class Role:
    """A role that an agent can have in a work, and the direct edge that it stands for."""

    iri: str
    label: str
    synonyms: tuple[str, ...]
    property: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The ontology's classes, properties, roles and statuses, by IRI."""

    labels: dict[str, str]
    parents: dict[str, frozenset[str]]
    """All superclasses and superproperties of a term, itself included."""
    classes: frozenset[str]
    object_properties: frozenset[str]
    data_properties: frozenset[str]
    domains: dict[str, str]
    ranges: dict[str, str]
    roles: dict[str, Role]
    statuses: frozenset[str]
    shown_statuses: frozenset[str]
    """The statuses whose claims the view holds."""

    @property
    def entity_classes(self) -> frozenset[str]:
        """Classes of things that people search for, in contrast to statements about them."""
        return frozenset(c for c in self.classes if ENTITY in self.parents[c] and c != ENTITY)

    @property
    def contributor_properties(self) -> frozenset[str]:
        """``film:hasContributor`` and the edges below it."""
        return self.below(CONTRIBUTOR)

    @property
    def view_properties(self) -> frozenset[str]:
        """The properties of entities themselves, in contrast to those of statements about them."""

        def of_an_entity(prop: str) -> bool:
            domain, value = self.domains.get(prop), self.ranges.get(prop)
            return (domain is None or ENTITY in self.parents.get(domain, ())) and not (
                value is not None and STATEMENT in self.parents.get(value, ())
            )

        known = self.object_properties | self.data_properties
        return frozenset(p for p in known if of_an_entity(p)) - {RELATION}

    @property
    def relations(self) -> frozenset[str]:
        """The edges that a network draws, the general ones left out."""
        return self.below(RELATION) - {RELATION, CONTRIBUTOR}

    @property
    def role_of_property(self) -> dict[str, Role]:
        """The role whose direct edge a property is; the shortest name where two share it."""
        found: dict[str, Role] = {}
        for role in sorted(self.roles.values(), key=lambda r: (len(r.iri), r.iri)):
            found.setdefault(role.property, role)
        return found

    def below(self, term: str) -> frozenset[str]:
        """A term and all that are below it."""
        return frozenset(t for t, above in self.parents.items() if term in above)

    def edge_name(self, prop: str) -> str:
        """What an edge is called in a picture: its role, or the relation in words."""
        role = self.role_of_property.get(prop)
        if role:
            return role.label
        words = self.labels.get(prop, local_name(prop))
        for start in ("is ", "has "):
            words = words.removeprefix(start)
        return words

    def edges_named(self, words: str) -> frozenset[str]:
        """The direct edges that a person means by a word such as "actor", "dp" or "screened at".

        >>> terms().edges_named("actor") == terms().edges_named("cast")
        True

        Raises:
            ParameterError: the word names no role and no relation; the message lists all.

        """
        wanted = words.strip().lower().replace("_", " ").replace("-", " ")
        found = {
            role.property
            for role in self.roles.values()
            if wanted in {n.replace("-", " ") for n in (role.label, *role.synonyms)}
            or wanted == local_name(role.iri).replace("-", " ")
        }
        found |= {
            p
            for p in self.relations
            if wanted in (self.edge_name(p), self.labels.get(p, "").lower(), local_name(p).lower())
        }
        if not found:
            known = sorted({r.label for r in self.roles.values()} | set(self.relation_names()))
            raise ParameterError(f"unknown role {words!r}; the roles are: {', '.join(known)}")
        return frozenset(found)

    def relation_names(self) -> list[str]:
        """What the edges that are not roles are called."""
        return sorted(
            self.edge_name(p) for p in self.relations if p not in self.contributor_properties
        )


@cache
def terms() -> Terms:
    """The ontology as it is installed.

    >>> terms().edges_named("director") == {FILM + "hasDirector"}
    True
    >>> FILM + "Work" in terms().parents[FILM + "ShortFilm"]
    True
    """
    graph = ox.Store()
    graph.load(resources.raw("ontology/film.ttl"), format=ox.RdfFormat.TURTLE)

    def pairs(predicate: str) -> Iterator[tuple[str, str]]:
        for quad in graph.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode):
                yield quad.subject.value, str(getattr(quad.object, "value", ""))

    def typed(*classes: str) -> frozenset[str]:
        return frozenset(s for s, o in pairs(RDF + "type") if o in classes)

    above: dict[str, set[str]] = {}
    for predicate in ("subClassOf", "subPropertyOf"):
        for child, parent in pairs(RDFS + predicate):
            above.setdefault(child, set()).add(parent)
    classes = typed(OWL + "Class") | {SCHEMA + "Place"}
    # Two properties of others that the view holds too: the Wikidata item that a source gives for a
    # thing, and what an archive calls it by a number of its own.
    object_properties = typed(OWL + "ObjectProperty") | {SKOS + "exactMatch"}
    data_properties = typed(OWL + "DatatypeProperty") | {DCTERMS + "identifier"}
    property_of = dict(pairs(FILM + "hasDirectProperty"))
    role_labels = dict(pairs(SKOS + "prefLabel"))
    synonyms: dict[str, list[str]] = {}
    for concept, label in pairs(SKOS + "altLabel"):
        synonyms.setdefault(concept, []).append(label.lower())
    return Terms(
        labels=dict(pairs(RDFS + "label")),
        parents={
            term: frozenset(_closure(term, above))
            for term in classes | object_properties | data_properties
        },
        classes=classes,
        object_properties=object_properties,
        data_properties=data_properties,
        domains=dict(pairs(RDFS + "domain")),
        ranges=dict(pairs(RDFS + "range")),
        roles={
            iri: Role(iri, role_labels[iri].lower(), tuple(sorted(synonyms.get(iri, []))), prop)
            for iri, prop in sorted(property_of.items())
        },
        statuses=frozenset(s for s, _ in pairs(SKOS + "inScheme") if s.startswith(STATUS)),
        shown_statuses=frozenset(s for s, o in pairs(FILM + "isShownInView") if o == "true"),
    )


def _closure(term: str, above: dict[str, set[str]]) -> set[str]:
    found = {term}
    waiting = [term]
    while waiting:
        for parent in above.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


__all__ = ["CONTRIBUTOR", "ENTITY", "RELATION", "STATEMENT", "Role", "Terms", "terms"]
