"""What became of the rows of a table: their sum is the number of rows, and none is lost."""

from collections import Counter

from reelgraph.sources.tables.report import short

NEW, SAME, CONTINUED, REJECTED = "new", "same", "continued", "rejected"
NOBODY = "nobody"
_EXAMPLES = 3


class Account:
    """Counts the rows of one table by what they were read as.

    >>> account = Account("films")
    >>> for what in (NEW, NEW, SAME, REJECTED):
    ...     account.add(what, "Alpha (1990)")
    >>> account.words()
    '4 rows = 2 films + 1 that describes a film of another row + 1 rejected'
    >>> account.same()
    "1 row describes a film that another row describes too: 'Alpha (1990)'"
    """

    def __init__(self, shape: str) -> None:
        self._thing = "person" if shape == "people" else "film"
        self._shape = shape
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, None] = {}
        self._films = 0

    def add(self, what: str, called: str) -> None:
        """Count a row; what it describes is an example."""
        self._counts[what] += 1
        self._films += what == NEW
        wanted = NOBODY if self._shape == "credits" else SAME
        if what == wanted and called and len(self._examples) < _EXAMPLES:
            self._examples[short(called)] = None

    def add_nobody(self, cell: str, *, is_new: bool) -> None:
        """Count a row of credits that names nobody.

        Args:
            cell: What stands where the person should.
            is_new: The row names a film that no row before it did.

        """
        self.add(NOBODY, cell or "an empty cell")
        self._films += is_new

    def words(self) -> str:
        """The sum, in one line."""
        rows, new, same = self._counts.total(), self._counts[NEW], self._counts[SAME]
        if self._shape == "credits":
            parts = [f"{new + same:,} credits (of {self._films:,} films not named before)"]
            if nobody := self._counts[NOBODY]:
                parts.append(f"{nobody:,} without a person")
        else:
            things = {"film": "films", "person": "people"}[self._thing]
            parts = [f"{new:,} {self._thing if new == 1 else things}"]
            if same:
                verb = "describes" if same == 1 else "describe"
                parts.append(f"{same:,} that {verb} a {self._thing} of another row")
        if count := self._counts[CONTINUED]:
            parts.append(f"{count:,} that go on with the row above")
        parts.append(f"{self._counts[REJECTED]:,} rejected")
        return f"{rows:,} {'row' if rows == 1 else 'rows'} = {' + '.join(parts)}"

    def same(self) -> str:
        """Which rows add nothing of their own, or name nobody; "" where none does."""
        if nobody := self._counts[NOBODY]:
            verb = "row names" if nobody == 1 else "rows name"
            return f"{nobody:,} {verb} no person: {', '.join(map(repr, self._examples))}"
        count = self._counts[SAME]
        if not count or self._shape == "credits":
            return ""
        examples = ", ".join(map(repr, self._examples))
        head = "1 row describes" if count == 1 else f"{count:,} rows describe"
        again = "describes too"
        text = f"{head} a {self._thing} that another row {again}"
        return f"{text}: {examples}" if examples else text
