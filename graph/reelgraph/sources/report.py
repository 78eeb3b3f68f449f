"""What became of an input: what is in, what was left out, what was rejected and where."""

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

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.record}: {self.reason}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Triples that were not taken over, and why."""

    what: str
    triples: int
    why: str

    def __str__(self) -> str:
        return f"{self.triples:,} x {self.what}: {self.why}"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, one for each source."""

    source: str
    unchanged: bool = False
    """The same file was there already, so nothing was done."""
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
    seconds: float = 0.0

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, most: int = 10) -> Iterable[str]:
        """The report in words, at most `most` rejects and kinds of left-out triples."""
        if self.unchanged:
            yield f"{self.source}: unchanged, nothing to do"
            return
        verb = "replaced" if self.replaced else "loaded"
        yield (
            f"{self.source}: {verb} {self.films:,} films, {self.people:,} people, "
            f"{self.credits:,} credits ({self.triples:,} triples) in {self.seconds:.1f} s"
        )
        if self.replaced:
            yield f"  facts in the view: {self.added:,} added, {self.removed:,} removed"
        if self.unnamed:
            yield f"  {self.unnamed:,} films and people have no name: shown as 'unnamed (...)'"
        yield from (f"  {warning}" for warning in self.warnings)
        yield from _some("left out", self.left_out, most)
        yield from _some("rejected", self.rejected, most)


def _some(verb: str, things: Sequence[object], most: int) -> Iterable[str]:
    if not things:
        return
    yield f"  {verb}:"
    yield from (f"    {thing}" for thing in things[:most])
    if len(things) > most:
        yield f"    ... and {len(things) - most:,} more"


@dataclass(slots=True)
class Locator:
    """Finds the lines of rejected records in the file they came from."""

    input: Input
    most: int = 1000
    found: dict[int, int] = field(default_factory=dict)

    def locate(self, rejects: Sequence[Reject]) -> list[Reject]:
        """The rejects with their lines, as far as they can be told.

        The line is the first in which all tokens of the record stand; where there is none (as in
        Turtle, whose subjects stand above), the first one that has the last token.
        """
        waiting = dict(enumerate(rejects[: self.most]))
        second: dict[int, int] = {}
        with self.input.open() as stream:
            for number, line in enumerate(stream, 1):
                for index, reject in list(waiting.items()):
                    if not reject.tokens or reject.tokens[-1] not in line:
                        continue
                    second.setdefault(index, number)
                    if all(token in line for token in reject.tokens):
                        self.found[index] = number
                        del waiting[index]
                if not waiting:
                    break
        lines = second | self.found
        return [replace(r, line=lines.get(i)) for i, r in enumerate(rejects)]
