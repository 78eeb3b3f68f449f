"""The files of the queries: headers, parameters, columns, examples and the terms they name."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import CHECKS, NAMED, QUESTIONS, columns, header, rows, text_of

from reelgraph import loading, resources
from reelgraph.binding import example, parameters
from reelgraph.store import EmbeddedStore
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, ROLE

PEOPLE = ("scholar", "archivist", "journalist", "engineer")


TYPES = (
    "Person",
    "Person list",
    "Film",
    "Entity",
    "Company",
    "Festival",
    "year",
    "integer",
    "text",
)


@pytest.mark.parametrize("name", NAMED)
def test_header_is_complete(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
    assert len(header(name, "title")) == 1
    assert header(name, "question")[0].endswith("?")
    if name in CHECKS:
        assert len(header(name, "remedy")) == 1
    else:
        assert header(name, "asked by")[0] in PEOPLE


@pytest.mark.parametrize("name", NAMED)
def test_documented_columns_are_those_of_the_answer(world: EmbeddedStore, name: str) -> None:
    answer = world.rdf.query(text_of(name))
    assert isinstance(answer, ox.QuerySolutions)
    assert columns(name) == [variable.value for variable in answer.variables]
    assert all(": " in line for line in header(name, "column"))


@pytest.mark.parametrize("name", NAMED)
def test_documented_parameters_are_those_of_the_values_line(name: str) -> None:
    stated = [
        re.fullmatch(r"(\w+) \(([\w ]+)\)(?: = ([^:]+))?: .+", line)
        for line in header(name, "param")
    ]
    assert all(stated)
    found = [(m[1], m[2], m[3]) for m in stated if m]
    assert all(kind in TYPES for _, kind, _ in found)
    if not found:
        return
    text = text_of(name)
    blocks = [p for p in parameters(text) if p == tuple(n for n, _, _ in found)]
    several = found[0][1].endswith(" list")  # counted in a line of its own, with the same rows
    assert set(blocks) == {parameters(text)[0]}, "the first VALUES line names the parameters"
    assert len(blocks) == (2 if several else 1)
    if several:
        assert len(set(re.findall(r"VALUES \(\?people\) \{([^}]*)\}", text))) == 1
        return
    given = re.findall(r'<[^>]*>|"[^"]*"|\d+', (example(text) or "").strip("() "))
    assert len(given) == len(found)
    for value, (_, _, default) in zip(given, found, strict=True):
        assert value.startswith(("<", '"')) if default is None else value == default


@pytest.fixture(scope="module")
def sample() -> EmbeddedStore:
    store = EmbeddedStore()
    for name in resources.names("sample", ".ttl"):
        if name != "links.ttl":
            path = Path(str(resources.folder("sample").joinpath(name)))
            loading.load(store, [str(path)])
    return store


# Nothing in the sample answers these: it has no company, no actor twice with one director, no
# remake, no second title of a name, nobody whose acting is dated before a first direction, no
# writer, no gender, no family of people, nobody twice, nothing without a name or a language.
WITHOUT_SAMPLE_ROWS = {
    "actors_who_direct",
    "central_by_one_film",
    "companies_of_film",
    "companies_of_person",
    "denied_claims",
    "director_pairs",
    "ended_collaborations",
    "entities_without_label",
    "family_films",
    "films_sharing_crew",
    "labels_without_language",
    "links_between_countries",
    "links_changed",
    "links_decided",
    "links_none",
    "links_pending",
    "recurring_actors",
    "remakes_and_sequels",
    "same_name_people",
    "same_title_different_year",
    "sources_against_wikidata",
    "terms_outside_ontology",
    "women_directors",
    "writers_of_director",
}


@pytest.mark.parametrize("name", NAMED)
def test_the_example_of_a_query_has_rows_in_the_sample(sample: EmbeddedStore, name: str) -> None:
    found = rows(sample, text_of(name))
    assert bool(found) == (name in QUESTIONS and name not in WITHOUT_SAMPLE_ROWS)


@pytest.mark.parametrize("name", NAMED)
def test_a_query_names_only_terms_of_the_ontology(name: str) -> None:
    known = terms()
    names = set(re.findall(r"\bfilm:(\w+)", re.sub(r"(?m)^#.*$", "", text_of(name))))
    described = {"sourceName", "tripleCount", "filmCount", "personCount", "creditCount"}
    found = {FILM + n for n in names - described}
    assert found - {FILM + "has"} <= known.classes | known.object_properties | known.data_properties


def test_the_role_lists_of_the_queries_are_those_of_the_ontology() -> None:
    known = terms()
    edges = {(ROLE, r.iri.removeprefix(ROLE), r.property) for r in known.roles.values()}
    plain = {(role, prop.removeprefix(FILM)) for _, role, prop in edges}

    def listed(name: str) -> set[tuple[str, str]]:
        return set(re.findall(r"\((?:role:|\")([\w -]+)\"? film:(\w+)\)", text_of(name)))

    assert listed("claim_without_edge_violation") == plain
    people = known.contributor_properties
    assert listed("edge_without_claim_violation") == plain | {
        (role, "hasContributor") for _, role, prop in edges if prop in people
    }
    assert listed("director_pairs") == {
        (role.replace("-", " "), prop.removeprefix(FILM))
        for _, role, prop in edges
        if prop in people
    }
    every = people | {prop for _, _, prop in edges}
    for name in ("claim_without_edge_violation", "edge_without_claim_violation"):
        found = re.search(r"VALUES \?edge \{([^}]*)\}", text_of(name))
        assert found
        assert {prop.replace("film:", FILM) for prop in found[1].split()} == every
    cast = {f"role:{role}" for role, prop in plain if prop == "hasCastMember"}
    for name in ("co_stars", "recurring_actors"):
        found = re.search(r"\?as IN \(([^)]*)\)", text_of(name))
        assert found
        assert set(found[1].split(", ")) == cast
