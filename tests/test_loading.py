"""What a load does with records, sources and their versions."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

import reelgraph as rg
from reelgraph import loading
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore, commit

DATA = Path(__file__).parent / "data"
FACTS = DATA / "load_facts.ttl"
REJECTS = DATA / "load_rejects.ttl"
WIKIDATA = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "wikidata" / "wikidata-films.nt.gz"
)
EX = "https://example.org/load/"
PREFIXES = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/load/> .
"""
EDGE = "SELECT ?f ?p { ?f film:hasDirector ?p }"


def empty():
    return FilmGraph(EmbeddedStore())


def turtle(folder, text, name="facts"):
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    return path


def dump(graph):
    return sorted(map(str, graph.store.rdf))


def view(graph):
    return {str(q.triple) for q in graph.store.rdf if q.graph_name == ox.DefaultGraph()}


def names(graph):
    return [row["name"] for row in graph.sources().rows]


# Records


def test_rejected_records_are_told_with_their_line_and_the_rest_is_in():
    graph = empty()
    (report,) = graph.load(REJECTS)
    wanted = {
        int(number): reason
        for number, reason in re.findall(r"(?m)^# (\d+) (.+)$", REJECTS.read_text().split("#!")[1])
    }
    found = {r.line: f"{r.record}: {r.reason}" for r in report.rejected}
    assert sorted(found) == sorted(wanted)
    assert len(report.rejected) == len(wanted)
    for line, words in wanted.items():
        assert words in found[line]
    assert str(report.rejected[0]).startswith(f"{REJECTS}:{report.rejected[0].line}: ")
    assert graph.query(EDGE).rows == [{"f": EX + "ferry", "p": EX + "ida"}]
    assert (report.films, report.people, report.credits) == (3, 1, 1)
    assert graph.query("SELECT ?y { ?f film:year ?y }").rows == [{"y": 1931}]


def test_a_rejected_record_in_one_line_is_found_there_and_not_at_its_namesake(tmp_path):
    path = tmp_path / "lines.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    bad = "<https://w3id.org/reelgraph/ns#releaseDate>"
    path.write_text(
        f'<{EX}f10> {bad} "soon" .\n<{EX}f1> {label} "soon" .\n<{EX}f1> {bad} "sooner" .\n'
        f'<{EX}f1> {bad} "soon" .\n<{EX}f10> a film .\n'.replace(" a film", f" {label} <{EX}f1>")
    )
    rejected = empty().load(path)[0].rejected
    assert [(r.line, r.record.split()[0], r.record.split()[-1]) for r in rejected] == [
        (1, EX + "f10", '"soon"'),
        (3, EX + "f1", '"sooner"'),
        (4, EX + "f1", '"soon"'),
    ]


def test_strict_fails_for_one_reject_and_loads_nothing(tmp_path):
    graph = empty()
    graph.load(FACTS)
    before = dump(graph)
    with pytest.raises(
        rg.Rejected, match=r"rejected, so nothing was loaded:\n.*load_rejects.ttl:\d"
    ):
        graph.load(REJECTS, turtle(tmp_path, "ex:new a film:Film ."), strict=True)
    assert dump(graph) == before
    graph.load(turtle(tmp_path, "ex:new a film:Film ."), strict=True)
    assert len(names(graph)) == 2


def test_what_was_rejected_in_a_source_that_is_there_is_told_again(tmp_path):
    graph = empty()
    (first,) = graph.load(REJECTS)
    before = dump(graph)
    (again,) = graph.load(REJECTS, reread=True)
    assert again.unchanged
    assert again.rejected == first.rejected != ()
    told = [*again.lines()]
    assert told[0].endswith(": unchanged, nothing to do")
    assert told[1:] == [*first.lines()][-len(told) + 1 :]
    with pytest.raises(rg.Rejected, match="rejected, so nothing was loaded"):
        graph.load(REJECTS, strict=True)
    assert graph.load(REJECTS)[0].rejected == ()
    assert dump(graph) == before


