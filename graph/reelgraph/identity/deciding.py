"""Deciding that entities are one, or two; and taking it back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.entity import Entity, is_a
from reelgraph.errors import InputError, NotFound
from reelgraph.identity.changing import change
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import DISTINCT, MERGE, SPLIT, Decision, decisions
from reelgraph.results import Results
from reelgraph.store import EmbeddedStore, Store
from reelgraph.store.layout import DECISIONS
from reelgraph.terms import ENTITY, terms
from reelgraph.vocabulary import FILM, RDFS, SCHEMA, curie

COLUMNS = ("id", "decision", "what", "a_iri", "b_iri", "works", "by", "why", "when")
"""Of the list of decisions."""
BETWEEN = " | "
"""Stands between several entities in one cell."""


def merge(
    store: EmbeddedStore, entities: Sequence[Entity], *, by: str = "", why: str = ""
) -> list[Decision]:
    """Decide that some entities are one; the first stands for all.

    Args:
        store: A store that can be written.
        entities: Two or more, of kinds that go together.
        by, why: Who decides, and for what reason.

    Returns:
        The new decisions, one for each entity that was replaced.

    Raises:
        InputError: one is named twice, two are of different kinds, they are one already, or a
            decision says that they are not.

    """
    if len(entities) < 2:
        raise InputError("name two entities at least, to make one of them")
    known = decisions(store.rdf, store.base)
    clusters = Clusters(known)
    first, *others = entities
    when = now()
    made = []
    for other in others:
        wrong = mistake(clusters, first, other)
        if wrong:
            raise InputError(wrong)
        made.append(merging(first, other, by=by, why=why, when=when))
        clusters = clusters.with_one_more(made[-1])
    return change(store, [_based(d, store) for d in made])


def distinct(
    store: EmbeddedStore, entities: Sequence[Entity], *, by: str = "", why: str = ""
) -> list[Decision]:
    """Decide that each of some entities is another: they are not proposed, nor merged, any more.

    Raises:
        InputError: one is named twice, or two have been merged.

    """
    if len({e.iri for e in entities}) < max(2, len(entities)):
        raise InputError("name two different entities at least, to say that they are not one")
    clusters = Clusters(decisions(store.rdf, store.base))
    for place, one in enumerate(entities):
        for other in entities[:place]:
            if clusters.now(one.iri) == clusters.now(other.iri):
                raise InputError(
                    f"{other} and {one} were made one: split them first with "
                    f"'reelgraph split {curie(clusters.now(one.iri))}'"
                )
    made = separating(entities, by=by, why=why, when=now())
    return change(store, [_based(made, store)])


def split(
    store: EmbeddedStore,
    entity: Entity,
    films: Sequence[Entity] = (),
    *,
    by: str = "",
    why: str = "",
) -> list[Decision]:
    """Take an entity apart.

    Without films, the merges into it are undone, and its parts are recorded as distinct. With
    films, a source took two people of one name for one: the credits of those films move to a new
    entity of the same name.

    Returns:
        The new decisions.

    Raises:
        InputError: nothing was merged into it; or it has no credit in one of the films.

    """
    known = decisions(store.rdf, store.base)
    clusters = Clusters(known)
    if films:
        return change(store, [_division(store, clusters, entity, films, by, why)])
    parts = clusters.cluster(entity.iri)
    if len(parts) < 2:
        raise InputError(
            f"nothing was merged into {entity} [{curie(entity.iri)}]: "
            "name the films whose credits belong to another with --films"
        )
    undone = [d.id for d in known if d.kind == MERGE and parts.intersection(d.entities)]
    what = "; ".join(f"not so: {d.what}" for d in known if d.id in undone and d.what)
    apart = Decision(DISTINCT, tuple(sorted(parts)), what=what, by=by, why=why, when=now())
    return change(store, [_based(apart, store)], undone)


def undo(store: EmbeddedStore, given: str) -> list[Decision]:
    """Take back a decision by its id, or ``all``.

    Raises:
        NotFound: there is no such decision.

    """
    known = decisions(store.rdf, store.base)
    wanted = [d for d in known if given in ("all", d.id, d.iri)]
    if not wanted:
        ids = ", ".join(d.id for d in known[-10:]) or "none"
        raise NotFound(f"no decision is called {given!r}; the last ones are: {ids}")
    change(store, drop={d.id for d in wanted})
    return wanted


def merging(kept: Entity, replaced: Entity, *, by: str, why: str, when: str) -> Decision:
    """The decision that the first of two entities stands for both."""
    what = f"{replaced} = {kept}"
    return Decision(MERGE, (kept.iri, replaced.iri), what=what, by=by, why=why, when=when)


def separating(entities: Sequence[Entity], *, by: str, why: str, when: str) -> Decision:
    """The decision that each of some entities is another."""
    iris = tuple(sorted(e.iri for e in entities))
    what = " ≠ ".join(map(str, entities))
    return Decision(DISTINCT, iris, what=what, by=by, why=why, when=when)


def dividing(store: EmbeddedStore, entity: Entity, works: Iterable[str]) -> Decision:
    """The decision that some works of an entity are those of another of the same name."""
    labels = store.rdf.quads_for_pattern(
        iri(entity.iri), iri(RDFS + "label"), None, ox.DefaultGraph()
    )
    name = next((q.object for q in labels if isinstance(q.object, ox.Literal)), None)
    kind = entity.kind if FILM + entity.kind in terms().classes else "Person"
    iris = tuple(sorted(set(works)))
    return Decision(SPLIT, (entity.iri,), works=iris, name=name, type=FILM + kind)


def mistake(clusters: Clusters, a: Entity, b: Entity) -> str:
    """Why two entities cannot be made one; empty when they can."""
    if a.iri == b.iri:
        return f"{a} [{curie(a.iri)}] is named twice: name two different entities"
    if clusters.now(a.iri) == clusters.now(b.iri):
        return f"{a} and {b} are one already"
    if not compatible(a.kind, b.kind):
        return (
            f"{a} [{curie(a.iri)}] is a {a.kind} and {b} [{curie(b.iri)}] a {b.kind}: "
            "they cannot be one"
        )
    other = clusters.forbids((a.iri, b.iri))
    if other:
        return (
            f"{a} and {b} were said to be two (decision {other.id}"
            + (f" by {other.by}" if other.by else "")
            + f"): take that back first with --undo {other.id}"
        )
    return ""


def compatible(kind: str, other: str) -> bool:
    """Whether one thing can be of both kinds; nothing speaks against a kind that is unknown.

    >>> compatible("ShortFilm", "MusicVideo"), compatible("Film", "Person")
    (True, False)
    """
    if "Entity" in (kind, other):
        return True
    parents = terms().parents

    def above(name: str) -> frozenset[str]:
        return parents.get(FILM + name, parents.get(SCHEMA + name, frozenset())) - {ENTITY}

    known = terms().entity_classes
    return bool(above(kind) & above(other) & known) or kind == other


def listed(store: Store, only: Collection[str] | None = None) -> Results:
    """The decisions as a table, in the order in which they were made.

    Args:
        store: Where they are.
        only: The IRIs of those that are wanted; all when None.

    """
    found = [d for d in recorded(store) if only is None or d.iri in only]
    rows = []
    for made in found:
        a, *others = made.entities
        if made.kind == SPLIT:
            others = [made.made]
        rows.append(
            (
                made.id,
                made.kind,
                made.what,
                iri(a),
                iri(others[0]) if len(others) == 1 else BETWEEN.join(others),
                BETWEEN.join(made.works) or None,
                made.by or None,
                made.why or None,
                made.when,
            )
        )
    return Results(COLUMNS, rows)


def recorded(store: Store) -> list[Decision]:
    """The decisions of any store that can be asked."""
    if isinstance(store, EmbeddedStore):
        return decisions(store.rdf, store.base)
    copy = ox.Store()
    rows = store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{DECISIONS}> {{ ?s ?p ?o }} }}")
    copy.extend(ox.Quad(r["s"], r["p"], r["o"], iri(DECISIONS)) for r in rows)
    return decisions(copy, store.base)


def _division(
    store: EmbeddedStore,
    clusters: Clusters,
    entity: Entity,
    films: Sequence[Entity],
    by: str,
    why: str,
) -> Decision:
    if is_a(entity.kind, "Work"):
        raise InputError(
            f"{entity} is a {entity.kind}: credits move from a person or an organization to "
            "another, so name that"
        )
    for film in films:
        asked = f"ASK {{ <{film.iri}> <{FILM}hasContributor> <{entity.iri}> }}"
        if not store.query(asked):
            raise InputError(f"{entity} has no credit in {film} [{curie(film.iri)}]")
    works = [w for film in films for w in clusters.cluster(film.iri)]
    made = dividing(store, entity, works)
    listed = ", ".join(map(str, films))
    what = f"{listed}: by another {entity.label}"
    return _based(replace(made, what=what, by=by, why=why, when=now()), store)


def _based(decision: Decision, store: EmbeddedStore) -> Decision:
    return replace(decision, base=store.base)


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()
