"""How much evidence weighs: fits ``linking/weights.json`` on the half of the gold data kept for it.

    python tests/benchmarks/fit_linking.py [--data ../shared/data] [--laps 2] > weights.json

The development records are linked by the program itself, in several guises: as they are, without
years, without most of their people, and with the labels of people taken out of the endpoint. One
film in sixteen is taken out of the endpoint, so that "none of these" is right for some. Each entity
then is a choice among its candidates and none of them, and the weights are those of a conditional
logit (McFadden 1974) with a normal prior around the weights that were set by hand: those of
``PRIOR``, which also stand where the data say nothing. Newton's method; deterministic.
"""

import argparse
import csv
import hashlib
import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelgraph import loading
from reelgraph.identity.spelling import person_key
from reelgraph.linking.finding import Search
from reelgraph.linking.items import Items
from reelgraph.linking.lookup import Indexed
from reelgraph.linking.records import Records, chosen, gather
from reelgraph.linking.rounds import feature, less_each
from reelgraph.linking.weights import Weights
from reelgraph.store import EmbeddedStore
from reelgraph.targets.local import Local
from reelgraph.vocabulary import DCTERMS

PRIOR = Path(__file__).with_name("fit_linking_prior.json")
SPREAD = 1.0
"""The standard deviation of the prior around each weight, in log-odds."""
SET_BY_HAND = {
    "film": (
        "id.same",
        "id.other",
        "title.bare",
        "title.begins.sole",
        "title.other_part",
        "director.near",
        "director.unlike",
        "director.sole",
        "cast.sole",
        "crew.sole",
    ),
    "person": (
        "any",
        "name.same",
        "name.alike",
        "name.other",
        "name.single",
        "homonyms",
        "born.same",
        "born.1",
        "born.more",
        "id.same",
        "id.other",
    ),
}
"""Weights of which the data cannot tell: there are no identifiers in them, nobody's year of birth,
few titles that begin as one other does, directors go with their casts, and names are the truth by
which people are known. A bare name must stay below acceptance."""
FULL = "_full"
PARTS = ("director", "cast", "crew")
_ITEM_AT = {"wikidata_by_name": 1, "wikidata_by_id": 2, "wikidata_films_of": 2}
"""The column that has the item of a film; the first one elsewhere."""

Features = dict[str, float]


@dataclass(slots=True)
class Choice:
    """An entity: the features of its candidates, and which one is right (None: none of them)."""

    candidates: list[Features]
    right: int | None


@dataclass(slots=True)
class Gold:
    """The records of one source, by a made-up number."""

    source: str
    rows: list[dict[str, str]] = field(default_factory=list)

    def item(self, number: str) -> str:
        """The right item of a record."""
        return self.rows[int(number)]["qid"]


class Holed:
    """An endpoint without some films, and perhaps without the labels of people."""

    def __init__(self, target: Local, gone: set[str], unnamed: frozenset[str]) -> None:
        self._target, self._gone, self._unnamed = target, gone, unnamed
        self.place, self.version = target.place, target.version

    def ask(self, query: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, but for those of what is taken out."""
        names = query in ("wikidata_names", "wikidata_of_class")
        at = _ITEM_AT.get(query, 0)
        for row in self._target.ask(query, rows):
            item = str(getattr(row[at], "value", "")).rpartition("/")[2]
            if item not in self._gone and not (names and item in self._unnamed):
                yield row


def hashed(text: str, parts: int) -> int:
    """A number below `parts`, always the same for a text."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).digest()[0] % parts


def read_gold(path: Path) -> list[Gold]:
    """The records that may be fitted on: those of films whose QID hashes to an even byte."""
    found: dict[str, Gold] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if hashed(row["qid"], 2) == 0:
                found.setdefault(row["source"], Gold(row["source"])).rows.append(row)
    return list(found.values())


def loaded(gold: Gold, scratch: Path) -> EmbeddedStore:
    """A store of the records, as a user would load them; the answer is left out."""
    columns = [c for c in ("title", "year", "director", "cast") if any(r[c] for r in gold.rows)]
    table = scratch / f"{gold.source}.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", *columns])
        for number, row in enumerate(gold.rows):
            writer.writerow([number, *(row[c] for c in columns)])
    store = EmbeddedStore()
    loading.load(store, [str(table)], name=gold.source)
    return store


