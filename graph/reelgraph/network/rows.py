"""The rows of large queries, as texts: the engine writes them, and Python splits what it wrote."""

import json
from collections.abc import Iterator

import pyoxigraph as ox

from reelgraph.store import Store


def iris(store: Store, query: str) -> Iterator[list[str]]:
    """The rows of a query, all of whose cells are IRIs.

    An IRI holds no tab, line break or angle bracket, so TSV can simply be split.
    """
    for line in _tsv(store, query):
        yield line[1:-1].split(">\t<")


def cells(store: Store, query: str) -> list[str]:
    """The cells of `iris`, one after the other."""
    text = "\t".join(_tsv(store, query))
    return text[1:-1].split(">\t<") if text else []


def _tsv(store: Store, query: str) -> list[str]:
    """The rows of a query as the engine writes them."""
    body = store.select(query).serialize(format=ox.QueryResultsFormat.TSV) or b""
    return body.decode().split("\n")[1:-1]


def column(store: Store, pattern: str) -> Iterator[tuple[str, str]]:
    """Pairs of a node and a value, as text."""
    for line in _tsv(store, f"SELECT ?a (STR(?b) AS ?text) WHERE {{ {pattern} }}"):
        node, _, text = line.partition("\t")
        # TSV escapes as JSON does, which is the quickest reader of that.
        yield node[1:-1], json.loads(text, strict=False) if "\\" in text else text[1:-1]
