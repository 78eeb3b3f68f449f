"""The name index beside a store: prefixes, infixes and misspellings, in milliseconds.

It is derived from the store, stamped with the state that it was built from, built again when that
has changed, and can be deleted at any time. SQLite's trigram index finds candidates, RapidFuzz
orders the misspelt ones.
"""

import os
import re
import sqlite3
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from rapidfuzz import fuzz

from reelgraph.entity import Entity, is_a, kind_of
from reelgraph.store import Store
from reelgraph.vocabulary import FILM, RDFS, SKOS

VERSION = 1
"""Of the tables; an index of another version is built again."""
CANDIDATES = 200
"""How many names that begin so, or hold it, are looked at: those with most credits first."""
FUZZY_CANDIDATES = 400
FUZZY_LEAST = 72.0
"""RapidFuzz's score, out of 100, below which a name is no misspelling of another."""
LONGEST = 300
"""Characters of a text that are searched for; there is no need for more."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, kind TEXT, year INTEGER,
                     degree INTEGER);
CREATE TABLE name (id INTEGER PRIMARY KEY, entity INTEGER, norm TEXT);
CREATE INDEX name_norm ON name (norm);
CREATE VIRTUAL TABLE trigram USING fts5 (norm, content='', tokenize='trigram');
"""
_TRIGRAMS = (
    "FROM trigram t JOIN name n ON n.id = t.rowid JOIN entity e ON e.id = n.entity "
    "WHERE trigram MATCH ?"
)

_LETTERS = str.maketrans("łøđı", "lodi") | {ord("æ"): "ae", ord("œ"): "oe"}
"""Letters that Unicode does not take apart into a plain one and an accent."""


def normal(name: str) -> str:
    """A name without case, accents and punctuation, for comparing.

    >>> normal("Bad Motherf–ker"), normal("AMÉLIE!")
    ('bad motherf ker', 'amelie')
    """
    sound = name.encode("utf-8", "replace").decode().replace("\0", " ")  # no lone surrogates
    plain = unicodedata.normalize("NFKD", sound)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = plain.translate(_LETTERS)
    return re.sub(r"[\W_]+", " ", plain.replace("'", "").replace("’", "")).strip() or sound.strip()


class NameIndex:
    """The names of a store."""

    def __init__(self, store: Store, path: Path | None) -> None:
        """Open the index at `path`, or build it there if it is missing or out of date.

        In memory when `path` is None, and when the folder cannot be written.
        """
        self._store, self._path = store, path
        self._state = f"{VERSION}:{store.state()}"
        self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            database = _opened(self._path, self._state)
            if database is None:
                with suppress(OSError, sqlite3.OperationalError):
                    _build_file(self._store, self._path, self._state)
                    database = _opened(self._path, self._state)
            if database is not None:
                return database
        database = sqlite3.connect(":memory:", check_same_thread=False)
        _build(self._store, database, self._state)
        return database

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def exact(self, name: str) -> list[Entity]:
        """The entities that are called so, but for case, accents and punctuation."""
        rows = self._rows("SELECT DISTINCT entity FROM name WHERE norm = ?", normal(name))
        return self._entities(row[0] for row in rows)

    def beginning(self, name: str, year: int) -> list[Entity]:
        """The entities of a year whose names begin so."""
        rows = self._rows(
            "SELECT DISTINCT n.entity FROM name n JOIN entity e ON e.id = n.entity "
            "WHERE n.norm >= ? AND n.norm < ? AND e.year = ?",
            *_range(normal(name)),
            year,
        )
        return self._entities(row[0] for row in rows)

    def search(self, text: str, kind: str | None = None, limit: int = 20) -> list[Entity]:
        """The entities whose names fit, the best first.

        Whole names come before beginnings, beginnings before other parts, and those before
        misspellings; among equals the entity with more credits comes first.

        Args:
            text: A name, a part of one, or something like one.
            kind: Only entities of this class (or below it).
            limit: How many at most.

        """
        wanted = normal(text)[:LONGEST]
        kinds = self._kinds(kind)
        most = max(limit, CANDIDATES)
        found: dict[int, tuple[float, ...]] = {}
        for rank, keys in enumerate(self._tiers(wanted, kinds, most)):
            for key in keys:
                found.setdefault(key, (rank,))
        if len(found) < limit:
            for key, score in self._misspelt(wanted, kinds):
                found.setdefault(key, (9.0, -score))
        entities = dict(self._keyed(found))

        def place(key: int) -> tuple[object, ...]:
            return (*found[key], -entities[key].degree, entities[key].label)

        return [entities[key] for key in sorted(entities, key=place)[:limit]]

    def _kinds(self, wanted: str | None) -> str:
        """The condition that an entity is of a class or below it, in SQL."""
        if not wanted:
            return "1"
        known = (kind for kind, _ in self._rows("SELECT DISTINCT kind, 0 FROM entity"))
        fitting = (kind for kind in known if is_a(str(kind), wanted))
        return f"e.kind IN ({', '.join(map(_literal, fitting))})"

    def _tiers(self, wanted: str, kinds: str, most: int) -> Iterator[list[int]]:
        names = f"FROM name n JOIN entity e ON e.id = n.entity WHERE {kinds} AND"
        best = f"ORDER BY e.degree DESC LIMIT {most}"
        yield self._keys(f"SELECT n.entity {names} n.norm = ?", wanted)
        if wanted:
            yield self._keys(
                f"SELECT n.entity {names} n.norm >= ? AND n.norm < ? {best}", *_range(wanted)
            )
        words = [word for word in wanted.split() if len(word) >= 3]
        parts = f"SELECT n.entity {_TRIGRAMS} AND {kinds} {best}"
        if len(wanted) >= 3:
            yield self._keys(parts, _quoted(wanted))
        if len(words) > 1:
            yield self._keys(parts, " AND ".join(map(_quoted, words)))

    def _misspelt(self, wanted: str, kinds: str) -> Iterator[tuple[int, float]]:
        grams = {wanted[i : i + 3] for i in range(len(wanted) - 2)}
        if not grams:
            return
        rows = self._rows(
            f"SELECT n.entity, n.norm {_TRIGRAMS} AND {kinds} "
            f"ORDER BY bm25(trigram) LIMIT {FUZZY_CANDIDATES}",
            " OR ".join(map(_quoted, sorted(grams))),
        )
        for entity, norm in rows:
            score = max(
                fuzz.ratio(wanted, norm),
                fuzz.token_sort_ratio(wanted, norm),
                _one_word(wanted, norm),
            )
            if score >= FUZZY_LEAST:
                yield entity, score

    def _keys(self, query: str, *values: str) -> list[int]:
        return [row[0] for row in self._rows(query, *values)]

    def _rows(self, query: str, *values: str | int) -> list[tuple[int, str]]:
        """The rows of a query; a file that turns out to be damaged is built again first."""
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            if self._path is None:
                raise
            self._database.close()
            with suppress(OSError):
                self._path.unlink()
            self._database = self._open()
            return self._database.execute(query, values).fetchall()

    def _entities(self, keys: Iterable[int]) -> list[Entity]:
        found = [entity for _, entity in self._keyed(keys)]
        return sorted(found, key=lambda e: (-e.degree, e.year or 0, e.iri))

    def _keyed(self, keys: Iterable[int]) -> Iterator[tuple[int, Entity]]:
        numbers = ",".join(str(int(key)) for key in keys)
        query = f"SELECT id, iri, label, kind, year, degree FROM entity WHERE id IN ({numbers})"  # noqa: S608  integers
        for key, *values in self._rows(query):
            yield key, Entity(*values)  # type: ignore[arg-type]


