"""What an extraction did, in numbers and in words."""

from dataclasses import dataclass
from pathlib import Path

MOST = 10
"""How many broken lines are shown."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no triple."""

    text: str
    """Its beginning."""
    line: int | None = None
    """Its number; None where an engine reads the parts of a file side by side."""

    def __str__(self) -> str:
        place = f"line {self.line:,}: " if self.line else ""
        return f"{place}{self.text[:200]}"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The report of an extraction."""

    output: Path
    engine: str
    read: int
    """The lines of the dump."""
    size: int
    """Their bytes, unpacked."""
    films: int
    written: int
    """Triples."""
    broken: int
    """Lines that are no triples."""
    examples: tuple[Broken, ...]
    """The first of these."""
    seconds: float

    @property
    def rate(self) -> float:
        """Triples read in a second."""
        return self.read / max(self.seconds, 1e-9)

    def lines(self) -> list[str]:
        """The report in words."""
        said = [
            f"{self.written:,} triples about {self.films:,} films written to {self.output}",
            f"{self.read:,} lines read in {self.seconds:,.0f} s by {self.engine}: "
            f"{self.rate:,.0f} lines and {self.size / 1e6 / max(self.seconds, 1e-9):,.0f} MB a "
            "second, unpacked",
        ]
        if self.broken:
            what = (
                "line is no triple and was" if self.broken == 1 else "lines are no triples and were"
            )
            said.append(f"{self.broken:,} {what} left out, such as")
            said += [f"  {example}" for example in self.examples]
        return said
