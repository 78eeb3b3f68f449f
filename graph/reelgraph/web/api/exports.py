"""What a reader takes away: the picture on the screen as a file, made as the command line's."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelgraph import picturing
from reelgraph.entities import describe
from reelgraph.errors import InputError
from reelgraph.graph import FilmGraph
from reelgraph.web import threads
from reelgraph.web.api.bodies import json_body
from reelgraph.web.context import Context

LARGEST = 2_000
"""How many entities a file may show."""
_PATHS, _FAR, _LONG = 100, 1e5, 4_000
_FORMATS = {
    "html": "text/html; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "graphml": "application/xml",
    "gexf": "application/xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for, read and found good."""

    format: str
    nodes: list[str]
    focus: list[str]
    paths: list[list[str]]
    positions: dict[str, tuple[float, float]]
    filters: dict[str, Any]
    by_year: bool
    texts: dict[str, str]
    depth: int | None
    """Of the command that gives the same picture; None where there is none."""
    skip_hubs: int | None
    every: bool


def routes(context: Context) -> list[BaseRoute]:
    """The one address that files are made at."""

    async def export(request: Request) -> Response:
        wanted = wanted_of(await json_body(request))
        graph = context.engine.graph()
        body, title = await threads.run(context.lines.wide, made, graph, wanted)
        return Response(
            body,
            media_type=_FORMATS[wanted.format],
            headers={
                "content-disposition": disposition(title, wanted.format),
                "cache-control": "no-store",
            },
        )

    return [Route("/api/export", export, methods=["POST"])]


def made(graph: FilmGraph, wanted: Wanted) -> tuple[bytes, str]:
    """The file, and the title of what is in it."""
    texts = dict(wanted.texts)
    texts["command"] = _command(graph, wanted) or texts["command"]
    texts["title"] = texts["title"] or _title(graph, wanted)
    picture = picturing.among(
        graph.store,
        wanted.nodes,
        **wanted.filters,
        focus=wanted.focus,
        paths=wanted.paths,
        positions=wanted.positions,
        by_year=wanted.by_year,
        **texts,
    )
    return picture.render(wanted.format), texts["title"]


def wanted_of(given: Mapping[str, Any]) -> Wanted:
    """What the body of a request asks for.

    Raises:
        InputError: something in it is not what it should be.

    """
    form = given.get("format", "html")
    if not isinstance(form, str) or form not in _FORMATS:
        raise InputError(f"format {str(form)[:50]!r}: choose one of {', '.join(_FORMATS)}")
    paths = given.get("path") or []
    if not isinstance(paths, list) or len(paths) > _PATHS:
        raise InputError(f"'path' is a list of at most {_PATHS} paths, each a list of IRIs")
    paths = [_iris(way, "path") for way in paths]
    nodes = _iris(given.get("nodes") or [], "nodes")
    nodes = list(dict.fromkeys([*nodes, *(iri for way in paths for iri in way)]))
    if not nodes:
        raise InputError("'nodes' is empty: there is nothing to export")
    if len(nodes) > LARGEST:
        raise InputError(f"{len(nodes):,} nodes: a picture has at most {LARGEST:,}; hide some")
    words = {n: _words(given.get(n), n) for n in ("roles", "years", "include", "types", "sources")}
    if isinstance(words["years"], list):
        raise InputError("'years' is a text, as in '1995-2016'")
    return Wanted(
        format=form,
        nodes=nodes,
        focus=_iris(given.get("focus") or [], "focus"),
        paths=paths,
        positions=_positions(given.get("positions") or {}),
        filters=words,
        by_year=given.get("byYear") is True,
        texts={
            "title": _text(given.get("title"), "title"),
            "note": _text(given.get("note"), "note"),
            "credit": _text(given.get("credit"), "credit"),
            "command": _address(given.get("address")),
        },
        depth=_number(given.get("depth"), "depth"),
        skip_hubs=_number(given.get("skipHubs"), "skipHubs"),
        every=given.get("all") is True,
    )


