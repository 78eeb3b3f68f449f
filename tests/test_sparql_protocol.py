"""The SPARQL 1.1 Protocol: each case of the W3C's manifest under its own name, in our words.

https://w3c.github.io/rdf-tests/sparql/sparql11/protocol/ has 34 cases of 2013, and six of the
SPARQL 1.2 working group on the ``version`` parameter, which does not concern a 1.1 endpoint.
"""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from speaking import (
    FORM,
    JSON,
    QUERY,
    UPDATE,
    XML,
    MemoryEngine,
    Real,
    Speaker,
    form,
    speaking,
    speaking_for_real,
)

D = "http://example.org/data/"
ONE, TWO, THREE = D + "one", D + "two", D + "three"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
RESULTS = (JSON, XML)
EACH_IN_ITS_GRAPH = "\n".join(
    f"GRAPH <{graph}> {{ <{graph}> a <{DOCUMENT}> }}" for graph in (ONE, TWO, THREE)
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    with speaking_for_real(tmp_path_factory.mktemp("real") / "store") as started:
        yield started


@pytest.fixture(params=["in memory", "a folder"])
def server(request: pytest.FixtureRequest) -> Iterator[Speaker]:
    """A server with three documents, each in a graph that is called like it."""
    rdf = ox.Store()
    rdf.update(f"INSERT DATA {{ {EACH_IN_ITS_GRAPH} }}")
    if request.param == "a folder":
        yield request.getfixturevalue("real").holding(rdf)
        return
    with speaking(MemoryEngine(rdf)) as speaker:
        yield speaker


# query: what is good


def test_query_get(server: Speaker) -> None:
    answer = server.send("GET", query="ASK {}")
    assert (answer.status, answer.truth) == (200, True)
    assert answer.media in RESULTS


def test_query_post_form(server: Speaker) -> None:
    answer = server.send("POST", body="query=ASK%20%7B%7D", headers=FORM)
    assert (answer.status, answer.truth) == (200, True)


def test_query_post_direct(server: Speaker) -> None:
    answer = server.send("POST", body="ASK {}", headers=QUERY)
    assert (answer.status, answer.truth) == (200, True)


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_query_dataset_default_graph(server: Speaker, path: str) -> None:
    query = f"ASK {{ <{ONE}> ?p ?o }}"
    assert server.send("POST", path, query, QUERY, default_graph_uri=ONE).truth
    assert not server.send("POST", path, query, QUERY, default_graph_uri=TWO).truth
    assert not server.send("POST", path, query, QUERY).truth


def test_query_dataset_default_graphs_get(server: Speaker) -> None:
    query = f"ASK {{ <{ONE}> a ?t . <{TWO}> a ?t FILTER NOT EXISTS {{ <{THREE}> a ?t }} }}"
    assert server.ask(query, default_graph_uri=[ONE, TWO]).truth
    assert not server.ask(query, default_graph_uri=[ONE]).truth


def test_query_dataset_default_graphs_post(server: Speaker) -> None:
    query = f"ASK {{ <{ONE}> a ?t . <{TWO}> a ?t }}"
    body = form(query=query, default_graph_uri=[ONE, TWO])
    assert server.send("POST", body=body, headers=FORM).truth
    assert server.send("POST", body=query, headers=QUERY, default_graph_uri=[ONE, TWO]).truth


BOTH_NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?t }} GRAPH ?h {{ <{TWO}> a ?t }} }}"


def test_query_dataset_named_graphs_get(server: Speaker) -> None:
    assert server.ask(BOTH_NAMED, named_graph_uri=[ONE, TWO]).truth
    assert not server.ask(BOTH_NAMED, named_graph_uri=[ONE, THREE]).truth


def test_query_dataset_named_graphs_post(server: Speaker) -> None:
    body = form(query=BOTH_NAMED, named_graph_uri=[ONE, TWO])
    assert server.send("POST", body=body, headers=FORM).truth
    answer = server.send("POST", body=BOTH_NAMED, headers=QUERY, named_graph_uri=[TWO])
    assert not answer.truth


def test_query_dataset_full(server: Speaker) -> None:
    query = "SELECT ?g ?x ?s { ?x ?y ?o GRAPH ?g { ?s ?p ?q } } ORDER BY ?g"
    answer = server.ask(query, default_graph_uri=THREE, named_graph_uri=[ONE, TWO])
    assert answer.rows == [
        {"g": ONE, "x": THREE, "s": ONE},
        {"g": TWO, "x": THREE, "s": TWO},
    ]


def test_query_multiple_dataset(server: Speaker) -> None:
    """The dataset of the protocol takes the place of the query's own."""
    query = f"SELECT ?s FROM <{ONE}> FROM NAMED <{THREE}> {{ ?s ?p ?o }}"
    assert server.ask(query).rows == [{"s": ONE}]
    assert server.ask(query, default_graph_uri=TWO).rows == [{"s": TWO}]
    named = f"SELECT ?g FROM NAMED <{ONE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert server.ask(named, named_graph_uri=TWO).rows == [{"g": TWO}]


