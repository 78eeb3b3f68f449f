"""A store as one file, out and in again."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import loading
from reelgraph.export import export_rdf
from reelgraph.graph import FilmGraph
from reelgraph.sample import FIRST_FACTS, fill
from reelgraph.store import EmbeddedStore, commit
from reelgraph.store.layout import LINKS

DATA = Path(__file__).parent / "data"
EX = "https://example.org/dump/"
FILM = "https://w3id.org/reelgraph/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
WHOLE = ["all.trig", "all.nq", "all.trig.gz", "all.nq.gz"]


def link(name, qid):
    wd = ox.NamedNode(f"http://www.wikidata.org/entity/{qid}")
    return ox.Quad(
        ox.NamedNode(EX + name), ox.NamedNode(SKOS + "exactMatch"), wd, ox.NamedNode(LINKS)
    )


def several():
    """A store of several sources, one of them replaced, with links."""
    store = EmbeddedStore()
    fill(store, FIRST_FACTS[:3])
    loading.load(store, [str(DATA / "load_facts.ttl")], name="mine", about={"licence": "CC0"})
    loading.load(store, [str(DATA / "load_rejects.ttl")], name="mine", about={"title": "ça"})
    commit.add(store, [link("a", "Q1")])
    return store


def quads(store):
    return set(store.rdf)


def loaded(path):
    store = EmbeddedStore()
    loading.load(store, [str(path)])
    return store


@pytest.mark.parametrize("name", WHOLE)
def test_a_dump_that_is_loaded_gives_the_identical_store(tmp_path, name):
    store = several()
    assert export_rdf(store, tmp_path / name) == ""
    again = loaded(tmp_path / name)
    assert quads(again) == quads(store)
    export_rdf(again, tmp_path / "second.nq")
    export_rdf(store, tmp_path / "first.nq")
    lines = [sorted((tmp_path / f"{n}.nq").read_bytes().splitlines()) for n in ("first", "second")]
    assert lines[0] == lines[1]


def test_a_dump_goes_into_a_folder_as_well(tmp_path):
    store = several()
    export_rdf(store, tmp_path / "all.trig")
    with rg.open(tmp_path / "store", create=True) as graph:
        graph.load(tmp_path / "all.trig")
        assert quads(graph.store) == quads(store)
    assert quads(rg.open(tmp_path / "all.trig").store) == quads(store)


def test_a_dump_is_unchanged_when_it_is_loaded_twice(tmp_path):
    store = several()
    export_rdf(store, tmp_path / "all.nq")
    before = quads(store)
    reports = loading.load(store, [str(tmp_path / "all.nq")])
    assert [r.unchanged for r in reports] == [True] * 4
    assert quads(store) == before


def test_links_that_are_new_come_with_sources_that_are_not(tmp_path):
    store = several()
    commit.add(store, [link("b", "Q2")])
    export_rdf(store, tmp_path / "all.nq")
    other = several()
    loading.load(other, [str(tmp_path / "all.nq")])
    assert link("b", "Q2") in other.rdf


def test_links_alone_are_a_dump_too(tmp_path):
    store = EmbeddedStore()
    commit.add(store, [link("a", "Q1")])
    export_rdf(store, tmp_path / "all.trig")
    assert quads(loaded(tmp_path / "all.trig")) == quads(store)


def test_a_source_of_which_everything_was_rejected_comes_back_too(tmp_path):
    bad = tmp_path / "bad.ttl"
    bad.write_text(f'<{EX}f> <{FILM}hasDirector> "somebody" .')
    store = loaded(bad)
    export_rdf(store, tmp_path / "all.nq")
    assert quads(loaded(tmp_path / "all.nq")) == quads(store) != set()


def test_the_view_of_a_dump_is_not_trusted_but_derived_again(tmp_path):
    store = several()
    export_rdf(store, tmp_path / "all.nq")
    with (tmp_path / "all.nq").open("a") as out:
        out.write(f'<{EX}f> <{FILM}year> "1800" .\n')
    assert quads(loaded(tmp_path / "all.nq")) == quads(store)


def test_a_dump_replaces_the_sources_of_the_same_name(tmp_path):
    store = several()
    export_rdf(store, tmp_path / "all.nq")
    other = EmbeddedStore()
    loading.load(other, [str(DATA / "load_facts.ttl")], name="mine")
    loading.load(other, [str(tmp_path / "all.nq")])
    assert quads(other) == quads(store)


def test_a_dump_keeps_the_iris_of_a_store_with_another_base(tmp_path):
    with rg.open(tmp_path / "store", create=True, base_iri="https://films.example.org") as graph:
        graph.load(DATA / "load_facts.ttl")
        export_rdf(graph.store, tmp_path / "all.nq")
        assert quads(loaded(tmp_path / "all.nq")) == quads(graph.store)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"hardcore-article"', '"../x"', "cannot name a source"),
        ('tripleCount> "', 'tripleCount> "x', "wrongly"),
        ("/source/hardcore-article/", "/source/other/", "does not hold its facts"),
    ],
)
def test_a_dump_that_was_meddled_with_is_refused(tmp_path, old, new, says):
    export_rdf(several(), tmp_path / "all.nq")
    lines = (tmp_path / "all.nq").read_text().splitlines(keepends=True)
    meddled = [line.replace(old, new) if "graph/sources>" in line else line for line in lines]
    assert meddled != lines
    (tmp_path / "all.nq").write_text("".join(meddled))
    store = EmbeddedStore()
    with pytest.raises(rg.InputError, match=says):
        loading.load(store, [str(tmp_path / "all.nq")])
    assert quads(store) == set()


@pytest.mark.parametrize("name", WHOLE)
def test_a_dump_that_was_cut_short_is_refused(tmp_path, name):
    export_rdf(several(), tmp_path / name)
    body = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(body[: len(body) // 2])
    store = EmbeddedStore()
    with pytest.raises(rg.InputError):
        loading.load(store, [str(tmp_path / name)])
    assert quads(store) == set()


def test_a_dump_with_blank_nodes_is_refused_with_the_remedy(tmp_path):
    export_rdf(several(), tmp_path / "all.nq")
    with (tmp_path / "all.nq").open("a") as out:
        out.write(f'_:b <{FILM}note> "x" <{LINKS}> .\n')
    with pytest.raises(rg.InputError, match="--source NAME"):
        loaded(tmp_path / "all.nq")


def test_quads_of_others_are_no_dump(tmp_path):
    path = tmp_path / "theirs.nq"
    path.write_text(f"<{EX}f> <{TYPE.value}> <{FILM}Film> <{EX}g> .\n")
    graph = FilmGraph(EmbeddedStore())
    (report,) = graph.load(path)
    assert (report.source, report.films) == ("theirs", 1)


# Texts that formats like to break

hostile = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    st.sampled_from(
        [
            '"',
            '"""',
            "\\",
            "\\u0041",
            "a\nb\r\n\tc",
            "\u2028\u2029\x85",
            "🎬👩‍🎤",
            "\u202eשלום",
            "<x> .",
            "> _:b",
            "# no",
            "\ufeff",
            "\x7f",
            "\x01\x1f",
            "'",
            "%00",
            "{{}}",
            "\U0010ffff",
        ]
    ),
)
languages = st.sampled_from([None, "en", "ru", "zh-hans", "sr-latn-rs", "x-a1"])


