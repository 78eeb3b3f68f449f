"""What a fact rests on, as plain Python values, and as triples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.vocabulary import DCTERMS, FILM, PROV, RDF, XSD

UNKNOWN = "unknown"
"""What a source's description says where nobody said it."""


@dataclass(frozen=True, slots=True)
class Source:
    """One version of a source: what it is, who made it, and when it was read.

    Every text is ``"unknown"`` where nobody says it. Dates are ISO 8601 texts with the precision
    that is known ("2015", "2015-09", "2015-09-12").
    """

    name: str
    """The stable name under which it was loaded; loading it again replaces its facts."""
    graph: str
    """The IRI of the named graph that holds the claims of this version."""
    title: str = UNKNOWN
    publisher: str = UNKNOWN
    author: str = UNKNOWN
    published: str = UNKNOWN
    retrieved: str = UNKNOWN
    url: str = UNKNOWN
    licence: str = UNKNOWN
    sha256: str = UNKNOWN
    """Of the file (or of the list of files) that was loaded."""
    files: str = UNKNOWN
    """The names of those files, without their folders."""
    loaded: str = UNKNOWN
    importer: str = UNKNOWN
    """The version of the importer: another one may make other claims of the same file."""
    triples: int = 0
    films: int = 0
    people: int = 0
    credits: int = 0


_PROPERTIES = {
    "name": FILM + "sourceName",
    "title": DCTERMS + "title",
    "publisher": DCTERMS + "publisher",
    "author": DCTERMS + "creator",
    "published": DCTERMS + "issued",
    "retrieved": FILM + "retrieved",
    "url": DCTERMS + "source",
    "licence": DCTERMS + "license",
    "sha256": FILM + "sha256",
    "files": FILM + "fileName",
    "loaded": PROV + "generatedAtTime",
    "importer": FILM + "importerVersion",
    "triples": FILM + "tripleCount",
    "films": FILM + "filmCount",
    "people": FILM + "personCount",
    "credits": FILM + "creditCount",
}
DESCRIBED = ("title", "publisher", "author", "published", "retrieved", "url", "licence")
"""What a person, or the file itself, can say of a source."""
LASTING = ("title", "publisher", "author", "url", "licence")
"""What goes for a later version of it too."""


def source_triples(source: Source, of: str) -> Iterator[ox.Triple]:
    """The description of a source version, whose source is `of`, whatever the version."""
    node = ox.NamedNode(source.graph)
    yield ox.Triple(node, ox.NamedNode(RDF + "type"), ox.NamedNode(FILM + "Source"))
    yield ox.Triple(node, ox.NamedNode(PROV + "specializationOf"), ox.NamedNode(of))
    for name, prop in _PROPERTIES.items():
        value = getattr(source, name)
        if isinstance(value, int):
            term = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
        elif name == "loaded" and value != UNKNOWN:
            term = ox.Literal(value, datatype=ox.NamedNode(XSD + "dateTime"))
        else:
            term = ox.Literal(value)
        yield ox.Triple(node, ox.NamedNode(prop), term)


def source_of(graph: str, triples: Iterable[ox.Triple], name: str = "") -> Source:
    """The source that some triples describe; what they do not say is unknown.

    >>> node = ox.NamedNode("http://e/s")
    >>> said = [ox.Triple(node, ox.NamedNode(DCTERMS + "title"), ox.Literal("A list"))]
    >>> source_of("http://e/s", said, "list").title
    'A list'
    """
    names = {prop: name for name, prop in _PROPERTIES.items()}
    found: dict[str, str | int] = {}
    for triple in triples:
        key = names.get(triple.predicate.value)
        if key and triple.subject == ox.NamedNode(graph):
            text = getattr(triple.object, "value", UNKNOWN)
            number = key in ("triples", "films", "people", "credits")
            found.setdefault(key, int(text) if number else text)
    found.setdefault("name", name)
    return Source(graph=graph, **found)  # type: ignore[arg-type]
