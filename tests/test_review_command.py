"""The review on a terminal and in a script: one key decides, and a kill loses nothing."""

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reviewable import EX, WD, in_folder, link

import reelgraph as rg
from reelgraph import identity
from reelgraph.cli import cases
from reelgraph.cli.keys import Lines
from reelgraph.cli.reviewing import review
from reelgraph.errors import InputError, StoreError
from reelgraph.links.keeping import decide, keep, links_of
from reelgraph.links.link import ACCEPTED, MANUAL, NONE, PENDING, REJECTED, Link
from reelgraph.reviewing.answering import Case, queue, reread


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return in_folder(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("REELGRAPH_REVIEWER", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return Path(shutil.copytree(made, tmp_path / "store"))


def reviewed(folder: Path, keys: str, *more: str, by: str = "ann") -> Result:
    """What the command prints when these lines are typed."""
    words = ["-s", str(folder), *(["--by", by] if by else []), *more]
    done = CliRunner().invoke(review, words, input=keys, catch_exceptions=False)
    assert "Traceback" not in done.output
    return done


def links(folder: Path, name: str) -> dict[str, tuple[str, str]]:
    with rg.open(folder) as graph:
        found = links_of(graph.store, [EX + name])
    return {k.item.removeprefix(WD): (k.status, k.by) for k in found}


def pending(folder: Path) -> list[str]:
    with rg.open(folder) as graph:
        return [c.entity.iri.removeprefix(EX) for c in queue(graph.store)]


# In a script


def test_one_line_decides_one_case_and_the_rest_waits_for_the_next_time(folder: Path) -> None:
    first = reviewed(folder, "1\n")
    assert first.exit_code == 0
    assert links(folder, "ann") == {"Q301": (ACCEPTED, "ann")}
    assert "1 of 2" in first.output
    assert "Decided: 1 accepted. 1 of 2 are left." in first.output
    second = reviewed(folder, "2\n", by="eva")
    assert "1 of 1" in second.output
    assert "Ann Tor is" not in second.output
    assert links(folder, "weir")["Q202"] == (ACCEPTED, "eva")
    assert "That was the last one." in second.output
    assert "Nothing waits" in reviewed(folder, "1\n").output


def test_a_case_shows_what_is_known_here_and_the_reasons_for_each_candidate(folder: Path) -> None:
    out = reviewed(folder, "s\nq\n").output
    case = out[out.index("The Weir (1962)  Film") :]
    for told in (
        "directed by  Ann Tor",
        "said by      first",
        " 1  Q201 “The Weir”, score 0.71",
        "strongly for          the same title “The Weir”",
        "somewhat against      3 years apart",
        "known there           a play on film",
        " 3  Q203 “Weirs”, score 0.04, less likely",
    ):
        assert told in case, told
    assert case.index("the same title") < case.index("3 years apart")


def test_every_key_does_what_the_help_says(folder: Path) -> None:
    keys = "?\no\nw seen it\ns\nr 2\nr 7\nz\nu\nu\ng Q77\n1\nu\nx\n"
    out = reviewed(folder, keys).output
    assert "g    it is an item that is not shown" in out
    assert "1  https://www.wikidata.org/wiki/Q301" in out
    assert "Ann Tor stays open" in out
    assert "The Weir (1962) is not Q202" in out
    assert "No candidate has the number 7." in out
    assert "That key does nothing here" in out
    assert "Taken back: The Weir (1962) is not Q202" in out
    assert "Taken back: Ann Tor stays open" in out
    assert "Ann Tor is Q77" in out
    assert "The Weir (1962) is Q201" in out
    assert "Taken back: The Weir (1962) is Q201" in out
    assert links(folder, "ann")["Q77"] == (ACCEPTED, "ann")
    assert links(folder, "weir") == {
        "": (NONE, "ann"),
        **dict.fromkeys(("Q201", "Q202", "Q203"), (REJECTED, "ann")),
    }


def test_a_note_goes_with_the_next_answer_only(folder: Path) -> None:
    reviewed(folder, "w saw the print\n1\n1\n")
    with rg.open(folder) as graph:
        notes = {k.item: k.note for k in links_of(graph.store) if k.method == MANUAL}
    assert notes == {WD + "Q301": "saw the print", WD + "Q201": ""}


def test_the_addresses_are_printed_and_no_browser_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda *_, **__: pytest.fail("a browser was opened"))
    assert "wiki/Q301" in reviewed(folder, "o\nq\n").output


def test_what_another_decided_is_shown_and_asked_about(folder: Path) -> None:
    with rg.open(folder) as graph:
        keep(graph.writable, [link("ford", "Q901", PENDING, 0.5)])
    kept = reviewed(folder, "1\nn\nq\n")
    assert "given by the source first" in kept.output
    assert "Overrule that?" in kept.output
    assert "Nothing was changed." in kept.output
    assert links(folder, "ford")["Q901"] == (PENDING, "")
    reviewed(folder, "1\ny\nq\n")
    assert links(folder, "ford")["Q901"] == (ACCEPTED, "ann")


def test_a_decision_that_another_made_meanwhile_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eva decides while Ann looks at the case: the store is not kept shut for her."""
    words = iter(["1", "n", "q"])

    def key(self: object) -> str:
        word = next(words)
        if word == "1":
            with rg.open(folder) as graph:
                decide(graph.writable, [link("ann", "Q5", ACCEPTED, method=MANUAL, by="eva")])
        return word

    monkeypatch.setattr(Lines, "key", key)
    out = reviewed(folder, "").output
    assert "accepted by eva" in out
    assert links(folder, "ann")["Q5"] == (ACCEPTED, "eva")


def test_what_cannot_be_taken_back_any_more_is_said_and_the_walk_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = iter(["1", "u", "s", "u", "q"])

    def key(self: object) -> str:
        word = next(words)
        if word == "u" and links(folder, "ann").get("Q301") == (ACCEPTED, "ann"):
            with rg.open(folder) as graph:
                decide(graph.writable, [link("ann", "Q5", ACCEPTED, method=MANUAL, by="eva")])
        return word

    monkeypatch.setattr(Lines, "key", key)
    out = reviewed(folder, "").output
    assert "Not done: this answer cannot be taken back: it has been decided anew since" in out
    assert "Taken back: The Weir (1962) stays open" in out
    assert links(folder, "ann")["Q5"] == (ACCEPTED, "eva")


def test_names_of_others_cannot_move_the_cursor_or_forge_a_line(folder: Path) -> None:
    hostile = "\x1b[2J\x1b]0;x\x07\u202eThe Weir\n 1  Q1 “forged”, score 1\r\x08"
    with rg.open(folder) as graph:
        keep(
            graph.writable,
            [
                Link(
                    EX + "weir",
                    WD + "Q201",
                    PENDING,
                    0.5,
                    link("x", "Q1", PENDING, evidence=[("title", 2.0, hostile)]).evidence,
                    item_label=hostile,
                )
            ],
        )
    out = reviewed(folder, f"w {hostile}\n1\n", "-t", "Film", by=hostile.replace("\n", "")).output
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", out)
    assert not re.search(r"(?m)^ 1  Q1 ", out)
    assert "forged" in out


def test_no_line_is_wider_than_the_terminal(folder: Path) -> None:
    with rg.open(folder) as graph:
        shown = [reread(graph.store, c) for c in queue(graph.store)]
    for width in (60, 80):
        for case in shown:
            assert isinstance(case, Case)
            lines = cases.case_text(case, width).splitlines()
            assert max(map(len, lines)) <= width, width


def test_a_long_list_is_shown_in_parts_and_nothing_unseen_is_rejected(folder: Path) -> None:
    many = [link("lock", f"Q{n}", PENDING, 0.5 - n / 100) for n in range(1, 13)]
    with rg.open(folder) as graph:
        keep(graph.writable, many)
    out = reviewed(folder, "n\nq\n", "--order", "name", "-t", "Film").output
    assert "... and 3 less likely" in out
    found = links(folder, "lock")
    assert sorted(q for q, (status, _) in found.items() if status == PENDING) == [
        "Q10",
        "Q11",
        "Q12",
    ]
    assert "1-3 it is that one" in out


def test_the_limit_ends_the_walk(folder: Path) -> None:
    out = reviewed(folder, "1\n1\n1\n", "-n", "1").output
    assert "1 of 1" in out
    assert pending(folder) == ["weir"]


def test_an_empty_queue_says_what_to_do(folder: Path) -> None:
    done = reviewed(folder, "", "-t", "Company")
    assert done.exit_code == 0
    assert "Nothing waits for a person there: 'reelgraph link' looks for items" in done.output


def test_what_was_not_found_is_reviewed_when_asked_for(folder: Path) -> None:
    out = reviewed(folder, "1\nx\n", "--unfound").output
    assert "searched     none found in made-up.nt" in out
    assert "No candidate has the number 1." in out
    assert links(folder, "bob") == {"": (NONE, "ann")}


def test_duplicates_are_reviewed_with_the_same_keys(folder: Path) -> None:
    out = reviewed(folder, "y\nn\nu\ns\n?\nz\nq\n", "--duplicates").output
    assert "Mill, The (1931)  Film" in out
    assert "Are they one? Score" in out
    assert "The Mill (1931) = Mill, The (1931)" in out
    assert "That key does nothing here" in out
    assert "n    they are two" in out
    with rg.open(folder) as graph:
        made = identity.decisions(graph.writable.rdf, graph.store.base)
    assert [(d.kind, d.by) for d in made] == [("merge", "ann")]
    assert re.search(r"Decided: 1 made one, 1 left open\. \d of \d are left\.", out)


# What is refused


def test_who_decides_has_to_be_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = reviewed(folder, "1\n", by="")
    assert done.exit_code == 2
    assert "--by NAME, or set REELGRAPH_REVIEWER" in done.output
    assert pending(folder) == ["ann", "weir"]
    monkeypatch.setenv("REELGRAPH_REVIEWER", "ida")
    reviewed(folder, "1\n", by="")
    assert links(folder, "ann") == {"Q301": (ACCEPTED, "ida")}


def test_a_store_that_cannot_be_written_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "films.ttl").write_text("", "utf-8")
    for store, kind, said in (
        (str(tmp_path / "films.ttl"), InputError, r"films\.ttl is a file"),
        ("http://127.0.0.1:9/sparql", StoreError, "is a server"),
        (str(tmp_path / "nowhere"), StoreError, "there is no such folder"),
    ):
        with pytest.raises(kind, match=said):
            CliRunner().invoke(review, ["-s", store, "--by", "ann"], catch_exceptions=False)


# On a terminal

pty_only = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty on Windows")
COMMAND = """
import importlib
from reelgraph.cli import reviewing
program = importlib.import_module("reelgraph.cli.main")
program.commands.add_command(reviewing.review)
program.main()
"""


class Person:
    """Somebody at a terminal of 80 columns."""

    def __init__(self, *words: str) -> None:
        import pty

        self.main, side = pty.openpty()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("REELGRAPH", "COLUMNS"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "review", *words],
            stdin=side,
            stdout=side,
            stderr=side,
            env={**kept, "TERM": "xterm", "COLUMNS": "80"},
        )
        os.close(side)
        self.seen = ""

    def reads(self, text: str) -> None:
        """Wait until a text is on the screen."""
        end = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} did not come: {self.seen}"
            if select.select([self.main], [], [], 0.1)[0]:
                try:
                    part = os.read(self.main, 65536)
                except OSError:
                    part = b""
                assert part, f"it ended: {self.seen}"
                self.seen += part.decode()

    def presses(self, key: str) -> None:
        """Press a key once the program waits for one, which is when no Enter is needed."""
        import termios

        self.seen = ""
        end = time.monotonic() + 60
        while termios.tcgetattr(self.main)[3] & termios.ICANON:
            assert time.monotonic() < end, "it does not wait for a key"
            time.sleep(0.01)
        os.write(self.main, key.encode())

    def types(self, line: str) -> None:
        self.seen = ""
        os.write(self.main, f"{line}\n".encode())

    def leaves(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)
        os.close(self.main)


@pytest.fixture
def person(folder: Path) -> Iterator[Person]:
    made = Person("-s", str(folder), "--by", "ann")
    yield made
    made.leaves()


@pty_only
def test_on_a_terminal_a_key_decides_without_enter(person: Person, folder: Path) -> None:
    person.reads("Ann Tor")
    person.presses("\x1b[A")  # an arrow is several characters, and no key of ours
    person.reads("does nothing here")
    person.presses("1")
    person.reads("2 of 2")
    assert "\x1b[2J" in person.seen  # one case a screen
    person.presses("r")
    person.reads("Which number?")
    person.presses("1")
    person.reads("The Weir (1962) is not Q201")
    person.presses("g")
    person.reads("such as Q42")
    person.types("Q77")
    person.reads("That was the last one.")
    person.presses("q")
    person.reads("Decided: 2 accepted, 1 candidates rejected one by one.")
    assert person.process.wait(30) == 0
    assert links(folder, "ann") == {"Q301": (ACCEPTED, "ann")}
    assert links(folder, "weir")["Q77"] == (ACCEPTED, "ann")


@pty_only
def test_a_paste_decides_nothing(person: Person, folder: Path) -> None:
    person.reads("Ann Tor")
    person.presses("nnnn")
    person.reads("does nothing here")
    assert pending(folder) == ["ann", "weir"]


@pty_only
def test_a_kill_in_the_middle_loses_nothing(person: Person, folder: Path) -> None:
    person.reads("Ann Tor")
    person.presses("n")
    person.reads("2 of 2")
    os.kill(person.process.pid, signal.SIGKILL)
    person.process.wait(30)
    assert links(folder, "ann") == {"Q301": (REJECTED, "ann")}
    assert pending(folder) == ["weir"]
    assert reviewed(folder, "1\n").exit_code == 0
    assert pending(folder) == []


@pty_only
def test_ctrl_c_stops_and_tells_what_was_decided(person: Person, folder: Path) -> None:
    person.reads("Ann Tor")
    person.presses("n")
    person.reads("2 of 2")
    person.presses("\x03")
    person.reads("1 of 2 are left.")
    assert person.process.wait(30) == 130
    assert pending(folder) == ["weir"]


@pty_only
def test_a_terminal_is_asked_once_who_decides(folder: Path) -> None:
    asked = Person("-s", str(folder))
    try:
        asked.reads("Your name, which decisions will bear")
        asked.types("ida")
        asked.reads("Ann Tor")
        asked.presses("1")
        asked.reads("2 of 2")
        asked.presses("q")
        asked.reads("are left.")
    finally:
        asked.leaves()
    assert links(folder, "ann") == {"Q301": (ACCEPTED, "ida")}
