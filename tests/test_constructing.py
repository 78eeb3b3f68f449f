"""CONSTRUCT queries that are asked as rows give just the triples that the engine's own give."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelgraph import constructing, resources

DATA = Path(__file__).parent / "data"
SOURCE = "https://example.org/source"
XSD = "http://www.w3.org/2001/XMLSchema#"
S, P = ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p")


def made(store, query, **options):
    out = io.BytesIO()
    count = constructing.write(store, query, out, **options)
    assert count == out.getvalue().count(b"\n")
    return set(ox.parse(out.getvalue(), format=ox.RdfFormat.N_TRIPLES)), count


def engines(store, query):
    return {ox.Quad(*t) for t in store.query(query)}


def holding(*values):
    store = ox.Store()
    store.extend(ox.Quad(S, P, v) for v in values)
    return store


def files():
    return [p for p in sorted(DATA.glob("*.ttl")) if "wikidata" not in p.name]


@pytest.mark.parametrize(
    "text",
    [
        *("1", "01", "+5", "-0", "1.5", "1.", ".5", "1e3", "1E0", "INF", "NaN", "true", "false"),
        *("", " 1 ", "abc", "1\n", "0x1"),
    ],
)
@pytest.mark.parametrize("kind", ["integer", "decimal", "double", "boolean", "int", "gYear", ""])
def test_numbers_and_truth_values_keep_their_type_and_their_spelling(text, kind):
    datatype = ox.NamedNode(XSD + kind) if kind else None
    store = holding(ox.Literal(text, datatype=datatype))
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert made(store, query)[0] == engines(store, query) == set(store)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "en", "zh-hant"]))
def test_any_text_comes_through_and_is_written_as_the_engine_writes_it(text, language):
    value = ox.Literal(text, language=language) if language else ox.Literal(text)
    out = io.BytesIO()
    constructing.write(holding(value), "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", out)
    assert out.getvalue().decode() == f"{ox.Triple(S, P, value)} .\n"


def test_what_is_not_bound_or_cannot_be_a_triple_is_left_out_and_the_rest_stays():
    store = holding(ox.Literal("a%s\t"), ox.NamedNode("http://e/50%25"))
    query = """PREFIX e: <http://e/>
        CONSTRUCT { ?s e:has ?o ; e:share '50%' . ?o e:of ?s . ?s ?o ?s . ?s e:none ?missing }
        WHERE { ?s ?p ?o OPTIONAL { ?o e:p ?missing } }"""
    assert made(store, query)[0] == engines(store, query)
    assert len(engines(store, query)) == 5


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p <http://e/x> } { ?s ?p ?o }",
        "# CONSTRUCT { ?nothing ?p ?o } WHERE\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "construct { ?s ?p ?o . } where { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM <http://e/none> WHERE { ?s ?p ?o }",
        "CONSTRUCT { <http://e/a> <http://e/b> 1 } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o # } ?a\n } WHERE { ?s ?p ?o }",
    ],
)
def test_every_way_to_write_the_query_gives_what_the_engine_gives(query):
    store = holding(ox.Literal("x"), ox.Literal("y"))
    assert made(store, query)[0] == engines(store, query)


def test_a_node_of_its_own_for_each_row_is_left_to_the_engine():
    store = holding(ox.Literal("x"), ox.Literal("y"))
    assert made(store, "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }")[1] == 2


def test_no_row_counts_twice_unless_it_may():
    store = holding(ox.Literal("x"), ox.Literal("y"))
    query = "CONSTRUCT { ?s a <http://e/T> } WHERE { ?s ?p ?o }"
    assert made(store, query)[1] == 1
    assert made(store, query, distinct=False)[1] == 2


def test_all_rules_and_importers_take_the_short_way():
    for name in resources.names("queries", ".rq"):
        if name.startswith(("import_", "view_")) and name != "view_labels.rq":
            assert constructing._template(resources.text(f"queries/{name}")), name
