"""What Wikidata says of some items, as triples in its own vocabulary.

An item that is linked with an entity here is called by the entity's own IRI, wherever it stands,
so that everything about it stays one node.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.pulling.properties import CREDITS, DATES, NAMES, NAMING, PEOPLE, TYPE
from reelgraph.sources.inputs import Progress
from reelgraph.targets.target import Row, Target
from reelgraph.vocabulary import FILM, RDFS, SKOS, WD, WDT, XSD

PROP = "http://www.wikidata.org/prop/"
SAYS = PROP + "statement/"
CHARACTER = PROP + "qualifier/P453"
DEPRECATED = "http://wikiba.se/ontology#DeprecatedRank"
GENID = "http://www.wikidata.org/.well-known/genid/"
"""How Wikidata writes "somebody, not known who"; the importer reports and leaves out such."""
FILM_ITEM, HUMAN = WD + "Q11424", WD + "Q5"
_BASIC = {FILM_ITEM, HUMAN, WD + "Q202866"}
"""Classes that the importer knows without the hierarchy above them."""
_SUBCLASS = WDT + "P279"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY, _MONTH, _YEAR = 11, 10, 9
"""Wikidata's precision of a date."""


@dataclass(slots=True)
class Fetched:
    """The answers to all questions about some items."""

    raw: set[str] = field(default_factory=set)
    """Lines of N-Triples in Wikidata's vocabulary."""
    dated: set[str] = field(default_factory=set)
    """Lines in the film ontology: dates with the precision that Wikidata gives them."""
    described: set[str] = field(default_factory=set)
    """The items of which anything was said."""
    people: set[str] = field(default_factory=set)
    """Who is credited in them, as items."""
    named: set[str] = field(default_factory=set)
    """What else they name, and the people, as items."""
    vague: int = 0
    """Dates that say a decade, a century or less: the ontology has no word for them."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Where to ask, what for, and how things are called here."""

    target: Target
    called: Mapping[str, str]
    """The entity here of each linked item."""
    labelled: AbstractSet[str]
    """Entities that another source gives a label: Wikidata's is another name of theirs."""
    languages: Sequence[str]
    wanted: AbstractSet[str] | None = None
    """Properties of Wikidata such as ``P57``; all when None."""
    progress: Progress | None = None

    def wants(self, prop: str) -> bool:
        """Whether a property was asked for."""
        return self.wanted is None or prop in NAMES or prop in self.wanted

    def ask(self, query: str, items: Iterable[str]) -> Iterator[Row]:
        """The rows about some items."""
        asked = sorted(set(items), key=_number)
        if self.progress and asked:
            what = query.removeprefix("wikidata_").removeprefix("pull_").replace("_", " ")
            self.progress(f"asking for {what} of {len(asked):,} items", -1)
        yield from self.target.ask(query, [(iri(i),) for i in asked]) if asked else ()

    def node(self, term: object) -> str:
        """A term as N-Triples has it, under the name it has here."""
        if isinstance(term, ox.NamedNode):
            return f"<{self.called.get(term.value, term.value)}>"
        if isinstance(term, ox.BlankNode):
            return f"<{GENID}{term.value}>"
        return str(term)


def fetch(asking: Asking, items: Iterable[str], into: Fetched) -> None:
    """Ask for the facts and credits of some items, and add them to what was fetched."""
    wanted = set(items)
    dates: dict[tuple[str, str], list[ox.Literal]] = {}
    for row in asking.ask("wikidata_pull_facts", wanted):
        item, prop, value = _iri(row[0]), _iri(row[1]), row[2]
        into.described.add(item)
        if prop in DATES and isinstance(value, ox.Literal) and _DATE.match(value.value):
            dates.setdefault((item, prop), []).append(value)
        elif asking.wants(prop.removeprefix(WDT)):
            shown = str(value) if prop == TYPE else asking.node(value)
            into.raw.add(f"{asking.node(row[0])} <{prop}> {shown} .")
            if prop != TYPE:
                _note(into, prop.removeprefix(WDT), value)
    if asking.wanted is None or CREDITS & set(asking.wanted):
        _credits(asking, wanted, into)
    _dates(asking, wanted, dates, into)


def _credits(asking: Asking, items: AbstractSet[str], into: Fetched) -> None:
    """What the statements say; of one that is deprecated, who it names is nobody."""
    named: dict[str, list[tuple[str, object]]] = {}
    deprecated: set[str] = set()
    for item, statement, said, value in asking.ask("wikidata_pull_credits", items):
        prop, node = _iri(said), asking.node(statement)
        into.described.add(_iri(item))
        if prop.startswith(SAYS):
            role = prop.removeprefix(SAYS)
            if not asking.wants(role):
                continue
            into.raw.add(f"{asking.node(item)} <{PROP}{role}> {node} .")
            named.setdefault(node, []).append((role, value))
        elif prop == CHARACTER:
            if not _iri(value).startswith(WD):
                continue  # there is one, and it is not said which
            named.setdefault(node, []).append(("", value))
        elif _iri(value) == DEPRECATED:
            deprecated.add(node)
        into.raw.add(f"{node} <{prop}> {asking.node(value)} .")
    for node in named.keys() - deprecated:
        for role, who in named[node]:
            _note(into, role, who)


