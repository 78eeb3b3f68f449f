"""The visual language for the explorer: `reelgraph.views.style` as JSON, so that it stands once."""

from dataclasses import asdict
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.entity import is_a
from reelgraph.terms import terms
from reelgraph.views import style
from reelgraph.vocabulary import local_name
from reelgraph.web.context import Context


def routes(context: Context) -> list[BaseRoute]:  # noqa: ARG001  as every module of routes
    """How types, roles and statuses look."""
    return [Route("/api/style", _style)]


async def _style(_: Request) -> Response:
    return JSONResponse(_language(), headers={"cache-control": "no-cache"})


@cache
def _language() -> dict[str, Any]:
    named = {local_name(iri) for iri in terms().entity_classes}
    types = sorted(named | set(style.styled_types()), key=style.type_order)
    return {
        "types": {name: _type(name) for name in types},
        "otherType": _type("Entity"),
        "roles": {name: asdict(style.edge_style(name)) for name in style.styled_roles()},
        "otherRole": asdict(style.edge_style("")),
        "corners": style.CORNERS,
        "sizes": {"smallest": style.SMALLEST, "largest": style.LARGEST, **style.SIZES},
        "ink": style.INK,
        "statuses": style.STATUS_WORDS,
        "unsure": [status for status in style.STATUS_WORDS if style.is_unsure(status)],
        "pale": style.PALE,
        "font": style.FONT,
        "labelSize": style.LABEL_SIZE,
        "light": asdict(style.LIGHT),
        "dark": asdict(style.DARK),
    }


def _type(name: str) -> dict[str, str]:
    work = is_a(name, "Work")
    return {**asdict(style.node_style(name)), "text": style.type_text(name), "work": work}
