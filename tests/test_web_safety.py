"""Requests and facts of people with bad intentions, against the whole application."""

import asyncio
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

import pyoxigraph as ox
import pytest
from hostile import MINTED, NAMES, ODD_IRIS, H, hostile_world
from page_server import BROWSER, pages_of
from starlette.responses import PlainTextResponse

from reelgraph.views.text import clean
from reelgraph.web.context import Settings
from reelgraph.web.guards import Guards

SCRIPT = NAMES["script"]
SAFE = {
    "content-security-policy": "script-src 'self';",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
UPLOAD = 4096


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    with pages_of(hostile_world(tmp_path_factory.mktemp("hostile")), upload=UPLOAD) as server:
        yield server


class Read(HTMLParser):
    """A page as a browser takes it: its elements with their attributes, and its text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.said, self.data = [], [], []
        self._in = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._in = tag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        (self.data if self._in else self.said).append(data)

    @property
    def text(self):
        return "".join(self.said)


def assert_is_inert(text):
    """Nothing in a page can run or load anything, and no link leads to what is no web page."""
    page = Read(text)
    known = {"link", "meta", "a", "form", "input", "script", "svg", "rect", "circle", "polygon"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag not in ("img", "iframe", "object", "embed", "base"), (tag, attributes)
        if tag == "script":
            assert attributes == {"type": "application/ld+json"}
        for name in ("href", "src", "action"):
            address = attributes.get(name)
            if address is not None:
                assert tag in known
                assert urlsplit(address).scheme in ("", "http", "https"), address
                assert not urlsplit(address).netloc or address.startswith(("http:", "https:"))
    return page


def raw(port, data):
    """What the server answers to some bytes, until it closes."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sent:
        with suppress(ConnectionResetError, BrokenPipeError):
            sent.sendall(data)
        with suppress(ConnectionResetError):
            while part := sent.recv(65536):
                found += part
    return found


def status_of(answer):
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else None


# Facts that are markup


@pytest.mark.parametrize("iri", [*(H + key for key in NAMES), *ODD_IRIS])
def test_whatever_things_are_called_is_text_on_their_pages(pages, iri):
    answer = pages.page(iri)
    assert answer.status == 200
    page = assert_is_inert(answer.text)
    assert on_a_line(SCRIPT) in page.text  # the other name, the character, the note, the source
    assert "javascript:alert(10)" in page.text  # told, but no link


def on_a_line(name):
    return " ".join(clean(name).split())


@pytest.mark.parametrize("key", NAMES)
def test_a_name_stands_on_its_page_to_the_letter_but_for_what_turns_or_breaks_lines(pages, key):
    page = Read(pages.page(H + key).text)
    assert on_a_line(NAMES[key]) in page.text
    assert not set("\u202e\u2066\u0001\u0007") & set(page.text)


@pytest.mark.parametrize("iri", [*(H + key for key in NAMES), *ODD_IRIS])
def test_the_data_in_a_page_cannot_end_before_its_end(pages, iri):
    page = Read(pages.page(iri).text)
    assert len(page.data) == 1
    assert not set("<>&") & set(page.data[0])
    data = json.loads(page.data[0])
    assert data["director"]["name"] == SCRIPT
    assert "url" not in data  # javascript: is none
    assert set(ox.parse(page.data[0], format=ox.RdfFormat.JSON_LD))


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "rdf", "trig", "nq"])
@pytest.mark.parametrize("iri", [H + "split", H + "control", *ODD_IRIS])
def test_every_form_of_an_odd_entity_can_be_read_again(pages, iri, ending):
    answer = pages.page(iri, accept="*/*", more=f"&format={ending}")
    assert answer.status == 200
    found = list(ox.parse(answer.body, format=ox.RdfFormat.from_extension(ending)))
    assert iri in {q.subject.value for q in found}


def test_a_name_with_line_breaks_splits_no_header(pages):
    answer = pages.page(H + "split", accept="text/turtle")
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"] == (
        'inline; filename="two-set-cookie-taken-1-h1-x-h1.ttl"'
    )
    moved = pages.get(f"/entity?name={quote('odd 0')}%0d%0aSet-Cookie:%20x=1")
    assert "set-cookie" not in moved.headers


@pytest.mark.parametrize("iri", ODD_IRIS)
def test_the_way_to_an_odd_iri_stays_on_this_server(pages, iri):
    answer = pages.get(f"/entity?name={quote(iri, safe='')}")
    assert answer.status in (303, 200)
    address = answer.headers["location"]
    assert address.startswith(("/entity?iri=", "/id/"))
    assert pages.get(address).status == 200


# Requests that are markup


