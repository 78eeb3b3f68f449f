"""What a pair of an entity and an item has in common, as named features, without its people."""

from collections.abc import Iterable
from math import log

from reelgraph.identity.spelling import Likeness, people_alike, person_key
from reelgraph.linking.items import Items
from reelgraph.linking.records import Name, Records
from reelgraph.linking.titles import LEVELS, TitleLikeness, compared, likeness

CLOSE = ("same", "article", "spelling", "also", "owned")
"""Titles that are the same."""
SOLE = ("begins", "part")
"""Titles that count for more where no other film in reach has one like them: no series then."""
ALIKE = (*CLOSE, "numbered")
"""Titles that only one film is likely to have; films of a series share people as well."""
DATED = ("numbered", "begins", "longer", "part", "alike", "distant", "different", "other_part")
"""Titles that are not quite the same: what they weigh depends on whether the year agrees."""

BARE = 1
"""A title of so few words, without a year, is borne by films that nobody has listed."""
SERIES = ("numbered", "begins", "longer", "part", "other_part")
"""Titles as the films of a series have them."""

Features = dict[str, float]
"""The name of a feature (a key of `Weights.film` or `Weights.person`) and its value."""


def film_features(
    records: Records, items: Items, film: str, item: str, homonyms: int, siblings: int
) -> Features:
    """A film here and an item, each by itself.

    Args:
        records: What is known here.
        items: What the target says; its facts were fetched.
        film, item: The pair.
        homonyms: How many other items in reach have the same title, and no other year.
        siblings: How many other items in reach have a title with a part in common.

    """
    alike = best_title(records.names.get(film, ()), items.names.get(item, ()))
    level = alike.level if alike else "none"
    found = {"any": 1.0, f"title.{level}": 1.0}
    apart = years_apart(records, items, film, item)
    if apart is not None:
        found[year_feature(apart)] = 1.0
        if abs(apart) <= 1 and level in DATED:
            found[f"title.{level}.dated"] = 1.0
    if level in CLOSE and (apart is None or abs(apart) > 1):
        names = [n for n in records.names[film] if best_title([n], items.names[item]) == alike]
        words = max(len(compared(n.text).split()) for n in names)
        found["title.words"] = log(max(words, 1))
        if apart is None and words <= BARE:
            found["title.bare"] = 1.0
    if homonyms:
        found["homonyms"] = log(1 + homonyms)
    if siblings and level in SERIES:
        found["siblings"] = log(1 + siblings)
    elif level in SOLE:
        found[f"title.{level}.sole"] = 1.0
    found.update(_identifiers(records, items, film, item))
    return found


def person_features(
    records: Records,
    items: Items,
    person: str,
    item: str,
    namesakes: int,
    colleagues: int,
    lone: bool,
) -> Features:
    """A person here and an item, each by itself.

    Args:
        records: What is known here.
        items: What the target says.
        person, item: The pair.
        namesakes: How many other items in reach have the same name.
        colleagues: Of an item without a name: how many such its smallest film has, in a role that
            the person has here.
        lone: Whether it is the only director of a film that has only one here too.

    """
    found = {"any": 1.0}
    names = items.names.get(item, ())
    if not names:
        found["name.none"] = 1.0
        found["name.none.each"] = log(max(colleagues, 1))
        if lone:
            found["name.none.lone"] = 1.0
    else:
        alike = best_name(records.names.get(person, ()), names)
        if alike is None:
            found["name.other"] = 1.0
        elif alike.words == "same name":
            found["name.same"] = 1.0
        else:
            found["name.alike"] = 1.0
        if alike is not None and all(len(person_key(n).split()) < 2 for n in names):
            found["name.single"] = 1.0
        if namesakes:
            found["homonyms"] = log(1 + namesakes)
    born, there = records.years.get(person), items.years.get(item)
    if born is not None and there:
        apart = min(abs(born - year) for year in there)
        found["born.same" if apart == 0 else "born.1" if apart == 1 else "born.more"] = 1.0
    found.update(_identifiers(records, items, person, item))
    return found


def best_title(here: Iterable[Name], there: Iterable[str]) -> TitleLikeness | None:
    """How the most alike of some titles are alike; None where one side has none."""
    found = [likeness(a.text, b) for a in here for b in there]
    return min(found, key=lambda like: LEVELS.index(like.level), default=None)


def best_name(here: Iterable[Name], there: Iterable[str]) -> Likeness | None:
    """How the most alike of some names of people are alike; None where none are."""
    found = [
        like
        for a in here
        for b in there
        if (like := people_alike(person_key(a.text), person_key(b))) is not None
    ]
    return max(found, key=lambda like: like.weight, default=None)


def years_apart(records: Records, items: Items, film: str, item: str) -> int | None:
    """The years between a film's first showing and the nearest date of an item."""
    here, there = records.years.get(film), items.years.get(item)
    if here is None or not there:
        return None
    return min((year - here for year in there), key=lambda d: (abs(d), d))


def year_feature(apart: int) -> str:
    """The feature of so many years apart.

    >>> [year_feature(n) for n in (0, -1, 1, 2, 4, 30)]
    ['year.same', 'year.before', 'year.after', 'year.2', 'year.5', 'year.more']
    """
    distance = abs(apart)
    if distance < 2:
        return ("year.before", "year.same", "year.after")[apart + 1]
    return "year.2" if distance == 2 else "year.5" if distance <= 5 else "year.more"


def _identifiers(records: Records, items: Items, entity: str, item: str) -> Features:
    here, there = records.ids.get(entity, {}), items.ids.get(item, {})
    both = [prop for prop in here if prop in there]
    found: Features = {}
    if any(here[p] & there[p] for p in both):
        found["id.same"] = 1.0
    if any(not here[p] & there[p] for p in both):
        found["id.other"] = 1.0
    return found
