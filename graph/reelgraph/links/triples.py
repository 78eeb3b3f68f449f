"""Links as plain triples: which entity is which item."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pyoxigraph as ox

from reelgraph.links.link import ACCEPTED, Link
from reelgraph.vocabulary import ID, OWL, PREFIXES, SKOS

FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
"""The endings of files that triples are written to."""


def triples(links: Sequence[Link], *, same_as: bool = False) -> list[ox.Triple]:
    """A ``skos:exactMatch`` for each accepted link.

    Args:
        links: Any; only the accepted ones are taken.
        same_as: Say ``owl:sameAs`` as well, which makes reasoners take the two for one.

    """
    found: dict[ox.Triple, None] = {}
    accepted = sorted((k for k in links if k.status == ACCEPTED), key=lambda k: (k.entity, k.item))
    for link in accepted:
        for prop in (SKOS + "exactMatch", OWL + "sameAs")[: 1 + same_as]:
            found[
                ox.Triple(ox.NamedNode(link.entity), ox.NamedNode(prop), ox.NamedNode(link.item))
            ] = None
    return list(found)


def rdf(links: Sequence[Link], format_name: str, *, same_as: bool = False) -> bytes:
    """The triples of the accepted links in one of `FORMATS`.

    >>> wanted = Link("http://e/wanted", "http://www.wikidata.org/entity/Q4444", ACCEPTED)
    >>> print(rdf([wanted], "nt").decode().strip())
    <http://e/wanted> <http://www.w3.org/2004/02/skos/core#exactMatch>
    <http://www.wikidata.org/entity/Q4444> .
    """
    said = triples(links, same_as=same_as)
    texts = [str(t) for t in said]
    used = {p: n for p, n in PREFIXES.items() if n != ID and any(n in text for text in texts)}
    body = bytes(ox.serialize(said, format=FORMATS[format_name], prefixes=used) or b"")
    if format_name == "ttl":
        today = datetime.now(UTC).date().isoformat()
        head = f"# Wikidata items of films and people, written by reelgraph on {today}. CC0 1.0.\n"
        body = head.encode() + body
    return body
