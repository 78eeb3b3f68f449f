"""The SPARQL 1.1 Graph Store Protocol: each case of the W3C's manifest under its own name.

https://w3c.github.io/rdf-tests/sparql/sparql11/http-rdf-update/ is one conversation of 19
requests; here each case makes for itself what it begins with. Three of them do not say what they
mean (a mismatched payload that is none, a graph that nobody made, Turtle without its last dot) and
are tested as they are meant; `test_the_whole_conversation` has them in the manifest's order.
"""

from collections.abc import Iterator

import pytest
from speaking import Answer, Real, Speaker, speaking, speaking_for_real, turtle

TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
PREFIXES = """@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""
PERSON = "/graph-store/person/1.ttl"
ALICE = PREFIXES + '[] a foaf:Person ; foaf:businessCard [ a v:VCard ; v:given-name "Alice" ] .'


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    with speaking_for_real(tmp_path_factory.mktemp("real") / "store") as started:
        yield started


@pytest.fixture(params=["in memory", "a folder"])
def server(request: pytest.FixtureRequest) -> Iterator[Speaker]:
    """A server with nothing in it."""
    if request.param == "a folder":
        yield request.getfixturevalue("real").holding()
        return
    with speaking() as speaker:
        yield speaker


def person(server: Speaker, name: str, more: str = "") -> str:
    """A person in Turtle, called like a graph without its ending."""
    return (
        f"{PREFIXES} <{server.address}/graph-store/person/1> a foaf:Person ; {more}"
        f'foaf:businessCard [ a v:VCard ; v:fn "{name}" ] .'
    )


def put(server: Speaker, path: str, body: str, **parameters: str) -> Answer:
    return server.write("PUT", path, body, TURTLE, **parameters)


def got(server: Speaker, path: str, **parameters: str) -> Answer:
    """A graph, which has to be there."""
    answer = server.send("GET", path, headers={"Accept": "text/turtle"}, **parameters)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.body)
    return answer


def test_put__initial_state(server: Speaker) -> None:
    assert put(server, PERSON, person(server, "John Doe")).status == 201


def test_get_of_put__initial_state(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    answer = got(server, "/graph-store", graph=server.address + PERSON)
    assert answer.graph == turtle(person(server, "John Doe"))


def test_put__graph_already_in_store(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    answer = put(server, PERSON, person(server, "Jane Doe"))
    assert (answer.status, answer.body) == (204, b"")


def test_get_of_put__graph_already_in_store(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    put(server, PERSON, person(server, "Jane Doe"))
    assert got(server, PERSON).graph == turtle(person(server, "Jane Doe"))


def test_put__default_graph(server: Speaker) -> None:
    assert server.write("PUT", "/graph-store?default", ALICE, TURTLE).status == 201
    assert server.write("PUT", "/graph-store?default", ALICE, TURTLE).status == 204


def test_get_of_put__default_graph(server: Speaker) -> None:
    server.write("PUT", "/graph-store?default", ALICE, TURTLE)
    assert got(server, "/graph-store?default").graph == turtle(ALICE)
    assert got(server, "/graph-store?graph=default").graph == turtle(ALICE)


def test_put__mismatched_payload(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    for media in ("application/rdf+xml", "application/ld+json", "application/n-triples"):
        headers = {"Content-Type": media}
        answer = server.write("PUT", PERSON, person(server, "Jane Doe"), headers)
        assert answer.status == 400
    assert put(server, PERSON, "<rdf:RDF/>").status == 400
    assert got(server, PERSON).graph == turtle(person(server, "John Doe"))


def test_delete__existing_graph(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    assert server.write("DELETE", PERSON).status == 200


def test_get_of_delete__existing_graph(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    server.write("DELETE", PERSON)
    assert server.send("GET", PERSON).status == 404


def test_delete__nonexistent_graph(server: Speaker) -> None:
    assert server.write("DELETE", "/graph-store/person/2.ttl").status == 404


def test_post__existing_graph(server: Speaker) -> None:
    put(server, PERSON, person(server, "Jane Doe"))
    more = f'<{server.address}/graph-store/person/1> <http://xmlns.com/foaf/0.1/name> "Jane Doe" .'
    assert server.write("POST", PERSON, more, TURTLE).status == 200


def test_get_of_post__existing_graph(server: Speaker) -> None:
    put(server, PERSON, person(server, "Jane Doe"))
    more = f'<{server.address}/graph-store/person/1> <http://xmlns.com/foaf/0.1/name> "Jane Doe" .'
    server.write("POST", PERSON, more, TURTLE)
    assert got(server, PERSON).graph == turtle(
        person(server, "Jane Doe", 'foaf:name "Jane Doe" ; ')
    )


def parted(server: Speaker) -> tuple[str, dict[str, str]]:
    """A form with two graphs, and its header; both name a blank node alike."""
    subject = f"<{server.address}/graph-store/person/1>"
    parts = "".join(
        f'--a6fe4cd6\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.ttl"\r\n'
        "Content-Type: text/turtle; charset=utf-8\r\n\r\n"
        f'{PREFIXES}{subject} foaf:{name} "{value}" . _:x foaf:{name} "{value}" .\r\n\r\n'
        for name, value in (("familyName", "Doe"), ("givenName", "Jané"))
    )
    headers = {"Content-Type": 'multipart/form-data; boundary="a6fe4cd6"'}
    return parts + "--a6fe4cd6--\r\n", headers


def test_post__multipart_formdata(server: Speaker) -> None:
    put(server, PERSON, person(server, "Jane Doe"))
    body, headers = parted(server)
    assert server.write("POST", PERSON, body, headers).status == 200


def test_get_of_post__multipart_formdata(server: Speaker) -> None:
    put(server, PERSON, person(server, "Jane Doe"))
    body, headers = parted(server)
    server.write("POST", PERSON, body, headers)
    more = 'foaf:givenName "Jané" ; foaf:familyName "Doe" ; '
    apart = '[] foaf:givenName "Jané" . [] foaf:familyName "Doe" .'
    assert got(server, PERSON).graph == turtle(person(server, "Jane Doe", more) + apart)


def test_post__create__new_graph(server: Speaker) -> None:
    answer = server.write("POST", "/graph-store", ALICE, TURTLE)
    assert answer.status == 201
    assert answer.headers["location"].startswith(f"{server.address}/graph-store/")
    other = server.write("POST", "/graph-store", ALICE, TURTLE)
    assert other.headers["location"] != answer.headers["location"]


def test_get_of_post__create__new_graph(server: Speaker) -> None:
    made = server.write("POST", "/graph-store", ALICE, TURTLE).headers["location"]
    assert got(server, made.removeprefix(server.address)).graph == turtle(ALICE)
    assert got(server, "/graph-store", graph=made).graph == turtle(ALICE)


def test_post__empty_graph_to_existing_graph(server: Speaker) -> None:
    made = server.write("POST", "/graph-store", ALICE, TURTLE).headers["location"]
    answer = server.write("POST", made.removeprefix(server.address), "", TURTLE)
    assert answer.status in (200, 204)


def test_get_of_post__after_noop(server: Speaker) -> None:
    made = server.write("POST", "/graph-store", ALICE, TURTLE).headers["location"]
    server.write("POST", made.removeprefix(server.address), "", TURTLE)
    assert got(server, made.removeprefix(server.address)).graph == turtle(ALICE)


def test_head_on_an_existing_graph(server: Speaker) -> None:
    put(server, PERSON, person(server, "John Doe"))
    answer = server.send("HEAD", PERSON)
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(got(server, PERSON).body)


def test_head_on_a_nonexisting_graph(server: Speaker) -> None:
    assert server.send("HEAD", "/graph-store/person/4.ttl").status == 404


def test_put__empty_graph(server: Speaker) -> None:
    """A graph with nothing in it is there, until it is deleted."""
    assert put(server, PERSON, "").status == 201
    assert len(got(server, PERSON).graph) == 0
    assert put(server, PERSON, ALICE).status == 204
    assert put(server, PERSON, "").status == 204
    assert server.write("DELETE", PERSON).status == 200
    assert server.send("GET", PERSON).status == 404


def test_the_whole_conversation(server: Speaker) -> None:
    """The manifest's requests one after the other, on one store."""
    store, second = "/graph-store", "/graph-store/person/2.ttl"
    assert put(server, PERSON, person(server, "John Doe")).status == 201
    assert put(server, PERSON, person(server, "Jane Doe")).status == 204
    assert server.write("PUT", f"{store}?default", ALICE, TURTLE).status == 201
    assert put(server, second, ALICE).status == 201
    assert server.write("DELETE", second).status == 200
    assert server.send("GET", second).status == 404
    assert server.write("DELETE", second).status == 404
    body, headers = parted(server)
    assert server.write("POST", PERSON, body, headers).status == 200
    made = server.write("POST", store, ALICE, TURTLE)
    assert made.status == 201
    assert server.send("HEAD", PERSON).status == 200
    assert server.send("HEAD", "/graph-store/person/4.ttl").status == 404
    assert got(server, f"{store}?default").graph == turtle(ALICE)


