"""The page of each entity, and the same as linked data."""

import json
import re
from urllib.parse import quote

import pyoxigraph as ox
import pytest
import rdflib
from conftest import W
from page_server import InMemory, PageServer, pages_of, served_beside
from starlette.applications import Starlette
from starlette.routing import Mount

from reelgraph import identity
from reelgraph.entities import describe
from reelgraph.errors import ReelgraphError
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import DECISIONS, LINKS, SOURCES
from reelgraph.store.sources import sources
from reelgraph.vocabulary import FILM, RDFS, ROLE, SCHEMA, SKOS, STATUS, WD
from reelgraph.web import problems
from reelgraph.web.app import router
from reelgraph.web.context import Context
from reelgraph.web.entities import gathering

LAMP, FERRY = W + "lamp", W + "ferry"
TRIPLE_FORMS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}
QUAD_FORMS = {
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
}


@pytest.fixture(scope="module")
def pages(new_world):
    with pages_of(new_world()) as server:
        yield server


def quads(answer, rdf_format):
    return set(ox.parse(answer.body, format=rdf_format))


def node(iri):
    return ox.NamedNode(iri)


def schema_of(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert len(found) == 1
    return found[0]


# The page


def test_a_browser_gets_a_page_with_the_facts_and_who_says_them(pages):
    answer = pages.page(LAMP)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    text = answer.text
    assert re.search(r"<h1 .*The Lamp <span class=\"year\">\(1950\)</span></h1>", text)
    person = f'<a href="/entity?iri={quote(W + "bo", safe="")}"><bdi>Bo Marsh</bdi></a>'
    assert f"{person} as <bdi>Keeper</bdi>" in text
    assert 'href="#source-1"' in text
    assert '<li id="source-1"><bdi>A tiny world</bdi>, <bdi>Nobody</bdi>' in text
    assert "licence: <bdi>CC0-1.0</bdi>" in text
    assert "<script>" not in text


def test_the_page_tells_the_link_to_wikidata_and_its_state(pages):
    text = pages.page(LAMP).text
    item = '<a href="https://www.wikidata.org/wiki/Q999999992" rel="noopener noreferrer">'
    assert f"Wikidata: {item}Q999999992</a> (an identifier kept here)" in text


def test_what_is_not_certain_stands_apart_with_the_reason_in_words(pages):
    text = pages.page(W + "harbour").text
    certain, _, doubtful = text.partition("<h2>Not certain, or denied</h2>")
    assert "Cy Tarn" not in certain
    assert "Cy Tarn" in doubtful
    assert "implied by the wording only" in doubtful
    assert "<summary>What this rests on</summary><p><bdi>called its face</bdi>" in doubtful
    assert "the source itself is not sure" in doubtful


def test_the_page_leads_to_the_explorer_and_to_its_other_forms(pages):
    text = pages.page(LAMP).text
    asked = quote(LAMP, safe="")
    assert f'<a href="/explore?node={asked}">' in text
    for ending, (media, _) in {**TRIPLE_FORMS, **QUAD_FORMS}.items():
        assert f'<a href="/entity?iri={asked}&amp;format={ending}" type="{media}">' in text
    assert '<a href="/">Start</a>' in text


def test_names_say_their_language(pages):
    text = pages.page(W + "harvest").text
    assert '<h1 dir="auto" lang="en">' in text
    assert '<bdi lang="de">Ernte</bdi>' in text


def test_a_thing_without_a_name_has_a_page_too(pages):
    answer = pages.page(W + "x9")
    assert answer.status == 200
    assert "unnamed (x9)" in answer.text


# The forms


@pytest.mark.parametrize("ending", [*TRIPLE_FORMS, *QUAD_FORMS])
def test_a_form_is_chosen_by_header_by_parameter_and_by_ending(pages, ending):
    media, rdf_format = {**TRIPLE_FORMS, **QUAD_FORMS}[ending]
    by_header = pages.page(LAMP, accept=media)
    by_parameter = pages.page(LAMP, more=f"&format={ending}")
    by_ending = pages.get(f"/entity.{ending}?iri={quote(LAMP)}")
    found = [quads(a, rdf_format) for a in (by_header, by_parameter, by_ending)]
    assert {a.headers["content-type"].partition(";")[0] for a in (by_header, by_parameter)} == {
        media
    }
    assert found[0] == found[1] == found[2]
    assert ox.Quad(node(LAMP), node(FILM + "hasDirector"), node(W + "ada")) in found[0]
    assert all(a.headers["vary"] == "Accept" for a in (by_header, by_parameter, by_ending))


def test_all_forms_of_triples_say_the_same(pages):
    found = [
        quads(pages.page(LAMP, more=f"&format={ending}"), rdf_format)
        for ending, (_, rdf_format) in TRIPLE_FORMS.items()
    ]
    assert all(one == found[0] for one in found)


def test_the_triples_are_those_of_the_view_with_the_entity_at_either_end(pages, world):
    graph = rdflib.Graph().parse(data=pages.page(LAMP, more="&format=ttl").body, format="turtle")
    lamp = rdflib.URIRef(LAMP)
    view = rdflib.Graph()
    for s, p, o in world.select(
        f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o FILTER(<{LAMP}> IN (?s, ?o)) }}"
    ):
        view.parse(data=f"{s} {p} {o} .", format="nt")
    assert len(view) > 10
    assert set(view) <= set(graph)
    assert (rdflib.URIRef(W + "lamp2"), rdflib.URIRef(FILM + "isSequelOf"), lamp) in graph
    names = set(graph.objects(rdflib.URIRef(W + "ada"), rdflib.RDFS.label))
    assert names == {rdflib.Literal("Ada Quill", lang="en")}
    assert (lamp, rdflib.SKOS.exactMatch, rdflib.URIRef(WD + "Q999999992")) in graph


