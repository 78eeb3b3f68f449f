"""The cell of a title: articles that were put last, years and other titles in parentheses."""

import re
from dataclasses import dataclass

from reelgraph.sources.tables.cells import one_line
from reelgraph.sources.tables.dates import EARLIEST, LATEST

_SURE = "The|An|A|Le|La|Les|L'|L’|El|Los|Las|Il|Gli|Der|Das|Die|Ein|Eine|Une|Un|Den|Det|Het|Lo"
_MAYBE = "I|O|Os|As|Da|De|En|Et|Gl'|Um|Uma|Una|Uno"
_INVERTED = {
    False: re.compile(rf"^(?P<rest>.+\S)\s*,\s*(?P<article>{_SURE}|the|THE)$"),
    True: re.compile(rf"^(?P<rest>.+\S)\s*,\s*(?P<article>{_SURE}|{_MAYBE}|the|THE)$"),
}
_YEAR = re.compile(
    r"^(?P<rest>.+?)\s*[(\[](?P<year>1[89]\d\d|20\d\d)(?:\s*[-–]\s*(?:\d{4}|\d{2})?)?"
    r"(?:\s+[\w-]+)*?(?:\s+(?:film|movie|short))?[)\]]$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"^(?P<rest>.+\S)\s+\((?P<inside>[^()]+(?:\([^()]*\)[^()]*)?)\)$")
_FOOTNOTE = re.compile(
    r"^(?P<rest>[^*†‡§]*[^*†‡§\s])(?P<mark>\s*[*†‡§]{1,3})(?P<more>|\s*[(\[].*)$"
)
_AKA = re.compile(
    r"^(?:a\.?\s*k\.?\s*a\.?:?|aka|also known as|alias)\s+(?P<other>.+)$", re.IGNORECASE
)
_WITHOUT_TITLE = re.compile(r"^(?:film|movie|the film|short film)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Titled:
    """What the cell of a title says."""

    title: str
    year: int | None = None
    others: tuple[str, ...] = ()
    """Other titles, the one as it was printed among them where that is not the title itself."""


def inverted(text: str, *, rare: bool = False) -> str | None:
    """A title whose article was put last, in its natural order; None when it was not.

    >>> inverted("Misérables, Les"), inverted("Atalante, L'"), inverted("Love, Rosie")
    ('Les Misérables', "L'Atalante", None)
    """
    found = _INVERTED[rare].match(text)
    if not found:
        return None
    article, rest = found["article"], found["rest"]
    article = "The" if article == "the" else article
    return f"{article}{rest}" if article[-1] in "'’" else f"{article} {rest}"


def parse(text: str, known_year: int | None = None, *, rare: bool = False) -> Titled:
    """Take the cell of a title apart, as far as it is certain.

    Args:
        text: What the cell says.
        known_year: What the row says elsewhere; another year in parentheses stays in the title.
        rare: Whether articles that are words as well ("I", "De") may stand last.

    >>> parse("Misérables, Les (1995)")
    Titled(title='Les Misérables', year=1995, others=('Misérables, Les',))
    >>> parse("Seven (a.k.a. Se7en) (1995)")
    Titled(title='Seven', year=1995, others=('Se7en',))
    >>> parse("The Human Centipede (First Sequence)").title
    'The Human Centipede (First Sequence)'

    """
    title = printed = one_line(text)
    year = None
    others: list[str] = []
    if (marked := _FOOTNOTE.match(title)) and marked["rest"]:
        others.append(marked["rest"] + marked["mark"])  # it may belong to the title
        title = printed = marked["rest"] + marked["more"]
    if title.endswith((")", "]")):
        found = _YEAR.match(title)
        if found and EARLIEST <= int(found["year"]) <= LATEST:
            stated = int(found["year"])
            if known_year is None or abs(known_year - stated) <= 1:
                title = printed = found["rest"]
                year = stated
        groups: list[tuple[str, bool]] = []
        while title.endswith(")") and (group := _GROUP.match(title)):
            inside = group["inside"].strip()
            aka = _AKA.match(inside)
            turned = inverted(inside, rare=True)
            if aka:
                groups += [(part, True) for part in [aka["other"].strip()]]
            elif _WITHOUT_TITLE.match(inside):
                pass
            else:
                groups.append((inside, turned is not None))
            title = group["rest"]
        # What stands behind a title with its article last is another title; so is what has its
        # own article last. Anything else may be a part of the title: "(First Sequence)".
        sure = inverted(title, rare=rare) is not None
        if groups and not (sure or all(certain for _, certain in groups)):
            kept = " ".join(f"({inside})" for inside, certain in reversed(groups) if not certain)
            title = f"{title} {kept}"
            groups = [g for g in groups if g[1]]
        for inside, _ in reversed(groups):
            turned = inverted(inside, rare=True)
            others.append(turned or inside)
    turned = inverted(title, rare=rare) if "," in title else None
    if turned:
        others.append(title)
        title = turned
    if not title:
        title = printed
    return Titled(title, year, tuple(dict.fromkeys(o for o in others if o != title)))


def two_films(title: str, years: list[int]) -> list[str]:
    """The titles of several films in one cell, where as many years prove that there are several.

    >>> two_films("Alpha / Omega", [1994, 1996]), two_films("Face / Off", [1997])
    (['Alpha', 'Omega'], [])
    """
    if len(years) < 2:
        return []
    for mark in (" / ", "; ", "\n", " | "):
        parts = [p.strip() for p in title.split(mark) if p.strip()]
        if len(parts) == len(years):
            return parts
    return []
