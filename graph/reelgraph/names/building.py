"""From a store to its name index: a few large queries, and sorting, which is left to SQLite.

What the engine answers goes through tables on disk, so that memory does not grow with the names.
"""

import json
import sqlite3
from collections import Counter
from itertools import islice

import pyoxigraph as ox

from reelgraph.entity import kind_of
from reelgraph.names.spelling import edged, kind_term, normal, terms_of, year_term
from reelgraph.store import Store
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDFS, SKOS

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE kind (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE letter (text TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, kind INTEGER, year INTEGER,
                     degree INTEGER, norms TEXT);
CREATE TABLE name (norm TEXT, entity INTEGER, text TEXT, PRIMARY KEY (norm, entity)) WITHOUT ROWID;
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE);
CREATE VIRTUAL TABLE line USING fts5
    (terms, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE part USING fts5
    (text, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');
INSERT INTO line (line, rank) VALUES ('hashsize', 33554432);
INSERT INTO part (part, rank) VALUES ('hashsize', 33554432);
CREATE TABLE staging.fact (iri TEXT, what INTEGER, value);
CREATE TABLE staging.name (norm TEXT, entity INTEGER, text TEXT);
"""
_LABEL, _OTHER, _KIND, _YEAR, _CREDITS = range(5)
_RANKED = f"""
SELECT iri,
  coalesce(min(value) FILTER (WHERE what = {_LABEL}), min(value) FILTER (WHERE what = {_OTHER}))
    AS label,
  json_group_array(value) FILTER (WHERE what <= {_OTHER}) AS names,
  min(value) FILTER (WHERE what = {_KIND}) AS kind,
  min(CAST(value AS INTEGER)) FILTER (WHERE what = {_YEAR}) AS year,
  coalesce(sum(value) FILTER (WHERE what = {_CREDITS}), 0) AS degree
FROM staging.fact GROUP BY iri HAVING label IS NOT NULL ORDER BY degree DESC, label, iri"""  # noqa: S608  numbers
"""The entities that have a name; of several kinds each has the most special one, whose number is
the least."""
_LINES = 20_000
"""Rows that are held at a time."""
_SEEN = 200_000
"""Words that are remembered, so that they are not offered to the table again and again."""


def fill(store: Store, database: sqlite3.Connection, stamp: str) -> None:
    """Fill an empty index, whose database has another one attached as ``staging``."""
    database.execute("PRAGMA cache_size = -100000")
    database.execute("PRAGMA secure_delete = OFF")
    database.executescript(_TABLES)
    kinds = _gather(store, database)
    _number(database, kinds)
    _words(database)
    database.execute("INSERT INTO meta VALUES ('state', ?)", (stamp,))
    database.commit()


def _gather(store: Store, database: sqlite3.Connection) -> list[str]:
    """Everything that is said of anything, as it comes; and the kinds, by their numbers."""

    def take(what: int, query: str, value: int | None = None) -> None:
        """Keep the rows of a query: an entity, and what is said of it unless that is given."""
        found = store.select(query)
        rows = (
            ((row[0].value, row[1].value) for row in found if isinstance(row[1], ox.Literal))
            if value is None
            else ((row[0].value, value) for row in found)
        )
        database.executemany(f"INSERT INTO staging.fact VALUES (?, {what}, ?)", rows)  # noqa: S608  a number

    take(_LABEL, f"SELECT ?a ?b {{ ?a <{RDFS}label> ?b }}")
    take(_OTHER, f"SELECT ?a ?b {{ ?a <{SKOS}altLabel> ?b }}")
    used = {row[0].value for row in store.select("SELECT DISTINCT ?b { ?a a ?b }")}
    parents = terms().parents
    classes = sorted(used & parents.keys(), key=lambda c: (-len(parents[c]), c))
    for number, kind in enumerate(classes):
        take(_KIND, f"SELECT ?a {{ ?a a <{kind}> }}", number)
    take(_YEAR, f"SELECT ?a ?b {{ ?a <{FILM}year> ?b }}")
    for end in ("?a", "?b"):
        counted = f"SELECT {end} (COUNT(*) AS ?n) {{ ?a <{FILM}hasContributor> ?b }} GROUP BY {end}"
        take(_CREDITS, counted)
    return [*(kind_of([kind]) for kind in classes), kind_of(())]


def _number(database: sqlite3.Connection, kinds: list[str]) -> None:
    """Number the entities in the order of their rank: a search need not sort what it finds."""
    numbers = {name: n for n, name in enumerate(sorted(set(kinds)))}
    number_of = [numbers[kind] for kind in kinds]
    numbered = enumerate(database.execute(_RANKED), 1)
    seen: set[str] = set()
    while some := list(islice(numbered, _LINES)):
        entities, lines, names, words = [], [], [], []
        for key, (iri, label, given, place, year, degree) in some:
            kind = number_of[-1 if place is None else place]
            texts = {normal(label): label}
            if '","' in given:
                for other in sorted(json.loads(given)):
                    texts.setdefault(normal(other), other)
            said = [*terms_of(texts), kind_term(kind)]
            if year is not None:
                said.append(year_term(year))
            norms = "\n".join(texts)
            entities.append((key, iri, label, kind, year, degree, norms))
            lines.append((key, " ".join(said)))
            names += [(norm, key, text) for norm, text in texts.items()]
            for word in norms.split():
                if word not in seen:
                    seen.add(word)
                    words.append((word,))
        database.executemany("INSERT INTO main.entity VALUES (?, ?, ?, ?, ?, ?, ?)", entities)
        database.executemany("INSERT INTO line (rowid, terms) VALUES (?, ?)", lines)
        database.executemany("INSERT INTO staging.name VALUES (?, ?, ?)", names)
        database.executemany("INSERT OR IGNORE INTO word (text) VALUES (?)", words)
        if len(seen) > _SEEN:
            seen.clear()
    used = {row[0] for row in database.execute("SELECT DISTINCT kind FROM main.entity")}
    database.executemany(
        "INSERT INTO kind VALUES (?, ?)", [(n, name) for name, n in numbers.items() if n in used]
    )
    database.execute("INSERT INTO main.name SELECT * FROM staging.name ORDER BY norm, entity")
    database.execute("CREATE INDEX entity_iri ON entity (iri)")
    database.execute("INSERT INTO line (line) VALUES ('optimize')")


def _words(database: sqlite3.Connection) -> None:
    """The parts of the words, and the letters that they are made of."""
    words = database.execute("SELECT id, text FROM word ORDER BY id")
    database.executemany(
        "INSERT INTO part (rowid, text) VALUES (?, ?)", ((n, edged(word)) for n, word in words)
    )
    database.execute("INSERT INTO part (part) VALUES ('optimize')")
    database.execute("CREATE VIRTUAL TABLE temp.parts USING fts5vocab('main', 'part', 'row')")
    letters: Counter[str] = Counter()
    for text, times in database.execute("SELECT term, doc FROM temp.parts"):
        for letter in text:
            letters[letter] += times
    database.execute("DROP TABLE temp.parts")
    database.executemany(
        "INSERT INTO letter VALUES (?, ?)", ((c, n) for c, n in letters.items() if c.isalnum())
    )
