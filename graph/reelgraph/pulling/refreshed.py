"""What became of linked items, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from reelgraph.links.link import Link
from reelgraph.pulling.differing import Difference
from reelgraph.pulling.pulled import SHOWN, Pulled
from reelgraph.vocabulary import local_name


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done with one link."""

    entity: str
    label: str
    before: Link
    after: Link

    def __str__(self) -> str:
        return f"{self.label}: {self.after.note}"


@dataclass(frozen=True, slots=True, repr=False)
class Refreshed:
    """What became of the linked items."""

    place: str
    items: int
    """How many were asked for."""
    moved: tuple[Followed, ...] = ()
    """Links that followed a merge."""
    doubtful: tuple[Followed, ...] = ()
    """Links that a person has to look at again."""
    doubles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Items that several entities are linked with since the merges."""
    silent: tuple[str, ...] = ()
    """Items of which nothing is said there, though others name them."""
    compared: int = 0
    """Items that were pulled before, and whose facts were compared."""
    totals: tuple[str, ...] = ()
    """What changed in films, people and credits."""
    changed: tuple[Difference, ...] = ()
    """What changed of each entity since it was pulled."""
    pulled: Pulled | None = None

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report in words."""
        yield f"{self.items:,} linked items looked up at {self.place}"
        if self.moved:
            yield f"  {_links(self.moved)} followed a merge:"
            yield from _some(self.moved)
        if self.doubtful:
            waits = "waits" if len(self.doubtful) == 1 else "wait"
            yield f"  {_links(self.doubtful)} {waits} for you ('reelgraph review'):"
            yield from _some(self.doubtful)
        for item, entities in self.doubles[:SHOWN]:
            yield (
                f"  {local_name(item)} is what several are linked with now: {', '.join(entities)} "
                "('reelgraph merge' makes them one)"
            )
        if self.silent:
            listed = ", ".join(map(local_name, self.silent[:SHOWN]))
            more = f" and {len(self.silent) - SHOWN:,} more" if len(self.silent) > SHOWN else ""
            yield f"  {len(self.silent):,} are only named by others there: {listed}{more}"
        if not (self.moved or self.doubtful or self.silent):
            yield "  none was merged, none is gone"
        if not self.compared:
            yield "  nothing was pulled yet, so no facts are compared ('reelgraph pull')"
        elif not self.changed:
            yield f"  the facts of {self.compared:,} items are as they were pulled"
        else:
            yield f"  of {self.compared:,} items that were pulled, {len(self.changed):,} changed:"
            yield from (f"    {text}" for text in self.totals)
            yield from _some(self.changed)
            if self.pulled is None:
                yield "  'reelgraph refresh --pull' brings the new facts in"
        if self.pulled:
            yield from self.pulled.lines()


def _links(things: tuple[object, ...]) -> str:
    return "1 link" if len(things) == 1 else f"{len(things):,} links"


def _some(things: tuple[object, ...]) -> Iterator[str]:
    yield from (f"    {thing}" for thing in things[:SHOWN])
    if len(things) > SHOWN:
        yield f"    ... and {len(things) - SHOWN:,} more"
