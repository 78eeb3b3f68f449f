"""What tells programs of all entities: a description of the data set, and where robots may go."""

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reelgraph.binding import iri
from reelgraph.errors import InputError
from reelgraph.facts import UNKNOWN, Source
from reelgraph.store import Store
from reelgraph.store.sources import sources
from reelgraph.vocabulary import DCTERMS, FILM, FOAF, RDF, SCHEMA, SKOS, XSD
from reelgraph.web.context import Context
from reelgraph.web.entities import forms
from reelgraph.web.entities.addresses import path_of, web_address
from reelgraph.web.entities.forms import VOID
from reelgraph.web.entities.which import server_of

FORMATS = "http://www.w3.org/ns/formats/"
_FORMATS = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF_XML"}
_FORMATS |= {"trig": "TriG", "nq": "N-Quads"}
_EXAMPLES = 3


def answer(context: Context, request: Request) -> Response:
    """The description of the data set in a form of RDF; Turtle for a browser."""
    store = context.engine.graph().store
    try:
        wanted = request.query_params.get("format", "")
        accept = request.headers.get("accept", "")
        form = forms.of_ending(wanted) if wanted else forms.accepted(accept)
    except InputError as error:
        return PlainTextResponse(f"{error}\n", 400 if wanted else 406, {"vary": "Accept"})
    form = form or forms.FORMS[0]
    body = forms.written(description(store, server_of(request)), form)
    return Response(body, media_type=form.media, headers={"vary": "Accept"})


def description(store: Store, here: str) -> Iterator[ox.Triple]:
    """The data set in the words of VoID: what is in it, from where, and how it is asked.

    Args:
        store: What is described.
        here: The address of this server, with a slash at its end.

    """
    whole = iri(f"{here}.well-known/void#dataset")
    every = sources(store)

    def said(node: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, iri(term), value)

    yield said(whole, RDF + "type", iri(VOID + "Dataset"))
    yield said(whole, DCTERMS + "title", ox.Literal("Film relationships", language="en"))
    yield said(whole, VOID + "sparqlEndpoint", iri(f"{here}sparql"))
    yield said(whole, VOID + "uriSpace", ox.Literal(f"{store.base}/id/"))
    yield said(whole, FOAF + "homepage", iri(here))
    for namespace in (FILM, SCHEMA, SKOS):
        yield said(whole, VOID + "vocabulary", iri(namespace))
    for name in _FORMATS.values():
        yield said(whole, VOID + "feature", iri(FORMATS + name))
    yield said(whole, VOID + "triples", _number(sum(s.triples for s in every)))
    examples = _examples(store)
    for example in examples:
        yield said(whole, VOID + "exampleResource", iri(example))
    for source in every:
        yield said(whole, VOID + "subset", iri(source.graph))
    for source in every:
        yield from _subset(iri(source.graph), source)
    for example in examples:
        page = iri(here + path_of(example, store.base))
        yield said(page, FOAF + "primaryTopic", iri(example))


def _subset(part: ox.NamedNode, source: Source) -> Iterator[ox.Triple]:
    """One source, which has a licence of its own."""
    yield ox.Triple(part, iri(RDF + "type"), iri(VOID + "Dataset"))
    yield ox.Triple(part, iri(VOID + "triples"), _number(source.triples))
    told = (("title", source.title), ("publisher", source.publisher), ("license", source.licence))
    for name, text in told:
        if text != UNKNOWN:
            term = iri(text) if name == "license" and _is_iri(text) else ox.Literal(text)
            yield ox.Triple(part, iri(DCTERMS + name), term)


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return bool(web_address(text))


def _examples(store: Store) -> list[str]:
    query = f"""SELECT DISTINCT ?e WHERE {{ ?e <{FILM}hasDirector> ?somebody
    FILTER(isIRI(?e)) }} LIMIT {_EXAMPLES}"""
    return sorted(row["e"].value for row in store.select(query))


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=iri(XSD + "integer"))


async def robots(request: Request) -> Response:
    """Robots may read the pages, and are asked not to query."""
    root = request.scope.get("root_path", "")
    closed = ("sparql", "api/", "reconcile", "query", "editor", "review")
    lines = "".join(f"Disallow: {root}/{path}\n" for path in closed)
    return PlainTextResponse(f"User-agent: *\n{lines}")
