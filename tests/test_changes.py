"""A source that was corrected and loaded again: what its report says."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.changes import compare, triples_of
from reelgraph.store import differing, parts

FIRST = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix : <https://example.org/> .
:one a film:Film ; rdfs:label "One" ; film:hasDirector :ada .
:two a film:Film ; rdfs:label "Two" ; film:releaseDate "1950" .
:three a film:Film ; rdfs:label "Three" .
:ada a film:Person ; rdfs:label "Ada" .
:bob a film:Person ; rdfs:label "Bob" .
[] a film:Credit ; film:hasWork :three ; film:hasAgent :bob ; film:hasRole role:cast ;
  film:characterName "Himself" .
"""


@pytest.fixture
def reload(tmp_path: Path):
    path = tmp_path / "mine.ttl"
    graph = rg.open(tmp_path / "store", create=True)

    def load(text: str) -> rg.LoadReport:
        path.write_text(text, "utf-8")
        return graph.load(path)[0]

    load(FIRST)
    yield load
    graph.close()


def test_a_changed_fact_changes_its_film_alone(reload) -> None:
    report = reload(FIRST.replace('"1950"', '"1951"'))
    assert report.changes == ("films: 1 changed (Two)",)


def test_films_that_come_and_go_are_named(reload) -> None:
    report = reload(FIRST.replace(":two a film:Film", ":four a film:Film").replace("Two", "Four"))
    assert report.changes == ("films: 1 added (Four); 1 removed (Two)",)


def test_another_director_is_two_credits_and_a_changed_film(reload) -> None:
    report = reload(FIRST.replace("film:hasDirector :ada", "film:hasDirector :bob"))
    assert report.changes == (
        "films: 1 changed (One)",
        "credits: 1 added (Bob: director – One); 1 removed (Ada: director – One)",
    )


def test_another_character_changes_the_film_and_no_credit(reload) -> None:
    report = reload(FIRST.replace("Himself", "The mayor"))
    assert report.changes == ("films: 1 changed (Three)",)


def test_a_renamed_person_has_changed_and_no_film(reload) -> None:
    report = reload(FIRST.replace('"Bob"', '"Robert"'))
    assert report.changes == ("people: 1 changed (Robert)",)


def test_other_spelling_of_the_same_facts_changes_nothing(reload) -> None:
    report = reload(FIRST + "\n# a comment\n")
    assert report.replaced
    assert report.changes == ()
    assert (report.added, report.removed) == (0, 0)


def test_a_number_that_the_engine_spells_otherwise_has_not_changed(reload) -> None:
    rated = FIRST + ":one <https://example.org/rating> 7.0 .\n"
    reload(rated)
    report = reload(rated.replace('"1950"', '"1951"'))
    assert report.changes == ("films: 1 changed (Two)",)


def test_a_credit_that_another_statement_says_too_is_not_gone(reload) -> None:
    again = FIRST + (
        ":more a film:Credit ; film:hasWork :three ; film:hasAgent :bob ; "
        "film:hasRole role:cast ; film:characterName "
    )
    reload(again.replace("[] a", ":that a") + '"A dog" .\n')
    report = reload(FIRST.replace("[] a", ":that a"))
    assert report.changes == ("films: 1 changed (Three)",)


def test_where_two_versions_have_little_in_common_that_is_said(reload, monkeypatch) -> None:
    monkeypatch.setattr(differing, "MOST", 3)
    report = reload(FIRST.replace('"One"', '"1"').replace('"Ada"', '"Ida"'))
    assert report.changes == (
        "too much has changed to be listed; before: 3 films, 2 people, 2 credits",
    )


def _decimal(value: float) -> str:
    return f'"{value}"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def _stored(lines: list[str]) -> list[str]:
    """As the engine spells them."""
    store = ox.Store()
    store.load("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    return [f"{quad.triple} .\n" for quad in store]


NS, RDF = "https://w3id.org/reelgraph/ns#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
nodes = st.sampled_from([f"<http://e/{n}>" for n in "abcde"])
facts = st.one_of(
    st.tuples(
        st.just(f"<{RDF}type>"), st.sampled_from([f"<{NS}{k}>" for k in ("Film", "Person", "X")])
    ),
    st.tuples(
        st.just("<http://www.w3.org/2000/01/rdf-schema#label>"), st.sampled_from(['"x"', '"y"'])
    ),
    st.tuples(st.sampled_from([f"<{NS}{p}>" for p in ("hasWork", "hasAgent", "hasTitle")]), nodes),
    st.tuples(st.just(f"<{NS}hasRole>"), st.just("<https://w3id.org/reelgraph/role/cast>")),
    st.tuples(st.just(f"<{NS}averageRating>"), st.sampled_from([7.0, 7.5]).map(_decimal)),
)
versions = st.sets(st.tuples(nodes, facts), max_size=25)


@given(both=versions, old=versions, new=versions, many=st.booleans())
@settings(deadline=None)
def test_to_compare_what_differs_is_to_compare_all(tmp_path_factory, both, old, new, many) -> None:
    folder, listed = tmp_path_factory.mktemp("compared"), []
    for name, some in (("old", both | old), ("new", both | new)):
        lines = [f"{s} {p} {o} .\n" for s, (p, o) in sorted(some)]
        listed.append(lines if name == "new" else _stored(lines))
        (folder / name).write_text("".join(listed[-1]), "utf-8")
    whole = [list(triples_of(_stored(lines))) for lines in listed]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "SIZE", 200 if many else parts.SIZE)
        found = differing.differing(folder / "old", folder / "new", folder)
    assert found is not None

    def unchanged(node: str):
        said = [[(p, o) for s, p, o in version if s == node] for version in whole]
        assert sorted(said[0]) == sorted(said[1])
        return said[0]

    def pointing(node: str):
        return {s for version in whole for s, p, o in version if o == node and "hasWork" in p}

    assert compare(*map(triples_of, found), unchanged, pointing) == compare(*whole)


def test_many_names_are_cut_and_the_number_is_said() -> None:
    film = "<https://w3id.org/reelgraph/ns#Film>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    films = [f"<http://e/{n}> {kind} {film} .\n" for n in range(9)]
    assert str(compare([], triples_of(films))[0]) == "films: 9 added (0, 1, 2, 3, 4, ...)"


def test_what_a_source_is_can_be_said_later_and_goes_for_its_next_version(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(FIRST, "utf-8")

    def described(graph: rg.FilmGraph) -> tuple[object, ...]:
        (row,) = graph.sources().rows
        return row["title"], row["licence"], row["published"], row["films"]

    with rg.open(tmp_path / "store", create=True) as graph:
        graph.load(path)
        assert described(graph) == ("mine", "unknown", "unknown", 3)
        about = {"licence": "CC0", "title": "My films", "published": "2020"}
        (report,) = graph.load(path, about=about)
        assert str(report) == "mine: unchanged, described anew"
        assert described(graph) == ("My films", "CC0", "2020", 3)
        assert str(graph.load(path, about=about)[0]) == "mine: unchanged, nothing to do"
        path.write_text(FIRST + ':four a film:Film ; rdfs:label "Four" .\n', "utf-8")
        graph.load(path)
        assert described(graph) == ("My films", "CC0", "unknown", 4)