# what the manifest does not ask


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/n-triples", '<http://e/s> <http://e/p> "1" .'),
        ("application/ld+json", '[{"@id": "http://e/s", "http://e/p": [{"@value": "1"}]}]'),
        (
            "application/rdf+xml",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
            '<rdf:Description rdf:about="http://e/s"><e:p>1</e:p></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_a_graph_goes_in_and_out_in_each_format(server: Speaker, media: str, body: str) -> None:
    assert server.write("PUT", PERSON, body, {"Content-Type": media}).status == 201
    answer = server.send("GET", PERSON, headers={"Accept": media})
    assert answer.media == media
    assert answer.graph == turtle('<http://e/s> <http://e/p> "1" .')
    assert answer.headers["vary"] == "Accept"


def test_relative_iris_are_relative_to_the_graph(server: Speaker) -> None:
    put(server, "/graph-store", "<a> <p> <#b> .", graph="http://example.org/x/y")
    expected = "<http://example.org/x/a> <http://example.org/x/p> <http://example.org/x/y#b> ."
    assert got(server, "/graph-store", graph="http://example.org/x/y").graph == turtle(expected)


@pytest.mark.parametrize(
    "graph", ["", "person", "/etc/passwd", "http://e/ x", "http://e/<", "a\0b"]
)
def test_a_graph_has_an_absolute_iri(server: Speaker, graph: str) -> None:
    assert server.send("GET", "/graph-store", graph=graph).status == 400
    assert put(server, "/graph-store", ALICE, graph=graph).status == 400


def test_one_graph_is_named_at_a_time(server: Speaker) -> None:
    assert server.send("GET", "/graph-store").status == 400
    assert server.send("GET", "/graph-store", graph=["http://e/a", "http://e/b"]).status == 400
    assert server.send("GET", "/graph-store?default", graph="http://e/a").status == 400
    assert server.send("GET", PERSON, graph="http://e/a").status == 400
    assert server.write("PUT", "/graph-store", ALICE, TURTLE).status == 400


def test_what_is_no_graph_is_refused(server: Speaker) -> None:
    for media in ("text/html", "application/trig", "application/n-quads", "image/png"):
        assert server.write("PUT", PERSON, "", {"Content-Type": media}).status == 415
    assert server.write("PUT", PERSON, b"").status == 415
    utf16 = {"Content-Type": "text/turtle; charset=utf-16"}
    assert server.write("PUT", PERSON, ALICE.encode("utf-16"), utf16).status == 415
    assert server.write("PUT", PERSON, b"<http://e/s> <http://e/p> '\xff' .", TURTLE).status == 400
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert server.write("POST", PERSON, "--y\r\n\r\n--y--", broken).status == 400
    assert server.send("GET", PERSON).status == 404


def test_a_form_that_is_half_bad_changes_nothing(server: Speaker) -> None:
    put(server, PERSON, ALICE)
    body, headers = parted(server)
    answer = server.write("POST", PERSON, body.replace('"Jané"', "Jané", 1), headers)
    assert answer.status == 400
    assert "givenName.ttl" in answer.text
    assert got(server, PERSON).graph == turtle(ALICE)


def test_jsonld_with_a_context_far_away_is_not_fetched(server: Speaker) -> None:
    body = '{"@context": "http://127.0.0.1:9/context.jsonld", "@id": "http://e/s", "name": "x"}'
    assert server.write("PUT", PERSON, body, {"Content-Type": "application/ld+json"}).status == 400


def test_other_methods_are_told_which_there_are(server: Speaker) -> None:
    answer = server.write("PATCH", PERSON, "", TURTLE)
    assert answer.status == 405
    assert "PUT" in answer.headers["allow"]
    assert "PUT" in server.send("OPTIONS", PERSON).headers["allow"]


def test_writing_needs_the_token(server: Speaker) -> None:
    for method in ("PUT", "POST", "DELETE"):
        answer = server.send(method, PERSON, ALICE, TURTLE)
        assert answer.status == 401
        assert "Bearer" in answer.headers["www-authenticate"]
        wrong = {**TURTLE, "Authorization": "Bearer another"}
        assert server.send(method, PERSON, ALICE, wrong).status == 403
        elsewhere = {**TURTLE, "Origin": "https://elsewhere.example"}
        assert server.write(method, PERSON, ALICE, elsewhere).status == 403
    assert server.send("GET", PERSON).status == 404


def test_a_server_that_is_only_read_says_so() -> None:
    with speaking(writable=False, token="") as server:
        answer = server.send("PUT", PERSON, ALICE, {**TURTLE, "Authorization": "Bearer x"})
        assert answer.status == 403
        assert "--write" in answer.text
        assert server.send("PUT", PERSON, ALICE, TURTLE).status == 403
        assert server.send("OPTIONS", PERSON).headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_graph_may_be_as_large_as_a_request() -> None:
    with speaking(upload=2000) as server:
        assert put(server, PERSON, ALICE + "#" * 3000).status == 413
        assert put(server, PERSON, ALICE).status == 201
