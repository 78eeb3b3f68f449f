"""Odd requests to the endpoint: none is a mishap of the server, and none reaches anything else."""

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from speaking import FORM, QUERY, UPDATE, Answer, Speaker, speaking


class Listener:
    """A port that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.came = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Speaker]:
    with speaking(cors=("https://page.example",)) as speaker:
        yield speaker


PLACES = (
    "LISTENER",
    "file:///etc/passwd",
    "http://169.254.169.254/",
    "default",
    "urn:x",
    "",
    "//x",
)
TEXTS = st.sampled_from(
    (
        "ASK {}",
        "SELECT * { SERVICE <LISTENER> { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<LISTENER> { ?s ?p ?o } }",
        "SELECT * FROM <LISTENER> FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
        "LOAD <LISTENER>",
        "LOAD SILENT <file:///etc/passwd> INTO GRAPH <urn:x>",
        "INSERT {} WHERE { SERVICE SILENT <LISTENER> {} }",
        "INSERT DATA { GRAPH <urn:x> { <a> <b> '\ufeff' } }",
        "DESCRIBE <LISTENER>",
        '{"@context": "LISTENER", "@id": "urn:x"}',
        "@prefix x: <LISTENER> . @base <LISTENER> . <> x:a x:b .",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "LISTENER">]><a>&b;</a>',
    )
) | st.text(max_size=40)
NAMES = st.sampled_from(
    (
        "query",
        "update",
        "default-graph-uri",
        "named-graph-uri",
        "using-graph-uri",
        "using-named-graph-uri",
        "graph",
        "default",
        "format",
        "output",
        "timeout",
    )
) | st.text(max_size=8)
NUMBERS = st.sampled_from(("1", "0", "-1", "1e309", "9" * 300, "nan", "٣", "0x1"))
VALUES = TEXTS | st.sampled_from(PLACES) | NUMBERS
ODD = st.sampled_from(("%", "%zz", "%ff", "%00", "%ED%A0%80", "&&", "=", "+", "%u0041", ";", "\\"))
TYPES = st.sampled_from(
    (
        "application/x-www-form-urlencoded",
        "application/sparql-query",
        "application/sparql-update",
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/sparql-query; charset=utf-16",
        "text/turtle; charset=\xff",
        "; ;=",
    )
) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
HEADERS = st.dictionaries(
    st.sampled_from(("Accept", "Origin", "Authorization", "Access-Control-Request-Method")),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30)
    | st.sampled_from(
        ("https://page.example", "null", "*/*;q=2", "text/html", "Basic !", "Bearer")
    ),
    max_size=3,
)
METHODS = st.sampled_from(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
PATHS = st.sampled_from(
    ("/sparql", "/sparql/", "/graph-store", "/graph-store/x", "/graph-store/..%2f%00")
)


def sound(answer: Answer, listener: Listener) -> None:
    """Nothing went wrong in the server, and nobody was asked."""
    assert answer.status < 500
    assert b"root:" not in answer.body
    assert listener.came == 0


@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    METHODS,
    PATHS,
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.lists(ODD, max_size=3),
    TYPES,
    VALUES | st.binary(max_size=60),
    HEADERS,
    st.booleans(),
)
def test_odd_requests_are_answered(
    server: Speaker,
    listener: Listener,
    method: str,
    path: str,
    pairs: list[tuple[str, str]],
    odd: list[str],
    media: str,
    body: str | bytes,
    headers: dict[str, str],
    shown: bool,
) -> None:
    from urllib.parse import quote

    def real(text: str) -> str:
        return text.replace("LISTENER", listener.address)

    parameters = [
        f"{quote(n, errors='replace')}={quote(real(v), errors='replace')}" for n, v in pairs
    ]
    query = "&".join([*parameters, *odd])
    sent = body if isinstance(body, bytes) else real(body).encode("utf-8", "replace")
    chosen = {"Content-Type": media, **headers}
    if shown:
        chosen["Authorization"] = f"Bearer {server.token}"
    encoded = {name: value.encode("latin-1", "replace") for name, value in chosen.items()}
    answer = server.send(method, f"{path}?{query}", sent, encoded)  # type: ignore[arg-type]
    sound(answer, listener)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=5), st.lists(ODD, max_size=3), st.booleans())
def test_odd_forms_are_answered(
    server: Speaker,
    listener: Listener,
    pairs: list[tuple[str, str]],
    odd: list[str],
    shown: bool,
) -> None:
    from urllib.parse import quote_plus

    real = [(n, v.replace("LISTENER", listener.address)) for n, v in pairs]
    texts = [
        f"{quote_plus(n, errors='replace')}={quote_plus(v, errors='replace')}" for n, v in real
    ]
    speak = server.write if shown else server.send
    sound(speak("POST", body="&".join([*texts, *odd]), headers=FORM), listener)


@pytest.mark.parametrize("place", ["LISTENER", "file:///etc/passwd", "http://169.254.169.254/"])
def test_no_name_of_a_graph_is_an_address(server: Speaker, listener: Listener, place: str) -> None:
    graph = place.replace("LISTENER", listener.address)
    for parameter in ("default_graph_uri", "named_graph_uri"):
        answer = server.ask("ASK { ?s ?p ?o }", **{parameter: graph})
        assert (answer.status, answer.truth) == (200, False)
        sound(answer, listener)
    assert server.send("GET", "/graph-store", graph=graph).status == 404
    for text in (f"SELECT * FROM <{graph}> {{ ?s ?p ?o }}", f"DESCRIBE <{graph}>"):
        sound(server.send("POST", body=text, headers=QUERY), listener)
    for text in (f"LOAD <{graph}>", f"INSERT {{}} WHERE {{ SERVICE <{graph}> {{}} }}"):
        answer = server.write("POST", body=text, headers=UPDATE, using_graph_uri=graph)
        assert answer.status == 403
        sound(answer, listener)