def _note(into: Fetched, prop: str, value: object) -> None:
    if isinstance(value, ox.NamedNode) and re.fullmatch(re.escape(WD) + r"Q\d+", value.value):
        into.named.add(value.value)
        if prop in PEOPLE:
            into.people.add(value.value)


def _dates(
    asking: Asking,
    items: AbstractSet[str],
    plain: dict[tuple[str, str], list[ox.Literal]],
    into: Fetched,
) -> None:
    """Dates as precise as they are meant.

    A plain edge does not tell: there a date on 1 January only says the year, as the importer has
    it. Of birth and death only the best statement counts, of publications every one.
    """
    if not any(asking.wants(prop.removeprefix(WDT)) for prop in DATES):
        return
    stated: dict[tuple[str, str], set[tuple[str, int | None]]] = {}
    for item, prop, value, precision, rank in asking.ask("wikidata_pull_dates", items):
        if isinstance(value, ox.Literal) and _iri(rank) != DEPRECATED:
            into.described.add(_iri(item))
            key = (_iri(item), _iri(prop))
            best = {v.value for v in plain.get(key, ())}
            if key[1] == WDT + "P577" or not best or value.value in best:
                exact = int(precision.value) if isinstance(precision, ox.Literal) else None
                stated.setdefault(key, set()).add((value.value, exact))
    for key, values in plain.items():
        stated.setdefault(key, {(v.value, None) for v in values})
    for (about, dating), found in stated.items():
        if not asking.wants(dating.removeprefix(WDT)):
            continue
        for text, exact in found:
            date = date_literal(text, exact)
            if date is None:
                into.vague += 1
            else:
                into.dated.add(f"{asking.node(iri(about))} <{FILM}{DATES[dating]}> {date} .")


def date_literal(text: str, precision: int | None) -> ox.Literal | None:
    """A date of Wikidata as precise as it is; None for a decade, a century or no date at all.

    >>> print(date_literal("2015-05-01T00:00:00Z", 10))
    "2015-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>
    >>> print(date_literal("2015-01-01T00:00:00Z", None))
    "2015"^^<http://www.w3.org/2001/XMLSchema#gYear>
    """
    match = _DATE.match(text)
    if not match or (precision is not None and precision < _YEAR):
        return None
    year, month, day = match.groups()
    if precision is None:
        precision = _YEAR if (month, day) in (("01", "01"), ("00", "00")) else _DAY
    if precision == _YEAR:
        return ox.Literal(year, datatype=iri(XSD + "gYear"))
    if precision == _MONTH:
        return ox.Literal(f"{year}-{month}", datatype=iri(XSD + "gYearMonth"))
    return ox.Literal(f"{year}-{month}-{day}", datatype=iri(XSD + "date"))


def name(
    asking: Asking, items: AbstractSet[str], mentioned: AbstractSet[str], into: Fetched
) -> None:
    """Ask for the names of items, and for the classes of those that are only mentioned."""
    unnamed = set(items | mentioned)
    rows = [(iri(i), ox.Literal(k)) for i in sorted(unnamed, key=_number) for k in asking.languages]
    if asking.progress and rows:
        asking.progress(f"asking for the names of {len(unnamed):,} items", -1)
    for row in asking.target.ask("wikidata_names", rows) if rows else ():
        item, kind = _iri(row[0]), getattr(row[1], "value", "")
        if kind == "title" or (kind == "alias" and item not in items):
            continue  # titles stand among the facts already
        if kind == "label":
            unnamed.discard(item)
        _name(asking, item, kind, row[2], into)
    for row in asking.ask("wikidata_pull_labels", unnamed):
        _name(asking, _iri(row[0]), "label", row[1], into)
    for row in asking.ask("wikidata_pull_types", mentioned):
        into.raw.add(f"{asking.node(row[0])} <{TYPE}> {row[1]} .")
    _classes(asking, into)


def _name(asking: Asking, item: str, kind: str, text: object, into: Fetched) -> None:
    into.described.add(item)
    here = asking.called.get(item, item)
    prop = RDFS + "label" if kind == "label" and here not in asking.labelled else SKOS + "altLabel"
    assert prop in NAMING  # noqa: S101  what is kept of a thing that is only mentioned
    into.raw.add(f"<{here}> <{prop}> {text} .")


def _classes(asking: Asking, into: Fetched) -> None:
    """Say which of the classes that were met are kinds of film."""
    met = {line.split(" ")[2][1:-1] for line in into.raw if f" <{TYPE}> " in line} - _BASIC
    if not met:
        return
    kinds = {_iri(row[1]) for row in asking.ask("wikidata_subclasses", [FILM_ITEM])}
    into.raw |= {f"<{c}> <{_SUBCLASS}> <{FILM_ITEM}> ." for c in met & kinds if c.startswith(WD)}


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _number(item: str) -> tuple[int, str]:
    digits = item.rpartition("Q")[2]
    return (int(digits) if digits.isdigit() else 0, item)
