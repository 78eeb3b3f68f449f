"""What is known only because it was pulled: it follows from links, and is no evidence for them.

A wrong link brings the facts of the wrong item. Taken for what is known here, they would prove
the link: so they are left out of what is weighed, and what any other source says too stays.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from reelgraph.binding import Rows, bind, iri
from reelgraph.store import Store
from reelgraph.store.view import rule
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, WD

Fact = tuple[str, str, str]
"""Subject, property and value, as texts."""
Named = tuple[str, str]
"""A name and its language."""

_YEAR = FILM + "year"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What only pulled sources say of entities that have an IRI of their own.

    An item itself (``wd:Q4444``) is what it is: nothing of it is among these facts, unless it is
    credited together with such an entity.
    """

    facts: frozenset[Fact] = frozenset()
    names: dict[str, frozenset[Named]] = field(default_factory=dict)
    """The names that others give to each entity to which only pulled sources give another one."""
    years: dict[str, int | None] = field(default_factory=dict)
    """When each film that pulled sources date was first shown, as others have it."""

    def left(self, entity: str, names: Sequence[Named]) -> list[Named]:
        """The names of an entity that others give, in the order of some.

        >>> known = Learnt(names={"http://e/a": frozenset({("Alien", "de")})})
        >>> known.left("http://e/a", [("Alien", "en"), ("Obcy", "pl")])
        [('Alien', 'de')]
        """
        if entity not in self.names:
            return list(names)
        by_text: dict[str, list[Named]] = {}
        for name in sorted(self.names[entity]):
            by_text.setdefault(name[0], []).append(name)
        found: dict[Named, None] = {}
        for name in names:  # the view holds a label once, in one of its languages
            own = by_text.get(name[0], [])
            found |= dict.fromkeys([name] if name in own else own)
        return list(found)


def learnt(
    store: Store, pulled: Sequence[str], others: Sequence[str], properties: Iterable[str]
) -> Learnt:
    """Find out what only pulled sources say, by the rules that the view is made by.

    Args:
        store: Where they are.
        pulled: The graphs of the pulled sources; where there are none, nothing is asked.
        others: The graphs of all other sources.
        properties: Plain properties that count, beside types, credits, names and years.

    """
    if not pulled:
        return Learnt()
    rules = _rules(properties)

    def said(graphs: Sequence[str]) -> Iterator[Fact]:
        for text in rules:
            yield from _triples(store, text, graphs)

    edges = terms().contributor_properties
    facts = {
        (subject, prop, value)
        for subject, prop, value in said(pulled)
        if not subject.startswith(WD) or (prop in edges and not value.startswith(WD))
    }
    years = dict.fromkeys(entity for entity, prop, _ in facts if prop == _YEAR)
    names = {row for row in _names(store, pulled) if not row[0].startswith(WD)}
    found: dict[str, int | None] = dict(years)
    for fact in said(others):
        facts.discard(fact)
        if fact[1] == _YEAR and fact[0] in years:
            before = found[fact[0]]
            found[fact[0]] = int(fact[2]) if before is None else min(before, int(fact[2]))
    told: dict[str, set[Named]] = {entity: set() for entity, _ in names}
    for entity, name in _names(store, others):
        if entity in told:
            told[entity].add(name)
    only_there = {entity for entity, name in names if name not in told[entity]}
    return Learnt(frozenset(facts), {e: frozenset(told[e]) for e in only_there}, found)


def _rules(properties: Iterable[str]) -> list[str]:
    plain = [(iri(p), iri(p)) for p in sorted(properties)]
    credited = [
        (iri(p), iri(above))
        for p in sorted(terms().contributor_properties)
        for above in sorted({p, CONTRIBUTOR})
    ]
    kinds = [
        (iri(c), iri(FILM + kind))
        for kind in ("Film", "Person")
        for c in sorted(terms().classes)
        if FILM + kind in terms().parents.get(c, frozenset())
    ]
    return [
        bind(rule("view_types"), {("type", "class"): kinds}),
        rule("view_edges"),
        rule("view_years"),
        bind(rule("view_facts"), {("stated", "property"): plain}),
        bind(rule("view_claims"), {("stated", "property"): [*plain, *credited]}),
    ]


def _triples(store: Store, text: str, graphs: Sequence[str]) -> Iterator[Fact]:
    answer = store.query(_of(text, graphs))
    assert isinstance(answer, ox.QueryTriples)  # noqa: S101  the rules construct
    for subject, prop, value in answer:
        yield getattr(subject, "value", ""), prop.value, getattr(value, "value", "")


def _names(store: Store, graphs: Sequence[str]) -> Iterator[tuple[str, Named]]:
    for entity, name, _ in store.select(_of(rule("view_labels"), graphs)):
        yield entity.value, (name.value, name.language or "")


def _of(text: str, graphs: Sequence[str]) -> str:
    rows: Rows = [(iri(g),) for g in graphs]
    return bind(text, {("source",): rows})
