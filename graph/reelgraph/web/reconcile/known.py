"""The graph as the linking model sees the place where it looks for items.

The model compares records with items of Wikidata, which it asks for by `linking.items.Items`. Here
the same questions are answered from the store: an item is an entity, and its number is its IRI.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox

from reelgraph.binding import bind, iri
from reelgraph.entity import kind_of
from reelgraph.linking.aligned import aligned
from reelgraph.linking.items import Items
from reelgraph.linking.records import FILM_KIND, PERSON
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, FILM, RDF, RDFS, SKOS, WD
from reelgraph.web.reconcile.spaces import Space

OTHER = "Other"
"""What is neither a work nor a person."""
ITEM, LOCAL = "item", "local "
"""Two identifiers beside those of `aligned`: the Wikidata item, and the number of a source, which
stands behind the word."""
_BATCH = 1_000
_TYPE, _LABEL, _ALSO = RDF + "type", RDFS + "label", SKOS + "altLabel"
_LOCAL = DCTERMS + "identifier"
_YEARS = (FILM + "year", FILM + "releaseDate", FILM + "birthDate")


class Known(Items):
    """Entities by their IRIs, and what the store says of them; asked for once each.

    One is made for a batch, so that all its queries are answered from the same few questions.
    """

    def __init__(self, store: Store, space: Space) -> None:
        self._store, self._space = store, space
        self.languages = ()  # all of them
        self.names, self.kinds, self.years = {}, {}, {}
        self.ids, self.credits, self.films_of = {}, {}, {}
        self.classes: dict[str, list[str]] = {}
        """The classes of each entity, as IRIs."""
        self._own: dict[str, set[str]] = {}
        """The numbers of sources that were asked for, by entity."""

    def kind(self, item: str) -> str:
        """The most special class of an entity, in one word."""
        return kind_of(self.classes.get(item, ()))

    def by_name(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Nothing: names are looked up in the index of names."""
        yield from ()

    def of_class(self, classes: Iterable[str]) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        """Nothing: see `by_name`."""
        yield from ()

    def by_id(self, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
        """The entities that have some identifiers: the property, the identifier, the entity."""
        numbers = {prop: number for number, prop in aligned().identifiers.items()}
        iris = {number: prop for prop, number in numbers.items()}
        rows = []
        for name, value in dict.fromkeys(wanted):
            if name == ITEM:
                item = WD + value
                yield from ((ITEM, value, e) for e in (*self._space.entities.get(item, ()), item))
            elif name.startswith(LOCAL):
                rows.append((iri(_LOCAL), ox.Literal(value)))
            elif name in iris:
                rows.append((iri(iris[name]), ox.Literal(value)))
        query = f"""SELECT DISTINCT ?a ?b ?e WHERE {{ VALUES (?a ?b) {{ (1 1) }}
          {{ ?e ?a ?b }} UNION {{ GRAPH <{LINKS}> {{ ?e ?a ?b }} }} }}"""
        for row in self._rows(query, ("a", "b"), rows):
            called, value, entity = map(_text, row)
            number = LOCAL + value if called == _LOCAL else numbers[called]
            if called == _LOCAL:  # facts may have been asked for before this was
                self._own.setdefault(entity, set()).add(value)
                self.ids.get(entity, {})[number] = {value}
            yield number, value, entity

    def fetch_facts(self, items: Iterable[str]) -> None:
        """Ask for names, classes, years and identifiers."""
        new = _new(items, self.kinds)
        if not new:
            return
        self.fetch_names(new)
        identifiers = {prop: number for number, prop in aligned().identifiers.items()}
        for item in new:
            self.kinds[item], self.years[item], self.ids[item] = set(), set(), {}
            self.classes[item] = []
            linked = self._space.item_of(item)
            if linked:
                self.ids[item][ITEM] = {linked.removeprefix(WD)}
            self.ids[item].update((LOCAL + v, {v}) for v in self._own.get(item, ()))
        wanted = ", ".join(f"<{p}>" for p in (_TYPE, *_YEARS, *sorted(identifiers)))
        query = f"""SELECT ?e ?p ?v WHERE {{ VALUES (?e) {{ (1) }}
          {{ ?e ?p ?v }} UNION {{ GRAPH <{LINKS}> {{ ?e ?p ?v }} }} FILTER(?p IN ({wanted})) }}"""
        for entity, prop, value in self._rows(query, ("e",), [(iri(i),) for i in new]):
            item, name, text = _text(entity), _text(prop), _text(value)
            if name == _TYPE:
                self.classes[item].append(text)
            elif name in identifiers:
                self.ids[item].setdefault(identifiers[name], set()).add(text)
            elif text[:4].isdigit():
                self.years[item].add(int(text[:4]))
        for item in new:
            self.kinds[item] = {_kind(self.classes[item])}

    def fetch_names(self, items: Iterable[str]) -> None:
        """Ask for labels and other names, in all languages."""
        new = _new(items, self.names)
        self.names.update((item, []) for item in new)
        # Pairs in one block: with two, the engine reads all names that there are.
        query = "SELECT ?e ?p ?v WHERE { VALUES (?e ?p) { (1 1) } ?e ?p ?v }"
        pairs = [(iri(i), iri(p)) for i in new for p in (_LABEL, _ALSO)]
        also: dict[str, list[str]] = defaultdict(list)
        for entity, prop, name in self._rows(query, ("e", "p"), pairs):
            item = _text(entity)
            (self.names[item] if _text(prop) == _LABEL else also[item]).append(_text(name))
        for item in new:
            names = (*self.names[item], *sorted(also.get(item, ())))
            self.names[item] = list(dict.fromkeys(names))

    def fetch_credits(self, films: Iterable[str]) -> None:
        """Ask for the people of films."""
        new = _new(films, self.credits)
        self.credits.update((film, {}) for film in new)
        query = f"""SELECT ?e ?p ?v WHERE {{ VALUES (?e) {{ (1) }}
          ?e ?p ?v FILTER(?p IN ({_contributors()})) }}"""
        for film, prop, person in self._rows(query, ("e",), [(iri(f),) for f in new]):
            roles = self.credits[_text(film)].setdefault(_text(person), set())
            roles.add(_role(_text(prop)))

    def fetch_films(self, people: Iterable[str]) -> None:
        """Ask for the films of people."""
        new = _new(people, self.films_of)
        self.films_of.update((person, {}) for person in new)
        query = f"""SELECT ?e ?p ?v WHERE {{ VALUES (?e) {{ (1) }}
          ?v ?p ?e FILTER(?p IN ({_contributors()})) }}"""
        for person, prop, film in self._rows(query, ("e",), [(iri(p),) for p in new]):
            roles = self.films_of[_text(person)].setdefault(_text(film), set())
            roles.add(_role(_text(prop)))

    def _rows(
        self,
        query: str,
        names: tuple[str, ...],
        rows: Sequence[Sequence[ox.NamedNode | ox.Literal]],
    ) -> Iterator[tuple[object, ...]]:
        for begin in range(0, len(rows), _BATCH):
            bound = bind(query, {names: rows[begin : begin + _BATCH]})
            for row in self._store.select(bound):
                yield tuple(row)


def _kind(classes: Iterable[str]) -> str:
    parents = terms().parents
    above = {p for c in classes for p in parents.get(c, ())}
    if FILM + "Work" in above:
        return FILM_KIND
    return PERSON if FILM + "Person" in above else OTHER


def _contributors() -> str:
    return ", ".join(f"<{p}>" for p in sorted(terms().contributor_properties))


def _role(prop: str) -> str:
    """The role as the model calls it: Wikidata's number where there is one."""
    return aligned().roles.get(prop, prop)


def _new(items: Iterable[str], known: Collection[str]) -> list[str]:
    return [i for i in dict.fromkeys(items) if i not in known]


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))
