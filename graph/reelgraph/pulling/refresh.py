"""Following what became of linked items: merges, deletions, and facts that changed.

A merge takes the link along; a deletion puts it before a person. Neither undoes a word of one:
what was decided stays in the history of the link.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pyoxigraph as ox

from reelgraph import changes
from reelgraph.entities import describe
from reelgraph.errors import NotFound
from reelgraph.links.keeping import accepted, decide, keep, links_of
from reelgraph.links.link import ACCEPTED, AUTOMATIC, OUTRANKED, PENDING, REJECTED, Link
from reelgraph.pulling.differing import Difference, differences
from reelgraph.pulling.gathering import Fates, Gathered, fates, gather
from reelgraph.pulling.holding import Held, Triples, current
from reelgraph.pulling.joining import Anew, join, within
from reelgraph.pulling.naming import Names, names, standing
from reelgraph.pulling.pull import put, shown
from reelgraph.pulling.refreshed import Followed, Refreshed
from reelgraph.sources.inputs import Progress
from reelgraph.store import EmbeddedStore
from reelgraph.targets.target import Target
from reelgraph.vocabulary import local_name

OPEN = (ACCEPTED, PENDING)


def refresh(
    store: EmbeddedStore,
    target: Target,
    *,
    pull: bool = False,
    today: date | None = None,
    progress: Progress | None = None,
) -> Refreshed:
    """Ask what became of the items of all links that are accepted or wait for a decision.

    An item that was merged takes its links along, with their status, method and reviewer. An item
    that is gone makes its links pending. What stood before is kept as the history of the link.

    Args:
        store: Where the links are.
        target: Where is asked.
        pull: Bring in the facts that changed since they were pulled.
        today: The day that is recorded; today's (UTC) when None.
        progress: Told how far it has come.

    Raises:
        NotFound: nothing is linked.
        EndpointError: no whole answer was to be had; nothing was changed.
        StoreError: the store cannot be written, or is in use.

    """
    links = [k for k in links_of(store, statuses=OPEN) if k.item]
    if not links:
        raise NotFound(f"nothing in {store.place} is linked: 'reelgraph link' finds links")
    items = {k.item for k in links}
    if progress:
        progress(f"looking up {len(items):,} items", -1)
    became = fates(target, items)
    day = (today or datetime.now(UTC).date()).isoformat()
    steps = list(_steps(store, links, became, f"{shown(target.place)} (asked {day})"))
    held = current(store)
    later = {(b.entity, b.item): a for b, a in steps}
    after = {e: later[e, i].item if (e, i) in later else i for e, i in accepted(store).items()}
    called = names(store, standing(store, after, held), held)
    found = _fetched_again(store, target, held, became, called, day, progress)
    totals: tuple[str, ...] = ()
    changed: tuple[Difference, ...] = ()
    if found:
        joined = join(held, found.anew)
        totals, changed = _differences(store, held.triples, joined.triples, found.anew, called)
    _write(store, steps)
    labels = describe(store, [k.entity for k, _ in steps])
    followed = [Followed(b.entity, labels[b.entity].label, b, a) for b, a in steps if a != b]
    return Refreshed(
        shown(target.place),
        len(items),
        tuple(f for f in followed if f.after.status != PENDING or f.after.item != f.before.item),
        tuple(f for f in followed if f.after.status == PENDING and f.after.item == f.before.item),
        _doubles(accepted(store), set(became.merged.values())),
        tuple(sorted(became.only_named)),
        len(found.anew.items) if found else 0,
        totals,
        changed,
        put(store, target, held, called, found, progress) if pull and found else None,
    )


def _fetched_again(
    store: EmbeddedStore,
    target: Target,
    held: Held,
    became: Fates,
    called: Names,
    day: str,
    progress: Progress | None,
) -> Gathered | None:
    """What is said now of the items that were pulled, as far as it was asked for then."""
    wanted = {
        now
        for item in held.fetched
        for now in [became.merged.get(item, item)]
        if (now in called.called or held.about.get(item, item) == item) and now not in became.gone
    }
    if not wanted:
        return None
    found = gather(*(store, target, wanted, called), source=held.name, day=day, progress=progress)
    partial = {
        now: only
        for item, only in held.partial.items()
        for now in [became.merged.get(item, item)]
        if now in found.anew.items
    }
    triples = within(found.anew.triples, partial, called.called)
    return replace(found, anew=replace(found.anew, triples=triples, partial=partial))


def _steps(
    store: EmbeddedStore, links: Iterable[Link], became: Fates, where: str
) -> Iterator[tuple[Link, Link]]:
    """Each link that has to change, and what it becomes."""
    known = {(k.entity, k.item): k for k in links_of(store)}
    for link in {(k.entity, k.item): k for k in links}.values():
        number = local_name(link.item)
        if link.item in became.gone:
            yield link, _noted(link, f"{number} is gone from {where}", status=PENDING)
        elif link.item in became.merged:
            target = became.merged[link.item]
            reason = f"{number} was merged into {local_name(target)} at Wikidata"
            there = known.get((link.entity, target))
            if there is not None and there.status == ACCEPTED:
                yield link, _noted(link, reason, status=OUTRANKED)
            elif there is not None and there.decided and there.status == REJECTED:
                reason += f", and {there.by or 'somebody'} said that it is not {local_name(target)}"
                yield link, _noted(link, reason, status=PENDING)
            else:
                yield link, _noted(link, reason, item=target, item_label="")


def _noted(link: Link, reason: str, **changed: str) -> Link:
    """A link with other words, and why; what was noted before, by a person or for one, stays."""
    if link.status == changed.get("status") and _gist(reason) in link.note:
        return link  # that was said before, and nobody has decided yet
    note = f"{reason}; before: {link.note}" if link.note else reason
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(link, note=note, when=now, **changed)  # type: ignore[arg-type]


def _gist(reason: str) -> str:
    return reason.partition(" (asked ")[0]


def _write(store: EmbeddedStore, steps: list[tuple[Link, Link]]) -> None:
    """Put the links that changed into the store."""
    words: list[Link] = []
    weighed: dict[str, dict[str, Link]] = {}
    for before, after in steps:
        if before == after:
            continue
        old = replace(before, status=OUTRANKED, note=after.note, when=after.when)
        if before.decided:
            words.append(after)
            if after.item != before.item:
                words.append(old)
            continue
        if before.entity not in weighed:
            present = links_of(store, [before.entity])
            weighed[before.entity] = {k.item: k for k in present if k.method == AUTOMATIC}
        group = weighed[before.entity]
        group[before.item] = old
        group[after.item] = after
    if words:
        decide(store, words)
    if weighed:
        keep(store, [k for group in weighed.values() for k in group.values()])


def _doubles(links: dict[str, str], items: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The items among some that several entities are linked with."""
    found: dict[str, list[str]] = {}
    for entity, item in links.items():
        if item in items:
            found.setdefault(item, []).append(entity)
    return tuple((i, tuple(sorted(e))) for i, e in sorted(found.items()) if len(e) > 1)


def _differences(
    store: EmbeddedStore, before: Triples, after: Triples, anew: Anew, names: Names
) -> tuple[tuple[str, ...], tuple[Difference, ...]]:
    """What changed in sum, and of each entity."""
    written = {names.called[i]: entity for i, entity in names.entities.items()}
    things = {t.object.value for t in before ^ after if isinstance(t.object, ox.NamedNode)}
    entities = sorted(names.called.get(i, i) for i in anew.items)
    about = describe(store, {written.get(e, e) for e in (*entities, *things)})

    def named(value: str) -> str:
        found = about.get(written.get(value, value))
        return found.label if found and found.named else local_name(value)

    def lines(triples: Triples) -> Iterator[changes.Line]:
        return ((str(t.subject), str(t.predicate), str(t.object)) for t in triples)

    told = tuple(differences(before, after, entities, named))
    totals = changes.compare(lines(before), lines(after)) if told else ()
    return tuple(str(c) for c in totals if c), told