@pytest.mark.parametrize(
    "path",
    [
        "/entity?iri={}",
        "/entity?name={}",
        "/entity?iri=https://example.org/{}",
        "/entity?iri=" + H + "script&format={}",
        "/entity?iri=" + H + "script&format=jsonld&profile={}",
        "/id/{}",
        "/id/x/film/{}.ttl",
        "/{}",
        "/static/{}",
        "/entity.{}",
        "/query/{}",
        "/.well-known/void?format={}",
        "/sparql?query={}",
        "/api/entity?name={}",
        "/api/entity?iri={}",
        "/reconcile?queries={}",
    ],
)
@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
def test_no_answer_repeats_markup_as_markup(pages, path, accept):
    answer = pages.get(path.format(quote(SCRIPT, safe="")), accept)
    assert answer.status < 500
    if answer.headers.get("content-type", "").startswith("text/html"):
        if "static/main" not in answer.text:  # the explorer's own page loads its script
            assert_is_inert(answer.text)
        assert SCRIPT not in answer.text
    else:
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_search_box_of_an_error_page_holds_what_was_typed_as_text(pages):
    page = assert_is_inert(pages.get(f"/entity?name={quote(SCRIPT + 'x')}").text)
    inputs = [attributes for tag, attributes in page.elements if tag == "input"]
    assert [i["value"] for i in inputs] == [SCRIPT + "x"]


# Headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/entity?iri=" + H + "script"),
        ("GET", "/entity?iri=" + H + "script&format=ttl"),
        ("GET", "/entity?name=nobody"),
        ("GET", "/entity"),
        ("GET", "/page.css"),
        ("GET", "/robots.txt"),
        ("GET", "/.well-known/void"),
        ("GET", "/nowhere"),
        ("POST", "/entity"),
        ("HEAD", "/entity?iri=" + H + "script"),
        ("PUT", "/page.css"),
        ("GET", "/static/nothing.js"),
    ],
)
def test_every_answer_has_the_headers_of_safety(pages, method, path):
    answer = pages.get(path, method=method)
    for name, value in SAFE.items():
        assert value in answer.headers[name]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    script_policy = re.search(r"script-src ([^;]*)", answer.headers["content-security-policy"])
    assert script_policy[1] == "'self'"
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_no_other_page_may_read_an_answer_unless_the_server_was_started_so(pages):
    for method in ("GET", "OPTIONS"):
        answer = pages.get(
            "/entity?iri=" + H + "script",
            method=method,
            headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"},
        )
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"])
def test_a_page_takes_no_method_but_those_that_read(pages, method):
    answer = pages.get("/entity?iri=" + H + "script", method=method)
    assert answer.status == 405
    assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


# Host names


def asking(host_lines, target="/robots.txt"):
    return f"GET {target} HTTP/1.1\r\n{host_lines}Connection: close\r\n\r\n".encode("latin-1")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost:65535",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_this_machine_may_be_called_by_its_names(pages, host):
    assert status_of(raw(pages.port, asking(f"Host: {host}\r\n"))) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "evil.example#localhost",
        "evil.example/localhost",
        "localhost:80@evil.example",
        "localhost evil.example",
        "",
        "[::1",
        "[::1]evil",
        "2130706433",
        "0.0.0.0",
        "localhost..",
        "localhost:port",
        "127.1",
        "lócalhost",
    ],
)
def test_a_foreign_name_is_refused_before_anything_is_read(pages, host):
    answer = raw(pages.port, asking(f"Host: {host}\r\n"))
    assert status_of(answer) in (400, 421)
    assert b"User-agent" not in answer


def test_where_any_name_may_be_used_an_odd_one_spoils_no_answer(pages, tmp_path):
    with pages_of(hostile_world(tmp_path), hosts=frozenset({"*"})) as open_to_all:
        for host in ('a"b', "[::1", "x y", "<b>", "", "example.org:port"):
            target = f"/entity?iri={H}script&format=ttl"
            answer = raw(open_to_all.port, asking(f"Host: {host}\r\n", target))
            assert status_of(answer) in (200, 400)


def test_a_request_without_a_host_or_with_two_is_refused(pages):
    assert status_of(raw(pages.port, asking(""))) in (400, 421)
    both = "Host: localhost\r\nHost: evil.example\r\n"
    assert status_of(raw(pages.port, asking(both))) in (400, 421)
    other_order = "Host: evil.example\r\nHost: localhost\r\n"
    assert status_of(raw(pages.port, asking(other_order))) in (400, 421)


def test_a_target_with_a_host_of_its_own_leads_nowhere_else(pages):
    for target in (
        "http://evil.example/robots.txt",
        "http://localhost/robots.txt",
        "//evil.example/entity?iri=x",
    ):
        answer = raw(pages.port, asking("Host: localhost\r\n", target))
        assert status_of(answer) in (200, 400, 404, 421)
        head = answer.partition(b"\r\n\r\n")[0].lower()
        assert b"evil.example" not in head
        assert b"\nlocation:" not in head


