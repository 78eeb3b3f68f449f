"""The sources of a store, asked for as of any store."""

import pyoxigraph as ox

from reelgraph.facts import Source, source_of
from reelgraph.store.embedded import Store
from reelgraph.store.layout import SOURCES
from reelgraph.vocabulary import PROV


def sources(store: Store) -> list[Source]:
    """The sources of a store, by name."""
    query = f"""SELECT ?version ?p ?o WHERE {{
      GRAPH <{SOURCES}> {{ ?version <{PROV}specializationOf> ?source ; ?p ?o }} }}"""
    said: dict[str, list[ox.Triple]] = {}
    for row in store.select(query):
        version = row["version"]
        if isinstance(version, ox.NamedNode):
            triple = ox.Triple(version, row["p"], row["o"])
            said.setdefault(version.value, []).append(triple)
    found = [source_of(version, triples) for version, triples in said.items()]
    return sorted(found, key=lambda s: (s.name, s.graph))
