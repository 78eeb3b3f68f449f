"""Finding items by their names: in an index where the target is small enough, else by asking."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from rapidfuzz import fuzz

from reelgraph.identity.spelling import person_key, sounds
from reelgraph.linking.items import HUMAN, Items
from reelgraph.linking.titles import ALIKE, PART, forms
from reelgraph.names import normal

_COMMON = 400
"""A word that more titles have says little, and is not looked up."""
_MOST = 60
"""How many items one title or name may bring: beyond, the name alone tells nothing."""
_BEGINNING = 4


class Lookup(Protocol):
    """Finds items by names that are written in other ways too."""

    how: str
    """In words, for what an answer rests on."""

    def films(self, titles: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by title."""

    def people(self, names: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by name."""


class Asked:
    """Asks for each way to write a name."""

    how = "by label and alias, in each spelling of the name"

    def __init__(self, items: Items) -> None:
        self._items = items

    def films(self, titles: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by title."""
        return self._find({title: _titles(title) for title in titles})

    def people(self, names: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by name."""
        return self._find({name: _people(name) for name in names})

    def _find(self, spellings: dict[str, list[str]]) -> dict[str, set[str]]:
        every = [text for texts in spellings.values() for text in texts]
        found: dict[str, set[str]] = defaultdict(set)
        for text, item in self._items.by_name(every):
            found[text].add(item)
        return {
            name: _some(set().union(*(found.get(t, set()) for t in texts)))
            for name, texts in spellings.items()
        }


class Indexed:
    """All names of a file or a folder, by what is left of them when they are made comparable."""

    how = "by label and alias, whatever their spelling"

    def __init__(self, items: Items) -> None:
        self._films: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        self._people: dict[str, set[str]] = defaultdict(set)
        for item, name in items.of_class(items.film_classes):
            for form in forms(name):
                self._films[form.key].add(item)
                if form.kind != PART:
                    for word in _tokens(form.key):
                        self._words[word].add(form.key)
        for item, name in items.of_class([HUMAN]):
            key = person_key(name)
            self._people[key].add(item)
            self._people["~" + sounds(key)].add(item)

    def films(self, titles: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by title."""
        return {title: self._film(title) for title in titles}

    def _film(self, title: str) -> set[str]:
        found: set[str] = set()
        for form in forms(title):
            found |= _some(self._films.get(form.key, set()))
        whole = forms(title)[:1]
        if whole and not self._films.get(whole[0].key):
            found |= _some(self._alike(whole[0].key))
        return found

    def _alike(self, key: str) -> set[str]:
        """The films of titles with a letter or a word of difference."""
        near: set[str] = set()
        for word in _tokens(key):
            keys = self._words.get(word, set())
            if len(keys) <= _COMMON:
                near |= keys
        alike = {k for k in near if fuzz.ratio(key, k, score_cutoff=ALIKE - 8)}
        return set().union(*(self._films[k] for k in alike))

    def people(self, names: Iterable[str]) -> dict[str, set[str]]:
        """The items that may be called so, by name."""
        found = {}
        for name in names:
            key = person_key(name)
            found[name] = _some(
                self._people.get(key, set()) | self._people.get("~" + sounds(key), set())
            )
        return found


def _some(items: set[str]) -> set[str]:
    return items if len(items) <= _MOST else set()


def _tokens(key: str) -> set[str]:
    """The words of a key, and its beginning without spaces for those that are written apart."""
    return {*key.split(), "^" + key.replace(" ", "")[: _BEGINNING + 1]}


def _titles(title: str) -> list[str]:
    """The ways to write a title for which a server is asked.

    >>> _titles("MATRIX, THE (1999)")
    ['THE MATRIX', 'The Matrix', 'The matrix']
    """
    found: list[str] = []
    for form in forms(title):
        text = form.text
        ways = [text, text.replace("&", "and"), text.replace(" and ", " & ")]
        ways += [text.replace("'", "’"), text.replace("’", "'")]
        if text.isupper() or text.islower() or text != _capital(text):
            ways += [_capital(text), text[:1].upper() + text[1:].lower()]
        found += ways
    return list(dict.fromkeys(found))[:16]


def _capital(text: str) -> str:
    """A title with capitals as English titles have them."""
    small = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
    words = text.split(" ")
    lowered = [w.lower() if w.isupper() and len(w) > 1 else w for w in words]
    return " ".join(
        w.lower() if n and w.lower() in small else w[:1].upper() + w[1:]
        for n, w in enumerate(lowered)
    )


def _people(name: str) -> list[str]:
    """The ways to write a person's name for which a server is asked.

    >>> _people("BENNETT, Haley")
    ['BENNETT, Haley', 'Haley BENNETT', 'Haley Bennett']
    """
    found = [name]
    last, comma, first = name.partition(",")
    if comma and first.strip():
        found.append(f"{first.strip()} {last.strip()}")
    turned = found[-1]
    parts = [p[:1] + p[1:].lower() if p.isupper() and len(p) > 2 else p for p in turned.split()]
    found += [" ".join(parts), turned.replace("'", "’"), turned.replace("’", "'")]
    plain = normal(turned)
    if plain != turned.lower():
        found.append(" ".join(w[:1].upper() + w[1:] for w in plain.split()))
    return list(dict.fromkeys(found))
