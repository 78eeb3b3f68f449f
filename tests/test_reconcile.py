"""The reconciliation service, asked as OpenRefine asks it: over HTTP, of a server that runs."""

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlencode

import linkable
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reconciling import Client

from reelgraph import loading
from reelgraph.graph import FilmGraph
from reelgraph.links.keeping import decide, keep
from reelgraph.links.link import ACCEPTED, MANUAL, PENDING, Link
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM, WD
from reelgraph.web.context import Context, Settings

M = linkable.M
HOSTILE = "</script><img src=x onerror=alert(1)> \u202egnp"
CINEMA = f"""
@prefix id: <https://w3id.org/reelgraph/id/arc/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
m:gate63 a film:Film ; rdfs:label "The Iron Gate"@en ; film:releaseDate "1963"^^xsd:gYear ;
    film:hasDirector m:orla ; film:hasCastMember m:per, m:tove ; film:hasCountryOfOrigin m:norland .
m:gate91 a film:Film ; rdfs:label "The Iron Gate"@en ; film:releaseDate "1991-04-12"^^xsd:date ;
    film:hasDirector m:ivo ; film:hasCastMember m:zita ; film:hasCountryOfOrigin m:sudland ;
    film:durationMinutes 104 ; film:imdbId "tt9900091" ; dcterms:identifier "KA 17" .
m:river a film:Film ; rdfs:label "A River of Small Lamps"@en ; skos:altLabel "Lampefloden"@da ;
    film:releaseDate "1977"^^xsd:gYear ; film:hasDirector m:orla ; film:hasProducer m:ivo ;
    film:hasGenre m:drama .
id:film\\/seven a film:Film ; rdfs:label "Seven Quiet Harbours"@en ;
    film:releaseDate "2004"^^xsd:gYear ; film:hasDirector m:ivo ; film:hasCastMember m:tove .
m:short a film:ShortFilm ; rdfs:label "Paper Kites"@en ; film:releaseDate "1999"^^xsd:gYear ;
    film:hasDirector m:zita .
m:bare a film:Film ; rdfs:label "Salt"@en .
m:road a film:Film ; rdfs:label "Salt Road Home"@en ; film:releaseDate "2008"^^xsd:gYear .
m:evil a film:Film ; rdfs:label "{HOSTILE}"@en ; film:releaseDate "2001"^^xsd:gYear ;
    film:officialWebsite "javascript:alert(1)" .
m:orla a film:Person ; rdfs:label "Orla Vinter"@en ; film:birthDate "1921"^^xsd:gYear .
m:ivo a film:Person ; rdfs:label "Ivo Marek"@en .
m:ivo2 a film:Person ; rdfs:label "Ivo Marek"@en .
m:per a film:Person ; rdfs:label "Per Holm"@en .
m:tove a film:Person ; rdfs:label "Tove Lind"@en .
m:zita a film:Person ; rdfs:label "Zita Kova"@en .
m:kite a film:Company ; rdfs:label "Blue Kite Pictures"@en .
m:norland a schema:Place ; rdfs:label "Norland"@en .
m:sudland a schema:Place ; rdfs:label "Sudland"@en .
m:drama a film:Genre ; rdfs:label "drama"@en .
wd:Q990000001 a film:Film ; rdfs:label "Born Elsewhere"@en ; film:releaseDate "1950"^^xsd:gYear .
"""
LINKED = {M + "gate91": "Q990000091", M + "ivo": "Q990000002"}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Client]]:
    """A client of each of the two services, over a graph of made-up films."""
    from reelgraph.web.engines import open_engine
    from reelgraph.web.serving import in_background

    folder = tmp_path_factory.mktemp("cinema")
    path = folder / "cinema.ttl"
    text = linkable.PREFIXES + "@prefix schema: <https://schema.org/> .\n" + CINEMA
    path.write_text(text, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(path)], name="cinema")
    decide(store, [Link(e, WD + q, ACCEPTED, method=MANUAL, by="Ada") for e, q in LINKED.items()])
    keep(store, [Link(M + "gate63", WD + "Q990000063", PENDING, score=0.6)])
    FilmGraph(store).save(folder / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REELGRAPH_CACHE", str(tmp_path_factory.mktemp("cache")))
        chosen = Settings()
        context = Context(open_engine(folder / "store", chosen), chosen)
        try:
            with in_background(context) as address:
                yield Client(address + "reconcile"), Client(address + "reconcile/wikidata")
        finally:
            context.engine.close()


@pytest.fixture(scope="module")
def own(services: tuple[Client, Client]) -> Client:
    """The service of the graph's own entities."""
    return services[0]


@pytest.fixture(scope="module")
def items(services: tuple[Client, Client]) -> Client:
    """The service of Wikidata items."""
    return services[1]


# The manifest


def test_the_manifest_has_what_the_specification_demands(services: tuple[Client, Client]) -> None:
    for client in services:
        said = client.manifest()
        assert "0.2" in said["versions"]
        for name in ("name", "identifierSpace", "schemaSpace", "serviceVersion", "documentation"):
            assert isinstance(said[name], str)
            assert said[name]
        assert re.match(r"https?://", said["identifierSpace"])
        for template in (said["view"]["url"], said["feature_view"]["url"], said["preview"]["url"]):
            assert template.count("{{id}}") == 1
            assert template.startswith("http")
        assert isinstance(said["preview"]["width"], int)
        assert isinstance(said["preview"]["height"], int)
        ids = [kind["id"] for kind in said["defaultTypes"]]
        assert len(ids) == len(set(ids))
        assert {"Film", "Person"} <= set(ids)
        assert all(kind["name"] for kind in said["defaultTypes"])
        assert set(said["suggest"]) == {"entity", "property", "type"}
        for setting in said["extend"]["property_settings"]:
            assert setting["type"] in ("number", "text", "checkbox", "select")
            assert setting["name"]
            assert setting["label"]
        assert said["batchSize"] > 0


def test_no_address_of_the_manifest_leads_to_another_server_but_the_view_of_an_item(
    own: Client, items: Client
) -> None:
    server = own.endpoint.removesuffix("/reconcile")
    said = [
        json.dumps({**c.manifest(), "identifierSpace": "", "schemaSpace": ""}) for c in (own, items)
    ]
    found = [a for text in said for a in re.findall(r'"(https?://[^"]*)"', text)]
    foreign = {a for a in found if not a.startswith(server + "/")}
    assert foreign == {"https://www.wikidata.org/wiki/{{id}}"}


def test_the_schema_space_and_the_id_of_a_type_give_its_iri(own: Client) -> None:
    said = own.manifest()
    assert said["schemaSpace"] + "Film" == FILM + "Film"


def test_jsonp_is_not_spoken(own: Client) -> None:
    reply = own.get(callback="alert")
    assert reply.headers["content-type"] == "application/json"
    assert reply.json["versions"] == ["0.2"]
    assert "alert" not in reply.text


# Queries


def test_a_title_and_its_year_match(own: Client) -> None:
    found = own.one("A River of Small Lamps", type="Film", properties={"year": 1977})
    assert [c["id"] for c in found if c["match"]] == [M + "river"]
    best = found[0]
    assert best["name"] == "A River of Small Lamps"
    assert {"id": "Film", "name": "film"} in best["type"]
    assert "1977" in best["description"]
    assert "Orla Vinter" in best["description"]
    assert 95 <= best["score"] <= 100
    ids = [f["id"] for f in best["features"]]
    assert len(ids) == len(set(ids))
    assert {"title", "year", "name_similarity"} <= set(ids)


def test_get_and_post_answer_alike(own: Client) -> None:
    asked = json.dumps({"q": {"query": "Paper Kites"}})
    assert own.get(queries=asked).json == own.post(queries=asked).json


def test_another_title_of_a_film_is_its_title_too(own: Client) -> None:
    assert own.matched("Lampefloden", type="Film", properties={"P577": "1977-05-01"}) == M + "river"


@pytest.mark.parametrize("spelling", ["Iron Gate, The (1991)", "THE IRON GATE [1991]"])
def test_a_year_behind_the_title_is_evidence(own: Client, spelling: str) -> None:
    assert own.matched(spelling, type="Film") == M + "gate91"


def test_two_films_of_one_title_are_not_told_apart_by_nothing(own: Client) -> None:
    found = own.one("The Iron Gate", type="Film")
    assert {c["id"] for c in found} >= {M + "gate63", M + "gate91"}
    assert not any(c["match"] for c in found)


@pytest.mark.parametrize(
    ("property_", "value", "expected"),
    [
        ("year", "1963", "gate63"),
        ("year", 1991, "gate91"),
        ("releaseDate", "1991-04-12T00:00:00Z", "gate91"),
        ("hasDirector", "Orla Vinter", "gate63"),
        ("P57", "Marek, Ivo", "gate91"),
        ("director", {"id": M + "orla", "name": "O. V."}, "gate63"),
        ("hasCastMember", ["Per Holm", "Tove Lind"], "gate63"),
        ("hasCastMember", "Zita Kova", "gate91"),
    ],
)
def test_two_films_of_one_title_are_told_apart(
    own: Client, property_: str, value: object, expected: str
) -> None:
    assert own.matched("The Iron Gate", type="Film", properties={property_: value}) == M + expected


@pytest.mark.parametrize(
    ("property_", "value", "expected"),
    [
        ("hasCountryOfOrigin", "Norland", "gate63"),
        ("country", "Sudland", "gate91"),
        ("durationMinutes", 103, "gate91"),
    ],
)
def test_what_the_model_has_no_weight_for_only_changes_the_order(
    own: Client, property_: str, value: object, expected: str
) -> None:
    found = own.one("The Iron Gate", type="Film", properties={property_: value})
    assert found[0]["id"] == M + expected
    assert found[0]["score"] > found[1]["score"]
    assert not any(c["match"] for c in found)


def test_a_misspelt_title_is_found_and_with_its_director_sure(own: Client) -> None:
    alone = own.one("A Rivr of Smal Lamps", type="Film")
    assert alone[0]["id"] == M + "river"
    assert not alone[0]["match"]
    given = {"year": 1977, "hasDirector": "Orla Vinter"}
    assert own.matched("A Rivr of Smal Lamps", type="Film", properties=given) == M + "river"


@pytest.mark.parametrize(
    "query",
    [
        {"query": "The Copper Gate", "properties": [{"pid": "year", "v": 1963}]},
        {"query": "The Iron Gate", "properties": [{"pid": "year", "v": 2020}]},
        {"query": "Seven Quiet", "properties": [{"pid": "year", "v": 2004}]},
        {"query": "Nothing Like It"},
        {"query": "Salt"},
        {"query": "Seven Quiet Harbours", "properties": [{"pid": "year", "v": 1931}]},
    ],
)
def test_a_film_that_is_not_there_does_not_match(own: Client, query: dict[str, object]) -> None:
    found = own.batch(q={**query, "type": "Film"})["q"]
    assert not any(c["match"] for c in found)


def test_a_name_alone_makes_nobody_sure(own: Client) -> None:
    for query in ({"query": "Orla Vinter", "type": "Person"}, {"query": "Orla Vinter"}):
        found = own.batch(q=query)["q"]
        assert found[0]["id"] == M + "orla"
        assert not found[0]["match"]


@pytest.mark.parametrize(
    "given",
    [
        {"^hasDirector": ["The Iron Gate (1963)", "A River of Small Lamps"]},
        {"birthDate": "1921-03-01"},
    ],
)
def test_a_person_is_known_by_films_and_birth(own: Client, given: dict[str, object]) -> None:
    assert own.matched("Orla Vinter", type="Person", properties=given) == M + "orla"


def test_of_two_namesakes_the_one_with_the_films_is_meant(own: Client) -> None:
    alone = own.one("Ivo Marek", type="Person")
    assert {c["id"] for c in alone} == {M + "ivo", M + "ivo2"}
    films = {"^hasDirector": ["Seven Quiet Harbours", "The Iron Gate (1991)"]}
    assert own.matched("Ivo Marek", type="Person", properties=films) == M + "ivo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tt9900091", M + "gate91"),
        ("https://www.imdb.com/title/tt9900091/", M + "gate91"),
        ("Q990000091", M + "gate91"),
        (M + "river", M + "river"),
        ("arc/film/seven", "arc/film/seven"),
        ("id:arc/film/seven", "arc/film/seven"),
        ("Q990000001", WD + "Q990000001"),
    ],
)
def test_an_identifier_as_the_text_of_a_query_matches(
    own: Client, text: str, expected: str
) -> None:
    found = own.one(text)
    assert (found[0]["id"], found[0]["match"], found[0]["score"]) == (expected, True, 100)


