"""The formats of answers: their media types, their short names, and who reads which."""

from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Format:
    """One format, under one of its media types."""

    media: str
    header: str
    """What Content-Type says."""
    engine: ox.QueryResultsFormat | ox.RdfFormat


def _format(media: str, engine: ox.QueryResultsFormat | ox.RdfFormat) -> tuple[str, Format]:
    header = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return media, Format(media, header, engine)


ROWS: dict[str, Format] = dict(
    (
        _format("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        _format("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        # What a spreadsheet takes for a formula stays as it is here: SPARQL's CSV is a format that
        # programs read back. The explorer's own CSV is the one that is safe to open.
        _format("text/csv", ox.QueryResultsFormat.CSV),
        _format("text/tab-separated-values", ox.QueryResultsFormat.TSV),
        _format("application/json", ox.QueryResultsFormat.JSON),
        _format("application/xml", ox.QueryResultsFormat.XML),
        _format("text/xml", ox.QueryResultsFormat.XML),
    )
)
"""For SELECT and ASK, by media type; the first is given to those who take anything."""
TRIPLES: dict[str, Format] = dict(
    (
        _format("text/turtle", ox.RdfFormat.TURTLE),
        _format("application/n-triples", ox.RdfFormat.N_TRIPLES),
        _format("application/ld+json", ox.RdfFormat.JSON_LD),
        _format("application/rdf+xml", ox.RdfFormat.RDF_XML),
        _format("text/plain", ox.RdfFormat.N_TRIPLES),
        _format("application/json", ox.RdfFormat.JSON_LD),
        _format("application/xml", ox.RdfFormat.RDF_XML),
        _format("text/xml", ox.RdfFormat.RDF_XML),
    )
)
"""For CONSTRUCT and DESCRIBE, and for whole graphs."""
GRAPHS: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "text/n3": ox.RdfFormat.N3,
}
"""What a graph may be sent as."""
_SHORT = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "turtle": ("", "text/turtle"),
    "ttl": ("", "text/turtle"),
    "n3": ("", "text/turtle"),
    "nt": ("", "application/n-triples"),
    "ntriples": ("", "application/n-triples"),
    "jsonld": ("", "application/ld+json"),
    "json-ld": ("", "application/ld+json"),
    "rdf": ("", "application/rdf+xml"),
    "rdf+xml": ("", "application/rdf+xml"),
    "rdfxml": ("", "application/rdf+xml"),
}


def offered(form: str) -> dict[str, Format]:
    """The formats that the answer to a query of that form has."""
    return ROWS if form in ("SELECT", "ASK") else TRIPLES


def named(name: str, form: str) -> Format | None:
    """The format that ``format=`` of the address names; None where it is none for this form.

    Raises:
        KeyError: there is no format of that name at all.

    >>> named("csv", "SELECT").media, named("xml", "CONSTRUCT").media, named("csv", "CONSTRUCT")
    ('text/csv', 'application/rdf+xml', None)

    """
    name = name.strip().lower()
    if name in ROWS or name in TRIPLES:
        return offered(form).get(name)
    media = _SHORT[name][0 if form in ("SELECT", "ASK") else 1]
    return offered(form).get(media)


def names() -> str:
    """The short names, for a person."""
    return ", ".join(_SHORT)
