"""The endpoint beyond the protocol: formats, limits, honesty, who may do what."""

import csv
import io
import json
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Graph
from speaking import (
    FORM,
    JSON,
    QUERY,
    UPDATE,
    XML,
    MemoryEngine,
    Speaker,
    as_json,
    speaking,
    turtle,
)

from reelgraph.errors import Busy, EndpointError, QueryTimeout, Refused
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM
from reelgraph.web.accepting import best
from reelgraph.web.engine import Question, Whole
from reelgraph.web.sparql import readers, reading
from reelgraph.web.sparql.remote import refuse_services

E = "http://example.org/"
HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    """Two films; the title of one is hostile, and so is a note."""
    rdf = ox.Store()
    rdf.update(
        f"""PREFIX film: <{FILM}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        INSERT DATA {{
          <{E}a> a film:Film ; rdfs:label "A Lamp" ; film:year "1931"^^<{E}gYear> .
          <{E}b> a film:Film ; rdfs:label "{HOSTILE}"@en ; rdfs:comment "=1+1, \\"so\\"" .
          GRAPH <{E}g> {{ <{E}a> <{E}note> "line\\nand\\ttab" }} }}"""
    )
    return MemoryEngine(rdf)


@pytest.fixture(scope="module")
def server(engine: MemoryEngine) -> Iterator[Speaker]:
    with speaking(engine) as speaker:
        yield speaker


# formats

LABELS = "SELECT ?film ?label { ?film a film:Film ; rdfs:label ?label } ORDER BY ?label"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        ("application/json", "application/json"),
        (XML, XML),
        ("application/xml;q=0.9, text/csv;q=0.8", "application/xml"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.9", "text/tab-separated-values"),
        (f"text/turtle, {XML};q=0.1", XML),
        (f"{JSON};q=0, */*;q=0.1", XML),
    ],
)
def test_rows_come_as_they_are_wanted(server: Speaker, accept: str, media: str) -> None:
    answer = server.send("GET", headers={"Accept": accept}, query=LABELS)
    assert (answer.status, answer.media) == (200, media)
    assert answer.headers["vary"] == "Accept"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert b"A Lamp" in answer.body


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/*", "application/n-triples"),
        (f"{JSON}, application/ld+json;q=0.2", "application/ld+json"),
    ],
)
def test_triples_come_as_they_are_wanted(server: Speaker, accept: str, media: str) -> None:
    query = "CONSTRUCT { ?f rdfs:label ?l } WHERE { ?f rdfs:label ?l }"
    answer = server.send("GET", headers={"Accept": accept}, query=query)
    assert (answer.status, answer.media) == (200, media)
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    assert answer.graph == turtle(f'<{E}a> <{label}> "A Lamp" . <{E}b> <{label}> "{HOSTILE}"@en .')


@pytest.mark.parametrize(("form", "query"), [("rows", LABELS), ("triples", "DESCRIBE <x:y>")])
def test_a_format_that_there_is_not_is_told_which_there_are(
    server: Speaker, form: str, query: str
) -> None:
    answer = server.ask(query, "image/png, application/pdf")
    assert answer.status == 406
    assert ("text/csv" if form == "rows" else "text/turtle") in answer.text
    assert server.ask(query, format="pdf").status == 400


def test_the_address_may_say_the_format(server: Speaker) -> None:
    assert server.ask(LABELS, "*/*", format="csv").media == "text/csv"
    assert server.ask(LABELS, "*/*", output="xml").media == XML
    assert server.ask("DESCRIBE <x:y>", "*/*", format="xml").media == "application/rdf+xml"
    assert server.ask(LABELS, XML, format="turtle").media == XML  # no format for rows


def test_csv_is_the_standard_one(server: Speaker) -> None:
    """Also where a spreadsheet would see a formula: a program reads it back."""
    query = "SELECT ?c ?none { ?f rdfs:comment ?c }"
    rows = list(csv.reader(io.StringIO(server.ask(query, "text/csv").text, newline="")))
    assert rows == [["c", "none"], ['=1+1, "so"', ""]]