@pytest.mark.parametrize(
    ("property_", "value"),
    [
        ("imdbId", "tt9900091"),
        ("P345", "http://www.imdb.com/title/tt9900091/"),
        ("wikidata", "Q990000091"),
        ("wikidata", {"id": "Q990000091", "name": "x"}),
        ("identifier", "KA 17"),
    ],
)
def test_an_identifier_as_a_property_matches(own: Client, property_: str, value: object) -> None:
    for query in ("The Iron Gate", "Das eiserne Tor", ""):
        found = own.matched(query, type="Film", properties={property_: value})
        assert found == M + "gate91"


def test_an_identifier_of_another_film_speaks_against_a_film(own: Client) -> None:
    given = {"imdbId": "tt9900063", "year": 1991}
    assert own.matched("The Iron Gate", type="Film", properties=given) is None


def test_an_item_that_is_only_proposed_is_no_identifier(own: Client) -> None:
    assert own.one("Q990000063") == []


# Types


@pytest.mark.parametrize(
    ("asked", "strict", "expected"),
    [
        ("ShortFilm", "any", "short"),
        ("Film", "any", "short"),
        (["Person", "Film"], "any", "short"),
        (["Film", "ShortFilm"], "all", "short"),
        ("https://w3id.org/reelgraph/ns#Film", "should", "short"),
        ("Person", "should", None),
        (["Person", "Film"], "all", None),
        ("Company", "any", None),
    ],
)
def test_types_restrict(own: Client, asked: object, strict: str, expected: str | None) -> None:
    found = own.one("Paper Kites", type=asked, type_strict=strict, properties={"year": 1999})
    assert [c["id"] for c in found if c["match"]] == ([M + expected] if expected else [])


