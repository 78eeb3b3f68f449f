"""Which edges count: by role, year, type, status and the degree of what lies between."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reelgraph.entity import kind_named
from reelgraph.errors import ParameterError
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import STATUS

WEAKER = ("weak", "hedged")
"""What may be shown beside asserted and inferred claims, when it is asked for."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which edges of the graph a network is made of."""

    properties: frozenset[str]
    """The direct edges that count, as IRIs."""
    years: tuple[int, int] | None = None
    """Only edges of works of these years, both included; a work without a year has none."""
    include: frozenset[str] = frozenset()
    """Weaker statuses that count too, as IRIs."""
    kinds: frozenset[str] = frozenset()
    """Only entities of these types (and the ones that were asked for); all when empty."""
    skip_hubs: int | None = None
    """Do not go through an entity that has more edges than this."""


def filters(
    roles: Iterable[str] | str | None = None,
    years: tuple[int, int] | str | None = None,
    include: Iterable[str] | str | None = None,
    types: Iterable[str] | str | None = None,
    skip_hubs: int | None = None,
) -> Filters:
    """Filters from words as people type them.

    Args:
        roles: Such as ``["director", "producer"]`` or ``"director,producer"``; all when None.
        years: Such as ``(1995, 2016)`` or ``"1995-2016"``.
        include: ``"weak"`` and ``"hedged"``, to see those claims too.
        types: Such as ``"Film,Person"``.
        skip_hubs: The degree above which an entity is not gone through.

    Raises:
        ParameterError: a word or a range is none that is known; the message lists those that are.

    >>> filters(years="1995-2016").years
    (1995, 2016)

    """
    known = terms()
    properties = known.relations | {CONTRIBUTOR}
    words = _words(roles)
    if words:
        properties = frozenset().union(*(known.edges_named(word) for word in words))
    statuses = set()
    for word in _words(include):
        if word not in WEAKER:
            raise ParameterError(f"{word!r} cannot be included: choose from {', '.join(WEAKER)}")
        statuses.add(STATUS + word)
    if skip_hubs is not None and skip_hubs < 1:
        raise ParameterError("the degree limit must be at least 1")
    kinds = frozenset(kind_named(word) for word in _words(types))
    return Filters(properties, _years(years), frozenset(statuses), kinds, skip_hubs)


def _words(given: Iterable[str] | str | None) -> Sequence[str]:
    if given is None:
        return ()
    parts = given.split(",") if isinstance(given, str) else given
    return [part.strip() for part in parts if part.strip()]


def _years(given: tuple[int, int] | str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    if isinstance(given, str):
        match = re.fullmatch(r"\s*(\d{4})?\s*(-|–|\.\.|to|$)\s*(\d{4})?\s*", given)
        if not match or not (match[1] or match[3]):
            raise ParameterError(f"{given!r} are no years: write 1995-2016, 1995- or 2016")
        first = int(match[1]) if match[1] else 0
        last = int(match[3]) if match[3] else (9999 if match[2] else first)
    else:
        first, last = given
    if first > last:
        raise ParameterError(f"the years {first}-{last} end before they begin")
    return first, last
