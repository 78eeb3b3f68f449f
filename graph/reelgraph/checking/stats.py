"""What is in a graph, in numbers: a few counts over the whole of it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from reelgraph.checking.table import Bar, Table, Tone
from reelgraph.entities import describe
from reelgraph.entity import kind_of
from reelgraph.errors import ParameterError
from reelgraph.export import written
from reelgraph.facts import Source
from reelgraph.results import Results
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.store.sources import sources
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDFS, SKOS, local_name

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("html", "svg", "json", "csv", "tsv", "xlsx", "md", "txt")
"""The endings of files that the counts can be written to."""
MOST = 15
"""How many people, genres and countries are listed."""
_COLUMNS = ("topic", "what", "count", "of", "percent", "iri")


@dataclass(frozen=True)
class Statistics:
    """The counts, as tables of bars."""

    tables: tuple[Table, ...]
    date: str
    """The day on which it was counted."""

    def __getitem__(self, key: str) -> Table:
        for table in self.tables:
            if table.key == key:
                return table
        raise ParameterError(
            f"there are no counts {key!r}; there are: {', '.join(t.key for t in self.tables)}"
        )

    @property
    def results(self) -> Results:
        """All counts as one table."""
        rows = [
            (t.key, bar.label, bar.count, bar.of, bar.percent, bar.iri and ox.NamedNode(bar.iri))
            for t in self.tables
            for bar in t.bars
        ]
        return Results(_COLUMNS, [_literals(row) for row in rows])

    @property
    def rows(self) -> list[dict[str, object]]:
        """All counts as dicts."""
        return [dict(row) for row in self.results]

    def df(self) -> "pd.DataFrame":
        """All counts as a pandas DataFrame."""
        return self.results.df()

    def __repr__(self) -> str:
        return f"<Statistics: {', '.join(t.key for t in self.tables)}>"

    def _repr_html_(self) -> str:
        from reelgraph.checking import plots

        return "".join(f"<h4>{plots.safe(t.title)}</h4>{plots.table(t)}" for t in self.tables)

    def text(self) -> str:
        """The tables for a terminal, with a bar beside each number."""
        return "\n".join(t.text() for t in self.tables)

    def html(self) -> str:
        """One page with plots and their tables, that needs nothing else."""
        from reelgraph.checking import plots

        return plots.page(self.tables, self.date)

    def svg(self) -> str:
        """The plots as one picture."""
        from reelgraph.checking import plots

        return plots.sheet(self.tables, self.date)

    def render(self, format_name: str) -> bytes:
        """The counts in one of `FORMATS`.

        Raises:
            ParameterError: the format is another.

        """
        if format_name == "html":
            return self.html().encode()
        if format_name == "svg":
            return self.svg().encode()
        if format_name == "txt":
            return self.text().encode()
        if format_name == "md":
            return "\n".join(t.markdown() for t in self.tables).encode()
        if format_name == "json":
            found = {t.key: [bar.as_dict() for bar in t.bars] for t in self.tables}
            return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"
        if format_name in ("csv", "tsv", "xlsx"):
            return self.results.render(format_name)
        raise ParameterError(f"counts cannot be written as {format_name!r}: {', '.join(FORMATS)}")

    def save(self, path: str | Path) -> None:
        """Write the counts; the ending of the file is the format, one of `FORMATS`.

        Raises:
            ParameterError: the ending is another.

        """
        target = Path(path)
        body = self.render(target.suffix.lower().lstrip("."))
        mark = b"\xef\xbb\xbf" if target.suffix.lower() == ".csv" else b""
        with written(target) as temporary:
            temporary.write_bytes(mark + body)


def count(store: Store) -> Statistics:
    """Count what is in a store.

    >>> import reelgraph as rg
    >>> [bar.label for bar in count(rg.sample().store)["types"].bars][:2]
    ['Person', 'Film']

    """
    known = sources(store)
    found = [
        _types(store),
        _roles(store),
        *_years(store),
        _completeness(store),
        _connected(store),
        _ranked(store, "genres", "Genres", "hasGenre"),
        _ranked(store, "countries", "Countries of origin", "hasCountryOfOrigin"),
        *_sources(known),
        _overlap(store, known),
    ]
    today = datetime.now(UTC).date().isoformat()
    return Statistics(tuple(t for t in found if t.bars), today)


def _pairs(store: Store, query: str) -> list[tuple[str, int]]:
    """The rows of a query for a term and a number."""
    return [(row[0].value, int(row[1].value)) for row in store.select(query) if row[0] is not None]


def _number(store: Store, pattern: str) -> int:
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
    return int(next(store.select(query))["n"].value)


def _types(store: Store) -> Table:
    from reelgraph.views.style import type_text

    # The class of a thing is the narrowest that it has, so the counts of the others are lessened.
    counted = dict(_pairs(store, "SELECT ?c (COUNT(*) AS ?n) WHERE { ?x a ?c } GROUP BY ?c"))
    parents = terms().parents
    own = Counter({c: n for c, n in counted.items() if c in parents})
    for narrow in sorted(own, key=lambda c: -len(parents[c])):
        for above in parents[narrow] - {narrow}:
            if above in own:
                own[above] -= counted[narrow] if _nearest(narrow, above, own) else 0
    bars = [Bar(type_text(kind_of([c])), n, iri=c) for c, n in own.items() if n > 0]
    bars.sort(key=lambda bar: (-bar.count, bar.label))
    return Table("types", "What is in the graph", tuple(bars), tone="other")


def _nearest(narrow: str, above: str, among: Iterable[str]) -> bool:
    """Whether no other class of the graph stands between two."""
    parents = terms().parents
    return not any(
        above in parents[c] and c in parents[narrow] and c not in (narrow, above) for c in among
    )


def _roles(store: Store) -> Table:
    query = (
        f"SELECT ?role (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?c <{FILM}hasRole> ?role }} }} "
        "GROUP BY ?role ORDER BY DESC(?n) ?role"
    )
    roles = terms().roles
    bars = [
        Bar(roles[r].label if r in roles else local_name(r), n, iri=r)
        for r, n in _pairs(store, query)
    ]
    return Table("roles", "Credits by role", tuple(bars), tone="company")


def _years(store: Store) -> Iterator[Table]:
    query = (
        f"SELECT ?year (COUNT(*) AS ?n) WHERE {{ ?f a <{FILM}Film> ; <{FILM}year> ?year }} "
        "GROUP BY ?year ORDER BY ?year"
    )
    years = [(int(year), n) for year, n in _pairs(store, query)]
    decades: Counter[int] = Counter()
    for year, n in years:
        decades[year // 10 * 10] += n
    filled = range(min(decades), max(decades) + 1, 10) if decades else []
    bars = tuple(Bar(f"{d}s", decades[d]) for d in filled)
    yield Table("decades", "Films by decade", bars, tone="film", upright=True)
    counted = dict(years)
    every = range(min(counted), max(counted) + 1) if counted else []
    bars = tuple(Bar(str(y), counted.get(y, 0)) for y in every)
    yield Table("years", "Films by year", bars, tone="film", upright=True, long=True)


def _completeness(store: Store) -> Table:
    films = _number(store, f"?x a <{FILM}Film>")
    people = _number(store, f"?x a <{FILM}Person>")
    asked = [
        ("films with a title", _with("Film", RDFS + "label"), films),
        ("films with a year", _with("Film", FILM + "year"), films),
        ("films with a director", _with("Film", FILM + "hasDirector"), films),
        ("films with a cast", _with("Film", FILM + "hasCastMember"), films),
        ("films with a country", _with("Film", FILM + "hasCountryOfOrigin"), films),
        ("films with a genre", _with("Film", FILM + "hasGenre"), films),
        ("films with an IMDb identifier", _with("Film", FILM + "imdbId", linked=True), films),
        ("films with a Wikidata item", _item("Film"), films),
        ("people with a name", _with("Person", RDFS + "label"), people),
        ("people with a date of birth", _with("Person", FILM + "birthDate"), people),
        ("people with an IMDb identifier", _with("Person", FILM + "imdbId", linked=True), people),
        ("people with a Wikidata item", _item("Person"), people),
    ]
    bars = tuple(Bar(what, _number(store, where), of=of) for what, where, of in asked if of)
    return Table("completeness", "How complete it is", bars, tone="festival")


def _with(kind: str, prop: str, *, linked: bool = False) -> str:
    """What has a property, in the view or, for an identifier, among the links."""
    typed = f"?x a <{FILM}{kind}>"
    pattern = f"{typed} FILTER EXISTS {{ ?x <{prop}> ?v }}"
    if not linked:
        return pattern
    return f"{{ {pattern} }} UNION {{ GRAPH <{LINKS}> {{ ?x <{prop}> ?v }} {typed} }}"


def _item(kind: str) -> str:
    """What is a Wikidata item, or has one."""
    begins = 'STRSTARTS(STR({}), "http://www.wikidata.org/entity/Q")'
    typed, match = f"?x a <{FILM}{kind}>", f"<{SKOS}exactMatch>"
    return (
        f"{{ {typed} FILTER({begins.format('?x')}) }} UNION "
        f"{{ {typed} ; {match} ?v FILTER({begins.format('?v')}) }} UNION "
        f"{{ GRAPH <{LINKS}> {{ ?x {match} ?v FILTER({begins.format('?v')}) }} {typed} }}"
    )


def _connected(store: Store) -> Table:
    query = (
        f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?work <{FILM}hasContributor> ?p }} "
        f"GROUP BY ?p ORDER BY DESC(?n) LIMIT {4 * MOST}"
    )
    # Equals are put in order here: in the query that took twenty times as long as the rest of it.
    found = sorted(_pairs(store, query), key=lambda pair: (-pair[1], pair[0]))
    known = describe(store, (p for p, _ in found))
    people = [(known[p], n) for p, n in found if known[p].named][:MOST]
    bars = tuple(Bar(e.label, n, iri=e.iri) for e, n in people)
    return Table("people", "Who took part in most films", bars, tone="person")


def _ranked(store: Store, key: str, title: str, prop: str) -> Table:
    query = (
        f"SELECT ?v (COUNT(*) AS ?n) WHERE {{ ?f a <{FILM}Film> ; <{FILM}{prop}> ?v }} "
        f"GROUP BY ?v ORDER BY DESC(?n) ?v LIMIT {MOST}"
    )
    found = _pairs(store, query)
    known = describe(store, (v for v, _ in found))
    return Table(key, title, tuple(Bar(known[v].label, n, iri=v) for v, n in found), tone="film")


def _sources(known: Sequence[Source]) -> Iterator[Table]:
    shown: tuple[tuple[str, str, Tone], ...] = (
        ("credits", "Credits by source", "company"),
        ("films", "Films by source", "film"),
        ("people", "People by source", "person"),
    )
    for key, title, tone in shown:
        ranked = sorted(known, key=lambda s: (-getattr(s, key), s.name))
        bars = tuple(Bar(s.name, getattr(s, key), iri=s.graph) for s in ranked)
        yield Table(f"{key}_by_source", title, bars, tone=tone)


def _overlap(store: Store, known: Sequence[Source]) -> Table:
    """How many films and people two sources both speak of."""
    names = {s.graph: s.name for s in known}
    found: list[Bar] = []
    if len(known) > 1:
        query = f"""SELECT ?a ?b (COUNT(DISTINCT ?e) AS ?n) WHERE {{
          {{ SELECT DISTINCT ?a ?e WHERE {{ GRAPH ?a {{ ?e a ?t }} FILTER(?t IN ({_KINDS})) }} }}
          {{ SELECT DISTINCT ?b ?e WHERE {{ GRAPH ?b {{ ?e a ?t }} FILTER(?t IN ({_KINDS})) }} }}
          FILTER(STR(?a) < STR(?b)) }} GROUP BY ?a ?b"""
        for row in store.select(query):
            pair = [names.get(row[k].value, "") for k in ("a", "b")]
            if all(pair):
                found.append(Bar(" and ".join(sorted(pair)), int(row["n"].value)))
    found.sort(key=lambda bar: (-bar.count, bar.label))
    title = "Films and people in two sources"
    return Table("overlap", title, tuple(found[: 2 * MOST]), tone="other")


_KINDS = ", ".join(f"<{FILM}{kind}>" for kind in ("Film", "ShortFilm", "Person"))


def _literals(row: Sequence[object]) -> list[object]:
    return [cell if cell not in (None, "") else None for cell in row]
