"""A file as it comes: its bytes, unpacked, and what to say when a parser does not like them."""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import pyoxigraph as ox

from reelgraph.errors import InputError

Progress = Callable[[str, float], None]
"""Told the name of a step and how much of it is done, from 0 to 1 (-1: not known)."""


class Step(str):
    """The name of a step that knows how much there is to do in it.

    >>> step = Step("reading a.csv", 1200, "bytes")
    >>> step, step.amount, step.unit
    ('reading a.csv', 1200, 'bytes')
    """

    amount: float
    unit: str

    def __new__(cls, name: str, amount: float, unit: str) -> "Step":
        """A name with an amount of something: "bytes", "triples"."""
        step = super().__new__(cls, name)
        step.amount, step.unit = amount, unit
        return step


FORMATS: dict[str, ox.RdfFormat] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
"""The formats of RDF by the name that ``--format`` takes."""

_NAMES = {
    "ttl": "Turtle",
    "trig": "TriG",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "rdf": "RDF/XML",
    "jsonld": "JSON-LD",
}
_CONTAINED = {"ttl": ("nt",), "trig": ("nt", "ttl"), "nq": ("nt",)}
"""Which formats a parser of another one reads as well."""
_CUT = {
    expat.errors.XML_ERROR_NO_ELEMENTS,
    expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    expat.errors.XML_ERROR_PARTIAL_CHAR,
    expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
}
_BOM = b"\xef\xbb\xbf"
PROLOGUE = 1 << 16


@dataclass(frozen=True, slots=True)
class Input:
    """A file on disk (standard input has been copied to one) and what it is."""

    path: Path
    shown: str
    """What it is called in messages."""
    format: str
    gzipped: bool
    sha256: str
    size: int

    @property
    def rdf_format(self) -> ox.RdfFormat:
        """The format as the parser of RDF names it."""
        return FORMATS[self.format]

    @contextmanager
    def open(self, progress: Progress | None = None, step: str = "reading") -> Iterator[BinaryIO]:
        """The bytes of the file, unpacked and without the mark that some editors begin UTF-8 with.

        Raises:
            InputError: the gzip stream is damaged or cut short.

        """
        with self.path.open("rb") as raw:
            counted = _Counting(raw, self.size, progress, step)
            stream: BinaryIO = io.BufferedReader(counted, 1 << 20)
            if self.gzipped:
                stream = io.BufferedReader(gzip.GzipFile(fileobj=stream))
            try:
                if stream.peek(3)[:3] == _BOM:  # type: ignore[attr-defined]
                    stream.read(3)
                yield stream
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise InputError(
                    f"{self.shown}: the gzip file is damaged or cut short ({error}); "
                    "nothing of it was loaded: fetch it again"
                ) from error

    @property
    def is_rdf(self) -> bool:
        """Whether it is RDF, in contrast to a table."""
        return self.format in FORMATS

    def fill(self, store: ox.Store, base: str, progress: Progress | None = None) -> None:
        """Parse the file into an empty store.

        Args:
            store: Where to.
            base: What relative IRIs are resolved against, where the format has any.
            progress: Told how far it has come.

        Raises:
            InputError: it cannot be parsed or read; the message has the line and the remedy.

        """
        if self.format == "rdf":
            self.check_xml()
        try:
            with self.open(progress, f"reading {Path(self.shown).name}") as stream:
                store.bulk_load(stream, format=self.rdf_format, base_iri=base)
        except SyntaxError as error:
            raise self.error(error) from None
        except OSError as error:
            raise InputError(f"{self.shown} cannot be read: {error}") from error

    def error(self, error: SyntaxError) -> InputError:
        """What a parser complained about, with its place and the remedy."""
        text = re.sub(r" \(line \d+\)$", "", error.msg)
        place = f":{error.lineno}:{error.offset or 1}" if error.lineno else ""
        text = re.sub(r"^Parser error (at|between) [^:]*: ", "", text)
        if "LoadDocumentCallback" in text:
            text = (
                "its @context stands on another server, and nothing is fetched while a file is "
                "read: put the context itself into the file"
            )
        elif "UTF-8" in text:
            text += "; the file is not UTF-8: save it as UTF-8"
        elif "Unexpected end" in text:
            text = "the file ends in the middle of a statement: it was cut short"
        elif "No scheme found" in text:
            text += "; a relative IRI needs a base: write the whole IRI"
        head = self.head()
        looks = sniff(head)
        if looks and looks not in (self.format, *_CONTAINED.get(self.format, ())):
            text += f"; it looks like {_NAMES[looks]}: give --format {looks} or the right ending"
        elif re.search(rb"<html", head, re.IGNORECASE):
            text += "; it is a web page: fetch the file itself"
        elif b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = "it is no text file"
        return InputError(f"{self.shown}{place}: not {_NAMES[self.format]}: {text}")

    def head(self) -> bytes:
        """The first bytes, for guessing."""
        try:
            with self.open() as stream:
                return stream.read(PROLOGUE)
        except (InputError, OSError):
            return b""

    def check_xml(self) -> None:
        """Refuse XML that is not whole, and XML that declares entities.

        The RDF/XML parser takes a file that was cut short for a whole one. Entities can grow
        without end, or name other files.

        Raises:
            InputError: it is not well-formed, or has an ``<!ENTITY``.

        """
        parser = expat.ParserCreate()

        def refuse(*_: object) -> None:
            raise InputError(
                f"{self.shown}:{parser.CurrentLineNumber}: XML entities are refused, for they can "
                "hide other files or grow without end: write their text out, or save as Turtle"
            )

        parser.EntityDeclHandler = refuse
        try:
            with self.open() as stream:
                parser.ParseFile(stream)
        except expat.ExpatError as error:
            cut = expat.ErrorString(error.code) in _CUT
            text = "Unexpected end" if cut else expat.ErrorString(error.code)
            place = (self.shown, error.lineno, error.offset + 1, None)
            raise self.error(SyntaxError(text, place)) from None


