"""Finding what is meant: the name index, and names, years, identifiers as people type them."""

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.entity import kind_named
from reelgraph.errors import Ambiguous, NotFound
from reelgraph.names import NameIndex, normal
from reelgraph.sample import fill
from reelgraph.store import EmbeddedStore

E = "https://example.org/"
PREFIXES = f"""
@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
"""
WORLD = (
    PREFIXES
    + """
:lamp a film:Film ; rdfs:label "The Lamp" ; film:year 1979 ; film:hasDirector :ada ;
    film:hasCastMember :jo1, wd:Q777 .
:lamp2 a film:Film ; rdfs:label "The Lamp" ; film:year 2004 ; film:hasCastMember :jo2, wd:Q777 .
:lamplight a film:Film ; rdfs:label "The Lamplighter" ; film:year 2015 ;
    film:hasCastMember :jo2, :ada, wd:Q777 .
:amelie a film:Film ; rdfs:label "Amélie" ; film:year 2001 ; film:imdbId "tt0211915" ;
    skos:altLabel "Le Fabuleux Destin d'Amélie Poulain" .
:short a film:ShortFilm ; rdfs:label "Wick (2010)" ; film:year 2011 .
:ada a film:Person ; rdfs:label "Ada Wick" .
:jo1 a film:Person ; rdfs:label "Jo Green" .
:jo2 a film:Person ; rdfs:label "Jo Green" .
wd:Q777 a film:Person ; rdfs:label "Łukasz Żal" .
:studio a film:Company ; rdfs:label "Ada Wick" .
"""
)


def built(text: str, target: Path | None = None) -> rg.FilmGraph:
    graph = rg.open(target, create=True) if target else rg.FilmGraph(EmbeddedStore())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.ttl"
        path.write_text(text, "utf-8")
        graph.load(path)
    return graph


@pytest.fixture(scope="module")
def g() -> rg.FilmGraph:
    return built(WORLD)


def found(graph: rg.FilmGraph, text: str, kind: str | None = None) -> list[str]:
    return [str(row["iri"]).removeprefix(E) for row in graph.search(text, kind)]


# Searching


def test_whole_names_come_before_beginnings_and_those_before_misspellings(
    g: rg.FilmGraph,
) -> None:
    assert found(g, "the lamp") == ["lamp", "lamp2", "lamplight"]
    assert found(g, "lampligter") == ["lamplight"]
    assert found(g, "wick", "Person") == ["ada"]


def test_other_names_accents_case_and_punctuation_do_not_matter(g: rg.FilmGraph) -> None:
    for text in ("AMELIE", "fabuleux destin", "d'amélie", "damelie", "  amelie!! "):
        assert found(g, text)[0] == "amelie"
    assert found(g, "lukasz zal") == ["http://www.wikidata.org/entity/Q777"]


def test_a_search_for_a_type_is_not_crowded_out_by_another() -> None:
    lines = [
        f':f{n} a film:Film ; rdfs:label "Green {n}" ; film:hasCastMember :p{n}, :q{n} .'
        for n in range(300)
    ]
    graph = built(PREFIXES + "\n".join(lines) + ' :eve a film:Person ; rdfs:label "Eve Green" .')
    assert found(graph, "green", "Person") == ["eve"]
    assert len(graph.search("green", limit=250)) == 250


def test_nothing_like_it_gives_no_row(g: rg.FilmGraph) -> None:
    assert found(g, "qqqqqq") == []
    assert found(g, "") == []


HOSTILE = [
    '"',
    "'",
    '""" OR',
    "* NEAR(a b)",
    "a AND",
    "NOT",
    "lamp OR -lamp",
    "norm:lamp",
    "{lamp}",
    "(",
    "^lamp",
    "lamp*",
    "\0",
    "\0\0\0\0",
    "la\0mp",
    "🎬🎬🎬🎬",
    "\ud800\ud800\ud800",
    "\ud7ff",
    "\U0010ffff",
    "%",
    "_",
    "x" * 100_000,
    "the lamp " * 10_000,
    "\u202e\u202e\u202e",
    "'; DROP",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_text_breaks_the_search(g: rg.FilmGraph, text: str) -> None:
    assert isinstance(g.search(text).rows, list)
    with pytest.raises((NotFound, Ambiguous)):
        g.find(text + "qq")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_searched_for(g: rg.FilmGraph, text: str) -> None:
    assert isinstance(g.search(text).rows, list)


name = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéłñAB -'", min_size=4, max_size=24).filter(
    lambda text: len(normal(text)) >= 4 and text[0].isalpha() and text[-1].isalpha()
)