def test_tsv_keeps_the_terms(server: Speaker) -> None:
    answer = server.ask(f"SELECT ?o {{ GRAPH <{E}g> {{ ?s ?p ?o }} }}", "text/tab-separated-values")
    assert answer.text == '?o\n"line\\nand\\ttab"\n'


def test_a_truth_comes_in_each_format(server: Speaker) -> None:
    assert as_json(server.ask("ASK {}"))["boolean"] is True
    assert server.ask("ASK {}", XML).truth is True
    assert server.ask("ASK {}", "text/csv").text.strip() == "true"
    assert server.ask("ASK { FILTER(false) }", "text/tab-separated-values").text.strip() == "false"


CONTROL = 'SELECT ("a\\u0001b" AS ?x) {}'


def test_xml_is_not_given_where_it_cannot_hold_the_answer(server: Speaker) -> None:
    """The engine would write XML that no reader takes."""
    assert server.ask(CONTROL, XML).status == 406
    assert server.ask(CONTROL).rows == [{"x": "a\x01b"}]
    assert server.ask('SELECT ("a\\\\u0001b" AS ?x) {}', XML).rows == [{"x": "a\\u0001b"}]
    for predicate, text in ((f"{E}1", "x"), (f"{E}a/", "x"), (f"{E}p", "\\b")):
        query = f'CONSTRUCT {{ <{E}s> <{predicate}> "{text}" }} WHERE {{}}'
        assert server.ask(query, "application/rdf+xml").status == 406
        assert server.ask(query, "text/turtle").status == 200
    good = f'CONSTRUCT {{ <{E}s> <{E}p-1> "ä & <b>" }} WHERE {{}}'
    ET.fromstring(server.ask(good, "application/rdf+xml").text)


def test_the_prefixes_of_the_package_are_declared(server: Speaker) -> None:
    assert len(server.ask("SELECT * { ?f a film:Film }").rows) == 2
    own = f"PREFIX film: <{E}> SELECT * {{ film:a ?p ?o }}"
    assert len(server.ask(own).rows) == 3


def test_head_has_the_headers_of_get(server: Speaker) -> None:
    head, get = server.send("HEAD", query=LABELS), server.send("GET", query=LABELS)
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == get.headers[name]


def test_options_says_what_there_is(server: Speaker) -> None:
    answer = server.send("OPTIONS")
    assert answer.status == 204
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert "access-control-allow-origin" not in answer.headers


# the header Accept


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("a/b;q=1.5", None),
        ("a/b;q=x, c/d;q=0.1", "c/d"),
        ('a/b;x="q=0,c/d";q=0.5, c/d;q=0.4', "a/b"),
        ("C/D", "c/d"),
        ("*/*;q=0.5, a/*;q=0", "c/d"),
        ("c/*;q=0.2, */*;q=0.1", "c/d"),
        (",,;;", "a/b"),
        ("a", "a/b"),
        ("*/*, " * 2000, "a/b"),
    ],
)
def test_accept_is_weighed(accept: str, expected: str | None) -> None:
    assert best(accept, ["a/b", "c/d"]) == expected


def test_nothing_offered_is_nothing_best() -> None:
    assert best("", []) is None
    assert best("*/*", []) is None


# the service description

SD = "http://www.w3.org/ns/sparql-service-description#"


def test_the_endpoint_describes_itself(server: Speaker) -> None:
    answer = server.send("GET", headers={"Accept": "text/turtle"})
    assert answer.status == 200
    found = Graph().parse(data=answer.text, format="turtle")
    query = f"""SELECT ?endpoint ?language ?graph {{
      ?s a <{SD}Service> ; <{SD}endpoint> ?endpoint ; <{SD}supportedLanguage> ?language ;
         <{SD}defaultDataset>/<{SD}namedGraph>/<{SD}name> ?graph }}"""
    rows = {tuple(str(value) for value in row) for row in found.query(query)}  # type: ignore[union-attr]
    assert rows == {
        (f"{server.address}/sparql", SD + language, f"{E}g")
        for language in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")
    }


