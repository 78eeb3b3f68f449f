"""Whether the numbers in a column are identifiers: the archivist's own, or IMDb's."""

import re
from collections.abc import Iterable
from itertools import islice

from reelgraph.sources.tables.cells import is_missing, text_of
from reelgraph.sources.tables.meanings import normal
from reelgraph.sources.tables.plan import People, Plan
from reelgraph.sources.tables.profile import DISTINCT
from reelgraph.sources.tables.registry import words_of
from reelgraph.sources.tables.sheet import Broken, Sheet
from reelgraph.sources.tables.words import ARCHIVAL, NUMBERS

_NEARLY_ALL = 0.95
_COMPANIES = r"(?:co|cc)\d{4,10}"
"""IMDb's identifiers of companies and countries stand beside those of people in lists of awards."""


def is_imdb(plan: Plan, column: int, mark: str) -> bool:
    """Whether the identifiers of a column are IMDb's, without a doubt.

    Args:
        plan: Of the table.
        column: Its index, or -1.
        mark: "tt" for titles, "nm" for people.

    """
    one = rf"{mark}\d{{7,10}}"
    any_of = one if mark == "tt" else f"(?:{one}|{_COMPANIES})"
    every = re.compile(rf"{any_of}(?:\s*[|;,]\s*{any_of})*")
    share = plan.profile.share
    return (
        column >= 0
        and share(column, every.fullmatch) >= _NEARLY_ALL
        and share(column, re.compile(one).search) >= 0.5
    )


def films_imdb(plan: Plan) -> None:
    """Take the films' own identifiers for IMDb's as well, where they are."""
    for i in plan.film.get("id", []):
        if "imdb" not in plan.film_ids and is_imdb(plan, i, "tt"):
            plan.film_ids["imdb"] = i
            plan.remarks.append(f"{plan.sheet.columns[i]} holds identifiers of IMDb")


def persons_imdb(plan: Plan, person: People) -> None:
    """Take the people's own identifiers for IMDb's as well, where they are."""
    if "imdb" not in person.identifiers and is_imdb(plan, person.id, "nm"):
        person.identifiers["imdb"] = person.id
        plan.remarks.append(f"{plan.sheet.columns[person.id]} holds identifiers of IMDb")


def tells_apart(plan: Plan, column: int) -> bool:
    """Whether an identifier is that of a film, and not of a shelf that holds several."""
    found, name = plan.profile, plan.sheet.columns[column]
    if plan.shape != "films" or not found.rows:
        return True
    rows = min(found.rows, DISTINCT) - found.untitled.total()
    different, filled = len(found.values[column]), found.filled[column]
    same = different < _NEARLY_ALL * min(filled, rows - found.repeated)
    if found.rows <= DISTINCT and same:
        why = "is the same for several films"
    elif normal(name) in ARCHIVAL | NUMBERS and filled < _NEARLY_ALL * rows:
        why = f"is missing for {rows - filled:,} of {rows:,} films"
    else:
        return True
    plan.remarks.append(_kept(name, why))
    return False


def number(plan: Plan, columns: Iterable[int]) -> None:
    """Take a column "Nr" for the archivist's own identifier, if it does not just count the rows.

    Args:
        plan: Of a table of films without an identifier.
        columns: Those whose names mean nothing else.

    """
    for i in sorted(columns):
        name = plan.sheet.columns[i]
        if normal(name) not in NUMBERS:
            continue
        values = list(plan.profile.values[i])
        if values[:1] == ["0"] or all(v.rstrip(".") == str(n) for n, v in enumerate(values, 1)):
            plan.remarks.append(_kept(name, "counts the rows"))
        elif tells_apart(plan, i):
            plan.film["id"] = [i]
            return


def names_by_id(sheet: Sheet, column: int, name: int) -> tuple[int, int]:
    """How many identifiers that repeat stand beside one name, and how many beside different ones.

    Args:
        sheet: A table with people.
        column: That of the identifiers.
        name: That of the names.

    """
    names: dict[str, frozenset[str]] = {}
    same: dict[str, bool] = {}
    for _, values in islice(sheet.rows(), DISTINCT):
        if isinstance(values, Broken):
            continue
        own, words = text_of(values[column]), words_of(text_of(values[name]))
        if is_missing(own) or not words:
            continue
        if own in names:
            same[own] = same.get(own, True) and not words.isdisjoint(names[own])
        names.setdefault(own, words)
    return sum(same.values()), len(same) - sum(same.values())


def is_persons(plan: Plan, column: int, name: int) -> bool:
    """Whether an identifier in a table of people is theirs: it does not stand for several."""
    if name < 0 or len(plan.profile.values[column]) == plan.profile.filled[column]:
        return True
    one, other = names_by_id(plan.sheet, column, name)
    if other <= one:
        return True
    plan.remarks.append(
        f"{plan.sheet.columns[column]} is the same for people of different names, so it is kept "
        f"as a local property and no identifier (--map id={plan.sheet.columns[column]} if it is "
        "theirs, --shape credits if it is that of a film)"
    )
    return False


def _kept(name: str, why: str) -> str:
    return (
        f"{name} {why}, so it is kept as a local property and no identifier "
        f"(--map id={name} if it is one)"
    )
