"""Which entities are one: proposals, decisions, and what they do to the facts."""

from reelgraph.identity.changing import change, settle
from reelgraph.identity.deciding import distinct, listed, merge, split, undo
from reelgraph.identity.decisions import Decision, decisions
from reelgraph.identity.duplicates import LEAST, Found, merge_alike, propose
from reelgraph.identity.loads import apply, original, restore
from reelgraph.identity.tables import Imported, import_decisions
from reelgraph.identity.weighing import Proposal

__all__ = [
    "LEAST",
    "Decision",
    "Found",
    "Imported",
    "Proposal",
    "apply",
    "change",
    "decisions",
    "distinct",
    "import_decisions",
    "listed",
    "merge",
    "merge_alike",
    "original",
    "propose",
    "restore",
    "settle",
    "split",
    "undo",
]