class _Counting(io.RawIOBase):
    """Raw reads that tell how far they have come."""

    def __init__(self, raw: BinaryIO, size: int, progress: Progress | None, step: str) -> None:
        self._raw, self._size, self._progress = raw, max(size, 1), progress
        self._step = Step(step, size, "bytes")
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count: int = self._raw.readinto(buffer)  # type: ignore[attr-defined]
        self._read += count
        if self._progress:
            self._progress(self._step, self._read / self._size)
        return count


def sniff(head: bytes) -> str | None:
    """The format that the beginning of a file looks like, or None.

    >>> sniff(b'<?xml version="1.0"?><rdf:RDF')
    'rdf'
    >>> sniff(b'@prefix film: <http://e/> .')
    'ttl'
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    body = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    body = body.lstrip()
    if re.match(r"<\?xml|<!DOCTYPE\s+rdf|<!--|<rdf:RDF|<RDF", body):
        return None if re.search(r"<html", body[:2000], re.IGNORECASE) else "rdf"
    if re.match(r"[\[{]", body):
        return "jsonld" if re.search(r'"@(context|id|graph|type)"', body) else None
    if re.match(r"(?i)@prefix|@base|prefix\s+[\w.-]*:\s*<|base\s*<", body):
        return "trig" if re.search(r"(?m)^\s*(GRAPH\s+)?\S+\s*\{\s*$", body) else "ttl"
    first = body.split("\n", 1)[0].strip()
    term = r"(<[^>]*>|_:\S+)"
    if re.match(rf"{term}\s+<[^>]*>\s+({term}|\".*\"\S*)\s*\.$", first):
        return "nt"
    if re.match(rf"{term}\s+<[^>]*>\s+({term}|\".*\"\S*)\s+{term}\s*\.$", first):
        return "nq"
    return None
