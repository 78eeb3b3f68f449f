"""A real rdflib Dataset over a store; imported only when one is wanted."""

from collections.abc import Iterator
from typing import Any

import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result
from rdflib.term import Identifier, Node

from reelgraph.errors import QueryError
from reelgraph.store.embedded import EmbeddedStore, Store
from reelgraph.store.endpoint import EndpointStore

_DEFAULT = str(DATASET_DEFAULT_GRAPH_ID)


def dataset(store: Store) -> rdflib.Dataset:
    """The Dataset of a store; the view is its default graph.

    Raises:
        QueryError: it is a store of a kind that rdflib cannot read.

    """
    made: rdflib.store.Store
    if isinstance(store, EmbeddedStore):
        made = OxigraphStore(store=store.rdf)
    elif isinstance(store, EndpointStore):
        store.check()
        made = EndpointDataset(store)
    else:
        raise QueryError(f"{store!r} cannot be read by rdflib")
    return rdflib.Dataset(store=made, default_union=False)


class EndpointDataset(SPARQLStore):
    """rdflib's store on a SPARQL server, whose every question goes through our guarded client."""

    def __init__(self, store: EndpointStore) -> None:
        super().__init__(store.client.endpoint.url)
        self._store = store

    def query(  # type: ignore[override]  # as its base class has it
        self,
        query: Any,
        initNs: Any = None,  # noqa: N803  rdflib's names
        initBindings: Any = None,  # noqa: N803
        queryGraph: Any = None,  # noqa: N803
        DEBUG: bool = False,  # noqa: N803
    ) -> Result:
        """The answer of the server; rdflib's name of the default graph is not sent to it."""
        graph = None if str(queryGraph) in (_DEFAULT, "__UNION__", "None") else queryGraph
        return super().query(query, initNs, initBindings, graph, DEBUG)

    def add_graph(self, graph: Any) -> None:
        """Nothing: rdflib names a graph so before it reads it."""

    def triples(self, spo: Any, context: Any = None) -> Iterator[Any]:
        """The triples of a pattern, each with the graphs that it stands in."""
        parts = [
            "?" + name if term is None else self.node_to_sparql(term)
            for name, term in zip("spo", spo, strict=True)
        ]
        pattern = " ".join(parts)
        name = None if context is None else context.identifier
        if name is None:  # a Dataset asks so for every graph
            pattern = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
        elif str(name) != _DEFAULT:
            pattern = f"GRAPH {self.node_to_sparql(name)} {{ {pattern} }}"
        places: dict[tuple[Node, ...], list[Any]] = {}
        for row in self._query(f"SELECT * WHERE {{ {pattern} }}"):
            found = row.asdict()  # type: ignore[union-attr]
            triple = tuple(found.get(v, term) for v, term in zip("spo", spo, strict=True))
            place = found.get("g", DATASET_DEFAULT_GRAPH_ID if name is None else name)
            places.setdefault(triple, []).append(place)
        for triple, graphs in places.items():
            yield triple, iter([rdflib.Graph(store=self, identifier=g) for g in graphs])

    def __len__(self, context: Any = None) -> int:
        name = None if context is None else str(context.identifier)
        pattern = "?s ?p ?o"
        if name is None:  # of a Dataset: all graphs
            pattern = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
        elif name != _DEFAULT:
            pattern = f"GRAPH <{name}> {{ ?s ?p ?o }}"
        each = f"SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}"
        rows = self._query(f"SELECT (COUNT(*) AS ?c) WHERE {{ {{ {each} }} }}")
        return int(next(iter(rows)).c)  # type: ignore[union-attr]

    def _query(self, *given: Any, **more: Any) -> Result:
        graph: Identifier | None = more.get("default_graph")
        body, media = self._store.raw(str(given[0]), str(graph) if graph is not None else "")
        return Result.parse(body, content_type=media)
