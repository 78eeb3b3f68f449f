"""What a person has to decide: links that are pending, and pairs that may be one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reelgraph import identity
from reelgraph.binding import bind, iri
from reelgraph.entities import describe, known_for
from reelgraph.entity import Entity, is_a
from reelgraph.errors import NotFound, ParameterError
from reelgraph.identity.decisions import REPLACED_BY
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED, NONE, OUTRANKED, PENDING, Link
from reelgraph.network.evidence import source_names
from reelgraph.reviewing.looks import Look, looks
from reelgraph.store import Store
from reelgraph.store.layout import DECISIONS, LINKS
from reelgraph.vocabulary import FILM, LINK_STATUS, RDFS, SKOS

DOUBTFUL, LIKELIEST, NAME = "doubtful", "likeliest", "name"
ORDERS = (DOUBTFUL, LIKELIEST, NAME)
"""Nearest to even odds first; the highest score first; by name. What somebody has looked at and
left open comes last in each."""
_MOST = 6
"""How many people or works tell an entity apart."""
_SPEAKS_OF = (
    "?entity a ?type",
    f"?statement <{FILM}hasWork> ?entity",
    f"?statement <{FILM}hasAgent> ?entity",
)
"""How a source speaks of an entity."""


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of an entity here, beside its name, type and year."""

    names: tuple[str, ...] = ()
    """Other names."""
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    known_for: tuple[str, ...] = ()
    """Of a person: works."""
    sources: tuple[str, ...] = ()
    """The names of those that speak of it."""


