"""Ranges of years as people type them."""

import re

from reelgraph.errors import ParameterError


def span(given: tuple[int, int] | str | None) -> tuple[int, int] | None:
    """The first and the last year of a range, both included; None where nothing is given.

    Raises:
        ParameterError: it is no range, or ends before it begins.

    >>> span("1995-2016"), span("1995-"), span("2016"), span(None)
    ((1995, 2016), (1995, 9999), (2016, 2016), None)

    """
    if given is None:
        return None
    if isinstance(given, str):
        match = re.fullmatch(r"\s*(\d{4})?\s*(-|–|\.\.|to|$)\s*(\d{4})?\s*", given)
        if not match or not (match[1] or match[3]):
            raise ParameterError(f"{given!r} are no years: write 1995-2016, 1995- or 2016")
        first = int(match[1]) if match[1] else 0
        last = int(match[3]) if match[3] else (9999 if match[2] else first)
    else:
        first, last = given
    if first > last:
        raise ParameterError(f"the years {first}-{last} end before they begin")
    return first, last
