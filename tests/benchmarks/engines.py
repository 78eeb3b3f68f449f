"""The contract of every contender, and the rivals: load a file, open it, ask, export.

Each runs in a process of its own, in the environment where it is installed, so every import of
a contender stands inside its class.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from questions import PREFIXES, TABLES, Question

Row = tuple[str, ...]
Values = Mapping[str, str]


class Engine:
    """What is measured of a contender."""

    asks = True
    on_disk = True
    """Whether what was loaded is there for another process; else it fills the memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, file: Path) -> int:
        """Load a file of N-Triples, and give how many triples, quads or rows are then held."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Make what is derived from what was loaded, where there is such a thing."""

    def open(self) -> None:
        """Make ready to be asked; called in the process that asks."""

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        """The rows of the answer, as the contender gives them, all of them in Python."""
        raise NotImplementedError

    def plain(self, rows: Sequence[Any]) -> Iterable[Row]:
        """The same rows as texts, to be compared; it is not counted."""
        return [tuple("" if v is None else str(v) for v in row) for row in rows]

    def own(self, question: Question, values: Values) -> Sequence[Any]:
        """The answer of the contender's own call for such a question, where it has one."""
        raise NotImplementedError

    def plain_own(self, question: Question, rows: Sequence[Any]) -> Iterable[Row]:
        """Of the own call's answer, what was asked for, as `plain` gives it; it is not counted."""
        raise NotImplementedError

    exports: tuple[str, ...] = ()
    """In which forms it hands over who made which film."""

    def set_apart(self, form: str) -> None:
        """Make ready for `export` in a form; it is not counted."""

    def export(self, form: str) -> int:
        """Make a network of who made which film, and give the number of people's edges."""
        raise NotImplementedError

    probes: tuple[str, ...] = ()
    """What is asked many times, each time of something else."""

    def probe(self, probe: str) -> Sequence[float]:
        """The seconds that each answer took."""
        raise NotImplementedError


def filled(text: str, values: Values) -> str:
    """A question with its values."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


class Rdflib(Engine):
    """rdflib alone, in memory."""

    on_disk = False

    def load(self, file: Path) -> int:
        import rdflib

        self.graph = rdflib.Graph()
        self.graph.parse(file, format="nt")
        return len(self.graph)

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        return list(self.graph.query(PREFIXES + filled(question.sparql, values)))

    exports = ("NetworkX", "NetworkX, bare edges")

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

    def export(self, form: str) -> int:
        from rdflib.extras.external_graph_libs import rdflib_to_networkx_multidigraph

        made = rdflib_to_networkx_multidigraph(self._chosen)
        assert made.number_of_edges() == len(self._chosen)
        return self._edges


class Kglab(Engine):
    """kglab, in memory."""

    on_disk = False

    def load(self, file: Path) -> int:
        import kglab

        self.graph = kglab.KnowledgeGraph()
        self.graph.load_rdf(str(file), format="nt")
        return len(self.graph.rdf_graph())

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        return list(self.graph.query(PREFIXES + filled(question.sparql, values)))


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

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        return self.db.execute(filled(question.sql, values)).fetchall()


class Pyoxigraph(Engine):
    """The engine that reelgraph uses, alone: the plain triples in a folder, asked in SPARQL."""

    def load(self, file: Path) -> int:
        import pyoxigraph as ox

        store = ox.Store(str(self.folder))
        store.bulk_load(path=str(file), format=ox.RdfFormat.N_TRIPLES)
        return len(store)

    def open(self) -> None:
        import pyoxigraph as ox

        self.store = ox.Store.read_only(str(self.folder))

    def ask(self, question: Question, values: Values) -> Sequence[Any]:
        return list(self.store.query(PREFIXES + filled(question.sparql, values)))

    def plain(self, rows: Sequence[Any]) -> Iterable[Row]:
        return [tuple("" if term is None else term.value for term in row) for row in rows]


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


RIVALS: dict[str, type[Engine]] = {
    "rdflib": Rdflib,
    "kglab": Kglab,
    "pyoxigraph": Pyoxigraph,
    "DuckDB tables": DuckDb,
    "oxigraph load": Oxigraph,
}