def test_a_default_graph_alone_leaves_no_named_ones(server: Speaker) -> None:
    named = "ASK { GRAPH ?g { ?s ?p ?o } }"
    assert server.ask(named).truth
    assert not server.ask(named, default_graph_uri=ONE).truth


def test_query_content_type_select(server: Speaker) -> None:
    answer = server.send("POST", body="SELECT (1 AS ?value) {}", headers=QUERY)
    assert answer.status == 200
    assert answer.media in (*RESULTS, "text/csv", "text/tab-separated-values")


def test_query_content_type_ask(server: Speaker) -> None:
    answer = server.send("POST", body="ASK {}", headers=QUERY)
    assert answer.status == 200
    assert answer.media in RESULTS


def test_query_content_type_describe(server: Speaker) -> None:
    answer = server.send("POST", body="DESCRIBE <http://example.org/>", headers=QUERY)
    assert answer.status == 200
    assert answer.media in ("text/turtle", "application/rdf+xml", "application/ld+json")


def test_query_content_type_construct(server: Speaker) -> None:
    answer = server.send("POST", body="CONSTRUCT { <s> <p> 1 } WHERE {}", headers=QUERY)
    assert answer.status == 200
    assert answer.media in ("text/turtle", "application/rdf+xml", "application/ld+json")
    assert f"<{server.address}/s>" in answer.text or "s" in answer.text


# query: what is bad


def test_bad_query_method(server: Speaker) -> None:
    answer = server.send("PUT", query="ASK {}")
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


def test_bad_multiple_queries(server: Speaker) -> None:
    assert server.send("GET", query=["ASK {}", "SELECT * {}"]).status == 400
    assert server.send("POST", body="query=ASK%7B%7D&query=ASK%7B%7D", headers=FORM).status == 400
    assert server.send("POST", body="ASK {}", headers=QUERY, query="ASK {}").status == 400


def test_bad_query_wrong_media_type(server: Speaker) -> None:
    headers = {"Content-Type": "text/plain"}
    assert server.send("POST", body="ASK {}", headers=headers).status == 415


def test_bad_query_missing_form_type(server: Speaker) -> None:
    assert server.send("POST", body=b"query=ASK%20%7B%7D").status == 415


def test_bad_query_missing_direct_type(server: Speaker) -> None:
    assert server.send("POST", body=b"ASK {}").status == 415


def test_bad_query_non_utf8(server: Speaker) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    assert server.send("POST", body="ASK {}".encode("utf-16"), headers=headers).status == 415
    assert server.send("POST", body="ASK {}".encode("utf-16"), headers=QUERY).status == 400


def test_bad_query_syntax(server: Speaker) -> None:
    answer = server.send("GET", query="ASK {")
    assert answer.status == 400
    assert "line 1" in answer.text


def test_a_query_that_is_an_update_is_none(server: Speaker) -> None:
    assert server.send("GET", query="CLEAR ALL").status == 400
    assert server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


def test_a_form_without_a_query_is_refused(server: Speaker) -> None:
    assert server.send("POST", body="limit=10", headers=FORM).status == 400


# update: what is good

COPIED = "INSERT {{ GRAPH <{g}> {{ ?s a <http://example.org/Copied> }} }} WHERE {{ {where} }}"


def copied(server: Speaker, graph: str) -> list[str]:
    """What an update has written into a graph, in the order of the names."""
    query = f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?s"
    answer = server.send("POST", body=query, headers={**QUERY, "Accept": XML})
    assert (answer.status, answer.media) == (200, XML)
    return [row["s"] for row in answer.rows]


def test_update_post_form(server: Speaker) -> None:
    assert server.write("POST", body="update=CLEAR%20ALL", headers=FORM).status == 200
    assert not server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


def test_update_post_direct(server: Speaker) -> None:
    assert server.write("POST", body="CLEAR ALL", headers=UPDATE).status == 200
    assert not server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


FRESH = f"DROP ALL ; INSERT DATA {{ {EACH_IN_ITS_GRAPH} }} ; "


def test_update_dataset_default_graph(server: Speaker) -> None:
    update = FRESH + COPIED.format(g=D + "copy", where=f"?s a <{DOCUMENT}>")
    assert server.write("POST", body=update, headers=UPDATE, using_graph_uri=ONE).status == 200
    assert copied(server, D + "copy") == [ONE]


def test_update_dataset_default_graphs(server: Speaker) -> None:
    update = FRESH + COPIED.format(g=D + "copy", where=f"?s a <{DOCUMENT}>")
    body = form(update=update, using_graph_uri=[ONE, TWO])
    assert server.write("POST", body=body, headers=FORM).status == 200
    assert copied(server, D + "copy") == [ONE, TWO]


