"""A network index in memory: entities by number, and the steps from each to its neighbours.

Entities have numbers in the order of their IRIs. The steps of an entity lie side by side, in the
order of `adjacency.Step`; the code of a step is twice the number of its property, and one more if
the edge points away from the entity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from reelgraph.entity import Entity
from reelgraph.network.index.file import Parts
from reelgraph.network.index.texts import Texts
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, unnamed

NO_YEAR = -(1 << 31)
Numbers = NDArray[np.int64]
_DIRECTOR = FILM + "hasDirector"


@dataclass(frozen=True, eq=False)
class NetworkIndex:
    """The network of one state of a store."""

    iris: Texts
    labels: Texts
    """Empty where no source gives a name."""
    kind_names: Texts
    properties: Texts
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
    1 << the place of each status in `filters.WEAKER`."""

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
        texts = {n: Texts(parts[n].tobytes(), cast(Numbers, parts[n + " places"])) for n in _TEXTS}
        return cls(**texts, **{n: parts[n] for n in _ARRAYS})  # type: ignore[arg-type]

    def __len__(self) -> int:
        return len(self.iris)

    def number(self, iri: str) -> int:
        """The number of an entity; -1 of one that has no edge, no name and no type."""
        return self.iris.find(iri)

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
        contributors = terms().contributor_properties
        credit = [self.properties[n] in contributors for n in range(len(self.properties))]
        works = np.unique(others[(codes % 2 == 0) & np.array(credit, bool)[codes >> 1]])
        works = works[np.lexsort((works, -self.degrees[works]))]
        named = [n for n in works[: 4 * most].tolist() if self.labels[n]]
        return tuple(str(self.entity(n)) for n in named[:most])


_TEXTS = ("iris", "labels", "kind_names", "properties")
_ARRAYS = ("kinds", "years", "degrees", "first", "others", "codes", "doubts")
