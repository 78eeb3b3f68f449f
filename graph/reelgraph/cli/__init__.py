"""The command line: it parses, calls the library, and prints."""

from reelgraph.cli.main import main as main

__all__ = ["main"]