def test_a_redirect_names_no_host(pages):
    answer = pages.get("/entity?name=odd+0", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.headers["location"].startswith("/entity?iri=")
    slashes = pages.get("//evil.example/%2e%2e/")
    assert not slashes.headers.get("location", "/x").startswith("//")


# Sizes


def test_a_body_that_says_it_is_too_long_is_refused_unread(pages):
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {UPLOAD + 1}\r\n"
    answer = raw(pages.port, f"{head}Connection: close\r\n\r\n".encode())
    assert status_of(answer) == 413


def test_a_body_that_does_not_say_how_long_it_is_is_bounded_too(pages):
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    head += b"Content-Type: application/sparql-query\r\nConnection: close\r\n\r\n"
    chunk = b"400\r\n" + b" " * 1024 + b"\r\n"
    answer = raw(pages.port, head + chunk * 64 + b"0\r\n\r\n")
    assert status_of(answer) in (404, 405, 413)  # it is read by who answers there, or by nobody


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "1 1", "٣", "9" * 40, "+5"])
def test_a_length_that_is_no_number_is_refused(pages, length):
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
    answer = raw(pages.port, f"{head}Connection: close\r\n\r\n".encode())
    assert status_of(answer) in (400, 413)


@pytest.mark.parametrize("length", [5_000, 60_000, 200_000])
def test_a_long_address_is_answered_or_refused_and_the_server_goes_on(pages, length):
    for path in (f"/entity?name={'a' * length}", f"/id/{'a' * length}", f"/static/{'a' * length}"):
        answer = raw(pages.port, asking("Host: localhost\r\n", path))
        assert status_of(answer) in (400, 404, 414, 431, None)
    header = f"Host: localhost\r\nX-Long: {'a' * length}\r\n"
    assert status_of(raw(pages.port, asking(header))) in (200, 400, 431, None)
    assert pages.get("/robots.txt").status == 200


# Paths


@pytest.mark.parametrize("start", ["/static/", "/id/", "/query/", "/"])
@pytest.mark.parametrize(
    "path",
    [
        "../../../../../../etc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "..%5c..%5c..%5cetc%5cpasswd",
        "..\\..\\etc\\passwd",
        "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
        "%00",
        "passwd%00.js",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "....//....//etc/passwd",
        "__init__.py",
        "..%2fpages.py",
        "%ff",
        "%",
        "%zz",
    ],
)
def test_no_path_leads_out_of_what_is_served(pages, start, path):
    answer = raw(pages.port, asking("Host: localhost\r\n", start + path))
    assert status_of(answer) in (400, 404, *((200, 500) if start == "/query/" else ()))
    assert b"root:" not in answer
    assert b"import " not in answer


def test_an_iri_with_steps_upwards_is_asked_for_by_its_whole_self(pages):
    for iri in (f"{MINTED}film/..%2F..%2Fetc", f"{MINTED}film/a/../../b"):
        page = pages.page(iri)
        assert page.status == 200
        assert f"/entity?iri={quote(iri, safe='')}" in page.headers["link"]


# What the guards see to by themselves


def answered_by(application, messages, **settings):
    """What guards around an application send for a request whose body comes in parts."""
    waiting = [{"type": "http.request", "body": b, "more_body": m} for b, m in messages]
    sent = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"host", b"localhost")],
        "query_string": b"",
    }
    guarded = Guards(application, Settings(**settings))
    with ThreadPoolExecutor(1) as pool:  # a browser's test may have left a loop in this thread
        error = pool.submit(asyncio.run, guarded(scope, receive, send)).exception()
    return [*sent, type(error)]


async def takes_all(scope, receive, send):
    while (await receive())["more_body"]:
        pass
    await PlainTextResponse("taken")(scope, receive, send)


def test_a_body_is_taken_up_to_the_limit_and_not_a_byte_further():
    whole = [(b"x" * 5, True), (b"x" * 5, False)]
    assert answered_by(takes_all, whole, upload=10)[0]["status"] == 200
    sent = answered_by(takes_all, whole, upload=9)
    assert sent[0]["status"] == 413
    assert b"9 bytes at most" in sent[1]["body"]


def test_what_fails_here_is_answered_with_the_headers_of_safety_and_told_to_the_log():
    async def fails(scope, receive, send):
        raise ZeroDivisionError(SCRIPT)

    start, body, error = answered_by(fails, [])
    assert start["status"] == 500
    headers = {k.decode(): v.decode() for k, v in start["headers"]}
    assert all(value in headers[name] for name, value in SAFE.items())
    assert SCRIPT.encode() not in body["body"]
    assert error is ZeroDivisionError
