"""The rules on Apache Spark: on the cores of this machine, or on a cluster."""

import os
import re
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reelgraph.errors import InputError, MissingExtra, ParameterError, StoreError
from reelgraph.extracting import reading
from reelgraph.extracting.engine import Sieved
from reelgraph.extracting.extracted import MOST, Broken
from reelgraph.sources.inputs import Progress

MASTER = "local[*]"
"""Where Spark runs when nobody says so: on all cores of this machine."""
JAVA = 17
"""The oldest Java that Spark 4 runs on."""
BATCH = 20_000
MEMORY = "2g"
"""Of the one process that Spark is on a single machine."""
_PULSE = 1.0
"""Seconds between two looks at how far Spark is."""
# What the lines are called in the rules; a line that is not UTF-8 has the shape of no triple.
_LINES = """
SELECT CASE WHEN is_valid_utf8(value) THEN value
    ELSE concat('\ufffd', make_valid_utf8(value)) END AS line,
  CAST(NULL AS BIGINT) AS number
FROM raw"""
_CUT = re.compile(
    r"(?i)EOFException|unexpected end|premature|incorrect (data|header) check|"
    r"invalid (block|code|distance|stored|bit)|crc|ZipException|BZip2|bad block"
)


class SparkEngine:
    """Views of a Spark session."""

    name = "Spark"

    def __init__(self, scratch: Path, master: str | None = None) -> None:
        """Start Spark, or use the session that runs in this process, and leave it running.

        Args:
            scratch: An empty folder, for what Spark on this machine writes.
            master: Such as ``local[2]`` or ``spark://host:7077``; all cores of this machine, or
                that of the session that runs, when None.

        Raises:
            InputError: Spark does not start.
            MissingExtra: it is not installed.
            ParameterError: the session that runs has another master.
            StoreError: there is no Java, or it is too old.

        """
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise MissingExtra("pyspark", "spark", "reading a dump on Spark") from None
        running: Any = SparkSession.getActiveSession()
        if running and master not in (None, running.sparkContext.master):
            raise ParameterError(
                f"Spark runs in this process already, with the master "
                f"{running.sparkContext.master}: stop it, or leave out {master}"
            )
        self._own = None if running else _started(scratch, master or MASTER)
        # Its settings and its views are nobody else's.
        self._session: Any = (self._own or running).newSession()
        self._session.conf.set("spark.sql.parser.escapedStringLiterals", "true")
        self._made: list[Any] = []
        self._dump = ""

    def sieve(self, dump: str, sql: str, progress: Progress | None) -> Sieved:
        """Read the dump into the table ``found``."""
        from pyspark.sql import Observation
        from pyspark.sql.functions import col, count, lit, octet_length
        from pyspark.sql.functions import sum as total

        if dump == reading.STDIN:
            raise InputError(
                "Spark reads parts of a file side by side, which standard input has not: name the "
                "file, or leave out --engine spark"
            )
        self._dump = dump
        place = dump if "://" in dump else _place(dump)
        with self._translated(), _told(self._session, f"reading {Path(dump).name}", progress):
            if place.endswith(".bz2") and not reading.ends_bz2(self._end(place)):
                raise reading.cut_short(dump, "it has no end")
            # Only a line feed ends a line, as elsewhere.
            raw = self._session.read.text(place, lineSep="\n")
            seen = Observation()
            raw = raw.observe(
                seen,
                count(lit(1)).alias("lines"),
                total(octet_length(col("value")) + 1).alias("size"),
            )
            raw.createOrReplaceTempView("raw")
            self._session.sql(_LINES).createOrReplaceTempView("lines")
            self.table("found", sql)
            found = self._session.table("found")
            broken = found.where("p = ''")
            shown = broken.orderBy("o").limit(MOST).collect()
            counts = seen.get
            return Sieved(
                counts["lines"],
                counts["size"] or 0,
                broken.count(),
                tuple(Broken(row["o"]) for row in shown),
            )

    def _end(self, place: str) -> bytes:
        """The last bytes of a file, for Spark takes a bzip2 file that was cut for a whole one."""
        context = self._session.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(place)
        system = path.getFileSystem(context._jsc.hadoopConfiguration())
        size = system.getFileStatus(path).getLen()
        stream = system.open(path)
        try:
            stream.seek(max(0, size - reading.BZ2_END))
            return bytes(stream.read() for _ in range(min(size, reading.BZ2_END)))
        finally:
            stream.close()

    def table(self, name: str, sql: str) -> int:
        """Make a table, or put another in its place; the number of its rows."""
        from pyspark import StorageLevel

        with self._translated():
            made = self._session.sql(sql).persist(StorageLevel.DISK_ONLY)
            self._made.append(made)
            made.createOrReplaceTempView(name)
            return int(made.count())

    def lines(self) -> Iterator[list[str]]:
        """The lines of the table ``kept`` in the order of their bytes."""
        with self._translated():
            rows = self._session.sql("SELECT line FROM kept ORDER BY line").toLocalIterator()
            batch = []
            for (line,) in rows:
                batch.append(line)
                if len(batch) == BATCH:
                    yield batch
                    batch = []
            yield batch

    def close(self) -> None:
        """End Spark, if it was started here."""
        for made in self._made:
            made.unpersist()
        if self._own:
            _stop(self._own)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            yield
        except (PySparkException, Py4JError) as error:
            text = str(error)
            if reading.packable(self._dump) and _CUT.search(text):
                raise reading.cut_short(self._dump, _reason(text)) from None
            if "No space left" in text:
                raise StoreError(
                    "the disk is full that Spark writes its temporary files to: name an output on "
                    "one with more space, or set spark.local.dir"
                ) from None
            raise InputError(f"Spark could not extract {self._dump}: {_reason(text)}") from None


