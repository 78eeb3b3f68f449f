"""The name index beside a store: prefixes, infixes and misspellings, in milliseconds.

It is derived from the store, stamped with the state that it was built from, built again when that
has changed, and can be deleted at any time. SQLite's trigram index finds candidates, RapidFuzz
orders the misspelt ones.
"""

import os
import re
import sqlite3
import tempfile
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import accumulate, islice
from pathlib import Path

from rapidfuzz import fuzz

from reelgraph.entity import Entity, is_a, kind_of
from reelgraph.store import Store
from reelgraph.vocabulary import FILM, RDFS, SKOS

VERSION = 3
"""Of the tables; an index of another version is built again."""
CANDIDATES = 200
"""How many names that begin so, or hold it, are looked at: those with most credits first."""
FUZZY_CANDIDATES = 400
FUZZY_NAMES = 4000
"""So many names may hold one of the parts by which those candidates are found: the rarest parts,
for nearly every title has "the" in it."""
FUZZY_LEAST = 72.0
"""RapidFuzz's score, out of 100, below which a name is no misspelling of another."""
_BATCH = 500
LONGEST = 300
"""Characters of a text that are searched for; there is no need for more."""

_building = threading.Lock()
"""One index is built at a time: whoever waited finds it built."""
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE entity (id INTEGER PRIMARY KEY, iri TEXT, label TEXT, kind TEXT, year INTEGER,
                     degree INTEGER);
CREATE INDEX entity_iri ON entity (iri);
CREATE INDEX entity_degree ON entity (degree);
CREATE TABLE name (id INTEGER PRIMARY KEY, entity INTEGER, norm TEXT);
CREATE INDEX name_norm ON name (norm);
CREATE TABLE gram (text TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
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
        self._lock = threading.Lock()
        self._of_thread = threading.local()
        self._every: list[sqlite3.Connection] = []
        self._memory: sqlite3.Connection | None = None
        self._open()

    def _open(self) -> sqlite3.Connection:
        """A connection for this thread: one that several share answers them one by one."""
        if self._memory is not None:
            return self._memory
        if self._path is not None:
            database = _opened(self._path, self._state)
            if database is None:
                with _building, suppress(OSError, sqlite3.OperationalError):
                    database = _opened(self._path, self._state)  # somebody was quicker
                    if database is None:
                        _build_file(self._store, self._path, self._state)
                        database = _opened(self._path, self._state)
            if database is not None:
                with self._lock:
                    self._every.append(database)
                self._of_thread.database = database
                return database
        with self._lock:
            if self._memory is None:
                database = sqlite3.connect(":memory:", check_same_thread=False)
                _build(self._store, database, self._state)
                self._every.append(database)
                self._memory = database
            return self._memory

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            every, self._every = self._every, []
        for database in every:
            database.close()

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

    def known(self, iris: Iterable[str]) -> dict[str, Entity]:
        """Those of some entities that have a name, by IRI, each with its degree."""
        found: dict[str, Entity] = {}
        waiting = iter(dict.fromkeys(iris))
        columns = "SELECT iri, label, kind, year, degree FROM entity WHERE iri IN"
        while batch := list(islice(waiting, _BATCH)):
            marks = ", ".join("?" * len(batch))
            for values in self._rows(f"{columns} ({marks})", *batch):
                entity = Entity(*values)  # type: ignore[arg-type]
                found[entity.iri] = entity
        return found

    def best(self, kind: str | None = None, limit: int = 20) -> list[Entity]:
        """The entities with most contributor edges.

        Args:
            kind: Only entities of this class (or below it).
            limit: How many at most.

        """
        fitting = f"SELECT id FROM entity e WHERE {self._kinds(kind)}"  # noqa: S608  quoted
        rows = self._rows(f"{fitting} ORDER BY degree DESC LIMIT ?", int(limit))
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

    def kinds(self) -> list[str]:
        """The classes of the entities that have a name."""
        return sorted(str(kind) for kind, _ in self._rows("SELECT DISTINCT kind, 0 FROM entity"))

    def _kinds(self, wanted: str | None) -> str:
        """The condition that an entity is of a class or below it, in SQL."""
        if not wanted:
            return "1"
        fitting = (kind for kind in self.kinds() if is_a(kind, wanted))
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
        grams = self._rarest({wanted[i : i + 3] for i in range(len(wanted) - 2)})
        if not grams:
            return
        rows = self._rows(
            f"SELECT n.entity, n.norm {_TRIGRAMS} AND {kinds} "
            f"ORDER BY bm25(trigram) LIMIT {FUZZY_CANDIDATES}",
            " OR ".join(map(_quoted, grams)),
        )
        for entity, norm in rows:
            score = max(
                fuzz.ratio(wanted, norm),
                fuzz.token_sort_ratio(wanted, norm),
                _one_word(wanted, norm),
            )
            if score >= FUZZY_LEAST:
                yield entity, score

    def _rarest(self, grams: set[str], least: int = 4) -> list[str]:
        """Those of some parts that are in the fewest names; none that is in no name."""
        marks = ", ".join("?" * len(grams))
        query = f"SELECT names, text FROM gram WHERE text IN ({marks}) ORDER BY names, text"  # noqa: S608  question marks
        counted = self._rows(query, *grams)
        sums = accumulate(names for names, _ in counted)
        return [
            text
            for at, ((_, text), names) in enumerate(zip(counted, sums, strict=True))
            if at < least or names <= FUZZY_NAMES
        ]

    def _keys(self, query: str, *values: str) -> list[int]:
        return [row[0] for row in self._rows(query, *values)]

    def _rows(self, query: str, *values: str | int) -> list[tuple[int, str]]:
        """The rows of a query; a file that turns out to be damaged is built again first."""
        database = getattr(self._of_thread, "database", None) or self._open()
        try:
            return database.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            if database is self._memory or self._path is None or not self._every:
                raise
            database.close()
            with _building, suppress(OSError):
                if not _is_sound(self._path, self._state):  # else another thread was quicker
                    self._path.unlink()
            self._of_thread.database = None
            return self._open().execute(query, values).fetchall()

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


def _is_sound(path: Path, state: str) -> bool:
    """Whether an index can be read from its first page to its last."""
    database = _opened(path, state)
    if database is None:
        return False
    with closing(database):
        try:
            return bool(database.execute("PRAGMA quick_check").fetchone() == ("ok",))
        except sqlite3.DatabaseError:
            return False


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
    database.execute("CREATE VIRTUAL TABLE temp.parts USING fts5vocab('main', 'trigram', 'row')")
    database.execute("INSERT INTO gram SELECT term, doc FROM temp.parts")
    database.execute("DROP TABLE temp.parts")
    database.execute("INSERT INTO meta VALUES ('state', ?)", (state,))
    database.commit()


def _pairs(store: Store, pattern: str) -> Iterator[tuple[str, str]]:
    for row in store.select(f"SELECT ?a ?b WHERE {{ {pattern} }}"):
        yield row["a"].value, row["b"].value
