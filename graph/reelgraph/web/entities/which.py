"""Which entity an address means: one that is here, one that stands for it now, or none."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

import pyoxigraph as ox
from starlette.requests import Request

from reelgraph import entities
from reelgraph.entity import Entity
from reelgraph.errors import NotFound
from reelgraph.graph import FilmGraph
from reelgraph.store import Store
from reelgraph.store.layout import DECISIONS
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, RDF, SKOS, expand


@dataclass(frozen=True, slots=True)
class Meant:
    """The entity that an address means."""

    iri: str
    status: int = 200
    """200 where the address is its own; else the status of the redirect to it."""


def meant(graph: FilmGraph, text: str) -> Meant:
    """The entity that a text means: an IRI, a CURIE, a QID, an IMDb id, or a name.

    Raises:
        NotFound: there is none; it suggests the nearest names.
        Ambiguous: there are several.

    """
    text = text.strip()
    identified = expand(text)
    node = node_of(identified or text)
    if node is not None:
        known = terms()
        if node.value in known.labels or node.value in known.classes:
            raise NotFound(f"{node.value} is a word of the ontology, and no entity of this store")
        if is_here(graph.store, node):
            return Meant(node.value, 200 if text == node.value else 303)
        replaced = by_decision(graph.store, node)
        if replaced:
            # It has moved, as far as anyone knows: but a merge can be undone, so the answer that
            # goes with this status is not to be kept.
            return Meant(replaced, 308)
        # Two IRIs of one thing, as an item of Wikidata and the entity linked with it: the other.
        other = entities.find_identified(graph.store, node.value) if identified else None
        if other is not None:
            return Meant(other.iri, 303)
    sound = text.encode("utf-8", "replace").decode()
    if "://" in text:
        raise NotFound(f"{sound[:200]}: nothing in this store has that identifier")
    # A film may be called what looks like a QID, or like an IRI of a scheme of its own.
    return Meant(entities.find(graph.store, graph.index, sound).iri, 303)


def meant_by_path(graph: FilmGraph, path: str) -> Meant:
    """The same for the path of an IRI that this store mints, as it stood in the request.

    Raises:
        NotFound: there is none.

    """
    base = f"{graph.store.base}/id/"
    # An IRI may have "%2F" in a part of it, which is no slash, so the path is taken as it was
    # sent; a client may have written a letter out that the IRI has escaped.
    again = "/".join(quote(unquote(part), safe="") for part in path.split("/"))
    nodes = [node for p in dict.fromkeys((path, again)) if (node := node_of(base + p))]
    for node in nodes:
        if is_here(graph.store, node):
            return Meant(node.value)
    for node in nodes:
        replaced = by_decision(graph.store, node)
        if replaced:
            return Meant(replaced, 308)
    raise NotFound(f"there is no entity {base}{on_show(path)} in this store")


def on_show(path: str) -> str:
    """The beginning of what was asked for, for a message."""
    return path.encode("ascii", "replace").decode()[:200]


def node_of(iri: str) -> ox.NamedNode | None:
    """The term of an IRI; None where the text is none.

    >>> node_of("http://e/%zz") is None, node_of("urn:x")
    (True, <NamedNode value=urn:x>)
    """
    try:
        return ox.NamedNode(iri) if ":" in iri else None
    except (ValueError, UnicodeEncodeError):
        return None


def server_of(request: Request) -> str:
    """The address under which a request reached this application, with a slash at its end.

    It is made of the Host header, which has been checked; where any name may be used, what is no
    name becomes one.
    """
    root = request.scope.get("root_path", "")
    address = f"{request.url.scheme}://{request.url.netloc}{quote(root)}/"
    return address if node_of(address) else f"http://localhost{quote(root)}/"


def is_here(store: Store, node: ox.NamedNode) -> bool:
    """Whether the view says anything of a node; a match at the other end alone is nothing."""
    for pattern in (
        f"{node} ?p ?o",
        f"?s ?p {node} FILTER(?p NOT IN (<{RDF}type>, <{SKOS}exactMatch>))",
    ):
        if any(True for _ in store.select(f"SELECT ?p WHERE {{ {pattern} }} LIMIT 1")):
            return True
    return False


def by_decision(store: Store, node: ox.NamedNode) -> str:
    """What stands for an entity that was merged into another; empty for any other."""
    query = f"""SELECT ?now WHERE {{
      GRAPH <{DECISIONS}> {{ {node} <{DCTERMS}isReplacedBy> ?now }} }}"""
    found = {row["now"].value for row in store.select(query)}
    return min(found) if found else ""


def shown(found: Iterable[object]) -> list[Entity]:
    """Those of the suggestions of an error that are entities."""
    return [e for e in found if isinstance(e, Entity)]
