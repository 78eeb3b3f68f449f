"""From a store to its network index: a few large queries, and sorting."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from reelgraph.network.adjacency import weaker_edges
from reelgraph.network.filters import WEAKER
from reelgraph.network.index.arrays import NO_YEAR, NetworkIndex, Numbers
from reelgraph.network.index.texts import Texts
from reelgraph.network.rows import cells, column
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDFS, STATUS, local_name


def build(store: Store) -> NetworkIndex:
    """The network index of a store."""
    known = terms()
    properties = sorted(known.relations | {CONTRIBUTOR})
    closer = sorted(known.contributor_properties - {CONTRIBUTOR})
    edges = {p: _edges(store, p) for p in properties if p != CONTRIBUTOR}
    # A general edge beside a closer one says nothing of its own.
    edges[CONTRIBUTOR] = _edges(store, CONTRIBUTOR, without=closer)
    weaker = [weaker_edges(store, {STATUS + word}) for word in WEAKER]
    labels: dict[str, str] = {}
    for entity, label in column(store, f"?a <{RDFS}label> ?b"):
        labels.setdefault(entity, label)
    kinds = _kinds(store)
    years = {a: int(year) for a, year in column(store, f"?a <{FILM}year> ?b")}
    everything = {*labels, *kinds, *years}
    for ends in edges.values():
        everything.update(ends)
    for found in weaker:
        everything.update(end for start, _, end in found for end in (start, end))
    iris = sorted(everything)
    number = {iri: n for n, iri in enumerate(iris)}
    count = len(iris)

    place = {p: n for n, p in enumerate(properties)}
    pieces = [_piece(place[p], 0, map(number.__getitem__, ends)) for p, ends in edges.items()]
    for bit, found in enumerate(weaker):
        for p in properties:
            those = [number[end] for start, q, stop in found if q == p for end in (start, stop)]
            pieces.append(_piece(place[p], 1 << bit, those))
    starts, ends_, which, doubt = (np.concatenate(part) for part in zip(*pieces, strict=True))
    credit = (doubt == 0) & np.isin(which, [place[p] for p in (*closer, CONTRIBUTOR)])
    once = np.unique(starts[credit] * count + ends_[credit])
    degrees = np.bincount(np.concatenate((once // count, once % count)), minlength=count)
    steps = _steps(starts, ends_, which, doubt, count=count)
    names = sorted({*kinds.values(), "Entity"})
    kind_number = {name: n for n, name in enumerate(names)}
    return NetworkIndex(
        Texts.of(iris),
        Texts.of(labels.get(iri, "") for iri in iris),
        Texts.of(names),
        Texts.of(properties),
        np.array([kind_number[kinds.get(iri, "Entity")] for iri in iris], np.int16),
        np.array([years.get(iri, NO_YEAR) for iri in iris], np.int32),
        degrees.astype(np.int32),
        *steps,
    )


def _edges(store: Store, prop: str, without: Sequence[str] = ()) -> list[str]:
    """The ends of the edges of a property, but for those that another one has too."""
    less = " UNION ".join(f"{{ ?a <{p}> ?b }}" for p in without)
    minus = f"MINUS {{ {less} }}" if less else ""
    return cells(store, f"SELECT ?a ?b WHERE {{ ?a <{prop}> ?b FILTER(isIRI(?b)) {minus} }}")


def _kinds(store: Store) -> dict[str, str]:
    """The most special class of each entity, as `entity.kind_of` has it: it comes last here."""
    found: dict[str, str] = {}
    parents = terms().parents
    for kind in sorted(terms().classes, key=lambda c: (-len(parents[c]), c), reverse=True):
        typed = cells(store, f"SELECT ?a {{ ?a a <{kind}> FILTER(isIRI(?a)) }}")
        found.update(dict.fromkeys(typed, local_name(kind)))
    return found


def _piece(prop: int, doubt: int, ends: Iterable[int]) -> tuple[Numbers, ...]:
    """Edges of one property, whose ends come one after the other: their four columns."""
    both = np.fromiter(ends, np.int64)
    size = len(both) // 2
    return both[::2], both[1::2], np.full(size, prop, np.int64), np.full(size, doubt, np.int64)


def _steps(
    starts: Numbers, ends: Numbers, which: Numbers, doubt: Numbers, *, count: int
) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int16], NDArray[np.uint8]]:
    """The steps from each entity, each once, in their order."""
    here = np.concatenate((starts, ends))
    other = np.concatenate((ends, starts))
    code = np.concatenate((2 * which + 1, 2 * which))
    doubt = np.concatenate((doubt, doubt))
    order = np.lexsort((doubt, code, other, here))
    here, other, code, doubt = (part[order] for part in (here, other, code, doubt))
    new = np.ones(len(here), bool)
    new[1:] = (np.diff(here) != 0) | (np.diff(other) != 0) | (np.diff(code) != 0)
    group = np.cumsum(new) - 1
    # What the view holds comes first and is sure; what several weaker statuses give has them all.
    sums = np.zeros(int(new.sum()), np.int64)
    np.bitwise_or.at(sums, group, doubt)
    sums[doubt[new] == 0] = 0
    first = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(here[new], minlength=count), out=first[1:])
    return (
        first,
        other[new].astype(np.int32),
        code[new].astype(np.int16),
        sums.astype(np.uint8),
    )