def test_the_description_comes_in_each_format(server: Speaker) -> None:
    expected = server.send("GET").graph
    for accept in ("application/n-triples", "application/ld+json", "application/rdf+xml"):
        assert server.send("GET", headers={"Accept": accept}).graph == expected


def test_only_what_can_be_done_is_described() -> None:
    with speaking(writable=False, token="", services=frozenset({f"{E}other"})) as reading_only:
        text = reading_only.send("GET").text
    assert "SPARQL11Update" not in text
    assert "inputFormat" not in text
    assert "BasicFederatedQuery" in text


def test_a_browser_is_led_to_the_editor(server: Speaker) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = server.send("GET", headers={"Accept": accept})
    assert answer.status == 303
    assert answer.headers["location"].endswith("/editor")


# limits, told honestly


class Failing(MemoryEngine):
    """An engine that fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def ask(self, question: Question) -> Whole:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QueryTimeout("the query was ended at its time limit of 10 s"), 504),
        (Refused("the answer is larger than 64 MB"), 403),
        (Busy("no turn came"), 503),
        (EndpointError("the answer was broken off"), 502),
    ],
)
def test_a_query_that_was_ended_is_no_success(error: Exception, status: int) -> None:
    with speaking(Failing(error)) as server:
        answer = server.ask(LABELS)
        graph = server.send("GET", "/graph-store?default")
    for got in (answer, graph):
        assert (got.status, got.media) == (status, "text/plain")
        assert str(error) in got.text
        assert ("retry-after" in got.headers) == (status == 503)


class Cut(MemoryEngine):
    """An engine that hands on half an answer, which none may."""

    def ask(self, question: Question) -> Whole:
        whole = super().ask(question)
        half = whole.body.read()[: whole.length // 2]
        return Whole(io.BytesIO(half), len(half))


def test_half_an_answer_is_never_converted_to_a_whole_one(engine: MemoryEngine) -> None:
    cut = Cut(engine.store.rdf)
    with speaking(cut) as server:
        for accept in (XML, "text/csv", "text/tab-separated-values"):
            assert server.ask(LABELS, accept).status == 502
        triples = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        for accept in ("text/turtle", "application/ld+json", "application/rdf+xml"):
            assert server.ask(triples, accept).status == 502


def test_a_visitor_may_ask_for_less_time_and_not_for_more(engine: MemoryEngine) -> None:
    with speaking(engine, seconds=5.0) as server:
        for asked, given in (("2.5", 2.5), ("60", 5.0), ("", 5.0)):
            assert server.ask("ASK {}", timeout=asked).status == 200
            assert engine.asked[-1].seconds == given
        for odd in ("0", "-1", "nan", "inf", "1e3", "9" * 400, "٣", " 1", "1_0"):
            assert server.ask("ASK {}", timeout=odd).status == 400


def test_a_query_may_name_so_many_graphs_and_no_more(engine: MemoryEngine) -> None:
    with speaking(engine, graphs=3) as server:
        names = [f"{E}{number}" for number in range(4)]
        assert server.ask("ASK {}", default_graph_uri=names[:3]).status == 200
        for many in (
            server.ask("ASK {}", default_graph_uri=names),
            server.ask("ASK {}", default_graph_uri=names[:2], named_graph_uri=names[:2]),
            server.ask("ASK " + " ".join(f"FROM NAMED <{n}>" for n in names) + " {}"),
            server.write("POST", body="CLEAR ALL", headers=UPDATE, using_graph_uri=names),
        ):
            assert many.status == 403
            assert "3 graphs" in many.text


@pytest.mark.parametrize("graph", ["", "g", "//e/g", "file", "http://e/ g", "http://e/>", "x:\n"])
def test_a_graph_is_named_by_an_absolute_iri(server: Speaker, graph: str) -> None:
    assert server.ask("ASK {}", default_graph_uri=graph).status == 400
    assert server.ask("ASK {}", named_graph_uri=graph).status == 400
    answer = server.write("POST", body="CLEAR ALL", headers=UPDATE, using_graph_uri=graph)
    assert answer.status == 400


def test_a_query_and_a_request_have_a_greatest_length(server: Speaker) -> None:
    comment = "#" + "x" * reading.LONGEST
    answer = server.send("POST", body=f"ASK {{}} {comment}", headers=QUERY)
    assert answer.status == 403
    assert "characters" in answer.text
    with speaking(upload=1000) as small:
        assert small.send("POST", body=f"ASK {{}} {comment}", headers=QUERY).status == 413
        chunked = [b"ASK {} #"] + [b"x" * 100] * 100
        assert small.send("POST", body=iter(chunked), headers=QUERY).status == 413  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(" + "STR(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT * " + "{" * 50_000 + "}" * 50_000,
        "SELECT * { ?s ?p " + "(" * 1000 + ")" * 1000 + " }",
        "SELECT * { " + " ".join(f"?a{n} <x:p> ?a{n + 1} ." for n in range(3000)) + " }",
    ],
    ids=["functions", "groups", "lists", "joins"],
)
def test_a_text_that_kills_its_reader_does_not_kill_the_server(
    server: Speaker, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    answer = server.send("POST", body=query, headers=QUERY)
    assert answer.status == 400
    assert "intricate" in answer.text
    assert server.ask("ASK {}").truth


def test_a_query_is_read_and_not_run_by_the_server_itself(server: Speaker) -> None:
    """What would take years is refused by the engine, not by what reads it."""
    numbers = " ".join(map(str, range(1000)))
    join = " ".join(f"VALUES ?v{n} {{ {numbers} }}" for n in range(6))
    endless = f"SELECT (COUNT(*) AS ?n) {{ {join} }}"
    assert readers.READERS.complaint("query", endless, "http://e/") is None
    update = f"INSERT {{ ?v0 ?v1 ?v2 }} WHERE {{ {join} }}"
    assert readers.READERS.complaint("update", update, "http://e/") is None


def test_readers_that_were_ended_are_replaced() -> None:
    own = readers.Readers(most=1)
    try:
        assert own.complaint("query", "ASK {}", "http://e/") is None
        own.close()
        assert own.complaint("query", "ASK {}", "http://e/") is None
        assert "error at 1:" in (own.complaint("query", "ASK }", "http://e/") or "")
    finally:
        own.close()


def test_all_that_wait_for_a_reader_are_answered() -> None:
    own = readers.Readers(most=2)
    found: list[str | None] = []
    try:
        threads = [
            threading.Thread(
                target=lambda: found.append(own.complaint("query", "ASK {}", "http://e/"))
            )
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        own.close()
    assert found == [None] * 12


# mistakes


def test_a_mistake_is_shown_where_it_is(server: Speaker) -> None:
    answer = server.ask("SELECT ?f\nWHERE { ?f film:year }")
    assert (answer.status, answer.media) == (400, "text/plain")
    line, shown, caret, remedy = answer.text.splitlines()[:4]
    assert "line 2" in line
    assert caret.index("^") == shown.index("}")
    assert "subject" in remedy


@pytest.mark.parametrize(
    ("update", "place"),
    [
        ("CLEAR XYZ", "line 1, column 10"),
        ("PREFIX e: <http://e/>\n# a comment\nCLEAR XYZ", "line 3, column 10"),
        ("PREFIX e: <http://e/> CLEAR XYZ", "line 1, column 32"),
        ("BASE <http://e/>\nPREFIX e: <x>\nDELETE DATA {}\n; CLEAR XYZ", "line 4, column 12"),
    ],
)
def test_a_mistake_in_an_update_is_shown_where_it_is(
    server: Speaker, update: str, place: str
) -> None:
    answer = server.write("POST", body=update, headers=UPDATE)
    assert answer.status == 400
    assert place in answer.text


def test_an_update_with_a_prologue_of_any_kind_is_read(server: Speaker) -> None:
    for prologue in (
        "prefix\n#x>\n:<http://e/>",
        "BASE <http://e/> # a <comment>\n PREFIX a.b: <c#d>",
        "PREFIX é: <http://e/>",
        "",
    ):
        update = f"{prologue} DELETE DATA {{}}"
        assert server.write("POST", body=update, headers=UPDATE).status == 200


# other servers

FORBIDDEN = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?x SERVICE ?x { ?a ?b ?c } }",
    "PREFIX x: <http://127.0.0.1:9/> SELECT * { SERVICE x:y { ?a ?b ?c } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:y { ?a ?b ?c } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://127.0.0.1:9/> {} } } } }",
    "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:9/> {} } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { SERVICE <http://127.0.0.1:9/> {} } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    'SELECT * { BIND("a\\"" AS ?x) SERVICE <http://127.0.0.1:9/> { BIND("" AS ?y) } }',
    "SELECT * { ?a ?b '''x''' . SERVICE#'''\n<http://127.0.0.1:9/> {} # '''\n}",
    "BASE <http://127.0.0.1:9/> SELECT * { SERVICE <x> {} }",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_no_other_server_is_asked(server: Speaker, query: str) -> None:
    answer = server.ask(query)
    assert answer.status == 403
    assert "SERVICE" in answer.text
    where = query[query.index("{") :]
    update = query[: query.index(next(f for f in ("SELECT", "ASK", "CONSTRUCT") if f in query))]
    update += f"INSERT {{}} WHERE {where if 'CONSTRUCT' not in query else where.split('WHERE')[1]}"
    assert server.write("POST", body=update, headers=UPDATE).status == 403


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service <http://e/service> 'SERVICE <http://x/>' }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://127.0.0.1:9/> {}",
        "PREFIX service: <http://e/service#> SELECT * { service:a service:SERVICE service:b }",
        'SELECT * { ?s ?p """a "SERVICE" b""" , "load"@en-SERVICE }',
        "SELECT * { ?Service ?SERVICE ?service }",
    ],
)
def test_the_word_alone_is_no_harm(server: Speaker, query: str) -> None:
    assert server.ask(query).status == 200


def test_a_server_may_be_allowed_by_its_name(engine: MemoryEngine) -> None:
    """What is asked of the engine is not tested here: it is another program's business."""
    allowed = frozenset({"http://127.0.0.1:9/sparql"})
    good = lambda _: pytest.fail("the grammar need not be asked")  # noqa: E731

    def settled(query: str) -> None:
        readable = lambda text: readers.READERS.complaint("query", text, "http://e/") is None  # noqa: E731
        assert readable(query)
        refuse_services(query, readable, allowed)

    refuse_services("SELECT * { SERVICE <http://127.0.0.1:9/sparql> {} }", good, allowed)
    settled("SELECT * { SERVICE SILENT\n<http://127.0.0.1:9/sparql> { ?service ?p ?o } }")
    for query in (
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql2> {} }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> {} SERVICE ?x {} }",
        "SELECT * { SERVICE <HTTP://127.0.0.1:9/SPARQL> {} }",
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { SERVICE <http://127.0.0.1:8/> {} } }",
        "SELECT * { FILTER(1<2)SERVICE#<http://127.0.0.1:9/sparql>\n<http://127.0.0.1:8/> {} }",
    ):
        with pytest.raises(Refused, match="9/sparql"):
            settled(query)


