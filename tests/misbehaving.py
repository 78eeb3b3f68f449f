"""A SPARQL server on loopback that misbehaves in the ways that real ones were seen to.

The path of its address names what it does: ``server.url("page")`` answers with a web page.
Questions of the store about itself (what is on the server, how many rows there are) are answered
well, so that it is the user's own question that meets the fault.
"""

import gzip
import json
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox

JSON = "application/sparql-results+json"
NTRIPLES = "application/n-triples"


def rows(*values: str) -> bytes:
    """A whole answer with one column."""
    bindings = [{"x": {"type": "literal", "value": v}} for v in values]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()


RIGHT = rows("one", "two")
TRIPLE = b"<http://e/s> <http://e/p> <http://e/o> .\n"
TRACE = (
    b"\nSPARQL-QUERY: queryStr=SELECT * WHERE { ?s ?p ?o }\n"
    b"java.util.concurrent.ExecutionException: java.lang.OutOfMemoryError\n"
    b"\tat java.util.concurrent.FutureTask.report(FutureTask.java:122)\n"
    b"\tat java.util.concurrent.FutureTask.get(FutureTask.java:192)\n"
)
TIMED_OUT = (
    b"\nSPARQL-QUERY: queryStr=SELECT\njava.util.concurrent.TimeoutException\n"
    b"\tat java.util.concurrent.FutureTask.get(FutureTask.java:205)\n"
)
PAGE = (
    b"<!DOCTYPE html><html><title>Hi</title><body><h1>Welcome to the query form</h1></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"
    server: "Misbehaving"

    def do_POST(self) -> None:
        """Take a question, remember it, and misbehave."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = parse_qs(body.decode())
        query = asked.get("query", [""])[0]
        name = self.path.partition("?")[0].strip("/")
        self.server.seen.append((name, dict(self.headers), asked))
        self.close_connection = True
        if self.server.engine is not None:
            self.server.engine.answer(self, query)
        elif "/graph/sources" in query:
            self.answer(json.dumps({"head": {"vars": ["what"]}, "results": {"bindings": []}}))
        elif "reelgraph_rows" in query:
            count = {"type": "literal", "value": str(self.server.counted)}
            found = {"head": {"vars": ["reelgraph_rows"]}}
            found["results"] = {"bindings": [{"reelgraph_rows": count}]}  # type: ignore[dict-item]
            if self.server.counted:
                self.answer(json.dumps(found))
            else:
                self.answer("no aggregates here", status=400, media="text/plain")
        else:
            BEHAVIOURS[name](self)

    def answer(
        self, body: bytes | str, media: str = JSON, status: int = 200, **headers: object
    ) -> None:
        """Send an answer with its length."""
        raw = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", media)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        for header, value in {"Content-Length": len(raw), **more}.items():
            self.send_header(header, str(value))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name there
        """Keep quiet."""


def _chunk_cut(h: Handler) -> None:
    h.send_response(200)
    h.send_header("Content-Type", JSON)
    h.send_header("Transfer-Encoding", "chunked")
    h.end_headers()
    h.wfile.write(b"%x\r\n%s\r\n" % (len(RIGHT), RIGHT) + b"400\r\nhalf a chunk")


def _drip(h: Handler, headers: bool = False) -> None:
    if headers:
        h.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: " + JSON.encode() + b"\r\nX-Slow: ")
    else:
        h.send_response(200)
        h.send_header("Content-Type", JSON)
        h.send_header("Content-Length", "100000")
        h.end_headers()
    for _ in range(100):
        if h.server.over.wait(0.05):
            return
        try:
            h.wfile.write(b" ")
        except OSError:
            return
    h.server.finished.append("dripping")


def _silent(h: Handler) -> None:
    h.connection.settimeout(10)
    with suppress(OSError):
        h.connection.recv(1)  # until the client has gone


def _reset(h: Handler) -> None:
    h.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    h.connection.close()
    h.wfile = h.rfile = open("/dev/null", "wb")  # noqa: SIM115, PTH123  nothing more is said


def _busy_twice(h: Handler) -> None:
    times = sum(1 for name, _, _ in h.server.seen if name == "busy_twice") - 1  # not the look
    if times < 3:
        h.answer("slow down", "text/plain", 429, Retry_After=7)
    else:
        h.answer(RIGHT)


def _until_a_date(h: Handler) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    h.answer("", "text/plain", 503, Retry_After=soon)


def _bomb(h: Handler) -> None:
    h.answer(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")


def _members(h: Handler) -> None:
    packed = gzip.compress(RIGHT[:30]) + gzip.compress(RIGHT[30:])
    h.answer(packed, Content_Encoding="gzip")


def _many(h: Handler) -> None:
    h.answer(rows(*map(str, range(10_000))))


def _many_triples(h: Handler) -> None:
    lines = (b"<http://e/s> <http://e/p> <http://e/%d> .\n" % n for n in range(20_000))
    h.answer(b"".join(lines), NTRIPLES)


def _status(status: int, body: str = "", media: str = "text/plain") -> Callable[[Handler], None]:
    return lambda h: h.answer(body, media, status)


def _with(body: bytes, media: str = JSON, **headers: object) -> Callable[[Handler], None]:
    return lambda h: h.answer(body, media, **headers)


BEHAVIOURS: dict[str, Callable[[Handler], None]] = {
    "right": _with(RIGHT),
    "typed": _with(RIGHT, "application/json; charset=utf-8"),
    "gzip": _with(gzip.compress(RIGHT), Content_Encoding="gzip"),
    "members": _members,
    "many": _many,
    "triples": _with(TRIPLE, NTRIPLES),
    "moved": lambda h: h.answer("", status=308, Location="/right"),
    # errors that come with 200
    "cancelled": _with(RIGHT[:-3] + b"\nThe SPARQL operation has been cancelled"),
    "trace": _with(RIGHT + TRACE),
    "trace_inside": _with(RIGHT[:-20] + TRACE),
    "timed_out": _with(RIGHT[:-20] + TIMED_OUT),
    "midstream": _with(RIGHT[:60] + b"\n!!!!>># An error has occurred\n"),
    "page": _with(PAGE, "text/html; charset=utf-8"),
    "page_as_json": _with(PAGE),
    "text": _with(b"Please set a user agent", "text/plain"),
    "csv": _with(b"x\r\none\r\n", "text/csv"),
    "untyped": lambda h: h.answer(RIGHT, ""),
    "truncated": _with(RIGHT[:-2]),
    "empty": _with(b""),
    "no_results": _with(b'{"head": {"vars": ["x"]}}'),
    "no_head": _with(b'{"results": {"bindings": []}}'),
    "error_as_json": _with(b'{"error": "something"}'),
    "boolean": _with(b'{"head": {}, "boolean": true}'),
    "no_iri": _with(RIGHT.replace(b'"literal", "value": "one"', b'"uri", "value": "no iri"')),
    "part": _with(RIGHT, X_SQL_State="S1TAT"),
    "short": _with(RIGHT, Content_Length=len(RIGHT) + 10),
    "chunk_cut": _chunk_cut,
    "gzip_cut": _with(gzip.compress(RIGHT)[:-12], Content_Encoding="gzip"),
    "no_gzip": _with(RIGHT, Content_Encoding="gzip"),
    "brotli": _with(RIGHT, Content_Encoding="br"),
    "bomb": _bomb,
    "cut_triples": _with(TRIPLE + TRIPLE[:20], NTRIPLES),
    "cancelled_triples": _with(TRIPLE + b"The SPARQL operation has been cancelled", NTRIPLES),
    "many_triples": _many_triples,
    "page_for_triples": _with(PAGE, "text/html"),
    # other states
    "206": _status(206, "half", JSON),
    "400": _status(400, "Virtuoso 37000 Error SP030: syntax error at 'foo'"),
    "401": _status(401),
    "403": _status(403, "<html><body><h1>Forbidden</h1><p>go away</p></body></html>", "text/html"),
    "404": _status(404),
    "405": _status(405),
    "414": _status(414),
    "418": _status(418, "short and stout"),
    "429": _status(429),
    "500": _status(500, "java.lang.NullPointerException"),
    "500_late": _status(500, "java.util.concurrent.TimeoutException: Query deadline is expired."),
    "502": _status(502),
    "503": _status(503),
    "504": _status(504),
    "busy_twice": _busy_twice,
    "busy_long": lambda h: h.answer("", "text/plain", 429, Retry_After=86400),
    "busy_until": _until_a_date,
    "circle": lambda h: h.answer("", status=302, Location="/circle"),
    "nowhere": lambda h: h.answer("", status=302),
    "elsewhere": lambda h: h.answer("", status=307, Location=h.server.elsewhere),
    "drip": _drip,
    "drip_headers": lambda h: _drip(h, headers=True),
    "silent": _silent,
    "reset": _reset,
    "closed": lambda h: None,
    "no_http": lambda h: h.wfile.write(b"220 mail.example.org ESMTP\r\n") and None,
}


# A server that has facts: it answers rightly, except where a fault of its comes in

Fault = Callable[["Engine", Handler, str, bytes], bool]
"""Given the question and its right answer; whether it answered otherwise."""


class Engine:
    """Facts, and the way in which asking for them goes wrong."""

    def __init__(self, facts: ox.Store, fault: Fault) -> None:
        self.facts, self.fault = facts, fault
        self.asked: Counter[str] = Counter()
        """How often each question came."""
        self.answered: Counter[str] = Counter()
        """How often each question was answered rightly, and whole."""

    def answer(self, h: Handler, query: str) -> None:
        """Answer a question, or misbehave."""
        self.asked[query] += 1
        found = self.facts.query(query)
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        assert body is not None
        if not self.fault(self, h, query, body):
            h.answer(body)
            self.answered[query] += 1

    @property
    def failed(self) -> int:
        """How many questions were not answered rightly."""
        return self.asked.total() - self.answered.total()


def never(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
    """No fault."""
    return False


def once(wrong: Callable[[Handler, bytes], None]) -> Fault:
    """Each question goes wrong when it first comes."""

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if engine.asked[query] > 1:
            return False
        wrong(h, body)
        return True

    return fault


def every_other(wrong: Callable[[Handler, bytes], None]) -> Fault:
    """Of all questions, each second goes wrong."""

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if engine.asked.total() % 2:
            return False
        wrong(h, body)
        return True

    return fault


def over(values: int, wrong: Callable[[Handler, bytes], None]) -> Fault:
    """Questions about more than so many values go wrong, as often as they come."""

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        if query.count("\n    (") <= values:
            return False
        wrong(h, body)
        return True

    return fault


def cutting(most: int) -> Fault:
    """More rows than so many are left out without a word."""

    def fault(engine: Engine, h: Handler, query: str, body: bytes) -> bool:
        found = json.loads(body)
        rows = found["results"]["bindings"]
        if len(rows) <= most:
            return False
        found["results"]["bindings"] = rows[:most]
        h.answer(json.dumps(found))
        return True

    return fault


def _slowly(h: Handler, body: bytes) -> None:
    """The body in drops: it would take half a minute."""
    h.send_response(200)
    h.send_header("Content-Type", JSON)
    h.send_header("Content-Length", str(len(body) + 600))
    h.end_headers()
    h.wfile.write(body)
    with suppress(OSError):
        for _ in range(600):
            if h.server.over.wait(0.05):
                return
            h.wfile.write(b" ")


def _unfinished_chunk(h: Handler, body: bytes) -> None:
    h.send_response(200)
    h.send_header("Content-Type", JSON)
    h.send_header("Transfer-Encoding", "chunked")
    h.end_headers()
    h.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))


def _other_columns(h: Handler, body: bytes) -> None:
    h.answer(rows("one", "two"))


PASSING: dict[str, Callable[[Handler, bytes], None]] = {
    "a stack trace behind the whole answer": lambda h, body: h.answer(body + TRACE),
    "a stack trace amid it": lambda h, body: h.answer(body[: len(body) // 2] + TRACE),
    "an error amid it": lambda h, body: h.answer(
        body[: len(body) // 2] + b"\n!!!!>># An error has occurred\n"
    ),
    "an error behind the whole answer": lambda h, body: h.answer(
        body + b"\n!!!!>># An error has occurred\n"
    ),
    "a text that asks for a user agent": lambda h, body: h.answer(
        "Please set a user-agent and respect our robot policy", "text/plain"
    ),
    "the same with the type of JSON": lambda h, body: h.answer(
        "Please set a user-agent and respect our robot policy"
    ),
    "a page": lambda h, body: h.answer(PAGE, "text/html"),
    "a page with the type of JSON": lambda h, body: h.answer(PAGE),
    "the half of it": lambda h, body: h.answer(body[: len(body) // 2]),
    "all but the last brace": lambda h, body: h.answer(body[:-1]),
    "nothing": lambda h, body: h.answer(b""),
    "no results": lambda h, body: h.answer(json.dumps({"head": {"vars": ["item"]}})),
    "an answer to another question": _other_columns,
    "a truth value": lambda h, body: h.answer(b'{"head": {}, "boolean": true}'),
    "a connection that is cut": lambda h, body: h.answer(body, Content_Length=len(body) + 10),
    "a chunk that is cut": _unfinished_chunk,
    "a packed answer that is cut": lambda h, body: h.answer(
        gzip.compress(body)[:-9], Content_Encoding="gzip"
    ),
    "a connection that is reset": lambda h, body: _reset(h),
    "no answer": lambda h, body: None,
    "429": lambda h, body: h.answer("slow down", "text/plain", 429),
    "429 until a date": lambda h, body: h.answer(
        "slow down",
        "text/plain",
        429,
        Retry_After=format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True),
    ),
    "429 until nobody knows": lambda h, body: h.answer("", "text/plain", 429, Retry_After="-x"),
    "500": lambda h, body: h.answer("java.lang.NullPointerException", "text/plain", 500),
    "502": lambda h, body: h.answer(PAGE, "text/html", 502),
    "503": lambda h, body: h.answer("", "text/plain", 503, Retry_After=4),
}
"""What goes wrong, and may go well when it is asked again."""

TOO_MUCH: dict[str, Callable[[Handler, bytes], None]] = {
    "504": lambda h, body: h.answer(PAGE, "text/html", 504),
    "500 for lack of time": lambda h, body: h.answer(TIMED_OUT, "text/plain", 500),
    "a timeout amid the answer": lambda h, body: h.answer(body[: len(body) // 2] + TIMED_OUT),
    "a timeout behind the answer": lambda h, body: h.answer(body + TIMED_OUT),
    "oxigraph's, cut": lambda h, body: h.answer(
        body[: len(body) // 2] + b"\nThe SPARQL operation has been cancelled"
    ),
    "oxigraph's, behind": lambda h, body: h.answer(
        body + b"\nThe SPARQL operation has been cancelled"
    ),
    "a part of the answer": lambda h, body: h.answer(body, X_SQL_State="S1TAT"),
    "too long a question": lambda h, body: h.answer("", "text/plain", 413),
    "a slow body": _slowly,
}
"""What goes wrong as long as too much is asked for."""


class Misbehaving(ThreadingHTTPServer):
    """The server; `seen` holds what it was asked: the path, the headers and the form."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.over = threading.Event()
        self.finished: list[str] = []
        """What it could do to its slow end."""
        self.counted = 0
        """What it says that it counts; 0 for a server that cannot count."""
        self.elsewhere = "http://other.invalid/sparql"
        self.engine: Engine | None = None
        """What answers if there are facts; it has faults of its own."""

    def url(self, behaviour: str) -> str:
        """The address at which it behaves so."""
        return f"http://127.0.0.1:{self.server_port}/{behaviour}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that have gone."""


@contextmanager
def misbehaving() -> Iterator[Misbehaving]:
    """The server, running."""
    server = Misbehaving()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
