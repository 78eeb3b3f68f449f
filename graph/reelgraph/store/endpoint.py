"""A store on a SPARQL server: the same questions and the same answers as of a folder, read-only.

What is asked by people or by this package is read through first, here, by the engine that folders
have: so a mistake has the same message everywhere, and nothing that is no query is sent.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from reelgraph.errors import EndpointError, QueryError
from reelgraph.store import answers, syntax
from reelgraph.store.client import DEADLINE, Client, Graphs
from reelgraph.store.client import Answer as Received
from reelgraph.store.embedded import Answer
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES, cache_folder
from reelgraph.store.outline import Outline, counting, outline, with_prefixes
from reelgraph.vocabulary import BASE, FILM, PREFIXES, PROV

FRESH = 60.0
"""Seconds for which the state of a server is believed: it may be changed while it is asked."""
_CHECK = f"""SELECT DISTINCT ?what WHERE {{
  {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }} BIND("here" AS ?what) }} UNION
  {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }}
     ?v <{PROV}specializationOf> ?s BIND("union" AS ?what) }} UNION
  {{ GRAPH <{SOURCES}> {{ ?v <{FILM}loadState> ?s }} BIND("unfinished" AS ?what) }} }}"""
_CUT_TRIPLES = 10_000
"""Rows can be counted when there are suspiciously many; triples cannot, so only this is refused."""
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
            query = f"""SELECT DISTINCT ?source WHERE {{
              GRAPH <{SOURCES}> {{ ?version <{PROV}specializationOf> ?source }} }}"""
            bases = sorted(
                row["source"].value.rpartition("/source/")[0] for row in self.select(query)
            )
            self._base = max(bases, key=bases.count) or BASE
        return self._base

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
                f"{self.place} serves a graph whose last load was interrupted: open its folder "
                "once with 'reelgraph sources -s FOLDER', which finishes it, and serve it again"
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
        ours = (f"{BASE}/", f"{self.base}/")
        rows = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        found = sorted(row["g"].value for row in rows)
        versions = f"SELECT ?v WHERE {{ GRAPH <{SOURCES}> {{ ?v <{PROV}specializationOf> ?s }} }}"
        known = {row["v"].value for row in self.select(versions)}
        mine = [g for g in found if g in known or g.startswith(ours)]
        return mine, [g for g in found if g not in mine]

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
        made, answer = self._whole(sparql, found, timeout, graph, named)
        del made  # it reads the same body
        answer.body.seek(0)
        return answer.body, answer.media

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
        if "union" in self._known:
            raise EndpointError(
                f"{self.place} shows all its graphs as one, so that facts of two sources count "
                "twice: serve it without that (oxigraph: without --union-default-graph)"
            )
        return found

    def _look(self, timeout: float | None) -> frozenset[str]:
        """What there is on the server; asked once."""
        found = self._ask(_CHECK, outline(_CHECK), timeout)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("this query gives rows")
        return frozenset(row["what"].value for row in found)

    def _ask(self, sparql: str, found: Outline, timeout: float | None) -> Answer:
        return self._whole(sparql, found, timeout)[0]

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
        self._refuse_cut(text, found, count, timeout, graph, named)
        return answers.rows(answer), answer

    def _refuse_cut(
        self,
        sparql: str,
        found: Outline,
        count: int,
        timeout: float | None,
        graph: Graphs,
        named: Sequence[str] = (),
    ) -> None:
        """Refuse rows that the server has cut without a word.

        Raises:
            EndpointError: the server counts more of them, or does not count them.

        """
        if not answers.may_be_cut(count, found.limit):
            return
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
        pattern = f"GRAPH {graph} {{ ?s ?p ?o }}" if graph is not None else "?s ?p ?o"
        sparql = f"SELECT ?s ?p ?o WHERE {{ {pattern} }}"
        name = graph or ox.DefaultGraph()
        with tempfile.TemporaryFile(prefix="reelgraph-") as body:
            answer = self.client.ask(sparql, "SELECT", into=body)
            count = answers.checked(answer, self.client.endpoint, "SELECT")
            self._refuse_cut(sparql, outline(sparql), count, None, "")
            for s, p, o in answers.rows(answer):  # type: ignore[union-attr]
                yield ox.Quad(s, p, o, name)


def _refuse_mistakes(sparql: str) -> None:
    """Refuse what is no query of SPARQL 1.1, with the message that a folder gives.

    Raises:
        QuerySyntaxError: it is none.
        QueryError: it is no text that can be sent.

    """
    with syntax.explained(sparql), suppress(RuntimeError):  # of functions that a server may have
        ox.Store().query(sparql, prefixes=PREFIXES)
