"""What the explorer asks, as JSON: short, bounded questions, each a route."""

from starlette.routing import BaseRoute

from reelgraph.web.api import (
    answers,
    drawn,
    entities,
    exports,
    networks,
    queries,
    review,
    statistics,
    style,
    terms,
)
from reelgraph.web.context import Context


def routes(context: Context) -> list[BaseRoute]:
    """All routes below ``/api``."""
    parts = (
        entities,
        networks,
        exports,
        queries,
        terms,
        drawn,
        answers,
        review,
        statistics,
        style,
    )
    return [route for part in parts for route in part.routes(context)]
