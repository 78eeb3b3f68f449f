"""Counts are those that can be counted by hand; a difference is what was changed, and no more."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import checking, loading
from reelgraph.checking.table import Bar, Table
from reelgraph.cli.checking import diff as diff_command
from reelgraph.cli.checking import stats as stats_command
from reelgraph.errors import ParameterError
from reelgraph.store import EmbeddedStore
from reelgraph.store.sources import sources
from reelgraph.vocabulary import FILM, RDFS

DATA = Path(__file__).parent / "data"
W = "https://example.org/world/"


def counts(found: checking.Statistics, key: str) -> dict[str, int]:
    return {bar.label: bar.count for bar in found[key].bars}


# Stats


def test_the_tiny_world_is_counted(two_sources: EmbeddedStore) -> None:
    found = checking.count(two_sources)
    # Ten films, of which one is a short: it counts where it belongs. Two companies, two genres.
    types = counts(found, "types")
    assert (types["Person"], types["Film"], types["Short film"]) == (12, 9, 1)
    assert (types["Company"], types["Genre"], types["Place"]) == (2, 2, 1)
    assert "Work" not in types
    assert "Organization" not in types
    # 39 credits in the first source and 4 in the second.
    assert counts(found, "roles") == {
        "cast member": 20,
        "director": 10,
        "producer": 6,
        "cinematographer": 2,
        "voice actor": 1,
        "composer": 1,
        "executive producer": 1,
        "production company": 1,
        "distributor": 1,
    }
    # 1950, 1954, 1957 | 1985, 1988 | 1990 twice, 1999 | 2001; the empty decades are there too.
    assert counts(found, "decades") == {
        "1950s": 3,
        "1960s": 0,
        "1970s": 0,
        "1980s": 2,
        "1990s": 3,
        "2000s": 1,
    }
    assert counts(found, "years")["1990"] == 2
    assert len(found["years"].bars) == 52
    complete = {bar.label: (bar.count, bar.of) for bar in found["completeness"].bars}
    assert complete["films with a title"] == (9, 10)
    assert complete["films with a year"] == (9, 10)
    assert complete["films with a director"] == (8, 10)
    assert complete["films with a country"] == (7, 10)
    assert complete["films with a Wikidata item"] == (2, 10)  # a link, and an item itself
    assert complete["people with a name"] == (11, 12)
    # Bo is in six films, Pia and Eva in five; nobody without a name is listed.
    people = [(bar.label, bar.count) for bar in found["people"].bars][:2]
    assert people == [("Bo Marsh", 6), ("Eva Roon", 5)]
    assert counts(found, "genres") == {"drama": 4, "thriller": 3}
    assert counts(found, "credits_by_source") == {"world": 39, "second": 4}
    # The second source speaks of four films and of four people, all of them in the first.
    assert counts(found, "overlap") == {"second and world": 8}


def test_an_empty_graph_has_no_counts() -> None:
    found = checking.count(EmbeddedStore())
    assert found.rows == []
    assert found.html().endswith("</html>\n")
    ElementTree.fromstring(found.svg())


@pytest.mark.parametrize("ending", checking.stats.FORMATS)
def test_counts_are_written_in_each_format(
    world: EmbeddedStore, tmp_path: Path, ending: str
) -> None:
    checking.count(world).save(tmp_path / f"stats.{ending}")
    assert (tmp_path / f"stats.{ending}").stat().st_size > 500


def test_an_unknown_ending_is_refused(world: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="html, svg"):
        checking.count(world).save(tmp_path / "stats.pdf")


def test_each_plot_has_its_table(world: EmbeddedStore) -> None:
    found = checking.count(world)
    page = found.html()
    assert page.count("<svg ") == page.count("<table>") == len(found.tables)
    for table in found.tables:
        for bar in table.bars:
            assert f">{bar.label}</bdi></th>" in page


def test_a_page_asks_for_nothing(world: EmbeddedStore) -> None:
    page = checking.count(world).html()
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=|url\(|@import", page)


HOSTILE = "</title><script>alert(1)</script>&\x00\u202e\"'<b>|`"


def test_hostile_labels_stay_texts(world: EmbeddedStore) -> None:
    label = ox.NamedNode(RDFS + "label")
    bo = ox.NamedNode(W + "bo")
    world.rdf.remove(next(world.rdf.quads_for_pattern(bo, label, None, ox.DefaultGraph())))
    world.rdf.add(ox.Quad(bo, label, ox.Literal(HOSTILE)))
    found = checking.count(world)
    assert "<script" not in found.html()
    assert "<b>" not in found.html()
    assert "\u202e" not in found.text() + found.html() + found.svg()
    ElementTree.fromstring(found.svg())
    assert any("alert(1)" in bar.label for bar in found["people"].bars)
    assert "\\<script\\>" in found.render("md").decode()


@given(st.lists(st.tuples(st.text(max_size=60), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_any_labels_give_a_good_picture(rows: list[tuple[str, int]]) -> None:
    bars = tuple(Bar(label, n) for label, n in rows)
    for upright in (True, False):
        table = Table("any", "Any", bars, upright=upright)
        tables = checking.Statistics((table,), "2020-01-01")
        root = ElementTree.fromstring(tables.svg())
        wide = float(root.get("width", "0"))
        for rect in root.iter("{http://www.w3.org/2000/svg}rect"):
            assert 0 <= float(rect.get("width", "-1")) <= wide
        assert len(table.text().splitlines()) == len(bars) + 1


def test_the_command_prints_json(tmp_path: Path) -> None:
    arguments = ["-s", str(DATA / "world.ttl"), "--format", "json"]
    ran = CliRunner().invoke(stats_command, arguments, standalone_mode=False)
    assert ran.exception is None
    assert json.loads(ran.stdout)["genres"][0]["what"] == "drama"


# Diff


def changed(tmp_path: Path, *replacements: tuple[str, str]) -> EmbeddedStore:
    """The world, with some of its text replaced."""
    text = (DATA / "world.ttl").read_text("utf-8")
    for old, new in replacements:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "world.ttl").write_text(text, "utf-8")
    store = EmbeddedStore()
    loading.load(store, [str(tmp_path / "world.ttl")], name="world")
    return store


@pytest.fixture
def plain_world() -> EmbeddedStore:
    store = EmbeddedStore()
    loading.load(store, [str(DATA / "world.ttl")], name="world")
    return store


def differences(old: EmbeddedStore, new: EmbeddedStore) -> list[tuple[str, ...]]:
    found = checking.compare(old, new).changes
    return [
        (c.change, c.name, c.what, c.old, c.new, c.source)
        for c in found
        if not c.change.startswith("source")
    ]


def test_the_same_facts_loaded_twice_are_no_difference(plain_world: EmbeddedStore) -> None:
    again = EmbeddedStore()
    loading.load(again, [str(DATA / "world.ttl")], name="world")
    assert len(checking.compare(plain_world, again)) == 0
    assert checking.compare(plain_world, plain_world).summary() == "no difference"


def test_a_new_title_and_date_are_a_renaming_and_a_change(
    plain_world: EmbeddedStore, tmp_path: Path
) -> None:
    new = changed(
        tmp_path,
        (
            'w:ferry88 a film:Film ; rdfs:label "Night Ferry"@en ;\n'
            '    film:releaseDate "1988"^^xsd:gYear',
            'w:ferry88 a film:Film ; rdfs:label "Night Boat"@en ;\n'
            '    film:releaseDate "1987"^^xsd:gYear',
        ),
    )
    name = "Night Boat (1987)"
    assert differences(plain_world, new) == [
        ("renamed", name, "name", "Night Ferry", "Night Boat", "world"),
        ("changed", name, "release date", "1988", "1987", "world"),
        ("changed", name, "year", "1988", "1987", ""),  # derived: no source says it
    ]


def test_another_director_is_two_credits_in_words(
    plain_world: EmbeddedStore, tmp_path: Path
) -> None:
    new = changed(tmp_path, ("film:hasDirector w:bo", "film:hasDirector w:dee"))
    assert differences(plain_world, new) == [
        (
            "credit added",
            "Dee Lark",
            "Dee Lark: director – Night Ferry (1988)",
            "",
            "director",
            "world",
        ),
        (
            "credit removed",
            "Bo Marsh",
            "Bo Marsh: director – Night Ferry (1988)",
            "director",
            "",
            "world",
        ),
    ]


def test_an_entity_that_comes_and_a_status_that_changes(
    plain_world: EmbeddedStore, tmp_path: Path
) -> None:
    new = changed(
        tmp_path,
        (
            'w:drama a film:Genre ; rdfs:label "drama"@en .',
            'w:drama a film:Genre ; rdfs:label "drama"@en .\n'
            'w:dawn a film:ShortFilm ; rdfs:label "Dawn"@en .',
        ),
        ("film:hasStatus status:negative", "film:hasStatus status:hedged"),
        (
            'film:hasStatus status:weak ; film:note "called its face"@en',
            'film:hasStatus status:hedged ; film:note "called its face"@en',
        ),
    )
    film = "unnamed (x7) (1990)"
    credit = "Cy Tarn: cast member {} – Quiet Harbour (1999)"
    assert differences(plain_world, new) == [
        ("entity added", "Dawn", "ShortFilm", "", "", ""),
        ("changed", film, "hedged: is sequel of", "", "The Lamp (1950)", "world"),
        ("changed", film, "negative: is sequel of", "The Lamp (1950)", "", "world"),
        (
            "credit added",
            "Cy Tarn",
            credit.format("(hedged)"),
            "",
            "cast member (hedged)",
            "world",
        ),
        (
            "credit removed",
            "Cy Tarn",
            credit.format("(weak)"),
            "cast member (weak)",
            "",
            "world",
        ),
    ]
    back = differences(new, plain_world)
    assert ("entity removed", "Dawn", "ShortFilm", "", "", "") in back
    assert len(back) == 5


def test_a_source_that_comes_goes_or_changes_is_named(
    plain_world: EmbeddedStore, two_sources: EmbeddedStore, tmp_path: Path
) -> None:
    def of_sources(old: EmbeddedStore, new: EmbeddedStore) -> list[tuple[str, str, str]]:
        found = checking.compare(old, new).changes
        return [(c.change, c.name, c.what) for c in found if c.change.startswith("source")]

    assert of_sources(plain_world, two_sources) == [("source added", "second", "version")]
    assert of_sources(two_sources, plain_world) == [("source removed", "second", "version")]
    new = changed(tmp_path, ('"A tiny world"', '"A small world"'))
    found = of_sources(plain_world, new)
    assert ("source changed", "world", "title") in found
    assert ("source changed", "world", "version") in found


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(st.sets(st.sampled_from(["lamp", "ferry", "salt", "road", "ada", "bo"])))
def test_what_is_added_is_found_and_nothing_else(touched: set[str]) -> None:
    old, new = EmbeddedStore(), EmbeddedStore()
    for store in (old, new):
        loading.load(store, [str(DATA / "world.ttl")], name="world")
    prop = ox.NamedNode(FILM + "officialWebsite")
    for name in touched:
        new.rdf.add(ox.Quad(ox.NamedNode(W + name), prop, ox.Literal("unknown")))
    new._state = "another"  # the view was written by hand, which no state is stamped with
    found = checking.compare(old, new).changes
    assert {(c.entity, c.change, c.new) for c in found} == {
        (W + name, "changed", "unknown") for name in touched
    }
    back = checking.compare(new, old).changes
    assert {(c.entity, c.change, c.old) for c in back} == {
        (W + name, "changed", "unknown") for name in touched
    }


def test_an_edited_export_is_another_graph(plain_world: EmbeddedStore, tmp_path: Path) -> None:
    # Its sources, their versions and the time at which they were loaded are those of the original.
    text = plain_world.rdf.dump(format=ox.RdfFormat.N_QUADS).decode()
    edited = [line for line in text.splitlines() if "characterName" in line and "Siren" in line]
    assert len(edited) == 1
    for name, said in (("old", text), ("new", text.replace('"Siren"', '"Mermaid"'))):
        (tmp_path / f"{name}.nq").write_text(said, "utf-8")
    with rg.open(tmp_path / "old.nq") as old, rg.open(tmp_path / "new.nq") as new:
        found = old.diff(new).changes
    assert [(c.change, c.old or c.new, c.source) for c in found] == [
        ("credit added", "voice actor as Mermaid", "world"),
        ("credit removed", "voice actor as Siren", "world"),
    ]


def test_what_is_merged_is_a_change_of_the_same_source(plain_world: EmbeddedStore) -> None:
    merged = EmbeddedStore()
    loading.load(merged, [str(DATA / "world.ttl")], name="world")
    rg.FilmGraph(merged).merge(W + "bo", W + "eva", by="Nobody", why="a test")
    assert {s.graph for s in sources(merged)} == {s.graph for s in sources(plain_world)}
    found = checking.compare(plain_world, merged).changes
    # Eva has five credits, and all of them are now Bo's; two of them he had before.
    counted = Counter(c.change for c in found)
    assert (counted["credit removed"], counted["credit added"]) == (5, 3)
    assert [c.name for c in found if c.change == "entity removed"] == ["Eva Roon"]
    assert not [c for c in found if c.change.startswith("source")]
    again = EmbeddedStore()
    loading.load(again, [str(DATA / "world.ttl")], name="world")
    rg.FilmGraph(again).merge(W + "bo", W + "eva", by="Somebody else", why="another reason")
    assert checking.compare(merged, again).changes == ()


def test_a_credit_is_what_it_says_whatever_its_node_is_called(plain_world: EmbeddedStore) -> None:
    new = EmbeddedStore()
    loading.load(new, [str(DATA / "world.ttl")], name="world")
    node = ox.NamedNode(W + "lamp-bo")
    quads = [*new.rdf.quads_for_pattern(node, None, None)]
    assert len(quads) > 3
    other = ox.NamedNode(W + "another-node")
    for quad in quads:
        new.rdf.add(ox.Quad(other, quad.predicate, quad.object, quad.graph_name))
    assert checking.compare(plain_world, new).changes == ()  # said twice, it is said
    for quad in quads:
        new.rdf.remove(quad)
    assert checking.compare(plain_world, new).changes == ()
    work = next(q for q in quads if q.predicate.value == FILM + "hasWork")
    new.rdf.remove(ox.Quad(other, work.predicate, work.object, work.graph_name))
    assert [c.change for c in checking.compare(plain_world, new).changes] == ["credit removed"]


def test_more_than_one_batch_is_compared(
    plain_world: EmbeddedStore, two_sources: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = checking.compare(plain_world, two_sources).changes
    assert len({c.entity for c in whole}) > 4
    monkeypatch.setattr(checking.diff, "_BATCH", 2)
    assert checking.compare(plain_world, two_sources).changes == whole


def test_the_command_ends_as_diff_does(tmp_path: Path) -> None:
    changed(tmp_path, ("film:hasDirector w:bo", "film:hasDirector w:dee"))
    old, new = str(DATA / "world.ttl"), str(tmp_path / "world.ttl")
    same = CliRunner().invoke(diff_command, [old, old], standalone_mode=False)
    assert (same.exception, same.return_value, same.stdout) == (None, 0, "")
    target = tmp_path / "changes.csv"
    ran = CliRunner().invoke(diff_command, [old, new, "-o", str(target)], standalone_mode=False)
    assert (ran.exception, ran.return_value) == (None, 1)
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert "Dee Lark: director – Night Ferry (1988)" in {row["what"] for row in rows}


def test_a_server_is_counted_validated_and_compared_as_a_folder_is(
    plain_world: EmbeddedStore, two_sources: EmbeddedStore, endpoint: str
) -> None:
    with rg.open(endpoint) as graph:
        assert graph.stats().rows == checking.count(two_sources).rows
        assert graph.diff(rg.FilmGraph(two_sources)).changes == ()
        here = checking.compare(plain_world, two_sources).changes
        assert rg.FilmGraph(plain_world).diff(graph).changes == here
        assert graph.validate(shacl=False).conforms
