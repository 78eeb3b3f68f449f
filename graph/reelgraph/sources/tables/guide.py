"""What is recognised in tables, in words: made of the lists that recognise it."""

from reelgraph.sources.tables.meanings import CONTRIBUTOR, normal
from reelgraph.sources.tables.words import COLUMNS, NUMBERS, OTHER_CREW, ROLES
from reelgraph.terms import terms
from reelgraph.vocabulary import local_name

_SAYS: dict[str, str] = {
    "title": "of the film",
    "original title": "in the language of the film",
    "other title": "one more name of the film, or several",
    "id": "your own identifier of the film (of a person: person id)",
    "year": "of the film",
    "date": "on which it came out",
    "runtime": "in minutes, 142 min, 2h 22m or 2:22:00",
    "genre": "one or several",
    "country": "one or several",
    "language": "one or several",
    "person": "one person, where each row is a credit or a person",
    "name": "a film or a person: what the other columns are about",
    "first name": "together with the last name",
    "last name": "together with the first name",
    "person id": "your own identifier of the person",
    "role": "what the person did, in words of the ontology's roles",
    "category": "of an award: a role only where it says one for certain",
    "character": "who is played",
    "order": "the position in the list of credits",
    "printed as": "the name as it was printed",
    "note": "on a credit",
    "source": "who says so, on a credit",
    "birth": "of a person: a date or a year",
    "death": "of a person: a date or a year",
    "type": "movie, short, series ...: a series is no film",
    "info": "of a nomination: people or the film",
    "gender": "of a person, as the source says it",
}
_IDENTIFIER = "an identifier that others gave: the bare one, or the address of its page"

RULES = """\
A table is CSV, TSV, .xlsx, JSON or JSON Lines. Its encoding, its separator and the row with the
names of the columns are recognised; the report says what was found.

Shapes (--shape): films has one row for each film, with several names in a cell separated by
| ; / , or line breaks, or in columns such as actor_1, actor_2; credits has one row for each film,
person and role; people has one row for each person. A workbook may have a sheet of each.

Columns are compared without case, accents, underscores and what stands in parentheses. A name that
is not listed stays a property of your own; --map MEANING=COLUMN says what it means, --map -=COLUMN
leaves it out.

Records: a row whose columns with one value for each film (title, id, year, date, runtime) are all
blank, but which has people or list values, goes on with the row above, as OpenRefine writes it.
Where a table names its film on every row, such a row is a gap, and rejected.

Identifiers: an id is the film's own only where it tells films apart. A column whose values are all
tt or nm and at least seven digits holds IMDb's identifiers. Inventory numbers and the like count
where nearly every film has one and no two share it; a column Nr that only counts the rows does not.

Dates: 2015, 2015-09, 2015-09-12, 12 Sep 2015, 12.9.2015. For 12/06/1998 the whole column tells
whether the day or the month comes first; where nothing tells, only the year is read. Where many
dates are 1 January, that day means the year alone.

Rejected, each with its row and the reason: rows without a title or an identifier, sums and notes
below a table, rows with more values than columns, cells that refer to others ("see above"), years
that no film can have, identifiers that are none. The rest of a row whose cell is rejected is read.
Each row is counted: rows = films + rows that describe the same film again + rows that go on with
the one above + rejected rows.
"""
"""How tables are read, for people who make one."""


def known_columns() -> list[tuple[str, str, str]]:
    """What a column can mean: the word for ``--map``, what it says, and the names recognised.

    >>> [row for row in known_columns() if row[0] == "order"][0][1]
    'the position in the list of credits'
    >>> [names for word, _, names in known_columns() if word == "director"][0].split(", ")[:2]
    ['director', 'directors']
    """
    found = []
    for what, words in COLUMNS.items():
        names = [*words, *sorted(NUMBERS)] if what == "id" else words
        found.append((what, _SAYS.get(what, _IDENTIFIER), ", ".join(dict.fromkeys(names))))
    for role in sorted(terms().roles.values(), key=lambda r: r.iri):
        name = local_name(role.iri)
        words = (role.label, *role.synonyms, *ROLES.get(name, ()))
        plural = [f"{w}s" for w in (role.label,) if not w.endswith("s")]
        others = sorted(OTHER_CREW) if role.iri == CONTRIBUTOR else []
        own = dict.fromkeys(normal(w) for w in (name, *plural, *words, *others))
        found.append((name.replace("-", " "), "the names of those who had this role",
                      ", ".join(own)))  # fmt: skip
    return found
