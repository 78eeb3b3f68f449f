"""Which terms of the film ontology Wikidata has too: read from ``ontology/alignments.ttl``."""

from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, SKOS, WD


@dataclass(frozen=True, slots=True)
class Aligned:
    """Terms here and the numbers of Wikidata's properties."""

    roles: dict[str, str]
    """The edge of a role here (``film:hasDirector``) and the property there (``P57``)."""
    identifiers: dict[str, str]
    """The property there (``P345``) and the one here (``film:imdbId``)."""


@cache
def aligned() -> Aligned:
    """The alignment as it is installed.

    >>> from reelgraph.vocabulary import FILM
    >>> aligned().roles[FILM + "hasDirector"], aligned().identifiers["P345"] == FILM + "imdbId"
    ('P57', True)
    """
    graph = ox.Store()
    graph.load(resources.raw("ontology/alignments.ttl"), format=ox.RdfFormat.TURTLE)
    contributor = terms().contributor_properties
    identifiers = terms().below(DCTERMS + "identifier")
    found = [
        (quad.subject.value, quad.object.value.removeprefix(WD))
        for quad in graph.quads_for_pattern(None, ox.NamedNode(SKOS + "exactMatch"), None, None)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(WD + "P")
    ]
    return Aligned(
        roles={prop: number for prop, number in found if prop in contributor},
        identifiers={number: prop for prop, number in found if prop in identifiers},
    )
