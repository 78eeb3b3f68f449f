"""Identifiers as numbers, and a few marks for each of many millions of them."""

import re
from collections.abc import Iterator

_NEAR = 1 << 26
"""Numbers below this have a byte each; IMDb's are below 50 million."""


def number(prefix: str, text: str) -> int:
    """The number in an identifier such as "tt0113497", or -1 if it is none.

    >>> number("tt", "tt0113497"), number("tt", "nm0113497"), number("tt", "tt113497")
    (113497, -1, -1)
    """
    digits = text[2:]
    if text[:2] != prefix or not (digits.isascii() and digits.isdigit()):
        return -1
    # Seven digits with zeros in front, or more digits without: so each has just one spelling.
    return int(digits) if len(digits) == 7 or (7 < len(digits) < 16 and digits[0] != "0") else -1


class Marks:
    """Sets of numbers, up to eight of them side by side: 1, 2, 4 ... name the sets.

    >>> marks = Marks()
    >>> marks.add(113497, 1)
    >>> marks.add(113497, 4)
    >>> marks.of(113497), marks.of(7)
    (5, 0)
    >>> list(marks.numbers(1))
    []
    >>> list(marks.numbers(5))
    [113497]
    """

    def __init__(self) -> None:
        self._near = bytearray(1 << 16)
        self._far: dict[int, int] = {}

    def of(self, number: int) -> int:
        """The marks of a number, added up."""
        if number < len(self._near):
            return self._near[number]
        return self._far.get(number, 0)

    def add(self, number: int, mark: int) -> None:
        """Give a number a mark."""
        if number >= _NEAR:
            self._far[number] = self._far.get(number, 0) | mark
            return
        if number >= len(self._near):
            longer = min(_NEAR, max(number + 1, 2 * len(self._near)))
            self._near.extend(bytes(longer - len(self._near)))
        self._near[number] |= mark

    def numbers(self, marks: int) -> Iterator[int]:
        """The numbers that have these marks and no others, in order."""
        for found in re.finditer(re.escape(bytes([marks])), self._near):
            yield found.start()
        yield from (n for n, has in sorted(self._far.items()) if has == marks)
