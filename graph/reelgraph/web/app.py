"""The application: all routes in one router that can be mounted, and the guards around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Router

from reelgraph.errors import ReelgraphError
from reelgraph.web import api, entities, pages, problems, reconcile, sparql
from reelgraph.web.context import Context
from reelgraph.web.guards import Guards


def router(context: Context) -> Router:
    """Every route, to be mounted anywhere: the pages find their way by their own address.

    Whoever mounts it puts `guards.Guards` around it, or sees to what they see to himself; errors
    of this package reach `problems.answer`, which is to be registered for `ReelgraphError`.
    """
    return Router(
        [
            *sparql.routes(context),
            *api.routes(context),
            *reconcile.routes(context),
            *entities.routes(context),
            *pages.routes(context),
        ]
    )


def app(context: Context) -> Starlette:
    """The whole application; what it holds is given back when it ends."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            context.engine.close()

    return Starlette(
        routes=router(context).routes,
        middleware=[Middleware(Guards, settings=context.settings)],
        exception_handlers={ReelgraphError: problems.answer, 404: pages.lost},
        lifespan=lifespan,
    )
