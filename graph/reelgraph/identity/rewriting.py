"""What claims become when the decisions are applied to them: pure functions on triples."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import GRAPH, Decision
from reelgraph.terms import terms
from reelgraph.vocabulary import BASE, FILM, OWL, RDF, SCHEMA, SKOS

HAS_WORK, HAS_AGENT = iri(FILM + "hasWork"), iri(FILM + "hasAgent")
SUBJECT, OBJECT = iri(RDF + "subject"), iri(RDF + "object")
SAME = frozenset(
    map(
        iri,
        (
            SKOS + "exactMatch",
            SKOS + "closeMatch",
            OWL + "sameAs",
            SCHEMA + "sameAs",
            FILM + "hasItem",
        ),
    )
)
"""Properties whose value is an identifier of the thing, which no decision changes."""
WORK_OF = {HAS_AGENT: HAS_WORK, OBJECT: SUBJECT}
"""Where a statement names the agent, and where it names the work."""

_TYPE = iri(RDF + "type")
_JOURNAL = iri(FILM + "Journal")
JOURNAL_OF, JOURNAL_FOR = iri(FILM + "isJournalOf"), iri(FILM + "isJournalFor")
_REMOVED, _ADDED = iri(FILM + "removedTriples"), iri(FILM + "addedTriples")

WorksOf = Callable[[object, ox.NamedNode], Iterable[str]]
"""Gives the works of a statement node, by the property that names them."""


def rewritten(
    claims: Iterable[ox.Triple], clusters: Clusters, works_of: WorksOf
) -> Iterator[ox.Triple]:
    """What some claims of one source become; a claim that no decision touches stays as it is.

    Args:
        claims: As the source has them.
        clusters: The decisions.
        works_of: Tells the works of a statement whose agent is among the claims.

    """
    contributors = terms().contributor_properties
    moved: dict[str, Decision] = {}

    def divided(agent: str, works: Iterable[str]) -> str:
        splits = clusters.splits_of
        if agent in splits:
            for split in clusters.splits:  # in their order: what is new may be divided again
                if clusters.now(split.entities[0]) == agent and not clusters.works_of[
                    split.iri
                ].isdisjoint(works):
                    moved[split.iri] = split
                    agent = clusters.now(split.made)
        return agent

    def node(term: object) -> str | None:
        return term.value if isinstance(term, ox.NamedNode) else None

    for claim in claims:
        subject, prop, value = claim
        about, named = node(subject), node(value)
        if about is not None and clusters.now(about) != about:
            subject = iri(clusters.now(about))
        if named is not None and prop not in SAME and prop != _TYPE:
            now = clusters.now(named)
            if now in clusters.splits_of:
                if prop in WORK_OF:
                    now = divided(now, works_of(claim.subject, WORK_OF[prop]))
                elif prop.value in contributors and about is not None:
                    now = divided(now, [about])
            if now != named:
                value = iri(now)
        if prop in SAME and subject == value:
            continue
        yield ox.Triple(subject, prop, value)
    for split in moved.values():
        made = iri(clusters.now(split.made))
        for prop, described in split.description():
            yield ox.Triple(made, prop, described)


def placed(triple: ox.Triple, graph: ox.NamedNode) -> ox.Quad:
    """A triple in a graph."""
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


@dataclass(frozen=True, slots=True)
class Journal:
    """What the decisions about some entities removed from the claims of a source, and added."""

    graph: str
    owner: str
    removed: frozenset[ox.Triple]
    added: frozenset[ox.Triple]

    def quads(self, base: str = BASE) -> Iterator[ox.Quad]:
        """It, in the graph of the decisions."""
        key = sha256(f"{self.graph}|{self.owner}".encode()).hexdigest()[:20]
        node = iri(f"{base}/journal/{key}")
        yield ox.Quad(node, _TYPE, _JOURNAL, GRAPH)
        yield ox.Quad(node, JOURNAL_OF, iri(self.graph), GRAPH)
        yield ox.Quad(node, JOURNAL_FOR, iri(self.owner), GRAPH)
        yield ox.Quad(node, _REMOVED, ox.Literal(_text(self.removed)), GRAPH)
        yield ox.Quad(node, _ADDED, ox.Literal(_text(self.added)), GRAPH)


def journals(
    graph: str, before: set[ox.Triple], after: set[ox.Triple], added: set[ox.Triple], of: Clusters
) -> Iterator[Journal]:
    """The journal of a rewriting, one for each group of entities that decisions tie together.

    Args:
        graph: The source.
        before: The claims as the source has them.
        after: What they became.
        added: Those of them that the source does not have.
        of: The decisions.

    """
    removed_by: dict[str, set[ox.Triple]] = {}
    added_by: dict[str, set[ox.Triple]] = {}
    for triples, by in ((before - after, removed_by), (added, added_by)):
        for triple in triples:
            by.setdefault(owner(triple, of), set()).add(triple)
    for key in sorted({*removed_by, *added_by}):
        removed, come = removed_by.get(key, set()), added_by.get(key, set())
        yield Journal(graph, key, frozenset(removed), frozenset(come))


def owners(triple: ox.Triple, of: Clusters) -> Iterator[str]:
    """The names of the groups of entities that a triple speaks of."""
    for term in (triple.subject, triple.object):
        group = of.groups.get(term.value) if isinstance(term, ox.NamedNode) else None
        if group:
            yield min(group)


def owner(triple: ox.Triple, of: Clusters) -> str:
    """The group whose journal holds a triple; that of the subject before that of the value."""
    return next(owners(triple, of))


def read_journal(rdf: ox.Store, node: ox.NamedNode) -> Journal:
    """The journal that a node of the graph of the decisions stands for."""
    said = {q.predicate: q.object for q in rdf.quads_for_pattern(node, None, None, GRAPH)}
    return Journal(
        str(getattr(said[JOURNAL_OF], "value", "")),
        str(getattr(said[JOURNAL_FOR], "value", "")),
        _triples(said[_REMOVED]),
        _triples(said[_ADDED]),
    )


def _text(triples: Iterable[ox.Triple]) -> str:
    return "\n".join(sorted(f"{t} ." for t in triples))


def _triples(text: object) -> frozenset[ox.Triple]:
    lines = str(getattr(text, "value", ""))
    return frozenset(q.triple for q in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