@settings(max_examples=40, deadline=None)
@given(st.lists(name, min_size=1, max_size=12, unique=True), st.data())
def test_every_entity_is_found_by_its_name_its_beginning_a_part_and_a_slip(
    labels: list[str], data: st.DataObject
) -> None:
    lines = [f':e{n} a film:Film ; rdfs:label "{label}" .' for n, label in enumerate(labels)]
    graph = built(PREFIXES + "\n".join(lines))
    number = data.draw(st.integers(0, len(labels) - 1))
    label, norm = labels[number], normal(labels[number])
    assert f"e{number}" in found(graph, label)
    assert f"e{number}" in found(graph, norm[: data.draw(st.integers(3, len(norm)))])
    start = data.draw(st.integers(0, len(norm) - 3))
    part = norm[start : start + data.draw(st.integers(3, len(norm)))]
    if len(part.strip()) >= 3:
        assert f"e{number}" in found(graph, part)
    if len(norm) >= 8:
        at = data.draw(st.integers(0, len(norm) - 2))
        swapped = norm[:at] + norm[at + 1] + norm[at] + norm[at + 2 :]
        slip = data.draw(st.sampled_from([norm[:at] + norm[at + 1 :], swapped]))
        grams = {norm[i : i + 3] for i in range(len(norm) - 2)}
        assume(any(slip[i : i + 3] in grams for i in range(len(slip) - 2)))
        assert f"e{number}" in found(graph, slip)


WORDS = st.lists(st.text(alphabet="abc", min_size=1, max_size=5), min_size=1, max_size=3)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(WORDS.map(" ".join), st.integers(0, 3), st.booleans()), min_size=1, max_size=14
    ),
    st.data(),
)
def test_whole_names_beginnings_and_parts_come_in_that_order_the_best_connected_first(
    named: list[tuple[str, int, bool]], data: st.DataObject
) -> None:
    lines = []
    for n, (label, credits_, film) in enumerate(named):
        lines.append(f':e{n} a film:{"Film" if film else "Place"} ; rdfs:label "{label}" .')
        lines += [f":e{n} film:hasCastMember :x{n}y{m} ." for m in range(credits_)]
    graph = built(PREFIXES + "\n".join(lines))
    name = data.draw(st.sampled_from(named))[0]
    start = data.draw(st.integers(0, len(name) - 1))
    text = name[start : data.draw(st.integers(start + 1, len(name)))].strip()
    assume(text)
    kind = data.draw(st.sampled_from([None, "Film"]))

    def tier(label: str) -> int | None:
        if label == text or label.startswith(text):
            return 0 if label == text else 1
        # One or two letters are only looked for where words begin.
        within = text if len(text) > 2 or " " in text else f" {text}"
        return 2 if within in label else None

    wanted = sorted(
        (tier(label), -credits_, label, f"e{n}")
        for n, (label, credits_, film) in enumerate(named)
        if tier(label) is not None and (film or not kind)
    )
    assert found(graph, text, kind)[: len(wanted)] == [iri for *_, iri in wanted]


def test_of_thousands_that_begin_alike_the_best_come_first() -> None:
    lines = [f':e{n} a film:Film ; rdfs:label "Lamp {n:04}" .' for n in range(1_500)]
    lines += [":e1444 film:hasCastMember :a, :b . :e1203 film:hasCastMember :c ."]
    lines += [':p a film:Person ; rdfs:label "Lamp 0777" .']
    graph = built(PREFIXES + "\n".join(lines))
    for text in ("l", "lam", "lamp", "lamp 1", "amp", "amp 1"):
        assert found(graph, text)[:2] == ["e1444", "e1203"], text
    for text in ("l", "lamp", "lamp 07", "amp", "p 07"):
        assert found(graph, text, "Person") == ["p"], text
    assert [e.iri for e in graph.index.best(limit=2)] == [f"{E}e1444", f"{E}e1203"]
    assert [e.iri for e in graph.index.best("Person")] == [f"{E}p"]
    assert len(graph.index.prefix("lamp")) == 1_501


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("leonrdo dica", "Leonardo DiCaprio"),
        ("Loenardo Dcaprio", "Leonardo DiCaprio"),
        ("dicaprio leonardo", "Leonardo DiCaprio"),
        ("scorese", "Martin Scorsese"),
        ("skorseze", "Martin Scorsese"),
        ("martin scorcese", "Martin Scorsese"),
        ("mratin", "Martin Scorsese"),
        ("martinscorsese", "Martin Scorsese"),
        ("xavier dolan tadrsos", "Xavier Dolan-Tadros"),
        ("shwshank redemption", "The Shawshank Redemption"),
        ("the shawshnak redem", "The Shawshank Redemption"),
    ],
)
def test_misspelt_names_are_found_as_they_are_typed(typed: str, label: str) -> None:
    labels = ["Leonardo DiCaprio", "Martin Scorsese", "Xavier Dolan-Tadros", "The Martian"]
    labels += ["The Shawshank Redemption", "Leonora", "Leon", "Score", "Martina"]
    lines = [f':e{n} a film:Film ; rdfs:label "{label}" .' for n, label in enumerate(labels)]
    assert built(PREFIXES + "\n".join(lines)).search(typed).rows[0]["name"] == label


