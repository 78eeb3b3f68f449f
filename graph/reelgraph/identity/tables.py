"""Decisions as tables: what a person filled in beside proposals, and what was listed before."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.identity.changing import change
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.deciding import BETWEEN, dividing, merging, mistake, now, separating
from reelgraph.identity.decisions import DISTINCT, MERGE, SPLIT, Decision, decisions
from reelgraph.sources.finding import find_input
from reelgraph.sources.report import Reject
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.filled import rows_of, sheet_of
from reelgraph.sources.tables.sheet import Broken, Sheet
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import expand

WORDS = {
    **dict.fromkeys(("same", "merge", "yes", "y", "1", "true"), MERGE),
    **dict.fromkeys(("different", "distinct", "not same", "no", "n", "0", "false"), DISTINCT),
    "split": SPLIT,
}
"""What may stand in the column ``decision``."""
NEEDED = (("a_iri",), ("decision",))
REMEDY = (
    "write one with 'reelgraph duplicates -o pairs.csv' or 'reelgraph decisions -o decisions.csv'"
)


@dataclass(slots=True)
class Imported:
    """What became of a table of decisions."""

    made: list[Decision] = field(default_factory=list)
    blank: int = 0
    """Rows without a decision."""
    known: int = 0
    """Rows whose decision was made before."""
    rejected: list[Reject] = field(default_factory=list)


def import_decisions(store: EmbeddedStore, path: str, *, by: str = "") -> Imported:
    """Make the decisions of a table: proposals with ``decision`` filled in, or a list.

    All rows are checked first; a bad one is rejected, and the others are made together.

    Args:
        store: Where.
        path: A table with the columns ``decision``, ``a_iri`` and ``b_iri``.
        by: Who decides, where the table does not say.

    Raises:
        InputError: it cannot be read, or has other columns.

    """
    found = Imported()
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        sheet = sheet_of(
            find_input(path, Path(scratch)), Path(scratch), NEEDED, what="decisions", remedy=REMEDY
        )
        rows = [row for row in _rows(sheet, found) if row is not None]
    _check(store, sheet, rows, found, by)
    if found.made:
        found.made = change(store, found.made)
    return found


def _rows(sheet: Sheet, found: Imported) -> Iterator[tuple[int, Mapping[str, str]] | None]:
    for number, values in rows_of(sheet):
        if isinstance(values, Broken):
            found.rejected.append(Reject(sheet.shown, values.record, values.reason, line=number))
            continue
        cells = {column: text_of(value) for column, value in values.items()}
        if not cells.get("decision"):
            found.blank += 1
            continue
        yield number, cells


def _check(
    store: EmbeddedStore,
    sheet: Sheet,
    rows: list[tuple[int, Mapping[str, str]]],
    found: Imported,
    by: str,
) -> None:
    """Turn the rows that make sense into decisions, and reject the others."""
    known = decisions(store.rdf, store.base)
    clusters, there = Clusters(known), {d.id for d in known}
    iris = {
        i
        for _, cells in rows
        for column in ("a_iri", "b_iri", "works")
        for text in cells.get(column, "").split(BETWEEN)
        if (i := expand(text)) is not None
    }
    entities = describe(store, {clusters.now(i) for i in iris})
    for number, cells in rows:
        made, wrong = _decision(store, cells, entities, clusters)
        if made is not None and made.id in there:
            found.known += 1
            continue
        if made is not None and not wrong:
            made = replace(
                made,
                base=store.base,
                what=cells.get("what") or made.what,
                by=cells.get("by") or by,
                why=cells.get("why") or cells.get("reasons", ""),
                when=cells.get("when") or now(),
            )
            there.add(made.id)
            clusters = clusters.with_one_more(made)
            found.made.append(made)
            continue
        what = " / ".join(cells.get(c, "") for c in ("decision", "a_iri", "b_iri") if cells.get(c))
        found.rejected.append(Reject(sheet.shown, what, wrong, line=number))


def _decision(
    store: EmbeddedStore,
    cells: Mapping[str, str],
    entities: Mapping[str, Entity],
    clusters: Clusters,
) -> tuple[Decision | None, str]:
    """The decision of a row, and what is wrong with it."""
    kind = WORDS.get(" ".join(cells["decision"].lower().split()))
    if kind is None:
        return None, f"{cells['decision']!r} is no decision: write same or different"
    given = [cells.get("a_iri", "")]
    if kind != SPLIT:
        given += cells.get("b_iri", "").split(BETWEEN)
    iris = [expand(text) for text in given]
    works = [expand(text) for text in cells.get("works", "").split(BETWEEN) if text]
    if None in iris or None in works or len(iris) < 2 - (kind == SPLIT):
        return None, "a_iri and b_iri must be the IRIs of two entities"
    parts = [i for i in iris if i is not None]
    moved = [i for i in works if i is not None]
    found = [replace(entities[clusters.now(i)], iri=i) for i in parts]
    unknown = next((e.iri for e in found if e.kind == "Entity" and not e.named), None)
    said = {"by": "", "why": "", "when": ""}
    if kind == SPLIT:
        made = dividing(store, entities[clusters.now(parts[0])], moved)
        made = replace(made, entities=(parts[0],))
        wrong = "" if moved else "a split needs the works whose credits move, in the column works"
    elif kind == DISTINCT:
        made = separating(found, **said)
        one = len({clusters.now(i) for i in parts}) < len(parts)
        wrong = "they were made one: split them first" if one else ""
    else:
        made = merging(found[0], found[1], **said)
        two = [replace(e, iri=clusters.now(e.iri)) for e in found]
        wrong = mistake(clusters, *two[:2]) if len(parts) == 2 else "b_iri must be one entity"
    if unknown:
        wrong = f"nothing in this store is {unknown}: load its source first"
    return made, wrong
