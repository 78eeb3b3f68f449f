"""A network index: entities by number, and the steps from each to its neighbours.

Entities have numbers in the order of their IRIs. The steps of an entity lie side by side, in the
order of `adjacency.Step`; the code of a step is twice the number of its property, and one more if
the edge points away from the entity. The arrays may lie in a mapped file: they are read-only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from reelgraph.entity import Entity, is_a
from reelgraph.network.index.file import Parts
from reelgraph.network.index.texts import Texts
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, unnamed

NO_YEAR = -(1 << 31)
COVERED = 1 << 7
"""In `NetworkIndex.doubts`: a general edge beside a closer one of another source. It counts only
where sources are chosen, so that the closer one does not."""
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
_DIRECTOR = FILM + "hasDirector"


@dataclass(frozen=True, eq=False)
class NetworkIndex:
    """The network of one state of a store."""

    iris: Texts
    labels: Texts
    """Empty where no source gives a name."""
    kind_names: Texts
    properties: Texts
    sources: Texts
    """The names of the sources, in the order of their characters."""
    kinds: NDArray[np.int16]
    years: NDArray[np.int32]
    degrees: NDArray[np.int32]
    """How many contributor edges each entity has."""
    first: Numbers
    """Where the steps of each entity begin; one more than there are entities."""
    others: NDArray[np.int32]
    codes: NDArray[np.int16]
    doubts: NDArray[np.uint8]
    """Of each step 0 where the view holds the edge, else which weaker claims give it: the sum of
    1 << the place of each status in `filters.WEAKER`; or `COVERED`."""
    said: NDArray[np.int32]
    """Of each step the number of the set of those who say it."""
    said_first: Numbers
    """Where each set begins in `said_sources`; one more than there are sets. Set 0 is empty."""
    said_sources: NDArray[np.int32]
    """The members of the sets: the numbers of the sources that say it as asserted or inferred. A
    source that says it more weakly has its number plus ``len(sources)`` times one more than the
    place of the status in `filters.WEAKER`."""

    regular: NDArray[np.uint8]
    """One number: 1 where every contributor has an IRI, and no entity has an empty name, several
    names or several years. Else the view holds more than stands here."""

    @property
    def parts(self) -> Parts:
        """The arrays that it is made of, by name."""
        found: dict[str, NDArray[np.generic]] = {}
        for name in _TEXTS:
            body, places = getattr(self, name).parts
            found[name], found[name + " places"] = body, places
        return {**found, **{name: getattr(self, name) for name in _ARRAYS}}

    @classmethod
    def of(cls, parts: Parts) -> "NetworkIndex":
        """The index whose arrays those are.

        Raises:
            KeyError: one is missing.

        """
        texts = {
            n: Texts(cast("NDArray[np.uint8]", parts[n]), cast(Numbers, parts[n + " places"]))
            for n in _TEXTS
        }
        return cls(**texts, **{n: parts[n] for n in _ARRAYS})  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.iris)

    def number(self, iri: str) -> int:
        """The number of an entity; -1 of one that has no edge, no name and no type."""
        return self.iris.find(iri)

    def numbers_of_kind(self, kind: str) -> Numbers:
        """The numbers of the entities of a class, such as "Film", or below it."""
        fits = [is_a(name, kind) for name in self.kind_names]
        return np.flatnonzero(np.array(fits, bool)[self.kinds])

    def sets_with(self, members: Iterable[int]) -> Flags:
        """Which of the sets of those who say an edge hold any of some members."""
        wanted = np.zeros(3 * len(self.sources) + 1, bool)
        wanted[list(members)] = True
        hits = np.concatenate(([0], np.cumsum(wanted[self.said_sources])))
        found: Flags = np.diff(hits[self.said_first]) > 0
        return found

    def entity(self, number: int) -> Entity:
        """An entity by its number."""
        iri, year = self.iris[number], int(self.years[number])
        return Entity(
            iri,
            self.labels[number] or unnamed(iri),
            self.kind_names[int(self.kinds[number])],
            None if year == NO_YEAR else year,
            int(self.degrees[number]),
        )

    def describe(self, iris: Iterable[str]) -> dict[str, Entity]:
        """The name, kind, year and degree of some entities, by IRI, as `entities.describe` has it.

        What is not known here has neither name nor facts.
        """
        found = {}
        for iri in iris:
            number = self.number(iri)
            found[iri] = self.entity(number) if number >= 0 else Entity(iri, unnamed(iri))
        return found

    def known_for(self, iri: str, most: int = 3) -> tuple[str, ...]:
        """Works of a person, those with most contributors first; of a work its directors."""
        number = self.number(iri)
        if number < 0:
            return ()
        steps = slice(int(self.first[number]), int(self.first[number + 1]))
        sure = self.doubts[steps] == 0
        others, codes = self.others[steps][sure], self.codes[steps][sure]
        director = self.properties.find(_DIRECTOR)
        directed = others[codes == 2 * director + 1] if director >= 0 else others[:0]
        if len(directed):
            return tuple(sorted(self.labels[n] for n in directed.tolist() if self.labels[n]))[:most]
        works = np.unique(others[(codes % 2 == 0) & self._credits[codes >> 1]])
        works = works[np.lexsort((works, -self.degrees[works]))]
        named = [n for n in works[: 4 * most].tolist() if self.labels[n]]
        return tuple(str(self.entity(n)) for n in named[:most])

    @cached_property
    def _credits(self) -> Flags:
        """Which of the properties are those of contributors."""
        contributors = terms().contributor_properties
        return np.array([name in contributors for name in self.properties], bool)


def distinct(numbers: Iterable[Numbers]) -> Numbers:
    """Numbers in order, each once; by sorting, as that takes a fifth of the time of `np.unique`."""
    found = np.concatenate([np.zeros(0, np.int64), *numbers])
    found.sort()
    new = np.ones(len(found), bool)
    new[1:] = found[1:] != found[:-1]
    return found[new]


_TEXTS = ("iris", "labels", "kind_names", "properties", "sources")
_ARRAYS = (
    *("kinds", "years", "degrees", "first", "others", "codes", "doubts"),
    *("said", "said_first", "said_sources", "regular"),
)
