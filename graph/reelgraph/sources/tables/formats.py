"""Which kind of table a file is, and how its text is encoded."""

import codecs
import io
import json
import re
from typing import BinaryIO

from reelgraph.sources.inputs import Input

FORMATS = ("csv", "tsv", "xlsx", "json", "jsonl")
"""The formats of tables by the name that ``--format`` takes."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LINKED_DATA = re.compile(r'"@(?:context|graph|id|type)"\s*:')
_CHUNK = 1 << 20


def sniff(head: bytes, ending: str) -> str | None:
    r"""The kind of table that the beginning of a file looks like, or None.

    Args:
        head: The first bytes; it may be cut anywhere.
        ending: The ending of its name, without the dot; "" where it has none.

    >>> sniff(b"title;year\nAlpha;1999\n", "csv"), sniff(b'{"@context": {}}', "json")
    ('csv', None)
    >>> sniff(b'{"title": "Alpha"}\n{"title": "Beta"}\n', "txt")
    'jsonl'

    """
    ending = ending.lower().lstrip(".")
    if head.startswith(b"PK\x03\x04"):
        other = b"opendocument" in head[:200] or ending in ("ods", "odt", "docx", "zip")
        return None if other else "xlsx"
    text = _text(head)
    if text is None or not text.strip():
        return None
    body = text.lstrip("\ufeff \t\r\n")
    if body[0] in "[{":
        return _sniff_json(body, ending)
    if body.startswith("<") and re.match(r"(?i)<(\?xml|!doctype|html|rdf:|!--)", body):
        return None
    if ending in ("tsv", "tab"):
        return "tsv"
    if ending == "csv":
        return "csv"
    lines = [line for line in body.splitlines()[:20] if line.strip()]
    complete = lines[:-1] if len(lines) > 2 else lines
    for mark in "\t;,|":
        counts = [line.count(mark) for line in complete]
        if len(counts) > 1 and min(counts) > 0 and counts.count(counts[0]) >= 0.6 * len(counts):
            return "tsv" if mark == "\t" else "csv"
    return None


def _sniff_json(body: str, ending: str) -> str | None:
    if _LINKED_DATA.search(body):
        return None
    if ending in ("jsonl", "ndjson"):
        return "jsonl"
    first, _, rest = body.partition("\n")
    if first.startswith("{") and rest.lstrip().startswith("{"):
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return "json"
        return "jsonl"
    return "json"


def _text(head: bytes) -> str | None:
    """The first bytes as text; None where they are none."""
    for mark, codec, _ in _BOMS:
        if head.startswith(mark):
            return head[: len(head) // 4 * 4].decode(codec, "replace")
    wide = _wide(head)
    if wide:
        return head[: len(head) // 2 * 2].decode(wide, "replace")
    if head[:4000].count(b"\0") > 8:
        return None
    return head.decode("utf-8", "replace")


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of European text is 0."""
    some = head[:2000]
    if len(some) < 8:
        return None
    even, odd = some[0::2].count(0), some[1::2].count(0)
    for codec, zeros, others, text in (
        ("utf-16-le", odd, even, some[0::2]),
        ("utf-16-be", even, odd, some[1::2]),
    ):
        printable = len(text) - sum(b < 32 and b not in b"\t\r\n\0" for b in text)
        if zeros > 0.2 * len(some) > 4 * others and printable > 0.95 * len(text):
            return codec
    return None


class _Windows:
    """Decodes the bytes that are no UTF-8 as Windows-1252, and counts them."""

    def __init__(self) -> None:
        self.bad = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.bad += 1
        return decoded_windows(error.object[error.start : error.end]), error.end


def decoded_windows(data: bytes) -> str:
    """Bytes as Windows-1252; the five that it does not define become the controls of Latin-1."""
    return "".join(
        chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in data
    )


codecs.register_error("reelgraph-windows", _Windows())


def encoding(source: Input) -> tuple[str, str, str, str]:
    """How the text of a file is encoded, from all of it.

    Returns the codec, its error handler, its name for the report, and a warning or "".
    """
    with source.open() as stream:
        head = stream.read(_CHUNK)
        for mark, codec, name in _BOMS:
            if head.startswith(mark):
                return codec, "replace", name, ""
        wide = _wide(head)
        if wide:
            return wide, "replace", "UTF-16 without its mark", ""
        if _is_utf8(head, stream):
            return "utf-8", "strict", "UTF-8", ""
    with source.open() as stream:
        counting = _Windows()
        codecs.register_error("reelgraph-counting", counting)
        decoder = codecs.getincrementaldecoder("utf-8")("reelgraph-counting")
        others = 0
        while piece := stream.read(_CHUNK):
            text = decoder.decode(piece)
            others += len(text) - len(text.encode("ascii", "ignore"))
        decoder.decode(b"", final=True)
    bad = counting.bad
    if bad <= 0.1 * (others - bad):
        warning = (
            f"{bad:,} places are no UTF-8 although the rest is: they were read as Windows-1252"
        )
        return "utf-8", "reelgraph-windows", "UTF-8 with flaws", warning
    return "cp1252", "reelgraph-windows", "Windows-1252, for it is no UTF-8", ""


def _is_utf8(head: bytes, rest: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = rest.read(_CHUNK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def text_stream(codec: str, errors: str, stream: BinaryIO) -> io.TextIOWrapper:
    """The text of an open file, its line breaks as they are."""
    if codec == "cp1252":  # five bytes that it does not define are no reason to fail
        errors = "reelgraph-windows"
    return io.TextIOWrapper(stream, codec, errors, newline="")
