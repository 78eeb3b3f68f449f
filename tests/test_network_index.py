"""The network index says what the store says, whatever the filters; or it is not used."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import loading
from reelgraph.entities import describe, known_for
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.build import part_around
from reelgraph.network.filters import filters
from reelgraph.network.index import held, index_of
from reelgraph.network.index.building import build
from reelgraph.network.index.holding import path_of
from reelgraph.network.index.surrounding import surroundings as indexed
from reelgraph.network.index.ways import shortest_ways
from reelgraph.network.paths import _read_ways
from reelgraph.network.surroundings import surroundings
from reelgraph.store import EmbeddedStore

E = "https://example.org/"
HEAD = f"""@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
EDGES = ("hasDirector", "hasCastMember", "hasContributor", "hasProducer")
ROLES = ("director", "cast", "contributor", "producer")
FILMS, PEOPLE = range(5), range(6)
SOURCES = ("a", "b")
credits_ = st.tuples(
    st.sampled_from(SOURCES),
    st.sampled_from(FILMS),
    st.sampled_from(PEOPLE),
    st.sampled_from(ROLES),
    st.sampled_from(["asserted", "inferred", "weak", "hedged", "negative"]),
)
plain = st.tuples(
    st.sampled_from(SOURCES),
    st.sampled_from(FILMS),
    st.sampled_from(PEOPLE),
    st.sampled_from(EDGES),
)
sequels = st.tuples(
    st.sampled_from(SOURCES),
    st.sampled_from(FILMS),
    st.sampled_from(FILMS),
    st.sampled_from(["asserted", "weak", ""]),
)
worlds = st.tuples(
    st.lists(credits_, max_size=12),
    st.lists(plain, max_size=8),
    st.lists(sequels, max_size=3),
    st.lists(st.sampled_from([None, 1990, 2000, 2010]), min_size=5, max_size=5),
    st.sets(st.sampled_from(PEOPLE)),  # those who have a name
)
narrowings = st.fixed_dictionaries(
    {},
    optional={
        "roles": st.sampled_from(["cast", "contributor", "director,producer", "sequel of"]),
        "years": st.sampled_from(["1990-2000", "2010"]),
        "include": st.sampled_from(["weak", "hedged", "weak,hedged"]),
        "types": st.sampled_from(["Film", "Person", "ShortFilm", "Film,Person"]),
        "skip_hubs": st.integers(1, 4),
        "sources": st.sampled_from(["a", "b", "a,b"]),
    },
)


def turtle(world: Any, source: str) -> str:
    """What one of the sources says; the first says too what all are called."""
    said, direct, following, years, named = world
    lines = [HEAD, ":f0 a film:ShortFilm ."]
    if source == SOURCES[0]:
        for n, year in enumerate(years):
            kind = "ShortFilm" if n == 0 else "Film"
            lines.append(f':f{n} a film:{kind} ; rdfs:label "Film {n}" .')
            if year:
                lines.append(f":f{n} film:year {year} .")
        lines += [f":p{n} a film:Person ." for n in PEOPLE]
        lines += [f':p{n} rdfs:label "Person {n}" .' for n in sorted(named)]
    for at, (by, film, person, role, status) in enumerate(said):
        if by == source:
            lines.append(
                f":c{at} a film:Credit ; film:hasWork :f{film} ; film:hasAgent :p{person} ; "
                f"film:hasRole role:{role} ; film:hasStatus status:{status} ."
            )
    lines += [f":f{f} film:{edge} :p{p} ." for by, f, p, edge in direct if by == source]
    for at, (by, later, earlier, status) in enumerate(following):
        if by == source:
            lines.append(
                f":n{at} a film:Claim ; rdf:subject :f{later} ; rdf:predicate film:isSequelOf ; "
                f"rdf:object :f{earlier} {'; film:hasStatus status:' * bool(status)}{status} ."
            )
    return "\n".join(lines)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


def loaded(world: Any, scratch: Path) -> EmbeddedStore:
    store = EmbeddedStore()
    for source in SOURCES:
        path = scratch / f"{source}.ttl"
        path.write_text(turtle(world, source), "utf-8")
        loading.load(store, [str(path)], name=source)
    return store


@given(worlds, narrowings, st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_index_finds_what_the_store_has(
    scratch: Path, world: Any, narrowing: dict[str, Any], data: st.DataObject
) -> None:
    store = loaded(world, scratch)
    index, chosen = build(store), filters(**narrowing)
    nodes = [f"{E}f{n}" for n in FILMS] + [f"{E}p{n}" for n in PEOPLE]
    middle = data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=2, unique=True))
    depth, limit = data.draw(st.integers(0, 4)), data.draw(st.integers(2, 12))
    read = surroundings(Adjacency(store, chosen, middle), middle, depth, limit, index.describe)
    assert indexed(index, middle, depth, chosen, limit) == read
    start, end = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes))
    if start != end:
        most = data.draw(st.sampled_from([1, 3, 100]))
        ways = shortest_ways(index, start, end, chosen, most, 24)
        slow = _read_ways(store, start, end, chosen, 100, 24)
        assert (ways is None) == (slow is None)
        if ways and slow:
            assert ways[1] == slow[1]
            assert set(ways[0]) <= set(slow[0]) or slow[1] > 100
            if most == 100:
                assert ways == slow


@given(worlds)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_index_knows_names_types_years_and_degrees(scratch: Path, world: Any) -> None:
    store = loaded(world, scratch)
    index = build(store)
    nodes = [f"{E}f{n}" for n in FILMS] + [f"{E}p{n}" for n in PEOPLE] + [E + "nobody"]
    known = index.describe(nodes)
    assert {i: replace(e, degree=0) for i, e in known.items()} == describe(store, nodes)
    for row in store.select(
        "SELECT ?e (COUNT(*) AS ?n) WHERE { { ?e film:hasContributor ?x } UNION "
        "{ ?x film:hasContributor ?e } } GROUP BY ?e"
    ):
        assert known[row["e"].value].degree == int(row["n"].value)


