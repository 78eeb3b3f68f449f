"""The documents say what the program does: commands, questions, and a session that is replayed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import reelgraph as rg
from reelgraph import reference, resources
from reelgraph.cli import checking, demo, identity, measuring, reading, writing

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_command_is_in_the_readme():
    group = click.Group()
    for module in (checking, demo, identity, measuring, reading, writing):
        module.register(group)
    assert len(group.commands) == 20
    missing = [name for name in group.commands if f"reelgraph {name}" not in README]
    assert not missing


def test_every_question_is_in_the_table():
    readme = resources.text("queries/README.md")
    assert reference.replaced(readme, reference.tables()["queries"]) == readme, (
        "python -m reelgraph.reference --write"
    )


def test_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(block, "README.md", "exec"), {})
    assert (tmp_path / "bekmambetov.html").stat().st_size > 100_000


def test_turtle_of_the_readme_loads(tmp_path):
    (block,) = re.findall(r"```turtle\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "least.ttl"
    path.write_text(block, "utf-8")
    graph = rg.open(path)
    assert graph.find("Stalker").year == 1979
    assert [
        r["name"]
        for r in graph.query("SELECT ?name WHERE { ?f film:hasDirector/rdfs:label ?name }")
    ] == ["Andrei Tarkovsky"]
    assert graph.find("Andrei Tarkovsky").kind == "Person"


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is needed that Windows has not")
def test_session_of_the_readme_is_what_a_terminal_shows():
    (block,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    steps = re.split(r"(?m)^\$ ", block)[1:]
    assert len(steps) >= 2
    for step in steps:
        command, _, expected = step.partition("\n")
        shown = on_a_terminal(shlex.split(command))
        lines = [line.rstrip() for line in shown.splitlines() if line.strip()]
        assert lines == [line.rstrip() for line in expected.splitlines() if line.strip()], command


def on_a_terminal(command: list[str]) -> str:
    """What a command prints where stdout is a terminal of 110 columns."""
    import fcntl
    import pty
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 110, 0, 0))
    code = "from reelgraph.cli import main; main()"
    env = {**os.environ, "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *command[1:]], stdout=side, stderr=subprocess.DEVNULL, env=env
    )
    os.close(side)
    read = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        read += part
    os.close(main)
    assert process.wait() == 0
    return read.decode().replace("\r\n", "\n")
