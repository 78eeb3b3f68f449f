"""From a dump of Wikidata to the triples about films."""

import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from reelgraph.errors import InputError, ParameterError, StoreError
from reelgraph.extracting import reading, rules, writing
from reelgraph.extracting.engine import Engine
from reelgraph.extracting.extracted import MOST, Extracted
from reelgraph.sources.inputs import Progress
from reelgraph.store import locks
from reelgraph.store.files import written

ENGINES = ("duckdb", "spark")


def extract(
    dump: str | Path,
    output: str | Path,
    *,
    engine: str = ENGINES[0],
    master: str | None = None,
    languages: Collection[str] | str | None = None,
    progress: Progress | None = None,
) -> Extracted:
    """Write the film part of Wikidata's dump of truthy statements to a file of N-Triples.

    That is: all items that are films (or of a class below film), what the importer and the linker
    read of them, the people, companies, genres and others that they name, and the names of all
    these. The file can be loaded, and can stand in for Wikidata. Its lines are sorted: both
    engines write the same bytes.

    Args:
        dump: ``latest-truthy.nt.bz2``, ``.gz`` or unpacked; ``-`` for standard input (DuckDB
            only); with Spark also an address that the cluster reads, as in ``hdfs://...``.
        output: Ends in ``.nt`` or ``.nt.gz``. The temporary files lie beside it: about one part in
            a hundred of the unpacked dump.
        engine: ``duckdb`` or ``spark``.
        master: Spark's, as in ``local[2]`` or ``spark://host:7077``; when None, all cores of this
            machine. A session that runs in this process is used, and left running.
        languages: Of labels and aliases, as in ``"en,fr"``; ``mul`` is always taken; ``"all"``.
            Titles in the original language and people's own names come along in any language.
        progress: Told how far it has come.

    Raises:
        InputError: the dump cannot be read, is cut short, or has no films; nothing was written.
        MissingExtra: the engine is not installed.
        ParameterError: there is no such engine or language.
        StoreError: the output or the temporary files cannot be written.

    """
    dump, output = str(dump), Path(output)
    if engine not in ENGINES:
        raise ParameterError(f"there is no engine {engine!r}: it is one of {', '.join(ENGINES)}")
    if engine != "spark" and master:
        raise ParameterError("a master is Spark's: give the engine spark as well")
    sql = rules.steps(rules.chosen_languages(languages))
    writing.check_output(output)
    if dump != reading.STDIN and "://" not in dump:
        if output.exists() and Path(dump).exists() and output.samefile(dump):
            raise InputError(f"{output} is the dump itself: name another output")
        reading.packed(dump)
    began = time.monotonic()
    with _scratch(output) as scratch, closing(_engine(engine, scratch, master)) as made:
        sieved = made.sieve(dump, sql.pop("found"), progress)
        if sieved.broken == sieved.lines:
            raise InputError(
                f"{reading.shown(dump)} is no N-Triples: none of its {sieved.lines:,} lines is a "
                f"triple, such as {sieved.examples[0]}: give latest-truthy.nt.bz2 or .gz"
            )
        films = _derive(made, sql, dump, progress)
        if progress:
            progress("writing", -1)
        with written(output) as temporary:
            out = writing.write_all(made.lines(), temporary, output)
    return Extracted(
        output,
        made.name,
        sieved.lines,
        sieved.size,
        films,
        out.written,
        sieved.broken + out.broken,
        (*sieved.examples, *out.examples)[:MOST],
        time.monotonic() - began,
    )


def _derive(engine: Engine, sql: dict[str, str], dump: str, progress: Progress | None) -> int:
    """Make the tables of all steps; the number of films."""
    films = 0
    for name in rules.STEPS:
        if progress:
            progress(f"finding {name}", -1)
        count = engine.table(name, sql[name])
        if name == "classes":
            while (more := engine.table(name, sql["more_classes"])) > count:
                count = more
        if name == "films":
            films = count
            if not films:
                raise InputError(
                    f"{reading.shown(dump)} has no film: no item is of the class "
                    f"{' or '.join(rules.vocabulary().films)}, or of one below; give Wikidata's "
                    "dump of truthy statements, latest-truthy.nt.bz2 or .gz"
                )
    return films


def _engine(name: str, scratch: Path, master: str | None) -> Engine:
    if name == "spark":
        from reelgraph.extracting.spark import SparkEngine

        return SparkEngine(scratch, master)
    from reelgraph.extracting.duck import DuckEngine

    return DuckEngine(scratch)


@contextmanager
def _scratch(output: Path) -> Iterator[Path]:
    """A folder beside the output, and the end of those that were left behind there."""
    prefix = f".{output.name}-extracting-"
    try:
        for left in output.parent.glob(f"{prefix}*"):
            with suppress(StoreError):  # in use
                locks.release(locks.acquire(left / "in-use", exclusive=True, patience=0))
                shutil.rmtree(left, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=output.parent))
        handle = locks.acquire(made / "in-use", exclusive=True)
    except OSError as error:
        raise StoreError(f"{output.parent} cannot be written: {error.strerror}") from error
    try:
        yield made
    finally:
        locks.release(handle)
        shutil.rmtree(made, ignore_errors=True)