def test_the_triples_say_on_what_they_rest(pages):
    graph = rdflib.Graph().parse(data=pages.page(LAMP, more="&format=ttl").body, format="turtle")
    document = graph.value(predicate=rdflib.FOAF.primaryTopic, object=rdflib.URIRef(LAMP))
    titles = {
        str(title)
        for source in graph.objects(document, rdflib.DCTERMS.source)
        for title in graph.objects(source, rdflib.DCTERMS.title)
    }
    assert "A tiny world" in titles


@pytest.mark.parametrize("ending", QUAD_FORMS)
def test_the_forms_with_graphs_hold_the_claims_of_each_source_and_the_links(two_sources, ending):
    two_sources.rdf.add(
        ox.Quad(node(LAMP), node(SKOS + "exactMatch"), node(WD + "Q1"), node("urn:nobody"))
    )
    with pages_of(two_sources) as pages:
        found = quads(pages.page(LAMP, more=f"&format={ending}"), QUAD_FORMS[ending][1])
    names = {
        q.object.value: q.graph_name
        for q in found
        if q.predicate == node(FILM + "characterName") and q.subject.value.endswith("lamp-bo")
    }
    assert names.keys() == {"Keeper", "The Keeper"}
    assert names["Keeper"].value.startswith("https://w3id.org/reelgraph/source/world/")
    assert names["The Keeper"].value.startswith("https://w3id.org/reelgraph/source/second/")
    texts = {q.object.value: q.graph_name for q in found if q.predicate == node(FILM + "titleText")}
    assert texts == {"Lamp in the Dark": names["The Keeper"]}
    match = (node(LAMP), node(SKOS + "exactMatch"), node(WD + "Q999999992"))
    assert ox.Quad(*match, node(LINKS)) in found
    titles = {
        (q.subject, q.object.value)
        for q in found
        if q.graph_name == node(SOURCES) and q.predicate.value.endswith("/title")
    }
    assert titles == {(names["Keeper"], "A tiny world"), (names["The Keeper"], "A second look")}
    # What lies in a graph that is no source was never loaded to its end.
    assert node("urn:nobody") not in {q.graph_name for q in found}


def test_the_forms_with_graphs_hold_what_is_only_weak_and_the_others_do_not(pages):
    weak = node(STATUS + "weak")
    whole = quads(pages.page(W + "harbour", more="&format=nq"), ox.RdfFormat.N_QUADS)
    view = quads(pages.page(W + "harbour", more="&format=nt"), ox.RdfFormat.N_TRIPLES)
    assert weak in {q.object for q in whole}
    assert weak not in {q.object for q in view}
    assert node(W + "cy") not in {q.object for q in view}