def test_engines_that_decode_escapes_first_are_not_misled() -> None:
    for text in (
        'SELECT * { ?s ?p "\\u0022 } SERVICE <http://127.0.0.1:9/> { ?s ?p \\u0022" }',
        "SELECT * { ?s ?p ?o } # \\u000A SER\\u0056ICE <http://127.0.0.1:9/> {}",
    ):
        with pytest.raises(Refused):
            refuse_services(text, lambda _: True)
    refuse_services('SELECT * { ?s ?p "\\u00e9 caf\\u00E9" }', lambda _: False)


LOADS = [
    "LOAD <http://127.0.0.1:9/x.ttl>",
    "load silent <http://127.0.0.1:9/x.ttl> INTO GRAPH <http://e/g>",
    "CLEAR ALL ; LOAD <file:///etc/passwd>",
    "INSERT { ?s ?p ?o } WHERE { FILTER(1<2) } ;LOAD#>\n<http://127.0.0.1:9/>",
]


@pytest.mark.parametrize("update", LOADS)
def test_nothing_is_loaded_from_anywhere(server: Speaker, update: str) -> None:
    answer = server.write("POST", body=update, headers=UPDATE)
    assert answer.status == 403
    assert "LOAD" in answer.text
    assert server.ask("ASK { ?f a film:Film }").truth  # nothing of it was done


