"""What became of an input: what is in, what was left out, what was rejected and where."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from reelgraph.sources.inputs import Input


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be used."""

    file: str
    record: str
    """What it says, in short forms."""
    reason: str
    tokens: tuple[bytes, ...] = ()
    """What stands in its line, for finding it."""
    line: int | None = None
    unit: str = "line"
    """What the number counts, where the file has no lines: "record", "row"."""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}" if self.unit == "line" else f", {self.unit} {self.line}"
        return f"{place}: {self.record}: {self.reason}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Triples that were not taken over, and why."""

    what: str
    triples: int
    why: str

    def __str__(self) -> str:
        return f"{self.triples:,} x {self.what}: {self.why}"


@dataclass(slots=True)
class Notes:
    """What the reading of tables showed, besides the claims."""

    rejected: list[Reject] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    records: int = 0
    """Rows that were read."""
    understood: list[str] = field(default_factory=list)
    """How each table was read, in words."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, one for each source."""

    source: str
    unchanged: bool = False
    """The same file was there already, so nothing was done."""
    described: bool = False
    """What is said of the source is new, though its facts are not."""
    replaced: bool = False
    """An earlier version of the source was there and is gone."""
    films: int = 0
    people: int = 0
    credits: int = 0
    triples: int = 0
    """Triples of the source's claims."""
    unnamed: int = 0
    """Films and people without any name."""
    added: int = 0
    removed: int = 0
    """Triples of the view that came and went."""
    rejected: tuple[Reject, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    """How each table was read, in words."""
    changes: tuple[str, ...] = ()
    """What a new version changed in the earlier one: films, people and credits, in words."""
    seconds: float = 0.0
    indexes: str = ""
    """Which indexes were built after it, in words."""
    dry: bool = False
    """Nothing was loaded: this is what a load would do."""

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, most: int = 10) -> Iterable[str]:
        """The report in words, at most `most` rejects and kinds of left-out triples."""
        if self.unchanged:
            done = "described anew" if self.described else "nothing to do"
            yield f"{self.source}: unchanged, {done}"
        else:
            yield self._loaded()
        yield from (f"  {text}" for text in self.understood)
        if self.replaced:
            yield from (f"  {text}" for text in self.changes)
        if self.replaced and not self.dry:
            yield f"  facts in the view: {self.added:,} added, {self.removed:,} removed"
        if self.unnamed:
            yield f"  {self.unnamed:,} films and people have no name: shown as 'unnamed (...)'"
        yield from (f"  {warning}" for warning in self.warnings)
        yield from _some("left out", self.left_out, most)
        yield from _some("rejected", self.rejected, most)
        if self.indexes:
            yield f"  {self.indexes}"

    def _loaded(self) -> str:
        verb = "replaced" if self.replaced else "loaded"
        took = f" in {self.seconds:.1f} s"
        if self.dry:
            verb, took = ("would be replaced:" if self.replaced else "would load"), ""
        return (
            f"{self.source}: {verb} {self.films:,} films, {self.people:,} people, "
            f"{self.credits:,} credits ({self.triples:,} triples){took}"
        )

    @staticmethod
    def together(reports: Sequence["LoadReport"], most: int = 10) -> Iterable[str]:
        """The reports of many sources in sum."""
        done = [report for report in reports if not report.unchanged]
        seconds = sum(report.seconds for report in done)
        yield (
            f"{len(done):,} sources loaded ({sum(r.replaced for r in done):,} of them replaced), "
            f"{len(reports) - len(done):,} unchanged: {sum(r.films for r in done):,} films, "
            f"{sum(r.people for r in done):,} people, {sum(r.credits for r in done):,} credits "
            f"({sum(r.triples for r in done):,} triples) in {seconds:.1f} s"
        )
        warnings = dict.fromkeys(warning for report in reports for warning in report.warnings)
        yield from (f"  {warning}" for warning in warnings)
        left = Counter[tuple[str, str]]()
        for report in reports:
            for part in report.left_out:
                left[part.what, part.why] += part.triples
        summed = [LeftOut(what, count, why) for (what, why), count in left.most_common()]
        yield from _some("left out", summed, most)
        yield from _some("rejected", [r for report in reports for r in report.rejected], most)
        yield from (f"  {report.indexes}" for report in reports if report.indexes)


