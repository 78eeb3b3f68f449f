"""What speaks for a link, as one text in one cell, and back again."""

from collections.abc import Iterable

from reelgraph.links.link import Evidence
from reelgraph.results import plain

BETWEEN = " | "
"""Stands between the reasons in one cell."""
NOTE = "note: "


def reasons(evidence: Iterable[Evidence], note: str = "") -> str:
    """The evidence as one line of text, and the note at its end.

    >>> reasons([Evidence("year", -2.25, "7 years apart")], "a remake?")
    'year -2.25: 7 years apart | note: a remake?'
    """
    parts = [one_line(str(e)).replace(BETWEEN, " / ") for e in evidence]
    if one_line(note):
        parts.append(NOTE + one_line(note))
    return BETWEEN.join(parts)


def understood(text: str) -> tuple[tuple[Evidence, ...], str]:
    """The evidence and the note of such a text; what is no evidence is a note.

    >>> understood("year -2.25: 7 years apart | note: a remake?")[1]
    'a remake?'
    >>> understood("seen on the print")
    ((), 'seen on the print')
    """
    found: list[Evidence] = []
    parts = text.split(BETWEEN) if text else []
    for place, part in enumerate(parts):
        one = _parsed(part)
        if one is None:
            return tuple(found), BETWEEN.join(parts[place:]).removeprefix(NOTE)
        found.append(one)
    return tuple(found), ""


def _parsed(text: str) -> Evidence | None:
    try:
        found = Evidence.parsed(text)
    except ValueError:
        return None
    return found if found.feature and str(found) == text else None


def one_line(text: str) -> str:
    r"""A text on one line, without what would turn the direction of what stands beside it.

    >>> one_line("The\tMill\u202e\n1931 ")
    'The Mill 1931'
    """
    return " ".join(plain(" ".join(text.split())).split())
