"""Decisions about links that were made elsewhere: tables that a person filled in, and SSSOM."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reelgraph.entities import describe, find_identified
from reelgraph.entity import Entity
from reelgraph.errors import Ambiguous, NotFound
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import decisions
from reelgraph.links.keeping import decide, links_of
from reelgraph.links.link import ACCEPTED, NONE, Link
from reelgraph.links.planning import PEOPLE
from reelgraph.links.rows import Row, read
from reelgraph.sources.finding import find_input
from reelgraph.sources.report import Reject
from reelgraph.sources.tables.report import short
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import local_name

Finder = Callable[[str], Entity]
"""Gives the one entity that a name means, or raises NotFound or Ambiguous."""


@dataclass(slots=True)
class Imported:
    """What became of a file of decisions."""

    links: list[Link] = field(default_factory=list)
    """The decisions, each of an entity of the store."""
    blank: int = 0
    """Rows without a decision: pending ones, for example."""
    known: int = 0
    """Rows that say what the store says already, and rows that say the same as an earlier one."""
    rejected: list[Reject] = field(default_factory=list)


def import_links(
    store: EmbeddedStore, path: str, *, by: str = "", find: Finder | None = None
) -> Imported:
    """Make the decisions of a file; bad rows are rejected, and the others made together.

    Args:
        store: Where.
        path: SSSOM, or a table with the columns ``entity`` and ``item``, and perhaps ``status``.
        by: Who decides, where the file does not say.
        find: Finds entities by name; without it a row must name an IRI, a CURIE or an identifier.

    Raises:
        InputError: it cannot be read, or has other columns.

    """
    found = read_links(store, path, by=by, find=find)
    if found.links:
        decide(store, found.links)
    return found


def read_links(
    store: EmbeddedStore, path: str, *, by: str = "", find: Finder | None = None
) -> Imported:
    """The decisions of a file, as `import_links` makes them; nothing is written."""
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        rows, rejected, blank = read(find_input(path, Path(scratch)), Path(scratch), by)
    found = Imported(blank=blank, rejected=rejected)
    named = _Naming(store, find).entities(rows, found)
    found.links = [row.link for row in _news(store, named, found)]
    found.rejected.sort(key=lambda r: r.line or 0)
    return found


@dataclass(slots=True)
class _Naming:
    """Tells which entity of a store a row means."""

    store: EmbeddedStore
    find: Finder | None

    def entities(self, rows: Sequence[Row], found: Imported) -> list[Row]:
        """The rows with the IRIs of entities; those that mean none are rejected."""
        clusters = Clusters(decisions(self.store.rdf, self.store.base))
        possible = {clusters.now(iri) for row in rows for iri in row.entities}
        known = {e.iri for e in describe(self.store, possible).values() if _is_there(e)}
        named = []
        for row in rows:
            meant = {i for i in map(clusters.now, row.entities) if i in known}
            iri, reason = (meant.pop(), "") if meant else self._otherwise(row)
            if meant:  # an IRI and the URI that other tools write for it are both entities here
                iri, reason = "", f"it can mean {iri} and {meant.pop()}: name them in a table"
            if iri:
                named.append(replace(row, link=replace(row.link, entity=iri)))
            else:
                found.rejected.append(row.reject(reason))
        return named

    def _otherwise(self, row: Row) -> tuple[str, str]:
        """The entity that an identifier or a name means, and what is wrong where it means none."""
        try:
            entity = find_identified(self.store, row.text)
            if entity is None and self.find is not None and not row.entities:
                entity = self.find(row.text)
        except (NotFound, Ambiguous) as error:
            return "", f"{str(error).splitlines()[0]}: say which entity is meant by its IRI"
        if entity is not None and _is_there(entity):
            return entity.iri, ""
        if row.entities:
            return "", f"nothing in this store is {row.entities[0]}: load its source first"
        return "", f"{short(row.text)!r} is no IRI and no CURIE of an entity"


def _is_there(entity: Entity) -> bool:
    return entity.kind != "Entity" or entity.named


def _without_contradictions(rows: Sequence[Row], found: Imported) -> list[Row]:
    """The rows that no other one contradicts; the others are rejected, each naming the other."""
    of_entity: dict[str, list[Row]] = {}
    for row in rows:
        of_entity.setdefault(row.link.entity, []).append(row)
    good = []
    for some in of_entity.values():
        for row in some:
            against = next((r for r in some if _contradict(row.link, r.link)), None)
            if against is None:
                good.append(row)
                continue
            found.rejected.append(
                row.reject(
                    f"{against.sheet}:{against.line} says {_said(against.link)} of the same "
                    f"entity: only one of the two can be right, so neither was taken"
                )
            )
    return sorted(good, key=lambda r: r.line)


def _contradict(one: Link, other: Link) -> bool:
    if one.item == other.item:
        return one.status != other.status
    statuses = {one.status, other.status}
    return statuses == {ACCEPTED} or statuses == {ACCEPTED, NONE}


def _said(link: Link) -> str:
    if link.status == NONE:
        return "that there is no item"
    return f"{link.status} {local_name(link.item)}"


def _news(store: EmbeddedStore, rows: Sequence[Row], found: Imported) -> list[Row]:
    """The rows that say something that the store does not say.

    A row on which nobody decided, as in a list that this package wrote, says nothing new where
    the store has the same, and contradicts nothing; it cannot overrule a person either, for it may
    be older than her decision.
    """
    entities = {row.link.entity for row in rows}
    there: dict[str, list[Link]] = {}
    for link in links_of(store, entities) if entities else ():
        there.setdefault(link.entity, []).append(link)
    told = []
    for row in rows:
        stored = there.get(row.link.entity, [])
        over = next((k for k in stored if k.method in PEOPLE and _contradict(k, row.link)), None)
        if not row.decided and row.link.status == NONE:
            found.blank += 1  # that nothing was found there is nobody's decision
        elif not row.decided and any(_same(k, row.link) for k in stored):
            found.known += 1
        elif over is not None and not row.decided:
            who = f"{over.by or 'somebody'} decided on {over.when[:10]}: {_said(over)}"
            found.rejected.append(row.reject(f"{who}; to decide anew, fill in the column by"))
        else:
            told.append(row)
    news: dict[str, Row] = {}
    for row in _without_contradictions(told, found):
        same = [k for k in there.get(row.link.entity, []) if _same(k, row.link)]
        if row.link.key in news or any(k.decided and row.who in ("", k.by) for k in same):
            found.known += 1
        else:
            news[row.link.key] = row
    return list(news.values())


def _same(one: Link, other: Link) -> bool:
    return (one.item, one.status) == (other.item, other.status)