def test_a_type_that_should_be_is_no_match_where_it_is_not(own: Client) -> None:
    found = own.one("Seven Quiet Harbours", type="ShortFilm", properties={"year": 2004})
    assert found[0]["id"] == "arc/film/seven"
    assert not found[0]["match"]
    assert {"id": "type", "value": False} in found[0]["features"]


def test_companies_places_and_genres_are_found_too(own: Client) -> None:
    found = own.batch(
        a={"query": "Blue Kite Pictures", "type": "Company"},
        b={"query": "Norland"},
        c={"query": "drama", "type": "Genre"},
    )
    assert [found[k][0]["id"] for k in "abc"] == [M + "kite", M + "norland", M + "drama"]


def test_an_unknown_type_is_an_error_of_that_query_alone(own: Client) -> None:
    reply = own.post(
        queries=json.dumps({"bad": {"query": "x", "type": "Spaceship"}, "good": {"query": "Salt"}})
    )
    assert reply.status == 200
    assert reply.json["bad"]["result"] == []
    assert "Spaceship" in reply.json["bad"]["error"]
    assert reply.json["good"]["result"][0]["id"] == M + "bare"


# Batches


def test_each_query_is_answered_as_if_it_were_alone(own: Client) -> None:
    queries = {
        "a": {"query": "The Iron Gate", "type": "Film"},
        "b": {"query": "The Iron Gate", "properties": [{"pid": "year", "v": 1963}]},
        "c": {"query": "Ivo Marek", "type": "Person"},
        "d": {"query": "A River", "properties": [{"pid": "hasProducer", "v": "Ivo Marek"}]},
        "e": {"query": "x", "properties": [{"pid": "identifier", "v": "KA 17"}]},
        "f": {"query": "x", "properties": [{"pid": "identifier", "v": "KA 18"}]},
        "g": {"query": "Seven", "properties": [{"pid": "year", "v": 2004}]},
        "h": {"query": "Seven"},
        "i": {"query": "Salt", "properties": [{"pid": "year", "v": 2008}]},
        "j": {"query": "Salt"},
    }
    together = own.batch(**queries)
    assert together == {key: own.batch(**{key: query})[key] for key, query in queries.items()}
    assert together["b"] != together["a"]


