"""The pages of the explorer: one shell for every view, and the files that it is made of."""

from dataclasses import asdict
from functools import cache
from html import escape
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.errors import ReelgraphError
from reelgraph.views.style import DARK, FONT, LIGHT, Theme
from reelgraph.web.context import Context

VIEWS = ("", "explore", "path", "query", "query/{name}", "editor", "review", "statistics", "about")
"""The addresses of the views; which of them it is, and of what, the script reads there."""
_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "map": "application/json",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "txt": "text/plain; charset=utf-8",
}


def routes(context: Context) -> list[BaseRoute]:  # noqa: ARG001  as every module of routes
    """The views and their files."""
    return [
        *(Route(f"/{view}", _view) for view in VIEWS),
        Route("/static/{name}", _file),
        Route("/theme.css", _theme),
        Route("/favicon.ico", _icon),
    ]


def _view(request: Request) -> Response:
    return HTMLResponse(_page(request))


def _page(request: Request) -> str:
    base = request.scope.get("root_path", "") + "/"
    return _shell().replace("{{base}}", escape(base))


def _shell() -> str:
    """The page around the script; read each time, as it may be bundled anew while this runs.

    Raises:
        ReelgraphError: the script was not made when this was installed.

    """
    shell = files("reelgraph") / "web" / "static" / "index.html"
    if not shell.is_file():
        raise ReelgraphError(
            "the explorer's script is missing from this installation: install the package again "
            "(pip install . makes it)"
        )
    return shell.read_text("utf-8")


def _file(request: Request) -> Response:
    name = request.path_params["name"]
    folder = files("reelgraph") / "web" / "static"
    known = {entry.name: entry for entry in folder.iterdir()} if folder.is_dir() else {}
    kind = _TYPES.get(name.rpartition(".")[2])
    if name not in known or kind is None:
        return PlainTextResponse("there is no such file\n", 404)
    # Their names hold a hash of what is in them, but for the few that a bookmark may name.
    age = "public, max-age=31536000, immutable" if "-" in name else "no-cache"
    return FileResponse(str(known[name]), media_type=kind, headers={"cache-control": age})


async def lost(request: Request, error: Exception) -> Response:
    """What there is where there is nothing: for a person a page that leads on."""
    said = error.detail if isinstance(error, HTTPException) else ""
    if said not in ("", "Not Found"):  # a route has more to say
        return PlainTextResponse(said, 404)
    programs = ("/api/", "/static/", "/reconcile")
    if request.headers.get("accept", "").startswith("text/html"):
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        if not path.startswith(programs):
            return HTMLResponse(_page(request), 404)
    return PlainTextResponse("there is nothing at this address\n", 404)


async def _theme(_: Request) -> Response:
    return Response(theme(), media_type="text/css", headers={"cache-control": "no-cache"})


@cache
def theme() -> str:
    """The colours and the type of `reelgraph.views.style`, as custom properties of CSS."""

    def properties(colours: Theme, scheme: str) -> str:
        found = " ".join(f"--{name}: {value};" for name, value in asdict(colours).items())
        return f"color-scheme: {scheme}; {found}"

    dark = properties(DARK, "dark")
    return (
        f":root {{ --font: {FONT}; {properties(LIGHT, 'light')} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        f":root[data-theme=dark] {{ {dark} }}\n"
        # On paper it is light, whatever the screen is.
        f"@media print {{ :root:root {{ {properties(LIGHT, 'light')} }} }}\n"
    )


def _icon(request: Request) -> Response:
    request.path_params["name"] = "icon.svg"
    return _file(request)
