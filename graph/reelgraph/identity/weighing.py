"""What speaks for two entities being one, and what against it, in words and in a score.

Each piece of evidence has a weight; the score is their sum on the logistic curve, so that 0.5 is
even odds. The weights were set by looking at pairs of real sources, not learnt.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import exp, log

from reelgraph.identity.gathering import Facts, external_ids
from reelgraph.identity.spelling import Likeness, other_part, people_alike, sounds, titles_alike

Evidence = list[tuple[float, str]]
_FILM, _PERSON, _COMPANY = -2.5, -4.0, -2.5
"""What speaks against a pair before anything is known of it."""
_CAREER = 60
"""Years between the last work of one and the first of another that no career spans."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entities that may be one."""

    kind: str
    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    """The strongest first."""

    def against(self, weight: float, reason: str) -> "Proposal":
        """The same with one more reason against it."""
        odds = log(max(self.score, 1e-6) / max(1 - self.score, 1e-6)) - weight
        return replace(self, score=_score(odds), reasons=(*self.reasons, f"but {reason}"))


def _score(total: float) -> float:
    return round(1 / (1 + exp(-total)), 3)


class Weigher:
    """Weighs pairs of entities of a store."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._tokens: dict[str, set[str]] = {}
        self._titles = Counter(
            key
            for key, _ in {
                (key, facts.years.get(film))
                for film, keys in facts.keys.items()
                if facts.kinds[film] == "Film"
                for key in keys
            }
        )
        agents = ("Person", "Company")
        people = [keys for p, keys in facts.keys.items() if facts.kinds[p] in agents]
        self._words = Counter(w for keys in people for w in {w for k in keys for w in k.split()})
        self._known = max(len(people), 1000)
        self.film_of: Callable[[str], str] = lambda film: film

    def ids(self, entity: str) -> dict[str, set[str]]:
        """The identifiers that others give to an entity."""
        return external_ids(self.facts, entity)

    def tokens(self, film: str) -> set[str]:
        """The contributors of a film, by the sounds of their names or, without one, by IRI."""
        if film not in self._tokens:
            self._tokens[film] = {self._token(p) for p in self.facts.people.get(film, ())}
        return self._tokens[film]

    def _token(self, person: str) -> str:
        keys = self.facts.keys.get(person)
        return sounds(min(keys, key=lambda k: (len(k), k))) if keys else person

    # Films

    def films(self, a: str, b: str) -> Proposal:
        """Two films."""
        found: Evidence = [(_FILM, "")]
        found += self._identifiers(a, b)
        found += self._one_source(a, b)
        found.append(self._titled(a, b))
        found.append(self._dated(a, b))
        found += self._made(a, b)
        if frozenset((a, b)) in self.facts.related:
            found.append((-6, "one is said to be a remake, a sequel or the like of the other"))
        return self._proposal("Film", a, b, found)

    def _titled(self, a: str, b: str) -> tuple[float, str]:
        first, second = self.facts.keys.get(a, frozenset()), self.facts.keys.get(b, frozenset())
        if not first or not second:
            return 0.0, ""
        same = first & second
        if same:
            namesakes = min(self._titles[key] for key in same)
            many = f", which {namesakes:,} works have" if namesakes > 4 else ""
            return max(2.3 - 0.6 * log(max(namesakes, 1)), 0.3), f"same title{many}"
        if any(titles_alike(x, y) for x in first for y in second):
            return 0.8, "titles alike"
        if any(other_part(x, y) for x in first for y in second):
            return -7.0, "titles alike with other numbers"
        return -4.5, "different titles"

    def _dated(self, a: str, b: str) -> tuple[float, str]:
        years = self.facts.years
        if a not in years or b not in years:
            return 0.0, ""
        apart = abs(years[a] - years[b])
        if apart == 0:
            return 1.5, "same year"
        if apart == 1:
            return 0.5, "1 year apart"
        if apart == 2:
            return -0.7, "2 years apart"
        words = f"{apart} years apart"
        return (-2.2, words) if apart <= 5 else (-4.5, f"{words}, as a remake is")

    def _made(self, a: str, b: str) -> Evidence:
        """What the directors and the other contributors say."""
        directors = self.facts.directors
        first, second = directors.get(a, set()), directors.get(b, set())
        found: Evidence = []
        known = [{d for d in of if d in self.facts.keys} for of in (first, second)]
        shared = {self._token(d) for d in first} & {self._token(d) for d in second}
        if shared:
            found.append((3.0, f"same director{self._called(first, shared)}"))
        elif known[0] and known[1]:
            if self._any_alike(known[0], known[1]):
                found.append((1.8, "directors of names alike"))
            elif len(known[0]) == len(first) and len(known[1]) == len(second):
                found.append((-3.5, "different directors"))
        crew = [
            self.tokens(film) - {self._token(d) for d in of}
            for film, of in ((a, first), (b, second))
        ]
        both = crew[0] & crew[1]
        fewest = min(len({t for t in tokens if "/" not in t}) for tokens in crew)
        if both:
            names = ", ".join(self._names(a, both)[:3])
            count = (
                f"{len(both):,} contributors in common"
                if len(both) > 1
                else ("a contributor in common")
            )
            most = 7.0 if 2 * len(both) >= fewest else 4.5 if 4 * len(both) >= fewest else 2.5
            found.append((min(1.5 + 0.8 * (len(both) - 1), most), f"{count} ({names})"))
        elif fewest >= 3:
            found.append((-2.5, "no contributor in common"))
        return found

    def _called(self, people: Iterable[str], tokens: set[str]) -> str:
        named = sorted(
            self.facts.names[p][0]
            for p in people
            if self._token(p) in tokens and self.facts.names.get(p)
        )
        return f" ({named[0]})" if named else ""

    def _names(self, film: str, tokens: set[str]) -> list[str]:
        people = self.facts.people[film]
        named = {
            self.facts.names[p][0]
            for p in people
            if self.facts.names.get(p) and self._token(p) in tokens
        }
        return sorted(named) or ["unnamed"]

    def _any_alike(self, first: Iterable[str], second: Iterable[str]) -> bool:
        keys = self.facts.keys
        return any(
            people_alike(x, y) for p in first for q in second for x in keys[p] for y in keys[q]
        )

    # People and companies

    def people(self, a: str, b: str) -> Proposal:
        """Two people, or two companies."""
        kind = self.facts.kinds[a]
        found: Evidence = [(_PERSON if kind == "Person" else _COMPANY, "")]
        found += self._identifiers(a, b)
        found += self._one_source(a, b)
        like = self._named(a, b)
        if like is None:
            found.append((-3.0, "different names"))
        else:
            found.append((like.weight, like.words))
            found.append(self._rare(a, b))
        found += self._worked(a, b, like)
        if kind == "Person":
            found.append(self._born(a, b))
        return self._proposal(kind, a, b, found)

    def _named(self, a: str, b: str) -> Likeness | None:
        keys = self.facts.keys
        found = [
            like
            for x in keys.get(a, ())
            for y in keys.get(b, ())
            if (like := people_alike(x, y)) is not None
        ]
        return max(found, key=lambda like: like.weight, default=None)

    def _rare(self, a: str, b: str) -> tuple[float, str]:
        """How many people of such a name there would be if its parts were drawn by lot."""
        keys = self.facts.keys
        words = max((keys[a] & keys[b]) or keys[a], key=len).split()
        expected = float(self._known)
        for word in words:
            expected *= max(self._words[word], 1) / self._known
        if len(words) < 2:
            return -0.5, "a name of one word"
        weight = min(max(-0.35 * log(expected), -1.5), 2.0)
        return weight, "a rare name" if weight > 1.2 else "a common name" if weight < 0.2 else ""

    def _worked(self, a: str, b: str, like: Likeness | None) -> Evidence:
        first, second = self.facts.works.get(a, set()), self.facts.works.get(b, set())
        mine = {self.film_of(w): w for w in first}
        theirs = {self.film_of(w): w for w in second}
        shared = mine.keys() & theirs.keys()
        if not shared:
            return self._career(first, second)
        sources = self.facts.sources
        twice = [
            w
            for w in shared
            for own in [set(sources.get(mine[w], ())) & set(sources.get(theirs[w], ()))]
            if own.intersection(sources.get(a, ())) & set(sources.get(b, ()))
        ]
        apart = sorted(shared - set(twice))
        found: Evidence = []
        if twice:
            film = self._film(mine[min(twice)])
            same = like is not None and like.words == "same name"
            words = f"both are credited in {film} by one source"
            found.append((0.5, words) if same else (-3.0, f"{words}, under different names"))
        if apart:
            films = ", ".join(self._film(mine[w]) for w in apart[:3])
            count = f"{len(apart):,} films in common" if len(apart) > 1 else "a film in common"
            found.append((min(4.0 + 0.8 * (len(apart) - 1), 6.0), f"{count} ({films})"))
        return found

    def _film(self, film: str) -> str:
        name = (self.facts.names.get(film) or ["unnamed"])[0]
        return f"{name}, {self.facts.years[film]}" if film in self.facts.years else name

    def _career(self, first: set[str], second: set[str]) -> Evidence:
        years = [
            [self.facts.years[w] for w in of if w in self.facts.years] for of in (first, second)
        ]
        if not all(years):
            return []
        gap = max(min(years[0]) - max(years[1]), min(years[1]) - max(years[0]))
        if gap > _CAREER:
            return [(-3.0, f"their works are {gap} years apart")]
        return [(-0.8, f"their works are {gap} years apart")] if gap > _CAREER // 3 else []

    def _born(self, a: str, b: str) -> tuple[float, str]:
        years = self.facts.years
        if a not in years or b not in years:
            return 0.0, ""
        apart = abs(years[a] - years[b])
        if apart == 0:
            return 2.5, "born in the same year"
        return (-1.0 if apart == 1 else -5.0), f"born in {years[a]} and {years[b]}"

    # Both

    def _identifiers(self, a: str, b: str) -> Evidence:
        first, second = self.ids(a), self.ids(b)
        found: Evidence = []
        for name in sorted(first.keys() & second.keys()):
            shared = first[name] & second[name]
            shown = name.removesuffix("Id")
            if shared:
                found.append((8.0, f"same {shown} identifier {min(shared)}"))
            else:
                found.append((-5.0, f"different {shown} identifiers"))
        return found

    def _one_source(self, a: str, b: str) -> Evidence:
        both = set(self.facts.sources.get(a, ())) & set(self.facts.sources.get(b, ()))
        return [(-2.5, f"{min(both)} has both")] if both else []

    def _proposal(self, kind: str, a: str, b: str, found: Evidence) -> Proposal:
        total = sum(weight for weight, _ in found)
        told = sorted((e for e in found if e[1]), key=lambda e: -abs(e[0]))
        words = tuple(text if weight >= 0 else f"but {text}" for weight, text in told)
        a, b = sorted((a, b), key=self._standing)
        return Proposal(kind, a, b, _score(total), words)

    def _standing(self, entity: str) -> tuple[bool, int, str]:
        """What places an entity first: a Wikidata item, then more works or contributors."""
        known = len(self.facts.people.get(entity, ())) + len(self.facts.works.get(entity, ()))
        return "wikidata.org" not in entity, -known, entity