def test_answers_are_sorted_and_as_many_as_are_wanted(own: Client) -> None:
    found = own.one("The Iron Gate", limit=50)
    assert len(found) >= 2
    assert [c["score"] for c in found] == sorted((c["score"] for c in found), reverse=True)
    assert own.one("The Iron Gate", limit=1) == found[:1]


@pytest.mark.parametrize(
    "query",
    [
        {},
        [],
        "x",
        {"query": 7},
        {"query": ""},
        {"query": "x", "limit": 0},
        {"query": "x", "limit": "many"},
        {"query": "x", "type": 7},
        {"query": "x", "type_strict": "perhaps"},
        {"query": "x", "properties": {}},
        {"query": "x", "properties": [{"v": 1}]},
        {"query": "x", "properties": [{"pid": "year", "v": {"name": "no id"}}]},
        {"query": "x" * 2_000},
    ],
)
def test_a_query_that_is_none_does_not_fail_its_batch(own: Client, query: object) -> None:
    reply = own.post(queries=json.dumps({"bad": query, "good": {"query": "tt9900091"}}))
    assert reply.status == 200
    assert reply.json["bad"]["result"] == []
    assert reply.json["bad"]["error"]
    assert reply.json["good"]["result"][0]["match"]


def test_too_many_queries_at_once_are_refused_with_the_remedy(own: Client) -> None:
    most = own.manifest()["batchSize"]
    many = {str(n): {"query": "zzz"} for n in range(most + 1)}
    reply = own.post(queries=json.dumps(many))
    assert reply.status == 413
    assert str(most) in reply.json["error"]["message"]
    many.popitem()
    assert own.post(queries=json.dumps(many)).status == 200


