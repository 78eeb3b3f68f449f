"""What is gathered for a query gives the answer that the whole graph gives."""

import os
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.store import gathering
from reelgraph.store.layout import VIEW
from reelgraph.store.patterns import needs

E = "http://e/"
EXAMPLES = int(os.environ.get("REELGRAPH_EXAMPLES", "60"))
NODES = [ox.NamedNode(f"{E}{name}") for name in "abcdef"]
PREDICATES = [ox.NamedNode(f"{E}{name}") for name in "pqr"]
GRAPHS = [ox.DefaultGraph(), ox.NamedNode(f"{E}g"), ox.NamedNode(f"{E}h")]
VALUES = [*NODES, ox.Literal("x"), ox.Literal("x", language="en"), ox.Literal(7)]

quads = st.builds(
    ox.Quad,
    st.sampled_from(NODES),
    st.sampled_from(PREDICATES),
    st.sampled_from(VALUES),
    st.sampled_from(GRAPHS),
)
variables = st.sampled_from(["?a", "?b", "?c", "?d"])
subjects = st.one_of(variables, variables, st.sampled_from(NODES).map(str))
objects = st.one_of(variables, variables, st.sampled_from(VALUES).map(str))
predicates = st.one_of(
    st.sampled_from(PREDICATES).map(str),
    st.sampled_from(PREDICATES).map(str),
    variables,
    st.sampled_from(
        [
            "<http://e/p>/<http://e/q>",
            "^<http://e/p>",
            "(<http://e/p>|<http://e/q>)",
            "<http://e/p>+",
            "<http://e/q>*",
            "(<http://e/p>/<http://e/q>)?",
            "!<http://e/p>",
            "<http://e/p>/(<http://e/q>|^<http://e/r>)",
        ]
    ),
)
triples = st.tuples(subjects, predicates, objects).map(" ".join)
blocks = st.lists(triples, min_size=1, max_size=3).map(" . ".join)


def grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger patterns out of smaller ones."""
    node, two = st.sampled_from(NODES).map(str), st.tuples(inner, inner)
    options = st.one_of(variables, node)
    return st.one_of(
        two.map(lambda p: f"{p[0]} OPTIONAL {{ {p[1]} }}"),
        two.map(lambda p: f"{{ {p[0]} }} UNION {{ {p[1]} }}"),
        two.map(lambda p: f"{{ {p[0]} }} {{ {p[1]} }}"),
        two.map(lambda p: f"{p[0]} MINUS {{ {p[1]} }}"),
        two.map(lambda p: f"{p[0]} FILTER EXISTS {{ {p[1]} }}"),
        two.map(lambda p: f"{p[0]} FILTER NOT EXISTS {{ {p[1]} }}"),
        st.tuples(inner, st.sampled_from(["?g", "<http://e/g>", "<http://e/h>"])).map(
            lambda p: f"GRAPH {p[1]} {{ {p[0]} }}"
        ),
        st.tuples(inner, variables, st.lists(node, max_size=3)).map(
            lambda p: f"VALUES {p[1]} {{ {' '.join(p[2])} }} {p[0]}"
        ),
        st.tuples(inner, variables, st.lists(node, min_size=1, max_size=2)).map(
            lambda p: f"{p[0]} FILTER({p[1]} IN ({', '.join(p[2])}))"
        ),
        st.tuples(inner, options, options, inner).map(
            lambda p: (
                f"{{ {p[0]} BIND(COALESCE({p[1]}, {p[2]}) AS ?k) }} "
                f"OPTIONAL {{ ?k <http://e/p> ?l . {p[3]} }}"
            )
        ),
        st.tuples(inner, options, options).map(
            lambda p: f"{p[0]} BIND(COALESCE({p[1]}, {p[2]}) AS ?m) ?m <http://e/q> ?n"
        ),
        st.tuples(inner, variables).map(
            lambda p: f"{{ SELECT DISTINCT {p[1]} WHERE {{ {p[0]} }} }}"
        ),
        st.tuples(inner, variables, variables).map(
            lambda p: f"{{ SELECT {p[1]} (COUNT(*) AS ?n1) WHERE {{ {p[0]} }} GROUP BY {p[1]} }}"
        ),
        inner.map(lambda p: f"{{ SELECT (COUNT(*) AS ?n2) WHERE {{ {p} }} }} {p}"),
        st.tuples(inner, inner, variables).map(
            lambda p: f"{p[1]} {{ SELECT {p[2]} WHERE {{ {p[0]} }} ORDER BY {p[2]} LIMIT 2 }}"
        ),
    )


patterns = st.recursive(blocks, grouped, max_leaves=4)


def asked_for(store: ox.Store, sparql: str, *, merged: bool = False) -> ox.Store:
    """What is gathered for a query from a store that is asked as a server would be."""
    far = ox.Store()
    for quad in store:
        graph = ox.NamedNode(VIEW) if quad.graph_name == ox.DefaultGraph() else quad.graph_name
        far.add(ox.Quad(*quad.triple, graph))

    def select(text: str) -> Iterator[ox.QuerySolution]:
        assert len(needs(text)) == 1, "only one pattern at a time is asked for"
        yield from far.query(text)  # type: ignore[misc]

    return gathering.gathered(sparql, select, lambda graph: graph != f"{E}foreign", merged=merged)


def rows(answer: object) -> Counter[str]:
    return Counter(map(str, map(tuple, answer)))  # type: ignore[call-overload]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=EXAMPLES)
@given(st.lists(quads, max_size=25), patterns)
def test_the_answer_from_what_was_gathered_is_that_of_the_whole(
    facts: list[ox.Quad], pattern: str
) -> None:
    store = ox.Store()
    store.extend(facts)
    sparql = f"SELECT * WHERE {{ {pattern} }}"
    try:
        whole = rows(store.query(sparql))
    except SyntaxError:  # a BIND of a variable that is there already
        return
    assert rows(gathering.answered(asked_for(store, sparql), sparql)) == whole


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * FROM <http://e/g> { ?s ?p ?o }",
        "SELECT * FROM <http://e/g> FROM NAMED <http://e/h> { ?s ?p ?o GRAPH ?g { ?o ?q ?r } }",
        "SELECT * FROM <http://e/g> FROM <http://e/h> { ?a <http://e/p> ?b . ?b ?c ?d }",
    ],
)
def test_a_query_that_names_its_graphs_is_asked_of_these(sparql: str) -> None:
    store = ox.Store()
    for number, graph in enumerate(GRAPHS):
        for node, other in zip(NODES, NODES[number + 1 :], strict=False):
            store.add(ox.Quad(node, PREDICATES[number], other, graph))
            store.add(ox.Quad(other, PREDICATES[0], node, graph))
    whole = rows(store.query(sparql))
    assert whole
    assert rows(gathering.answered(asked_for(store, sparql, merged=True), sparql)) == whole


def test_a_point_question_reads_little_of_a_large_graph() -> None:
    store = ox.Store()
    for number in range(2000):
        film, person = ox.NamedNode(f"{E}film{number}"), ox.NamedNode(f"{E}person{number % 100}")
        store.add(ox.Quad(film, PREDICATES[0], person))
        store.add(ox.Quad(film, PREDICATES[1], ox.Literal(f"Film {number}")))
        store.add(ox.Quad(person, PREDICATES[1], ox.Literal(f"Person {number % 100}")))
    sparql = """SELECT ?other ?name WHERE { VALUES (?who) { (<http://e/person7>) }
        ?film <http://e/p> ?who , ?other OPTIONAL { ?other <http://e/q> ?name } }"""
    found = asked_for(store, sparql)
    assert len(found) < 100  # of 4100
    assert rows(gathering.answered(found, sparql)) == rows(store.query(sparql))


def test_a_question_that_reads_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 5)
    store = ox.Store()
    store.extend(ox.Quad(node, PREDICATES[0], node) for node in NODES)
    with pytest.raises(rg.EndpointError, match="reads more than 5 triples"):
        asked_for(store, "SELECT * { ?a <http://e/p> ?b }")


def test_a_foreign_graph_is_left_out() -> None:
    store = ox.Store()
    foreign = ox.NamedNode(f"{E}foreign")
    store.extend(ox.Quad(node, PREDICATES[0], node, foreign) for node in NODES)
    assert len(asked_for(store, "SELECT * { GRAPH ?g { ?a ?b ?c } }")) == 0


def test_two_patterns_may_meet_in_a_text_as_in_a_node() -> None:
    store = ox.Store()
    for value in (ox.Literal("x"), ox.Literal(7), NODES[1]):
        store.add(ox.Quad(NODES[0], PREDICATES[0], value))
        store.add(ox.Quad(NODES[2], PREDICATES[1], value))
    sparql = "SELECT * { <http://e/a> <http://e/p> ?v . ?x <http://e/q> ?v }"
    assert rows(gathering.answered(asked_for(store, sparql), sparql)) == rows(store.query(sparql))
    assert len(rows(store.query(sparql))) == 3
