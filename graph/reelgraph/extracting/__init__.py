"""The film part of Wikidata's dump: one definition of what is wanted, on DuckDB or on Spark."""

from reelgraph.extracting.extract import ENGINES as ENGINES
from reelgraph.extracting.extract import extract as extract
from reelgraph.extracting.extracted import Extracted as Extracted

__all__ = ["ENGINES", "Extracted", "extract"]