def test_a_request_that_is_too_long_is_refused(own: Client) -> None:
    assert own.post(queries="x" * (3 << 20)).status == 413


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"a": NaN}', "\udcff", "9" * 5_000]
)
def test_what_is_no_json_object_is_an_error_in_json(own: Client, text: str) -> None:
    body = urlencode({"queries": text}, errors="surrogatepass").encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = own.send("POST", "", body, form)
    assert reply.status == 400
    assert reply.json["error"]["message"]


def test_another_kind_of_body_is_an_error(own: Client) -> None:
    reply = own.send("POST", "", b"{}", {"Content-Type": "application/json"})
    assert reply.status == 400
    assert "x-www-form-urlencoded" in reply.json["error"]["message"]


def test_half_characters_and_nulls_are_taken_as_they_come(own: Client) -> None:
    for text in ("\ud800", "Salt\0", "http://e/\ud800", "wd:\udfff", "Q\ud800"):
        given = [
            {"pid": "identifier", "v": text},
            {"pid": "hasDirector", "v": {"id": text, "name": text}},
            {"pid": text, "v": text},
        ]
        asked = {text: {"query": text, "properties": given}, "plain": {"query": text}}
        reply = own.post(queries=json.dumps(asked))
        assert reply.status == 200, reply.text
        assert set(reply.json) == {text, "plain"}
        assert list(own.extend([text], text)["rows"]) == [text]


# CORS


def test_every_address_can_be_asked_by_pages_of_any_origin(own: Client, items: Client) -> None:
    asked = [
        own.get(),
        own.get(queries="{"),
        own.get(queries='{"q": {"query": "Salt"}}'),
        own.get("/suggest/entity", prefix="s"),
        own.get("/suggest/type", cursor="x"),
        own.get("/properties", type="Spaceship"),
        own.get("/preview", id="nobody"),
        own.send("DELETE"),
        items.get(),
        items.send("PUT", "/preview"),
    ]
    assert [r.headers.get("access-control-allow-origin") for r in asked] == ["*"] * len(asked)
    assert {r.status for r in asked} == {200, 400, 404, 405}


