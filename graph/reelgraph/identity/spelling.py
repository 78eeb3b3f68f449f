"""Comparing names: titles and people are written in many ways."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from reelgraph.names import normal

# fmt: off
_ARTICLES = frozenset((
    "the", "a", "an", "le", "la", "les", "l", "un", "une", "des", "der", "die", "das", "ein",
    "eine", "el", "los", "las", "il", "lo", "gli", "i", "o", "os", "as", "het", "een", "en",
))
# fmt: on
_AND = frozenset(("and", "und", "et", "y", "e"))
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_GENERATIONS = frozenset(("jr", "junior", "sr", "senior", "ii", "iii", "iv"))
_LEGAL = frozenset(
    ("inc", "ltd", "llc", "corp", "corporation", "co", "company", "gmbh", "ag", "plc", "limited")
)
ALIKE = 88.0
"""RapidFuzz's score, out of 100, from which two names are alike."""
_SOUNDS = (
    ("sch", "s"), ("shch", "s"), ("tch", "c"), ("tsch", "c"), ("ch", "c"), ("sh", "s"),
    ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("th", "t"), ("ck", "k"),
    ("x", "ks"), ("w", "v"), ("q", "k"), ("eu", "ev"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("y", "i"), ("j", "i"), ("ii", "i"), ("z", "s"), ("ai", "e"), ("ei", "e"),
    ("ie", "e"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names are alike, in words, and what that is worth."""

    words: str
    weight: float


@lru_cache(maxsize=200_000)
def title_key(title: str) -> str:
    """A title as it is compared: without articles at its ends, with digits for numbers.

    >>> title_key("Misérables, Les (1995)") == title_key("Les Misérables")
    True
    >>> title_key("Rocky II"), title_key("A")
    ('rocky 2', 'a')
    """
    plain = normal(re.sub(r"\s*\((?:1[89]|20)\d\d\)\s*$", "", title))
    words = [_ROMAN.get(w, w) for w in plain.split() if w not in _AND]
    kept = words
    if len(kept) > 1 and kept[0] in _ARTICLES:
        kept = kept[1:]
    if len(kept) > 1 and "," in title and kept[-1] in _ARTICLES:
        kept = kept[:-1]
    return " ".join(kept or words) or plain


@lru_cache(maxsize=500_000)
def person_key(name: str) -> str:
    """A name as it is compared: its words in the order of the alphabet.

    >>> person_key("Smith, John") == person_key("John Smith")
    True
    """
    words = normal(name).split()
    return " ".join(sorted(w for w in words if w not in _LEGAL) or sorted(words))


def titles_alike(a: str, b: str) -> bool:
    """Whether two title keys are nearly the same; the numbers of sequels must be.

    >>> titles_alike("colour of night", "color of night"), titles_alike("rocky 2", "rocky 3")
    (True, False)
    """
    if _numbers(a) != _numbers(b):
        return False
    return fuzz.ratio(a, b) >= ALIKE or (
        min(len(a), len(b)) >= 12 and fuzz.partial_ratio(a, b) >= 97 and _begins(a, b)
    )


def other_part(a: str, b: str) -> bool:
    """Whether two title keys are alike but for their numbers, as those of a film and its sequel.

    >>> other_part("kill bill volume 1", "kill bill vol 2"), other_part("rocky", "rocky 2")
    (True, True)
    """
    if _numbers(a) == _numbers(b):
        return False
    plain = [re.sub(r"\s*\d+\s*", " ", key).strip() for key in (a, b)]
    return all(plain) and fuzz.ratio(*plain) >= 85


def people_alike(a: str, b: str) -> Likeness | None:
    """How two keys of people are alike, and None where they are not.

    >>> people_alike("ann tor", "ann tor").words
    'same name'
    >>> people_alike("eisenstein sergei", "eizenshtein sergey").words
    'the name in another spelling'
    >>> people_alike("j smith", "john smith").words
    'the same name with initials'
    >>> people_alike("john smith", "jane smith") is None
    True
    """
    if a == b:
        return Likeness("same name", 2.5)
    first, second = a.split(), b.split()
    generations = [_GENERATIONS.intersection(words) for words in (first, second)]
    if generations[0] != generations[1]:
        if all(generations):
            return None
        first = [w for w in first if w not in _GENERATIONS]
        second = [w for w in second if w not in _GENERATIONS]
        if first == second:
            return Likeness("the same name but for Jr. or Sr.", 0.0)
    if len(first) < 2 or len(second) < 2:
        return (
            Likeness("a name alike", 0.5)
            if min(len(a), len(b)) > 6 and fuzz.ratio(a, b) >= 93
            else None
        )
    if a.replace(" ", "") == b.replace(" ", ""):
        return Likeness("same name", 2.3)
    if sounds(a) == sounds(b):
        return Likeness("the name in another spelling", 1.8)
    if _initials(first, second) or _initials(second, first):
        return Likeness("the same name with initials", 0.8)
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 2 and set(shorter) < set(longer):
        return Likeness("one name has more parts than the other", 1.2)
    if len(first) == len(second) and fuzz.ratio(a, b) >= ALIKE and _parts_alike(first, second):
        return Likeness("a name alike", 1.0)
    return None


@lru_cache(maxsize=200_000)
def sounds(key: str) -> str:
    """A key by its sounds, so that transliterations of one name are the same."""
    parts = []
    for word in key.split():
        text = word
        for letters, sound in _SOUNDS:
            text = text.replace(letters, sound)
        parts.append(re.sub(r"(.)\1+", r"\1", text))
    return " ".join(sorted(parts))


def _numbers(key: str) -> list[str]:
    return re.findall(r"\d+", key)


def _begins(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


def _parts_alike(first: list[str], second: list[str]) -> bool:
    """Whether each word of a name is like one of the other."""
    return all(max(fuzz.ratio(word, other) for other in second) >= 72 for word in first)


def _initials(short: list[str], long: list[str]) -> bool:
    """Whether some words of a name are initials of those of another, and the rest the same."""
    letters = [w for w in short if len(w) == 1]
    full = [w for w in short if len(w) > 1]
    if not letters or not full or not set(full) <= set(long):
        return False
    left = list(long)
    for word in full:
        left.remove(word) if word in left else None
    starts = [w[0] for w in left]
    for letter in letters:
        if letter not in starts:
            return False
        starts.remove(letter)
    return len(starts) <= 1 and any(len(w) > 1 for w in left)
