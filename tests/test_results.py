"""The answer to a query in each of its formats, and as a person sees it."""

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.errors import ParameterError
from reelgraph.query import run
from reelgraph.results import FORMATS, Results, Triples, native, plain, spreadsheet_safe
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import WD, XSD


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


FILM = ox.NamedNode(WD + "Q20982361")
TABLE = Results(
    ["film", "title", "year", "day", "rating", "seen", "note"],
    [
        (
            FILM,
            ox.Literal("Hardcore", language="en"),
            typed("2015", "integer"),
            typed("2015-09-12", "date"),
            typed("6.7", "decimal"),
            typed("true", "boolean"),
            None,
        ),
        (
            ox.BlankNode("b1"),
            ox.Literal('Tab\there, comma; “quote"\nline'),
            typed("1895", "int"),
            typed("1895-12-28", "date"),
            typed("NaN", "double"),
            typed("0", "boolean"),
            ox.Literal("=1+1"),
        ),
    ],
)
EMPTY = Results(["film", "year"], [])


# Plain values


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (typed("7", "nonNegativeInteger"), 7),
        (typed("-7", "short"), -7),
        (typed("7", "unsignedByte"), 7),
        (typed("1.5", "decimal"), 1.5),
        (typed("1", "boolean"), True),
        (typed("false", "boolean"), False),
        (typed("2015-09-12", "date"), date(2015, 9, 12)),
        (typed("2015", "gYear"), "2015"),
        (typed("2015-02-31", "date"), "2015-02-31"),
        (typed("many", "integer"), "many"),
        (ox.Literal("x", language="en"), "x"),
        (FILM, WD + "Q20982361"),
        (None, None),
        ("x", "x"),
    ],
)
def test_terms_become_plain_python_values(term: object, value: object) -> None:
    found = native(term)
    assert (found, type(found)) == (value, type(value))


def test_rows_are_dicts_in_the_order_of_the_columns() -> None:
    row = TABLE.rows[0]
    assert list(row) == TABLE.columns
    assert list(row.values()) == [
        WD + "Q20982361",
        "Hardcore",
        2015,
        date(2015, 9, 12),
        6.7,
        True,
        None,
    ]
    assert (len(TABLE), len(EMPTY), EMPTY.rows) == (2, 0, [])


# Files


def test_csv_is_read_back_and_holds_no_formula() -> None:
    text = TABLE.to_csv()
    assert text is not None
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["title"] == "Hardcore"
    assert rows[1]["title"] == 'Tab\there, comma; “quote"\nline'
    assert rows[1]["note"] == "'=1+1"
    assert rows[0]["note"] == ""


def test_a_csv_file_begins_with_a_mark_that_spreadsheets_know(tmp_path: Path) -> None:
    assert TABLE.to_csv(tmp_path / "t.csv") is None
    body = (tmp_path / "t.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbffilm,title")
    assert not str(TABLE.to_csv()).startswith("\ufeff")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    assert spreadsheet_safe(f"{start}x") == f"'{start}x"
    assert str(Results([f"{start}c"], []).to_csv()).lstrip('"').startswith(f"'{start}")
    assert spreadsheet_safe(-5) == -5


def test_tsv_has_one_line_for_a_row_whatever_its_texts_hold() -> None:
    lines = TABLE.render("tsv").decode().splitlines()
    assert [len(line.split("\t")) for line in lines] == [7, 7, 7]
    assert lines[2].split("\t")[1] == 'Tab here, comma; “quote" line'


def test_json_is_that_of_sparql() -> None:
    told = json.loads(TABLE.render("json"))
    assert told["head"] == {"vars": TABLE.columns}
    first, second = told["results"]["bindings"]
    assert first["film"] == {"type": "uri", "value": WD + "Q20982361"}
    assert first["title"] == {"type": "literal", "value": "Hardcore", "xml:lang": "en"}
    assert first["year"] == {"type": "literal", "value": "2015", "datatype": XSD + "integer"}
    assert "note" not in first
    assert second["film"] == {"type": "bnode", "value": "b1"}