def _started(scratch: Path, master: str) -> Any:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    check_java()
    builder: Any = (
        SparkSession.builder.master(master)
        .appName("reelgraph extract")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "OFF")
    )
    if master.startswith("local"):
        cores = os.cpu_count() or 1
        builder = (
            builder.config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.memory", MEMORY)
            .config("spark.local.dir", str(scratch.resolve()))
            .config("spark.sql.warehouse.dir", str(scratch.resolve() / "warehouse"))
            .config("spark.sql.shuffle.partitions", 2 * cores)
        )
    try:
        with warnings.catch_warnings():  # of the versions of packages that are not used here
            warnings.simplefilter("ignore", FutureWarning)
            return builder.getOrCreate()
    except (PySparkException, Py4JError, RuntimeError, OSError) as error:
        raise InputError(
            f"Spark does not start with the master {master!r} ({_reason(str(error))}): "
            "write local[2], or the address of a cluster, spark://host:7077"
        ) from None


def _place(dump: str) -> str:
    """The address of a file here.

    Raises:
        InputError: it is packed, and its name does not say so.

    """
    how = reading.packed(dump)
    if how and not dump.endswith(f".{how}"):
        raise InputError(
            f"{dump} is packed, and Spark knows that by the ending alone: name it {dump}.{how}"
        )
    return Path(dump).resolve().as_uri()


def check_java() -> None:
    """Refuse to go on without a Java that Spark can use.

    Raises:
        StoreError: there is none, or it is too old; the message says what to do.

    """
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = f"install Java {JAVA} or later (Debian: apt install openjdk-{JAVA}-jre-headless)"
    if home and not Path(java or "").is_file():
        raise StoreError(f"Spark needs Java, and JAVA_HOME names none ({home}): correct it")
    if not java:
        raise StoreError(f"Spark needs Java, and there is none: {remedy}, or use --engine duckdb")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', said)
    if version and int(version[1]) < JAVA:
        raise StoreError(
            f"Spark needs Java {JAVA}, and {java} is Java {version[1]}: {remedy}, and set "
            "JAVA_HOME to it; or use --engine duckdb"
        )


def _stop(session: Any) -> None:
    """End Spark and its Java process, and close what leads to it."""
    from pyspark import SparkContext

    gateway = session.sparkContext._gateway  # there is no public way to it
    session.stop()
    gateway.shutdown()
    process = getattr(gateway, "proc", None)
    if process:
        process.stdin.close()
        process.wait()
    SparkContext._gateway = SparkContext._jvm = None


@contextmanager
def _told(session: Any, step: str, progress: Progress | None) -> Iterator[None]:
    """Tell how many of the tasks that Spark has begun are done, while the block runs."""
    if progress is None:
        yield
        return
    ended = threading.Event()

    def look() -> None:
        tracker = session.sparkContext.statusTracker()
        while not ended.wait(_PULSE):
            stages = [tracker.getStageInfo(n) for n in tracker.getActiveStageIds()]
            done = sum(s.numCompletedTasks for s in stages if s)
            tasks = sum(s.numTasks for s in stages if s)
            if tasks:
                progress(step, done / tasks)

    progress(step, 0.0)
    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _reason(text: str) -> str:
    """The line of a Java trace that says most: the last cause."""
    causes = re.findall(r"Caused by: (?:[\w.$]+\.)?([^\n]+)", text)
    return (causes[-1] if causes else text.strip().split("\n", 1)[0])[:300]
