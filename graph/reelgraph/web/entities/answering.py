"""The answer about one entity in one form, or the reason why there is none."""

from dataclasses import dataclass
from typing import Self

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from reelgraph import card as cards
from reelgraph.entity import Entity
from reelgraph.errors import Ambiguous, InputError, NotFound
from reelgraph.graph import FilmGraph
from reelgraph.store import Store
from reelgraph.store.sources import sources
from reelgraph.views.text import script_json
from reelgraph.vocabulary import slug
from reelgraph.web.entities import forms, frame, jsonld, page, triples, which
from reelgraph.web.entities.forms import FORMS, PAGE, Form, NotAcceptable
from reelgraph.web.entities.frame import Place
from reelgraph.web.entities.gathering import Said, gather, sources_of

# Facts change, and merges are undone: whoever keeps an answer asks again before using it.
HEADERS = {"cache-control": "no-cache", "vary": "Accept"}
_SCHEMA = frozenset({"schema.org", "schema", "https://schema.org/", "https://schema.org"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says."""

    request: Request
    place: Place
    text: str
    """The name or IRI."""
    format: str
    profile: str
    accept: str

    @classmethod
    def by(cls, request: Request, base: str) -> Self:
        """What a request says to a store whose IRIs begin with `base`."""
        given = request.query_params
        return cls(
            request,
            Place(request.scope.get("root_path", "") + "/", base),
            next((given[k].strip() for k in ("iri", "name") if given.get(k, "").strip()), ""),
            given.get("format", ""),
            given.get("profile", ""),
            request.headers.get("accept", ""),
        )


def answer(graph: FilmGraph, asked: Asked, iri: str, form: Form | None) -> Response:
    """One entity, as its page or in one form of RDF.

    Raises:
        InputError: a profile of JSON-LD is asked for that there is not.

    """
    store, place = graph.store, asked.place
    node = ox.NamedNode(iri)
    said = gather(store, node)
    links = [f'<{place.page(iri)}>; rel="canonical"']
    links += [f'<{place.page(iri, f.ending)}>; rel="alternate"; type="{f.media}"' for f in FORMS]
    links.append(f'<{place.page(iri, PAGE)}>; rel="alternate"; type="text/html"')
    headers = {**HEADERS, "link": ", ".join(links)}
    if form is None:
        card = cards.card(store, said.entity, sources(store))
        schema = jsonld.schema_org(said, card.sources, jsonld.characters_of(store, node))
        return HTMLResponse(page.entity_page(card, said, schema, place), headers=headers)
    # The name in the header is made of letters, digits and hyphens only.
    name = f"{slug(said.entity.label)[:60] or 'entity'}.{form.ending}"
    headers["content-disposition"] = f'inline; filename="{name}"'
    if asked.profile and form.ending == "jsonld":
        body = _schema(store, node, said, asked.profile)
    else:
        here = which.server_of(asked.request) + place.page(iri).removeprefix(place.root)
        body = _rdf(store, node, said, form, here)
    return Response(body, media_type=form.media, headers=headers)


def _schema(store: Store, node: ox.NamedNode, said: Said, profile: str) -> bytes:
    if profile.lower() not in _SCHEMA:
        raise InputError(f"{profile[:40]!r} is no profile of JSON-LD here: give schema.org")
    of = sources_of(store, node, sources(store))
    return script_json(jsonld.schema_org(said, of, jsonld.characters_of(store, node))).encode()


def _rdf(store: Store, node: ox.NamedNode, said: Said, form: Form, here: str) -> bytes:
    every = sources(store)
    if not form.whole:
        of = sources_of(store, node, every)
        return forms.written([*said.triples, *triples.document(said, of, here, cut=said.cut)], form)
    quads, more = triples.claims(store, node, every)
    told = triples.document(said, (), here, cut=said.cut or more)
    view = [ox.Quad(*triple) for triple in (*said.triples, *told)]
    return forms.written([*view, *quads], form)


def failure(asked: Asked, error: NotFound | Ambiguous | InputError) -> Response:
    """Why there is no entity, or more than one: a page for a browser, else in words."""
    found: list[Entity] = []
    if isinstance(error, Ambiguous):
        status, heading = 300, "This can mean several things"
        found = which.shown(error.candidates)
    elif isinstance(error, NotFound):
        status, heading = 404, "There is no such entity here"
        found = which.shown(error.suggestions)
    else:
        status = 406 if isinstance(error, NotAcceptable) else 400
        heading = "This cannot be answered"
    if "text/html" not in asked.accept and not asked.format.lower().endswith(PAGE):
        return PlainTextResponse(f"{error}\n", status, HEADERS)
    body = frame.not_found(asked.place, heading, str(error), found, asked.text[:200])
    return HTMLResponse(body, status, HEADERS)
