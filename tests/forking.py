"""Commands in processes of their own that need not import anything first.

Most of what a short command takes is the start of Python and its imports. One process does that
once, and each command is a fork of it: its arguments, folder, environment, standard streams, exit
code and end are its own, as if somebody had typed it.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

MAIN = "from reelgraph.cli import main; main()"
PIPE = 1 << 16
"""Bytes that fit into a pipe which nobody reads yet."""
_AT_START = ("PYTHON", "LC_", "LANG")
"""Variables that Python reads when it starts."""


def run(
    words: Sequence[str | bytes],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: int = 60,
) -> "subprocess.CompletedProcess[bytes]":
    """Type a command and wait for its end.

    Args:
        words: What stands after ``reelgraph``.
        folder: Where it is typed; here if None.
        environment: All of it; that of this process if None.
        stdin: What comes in by a pipe, which is closed then.
        seconds: What it may take.

    Raises:
        TimeoutError, subprocess.TimeoutExpired: it took longer.

    """
    given = dict(os.environ if environment is None else environment)
    if not hasattr(os, "fork") or any(
        name.startswith(_AT_START) and os.environ.get(name) != value
        for name, value in given.items()
    ):
        command = [sys.executable, "-c", MAIN, *words]
        return subprocess.run(
            command, input=stdin, capture_output=True, cwd=folder, env=given, timeout=seconds
        )
    assert len(stdin) <= PIPE
    reading, writing = os.pipe()
    os.write(writing, stdin)
    os.close(writing)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin(words, (reading, out.fileno(), err.fileno()), folder=folder, environment=given)
        os.close(reading)
        code = end(seconds)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read())
    return subprocess.CompletedProcess(list(words), code, *texts)


def told(*words: str | Path, **more: Any) -> "subprocess.CompletedProcess[str]":
    """As `run`, with what it prints as text."""
    done = run([str(word) for word in words], **more)
    texts = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, *texts)


def begin(
    words: Sequence[str | bytes],
    streams: tuple[int, int, int],
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Type a command whose standard streams are these; `end` waits for it."""
    asked = {
        "words": [os.fsdecode(word) for word in words],
        "folder": str(folder or Path.cwd()),
        "environment": dict(os.environ if environment is None else environment),
    }
    socket.send_fds(_ready(), [json.dumps(asked).encode() + b"\n"], streams)


def end(seconds: int = 60) -> int:
    """The exit code of the command, when it has ended; minus its number if a signal ended it.

    Raises:
        TimeoutError: it has not ended in this time, and is killed.

    """
    line = _ready()
    line.settimeout(seconds)
    try:
        return int.from_bytes(line.recv(4), "little", signed=True)
    except TimeoutError:
        _ready.cache_clear()
        _forget(line)
        raise


@cache
def _ready() -> socket.socket:
    """The way to the process that has imported everything; it ends with this one."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    _processes[ours] = process
    return ours


def _forget(line: socket.socket) -> None:
    """End what is behind a line, and a command that still runs there."""
    process = _processes.pop(line)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    line.close()


_processes: dict[socket.socket, "subprocess.Popen[bytes]"] = {}
atexit.register(lambda: [_forget(line) for line in list(_processes)])


def _serve(line: socket.socket) -> None:
    """Fork for each command; returns in the fork, where the command is to be done."""
    while True:
        said, streams = b"", []
        while not said.endswith(b"\n"):
            part, more, *_ = socket.recv_fds(line, 1 << 16, 3)
            if not part:
                os._exit(0)
            said, streams = said + part, streams + more
        child = os.fork()
        if child == 0:
            line.close()
            _become(streams, **json.loads(said))
            return
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        line.sendall(code.to_bytes(4, "little", signed=True))


def _become(streams: list[int], words: list[str], folder: str, environment: dict[str, str]) -> None:
    """Make this process what a shell would have started."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # Those that are there know of what they were made for whether it is a terminal or a file.
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *words]


if __name__ == "__main__":
    sys.path[0] = ""
    from reelgraph.cli import (  # noqa: F401  what `main` imports before it does anything
        checking,
        demo,
        extracting,
        identity,
        indexing,
        linking,
        main,
        measuring,
        pulling,
        reading,
        reviewing,
        serving,
        writing,
    )

    gc.freeze()  # so that a fork does not copy what it only looks through at its end
    _serve(socket.socket(fileno=int(sys.argv[1])))
    main()
