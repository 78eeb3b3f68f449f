"""People: name.basics, and those who are in none."""

from reelgraph.sources.imdb.files import NONE, Table
from reelgraph.sources.imdb.marks import number
from reelgraph.sources.imdb.state import CREDITED, NAMED, State
from reelgraph.vocabulary import FILM


def read_names(state: State, table: Table) -> None:
    """The people who have a credit; all people where no file has credits."""
    everybody = not {"title.principals", "title.crew"} & state.tables.keys()
    profession, known_for = state.column("primaryProfession"), state.column("knownForTitles")
    taken = others = repeated = 0
    for line, (nconst, name, birth, death, professions, titles) in table.rows(state.progress):
        n = number("nm", nconst)
        if n < 0:
            reason = "it is no identifier of a person (nm and seven digits or more)"
            table.reject(line, repr(nconst), reason)
            continue
        marks = state.people.of(n)
        if marks & NAMED:
            repeated += 1
            continue
        if not (everybody or marks & CREDITED):
            others += 1
            continue
        state.people.add(n, NAMED)
        person = _write_person(state, nconst, "" if name == NONE else name)
        if year := state.year(table, line, nconst, "birthYear", birth):
            state.claims.date(person, FILM + "birthDate", year)
        if year := state.year(table, line, nconst, "deathYear", death):
            state.claims.date(person, FILM + "deathDate", year)
        for prop, cell in ((profession, professions), (known_for, titles)):
            for value in cell.split(",") if cell not in (NONE, "") else ():
                state.claims.text(person, prop, value)
        taken += 1
    table.leave_out(others, f"people of {table.name}", "they have no credit in the titles read")
    table.leave_out(repeated, f"rows of {table.name}", "they repeat a person: the first counts")
    table.close(f"{taken:,} people taken")


def write_unnamed(state: State) -> None:
    """Those who have a credit and are not in name.basics: only their identifiers are known."""
    count, first = 0, list[str]()
    for n in state.people.numbers(CREDITED):
        nconst = f"nm{n:07d}"
        _write_person(state, nconst, "")
        count += 1
        if len(first) < 3:
            first.append(nconst)
    if count:
        table = state.tables.get("name.basics")
        where = f"not in {table.name}" if table else "without a name (there is no name.basics)"
        state.notes.warnings.append(
            f"{count:,} of the credited people are {where}, such as {', '.join(first)}: "
            "they are kept and shown as unnamed"
        )


def _write_person(state: State, nconst: str, name: str) -> str:
    person = state.person(nconst)
    state.claims.entity(person, "Person", name)
    state.claims.identifier(person, nconst)
    state.claims.text(person, FILM + "imdbId", nconst)
    return person
