"""Films tell who their people are, and people which their films are: rounds to a fixed point.

Each film and each person is a variable, whose values are its candidate items and "none of these";
each credit ties two variables. What one side says to the other leaves out what it was told by it
before, so that no evidence comes back as its own confirmation (sum-product message passing: Judea
Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, chapter 4).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, log

from reelgraph.linking.items import CAST, DIRECTOR, Items
from reelgraph.linking.records import FIRM, Records
from reelgraph.linking.weights import Weights

MOST_ROUNDS = 12
SETTLED = 0.01
"""Rounds end when no belief moves by more."""
STILL = 0.001
"""Who moves by no more is not listened to again."""
_ENOUGH_CAST = 8
"""People that a cast must have there for a missing one to count in full."""
_FLOOR = 1e-12
_IDLE = 0.05
"""A candidate without a name counts as recognised from this probability on."""
_MAIN_ROLE = {"director": DIRECTOR, "cast": CAST}

Edge = tuple[str, str]
"""A film and a person here."""


@dataclass(slots=True)
class Variable:
    """An entity, and what speaks for each of its candidates against "none of these"."""

    alone: dict[str, float]
    """Log-odds from what it has in common with the item by itself."""
    total: dict[str, float] = field(default_factory=dict)
    """The same with what its credits say."""
    belief: dict[str, float] = field(default_factory=dict)
    """The probability of each candidate."""
    likeness: Mapping[str, str] = field(default_factory=dict)
    """Of a film: how the title of a candidate counts for the evidence of people, as `feature` has
    it; nothing for the same title."""
    none: float = 0.0
    """The log-odds of none of them: above 0 where another film has the same people."""


class Rounds:
    """The state of all variables."""

    def __init__(self, records: Records, items: Items, weights: Weights) -> None:
        self.records, self.items, self.weights = records, items, weights
        self.films: dict[str, Variable] = {}
        self.people: dict[str, Variable] = {}
        self._to_film: dict[Edge, dict[str, float]] = {}
        self._to_person: dict[Edge, dict[str, float]] = {}
        self._absent: dict[tuple[str, str, str], float] = {}
        self._covered: dict[tuple[str, str, str], float] = {}
        self._new_people: set[str] = set()
        self._moved_films: set[str] = set()

    def set_film(
        self, film: str, alone: dict[str, float], likeness: Mapping[str, str] | None = None
    ) -> None:
        """Give a film its candidates, with their log-odds, and say which have another title."""
        self.films[film] = _started(alone)
        self.films[film].likeness = likeness or {}
        self._moved_films.add(film)

    def set_person(self, person: str, alone: dict[str, float]) -> None:
        """Give a person candidates, with their log-odds."""
        self.people[person] = _started(alone)
        self._new_people.add(person)

    def run(self) -> int:
        """Pass messages until nothing moves; the number of rounds.

        Who has heard nothing new says nothing new: only the neighbours of what moved are asked.
        """
        films = set(self._moved_films)  # they have yet to hear from their people
        for count in range(1, MOST_ROUNDS + 1):
            people = self._new_people | self._people_of(self._moved_films)
            self._new_people = set()
            moved_people, most = self._people_round(people)
            films |= {f for p in moved_people for f in self.records.films_of.get(p, ())}
            self._moved_films, moved = self._films_round(films & self.films.keys())
            films = set()
            if max(most, moved) < SETTLED:
                return count
        return MOST_ROUNDS

    def _people_of(self, films: Iterable[str]) -> set[str]:
        credited = self.records.credits
        return {p for f in films for p in credited.get(f, ()) if p in self.people}

    # What films say to their people

    def _people_round(self, people: set[str]) -> tuple[set[str], float]:
        """Ask the films of some people; whose beliefs moved, and by how much at most."""
        of_films = self.weights.person["films"]
        for person in sorted(people):
            variable = self.people[person]
            total = dict(variable.alone)
            for film in self.records.films_of.get(person, ()):
                if film not in self.films:
                    continue
                said = self._said_to_person(film, person, variable.alone)
                self._to_person[film, person] = said
                for item, weight in said.items():
                    total[item] += of_films * weight
            variable.total = total
        moved = self._believe_people()
        return {p for p, by in moved.items() if by > STILL} | people, max(moved.values(), default=0)

    def _said_to_person(
        self, film: str, person: str, candidates: Iterable[str]
    ) -> dict[str, float]:
        variable = self.films[film]
        told = self._to_film.get((film, person), {})
        others = {t: w - told.get(t, 0.0) for t, w in variable.total.items()}
        belief, none = _softmax(others, variable.none)
        credited = self.items.credits
        found = {}
        for item in candidates:
            chance = none
            for there, believed in belief.items():
                if believed > _FLOOR:
                    roles = credited.get(there, {}).get(item)
                    chance += believed * exp(self._tie(film, person, there, roles))
            found[item] = log(max(chance, _FLOOR))
        return found

    def _believe_people(self) -> dict[str, float]:
        """From totals to beliefs: one item goes to one person of a source only. Who moved."""
        claims: dict[str, list[str]] = defaultdict(list)
        before = {}
        for person, variable in self.people.items():
            before[person] = variable.belief
            variable.belief, _ = _softmax(variable.total)
            for item, believed in variable.belief.items():
                if believed > 0.01:
                    claims[item].append(person)
        for item, rivals in claims.items():
            if len(rivals) > 1:
                self._share(item, rivals)
            if not self.items.names.get(item):
                for person in rivals:
                    belief = self.people[person].belief
                    belief[item] = min(belief[item], self._known_by_films(person, item))
        return {p: _distance(before[p], v.belief) for p, v in self.people.items()}

    def _known_by_films(self, person: str, item: str) -> float:
        """How sure it is that any film of a person is one in which an item is credited.

        Who has no name is known by films only, and never surer than they are.
        """
        doubt = 1.0
        for film in self.records.films_of.get(person, ()):
            variable = self.films.get(film)
            for there, believed in variable.belief.items() if variable else ():
                if item in self.items.credits.get(there, ()):
                    doubt *= 1 - believed
        return 1 - doubt

    def _share(self, item: str, rivals: list[str]) -> None:
        """Weigh the claims of people of one source to one item against each other, by their odds.

        A strong claim stands beside many weak ones; of two that are as strong none does.
        """
        sources = self.records.sources
        odds = {p: _odds(self.people[p].belief[item]) for p in rivals}
        for person in rivals:
            own = sources.get(person, frozenset())
            whole = sum(o for p, o in odds.items() if p == person or own & sources.get(p, own))
            self.people[person].belief[item] = odds[person] / (1 + whole)

    # What people say to their films

    def _films_round(self, films: set[str]) -> tuple[set[str], float]:
        """Ask the people of some films; which beliefs moved, and by how much at most."""
        moved: dict[str, float] = {}
        for film in sorted(films):
            variable = self.films[film]
            said: dict[str, dict[str, float]] = {item: {} for item in variable.alone}
            for person in self.records.credits.get(film, ()):
                told = self._said_to_film(film, person, variable.alone)
                self._to_film[film, person] = told
                for item, weight in told.items():
                    said[item][person] = weight
            old = variable.belief
            self._add_up(film, variable, said)
            moved[film] = _distance(old, variable.belief)
        return {f for f, by in moved.items() if by > STILL}, max(moved.values(), default=0.0)

    def _add_up(self, film: str, variable: Variable, said: dict[str, dict[str, float]]) -> None:
        """From what people say to totals and beliefs.

        Between two candidates each shared person counts in full. Against "none of these" they
        count ever less: a film that the target does not have may have a sequel there, or another
        film of its makers, with the same people.
        """
        total, none = {}, 0.0
        for item, alone in variable.alone.items():
            sums, less = self._sums(film, said[item]), self.by_part(film, item, said[item])
            full = {n: max(sums[n], sums[n] * self._weight(film, item, n, sums[n])) for n in less}
            total[item] = alone + sum(max(full[n], less[n]) for n in less)
            none = max(none, sum(max(full[n] - less[n], 0.0) for n in less))
        variable.total, variable.none = total, none
        variable.belief, _ = _softmax(total, none)

    def by_part(self, film: str, item: str, said: dict[str, float]) -> dict[str, float]:
        """What people say of a film and an item, as its directors, its cast and its crew."""
        most = self.weights.shared["most"]
        return {
            name: self._weight(film, item, name, total) * less_each(total, most)
            for name, total in self._sums(film, said).items()
            if total
        }

    def _weight(self, film: str, item: str, part: str, total: float) -> float:
        like = self.films[film].likeness.get(item, "")
        return self.weights.film[feature(part, total, like)]

    def _sums(self, film: str, said: dict[str, float]) -> dict[str, float]:
        sums = {"director": 0.0, "cast": 0.0, "crew": 0.0}
        for person, weight in said.items():
            sums[self.part(film, person)] += weight
        return sums

    def part(self, film: str, person: str) -> str:
        """Whether a person belongs to the directors, the cast or the crew of a film."""
        roles = self.records.credits[film][person]
        return "director" if DIRECTOR in roles else "cast" if CAST in roles else "crew"

    def _said_to_film(self, film: str, person: str, candidates: Iterable[str]) -> dict[str, float]:
        variable = self.people.get(person)
        belief: dict[str, float] = {}
        none = 1.0
        if variable is not None:
            told = self._to_person.get((film, person), {})
            scale = self.weights.person["films"]
            belief, none = _softmax(
                {c: w - scale * told.get(c, 0.0) for c, w in variable.total.items()}
            )
            belief, none = self._recognised(belief, none)
            for item, shared in variable.belief.items():  # an item that another has more right to
                if item in belief and variable.total[item] > 0 and shared < 0.5:
                    none += belief[item] * (1 - shared)
                    belief[item] *= shared
        credited = self.items.credits
        found = {}
        for there in candidates:
            people = credited.get(there, {})
            chance = none * exp(self._absence(film, person, there))
            for item, believed in belief.items():
                if believed > _FLOOR:
                    chance += believed * exp(self._tie(film, person, there, people.get(item)))
            found[there] = log(max(chance, _FLOOR))
        return found

    def _recognised(self, belief: dict[str, float], none: float) -> tuple[dict[str, float], float]:
        """Without the candidates that have no name and that no other film speaks for.

        Everybody in the credits of a film might be any of them, which says nothing about the film.
        """
        names = self.items.names
        idle = [c for c, b in belief.items() if b < _IDLE and not names.get(c)]
        none += sum(belief.pop(c) for c in idle)
        return belief, none

    # What a credit weighs

    def _tie(self, film: str, person: str, there: str, roles: set[str] | None) -> float:
        """The log-odds of a credit here when the person's item is, or is not, credited there."""
        here = self.records.credits[film][person]
        part, shared = self.part(film, person), self.weights.shared
        weak = 1.0 if FIRM in here.values() else shared["weak"]
        if roles is not None:
            weight = shared[f"{part}.there"]
            main = _MAIN_ROLE.get(part)  # who directs here and plays there does another thing
            if main not in roles if main else not (roles & here.keys() or "" in here):
                weight += shared["other_role"]
            return weight * weak
        return shared[f"{part}.missing"] * weak * self._coverage(film, person, there)

    def _coverage(self, film: str, person: str, there: str) -> float:
        """How much a missing person means: nothing where the target lists nobody of that role."""
        key = (film, person, there)
        if key not in self._covered:
            here = self.records.credits[film][person]
            people = self.items.credits.get(there, {})
            listed = sum(1 for roles in people.values() if roles & here.keys())
            enough = 1 if DIRECTOR in here else _ENOUGH_CAST
            self._covered[key] = min(listed / enough, 1.0)
        return self._covered[key]

    def _absence(self, film: str, person: str, there: str) -> float:
        """The log-odds when the person has no item that is known: he may be one without a name."""
        key = (film, person, there)
        if key not in self._absent:
            here = self.records.credits[film][person]
            people = self.items.credits.get(there, {})
            listed = [p for p, roles in people.items() if roles & here.keys()]
            named = sum(1 for p in listed if self.items.names.get(p))
            part = self.part(film, person)
            weight = self.weights.shared[f"{part}.missing"] * self._coverage(film, person, there)
            self._absent[key] = weight * (named / len(listed)) ** 2 if listed else 0.0
        return self._absent[key]

    def forget(self, films: Iterable[str]) -> None:
        """Drop what is kept of films whose items have other people by now."""
        gone = set(films)
        self._absent = {k: v for k, v in self._absent.items() if k[0] not in gone}
        self._covered = {k: v for k, v in self._covered.items() if k[0] not in gone}

    def said(self, film: str, item: str) -> dict[str, float]:
        """What each person of a film says of an item of it."""
        return {
            person: told
            for person in self.records.credits.get(film, ())
            if (told := self._to_film.get((film, person), {}).get(item, 0.0))
        }

    def said_of(self, person: str, item: str) -> dict[str, float]:
        """What each film of a person says of an item of his."""
        return {
            film: told
            for film in self.records.films_of.get(person, ())
            if (told := self._to_person.get((film, person), {}).get(item, 0.0))
        }


