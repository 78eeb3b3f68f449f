"""The view: what people query, derived from the claims of the current sources.

The rules are the ``queries/view_*.rq`` files. They run over some entities when sources that share
entities come, change or go. For a whole source, of any size, `deriving` does the same in a stream;
the tests hold both against each other.

One name of an entity is its ``rdfs:label``: the one that most sources prefer, English (or without
a language) before others, then the first in the alphabet. The others are ``skos:altLabel``.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, islice
from typing import Protocol

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.binding import Rows, bind, iri, solutions, triples
from reelgraph.terms import CONTRIBUTOR, ENTITY, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS

LABEL = iri(RDFS + "label")
OTHER_NAME = iri(SKOS + "altLabel")
BATCH = 10_000
"""How many entities are mended at once: what is gathered for them is held in memory."""

_TRIPLE_RULES = ("view_types", "view_edges", "view_facts", "view_years")
_POINTERS = (iri(FILM + "hasWork"), iri(RDF + "subject"))
_VALUES = (iri(FILM + "hasAgent"), iri(RDF + "object"))
_TITLE = iri(FILM + "hasTitle")


def derive(store: ox.Store, sources: Sequence[str]) -> Iterator[ox.Triple]:
    """The triples of the view that the claims of some sources give, without repetition.

    Args:
        store: Holds the claims, each source in its graph.
        sources: The IRIs of the graphs that count.

    """
    graphs: Rows = [(iri(s),) for s in sources]

    def constructed(name: str) -> ox.QueryTriples:
        return triples(store, bind(rule(name), {("source",): graphs}))

    claimed = set(constructed("view_claims"))  # they may say what another rule says too
    yield from claimed
    for name in _TRIPLE_RULES:
        yield from (t for t in constructed(name) if not claimed or t not in claimed)
    yield from _names(solutions(store, bind(rule("view_labels"), {("source",): graphs})))


def mend(store: ox.Store, sources: Sequence[str], entities: Iterable[str]) -> tuple[int, int]:
    """Make the view of some entities what the claims of the current sources say.

    Returns how many triples it added and removed.

    Each batch of entities is one transaction, and doing it twice changes nothing more.
    """
    added_count = removed_count = 0
    for batch in batches(entities):
        gone, come = difference(store, store, sources, batch)
        if gone or come:
            removed = " .\n".join(str(quad.triple) for quad in gone)
            added = " .\n".join(str(quad.triple) for quad in come)
            store.update(f"DELETE DATA {{ {removed} }} ; INSERT DATA {{ {added} }}")
        added_count += len(come)
        removed_count += len(gone)
    return added_count, removed_count


def batches(entities: Iterable[str]) -> Iterator[set[str]]:
    """Entities, so many at once as can be mended in memory."""
    waiting = iter(entities)
    while batch := set(islice(waiting, BATCH)):
        yield batch


class Claims(Protocol):
    """What the claims are read from: a store, or one as it will be."""

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | None,  # noqa: A002  as the engine calls it
        graph_name: None,
    ) -> Iterable[ox.Quad]:
        """The quads that fit."""


def difference(
    claims: Claims, store: ox.Store, sources: Sequence[str], entities: set[str]
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """What must leave the view of some entities, and what must come into it.

    The engine joins badly from a long list of entities, so their claims are gathered first and
    the rules run over those alone.

    Args:
        claims: Holds the claims that the view shall show.
        store: Holds the view as it is.
        sources: The graphs that count.
        entities: At most `BATCH`.

    """
    gathered = ox.Store()
    gathered.extend(_claims_about(claims, frozenset(sources), entities))
    nodes = set(map(iri, entities))
    wanted = {ox.Quad(*t) for t in derive(gathered, sources) if t.subject in nodes}
    present = {
        quad
        for node in nodes
        for quad in store.quads_for_pattern(node, None, None, ox.DefaultGraph())
    }
    return present - wanted, wanted - present


def difference_of_values(
    claims: Claims, store: ox.Store, sources: Sequence[str], entities: set[str]
) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The same for what the view says of others with some entities as the value.

    A work has many contributors: when one of them changes, only that edge is derived again.
    """
    gathered = ox.Store()
    gathered.extend(_claims_naming(claims, frozenset(sources), entities))
    nodes = set(map(iri, entities))
    wanted = {
        ox.Quad(*t)
        for t in derive(gathered, sources)
        if t.object in nodes and t.subject not in nodes
    }
    present = {
        quad
        for node in nodes
        for quad in store.quads_for_pattern(None, None, node, ox.DefaultGraph())
        if quad.subject not in nodes
    }
    return present - wanted, wanted - present


