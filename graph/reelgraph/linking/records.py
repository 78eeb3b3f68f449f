"""What is known here of the films and people that are to be linked, gathered once."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from reelgraph.linking.aligned import aligned
from reelgraph.linking.learnt import Learnt, learnt
from reelgraph.store import Store
from reelgraph.store.layout import LINKS, SOURCES
from reelgraph.store.pulls import is_pulled
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, STATUS, WD, local_name

FILM_KIND, PERSON = "Film", "Person"
KINDS = (FILM_KIND, PERSON)
"""The kinds of things that are linked."""
FIRM, WEAK = "firm", "weak"
"""How firmly a credit stands: asserted or inferred; or only suggested by the wording."""
_NO_NAME = "(unnamed)"
_BIRTH, _MATCH = FILM + "birthDate", SKOS + "exactMatch"


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the language that its source gives; "" for none."""

    text: str
    language: str = ""


@dataclass(slots=True)
class Records:
    """Films and people, by IRI."""

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    """The label first."""
    years: dict[str, int] = field(default_factory=dict)
    """Of films when they were first shown, of people when they were born."""
    ids: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    """Identifiers that Wikidata knows too, by the number of its property (``P345``)."""
    credits: dict[str, dict[str, dict[str, str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    """Film, person, the properties of the roles (``P57``; "" for one that is not known there) and
    how firmly each credit stands."""
    films_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sources: dict[str, frozenset[str]] = field(default_factory=dict)
    """The names of the sources that speak of an entity; of one that is not an item itself without
    those that were pulled."""
    given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The items (``Q4444``) that sources, and people before, name for an entity."""

    def label(self, entity: str) -> str:
        """The name under which an entity is shown."""
        names = self.names.get(entity)
        return names[0].text if names else f"unnamed ({local_name(entity)})"


def gather(store: Store) -> Records:
    """Read films, people and their credits; every query has one pattern, so any store is quick.

    What follows only from links, because it was pulled, is left out: see `learnt`.
    """
    records = Records()
    named = f"GRAPH <{SOURCES}> {{ ?a <{FILM}sourceName> ?b }}"
    graphs = {row[0]: row[1] for row in _rows(store, named, "a", "b")}
    pulled = {g for g, name in graphs.items() if is_pulled(store, name, g)}
    known = learnt(store, sorted(pulled), sorted(graphs.keys() - pulled), _plain())
    for kind in KINDS:
        for (entity,) in _rows(store, f"?a a <{FILM}{kind}>", "a"):
            if (entity, RDF + "type", FILM + kind) not in known.facts:
                records.kinds.setdefault(entity, kind)
    for naming in (RDFS + "label", SKOS + "altLabel"):
        query = f"SELECT ?a ?b WHERE {{ ?a <{naming}> ?b }}"
        for row in store.select(query):
            entity, name = row["a"].value, row["b"]
            if entity in records.kinds and _is_name(name.value):
                records.names[entity].append(Name(name.value, name.language or ""))
    for entity in known.names.keys() & records.names.keys():
        shown = [(n.text, n.language) for n in records.names[entity]]
        records.names[entity] = [
            Name(*name) for name in known.left(entity, shown) if _is_name(name[0])
        ]
    for entity, year in _rows(store, f"?a <{FILM}year> ?b", "a", "b"):
        first = known.years.get(entity, int(year))
        if first is not None:
            records.years[entity] = first
    for entity, day in _rows(store, f"?a <{_BIRTH}> ?b", "a", "b"):
        if day[:4].isdigit() and (entity, _BIRTH, day) not in known.facts:
            records.years[entity] = int(day[:4])
    _gather_ids(store, records, known)
    _gather_credits(store, records, known)
    _gather_sources(store, records, graphs, pulled)
    return records


def _plain() -> set[str]:
    """The properties by which entities are known, beside names and years of films."""
    return {_BIRTH, _MATCH, *aligned().identifiers.values()}


def _is_name(text: str) -> bool:
    """Whether a label names somebody: "Henry's wife (unnamed)" does not."""
    return bool(text.strip()) and _NO_NAME not in text.lower()


def _gather_ids(store: Store, records: Records, known: Learnt) -> None:
    for number, prop in aligned().identifiers.items():
        for where in ("?a <{}> ?b", f"GRAPH <{LINKS}> {{{{ ?a <{{}}> ?b }}}}"):
            for entity, value in _rows(store, where.format(prop), "a", "b"):
                if entity in records.kinds and (entity, prop, value) not in known.facts:
                    records.ids[entity].setdefault(number, set()).add(value)
    for entity, item in _rows(store, f"?a <{_MATCH}> ?b", "a", "b"):
        if (
            entity in records.kinds
            and item.startswith(WD)
            and (entity, _MATCH, item) not in known.facts
        ):
            records.given[entity].add(item.removeprefix(WD))


def _gather_credits(store: Store, records: Records, known: Learnt) -> None:
    numbers = aligned().roles
    people = {e for e, kind in records.kinds.items() if kind == PERSON}
    films = {e for e, kind in records.kinds.items() if kind == FILM_KIND}

    def add(film: str, person: str, prop: str, firmness: str) -> None:
        if film in films and person in people:
            roles = records.credits[film][person]
            if roles.get(prop) != FIRM:
                roles[prop] = firmness
            records.films_of[person].add(film)

    for prop in sorted(terms().contributor_properties):
        for film, person in _rows(store, f"?a <{prop}> ?b", "a", "b"):
            if (film, prop, person) not in known.facts:
                add(film, person, numbers.get(prop, ""), FIRM)
    weak = f"""GRAPH ?g {{ ?credit <{FILM}hasStatus> <{STATUS}weak> ; <{FILM}hasWork> ?a ;
      <{FILM}hasAgent> ?b ; <{FILM}hasRole> ?c }}"""
    for film, person, role in _rows(store, weak, "a", "b", "c"):
        played = terms().roles.get(role)
        add(film, person, numbers.get(played.property, "") if played else "", WEAK)
    for people_of in records.credits.values():
        for roles in people_of.values():
            if len(roles) > 1:  # "took part" says nothing beside what somebody did
                roles.pop("", None)


def _gather_sources(
    store: Store, records: Records, graphs: Mapping[str, str], pulled: Collection[str]
) -> None:
    together: dict[frozenset[str], frozenset[str]] = {}
    kinds = [c for kind in KINDS for c in sorted(terms().classes) if _is_below(c, FILM + kind)]
    for graph, name in graphs.items():
        for kind in kinds:
            for (entity,) in _rows(store, f"GRAPH <{graph}> {{ ?a a <{kind}> }}", "a"):
                if entity in records.kinds and (graph not in pulled or entity.startswith(WD)):
                    after = records.sources.get(entity, frozenset()) | {name}
                    records.sources[entity] = together.setdefault(after, after)


def _is_below(term: str, above: str) -> bool:
    return above in terms().parents.get(term, frozenset())


def _rows(store: Store, pattern: str, *names: str) -> Iterator[tuple[str, ...]]:
    asked = " ".join(f"?{name}" for name in names)
    for row in store.select(f"SELECT {asked} WHERE {{ {pattern} }}"):
        yield tuple(term.value for term in row)


def chosen(
    records: Records, kind: str | None, source: str | None, only: Collection[str] | None
) -> set[str]:
    """The entities that are to be linked: all with a name, or fewer."""
    return {
        entity
        for entity, of in records.kinds.items()
        if (kind is None or of == kind)
        and (source is None or source in records.sources.get(entity, ()))
        and (only is None or entity in only)
        and not entity.startswith(WD)
    }