@pytest.mark.parametrize("form", ["json", "xml"])
def test_another_program_reads_the_same_terms_back(form: str) -> None:
    formats = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML}
    parsed = ox.parse_query_results(TABLE.render(form), format=formats[form])
    assert isinstance(parsed, ox.QuerySolutions)
    assert [v.value for v in parsed.variables] == TABLE.columns
    assert [tuple(row)[1:] for row in parsed] == [row[1:] for row in TABLE.terms]


def test_xml_is_well_formed_even_with_control_characters() -> None:
    body = Results(["t"], [(ox.Literal("a\x01\x1b\x0bb"),)]).render("xml")
    assert "".join(ET.fromstring(body).itertext()) == "ab"


def test_a_quoted_triple_is_an_answer_too() -> None:
    triple = ox.Triple(FILM, ox.NamedNode(XSD + "p"), ox.Literal("x"))
    found = Results(["t"], [(triple,)])
    cell = json.loads(found.render("json"))["results"]["bindings"][0]["t"]
    assert cell["type"] == "triple"
    assert cell["value"]["object"] == {"type": "literal", "value": "x"}
    for form in ("csv", "tsv", "xml", "xlsx", "table"):
        assert found.render(form)


def sheet(table: Results) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(table.render("xlsx")))
    return [tuple(row) for row in book.active.values]


def test_a_workbook_has_numbers_dates_and_texts_as_such() -> None:
    header, first, second = sheet(TABLE)
    assert list(header) == TABLE.columns
    assert first[1:3] == ("Hardcore", 2015)
    assert str(first[3]).startswith("2015-09-12")
    assert not isinstance(first[3], str)
    assert first[4:] == (6.7, True, None)
    assert second[3] == "1895-12-28"  # spreadsheets have no such day
    assert second[4] == "nan"
    assert second[6] == "'=1+1"


def test_a_workbook_leaves_out_what_no_cell_can_hold() -> None:
    assert sheet(Results(["t"], [(ox.Literal("a\x00\x0bb"),)]))[1] == ("ab",)


def test_too_many_rows_for_a_worksheet_are_refused() -> None:
    with pytest.raises(ParameterError, match="do not fit on a worksheet"):
        Results(["n"], [(1,)] * 1_048_576).render("xlsx")


@pytest.mark.parametrize("form", [f for f in FORMATS if f != "ttl"])
def test_an_empty_answer_has_its_columns_in_every_format(form: str) -> None:
    body = EMPTY.render(form)
    if form == "xlsx":
        assert sheet(EMPTY) == [("film", "year")]
    else:
        assert b"film" in body
        assert b"year" in body


def test_formats_that_cannot_be_are_refused() -> None:
    with pytest.raises(ParameterError, match="CONSTRUCT"):
        TABLE.render("ttl")
    with pytest.raises(ParameterError, match="unknown format 'doc'; there are table, csv"):
        TABLE.render("doc")


@given(st.lists(st.tuples(st.text(max_size=8), st.one_of(st.none(), st.integers())), max_size=6))
def test_any_texts_and_numbers_go_into_every_format(rows: list[tuple[object, ...]]) -> None:
    table = Results(["a", "b"], rows)
    for form in ("csv", "tsv", "json", "xml", "xlsx", "table"):
        assert isinstance(table.render(form), bytes)
    read = list(csv.reader(io.StringIO(str(table.to_csv()), newline="")))[1:]
    assert [int(b) if b else None for _, b in read] == [b for _, b in rows]
    assert [a.removeprefix("'") for a, _ in read] == [str(a).removeprefix("'") for a, _ in rows]


# On the screen


def test_the_table_shows_short_names_and_aligns_numbers() -> None:
    lines = (
        Results(["film", "year"], [(FILM, typed("2015", "integer")), (FILM, typed("7", "integer"))])
        .text(60)
        .splitlines()
    )
    rows = [line for line in lines if "wd:Q" in line]
    assert "wd:Q20982361" in rows[0]
    assert len(rows[0].rstrip()) == len(rows[1].rstrip())  # 7 stands under the 5


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_nothing_is_cut_off_on_a_narrow_screen(width: int) -> None:
    long = "Dr. Strangelove or How I Learned to Stop Worrying and Love the Bomb"
    told = Results(["title", "year"], [(long, 1964)]).text(width)
    assert max(map(len, told.splitlines())) <= width
    assert "".join(long.split()) in "".join(told.split()).replace("1964", "")
    assert "1964" in told


