"""A store on a SPARQL server: the same questions and the same answers as of a folder, read-only.

What is asked by people or by this package is read through first, here, by the engine that folders
have: so a mistake has the same message everywhere, and nothing that is no query is sent.

Servers without a default graph of their own show all their graphs as one. There the view lies in a
graph (`layout.VIEW`), and each query says which graphs it is asked of. Virtuoso is asked for
triples only: see `gathering`.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from reelgraph.errors import EndpointError, QueryError
from reelgraph.store import answers, gathering, syntax
from reelgraph.store.client import DEADLINE, ROWS, TRIPLES, Client, Graphs
from reelgraph.store.client import Answer as Received
from reelgraph.store.embedded import Answer
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES, VIEW, cache_folder
from reelgraph.store.outline import Outline, counting, outline, with_prefixes
from reelgraph.vocabulary import BASE, FILM, PREFIXES, PROV

FRESH = 60.0
"""Seconds for which the state of a server is believed: it may be changed while it is asked."""
_CHECK = f"""SELECT DISTINCT ?what WHERE {{
  {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }} BIND("here" AS ?what) }} UNION
  {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }}
     ?v <{PROV}specializationOf> ?s BIND("union" AS ?what) }} UNION
  {{ {{ SELECT ?v WHERE {{ GRAPH <{VIEW}> {{ ?v ?p ?o }} }} LIMIT 1 }}
     BIND("view" AS ?what) }} UNION
  {{ GRAPH <{SOURCES}> {{ ?v <{FILM}loadState> ?s }} BIND("unfinished" AS ?what) }} }}"""
_CUT_TRIPLES = 10_000
"""Rows can be counted when there are suspiciously many; triples cannot, so only this is refused."""
_OF_VIRTUOSO = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/sparql",
    "http://www.w3.org/2002/07/owl#",
)
"""The graphs that Virtuoso comes with."""
_DIGITS = '"0123456789abcdef"'
_SUM = "+".join(
    f"STRLEN(STRBEFORE({_DIGITS}, SUBSTR(?hash, {place}, 1))) * {16 ** (place - 1)}"
    for place in range(1, 7)
)


class EndpointStore:
    """A graph on a SPARQL server."""

    folder = None
    """A server has none."""

    def __init__(self, address: str, *, timeout: float = DEADLINE) -> None:
        """Get ready to ask; the server is first spoken to when something is asked.

        Args:
            address: Of the endpoint, as in http://localhost:7878/query; a name and a password for
                it may stand in the address.
            timeout: Seconds that one question may take in all.

        Raises:
            EndpointError: it is no address.

        """
        self.client = Client(address, deadline=timeout)
        self._known: frozenset[str] | None = None
        self._versions: tuple[float, frozenset[str]] | None = None
        self._state: tuple[float, str] | None = None
        self._base: str | None = None
        self._closed = False

    @property
    def place(self) -> str:
        """Where it is; without name and password."""
        return str(self.client.endpoint)

    @property
    def names(self) -> Path:
        """Where its name index is kept: in the user's cache folder, a file for each address."""
        whose = f"{self.client.endpoint.url}\n{self.client.endpoint.user}"
        digest = hashlib.sha256(whose.encode()).hexdigest()[:16]
        folder = cache_folder()
        with suppress(OSError):  # without a folder it is made in memory
            folder.mkdir(parents=True, exist_ok=True)
        return folder / f"names-{digest}.sqlite"

    @property
    def base(self) -> str:
        """The base of the IRIs that the graph's loader minted; what its sources' IRIs begin with.

        Raises:
            EndpointError: there is no graph of this package on the server.

        """
        if self._base is None:
            self.check()
            self._base = self.base_of_all()
        return self._base

    def base_of_all(self) -> str:
        """The base of most sources on the server, those that did not arrive wholly among them."""
        query = f"""SELECT DISTINCT ?source WHERE {{
          GRAPH <{SOURCES}> {{ ?version <{PROV}specializationOf> ?source }} }}"""
        found = sorted(row["source"].value.rpartition("/source/")[0] for row in self.plain(query))
        return max(found, key=found.count, default=BASE) or BASE

    def query(self, sparql: str, *, timeout: float | None = None) -> Answer:
        """The answer to a query; the prefixes of `vocabulary.PREFIXES` are declared.

        Args:
            sparql: A SPARQL 1.1 query.
            timeout: Seconds that it may take in all; those of the store if None.

        Raises:
            QuerySyntaxError: it is not SPARQL 1.1.
            QueryTimeout: the time was up, here or on the server.
            EndpointError: the server gave no whole answer.
            QueryError: it holds a SERVICE clause.

        """
        began = time.monotonic()
        found = self._prepared(sparql, timeout)
        left = None if timeout is None else max(timeout - (time.monotonic() - began), 0.001)
        return self._ask(sparql, found, left)

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The rows of a SELECT query, as `query` gives them.

        Raises:
            QueryError: it is a query of another form.

        """
        answer = self.query(sparql)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this query gives no rows: ask with SELECT")
        return answer

    def state(self) -> str:
        """A text that changes whenever the facts do; asked again after a minute.

        The sources are read; of links and decisions, which can be many, the server makes a sum.

        Raises:
            EndpointError: there is no graph of this package on the server.

        """
        if self._state is None or time.monotonic() - self._state[0] > FRESH:
            self.check()
            described = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{SOURCES}> {{ ?s ?p ?o }} }}"
            lines = sorted(str(tuple(row)) for row in self.select(described))
            summed = f"""SELECT ?g (COUNT(*) AS ?n) (SUM({_SUM}) AS ?sum) WHERE {{
              VALUES (?g) {{ (<{LINKS}>) (<{DECISIONS}>) }} GRAPH ?g {{ ?s ?p ?o }}
              BIND(SHA256(CONCAT(STR(?s), " ", STR(?p), " ", STR(?o))) AS ?hash) }} GROUP BY ?g"""
            lines += sorted(str(tuple(row)) for row in self.select(summed))
            state = hashlib.sha256("\n".join(lines).encode()).hexdigest()
            self._state = (time.monotonic(), state)
        return self._state[1]

    def check(self) -> None:
        """Refuse a server that has no graph of this package, or not the whole of one.

        Any server can be asked by `query`; all else rests on how the facts lie here.

        Raises:
            EndpointError: as said.

        """
        if self._known is None:
            self._known = self._look(None)
        if "here" not in self._known:
            raise EndpointError(
                f"{self.place} answers, but holds no graph of reelgraph (there is no <{SOURCES}>): "
                "fill it with a whole graph, as in 'reelgraph export -s FOLDER -o all.nq' and "
                "'oxigraph load -l DIR -f all.nq'; any server can be asked in SPARQL by "
                "'reelgraph query'"
            )
        if "unfinished" in self._known:
            raise EndpointError(
                f"{self.place} holds a graph whose last load did not end: give that 'reelgraph "
                "load' again, which goes on with it, or take its source out ('reelgraph remove "
                "SOURCE -s URL'); if the server serves a folder of reelgraph, end it, open the "
                "folder once ('reelgraph sources -s FOLDER'), and serve it again"
            )

    def dump(self, *, whole: bool) -> Iterator[ox.Quad]:
        """The quads of the graph: the view, and if the `whole` is wanted all the others.

        Only the graphs of this package are taken: those of its sources, and its own.
        """
        self.check()
        yield from self._quads(None)
        for name in self.graphs()[0] if whole else ():
            yield from self._quads(ox.NamedNode(name))

    def graphs(self) -> tuple[list[str], list[str]]:
        """The named graphs of this package, and those that are somebody else's."""
        rows = self.plain("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        found = sorted(row["g"].value for row in rows)
        mine = [g for g in found if self._is_ours(g) and g != VIEW]
        return mine, [g for g in found if g not in (*mine, VIEW, *_OF_VIRTUOSO)]

    def raw(
        self,
        sparql: str,
        graph: Graphs = "",
        *,
        named: Sequence[str] = (),
        timeout: float | None = None,
    ) -> tuple[IO[bytes], str]:
        """The checked body of an answer and its media type, for those who read it themselves.

        Args:
            sparql: A query.
            graph: The IRI of the graph to ask instead of the default graph, or several of them.
            named: The IRIs of the graphs that are its named graphs.
            timeout: Seconds that it may take in all; those of the store if None.

        Raises:
            QuerySyntaxError, QueryTimeout, EndpointError, QueryError: as `query`.

        """
        found = self._prepared(sparql, timeout)
        if self._gathers:
            return _serialized(self._gathered(sparql, found, timeout, graph, named))
        if not (graph or named):
            graph, named = self._usual(found)
        made, answer = self._whole(sparql, found, timeout, graph, named)
        del made  # it reads the same body
        answer.body.seek(0)
        return answer.body, answer.media

    def look(self) -> None:
        """See what there is, on a server that may be in the middle of a load."""
        if self._known is None:
            self._known = self._look(None)

    def forget(self) -> None:
        """Look anew when something is next asked: the server has been changed."""
        self._known = self._versions = self._state = self._base = None

    @property
    def view(self) -> str:
        """The graph of the view; empty where it is the default graph."""
        self.look()
        return VIEW if "view" in (self._known or ()) else ""

    def needs_named_view(self) -> bool:
        """Whether the view has to lie in a graph of its own: all graphs are shown as one."""
        self.look()
        return bool(self._known and self._known & {"union", "view"})

    def close(self) -> None:
        """Ask nothing any more."""
        self._closed = True

    def _prepared(self, sparql: str, timeout: float | None) -> Outline:
        """The outline of a query that may be sent."""
        if self._closed:
            raise EndpointError("this store has been closed: open it again")
        syntax.refuse_remote(sparql)
        _refuse_mistakes(sparql)
        found = outline(sparql)
        if self._known is None:
            self._known = self._look(timeout)
        if "union" in self._known and "view" not in self._known:
            raise EndpointError(
                f"{self.place} shows all its graphs as one, so that facts of two sources count "
                "twice: serve it without that (oxigraph: without --union-default-graph), or load "
                f"the view into a graph of its own, <{VIEW}> (reelgraph load does so)"
            )
        return found

    def _look(self, timeout: float | None) -> frozenset[str]:
        """What there is on the server; asked once."""
        return frozenset(row["what"].value for row in self.plain(_CHECK, timeout))

    @property
    def _gathers(self) -> bool:
        """Whether the answers are worked out here."""
        return "here" in (self._known or ()) and "Virtuoso" in self.client.server

    def _is_ours(self, graph: str) -> bool:
        """Whether a graph belongs to this package."""
        return graph.startswith((f"{BASE}/", f"{self.base}/")) or graph in self._of_sources()

    def _of_sources(self) -> frozenset[str]:
        """The graphs of the sources, and our others that hold anything; believed for a minute."""
        if self._versions is None or time.monotonic() - self._versions[0] > FRESH:
            others = " UNION ".join(
                f"{{ {{ SELECT ?a WHERE {{ GRAPH <{g}> {{ ?a ?b ?c }} }} LIMIT 1 }} "
                f"BIND(<{g}> AS ?v) }}"
                for g in (SOURCES, LINKS, DECISIONS)
            )
            asked = f"""SELECT DISTINCT ?v WHERE {{ {others} UNION
              {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }} }} }}"""
            found = frozenset(row["v"].value for row in self.plain(asked))
            self._versions = (time.monotonic(), found)
        return self._versions[1]

    def plain(self, sparql: str, timeout: float | None = None) -> Iterator[ox.QuerySolution]:
        """The rows of a plain question, asked of the server as it is: all of them.

        A server that cuts is asked for the rest; what came must be as much as it counts.

        Raises:
            EndpointError: it is not.

        """
        seen: set[int] = set()
        began, total = time.monotonic(), 0
        while True:
            left = None if timeout is None else max(began + timeout - time.monotonic(), 0.001)
            page = f"{sparql} OFFSET {len(seen)} LIMIT {total - len(seen)}" if seen else sparql
            answer = self.client.ask(page, "SELECT", seconds=left)
            count = answers.checked(answer, self.client.endpoint, "SELECT")
            cut = bool(seen) or answer.is_cut or answers.may_be_cut(count, None)
            before = len(seen)
            for row in answers.rows(answer):  # type: ignore[union-attr]
                if cut:
                    key = hash(tuple(row))
                    if key in seen:
                        continue
                    seen.add(key)
                yield row
            if cut and not total:
                total = self._count(counting(sparql, outline(sparql)), left, "", ())
            if not cut or len(seen) == total:
                return
            if len(seen) == before:
                raise EndpointError(
                    f"{self.place} gave {len(seen):,} rows of {total:,}: the server cuts. Ask for "
                    "less at a time, with LIMIT and OFFSET or one year after the other"
                )

    def _ask(self, sparql: str, found: Outline, timeout: float | None) -> Answer:
        if self._gathers:
            return self._gathered(sparql, found, timeout)
        return self._whole(sparql, found, timeout, *self._usual(found))[0]

    def _usual(self, found: Outline) -> tuple[Graphs, Sequence[str]]:
        """The graphs of a query that names none, where the server has none for that."""
        if "view" not in (self._known or ()) or found.dataset:
            return "", ()
        return VIEW, sorted(self._of_sources())

    def _gathered(
        self,
        sparql: str,
        found: Outline,
        timeout: float | None,
        graph: Graphs = "",
        named: Sequence[str] = (),
    ) -> Answer:
        """The answer, worked out here from the triples that the query reads."""
        limit = self.client.deadline if timeout is None else timeout
        ends = time.monotonic() + limit

        def select(text: str) -> Iterator[ox.QuerySolution]:
            return self.plain(text, max(ends - time.monotonic(), 0.001))

        merged = bool(found.dataset or graph or named)
        store = gathering.gathered(
            with_prefixes(sparql, found), select, self._is_ours, merged=merged
        )
        for name in self._of_sources():  # GRAPH ?g {} asks for graphs and for no triple
            store.add_graph(ox.NamedNode(name))
        return gathering.answered(store, sparql, graph, named)

    def _whole(
        self,
        sparql: str,
        found: Outline,
        timeout: float | None,
        graph: Graphs = "",
        named: Sequence[str] = (),
    ) -> tuple[Answer, Received]:
        """An answer that was checked to its end: as objects, and as it came."""
        endpoint = self.client.endpoint
        text = with_prefixes(sparql, found)
        answer = self.client.ask(text, found.form, seconds=timeout, graph=graph, named=named)
        if found.form not in ("SELECT", "ASK"):
            triples, count = answers.triples(answer, endpoint)
            if found.limit is None and answers.may_be_cut(count, None, _CUT_TRIPLES):
                del triples
                raise EndpointError(
                    f"{self.place} gave {count:,} triples, which may be where it cuts, and triples "
                    "cannot be counted: ask with SELECT, or add a LIMIT to the query"
                )
            return triples, answer
        count = answers.checked(answer, endpoint, found.form)
        limit = None if answer.is_cut else found.limit
        if answer.is_cut or answers.may_be_cut(count, limit):
            self._refuse_cut(text, count, timeout, graph, named)
        return answers.rows(answer), answer

    def _refuse_cut(
        self,
        sparql: str,
        count: int,
        timeout: float | None,
        graph: Graphs,
        named: Sequence[str] = (),
    ) -> None:
        """Refuse rows that may be cut, unless the server counts as many.

        Raises:
            EndpointError: the server counts more of them, or does not count them.

        """
        remedy = "sk for less at a time, with LIMIT and OFFSET or one year after the other"
        try:
            counted = self._count(counting(sparql, outline(sparql)), timeout, graph, named)
        except EndpointError as error:
            raise EndpointError(
                f"{self.place} gave {count:,} rows, which may be where it cuts, and it does not "
                f"count them ({error}): a{remedy}"
            ) from error
        if counted != count:
            raise EndpointError(
                f"{self.place} gave {count:,} rows of {counted:,}: the server cuts. A{remedy}"
            )

    def _count(
        self, sparql: str, timeout: float | None, graph: Graphs, named: Sequence[str]
    ) -> int:
        answer = self.client.ask(sparql, "SELECT", seconds=timeout, graph=graph, named=named)
        answers.checked(answer, self.client.endpoint, "SELECT")
        found = [row["reelgraph_rows"] for row in answers.rows(answer)]  # type: ignore[union-attr]
        try:
            return int(found[0].value)
        except (AttributeError, IndexError, ValueError):
            raise EndpointError(f"{self.place} counts wrongly: {found}") from None

    def _quads(self, graph: ox.NamedNode | None) -> Iterator[ox.Quad]:
        """The quads of one graph, kept on disk on their way: they may be many."""
        name = graph or ox.DefaultGraph()
        if graph is None and "view" in (self._known or ()):
            graph = ox.NamedNode(VIEW)
        pattern = f"GRAPH {graph} {{ ?s ?p ?o }}" if graph is not None else "?s ?p ?o"
        sparql = f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"
        if self._gathers:
            for s, p, o in self.plain(sparql):
                yield ox.Quad(s, p, gathering.spelt(o), name)
            return
        with tempfile.TemporaryFile(prefix="reelgraph-") as body:
            answer = self.client.ask(sparql, "SELECT", into=body)
            count = answers.checked(answer, self.client.endpoint, "SELECT")
            if answer.is_cut or answers.may_be_cut(count, None):
                self._refuse_cut(sparql, count, None, "")
            for s, p, o in answers.rows(answer):  # type: ignore[union-attr]
                yield ox.Quad(s, p, o, name)


def _serialized(answer: Answer) -> tuple[IO[bytes], str]:
    """An answer as a server would have sent it."""
    if isinstance(answer, ox.QueryTriples):
        return BytesIO(answer.serialize(format=ox.RdfFormat.N_TRIPLES) or b""), TRIPLES[0]
    return BytesIO(answer.serialize(format=ox.QueryResultsFormat.JSON) or b""), ROWS[0]


def _refuse_mistakes(sparql: str) -> None:
    """Refuse what is no query of SPARQL 1.1, with the message that a folder gives.

    Raises:
        QuerySyntaxError: it is none.
        QueryError: it is no text that can be sent.

    """
    with syntax.explained(sparql), suppress(RuntimeError):  # of functions that a server may have
        ox.Store().query(sparql, prefixes=PREFIXES)
