"""What the answers read of the network index, and how they write their rows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelgraph.answers.table import Row
from reelgraph.binding import Term
from reelgraph.network.index.arrays import NO_YEAR, NetworkIndex, Numbers, distinct
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM

Given = Mapping[str, Sequence[Term]]
NO_FIRST, NO_LAST = 9999, 0
"""What the queries have in place of a year that is not known."""


class Unanswered(Exception):
    """The index cannot tell, or there are more rows than are wanted."""


class Reading:
    """One network index, read as the view and the claims that stand behind it."""

    def __init__(self, index: NetworkIndex, given: Given, most: int) -> None:
        """Read for a query with some parameters, for at most so many rows."""
        self.index, self._given, self._most = index, given, most
        self._joined: dict[tuple[int, ...], str] = {}

    # The view

    def of(self, entity: int, prop: str, *, back: bool = False) -> Numbers:
        """The values of a property of an entity; or the entities of which it is the value."""
        index = self.index
        if entity < 0:
            return np.zeros(0, np.int64)
        steps = slice(int(index.first[entity]), int(index.first[entity + 1]))
        keep = self._codes(prop, back=back)[index.codes[steps]] & (index.doubts[steps] == 0)
        return np.unique(index.others[steps][keep]).astype(np.int64)

    def steps(self, entities: Numbers, prop: str, *, back: bool = False) -> tuple[Numbers, ...]:
        """The edges of a property from some entities: from where, to where, and who says it.

        Each pair once, but of the general property: there each of its closer ones.
        """
        index = self.index
        begin = index.first[entities]
        counts = index.first[entities + 1] - begin
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        at = np.repeat(begin - (ends - counts), counts) + np.arange(total)
        keep = self._codes(prop, back=back)[index.codes[at]] & (index.doubts[at] == 0)
        at, here = at[keep], np.repeat(entities, counts)[keep]
        return here, index.others[at].astype(np.int64), index.said[at].astype(np.int64)

    def pairs(self, entities: Numbers, prop: str, *, back: bool = False) -> tuple[Numbers, Numbers]:
        """As `steps`, each pair once, without who says it."""
        here, other, _ = self.steps(entities, prop, back=back)
        new = np.ones(len(here), bool)  # an entity's steps lie side by side
        new[1:] = (np.diff(here) != 0) | (np.diff(other) != 0)
        return here[new], other[new]

    def _codes(self, prop: str, *, back: bool) -> NDArray[np.bool_]:
        """Which steps are of a property, or of one below it as the view has it."""
        names = {FILM + prop}
        if prop == "hasContributor":
            names |= terms().contributor_properties
        found = np.zeros(2 * len(self.index.properties), bool)
        for number in range(len(self.index.properties)):
            found[2 * number + (not back)] = self.index.properties[number] in names
        return found

    # Who says it

    def said(self, sets: Numbers) -> NDArray[np.bool_]:
        """Which of some sets hold anybody who asserts or infers something."""
        return self.index.sets_with(range(len(self.index.sources)))[sets]

    def sources(self, who: Numbers, sets: Numbers) -> list[str]:
        """The names of all sources in the sets beside each entity, as the queries join them.

        Of each entity once, in the order of their numbers.
        """
        size = int(sets.max(initial=0)) + 1
        pairs = distinct([who * size + sets])
        owners, members = pairs // size, (pairs % size).tolist()
        begins = [*np.flatnonzero(np.diff(owners, prepend=-1)).tolist(), len(members)]
        return [self._names(tuple(members[a:b])) for a, b in pairwise(begins)]

    def _names(self, sets: tuple[int, ...]) -> str:
        if sets not in self._joined:  # few sets of sources stand behind many rows
            index = self.index
            parts = (
                index.said_sources[index.said_first[n] : index.said_first[n + 1]] for n in sets
            )
            every = distinct(part.astype(np.int64) for part in parts)
            self._joined[sets] = ", ".join(
                index.sources[n] for n in every.tolist() if n < len(index.sources)
            )
        return self._joined[sets]

    # Rows

    def name(self, entity: int) -> tuple[bool, str]:
        """Whether an entity has no name, which sorts last, and what the queries call it."""
        label = self.index.labels[entity]
        return (False, label) if label else (True, unnamed(self.index.iris[entity]))

    def named(self, entities: Numbers) -> tuple[list[str], list[str], Numbers]:
        """The IRIs and the names of some entities, and which have none: those sort last."""
        numbers = entities.tolist()
        iris, names = self.index.iris.some(numbers), self.index.labels.some(numbers)
        missing = [place for place, name in enumerate(names) if not name]
        for place in missing:
            names[place] = unnamed(iris[place])
        last = np.zeros(len(names), np.int64)
        last[missing] = 1
        return iris, names, last

    def sorted(self, found: list[tuple[tuple[Any, ...], Row]]) -> list[Row]:
        """Rows in the order of what stands before each."""
        return [row for _, row in sorted(found, key=itemgetter(0))]

    def check(self, count: int) -> None:
        """Refuse to write so many rows, before any is written.

        Raises:
            Unanswered: more are not wanted.

        """
        if count > self._most:
            raise Unanswered

    # Parameters

    def term(self, name: str) -> str:
        """The text or IRI that a parameter gives; of a list the first."""
        return str(getattr(self._given[name][0], "value", ""))

    def entities(self, name: str) -> list[int]:
        """The numbers of the entities that a parameter names, each once; -1 for the unknown."""
        every = {str(getattr(term, "value", "")) for term in self._given[name]}
        return [self.index.number(iri) for iri in sorted(every)]

    def entity(self, name: str) -> int:
        """The number of the one entity that a parameter names."""
        return self.entities(name)[0]

    def whole(self, name: str) -> int:
        """The whole number that a parameter gives."""
        return int(self.term(name))


def unnamed(iri: str) -> str:
    """What the queries call an entity without a name.

    >>> unnamed("https://example.org/x/")
    'unnamed ()'
    """
    return f"unnamed ({iri[max(map(iri.rfind, '/#:')) + 1 :]})"


def first_year(year: int) -> int | None:
    """The year of the first work, where one has a year; as the queries tell it."""
    return year if NO_YEAR < year < NO_FIRST else None


def last_year(year: int) -> int | None:
    """The year of the last one."""
    return year if year > NO_LAST else None


def ordered(names: list[str], *before: Numbers) -> Numbers:
    """The places of rows by some numbers and then by their names; equal ones as they stand.

    >>> ordered(["b", "a", "c"], np.array([1, 1, 0])).tolist()
    [2, 1, 0]
    """
    by_name = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
    return by_name[np.lexsort([numbers[by_name] for numbers in reversed(before)])]