def test_a_preflight_is_answered(own: Client) -> None:
    said = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    for path in ("", "/suggest/entity", "/preview"):
        reply = own.send("OPTIONS", path, headers=said)
        assert reply.status == 204
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "POST" in reply.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in reply.headers


# The second service


def test_the_second_service_answers_with_items(items: Client) -> None:
    assert items.manifest()["identifierSpace"] == WD
    found = items.one("The Iron Gate", type="Film", properties={"year": 1991})
    assert (found[0]["id"], found[0]["match"]) == ("Q990000091", True)
    assert all(re.fullmatch(r"Q\d+", c["id"]) for c in found)


def test_who_has_no_accepted_item_is_not_answered(items: Client) -> None:
    found = items.one("The Iron Gate", type="Film", properties={"year": 1963}, limit=50)
    assert not any(c["match"] for c in found)
    assert {c["id"] for c in found} <= {"Q990000091"}
    assert items.one("Paper Kites") == []


def test_an_entity_that_is_an_item_is_itself(items: Client) -> None:
    assert items.matched("Born Elsewhere", properties={"year": 1950}) == "Q990000001"


def test_the_second_service_suggests_extends_and_previews_by_item(items: Client) -> None:
    assert [c["id"] for c in items.suggest("entity", "the iron")] == ["Q990000091"]
    found = items.extend(["Q990000091"], "year", "hasDirector", "wikidata")
    row = found["rows"]["Q990000091"]
    assert row["year"] == [{"int": 1991}]
    assert row["hasDirector"] == [{"id": M + "ivo", "name": "Ivo Marek"}]
    assert row["wikidata"] == [{"id": "Q990000091", "name": "The Iron Gate"}]
    services = {m["id"]: m.get("service", "") for m in found["meta"]}
    assert services["hasDirector"].endswith("/reconcile")
    assert services["wikidata"] == ""
    assert "The Iron Gate" in items.filled(items.manifest()["preview"]["url"], "Q990000091").text


# Suggestions


def test_entities_are_suggested_by_beginnings_and_identifiers(own: Client) -> None:
    for prefix in ("A River of", "tt9900091", M + "river", "Q990000001", "arc/film/seven"):
        found = own.suggest("entity", prefix)
        assert found, prefix
        assert {"id", "name", "description", "notable"} <= set(found[0])
    assert own.suggest("entity", "A River of")[0]["id"] == M + "river"
    assert own.suggest("entity", "arc/film/seven")[0]["id"] == "arc/film/seven"
    assert own.suggest("entity", "") == []


def test_a_cursor_skips_suggestions(own: Client) -> None:
    every = own.suggest("property", "")
    assert own.suggest("property", "", cursor=3)[: len(every) - 3] == every[3:]
    assert len(own.suggest("entity", "iv", cursor=1)) == len(own.suggest("entity", "iv")) - 1
    assert own.suggest("entity", "iv", cursor=999_999) == []


def test_properties_and_types_are_suggested(own: Client) -> None:
    assert own.suggest("property", "direc")[0]["id"] == "hasDirector"
    assert own.suggest("property", "P57")[0]["id"] == "hasDirector"
    assert [t["id"] for t in own.suggest("type", "short")] == ["ShortFilm"]


def test_every_suggested_property_is_understood_in_queries_and_extension(own: Client) -> None:
    ids = [p["id"] for n in range(0, 100, 20) for p in own.suggest("property", "", cursor=n)]
    assert len(ids) == len(set(ids)) > 30
    found = own.extend([M + "gate91"], *ids)
    assert [m["id"] for m in found["meta"]] == ids
    assert all(m["name"] != m["id"] for m in found["meta"] if m["id"][0] == "^")


# Pages


def test_a_preview_shows_an_entity_and_runs_nothing(own: Client) -> None:
    template = own.manifest()["preview"]["url"]
    reply = own.filled(template, M + "evil")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("text/html")
    assert "<img" not in reply.text
    assert "&lt;/script&gt;" in reply.text
    assert 'href="javascript:' not in reply.text
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors *" in policy
    assert own.filled(template, "nobody").status == 404
    assert "Orla Vinter" in own.filled(template, M + "river").text


