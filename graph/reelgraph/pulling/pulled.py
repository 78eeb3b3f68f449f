"""What a pull brought, in words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reelgraph.pulling.novelty import New
from reelgraph.sources.report import LeftOut, LoadReport, Reject
from reelgraph.store.pulls import SOURCE
from reelgraph.vocabulary import local_name

DISAGREEMENTS = "sources_against_wikidata"
"""The query that shows where sources and what was pulled differ."""
SHOWN = 10
"""How many things of a kind a report names."""


@dataclass(frozen=True, slots=True, repr=False)
class Pulled:
    """What a pull brought."""

    source: str
    place: str
    """Where was asked."""
    day: str
    items: int = 0
    """Whose facts were fetched."""
    further: int = 0
    """Of those, the ones that are not linked: people of linked films and films of linked people."""
    kept: int = 0
    """Items that were fetched earlier and stay as they were."""
    dropped: tuple[str, ...] = ()
    """Items that nobody links any more: their facts are out."""
    merged: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    doubles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Items with which several entities are linked; the first stands for the item."""
    unclear: tuple[str, ...] = ()
    """Entities that are linked with several items, so that none was fetched; with their years."""
    new: New = field(default_factory=New)
    disagreements: int = 0
    """Years, directors, running times and births of which another source says something else."""
    report: LoadReport | None = None
    """Of the load; None if nothing was fetched."""
    rejected: tuple[Reject, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)
    """What the items of this report are called here."""

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report in words."""
        further = f", {self.further:,} of them not linked" if self.further else ""
        items = "1 item" if self.items == 1 else f"{self.items:,} items"
        yield f"{self.source}: the facts of {items}{further}, from {self.place}"
        if self.source != SOURCE:
            yield (
                f"  a source called {SOURCE!r} was loaded from a file and stays as it is: "
                f"what was pulled is {self.source!r}"
            )
        if self.report and self.report.unchanged:
            yield "  nothing is new since it was fetched"
        elif self.report:
            yield (
                f"  {self.report.films:,} films, {self.report.people:,} people, "
                f"{self.report.credits:,} credits ({self.report.triples:,} triples)"
            )
            yield from (f"  changed {text}" for text in self.report.changes)
            if self.report.unnamed:
                yield f"  {self.report.unnamed:,} of them have no name there in any language"
            yield from (f"  {warning}" for warning in self.report.warnings)
        if self.kept:
            yield f"  {self.kept:,} items that were fetched earlier stay as they were"
        counts = (
            (self.new.films, "films"),
            (self.new.people, "people"),
            (self.new.credits, "credits"),
        )
        told = [f"{n:,} {what}" for n, what in counts if n]
        if told:
            yield f"  no other source has {', '.join(told)} of them"
        if self.new.facts:
            listed = ", ".join(f"{n:,} x {what}" for what, n in self.new.facts)
            yield f"  no other source says of what was there: {listed}"
        if self.disagreements:
            asked = "" if self.source == SOURCE else f" --source {self.source}"
            yield (
                f"  {self.disagreements:,} x another year, director, running time or birth than "
                f"another source has: 'reelgraph query {DISAGREEMENTS}{asked}' shows them"
            )
        yield from self._trouble()

    def _trouble(self) -> Iterator[str]:
        merged = [f"{self._name(a)} is {local_name(b)} now" for a, b in self.merged.items()]
        yield from _listed("were merged into others (run 'reelgraph refresh')", merged)
        gone = [self._name(i) for i in self.gone]
        yield from _listed("are gone from there (run 'reelgraph refresh')", gone)
        silent = [self._name(i) for i in self.silent]
        yield from _listed("are there, but nothing that is pulled is said of them", silent)
        dropped = [self._name(i) for i in self.dropped]
        yield from _listed("are linked no more: their facts were taken out", dropped)
        for item, entities in list(self.doubles.items())[:SHOWN]:
            yield (
                f"  {local_name(item)} is linked with {len(entities)} entities, and its facts are "
                f"said of the first: {', '.join(entities)} ('reelgraph merge' makes them one)"
            )
        if self.unclear:
            more = f"; and {len(self.unclear) - SHOWN:,} more" if len(self.unclear) > SHOWN else ""
            yield (
                f"  {len(self.unclear):,} x linked with several items, so none was fetched: "
                f"{'; '.join(self.unclear[:SHOWN])}{more} ('reelgraph review' decides)"
            )
        yield from _listed("were left out", [f"{p}" for p in self.left_out], "kinds of facts")
        for reason, count in Counter(r.reason for r in self.rejected).most_common():
            first = next(r.record for r in self.rejected if r.reason == reason)
            yield f"  {count:,} x rejected: {reason} (as in {first})"

    def _name(self, item: str) -> str:
        label = self.called.get(item)
        return f"{label} ({local_name(item)})" if label else local_name(item)


def _listed(what: str, things: Sequence[str], kind: str = "items") -> Iterator[str]:
    if things:
        more = f"; and {len(things) - SHOWN:,} more" if len(things) > SHOWN else ""
        one = kind.removesuffix("s") if kind == "items" and len(things) == 1 else kind
        said = what
        if one != kind:
            for many, single in (("are ", "is "), ("were ", "was "), ("of them", "of it")):
                said = said.replace(many, single)
            said = said.replace("into others", "into another").replace("their facts", "its facts")
        yield f"  {len(things):,} {one} {said}: {'; '.join(things[:SHOWN])}{more}"
