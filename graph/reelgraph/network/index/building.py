"""From a store to its network index: a few large queries, and sorting."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.index.arrays import (
    COVERED,
    NO_YEAR,
    Flags,
    NetworkIndex,
    Numbers,
    distinct,
)
from reelgraph.network.index.numbering import Column, Numbering, columns
from reelgraph.network.index.saying import Statements
from reelgraph.network.index.texts import Texts
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDFS, local_name

_NOBODY = -1


class _Edges(NamedTuple):
    """Edges of one property, as one source says them, or as the view has them."""

    starts: Column
    ends: Column
    property: int
    doubt: int
    """As in `NetworkIndex.doubts`."""
    member: int
    """Who says them, as in `NetworkIndex.said_sources`; or nobody in particular."""

    def pairs(self) -> Numbers:
        """A number for each pair of ends."""
        return (self.starts.astype(np.int64) << 32) | self.ends

    def where(self, kept: Flags, doubt: int) -> "_Edges":
        """Some of them."""
        return self._replace(starts=self.starts[kept], ends=self.ends[kept], doubt=doubt)


def build(store: Store) -> NetworkIndex:
    """The network index of a store."""
    known = terms()
    properties = sorted(known.relations | {CONTRIBUTOR})
    place = {p: n for n, p in enumerate(properties)}
    entities = Numbering()
    said = Statements(store, entities, place)
    edges = _edges(store, entities, said, place)
    labelled, labels = entities.texts(store, f"?a <{RDFS}label> ?b")
    dated, dates = entities.texts(store, f"?a <{FILM}year> ?b")
    classes = _special_first()
    kinds = _kinds(store, entities, classes)

    used = kinds >= 0
    for met in (labelled, dated, *(ends for one in edges for ends in (one.starts, one.ends))):
        used[met] = True
    iris, number = entities.sorted(used)
    count = len(iris)
    texts = [b""] * count
    for n, text in zip(number[labelled][::-1].tolist(), reversed(labels), strict=True):
        texts[n] = text  # the first that was read stays
    regular = all(labels) and not any(map(_twice, (labelled, dated)))
    regular = regular and not _has_texts(store)
    del labels
    years = np.full(count, NO_YEAR, np.int32)
    years[number[dated]] = np.fromiter(map(int, dates), np.int32, len(dates))
    names = sorted({*map(local_name, classes), "Entity"})
    short = np.array([*(names.index(local_name(c)) for c in classes), names.index("Entity")])
    credits_ = [e for e in edges if not e.doubt and properties[e.property] in _contributors()]
    return NetworkIndex(
        iris,
        Texts.of_bytes(texts),
        Texts.of(names),
        Texts.of(properties),
        Texts.of(said.names),
        short[kinds[used]][np.argsort(number[used])].astype(np.int16),
        years,
        _degrees(credits_, number, count),
        *_steps(edges, number, count, 2 * len(properties)),
        np.array([regular], np.uint8),
    )


def _twice(numbers: Column) -> bool:
    """Whether any number is there twice."""
    return bool(np.bincount(numbers, minlength=1).max() > 1)


def _has_texts(store: Store) -> bool:
    """Whether a contributor is a text, as a claim can have it."""
    return bool(store.query(f"ASK {{ ?a <{CONTRIBUTOR}> ?b FILTER(!isIRI(?b)) }}"))


def _contributors() -> frozenset[str]:
    return terms().contributor_properties


def _edges(
    store: Store, entities: Numbering, said: Statements, place: dict[str, int]
) -> list[_Edges]:
    """All edges, by property and by who says them."""
    # What the view holds, some source says: if there is only one, it is that.
    alone = 0 if len(said.names) == 1 else _NOBODY
    found: list[_Edges] = []
    for prop, n in place.items():
        if prop != CONTRIBUTOR:
            found.append(_Edges(*_of_view(store, entities, prop), n, 0, alone))
    near = [e.pairs() for e in found if e.property in {place[p] for p in _contributors()}]
    pairs = distinct(near)
    # The view has a general edge beside each closer one, which says nothing of its own. Those that
    # stand alone are what sources say so: they are few, and all need not be read to find them.
    general: list[_Edges] = []
    for one in said.sure() if alone else said.sure_general():
        for n in sorted(set(one.properties.tolist())):
            these = one.properties == n
            edges = _Edges(one.starts[these], one.ends[these], n, 0, one.source)
            if n != place[CONTRIBUTOR]:
                found.append(edges)
                continue
            beside = _among(edges.pairs(), pairs)
            found.append(edges.where(beside, COVERED))
            general.append(edges.where(~beside, 0))
    lone = distinct(e.pairs() for e in general)
    asked = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?a <{CONTRIBUTOR}> ?b }}"
    if int(next(store.select(asked))["n"].value) != len(pairs) + len(lone):
        every = _Edges(*_of_view(store, entities, CONTRIBUTOR), place[CONTRIBUTOR], 0, _NOBODY)
        general.append(every.where(~_among(every.pairs(), pairs), 0))
    found += general
    for one in said.weaker():
        for n in sorted(set(one.properties.tolist())):
            these = one.properties == n
            doubt, member = 1 << (one.level - 1), one.level * len(said.names) + one.source
            found.append(_Edges(one.starts[these], one.ends[these], n, doubt, member))
    return found


def _among(wanted: Numbers, known: Numbers) -> Flags:
    """Which of some numbers are among others, which are in order."""
    if not len(known):
        return np.zeros(len(wanted), bool)
    found: Flags = known[np.searchsorted(known, wanted).clip(max=len(known) - 1)] == wanted
    return found


def _of_view(store: Store, entities: Numbering, prop: str) -> tuple[Column, Column]:
    starts, ends = columns(store, f"SELECT ?a ?b WHERE {{ ?a <{prop}> ?b }}", entities, entities)
    return starts, ends


def _special_first() -> list[str]:
    """The classes, the most special ones first, as `entity.kind_of` prefers them."""
    parents = terms().parents
    return sorted(terms().classes, key=lambda c: (-len(parents[c]), c))


def _kinds(store: Store, entities: Numbering, classes: list[str]) -> NDArray[np.int16]:
    """The most special class of each entity, by its place among the classes; else -1."""
    typed = [columns(store, f"SELECT ?a {{ ?a a <{kind}> }}", entities)[0] for kind in classes]
    found = np.full(len(entities), -1, np.int16)
    for n in reversed(range(len(classes))):
        found[typed[n]] = n
    return found


def _degrees(edges: list[_Edges], number: Column, count: int) -> NDArray[np.int32]:
    """How many pairs each entity is in."""
    once = distinct(e.pairs() for e in edges)
    ends = np.concatenate((number[once >> 32], number[once & 0xFFFFFFFF]))
    return np.bincount(ends, minlength=count).astype(np.int32)


def _steps(
    edges: list[_Edges], number: Column, count: int, codes: int
) -> tuple[
    Numbers,
    Column,
    NDArray[np.int16],
    NDArray[np.uint8],
    Column,
    Numbers,
    Column,
]:
    """The steps from each entity, each once, in their order, and who says them."""
    edges = sorted(edges, key=lambda e: e.member)  # which a stable sort leaves as it is
    sizes = [len(e.starts) for e in edges for _ in (0, 1)]
    key = np.empty(sum(sizes), np.int64)
    at = 0
    for one in edges:
        for here, other, away in (one.starts, one.ends, 1), (one.ends, one.starts, 0):
            end = at + len(here)
            key[at:end] = number[here]
            key[at:end] *= count
            key[at:end] += number[other]
            key[at:end] *= codes
            key[at:end] += 2 * one.property + away
            at = end
    order = np.argsort(key, kind="stable")
    key = key[order]
    new = np.ones(len(key), bool)
    new[1:] = key[1:] != key[:-1]
    begins = np.flatnonzero(new)
    doubts = np.repeat(np.array([e.doubt for e in edges for _ in (0, 1)], np.uint8), sizes)[order]
    members = np.repeat(np.array([e.member for e in edges for _ in (0, 1)], np.int32), sizes)[order]
    pair, code = np.divmod(key[begins], codes)
    here, other = np.divmod(pair, max(count, 1))
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(here, minlength=count), out=first[1:])
    # What several weaker statuses give has them all; what the view holds is sure.
    doubt = np.bitwise_or.reduceat(doubts, begins) if len(begins) else doubts
    doubt[np.minimum.reduceat(doubts, begins) == 0 if len(begins) else slice(0)] = 0
    return (
        first,
        other.astype(np.int32),
        code.astype(np.int16),
        doubt,
        *_sets(np.cumsum(new) - 1, members, len(begins)),
    )


def _sets(group: Numbers, members: Column, count: int) -> tuple[Column, Numbers, Column]:
    """The sets of those who say each of some steps, and the number of its set for each.

    Args:
        group: Of which step each statement is, in order.
        members: Who makes it, in order within a step; some are nobody's.
        count: How many steps there are.

    """
    kept = members >= 0
    kept[1:] &= (group[1:] != group[:-1]) | (members[1:] != members[:-1])
    group, members = group[kept], members[kept]
    begins = np.ones(len(group), bool)
    begins[1:] = group[1:] != group[:-1]
    place = np.arange(len(group))
    rank = place - np.maximum.accumulate(np.where(begins, place, 0))
    sets: list[tuple[int, ...]] = [()]
    said = np.zeros(count, np.int32)
    most = int(members.max(initial=0)) + 1
    for turn in range(int(rank.max(initial=-1)) + 1):  # one member more with each
        these = rank == turn
        steps = group[these]
        longer = said[steps].astype(np.int64) * most + members[these]
        known = distinct([longer])
        said[steps] = len(sets) + np.searchsorted(known, longer)
        sets += [(*sets[n // most], n % most) for n in known.tolist()]
    first = np.zeros(len(sets) + 1, np.int64)
    np.cumsum([len(one) for one in sets], out=first[1:])
    return said, first, np.array([m for one in sets for m in one], np.int32)