@pytest.mark.parametrize("id_", [M + "river", "arc/film/seven", WD + "Q990000001"])
def test_the_view_of_an_entity_leads_to_its_page(own: Client, id_: str) -> None:
    reply = own.filled(own.manifest()["view"]["url"], id_)
    assert reply.status == 303
    space = own.manifest()["identifierSpace"]
    iri = id_ if id_.startswith("http") else space + id_
    assert unquote(reply.headers["location"]).endswith(f"/entity?iri={iri}")
    assert own.send("GET", reply.headers["location"]).status == 200


def test_each_feature_of_an_answer_is_explained(own: Client) -> None:
    given = {"year": 1991, "hasDirector": "Ivo Marek", "country": "Sudland", "imdbId": "tt9900091"}
    found = own.one("The Iron Gate", type="Film", properties=given)[0]["features"]
    found += own.one("tt9900091")[0]["features"]
    template = own.manifest()["feature_view"]["url"]
    assert len(found) > 6
    for feature in found:
        assert own.filled(template, feature["id"]).status == 200, feature
    assert own.filled(template, "<b>no such").status == 404


# Data extension


def test_values_have_their_types(own: Client) -> None:
    asked = ("year", "releaseDate", "durationMinutes", "imdbId", "hasDirector", "label", "wikidata")
    found = own.extend([M + "gate91", M + "gate63", "nobody"], *asked)
    assert found["rows"][M + "gate91"] == {
        "year": [{"int": 1991}],
        "releaseDate": [{"date": "1991-04-12T00:00:00Z"}],
        "durationMinutes": [{"int": 104}],
        "imdbId": [{"str": "tt9900091"}],
        "hasDirector": [{"id": M + "ivo", "name": "Ivo Marek"}],
        "label": [{"str": "The Iron Gate"}],
        "wikidata": [{"id": "Q990000091", "name": "The Iron Gate"}],
    }
    assert found["rows"][M + "gate63"]["releaseDate"] == [{"str": "1963"}], "no day is made up"
    assert found["rows"][M + "gate63"]["wikidata"] == [], "it is only proposed"
    assert found["rows"]["nobody"] == {p: [] for p in asked}
    meta = {m["id"]: m for m in found["meta"]}
    assert meta["wikidata"]["service"].endswith("/reconcile/wikidata")
    assert "service" not in meta["hasDirector"]


def test_the_works_of_a_person_come_in_the_order_of_their_years(own: Client) -> None:
    found = own.extend(
        [M + "ivo"], "^hasDirector", "^hasContributor", ("^hasProducer", {"count": True})
    )
    row = found["rows"][M + "ivo"]
    assert [v["id"] for v in row["^hasDirector"]] == [M + "gate91", "arc/film/seven"]
    assert [v["id"] for v in row["^hasContributor"]] == [
        M + "river",
        M + "gate91",
        "arc/film/seven",
    ]
    assert row["^hasProducer"] == [{"int": 1}]


def test_values_can_be_limited(own: Client) -> None:
    every = own.extend([M + "ivo"], "^hasContributor")["rows"][M + "ivo"]["^hasContributor"]
    for limit in (1, "1", 1.0):
        row = own.extend([M + "ivo"], ("^hasContributor", {"limit": limit}))["rows"][M + "ivo"]
        assert row["^hasContributor"] == every[:1]
    row = own.extend([M + "ivo"], ("^hasContributor", {"limit": "lots"}))["rows"][M + "ivo"]
    assert row["^hasContributor"] == every


def test_properties_are_proposed_for_a_type(own: Client) -> None:
    of = own.manifest()["extend"]["propose_properties"]
    address = of["service_url"] + of["service_path"]
    films = own.send("GET", f"{address}?type=Film&limit=100").json
    people = own.send("GET", f"{address}?type=Person").json
    assert films["type"] == "Film"
    assert {"hasDirector", "year"} <= {p["id"] for p in films["properties"]}
    assert {"^hasDirector", "birthDate"} <= {p["id"] for p in people["properties"]}
    assert "hasDirector" not in {p["id"] for p in people["properties"]}
    assert len(own.send("GET", f"{address}?type=Film&limit=3").json["properties"]) == 3


