"""Linking: look for items, decide what is sure enough, keep it with its evidence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from reelgraph.linking.evidence import Wording, score
from reelgraph.linking.features import best_title, years_apart
from reelgraph.linking.finding import Progress, Search
from reelgraph.linking.items import Items
from reelgraph.linking.lookup import Asked, Indexed, Lookup
from reelgraph.linking.records import FILM_KIND, Records, chosen, gather
from reelgraph.linking.weights import Weights, fitted
from reelgraph.links.keeping import keep, links_of
from reelgraph.links.link import (
    ACCEPTED,
    GIVEN,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Evidence,
    Link,
    best_first,
)
from reelgraph.links.planning import Kept
from reelgraph.store import EmbeddedStore, Store
from reelgraph.targets.local import Local
from reelgraph.targets.target import Target
from reelgraph.vocabulary import WD

_CANDIDATES = 5
"""How many candidates of one entity are kept."""
_WORTH_TELLING = 0.01
_LANGUAGES = 4
"""In so many languages of the store, the commonest, names are asked for, besides English."""


@dataclass(frozen=True, slots=True, repr=False)
class Linked:
    """What a run found."""

    links: tuple[Link, ...]
    """All that were found, whether or not they were kept."""
    entities: int
    """How many were looked for."""
    decided: int
    """How many of those that were chosen had an item already, by a person or a source."""
    kept: Kept | None
    """What became of them in the store; None when nothing was to be kept."""
    place: str
    when: str
    misfits: tuple[str, ...] = ()
    """What sources give and does not look right: an item of another title and year, or kind."""

    def __repr__(self) -> str:
        told = ", ".join(f"{self.count(s):,} {s}" for s in (ACCEPTED, PENDING, NONE))
        return f"<Linked {self.entities:,} films and people in {self.place}: {told}>"

    def count(self, status: str) -> int:
        """How many entities have a link of this status as their best."""
        best: dict[str, str] = {}
        for link in self.links:
            best.setdefault(link.entity, link.status)
        return sum(1 for s in best.values() if s == status)


def link(
    store: Store,
    target: Target,
    *,
    kind: str | None = None,
    source: str | None = None,
    only: Collection[str] | None = None,
    weights: Weights | None = None,
    when: str = "",
    keeping: bool = True,
    tell: Progress = lambda _: None,
) -> Linked:
    """Look for the items of films and people, and keep what is found.

    What a person or a source decided is not looked for: it is taken as evidence for the others.

    Args:
        store: Where the entities are.
        target: Where items are looked up.
        kind: ``Film`` or ``Person``; both when None.
        source: Only what this source speaks of.
        only: Only these entities.
        weights: Others than the fitted ones.
        when: The time that is noted, as xsd:dateTime; now when empty.
        keeping: Whether links are kept in the store, in place of those that were found before.
        tell: Told what is being done.

    Raises:
        EndpointError: the target gave no whole answer; nothing was kept.
        StoreError: the store cannot be written.

    """
    tell("reading the store")
    records = gather(store)
    known = links_of(store)
    settled, refused = _constraints(known, records)
    wanted = chosen(records, kind, source, only)
    decided = wanted & settled.keys()
    looked_for = wanted - decided
    weights = weights or fitted()
    items = Items(target, _languages(records))
    search = Search(records, items, _lookup(target, items), weights, settled, refused)
    search.run(wanted, tell)
    tell("weighing the evidence")
    when = when or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    outcome = _Outcome(search, target.place, when)
    found = outcome.links(sorted(looked_for))
    of_sources = decided & {k.entity for k in known if k.method == GIVEN}
    given = {e: settled[e] for e in sorted(of_sources) if settled[e]}
    misfits = tuple(_misfits(records, items, given))
    kept = None
    if keeping and isinstance(store, EmbeddedStore):
        tell("keeping the links")
        kept = keep(store, found, looked_for)
    return Linked(tuple(found), len(looked_for), len(decided), kept, target.place, when, misfits)


def _misfits(records: Records, items: Items, given: dict[str, str]) -> Iterator[str]:
    """The items that sources give and that are something else, as far as the target knows."""
    items.fetch_facts(given.values())
    for entity, item in given.items():
        here, kinds = records.label(entity), items.kinds.get(item, set())
        label, year = items.label(item), items.year(item)
        there = f'{item} there is "{label}"' + (f" ({year})" if year else "")
        if kinds and records.kinds[entity] not in kinds:
            yield f"{here}: {there}, a {min(kinds)}: correct the item in its source"
        elif records.kinds[entity] == FILM_KIND:
            alike = best_title(records.names.get(entity, ()), items.names.get(item, ()))
            apart = years_apart(records, items, entity, item)
            if alike and alike.level in ("different", "other_part") and apart != 0:
                yield f"{here}: {there}: is that the film? See its source"


def _lookup(target: Target, items: Items) -> Lookup:
    """A file or a folder is small enough for an index of all names; a server is asked."""
    return Indexed(items) if isinstance(target, Local) else Asked(items)


def _languages(records: Records) -> set[str]:
    counts: dict[str, int] = defaultdict(int)
    for entity, names in records.names.items():
        for name in names:
            if name.language and not entity.startswith(WD):  # else what was pulled would count
                counts[name.language.lower()] += 1
    return set(sorted(counts, key=lambda tag: (-counts[tag], tag))[:_LANGUAGES])


def _constraints(
    known: Iterable[Link], records: Records
) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The items that are settled, by entity, and those that a person has refused."""
    said: dict[str, set[str]] = defaultdict(set)
    by_person: dict[str, str] = {}
    refused: dict[str, set[str]] = defaultdict(set)
    for link in known:
        item = link.item.removeprefix(WD)
        if not link.decided:
            continue
        if link.status in (ACCEPTED, NONE):
            if link.method == GIVEN:
                said[link.entity].add(item)
            else:
                by_person[link.entity] = item
        elif link.status == REJECTED:
            refused[link.entity].add(item)
    settled = {e: min(items) for e, items in said.items() if len(items) == 1} | by_person
    settled |= {e: e.removeprefix(WD) for e in records.kinds if e.startswith(WD + "Q")}
    return settled, refused