@dataclass(frozen=True, slots=True)
class Case:
    """An entity whose item a person has to choose."""

    entity: Entity
    candidates: tuple[Link, ...]
    """What there is to choose from: those that are pending, then those that were outranked."""
    decided: tuple[Link, ...] = ()
    """What was decided of it before, by people and by sources."""
    nothing: Link | None = None
    """What is kept of a search that found nothing."""
    looks: tuple[Look, ...] = ()
    """Who has seen it and was not sure, the last one last."""
    details: Details | None = None
    """None in a queue: `reread` fills it in."""
    elsewhere: tuple[tuple[str, Entity], ...] = ()
    """Items among the candidates that are accepted for another entity; from `reread` too."""

    @property
    def entities(self) -> frozenset[str]:
        """The IRI of what it is about."""
        return frozenset((self.entity.iri,))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities of which a person has to say whether they are one."""

    a: Entity
    """What stands for both if they are."""
    b: Entity
    score: float
    reasons: tuple[str, ...]
    """The strongest first."""
    looks: tuple[Look, ...] = ()
    """Who has seen it and was not sure, the last one last."""
    details: tuple[Details, Details] | None = None
    """Of both; None in a queue: `reread` fills it in."""

    @property
    def entities(self) -> frozenset[str]:
        """The IRIs of what it is about."""
        return frozenset((self.a.iri, self.b.iri))


def queue(
    store: Store,
    *,
    kind: str | None = None,
    source: str | None = None,
    order: str = DOUBTFUL,
    unfound: bool = False,
) -> list[Case]:
    """The entities whose links wait for a person.

    Args:
        store: Any store that can be asked.
        kind: Only entities of this class, such as "Film".
        source: Only entities that this source speaks of.
        order: One of `ORDERS`.
        unfound: Those for which nothing was found, instead of those with candidates to choose.

    Raises:
        ParameterError: there is no such order.
        NotFound: there is no such source.

    """
    if order not in ORDERS:
        raise ParameterError(f"{order!r} is no order: give {', '.join(ORDERS)}")
    by_entity: dict[str, list[Link]] = {}
    status = LINK_STATUS + (NONE if unfound else PENDING)
    query = f"""SELECT DISTINCT ?entity WHERE {{ GRAPH <{LINKS}> {{
      ?link <{FILM}hasLinkStatus> <{status}> ; <{FILM}isLinkOf> ?entity }} }}"""
    open_ = [row["entity"].value for row in store.select(query)]
    for link in links_of(store, open_) if open_ else ():
        by_entity.setdefault(link.entity, []).append(link)
    wanted = {e: links for e, links in by_entity.items() if _waits(links, unfound=unfound)}
    if source is not None:
        spoken_of = _spoken_of(store, source)
        wanted = {e: links for e, links in wanted.items() if e in spoken_of}
    known = describe(store, wanted)
    seen = looks(store)
    cases = [_case(known[e], links, seen) for e, links in wanted.items()]
    return sorted(
        (c for c in cases if kind is None or is_a(c.entity.kind, kind)),
        key=lambda c: (_last_look(c), _place(c, order), c.entity.label, c.entity.iri),
    )


def pairs(
    store: Store,
    *,
    kind: str | None = None,
    source: str | None = None,
    least: float = identity.LEAST,
) -> list[Pair]:
    """The pairs of entities that may be one, the likeliest first; see `identity.propose`."""
    found = identity.propose(store, kind, least, source).proposals
    known = describe(store, {e for p in found for e in (p.a, p.b)})
    seen = looks(store)
    made = [
        Pair(known[p.a], known[p.b], p.score, p.reasons, tuple(seen.get(frozenset((p.a, p.b)), ())))
        for p in found
    ]
    return sorted(made, key=_last_look)


def reread(store: Store, case: Case | Pair) -> Case | Pair | None:
    """A case as it is now, with all that is known of it; None when it is no longer open.

    Of a pair the two that stand for its entities now, if something was merged meanwhile.
    """
    if isinstance(case, Pair):
        return _reread_pair(store, case)
    entity = case.entity.iri
    links = links_of(store, [entity])
    if not links or not _waits(links, unfound=not case.candidates):
        return None
    made = _case(describe(store, [entity])[entity], links, looks(store))
    wanted = {link.item for link in made.candidates}
    taken = [(item, e) for item, e in owners(store, wanted) if e.iri != entity]
    return replace(made, details=details(store, [made.entity])[entity], elsewhere=tuple(taken))


def _reread_pair(store: Store, pair: Pair) -> Pair | None:
    a, b = _now(store, pair.a.iri), _now(store, pair.b.iri)
    if a == b or _are_two(store, a, b):
        return None
    known = describe(store, [a, b])
    told = details(store, known.values())
    seen = tuple(looks(store).get(frozenset((a, b)), ()))
    return replace(pair, a=known[a], b=known[b], looks=seen, details=(told[a], told[b]))


def _now(store: Store, entity: str) -> str:
    """What stands for an entity, as the merges say; all of them need not be read for that."""
    query = f"SELECT ?now WHERE {{ GRAPH <{DECISIONS}> {{ {iri(entity)} {REPLACED_BY} ?now }} }}"
    return next((row["now"].value for row in store.select(query)), entity)


def _are_two(store: Store, a: str, b: str) -> bool:
    """Whether somebody said that two entities, or two that were merged into them, are not one."""
    query = f"""SELECT ?decision WHERE {{ GRAPH <{DECISIONS}> {{
      {{ BIND(%s AS ?x) }} UNION {{ ?x {REPLACED_BY} %s }}
      ?decision <{FILM}hasSeparated> ?x }} }}"""
    said = [{r["decision"] for r in store.select(query % (iri(e), iri(e)))} for e in (a, b)]
    return bool(said[0] & said[1])


def owners(store: Store, items: Iterable[str]) -> list[tuple[str, Entity]]:
    """The entities for which some items are accepted, as pairs of item and entity."""
    rows = [(iri(item),) for item in sorted(items)]
    query = f"""SELECT DISTINCT ?entity WHERE {{
      VALUES (?item) {{ (1) }} GRAPH ?any {{ ?entity <{SKOS}exactMatch> ?item }} }}"""
    found = [row["entity"].value for row in store.select(bind(query, {("item",): rows}))]
    links = links_of(store, found, statuses=(ACCEPTED,)) if found else []
    known = describe(store, found)
    taken = {(k.item, k.entity) for k in links} & {(i.value, e) for (i,) in rows for e in found}
    return [(item, known[entity]) for item, entity in sorted(taken)]


def details(store: Store, entities: Iterable[Entity]) -> dict[str, Details]:
    """What is known of some entities, by IRI."""
    every = list(entities)
    iris = [e.iri for e in every]
    people = [e for e in every if not is_a(e.kind, "Work")]
    works = known_for(store, people) if people else {}
    named = source_names(store)
    names = _values(store, iris, f"?entity <{SKOS}altLabel> ?value")
    directors = _values(store, iris, f"?entity <{FILM}hasDirector>/<{RDFS}label> ?value")
    cast = _values(store, iris, f"?entity <{FILM}hasCastMember>/<{RDFS}label> ?value")
    spoken: dict[str, set[str]] = {}
    for pattern in _SPEAKS_OF:
        for entity, graphs in _values(store, iris, f"GRAPH ?value {{ {pattern} }}").items():
            spoken.setdefault(entity, set()).update(named[g] for g in graphs if g in named)
    return {
        e: Details(
            tuple(names.get(e, ())[:_MOST]),
            tuple(directors.get(e, ())[:_MOST]),
            tuple(cast.get(e, ())[:_MOST]),
            works.get(e, ()),
            tuple(sorted(spoken.get(e, ()))),
        )
        for e in iris
    }


def _values(store: Store, iris: Iterable[str], pattern: str) -> dict[str, list[str]]:
    query = f"SELECT DISTINCT ?entity ?value WHERE {{ VALUES (?entity) {{ (1) }} {pattern} }}"
    found: dict[str, list[str]] = {}
    for entity, value in store.select(bind(query, {("entity",): [(iri(i),) for i in iris]})):
        found.setdefault(entity.value, []).append(value.value)
    return {entity: sorted(values) for entity, values in found.items()}


def _spoken_of(store: Store, source: str) -> set[str]:
    """The entities that a source speaks of."""
    graphs = [g for g, name in source_names(store).items() if name == source]
    if not graphs:
        there = ", ".join(sorted(set(source_names(store).values()))) or "none"
        raise NotFound(f"there is no source called {source!r}; the sources are: {there}")
    return {
        row["entity"].value
        for graph in graphs
        for pattern in _SPEAKS_OF
        for row in store.select(f"SELECT ?entity WHERE {{ GRAPH <{graph}> {{ {pattern} }} }}")
    }


def _waits(links: Iterable[Link], *, unfound: bool) -> bool:
    """Whether a person has to say something: to candidates, or to a search without any."""
    if unfound:
        return all(k.status == NONE and not k.decided for k in links)
    return any(k.status == PENDING for k in links)


def _case(
    entity: Entity, links: Sequence[Link], seen: Mapping[frozenset[str], Sequence[Look]]
) -> Case:
    choices = [k for k in links if not k.decided and k.status in (PENDING, OUTRANKED)]
    found = [k for k in links if not k.decided and k.status == ACCEPTED]
    return Case(
        entity,
        tuple(sorted((*found, *choices), key=_standing)),
        tuple(k for k in links if k.decided),
        next((k for k in links if not k.decided and k.status == NONE), None),
        tuple(seen.get(frozenset((entity.iri,)), ())),
    )


def _standing(link: Link) -> tuple[bool, float, str]:
    return link.status == OUTRANKED, -(link.score or 0.0), link.item


def _last_look(case: Case | Pair) -> str:
    """What sends a case to the end: when it was last looked at; nothing where it never was."""
    return case.looks[-1].when if case.looks else ""


def _place(case: Case, order: str) -> float:
    scores = [k.score for k in case.candidates if k.score is not None]
    if order == NAME or not scores:
        return 0.0
    return abs(scores[0] - 0.5) if order == DOUBTFUL else -scores[0]
