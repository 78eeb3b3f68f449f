"""An engine over a folder: programs of their own answer the queries, so that each can be ended."""

from reelgraph.web.pool.engine import Pool as Pool

__all__ = ["Pool"]
