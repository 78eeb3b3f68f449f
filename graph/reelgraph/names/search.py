"""From what is typed to the entities whose names fit, the best first.

Entities have numbers in the order of their rank, and every list of the index is in that order: so
the first that fit are the best, and nothing needs to be sorted, however many there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rapidfuzz import fuzz

from reelgraph.names.spelling import BEGINNINGS, beginning_term, kind_term, word_term
from reelgraph.names.words import Words, between

LONGEST = 300
"""Characters of a text that are searched for; there is no need for more."""
_WORDS = 8
"""Words of a misspelt text that are looked at."""
_FEW = 1_000
"""Names that are simply sorted."""
_LOOKED = 3_000
"""Names that are looked at to find those that fit."""
_CHUNK = 32
_FORMS = 64
"""Words that may stand for one of several that are typed."""
_BEGUN = 24
"""Words that begin like the last of a misspelt text."""
_ALONE, _ALONE_OF_KIND = 64, 512
"""Words that may stand for the only one; more where another kind may have the first of them."""
_CANDIDATES = 200
"""Names that are compared with a misspelling."""
_LEAST = 72.0
"""RapidFuzz's score, out of 100, below which a name is no misspelling of another."""
_LESS = 3.0
"""By how much a word of a name, or its beginning, counts less than all of it."""

Kinds = Sequence[int] | None


