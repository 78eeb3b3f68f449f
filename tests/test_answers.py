"""What the network index answers is what the SPARQL of the same question answers, to the letter."""

import tempfile
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import answers, query
from reelgraph.network.index import index_of
from reelgraph.store import EmbeddedStore

E = "https://example.org/"
HEAD = f"""@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
FILMS, PEOPLE = range(5), range(6)
ROLES = (
    *("cast", "cast", "cast", "director", "director", "producer"),
    *("voice", "writer", "contributor", "executive-producer"),
)
EDGES = ("hasCastMember", "hasDirector", "hasProducer", "hasWriter", "hasContributor")
STATUSES = ("asserted", "asserted", "asserted", "inferred", "weak", "negative")
NAMES = (None, None, None, "Zoë", "Zoe", "zoe", "Ángel", "李", "\U0001f3ac", "unnamed (p0)", "A, B")
YEARS = (None, "1989", "1990", "1995", "2001", "0000", "9999")
THINGS = [*(f"f{n}" for n in FILMS), *(f"p{n}" for n in PEOPLE)]
films, people = st.sampled_from(FILMS), st.sampled_from(PEOPLE)
credits_ = st.lists(
    st.tuples(films, people, st.sampled_from(ROLES), st.sampled_from(STATUSES)),
    min_size=12,
    max_size=30,
)
claims = st.lists(
    st.tuples(films, people, st.sampled_from(EDGES), st.sampled_from(STATUSES)), max_size=4
)
source = st.tuples(credits_, claims)
worlds = st.tuples(
    # Of one source all is answered.
    st.lists(source, min_size=1, max_size=1) | st.lists(source, min_size=2, max_size=3),
    st.lists(st.sampled_from(NAMES), min_size=len(THINGS), max_size=len(THINGS)),
    st.lists(st.sampled_from(YEARS), min_size=len(FILMS), max_size=len(FILMS)),
    st.booleans(),  # whether two of the people are one
)
PERSONS = [ox.NamedNode(f"{E}p{n}") for n in (*PEOPLE, 9)]
least = st.integers(-1, 3)
ASKED: dict[str, Any] = {
    "works_per_year": {},
    "actors_who_direct": {},
    "director_pairs": {
        "role": st.sampled_from(
            ["cast", "Voice", "executive-producer", "Contributor", "director", "producer"]
        ),
        "least": least,
    },
    "central_by_one_film": {"percent": st.sampled_from([0, 34, 50, 75]), "least": least},
    "co_stars": {"from": st.sampled_from([1870, 1990, 1995])},
    "recurring_actors": {"least": least},
    "producers_of_director": {},
    "writers_of_director": {},
    "collaborators_by_period": {"year": st.sampled_from([1990, 1995, 2001])},
    "ended_collaborations": {"years": st.integers(-1, 7), "least": st.integers(0, 2)},
    "worked_with_all": {"people": st.lists(st.sampled_from(PERSONS), min_size=1, max_size=3)},
}
"""The parameters of each query but the person, who is everybody in turn."""
CAST = {0: (0, 1, 3, 4), 1: (0, 1, 5), 2: (3, 4), 3: (0, 2, 4, 5), 4: (0, 1, 2, 5)}
CREDITS = [(film, who, "cast", "asserted") for film, cast in CAST.items() for who in cast]
DIRECTORS = [(film, who, "director", "asserted") for film, who in ((1, 1), (2, 2), (3, 0))]
CLOSE = (
    [([*CREDITS, *DIRECTORS], [])],
    [None, None, None, None, None, "Zoe", "zoe", "Ángel", "A, B", "李", None],
    ["1989", "1990", "1995", "1895", None],
    False,
)
"""A world in which each rule of an order and each bound of a year decides something."""
CLOSELY: dict[str, Any] = {
    **{name: {} for name in ASKED},
    "director_pairs": {"role": "cast", "least": 1},
    "central_by_one_film": {"percent": 50, "least": 5},
    "co_stars": {"from": 1870},
    "recurring_actors": {"least": 1},
    "collaborators_by_period": {"year": 1990},
    "ended_collaborations": {"years": 1, "least": 1},
    "worked_with_all": {"people": PERSONS[:2]},
}


def turtle(number: int, said: Any, names: Any, years: Any) -> str:
    lines = [HEAD]
    for n, name in zip(THINGS, names, strict=True):
        lines.append(f":{n} a film:{'Film' if n[0] == 'f' else 'Person'} .")
        if name:
            lines.append(f':{n} rdfs:label "{name}" .')
    lines += [f":f{n} film:year {year} ." for n, year in zip(FILMS, years, strict=True) if year]
    for at, (film, who, role, status) in enumerate(said[0]):
        lines.append(
            f":c{number}-{at} a film:Credit ; film:hasWork :f{film} ; film:hasAgent :p{who} ; "
            f"film:hasRole role:{role} ; film:hasStatus status:{status} ."
        )
    for at, (film, who, edge, status) in enumerate(said[1]):
        lines.append(
            f":n{number}-{at} a film:Claim ; rdf:subject :f{film} ; rdf:object :p{who} ; "
            f"rdf:predicate film:{edge} ; film:hasStatus status:{status} ."
        )
    return "\n".join(lines)


def loaded(world: Any, more: str = "") -> rg.FilmGraph:
    sources, names, years, merged = world
    graph = rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        for number, said in enumerate(sources):
            path = Path(folder) / f"{'zya'[number]}.ttl"
            path.write_text(turtle(number, said, names, years) + more, "utf-8")
            graph.load(path)
    if merged:
        graph.merge(E + "p0", E + "p1", by="me")
    return graph


def both(graph: rg.FilmGraph, name: str, given: dict[str, Any]) -> tuple[Any, Any]:
    """The answer of the index, and that of SPARQL: columns, rows of terms and of plain values."""
    named = query.named(name)
    values = query.values(named, given, graph._entity)
    found = answers.answer(graph.store, named, values)
    said = query.run(graph.store, query.filled(named, values))
    assert isinstance(said, rg.Results)
    return tuple(
        (one.columns, one.terms, one.rows) if one is not None else None for one in (found, said)
    )


def of_everybody(name: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters with each person in turn, where the query is about one."""
    who = [p.name for p in query.named(name).parameters if p.kind == "Person"]
    return [{**given, p: person} for p in who for person in PERSONS] or [given]