class _Outcome:
    """Turns what is believed into links."""

    def __init__(self, search: Search, place: str, when: str) -> None:
        self.search, self.place, self.when = search, place, when
        self.records, self.items, self.weights = search.records, search.items, search.weights
        self.wording = Wording(search.candidates, search.rounds)

    def links(self, entities: Sequence[str]) -> list[Link]:
        """The links of some entities, the best of each first."""
        sure: dict[str, tuple[str, float]] = {}
        for entity in entities:
            best = self._best(entity)
            if best and best[1] >= self.weights.accept:
                sure[entity] = best
        beaten = self._beaten(sure)
        return best_first(k for e in entities for k in self._of(e, sure, beaten))

    def _best(self, entity: str) -> tuple[str, float] | None:
        variable = self.search.variable(entity)
        if variable is None or not variable.belief:
            return None
        item = max(variable.belief, key=lambda i: (variable.belief[i], i))
        return item, score(variable, item)

    def _beaten(self, sure: dict[str, tuple[str, float]]) -> dict[str, str]:
        """Of two entities of one source and one item: the less sure, and the one that beats it.

        Not where an identifier says that the two are the same.
        """
        claims: dict[tuple[str, str], list[str]] = defaultdict(list)
        settled = [
            (e, (item, 2.0))
            for e, item in self.search.settled.items()
            if item and e in self.records.kinds
        ]
        for entity, (item, _) in [*settled, *sure.items()]:
            for source in self.records.sources.get(entity, ()):
                claims[source, item].append(entity)
        points = dict(settled) | sure
        beaten: dict[str, str] = {}
        for rivals in claims.values():
            first, *others = sorted(rivals, key=lambda e: (-points[e][1], self._odds(e), e))
            for other in others:
                if other in sure and not self._same_id(first, other):
                    beaten[other] = first
        return beaten

    def _odds(self, entity: str) -> float:
        variable = self.search.variable(entity)
        return -max(variable.total.values(), default=0.0) if variable else 0.0

    def _same_id(self, one: str, other: str) -> bool:
        here, there = self.records.ids.get(one, {}), self.records.ids.get(other, {})
        return any(here[p] & there[p] for p in here if p in there)

    def _of(
        self, entity: str, sure: dict[str, tuple[str, float]], beaten: dict[str, str]
    ) -> list[Link]:
        variable = self.search.variable(entity)
        belief = variable.belief if variable else {}
        ordered = sorted(belief, key=lambda i: (-belief[i], i))
        best = belief[ordered[0]] if ordered else 0.0
        if best < self.weights.doubt:
            told = [i for i in ordered[:2] if belief[i] >= _WORTH_TELLING]
            return [self._none(entity), *(self._link(entity, i, OUTRANKED) for i in told)]
        if entity in sure and entity not in beaten:
            told = [i for i in ordered[1:3] if belief[i] >= 1e-6]
            return [
                self._link(entity, ordered[0], ACCEPTED),
                *(self._link(entity, i, OUTRANKED) for i in told),
            ]
        told = [i for i in ordered[:_CANDIDATES] if belief[i] >= max(_WORTH_TELLING, best / 20)]
        links = [self._link(entity, i, PENDING) for i in told]
        if entity in beaten:
            links[0] = self._taken(links[0], beaten[entity])
        return links

    def _link(self, entity: str, item: str, status: str) -> Link:
        film = self.records.kinds[entity] == FILM_KIND
        evidence = (self.wording.of_film if film else self.wording.of_person)(entity, item)
        variable = self.search.variable(entity)
        label, year = self.items.label(item), self.items.year(item)
        return Link(
            entity,
            WD + item,
            status,
            score=score(variable, item) if variable else None,
            evidence=evidence,
            when=self.when,
            endpoint=self.place,
            item_label=f"{label} ({year})" if year and film else label if label != item else "",
        )

    def _taken(self, link: Link, by: str) -> Link:
        words = (
            f"{self.records.label(by)} of the same source has this item already: "
            "perhaps the two are one, or one of them is another"
        )
        return replace(link, evidence=(*link.evidence, Evidence("taken", 0.0, words)))

    def _none(self, entity: str) -> Link:
        ways = [self.search.candidates.lookup.how]
        if self.records.ids.get(entity):
            ways.insert(0, "by its identifiers")
        ways.append(
            "by its people" if self.records.kinds[entity] == FILM_KIND else "by their films"
        )
        if not self.records.names.get(entity):
            ways = ways[-1:] if self.records.kinds[entity] == FILM_KIND else ["not at all: no name"]
        note = f"none found in {self.place} on {self.when[:10]}: looked for {', '.join(ways)}"
        return Link(entity, "", NONE, when=self.when, note=note, endpoint=self.place)
