"""What the target knows of items, asked for when it is needed and kept for the run."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from reelgraph.linking.records import FILM_KIND, PERSON
from reelgraph.targets.target import Target, Value
from reelgraph.vocabulary import WD, WDT

FILM_CLASS, HUMAN = "Q11424", "Q5"
"""Wikidata's classes film and human."""
CAST, DIRECTOR = "P161", "P57"
_CLASS, _BORN, _PUBLISHED = "P31", "P569", "P577"


class Items:
    """Items by their numbers (``Q4444``), and what the target says of them.

    Each thing is asked for once. What was never asked for reads as unknown: call the ``fetch``
    methods first.
    """

    def __init__(self, target: Target, languages: Collection[str] = ("en", "mul")) -> None:
        self.target = target
        self.languages = tuple(dict.fromkeys(("en", "mul", *sorted(languages))))
        self.names: dict[str, list[str]] = {}
        """The label first."""
        self.kinds: dict[str, set[str]] = {}
        """``Film`` or ``Person``, or both: Wikidata is edited by people; none for other things."""
        self.years: dict[str, set[int]] = {}
        """Of a film of all its dates, of a person of birth."""
        self.ids: dict[str, dict[str, set[str]]] = {}
        self.credits: dict[str, dict[str, set[str]]] = {}
        """The people of a film, and their roles as properties (``P57``)."""
        self.films_of: dict[str, dict[str, set[str]]] = {}
        self._classes: frozenset[str] | None = None

    @property
    def film_classes(self) -> frozenset[str]:
        """The class of films and all kinds of it; asked for once."""
        if self._classes is None:
            rows = self.target.ask("wikidata_subclasses", [(_item(FILM_CLASS),)])
            self._classes = frozenset({FILM_CLASS, *(_number(kind) for _, kind in rows)})
        return self._classes

    def label(self, item: str) -> str:
        """The label of an item, or its number."""
        names = self.names.get(item)
        return names[0] if names else item

    def year(self, item: str) -> int | None:
        """The first year of an item."""
        return min(self.years.get(item, ()), default=None)

    def by_name(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The items that bear some names exactly: the name, the item."""
        literals = [
            (ox.Literal(text, language=tag),)
            for text in dict.fromkeys(names)
            for tag in self.languages
        ]
        for name, item in self.target.ask("wikidata_by_name", literals):
            if _is_item(item):
                yield _text(name), _number(item)

    def by_id(self, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
        """The items that have some identifiers: the property, the identifier, the item."""
        rows = [(ox.NamedNode(WDT + p), ox.Literal(value)) for p, value in dict.fromkeys(wanted)]
        for prop, value, item in self.target.ask("wikidata_by_id", rows):
            if _is_item(item):
                yield _text(prop).removeprefix(WDT), _text(value), _number(item)

    def of_class(self, classes: Iterable[str]) -> Iterator[tuple[str, str]]:
        """All items of some classes and their names; not for a server."""
        rows = [(_item(c),) for c in sorted(classes)]
        for item, name in self.target.ask("wikidata_of_class", rows):
            if _is_item(item):
                yield _number(item), _text(name)

    def fetch_facts(self, items: Iterable[str]) -> None:
        """Ask for names, classes, years and identifiers."""
        new = _new(items, self.kinds)
        if not new:
            return
        self.fetch_names(new)
        for item in new:
            self.kinds[item], self.years[item], self.ids[item] = set(), set(), {}
        for node, prop, value in self.target.ask("wikidata_facts", [(_item(i),) for i in new]):
            self._fact(_number(node), _text(prop).removeprefix(WDT), value)

    def fetch_names(self, items: Iterable[str]) -> None:
        """Ask for labels and aliases in the languages of this run."""
        new = _new(items, self.names)
        self.names.update((item, []) for item in new)
        pairs = [(_item(i), ox.Literal(tag)) for i in new for tag in self.languages]
        others: dict[str, list[str]] = defaultdict(list)
        for node, kind, name in self.target.ask("wikidata_names", pairs) if pairs else ():
            item = _number(node)
            (self.names[item] if _text(kind) == "label" else others[item]).append(_text(name))
        for item in new:
            names = (*self.names[item], *sorted(others.get(item, ())))
            self.names[item] = list(dict.fromkeys(names))

    def _fact(self, item: str, prop: str, value: object) -> None:
        if prop == _CLASS:
            number = _number(value)
            if number == HUMAN:
                self.kinds[item].add(PERSON)
            elif number in self.film_classes:
                self.kinds[item].add(FILM_KIND)
        elif prop in (_BORN, _PUBLISHED):
            if _text(value)[:4].isdigit():  # a date that is not known is a blank node
                self.years[item].add(int(_text(value)[:4]))
        else:
            self.ids[item].setdefault(prop, set()).add(_text(value))

    def fetch_credits(self, films: Iterable[str]) -> None:
        """Ask for the people of films."""
        new = _new(films, self.credits)
        self.credits.update((film, {}) for film in new)
        rows = [(_item(f),) for f in new]
        for film, prop, person in self.target.ask("wikidata_credits", rows) if rows else ():
            if _is_item(person):
                roles = self.credits[_number(film)].setdefault(_number(person), set())
                roles.add(_text(prop).removeprefix(WDT))

    def fetch_films(self, people: Iterable[str]) -> None:
        """Ask for the films of people."""
        new = _new(people, self.films_of)
        self.films_of.update((person, {}) for person in new)
        rows = [(_item(p),) for p in new]
        for person, prop, film in self.target.ask("wikidata_films_of", rows) if rows else ():
            if _is_item(film):
                roles = self.films_of[_number(person)].setdefault(_number(film), set())
                roles.add(_text(prop).removeprefix(WDT))


def _new(items: Iterable[str], known: Collection[str]) -> list[str]:
    return [i for i in dict.fromkeys(items) if i not in known]


def _item(number: str) -> Value:
    return ox.NamedNode(WD + number)


def _number(term: object) -> str:
    return _text(term).removeprefix(WD)


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))


def _is_item(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(WD + "Q")