@pytest.fixture
def folder(three_sources: EmbeddedStore, tmp_path: Path) -> Iterator[rg.FilmGraph]:
    rg.FilmGraph(three_sources).save(tmp_path / "store")
    with rg.open(tmp_path / "store") as graph:
        yield graph


ALL = (
    {},
    {"include": "weak,hedged"},
    {"years": "1950-1990"},
    {"types": "Film"},
    {"skip_hubs": 3},
    {"sources": "second"},
    {"sources": "world,third", "include": "weak"},
)


@pytest.mark.parametrize("narrowing", ALL)
def test_every_pair_of_the_world_has_the_same_paths(
    folder: rg.FilmGraph, narrowing: dict[str, Any]
) -> None:
    store, chosen = folder.store, filters(**narrowing)
    index = build(store)
    nodes = [index.iris[n] for n in range(len(index))]
    for start in nodes[::2]:
        for end in nodes[1::2]:
            ways = shortest_ways(index, start, end, chosen, 100, 24)
            assert ways == _read_ways(store, start, end, chosen, 100, 24)
        near = Adjacency(store, chosen, [start])
        read = surroundings(near, [start], 2, 6, partial(describe, store))
        found = indexed(index, [start], 2, chosen, 1000)
        assert found.total == read.total


@pytest.mark.parametrize("narrowing", ALL)
def test_what_was_merged_is_one_in_the_index_too(
    folder: rg.FilmGraph, narrowing: dict[str, Any]
) -> None:
    kept, gone = folder.find("Lux Amber").entity, folder.find("Pia Stone").entity
    folder.merge(kept, gone)
    index, chosen = build(folder.store), filters(**narrowing)
    assert index.number(gone.iri) == -1
    for node in list(index.iris):
        near = Adjacency(folder.store, chosen, [node])
        read = surroundings(near, [node], 1, 1000, index.describe)
        assert indexed(index, [node], 1, chosen, 1000) == read


def test_works_tell_people_apart_and_directors_works(folder: rg.FilmGraph) -> None:
    index = build(folder.store)
    entities = [index.entity(n) for n in range(len(index))]
    slow = known_for(folder.store, entities)
    directed = [e for e in entities if e.kind == "Film" and slow.get(e.iri)]
    assert directed
    for film in directed:
        assert index.known_for(film.iri) == slow[film.iri]
    people = {e.label: index.known_for(e.iri) for e in entities if e.kind == "Person"}
    assert people["Lux Amber"] == ("Night Ferry (1954)", "The Lamp (1950)")
    assert index.known_for(E + "nobody") == ()


# The file


def test_an_index_is_kept_beside_the_store_and_used_by_those_who_come_later(
    folder: rg.FilmGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert index_of(folder.store) is None
    around = set(folder.network("Ada Quill", depth=1).to_networkx())
    made = index_of(folder.store, make=True)
    assert made is not None
    assert held(folder.store) is made
    path = path_of(folder.store)
    assert path is not None
    assert path.is_file()

    def unwanted(*_: object) -> None:
        raise AssertionError("the store was read level by level")

    monkeypatch.setattr("reelgraph.network.paths._read_ways", unwanted)
    monkeypatch.setattr("reelgraph.network.build.Adjacency", unwanted)
    assert folder.path("Lux Amber", "Pia Stone").edges == 2
    assert set(folder.network("Ada Quill", depth=1).to_networkx()) == around


@pytest.mark.parametrize("damage", ["emptied", "cut", "one bit", "other words", "longer head"])
def test_a_damaged_index_is_not_believed_and_built_again(
    folder: rg.FilmGraph, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = index_of(folder.store, make=True)
    path = path_of(folder.store)
    assert made is not None
    assert path is not None
    iris = list(made.iris)
    body = bytearray(path.read_bytes())
    if damage == "emptied":
        body = bytearray()
    elif damage == "cut":
        del body[-7:]
    elif damage == "one bit":
        body[-20] ^= 4
    elif damage == "other words":
        body[:3] = b"abc"
    elif damage == "longer head":
        body[32:40] = b"\xff" * 8
    path.write_bytes(body)
    monkeypatch.setattr("reelgraph.network.index.holding._held", OrderedDict())
    monkeypatch.setattr("reelgraph.network.index.holding._wrong", {})
    assert index_of(folder.store) is None
    assert folder.path("Lux Amber", "Pia Stone").edges == 2
    again = index_of(folder.store, make=True)
    assert again is not None
    assert list(again.iris) == iris


def test_after_a_write_the_index_is_of_no_use_any_more(
    folder: rg.FilmGraph, tmp_path: Path
) -> None:
    index_of(folder.store, make=True)
    more = tmp_path / "more.ttl"
    more.write_text(HEAD + ':new a film:Film ; rdfs:label "New" ; film:hasDirector :me .', "utf-8")
    folder.load(more)
    assert index_of(folder.store) is None
    assert folder.path(E + "new", E + "me").edges == 1
    again = index_of(folder.store, make=True)
    assert again is not None
    assert again.number(E + "new") >= 0


def test_of_a_store_in_memory_the_index_is_in_memory(two_sources: EmbeddedStore) -> None:
    assert index_of(two_sources) is None
    assert index_of(two_sources, make=True) is held(two_sources)
    assert path_of(two_sources) is None
    part = part_around(two_sources, [E + "world/lux"], 1, filters(), 9)
    assert set(part.distance) == {E + "world/lux", E + "world/lamp", E + "world/ferry"}
