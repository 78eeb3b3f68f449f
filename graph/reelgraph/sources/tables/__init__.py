"""Tables as people have them: CSV, TSV, Excel workbooks, JSON and JSON Lines."""

from reelgraph.sources.tables.examples import template as template
from reelgraph.sources.tables.formats import FORMATS as FORMATS
from reelgraph.sources.tables.formats import sniff as sniff
from reelgraph.sources.tables.guide import RULES as RULES
from reelgraph.sources.tables.guide import known_columns as known_columns
from reelgraph.sources.tables.options import Options as Options
from reelgraph.sources.tables.reading import read as read
from reelgraph.sources.tables.report import Notes as Notes

__all__ = ["FORMATS", "RULES", "Notes", "Options", "known_columns", "read", "sniff", "template"]