def test_too_many_triples_are_cut_and_the_answer_says_so(pages, monkeypatch):
    comments = "rdfs:comment"
    assert comments not in pages.page(W + "bo", more="&format=ttl").text
    monkeypatch.setattr(gathering, "MOST", 3)
    found = quads(pages.page(W + "bo", more="&format=nt"), ox.RdfFormat.N_TRIPLES)
    told = [q for q in found if q.predicate == node(RDFS + "comment")]
    assert len([q for q in found if q.object == node(W + "bo")]) == 3 + 1  # and the document
    assert len(told) == 1
    assert told[0].object.value.startswith("Not all")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/turtle"),
        ("", "text/turtle"),
        ("text/html", "text/html"),
        ("application/rdf+xml;q=0.5, application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.1, text/html;q=0.9", "text/html"),
    ],
)
def test_the_accept_header_decides_where_nothing_else_does(pages, accept, media):
    answer = pages.page(LAMP, accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == media


def test_a_client_that_takes_no_form_is_told_which_there_are(pages):
    answer = pages.page(LAMP, accept="image/png")
    assert answer.status == 406
    assert "application/trig" in answer.text


def test_an_unknown_form_is_refused_and_the_forms_are_listed(pages):
    answer = pages.page(LAMP, accept="text/turtle", more="&format=docx")
    assert answer.status == 400
    assert "'docx'" in answer.text
    assert "trig" in answer.text


def test_the_other_forms_and_the_one_address_stand_in_the_link_header(pages):
    links = pages.page(LAMP, accept="text/turtle").headers["link"]
    asked = f"/entity?iri={quote(LAMP, safe='')}"
    assert f'<{asked}>; rel="canonical"' in links
    assert f'<{asked}&format=trig>; rel="alternate"; type="application/trig"' in links


# Which entity


def test_an_iri_of_the_store_is_at_the_same_path(tmp_path):
    store = EmbeddedStore()
    film = "https://w3id.org/reelgraph/id/archive/film/KA%2017%2F3.nt"
    data = (
        f"<{film}> a <{FILM}Film> ; <{RDFS}label> 'A' .\n"
        f"<{film}x> a <{FILM}Film> ; <{RDFS}label> 'B' ."
    )
    store.rdf.load(data.encode(), format=ox.RdfFormat.TURTLE)
    with pages_of(store) as pages:
        answer = pages.get("/id/archive/film/KA%2017%2F3.nt")
        assert answer.status == 200  # it has an ending that is a part of it
        assert "<h1" in answer.text
        assert answer.headers["link"].startswith("</id/archive/film/KA%2017%2F3.nt>")
        found = quads(pages.get("/id/archive/film/KA%2017%2F3.nt.ttl"), ox.RdfFormat.TURTLE)
        assert ox.Quad(node(film), node(RDFS + "label"), ox.Literal("A")) in found
        assert pages.get("/id/archive/film/KA 17%2f3.ntx".replace(" ", "%20")).status == 200
        assert pages.get("/id/archive/film/KA%2017/3.nt").status == 404
        assert pages.get("/id/archive/film/none.ttl").status == 404


@pytest.mark.parametrize(
    "asked",
    [
        "name=The+Lamp",
        "iri=Q999999992",
        "iri=wd:Q999999992",
        "iri=http://www.wikidata.org/entity/Q999999992",
        f"iri=<{LAMP}>",
        f"name={LAMP}",
        "name=The+Lamp+(1950)",
    ],
)
def test_whatever_means_an_entity_leads_to_its_one_address(pages, asked):
    answer = pages.get(f"/entity?{asked.replace('<', '%3C').replace('>', '%3E')}")
    assert answer.status == 303
    assert answer.headers["location"] == f"/entity?iri={quote(LAMP, safe='')}"


def test_the_way_to_the_one_address_keeps_the_form(pages):
    answer = pages.get("/entity.ttl?name=The+Lamp")
    assert answer.headers["location"] == f"/entity?iri={quote(LAMP, safe='')}&format=ttl"
    assert quads(pages.get(answer.headers["location"]), ox.RdfFormat.TURTLE)


def test_an_entity_that_is_an_item_of_wikidata_itself_is_shown_under_its_iri(pages):
    answer = pages.page(WD + "Q999999991")
    assert answer.status == 200
    assert "Undated Reel" in answer.text
    assert 'href="https://www.wikidata.org/wiki/Q999999991"' in answer.text


def test_an_unknown_name_gets_a_page_with_the_nearest(pages):
    answer = pages.get("/entity?name=Nihgt+Ferry")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<a href="/entity?iri={quote(FERRY, safe="")}">' in answer.text
    assert 'value="Nihgt Ferry"' in answer.text


def test_an_unknown_iri_is_not_found_in_words_for_a_program(pages):
    answer = pages.page(W + "nobody", accept="text/turtle")
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert W + "nobody" in answer.text


def test_a_name_of_several_gets_a_page_with_all_of_them(pages):
    answer = pages.get("/entity?name=Night+Ferry")
    assert answer.status == 300
    for film, year in (("ferry", 1954), ("ferry88", 1988)):
        address = f"/entity?iri={quote(W + film, safe='')}"
        assert f'<a href="{address}"><bdi>Night Ferry</bdi></a> ({year})' in answer.text


def test_an_entity_that_was_merged_leads_to_the_one_that_stands_for_it(two_sources):
    both = describe(two_sources, [FERRY, W + "ferry88"])
    identity.merge(two_sources, [both[FERRY], both[W + "ferry88"]], by="tester")
    with pages_of(two_sources) as pages:
        answer = pages.page(W + "ferry88", more="&format=trig")
        assert answer.status == 308
        assert answer.headers["location"] == f"/entity?iri={quote(FERRY, safe='')}&format=trig"
        assert answer.headers["cache-control"] == "no-cache"  # a merge can be undone
        found = quads(pages.get(answer.headers["location"]), ox.RdfFormat.TRIG)
    replaced = "http://purl.org/dc/terms/isReplacedBy"
    triple = (node(W + "ferry88"), node(replaced), node(FERRY))
    assert ox.Quad(*triple, node(DECISIONS)) in found


@pytest.mark.parametrize("asked", ["", "?iri=", "?name=%20", "?iri=" + "x" * 3000])
def test_an_address_that_asks_for_nothing_is_refused_with_what_to_write(pages, asked):
    answer = pages.get(f"/entity{asked}")
    assert answer.status == 400
    assert "<h1>" in answer.text


def test_a_word_of_the_ontology_is_no_entity(pages):
    answer = pages.page(FILM + "Film", accept="text/turtle")
    assert answer.status == 404
    assert "ontology" in answer.text


def test_the_head_of_a_page_is_that_of_the_page(pages):
    whole = pages.get(f"/entity?iri={quote(LAMP)}")
    head = pages.get(f"/entity?iri={quote(LAMP)}", method="HEAD")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))
    assert head.headers["link"] == whole.headers["link"]


