"""What was noticed while tables were read."""

from collections import Counter

from reelgraph.sources.report import Notes as Notes

SHOWN = 60
"""Characters of a cell that a message quotes."""


def short(text: object) -> str:
    """A value as a message quotes it.

    >>> short("x" * 100)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ...'
    """
    flat = " ".join(str(text).split())
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + " ..."


class Tally:
    """Counts things worth a warning, and remembers an example of each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def add(self, what: str, example: str = "") -> None:
        """Count one more of a kind."""
        self._counts[what] += 1
        examples = self._examples.setdefault(what, [])
        if example and len(examples) < 3:
            examples.append(short(example))

    def lines(self) -> list[str]:
        """One sentence for each kind; ``{n}`` in its name stands for the number."""
        found = []
        for what, count in self._counts.items():
            examples = ", ".join(repr(e) for e in self._examples[what])
            text = what.replace("{n}", f"{count:,}")
            found.append(f"{text}: {examples}" if examples else text)
        return found