def searched(
    store: EmbeddedStore, target: Any, weights: Weights, spoil: Callable[[Records], None]
) -> tuple[Search, dict[str, str]]:
    """A search, and the numbers of the records by entity."""
    records = gather(store)
    spoil(records)
    items = Items(target)
    search = Search(records, items, Indexed(items), weights)
    search.run(sorted(chosen(records, None, None, None)))
    query = f"SELECT ?a ?b WHERE {{ ?a <{DCTERMS}identifier> ?b }}"
    return search, {row["a"].value: row["b"].value for row in store.select(query)}


def films(search: Search, numbers: Mapping[str, str], gold: Gold) -> Iterator[Choice]:
    """The choices of the films of a search."""
    rounds = search.rounds
    most = search.weights.shared["most"]
    for film, number in numbers.items():
        variable = rounds.films.get(film)
        if variable is None or not variable.alone:
            continue
        found = []
        for item in variable.alone:
            features = dict(search.candidates.features[film, item])
            sums = dict.fromkeys(PARTS, 0.0)
            for person, weight in rounds.said(film, item).items():
                sums[rounds.part(film, person)] += weight
            like = variable.likeness.get(item, "")
            features |= {
                feature(name, total, like): less_each(total, most)
                for name, total in sums.items()
                if total
            }
            features[FULL] = sum(sums.values())
            found.append(features)
        items = list(variable.alone)
        right = gold.item(number)
        yield Choice(found, items.index(right) if right in items else None)


def people(search: Search, true: Mapping[str, str]) -> Iterator[Choice]:
    """The choices of the people whose item is known."""
    for person, right in true.items():
        variable = search.rounds.people.get(person)
        if variable is None or not variable.alone or hashed(person, 2):
            continue
        found = [
            search.candidates.features[person, item]
            | {"films": sum(search.rounds.said_of(person, item).values())}
            for item in variable.alone
        ]
        items = list(variable.alone)
        yield Choice(found, items.index(right) if right in items else None)


