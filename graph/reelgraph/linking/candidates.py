"""Which items may be meant: by identifiers, by names, and by who is linked already."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from reelgraph.linking.features import (
    ALIKE,
    CLOSE,
    SERIES,
    best_name,
    best_title,
    film_features,
    person_features,
    years_apart,
)
from reelgraph.linking.items import DIRECTOR, Items
from reelgraph.linking.lookup import Lookup
from reelgraph.linking.records import FILM_KIND, PERSON, Name, Records
from reelgraph.linking.rounds import Rounds
from reelgraph.linking.weights import Weights

UNLIKE, NEAR, SOLE = "unlike", "near", "sole"
"""Another title; one of the same year; one that begins so, as no other in reach does."""
MOST = 12
"""Candidates that are kept for one entity: those with the best odds by themselves."""
_BELIEVED = 0.003
"""A film's candidate below this brings no people along."""
_SURE, _LIKELY = 0.8, 0.3
_NEAR = 2
"""Years that a film found by its people may be away."""
_MOST_SHARED = 300
"""Films of the same people that are looked at for one film."""
_FEW = 2
"""A film with so many people without a name brings them along even if no other film does."""
_HUB = 2_000
"""Films of a person beyond which they are not followed."""


class Candidates:
    """Finds candidates, and weighs each by itself."""

    def __init__(self, records: Records, items: Items, lookup: Lookup, weights: Weights) -> None:
        self.records, self.items, self.lookup, self.weights = records, items, lookup, weights
        self.features: dict[tuple[str, str], dict[str, float]] = {}
        """Of each pair that was weighed."""
        self.likeness: dict[str, dict[str, str]] = {}
        """The candidates of a film that have another title: see `UNLIKE`."""
        self.ways: dict[tuple[str, str], str] = {}
        """How each pair came about."""
        self._named: dict[str, set[str]] = {}
        self._lone: set[tuple[str, str]] = set()

    # Films

    def films(self, films: Collection[str]) -> dict[str, dict[str, float]]:
        """The candidates of films by their identifiers and titles, with their log-odds."""
        records, items = self.records, self.items
        found: dict[str, set[str]] = {film: set() for film in films}
        self._add_identified(found)
        titles = {n.text for film in films for n in records.names.get(film, ())}
        by_title = self.lookup.films(titles)
        for film in films:
            for name in records.names.get(film, ()):
                for item in by_title.get(name.text, ()):
                    found[film].add(item)
                    self.ways.setdefault((film, item), "by its title")
        items.fetch_facts({i for of in found.values() for i in of})
        return {film: self._weighed_film(film, of) for film, of in found.items()}

    def _add_identified(self, found: dict[str, set[str]]) -> None:
        wanted: dict[tuple[str, str], list[str]] = defaultdict(list)
        for entity in found:
            for prop, values in self.records.ids.get(entity, {}).items():
                for value in values:
                    wanted[prop, value].append(entity)
            for item in self.records.given.get(entity, ()):
                found[entity].add(item)
                self.ways[entity, item] = "because a source gives it"
        for prop, value, item in self.items.by_id(wanted):
            for entity in wanted.get((prop, value), ()):
                found[entity].add(item)
                self.ways[entity, item] = "by its identifier"

    def _weighed_film(self, film: str, found: Iterable[str]) -> dict[str, float]:
        items, here = self.items, self.records.names.get(film, ())
        fitting = [i for i in found if FILM_KIND in items.kinds.get(i, ())]
        rivals, siblings = set(), set()
        for item in fitting:
            alike = best_title(here, items.names.get(item, ()))
            if alike and alike.level in SERIES:
                siblings.add(item)
            apart = years_apart(self.records, items, film, item)
            if alike and alike.level in CLOSE and (apart is None or abs(apart) <= 1):
                rivals.add(item)
        weighed = {}
        for item in fitting:
            others = len(rivals - {item})
            series = len(siblings - {item})
            features = film_features(self.records, items, film, item, others, series)
            self.features[film, item] = features
            weighed[item] = dot(self.weights.film, features)
        kept = sorted(weighed, key=lambda i: (-weighed[i], i))[:MOST]
        self.likeness[film] = {
            item: like for item in kept if (like := _likeness(self.features[film, item]))
        }
        return {item: weighed[item] for item in kept}

    def films_by_people(self, rounds: Rounds, films: Iterable[str]) -> dict[str, dict[str, float]]:
        """The candidates of films that are in doubt, with what their linked people worked on."""
        linked = {film: self._linked(rounds, film) for film in films}
        self.items.fetch_films({i for items in linked.values() for i in items})
        shared = {}
        for film, people in linked.items():
            counts: Counter[str] = Counter()
            for person in people:
                of = self.items.films_of.get(person, {})
                counts.update(list(of) if len(of) <= _HUB else ())
            before = rounds.films[film].alone
            shared[film] = [(i, n) for i, n in counts.most_common(_MOST_SHARED) if i not in before]
        self.items.fetch_facts({i for counted in shared.values() for i, _ in counted})
        found = {}
        for film, counted in shared.items():
            best = [
                i
                for i, n in counted
                if self._is_near(film, i) and (n > 1 or self._resembles(film, i))
            ][:MOST]
            if best:
                for item in best:
                    self.ways.setdefault((film, item), "by its people")
                found[film] = self._weighed_film(film, [*rounds.films[film].alone, *best])
        return found

    def _linked(self, rounds: Rounds, film: str) -> set[str]:
        """The items of a film's people, where they are known or likely by their names."""
        found = set()
        for person in self.records.credits.get(film, ()):
            variable = rounds.people.get(person)
            for item, believed in variable.belief.items() if variable else ():
                likely = believed >= _LIKELY and self._is_named(person, item)
                if believed >= _SURE or likely:
                    found.add(item)
        return found

    def _is_near(self, film: str, item: str) -> bool:
        """Whether nothing is known of the years, or they are near."""
        year, years = self.records.years.get(film), self.items.years.get(item)
        return year is None or not years or min(abs(year - y) for y in years) <= _NEAR

    def _resembles(self, film: str, item: str) -> bool:
        """Whether a film that shares one person only has a title that speaks for it."""
        alike = best_title(self.records.names.get(film, ()), self.items.names.get(item, ()))
        return alike is not None and alike.level not in ("distant", "different", "other_part")

    # People

    def people(
        self, people: Collection[str], films: dict[str, dict[str, float]]
    ) -> dict[str, dict[str, float]]:
        """The candidates of people: by identifiers, by names, and in the films that may be theirs.

        Args:
            people: Of whom.
            films: The candidates of the films, with what is believed of each.

        """
        records, items = self.records, self.items
        found: dict[str, set[str]] = {person: set() for person in people}
        self._add_identified(found)
        names = {n.text for p in people for n in records.names.get(p, ()) if p not in self._named}
        by_name = self.lookup.people(names)
        for person in people:
            if person not in self._named:
                of = (by_name.get(n.text, set()) for n in records.names.get(person, ()))
                self._named[person] = set().union(*of)
            for item in self._named[person]:
                found[person].add(item)
                self.ways.setdefault((person, item), "by the name")
        items.fetch_facts({i for of in found.values() for i in of})
        found = {p: {i for i in of if PERSON in items.kinds.get(i, ())} for p, of in found.items()}
        theirs = self._in_films(people, films)
        named = {i for of in theirs.values() for i in of if items.names.get(i)}
        items.fetch_facts(named)
        others = {i for i in named if PERSON not in items.kinds[i]}  # a company, by a man's name
        theirs = {p: {i: n for i, n in of.items() if i not in others} for p, of in theirs.items()}
        return {p: self._weighed_person(p, found[p], theirs.get(p, {})) for p in people}

    def _in_films(
        self, people: Iterable[str], films: dict[str, dict[str, float]]
    ) -> dict[str, dict[str, int]]:
        """Who is credited in the films that may be a person's, if the name fits or there is none.

        Each with the number of those without a name in the smallest such film.
        """
        records, items = self.records, self.items
        there = {i for f in films if records.credits.get(f) for i in films[f]}
        items.fetch_credits(there)
        items.fetch_names({p for film in there for p in items.credits[film]})
        result: dict[str, dict[str, int]] = {}
        for person in people:
            if not records.names.get(person):
                continue
            times: Counter[str] = Counter()
            fewest: dict[str, int] = {}
            for film in records.films_of.get(person, ()):
                seen: set[str] = set()
                for item, believed in films.get(film, {}).items():
                    if believed >= _BELIEVED:
                        self._meet(person, film, item, fewest, seen)
                times.update(seen)
            result[person] = {
                item: count
                for item, count in fewest.items()
                if items.names.get(item) or times[item] >= 2 or count <= _FEW
            }
        return result

    def _meet(
        self, person: str, film: str, item: str, fewest: dict[str, int], seen: set[str]
    ) -> None:
        """Note who of the credits of an item may be a person of a film."""
        names, credited = self.items.names, self.items.credits[item]
        here = self.records.credits[film][person]
        nameless = [p for p in credited if not names.get(p)]
        same_role = [p for p in nameless if credited[p] & here.keys()]
        for one in credited:
            if names.get(one) and one not in fewest and self._is_named(person, one):
                fewest[one] = 1
                self.ways.setdefault((person, one), "in the credits of the film")
        for one in nameless:
            seen.add(one)
            count = len(same_role) if one in same_role else len(nameless)
            fewest[one] = min(fewest.get(one, count), count)
        if DIRECTOR in here and self._is_lone(film, item, same_role):
            self._lone.add((person, same_role[0]))

    def _is_lone(self, film: str, item: str, nameless: list[str]) -> bool:
        """Whether a film has one director here, and there one, who has no name."""
        here, there = self.records.credits[film], self.items.credits[item]
        return (
            sum(1 for roles in here.values() if DIRECTOR in roles) == 1
            and sum(1 for roles in there.values() if DIRECTOR in roles) == 1
            and sum(1 for p in nameless if DIRECTOR in there[p]) == 1
            and len(nameless) == 1
        )

    def _is_named(self, person: str, item: str) -> bool:
        names: list[Name] = self.records.names.get(person, [])
        return best_name(names, self.items.names.get(item, ())) is not None

    def _weighed_person(
        self, person: str, named: set[str], in_films: dict[str, int]
    ) -> dict[str, float]:
        items = self.items
        everybody = {*named, *in_films}
        same = {i for i in everybody if items.names.get(i) and self._is_named(person, i)}
        weighed = {}
        for item in everybody:
            others = len(same - {item}) if items.names.get(item) else 0
            features = person_features(
                self.records,
                items,
                person,
                item,
                others,
                in_films.get(item, 1),
                (person, item) in self._lone,
            )
            self.features[person, item] = features
            weighed[item] = dot(self.weights.person, features)
            if not self.items.names.get(item):
                self.ways.setdefault((person, item), "by the films alone")
        kept = sorted(weighed, key=lambda i: (-weighed[i], -in_films.get(i, 0), i))
        named_first = [i for i in kept if self.items.names.get(i)][:MOST]
        nameless = [i for i in kept if not self.items.names.get(i)]
        return {item: weighed[item] for item in [*named_first, *nameless[: 4 * MOST]]}


def _likeness(features: Mapping[str, float]) -> str:
    """How the title of a candidate counts for the evidence of people; "" for the same title."""
    if any(f"title.{level}" in features for level in ALIKE):
        return ""
    if "year.same" in features:
        return NEAR
    return SOLE if any(f.endswith(".sole") for f in features) else UNLIKE


def dot(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The sum of the weights of some features."""
    return sum(weights[name] * value for name, value in features.items())
