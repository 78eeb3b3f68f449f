"""The view: what people query, derived from the claims of the current sources.

The rules are the ``queries/view_*.rq`` files. They run over a whole source while it is loaded, and
over some entities when sources that share entities come, change or go; there is no second
implementation of them.

One name of an entity is its ``rdfs:label``: the one that most sources prefer, English (or without
a language) before others, then the first in the alphabet. The others are ``skos:altLabel``.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

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
_TITLE = iri(FILM + "hasTitle")


def derive(store: ox.Store, sources: Sequence[str]) -> Iterator[ox.Triple]:
    """The triples of the view that the claims of some sources give, without repetition.

    Args:
        store: Holds the claims, each source in its graph.
        sources: The IRIs of the graphs that count.

    """
    graphs: Rows = [(iri(s),) for s in sources]

    def constructed(name: str) -> ox.QueryTriples:
        return triples(store, bind(_rule(name), {("source",): graphs}))

    claimed = set(constructed("view_claims"))  # they may say what another rule says too
    yield from claimed
    for name in _TRIPLE_RULES:
        yield from (t for t in constructed(name) if not claimed or t not in claimed)
    yield from _names(solutions(store, bind(_rule("view_labels"), {("source",): graphs})))


def mend(store: ox.Store, sources: Sequence[str], entities: Iterable[str]) -> tuple[int, int]:
    """Make the view of some entities what the claims of the current sources say.

    Returns how many triples it added and removed.

    Each batch of entities is one transaction, and doing it twice changes nothing more. The
    engine joins badly from a long list of entities, so their claims are gathered first and the
    rules run over those alone.
    """
    waiting = iter(entities)
    added_count = removed_count = 0
    while batch := set(islice(waiting, BATCH)):
        gathered = ox.Store()
        gathered.extend(_claims_about(store, frozenset(sources), batch))
        nodes = set(map(iri, batch))
        wanted = {ox.Quad(*t) for t in derive(gathered, sources) if t.subject in nodes}
        present = {
            quad
            for node in nodes
            for quad in store.quads_for_pattern(node, None, None, ox.DefaultGraph())
        }
        gone, come = present - wanted, wanted - present
        if gone or come:
            removed = " .\n".join(str(quad.triple) for quad in gone)
            added = " .\n".join(str(quad.triple) for quad in come)
            store.update(f"DELETE DATA {{ {removed} }} ; INSERT DATA {{ {added} }}")
        added_count += len(come)
        removed_count += len(gone)
    return added_count, removed_count


def _claims_about(
    store: ox.Store, sources: frozenset[str], entities: Iterable[str]
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
    nodes: set[object] = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
    for pointer in _POINTERS:
        nodes |= {quad.object for quad in store.quads_for_pattern(None, pointer, None, graph)}
    return {
        node.value for node in nodes if isinstance(node, ox.NamedNode) and is_shown(store, node)
    }


def is_shown(store: ox.Store, node: ox.NamedNode) -> bool:
    """Whether the view says anything of a node."""
    found = store.quads_for_pattern(node, None, None, ox.DefaultGraph())
    return next(iter(found), None) is not None


@cache
def _rule(name: str) -> str:
    """The text of a rule with the ontology's own lists put in."""
    known = terms()
    classes = [
        (iri(c), iri(above))
        for c in sorted(known.entity_classes)
        for above in sorted(known.parents[c] & known.entity_classes - {ENTITY})
    ]
    contributors = known.contributor_properties
    roles = [
        (iri(role.iri), iri(prop))
        for role in known.roles.values()
        for prop in sorted(known.parents[role.property] & (contributors | {role.property}))
    ]
    plain = sorted(known.view_properties - contributors - {FILM + "year"})
    stated = [(iri(p), iri(p)) for p in plain]
    if name == "view_claims":
        stated += [
            (iri(p), iri(above)) for p in sorted(contributors) for above in sorted({p, CONTRIBUTOR})
        ]
    return bind(
        resources.text(f"queries/{name}.rq"),
        {
            ("type", "class"): classes,
            ("role", "property"): roles,
            ("stated", "property"): stated,
        },
    )


def _names(answer: Iterable[ox.QuerySolution]) -> Iterator[ox.Triple]:
    by_entity: dict[ox.NamedNode, list[tuple[int, int, str, ox.Literal]]] = {}
    for row in answer:
        name = row["name"]
        rank = _language_rank(name.language)
        by_entity.setdefault(row["entity"], []).append(
            (-int(row["sources"].value), rank, name.value, name)
        )
    for entity, names in by_entity.items():
        names.sort(key=lambda n: (n[0] == 0, n[1], n[0], n[2], str(n[3])))
        label = names[0][3]
        yield ox.Triple(entity, LABEL, label)
        for *_, other in names[1:]:
            if other.value != label.value:
                yield ox.Triple(entity, OTHER_NAME, other)


def _language_rank(language: str | None) -> int:
    if language is None or language == "en" or language.startswith("en-"):
        return 0
    return 1 if language == "mul" else 2