SCRIPTS = {
    "千と千尋の神隠し": ("千尋", "尋", "千と", "神隠し", "神隠"),
    "คนกราบหมา": ("กราบ", "หมา"),
    "기생충": ("기생충", "기생"),
    "Сталкер": ("сталкер", "СТАЛ", "талк", "сталкре"),
    "Μνήματα": ("μνηματα", "ΜΝΉΜ"),
    "أَمِيلِي": ("أميلي", "اميلي"),
    "İstanbul Hatırası": ("istanbul", "ISTANBUL", "hatirasi", "hatırası"),
    "Die Straße": ("strasse", "STRASSE", "straß"),
    "Ærø": ("aero", "ærø"),
    "🎬": ("🎬",),
    "🎬🎬 Cut": ("cut",),
    "!!!": ("!!!", "!"),
    '"NEAR" (a* -b) AND {c}': ("near a b", '"NEAR" (a* -b)'),
    "'; DROP TABLE entity; --": ("drop table",),
    "x" * 10_000: ("xxx", "x" * 400),
    "a\nb\tc": ("a b c",),
}


@pytest.mark.parametrize(
    ("label", "typed"),
    [(label, typed) for label, every in SCRIPTS.items() for typed in every],
    ids=lambda text: ascii(text[:20]),
)
def test_names_are_found_in_any_script_and_with_any_signs(label: str, typed: str) -> None:
    assert of_many_scripts().search(typed).rows[0]["name"] == label


@cache
def of_many_scripts() -> rg.FilmGraph:
    lines = [
        f":e{n} a film:Film ; rdfs:label {json.dumps(label, ensure_ascii=False)} ."
        for n, label in enumerate(SCRIPTS)
    ]
    return built(PREFIXES + "\n".join(lines))


def test_all_names_that_begin_so_are_listed_by_the_alphabet(g: rg.FilmGraph) -> None:
    names = [("lamp", "The Lamp"), ("lamp2", "The Lamp"), ("lamplight", "The Lamplighter")]
    assert g.index.prefix("THE l") == [(E + iri, name) for iri, name in names]
    assert g.index.prefix("the", limit=1) == [(E + "lamp", "The Lamp")]
    assert g.index.prefix("ada", "Company") == [(E + "studio", "Ada Wick")]
    assert g.index.prefix("le fab") == [(E + "amelie", "Le Fabuleux Destin d'Amélie Poulain")]
    assert g.index.prefix("amp") == []
    assert len(g.index.prefix("")) == 11


def test_names_of_a_year_that_begin_so(g: rg.FilmGraph) -> None:
    assert [e.iri for e in g.index.beginning("The Lam", 2015)] == [E + "lamplight"]
    assert g.index.beginning("The Lam", 2001) == []
    assert g.index.beginning("he Lamp", 2015) == []


# The index beside the store


def test_the_index_is_built_again_after_a_load(tmp_path: Path) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        assert found(graph, "candle") == []
        more = tmp_path / "more.ttl"
        more.write_text(PREFIXES + ':candle a film:Film ; rdfs:label "Candle" .', "utf-8")
        graph.load(more)
        assert found(graph, "candle") == ["candle"]
        graph.remove("more")
        assert found(graph, "candle") == []


def test_the_index_is_read_by_the_next_process_as_it_stands(tmp_path: Path) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        graph.search("lamp")
    index = tmp_path / "store" / "names.sqlite"
    before = index.stat().st_mtime_ns
    with rg.open(tmp_path / "store") as graph:
        assert found(graph, "lampl")[0] == "lamplight"
    assert index.stat().st_mtime_ns == before
    assert os.name == "nt" or index.stat().st_mode & 0o444 == 0o444


