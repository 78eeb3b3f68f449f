"""The same on Apache Spark: what it takes out of a dump is what DuckDB takes, byte for byte."""

import bz2
import gzip
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dumped import (
    GOOD,
    HOSTILE,
    LABEL,
    SMALL,
    TAKEN,
    WD,
    real,
    real_films,
    triples,
    written,
)
from forking import told as run

import reelgraph as rg

pytest.importorskip("duckdb")
pytest.importorskip("pyspark")


QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For Java: what it compiles in so short a time is not to be compiled well."""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Spark for all tests, set for small data."""
    from pyspark.sql import SparkSession

    from reelgraph.extracting import spark

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.log.level": "OFF",
        "spark.driver.extraJavaOptions": QUICK,
        "spark.sql.files.maxPartitionBytes": 40_000,  # a small file has several parts then
        "spark.sql.shuffle.partitions": 1,
        "spark.sql.codegen.wholeStage": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    yield started
    spark._stop(started)


def both(dump: Path, folder: Path) -> tuple[rg.Extracted, rg.Extracted]:
    """Extract with both engines, and compare what they wrote."""
    one = rg.extract(dump, folder / "one.nt.gz")
    other = rg.extract(dump, folder / "other.nt.gz", engine="spark")
    assert (folder / "one.nt.gz").read_bytes() == (folder / "other.nt.gz").read_bytes()
    for report in ("read", "films", "written", "broken"):
        assert getattr(one, report) == getattr(other, report)
    return one, other


def test_spark_takes_the_same_and_judges_hostile_lines_alike(session: Any, tmp_path: Path) -> None:
    lines = [line.encode() for line in triples(SMALL)] + [line for line, _ in HOSTILE]
    (tmp_path / "dump.nt").write_bytes(b"\n".join(lines))
    one, other = both(tmp_path / "dump.nt", tmp_path)
    assert other.broken == sum(kept == "broken" for _, kept in HOSTILE)
    assert {e.text for e in other.examples} & {e.text for e in one.examples}
    wanted = {*triples(TAKEN), *(kept for _, kept in HOSTILE if kept not in ("", "broken"))}
    found = gzip.decompress((tmp_path / "other.nt.gz").read_bytes())
    assert found.decode().split("\n")[:-1] == sorted(wanted)


@real
@pytest.mark.shared
@pytest.mark.parametrize("packer", [bz2, gzip])
def test_spark_takes_the_same_of_real_films_among_other_things(
    session: Any, tmp_path: Path, packer: Any
) -> None:
    lines = real_films()
    lines += [f'<{WD}Q{n}> <{LABEL}> "article {n}"@en .' for n in range(10**9, 10**9 + 20_000)]
    random.Random(1895).shuffle(lines)
    dump = tmp_path / ("dump.nt.bz2" if packer is bz2 else "dump.nt.gz")
    dump.write_bytes(packer.compress("\n".join(lines).encode(), 1))  # bzip2: blocks of 100 kB
    one, _ = both(dump, tmp_path)
    assert one.written > 5_000


@pytest.mark.parametrize("packer", [bz2.compress, gzip.compress])
def test_spark_says_that_a_dump_is_cut_short_and_leaves_nothing(
    session: Any, tmp_path: Path, packer: Any
) -> None:
    chance = random.Random(7)
    noise = [f'<{WD}Q{chance.random()}> <{LABEL}> "x"@en .' for _ in range(3_000)]
    whole = packer("\n".join([GOOD, *noise]).encode())
    dump = tmp_path / f"dump.{'bz2' if packer is bz2.compress else 'gz'}"
    for length in (len(whole) // 3, len(whole) - 3):
        dump.write_bytes(whole[:length])
        with pytest.raises(rg.InputError, match=r"is damaged or cut short .* fetch the rest"):
            rg.extract(dump, tmp_path / "films.nt", engine="spark")
    assert [p.name for p in tmp_path.iterdir()] == [dump.name]


def test_a_session_that_runs_is_used_and_left_running(session: Any, tmp_path: Path) -> None:
    session.sql("SELECT 1 AS one").createOrReplaceTempView("films")
    dump = written(tmp_path / "dump.nt", [GOOD])
    rg.extract(dump, tmp_path / "films.nt", engine="spark", master="local[2]")
    assert session.sql("SELECT one FROM films").collect()[0][0] == 1
    assert session.sparkContext._jsc.getPersistentRDDs().size() == 0
    with pytest.raises(rg.ParameterError, match=r"master local\[2\]: stop it"):
        rg.extract(dump, tmp_path / "films.nt", engine="spark", master="local[1]")
    with pytest.raises(rg.InputError, match="standard input has not"):
        rg.extract("-", tmp_path / "films.nt", engine="spark")
    with pytest.raises(rg.InputError, match="has no film"):
        rg.extract(
            written(tmp_path / "none.nt", [GOOD.replace("Q11424", "Q5")]),
            tmp_path / "films.nt",
            engine="spark",
        )


@pytest.mark.parametrize(
    ("java", "message"),
    [
        ("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", "Java 17, and .* is Java 11"),
        ("#!/bin/sh\necho 'java version \"1.8.0_312\"' >&2\n", "is Java 8: install Java 17"),
        ("", "there is none: install Java 17"),
    ],
)
def test_without_a_java_that_it_can_use_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, java: str, message: str
) -> None:
    from reelgraph.extracting import spark

    (tmp_path / "bin").mkdir()
    if java:
        (tmp_path / "bin" / "java").write_text(java)
        (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}" + (os.pathsep + "/bin" if java else ""))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(rg.StoreError, match=message):
        spark.check_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "other"))
    with pytest.raises(rg.StoreError, match="JAVA_HOME names none"):
        spark.check_java()


def test_without_pyspark_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(rg.MissingExtra, match="pip install pyspark"):
        rg.extract(written(tmp_path / "dump.nt", [GOOD]), tmp_path / "films.nt", engine="spark")


def test_the_command_starts_spark_and_ends_it(tmp_path: Path) -> None:
    few = triples('Q24862 P279 Q11424\nQ101 P31 Q24862\nQ101 label "The Short"@en')
    dump = written(tmp_path / "dump.nt", few)
    warned = {"PYTHONWARNINGS": "error::ResourceWarning", "JAVA_TOOL_OPTIONS": QUICK}
    done = run(
        "extract", dump, "-o", tmp_path / "films.nt", "--engine", "spark", "--master", "local[1]",
        environment={**os.environ, **warned}, seconds=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "by Spark" in done.stderr
    assert (tmp_path / "films.nt").read_text("utf-8").splitlines() == sorted(few)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dump.nt", "films.nt"]
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in running.stdout