def test_the_word_load_alone_is_no_harm(server: Speaker) -> None:
    update = f"DELETE DATA {{ <{E}load> <{E}p> 'LOAD <http://127.0.0.1:9/>' }} # LOAD <x:y>"
    assert server.write("POST", body=update, headers=UPDATE).status == 200


# who may do what


def test_writing_needs_the_token(server: Speaker) -> None:
    clear = f"CLEAR SILENT GRAPH <{E}nothing>"
    bare = server.send("POST", body=clear, headers=UPDATE)
    assert bare.status == 401
    assert bare.headers["www-authenticate"].startswith("Bearer")
    for wrong in (
        "Bearer x",
        "Basic eDp4",
        "Basic !",
        "Bearer",
        "Digest a token",
        "Bearer a  token",
    ):
        answer = server.send("POST", body=clear, headers={**UPDATE, "Authorization": wrong})
        assert answer.status == 403
    basic = {**UPDATE, "Authorization": "Basic YW55Ym9keTphIHRva2Vu"}  # anybody:a token
    assert server.send("POST", body=clear, headers=basic).status == 200
    assert server.ask("ASK {}").status == 200  # reading needs none


def test_a_page_of_another_origin_writes_nothing(server: Speaker) -> None:
    clear = f"CLEAR SILENT GRAPH <{E}nothing>"
    for origin in ("https://elsewhere.example", "null", server.address + "0"):
        answer = server.write("POST", body=clear, headers={**UPDATE, "Origin": origin})
        assert answer.status == 403
    own = {**UPDATE, "Origin": server.address}
    assert server.write("POST", body=clear, headers=own).status == 200


