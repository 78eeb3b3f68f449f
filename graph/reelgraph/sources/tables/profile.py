"""What the cells of a whole column tell that one of them alone does not."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reelgraph.sources.tables.cells import is_missing, mended, text_of
from reelgraph.sources.tables.sheet import Broken, Sheet
from reelgraph.sources.tables.titles import inverted

DISTINCT = 50_000
"""Different cells of a column that are looked at; of a column of dates all are."""
NUMBER = re.compile(r"^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,12})?$")


@dataclass(slots=True)
class Profile:
    """What a first reading of a table found."""

    values: dict[int, dict[str, int]] = field(default_factory=dict)
    """The texts of each column that was looked at and how often each stands there."""
    rows: int = 0
    untitled: Counter[int] = field(default_factory=Counter)
    """The rows without a title or name: which columns they fill, as the bits of a number, and how
    many rows do so."""
    filled: dict[int, int] = field(default_factory=dict)
    """How many of the rows that were looked at fill each column."""
    repeated: int = 0
    """Rows whose film an earlier row named."""
    inverted: int = 0
    """Titles that certainly have their article last."""
    mended: int = 0
    """Different texts that were decoded wrongly before they came here."""

    def share(self, column: int, test: Callable[[str], object]) -> float:
        """The share of the different texts of a column that pass a test; 0 for an empty one."""
        values = self.values.get(column)
        if not values:
            return 0.0
        return sum(bool(test(v)) for v in values) / len(values)

    def is_numeric(self, column: int) -> bool:
        """Whether all texts of a column are numbers as computers write them."""
        values = self.values.get(column)
        return bool(values) and all(NUMBER.match(v) for v in values or ())


def profile(sheet: Sheet, whole: Iterable[int], keys: Sequence[int]) -> Profile:
    """Read a table once.

    Args:
        sheet: The table.
        whole: The columns of which every text is wanted.
        keys: The columns that tell films (or people) apart, that of titles or names first.

    """
    found = Profile(values={i: {} for i in range(len(sheet.columns))})
    complete = frozenset(whole)
    columns = [(i, found.values[i], 1 << 40 if i in complete else DISTINCT) for i in found.values]
    seen: set[int] = set()
    for _, values in sheet.rows():
        if isinstance(values, Broken):
            continue
        found.rows += 1
        for i, texts, most in columns:
            value = values[i]
            if value is None or value == "" or isinstance(value, list | dict):
                continue
            if len(texts) >= most or (found.rows > DISTINCT and i not in complete):
                continue
            if type(value) is str and not value.isascii():
                better = mended(value)
                found.mended += better != value and better not in texts
                value = better
            text = text_of(value)
            if len(text) > 400:
                text = text[:400]
            if text in texts:
                texts[text] += 1
            elif not is_missing(text):
                texts[text] = 1
        if not keys:
            continue
        key = tuple(text_of(values[i]) for i in keys)
        if key[0]:
            digest = hash(key)
            found.repeated += digest in seen
            seen.add(digest)
            if "," in key[0] and inverted(key[0].split(" (")[0]):
                found.inverted += 1
        else:
            found.untitled[filled(values)] += 1
    found.filled = {i: sum(texts.values()) for i, texts in found.values.items()}
    return found


def filled(values: Sequence[object]) -> int:
    """Which cells of a row have a value, as the bits of a number.

    >>> bin(filled(["", "Ana Lopez", None, "x"]))
    '0b1010'
    """
    bits = 0
    for i, value in enumerate(values):
        if value not in (None, "", [], {}) and (type(value) is not str or value.strip()):
            bits |= 1 << i
    return bits