def literal(value):
    text, language = value
    return ox.Literal(text, language=language) if language else ox.Literal(text)


texts = st.lists(st.tuples(hostile, languages).map(literal), min_size=1, max_size=5)
QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def store_of(folder, *sources):
    store = EmbeddedStore()
    film, note = ox.NamedNode(EX + "f"), ox.NamedNode(FILM + "note")
    for number, said in enumerate(sources):
        path = folder / f"s{number}.nt"
        triples = [ox.Triple(film, TYPE, ox.NamedNode(FILM + "Film"))]
        triples += [ox.Triple(film, p, text) for p in (LABEL, note) for text in said]
        ox.serialize(triples, str(path))
        loading.load(store, [str(path)])
    return store


@QUICK
@given(first=texts, second=texts, name=st.sampled_from(WHOLE))
def test_hostile_texts_survive_the_way_out_and_in(tmp_path, first, second, name):
    store = store_of(tmp_path, first, second)
    kept = {q.object for q in store.rdf if q.predicate.value == FILM + "note"}
    assert kept == set(first) | set(second)
    path = tmp_path / name
    export_rdf(store, path)
    assert quads(loaded(path)) == quads(store)


@QUICK
@given(texts)
def test_hostile_texts_survive_every_syntax(tmp_path, said):
    wanted = {
        (q.predicate, q.object) for q in store_of(tmp_path, said).rdf if q.subject.value == EX + "f"
    }
    triples = [q.triple for q in ox.parse(path=str(tmp_path / "s0.nt"))]
    for ending, syntax in {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}.items():
        path = tmp_path / f"same.{ending}"
        path.write_bytes(ox.serialize(triples, format=syntax))
        found = {(q.predicate, q.object) for q in loaded(path).rdf if q.subject.value == EX + "f"}
        assert found == wanted
