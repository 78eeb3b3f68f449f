"""Asking a SPARQL server, and believing nothing of what it answers before it is checked.

Servers answer 200 and a page, 200 and half an answer, 200 and an error in the middle. Each of these
is an error here, with its remedy. `Client.ask` is the one way in: what is to happen between
questions (pacing, keeping answers) belongs around it.
"""

import http.client
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any

from reelgraph._version import __version__
from reelgraph.errors import EndpointError, QueryTimeout
from reelgraph.store.address import Endpoint
from reelgraph.store.transport import Broken, Watch, receive

if TYPE_CHECKING:
    from reelgraph.store.wrapper import Request

Graphs = str | Sequence[str]
"""The IRI of a graph (empty for none), or several."""
_Dataset = tuple[Graphs, Sequence[str]]
ENV_CONTACT = "REELGRAPH_CONTACT"
"""The environment variable that says whom a server's keepers may write to."""
DEADLINE = 120.0
"""Seconds that one question may take in all, unless it is told otherwise."""
MOST = 1 << 30
"""Bytes that an answer may have, unpacked."""
TRIES = 3
LONGEST_WAIT = 60.0
"""Seconds that a server may ask to wait; where it asks for more, the question fails."""
ROWS = ("application/sparql-results+json", "application/json")
TRIPLES = ("application/n-triples", "text/turtle", "text/plain")
_BUSY = (429, 502, 503)
"""The states that pass by themselves."""
_REDIRECTS = (301, 302, 303, 307, 308)
_ENDED = re.compile(
    r"SPARQL operation has been cancelled|\w*Timeout(?:Exception|Error)\b|QueryCancelled\w*|"
    r"(?i:deadline exceeded|query timeout|timed out)"
)
_FAILED = re.compile(
    r"!!!!>>#|^\s*at [\w.$<>]+\(.*\)|\bjava\.[\w.]+(?:Exception|Error)|"
    r"\b[\w.]+Exception\b|SPARQL-QUERY: queryStr|Virtuoso \w{5} Error",
    re.MULTILINE,
)
_ADDRESSES = (
    "the address must be that of the SPARQL endpoint itself, as in http://HOST:7878/sparql "
    "(reelgraph serve), http://HOST:7878/query (Oxigraph), "
    "http://HOST:3030/DATASET/sparql (Fuseki) or http://HOST:8890/sparql (Virtuoso)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered with success: the body is whole, as far as HTTP can tell."""

    body: IO[bytes]
    media: str
    """Its media type."""
    is_cut: bool = False
    """Whether the server says that it left rows out, as Virtuoso does in a header."""


class Client:
    """Asks one server."""

    def __init__(
        self,
        address: str,
        *,
        deadline: float = DEADLINE,
        most: int = MOST,
        tries: int = TRIES,
        contact: str | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Get ready; nothing is sent yet.

        Args:
            address: Of the endpoint; a name and a password may stand in it.
            deadline: Seconds that one question may take in all.
            most: Bytes that an answer may have.
            tries: How often a busy server is asked in all; 1 where the caller waits himself.
            contact: Whom its keepers may write to; that of the environment if None.
            pause: How to wait.

        Raises:
            EndpointError: it is no address.

        """
        self.endpoint = Endpoint.of(address)
        self.deadline, self.most, self._pause = deadline, most, pause
        self._tries, self._contact = tries, contact
        self.asked = 0
        """How many requests were sent."""
        self.server = ""
        """What the server calls itself, as far as it was asked."""

    def ask(
        self,
        sparql: str,
        form: str,
        *,
        seconds: float | None = None,
        graph: Graphs = "",
        named: Sequence[str] = (),
        into: IO[bytes] | None = None,
    ) -> Answer:
        """Ask a query and give what came, after its status, its type and its length were checked.

        Args:
            sparql: The query, with all its prefixes.
            form: SELECT, ASK, CONSTRUCT or DESCRIBE.
            seconds: What it may take in all, waiting included; the client's deadline if None.
            graph: The IRI of the graph to ask instead of the default graph, or several of them.
            named: The IRIs of the graphs that are its named graphs.
            into: Where the body is written to; memory if None.

        Raises:
            QueryTimeout: the time was up, here or there.
            EndpointError: anything else but a whole answer.

        """
        wanted = ROWS if form in ("SELECT", "ASK") else TRIPLES
        limit = self.deadline if seconds is None else seconds
        with Watch(limit) as watch:
            for tried in range(1, self._tries + 1):
                response = self._send(sparql, form, wanted, (graph, named), watch)
                if response.status == 200:
                    return self._received(response, wanted, into, watch)
                said = self._words(response, watch)
                wait = _wait(response.headers.get("Retry-After"), tried)
                if response.status not in _BUSY or tried == self._tries or wait > LONGEST_WAIT:
                    raise self._refusal(response, said)
                if wait >= watch.left:
                    raise self._late(limit)
                self._pause(wait)
        raise AssertionError("unreachable: the last try returns or raises")

    def _send(
        self, sparql: str, form: str, wanted: tuple[str, ...], dataset: "_Dataset", watch: Watch
    ) -> Any:
        """The response of the server, where redirects inside of it were followed."""
        endpoint = self.endpoint
        for _ in range(4):
            request = self._request(endpoint, sparql, form, wanted, dataset)
            self.asked += 1
            try:
                response = request.send(watch, proxies=not endpoint.is_here)
            except (OSError, http.client.HTTPException) as error:
                raise self._failure(error, watch) from error
            if response.status not in _REDIRECTS:
                self.server = response.headers.get("Server") or ""
                return response
            location = response.headers.get("Location")
            response.close()
            if not location:
                raise EndpointError(f"{endpoint} redirects, and does not say where to", status=300)
            endpoint = endpoint.moved(location)
        raise EndpointError(f"{self.endpoint} redirects in a circle: {_ADDRESSES}", status=300)

    def _request(
        self,
        endpoint: Endpoint,
        sparql: str,
        form: str,
        wanted: tuple[str, ...],
        dataset: "_Dataset",
    ) -> "Request":
        from reelgraph.store.wrapper import Request

        contact = self._contact or os.environ.get(ENV_CONTACT, "").strip()
        agent = f"reelgraph/{__version__}" + (f" ({contact})" if contact else "")
        request = Request(endpoint.url, re.sub(r"[^\x20-\x7e]", "?", agent), form)
        request.addCustomHttpHeader("Accept", ", ".join(wanted[:2]))
        if endpoint.user:
            request.setCredentials(endpoint.user, endpoint.password)
        graph, named = dataset
        for iri in [graph] if isinstance(graph, str) else graph:
            if iri:
                request.addParameter("default-graph-uri", iri)
        for iri in named:
            request.addParameter("named-graph-uri", iri)
        request.setQuery(sparql)
        return request

    def _received(
        self, response: Any, wanted: tuple[str, ...], into: IO[bytes] | None, watch: Watch
    ) -> Answer:
        media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media not in wanted:
            shown = self._words(response, watch)
            raise EndpointError(
                f"{self.endpoint} answered with {media or 'something without a type'}, "
                f"not with {wanted[0]}{shown}\n{_ADDRESSES}"
            )
        if response.headers.get("X-SQL-State"):  # Virtuoso: what it had when its time was up
            response.close()
            raise QueryTimeout(
                f"{self.endpoint} gave a part of the answer only, for lack of time: ask for less"
            )
        body = into if into is not None else BytesIO()
        try:
            receive(response, body, self.most)
        except Broken as error:
            if watch.late:  # the deadline cut it
                raise self._late(watch.seconds) from None
            raise EndpointError(f"{self.endpoint}: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            raise self._failure(error, watch) from error
        finally:
            response.close()
        if watch.late:
            raise self._late(watch.seconds)
        body.seek(0)
        return Answer(body, media, "X-SPARQL-MaxRows" in response.headers)

    def _words(self, response: Any, watch: Watch) -> str:
        """What the server says of its refusal, in a few words; empty if it says nothing."""
        said = BytesIO()
        try:
            receive(response, said, 1 << 16)
        except (Broken, OSError, http.client.HTTPException):
            if watch.late:
                raise self._late(watch.seconds) from None
        finally:
            response.close()
        return brief(said.getvalue().decode("utf-8", "replace"))

    def _refusal(self, response: Any, said: str) -> EndpointError | QueryTimeout:
        """The error for a status that is no success."""
        status, server = response.status, self.endpoint
        if status == 504 or status == 206 or (status >= 500 and _ENDED.search(said)):
            return QueryTimeout(
                f"{server} ended the query at its own time limit ({status}): ask for less, "
                f"or for one name or year{said}"
            )
        after = response.headers.get("Retry-After")
        later = f"it asks to wait {after}" if after else "ask again later"
        remedies = {
            400: "it does not accept the query",
            401: "it wants a name and a password: give them in the address, "
            "as in https://NAME:PASSWORD@HOST/PATH",
            403: "it does not let you in: ask its keepers, or name yourself to them in the "
            f"environment variable {ENV_CONTACT}",
            404: f"there is nothing at this address; {_ADDRESSES}",
            405: f"it takes no questions at this address; {_ADDRESSES}",
            406: f"it cannot answer with what is understood here ({ROWS[0]}, {TRIPLES[0]})",
            413: "the query is too long for it: ask for less at a time",
            415: f"it takes no questions at this address; {_ADDRESSES}",
            429: f"it is asked too often: {later}",
            502: f"it cannot be reached by what stands before it: {later}",
            503: f"it is busy or under repair: {later}",
        }
        remedy = remedies.get(status, "it failed: ask its keepers" if status >= 500 else "")
        return EndpointError(
            f"{server} answered {status}: {remedy or 'that is no answer to a query'}{said}",
            status=status,
            after=_asked_for(after),
        )

    def _failure(self, error: Exception, watch: Watch) -> EndpointError | QueryTimeout:
        """The error for a connection that broke."""
        reason = getattr(error, "reason", error)
        if watch.late or isinstance(reason, TimeoutError):
            return self._late(watch.seconds)
        if isinstance(reason, ConnectionRefusedError):
            return EndpointError(f"{self.endpoint}: nothing answers there: is the server running?")
        if isinstance(reason, http.client.IncompleteRead):
            return EndpointError(f"{self.endpoint}: the answer was cut: ask again")
        text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        return EndpointError(f"{self.endpoint}: the connection failed ({text})")

    def _late(self, seconds: float) -> QueryTimeout:
        return QueryTimeout(
            f"{self.endpoint}: the query was ended at its time limit of {seconds:.3g} s"
        )


def complaint(tail: str) -> tuple[bool, str]:
    """What a server wrote behind or amid an answer that it could not finish.

    Returns:
        Whether its time limit was the reason, and its words; no words when there are none.

    >>> complaint('}, The SPARQL operation has been cancelled')
    (True, 'The SPARQL operation has been cancelled')

    """
    for mark in (_ENDED, _FAILED):
        found = mark.search(tail)
        if found:
            begin = tail.rfind("\n", 0, found.start()) + 1
            line = tail[max(begin, found.start() - 80) :].strip().splitlines()[0]
            clean = re.sub(r'^[\s\]},{:"]+', "", line)
            return bool(_ENDED.search(tail)), _printable(clean)[:200]
    return False, ""


def brief(text: str) -> str:
    """The beginning of a message, without the tags of a page; on a line of its own."""
    if "<" in text and re.search(r"(?i)<(?:!doctype|html|body|pre|h\d|p)\b", text):
        text = re.sub(r"(?is)<(script|style|title)\b.*?</\1>|<[^>]*>", " ", text)
    text = " ".join(_printable(text).split())
    return f"\n  {text[:400]}{' ...' if len(text) > 400 else ''}" if text else ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _wait(header: str | None, tried: int) -> float:
    """The seconds that a server asks to wait; a little more each time where it does not say."""
    found = _asked_for(header)
    return float(tried) if found is None else found


def _asked_for(header: str | None) -> float | None:
    """The seconds of a ``Retry-After``, which may be a date; None where it says nothing."""
    text = (header or "").strip()
    if re.fullmatch(r"[0-9]{1,18}", text):
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - datetime.now(UTC)).total_seconds(), 0.0)