# schema.org


def test_the_page_holds_the_facts_in_the_words_of_schema_org(pages):
    data = json.loads(schema_of(pages.page(LAMP)))
    assert data["@type"] == "Movie"
    assert data["name"] == "The Lamp"
    assert data["director"] == {"@type": "Person", "@id": W + "ada", "name": "Ada Quill"}
    roles = [a for a in data["actor"] if a["@type"] == "PerformanceRole"]
    assert [(r["actor"]["name"], r["characterName"]) for r in roles] == [("Bo Marsh", "Keeper")]
    assert data["datePublished"] == "1950"
    assert data["genre"] == "drama"
    assert data["sameAs"] == [WD + "Q999999992"]
    assert [s["name"] for s in data["subjectOf"]] == ["A tiny world"]
    # schema.org has no word for a cinematographer
    helper = data["contributor"]
    assert (helper["roleName"], helper["contributor"]["name"]) == ("cinematographer", "Lux Amber")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_schema_org_can_be_read_without_asking_anybody(pages):
    page = pages.page(LAMP)
    alone = pages.page(LAMP, more="&format=jsonld&profile=schema.org")
    director = (node(LAMP), node(SCHEMA + "director"), node(W + "ada"))
    for body in (schema_of(page).encode(), alone.body):
        found = set(ox.parse(body, format=ox.RdfFormat.JSON_LD))
        assert ox.Quad(*director) in found
        graph = rdflib.Graph().parse(data=body, format="json-ld")
        assert tuple(map(rdflib.URIRef, (d.value for d in director))) in graph
        dates = set(graph.objects(rdflib.URIRef(LAMP), rdflib.URIRef(SCHEMA + "datePublished")))
        assert dates == {rdflib.Literal("1950", datatype=rdflib.URIRef(SCHEMA + "Date"))}


def test_schema_org_names_the_works_of_a_person_from_their_side(pages):
    body = schema_of(pages.page(W + "ada")).encode()
    found = set(ox.parse(body, format=ox.RdfFormat.JSON_LD))
    directed = {q.subject.value for q in found if q.predicate == node(SCHEMA + "director")}
    assert directed == {LAMP, FERRY, W + "lamp2"}
    assert all(q.object == node(W + "ada") for q in found if q.predicate.value.endswith("director"))


def test_schema_org_is_told_nothing_that_is_only_hinted_at(pages):
    data = schema_of(pages.page(W + "harbour"))
    assert "Cy Tarn" not in data
    assert "Gus Holt" not in data
    assert "Quiet Harbour" in data


