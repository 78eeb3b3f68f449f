"""Telling a source that holds what was pulled from Wikidata from one that somebody loaded."""

import re

from reelgraph.store.embedded import Store
from reelgraph.vocabulary import FILM

SOURCE = "wikidata"
"""What the source is called that holds what was pulled."""
OTHERWISE = "wikidata-pulled"
"""What it is called where a file was loaded under the usual name."""
PAGE = "https://www.wikidata.org/wiki/Special:EntityData/"
"""Where the IRIs begin by which Wikidata calls its data about an item."""

_NAME = re.compile(rf"{SOURCE}|{OTHERWISE}(-\d+)?")


def is_pulled(store: Store, name: str, graph: str) -> bool:
    """Whether a source was made by pulling: only that records on which day a page was fetched.

    Args:
        store: Where it is; asked only if the name is one that pulling gives.
        name: Of the source.
        graph: The IRI of the graph with its claims.

    """
    if not _NAME.fullmatch(name):
        return False
    fetched = f"""SELECT ?page WHERE {{ GRAPH <{graph}> {{ ?page <{FILM}retrieved> ?day }}
      FILTER(isIRI(?page) && STRSTARTS(STR(?page), "{PAGE}")) }} LIMIT 1"""
    return any(True for _ in store.select(fetched))
