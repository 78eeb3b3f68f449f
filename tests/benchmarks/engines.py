"""The contenders behind one contract: load a file, open what was loaded, ask, export.

Each runs in a process of its own, in the environment where it is installed, so every import of
a contender stands inside its class.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from questions import PREFIXES, TABLES, Question

Row = tuple[str, ...]


class Engine:
    """What is measured of a contender."""

    asks = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, file: Path) -> int:
        """Load a file of N-Triples, and give how many triples or quads are then held."""
        raise NotImplementedError

    def open(self) -> None:
        """Make ready to be asked; called in the process that asks."""

    def ask(self, question: Question, values: dict[str, str]) -> Iterable[Any]:
        """The rows of the answer, as the contender gives them, all of them in Python."""
        raise NotImplementedError

    def named(self, question: Question, values: dict[str, str]) -> Iterable[Any] | None:
        """The answer to the contender's own ready-made question, if it has one."""
        return None

    exports: tuple[str, ...] = ()
    """In which forms it makes a NetworkX graph of who made which film."""

    def set_apart(self, form: str) -> None:
        """Make ready for `export` in a form; it is not counted."""

    def export(self) -> int:
        """Make a NetworkX graph of who made which film, and give the number of people's edges."""
        raise NotImplementedError


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


class Reelgraph(Engine):
    """A folder with claims, sources and view, through the package's own front door."""

    def load(self, file: Path) -> int:
        import reelgraph as rg

        with rg.open(self.folder, create=True) as graph:
            graph.load(file)
        import pyoxigraph

        return len(pyoxigraph.Store.read_only(str(self.folder / "rdf")))

    def open(self) -> None:
        import reelgraph as rg

        self.graph = rg.open(self.folder)

    def ask(self, question: Question, values: dict[str, str]) -> Iterable[Any]:
        return [tuple(r.values()) for r in self.graph.query(_filled(question.sparql, values)).rows]

    def named(self, question: Question, values: dict[str, str]) -> Iterable[Any] | None:
        if question.named is None:
            return None
        return self.graph.query(question.named, person=values["a"]).rows

    exports = ("folder", "memory", "folder, with the evidence")

    def set_apart(self, form: str) -> None:
        """Open the graph where the form has it."""
        import pyoxigraph

        import reelgraph as rg

        self._evidence = "evidence" in form
        if form == "memory":
            held = rg.FilmGraph(rg.store.EmbeddedStore())
            dumped = self.graph.store.rdf.dump(format=pyoxigraph.RdfFormat.N_QUADS)
            held.store.rdf.bulk_load(dumped, format=pyoxigraph.RdfFormat.N_QUADS)
            self.graph = held

    def export(self) -> int:
        made = self.graph.to_networkx(roles=["director", "cast"], evidence=self._evidence)
        return int(made.number_of_edges())


class Rdflib(Engine):
    """rdflib alone, in memory."""

    def load(self, file: Path) -> int:
        import rdflib

        self.graph = rdflib.Graph()
        self.graph.parse(file, format="nt")
        return len(self.graph)

    def ask(self, question: Question, values: dict[str, str]) -> Iterable[Any]:
        return list(self.graph.query(PREFIXES + _filled(question.sparql, values)))

    exports = ("memory", "memory, bare edges")

    def set_apart(self, form: str) -> None:
        """Set apart what the others export too: the edges and, unless bare, names, types, years."""
        import rdflib

        ns = rdflib.Namespace("https://w3id.org/reelgraph/ns#")
        self._chosen = rdflib.Graph()
        for prop in (ns.hasDirector, ns.hasCastMember):
            for triple in self.graph.triples((None, prop, None)):
                self._chosen.add(triple)
        self._edges = len(self._chosen)
        if "bare" not in form:
            nodes = {s for s, _, o in self._chosen} | {o for s, _, o in self._chosen}
            for prop in (rdflib.RDF.type, rdflib.RDFS.label, ns.releaseDate):
                for triple in self.graph.triples((None, prop, None)):
                    if triple[0] in nodes:
                        self._chosen.add(triple)

    def export(self) -> int:
        from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

        made = rdflib_to_networkx_multidigraph(self._chosen)
        assert made.number_of_edges() == len(self._chosen)
        return self._edges


class Kglab(Engine):
    """kglab, in memory."""

    def load(self, file: Path) -> int:
        import kglab

        self.graph = kglab.KnowledgeGraph()
        self.graph.load_rdf(str(file), format="nt")
        return len(self.graph.rdf_graph())

    def ask(self, question: Question, values: dict[str, str]) -> Iterable[Any]:
        return list(self.graph.query(PREFIXES + _filled(question.sparql, values)))


class DuckDb(Engine):
    """Tables in DuckDB, made by hand for just these questions: about the limit."""

    def load(self, file: Path) -> int:
        import duckdb

        self.folder.mkdir(parents=True)
        with duckdb.connect(str(self.folder / "films.duckdb")) as db:
            db.execute(TABLES.format(path=file))
            tables = ("name", "film", "part", "directed", "genre")
            return sum(int(db.sql(f"SELECT count(*) FROM {t}").fetchall()[0][0]) for t in tables)

    def open(self) -> None:
        import duckdb

        self.db = duckdb.connect(str(self.folder / "films.duckdb"), read_only=True)

    def ask(self, question: Question, values: dict[str, str]) -> Iterable[Any]:
        return self.db.execute(_filled(question.sql, values)).fetchall()


class Oxigraph(Engine):
    """The bare loader of the engine that reelgraph uses: no claims, no view, no sources."""

    asks = False

    def load(self, file: Path) -> int:
        program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
        if program is None:
            raise ImportError("oxigraph")
        self.folder.mkdir(parents=True)
        subprocess.run(
            [program, "load", "--location", str(self.folder), "--file", str(file)],
            check=True,
            capture_output=True,
        )
        with file.open("rb") as lines:
            return sum(1 for _ in lines)


ENGINES: dict[str, type[Engine]] = {
    "reelgraph": Reelgraph,
    "rdflib": Rdflib,
    "kglab": Kglab,
    "DuckDB tables": DuckDb,
    "oxigraph load": Oxigraph,
}