def _one_word(wanted: str, norm: str) -> float:
    """How well one word fits the nearest word of a name."""
    if " " in wanted:
        return 0.0
    return max((fuzz.ratio(wanted, word) for word in norm.split()), default=0.0) - 3


def _range(beginning: str) -> tuple[str, str]:
    """The texts that begin so lie from the first to before the second."""
    return beginning, beginning + "\U0010ffff"


def _literal(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _opened(path: Path, state: str) -> sqlite3.Connection | None:
    """The index at a path, if it was built from this state."""
    if not path.is_file():
        return None
    database = None
    with suppress(sqlite3.DatabaseError):
        database = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
        )
        row = database.execute("SELECT value FROM meta WHERE key = 'state'").fetchone()
        if row and row[0] == state:
            return database
    if database is not None:
        database.close()
    return None


def _build_file(store: Store, path: Path, state: str) -> None:
    """Build beside the old one and take its place in one step."""
    handle, name = tempfile.mkstemp(prefix="names-", dir=path.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            _build(store, database, state)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _build(store: Store, database: sqlite3.Connection, state: str) -> None:
    names: dict[str, list[str]] = {}
    label_of: dict[str, str] = {}
    for predicate in (RDFS + "label", SKOS + "altLabel"):
        for entity, name in _pairs(store, f"?a <{predicate}> ?b FILTER(isLiteral(?b))"):
            names.setdefault(entity, []).append(name)
            label_of.setdefault(entity, name)
    types: dict[str, list[str]] = {}
    for entity, kind in _pairs(store, "?a a ?b"):
        if entity in names:
            types.setdefault(entity, []).append(kind)
    years = dict(_pairs(store, f"?a <{FILM}year> ?b"))
    degree: Counter[str] = Counter()
    for film, person in _pairs(store, f"?a <{FILM}hasContributor> ?b"):
        degree[film] += 1
        degree[person] += 1
    kinds: dict[tuple[str, ...], str] = {}
    database.executescript(_TABLES)
    number = 0
    for key, (entity, known) in enumerate(sorted(names.items()), 1):
        classes = tuple(sorted(types.get(entity, ())))
        kind = kinds.get(classes) or kinds.setdefault(classes, kind_of(classes))
        year = int(years[entity]) if entity in years else None
        database.execute(
            "INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)",
            (key, entity, label_of[entity], kind, year, degree[entity]),
        )
        for norm in {normal(name) for name in known}:
            number += 1
            database.execute("INSERT INTO name VALUES (?, ?, ?)", (number, key, norm))
            database.execute("INSERT INTO trigram (rowid, norm) VALUES (?, ?)", (number, norm))
    database.execute("INSERT INTO trigram (trigram) VALUES ('optimize')")
    database.execute("INSERT INTO meta VALUES ('state', ?)", (state,))
    database.commit()


def _pairs(store: Store, pattern: str) -> Iterator[tuple[str, str]]:
    for row in store.select(f"SELECT ?a ?b WHERE {{ {pattern} }}"):
        yield row["a"].value, row["b"].value
