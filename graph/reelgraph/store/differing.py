"""What two versions of a source say otherwise, found in bounded memory.

Both are parted by their subjects, and each part of the one is compared with the same part of the
other, as sets of lines: what is the same in both, which is nearly all, never becomes an object.
"""

from pathlib import Path

from reelgraph.store.deriving import as_stored
from reelgraph.store.parts import Parts, by_subject, count_for

MOST = 2_000_000
"""Lines that are listed; beyond that, two versions have little in common. About 1 GB of memory."""


def differing(old: Path, new: Path, folder: Path) -> tuple[list[str], list[str]] | None:
    """All lines about those subjects of which two versions do not say the same.

    Args:
        old: N-Triples, as the engine writes them.
        new: N-Triples, as a reader of sources writes them.
        folder: For temporary files, which take as much room as both.

    Returns:
        Those of the old version and those of the new one, sorted; None where they are more
        than `MOST`.

    """
    count = count_for(old.stat().st_size + new.stat().st_size)
    gone: list[str] = []
    come: list[str] = []
    with Parts(folder, "old", count) as before, Parts(folder, "new", count) as after:
        by_subject(old, before)
        by_subject(new, after)
        for number in range(count):
            was, now = (set(part.take(number).split(b"\n")) - {b""} for part in (before, after))
            fresh = now - was
            now = (now & was) | set(map(_stored, fresh))
            subjects = set(map(_subject, was ^ now))
            for found, lines in ((gone, was), (come, now)):
                found += (line.decode() for line in lines if _subject(line) in subjects)
            if len(gone) + len(come) > MOST:
                return None
    return sorted(gone), sorted(come)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _stored(line: bytes) -> bytes:
    """A line in the spelling of the engine."""
    subject, prop, value = line.split(b" ", 2)
    return b"%b %b %b" % (subject, prop, as_stored(value))
