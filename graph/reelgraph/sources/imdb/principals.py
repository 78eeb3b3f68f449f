"""Credits: title.principals and title.crew."""

import json
from collections import Counter

from reelgraph.sources.imdb.files import NONE, Table, counted
from reelgraph.sources.imdb.marks import number
from reelgraph.sources.imdb.state import CREDITED, Lookup, State
from reelgraph.vocabulary import ROLE

_ROLES = {
    "actor": "cast",
    "actress": "cast",
    "self": "cast",
    "director": "director",
    "producer": "producer",
    "writer": "writer",
    "composer": "composer",
    "cinematographer": "cinematographer",
    "editor": "editor",
    "production_designer": "production-designer",
}
"""The role for IMDb's categories. In any other one ("casting_director", "archive_footage": whoever
is seen in that did not act in this film) a person is a contributor, and the note says the category.
"""
_JOBS = {("producer", "executive producer"): "executive-producer"}
"""Jobs whose words are exactly those of a narrower role."""


def read_principals(state: State, table: Table) -> None:
    """The cast and the chief crew.

    The first credit of somebody in a role is the one that `read_crew` would write too. If there
    is another of the same three, its ``ordering`` tells them apart; IMDb lists a title's rows
    together.
    """
    lookup, taken, repeated = Lookup(state, table, "credits"), 0, 0
    current, told, rows = "", set[tuple[str, str]](), set[tuple[str, str, str]]()
    without_role = Counter[str]()
    for line, (tconst, ordering, nconst, category, job, characters) in table.rows(state.progress):
        if not lookup.chosen(line, tconst) or not _is_person(table, line, tconst, nconst):
            continue
        if tconst != current:
            current = tconst
            told.clear()
            rows.clear()
        if (ordering, nconst, category) in rows:
            repeated += 1
            continue
        rows.add((ordering, nconst, category))
        role, note = _role(category, "" if job == NONE else job)
        if role == "contributor":
            without_role[category] += 1
        played = _characters(table, line, tconst, characters) if characters != NONE else []
        if category == "self" and not played:
            note = f"self: {note}" if note else "self"
        place = int(ordering) if ordering.isascii() and ordering.isdigit() else 0
        if not place and ordering != NONE:
            reason = "it is no place in a list, so the cell is left out"
            table.reject(line, f"{tconst} ordering {ordering!r}", reason)
        state.people.add(number("nm", nconst), CREDITED)
        state.claims.credit(
            state.film(tconst),
            state.person(nconst),
            ROLE + role,
            characters=played,
            order=place or None,
            note=note,
            statement=ordering if (nconst, role) in told else "",
        )
        told.add((nconst, role))
        taken += 1
    lookup.close()
    table.leave_out(repeated, f"rows of {table.name}", "they repeat a row before them")
    plain = without_role.total()
    more = f", {plain:,} of them as plain contributors, for no role here is that of their category"
    table.close(f"{taken:,} credits taken" + (f"{more}: {counted(without_role)}" if plain else ""))


def read_crew(state: State, table: Table) -> None:
    """The directors and the writers, of whom title.principals has only the first.

    Those that are there already are written once more with the same IRI, which changes nothing:
    so nobody needs to remember the credits of all titles.
    """
    lookup, taken = Lookup(state, table, "rows"), 0
    for line, (tconst, directors, writers) in table.rows(state.progress):
        if not lookup.chosen(line, tconst):
            continue
        for role, people in (("director", directors), ("writer", writers)):
            for nconst in people.split(",") if people not in (NONE, "") else ():
                if _is_person(table, line, tconst, nconst):
                    state.people.add(number("nm", nconst), CREDITED)
                    state.claims.credit(state.film(tconst), state.person(nconst), ROLE + role)
                    taken += 1
    lookup.close()
    more = ", those of title.principals among them" if "title.principals" in state.tables else ""
    table.close(f"{taken:,} directors and writers taken{more}")


def _is_person(table: Table, line: int, tconst: str, nconst: str) -> bool:
    if number("nm", nconst) >= 0:
        return True
    table.reject(
        line,
        f"{tconst} {nconst!r}",
        "it is no identifier of a person (nm and seven digits or more), so the credit is left out",
    )
    return False


def _role(category: str, job: str) -> tuple[str, str]:
    """The role for a category and a job, and what else there is to say.

    >>> _role("producer", "executive producer")
    ('executive-producer', '')
    >>> _role("producer", "line producer")
    ('producer', 'line producer')
    >>> _role("casting_director", "casting by")
    ('contributor', 'casting director: casting by')
    """
    words, said = category.replace("_", " "), job.strip()
    if (category, said.lower()) in _JOBS:
        return _JOBS[category, said.lower()], ""
    if said.lower() == words:
        said = ""
    if category in _ROLES:
        return _ROLES[category], said
    words = "" if category == NONE else words
    return "contributor", f"{words}: {said}" if words and said else words or said


def _characters(table: Table, line: int, tconst: str, cell: str) -> list[str]:
    """The names in a cell such as ``["Ann","The Clerk"]``, which is JSON."""
    try:
        names = json.loads(cell)
    except ValueError:
        names = None
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return [name for name in names if name.strip()]
    reason = "the characters are no JSON list of texts, so the cell is left out"
    table.reject(line, f"{tconst} {cell[:60]!r}", reason)
    return []
