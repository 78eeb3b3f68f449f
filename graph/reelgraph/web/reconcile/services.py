"""The two services: the graph's own entities, and the Wikidata items that are linked to them."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from reelgraph._version import __version__
from reelgraph.graph import FilmGraph
from reelgraph.vocabulary import FILM, WD
from reelgraph.web.reconcile.asked import BATCH
from reelgraph.web.reconcile.properties import type_json, types
from reelgraph.web.reconcile.spaces import Space

WIDTH, HEIGHT = 400, 260
"""Pixels of a preview."""
LIMIT, COUNT = "limit", "count"
"""What can be set of a property whose values are fetched."""


@dataclass(frozen=True, slots=True)
class Service:
    """One of the two."""

    path: str
    """Where it is, below the address of the application."""
    by_item: bool = False

    def manifest(self, request: Request, graph: FilmGraph) -> dict[str, Any]:
        """What the service says of itself: addresses are those by which it was reached."""
        root = root_of(request)
        here = f"{root}/{self.path}"
        view = "https://www.wikidata.org/wiki/{{id}}"
        found: dict[str, Any] = {
            "versions": ["0.2"],
            "name": "reelgraph: Wikidata items of this graph" if self.by_item else "reelgraph",
            "identifierSpace": WD if self.by_item else space_prefix(graph),
            "schemaSpace": FILM,
            "defaultTypes": [type_json(kind) for kind in types()],
            "documentation": f"{root}/about",
            "serviceVersion": __version__,
            "view": {"url": view if self.by_item else f"{here}/view?id={{{{id}}}}"},
            "feature_view": {"url": f"{here}/feature?id={{{{id}}}}"},
            "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
            "suggest": {
                what: {"service_url": here, "service_path": f"/suggest/{what}"}
                for what in ("entity", "property", "type")
            },
            "extend": {
                "propose_properties": {"service_url": here, "service_path": "/properties"},
                "property_settings": [
                    {
                        "name": LIMIT,
                        "label": "Limit",
                        "type": "number",
                        "default": 0,
                        "help_text": "How many values at most; 0 for all",
                    },
                    {
                        "name": COUNT,
                        "label": "Count only",
                        "type": "checkbox",
                        "default": False,
                        "help_text": "The number of values in place of the values",
                    },
                ],
            },
            "batchSize": BATCH,
        }
        return found

    def space(self, graph: FilmGraph, linked: "Linked") -> Space:
        """The ids of the service."""
        prefix = WD if self.by_item else space_prefix(graph)
        return Space(prefix, linked.items(graph), self.by_item)


class Linked:
    """The accepted item of each entity, read again when the facts have changed."""

    def __init__(self) -> None:
        self._kept: tuple[str, dict[str, str]] | None = None

    def items(self, graph: FilmGraph) -> dict[str, str]:
        """They, as IRIs; not to be changed."""
        state, kept = graph.store.state(), self._kept
        if kept is None or kept[0] != state:
            kept = (state, graph.wikidata.items())
            self._kept = kept
        return kept[1]


OWN, WIKIDATA = Service("reconcile"), Service("reconcile/wikidata", by_item=True)


def root_of(request: Request) -> str:
    """The address of the application, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def space_prefix(graph: FilmGraph) -> str:
    """Where the IRIs begin that the store mints for entities."""
    return f"{graph.store.base}/id/"
