"""An entity as linked data: the facts, and in the forms that have graphs, who says each."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from reelgraph.binding import bind, iri
from reelgraph.facts import UNKNOWN, Source
from reelgraph.store import Store
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES
from reelgraph.vocabulary import DCTERMS, FILM, FOAF, RDF, RDFS
from reelgraph.web.entities.gathering import MOST, Said

CLAIMS = 5000
"""How many statements that name an entity are given with what they say."""
_BATCH = 200
_POINTERS = frozenset(
    iri(p)
    for p in (
        FILM + "hasWork",
        FILM + "hasAgent",
        RDF + "subject",
        RDF + "object",
        FILM + "isLinkOf",
    )
)
_PARTS = frozenset((iri(FILM + "hasTitle"), iri(FILM + "hasEvidence")))
"""What leads from a statement to a node that belongs to it alone."""
_OF_NODES = f"""PREFIX film: <{FILM}>
SELECT ?node ?g ?p ?o WHERE {{ VALUES (?node) {{ (film:none) }} GRAPH ?g {{ ?node ?p ?o }} }}"""


def document(
    said: Said, sources: Iterable[Source], address: str, *, cut: bool
) -> Iterator[ox.Triple]:
    """What is said of the document itself: what it is about, and what it rests on.

    Args:
        said: What the view says of the entity.
        sources: Those that say anything of it.
        address: Of the document.
        cut: Whether something was left out, for there was too much.

    """
    page = iri(address)
    yield ox.Triple(page, iri(RDF + "type"), iri(FOAF + "Document"))
    yield ox.Triple(page, iri(FOAF + "primaryTopic"), iri(said.entity.iri))
    if cut:
        yield ox.Triple(
            page,
            iri(RDFS + "comment"),
            ox.Literal(
                f"Not all: of the statements that point at the entity, the first {MOST:,} are "
                "here. The SPARQL endpoint of this server has every one.",
                language="en",
            ),
        )
    for source in sources:
        version = iri(source.graph)
        yield ox.Triple(page, iri(DCTERMS + "source"), version)
        told = (
            ("title", source.title),
            ("publisher", source.publisher),
            ("license", source.licence),
            ("issued", source.published),
            ("source", source.url),
        )
        for name, text in told:
            if text != UNKNOWN:
                yield ox.Triple(version, iri(DCTERMS + name), ox.Literal(text))


def claims(
    store: Store, node: ox.NamedNode, sources: Iterable[Source]
) -> tuple[list[ox.Quad], bool]:
    """All that sources, links and decisions say of an entity, in their graphs.

    Args:
        store: Where.
        node: The entity.
        sources: Those of the store: what is in no graph of theirs was never loaded to its end.

    Returns:
        The quads; and whether there are more statements than `CLAIMS`.

    """
    graphs = {s.graph for s in sources}
    allowed = graphs | {LINKS, DECISIONS}
    found: dict[ox.Quad, None] = {}
    nodes: dict[ox.NamedNode, None] = {}
    own = f"SELECT ?g ?p ?o WHERE {{ GRAPH ?g {{ {node} ?p ?o }} }}"
    for row in store.select(own):
        if row["g"].value in allowed:
            found[ox.Quad(node, row["p"], row["o"], row["g"])] = None
            if row["p"] in _PARTS and isinstance(row["o"], ox.NamedNode):
                nodes[row["o"]] = None
    rows = store.select(
        f"SELECT ?g ?s ?p WHERE {{ GRAPH ?g {{ ?s ?p {node} }} }} LIMIT {CLAIMS + 1}"
    )
    cut = False
    for number, row in enumerate(rows):
        if number == CLAIMS:
            cut = True
            break
        if row["g"].value in allowed:
            found[ox.Quad(row["s"], row["p"], node, row["g"])] = None
            if row["p"] in _POINTERS and isinstance(row["s"], ox.NamedNode):
                nodes[row["s"]] = None
    for quad in _of_nodes(store, nodes, allowed):
        found[quad] = None
    parts = {
        quad.object: None
        for quad in found
        if quad.predicate in _PARTS and isinstance(quad.object, ox.NamedNode)
    }
    for quad in _of_nodes(store, parts.keys() - nodes.keys(), allowed):
        found[quad] = None
    used = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
    for quad in _of_nodes(store, map(iri, sorted(used & graphs)), {SOURCES}):
        found[quad] = None
    return sorted(found, key=lambda q: (str(q.graph_name), str(q))), cut


def _of_nodes(store: Store, nodes: Iterable[ox.NamedNode], graphs: set[str]) -> Iterator[ox.Quad]:
    """All that is said of some nodes in some graphs."""
    waiting = iter(sorted(nodes, key=str))
    while batch := list(islice(waiting, _BATCH)):
        for row in store.select(bind(_OF_NODES, {("node",): [(n,) for n in batch]})):
            if row["g"].value in graphs:
                yield ox.Quad(row["node"], row["p"], row["o"], row["g"])
