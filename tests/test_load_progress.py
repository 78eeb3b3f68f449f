"""How a long load tells how far it is: of all of it, how quickly, and how long it will take."""

import os
import pty
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.cli import telling
from reelgraph.cli.telling import Journey, Rate, sizes_of, time_left
from reelgraph.sources.inputs import Step

IMDB = Path(__file__).parent / "data" / "imdb"
PROGRAM = Path(sysconfig.get_path("scripts")) / "reelgraph"


def steps_of(tmp_path, *files):
    """What a load tells."""
    told = []
    with rg.open(tmp_path / "store", create=True) as graph:
        graph.load(*files, progress=lambda step, done: told.append((step, done)))
    return told


def test_a_load_tells_of_reading_deriving_and_writing_with_their_amounts(tmp_path):
    told = steps_of(tmp_path, IMDB)
    stages = list(dict.fromkeys(step.split(" ")[0] for step, _ in told))
    assert stages == ["reading", "deriving", "writing"]
    last = dict(told)
    assert set(last.values()) == {1.0}
    amounts = {str(step): (step.amount, step.unit) for step, _ in told}
    size = (IMDB / "title.basics.tsv").stat().st_size
    assert amounts["reading title.basics.tsv"] == (size, "bytes")
    triples, unit = amounts["writing imdb"]
    assert triples > 100
    assert unit == "triples"


def test_what_is_told_adds_up_to_all_but_the_indexes(tmp_path):
    journey = Journey(sizes_of([str(IMDB)]), 1)
    parts = [journey.done(step, done) for step, done in steps_of(tmp_path, IMDB)]
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(9.5 / 11.5)
    assert journey.done("building the index of names", 1.0) == 1.0


names = st.sampled_from(
    ["reading a", "reading b", "deriving x", "writing x", "looking", "building y"]
)


@given(told=st.lists(st.tuples(names, st.sampled_from([-1.0, 0.0, 0.5, 1.0])), max_size=20))
def test_a_part_never_shrinks_and_is_never_more_than_all(told):
    journey = Journey({"a": 10, "b": 30}, 1)
    parts = [0.0, *(journey.done(step, done) for step, done in told), 1.0]
    assert parts == sorted(parts)


def test_a_rate_is_in_what_the_step_counts():
    rate, reading, writing = (
        Rate(),
        Step("reading a", 50e6, "bytes"),
        Step("writing a", 9e6, "triples"),
    )
    assert rate.at(reading, 0.0, 100.0) == ""
    assert rate.at(reading, 0.4, 102.0) == "10.0 MB/s"
    assert rate.at(writing, 0.0, 103.0) == ""
    assert rate.at(writing, 0.1, 113.0) == "90,000 triples/s"
    assert Rate().at("looking", -1, 1.0) == ""


def test_gzipped_files_count_as_what_is_in_them_and_folders_with_all_that_they_hold(tmp_path):
    (tmp_path / "a.tsv.gz").write_bytes(b"x" * 10)
    (tmp_path / "b.tsv").write_bytes(b"x" * 10)
    assert sizes_of([str(tmp_path)]) == {"a.tsv.gz": 10 * telling.PACKED, "b.tsv": 10}
    assert sizes_of(["-", str(tmp_path / "none")]) == {}


def test_where_nobody_sits_at_a_terminal_there_is_a_line_now_and_then(tmp_path):
    code = (
        "import sys; from reelgraph.cli import telling; from reelgraph.cli.main import main;"
        "telling.QUIET = float(sys.argv.pop(1)); main()"
    )
    for quiet, lines in (("0", True), ("30", False)):
        store = tmp_path / quiet
        done = subprocess.run(
            [sys.executable, "-c", code, quiet, "load", IMDB, "-s", store],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ("% reading title.basics.tsv" in done.stderr) is lines
        assert ("% writing imdb" in done.stderr) is lines
        assert "loaded 5 films" in done.stdout


def test_on_a_terminal_there_is_a_bar(tmp_path):
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, "load", IMDB, "-s", tmp_path / "store"],
        stderr=terminal,
        stdout=subprocess.PIPE,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"},
    ) as child:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(controller, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
        assert b"loaded 5 films" in child.stdout.read()
    os.close(controller)
    assert b"writing imdb" in shown
    assert b"%" in shown


def test_the_time_left_is_in_words():
    assert time_left(100, 0.5) == "about 2 min left"
    assert time_left(60, 0.5) == "about 60 s left"
    assert time_left(600, 0.1) == "about 90 min left"
    assert time_left(1, 0.5) == ""
