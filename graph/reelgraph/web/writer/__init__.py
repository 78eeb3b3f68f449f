"""An engine over a folder that is written: one writer, and readers of what it wrote last."""

from reelgraph.web.writer.engine import Writing as Writing

__all__ = ["Writing"]
