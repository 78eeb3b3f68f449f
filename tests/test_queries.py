"""Every named query gives exactly the rows that can be counted by hand in a tiny world.

The rows stand in ``expected_people``, ``expected_films`` and ``expected_sources``.
"""

import re
from pathlib import Path

import expected_films
import expected_people
import expected_sources
import pytest
from asking import (
    CHECKS,
    LINKED,
    NAMED,
    QUESTIONS,
    Row,
    as_texts,
    bound,
    cases,
    columns,
    header,
    in_rdflib,
    rows,
    short,
    text_of,
)
from SPARQLWrapper import JSON, SPARQLWrapper

from reelgraph import loading
from reelgraph.store import EmbeddedStore

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]

DATA = Path(__file__).parent / "data"
KINDS = (expected_people, expected_films, expected_sources)
WORLD = [case for kind in KINDS for case in kind.WORLD]
TWO_SOURCES = [case for kind in KINDS for case in kind.TWO_SOURCES]
THREE_SOURCES = [case for kind in KINDS for case in kind.THREE_SOURCES]


@pytest.mark.parametrize(("name", "values", "expected"), cases(WORLD))
def test_a_question_has_exactly_these_rows(
    world: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    assert rows(world, bound(name, values)) == as_texts(expected)


@pytest.mark.parametrize(("name", "values", "expected"), cases(TWO_SOURCES))
def test_a_question_has_exactly_these_rows_of_two_sources(
    two_sources: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    assert rows(two_sources, bound(name, values)) == as_texts(expected)


@pytest.mark.parametrize(("name", "values", "expected"), cases(THREE_SOURCES))
def test_a_question_has_exactly_these_rows_of_three_sources(
    three_sources: EmbeddedStore, name: str, values: Row, expected: list[Row]
) -> None:
    sparql = bound(name, values)
    assert rows(three_sources, sparql) == as_texts(expected)
    assert in_rdflib(three_sources, sparql) == as_texts(expected)


def test_every_question_has_expected_rows() -> None:
    tested = {name for name, _, _ in (*WORLD, *THREE_SOURCES)} | {
        "credits_of_unknown_source",
        *LINKED,
        "source_contents",
        "sources_overview",
        "terms_outside_ontology",
        "terms_used",
    }
    assert tested == set(QUESTIONS)


ABOUT_SOURCES = {
    "sources_overview",
    "terms_used",
    "single_source_connections",
    "supported_claims",
    "hinted_connections",
}


def test_one_fact_in_two_sources_changes_no_other_answer(world: EmbeddedStore) -> None:
    asked = [case for case in WORLD if case[0] not in ABOUT_SOURCES]

    def answers() -> list[list[Row]]:
        found = []
        for name, values, _ in asked:
            kept = [i for i, column in enumerate(columns(name)) if column != "sources"]
            found.append([tuple(r[i] for i in kept) for r in rows(world, bound(name, values))])
        return found

    alone = answers()
    loading.load(world, [str(DATA / "world.ttl")], name="again")
    assert answers() == alone
    for name in CHECKS:
        assert rows(world, text_of(name)) == []


# Other clients


@pytest.mark.parametrize("name", NAMED)
def test_rdflib_gives_the_same_rows(two_sources: EmbeddedStore, name: str) -> None:
    asked = [values for n, values, _ in (*WORLD, *TWO_SOURCES) if n == name] or [()]
    for values in asked:
        sparql = bound(name, values)
        assert in_rdflib(two_sources, sparql) == rows(two_sources, sparql), values


@pytest.mark.parametrize("name", [n for n in QUESTIONS if header(n, "param")])
def test_who_is_not_in_the_graph_has_no_rows(world: EmbeddedStore, name: str) -> None:
    kinds = [re.findall(r"\(([\w ]+)\)", line)[0] for line in header(name, "param")]
    given = tuple({"text": "nothing"}.get(k, 1870 if k[0].islower() else "w:nobody") for k in kinds)
    assert rows(world, bound(name, given)) == in_rdflib(world, bound(name, given)) == []


@pytest.mark.parametrize("name", NAMED)
def test_an_empty_graph_has_no_rows(name: str) -> None:
    empty = EmbeddedStore()
    assert rows(empty, text_of(name)) == in_rdflib(empty, text_of(name)) == []


def test_a_server_gives_the_same_rows(two_sources: EmbeddedStore, endpoint: str) -> None:
    for name, values, _ in (*WORLD, *TWO_SOURCES):
        sparql = bound(name, values)
        client = SPARQLWrapper(endpoint, returnFormat=JSON)
        client.setMethod("POST")
        client.setQuery(sparql)
        answer = client.queryAndConvert()
        variables = answer["head"]["vars"]
        found = [
            tuple(short(row[v]["value"]) if v in row else None for v in variables)
            for row in answer["results"]["bindings"]
        ]
        assert found == rows(two_sources, sparql), (name, values)
