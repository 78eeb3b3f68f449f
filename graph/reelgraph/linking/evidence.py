"""What speaks for a pair of an entity and an item, in words, and adding up to its score."""

from collections.abc import Iterable, Mapping
from math import exp, log

from reelgraph.linking.candidates import Candidates
from reelgraph.linking.features import best_name, best_title, years_apart
from reelgraph.linking.rounds import Rounds, Variable
from reelgraph.links.link import Evidence

_TOLD = 5
"""How many people or films are named in one piece of evidence."""
_LIKELY = 0.5
_LITTLE = 0.05
"""A message of less says nothing."""
_MOST_SURE = 0.9999
_RIVAL = 0.001
"""A rival that is believed less is not worth telling."""
_DID = {
    "director": ("directed it", "directed it"),
    "cast": ("is in its cast", "are in its cast"),
    "crew": ("worked on it", "worked on it"),
}
"""Of one, and of several."""


def score(variable: Variable, item: str) -> float:
    """The score of a candidate: what is believed of it, and never quite 1 or 0."""
    return round(min(max(variable.belief.get(item, 0.0), 1 - _MOST_SURE), _MOST_SURE), 4)


def _strongest(said: tuple[str, float]) -> tuple[float, str]:
    """The order in which films are told: the same in each run, whatever the last digits."""
    return -round(said[1], 6), said[0]


