"""The tables of one source, from files to claims."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from reelgraph.errors import InputError, NotRecognised, ParameterError
from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.report import LeftOut, Reject
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
    *,
    lenient: bool = False,
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
        lenient: Reject a file that cannot be read or understood, rather than fail: it is one of
            those in a folder.

    Raises:
        InputError: a file cannot be read; the message has the place and the remedy.
        NotRecognised: the columns of a table are not understood.
        ParameterError: the options mean nothing, or name a column that no table has.

    """
    options.check()
    notes = Notes()
    sheets: list[Sheet] = []
    for source_input in inputs:
        try:
            sheets += _sheets(source_input, scratch, options, progress)
        except (InputError, ParameterError) as error:
            if not lenient:
                raise
            notes.rejected.append(_whole(source_input.shown, error))
    unknown = options.unknown(s.columns for s in sheets)
    if unknown and sheets:
        listed = "; ".join(f"{s.shown} has {', '.join(s.columns[:40])}" for s in sheets)
        raise ParameterError(f"--map: there is no column {unknown[0]!r}; {listed}")
    plans: list[Plan] = []
    for sheet in sheets:
        notes.warnings += sheet.warnings
        try:
            plans.append(plan(awards.unfolded(sheet) or sheet, options))
        except InputError as error:
            if lenient:
                notes.rejected.append(_whole(sheet.shown, error))
            elif len(sheets) > 1 and sheet.name and isinstance(error, NotRecognised):
                notes.warnings.append(f"not read: {error}")  # one of several sheets of a workbook
            else:
                raise
    if not plans and not lenient:
        raise NotRecognised(notes.warnings[-1])
    context = Context(ClaimWriter(out, source, base), notes)
    accounts = {id(each): Rows(each, context).write() for each in sorted(plans, key=_first)}
    for each in plans:
        account = accounts[id(each)]
        notes.understood.append(f"{each.words()}; {account.words()}")
        if same := account.same():
            notes.warnings.append(f"{each.sheet.shown}: {same}")
        if not each.profile.rows:
            notes.warnings.append(f"{each.sheet.shown} has no row below its header")
    _finish(notes, context)
    return notes


def _whole(shown: str, error: Exception) -> Reject:
    """A file or a sheet of which nothing can be used."""
    return Reject(shown, "the whole file", str(error).removeprefix(shown).lstrip(": "))


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
    if clashing := context.agents.clashing:
        examples = ", ".join(repr(f"{k} ({n})") for k, n in islice(clashing.items(), 3))
        notes.warnings.append(
            f"{len(clashing):,} identifiers stand for two people of quite different names; they "
            f"were kept apart: {examples}"
        )
    if films.apart:
        notes.warnings.append(
            f"{films.apart:,} films have the title and the year of another, but other makers: "
            "kept apart"
        )
    if films.clashing:
        examples = ", ".join(repr(f"{k} ({t})") for k, t in islice(films.clashing.items(), 3))
        notes.warnings.append(
            f"{len(films.clashing):,} identifiers stand for two different films; each film was "
            f"kept apart, by its title and year: {examples}"
        )
    if films.ambiguous:
        notes.warnings.append(
            f"{films.ambiguous:,} rows have a title that fits several films, and no identifier: "
            "each such film was kept apart"
        )
    for (column, key), count in islice(context.unused.most_common(), 30):
        notes.left_out.append(LeftOut(f"{column}.{key}", count, "no part of a credit"))
