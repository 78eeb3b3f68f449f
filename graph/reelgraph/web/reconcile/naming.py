"""Finding entities by their names, in the index of names that lies beside the store."""

from collections.abc import Callable, Iterable

from reelgraph.entity import Entity, is_a
from reelgraph.linking.records import Records
from reelgraph.linking.titles import PART, forms
from reelgraph.names import NameIndex

_MOST = 60
"""Entities that one name may bring: beyond, the name alone tells nothing."""
_ALIKE = 10
"""Entities with another name that are looked at where none has this one."""
_SHORT = 3


class Names:
    """The names of a graph, looked up once each for a batch.

    The whole name first; where nothing is called so, what begins so or is spelt alike.
    """

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._kept: dict[tuple[object, ...], set[str]] = {}

    def works(self, title: str, year: int | None) -> set[str]:
        """The works that may be called so; those of a year that only begin so as well."""
        return self._once(self._works, title, year)

    def people(self, name: str, *, alike: bool) -> set[str]:
        """The people who may be called so; where nobody is, and it is asked for, those alike."""
        return self._once(self._people, name, alike)

    def others(self, name: str) -> set[str]:
        """What else may be called so."""
        return self._once(self._others, name)

    def _once(self, find: Callable[..., set[str]], *args: str | int | None) -> set[str]:
        key = (find, *args)
        if key not in self._kept:
            self._kept[key] = find(*args)
        return self._kept[key]

    def _works(self, title: str, year: int | None) -> set[str]:
        found: set[str] = set()
        for form in forms(title):
            called = [e for text in _articles(form.text) for e in self._index.exact(text)]
            works = {e for e in called if is_a(e.kind, "Work")}
            if len(works) > _MOST:
                works = {e for e in works if e.year == year}
            found |= _some(works)
            if year is not None and form.kind != PART and len(form.key) > _SHORT:
                of_year = self._index.beginning(form.text, year)
                found |= _some(e for e in of_year if is_a(e.kind, "Work"))
        if not found:
            for form in forms(title)[:1]:
                found |= _some(self._index.search(form.text, "Work", _ALIKE))
        return found

    def _people(self, name: str, alike: bool) -> set[str]:
        last, comma, first = name.partition(",")
        ways = [name, f"{first.strip()} {last.strip()}"] if comma and first.strip() else [name]
        called = [e for way in ways for e in self._index.exact(way)]
        found = _some(e for e in called if is_a(e.kind, "Person"))
        if not found and alike:
            found = _some(self._index.search(ways[-1], "Person", _ALIKE))
        return found

    def _others(self, name: str) -> set[str]:
        found = _some(e for e in self._index.exact(name) if _is_other(e))
        if not found:
            near = self._index.search(name, None, 3 * _ALIKE)
            found = _some([e for e in near if _is_other(e)][:_ALIKE])
        return found


class Named:
    """The lookup (`linking.lookup.Lookup`) for one reading of a query."""

    how = "by name, in this graph"

    def __init__(self, names: Names, records: Records, key: str) -> None:
        """Get ready.

        Args:
            names: Those of the graph.
            records: What the query says.
            key: What is looked for in them; all else there is evidence for it.

        """
        self._names = names
        self._main = {n.text for n in records.names.get(key, ())}
        self._years = {
            name.text: year
            for entity, year in records.years.items()
            for name in records.names.get(entity, ())
        }

    def films(self, titles: Iterable[str]) -> dict[str, set[str]]:
        """The works that may be called so, by title."""
        return {t: self._names.works(t, self._years.get(t)) for t in titles}

    def people(self, names: Iterable[str]) -> dict[str, set[str]]:
        """The people who may be called so, by name: of evidence only those who are called so."""
        return {n: self._names.people(n, alike=n in self._main) for n in names}


def _is_other(entity: Entity) -> bool:
    return not is_a(entity.kind, "Work") and not is_a(entity.kind, "Person")


def _some(entities: Iterable[Entity]) -> set[str]:
    found = {e.iri for e in entities}
    return found if len(found) <= _MOST else set()


def _articles(title: str) -> tuple[str, ...]:
    """A title with and without an English article before it.

    >>> _articles("The Lamp"), _articles("Lamp")
    (('The Lamp', 'Lamp'), ('Lamp', 'The Lamp'))
    """
    first, _, rest = title.partition(" ")
    if rest and first.lower() in ("the", "a", "an"):
        return (title, rest)
    return (title, f"The {title}")
