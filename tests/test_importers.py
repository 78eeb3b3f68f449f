"""Other vocabularies become the film ontology's: what is kept and what is left out."""

from pathlib import Path

import pytest

import reelgraph as rg
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import ROLE, credit_iri

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
WD = "http://www.wikidata.org/entity/"


def load(name: str) -> tuple[rg.FilmGraph, rg.LoadReport]:
    graph = rg.open(DATA / name)
    (report,) = rg.FilmGraph(type(graph.store)()).load(DATA / name)
    return graph, report


def credits_of(graph: rg.FilmGraph) -> set[tuple[str, str, str, str | None]]:
    rows = graph.query(
        """SELECT ?film ?person ?role ?character WHERE { GRAPH ?source {
          ?c film:hasWork ?film ; film:hasAgent ?person ; film:hasRole ?role .
          OPTIONAL { ?c film:characterName ?character } } }"""
    )
    return {
        (
            r["film"].rpartition("/")[2],
            r["person"].rpartition("/")[2],
            r["role"].removeprefix(ROLE),
            r["character"],
        )
        for r in rows
    }


def test_wikidata_credits_come_from_statement_nodes_or_from_plain_edges():
    graph, report = load("wikidata_small.ttl")
    assert credits_of(graph) == {
        ("Q900000001", "Q900000012", "cast", "Anna"),
        ("Q900000001", "Q900000012", "cast", "The Stranger"),
        ("Q900000001", "Q900000011", "director", None),
        ("Q900000002", "Q900000011", "producer", None),
        ("Q900000002", "Q900000031", "production-company", None),
    }
    assert (report.films, report.people, report.credits) == (2, 3, 4)


def test_wikidata_credit_iris_are_those_that_the_library_mints():
    graph, _ = load("wikidata_small.ttl")
    found = {r["c"] for r in graph.query("SELECT ?c WHERE { GRAPH ?g { ?c a film:Credit } }")}
    film, person = WD + "Q900000001", WD + "Q900000012"
    assert credit_iri("wikidata-small", film, person, ROLE + "cast", "s1") in found
    assert credit_iri("wikidata-small", film, WD + "Q900000011", ROLE + "director") in found


def test_wikidata_first_of_january_means_that_only_the_year_is_known():
    graph, _ = load("wikidata_small.ttl")
    rows = graph.query("SELECT ?d (DATATYPE(?d) AS ?t) WHERE { wd:Q900000001 film:releaseDate ?d }")
    kinds = {(str(r["d"]), r["t"].rpartition("#")[2]) for r in rows}
    assert kinds == {("1971", "gYear"), ("1971-05-04", "date")}


def test_wikidata_names_types_and_printed_names_are_kept():
    graph, _ = load("wikidata_small.ttl")
    film = graph.find("Q900000001")
    assert (film.label, film.kind, film.year, film.names) == (
        "The Quiet Lake",
        "Film",
        1971,
        ("Le lac",),
    )
    assert graph.find("Q900000002").kind == "Film"  # by its subclass
    assert graph.find("Q900000031").label == "unnamed (Q900000031)"
    rows = graph.query(
        "SELECT ?as ?order WHERE { GRAPH ?g { ?c film:creditedAs ?as ; film:billingOrder ?order } }"
    )
    assert rows.rows == [{"as": "A. Bell", "order": 2}] * 1


def test_wikidata_values_that_nobody_knows_are_rejected_with_their_line():
    _, report = load("wikidata_small.ttl")
    assert [(r.line, r.reason) for r in report.rejected] == [
        (30, "Wikidata says that there is one, and not which")
    ]


def test_what_no_importer_reads_is_counted_and_named():
    _, report = load("wikidata_small.ttl")
    assert ("wdt:P999999", 1) in {(left.what, left.triples) for left in report.left_out}


def test_schema_org_films_keep_their_people_and_leave_reviewers_out():
    graph, report = load("schema_small.ttl")
    found = credits_of(graph)
    named = {(f, r, c) for f, p, r, c in found if not p.startswith("nm") and r == "cast"}
    assert named == {("tt9000009", "cast", None)}  # the one who is a text
    assert {row for row in found if row[1].startswith(("nm", "co"))} == {
        ("tt9000009", "nm9000001", "director", None),
        ("tt9000009", "nm9000003", "contributor", None),
        ("tt9000009", "nm9000002", "cast", "Vera"),
        ("tt9000009", "co9000001", "production-company", None),
    }
    film = graph.find("tt9000009")
    assert (film.label, film.year) == ("Rook & Daughter's", 1988)
    assert graph.find("nm9000002").label == "Ben Oak"
    assert graph.find("Text Only").kind == "Person"
    minutes = graph.query("SELECT ?m WHERE { ?f film:durationMinutes ?m }")
    assert minutes.rows == [{"m": 65}]
    with pytest.raises(rg.NotFound):
        graph.find("somebody who wrote a review")
    assert report.films == 1


