"""The file of a network index: named arrays and texts behind a header, with a sum over all of it.

It is read whole: so nothing that happens to the file afterwards can reach what was read.
"""

import json
import os
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Of what is in it; an index of another version is built again."""
_MAGIC = b"reelgraph network index\n"
_NUMBER = 8
"""Bytes of each of the two numbers behind the first words: the sum, and the header's length."""

Parts = Mapping[str, "NDArray[np.generic]"]


def write(path: Path, state: str, parts: Parts) -> None:
    """Write beside the old one and take its place in one step.

    Raises:
        OSError: it cannot be written.

    """
    bodies = {name: np.ascontiguousarray(part).tobytes() for name, part in parts.items()}
    about = {
        "version": VERSION,
        "state": state,
        "parts": [[n, p.dtype.newbyteorder("<").str, len(bodies[n])] for n, p in parts.items()],
    }
    header = json.dumps(about).encode()
    total = zlib.crc32(header)
    for body in bodies.values():
        total = zlib.crc32(body, total)
    handle, name = tempfile.mkstemp(prefix="network-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + total.to_bytes(_NUMBER, "little"))
            file.write(len(header).to_bytes(_NUMBER, "little") + header)
            for body in bodies.values():
                file.write(body)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def read(path: Path, state: str) -> dict[str, "NDArray[np.generic]"] | None:
    """The parts that were written of this state; None where there are none, or not as written."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            begin = file.read(len(_MAGIC) + 2 * _NUMBER)
            length = int.from_bytes(begin[-_NUMBER:], "little")
            if begin[: len(_MAGIC)] != _MAGIC or length > path.stat().st_size:
                return None
            header = file.read(length)
            about = json.loads(header)
            if about["version"] != VERSION or about["state"] != state:
                return None
            body = file.read()
        if zlib.crc32(body, zlib.crc32(header)) != int.from_bytes(
            begin[len(_MAGIC) : -_NUMBER], "little"
        ):
            return None
        found: dict[str, NDArray[np.generic]] = {}
        at = 0
        for name, kind, size in about["parts"]:
            found[name] = np.frombuffer(body[at : at + size], np.dtype(kind))
            at += size
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found