@given(worlds, st.fixed_dictionaries({n: st.fixed_dictionaries(p) for n, p in ASKED.items()}))
@example(CLOSE, CLOSELY)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_index_answers_as_the_query_does(world: Any, asked: dict[str, Any]) -> None:
    graph = loaded(world)
    index_of(graph.store, make=True)
    for name, values in asked.items():
        for each in of_everybody(name, values):
            found, said = both(graph, name, each)
            if name == "collaborators_by_period" and len(world[0]) > 1:
                assert found is None
            else:
                assert found == said, name


@pytest.mark.parametrize(
    "odd",
    [
        ':p0 rdfs:label "" .',
        ":n a film:Claim ; rdf:subject :f0 ; rdf:object 'A' ; rdf:predicate film:hasDirector .",
    ],
)
def test_what_the_index_does_not_hold_the_store_is_asked(odd: str) -> None:
    said = ([(0, 0, "director", "asserted"), (0, 1, "cast", "asserted")], [])
    graph = loaded(([said], [None] * len(THINGS), [None] * len(FILMS), False), odd)
    index_of(graph.store, make=True)
    found, asked = both(graph, "director_pairs", {"role": "cast", "least": 1})
    assert found is None
    assert asked[1]
    assert graph.query("director_pairs", role="cast", least=1).terms == asked[1]


@pytest.fixture(scope="module")
def indexed(sample: rg.FilmGraph) -> rg.FilmGraph:
    """The sample with its network index."""
    index_of(sample.store, make=True)
    return sample


def test_a_query_of_the_users_own_is_not_answered_here(
    indexed: rg.FilmGraph, tmp_path: Path
) -> None:
    (tmp_path / "works_per_year.rq").write_text("SELECT (1 AS ?one) {}", "utf-8")
    assert indexed.query("works_per_year", folders=[tmp_path]).rows == [{"one": 1}]
    assert len(indexed.query("works_per_year")) > 1


def test_an_answer_of_too_many_rows_is_left_to_the_store(indexed: rg.FilmGraph) -> None:
    named = query.named("co_stars")
    values = query.values(named, {"person": "Haley Bennett"}, indexed._entity)
    found = answers.answer(indexed.store, named, values)
    assert found is not None
    assert answers.answer(indexed.store, named, values, len(found)) is not None
    assert answers.answer(indexed.store, named, values, len(found) - 1) is None


def test_terms_of_another_kind_are_left_to_the_store(indexed: rg.FilmGraph) -> None:
    for least in (ox.Literal("2"), ox.Literal(2.5), ox.Literal("9" * 30, datatype=INTEGER)):
        assert both(indexed, "director_pairs", {"least": least})[0] is None


def test_a_large_folder_gets_its_index_for_a_question_about_the_whole(
    sample: rg.FilmGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "LARGE", 3)
    sample.save(tmp_path / "store")
    told: list[str] = []
    with rg.open(tmp_path / "store") as graph:
        answers.prepare(graph.store, query.named("co_stars"), told.append)
        assert index_of(graph.store) is None
        answers.prepare(graph.store, query.named("director_pairs"), told.append)
        assert index_of(graph.store) is not None
        answers.prepare(graph.store, query.named("director_pairs"), told.append)
    assert len(told) == 1
    assert "network index" in told[0]


def test_every_answered_query_is_tested() -> None:
    assert set(ASKED) == answers.ANSWERED


def test_a_role_that_nobody_has_is_no_empty_answer(sample: rg.FilmGraph) -> None:
    with pytest.raises(rg.ParameterError, match="no role is called 'dirctor': there are cast, "):
        sample.query("director_pairs", role="dirctor")
    assert sample.query("director_pairs", role="Executive-Producer").columns