def test_a_character_that_is_only_hinted_at_is_not_told_as_sure(world):
    version = next(s.graph for s in sources(world))
    said = {
        "hasWork": node(LAMP),
        "hasAgent": node(W + "bo"),
        "hasRole": node(f"{ROLE}cast"),
        "hasStatus": node(STATUS + "weak"),
        "characterName": ox.Literal("The Thief"),
    }
    for name, value in said.items():
        world.rdf.add(ox.Quad(node(W + "rumour"), node(FILM + name), value, node(version)))
    with pages_of(world) as pages:
        page = pages.page(LAMP)
    assert "The Thief" in page.text
    assert "The Thief" not in schema_of(page)
    assert "Keeper" in schema_of(page)


def test_an_unknown_profile_is_refused(pages):
    answer = pages.page(LAMP, more="&format=jsonld&profile=dublin")
    assert answer.status == 400


def test_the_pages_find_their_way_where_the_routes_are_mounted_under_a_path(world):
    context = Context(InMemory(world))
    mounted = Starlette(
        routes=[Mount("/films", app=router(context))],
        exception_handlers={ReelgraphError: problems.answer},
    )
    film = "https://w3id.org/reelgraph/id/archive/film/KA%2017"
    label = ox.Triple(node(film), node(RDFS + "label"), ox.Literal("A"))
    world.rdf.add(ox.Quad(*label))
    with served_beside(mounted) as pages:
        page = pages.get("/films/id/archive/film/KA%2017")
        assert page.status == 200
        assert '<link rel="canonical" href="/films/id/archive/film/KA%2017">' in page.text
        assert 'href="/films/page.css"' in page.text
        assert pages.get("/films/page.css").status == 200
        moved = pages.get("/films/entity?name=A")
        assert moved.headers["location"] == "/films/id/archive/film/KA%2017"
        data = quads(pages.get("/films/id/archive/film/KA%2017.nt"), ox.RdfFormat.N_TRIPLES)
        document = f"{pages.address}films/id/archive/film/KA%2017"
        topic = node("http://xmlns.com/foaf/0.1/primaryTopic")
        assert ox.Quad(node(document), topic, node(film)) in data


# What programs are told of all of them


def test_the_description_of_the_data_set_says_how_it_is_asked_and_what_is_in_it(two_sources):
    with pages_of(two_sources) as pages:
        body = pages.get("/.well-known/void", accept="*/*").body
        graph = rdflib.Graph().parse(data=body, format="turtle")
        void = rdflib.Namespace("http://rdfs.org/ns/void#")
        dataset = next(graph.subjects(void.sparqlEndpoint))
        assert str(graph.value(dataset, void.sparqlEndpoint)) == f"{pages.address}sparql"
        parts = list(graph.objects(dataset, void.subset))
        counts = [int(graph.value(part, void.triples)) for part in parts]
        assert len(parts) == 2
        assert int(graph.value(dataset, void.triples)) == sum(counts) > 100
        examples = list(graph.objects(dataset, void.exampleResource))
        assert examples
        for example in examples:
            page = graph.value(predicate=rdflib.FOAF.primaryTopic, object=example)
            assert pages.get(str(page).removeprefix(pages.address.rstrip("/"))).status == 200


def test_robots_are_asked_not_to_query(pages):
    text = pages.get("/robots.txt").text
    assert "Disallow: /sparql\n" in text
    assert "Disallow: /entity" not in text


@pytest.mark.parametrize("ending", ["html", *TRIPLE_FORMS, *QUAD_FORMS])
def test_the_workers_of_a_real_server_answer_as_a_store_in_memory_does(
    served_app, two_sources, ending
):
    """The pages ask a worker by SPARQL; nothing may hang on how rows come."""
    paths = [f"/entity?iri={quote(W + name)}&format={ending}" for name in ("lamp", "bo", "harbour")]
    server = served_app(two_sources)  # of a copy of it
    with pages_of(two_sources) as pages:
        expected = [pages.get(path) for path in paths]
    real = PageServer(int(server.address.rstrip("/").rpartition(":")[2]))
    for path, one in zip(paths, expected, strict=True):
        answer = real.get(path)
        assert answer.status == one.status == 200
        if ending == "html":
            assert answer.text == one.text
        else:
            rdf_format = {**TRIPLE_FORMS, **QUAD_FORMS}[ending][1]
            assert told(quads(answer, rdf_format)) == told(quads(one, rdf_format))


def told(found):
    """What is said of anything but the document, whose address has the port of the server."""
    return {q for q in found if not q.subject.value.startswith("http://127.0.0.1")}
