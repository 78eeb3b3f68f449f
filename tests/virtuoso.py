"""Virtuoso 7 on loopback, ended with the test: another program than the ones that we use."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from reelgraph.store.layout import VIEW

PROGRAM = shutil.which("virtuoso-t")
WHY = "Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin"
needed = pytest.mark.skipif(PROGRAM is None, reason=WHY)

_INI = """
[Database]
DatabaseFile = db.db
ErrorLogFile = db.log
LockFile = db.lck
TransactionFile = db.trx
xa_persistent_file = db.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CheckpointInterval = 0
DirsAllowed = .
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Virtuoso:
    """A server that runs."""

    folder: Path
    sql: int
    http: int

    @property
    def url(self) -> str:
        """Where it answers queries."""
        return f"http://127.0.0.1:{self.http}/sparql"

    def run(self, *statements: str) -> None:
        """Run statements of its own SQL as its owner."""
        words = ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF"]
        done = subprocess.run(
            words,
            input="".join(f"{s};\n" for s in statements),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert "Error" not in done.stdout, done.stdout

    def fill(self, facts: Iterable[ox.Quad]) -> None:
        """Load the quads of a whole graph, the view into a graph of its own."""
        view = ox.NamedNode(VIEW)
        quads = (
            ox.Quad(*q.triple, view if isinstance(q.graph_name, ox.DefaultGraph) else q.graph_name)
            for q in facts
        )
        ox.serialize(quads, str(self.folder / "all.nq"), format=ox.RdfFormat.N_QUADS)
        self.run("DB.DBA.TTLP_MT(file_to_string_output('all.nq'), '', 'urn:x', 512)", "checkpoint")


@contextmanager
def virtuoso(folder: Path, *, rows: int = 10_000) -> Iterator[Virtuoso]:
    """A server with a database of its own in a folder.

    Args:
        folder: An empty one.
        rows: Where it cuts the rows of an answer.

    """
    if PROGRAM is None:
        pytest.skip(WHY)
    with ExitStack() as held:
        free = [held.enter_context(socket.socket()) for _ in range(2)]
        for one in free:
            one.bind(("127.0.0.1", 0))
        sql, http = (one.getsockname()[1] for one in free)
    server = Virtuoso(folder, sql, http)
    (folder / "virtuoso.ini").write_text(_INI.format(sql=sql, http=http, rows=rows))
    with subprocess.Popen(
        [PROGRAM, "+configfile", "virtuoso.ini", "+foreground"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            for _ in range(1200):
                assert process.poll() is None, (folder / "db.log").read_text()
                try:
                    urllib.request.urlopen(f"{server.url}?query=ASK%7B%7D", timeout=10).close()
                    break
                except urllib.error.URLError:
                    time.sleep(0.05)
            yield server
        finally:
            process.kill()
            process.wait()
