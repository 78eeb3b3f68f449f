"""From what a person asks to see to a picture: what is in it, its heading and its command."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from reelgraph import network
from reelgraph.entities import describe
from reelgraph.entity import Entity, is_a
from reelgraph.errors import InputError
from reelgraph.export import written
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.evidence import check_sources, evidence, with_quotes
from reelgraph.picture import PathPicture, Picture
from reelgraph.store import Store
from reelgraph.store.sources import sources as sources_of

if TYPE_CHECKING:
    import networkx as nx

    from reelgraph.views.figure import Figure

Words = Iterable[str] | str | None
"""Roles, types or statuses as people give them: a list, or words with commas between them."""
Years = tuple[int, int] | str | None
SHOWN = 500
"""How many nodes a picture shows at most, unless it is told otherwise."""


def around(
    store: Store,
    middle: Sequence[Entity],
    *,
    depth: int = 2,
    roles: Words = None,
    years: Years = None,
    include: Words = None,
    types: Words = None,
    skip_hubs: int | None = None,
    sources: Words = None,
    limit: int = SHOWN,
    by_year: bool = False,
    evidence: bool = True,
    title: str = "",
    note: str = "",
    credit: str = "",
    command: str = "",
) -> Picture:
    """The picture of the network around some entities; see `FilmGraph.network`."""
    if not middle:
        raise InputError("name at least one entity for the middle of the network")
    if depth < 0 or limit < 1:
        raise InputError("depth must be 0 or more, and limit 1 or more")
    chosen = network.filters(roles, years, include, types, skip_hubs, sources)
    iris = [e.iri for e in middle]
    cut = network.around(store, iris, depth, chosen, limit, evidence=evidence)
    asked = command or command_line(
        "network",
        middle,
        depth=depth,
        role=roles,
        years=years,
        include=include,
        type=types,
        skip_hubs=skip_hubs,
        source=sources,
        limit=limit if limit != SHOWN else None,
        by_year=by_year,
    )
    heading = title or "Around " + " and ".join(str(e) for e in middle)
    return Picture(
        _figure(
            store, cut.network, heading, cut.total, iris, "network", asked, note, credit, by_year
        )
    )


def path(
    store: Store,
    start: Entity,
    end: Entity,
    *,
    roles: Words = None,
    years: Years = None,
    include: Words = None,
    skip_hubs: int | None = None,
    sources: Words = None,
    all: bool = False,  # noqa: A002  the user's word
    title: str = "",
    note: str = "",
    credit: str = "",
    command: str = "",
) -> PathPicture:
    """The picture of the shortest paths between two entities; see `FilmGraph.path`."""
    chosen = network.filters(roles, years, include, None, skip_hubs, sources)
    most = network.paths.MOST if all else 1
    found = network.shortest_paths(store, start.iri, end.iri, chosen, most=most)
    pairs = {p for way in found.listed for p in pairwise(way)}
    pairs |= {(y, x) for x, y in pairs}
    said = with_quotes(store, evidence(store, pairs, chosen))
    nodes = dict.fromkeys(n for way in found.listed for n in way)
    made = network.of_evidence(store, said, nodes)
    asked = command or command_line(
        "path",
        [start, end],
        role=roles,
        years=years,
        include=include,
        skip_hubs=skip_hubs,
        source=sources,
        all=all,
    )
    heading = title or f"From {start} to {end}"
    ends = [start.iri, end.iri]
    figure = _figure(store, made, heading, len(made), ends, "path", asked, note, credit)
    return PathPicture(figure, found.listed, found.total)


def among(
    store: Store,
    iris: Sequence[str],
    *,
    roles: Words = None,
    years: Years = None,
    include: Words = None,
    types: Words = None,
    sources: Words = None,
    focus: Sequence[str] = (),
    paths: Sequence[Sequence[str]] = (),
    positions: Mapping[str, tuple[float, float]] | None = None,
    by_year: bool = False,
    title: str = "",
    note: str = "",
    credit: str = "",
    command: str = "",
) -> Picture:
    """The picture of chosen entities and of all that links them, with the words of the sources.

    Args:
        store: Where the facts are.
        iris: The entities; of those that the graph does not know, nothing is shown.
        roles, years, include, types, sources: As in `FilmGraph.network`.
        focus: Those that are drawn with a ring.
        paths: Paths among the entities; the picture is then that of paths.
        positions: Where they stand, if that is settled; see `Figure.positions`.
        by_year: Whether the year is the horizontal axis.
        title, note, credit, command: What is printed around it.

    """
    kinds = network.filters(types=types).kinds
    chosen = network.filters(roles, years, include, sources=sources)
    check_sources(store, chosen)
    kept = [
        iri
        for iri, e in describe(store, iris).items()
        if (e.named or e.kind != "Entity")
        and (iri in focus or not kinds or any(is_a(e.kind, kind) for kind in kinds))
    ]
    known = frozenset(kept)
    steps = Adjacency(store, chosen, always=kept).of(kept)
    pairs = {
        (node, step.other) if step.forward else (step.other, node)
        for node, found in steps.items()
        for step in found
        if step.other in known
    }
    if paths:
        hops = {p for way in paths for p in pairwise(way)}
        pairs = {p for p in pairs if p in hops or (p[1], p[0]) in hops}
    made = network.of_evidence(store, with_quotes(store, evidence(store, pairs, chosen)), kept)
    for node, found in steps.items():
        made.nodes[node]["degree"] = len({step.other for step in found})
    kind: Literal["network", "path"] = "path" if paths else "network"
    rings = [iri for iri in dict.fromkeys(focus) if iri in known]
    figure = _figure(
        store, made, title, len(made), rings, kind, command, note, credit, by_year, positions
    )
    if paths:
        return PathPicture(figure, tuple(map(tuple, paths)), len(paths))
    return Picture(figure)


def whole(store: Store, every: "nx.MultiDiGraph[str]", limit: int = SHOWN) -> Picture:
    """The picture of a whole graph, or of its best connected part where it is too large."""
    order = sorted(every, key=lambda n: (-every.degree[n], n))
    if len(order) > limit:  # those that stand among others, rather than alone
        among = every.subgraph(order[: 2 * limit])
        order = [n for n in order[: 2 * limit] if among.degree[n]]
    shown = every.subgraph(order[:limit]).copy()
    return Picture(
        _figure(store, shown, "The whole graph", len(every), [], "network", "reelgraph export")
    )


def write(
    store: Store,
    made: "nx.Graph[str]",
    form: str,
    target: Path,
    title: str = "The whole graph",
    command: str = "reelgraph export",
    note: str = "",
) -> str:
    """Write a network, however large, as one of `reelgraph.views.FORMS`.

    Returns:
        What else was written, in words; empty when it is one file.

    """
    from reelgraph import views

    figure = _figure(store, made, title, len(made), [], "network", command, note)
    bodies = views.files(figure, form, target)
    for path, body in bodies.items():
        with written(path) as temporary:
            temporary.write_bytes(body)
    beside = [path.name for path in bodies if path != target]
    return f"the nodes are in {', '.join(beside)}" if beside else ""


def _figure(
    store: Store,
    made: "nx.Graph[str]",
    title: str,
    total: int,
    focus: Sequence[str],
    kind: Literal["network", "path"],
    command: str,
    note: str = "",
    credit: str = "",
    by_year: bool = False,
    positions: Mapping[str, tuple[float, float]] | None = None,
) -> "Figure":
    from reelgraph.views.figure import Figure

    used = {data.get("source") for _, _, data in made.edges(data=True)}
    if used <= {None}:  # links that follow from many statements rest on all sources
        known = tuple(sources_of(store))
    else:
        known = tuple(s for s in sources_of(store) if s.name in used)
    today = datetime.now(UTC).date().isoformat()
    # What is only written to files may be a network of any kind.
    held = cast("nx.MultiDiGraph[str]", made)
    around = (title, known, total, tuple(focus), kind, command, today, note, credit, by_year)
    return Figure(held, *around, positions or {})


def command_line(verb: str, found: Sequence[Entity], **options: object) -> str:
    """The command that gives the same picture, for the foot of its page."""
    words = ["reelgraph", verb, *(shlex.quote(str(e)) for e in found)]
    for name, value in options.items():
        if value is None or value is False:
            continue
        words.append("--" + name.replace("_", "-"))
        if value is not True:
            between = "-" if name == "years" else ","
            several = value if isinstance(value, (list, tuple, set)) else [value]
            text = between.join(map(str, several))
            words.append(shlex.quote(text))
    return " ".join(words)
