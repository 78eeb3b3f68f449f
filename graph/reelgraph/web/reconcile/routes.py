"""The addresses of the two services."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.errors import InputError
from reelgraph.graph import FilmGraph
from reelgraph.web import threads
from reelgraph.web.context import Context
from reelgraph.web.reconcile import preview, suggesting
from reelgraph.web.reconcile.asked import read_batch
from reelgraph.web.reconcile.door import Door, Fields, said, sound
from reelgraph.web.reconcile.extending import extended
from reelgraph.web.reconcile.matching import answered
from reelgraph.web.reconcile.properties import type_named
from reelgraph.web.reconcile.services import OWN, WIKIDATA, Linked, Service, root_of
from reelgraph.web.reconcile.spaces import Space

T = TypeVar("T")
_LONGEST = 300
"""Characters of what somebody has typed so far."""


def routes(context: Context) -> list[BaseRoute]:
    """Those of both services; the longer addresses first."""
    linked = Linked()
    answers = [_Answers(context, service, linked) for service in (WIKIDATA, OWN)]
    return [route for one in answers for route in one.routes()]


class _Answers:
    """What one of the services answers."""

    def __init__(self, context: Context, service: Service, linked: Linked) -> None:
        self._context, self._service, self._linked = context, service, linked

    def routes(self) -> list[BaseRoute]:
        handlers = {
            "": self.main,
            "/suggest/entity": self.suggest_entity,
            "/suggest/property": self.suggest_property,
            "/suggest/type": self.suggest_type,
            "/properties": self.properties,
            "/preview": self.preview,
            "/view": self.view,
            "/feature": self.feature,
        }
        return [
            Route(f"/{self._service.path}{path}", Door(handler))
            for path, handler in handlers.items()
        ]

    async def main(self, request: Request, fields: Fields) -> Response:
        """The manifest, a batch of queries, or data extension."""
        if fields.get("queries"):
            batch = read_batch(fields["queries"])
            return said(await self._ask(lambda g, space: answered(g, space, batch), many=True))
        if fields.get("extend"):
            own, items = (f"{root_of(request)}/{s.path}" for s in (OWN, WIKIDATA))
            text = fields["extend"]
            found = await self._ask(
                lambda g, space: extended(g, space, text, own, items), many=True
            )
            return said(found)
        if request.method == "POST":
            raise InputError("send 'queries' or 'extend' in the form")
        manifest = partial(self._service.manifest, request)
        return said(await self._ask(lambda g, _: manifest(g)))

    async def suggest_entity(self, request: Request, fields: Fields) -> Response:  # noqa: ARG002
        """Entities by what was typed so far."""
        prefix, cursor = _typed(fields)
        found = await self._ask(lambda g, space: suggesting.entities(g, space, prefix, cursor))
        return said({"result": found})

    async def suggest_property(self, request: Request, fields: Fields) -> Response:  # noqa: ARG002
        """Properties by what was typed so far."""
        return said({"result": suggesting.of_properties(*_typed(fields))})

    async def suggest_type(self, request: Request, fields: Fields) -> Response:  # noqa: ARG002
        """Types by what was typed so far."""
        return said({"result": suggesting.of_types(*_typed(fields))})

    async def properties(self, request: Request, fields: Fields) -> Response:  # noqa: ARG002
        """The properties that entities of a type can have."""
        asked = sound(fields.get("type", ""))
        kind = type_named(asked) if asked else ""
        limit = _whole(fields, "limit")
        found = suggesting.for_type(kind, limit)
        return said({**found, "type": asked, **({"limit": limit} if limit else {})})

    async def preview(self, request: Request, fields: Fields) -> Response:
        """A small page about an entity."""
        root = root_of(request)

        def page(graph: FilmGraph, space: Space) -> Response:
            entity = _meant(graph, space, fields.get("id", ""))
            if entity is None:
                return preview.missing("entity")
            return preview.of_entity(graph.find(entity.iri), _page_of(root, entity.iri))

        return await self._ask(page)

    async def view(self, request: Request, fields: Fields) -> Response:
        """To the page of an entity, by its id here."""
        id_ = fields.get("id", "")
        entity = await self._ask(lambda graph, space: _meant(graph, space, id_))
        if entity is None:
            return preview.missing("entity")
        return RedirectResponse(_page_of(root_of(request), entity.iri), 303)

    async def feature(self, request: Request, fields: Fields) -> Response:  # noqa: ARG002
        """A small page about a feature."""
        return preview.of_feature(sound(fields.get("id", ""))[:_LONGEST])

    async def _ask(self, work: Callable[[FilmGraph, Space], T], *, many: bool = False) -> T:
        """The result of some work on the graph as it is now; a batch waits for its own turn."""

        def done() -> T:
            graph = self._context.engine.graph()
            return work(graph, self._service.space(graph, self._linked))

        lines = self._context.lines
        return await threads.run(lines.batches if many else lines.own, done)


def _meant(graph: FilmGraph, space: Space, id_: str) -> Entity | None:
    """The entity of an id; None where the graph says nothing of it."""
    found = describe(graph.store, space.iris_of(sound(id_))).values()
    return next((e for e in found if e.named or e.kind != "Entity"), None)


def _page_of(root: str, iri: str) -> str:
    return f"{root}/entity?iri={quote(iri, safe='')}"


def _typed(fields: Fields) -> tuple[str, int]:
    return sound(fields.get("prefix", ""))[:_LONGEST].strip(), _whole(fields, "cursor")


def _whole(fields: Fields, name: str) -> int:
    """A whole number from 0 on.

    Raises:
        InputError: it is none.

    """
    text = fields.get(name, "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(f"{name!r} is {text[:50]!r}: give a whole number from 0 on")
    return int(text)
