"""Which pairs are worth comparing: blocks of things that have a name, an identifier or a film."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from reelgraph.identity.gathering import Facts
from reelgraph.identity.spelling import people_alike, sounds, title_key, titles_alike

Pair = tuple[str, str]
LARGEST = 60
"""Entities of one name of whom all pairs are compared; of more, those with a year or film alike."""
BUSIEST = 25
"""Films of one person in two years that are compared with each other."""


def paired(a: str, b: str) -> Pair:
    """Two entities in the order of their IRIs."""
    return (a, b) if a < b else (b, a)


def of_one_id(facts: Facts, kind: str, ids: Callable[[str], dict[str, set[str]]]) -> set[Pair]:
    """The pairs that share an identifier."""
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for entity, own in facts.kinds.items():
        if own == kind:
            for name, values in ids(entity).items():
                for value in values:
                    blocks[name, value].append(entity)
    return {paired(*p) for block in blocks.values() for p in combinations(block[:LARGEST], 2)}


def film_pairs(facts: Facts, tokens: Callable[[str], set[str]], notes: list[str]) -> set[Pair]:
    """The pairs of films with a title alike, or with several contributors in the same years."""
    found: set[Pair] = set()
    blocks = _by_key(facts, "Film")
    for title, block in blocks.items():
        if len(block) <= 12:
            found.update(paired(*p) for p in combinations(sorted(block), 2))
            continue
        for pair in _near_in_time(facts, block, notes, title):
            found.add(pair)
    by_person: dict[tuple[str, int], list[str]] = defaultdict(list)
    for film in facts.people:
        year = facts.years.get(film)
        if year is not None and facts.kinds.get(film) == "Film":
            for token in tokens(film):
                by_person[token, year].append(film)
    shared: Counter[Pair] = Counter()
    for (token, year), films in by_person.items():
        near = [*films, *by_person.get((token, year + 1), ())]
        if len(near) <= BUSIEST:
            shared.update({paired(a, b) for a in films for b in near if a != b})
    for (a, b), count in shared.items():
        if count >= 3 or _titled_alike(facts, a, b):
            found.add((a, b))
    return found


def people_pairs(
    facts: Facts, kind: str, film_of: Callable[[str], str], notes: list[str]
) -> set[Pair]:
    """The pairs of people (or companies) of one name, and those alike in one film."""
    found: set[Pair] = set()
    crowded = 0
    for block in _by_key(facts, kind).values():
        if len(block) <= LARGEST:
            found.update(paired(*p) for p in combinations(sorted(block), 2))
        else:
            crowded += 1
    if crowded:
        notes.append(
            f"{crowded:,} names are those of more than {LARGEST} of type {kind}: "
            "these are only compared where they share a work"
        )
    together: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for film, people in facts.people.items():
        together[film_of(film)][film] |= people
    for films in together.values():
        people = {p for members in films.values() for p in members if facts.kinds.get(p) == kind}
        sources = {s for p in people for s in facts.sources.get(p, ())}
        if len(films) > 1 or len(sources) > 1:
            found.update(_alike_in_one_work(facts, sorted(p for p in people if p in facts.keys)))
    return found


def same_name(facts: Facts, kind: str) -> set[Pair]:
    """The pairs of one name."""
    blocks = _by_key(facts, kind).values()
    return {paired(*p) for block in blocks for p in combinations(sorted(block)[:LARGEST], 2)}


def _alike_in_one_work(facts: Facts, people: list[str]) -> Iterator[Pair]:
    """The people of one work, from more than one source, who may be the same by their names."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for person in people:
        for key in facts.keys[person]:
            words = key.split()
            for word in {*words, *(sounds(w)[:4] for w in words), key}:
                if len(word) > 1:
                    blocks[word].append(person)
    seen: set[Pair] = set()
    for block in blocks.values():
        for a, b in combinations(block, 2):
            pair = paired(a, b)
            if a != b and pair not in seen:
                seen.add(pair)
                if any(people_alike(x, y) for x in facts.keys[a] for y in facts.keys[b]):
                    yield pair


def _near_in_time(
    facts: Facts, block: Iterable[str], notes: list[str], title: str
) -> Iterator[Pair]:
    """Of many films of one title those of the same years, and the first without a year."""
    by_year: dict[int | None, list[str]] = defaultdict(list)
    for film in sorted(block):
        by_year[facts.years.get(film)].append(film)
    undated = by_year.pop(None, [])
    if len(undated) > LARGEST:
        notes.append(f"{len(undated):,} films called {title!r} have no year: some are not compared")
    for year, films in by_year.items():
        if year is not None:
            near = films[:LARGEST]
            later = by_year.get(year + 1, [])[:LARGEST]
            yield from (paired(*p) for p in combinations(near, 2))
            yield from (paired(a, b) for a in near for b in later)
    yield from (paired(*p) for p in combinations(undated[:12], 2))


def _by_key(facts: Facts, kind: str) -> dict[str, set[str]]:
    blocks: dict[str, set[str]] = defaultdict(set)
    for entity, keys in facts.keys.items():
        if facts.kinds[entity] == kind:
            for key in keys:
                blocks[key].add(entity)
    return {key: block for key, block in blocks.items() if len(block) > 1}


def _titled_alike(facts: Facts, a: str, b: str) -> bool:
    return any(titles_alike(x, y) for x in facts.keys.get(a, ()) for y in facts.keys.get(b, ()))


__all__ = ["Pair", "film_pairs", "of_one_id", "paired", "people_pairs", "same_name", "title_key"]
