"""The rules on one machine, in DuckDB.

Python unpacks the dump and hands it over as blocks of text; DuckDB takes the lines apart and keeps
the few that may be wanted, packed, in a file. Both leave Python's lock alone while they work, so
unpacking and filtering go on side by side.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reelgraph.errors import MissingExtra, StoreError
from reelgraph.extracting import reading
from reelgraph.extracting.engine import Sieved
from reelgraph.extracting.extracted import MOST, Broken
from reelgraph.sources.inputs import Progress

if TYPE_CHECKING:
    import duckdb

MEMORY = "2GB"
"""What DuckDB may take; beyond it, it writes to the disk."""
WORKERS = min(os.cpu_count() or 1, 8)
"""Blocks that are filtered at a time, beside the one that is being unpacked."""
BATCH = 20_000
"""Lines that are handed on at a time."""

_LINES = """
WITH block AS (SELECT string_split($text, chr(10)) AS parts),
lines AS (
  SELECT unnest(parts) AS line, generate_subscripts(parts, 1) + $first - 1 AS number FROM block
)
INSERT INTO found SELECT * FROM ({sieve}) AS sieved"""


class DuckEngine:
    """Tables in a file of DuckDB's."""

    name = "DuckDB"

    def __init__(self, scratch: Path) -> None:
        """Open a database in an empty folder.

        Raises:
            MissingExtra: DuckDB is not installed.

        """
        try:
            import duckdb
        except ImportError:
            raise MissingExtra("duckdb", "duckdb", "reading a dump on one machine") from None
        self._errors = duckdb.Error
        self._connection = duckdb.connect(
            str(scratch / "found.duckdb"),
            config={"memory_limit": MEMORY, "temp_directory": str(scratch / "spilled")},
        )
        # The one function that Spark knows by another name.
        self._connection.execute("CREATE MACRO regexp_like(t, p) AS regexp_matches(t, p)")
        self._connection.execute(
            "CREATE TABLE found (s VARCHAR, p VARCHAR, o VARCHAR, item VARCHAR, number BIGINT)"
        )

    def sieve(self, dump: str, sql: str, progress: Progress | None) -> Sieved:
        """Read the dump into the table ``found``."""
        insert = _LINES.replace("{sieve}", sql)
        lines = size = 0
        waiting: deque[Future[None]] = deque()
        with self._translated(), ThreadPoolExecutor(WORKERS) as pool:
            for block in reading.blocks(dump, progress):
                lines, size = lines + block.lines, size + block.size
                waiting.append(pool.submit(self._add, insert, block))
                if len(waiting) > WORKERS:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        with self._translated():
            broken = self._run("SELECT count(*) FROM found WHERE p = ''").fetchall()[0][0]
            shown = self._run(
                "SELECT o, number FROM found WHERE p = '' ORDER BY number LIMIT $1", [MOST]
            ).fetchall()
        return Sieved(lines, size, broken, tuple(Broken(text, line) for text, line in shown))

    def _add(self, insert: str, block: reading.Block) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(insert, {"text": block.text, "first": block.first})

    def table(self, name: str, sql: str) -> int:
        """Make a table, or put another in its place; the number of its rows."""
        with self._translated():
            self._run(f"CREATE TABLE made_of_it AS {sql}")
            self._run(f"DROP TABLE IF EXISTS {name}")
            self._run(f"ALTER TABLE made_of_it RENAME TO {name}")
            return int(self._connection.table(name).count("*").fetchall()[0][0])

    def lines(self) -> Iterator[list[str]]:
        """The lines of the table ``kept`` in the order of their bytes."""
        with self._translated():
            self._run("SELECT line FROM kept ORDER BY line")
            while rows := self._connection.fetchmany(BATCH):
                yield [line for (line,) in rows]

    def close(self) -> None:
        """Give the files back."""
        self._connection.close()

    def _run(self, sql: str, values: list[object] | None = None) -> "duckdb.DuckDBPyConnection":
        """Run a query in a thread of its own, so that Ctrl-C ends it at once.

        DuckDB looks for a signal only between the parts that the asking thread works on, and then
        waits for those of its other threads, however long they take; an interrupt ends them all.
        """
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(self._connection.execute, sql, values)
            try:
                return running.result()
            except KeyboardInterrupt:
                while not running.done():  # an interrupt that comes before the query is none
                    self._connection.interrupt()
                    wait([running], 0.1)
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise StoreError(
                f"DuckDB could not go on: {error}; its temporary files lie beside the output: if "
                "that disk is full, name an output on another"
            ) from error
