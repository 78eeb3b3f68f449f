"""Records that go over several rows: a row with a blank key goes on with the record above it."""

from collections.abc import Iterable, Iterator, Mapping

from reelgraph.sources.tables.plan import LISTS, Plan, Records, fits

_OF_FILM = frozenset({"title", "original title", "id", "year", "date", "runtime"})
"""What a film has just one of, so that a row which has it is a row of its own."""
_OF_PERSON = frozenset({"birth", "death", "gender", "first name", "last name"})
_FEW = 0.05
"""The share of the rows below which blank keys may be gaps as well."""
_REPEATED = 0.5
"""Rows that name a film again, to each that names none: where there are more of them, the table
names its film on every row, and a blank is a gap."""
_MOST_FILLED = 0.5


def records(plan: Plan, untitled: Mapping[int, int], numbers: Mapping[int, int]) -> Records:
    """Whether rows without a key go on with the record above them.

    Args:
        plan: What the columns mean.
        untitled: The rows without a title or name: which columns they fill, and how many do so.
        numbers: How many rows fill each column.

    """
    keys, several = frozenset(_keys(plan)), frozenset(_several(plan))
    rows, blank = plan.profile.rows, sum(untitled.values())
    several -= keys
    own = frozenset(plan.own)
    if plan.shape == "people" and _count(untitled, keys, own) > 1:
        several |= own
    if plan.sheet.unit == "record" or plan.sheet.how == "JSON Lines":
        return Records()  # an object stands for itself
    count = _count(untitled, keys, several)
    if not count:
        return Records()
    if plan.profile.repeated > _REPEATED * count:
        return Records(unclear="the table names its film on every row, so this is a gap")
    if count >= _FEW * rows:
        several |= own
        return Records(keys, several, _count(untitled, keys, several))
    if plan.shape != "films":
        return Records(
            unclear=f"only {blank:,} of {rows:,} rows name none, so this may be a gap as well as "
            "a row that goes on with the one above"
        )
    # Too few to be sure: what nearly every film has, and this row too, makes it a film of its own.
    keys |= {c for c in own if numbers.get(c, 0) >= _MOST_FILLED * (rows - blank)}
    count = _count(untitled, keys, several)
    if not count:
        return Records(unclear="it has values of its own, so it may be another film")
    return Records(keys, several, count)


def _keys(plan: Plan) -> Iterator[int]:
    for what, columns in plan.film.items():
        if what in _OF_FILM:
            yield from columns
    if plan.category >= 0:
        yield plan.category
    if plan.shape == "people":
        person = plan.people[0]
        yield from (c for c in (person.name, person.id) if c >= 0)
        yield from person.identifiers.values()
        yield from (c for what, c in plan.personal.items() if what in _OF_PERSON)
    else:
        yield from plan.film_ids.values()


def _several(plan: Plan) -> Iterator[int]:
    for what, columns in plan.film.items():
        if what in LISTS or what == "other title":
            yield from columns
    for part in plan.people:
        yield from (c for c in (part.name, part.id, part.character, part.printed, part.note)
                    if c >= 0)  # fmt: skip
        yield from part.identifiers.values()
    if plan.shape == "credits":
        yield from (c for c in plan.personal.values() if c >= 0)
        if plan.role >= 0:
            yield plan.role


def _count(untitled: Mapping[int, int], keys: Iterable[int], several: Iterable[int]) -> int:
    return sum(n for filled, n in untitled.items() if fits(filled, keys, several))
