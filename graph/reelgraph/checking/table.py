"""A table of counts: a name, a number, and perhaps of how many."""

from dataclasses import dataclass
from typing import Literal

from reelgraph.results import plain

Tone = Literal["film", "person", "company", "festival", "other"]
_LONGEST = 28


@dataclass(frozen=True, slots=True)
class Bar:
    """One count."""

    label: str
    count: int
    of: int | None = None
    """Of how many, where it is a part."""
    iri: str = ""

    @property
    def percent(self) -> float | None:
        """How much of all that is."""
        return round(100 * self.count / self.of, 1) if self.of else None

    def as_dict(self) -> dict[str, str | int | float]:
        """The count without what it lacks."""
        found: dict[str, str | int | float] = {"what": self.label, "count": self.count}
        if self.of is not None and self.percent is not None:
            found |= {"of": self.of, "percent": self.percent}
        return found | ({"iri": self.iri} if self.iri else {})


@dataclass(frozen=True, slots=True)
class Table:
    """Counts that belong together."""

    key: str
    title: str
    bars: tuple[Bar, ...]
    tone: Tone = "other"
    upright: bool = False
    """Whether the bars stand side by side, as years do."""
    long: bool = False
    """Whether a terminal has no room for it."""

    @property
    def largest(self) -> int:
        """What the longest bar stands for."""
        return max((bar.of or bar.count for bar in self.bars), default=0) or 1

    def share(self, bar: Bar) -> float:
        """How long a bar is, from 0 to 1; a part is drawn as part of its own whole."""
        return bar.count / (bar.of or self.largest) if bar.of != 0 else 0.0

    def text(self) -> str:
        """The table for a terminal."""
        if self.long:
            return f"{self.title}: {len(self.bars)} rows, in a file (-o) only\n"
        wide = min(40, max(len(_line(bar.label)) for bar in self.bars))
        numbers = max(len(f"{bar.count:,}") for bar in self.bars)
        lines = [self.title]
        for bar in self.bars:
            label = _line(bar.label)
            label = label if len(label) <= wide else label[: wide - 1] + "…"
            part = f" {bar.percent:5.1f} %" if bar.percent is not None else ""
            drawn = _blocks(self.share(bar))
            lines.append(f"  {label:<{wide}} {bar.count:>{numbers},}{part} {drawn}".rstrip())
        return "\n".join(lines) + "\n"

    def markdown(self) -> str:
        """The table in Markdown."""
        parts = any(bar.of is not None for bar in self.bars)
        head = ["", "count", *(["of", "%"] if parts else [])]
        lines = [f"## {self.title}", "", _row(head), "|---|" + "---:|" * (len(head) - 1)]
        for bar in self.bars:
            more = [f"{bar.of:,}", f"{bar.percent}"] if bar.of is not None else []
            lines.append(_row([_line(bar.label), f"{bar.count:,}", *more]))
        return "\n".join(lines) + "\n"


def _line(label: str) -> str:
    """A label on one line, without what moves a cursor."""
    return " ".join(plain(" ".join(label.split())).split())


def _blocks(share: float) -> str:
    """A bar of block characters, to an eighth of one.

    >>> _blocks(0.5)
    '██████████████'
    """
    eighths = round(share * _LONGEST * 8)
    rest = " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    return "█" * (eighths // 8) + rest or ("▏" if share > 0 else "")


def _row(cells: list[str]) -> str:
    marks = str.maketrans({c: f"\\{c}" for c in "\\|<>`*_[]"})
    return "| " + " | ".join(cell.translate(marks) for cell in cells) + " |"
