"""Speaking HTTP to a server of ours, word by word, as no client library would."""

import http.client
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox

from reelgraph.errors import QueryError
from reelgraph.graph import FilmGraph
from reelgraph.opening import open_graph
from reelgraph.store import EmbeddedStore
from reelgraph.web.context import Context, Settings
from reelgraph.web.engine import Engine, Question, Whole
from reelgraph.web.engines import open_engine
from reelgraph.web.serving import in_background

T = TypeVar("T")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
XML, JSON = "application/sparql-results+xml", "application/sparql-results+json"
TOKEN = "a token"


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Their names in small letters."""
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The values of an answer in JSON or XML, by variable."""
        formats = {JSON: ox.QueryResultsFormat.JSON, XML: ox.QueryResultsFormat.XML}
        found = ox.parse_query_results(self.body, format=formats[self.media])
        assert isinstance(found, ox.QuerySolutions)
        names = [v.value for v in found.variables]
        return [{n: row[n].value for n in names if row[n] is not None} for row in found]

    @property
    def truth(self) -> bool:
        """The answer to ASK."""
        formats = {JSON: ox.QueryResultsFormat.JSON, XML: ox.QueryResultsFormat.XML}
        found = ox.parse_query_results(self.body, format=formats[self.media])
        assert isinstance(found, ox.QueryBoolean)
        return bool(found)

    @property
    def graph(self) -> ox.Dataset:
        """The triples, made comparable."""
        format_ = ox.RdfFormat.from_media_type(self.media)
        return canonical(ox.Dataset(ox.parse(self.body, format=format_)))


def canonical(found: ox.Dataset) -> ox.Dataset:
    """Triples whose blank nodes have names that depend on what is said of them alone."""
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return found


def turtle(text: str) -> ox.Dataset:
    """The triples of a text, made comparable."""
    return canonical(ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE)))


class Speaker:
    """Speaks to one server."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address.rstrip("/")
        self.token = token

    def send(
        self,
        method: str,
        path: str = "/sparql",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | Sequence[str],
    ) -> Answer:
        """One request; parameters go into the address, with _ for -."""
        pairs = {name.replace("_", "-"): value for name, value in parameters.items()}
        if pairs:
            path += "?" + urlencode(pairs, doseq=True, quote_via=quote)
        sent = body.encode() if isinstance(body, str) else body
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        try:
            connection.request(method, path, sent, dict(headers or {}))
            found = connection.getresponse()
            content = found.read()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, content)
        finally:
            connection.close()

    def ask(self, query: str, accept: str = JSON, **parameters: str | Sequence[str]) -> Answer:
        """A query, with GET."""
        return self.send("GET", headers={"Accept": accept}, query=query, **parameters)

    def write(
        self,
        method: str,
        path: str = "/sparql",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | Sequence[str],
    ) -> Answer:
        """One request that shows the token."""
        shown = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.send(method, path, body, shown, **parameters)


class MemoryEngine:
    """An engine over a store in memory, for what is only about the protocol."""

    place = "in memory"

    def __init__(self, rdf: ox.Store | None = None) -> None:
        self.store = EmbeddedStore()
        if rdf is not None:
            self.store.rdf.extend(rdf)
        self.asked: list[Question] = []
        self._lock = threading.Lock()

    def graph(self) -> FilmGraph:
        return FilmGraph(self.store)

    def ask(self, question: Question) -> Whole:
        self.asked.append(question)
        dataset: dict[str, Any] = {}
        if question.default_graphs or question.named_graphs:
            dataset["default_graph"] = [ox.NamedNode(g) for g in question.default_graphs]
            dataset["named_graphs"] = [ox.NamedNode(g) for g in question.named_graphs]
        with self._lock:
            found = self.store.rdf.query(question.sparql, **dataset)
            if isinstance(found, ox.QueryTriples):
                body = found.serialize(format=ox.RdfFormat.N_TRIPLES)
            else:
                body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return Whole(io.BytesIO(body or b""), len(body or b""))

    def update(
        self, sparql: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> None:
        assert not default_graphs
        assert not named_graphs
        with self._lock:
            try:
                self.store.rdf.update(sparql)
            except (OSError, RuntimeError, SyntaxError) as error:
                raise QueryError(f"the update failed: {error}") from error

    def transact(self, work: Callable[[ox.Store], T]) -> T:
        return work(self.store.rdf)

    def writable(self) -> AbstractContextManager[FilmGraph]:
        raise NotImplementedError

    def close(self) -> None:
        """Several servers may share it, one after the other."""


@contextmanager
def speaking(engine: Any = None, **settings: Any) -> Iterator[Speaker]:
    """A server in memory that may be written, and who speaks to it."""
    chosen = {"writable": True, "token": TOKEN, **settings}
    context = Context(engine or MemoryEngine(), Settings(**chosen))
    with in_background(context) as address:
        yield Speaker(address, chosen["token"])


class Real(NamedTuple):
    """A server as `reelgraph serve --write` starts it: one for many tests, which takes a second."""

    speaker: Speaker
    engine: Engine

    def holding(self, rdf: Iterable[ox.Quad] = ()) -> Speaker:
        """Who speaks to it, when it holds these quads and nothing else."""

        def begin(store: ox.Store) -> None:
            store.clear()
            store.extend(rdf)

        self.engine.transact(begin)
        return self.speaker


@contextmanager
def speaking_for_real(folder: Path) -> Iterator[Real]:
    """A real server over a folder that is made, and who speaks to it."""
    open_graph(folder, create=True).close()
    settings = Settings(writable=True, token=TOKEN)
    context = Context(open_engine(folder, settings), settings)
    try:
        with in_background(context) as address:
            yield Real(Speaker(address, TOKEN), context.engine)
    finally:
        context.engine.close()


def form(**parameters: str | Sequence[str]) -> str:
    """Parameters as the body of a form; with _ for -."""
    pairs = {name.replace("_", "-"): value for name, value in parameters.items()}
    return urlencode(pairs, doseq=True, quote_via=quote)


def as_json(answer: Answer) -> Any:
    """The body of an answer in JSON."""
    return json.loads(answer.body)