@pytest.mark.parametrize(
    "asked", ["{", "[]", "{}", '{"ids": [1], "properties": []}', '{"ids": [], "properties": [{}]}']
)
def test_a_query_of_data_extension_that_is_none_is_an_error(own: Client, asked: str) -> None:
    assert own.post(extend=asked).status == 400


def test_too_many_ids_are_refused(own: Client) -> None:
    asked = {"ids": [str(n) for n in range(2_000)], "properties": [{"id": "year"}]}
    assert own.post(extend=json.dumps(asked)).status == 413


# Whatever is sent

_TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["The Iron Gate", "Q1", "tt1", "wd:Q5", "<x>", "http://[", "urn:x:\ud800", "\0", '"', "\\",
         "film:", "id:/", "^", "{{id}}", "' OR 1=1", "Ivo Marek", "%2F..", "javascript:alert(1)"]
    ),
)  # fmt: skip
_SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), _TEXT
)
_PIDS = st.sampled_from(
    ["year", "hasDirector", "wikidata", "identifier", "imdbId", "^hasDirector", "birthDate",
     "hasCountryOfOrigin", "durationMinutes", "releaseDate", "label", "nothing"]
)  # fmt: skip
_QUERY = st.fixed_dictionaries(
    {},
    optional={
        "query": st.one_of(_TEXT, _SCALAR),
        "type": st.one_of(
            _SCALAR, st.sampled_from(["Film", "Person"]), st.lists(_TEXT, max_size=3)
        ),
        "type_strict": st.sampled_from(["any", "should", "all", "x"]),
        "limit": _SCALAR,
        "properties": st.lists(
            st.fixed_dictionaries(
                {
                    "pid": st.one_of(_PIDS, _SCALAR),
                    "v": st.one_of(
                        _SCALAR,
                        st.lists(_SCALAR, max_size=3),
                        st.fixed_dictionaries({"id": _TEXT}, optional={"name": _TEXT}),
                    ),
                }
            ),
            max_size=4,
        ),
    },
)
_FUZZ = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_FUZZ
@given(st.dictionaries(_TEXT, st.one_of(_QUERY, _SCALAR), max_size=5))
def test_no_batch_breaks_the_service(
    services: tuple[Client, Client], queries: dict[str, object]
) -> None:
    for client in services:
        reply = client.post(queries=json.dumps(queries))
        assert reply.status == 200, reply.text
        assert set(reply.json) == set(queries)
        for found in reply.json.values():
            assert all({"id", "name", "score", "match"} <= set(c) for c in found["result"])
            assert all(c["id"] and c["name"] and 0 <= c["score"] <= 100 for c in found["result"])
            assert sum(c["match"] for c in found["result"]) <= 1


@_FUZZ
@given(st.lists(_TEXT, max_size=4), st.lists(st.one_of(_PIDS, _TEXT), max_size=5), _SCALAR)
def test_no_data_extension_breaks_the_service(
    services: tuple[Client, Client], ids: list[str], pids: list[str], setting: object
) -> None:
    asked = {"ids": ids, "properties": [{"id": p, "settings": {"limit": setting}} for p in pids]}
    for client in services:
        reply = client.post(extend=json.dumps(asked))
        assert reply.status == (400 if "" in pids else 200), reply.text


@_FUZZ
@given(_TEXT, st.sampled_from(["/suggest/entity", "/suggest/type", "/suggest/property", "/preview",
                               "/view", "/feature", "/properties"]))  # fmt: skip
def test_no_text_breaks_an_address(services: tuple[Client, Client], text: str, path: str) -> None:
    fields = urlencode({"prefix": text, "id": text, "type": text}, errors="surrogatepass")
    for client in services:
        reply = client.get(f"{path}?{fields}")
        assert reply.status in (200, 303, 404), reply.text
