"""The name index of a store: what the names of its entities are, by name, beginning and IRI."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from reelgraph.entity import Entity, is_a
from reelgraph.names import file
from reelgraph.names.building import fill
from reelgraph.names.search import Finder
from reelgraph.names.spelling import BEGINNINGS, beginning_term, kind_term, normal, year_term
from reelgraph.names.words import Words, between
from reelgraph.store import Store

_BATCH = 500
_ENTITIES = (
    "SELECT e.id, e.iri, e.label, k.name, e.year, e.degree "
    "FROM entity e JOIN kind k ON k.id = e.kind WHERE"
)

_building = threading.Lock()
"""One index is built at a time: whoever waited finds it built."""


class NameIndex:
    """The names of a store.

    It is opened when it is first asked, and built then if it is missing or out of date: at its
    path, or in memory where there is none or it cannot be written.
    """

    def __init__(self, store: Store, path: Path | None) -> None:
        """Get ready, for an index at `path`."""
        self._store, self._path = store, path
        self._stamp = f"{file.VERSION}:{store.state()}"
        self._lock = threading.Lock()
        self._of_thread = threading.local()
        self._every: list[sqlite3.Connection] = []
        self._memory: file.File | None = None
        self._finder = Finder(self._rows, Words(self._rows))

    def prepare(self) -> None:
        """Build it now if it is missing or stale, rather than when it is first asked."""
        self._opened()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            every, self._every = self._every, []
        for database in every:
            database.close()

    def exact(self, name: str) -> list[Entity]:
        """The entities that are called so, but for case, accents and punctuation."""
        rows = self._rows("SELECT entity FROM name WHERE norm = ?", normal(name))
        return self._in_order(row[0] for row in rows)

    def beginning(self, name: str, year: int) -> list[Entity]:
        """The entities of a year whose names begin so."""
        wanted = normal(name)
        terms = [year_term(year)]
        if wanted:
            length = max(n for n in BEGINNINGS if n <= len(wanted))
            terms.append(beginning_term(wanted[:length]))
        rows = self._rows(
            "SELECT e.id, e.norms FROM line JOIN entity e ON e.id = line.rowid WHERE line MATCH ?",
            " AND ".join(terms),
        )
        return self._in_order(
            key for key, norms in rows if any(n.startswith(wanted) for n in norms.split("\n"))
        )

    def prefix(
        self, text: str, kind: str | None = None, limit: int | None = None
    ) -> list[tuple[str, str]]:
        """All names that begin so, in the order of the alphabet: pairs of an IRI and a name.

        Args:
            text: How they begin, but for case, accents and punctuation.
            kind: Only names of entities of this class (or below it).
            limit: How many at most; None for all.

        """
        fitting = ",".join(map(str, self._kinds_below(kind))) if kind else ""
        return self._rows(
            "SELECT e.iri, n.text FROM name n JOIN entity e ON e.id = n.entity "  # noqa: S608  integers
            f"WHERE n.norm >= ? AND n.norm < ? {f'AND e.kind IN ({fitting})' if kind else ''} "
            "ORDER BY n.norm, n.entity LIMIT ?",
            *between(normal(text)),
            -1 if limit is None else limit,
        )

    def known(self, iris: Iterable[str]) -> dict[str, Entity]:
        """Those of some entities that have a name, by IRI, each with its degree."""
        found: dict[str, Entity] = {}
        waiting = iter(dict.fromkeys(iris))
        while batch := list(islice(waiting, _BATCH)):
            marks = ", ".join("?" * len(batch))
            for _, *values in self._rows(f"{_ENTITIES} e.iri IN ({marks})", *batch):
                entity = Entity(*values)
                found[entity.iri] = entity
        return found

    def best(self, kind: str | None = None, limit: int = 20) -> list[Entity]:
        """The entities with most contributor edges.

        Args:
            kind: Only entities of this class (or below it).
            limit: How many at most.

        """
        if not kind:
            return self._in_order(range(1, limit + 1))
        terms = " OR ".join(map(kind_term, self._kinds_below(kind)))
        query = "SELECT rowid FROM line WHERE line MATCH ? ORDER BY rowid LIMIT ?"
        return self._in_order(row[0] for row in (self._rows(query, terms, limit) if terms else ()))

    def search(self, text: str, kind: str | None = None, limit: int = 20) -> list[Entity]:
        """The entities whose names fit, the best first.

        Whole names come before beginnings, beginnings before other parts, and those before
        misspellings; among equals the entity with more credits comes first.

        Args:
            text: A name, a part of one, or something like one.
            kind: Only entities of this class (or below it).
            limit: How many at most.

        """
        kinds = self._kinds_below(kind) if kind else None
        if kinds == []:
            return []
        keys = self._finder.find(normal(text), kinds, limit)
        entities = dict(self._keyed(keys))
        return [entities[key] for key in keys]

    def kinds(self) -> list[str]:
        """The classes of the entities that have a name."""
        return sorted(name for _, name in self._rows("SELECT id, name FROM kind"))

    def _kinds_below(self, wanted: str) -> list[int]:
        """The numbers of a class and of those below it."""
        return [n for n, name in self._rows("SELECT id, name FROM kind") if is_a(name, wanted)]

    def _in_order(self, keys: Iterable[int]) -> list[Entity]:
        found = [entity for _, entity in self._keyed(keys)]
        return sorted(found, key=lambda e: (-e.degree, e.year or 0, e.iri))

    def _keyed(self, keys: Iterable[int]) -> Iterator[tuple[int, Entity]]:
        numbers = ",".join(str(int(key)) for key in keys)
        for key, *values in self._rows(f"{_ENTITIES} e.id IN ({numbers})"):
            yield key, Entity(*values)

    def _rows(self, query: str, *values: str | int) -> list[Any]:
        """The rows of a query; a file that turns out to be damaged is built again first."""
        opened = self._opened()
        try:
            if opened.unchanged():
                return opened.database.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            if opened is self._memory or self._path is None or not self._every:
                raise
        opened.database.close()
        with _building, suppress(OSError):
            if self._path is not None and not file.is_sound(self._path, self._stamp):
                self._path.unlink()  # else another thread was quicker
        self._of_thread.opened = None
        return self._opened().database.execute(query, values).fetchall()

    def _opened(self) -> file.File:
        """The index for this thread: a connection that several share answers them one by one."""
        if self._memory is not None:
            return self._memory
        opened: file.File | None = getattr(self._of_thread, "opened", None)
        if opened is None and self._path is not None:
            opened = self._from_file(self._path)
        return opened or self._in_memory()

    def _from_file(self, path: Path) -> file.File | None:
        found = file.File.open(path, self._stamp)
        if found is None:
            with _building, suppress(OSError, sqlite3.OperationalError):
                found = file.File.open(path, self._stamp)  # somebody was quicker
                if found is None:
                    file.build(path, self._fill)
                    found = file.File.open(path, self._stamp)
        if found is not None:
            with self._lock:
                self._every.append(found.database)
            self._of_thread.opened = found
        return found

    def _in_memory(self) -> file.File:
        with self._lock:
            if self._memory is None:
                database = sqlite3.connect(":memory:", check_same_thread=False)
                database.execute("ATTACH ':memory:' AS staging")
                self._fill(database)
                database.execute("DETACH staging")
                self._every.append(database)
                self._memory = file.File(database, None)
            return self._memory

    def _fill(self, database: sqlite3.Connection) -> None:
        fill(self._store, database, self._stamp)