@pytest.mark.parametrize(
    "damage",
    ["deleted", "emptied", "overwritten", "cut", "torn", "letter", "other state", "folder"],
)
def test_a_lost_or_damaged_index_is_built_again(tmp_path: Path, damage: str) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        graph.search("lamp")
    index = tmp_path / "store" / "names.sqlite"
    body = index.read_bytes()
    index.unlink()
    if damage == "emptied":
        index.touch()
    elif damage == "overwritten":
        index.write_bytes(b"no database " * 500)
    elif damage == "cut":
        index.write_bytes(body[: len(body) // 2])
    elif damage == "torn":  # the first page, with the state, is whole
        index.write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))
    elif damage == "letter":  # nothing that SQLite itself would notice
        assert body.count(b"Lamplighter") == 2
        index.write_bytes(body.replace(b"Lamplighter", b"Lamplightex"))
    elif damage == "other state":
        index.write_bytes(body)
        with sqlite3.connect(index) as database:
            database.execute("UPDATE meta SET value = 'another'")
        database.close()
    elif damage == "folder":
        index.mkdir()
    with rg.open(tmp_path / "store") as graph:
        assert graph.search("lampl").rows[0]["name"] == "The Lamplighter"
        assert graph.find("Amelie").label == "Amélie"


@pytest.mark.parametrize("damage", ["overwritten", "cut", "emptied", "letter"])
def test_an_index_that_is_damaged_while_it_is_open_is_built_again(
    tmp_path: Path, damage: str
) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        graph.search("lamp")
        index = tmp_path / "store" / "names.sqlite"
        body = index.read_bytes()
        damaged = {
            "overwritten": b"\xff" * len(body),
            "cut": body[: len(body) // 2],
            "emptied": b"",
            "letter": body.replace(b"Lamplighter", b"Lamplightex"),
        }
        index.write_bytes(damaged[damage])
        assert graph.search("lampl").rows[0]["name"] == "The Lamplighter"


def test_an_index_that_is_replaced_or_deleted_while_it_is_open_is_read_on(tmp_path: Path) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        graph.search("lamp")
        index = tmp_path / "store" / "names.sqlite"
        with closing(NameIndex(graph.store, index)) as other:
            index.unlink()
            assert found(graph, "lampl")[0] == "lamplight"
            other.prepare()
        assert found(graph, "lampl")[0] == "lamplight"


def test_a_copy_of_a_store_has_its_index(tmp_path: Path) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        graph.search("lamp")
    for place in ("copied", "moved"):  # a copy has another time
        shutil.copytree(tmp_path / "store", tmp_path / place, copy_function=shutil.copy)
        index = tmp_path / place / "names.sqlite"
        file = index.stat().st_ino
        with rg.open(tmp_path / place) as graph:
            assert found(graph, "lampl")[0] == "lamplight"
        assert index.stat().st_ino == file


def test_what_an_ended_builder_left_is_removed_after_a_day(tmp_path: Path) -> None:
    with built(WORLD, tmp_path / "store") as graph:
        for name in ("names-old", "names-new"):
            (tmp_path / "store" / name).mkdir()
            (tmp_path / "store" / name / "names.sqlite").write_bytes(b"half")
        os.utime(tmp_path / "store" / "names-old", (0, 0))
        graph.search("lamp")
    assert not (tmp_path / "store" / "names-old").exists()
    assert (tmp_path / "store" / "names-new").exists()


def test_where_nothing_can_be_written_the_index_stays_in_memory(
    g: rg.FilmGraph, tmp_path: Path
) -> None:
    index = NameIndex(g.store, tmp_path / "missing" / "names.sqlite")
    assert [e.label for e in index.search("lamplight")] == ["The Lamplighter"]
    assert list(tmp_path.iterdir()) == []


# One that is meant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Lamplighter", "lamplight"),
        ("the LAMPLIGHTER", "lamplight"),
        ("amelie", "amelie"),
        ("Le Fabuleux Destin d'Amelie Poulain", "amelie"),
        ("The Lamp (2004)", "lamp2"),
        ("the lamp(1979)", "lamp"),
        ("Wick (2010)", "short"),
        ("Wick (2010) (2011)", "short"),
        (f"{E}lamp", "lamp"),
        (f"<{E}lamp>", "lamp"),
        ("tt0211915", "amelie"),
        ("https://www.imdb.com/title/tt0211915/?ref_=x", "amelie"),
    ],
)
def test_an_entity_is_found_by_name_year_and_identifier(
    g: rg.FilmGraph, text: str, expected: str
) -> None:
    assert g.find(text).iri == E + expected


