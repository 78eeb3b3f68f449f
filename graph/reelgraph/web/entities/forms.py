"""The forms in which an entity is given, and which of them a client wants."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.errors import InputError
from reelgraph.vocabulary import ID, PREFIXES
from reelgraph.web.accepting import best, prefers_page

VOID = "http://rdfs.org/ns/void#"


class NotAcceptable(InputError):
    """A client takes none of the forms that there are."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form of RDF."""

    ending: str
    media: str
    title: str
    rdf: ox.RdfFormat

    @property
    def whole(self) -> bool:
        """Whether it can say who says so: it has named graphs."""
        return self.ending in ("trig", "nq")


FORMS = (
    Form("ttl", "text/turtle", "Turtle", ox.RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", "JSON-LD", ox.RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", "N-Triples", ox.RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", "RDF/XML", ox.RdfFormat.RDF_XML),
    Form("trig", "application/trig", "TriG", ox.RdfFormat.TRIG),
    Form("nq", "application/n-quads", "N-Quads", ox.RdfFormat.N_QUADS),
)
"""The first is what a program gets that takes anything."""
PAGE = "html"
_BY_ENDING = {form.ending: form for form in FORMS}
_BY_MEDIA = {form.media: form for form in FORMS}
_OTHER_NAMES = {"json-ld": "jsonld", "turtle": "ttl", "xml": "rdf", "json": "jsonld"}


def of_ending(ending: str) -> Form | None:
    """The form that an ending or ``format=`` names; None for the page.

    Raises:
        InputError: there is no such form; the message lists those that there are.

    """
    name = ending.lower()
    name = _OTHER_NAMES.get(name, name)
    if name in (PAGE, "text/html"):
        return None
    found = _BY_ENDING.get(name) or _BY_MEDIA.get(name)
    if found is None:
        known = ", ".join((PAGE, *_BY_ENDING))
        raise InputError(f"{ending[:40]!r} is no form of an entity: the forms are {known}")
    return found


def accepted(accept: str) -> Form | None:
    """The form that a client wants by its Accept header; None for the page.

    Raises:
        NotAcceptable: it takes none of those that there are.

    >>> accepted("text/html,application/xml;q=0.9,*/*;q=0.8") is None
    True
    >>> accepted("application/rdf+xml;q=0.8, application/trig").ending, accepted("*/*").ending
    ('trig', 'ttl')

    """
    media = list(_BY_MEDIA)
    if prefers_page(accept, media):
        return None
    found = best(accept, media)
    if found is None:
        raise NotAcceptable(
            f"nothing of an entity is {accept[:80]!r}: ask for one of text/html, {', '.join(media)}"
        )
    return _BY_MEDIA[found]


def written(said: Iterable[ox.Triple] | Iterable[ox.Quad], form: Form) -> bytes:
    """Triples or quads in a form, with the usual prefixes as far as they are used."""
    every = list(said)
    texts = "\n".join(map(str, every))
    used = {p: n for p, n in {**PREFIXES, "void": VOID}.items() if n != ID and n in texts}
    return bytes(ox.serialize(iter(every), format=form.rdf, prefixes=used) or b"")  # type: ignore[arg-type]  # of one kind