def test_dbpedia_films_call_people_the_right_way_round():
    graph, report = load("dbpedia_small.rdf")
    assert (report.films, report.people, report.credits) == (1, 3, 3)
    assert {graph.find(n).label for n in ("Ada Rook", "Ann Bell", "Sam Oak, Jr.")} == {
        "Ada Rook",
        "Ann Bell",
        "Sam Oak, Jr.",
    }
    assert graph.find("Ann Bell").names == ("Bell, Ann",)
    assert graph.find("The Quiet Lake").year == 1971
    with pytest.raises(rg.NotFound):
        graph.find("Movie")  # the vocabulary's own class is no entity


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the film data does not lie beside the checkout")
def test_real_schema_org_and_dbpedia_files_load_whole(tmp_path):
    graph = rg.open(tmp_path / "store", create=True)
    movies = sorted((SHARED / "rdf/schema_org_films/movies").glob("*.ttl"))
    (report,) = graph.load(*movies, source="schema-org")
    assert report.films == len(movies)
    actors = sum(  # each actor is a line of its own in these files, after "schema:actor"
        path.read_text("utf-8").partition("schema:actor ")[2].split(" ;")[0].count("<")
        for path in movies
    )
    cast = graph.query("SELECT (COUNT(*) AS ?n) WHERE { ?f film:hasCastMember ?p }").rows[0]["n"]
    assert cast == actors
    gmdb = sorted((SHARED / "rdf/dbpedia_films_rdfxml/gmdb").glob("20*.rdf"))
    (report,) = graph.load(*gmdb, source="gmdb")
    text = "".join(path.read_text("utf-8") for path in gmdb)
    films = {
        block.split('"', 1)[0]
        for block in text.split('<rdf:Description rdf:about="')[1:]
        if 'movies.rdf#Movie"/>' in block.split("</rdf:Description>")[0]
    }
    assert report.films == len(films)
    graph.close()


LEAST = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix : <https://example.org/least/> .
"""


def loaded(tmp_path: Path, text: str) -> tuple[rg.FilmGraph, rg.LoadReport]:
    path = tmp_path / "least.ttl"
    path.write_text(LEAST + text, "utf-8")
    graph = rg.FilmGraph(EmbeddedStore())
    (report,) = graph.load(path)
    return graph, report


def test_a_film_or_a_character_makes_no_film(tmp_path):
    graph, report = loaded(
        tmp_path,
        """:lake a film:Film ; rdfs:label "Lake" ; film:hasDirector :ada, :role .
        :ada rdfs:label "Ada" ; film:hasDirector :lake .
        :role a film:Character ; rdfs:label "A Role" .
        :credit a film:Credit ; film:hasWork :lake ; film:hasAgent :lake ;
            film:hasRole role:producer .""",
    )
    assert len(report.rejected) == 3
    assert all("makes no film" in reject.reason for reject in report.rejected)
    assert credits_of(graph) == {("lake", "ada", "director", None)}


def test_a_contributor_of_an_unstated_role_is_on_the_card_and_on_a_path(tmp_path):
    graph, _ = loaded(
        tmp_path,
        """:lake a film:Film ; rdfs:label "Lake" ; film:hasContributor :ada ; film:hasDirector :bo .
        :ada rdfs:label "Ada" . :bo rdfs:label "Bo" .""",
    )
    said = {(f.property, f.value) for f in graph.find("Lake").facts}
    assert {("contributor", "Ada"), ("director", "Bo")} <= said
    assert ("contributor", "Bo") not in said
    assert [(r["who"], r["role"]) for r in graph.path("Ada", "Bo")] == [
        ("Ada", "contributor"),
        ("Bo", "director"),
    ]


def test_a_match_in_a_users_file_makes_a_thing_findable_by_its_qid(tmp_path):
    graph, _ = loaded(tmp_path, ':m a film:Film ; rdfs:label "M" ; skos:exactMatch wd:Q900000077 .')
    assert graph.find("Q900000077").label == "M"
    assert graph.find("M").links == ("Wikidata: Q900000077 (given by least)",)


def test_an_unknown_property_is_explained_by_the_role_that_is_meant(tmp_path):
    _, report = loaded(tmp_path, ':m a film:Film ; rdfs:label "M" ; film:hasActor :ada .')
    assert [r.reason for r in report.rejected] == [
        "no property of the ontology; did you mean film:hasCastMember?"
    ]


def test_the_base_of_a_store_cannot_be_changed(tmp_path):
    rg.open(tmp_path / "store", create=True, base_iri="https://example.org/a").close()
    with pytest.raises(rg.InputError, match=r"https://example\.org/a"):
        rg.open(tmp_path / "store", create=True, base_iri="https://example.org/b")
    rg.open(tmp_path / "store", create=True).close()
