"""What people decided about which entities are one, as plain values and as triples."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.store.layout import DECISIONS
from reelgraph.vocabulary import BASE, DCTERMS, FILM, RDF, RDFS, XSD, local_name

GRAPH = iri(DECISIONS)
REPLACED_BY = iri(DCTERMS + "isReplacedBy")
MERGE, SPLIT, DISTINCT = "merge", "split", "distinct"

_TYPE, _LABEL = iri(RDF + "type"), iri(RDFS + "label")
_CLASSES = {
    MERGE: iri(FILM + "Merge"),
    SPLIT: iri(FILM + "Split"),
    DISTINCT: iri(FILM + "Distinction"),
}
_KEEPS, _REPLACES = iri(FILM + "hasKept"), iri(FILM + "hasReplaced")
_DIVIDES, _MAKES = iri(FILM + "hasDivided"), iri(FILM + "hasMade")
_MOVES, _SEPARATES = iri(FILM + "hasMovedCreditsOf"), iri(FILM + "hasSeparated")
_NUMBER, _WHEN = iri(FILM + "decisionNumber"), iri(DCTERMS + "created")
_BY, _WHY = iri(DCTERMS + "creator"), iri(FILM + "reason")
_INTEGER, _DATE_TIME = iri(XSD + "integer"), iri(XSD + "dateTime")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    A merge keeps its first entity and replaces the second. A split moves the credits that its
    one entity has in some works to a new entity. A distinction says of two or more entities that
    each is another.
    """

    kind: str
    entities: tuple[str, ...]
    works: tuple[str, ...] = ()
    """Of a split: the works whose credits move."""
    name: ox.Literal | None = None
    """Of a split: what the new entity is called."""
    type: str = ""
    """Of a split: the class of the new entity, an IRI."""
    what: str = ""
    """It in words, with the names that the entities had."""
    by: str = ""
    why: str = ""
    when: str = ""
    number: int = 0
    """Its place in the order in which decisions were made."""
    base: str = BASE

    @property
    def id(self) -> str:
        """What it is called on the command line: a hash of what it decides."""
        parts = self.entities if self.kind != DISTINCT else tuple(sorted(self.entities))
        key = "|".join((self.kind, *parts, "", *sorted(self.works)))
        return sha256(key.encode()).hexdigest()[:10]

    @property
    def iri(self) -> str:
        """Its node in the graph of the decisions."""
        return f"{self.base}/decision/{self.id}"

    @property
    def made(self) -> str:
        """Of a split: the new entity."""
        return f"{self.base}/id/decision/{local_name(self.type).lower()}/{self.id}"

    def quads(self) -> Iterator[ox.Quad]:
        """It, in the graph of the decisions."""
        node = iri(self.iri)
        pairs: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
            (_TYPE, _CLASSES[self.kind]),
            (_NUMBER, ox.Literal(str(self.number), datatype=_INTEGER)),
            (_WHEN, ox.Literal(self.when, datatype=_DATE_TIME)),
        ]
        if self.what:
            pairs.append((_LABEL, ox.Literal(self.what)))
        if self.by:
            pairs.append((_BY, ox.Literal(self.by)))
        if self.why:
            pairs.append((_WHY, ox.Literal(self.why)))
        if self.kind == MERGE:
            kept, replaced = self.entities
            pairs += [(_KEEPS, iri(kept)), (_REPLACES, iri(replaced))]
        elif self.kind == DISTINCT:
            pairs += [(_SEPARATES, iri(e)) for e in self.entities]
        else:
            made = iri(self.made)
            pairs += [(_DIVIDES, iri(self.entities[0])), (_MAKES, made)]
            pairs += [(_MOVES, iri(w)) for w in self.works]
            for prop, value in self.description():
                yield ox.Quad(made, prop, value, GRAPH)
        for prop, value in pairs:
            yield ox.Quad(node, prop, value, GRAPH)

    def description(self) -> Iterator[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
        """Of a split: the class and the name of the new entity."""
        yield _TYPE, iri(self.type)
        if self.name is not None:
            yield _LABEL, self.name


def decisions(rdf: ox.Store, base: str = BASE) -> list[Decision]:
    """The decisions of a store, in the order in which they were made."""
    found: list[Decision] = []
    for kind, kind_class in _CLASSES.items():
        found += [
            _decision(rdf, kind, quad.subject, base)
            for quad in rdf.quads_for_pattern(None, _TYPE, kind_class, GRAPH)
            if isinstance(quad.subject, ox.NamedNode)
        ]
    return sorted(found, key=lambda d: (d.number, d.id))


def numbered(found: Iterable[Decision], known: Sequence[Decision]) -> list[Decision]:
    """Some new decisions behind those that are known; what is known already is left out."""
    last = max((d.number for d in known), default=0)
    there = {d.iri for d in known}
    new = {d.iri: d for d in found if d.iri not in there}
    return [replace(d, number=last + (d.number or n)) for n, d in enumerate(new.values(), 1)]


def _decision(rdf: ox.Store, kind: str, node: ox.NamedNode, base: str) -> Decision:
    said: dict[ox.NamedNode, list[str]] = {}
    for quad in rdf.quads_for_pattern(node, None, None, GRAPH):
        said.setdefault(quad.predicate, []).append(str(getattr(quad.object, "value", "")))

    def one(prop: ox.NamedNode) -> str:
        return said.get(prop, [""])[0]

    parts = {
        MERGE: (one(_KEEPS), one(_REPLACES)),
        SPLIT: (one(_DIVIDES),),
        DISTINCT: tuple(sorted(said.get(_SEPARATES, ()))),
    }[kind]
    name, of_class = None, ""
    if kind == SPLIT:
        base = node.value.rpartition("/decision/")[0] or base
        made = iri(one(_MAKES))
        for quad in rdf.quads_for_pattern(made, None, None, GRAPH):
            if quad.predicate == _LABEL and isinstance(quad.object, ox.Literal):
                name = quad.object
            elif quad.predicate == _TYPE and isinstance(quad.object, ox.NamedNode):
                of_class = quad.object.value
    return Decision(
        kind,
        parts,
        works=tuple(sorted(said.get(_MOVES, ()))),
        name=name,
        type=of_class,
        what=one(_LABEL),
        by=one(_BY),
        why=one(_WHY),
        when=one(_WHEN),
        number=int(one(_NUMBER) or 0),
        base=node.value.rpartition("/decision/")[0] or base,
    )
