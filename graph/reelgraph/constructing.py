"""What a CONSTRUCT query makes, as N-Triples, without the engine's own detour.

The engine keeps every triple that a CONSTRUCT has made in memory, as text, to leave out the second
of two. Asking for the rows of the same query, and putting them into the triples of its template
here, takes a third of the time for the large answers of a load.
"""

import re
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from reelgraph.binding import solutions, triples
from reelgraph.vocabulary import XSD

_SKIPPED = r"""<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*"""
_TEMPLATE = re.compile(
    rf"""\b CONSTRUCT \s* \{{ (?P<template> (?: {_SKIPPED} | [^{{}}"'<\#] )* ) \}} \s*
    (?= WHERE \b | \{{ )""",
    re.VERBOSE | re.IGNORECASE,
)
_VARIABLE = re.compile(rf"(?P<skip>{_SKIPPED})|[?$](?P<name>\w+)")
_PREFIXES = re.compile(r"(?im)^\s*PREFIX\s+[^\s#]*:\s*<[^<>\s]*>")
_STANDS_FOR = "urn:variable:"
_IRI = ord("<")
_ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xef\xbf[\xbe\xbf]")


class Lines(Protocol):
    """A file, as far as it is written to."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""


def write(store: ox.Store, query: str, out: Lines, *, distinct: bool = True) -> int:
    """Run a CONSTRUCT query and write its triples as N-Triples.

    Args:
        store: What is asked.
        query: With the prefixes that it uses.
        out: Where to.
        distinct: Whether no row may count twice. Two different rows can still give a triple twice.

    Returns:
        How many lines were written.

    """
    template = _template(query)
    if template is None:
        counted = _CountingLines(out)
        triples(store, query).serialize(counted, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]  # it only writes
        return counted.lines
    before, made, after = template
    names = list(dict.fromkeys(t[1:] for triple in made for t in triple if isinstance(t, str)))
    asked = " ".join(f"?{n}" for n in names)
    select = f"{before}SELECT {'DISTINCT ' if distinct else ''}{asked} {after}"
    rows = _Rows(names, made, out)
    solutions(store, select).serialize(rows, format=ox.QueryResultsFormat.TSV)  # type: ignore[arg-type]  # it only writes
    return rows.lines


_Term = str | bytes
"""A variable as ``?name``, or a term of N-Triples."""


def _template(query: str) -> tuple[str, list[tuple[_Term, ...]], str] | None:
    """The query before its template, the triples of that, and what follows; None if too special."""
    found = next((m for m in _TEMPLATE.finditer(query) if not _in_a_comment(query, m)), None)
    if found is None:
        return None
    text = _VARIABLE.sub(lambda m: m["skip"] or f"<{_STANDS_FOR}{m['name']}>", found["template"])
    prefixes = "\n".join(_PREFIXES.findall(query[: found.start()]))
    try:
        read = list(
            ox.parse(f"{prefixes}\n{text.rstrip().rstrip('.')} .", format=ox.RdfFormat.TURTLE)
        )
    except SyntaxError:
        return None
    made = []
    for quad in read:
        terms = (quad.subject, quad.predicate, quad.object)
        if any(isinstance(t, (ox.BlankNode, ox.Triple)) for t in terms):
            return None
        made.append(tuple(map(_term, terms)))
    if not made or all(isinstance(t, bytes) for triple in made for t in triple):
        return None
    return query[: found.start()], made, query[found.end() :]


def _in_a_comment(query: str, match: re.Match[str]) -> bool:
    line = query[query.rfind("\n", 0, match.start()) + 1 : match.start()]
    return "#" in re.sub(r"<[^<>\s]*>", "", line)


def _term(term: object) -> _Term:
    text = str(term)
    if text.startswith(f"<{_STANDS_FOR}"):
        return "?" + text[len(_STANDS_FOR) + 1 : -1]
    return text.encode()


class _Rows:
    """Takes the rows of an answer in TSV, and writes the triples of each."""

    def __init__(self, names: list[str], made: list[tuple[_Term, ...]], out: Lines) -> None:
        self.lines = 0
        self._made, self._out = made, out
        self._column = {f"?{name}": i for i, name in enumerate(names)}
        self._named = False
        self._rest = b""
        self._kinds: dict[tuple[bool, ...], _Kind] = {}

    def write(self, data: bytes) -> int:
        length = len(data)
        rows, end, self._rest = (self._rest + data).rpartition(b"\n")
        if end and not self._named:  # the first line has the names of the columns
            self._named = True
            _, end, rows = rows.partition(b"\n")
        if not end:
            return length
        if _ODD.search(rows):
            rows = _ODD.sub(_escaped, rows)
        made = []
        kinds = self._kinds
        for row in rows.split(b"\n"):
            cells = row.split(b"\t")
            bound = tuple(map(bool, cells))
            kind = kinds.get(bound)
            if kind is None:
                kind = kinds[bound] = self._kind(bound)
            if kind.count:
                for i in kind.columns:
                    if cells[i][0] not in b'<"_':
                        cells[i] = _written_out(cells[i])
                if any(cells[i][0] != _IRI for i in kind.nodes):
                    kind = self._kind(bound, cells)
                made.append(kind.pattern % tuple([cells[i] for i in kind.columns]))
                self.lines += kind.count
        self._out.write(b"".join(made))
        return length

    def flush(self) -> None:
        """Whole rows are written at once."""

    def _kind(self, bound: tuple[bool, ...], cells: list[bytes] | None = None) -> "_Kind":
        """What a row gives where these columns are bound; with `cells`, where they may be used."""
        lines: list[bytes] = []
        columns: list[int] = []
        nodes: set[int] = set()
        for triple in self._made:
            wanted = [self._column[t] for t in triple if isinstance(t, str)]
            first, second = (
                self._column.get(t, -1) if isinstance(t, str) else -1 for t in triple[:2]
            )
            if not all(bound[i] for i in wanted):
                continue
            if cells and (
                (first >= 0 and cells[first][0] not in b"<_")
                or (second >= 0 and cells[second][0] != _IRI)
            ):
                continue
            parts = [b"%s" if isinstance(t, str) else t.replace(b"%", b"%%") for t in triple]
            lines.append(b" ".join(parts) + b" .\n")
            columns += wanted
            nodes |= {first, second} - {-1}
        return _Kind(b"".join(lines), tuple(columns), tuple(nodes), len(lines))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the rows give that have the same columns bound."""

    pattern: bytes
    columns: tuple[int, ...]
    """Those that go into the pattern, in order."""
    nodes: tuple[int, ...]
    """Those of subjects and properties: a triple with a text there is none."""
    count: int


def _escaped(found: re.Match[bytes]) -> bytes:
    """A character as N-Triples escapes it and TSV does not."""
    short = {b"\b": b"\\b", b"\f": b"\\f"}
    return short.get(found[0]) or b"\\u%04X" % ord(found[0].decode())


def _written_out(cell: bytes) -> bytes:
    """A number or a truth value, which TSV has in short, as N-Triples has it."""
    if cell in (b"true", b"false"):
        kind = "boolean"
    elif b"e" in cell or b"E" in cell:
        kind = "double"
    else:
        kind = "decimal" if b"." in cell else "integer"
    return b'"%s"^^<%s%s>' % (cell, XSD.encode(), kind.encode())


class _CountingLines:
    """A file that counts the lines written to it."""

    def __init__(self, out: Lines) -> None:
        self._out = out
        self.lines = 0

    def write(self, data: bytes) -> int:
        self.lines += data.count(b"\n")
        return self._out.write(data)

    def flush(self) -> None:
        """Nothing is held back here."""