class Finder:
    """Finds entities by their names, as numbers."""

    def __init__(self, rows: Callable[..., list[Any]], words: Words) -> None:
        """Get ready; `rows` gives the rows of a query, whose values follow it."""
        self._rows, self._words = rows, words

    def find(self, wanted: str, kinds: Kinds, limit: int) -> list[int]:
        """The entities for a normal text; only those of some kinds if any are given."""
        wanted = wanted[:LONGEST].strip()
        if not wanted:
            return []
        found: dict[int, None] = {}
        for tier in (self._whole, self._begun, self._within, self._of_words):
            for key in tier(wanted, kinds):
                found.setdefault(key)
                if len(found) >= limit:
                    return list(found)
        found |= dict.fromkeys(self._misspelt(wanted, kinds, alone=not found))
        return list(found)[:limit]

    def _whole(self, wanted: str, kinds: Kinds) -> Iterable[int]:
        rows = self._rows("SELECT entity FROM name WHERE norm = ? ORDER BY entity", wanted)
        return self._of_kinds([row[0] for row in rows], kinds)

    def _begun(self, wanted: str, kinds: Kinds) -> Iterator[int]:
        """Names that begin so: of a few, all are looked up; of many, the best are gone through."""
        if len(wanted) > BEGINNINGS[2]:
            rows = self._rows(
                "SELECT entity FROM name WHERE norm >= ? AND norm < ? LIMIT ?",
                *between(wanted),
                _FEW,
            )
            if len(rows) < _FEW:
                yield from self._of_kinds(sorted({row[0] for row in rows}), kinds)
                return
        length = max(n for n in BEGINNINGS if n <= len(wanted))

        def fits(norms: str) -> bool:
            return norms.startswith(wanted) or f"\n{wanted}" in norms

        yield from self._best(_all_of([[beginning_term(wanted[:length])]], kinds), fits)

    def _within(self, wanted: str, kinds: Kinds) -> Iterator[int]:
        """Names that hold it: of several words the first may end so, and the last begin so."""
        words = wanted.split()
        if len(words) == 1:
            most = _ALONE if kinds is None else _ALONE_OF_KIND
            meant = [self._words.holding(wanted, most)]
        else:
            first, *between_, last = words
            meant = [
                self._words.ending(first, _FORMS),
                *([word] for word in between_),
                self._words.beginning(last, _FORMS),
            ]
        yield from self._best(_words(meant, kinds), lambda norms: wanted in norms)

    def _of_words(self, wanted: str, kinds: Kinds) -> Iterator[int]:
        """Names with all of its words, in any order, as words or within them."""
        words = [word for word in dict.fromkeys(wanted.split()) if len(word) >= 3]
        if len(words) > 1:
            meant = [self._words.holding(word, _FORMS) for word in words]
            match = _words(meant, kinds)
            yield from self._best(match, lambda norms: all(word in norms for word in words))

    def _misspelt(self, wanted: str, kinds: Kinds, *, alone: bool) -> list[int]:
        """Names whose words are spelt nearly so, the most alike first.

        If there are none and nothing else was found, then words with two slips in them; then names
        that have all of the words but one.
        """
        words = list(dict.fromkeys(wanted.split()))[:_WORDS]
        last = len(words) - 1
        meant = [self._meant(word, begun=n == last) for n, word in enumerate(words)]
        found = self._alike(wanted, meant, kinds)
        if found or not alone:
            return found
        for n, word in enumerate(words):
            forms = self._words.alike(word, begun=n == last, slips=2)
            meant[n] = list(dict.fromkeys((*meant[n], *map(word_term, forms))))
        found = self._alike(wanted, meant, kinds)
        for n in range(len(words)) if not found and last else ():
            found += self._alike(wanted, meant[:n] + meant[n + 1 :], kinds)
        return found

    def _meant(self, word: str, *, begun: bool) -> list[str]:
        """What may stand in a name for a word that is typed, as terms and pairs of them."""
        forms = self._words.near(word, begun=begun)
        pairs = self._words.split(word) if word not in forms else []
        if begun:
            forms = list(dict.fromkeys((*forms, *self._words.beginning(word, _BEGUN))))
        terms = [word_term(form) for form in forms]
        return terms + [f"({word_term(a)} AND {word_term(b)})" for a, b in pairs]

    def _alike(self, wanted: str, meant: Sequence[Sequence[str]], kinds: Kinds) -> list[int]:
        """The names with one of the terms for each word, if they are like enough."""
        match = _all_of([terms for terms in meant if terms], kinds)
        if not any(meant):
            return []
        scores = {
            key: max(_score(wanted, norm) for norm in norms.split("\n"))
            for key, norms in self._chunk(match, 0, _CANDIDATES)
        }
        likely = [key for key, score in scores.items() if score >= _LEAST]
        return sorted(likely, key=lambda key: (-scores[key], key))

    def _of_kinds(self, keys: list[int], kinds: Kinds) -> list[int]:
        if kinds is None or not keys:
            return keys
        of = ",".join(map(str, kinds))
        these = ",".join(map(str, keys))
        query = f"SELECT id FROM entity WHERE id IN ({these}) AND kind IN ({of}) ORDER BY id"  # noqa: S608  integers
        return [row[0] for row in self._rows(query)]

    def _best(self, match: str, fits: Callable[[str], bool]) -> Iterator[int]:
        """The entities with some terms whose names fit, the best first."""
        after, size, looked = 0, _CHUNK, 0
        while looked < _LOOKED:
            rows = self._chunk(match, after, size)
            for key, norms in rows:
                if fits(norms):
                    yield key
            if len(rows) < size:
                return
            after, looked = rows[-1][0], looked + size
            size = min(4 * size, _LOOKED - looked)

    def _chunk(self, match: str, after: int, size: int) -> list[tuple[int, str]]:
        return self._rows(
            "SELECT e.id, e.norms FROM line JOIN entity e ON e.id = line.rowid "
            "WHERE line MATCH ? AND line.rowid > ? ORDER BY line.rowid LIMIT ?",
            match,
            after,
            size,
        )


def _words(meant: Sequence[Sequence[str]], kinds: Kinds) -> str:
    """A query for the lines with a word of each group.

    A group that is not all there, since too many words fit, is left out where another one is.
    """
    whole = [words for words in meant if len(words) < _FORMS] or meant
    return _all_of([[word_term(word) for word in words] for words in whole], kinds)


def _all_of(meant: Iterable[Iterable[str]], kinds: Kinds) -> str:
    """A query for the lines that have one of each group of terms, and one of some kinds."""
    groups = [*meant, *([map(kind_term, kinds)] if kinds is not None else [])]
    return " AND ".join(f"({' OR '.join(terms)})" for terms in groups)


def _score(wanted: str, norm: str) -> float:
    """How alike a text and a name are, out of 100: all of it, its beginning, or one word."""
    best = max(
        fuzz.ratio(wanted, norm),
        fuzz.token_sort_ratio(wanted, norm),
        fuzz.ratio(wanted, norm[: len(wanted)]) - _LESS,
    )
    if " " not in wanted:
        forms = (form for word in norm.split() for form in (word, word[: len(wanted)]))
        best = max(best, *(fuzz.ratio(wanted, form) - _LESS for form in forms), 0.0)
    return best