def disposition(title: str, form: str) -> str:
    """The header that names the file, harmless wherever it is saved.

    >>> disposition("Who is ../../Hardcore?", "csv")
    'attachment; filename="Who-is-Hardcore.csv"'
    >>> disposition("Тим Рот", "svg").startswith('attachment; filename="reelgraph.svg"; filename*')
    True
    """
    name = file_name(title)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip("-")
    header = f'attachment; filename="{plain or "reelgraph"}.{form}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name)}.{form}"


def file_name(title: str) -> str:
    """A title as the name of a file: words with hyphens between them.

    >>> file_name("CON"), file_name("</script>"), file_name("...")
    ('reelgraph-CON', 'script', 'reelgraph')
    """
    name = "-".join(re.findall(r"[^\W_]+", title))[:80].strip("-")
    if not name or re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", name):
        return f"reelgraph-{name}".strip("-")
    return name


def _command(graph: FilmGraph, wanted: Wanted) -> str:
    """The command that gives the same picture; empty where there is none."""
    options = {
        "role": wanted.filters["roles"],
        "years": wanted.filters["years"],
        "include": wanted.filters["include"],
        "skip_hubs": wanted.skip_hubs,
        "source": wanted.filters["sources"],
    }
    if wanted.paths:
        ends = [wanted.paths[0][0], wanted.paths[0][-1]]
        found = describe(graph.store, ends)
        return picturing.command_line("path", [found[e] for e in ends], **options, all=wanted.every)
    if wanted.depth is None or not wanted.focus:
        return ""
    found = describe(graph.store, wanted.focus)
    return picturing.command_line(
        "network",
        [found[iri] for iri in wanted.focus],
        depth=wanted.depth,
        **options,
        type=wanted.filters["types"],
        by_year=wanted.by_year,
    )


def _title(graph: FilmGraph, wanted: Wanted) -> str:
    ends = [wanted.paths[0][0], wanted.paths[0][-1]] if wanted.paths else wanted.focus[:4]
    names = [str(e) for e in describe(graph.store, ends).values()]
    if wanted.paths:
        return f"From {names[0]} to {names[-1]}"
    return "Around " + " and ".join(names) if names else f"{len(wanted.nodes):,} entities"


def _iris(given: object, where: str) -> list[str]:
    if not isinstance(given, list):
        raise InputError(f"{where!r} is a list of IRIs")
    for one in given:
        if not isinstance(one, str) or not re.fullmatch(
            r"[a-zA-Z][\w+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+", one
        ):
            raise InputError(f"{where!r} holds {str(one)[:80]!r}, which is no IRI")
    return given


def _positions(given: object) -> dict[str, tuple[float, float]]:
    if not isinstance(given, dict) or len(given) > LARGEST:
        raise InputError("'positions' gives [x, y] for each IRI")
    found = {}
    for iri, place in given.items():
        good = isinstance(place, list) and len(place) == 2
        good = good and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in place)
        if not good or not all(abs(n) <= _FAR for n in place):  # which no NaN is
            raise InputError(f"'positions' of {iri[:80]!r}: give [x, y], each up to {_FAR:,.0f}")
        found[iri] = (float(place[0]), float(place[1]))
    return found


def _words(given: object, where: str) -> list[str] | str | None:
    if given is None or given == [] or given == "":
        return None
    if isinstance(given, str):
        return given
    if isinstance(given, list) and all(isinstance(word, str) for word in given):
        return given
    raise InputError(f"{where!r} is a text, or a list of texts")


def _text(given: object, where: str) -> str:
    if given is None:
        return ""
    if not isinstance(given, str) or len(given) > _LONG:
        raise InputError(f"{where!r} is a text of at most {_LONG:,} characters")
    return given


def _address(given: object) -> str:
    """The address of the page, printed where no command gives the same picture."""
    text = _text(given, "address")
    if text and not re.match(r"https?://", text):
        raise InputError(f"'address' is {text[:80]!r}: give the address of a page")
    return text


def _number(given: object, where: str) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 1_000_000:
        raise InputError(f"{where!r} is {str(given)[:40]!r}: give a whole number")
    return given
