"""Which of several forms of an answer a client wants: the Accept header, read and weighed."""

import re
from collections.abc import Sequence

_LONGEST = 4096
"""Characters of the header that are read; a browser sends about a hundred."""
_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*", re.ASCII)
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII)
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[^,;"]+|[,;"]')


def best(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type that a client wants most, or None when it takes none of them.

    Args:
        accept: Its Accept header; every type will do when it is empty or cannot be read.
        offered: Media types, without parameters; of two that it wants equally, the first is taken.

    >>> kinds = ["application/json", "text/html", "text/turtle"]
    >>> best("text/html, */*;q=0.1", kinds), best("text/*", kinds), best("", kinds)
    ('text/html', 'text/html', 'application/json')
    >>> best("application/*;q=0.5, text/turtle;q=0.9", kinds), best("image/png", kinds)
    ('text/turtle', None)

    """
    ranges = _ranges(accept[:_LONGEST])
    if not ranges:
        return offered[0] if offered else None
    weighed = [(_quality(kind, ranges), kind) for kind in offered]
    most = max((quality for quality, _ in weighed), default=0.0)
    return next((kind for quality, kind in weighed if quality == most > 0), None)


def prefers_page(accept: str, offered: Sequence[str]) -> bool:
    """Whether a client would rather have a page than data, as a browser says it does.

    A client that takes anything (``*/*``, or no header at all) is a program: it gets the data.

    >>> prefers_page("text/html,application/xml;q=0.9,*/*;q=0.8", ["text/turtle"])
    True
    >>> prefers_page("*/*", ["text/turtle"]), prefers_page("text/turtle", ["text/turtle"])
    (False, False)
    """
    return best(accept, [*offered, "text/html"]) == "text/html"


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    """The media ranges of the header with their weights; what cannot be read is left out."""
    found = []
    for element in _elements(accept):
        media = _RANGE.fullmatch(element[0])
        quality = 1.0
        for parameter in element[1:]:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                value = value.strip()
                quality = float(value) if _QUALITY.fullmatch(value) else 0.0
                break
        if media:
            found.append((media[1].lower(), media[2].lower(), quality))
    return found


def _elements(accept: str) -> list[list[str]]:
    """Each element of the header, split at its semicolons; quoted marks split nothing."""
    elements = [[""]]
    for part in _PART.findall(accept):
        if part == ",":
            elements.append([""])
        elif part == ";":
            elements[-1].append("")
        else:
            elements[-1][-1] += part
    return elements


def _quality(kind: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """How much a media type is wanted: the most exact range that covers it decides."""
    main, _, sub = kind.partition("/")
    exact, found = -1, 0.0
    for range_main, range_sub, quality in ranges:
        if (range_main, range_sub) == (main, sub):
            degree = 2
        elif (range_main, range_sub) == (main, "*"):
            degree = 1
        elif (range_main, range_sub) == ("*", "*"):
            degree = 0
        else:
            continue
        if degree > exact:
            exact, found = degree, quality
    return found
