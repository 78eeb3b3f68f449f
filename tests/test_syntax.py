"""What is told of a query that is no SPARQL: the line, a caret, and what was expected."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelgraph import query
from reelgraph.errors import QueryError, QuerySyntaxError
from reelgraph.store import EmbeddedStore
from reelgraph.store.syntax import describe, refuse_remote
from reelgraph.vocabulary import PREFIXES


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return EmbeddedStore()


def complaint(store: EmbeddedStore, sparql: str) -> tuple[str, str]:
    """The text from the caret on, and the remedy."""
    with pytest.raises(QuerySyntaxError) as raised:
        store.query(sparql)
    head, shown, caret, remedy = str(raised.value).split("\n", 3)
    line, column = (
        int(n)
        for n in head.removeprefix("SPARQL error at line ")
        .replace(", column ", ":")
        .rstrip(":")
        .split(":")
    )
    assert shown == "  " + sparql.splitlines()[line - 1].rstrip()
    assert caret.index("^") == column + 1
    return shown[column + 1 :], remedy


@pytest.mark.parametrize(
    ("sparql", "there", "expected"),
    [
        ("SELECT ?f WHERE { ?f a film:Film", "", "expected '}'"),
        ("SELECT ?f WHERE { ?f a film:Film }}", "}", "expected a '{' before it"),
        ("SELECT * { ?f film:year ?y FILTER(?y > 2000 }", "}", "expected ')' before it"),
        ("SELECT ?f WHERE { ?f a flim:Film }", "flim:Film }", "did you mean film:?"),
        ("SELECT * { ?f zz:a ?b }", "zz:a ?b }", "put 'PREFIX zz: <...>' before the query"),
        (
            "PREFIX x <http://x/> SELECT * { ?s ?p ?o }",
            "x <http://x/> SELECT * { ?s ?p ?o }",
            "a prefix ends with a colon: x:",
        ),
        ("SELCT ?f { ?f a ?k }", "SELCT ?f { ?f a ?k }", "a query begins with SELECT"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE WHERE { ?s ?p ?o }", "this is an update"),
        ("# nothing", "# nothing", "a query begins with SELECT"),
        ("SELECT ?f WHRE { ?f a ?b }", "WHRE { ?f a ?b }", "did you mean WHERE?"),
        ("SELECT ?f { ?f a ?b } ODER BY ?f", "ODER BY ?f", "did you mean ORDER?"),
        ("SELECT f { ?f a ?b }", "f { ?f a ?b }", "a variable is written ?f"),
        ("SELECT * { ?f rdfs:label Hardcore }", "Hardcore }", 'a text "Hardcore"'),
        ('SELECT * { ?f rdfs:label "Hard }', '"Hard }', 'a text is not closed: a " is missing'),
        ("SELECT * { ?f rdfs:label 'Ocean's 11' }", "' }", "inside a text it is written \\'"),
        ("SELECT * { ?f rdfs:label “Hard” }", "“Hard” }", 'write "straight" quotes'),
        ("SELECT * { ?f film:year ?y FILTER(?y == 2015) }", "== 2015) }", "write = where =="),
        ("SELECT * { ?f film:year ?y FILTER(?y => 2015) }", "=> 2015) }", "write >= where"),
        ("SELECT * { ?f film:year ?y FILTER(?y = ) }", "= ) }", "missing after ="),
        ("SELECT * { ?f film:year ?y FILTER ?y = 2015 }", "?y = 2015 }", "FILTER( ... )"),
        ("SELECT * { ?f film:year 2015 OPTIONAL ?f a ?k }", "?f a ?k }", "after OPTIONAL comes"),
        (
            "SELECT *\nWHERE {\n  ?f a film:Film\n  ?f film:year ?y\n}",
            "?f film:year ?y",
            "a '.' is missing between film:Film and ?f",
        ),
        (
            "SELECT * { ?f film:year . ?f a film:Film }",
            ". ?f a film:Film }",
            "a subject, a property and a value; here stands: ?f film:year",
        ),
        ("SELECT ?f (COUNT(?d) AS ?n) { ?f film:hasDirector ?d }", "", "name it after GROUP BY"),
        (
            "SELECT ?f COUNT(?d) { ?f a ?d } GROUP BY ?f",
            "COUNT(?d) { ?f a ?d } GROUP BY ?f",
            "(COUNT(...) AS ?n)",
        ),
        ("SELECT (SUM(?y) ?t) { ?f a ?y }", "?t) { ?f a ?y }", "named with AS: AS ?t"),
        ("SELECT ?f, ?g { ?f a ?g }", ", ?g { ?f a ?g }", "spaces, not commas"),
        ("SELECT ?f { ?f a ?g } GROUP ?f", "?f", "write GROUP BY"),
        ("SELECT ?f { ?f a ?g } LIMIT", "", "after LIMIT comes a whole number"),
        ("SELECT ?f { ?f a ?g }\n\n\t\tORDER ?f", "?f", "write ORDER BY"),
    ],
)
def test_a_common_mistake_is_shown_at_its_place_with_its_remedy(
    store: EmbeddedStore, sparql: str, there: str, expected: str
) -> None:
    found, remedy = complaint(store, sparql)
    assert found == there
    assert expected in remedy


def test_the_caret_stands_under_its_place_after_tabs() -> None:
    told = describe("SELECT ?f {\n\t\t?f a ?b } ODER BY ?f", "error at 2:20: expected ...")
    assert told.splitlines()[1:3] == ["  \t\t?f a ?b } ODER BY ?f", "  \t\t          ^"]


def test_the_declared_prefixes_are_listed(store: EmbeddedStore) -> None:
    _, remedy = complaint(store, "SELECT * { ?s nope:p ?o }")
    assert all(f"{prefix}," in remedy or f"{prefix})" in remedy for prefix in PREFIXES)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o . service silent ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE<http://e/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 'x'.SERVICE wd:Q1 { ?s ?p ?o } }",
    ],
)
def test_a_query_that_would_ask_another_server_is_refused(
    store: EmbeddedStore, sparql: str
) -> None:
    with pytest.raises(QueryError, match="nothing leaves this machine"):
        store.query(sparql)


def test_a_service_behind_what_only_looks_like_an_iri_is_refused(store: EmbeddedStore) -> None:
    with pytest.raises(QueryError):
        store.query("SELECT * { FILTER(1<2)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?service { ?service ?p 'SERVICE' }",
        "SELECT * { ?s <http://e/service> 'a' } # SERVICE",
        "PREFIX s: <http://e/> SELECT * { ?s s:service ?o }",
    ],
)
def test_the_word_service_as_such_is_allowed(store: EmbeddedStore, sparql: str) -> None:
    refuse_remote(sparql)
    store.query(sparql)


def test_a_misspelt_term_of_the_ontology_is_hinted_at() -> None:
    hints = query.hints("SELECT * { ?f film:hasDirektor ?d ; film:year ?y ; film:zzz 'film:q' }")
    assert hints == [
        "film:hasDirektor is no term of the ontology; did you mean film:hasDirector?",
        "film:zzz is no term of the ontology",
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "SELECT",
                "?a",
                "WHERE",
                "{",
                "}",
                "(",
                ")",
                "film:Film",
                "x:y",
                '"',
                "'",
                "a",
                ".",
                ";",
                "FILTER",
                "==",
                "\n",
                "\t",
                "ORDER",
                "BY",
                "LIMIT",
                "é",
                "\0",
                "#",
                "<",
                ">",
                "PREFIX",
                ":",
                "COUNT",
                "AS",
                "10",
                "“",
                "OPTIONAL",
                "BASE",
            ]
        ),
        max_size=14,
    )
)
def test_whatever_stands_in_a_query_the_answer_is_rows_or_an_error_of_ours(
    words: list[str],
) -> None:
    with suppress(QueryError):
        EmbeddedStore().query(" ".join(words))
