"""A network together with what is printed around it; in a notebook it shows itself."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelgraph.errors import InputError
from reelgraph.export import written
from reelgraph.results import Results, plain

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from pyvis.network import Network

    from reelgraph.views.figure import Figure

_FORMATS = ("html", "svg", "graphml", "csv", "tsv", "json", "xlsx")


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
        network = self.figure.network
        columns = ["person", "role", "film", "year", "character", "status", "source", "evidence"]
        rows = []
        for work, person, data in network.edges(data=True):
            rows.append(
                (
                    network.nodes[person].get("label", person),
                    data["role"],
                    network.nodes[work].get("label", work),
                    network.nodes[work].get("year"),
                    data.get("character"),
                    data["status"],
                    data["source"],
                    data.get("quote"),
                )
            )
        return Results(columns, sorted(rows, key=lambda r: tuple(str(c) for c in r)))

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
        """Write the picture; the ending is the format: html, svg, graphml, csv, tsv, json, xlsx.

        Raises:
            InputError: another ending.
            StoreError: the file cannot be written.
        """
        target = Path(path)
        body = self.render(target.suffix.lower().lstrip("."), str(path))
        with written(target) as temporary:
            temporary.write_bytes(body)
        return target

    def render(self, ending: str, shown: str = "") -> bytes:
        """The picture in one of the formats of `save`."""
        from reelgraph import views

        if ending == "html":
            return views.render_html(self.figure).encode()
        if ending == "svg":
            return views.render_svg(self.figure).encode()
        if ending == "graphml":
            return views.render_graphml(self.figure.network)
        if ending in ("csv", "tsv", "json", "xlsx"):
            mark = b"\xef\xbb\xbf" if ending == "csv" else b""
            return mark + self.results().render(ending)
        endings = ", ".join("." + e for e in _FORMATS)
        raise InputError(f"{shown or ending}: a network is written as one of {endings}")

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
        network = self.figure.network
        columns = [
            "path", "step", "who", "role", "film", "year", "character", "status", "source",
            "evidence",
        ]
        rows: list[tuple[Any, ...]] = []
        for number, path in enumerate(self.paths, 1):
            for step, (a, b) in enumerate(zip(path, path[1:], strict=False), 1):
                for work, other in ((a, b), (b, a)):
                    if not network.has_edge(work, other):
                        continue
                    for _, data in sorted(
                        network[work][other].items(), key=lambda i: (i[1]["role"], i[1]["source"])
                    ):
                        rows.append(
                            (
                                number, step,
                                network.nodes[other].get("label", other), data["role"],
                                network.nodes[work].get("label", work),
                                network.nodes[work].get("year"), data.get("character"),
                                data["status"], data["source"], data.get("quote"),
                            )
                        )
        return Results(columns, rows)

    def text(self, most: int = 10) -> str:
        """The paths in words, with who says so."""
        network = self.figure.network
        lines = []
        for number, path in enumerate(self.paths[:most], 1):
            title = " – ".join(_name(network, node) for node in path)
            lines.append(f"{number}. {title}" if len(self.paths) > 1 else title)
            for step in zip(path, path[1:], strict=False):
                lines += [f"     {line}" for line in self._hop(*step)]
            lines.append("")
        if self.total_paths > min(most, len(self.paths)):
            shown = min(most, len(self.paths))
            lines.append(f"{shown} of {self.total_paths:,} shortest paths shown")
        return "\n".join(lines).rstrip()

    def _hop(self, a: str, b: str) -> list[str]:
        network = self.figure.network
        lines = []
        for work, other in ((a, b), (b, a)):
            if not network.has_edge(work, other):
                continue
            said: dict[tuple[str, str, str], list[str]] = {}
            for data in network[work][other].values():
                key = (data["role"], data.get("character", ""), data["status"])
                said.setdefault(key, []).append(data["source"])
            for (role, character, status), names in sorted(said.items()):
                part = f" as {character}" if character else ""
                doubt = "" if status == "asserted" else f"  ({status})"
                lines.append(
                    f"{_name(network, other)}: {role}{part} – {_name(network, work)}"
                    f"  [{', '.join(sorted(set(names)))}]{doubt}"
                )
        return lines


def _name(network: "nx.MultiDiGraph[str]", node: str) -> str:
    data = network.nodes[node]
    year = f" ({data['year']})" if "year" in data else ""
    return plain(str(data.get("label", node)) + year)
