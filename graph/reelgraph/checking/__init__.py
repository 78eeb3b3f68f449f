"""What is in a graph, whether it is sound, and what tells it from another."""

from reelgraph.checking.diff import Difference as Difference
from reelgraph.checking.diff import compare as compare
from reelgraph.checking.findings import Finding as Finding
from reelgraph.checking.stats import Statistics as Statistics
from reelgraph.checking.stats import count as count
from reelgraph.checking.validate import Report as Report
from reelgraph.checking.validate import validate as validate

__all__ = ["Difference", "Finding", "Report", "Statistics", "compare", "count", "validate"]