def truth_of_people(
    search: Search, numbers: Mapping[str, str], gold: Gold, labels: Items
) -> dict[str, str]:
    """The items of people: who bears the name in the credits of the right films, and nobody else.

    `labels` is an endpoint with all labels, whatever the search was given.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    labels.fetch_credits(gold.item(n) for n in numbers.values())
    labels.fetch_names(p for credits_of in labels.credits.values() for p in credits_of)
    for film, number in numbers.items():
        for person in search.records.credits.get(film, ()):
            keys = {person_key(n.text) for n in search.records.names[person]}
            there = labels.credits[gold.item(number)]
            hits = [p for p in there if keys & {person_key(n) for n in labels.names[p]}]
            if len(hits) == 1:
                votes[person][hits[0]] += 1
    return {person: next(iter(items)) for person, items in votes.items() if len(items) == 1}


def fitted(choices: Sequence[Choice], prior: Mapping[str, float], fixed: Sequence[str]) -> Features:
    """The weights under which the right answers are the likeliest, with the prior."""
    names = list(prior)
    place = {name: n for n, name in enumerate(names)}
    rows, segments, right, full = [], [], [], []
    for number, choice in enumerate(choices):
        for at, features in enumerate(choice.candidates):
            row = np.zeros(len(names))
            for name, value in features.items():
                if name != FULL:
                    row[place[name]] = value
            rows.append(row)
            segments.append(number)
            right.append(float(at == choice.right))
            full.append(features.get(FULL, 0.0))
    x, segment = np.array(rows), np.array(segments)
    start = np.array([prior[name] for name in names])
    weights = start.copy()
    free = np.array([name not in fixed for name in names])
    of_people = np.array([name.partition(".")[0] in PARTS for name in names])
    for _ in range(60):
        chances = _chances(x, segment, weights, np.array(full), of_people)
        slope = x.T @ (np.array(right) - chances) - (weights - start) / SPREAD**2
        weighted = x * chances[:, None]
        sums = np.zeros((len(choices), len(names)))
        np.add.at(sums, segment, weighted)
        bend = x.T @ weighted - sums.T @ sums + np.eye(len(names)) / SPREAD**2
        bend = bend * np.outer(free, free) + np.diag((~free).astype(float))
        step = np.linalg.solve(bend, slope * free)
        largest = float(np.abs(step).max())
        weights = weights + min(1.0, 2.0 / max(largest, 1e-9)) * step
        if largest < 1e-5:
            break
    return {name: round(float(w), 2) for name, w in zip(names, weights, strict=True)}


def _chances(
    x: NDArray[Any],
    segment: NDArray[Any],
    weights: NDArray[Any],
    full: NDArray[Any],
    of_people: NDArray[Any],
) -> NDArray[Any]:
    """The probability of each candidate, as `rounds.Rounds` has it."""
    odds = x @ weights
    if of_people.any():
        less = x[:, of_people] @ weights[of_people]
        beyond = np.maximum(full - less, 0.0)
        none = np.zeros(segment.max() + 1)
        np.maximum.at(none, segment, beyond)
        odds = odds + beyond - none[segment]
    parts = np.exp(np.clip(odds, -40, 40))
    whole = 1 + np.bincount(segment, parts)
    found: NDArray[Any] = parts / whole[segment]
    return found


def without_years(records: Records) -> None:
    """Nobody says when."""
    records.years.clear()


def thinned(records: Records) -> None:
    """Nobody says when, and of each film one to three people are left."""
    records.years.clear()
    rng = random.Random(3)  # a sample
    for film in sorted(records.credits):
        everybody = sorted(records.credits[film])
        kept = set(rng.sample(everybody, min(len(everybody), rng.choice((1, 1, 2, 2, 3)))))
        for person in everybody:
            if person not in kept:
                del records.credits[film][person]
                records.films_of[person].discard(film)


def as_it_is(_: Records) -> None:
    """Nothing is taken away."""


def lap(data: Path, weights: Weights, prior: Mapping[str, Any]) -> dict[str, Features]:
    """Link everything with some weights, and fit others on what came of it."""
    target = Local(data / "wikidata" / "wikidata-films.nt.gz")
    all_gold = read_gold(data / "linking" / "films" / "gold_dev.tsv")
    gone = {r["qid"] for g in all_gold for r in g.rows if hashed("hole" + r["qid"], 16) == 0}
    labels = Items(target)
    humans = frozenset(item for item, _ in labels.of_class(["Q5"]))
    film_choices: list[Choice] = []
    person_choices: list[Choice] = []
    with tempfile.TemporaryDirectory() as scratch:
        for gold in all_gold:
            store = loaded(gold, Path(scratch))
            guises = [(as_it_is, frozenset[str]())]
            if any(row["cast"] for row in gold.rows):
                guises += [(without_years, frozenset()), (thinned, frozenset()), (as_it_is, humans)]
            elif gold.source == "prust":
                guises.append((without_years, frozenset()))
            for spoil, unnamed in guises:
                search, numbers = searched(store, Holed(target, gone, unnamed), weights, spoil)
                if not unnamed:
                    some = list(films(search, numbers, gold))
                    titles_only = spoil is without_years and gold.source == "prust"
                    film_choices += some[:1500] if titles_only else some
                if any(row["cast"] for row in gold.rows) and spoil is as_it_is:
                    true = truth_of_people(search, numbers, gold, labels)
                    person_choices += people(search, true)
                told = f"{len(film_choices):,} films, {len(person_choices):,} people"
                print(f"{gold.source} {spoil.__name__}: {told} so far", file=sys.stderr)
    return {
        "film": fitted(film_choices, prior["film"], SET_BY_HAND["film"]),
        "person": fitted(person_choices, prior["person"], SET_BY_HAND["person"]),
    }


def main() -> None:
    """Print the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--laps", type=int, default=1)
    given = parser.parse_args()
    prior = json.loads(PRIOR.read_text("utf-8"))
    current = dict(prior)
    for _ in range(given.laps):
        current |= lap(given.data, Weights.of(current), prior)
    gold = given.data / "linking" / "films" / "gold_dev.tsv"
    about = [
        "Weights of evidence in log-odds (natural logarithm), by feature; a score is the logistic",
        "curve at their sum, and candidates compete with each other and with 'none of these'.",
        "Made by tests/benchmarks/fit_linking.py: a conditional logit with a normal prior around",
        "tests/benchmarks/fit_linking_prior.json (standard deviation 1), on the films of",
        "linking/films/gold_dev.tsv whose QID has an even first byte of its SHA-1; the others were",
        f"kept for testing. SHA-256 of the data: {hashlib.sha256(gold.read_bytes()).hexdigest()}",
        f"Set by hand: {', '.join(f'{k} {n}' for k, names in SET_BY_HAND.items() for n in names)};",
        "all of 'shared' (a person of a credit here who is, or is not, credited there), 'accept'",
        "and 'doubt' (scores between which a person is asked).",
    ]
    print(json.dumps({"about": about, **current}, indent=2))


if __name__ == "__main__":
    main()