def test_marks_that_move_the_cursor_or_turn_the_text_stay_out_of_the_terminal() -> None:
    evil = "\x1b[2J\x9b31m\u202etxet\u2066\u200f\x07\x00ok"
    told = Results(["t"], [(evil,)]).text(80)
    assert not set("\x1b\x9b\u202e\u2066\u200f\x07\x00") & set(told)
    assert "txetok" in told.replace("[2J31m", "")


def test_spaces_and_joiners_that_belong_to_a_spelling_stay() -> None:
    spelt = "Qui\u202f? \u3000\u0645\u06cc\u200c\u0634\u0648\u062f 👩\u200d🎤"
    assert plain(spelt) == spelt


def test_markup_of_a_terminal_library_is_only_text() -> None:
    assert "[bold]x[/bold]" in Results(["t"], [("[bold]x[/bold]",)]).text(80)


def test_html_is_escaped() -> None:
    page = Results(["<i>"], [("<script>alert(1)</script>",)])._repr_html_()
    assert "<script>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page


def test_a_long_table_says_how_much_of_it_is_shown() -> None:
    page = Results(["n"], [(n,) for n in range(1500)])._repr_html_()
    assert "200 of 1,500 rows shown" in page
    assert page.count("<tr>") == 201


# Answers


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    made = EmbeddedStore()
    made.rdf.update("""PREFIX film: <https://w3id.org/reelgraph/ns#> INSERT DATA {
        <http://e/f> a film:Film ; film:year 2015 }""")
    return made


def test_a_question_has_rows_triples_or_a_truth_value(store: EmbeddedStore) -> None:
    rows = run(store, "SELECT * { ?zed a ?a ; film:year ?middle }")
    assert isinstance(rows, Results)
    assert rows.columns == ["zed", "a", "middle"]  # as they stand in the question
    assert rows.rows[0]["middle"] == 2015
    assert run(store, "ASK { ?f film:year 2015 }") is True
    assert run(store, "ASK { ?f film:year 2016 }") is False
    triples = run(store, "CONSTRUCT { ?f a film:Film } WHERE { ?f film:year 2015 }")
    assert isinstance(triples, Triples)
    assert len(triples) == 1
    turtle = triples.render("ttl").decode()
    assert "@prefix film:" in turtle
    assert "<http://e/f> a film:Film" in turtle
    assert triples.render("tsv").decode().splitlines()[0] == "subject\tpredicate\tobject"


def test_a_graph_answers_triples_and_truth_values_as_rows(store: EmbeddedStore) -> None:
    graph = rg.FilmGraph(store)
    assert graph.query("ASK { ?f film:year 2015 }").rows == [{"answer": True}]
    found = graph.query("CONSTRUCT { ?f film:year ?y } WHERE { ?f film:year ?y }")
    assert found.rows[0]["object"] == 2015


def test_a_data_frame_has_the_native_types() -> None:
    frame = TABLE.df()
    assert list(frame.columns) == TABLE.columns
    assert frame["year"].tolist() == [2015, 1895]
    assert frame["year"].dtype.kind == "i"
    assert list(EMPTY.df().columns) == ["film", "year"]


@pytest.mark.parametrize(
    ("package", "call", "extra"),
    [("pandas", "df()", "pandas"), ("openpyxl", "render('xlsx')", "xlsx")],
)
def test_a_missing_package_says_which_extra_brings_it(package: str, call: str, extra: str) -> None:
    code = f"""
import sys
sys.modules[{package!r}] = None  # what an import of it fails on
from reelgraph.results import Results
try:
    Results(["a"], [(1,)]).{call}
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("MissingExtra ")
    assert f"needs {package}: pip install {package}" in done.stdout
    assert f'extra "{extra}"' in done.stdout