def test_a_server_that_is_only_read_refuses_updates(engine: MemoryEngine) -> None:
    with speaking(engine, writable=False, token="") as server:
        for headers in (UPDATE, {**UPDATE, "Authorization": "Bearer "}):
            answer = server.send("POST", body="CLEAR ALL", headers=headers)
            assert answer.status == 403
            assert "--write" in answer.text
        assert server.send("POST", body="update=CLEAR+ALL", headers=FORM).status == 403
        assert server.ask("ASK { ?f a film:Film }").truth


ORIGIN = "https://notebook.example"


def test_other_pages_read_nothing_unless_they_may(server: Speaker) -> None:
    answer = server.send("GET", headers={"Origin": ORIGIN}, query="ASK {}")
    assert not [name for name in answer.headers if name.startswith("access-control")]
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in server.send("OPTIONS", headers=asked).headers


@pytest.mark.parametrize("path", ["/sparql", "/graph-store"])
def test_the_pages_that_may_read_are_told_so(engine: MemoryEngine, path: str) -> None:
    good = {"query": "ASK {}"} if path == "/sparql" else {"graph": f"{E}g"}
    bad = {"query": "ASK {"} if path == "/sparql" else {"graph": f"{E}none"}
    with speaking(engine, cors=(ORIGIN,)) as server:
        for parameters in (good, bad):
            answer = server.send("GET", path, headers={"Origin": ORIGIN}, **parameters)
            assert answer.headers["access-control-allow-origin"] == ORIGIN
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-credentials" not in answer.headers
        other = server.send("GET", path, headers={"Origin": "https://x.example"}, **good)
        assert "access-control-allow-origin" not in other.headers
        assert "Origin" in other.headers["vary"]
        asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
        preflight = server.send("OPTIONS", path, headers=asked)
        assert preflight.status == 204
        assert preflight.headers["access-control-allow-origin"] == ORIGIN
        assert "authorization" not in preflight.headers["access-control-allow-headers"].lower()
        assert "PUT" not in preflight.headers["access-control-allow-methods"]
        written = server.write("POST", body="CLEAR ALL", headers={**UPDATE, "Origin": ORIGIN})
        assert written.status == 403