def test_a_direct_edge_becomes_a_credit_and_one_with_a_credit_does_not(tmp_path):
    graph = empty()
    (report,) = graph.load(
        turtle(
            tmp_path,
            "ex:f film:hasDirector ex:a , ex:b ; film:hasContributor ex:a , ex:c ."
            "ex:k a film:Credit ; film:hasWork ex:f ; film:hasAgent ex:b ;"
            " film:hasRole role:director ; film:creditedAs 'B.' .",
        )
    )
    rows = graph.query(
        "SELECT ?agent ?role ?as { GRAPH ?g { ?c a film:Credit ; film:hasAgent ?agent ;"
        " film:hasRole ?role . OPTIONAL { ?c film:creditedAs ?as } } } ORDER BY ?agent"
    ).rows
    role = "https://w3id.org/reelgraph/role/"
    assert [(r["agent"], r["role"], r["as"]) for r in rows] == [
        (EX + "a", role + "director", None),
        (EX + "b", role + "director", "B."),
        (EX + "c", role + "contributor", None),
    ]
    assert report.credits == 3


def test_things_get_the_type_that_follows_from_where_they_stand(tmp_path):
    graph = empty()
    graph.load(
        turtle(
            tmp_path,
            "ex:f film:hasDirector ex:a . ex:a a <http://xmlns.com/foaf/0.1/Person> ."
            "ex:k film:hasWork ex:w ; film:hasAgent ex:c ; film:hasRole role:distributor .",
        )
    )
    rows = graph.query("SELECT ?x ?t { ?x a ?t } ORDER BY ?x ?t").rows
    ns = "https://w3id.org/reelgraph/ns#"
    assert [(r["x"].removeprefix(EX), r["t"].removeprefix(ns)) for r in rows] == [
        ("a", "Person"),
        ("c", "Company"),
        ("c", "Organization"),
        ("f", "Work"),
        ("w", "Work"),
    ]


def test_names_that_were_wrongly_decoded_are_kept_and_mentioned(tmp_path):
    (report,) = empty().load(turtle(tmp_path, "ex:f a film:Film ; rdfs:label 'AmÃ©lie' ."))
    assert any("'Amélie'" in warning for warning in report.warnings)


# Sources


def test_one_fact_in_two_sources_gives_the_same_rows_and_counts(tmp_path):
    graph = empty()
    graph.load(FACTS, source="one")
    once = view(graph)
    (report,) = graph.load(FACTS, source="two")
    assert view(graph) == once
    assert (report.added, report.removed) == (0, 0)
    asked = "SELECT ?p (COUNT(*) AS ?n) { ?f film:hasContributor ?p } GROUP BY ?p ORDER BY ?p"
    assert graph.query(asked).rows == [{"p": EX + "ida", "n": 1}, {"p": EX + "jo", "n": 2}]
    joined = "SELECT ?p { ?f film:hasContributor ?p ; rdfs:label ?l ; a film:Work }"
    assert len(graph.query(joined)) == 3


def test_the_same_file_twice_changes_nothing():
    graph = empty()
    graph.load(FACTS)
    before = dump(graph)
    (report,) = graph.load(FACTS)
    assert report.unchanged
    assert str(report) == "load-facts: unchanged, nothing to do"
    assert dump(graph) == before


