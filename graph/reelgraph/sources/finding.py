"""From what a person named to inputs: files, folders, standard input, pipes, and their formats."""

import hashlib
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reelgraph.errors import InputError, NotRecognised
from reelgraph.sources import inputs, networks, tables
from reelgraph.sources.inputs import Input
from reelgraph.vocabulary import slug

FORMATS = (*inputs.FORMATS, *tables.FORMATS, *networks.FORMATS)
"""What ``--format`` takes."""

_ENDINGS = {
    "turtle": "ttl",
    "n3": "ttl",
    "xml": "rdf",
    "rdfxml": "rdf",
    "owl": "rdf",
    "json-ld": "jsonld",
    "ntriples": "nt",
    "nquads": "nq",
    "ndjson": "jsonl",
    "tab": "tsv",
    "xlsm": "xlsx",
}
_SNIFFED = ("json", "xml", "owl", "txt", "tab", "")
"""Endings that say less than the beginning of the file does."""
_TRUSTED = ("owl", "tab")
"""Those of them that say enough where the beginning tells nothing."""
_ABOUT = re.compile(
    r"(?i)(readme|licen[cs]e|copying|copyright|changelog|notice|makefile)([._-].*)?|.*\.(md|pdf|html?)"
)
"""Files beside data that are about it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The inputs that one argument named: a file, or a folder of files that make one source."""

    name: str
    """What the source is called, unless somebody says otherwise."""
    inputs: tuple[Input, ...]
    skipped: tuple[str, ...] = ()
    """The files of the folder that are no input, with the reason."""
    folder: bool = False

    @property
    def files(self) -> str:
        """The names of the files, without their folders."""
        names = ["-" if i.shown == "standard input" else i.path.name for i in self.inputs]
        return ", ".join(names)


def together(name: str, groups: Sequence[Group]) -> Group:
    """One group of several, under a name that somebody gave."""
    return Group(
        name,
        tuple(i for group in groups for i in group.inputs),
        tuple(text for group in groups for text in group.skipped),
        any(group.folder for group in groups),
    )


def find_group(name: str, scratch: Path, format_name: str | None = None) -> Group:
    """The inputs that a person named: a file, a folder, or ``-`` for standard input.

    In a folder every file is read whose format is recognised, those of the folders in it too.

    Raises:
        InputError: it is missing or empty, or a folder without any input.
        NotRecognised: neither its ending nor its beginning tells the format.

    """
    path = Path(name)
    if name == "-" or not path.is_dir():
        found = find_input(name, scratch, format_name)
        return Group(_source_name(found), (found,))
    if (path / "reelgraph.json").is_file():
        raise InputError(
            f"{name} is a store, not a folder of files: "
            f"'reelgraph export -s {name} -o all.trig' makes a file of it that can be loaded"
        )
    members, skipped = [], []
    for file in sorted(_files(path)):
        shown = file.relative_to(path).as_posix()
        if _ABOUT.fullmatch(file.name):
            skipped.append(f"{shown} (about the data)")
            continue
        try:
            members.append(find_input(str(file), scratch, format_name))
        except NotRecognised:
            skipped.append(f"{shown} (its format is not recognised)")
        except InputError as error:
            if not str(error).endswith("is empty"):
                raise
            skipped.append(f"{shown} (empty)")
    if not members:
        tried = f": {', '.join(skipped[:5])}" if skipped else ""
        raise InputError(f"{name} is a folder without any file that can be loaded{tried}")
    return Group(
        slug(path.resolve().name)[:80] or "folder", tuple(members), tuple(skipped), folder=True
    )


def _files(folder: Path) -> list[Path]:
    """The files in a folder and below it, hidden ones left out; links to folders are not followed.

    Raises:
        InputError: the folder cannot be read.

    """
    try:
        below = [p for p in folder.rglob("*") if p.is_file()]
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}") from error
    return [p for p in below if not any(q.startswith(".") for q in p.relative_to(folder).parts)]


def find_input(name: str, scratch: Path, format_name: str | None = None) -> Input:
    """The input that a person named: the path of a file, or ``-`` for standard input.

    Args:
        name: What was typed.
        scratch: A folder to which standard input is copied.
        format_name: One of `FORMATS` (or another usual name), when the ending does not tell.

    Raises:
        InputError: the file is missing, empty, or a folder.
        NotRecognised: neither its ending nor its beginning tells the format.

    """
    if format_name is not None and _format_of(format_name) is None:
        raise NotRecognised(f"unknown format {format_name!r}; the formats are {', '.join(FORMATS)}")
    path, shown = Path(name), name
    if name == "-":
        path, shown = scratch / "stdin", "standard input"
        with path.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
    elif path.is_fifo():  # as the shell's <(...): it can be read only once
        path = scratch / path.name
        with Path(name).open("rb") as pipe, path.open("wb") as copy:
            shutil.copyfileobj(pipe, copy)
    try:
        with path.open("rb") as stream:
            magic = stream.read(2)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError(f"{shown}: there is no such file") from None
    except IsADirectoryError:
        raise InputError(f"{shown} is a folder: name the files in it") from None
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror}") from error
    gzipped = magic == b"\x1f\x8b"
    found = Input(path, shown, "ttl", gzipped, sha256, path.stat().st_size)
    head = found.head()
    if not head.strip(b" \t\r\n\xef\xbb\xbf") and not gzipped:
        raise InputError(f"{shown} is empty")
    suffixes = [s.lower().lstrip(".") for s in path.suffixes if s.lower() != ".gz"]
    ending = suffixes[-1] if suffixes and name != "-" else ""
    if suffixes[-2:] == ["graph", "json"]:
        ending = "graph.json"
    chosen = _format_of(format_name or ending)
    if format_name is None and (chosen is None or ending in _SNIFFED):
        fallback = chosen if ending in _TRUSTED else None
        chosen = inputs.sniff(head) or tables.sniff(head, ending) or fallback
    if chosen is None:
        known = ", ".join(f".{e}" for e in FORMATS)
        what = f"the ending .{ending} is none of a known format" if ending else "it has no ending"
        if ending in ("json", "xml"):
            what = f"the ending .{ending} can mean several formats"
        raise NotRecognised(
            f"{shown}: {what}, and its beginning does not tell the format: "
            f"give --format, or one of the endings {known} (with or without .gz)"
        )
    return replace(found, format=chosen)


def _format_of(name: str) -> str | None:
    name = name.lower().lstrip(".")
    name = _ENDINGS.get(name, name)
    return name if name in FORMATS else None


def _source_name(source: Input) -> str:
    if source.shown == "standard input":
        return "stdin"
    stem = re.sub(r"\.gz$", "", source.path.name, flags=re.IGNORECASE)
    stem = stem.rsplit(".", 1)[0] if "." in stem.strip(".") else stem
    return slug(stem)[:80] or f"source-{source.sha256[:8]}"


def same_file_twice(groups: Sequence[Group]) -> bool:
    """Whether two arguments name one file."""
    paths = [i.path.resolve() for group in groups for i in group.inputs]
    return len(set(paths)) < len(paths)
