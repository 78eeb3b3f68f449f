"""What a store says that tells entities apart, gathered once for comparing all of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from reelgraph.entity import is_a
from reelgraph.identity.spelling import person_key, title_key
from reelgraph.store import Store
from reelgraph.store.layout import LINKS, SOURCES
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, FILM, RDFS, SKOS, WD, local_name

IDENTIFIER = DCTERMS + "identifier"
_RELATIONS = ("isRemakeOf", "isSequelOf", "isBasedOn", "isInspiredBy")


@dataclass(slots=True)
class Facts:
    """What is known of the entities of some types, by IRI."""

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The label first."""
    keys: dict[str, frozenset[str]] = field(default_factory=dict)
    """The names as they are compared."""
    kinds: dict[str, str] = field(default_factory=dict)
    """The type under which an entity is compared: one of `KINDS`."""
    years: dict[str, int] = field(default_factory=dict)
    """Of works; of people the year of birth."""
    ids: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Identifiers that others give, by their kind."""
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    people: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The contributors of a work."""
    directors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    works: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The works of a contributor."""
    related: set[frozenset[str]] = field(default_factory=set)
    """Works of which one is a remake, a sequel or the like of the other."""


KINDS = ("Film", "Person", "Company", "Genre")


def gather(store: Store) -> Facts:
    """Read all that is compared; every query has one pattern, so that any store is quick."""
    facts = Facts()
    for kind in KINDS:
        for (entity,) in _rows(store, f"?a a <{FILM}{kind}>", "a"):
            facts.kinds.setdefault(entity, kind)
    for naming in (RDFS + "label", SKOS + "altLabel"):
        for entity, name in _rows(store, f"?a <{naming}> ?b", "a", "b"):
            if entity in facts.kinds:
                facts.names[entity].append(name)
    for entity, names in facts.names.items():
        key = title_key if facts.kinds[entity] == "Film" else person_key
        keys = frozenset(k for k in map(key, names) if k)
        if keys:
            facts.keys[entity] = keys
    for entity, year in _rows(store, f"?a <{FILM}year> ?b", "a", "b"):
        facts.years[entity] = int(year)
    for entity, day in _rows(store, f"?a <{FILM}birthDate> ?b", "a", "b"):
        if day[:4].isdigit():
            facts.years[entity] = int(day[:4])
    _gather_ids(store, facts)
    _gather_sources(store, facts)
    _gather_credits(store, facts)
    for relation in _RELATIONS:
        for a, b in _rows(store, f"?a <{FILM}{relation}> ?b", "a", "b"):
            facts.related.add(frozenset((a, b)))
    return facts


def external_ids(facts: Facts, entity: str) -> dict[str, set[str]]:
    """The identifiers that others give to an entity, by their kind."""
    found = facts.ids.get(entity, {})
    if entity.startswith(WD):
        given = found.get("wikidata", set()) | {entity.removeprefix(WD)}
        return {**found, "wikidata": given}
    return found


def _gather_ids(store: Store, facts: Facts) -> None:
    known = sorted(p for p in terms().below(IDENTIFIER) if p != IDENTIFIER)
    for prop in (*known, SKOS + "exactMatch"):
        name = local_name(prop)
        name = "wikidata" if name == "exactMatch" else name
        for where in ("?a <{}> ?b", f"GRAPH <{LINKS}> {{{{ ?a <{{}}> ?b }}}}"):
            for entity, value in _rows(store, where.format(prop), "a", "b"):
                if entity in facts.kinds and (name != "wikidata" or value.startswith(WD)):
                    facts.ids[entity].setdefault(name, set()).add(value.removeprefix(WD))


def _gather_sources(store: Store, facts: Facts) -> None:
    """In which sources an entity has a type."""
    named = _rows(store, f"GRAPH <{SOURCES}> {{ ?a <{FILM}sourceName> ?b }}", "a", "b")
    kinds = [c for c in sorted(terms().entity_classes) if _compared(local_name(c))]
    together: dict[tuple[str, ...], tuple[str, ...]] = {}
    for graph, name in list(named):
        for kind in kinds:
            for (entity,) in _rows(store, f"GRAPH <{graph}> {{ ?a a <{kind}> }}", "a"):
                before = facts.sources.get(entity, ())
                if name not in before:
                    after = tuple(sorted((*before, name)))
                    facts.sources[entity] = together.setdefault(after, after)


def _compared(kind: str) -> bool:
    return any(is_a(kind, wanted) for wanted in (*KINDS, "Work", "Organization"))


def _gather_credits(store: Store, facts: Facts) -> None:
    same: dict[str, str] = {entity: entity for entity in facts.kinds}
    for prop, of in (("hasContributor", facts.people), ("hasDirector", facts.directors)):
        for work, agent in _rows(store, f"?a <{FILM}{prop}> ?b", "a", "b"):
            of[same.get(work, work)].add(same.get(agent, agent))
    for work, agents in facts.people.items():
        for agent in agents:
            facts.works[agent].add(work)


def _rows(store: Store, pattern: str, *names: str) -> Iterator[tuple[str, ...]]:
    asked = " ".join(f"?{name}" for name in names)
    for row in store.select(f"SELECT {asked} WHERE {{ {pattern} }}"):
        yield tuple(term.value for term in row)