def test_a_version_that_another_process_has_loaded_meanwhile_is_not_loaded_again(tmp_path):
    store = EmbeddedStore()
    loading.load(store, [str(FACTS)])
    (source,) = commit.sources(store.rdf)
    claims, derived = tmp_path / "claims.nt", tmp_path / "view.nt"
    graph = ox.NamedNode(source.graph)
    store.rdf.dump(str(claims), format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
    store.rdf.dump(str(derived), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    before = set(store.rdf)
    later = replace(source, loaded="2999-01-01T00:00:00+00:00")
    assert commit.put(store, later, claims, derived, tmp_path) == commit.Change()
    assert set(store.rdf) == before


def test_a_corrected_file_replaces_the_facts_of_its_source(tmp_path):
    graph = empty()
    first = "ex:f a film:Film ; rdfs:label 'F' ; film:hasDirector ex:a . ex:z a film:Film ."
    graph.load(turtle(tmp_path, first))
    before = view(graph)
    (old,) = (s.graph for s in commit.sources(graph.store.rdf))
    (report,) = graph.load(
        turtle(
            tmp_path,
            "ex:f a film:Film ; rdfs:label 'F' ; film:hasDirector ex:b . ex:n a film:Film .",
        )
    )
    after = view(graph)
    assert report.replaced
    assert (report.added, report.removed) == (len(after - before), len(before - after)) == (5, 5)
    assert graph.query(EDGE).rows == [{"f": EX + "f", "p": EX + "b"}]
    assert not any(old in quad for quad in dump(graph))
    assert len(names(graph)) == 1


def test_a_removed_source_takes_only_its_own_facts_with_it(tmp_path):
    graph = empty()
    graph.load(FACTS)
    alone = dump(graph)
    before = view(graph)
    extra = (
        "ex:ferry rdfs:label 'The Ferry'@en ; film:hasProducer ex:jo ; film:year 1930 ."
        "ex:credit-1 film:note 'a note' . ex:jo rdfs:label 'Jo B.' ."
        "ex:credit-9 a film:Credit ; film:hasWork ex:ferry ; film:hasAgent ex:jo ;"
        " film:hasRole role:editor ; film:note 'a note' ; rdfs:label 'a credit' ."
    )
    graph.load(turtle(tmp_path, extra, "more"))
    with_more = view(graph)
    assert graph.query(
        "SELECT ?y { ex:ferry film:year ?y }".replace("ex:ferry", f"<{EX}ferry>")
    ).rows == [{"y": 1930}]
    report = graph.remove("more")
    assert dump(graph) == alone
    assert (report.added, report.removed) == (len(before - with_more), len(with_more - before))


def test_without_its_last_source_a_store_says_nothing():
    graph = empty()
    graph.load(FACTS)
    report = graph.remove("load-facts")
    assert report.removed > 20
    assert dump(graph) == []


def test_a_source_that_is_not_there_cannot_be_removed():
    graph = empty()
    graph.load(FACTS)
    with pytest.raises(rg.NotFound, match="no source is called 'fact'; there are: load-facts"):
        graph.remove("fact")


def test_files_of_one_name_are_refused_and_with_a_source_name_they_are_one(tmp_path):
    (tmp_path / "a").mkdir()
    one = turtle(tmp_path, "ex:f a film:Film .")
    two = turtle(tmp_path / "a", "ex:g a film:Film .")
    graph = empty()
    with pytest.raises(rg.InputError, match="two of the files would make sources of the same name"):
        graph.load(one, two)
    assert dump(graph) == []
    (report,) = graph.load(one, two, source="both")
    assert (report.films, names(graph)) == (2, ["both"])


def test_a_file_that_is_named_twice_is_refused(tmp_path):
    graph = empty()
    with pytest.raises(rg.InputError, match="named twice"):
        graph.load(FACTS, tmp_path / ".." / tmp_path.name / Path("/".join([".."] * 30)) / FACTS)
    assert dump(graph) == []


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Ämter & Filme (2).ttl", "amter-filme-2"),
        ("a.b.ttl", "a-b"),
        ("ЖУК.ttl", "source-"),
        ("x" * 200 + ".ttl", "x" * 80),
        (" .ttl", "source-"),
    ],
)
def test_odd_file_names_make_plain_source_names(tmp_path, file, name):
    path = tmp_path / file
    path.write_text(PREFIXES + "ex:f a film:Film .")
    graph = empty()
    graph.load(path)
    assert re.fullmatch(name + ("[0-9a-f]{8}" if name == "source-" else ""), names(graph)[0])


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", "<x>", "é", "-x", "x" * 101, "a\n"])
def test_a_source_name_that_cannot_be_part_of_an_iri_is_refused(name):
    graph = empty()
    with pytest.raises(rg.InputError, match="cannot name a source"):
        graph.load(FACTS, source=name)
    assert dump(graph) == []


def test_a_dry_run_says_what_a_load_would_do_and_does_nothing():
    graph = empty()
    (said,) = graph.load(FACTS, dry_run=True)
    assert dump(graph) == []
    (done,) = graph.load(FACTS)
    assert (said.films, said.people, said.credits, said.triples) == (2, 2, 4, done.triples)


def test_all_files_are_read_before_the_first_is_loaded(tmp_path):
    bad = tmp_path / "bad.ttl"
    bad.write_text("no Turtle")
    graph = empty()
    with pytest.raises(rg.InputError):
        graph.load(FACTS, bad)
    assert dump(graph) == []


def test_what_a_person_says_of_a_source_goes_before_what_its_file_says(tmp_path):
    said = (
        "<http://e/s> a film:Source ; <http://purl.org/dc/terms/title> 'A list' ;"
        " <http://purl.org/dc/terms/publisher> 'An archive' . ex:f a film:Film ."
    )
    graph = empty()
    graph.load(turtle(tmp_path, said), about={"title": "The list", "licence": "CC0"})
    (source,) = commit.sources(graph.store.rdf)
    assert (source.title, source.publisher, source.licence) == ("The list", "An archive", "CC0")
    assert (source.author, source.url) == ("unknown", "unknown")


