"""What each column of one table means: by its name, by what the user says, by what it holds."""

import re

from reelgraph.sources.tables.dates import minutes, read_year
from reelgraph.sources.tables.identifiers import NAMES, identifier
from reelgraph.sources.tables.meanings import Meaning, meaning, normal
from reelgraph.sources.tables.profile import Profile
from reelgraph.sources.tables.sheet import Sheet

_NUMERIC = re.compile(r"^-?\d+(?:[.,]\d+)?%?$")
_PROSE = 150
"""Characters above which a text without the marks of a list is no name."""


def meanings_of(sheet: Sheet, said: dict[int, Meaning | None]) -> dict[int, Meaning | None]:
    """What each column means by its name, or because the user says so."""
    guessed = {i: meaning(c) for i, c in enumerate(sheet.columns)}
    names = {normal(c): i for i, c in enumerate(sheet.columns)}
    for i, column in enumerate(sheet.columns):
        words = normal(column)
        if words.endswith(" label") and words.removesuffix(" label") in names:
            # ?film and ?filmLabel, as Wikidata answers: the one is the item, the other its name.
            item, own = names[words.removesuffix(" label")], guessed[i]
            plain = guessed[item] or own
            if own is None and plain is not None:
                guessed[i] = own = plain
            if own is None and words.removesuffix(" label") in ("item", "human"):
                guessed[i] = own = Meaning("name")
            if own is not None:
                of = "film" if own.what == "title" else own.of or "person"
                guessed[item] = Meaning("wikidata", of, own.role, own.label, own.number)
    single = {m.what for m in said.values() if m and m.what in ("title", "id", "year", "person")}
    if "title" in single or "person" in single:
        single.add("name")
    for i, known in guessed.items():
        if i not in said and known and known.what in single and not known.of:
            guessed[i] = None
    return {**guessed, **said}


def check(
    sheet: Sheet,
    meanings: dict[int, Meaning | None],
    found: Profile,
    said: dict[int, Meaning | None],
) -> None:
    """Take back what the cells of a column do not bear out."""
    for i, known in meanings.items():
        if known is None or i in said or not found.values.get(i):
            continue
        what = known.what
        if what in NAMES:
            kinds = [known.of] if known.of in ("film", "person") else ["film", "person"]
            fits = max(found.share(i, lambda t, k=k, w=what: identifier(w, k, t)) for k in kinds)  # type: ignore[misc]
            rating = found.share(i, lambda t: re.fullmatch(r"\d{1,2}(\.\d)?", t)) > 0.5
            wrong = fits < 0.5 or (what == "imdb" and rating)
        elif what == "people":
            prose = found.share(i, lambda t: len(t) > _PROSE and not re.search(r"[|;\n]|, .*, ", t))
            wrong = found.share(i, _NUMERIC.match) > 0.6 or prose > 0.3
        elif what == "year":
            wrong = found.share(i, lambda t: read_year(t)[0] is not None) < 0.4
        elif what == "date":
            wrong = found.share(i, lambda t: re.search(r"\d", t)) < 0.4
        elif what == "runtime":
            wrong = found.share(i, lambda t: minutes(t) or re.fullmatch(r"\d+(\.0)?", t)) < 0.4
        elif what == "role":  # a "Position" may be a number in a list
            wrong = normal(sheet.columns[i]) == "position" and found.share(i, _NUMERIC.match) > 0.5
        elif what == "order":
            wrong = found.share(i, _NUMERIC.match) < 0.6
        else:
            wrong = False
        if wrong:
            meanings[i] = None
