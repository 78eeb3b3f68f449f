"""The named questions, the terms and the drawings that the explorer asks for."""

import csv
import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

import reelgraph as rg
from reelgraph import loading
from reelgraph.store import EmbeddedStore

EX = "https://example.org/ferry/"
HOSTILE = "</script><img src=x onerror=alert(1)>"
FERRY = f"""
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <{EX}> .
ex:ferry a film:Film ; rdfs:label "The Ferry" ; film:releaseDate "1951"^^xsd:gYear ;
    film:hasDirector ex:una ; film:hasCastMember ex:tor, ex:ida .
ex:quay a film:Film ; rdfs:label "=HYPERLINK(1)" ; film:hasDirector ex:una ;
    film:hasCastMember ex:tor .
ex:una a film:Person ; rdfs:label "Una Reef" .
ex:tor a film:Person ; rdfs:label "Tor Mast" .
ex:ida a film:Person ; rdfs:label "{HOSTILE}" .
"""


@pytest.fixture(scope="module")
def ferry(tmp_path_factory) -> EmbeddedStore:
    path = tmp_path_factory.mktemp("ferry") / "ferry.ttl"
    path.write_text(FERRY, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="ferry")
    return store


@pytest.fixture(scope="module")
def server(kept_app, ferry) -> str:
    address: str = kept_app(ferry, seconds=20.0).address
    return address


def ask(address: str, path: str, **parameters: Any) -> Any:
    return json.loads(fetch(address, path, **parameters)[0])


def fetch(address: str, path: str, **parameters: Any) -> tuple[bytes, dict[str, str]]:
    query = urlencode(parameters, doseq=True)
    with urllib.request.urlopen(f"{address}{path}?{query}", timeout=60) as response:
        return response.read(), dict(response.headers.items())


