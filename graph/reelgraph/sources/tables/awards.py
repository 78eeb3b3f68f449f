"""Lists of nominations: what a category says for certain of the one who is nominated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.meanings import meaning, role_named
from reelgraph.sources.tables.sheet import Broken, Row, Sheet
from reelgraph.vocabulary import ROLE

_ACTING = re.compile(r"\b(?:actor|actress|acting)\b|\bperformance by an? (?:actor|actress)\b")
_RULES = (
    (_ACTING, "cast"),
    (re.compile(r"^(?:(?:achievement in )?directing|(?:film )?direction|director)\b"), "director"),
    (re.compile(r"\bcinematograph(?:y|er)\b"), "cinematographer"),
    (re.compile(r"^(?:achievement in )?(?:film )?editing\b"), "editor"),
    (re.compile(r"\bproduction design\b|^art direction\b"), "production-designer"),
    (re.compile(r"\bscreenplay\b|^writing \((?!.*(?:title|story))"), "writer"),
    (re.compile(r"^(?!.*\b(?:song|adapt\w+)\b).*\boriginal (?:\w+ )*score\b"), "composer"),
)  # fmt: skip
_LONGEST_CATEGORY = 200
_NO_NAME = re.compile(r"\b(?:foreign|international feature|international film|country)\b")
_CATEGORY_NOISE = re.compile(r"^(?:academy award|oscar|golden globe|bafta|award)s?\b[ -]*(?:for )?")


@lru_cache(maxsize=10_000)
def role_of(category: str) -> str:
    """The IRI of the role that a category says unmistakably; that of a contributor otherwise.

    >>> [role_of(c).rsplit("/")[-1] for c in ("ACTRESS IN A LEADING ROLE", "BEST PICTURE")]
    ['cast', 'contributor']
    """
    words = " ".join(category[:_LONGEST_CATEGORY].casefold().split())
    words = _CATEGORY_NOISE.sub("", words)
    words = re.sub(r"^(?:best|outstanding|most promising) ", "", words)
    for rule, role in _RULES:
        if rule.search(words):
            return ROLE + role
    return role_named(words) or ROLE + "contributor"


def names_somebody(category: str) -> bool:
    """Whether the nominee is somebody at all, and not a country.

    >>> names_somebody("FOREIGN LANGUAGE FILM")
    False
    """
    return not _NO_NAME.search(category[:_LONGEST_CATEGORY].casefold())


_PRODUCERS = re.compile(r"^.+,?\s+(?:executive )?producers?$", re.IGNORECASE)
"""What stands in the column of films where a list has a film and its producers the other way."""


def _righted(sheet: Sheet, who: int, film: int) -> Sheet | None:
    """A list in some of whose rows the film and its producers stand in each other's column."""

    def wrong(values: Sequence[Any]) -> bool:
        return bool(
            _PRODUCERS.match(text_of(values[film])) and not _PRODUCERS.match(text_of(values[who]))
        )

    def rows() -> Iterator[Row]:
        for number, values in sheet.rows():
            if not isinstance(values, Broken) and wrong(values):
                values = list(values)
                values[who], values[film] = values[film], values[who]
            yield number, values

    count = sum(not isinstance(v, Broken) and wrong(v) for _, v in sheet.rows())
    if not count:
        return None
    names = f"{sheet.columns[film]} and {sheet.columns[who]}"
    return replace(sheet, rows=rows, how=f"{sheet.how}, {names} changed over in {count:,} rows")


_PLAYED = re.compile(
    r"(?:^|\s*(?:,|;|\band\b)\s*)(?P<film>[^{}]+?)\s*\{\s*['\"]?(?P<as>[^{}]*?)['\"]?\s*\}"
)
_LONGEST = 5_000
_NO_FILM = re.compile(
    r"\b(?:honorary|special award|special achievement|memorial|humanitarian|scientific|technical|"
    r"commend\w*|medal|juvenile)\b"
)


def unfolded(sheet: Sheet) -> Sheet | None:
    """A list of nominations whose film stands now in one column, now in another; None for others.

    Its columns are a category, a nominee and "additional info": for an actor the nominee is a
    person and the info the film, with the character in braces; else the nominee is the film and
    the info names people.
    """
    places: dict[str, int] = {}
    for i, column in enumerate(sheet.columns):
        known = meaning(column)
        if known and not known.of:
            places.setdefault(known.what, i)
    who = places.get("person", places.get("name"))
    if {"category", "title"} <= set(places) and who is not None:
        return _righted(sheet, who, places["title"])
    if not {"category", "person", "info"} <= set(places) or "title" in places:
        return None
    category, nominee, info = (places[w] for w in ("category", "person", "info"))
    others = [i for i in range(len(sheet.columns)) if i not in (nominee, info)]
    columns = [*(sheet.columns[i] for i in others), "film", "person", "character"]

    def parts(values: list[Any]) -> Iterator[tuple[str, str, str]]:
        what, who, more = (text_of(values[i]) for i in (category, nominee, info))
        if _NO_FILM.search(what.casefold()):
            yield "", who, ""
        elif not _ACTING.search(what.casefold()):
            yield who, more, ""
        elif "{" in more and (found := list(_PLAYED.finditer(more[:_LONGEST]))):
            yield from ((f["film"].strip(), who, f["as"]) for f in found)
        else:
            yield more, who, ""

    def rows() -> Iterator[Row]:
        for number, values in sheet.rows():
            if isinstance(values, Broken):
                yield number, values
                continue
            for part in parts(list(values)):
                yield number, [*(values[i] for i in others), *part]

    how = f"{sheet.how}, {sheet.columns[nominee]} and {sheet.columns[info]} read by the category"
    return replace(sheet, columns=columns, rows=rows, how=how)
