"""Other vocabularies become the film ontology's: what is kept and what is left out."""

from pathlib import Path

import pytest

import reelgraph as rg
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
