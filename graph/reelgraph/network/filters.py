"""Which edges count: by role, year, type, status, source and the degree of what lies between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reelgraph.entity import kind_named
from reelgraph.errors import ParameterError
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import STATUS
from reelgraph.years import span as years_span

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
    sources: frozenset[str] = frozenset()
    """Only edges that one of these sources gives, by name; of all sources when empty."""


def filters(
    roles: Iterable[str] | str | None = None,
    years: tuple[int, int] | str | None = None,
    include: Iterable[str] | str | None = None,
    types: Iterable[str] | str | None = None,
    skip_hubs: int | None = None,
    sources: Iterable[str] | str | None = None,
) -> Filters:
    """Filters from words as people type them.

    Args:
        roles: Such as ``["director", "producer"]`` or ``"director,producer"``; all when None.
        years: Such as ``(1995, 2016)`` or ``"1995-2016"``.
        include: ``"weak"`` and ``"hedged"``, to see those claims too.
        types: Such as ``"Film,Person"``.
        skip_hubs: The degree above which an entity is not gone through.
        sources: Such as ``["imdb", "notes"]`` or ``"imdb,notes"``; all when None. Whether there
            are such, `evidence.check_sources` tells.

    Raises:
        ParameterError: a word or a range is none that is known (the message lists those that are),
            or a list is empty: None says that all count.

    >>> filters(years="1995-2016").years
    (1995, 2016)

    """
    known = terms()
    properties = known.relations | {CONTRIBUTOR}
    words = _words("roles", roles)
    if words:
        properties = frozenset().union(*(known.edges_named(word) for word in words))
    statuses = set()
    for word in _words("include", include):
        if word not in WEAKER:
            raise ParameterError(f"{word!r} cannot be included: choose from {', '.join(WEAKER)}")
        statuses.add(STATUS + word)
    if skip_hubs is not None and skip_hubs < 1:
        raise ParameterError("the degree limit must be at least 1")
    kinds = frozenset(kind_named(word) for word in _words("types", types))
    named = frozenset(_words("sources", sources))
    return Filters(properties, years_span(years), frozenset(statuses), kinds, skip_hubs, named)


def _words(name: str, given: Iterable[str] | str | None) -> Sequence[str]:
    if given is None:
        return ()
    parts = given.split(",") if isinstance(given, str) else given
    parts = list(parts) if isinstance(parts, Iterable) else [parts]
    if not all(isinstance(part, str) for part in parts):
        raise ParameterError(f"{name}: {given!r} is neither a word nor a list of words")
    words = [part.strip() for part in parts if part.strip()]
    if not words and name != "include":  # of an empty choice nobody expects everything
        raise ParameterError(f"{name} names nothing: name at least one, or leave it out for all")
    return words