def feature(part: str, total: float, likeness: str) -> str:
    """The weight (of `Weights.film`) that goes with the people of a part of a film's credits.

    Shared people mean less where the title is another: a sequel has them too. Missing people mean
    the same whatever the title.
    """
    if total < 0:
        return f"{part}.against"
    return f"{part}.{likeness}" if likeness else part


def less_each(total: float, most: float) -> float:
    """A sum that grows ever less, up to `most`: casts go together, so their evidence does too.

    >>> round(less_each(4, 8), 1), round(less_each(8, 8), 1), round(less_each(-80, 8), 1)
    (3.1, 5.1, -8.0)
    """
    grown = most * (1 - exp(-abs(total) / most))
    return grown if total > 0 else -grown


def _odds(belief: float) -> float:
    return belief / max(1 - belief, _FLOOR)


def _distance(old: Mapping[str, float], new: Mapping[str, float]) -> float:
    """The largest difference between two beliefs in one item."""
    return max((abs(b - old.get(item, 0.0)) for item, b in new.items()), default=0.0)


def _started(alone: dict[str, float]) -> Variable:
    belief, _ = _softmax(alone)
    return Variable(alone, dict(alone), belief)


def _softmax(totals: dict[str, float], none: float = 0.0) -> tuple[dict[str, float], float]:
    """The probabilities of the candidates and of none of them, by their log-odds."""
    top = max(none, max(totals.values(), default=none))
    parts = {item: exp(total - top) for item, total in totals.items()}
    nothing = exp(none - top)
    whole = sum(parts.values()) + nothing
    return {item: part / whole for item, part in parts.items()}, nothing / whole