def test_update_dataset_named_graphs(server: Speaker) -> None:
    update = FRESH + COPIED.format(g=D + "copy", where=f"GRAPH ?g {{ ?s a <{DOCUMENT}> }}")
    answer = server.write("POST", body=update, headers=UPDATE, using_named_graph_uri=[ONE, TWO])
    assert answer.status == 200
    assert copied(server, D + "copy") == [ONE, TWO]


def test_update_dataset_full(server: Speaker) -> None:
    update = f"""{FRESH} INSERT {{ GRAPH <{D}copy> {{ ?s <{D}in> ?in }} }} WHERE {{
        {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} BIND(STR(?g) AS ?in) }}
        UNION {{ ?s a <{DOCUMENT}> BIND("the default graph" AS ?in) }} }}"""
    body = form(update=update, using_graph_uri=ONE, using_named_graph_uri=TWO)
    assert server.write("POST", body=body, headers=FORM).status == 200
    rows = server.ask(f"SELECT ?s ?in {{ GRAPH <{D}copy> {{ ?s ?p ?in }} }} ORDER BY ?s").rows
    assert rows == [{"s": ONE, "in": "the default graph"}, {"s": TWO, "in": TWO}]


def test_delete_where_looks_in_the_graphs_of_the_protocol(server: Speaker) -> None:
    fill = f"INSERT DATA {{ <{ONE}> a <{DOCUMENT}> . <{TWO}> a <{DOCUMENT}> }}"
    server.write("POST", body=fill, headers=UPDATE)
    update = "DELETE WHERE { ?s ?p ?o }"
    assert server.write("POST", body=update, headers=UPDATE, using_graph_uri=ONE).status == 200
    assert [row["s"] for row in server.ask("SELECT ?s { ?s ?p ?o }").rows] == [TWO]


def test_update_base_uri(server: Speaker) -> None:
    update = f"INSERT DATA {{ GRAPH <{D}b> {{ <{D}s> <{D}p> <test> }} }}"
    assert server.write("POST", body=update, headers=UPDATE).status == 200
    (row,) = server.ask(f"SELECT ?o {{ GRAPH <{D}b> {{ <{D}s> <{D}p> ?o }} }}", XML).rows
    assert row["o"] == f"{server.address}/test"


# update: what is bad


def test_bad_update_get(server: Speaker) -> None:
    assert server.write("GET", update="CLEAR ALL").status == 405
    assert server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


def test_bad_multiple_updates(server: Speaker) -> None:
    body = "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"
    assert server.write("POST", body=body, headers=FORM).status == 400
    assert (
        server.write("POST", body="update=CLEAR%20ALL&query=ASK%7B%7D", headers=FORM).status == 400
    )
    assert server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


def test_bad_update_wrong_media_type(server: Speaker) -> None:
    headers = {"Content-Type": "text/plain"}
    assert server.write("POST", body="CLEAR NAMED", headers=headers).status == 415


def test_bad_update_missing_form_type(server: Speaker) -> None:
    assert server.write("POST", body=b"update=CLEAR%20NAMED").status == 415


def test_bad_update_non_utf8(server: Speaker) -> None:
    headers = {"Content-Type": "application/sparql-update; charset=UTF-16"}
    assert server.write("POST", body="CLEAR NAMED".encode("utf-16"), headers=headers).status == 415
    assert server.ask("ASK { GRAPH ?g { ?s ?p ?o } }").truth


def test_bad_update_syntax(server: Speaker) -> None:
    answer = server.write("POST", body="update=CLEAR%20XYZ", headers=FORM)
    assert answer.status == 400
    assert "line 1, column" in answer.text


@pytest.mark.parametrize("clause", ["WITH", "USING", "USING NAMED"])
@pytest.mark.parametrize("parameter", ["using_graph_uri", "using_named_graph_uri"])
def test_bad_update_dataset_conflict(server: Speaker, clause: str, parameter: str) -> None:
    change = "DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'Will' }"
    before, after = (f"WITH <{ONE}>", "") if clause == "WITH" else ("", f"{clause} <{ONE}>")
    update = f"{before} {change} {after} WHERE {{ ?p ?q 'Bill' }}"
    body = form(update=update, **{parameter: TWO})
    answer = server.write("POST", body=body, headers=FORM)
    assert answer.status == 400
    assert clause.split()[0] in answer.text
    assert server.write("POST", body=form(update=update), headers=FORM).status == 200


def test_graphs_of_the_other_operation_are_refused(server: Speaker) -> None:
    assert server.send("GET", query="ASK {}", using_graph_uri=ONE).status == 400
    answer = server.write("POST", body="CLEAR ALL", headers=UPDATE, default_graph_uri=ONE)
    assert answer.status == 400