def test_minted_iris_begin_with_the_base_of_the_store(tmp_path):
    base = "https://films.example.org/kg"
    with rg.open(tmp_path / "store", create=True, base_iri=base) as graph:
        graph.load(
            turtle(tmp_path, "ex:f film:hasDirector [ rdfs:label 'A' ] , <rel> ."), source="mine"
        )
        nodes = {n for quad in graph.store.rdf for n in (quad.subject, quad.graph_name)}
        of = [q.object.value for q in graph.store.rdf if "specialization" in q.predicate.value]
    minted = {n.value for n in nodes - {ox.DefaultGraph()} if not n.value.startswith(EX)}
    assert len(minted) > 5
    assert of == [f"{base}/source/mine"]
    assert {m for m in minted if not m.startswith(base)} == {
        "https://w3id.org/reelgraph/graph/sources"
    }
    with rg.open(tmp_path / "store") as graph:
        assert graph.store.base == base


@pytest.mark.parametrize(
    "base", ["films", "https://e.org/", "https://e.org/#", "https://e.org/a b", ""]
)
def test_a_base_that_would_mint_bad_iris_is_refused(tmp_path, base):
    with pytest.raises(rg.InputError, match="cannot be the base of IRIs"):
        rg.open(tmp_path / "store", create=True, base_iri=base)
    assert not (tmp_path / "store").exists()


# Real data


def slice_of_wikidata(lines):
    if not WIKIDATA.is_file():
        pytest.skip(f"{WIKIDATA.name} is not beside this checkout")
    with gzip.open(WIKIDATA, "rt", encoding="utf-8") as whole:
        return [line for _, line in zip(range(lines), whole, strict=False)]


@pytest.mark.shared
def test_films_people_and_credits_of_real_data_are_as_many_as_its_lines_say(tmp_path):
    lines = slice_of_wikidata(30_000)
    path = tmp_path / "slice.nt.gz"
    path.write_bytes(gzip.compress("".join(lines).encode(), 1))
    (report,) = empty().load(path)

    said = [line[:-3].split(" ", 2) for line in lines]
    wd, prop = "<http://www.wikidata.org/entity/Q", "<http://www.wikidata.org/prop/"
    kinds = {"films": "11424>", "animated": "202866>", "people": "5>"}
    typed = {
        key: {s for s, p, o in said if p == f"{prop}direct/P31>" and o == wd + end}
        for key, end in kinds.items()
    }
    crew = {
        "P57",
        "P161",
        "P725",
        "P162",
        "P1431",
        "P58",
        "P86",
        "P344",
        "P1040",
        "P2554",
        "P272",
        "P750",
    }
    node_of = {}
    for s, p, o in said:
        if p.startswith(prop + "P") and p[len(prop) : -1] in crew:
            node_of[o] = (s, p[len(prop) : -1])
    credited, covered = set(), set()
    for s, p, o in said:
        if p.startswith(f"{prop}statement/P") and s in node_of and o.startswith("<"):
            work, number = node_of[s]
            if p == f"{prop}statement/{number}>":
                credited.add((s, o))
                covered.add((work, number, o))
    for s, p, o in said:
        number = p[len(prop) + 7 : -1] if p.startswith(f"{prop}direct/") else ""
        if number in crew and o.startswith("<") and (s, number, o) not in covered:
            credited.add((s, number, o))
    assert report.films == len(typed["films"] | typed["animated"]) > 300
    assert report.people == len(typed["people"])
    assert report.credits == len(credited) > 5_000


@pytest.mark.shared
@pytest.mark.parametrize("packed", [True, False])
def test_real_data_that_was_cut_short_is_refused(tmp_path, packed):
    body = "".join(slice_of_wikidata(2_000)).encode()
    path = tmp_path / f"slice.nt{'.gz' if packed else ''}"
    graph = empty()
    for cut in (3, 50, 700):
        path.write_bytes(gzip.compress(body)[:-cut] if packed else body[:-cut].rstrip(b".\n "))
        with pytest.raises(rg.InputError):
            graph.load(path)
    assert dump(graph) == []


def test_what_earlier_loads_left_in_the_staging_folder_is_cleared(tmp_path):
    store = EmbeddedStore(made_folder(tmp_path / "store"))
    (store.folder.staging / "dead").mkdir(parents=True)
    (store.folder.staging / "dead" / "staged.nq").write_text("x")
    (store.folder.staging / "stray").write_text("x")
    loading.load(store, [str(FACTS)])
    assert [p.name for p in store.folder.staging.iterdir()] == ["stray"]


def made_folder(path):
    rg.open(path, create=True).close()
    return path