def _some(verb: str, things: Sequence[object], most: int) -> Iterable[str]:
    if not things:
        return
    yield f"  {verb}:"
    yield from (f"    {thing}" for thing in things[:most])
    if len(things) > most:
        yield f"    ... and {len(things) - most:,} more"


_WORD = re.compile(rb"[\w\x80-\xff]+")
_OPENS = re.compile(
    rb"""(?x)
    (?: (?=\S) (?![#@\]}]|</|PREFIX|BASE)  # Turtle: what is not indented
      | \s* <[\w.:-]+\s+ (?:\w+:)? (?:about|ID|nodeID) =
      | [\s{]* "@id"\s*: )
    \s* (\S+)"""
)
"""A line that begins to speak of something, and what."""


@dataclass(slots=True)
class Locator:
    """Finds the lines of rejected records in the file they came from."""

    input: Input
    most: int = 1000

    def locate(self, rejects: Sequence[Reject]) -> list[Reject]:
        """The rejects with their lines, as far as they can be told.

        The line is that of the subject which has the property and the value too, or the first
        with both below the line that begins with the subject (as in Turtle). Where the subject
        has no name in the file, it is the first line with the property and the value.
        """
        known = [[_words(t) for t in r.tokens] for r in rejects[: self.most]]
        about: dict[bytes, set[int]] = {}
        for index, (subject, *_) in enumerate(known):
            about.setdefault(subject[-1], set()).add(index)
        said: dict[bytes, list[list[bytes]]] = {}
        for _, prop, value in (tokens for tokens in known if len(tokens) == 3):
            if value and prop not in said.setdefault(value[-1], []):
                said[value[-1]].append(prop)
        best: dict[int, tuple[int, int]] = {}
        first: dict[tuple[bytes, bytes], int] = {}
        opened: list[bytes] = []
        with self.input.open() as stream:
            for number, line in enumerate(stream, 1):
                opens = _OPENS.match(line)
                opened = _words(opens[1]) if opens else opened
                words = _words(line)
                for index in {i for word in {*words, *opened} for i in about.get(word, ())}:
                    rank = _rank(known[index], words, opened)
                    if rank > best.get(index, (0, 0))[0]:
                        best[index] = (rank, number)
                for word in words:
                    for prop in said.get(word, ()):
                        if _stands(prop, words):
                            first.setdefault((prop[-1], word), number)
        for index, tokens in enumerate(known):
            if index not in best and len(tokens) == 3 and tokens[2]:
                best[index] = (0, first.get((tokens[1][-1], tokens[2][-1]), 0))
        return [replace(r, line=best.get(i, (0, 0))[1] or None) for i, r in enumerate(rejects)]


def _words(text: bytes) -> list[bytes]:
    return _WORD.findall(text)


def _rank(tokens: list[list[bytes]], line: list[bytes], opened: list[bytes]) -> int:
    """How well a line fits the tokens of a record whose subject it may have, from 0 to 4."""
    subject, *others = tokens
    begins, there = _stands(subject, opened), _stands(subject, line)
    if not others:
        return 4 if begins and there else int(there)
    if all(_stands(token, line) for token in others):
        return 4 if there else 3 if begins else 0
    return 2 if begins and _stands(others[0], line) else int(begins and there)


def _stands(token: list[bytes], line: list[bytes]) -> bool:
    """Whether the words of a token stand in a line, one after the other."""
    return any(line[i : i + len(token)] == token for i in range(len(line)))
