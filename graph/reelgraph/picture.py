"""A network together with what is printed around it; in a notebook it shows itself."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from reelgraph.errors import InputError
from reelgraph.export import written
from reelgraph.network import measures
from reelgraph.network.measuring import USUAL
from reelgraph.results import Results, plain, workbook
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from pyvis.network import Network

    from reelgraph.views.figure import Figure

FORMATS = (
    *("html", "svg", "png", "csv", "tsv", "json", "xlsx"),
    *("graphml", "gexf", "graph.json", "edges.csv", "edges.tsv"),
)
"""The endings of the files that a picture is saved to: pictures and tables to read, and the network
itself for other programs (Gephi, Cytoscape, NetworkX, D3)."""
_COLUMNS = ("who", "role", "what", "year", "character", "status", "source", "evidence")


class Picture:
    """A network that can be seen, saved and computed with."""

    def __init__(self, figure: "Figure") -> None:
        self.figure = figure

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """A copy of the network, with plain Python attributes."""
        return self.figure.network.copy()

    def to_pyvis(self) -> "Network":
        """A real pyvis object, with positions and style."""
        from reelgraph.views import to_pyvis

        return to_pyvis(self.figure)

    def results(self) -> Results:
        """One row for each edge: who, in which role, in what, who says so."""
        return Results(self._columns, [row for row, _ in self._told()])

    @property
    def _columns(self) -> tuple[str, ...]:
        return _COLUMNS

    def _told(self) -> list[tuple[tuple[Any, ...], "Edge"]]:
        """The rows of `results`, each with its edge."""
        network = self.figure.network
        found = [(_row(network, *edge), edge) for edge in network.edges(data=True)]
        return sorted(found, key=lambda r: tuple(str(c) for c in r[0]))

    def measures(self, which: Iterable[str] | str = USUAL, **options: Any) -> Results:
        """Who stands in the middle of this picture: see `reelgraph.network.measure`.

        >>> import reelgraph as rg
        >>> v = rg.sample().network("Hardcore", depth=1)
        >>> v.measures("degree", of="both").rows[0]["name"]
        'Hardcore'
        """
        return measures(self.figure.network, which, **options)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of `results` as dicts."""
        return self.results().rows

    def df(self) -> "pd.DataFrame":
        """The rows of `results` as a pandas DataFrame."""
        return self.results().df()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.results())

    def __len__(self) -> int:
        return self.figure.network.number_of_nodes()

    def __repr__(self) -> str:
        network = self.figure.network
        shown = f"{len(network):,} of {self.figure.total:,}" if self._cut else f"{len(network):,}"
        return (
            f"<{type(self).__name__}: {self.figure.title}; {shown} nodes, "
            f"{network.number_of_edges():,} edges>"
        )

    @property
    def _cut(self) -> bool:
        return self.figure.total > len(self.figure.network)

    def save(self, path: str | Path) -> Path:
        """Write the picture; the ending is the format, one of `FORMATS`.

        ``x.csv`` has the rows of `results`; ``x.edges.csv`` is the edge list for Gephi, and comes
        with ``x.nodes.csv``.

        Raises:
            InputError: another ending.
            StoreError: the file cannot be written.

        """
        from reelgraph import views

        target = Path(path)
        form = views.form_of(target)
        if form:
            bodies = views.files(self.figure, form, target)
        else:
            bodies = {target: self.render(target.suffix.lower().lstrip("."), str(path))}
        for file, body in bodies.items():
            with written(file) as temporary:
                temporary.write_bytes(body)
        return target

    def render(self, ending: str, shown: str = "") -> bytes:
        """The picture in one of the formats of `save`; of an edge list, its edges."""
        from reelgraph import views

        if ending == "html":
            return views.render_html(self.figure).encode()
        if ending == "svg":
            return views.render_svg(self.figure).encode()
        if ending == "png":
            return views.render_png(self.figure)
        if ending in views.FORMS:
            return next(iter(views.files(self.figure, ending, Path("x." + ending)).values()))
        if ending == "xlsx":
            return self._workbook()
        if ending in ("csv", "tsv", "json"):
            mark = b"\xef\xbb\xbf" if ending == "csv" else b""
            return mark + self.results().render(ending)
        endings = ", ".join("." + e for e in FORMATS)
        raise InputError(f"{shown or ending}: a network is written as one of {endings}")

    def _workbook(self) -> bytes:
        """The edges as rows of `results` and as an edge list, the nodes, and the sources."""
        from reelgraph import views

        network = self.figure.network
        # A column of its own is called Source, and spreadsheets do not tell it from "source".
        columns = ["stated_by" if c == "source" else c for c in self._columns]
        more = [e for e in views.ENDS if e != "Label"]
        rows = [
            (*row, *views.ends(network, start, end, data)[: len(more)])
            for row, (start, end, data) in self._told()
        ]
        return workbook(
            {
                "edges": Results([*columns, *more], rows),
                "nodes": views.node_list(network),
                "about": views.about(self.figure),
            }
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from reelgraph import views

        still = views.render_svg(self.figure)
        page = escape(views.render_html(self.figure), quote=True)
        frame = (
            f'<iframe srcdoc="{page}" title="{escape(self.figure.title, quote=True)}" '
            'style="width:100%;height:620px;border:0" '
            'sandbox="allow-scripts allow-downloads allow-popups"></iframe>'
        )
        return {"text/plain": repr(self), "image/svg+xml": still, "text/html": frame}


class PathPicture(Picture):
    """The shortest paths between two entities: one row for each hop and source."""

    def __init__(self, figure: "Figure", paths: tuple[tuple[str, ...], ...], total: int) -> None:
        super().__init__(figure)
        self.paths = paths
        """Each listed path as the IRIs along it."""
        self.total_paths = total
        """How many shortest paths there are."""

    @property
    def edges(self) -> int:
        """The length of each path, in edges."""
        return len(self.paths[0]) - 1 if self.paths else 0

    def results(self) -> Results:
        """One row for each hop and source, in the order of the path."""
        return super().results()

    @property
    def _columns(self) -> tuple[str, ...]:
        return ("path", "step", *_COLUMNS)

    def _told(self) -> list[tuple[tuple[Any, ...], "Edge"]]:
        network = self.figure.network
        return [
            ((number, step, *_row(network, *edge)), edge)
            for number, path in enumerate(self.paths, 1)
            for step, hop in enumerate(pairwise(path), 1)
            for edge in _said_of(network, *hop)
        ]

    def text(self, most: int = 10) -> str:
        """The paths in words, with who says so."""
        network = self.figure.network
        lines = []
        for number, path in enumerate(self.paths[:most], 1):
            title = " – ".join(_name(network, node) for node in path)
            lines.append(f"{number}. {title}" if len(self.paths) > 1 else title)
            for hop in pairwise(path):
                lines += [f"     {line}" for line in _hop(network, *hop)]
            lines.append("")
        if self.total_paths > min(most, len(self.paths)):
            shown = min(most, len(self.paths))
            lines.append(f"{shown} of {self.total_paths:,} shortest paths shown")
        return plain("\n".join(lines)).rstrip()


Edge = tuple[str, str, dict[str, Any]]


def _said_of(network: "nx.MultiDiGraph[str]", a: str, b: str) -> Iterator[Edge]:
    """The statements that link two entities, in either direction."""
    for start, end in ((a, b), (b, a)):
        if network.has_edge(start, end):
            said = network[start][end].values()
            for data in sorted(said, key=lambda d: (d["role"], d["source"])):
                yield start, end, data


def _ends(start: str, end: str, data: dict[str, Any]) -> tuple[str, str]:
    """Who did it, and what: a person comes before his film, but a film before its festival."""
    prop = f"{FILM}{data['property'].removeprefix('film:')}"
    credit = any(prop == role.property for role in terms().roles.values())
    return (end, start) if credit else (start, end)


def _row(
    network: "nx.MultiDiGraph[str]", start: str, end: str, data: dict[str, Any]
) -> tuple[Any, ...]:
    who, what = (network.nodes[n] for n in _ends(start, end, data))
    return (
        who["label"],
        data["role"],
        what["label"],
        what.get("year"),
        data.get("character"),
        data.get("status"),
        data.get("source"),
        data.get("quote"),
    )


def _hop(network: "nx.MultiDiGraph[str]", a: str, b: str) -> Iterator[str]:
    """The lines that say what links two entities, and who says so."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for edge in _said_of(network, a, b):
        data = edge[2]
        key = (*_ends(*edge), data["role"], data.get("character", ""), data["status"])
        groups.setdefault(key, []).append(data)
    for (who, what, role, character, status), said in sorted(groups.items()):
        part = f" as {character}" if character else ""
        doubt = "" if status == "asserted" else f"  ({status})"
        sources = ", ".join(sorted({data["source"] for data in said}))
        yield (f"{_name(network, who)}: {role}{part} – {_name(network, what)}  [{sources}]{doubt}")
        for quote in dict.fromkeys(data["quote"] for data in said if data.get("quote")):
            yield "    " + shorten(quote, 120, placeholder=" ...")


def _name(network: "nx.MultiDiGraph[str]", node: str) -> str:
    data = network.nodes[node]
    year = f" ({data['year']})" if "year" in data else ""
    return str(data["label"]) + year