def test_all_pages_may_be_let_read(engine: MemoryEngine) -> None:
    with speaking(engine, cors=("*",)) as server:
        answer = server.send("GET", headers={"Origin": "https://any.example"}, query="ASK {}")
        assert answer.headers["access-control-allow-origin"] == "*"


# the workers that answer in truth


def test_a_runaway_query_is_ended_and_says_so(served_app: Any, world: EmbeddedStore) -> None:
    running = served_app(world, seconds=1.5)
    server = Speaker(running.address)
    numbers = " ".join(map(str, range(1000)))
    join = " ".join(f"VALUES ?v{n} {{ {numbers} }}" for n in range(6))
    began = time.monotonic()
    answer = server.ask(f"SELECT (COUNT(*) AS ?n) {{ {join} }}")
    assert answer.status == 504
    assert "1.5 s" in answer.text
    assert time.monotonic() - began < 30
    assert server.ask("ASK { ?f a film:Film }").truth
    assert "0.5 s" in server.ask(f"SELECT * {{ {join} }} ORDER BY ?v1", timeout="0.5").text


def test_an_answer_that_is_too_large_is_refused(served_app: Any, world: EmbeddedStore) -> None:
    server = Speaker(served_app(world, largest=2000).address)
    answer = server.ask("SELECT * { ?s ?p ?o }")
    assert answer.status == 403
    assert "larger" in answer.text
    assert server.ask("SELECT * { ?s ?p ?o } LIMIT 2").status == 200


def test_the_workers_answer_as_the_engine_itself_does(
    served_app: Any, world: EmbeddedStore
) -> None:
    server = Speaker(served_app(world).address)
    query = "SELECT ?s ?label { ?s rdfs:label ?label } ORDER BY ?s ?label"
    expected = [{"s": r["s"].value, "label": r["label"].value} for r in world.select(query)]
    assert expected
    assert server.ask(query).rows == expected
    assert server.ask(query, XML).rows == expected
    triples = server.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "text/turtle")
    own = world.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert triples.graph == ox.Dataset(ox.Quad(*t) for t in own)  # type: ignore[misc]
    described = server.send("GET", headers={"Accept": "application/n-triples"}).text
    assert all(g.value in described for g in world.rdf.named_graphs())
    graph = next(iter(world.rdf.named_graphs()))
    found = server.send("GET", "/graph-store", graph=graph.value)  # type: ignore[union-attr]
    assert len(found.graph) == len(list(world.rdf.quads_for_pattern(None, None, None, graph)))
    assert server.send("GET", "/graph-store", graph=f"{E}none").status == 404


def test_the_dataset_of_the_protocol_reaches_the_workers(
    served_app: Any, two_sources: EmbeddedStore
) -> None:
    server = Speaker(served_app(two_sources).address)
    graphs = sorted(g.value for g in two_sources.rdf.named_graphs() if "/source/" in g.value)  # type: ignore[union-attr]
    assert len(graphs) == 2
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    for chosen in ([graphs[0]], [graphs[1]]):
        expected = len(
            list(two_sources.rdf.quads_for_pattern(None, None, None, ox.NamedNode(chosen[0])))
        )
        (row,) = server.ask(count, default_graph_uri=chosen).rows
        assert row["n"] == str(expected)
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    assert server.ask(named, named_graph_uri=graphs[0]).rows == [{"g": graphs[0]}]
    assert server.ask(count, named_graph_uri=graphs[0]).rows == [{"n": "0"}]
    assert server.ask(named, default_graph_uri=graphs[0]).rows == []


def test_json_of_the_workers_is_handed_on_as_it_came(served_app: Any, world: EmbeddedStore) -> None:
    server = Speaker(served_app(world).address)
    assert json.loads(server.ask("SELECT (1 AS ?n) {}").body)["head"] == {"vars": ["n"]}
