"""What was measured: kept as JSON, and read as series over the sizes."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Said = dict[str, Any]
"""One thing that a contender measured of itself."""


@dataclass(frozen=True)
class Column:
    """A contender, and in which of its ways it is asked."""

    title: str
    engine: str
    way: str = "question"


OWN = Column("reelgraph", "reelgraph", "own")
SPARQL = Column("reelgraph, SPARQL", "reelgraph")
DUCKDB = Column("DuckDB tables", "DuckDB tables")
COLUMNS = (
    OWN,
    SPARQL,
    DUCKDB,
    Column("pyoxigraph", "pyoxigraph"),
    Column("rdflib", "rdflib"),
    Column("kglab", "kglab"),
)


@dataclass(frozen=True)
class Run:
    """All that was measured at one size."""

    size: int
    counts: dict[str, int]
    """Triples of each file, by shape."""
    found: dict[str, list[Said]]

    @property
    def triples(self) -> int:
        """Of the file that everybody loaded."""
        return self.counts["edges"]

    def said(self, engine: str, kind: str, value: Any = True) -> Said | None:
        """What a contender said of one thing, with whether it was late or failed."""
        return next((s for s in self.found.get(engine, []) if s.get(kind) == value), None)

    def seconds(self, engine: str, kind: str, value: Any = True) -> float | None:
        """How long it took; None where that is not known."""
        said = self.said(engine, kind, value)
        return said.get("seconds") if said else None

    def loading(self, engine: str, key: str) -> float:
        """What loading took, with the indexes where there are any; 0 where that is not known."""
        load, made = self.said(engine, "load") or {}, self.said(engine, "prepare") or {}
        values = [load.get(key, 0), made.get(key, 0)]
        return float(sum(values) if key in ("seconds", "cpu") else max(values)) if values[0] else 0

    def why_not(self, engine: str) -> str:
        """Why a contender was not loaded; empty if it was."""
        if self.seconds(engine, "load") is not None:
            return ""
        for said in self.found.get(engine, []):
            if "missing" in said:
                return str(said["missing"])
            if "late" in said:
                return f"loading took more than {said['late']:.0f} s"
            if "failed" in said:
                return str(said["failed"])
        return "not measured"


@dataclass(frozen=True)
class Results:
    """One or more sizes, measured in one run on one machine."""

    machine: str
    cap: float
    runs: list[Run]

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> "Results":
        """What `save` wrote."""
        held = json.loads(path.read_text("utf-8"))
        return cls(held["machine"], held["cap"], [Run(**run) for run in held["runs"]])


def exponent(points: Sequence[tuple[float, float]]) -> float | None:
    """The slope of log time over log size between the last two points; None without two.

    >>> exponent([(1e5, 0.1), (1e6, 2.0), (1e7, 20.0)])
    1.0
    >>> exponent([(1e6, 2.0)])

    """
    if len(points) < 2:
        return None
    (size, time), (larger, later) = points[-2:]
    return round(math.log(later / time) / math.log(larger / size), 2)


FLAT = 0.15
"""How far an exponent may be off a whole number: a factor of 1.4 at ten times the size."""


def worded(slope: float) -> str:
    """An exponent with what it means.

    >>> worded(0.04), worded(-0.3), worded(0.6), worded(1.02), worded(1.6)
    ('0.04 flat', '-0.30 flat', '0.60', '1.02 linear', '1.60 steeper')
    """
    if slope <= FLAT:
        return f"{slope:.2f} flat"
    if slope < 1 - FLAT:
        return f"{slope:.2f}"
    return f"{slope:.2f} {'linear' if slope <= 1 + FLAT else 'steeper'}"


def mean(times: Iterable[float]) -> float:
    """The geometric mean, in which a factor weighs the same wherever it stands.

    >>> round(mean([0.01, 1.0]), 3)
    0.1
    """
    return math.exp(math.fsum(logs := [math.log(t) for t in times]) / len(logs))