def _claims_naming(
    store: Claims, sources: frozenset[str], entities: Iterable[str]
) -> Iterator[ox.Quad]:
    """What the sources say with some entities as the value: plain triples and statements."""
    for entity in map(iri, entities):
        for quad in store.quads_for_pattern(None, None, entity, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in sources:
                yield quad
                if quad.predicate in _VALUES and isinstance(quad.subject, ox.NamedNode):
                    for more in store.quads_for_pattern(quad.subject, None, None, None):
                        if more.graph_name == quad.graph_name:
                            yield more


def _claims_about(
    store: Claims, sources: frozenset[str], entities: Iterable[str]
) -> Iterator[ox.Quad]:
    """What the sources say of some entities: their own triples and the statements about them."""

    def said_of(node: ox.NamedNode) -> Iterator[ox.Quad]:
        for quad in store.quads_for_pattern(node, None, None, None):
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in sources:
                yield quad

    for entity in map(iri, entities):
        for quad in said_of(entity):
            yield quad
            if quad.predicate == _TITLE and isinstance(quad.object, ox.NamedNode):
                yield from said_of(quad.object)
        for pointer in _POINTERS:
            for quad in store.quads_for_pattern(None, pointer, entity, None):
                if isinstance(quad.subject, ox.NamedNode):
                    yield from said_of(quad.subject)


def entities_of(store: ox.Store, source: str) -> set[str]:
    """What the view speaks of and a source does too."""
    graph = iri(source)
    found: set[str] = set()

    def look(nodes: Iterable[object]) -> None:
        for node, _ in groupby(nodes):  # the engine gives the same ones one after the other
            if isinstance(node, ox.NamedNode) and is_shown(store, node):
                found.add(node.value)

    look(quad.subject for quad in store.quads_for_pattern(None, None, None, graph))
    for pointer in _POINTERS:
        look(quad.object for quad in store.quads_for_pattern(None, pointer, None, graph))
    return found


def entities_about(store: ox.Store, lines: Iterable[tuple[str, str, str]]) -> frozenset[str]:
    """All whose view may be another when some claims come or go.

    Args:
        store: Holds the claims from which they go, or into which they come.
        lines: Subject, predicate and object of each, as N-Triples has them.

    """
    pointers = {str(pointer) for pointer in _POINTERS}
    nodes = set()
    found = set()
    for subject, predicate, value in lines:
        nodes.add(subject)
        if predicate in pointers:
            found.add(value)
    for node in nodes:
        if node.startswith("<"):
            titled = store.quads_for_pattern(None, _TITLE, iri(node[1:-1]), None)
            found |= {str(quad.subject) for quad in titled}
    return frozenset(node[1:-1] for node in found | nodes if node.startswith("<"))


def is_said(store: ox.Store, node: ox.NamedNode, graphs: Iterable[ox.NamedNode]) -> bool:
    """Whether some sources say anything of a node."""
    return any(
        next(iter(store.quads_for_pattern(*pattern, graph)), None) is not None
        for graph in graphs
        for pattern in ((node, None, None), *((None, pointer, node) for pointer in _POINTERS))
    )


def is_shown(store: ox.Store, node: ox.NamedNode) -> bool:
    """Whether the view says anything of a node."""
    found = store.quads_for_pattern(node, None, None, ox.DefaultGraph())
    return next(iter(found), None) is not None


@cache
def rule(name: str) -> str:
    """The text of a rule with the ontology's own lists put in."""
    return bind(
        resources.text(f"queries/{name}.rq"),
        {
            ("type", "class"): classes(),
            ("role", "property"): edges(),
            ("stated", "property"): claimed() if name == "view_claims" else plain_facts(),
        },
    )


Pairs = list[tuple[ox.NamedNode, ox.NamedNode]]


def classes() -> Pairs:
    """Each class of entities with itself and with those above it."""
    known = terms()
    return [
        (iri(c), iri(above))
        for c in sorted(known.entity_classes)
        for above in sorted(known.parents[c] & known.entity_classes - {ENTITY})
    ]


def edges() -> Pairs:
    """Each role with its direct edge and what that is below."""
    known = terms()
    return [
        (iri(role.iri), iri(prop))
        for role in known.roles.values()
        for prop in sorted(
            known.parents[role.property] & (known.contributor_properties | {role.property})
        )
    ]


def plain_facts() -> Pairs:
    """The properties that the view holds as a source states them, each with itself."""
    known = terms()
    plain = known.view_properties - known.contributor_properties - {FILM + "year"}
    return [(iri(p), iri(p)) for p in sorted(plain)]


def claimed() -> Pairs:
    """The properties that a claim can state, with what the view holds for it."""
    contributors = sorted(terms().contributor_properties)
    return plain_facts() + [
        (iri(p), iri(above)) for p in contributors for above in sorted({p, CONTRIBUTOR})
    ]


def _names(answer: Iterable[ox.QuerySolution]) -> Iterator[ox.Triple]:
    by_entity: dict[ox.NamedNode, list[tuple[int, ox.Literal]]] = {}
    for row in answer:
        by_entity.setdefault(row["entity"], []).append((int(row["sources"].value), row["name"]))
    for entity, names in by_entity.items():
        names.sort(key=lambda n: preference(n[0], n[1].language, n[1].value, str(n[1])))
        label = names[0][1]
        yield ox.Triple(entity, LABEL, label)
        for _, other in names[1:]:
            if other.value != label.value:
                yield ox.Triple(entity, OTHER_NAME, other)


def preference(
    sources: int, language: str | None, text: str, term: str
) -> tuple[bool, int, int, str, str]:
    """What the names of an entity are sorted by: the first is its label.

    Args:
        sources: How many prefer it.
        language: Its language, if it has one.
        text: The name itself.
        term: The whole of it, as N-Triples has it.

    """
    return sources == 0, _language_rank(language), -sources, text, term


def _language_rank(language: str | None) -> int:
    if language is None or language == "en" or language.startswith("en-"):
        return 0
    return 1 if language == "mul" else 2