def send(address: str, path: str, body: object, kind: str = "application/json") -> Any:
    request = urllib.request.Request(
        address + path, json.dumps(body).encode(), {"Content-Type": kind}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()


def refusal(work: Callable[[], object]) -> tuple[int, dict[str, Any]]:
    with pytest.raises(urllib.error.HTTPError) as raised:
        work()
    with raised.value as error:
        return error.code, json.loads(error.read())["error"]


def draw(address: str, sparql: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(send(address, "api/draw", {"sparql": sparql}))
    return found


def test_every_named_question_is_listed_with_what_a_form_needs(server):
    listed = {q["name"]: q for q in ask(server, "api/queries")["queries"]}
    assert {"co_stars", "worked_with_all", "credit_incomplete_violation"} <= listed.keys()
    person, since = listed["co_stars"]["parameters"]
    assert (person["name"], person["kind"], person["preset"]) == ("person", "Person", None)
    assert (since["name"], since["kind"], since["preset"]) == ("from", "year", "1870")
    assert listed["worked_with_all"]["parameters"][0]["isList"] is True
    assert listed["credit_incomplete_violation"]["isCheck"] is True
    assert ["films", "in how many films both acted"] in listed["co_stars"]["columns"]
    assert not [name for name in listed if name.startswith(("import_", "view_", "wikidata_"))]


@pytest.mark.parametrize("person", ["Tor Mast", EX + "tor"])
def test_a_question_takes_a_name_or_an_iri_and_names_what_it_finds(server, person):
    found = ask(server, "api/queries/co_stars", person=person)
    row = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert row["co_star"] == {
        "value": EX + "ida",
        "iri": EX + "ida",
        "label": HOSTILE,
        "type": "Person",
    }
    assert row["films"] == {"value": 1, "datatype": "xsd:integer"}
    assert row["first_year"]["value"] == 1951
    assert found["total"] == len(found["rows"]) == 1
    assert f"<{EX}tor>" in found["sparql"]


def test_an_empty_field_is_not_given_and_a_list_takes_several(server):
    assert ask(server, "api/queries/co_stars", person="Tor Mast", **{"from": ""})["total"] == 1
    both = ask(server, "api/queries/worked_with_all", people=["Tor Mast", "Una Reef"])
    assert all(f"(<{EX}{name}>)" in both["sparql"] for name in ("tor", "una"))


def test_what_is_wrong_with_a_question_is_said(server):
    code, told = refusal(lambda: ask(server, "api/queries/co_stars", person="Tor Mats"))
    assert (code, told["kind"]) == (404, "NotFound")
    assert told["candidates"][0]["label"] == "Tor Mast"
    code, told = refusal(lambda: ask(server, "api/queries/co_stars"))
    assert code == 400
    assert "person" in told["message"]
    code, told = refusal(lambda: ask(server, "api/queries/co_strs"))
    assert code == 404
    assert "co_stars" in told["message"]
    code, told = refusal(lambda: ask(server, "api/queries/co_stars", person="Tor Mast", x="1"))
    assert (code, "'x'" in told["message"]) == (400, True)


def test_the_answer_is_a_file_too_and_a_spreadsheet_runs_nothing_in_it(server):
    asked = {"person": "Una Reef"}
    body, headers = fetch(server, "api/queries/filmography", **asked, format="csv")
    assert headers["content-disposition"] == 'attachment; filename="filmography.csv"'
    assert body.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith("=")]
    assert fetch(server, "api/queries/filmography", **asked, format="xlsx")[0][:2] == b"PK"
    code, told = refusal(lambda: fetch(server, "api/queries/filmography", **asked, format="exe"))
    assert (code, "'exe'" in told["message"]) == (400, True)


def test_a_slow_question_ends_with_an_honest_message(served_app, ferry):
    address = served_app(ferry, seconds=0.000001).address
    code, told = refusal(lambda: ask(address, "api/queries/co_stars", person=EX + "tor"))
    assert code in (503, 504)
    assert told["kind"] in ("QueryTimeout", "Busy")


def test_the_terms_of_this_store_are_counted(server):
    found = ask(server, "api/terms")
    assert found["prefixes"]["film"] == "https://w3id.org/reelgraph/ns#"
    assert found["seconds"] == 20.0
    classes = {term["curie"]: term for term in found["classes"]}
    assert (classes["film:Person"]["count"], classes["film:Film"]["count"]) == (3, 2)
    assert classes["film:Festival"]["count"] == 0  # not used, but in the ontology
    properties = {term["curie"]: term for term in found["properties"]}
    assert properties["film:hasDirector"]["count"] == 2
    assert properties["film:hasDirector"]["comment"] == "Who directed a work."


def test_names_come_for_iris(server):
    iris = [EX + "tor", EX + "nobody", "https://w3id.org/reelgraph/role/cast"]
    found = json.loads(send(server, "api/labels", {"iris": iris}))
    assert found["labels"][EX + "tor"] == "Tor Mast"
    assert found["types"] == {EX + "tor": "Person"}
    assert EX + "nobody" not in found["labels"]
    assert refusal(lambda: send(server, "api/labels", {"iris": ["not an iri"]}))[0] == 400
    assert refusal(lambda: send(server, "api/labels", {"iris": [EX] * 5001}))[0] == 400


def test_the_work_of_a_row_is_joined_with_its_people(server):
    found = draw(
        server,
        "SELECT ?film ?director ?actor { ?film film:hasDirector ?director ; "
        "film:hasCastMember ?actor }",
    )
    assert found["total"] == len(found["nodes"]) == 5
    edges = {(e["from"], e["to"]): e["roles"] for e in found["edges"]}
    assert edges == {
        (EX + "ferry", EX + "una"): ["director"],
        (EX + "ferry", EX + "tor"): ["cast member"],
        (EX + "ferry", EX + "ida"): ["cast member"],
        (EX + "quay", EX + "una"): ["director"],
        (EX + "quay", EX + "tor"): ["cast member"],
    }
    assert "?film is joined with ?director, ?actor" in found["note"]
    labels = {n["iri"]: (n["label"], n["type"], n["year"]) for n in found["nodes"]}
    assert labels[EX + "ida"] == (HOSTILE, "Person", None)
    assert labels[EX + "ferry"] == ("The Ferry", "Film", 1951)


def test_a_column_of_roles_or_properties_says_what_joins_the_others(server):
    found = draw(
        server, "SELECT ?person ?by ?film { ?film ?by ?person . FILTER(?by = film:hasDirector) }"
    )
    assert {(e["from"], e["to"], *e["roles"]) for e in found["edges"]} == {
        (EX + "ferry", EX + "una", "director"),
        (EX + "quay", EX + "una", "director"),
    }
    assert "called as ?by says" in found["note"]


def test_two_people_of_a_row_are_joined_by_being_in_it(server):
    found = draw(
        server,
        "SELECT ?a ?b ?n { ?film film:hasDirector ?a ; film:hasCastMember ?b BIND(1 AS ?n) }",
    )
    pairs = {frozenset((e["from"], e["to"])): e["roles"] for e in found["edges"]}
    assert pairs == {
        frozenset((EX + "una", EX + "tor")): ["same row"],
        frozenset((EX + "una", EX + "ida")): ["same row"],
    }


def test_columns_of_a_star_stand_in_the_order_of_the_query(server):
    found = draw(server, "SELECT * { ?z film:hasDirector ?y . ?z film:hasCastMember ?x }")
    assert "?z is joined with ?y, ?x" in found["note"]


def test_triples_between_things_are_edges_and_literals_are_left_out(server):
    found = draw(
        server,
        f"CONSTRUCT {{ ?f film:hasCastMember ?p ; rdfs:label ?l ; a ?t ; <{EX}with> ?p }} "
        "WHERE { ?f film:hasCastMember ?p ; rdfs:label ?l ; a ?t }",
    )
    assert {n["iri"] for n in found["nodes"]} == {EX + n for n in ("ferry", "quay", "tor", "ida")}
    roles = {(e["from"], e["to"]): set(e["roles"]) for e in found["edges"]}
    assert roles[EX + "ferry", EX + "tor"] == {"cast member", "with"}


def test_a_large_answer_is_cut_and_says_of_how_many(served_app, tmp_path):
    people = "\n".join(
        f'ex:p{n} a film:Person ; rdfs:label "P {n}" . ex:ferry film:hasCastMember ex:p{n} .'
        for n in range(520)
    )
    path = tmp_path / "many.ttl"
    path.write_text(FERRY + people, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="many")
    address = served_app(store).address
    found = draw(address, "SELECT ?film ?p { ?film film:hasCastMember ?p }")
    assert found["total"] == 524
    assert len(found["nodes"]) == 500
    kept = {n["iri"] for n in found["nodes"]}
    assert {EX + "ferry", EX + "tor"} <= kept  # the best connected ones
    assert all(e["from"] in kept and e["to"] in kept for e in found["edges"])


@pytest.mark.parametrize(
    ("sparql", "status", "words"),
    [
        ("ASK {}", 400, "yes or no"),
        ("SELECT ?year { ?f film:year ?year }", 400, "nothing of this answer can be drawn"),
        ("SELECT ?f { ?f film:year }", 400, "line 1"),
        ("SELECT ?f { SERVICE <http://127.0.0.1:1/> { ?f ?p ?o } }", 403, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", 400, ""),
        ("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", 400, ""),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(server, sparql, status, words):
    code, told = refusal(lambda: draw(server, sparql))
    assert (code, words in told["message"]) == (status, True)
    assert ask(server, "api/queries")["queries"]  # and the server still answers


def test_a_drawing_takes_json_only(server):
    query = {"sparql": "SELECT ?f ?d { ?f film:hasDirector ?d }"}
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert refusal(lambda k=kind: send(server, "api/draw", query, k))[0] == 400
    for body in ([], "text", {"sparql": 1}, {}, {"sparql": "\ud800"}):
        assert refusal(lambda b=body: send(server, "api/draw", b))[0] == 400


def test_an_answer_of_the_editor_is_a_file(server):
    sparql = "CONSTRUCT WHERE { ?f film:hasDirector ?d }"
    turtle = send(server, "api/file", {"sparql": sparql, "format": "ttl"})
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == 2
    empty = "CONSTRUCT { ?f film:hasDirector ?d } WHERE { ?f film:hasProducer ?d }"
    assert send(server, "api/file", {"sparql": empty, "format": "ttl"}).strip() == b""
    rows = "SELECT ?f { ?f a film:Film }"
    code, told = refusal(lambda: send(server, "api/file", {"sparql": rows, "format": "ttl"}))
    assert (code, "CONSTRUCT" in told["message"]) == (400, True)


def test_the_columns_of_the_library_are_in_the_order_of_the_query(ferry):
    table = rg.graph.FilmGraph(ferry).query("SELECT * { ?z film:hasDirector ?y . ?z film:year ?x }")
    assert table.columns == ["z", "y", "x"]
