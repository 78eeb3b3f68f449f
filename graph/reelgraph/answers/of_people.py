"""Questions about the people around somebody, each as its file of the same name asks it."""

import numpy as np

from reelgraph.answers.reading import (
    NO_FIRST,
    Reading,
    Unanswered,
    first_year,
    last_year,
    ordered,
)
from reelgraph.answers.table import Row
from reelgraph.network.index.arrays import NO_YEAR, Numbers

_ANY = "hasContributor"
_UNDATED = 1870
"""As which year `co_stars` counts a film without one."""


def co_stars(reading: Reading) -> list[Row]:
    """Who acted in the same films, and in how many."""
    person = reading.entity("person")
    films = reading.of(person, "hasCastMember", back=True)
    years = reading.index.years[films]
    films = films[np.where(years == NO_YEAR, _UNDATED, years) >= reading.whole("from")]
    return _credited(reading, films, "hasCastMember", without=person)


def recurring_actors(reading: Reading) -> list[Row]:
    """The actors to whom a director returns."""
    least = reading.whole("least")
    return _of_director(reading, "hasCastMember", least=least)


def producers_of_director(reading: Reading) -> list[Row]:
    """Who produced films of a director."""
    return _of_director(reading, "hasProducer")


def writers_of_director(reading: Reading) -> list[Row]:
    """Who wrote films of a director, besides the director."""
    return _of_director(reading, "hasWriter", besides=True)


def worked_with_all(reading: Reading) -> list[Row]:
    """Who worked with everyone on a list."""
    listed, size = reading.entities("people"), len(reading.index)
    met = np.zeros(size, np.int64)
    together = []
    for one in listed:
        films, others = reading.pairs(reading.of(one, _ANY, back=True), _ANY)
        apart = others != one
        films, others = films[apart], others[apart]
        met[np.unique(others)] += 1
        together.append(others * size + films)
    everyone = np.unique(np.concatenate(together))
    who, film = everyone // size, everyone % size
    kept = met[who] == len(listed)
    return _Groups(reading, who[kept], film[kept]).rows()


def ended_collaborations(reading: Reading) -> list[Row]:
    """Collaborations that ended, though both went on making films."""
    index, apart = reading.index, reading.whole("years")
    person = reading.entity("person")
    films = reading.of(person, _ANY, back=True)
    films = films[index.years[films] != NO_YEAR]
    if not len(films):
        return []
    until = int(index.years[films].max())
    here, others = reading.pairs(films, _ANY)
    groups = _Groups(reading, others[others != person], here[others != person])
    reading.check(len(groups.who))
    enough = (groups.films >= reading.whole("least")) & (until - groups.last >= apart)
    work, back = reading.pairs(groups.who[enough], _ANY, back=True)
    theirs = np.full(len(index), NO_YEAR, np.int64)
    np.maximum.at(theirs, work, index.years[back])
    found = []
    for place in np.flatnonzero(enough).tolist():
        who, last = int(groups.who[place]), int(groups.last[place])
        if int(theirs[who]) - last < apart:
            continue
        missing, name = reading.name(who)
        count, first = int(groups.films[place]), int(groups.first[place])
        numbers = (count, first, last, until, int(theirs[who]))
        row: Row = (index.iris[who], name, *numbers)
        found.append(((missing, -count, last, name, who), row))
    return reading.sorted(found)


def collaborators_by_period(reading: Reading) -> list[Row]:
    """Who worked with somebody before a year, and since then.

    Raises:
        Unanswered: there are several sources, one of which may have a statement about the two that
            is no edge.

    """
    index, year = reading.index, reading.whole("year")
    if len(index.sources) != 1:
        raise Unanswered
    person = reading.entity("person")
    films, others = reading.pairs(reading.of(person, _ANY, back=True), _ANY)
    films, others = films[others != person], others[others != person]
    who, place = np.unique(others, return_inverse=True)
    years = index.years[films]
    periods = [
        np.bincount(place[those], minlength=len(who))
        for those in ((years != NO_YEAR) & (years < year), years >= year, years == NO_YEAR)
    ]
    reading.check(len(who))
    iris, names, unnamed = reading.named(who)
    order = ordered(names, unnamed, *(-counts for counts in periods)).tolist()
    columns = iris, names, *(counts.tolist() for counts in periods)
    source = index.sources[0]
    return [(*(column[place] for column in columns), source) for place in order]


def _of_director(
    reading: Reading, prop: str, *, least: int = 1, besides: bool = False
) -> list[Row]:
    """Those of a role in the films of a director."""
    director = reading.entity("director")
    films = reading.of(director, "hasDirector", back=True)
    return _credited(reading, films, prop, without=director if besides else -1, least=least)


def _credited(
    reading: Reading, films: Numbers, prop: str, *, without: int, least: int = 1
) -> list[Row]:
    """Those of a role in some films: how many, the first and last year, and who says so."""
    here, who, sets = reading.steps(films, prop)
    kept = reading.said(sets) & (who != without)
    here, who, sets = here[kept], who[kept], sets[kept]
    return _Groups(reading, who, here).rows(reading.sources(who, sets), least=least)


class _Groups:
    """Whom some credits name, each with how many works, and the first and the last year."""

    def __init__(self, reading: Reading, who: Numbers, works: Numbers) -> None:
        """Count credits, each given once."""
        self._reading = reading
        self.who, place = np.unique(who, return_inverse=True)
        self.films = np.bincount(place, minlength=len(self.who))
        years = reading.index.years[works].astype(np.int64)
        self.first = np.full(len(self.who), NO_FIRST, np.int64)
        np.minimum.at(self.first, place, np.where(years == NO_YEAR, NO_FIRST, years))
        self.last = np.full(len(self.who), NO_YEAR, np.int64)
        np.maximum.at(self.last, place, years)

    def rows(self, *more: list[str], least: int = 1) -> list[Row]:
        """A row for each who has so many works, those with most first; with more columns."""
        self._reading.check(len(self.who))
        kept = np.flatnonzero(self.films >= least)
        iris, names, unnamed = self._reading.named(self.who[kept])
        order = ordered(names, unnamed, -self.films[kept])
        columns = (
            map(iris.__getitem__, order.tolist()),
            map(names.__getitem__, order.tolist()),
            self.films[kept][order].tolist(),
            map(first_year, self.first[kept][order].tolist()),
            map(last_year, self.last[kept][order].tolist()),
            *(map(column.__getitem__, kept[order].tolist()) for column in more),
        )
        return list(zip(*columns, strict=True))
