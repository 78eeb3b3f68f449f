"""Years, dates and running times as tables write them, with the precision that they have."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

EARLIEST = 1870
LATEST = datetime.now(UTC).year + 10
"""The years that a film can have; the same as in ``year_out_of_range_violation.rq``."""
BORN = 1500
"""The earliest year of birth: authors of what films are made of are people of a film, too."""
_NEW_YEAR = 0.2
"""Of the dates in a column, the share on 1 January from which on that day stands for the year."""

_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d{1,2}:\d{2}.*)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$")
_NUMERIC = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_WORDS = re.compile(
    r"^(?:(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]+)?(?:de\s+)?([^\W\d_]{3,12})\.?"
    r"(?:[\s-]+(\d{1,2})(?:st|nd|rd|th)?)?(?:,?[\s-]+(?:de\s+)?|,)(\d{4}|\d{2})$"
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21\d\d)(?!\d)")
_REMARK = re.compile(r"(?<=\d)\s*\([^()\d]*\)$")
"""What stands behind a date, as the country in "11 January 2019 (India)"."""
_YEAR_ONLY = re.compile(r"^\(?(\d{3,4})(?:\.0)?\)?$")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january januar janvier enero gennaio janeiro",
            "feb february februar fevrier febrero febbraio fevereiro",
            "mar march marz mars marzo marco maerz mrz",
            "apr april avril abril aprile",
            "may mai mayo maggio maio",
            "jun june juni juin junio giugno junho",
            "jul july juli juillet julio luglio julho",
            "aug august aout agosto",
            "sep sept september septembre septiembre settembre setembro",
            "oct october okt oktober octobre octubre ottobre outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember decembre diciembre dicembre dezembro",
        ),
        1,
    )
    for word in words.split()
}
_PLAIN = str.maketrans("äéèûüçáíóú", "aeeuucaiou")


@dataclass(frozen=True, slots=True)
class Dating:
    """How the dates of one column are to be read."""

    day_first: bool | None = None
    """For 12/06/1998; None when nothing in the column tells."""
    year_only: bool = False
    """1 January stands for the year alone."""

    def words(self, has_numeric: bool) -> str:
        """What was decided, for the report."""
        found = []
        if has_numeric:
            found.append(
                "day or month first is not to be told, so only the year is read"
                if self.day_first is None
                else f"{'day' if self.day_first else 'month'} first"
            )
        if self.year_only:
            found.append("1 January means that only the year is known")
        return ", ".join(found)


def dating(values: Iterable[str]) -> tuple[Dating, bool]:
    """How to read the dates of a column, and whether it has any of the form 12/06/1998.

    >>> dating(["12/06/1998", "25/12/1998"])
    (Dating(day_first=True, year_only=False), True)
    >>> dating(["2012-01-01", "2013-01-01"])[0].year_only
    True
    """
    first_over = second_over = numeric = dotted = 0
    dates = new_years = 0
    for value in values:
        if found := _ISO.match(value):
            dates += 1
            new_years += bool(found[3]) and int(found[2]) == 1 == int(found[3])
        elif found := _NUMERIC.match(value):
            numeric += 1
            dates += 1
            dotted += found[2] == "."
            first, second = int(found[1]), int(found[3])
            new_years += first == second == 1
            first_over += first > 12
            second_over += second > 12
        elif _WORDS.match(value) or _COMPACT.match(value):
            dates += 1
    day_first = None
    if first_over and not second_over:
        day_first = True
    elif second_over and not first_over:
        day_first = False
    elif numeric and dotted == numeric and not second_over:
        day_first = True  # 12.06.1998 is how languages write it that put the day first
    return Dating(day_first, dates > 0 and new_years / dates >= _NEW_YEAR), numeric > 0


def read_date(text: str, how: Dating, year: int | None = None) -> str | None:
    """A date as "1998", "1998-06" or "1998-06-12"; None when it cannot be read.

    Args:
        text: What the cell says.
        how: What the column as a whole tells.
        year: Of the same row, where it has one: the only thing that a year of two digits is
            understood by.

    >>> read_date("Jun 12 1998", Dating()), read_date("12/06/1998", Dating())
    ('1998-06-12', '1998')
    >>> read_date("6/9/15", Dating(day_first=False), 2015)
    '2015-06-09'

    """
    text = _REMARK.sub("", text.strip()).strip("()")
    if found := _YEAR_ONLY.match(text):
        return found[1] if len(found[1]) == 4 else None
    if found := _ISO.match(text) or _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return _written(found[1], found[2], found[3], how)
    if found := _NUMERIC.match(text):
        whole = _four_digits(found[4], year)
        if whole is None:
            return None
        first, second = int(found[1]), int(found[3])
        day_first = how.day_first
        if first > 12 or second > 12:  # this one tells by itself
            day_first = first > 12
        elif first == second:
            day_first = True
        if day_first is None:
            return whole
        day, month = (first, second) if day_first else (second, first)
        return _written(whole, str(month), str(day), how)
    if found := _WORDS.match(text):
        month_number = _MONTHS.get(found[2].lower().translate(_PLAIN))
        whole = _four_digits(found[4], year)
        if month_number is None or whole is None:
            return None
        return _written(whole, str(month_number), found[1] or found[3], how)
    return None


def _four_digits(digits: str, year: int | None) -> str | None:
    if len(digits) == 4:
        return digits
    return str(year) if year is not None and year % 100 == int(digits) else None


def _written(year: str, month: str | None, day: str | None, how: Dating) -> str | None:
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year}-{int(month):02}"
    try:
        full = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if how.year_only and full.month == full.day == 1:
        return f"{full.year:04}"
    return full.isoformat()


def read_year(text: str) -> tuple[int | None, bool]:
    """The year that a cell names first, and whether it says just that.

    >>> read_year("(2015)"), read_year("1927/28"), read_year("c. 1910"), read_year("soon")
    ((2015, True), (1927, False), (1910, False), (None, False))
    """
    if found := _YEAR_ONLY.match(text):
        return int(found[1]), True
    found = _YEAR.search(text)
    return (int(found[1]), False) if found else (None, False)


def years_in(text: str) -> list[int]:
    """All years of four digits in a text.

    >>> years_in("1994 / 1996")
    [1994, 1996]
    """
    return [int(y) for y in _YEAR.findall(text)]


_HOURS = re.compile(
    r"^(?:PT)?(?:(\d{1,2})\s*(?:h|hr|hrs|hours?|std|ore|heures?)\.?)?\s*"
    r"(?:(\d{1,4})\s*(?:m|min|mins|minutes?|minuten|minuti|minutos|')?\.?)?$",
    re.IGNORECASE,
)
_SECONDS = (600, 60)
"""A column whose numbers are mostly above the first and all multiples of the second has seconds."""
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?$")


def minutes(text: str) -> int | None:
    """A running time in whole minutes; None when it is none, or 0, which means unknown.

    >>> minutes("142 min"), minutes("2h 22m"), minutes("1:30:00"), minutes("0"), minutes("long")
    (142, 142, 90, None, None)
    """
    text = text.strip().removesuffix(".0")
    if found := _CLOCK.match(text):
        if found[3] is None:  # 1:30 may be hours or minutes
            return None
        return int(found[1]) * 60 + int(found[2]) or None
    if re.fullmatch(r"\d+\.\d+", text):
        return round(float(text)) or None
    found = _HOURS.match(text)
    if not found or not (found[1] or found[2]):
        return None
    total = int(found[1] or 0) * 60 + int(found[2] or 0)
    return total if 0 < total < 15_000 else None


def in_seconds(values: Iterable[str]) -> bool:
    """Whether the running times of a column are in seconds.

    >>> in_seconds(["5400", "7200", "300"]), in_seconds(["90", "120"])
    (True, False)
    """
    numbers = [int(v) for v in values if v.isascii() and v.isdigit() and int(v)]
    least, step = _SECONDS
    long = sum(n >= least for n in numbers)
    return 2 * long > len(numbers) > 0 and all(n % step == 0 for n in numbers)