class Wording:
    """Says what was found out in a search."""

    def __init__(self, candidates: Candidates, rounds: Rounds) -> None:
        self.candidates, self.rounds = candidates, rounds
        self.records, self.items = rounds.records, rounds.items
        self.weights = rounds.weights

    def of_film(self, film: str, item: str) -> tuple[Evidence, ...]:
        """The evidence for a film, the weights of which add up to its log-odds."""
        features = self.candidates.features[film, item]
        weights = self.weights.film
        found = [self._start(features, weights)]
        titled = sum(weights[f] * v for f, v in features.items() if f.startswith("title."))
        found.append(Evidence("title", titled, self._titles(film, item)))
        dated = sum(weights[f] * v for f, v in features.items() if f.startswith("year."))
        if dated:
            found.append(Evidence("year", dated, self._years(film, item)))
        found += self._others("title", features, weights)
        found += self._identifiers(film, item, features, weights)
        said = self.rounds.said(film, item)
        for part, weight in self.rounds.by_part(film, item, said).items():
            of_part = {p: w for p, w in said.items() if self.rounds.part(film, p) == part}
            if round(weight, 2):
                found.append(Evidence(part, weight, self._people(of_part, item, part)))
        return self._with_rivals(found, self.rounds.films[film], item)

    def of_person(self, person: str, item: str) -> tuple[Evidence, ...]:
        """The evidence for a person, the weights of which add up to the log-odds."""
        features = self.candidates.features[person, item]
        weights = self.weights.person
        found = [self._start(features, weights)]
        named = sum(weights[f] * v for f, v in features.items() if f.startswith("name."))
        found.append(Evidence("name", named, self._names(person, item)))
        born = sum(weights[f] * v for f, v in features.items() if f.startswith("born."))
        if born:
            found.append(Evidence("born", born, self._births(person, item)))
        found += self._others("name", features, weights)
        found += self._identifiers(person, item, features, weights)
        said = self.rounds.said_of(person, item)
        weight = weights["films"] * sum(said.values())
        if abs(weight) > _LITTLE:
            found.append(Evidence("films", weight, self._films(said)))
        return self._with_rivals(found, self.rounds.people[person], item)

    # Words

    def _start(self, features: dict[str, float], weights: Mapping[str, float]) -> Evidence:
        weight = weights["any"] * features["any"]
        return Evidence("any", weight, "before anything is compared")

    def _titles(self, film: str, item: str) -> str:
        here, there = self.records.names.get(film, []), self.items.names.get(item, [])
        alike = best_title(here, there)
        if alike is None:
            return "one of the two has no title"
        mine = next(n.text for n in here if best_title([n], there) == alike)
        theirs = next(n for n in there if best_title(here, [n]) == alike)
        if mine == theirs:
            return f'{alike.words}, "{mine}"'
        return f'{alike.words}: "{mine}" here, "{theirs}" there'

    def _years(self, film: str, item: str) -> str:
        here, apart = self.records.years[film], years_apart(self.records, self.items, film, item)
        if not apart:
            return f"the same year, {here}"
        many = "1 year" if abs(apart) == 1 else f"{abs(apart)} years"
        return f"{many} apart: {here} here, {here + apart} there"

    def _names(self, person: str, item: str) -> str:
        here, there = self.records.names.get(person, []), self.items.names.get(item, [])
        if not there and "name.none.lone" in self.candidates.features[person, item]:
            return "the item has no name there, but is a film's only director, there as here"
        if not there:
            return "the item has no name there, so only its films can tell"
        alike = best_name(here, there)
        mine = here[0].text if here else "unnamed"
        if alike is None:
            return f'different names: "{mine}" here, "{there[0]}" there'
        if mine == there[0]:
            return f'the same name, "{mine}"'
        return f'{alike.words}: "{mine}" here, "{there[0]}" there'

    def _births(self, person: str, item: str) -> str:
        here, there = self.records.years[person], sorted(self.items.years[item])
        if here in there:
            return f"born in the same year, {here}"
        return f"born in {here} here, in {' or '.join(map(str, there))} there"

    def _others(
        self, what: str, features: dict[str, float], weights: Mapping[str, float]
    ) -> list[Evidence]:
        if "homonyms" not in features:
            return []
        count = round(exp(features["homonyms"]) - 1)
        weight = weights["homonyms"] * features["homonyms"]
        many = (
            f"1 other item has that {what}"
            if count == 1
            else f"{count} other items have that {what}"
        )
        return [Evidence("homonyms", weight, f"{many} and may be meant as well")]

    def _identifiers(
        self, entity: str, item: str, features: dict[str, float], weights: Mapping[str, float]
    ) -> list[Evidence]:
        found = []
        here, there = self.records.ids.get(entity, {}), self.items.ids.get(item, {})
        for feature, words in (("id.same", "the same"), ("id.other", "another")):
            if feature in features:
                props = [p for p in sorted(here) if p in there]
                same = feature == "id.same"
                told = [
                    f"{min(here[p] & there[p])} ({p})"
                    if same
                    else f"{min(here[p])} here, {min(there[p])} there ({p})"
                    for p in props
                    if bool(here[p] & there[p]) == same
                ]
                weight = weights[feature]
                found.append(Evidence("id", weight, f"{words} identifier: {', '.join(told)}"))
        return found

    def _people(self, said: dict[str, float], item: str, part: str) -> str:
        there = [p for p, w in said.items() if w > _LITTLE]
        missing = [p for p, w in said.items() if w < -_LITTLE]
        parts = []
        if there:
            did = _DID[part][len(there) > 1]
            parts.append(f"{self._those(there, said, item)} {did} there too")
        if missing:
            parts.append(f"not {self._those(missing, said)}, as far as is known there")
        return "; ".join(parts) or "nobody of them is known there"

    def _those(self, people: list[str], said: dict[str, float], item: str = "") -> str:
        ordered = sorted(people, key=lambda p: (-abs(said[p]), p))
        told = [self._one(p, item) if item else self.records.label(p) for p in ordered[:_TOLD]]
        more = f" and {len(ordered) - _TOLD} more" if len(ordered) > _TOLD else ""
        return ", ".join(told) + more

    def _one(self, person: str, item: str) -> str:
        """A person's name, and by which other films she was recognised, where she has no name."""
        label = self.records.label(person)
        variable = self.rounds.people.get(person)
        credited = self.items.credits.get(item, {})
        best = max(
            (i for i in (variable.belief if variable else ()) if i in credited),
            key=lambda i: variable.belief[i] if variable else 0.0,
            default=None,
        )
        if best is None or self.items.names.get(best) or not self._is_likely(variable, best):
            return label
        others = [
            self.records.label(f)
            for f, w in sorted(self.rounds.said_of(person, best).items(), key=_strongest)
            if w > 1 and item not in self.rounds.films[f].belief
        ]
        known = f", known from {' and '.join(others[:2])}" if others else ""
        return f"{label} ({best}, without a name there{known})"

    def _is_likely(self, variable: Variable | None, item: str) -> bool:
        return variable is not None and variable.belief.get(item, 0.0) >= _LIKELY

    def _films(self, said: dict[str, float]) -> str:
        ordered = sorted(said, key=lambda f: (-abs(said[f]), f))
        there = [f for f in ordered if said[f] > _LITTLE]
        missing = [f for f in ordered if said[f] < -_LITTLE]
        parts = []
        if there:
            parts.append(f"credited there in {self._titled(there)}, as here")
        if missing:
            parts.append(f"not credited there in {self._titled(missing)}")
        return "; ".join(parts) or "no film of theirs tells anything"

    def _titled(self, films: list[str]) -> str:
        told = []
        for film in films[:_TOLD]:
            belief = self.rounds.films[film].belief
            best = max(belief, key=lambda i: belief[i], default=None)
            sure = best is not None and belief[best] >= _LIKELY
            told.append(
                f"{self.records.label(film)} ({best})" if sure else self.records.label(film)
            )
        more = f" and {len(films) - _TOLD} more" if len(films) > _TOLD else ""
        return ", ".join(told) + more

    def _with_rivals(
        self, found: Iterable[Evidence], variable: Variable, item: str
    ) -> tuple[Evidence, ...]:
        """With what the other candidates take away, so that the weights add up to the score."""
        evidence = [Evidence(e.feature, round(e.weight, 2), e.words) for e in found]
        reached = score(variable, item)
        left = log(reached / (1 - reached)) - sum(e.weight for e in evidence)
        if abs(left) >= _LITTLE:
            evidence.append(
                Evidence("rivals", round(left, 2), self._left(left, reached, variable, item))
            )
        return tuple(evidence)

    def _left(self, left: float, reached: float, variable: Variable, item: str) -> str:
        """Why the score is not quite the sum of what was told before."""
        rivals = sorted(
            (i for i, b in variable.belief.items() if i != item and b >= _RIVAL),
            key=lambda i: -variable.belief[i],
        )
        if left > 0:
            return "what the last round of comparing changed"
        if rivals:
            return (
                f"other candidates are likely too: {', '.join(self._rival(i) for i in rivals[:2])}"
            )
        if reached >= _MOST_SURE:
            return "no score is above 0.9999"
        return "another may have more right to the item, or no item here may be meant"

    def _rival(self, item: str) -> str:
        year = self.items.year(item)
        label = self.items.label(item)
        shown = label if label == item else f"{label} ({item})"
        return f"{shown} of {year}" if year else shown
