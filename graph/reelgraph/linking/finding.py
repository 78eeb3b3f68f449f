"""From records to candidates, beliefs and scores: the whole of the search, without the store."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from reelgraph.linking.candidates import Candidates
from reelgraph.linking.items import Items
from reelgraph.linking.lookup import Lookup
from reelgraph.linking.records import FILM_KIND, PERSON, Records
from reelgraph.linking.rounds import Rounds, Variable
from reelgraph.linking.weights import Weights

_DOUBTFUL = 0.9
"""Films whose best candidate is believed less are looked for by their people."""
_LAPS = 3
"""How often films are looked for by their people, who may be linked by films found before."""

_CERTAIN = 12.0
"""The log-odds of what a person or a source says."""

Progress = Callable[[str], None]


class Search:
    """One search: what was found, and what is believed of it."""

    def __init__(
        self,
        records: Records,
        items: Items,
        lookup: Lookup,
        weights: Weights,
        settled: Mapping[str, str] = MappingProxyType({}),
        refused: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        """Get ready.

        Args:
            records: What is known here.
            items: What the target says.
            lookup: How names are looked up.
            weights: How much evidence weighs.
            settled: The items that are known, by entity; "" for one that has none.
            refused: The items that somebody refused, by entity.

        """
        self.records, self.items, self.weights = records, items, weights
        self.settled, self.refused = settled, refused
        self.candidates = Candidates(records, items, lookup, weights)
        self.rounds = Rounds(records, items, weights)

    def variable(self, entity: str) -> Variable | None:
        """What is believed of an entity; None where it was not looked for."""
        return self.rounds.films.get(entity) or self.rounds.people.get(entity)

    def run(self, wanted: Collection[str], tell: Progress = lambda _: None) -> None:
        """Look for the items of some entities.

        The films of wanted people and the people of wanted films are looked for too: they are the
        evidence.
        """
        kinds = self.records.kinds
        films = {e for e in wanted if kinds[e] == FILM_KIND}
        people = {e for e in wanted if kinds[e] == PERSON}
        people |= {p for f in films for p in self.records.credits.get(f, ())}
        films |= {f for p in people for f in self.records.films_of.get(p, ())}
        tell(f"looking for {len(films):,} films by their titles")
        for film, alone in self.candidates.films(sorted(films - self.settled.keys())).items():
            self.rounds.set_film(film, self._allowed(film, alone), self.candidates.likeness[film])
        for film in films & self.settled.keys():
            self.rounds.set_film(film, self._known(film))
        tell(f"looking for {len(people):,} people by their names and films")
        self._people(people)
        self.rounds.run()
        for _ in range(_LAPS):
            doubtful = [
                film
                for film in sorted(films)
                if self.records.credits.get(film)
                and film not in self.settled
                and max(self.rounds.films[film].belief.values(), default=0.0) < _DOUBTFUL
            ]
            tell(f"looking for {len(doubtful):,} films by their people")
            found = self.candidates.films_by_people(self.rounds, doubtful)
            new = {
                film
                for film, alone in found.items()
                if self._allowed(film, alone).keys() - self.rounds.films[film].alone.keys()
            }
            if not new:
                break
            for film in new:
                likeness = self.candidates.likeness[film]
                self.rounds.set_film(film, self._allowed(film, found[film]), likeness)
            self.rounds.forget(new)
            self._people({p for f in new for p in self.records.credits[f]})
            self.rounds.run()

    def _people(self, people: Collection[str]) -> None:
        believed = {film: variable.belief for film, variable in self.rounds.films.items()}
        unknown = sorted(set(people) - self.settled.keys())
        for person, alone in self.candidates.people(unknown, believed).items():
            self.rounds.set_person(person, self._allowed(person, alone))
        known = sorted(set(people) & self.settled.keys())
        self.items.fetch_facts({self.settled[p] for p in known if self.settled[p]})
        for person in known:
            self.rounds.set_person(person, self._known(person))

    def _allowed(self, entity: str, alone: dict[str, float]) -> dict[str, float]:
        refused = self.refused.get(entity, ())
        return {item: odds for item, odds in alone.items() if item not in refused}

    def _known(self, entity: str) -> dict[str, float]:
        item = self.settled[entity]
        return {item: _CERTAIN} if item else {}
