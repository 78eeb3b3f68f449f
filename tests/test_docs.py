"""The documents say what the program does: commands, questions, and a session that is replayed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import nbformat
import pytest

import reelgraph as rg
from reelgraph import reference, resources
from reelgraph.cli import (
    checking,
    demo,
    extracting,
    identity,
    indexing,
    linking,
    measuring,
    pulling,
    reading,
    reviewing,
    serving,
    writing,
)

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text("utf-8")
NOTEBOOK = TOP / "notebooks" / "03_wikidata.ipynb"


def test_every_command_is_in_the_readme():
    group = click.Group()
    modules = (
        checking,
        demo,
        extracting,
        identity,
        indexing,
        linking,
        measuring,
        pulling,
        reading,
        reviewing,
        serving,
        writing,
    )
    for module in modules:
        module.register(group)
    assert len(group.commands) == 29
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
    for command, expected in session(0):
        shown = on_a_terminal(command)
        lines = [line.rstrip() for line in shown.splitlines() if line.strip()]
        assert lines == [line.rstrip() for line in expected.splitlines() if line.strip()], command


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is needed that Windows has not")
def test_session_with_wikidata_is_what_a_terminal_shows_but_for_its_numbers(tmp_path):
    """Its figures and its day may be others; so the lines may break elsewhere."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    makes = next(c.source for c in notebook.cells if c.cell_type == "code")
    subprocess.run([sys.executable, "-c", makes], cwd=tmp_path, check=True)
    (tmp_path / "hardcore-article.ttl").write_bytes(resources.raw("sample/article.ttl"))
    for command, expected in session(1):
        assert worded(on_a_terminal(command, tmp_path)) == worded(expected), command


def session(number: int) -> list[tuple[list[str], str]]:
    """The commands of a console session of the README, and what it prints under each."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    assert len(blocks) == 2
    steps = [step.partition("\n") for step in re.split(r"(?m)^\$ ", blocks[number])[1:]]
    assert len(steps) >= 2
    return [(shlex.split(command), expected) for command, _, expected in steps]


def worded(text: str) -> list[str]:
    """A text without its line breaks, and with 0 for every number that is not an item's."""
    return re.sub(r"(?<![Q\d.,])\d[\d,.]*\d|(?<![Q\d.,])\d", "0", text).split()


def on_a_terminal(command: list[str], folder: Path | None = None) -> str:
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
        [sys.executable, "-c", code, *command[1:]],
        stdout=side,
        stderr=subprocess.DEVNULL,
        env=env,
        cwd=folder,
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