@pytest.mark.parametrize(
    "text",
    [
        "Q777",
        "q777",
        "wd:Q777",
        "http://www.wikidata.org/entity/Q777",
        "<http://www.wikidata.org/entity/Q777>",
        "https://www.wikidata.org/wiki/Q777",
        " Q777 ",
    ],
)
def test_an_item_is_found_however_its_number_is_given(g: rg.FilmGraph, text: str) -> None:
    assert g.find(text).label == "Łukasz Żal"


def test_a_linked_item_stands_for_the_entity_itself() -> None:
    store = EmbeddedStore()
    fill(store, files=("article.ttl",))
    graph = rg.FilmGraph(store)
    assert graph.find("Q20982361").iri == graph.find("Hardcore").iri
    assert graph.find("tt3072482").iri == graph.find("Hardcore").iri


def test_several_of_one_name_are_listed_with_what_tells_them_apart(g: rg.FilmGraph) -> None:
    with pytest.raises(Ambiguous) as raised:
        g.find("the lamp")
    told = str(raised.value).splitlines()
    assert told[1:] == [
        f"  The Lamp (1979)  [{E}lamp]  Film, directed by Ada Wick",
        f"  The Lamp (2004)  [{E}lamp2]  Film",
    ]
    with pytest.raises(Ambiguous) as raised:
        g.find("Jo Green")
    assert [c.known_for for c in raised.value.candidates] == [
        ("The Lamplighter (2015)", "The Lamp (2004)"),
        ("The Lamp (1979)",),
    ]
    assert "known for The Lamplighter (2015), The Lamp (2004)" in str(raised.value)


def test_a_type_tells_apart_and_is_told_when_it_is_wrong(g: rg.FilmGraph) -> None:
    with pytest.raises(Ambiguous):
        g.find("Ada Wick")
    assert g.find("Ada Wick", "person").iri == E + "ada"
    assert g.find("Ada Wick", "companies").iri == E + "studio"
    with pytest.raises(NotFound, match=r"Amélie \(2001\) is a Film, not a Person"):
        g.find("Amelie", "Person")


def test_a_wrong_year_tells_the_right_ones_and_what_else_begins_so(g: rg.FilmGraph) -> None:
    with pytest.raises(NotFound) as raised:
        g.find("The Lamp (2015)")
    assert str(raised.value) == (
        "'The Lamp' is there, but not of 2015: The Lamp (1979), The Lamp (2004); "
        "did you mean The Lamplighter (2015)?"
    )
    with pytest.raises(NotFound, match=r"not of 1999: Amélie \(2001\)$"):
        g.find("Amelie (1999)")


def test_a_misspelling_suggests_the_near_ones_and_only_those(g: rg.FilmGraph) -> None:
    with pytest.raises(NotFound) as raised:
        g.find("Ada Wik", "Person")
    assert str(raised.value) == "nothing here is called 'Ada Wik'; did you mean Ada Wick?"
    assert [e.label for e in raised.value.suggestions] == ["Ada Wick"]
    people = PREFIXES + ":f film:hasCastMember :a, :b . "
    people += ':a rdfs:label "Haley Bennett" . :b rdfs:label "Brian Haley" .'
    with pytest.raises(NotFound, match=r"did you mean Haley Bennett\?$"):
        built(people).find("Haley Benet")
    with pytest.raises(NotFound, match=r"did you mean The Lamp \(2004\)"):
        g.find("The Lmap (2004)")


@pytest.mark.parametrize("text", ["Q778", "tt9999999", f"{E}nothing", "wd:Q1"])
def test_an_identifier_that_nothing_has_is_told(g: rg.FilmGraph, text: str) -> None:
    with pytest.raises(NotFound, match="nothing in this store has that identifier"):
        g.find(text)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_name_is_told(g: rg.FilmGraph, text: str) -> None:
    with pytest.raises(NotFound, match="an empty name"):
        g.find(text)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("person", "Person"),
        ("People", "Person"),
        ("actors", "Person"),
        ("director", "Person"),
        ("films", "Film"),
        ("movie", "Film"),
        ("short film", "ShortFilm"),
        ("short-films", "ShortFilm"),
        ("film:Film", "Film"),
        ("companies", "Company"),
        ("festival", "Festival"),
        ("place", "Place"),
    ],
)
def test_types_are_understood_as_people_say_them(word: str, kind: str) -> None:
    assert kind_named(word) == kind


def test_an_unknown_type_lists_all(g: rg.FilmGraph) -> None:
    with pytest.raises(NotFound, match=r"unknown type 'persn'; the types are: .*Film.*Person"):
        g.search("x", "persn")
