"""The tables of one source, from files to claims."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from reelgraph.errors import NotRecognised, ParameterError
from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.report import LeftOut
from reelgraph.sources.tables import awards, delimited, objects, workbook
from reelgraph.sources.tables.context import Context
from reelgraph.sources.tables.options import Options
from reelgraph.sources.tables.plan import Plan
from reelgraph.sources.tables.planning import plan
from reelgraph.sources.tables.report import Notes
from reelgraph.sources.tables.rows import Rows
from reelgraph.sources.tables.sheet import Sheet


def read(
    inputs: Sequence[Input],
    source: str,
    scratch: Path,
    base: str,
    options: Options,
    progress: Progress | None,
    out: BinaryIO,
) -> Notes:
    """Write the claims that some tables make.

    Args:
        inputs: The files of the source; they may speak of the same films.
        source: Its name, which the IRIs carry.
        scratch: A folder for temporary files.
        base: The base of minted IRIs.
        options: What the user says of the columns.
        progress: Told how far it has come.
        out: Where the claims go, as N-Triples.

    Raises:
        InputError: a file cannot be read; the message has the place and the remedy.
        NotRecognised: the columns of a table are not understood.
        ParameterError: the options mean nothing, or name a column that no table has.

    """
    options.check()
    sheets = [s for i in inputs for s in _sheets(i, scratch, options, progress)]
    unknown = options.unknown(s.columns for s in sheets)
    if unknown:
        listed = "; ".join(f"{s.shown} has {', '.join(s.columns[:40])}" for s in sheets)
        raise ParameterError(f"--map: there is no column {unknown[0]!r}; {listed}")
    notes = Notes()
    plans: list[Plan] = []
    for sheet in sheets:
        notes.warnings += sheet.warnings
        try:
            plans.append(plan(awards.unfolded(sheet) or sheet, options))
        except NotRecognised as error:
            if len(sheets) == 1 or not sheet.name:
                raise
            notes.warnings.append(f"not read: {error}")  # one of several sheets of a workbook
    if not plans:
        raise NotRecognised(notes.warnings[-1])
    context = Context(ClaimWriter(out, source, base), notes)
    for each in sorted(plans, key=_first):
        Rows(each, context).write()
    for each in plans:
        notes.understood.append(each.words())
        if not each.profile.rows:
            notes.warnings.append(f"{each.sheet.shown} has no row below its header")
    _finish(notes, context)
    return notes


def _sheets(
    source: Input, scratch: Path, options: Options, progress: Progress | None
) -> list[Sheet]:
    if source.format == "xlsx":
        return workbook.read(source, scratch, options.columns, progress)
    if source.format in ("json", "jsonl"):
        return objects.read(source, options.columns, progress)
    return delimited.read(source, options.columns, progress)


def _first(each: Plan) -> tuple[int, int]:
    """Tables that give identifiers and names come before those that refer to them."""
    if each.shape == "people":
        return (0, 0)
    has_id = "id" in each.film or bool(each.film_ids)
    has_title = "title" in each.film
    return (1, 0 if has_id and has_title else 1 if has_id else 2)


def _finish(notes: Notes, context: Context) -> None:
    """What can be said only at the end."""
    notes.warnings += context.tally.lines()
    films = context.films
    if films.apart:
        notes.warnings.append(
            f"{films.apart:,} films have the title and the year of another, but other makers: "
            "kept apart"
        )
    if films.ambiguous:
        notes.warnings.append(
            f"{films.ambiguous:,} rows have a title that fits several films, and no identifier: "
            "each such film was kept apart"
        )
    for (column, key), count in islice(context.unused.most_common(), 30):
        notes.left_out.append(LeftOut(f"{column}.{key}", count, "no part of a credit"))
