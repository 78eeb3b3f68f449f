"""The name index beside a store: prefixes, infixes and misspellings, in milliseconds.

It is derived from the store, stamped with the state that it was built from, built again when that
has changed, and can be deleted at any time. It is one SQLite file, of which opening reads nothing:
`line` has, for each entity, the words and beginnings of its names (FTS5), `part` the parts of the
words (FTS5's trigrams), and entities have numbers in the order of their rank.
"""

from reelgraph.names.file import VERSION as VERSION
from reelgraph.names.index import NameIndex as NameIndex
from reelgraph.names.spelling import normal as normal

__all__ = ["VERSION", "NameIndex", "normal"]
