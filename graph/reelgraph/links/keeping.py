"""Links in a store: what is there, what was found, what somebody decided.

Where sources or people give one entity several items, or an automatic link contradicts them,
nothing here chooses: `accepted` leaves the entity out, and the check ``several_items_violation``
reports it. Links stay when the source of their entity is removed: they are decisions, and hold
again when it is loaded again. When entities are merged, the links of both are those of the one
that stands for them; undoing it gives each its own back, and what was decided in between stays
with the one that it was decided for.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pyoxigraph as ox

from reelgraph.binding import iri, solutions
from reelgraph.errors import InputError
from reelgraph.identity.decisions import GRAPH, REPLACED_BY
from reelgraph.links.given import given, strongest
from reelgraph.links.link import ACCEPTED, AUTOMATIC, GIVEN, NONE, OUTRANKED, Link, best_first
from reelgraph.links.nodes import FORMER, Ask, brief, checked, nodes
from reelgraph.links.planning import PEOPLE, Kept, decided_anew, weighed
from reelgraph.links.writing import Change, write
from reelgraph.store import EmbeddedStore, Store

_SETTLED = (ACCEPTED, NONE)


def links_of(
    store: Store,
    entities: Iterable[str] | None = None,
    statuses: Collection[str] | None = None,
) -> list[Link]:
    """The links of a store; an item that a source gives is one of them.

    Args:
        store: Any.
        entities: Of which entities; of all when None.
        statuses: Only those with one of these.

    Returns:
        One link for each entity and item, and one for each source that gives an item on which
        nobody else decided; in the order of `best_first`.

    """
    wanted = None if entities is None else set(entities)
    stored = strongest(n.link for n in nodes(store.select, wanted))
    of_sources = given(store.select, stored, wanted)
    decided = {k.entity for k in stored.values() if k.method in PEOPLE and k.status in _SETTLED}
    found = [*stored.values(), *(_beside(k, decided) for k in of_sources)]
    return best_first(
        link
        for link in found
        if (statuses is None or link.status in statuses) and link.entity != link.item
    )


def _beside(link: Link, decided: Collection[str]) -> Link:
    """What a source gives, where a person decided that it is another item, or none."""
    return replace(link, status=OUTRANKED) if link.entity in decided else link


def history(store: Store, entities: Iterable[str] | None = None) -> list[Link]:
    """The links that stood before, where somebody decided anew; the earliest first."""
    found = (n.link for n in nodes(store.select, entities, FORMER))
    return sorted(found, key=lambda k: (k.entity, k.when, k.item))


def accepted(store: Store) -> dict[str, str]:
    """The item of each entity that has one: what a person says, else a source, else the weighing.

    An entity to which people, or else sources, give several items is not among them, nor one of
    which a person says that it has none.
    """
    by_entity: dict[str, list[Link]] = {}
    stored = strongest(brief(store.select))
    for link in (*stored.values(), *given(store.select, stored, None)):
        by_entity.setdefault(link.entity, []).append(link)
    found: dict[str, str] = {}
    for entity, links in by_entity.items():
        for methods in (PEOPLE, (GIVEN,), (AUTOMATIC,)):
            items = {
                k.item
                for k in links
                if k.method in methods
                and (k.status == ACCEPTED or (k.status == NONE and k.decided))
                and k.item != entity
            }
            if items:
                item = items.pop()
                if item and not items:
                    found[entity] = item
                break
    return found


def keep(store: EmbeddedStore, links: Sequence[Link], instead_of: Iterable[str] = ()) -> Kept:
    """Keep what was found, in place of what was found before; no decision is touched.

    Args:
        store: Where.
        links: Automatic ones: all of each entity that is named.
        instead_of: Entities whose earlier automatic links go even where none is found now.

    Returns:
        What became of them. The same links again change nothing, not even the store's state.

    Raises:
        InputError: a link is a decision, or cannot be kept.
        StoreError: the store cannot be written, or is in use.

    """
    found = [checked(link) for link in links]
    for link in found:
        if link.decided:
            raise InputError(
                f"the link of {link.entity} to {link.item} is a decision: it is kept by decide()"
            )
    replaced = set(instead_of)

    def plan(ask: Ask, now: Callable[[str], str]) -> tuple[Change, Kept]:
        return weighed([_of(k, now) for k in found], {now(e) for e in replaced}, store.base, ask)

    change, kept = plan(store.select, _standing(store.rdf))
    if change:
        seen = store.state() if store.folder else None
        with store.writing() as writer:
            if writer.before != seen:  # another process was quicker
                again = partial(solutions, writer.rdf)
                change, kept = plan(again, _standing(writer.rdf))
                del again
            write(writer.rdf, store, change)
    return kept


def decide(store: EmbeddedStore, links: Sequence[Link]) -> None:
    """Keep what people decided, here or elsewhere; what stood before is kept as history.

    A link without a time gets that of now; one without evidence takes over what was weighed. The
    other links of an entity that is decided become outranked, those that were accepted by an
    earlier decision too; what a source gives is changed by a word on that very item only.

    Raises:
        InputError: a link is automatic, or cannot be kept.
        StoreError: the store cannot be written, or is in use.

    """
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = [checked(replace(link, when=link.when or moment)) for link in links]
    for link in found:
        if not link.decided:
            raise InputError(
                f"the link of {link.entity} to {link.item or 'nothing'} is nobody's decision: "
                "say by which method it was decided, or keep it by keep()"
            )

    def plan(ask: Ask, now: Callable[[str], str]) -> Change:
        return decided_anew([_of(k, now) for k in found], store.base, ask)

    change = plan(store.select, _standing(store.rdf))
    if change:
        seen = store.state() if store.folder else None
        with store.writing() as writer:
            if writer.before != seen:
                again = partial(solutions, writer.rdf)
                change = plan(again, _standing(writer.rdf))
                del again
            write(writer.rdf, store, change)


def _standing(rdf: ox.Store) -> Callable[[str], str]:
    """Gives the entity that stands for an entity, as the merges say."""

    def now(entity: str) -> str:
        over = rdf.quads_for_pattern(iri(entity), REPLACED_BY, None, GRAPH)
        return next((str(getattr(q.object, "value", entity)) for q in over), entity)

    return now


def _of(link: Link, now: Callable[[str], str]) -> Link:
    return replace(link, entity=now(link.entity))
