"""What the endpoint says of itself, in the words of SPARQL 1.1 Service Description."""

from collections.abc import Iterator

import pyoxigraph as ox

from reelgraph.errors import QueryError, StoreError
from reelgraph.vocabulary import PREFIXES, RDF
from reelgraph.web.context import Context
from reelgraph.web.engine import Question
from reelgraph.web.sparql.formats import Format

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
NAMED = 100
"""How many graphs are named, at most."""
_SECONDS = 2.0
_READ = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_BOTH = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_A = ox.NamedNode(RDF + "type")


def text(context: Context, address: str, wanted: Format) -> bytes:
    """The description, in some format for triples.

    Args:
        context: Whether it may be written, and by whom other servers may be asked.
        address: Of the endpoint.
        wanted: The format.

    """
    found = ox.serialize(
        _triples(context, address),
        format=wanted.engine,  # type: ignore[arg-type]
        prefixes={**PREFIXES, "sd": SD, "formats": FORMATS},
    )
    return found or b""


def _triples(context: Context, address: str) -> Iterator[ox.Triple]:
    service, dataset, graph = (ox.BlankNode(name) for name in ("service", "dataset", "graph"))
    writable = context.settings.writable
    yield ox.Triple(service, _A, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), ox.NamedNode(address))
    for language in ("SPARQL10Query", "SPARQL11Query", *(("SPARQL11Update",) * writable)):
        yield ox.Triple(service, _sd("supportedLanguage"), _sd(language))
    for name in (*_READ, *_BOTH):
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(FORMATS + name))
    for name in _BOTH * writable:
        yield ox.Triple(service, _sd("inputFormat"), ox.NamedNode(FORMATS + name))
    if context.settings.services:
        yield ox.Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _A, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), graph)
    yield ox.Triple(graph, _A, _sd("Graph"))
    for number, graph_name in enumerate(_graphs(context)):
        named = ox.BlankNode(f"graph{number}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _A, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), graph_name)


def _graphs(context: Context) -> list[ox.NamedNode]:
    """The named graphs, as far as they can be listed soon."""
    sparql = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ }} }} LIMIT {NAMED}"
    try:
        whole = context.engine.ask(Question(sparql, "SELECT", seconds=_SECONDS))
    except (QueryError, StoreError):  # a server that lists none, or is busy
        return []
    with whole.body:
        rows = ox.parse_query_results(whole.body, format=ox.QueryResultsFormat.JSON)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101  as the query is one
        names = [row["g"] for row in rows]
    return sorted((n for n in names if isinstance(n, ox.NamedNode)), key=lambda n: n.value)


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)
