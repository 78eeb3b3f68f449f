"""Tables as people have them become films, people and credits; what cannot be used is named."""

import csv
import datetime
import gzip
import hashlib
import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelgraph.errors import InputError, NotRecognised, ParameterError
from reelgraph.sources import tables
from reelgraph.sources.inputs import Input
from reelgraph.sources.tables.cells import mended
from reelgraph.vocabulary import BASE, PREFIXES, ROLE

PROLOGUE = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
CRLF = "\r\n"


@dataclass
class Read:
    """What became of some tables."""

    notes: tables.Notes
    store: ox.Store

    def rows(self, query: str) -> list[tuple[str | None, ...]]:
        answer = self.store.query(PROLOGUE + query)
        return [tuple(getattr(v, "value", None) for v in row) for row in answer]  # type: ignore[union-attr]

    def ask(self, pattern: str) -> bool:
        return bool(self.store.query(f"{PROLOGUE} ASK {{ {pattern} }}"))

    @property
    def films(self) -> dict[str | None, str | None]:
        found = self.rows(
            "SELECT ?t ?y { ?f a film:Film ; rdfs:label ?t OPTIONAL { ?f film:year ?y } }"
        )
        return dict(found)  # type: ignore[arg-type]

    @property
    def count(self) -> int:
        return len(self.rows("SELECT DISTINCT ?f { ?f a film:Film }"))

    @property
    def credits(self) -> set[tuple[str | None, ...]]:
        found = self.rows(
            """SELECT ?t ?role ?n { ?c film:hasWork ?f ; film:hasRole ?role ; film:hasAgent ?a .
            OPTIONAL { ?f rdfs:label ?t } OPTIONAL { ?a rdfs:label ?n } }"""
        )
        return {(t, (role or "").removeprefix(ROLE), n) for t, role, n in found}

    def names(self, role: str) -> set[str | None]:
        return {n for _, r, n in self.credits if r == role}

    def facts(self, film: str, prop: str) -> set[str | None]:
        return {v for (v,) in self.rows(f'SELECT ?v {{ ?f rdfs:label "{film}" ; {prop} ?v }}')}

    def linked(self, film: str, prop: str) -> set[str | None]:
        return {
            v
            for (v,) in self.rows(f'SELECT ?v {{ ?f rdfs:label "{film}" ; {prop}/rdfs:label ?v }}')
        }

    @property
    def reasons(self) -> list[str]:
        return [str(r) for r in self.notes.rejected]


Reader = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Reads tables that are given as their contents, by file name."""

    def reader(files: dict[str, str | bytes], *, lenient: bool = False, **options: Any) -> Read:
        inputs = []
        for name, content in files.items():
            path = tmp_path / name
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)
            plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            ending = name.removesuffix(".gz").rpartition(".")[2]
            kind = tables.sniff(plain[: 1 << 16], ending)
            assert kind, f"{name} is not taken for a table"
            sha256 = hashlib.sha256(data).hexdigest()
            inputs.append(Input(path, name, kind, plain is not data, sha256, len(data)))
        out = io.BytesIO()
        how = tables.Options(**options)
        notes = tables.read(inputs, "mine", tmp_path, BASE, how, None, out, lenient=lenient)
        store = ox.Store()
        store.bulk_load(out.getvalue(), format=ox.RdfFormat.N_TRIPLES)
        return Read(notes, store)

    return reader


def workbook(sheets: dict[str, Iterable[Iterable[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Encodings and delimiters


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_delimiter_and_encoding_gives_the_same_films(read, mark, codec):
    text = f"Titel{mark}Jahr{mark}Regie\r\nDie Brücke{mark}1931{mark}Änne Groß\r\n"
    text += f"Der See{mark}1932{mark}Éva Nagy\r\n" * 3
    found = read({"films.csv": text.encode(codec)})
    assert found.films == {"Die Brücke": "1931", "Der See": "1932"}
    assert found.names("director") == {"Änne Groß", "Éva Nagy"}
    expected = {"cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    assert expected.get(codec, codec.upper().removesuffix("-SIG")) in found.notes.understood[0]
    assert ("tabs" if mark == "\t" else f'"{mark}"') in found.notes.understood[0]


def test_names_decoded_twice_are_mended_and_counted_and_what_was_lost_is_kept_and_named(read):
    titles = ["Amélie", "Der Überfall", "Señor", "Åse", "Müller", "São", "naïve", "Ängel"]
    twice = [t.encode().decode("cp1252", "ignore") for t in titles]
    body = "".join(f"{t},19{n + 10}\n" for n, t in enumerate(twice))
    lost = "Miguel Ã" + "ngel"  # the byte 0x81 is gone
    half = "ÅÃ³dÅº"  # of Łódź, too
    found = read({"films.csv": f"title,year\n{body}{lost},1950\n{half},1951\n"})
    assert set(found.films) == {*titles, lost, "Åódź"}
    (mended,) = [w for w in found.notes.warnings if "undone:" in w]
    assert mended.startswith("9 cells")
    assert any(w.startswith("2 cells look wrongly decoded") for w in found.notes.warnings)


def test_a_few_bytes_of_windows_in_a_utf8_file_do_not_spoil_the_rest(read):
    good = "".join(f"Été {n},19{n:02}\n" for n in range(30)).encode()
    found = read({"films.csv": b"title,year\n" + good + b"L\xe9gende,1950\n"})
    assert "Légende" in found.films
    assert "Été 7" in found.films
    assert any("no UTF-8 although the rest is" in w for w in found.notes.warnings)


def test_quoted_line_breaks_blank_lines_ragged_rows_and_repeated_headers(read):
    found = read(
        {
            "films.csv": 'title,year,cast,note\n"Two\nLines",1950,Ana Lopez\n\n,,,\n'
            "title,year,cast,note\nPlain,1951,Bo Li,ok,,\nComma, in title,1952,Cy Day,x\n"
        }
    )
    assert found.films == {"Two Lines": "1950", "Plain": "1951"}
    (reject,) = found.notes.rejected
    assert reject.line == 8
    assert "5 values for 4 columns" in reject.reason
    assert found.notes.records == 3


def test_a_quotation_mark_that_is_never_closed_costs_its_own_line_only(read):
    body = "".join(f"Film {n},19{n + 10},Ana Lopez\n" for n in range(40))
    found = read(
        {"films.csv": f'title,year,director\nFirst,1900,Bo Li\n"Broken,1901,Cy Day\n{body}'}
    )
    assert found.count == 41
    (reject,) = found.notes.rejected
    assert reject.line == 3
    assert "quotation mark" in reject.reason


def test_a_quotation_mark_that_opens_in_the_last_column_does_not_hide_the_rows_below(read):
    body = "".join(f"Film {n},19{n + 10},x,Ana Lopez\n" for n in range(40))
    found = read({"films.csv": f'title,year,note,director\nBroken,1901,x,"Cy Day\n{body}'})
    assert found.count == 40
    assert [r.line for r in found.notes.rejected] == [2]
    text = "One, two\nthree, four\nfive, six"
    prose = read({"films.csv": f'title,year,plot\nAlpha,1990,"{text}"\nBeta,1991,y\n'})
    assert set(prose.films) == {"Alpha", "Beta"}


def test_quotation_marks_in_a_tab_separated_file_may_be_plain_characters(read):
    found = read({"films.tsv": 'title\tyear\n"Crocodile" Bo\t1990\nThe "End\t1991\n"Yes\t1992\n'})
    assert set(found.films) == {'"Crocodile" Bo', 'The "End', '"Yes'}


def test_a_title_above_the_header_and_columns_of_the_same_name(read):
    found = read(
        {"films.csv": "My archive;;;\n;;;\nNo;Title;Year;note;note\n1;Alpha;1990;a;b\n"},
    )
    assert found.films == {"Alpha": "1990"}
    labels = {
        v for (v,) in found.rows("SELECT ?l { ?p rdfs:label ?l FILTER(STRSTARTS(?l, 'note')) }")
    }
    assert labels == {"note", "note (2)"}


@pytest.mark.parametrize("body", ["Alpha,1990,Bo Li\nBeta,1991,Cy Day\n", "a,b,c\n1,2,3\n"])
def test_no_header_or_one_that_is_not_understood_is_an_error_with_the_remedy(read, body):
    with pytest.raises(NotRecognised) as error:
        read({"films.csv": body})
    assert "--map title=" in str(error.value)
    assert "title,year,director" in str(error.value)
    assert repr(body[: body.index(",")]) in str(error.value)


def test_a_shape_that_is_not_recognised_lists_the_columns(read):
    with pytest.raises(NotRecognised, match=r"'country', 'budget'.*--map title=COLUMN"):
        read({"films.csv": "country,budget\nIndia,5\n"})


def test_gzip_is_unpacked(read):
    found = read({"films.csv.gz": gzip.compress(b"title,year\nAlpha,1990\n")})
    assert found.films == {"Alpha": "1990"}


@pytest.mark.parametrize(
    ("head", "ending", "kind"),
    [
        (b"title,year\nA,1\n", "csv", "csv"),
        (b"title\tyear\nA\t1\n", "", "tsv"),
        (b"title;year\nA;1\nB;2\n", "txt", "csv"),
        (b"just a sentence, or two.\nAnd one more\n", "txt", None),
        (b'[{"title": "A"}]', "json", "json"),
        (b'{"title": "A"}\n{"title": "B"}', "json", "jsonl"),
        (b'{"title": "A"}', "ndjson", "jsonl"),
        (b'[{"@id": "http://e/a"}]', "json", None),
        (b'{"@context": "https://schema.org"', "json", None),
        (b"PK\x03\x04", "xlsx", "xlsx"),
        (b"PK\x03\x04", "ods", None),
        (b"<html><body>", "csv", None),
        (b"", "csv", None),
        ("title,year\n".encode("utf-16"), "csv", "csv"),
    ],
)
def test_the_beginning_of_a_file_tells_whether_it_is_a_table(head, ending, kind):
    assert tables.sniff(head, ending) == kind


# Workbooks


def test_a_workbook_gives_the_tables_of_all_its_sheets(read):
    book = workbook(
        {
            "Films": [
                ["Our films"],
                [],
                ["id", "title", "year"],
                [1, 300, 2006.0],
                [2, True, "1999"],
            ],
            "Credits": [
                ["film_id", "person", "role"],
                [1, "Ana Lopez", "director"],
                [2, "Bo Li", "dp"],
            ],
            "About": [["made by us"]],
        }
    )
    found = read({"archive.xlsx": book})
    assert found.films == {"300": "2006", "True": "1999"}
    assert found.credits == {("300", "director", "Ana Lopez"), ("True", "cinematographer", "Bo Li")}
    assert any("About" in w for w in found.notes.warnings)


def test_formulas_and_dates_of_a_workbook_are_read_as_they_show(read):
    rows = [
        ["title", "release date", "link"],
        ['=HYPERLINK("https://example.org/a","Alpha")', datetime.datetime(1998, 6, 12), "=1+1"],
        ["=Beta", datetime.date(1999, 1, 2), None],
    ]
    found = read({"a.xlsx": workbook({"x": rows})})
    assert found.facts("Alpha", "film:releaseDate") == {"1998-06-12"}
    assert set(found.films) == {"Alpha", "=Beta"}


def test_a_workbook_that_unpacks_without_end_or_declares_entities_is_refused(read, tmp_path):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (200 << 20))
    with pytest.raises(InputError, match="unpacks to"):
        read({"bomb.xlsx": bomb.getvalue()})
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x/>')
    with pytest.raises(InputError, match="entities"):
        read({"entities.xlsx": entities.getvalue()})
    with pytest.raises(InputError, match="damaged"):
        read({"cut.xlsx": workbook({"x": [["title"], ["A"]]})[:900]})


# JSON


def test_json_arrays_objects_of_arrays_lines_and_single_objects(read):
    film = {"title": "Alpha", "year": 1990, "cast": ["Ana Lopez", "None", ")", "(narrator)"]}
    for name, value in {
        "a.json": [film],
        "b.json": {"page": 1, "results": [film]},
        "c.json": film,
        "d.json": {"x1": film},
        "e.json": {"title": {"0": "Alpha"}, "year": {"0": 1990}, "cast": {"0": film["cast"]}},
        "f.json": [["title", "year", "cast"], ["Alpha", 1990, film["cast"]]],
    }.items():
        found = read({name: json.dumps(value)})
        assert found.films == {"Alpha": "1990"}, name
        assert found.names("cast") == {"Ana Lopez"}, name
        assert found.ask('?c film:note "narrator"'), name
    lines = json.dumps(film) + "\n\nnot json\n" + json.dumps(film | {"title": "Beta"}) + "\n[1]\n"
    found = read({"g.jsonl": lines})
    assert set(found.films) == {"Alpha", "Beta"}
    assert [r.line for r in found.notes.rejected] == [3, 5]


def test_titles_that_are_numbers_and_titles_that_are_missing(read):
    records = [{"Title": 300, "Year": 2006}, {"Title": 9, "Year": 2009}, {"Title": None, "Year": 1}]
    records += [{"Title": 21.0, "Year": 2008}, {"Title": "Unknown", "Year": 2011}, 5]
    found = read({"films.json": json.dumps(records)})
    assert found.films == {"300": "2006", "9": "2009", "21": "2008", "Unknown": "2011"}
    assert [r.line for r in found.notes.rejected] == [3, 6]
    assert "record 3" in found.reasons[0]
    assert "no title" in found.reasons[0]


def test_a_film_as_the_api_of_a_database_gives_it(read):
    film = {
        "movie_data": {
            "id": 77,
            "title": "Alpha",
            "original_title": "Alfa",
            "imdb_id": "tt0000077",
            "genres": [{"id": 1, "name": "Drama"}],
            "production_companies": [{"id": 5, "name": "Small House"}],
            "production_countries": [{"iso_3166_1": "IN", "name": "India"}],
            "release_date": "1998-06-12",
        },
        "credits": {
            "cast": [{"id": 1, "name": "Ana Lopez", "character": "Eva / The Judge", "order": 0}],
            "crew": [
                {"id": 2, "name": "Bo Li", "job": "Director of Photography"},
                {"id": 3, "name": "Cy Day", "job": "Stunts"},
            ],
        },
        "director": {"id": 4, "name": "Di Ek", "job": "Director"},
    }
    found = read({"film.json": json.dumps(film)})
    assert found.credits == {
        ("Alpha", "cast", "Ana Lopez"),
        ("Alpha", "cinematographer", "Bo Li"),
        ("Alpha", "contributor", "Cy Day"),
        ("Alpha", "director", "Di Ek"),
        ("Alpha", "production-company", "Small House"),
    }
    assert found.ask('?c film:note "Stunts"')
    assert {v for (v,) in found.rows("SELECT ?v { ?c film:characterName ?v }")} == {
        "Eva",
        "The Judge",
    }
    assert found.linked("Alpha", "film:hasCountryOfOrigin") == {"India"}
    assert found.facts("Alpha", "film:imdbId") == {"tt0000077"}
    assert not found.ask("?f film:tmdbMovieId ?x")
    assert found.ask('?f film:hasTitle ?t . ?t film:titleText "Alfa" ; film:titleKind "original"')


def test_a_person_with_the_films_of_their_credits(read):
    person = {
        "person_data": {
            "id": 9,
            "name": "Ana Lopez",
            "birthday": "1970-05-06",
            "imdb_id": "nm0000009",
        },
        "credits_data": {
            "cast": [
                {"id": 77, "title": "Alpha", "release_date": "1998-06-12", "character": "Eva"}
            ],
            "crew": [{"id": 78, "title": "Beta", "release_date": "", "job": "Producer"}],
        },
    }
    found = read({"person.json": json.dumps(person)})
    assert found.credits == {("Alpha", "cast", "Ana Lopez"), ("Beta", "producer", "Ana Lopez")}
    assert found.ask(
        '?p a film:Person ; film:birthDate "1970-05-06"^^xsd:date ; film:imdbId "nm0000009"'
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[" * 100_000, "not JSON|nested"),
        ('{"a":' * 100_000, "not JSON|nested"),
        ('[{"title": "A"},]', ":1:"),
        ("[1, 2]", "no table|no column"),
        ('[{"title": ' + "9" * 5000 + "}]", "not JSON"),
    ],
)
def test_json_that_is_no_table_is_a_clear_error(read, content, message):
    with pytest.raises(InputError, match=message):
        read({"x.json": content})


# Shapes


def test_one_credit_a_row(read):
    found = read(
        {
            "credits.csv": "film,year,person,role,character,source,printed as,order\n"
            "Alpha,1990,Ana Lopez,director,,a book,,\n"
            "Alpha,1990,Bo Li,actor,The Judge,,B. Li,2\n"
            "Alpha,1990,Cy Day,gaffer,,,,\n"
            "Beta,1991,Ana Lopez,director/writer,,,,\n"
        }
    )
    assert found.films == {"Alpha": "1990", "Beta": "1991"}
    assert found.credits == {
        ("Alpha", "director", "Ana Lopez"),
        ("Alpha", "cast", "Bo Li"),
        ("Alpha", "contributor", "Cy Day"),
        ("Beta", "director", "Ana Lopez"),
        ("Beta", "writer", "Ana Lopez"),
    }
    assert found.ask(
        '?c film:characterName "The Judge" ; film:creditedAs "B. Li" ; film:billingOrder 2'
    )
    assert found.ask('?c film:note "gaffer"')
    assert found.ask('?c film:note "source: a book"')
    assert len(found.rows("SELECT ?p { ?p a film:Person }")) == 3


def test_people_with_their_identifiers(read):
    found = read(
        {
            "people.csv": "person_id,first name,last name,born,gender,wikidata,viaf,village\n"
            "7,Ana,Lopez,1950-03-04,female,Q999999991,12345678,Northby\n"
            "8,,Nameless One,1951,,not a qid,,\n,,,,,,,Southby\n"
        }
    )
    assert found.ask(
        '?p rdfs:label "Ana Lopez" ; dcterms:identifier "7" ; film:gender "female" ; '
        'film:viafId "12345678" ; skos:exactMatch wd:Q999999991 ; '
        'film:birthDate "1950-03-04"^^xsd:date'
    )
    assert found.ask('?p rdfs:label "Nameless One" ; film:birthDate "1951"^^xsd:gYear')
    assert [r.line for r in found.notes.rejected] == [3, 4]
    assert "wikidata 'not a qid'" in found.reasons[0]


def test_tables_of_one_source_speak_of_the_same_films_and_people(read):
    found = read(
        {
            "tags.csv": "userId,movieId,tag\n1,5,funny\n",
            "links.csv": "movieId,imdbId,tmdbId\n5,0000123,77.0\n6,12x,\n",
            "movies.csv": 'movieId,title\n5,"Lamp, The (1995)"\n6,Beta (1996)\n',
            "cast.csv": "title,year,cast\nThe Lamp,1995,Ana Lopez\nGamma,1997,Bo Li\n",
            "people.csv": "person_id,name,born\n1,Ana Lopez,1950\n",
        }
    )
    assert found.films == {"The Lamp": "1995", "Beta": "1996", "Gamma": "1997"}
    lamp = "https://w3id.org/reelgraph/id/mine/film/5"
    assert found.ask(f'<{lamp}> film:imdbId "tt0000123" ; film:tmdbMovieId "77"')
    assert found.ask(f'<{lamp}> <https://w3id.org/reelgraph/id/mine/column/tag> "funny"')
    assert found.ask(f"?c film:hasWork <{lamp}> ; film:hasAgent/film:birthDate ?born")
    (reject,) = found.notes.rejected
    assert (reject.file, reject.line) == ("links.csv", 3)
    assert "imdbId '12x'" in str(reject)


def test_identifiers_are_read_from_addresses_and_bare_numbers_and_never_guessed(read):
    found = read(
        {
            "films.csv": "title,imdb,wikidata,tmdb,eidr\n"
            "Alpha,https://www.imdb.com/title/tt0000001/?ref_=x,http://www.wikidata.org/entity/Q999999991,"
            "https://www.themoviedb.org/movie/12-alpha,10.5240/AAAA-BBBB\n"
            "Beta,114709,wd:Q999999992,862.0,\nGamma,tt12,Q0,-1,doi\n"
        }
    )
    assert found.facts("Alpha", "film:imdbId") == {"tt0000001"}
    assert found.facts("Beta", "film:imdbId") == {"tt0114709"}
    assert found.facts("Alpha", "film:tmdbMovieId") == {"12"}
    assert found.ask(
        '?f rdfs:label "Beta" ; skos:exactMatch wd:Q999999992 ; film:tmdbMovieId "862"'
    )
    assert found.facts("Gamma", "film:imdbId") == set()
    assert {r.line for r in found.notes.rejected} == {4}
    assert len(found.notes.rejected) == 4


def test_a_column_called_imdb_that_holds_ratings_is_no_identifier(read):
    found = read({"films.csv": "title,year,imdb\nAlpha,1990,7.8\nBeta,1991,6\n"})
    assert not found.notes.rejected
    assert found.facts("Alpha", f"<{BASE}/id/mine/column/imdb>") == {"7.8"}


def test_columns_that_nobody_knows_are_kept_with_their_name(read):
    found = read({"films.csv": "title,Shelf no.,budget\nAlpha,K 17/3,5000\nBeta,,7000\n"})
    assert found.ask('?p rdfs:label "Shelf no." . ?f ?p "K 17/3"')
    assert found.ask('?p rdfs:label "budget" . ?f rdfs:label "Beta" ; ?p 7000')
    assert "kept as local properties: Shelf no., budget" in found.notes.understood[0]


def test_the_user_says_what_columns_mean_and_which_to_leave_out(read):
    text = "Bezeichnung,Wann,Macher,x,y\nAlpha,1990,Ana Lopez,1,2\n"
    found = read(
        {"films.csv": text},
        mapping={"title": "Bezeichnung", "year": "Wann", "director": "Macher", "-": "x,y"},
    )
    assert found.films == {"Alpha": "1990"}
    assert found.names("director") == {"Ana Lopez"}
    assert not found.rows("SELECT ?p { ?p rdfs:label 'x' }")
    for columns in (text, text.replace("Wann", "year")):
        with pytest.raises(ParameterError, match=r"Nowhere.*Bezeichnung"):
            read({"films.csv": columns}, mapping={"title": "Nowhere"})
    with pytest.raises(ParameterError, match=r"unknown meaning 'colour'.*director"):
        read({"films.csv": text}, mapping={"colour": "x"})
    with pytest.raises(ParameterError, match="films, credits, people"):
        read({"films.csv": text}, shape="poems")


def test_the_user_says_the_shape(read):
    text = "name,role\nAlpha,hero\n"
    assert read({"x.csv": text}, shape="films").films == {"Alpha": None}
    found = read({"x.csv": text}, shape="people")
    assert not found.count
    assert found.ask('?p a film:Person ; rdfs:label "Alpha"')


def test_records_of_openrefine_go_on_below_the_filled_row(read):
    found = read(
        {
            "films.csv": "title,year,director,cast\n"
            "Alpha,1990,Ana Lopez,Bo Li\n,,,Cy Day\n,,Di Ek,Ed Fox\n"
            "Beta,1991,Ana Lopez,Bo Li\n,1992,,Nobody Here\n"
        }
    )
    assert found.films == {"Alpha": "1990", "Beta": "1991"}
    assert {(t, n) for t, r, n in found.credits if r == "cast"} == {
        ("Alpha", "Bo Li"), ("Alpha", "Cy Day"), ("Alpha", "Ed Fox"), ("Beta", "Bo Li"),
    }  # fmt: skip
    assert ("Alpha", "director", "Di Ek") in found.credits
    assert [r.line for r in found.notes.rejected] == [6]
    orders = found.rows("SELECT ?n ?o { ?c film:hasAgent/rdfs:label ?n ; film:hasRole role:cast ; "
                        "film:billingOrder ?o ; film:hasWork/rdfs:label 'Alpha' }")  # fmt: skip
    assert dict(orders) == {"Bo Li": "1", "Cy Day": "2", "Ed Fox": "3"}


def test_a_credit_without_a_film_in_a_full_table_is_rejected_and_not_joined_to_the_row_above(read):
    found = read(
        {
            "credits.csv": "film,person,role\nAlpha,Ana Lopez,director\nAlpha,Bo Li,cast\n"
            ",Cy Day,cast\nBeta,Di Ek,cast\n"
        }
    )
    assert [r.line for r in found.notes.rejected] == [4]
    assert "Cy Day" in found.reasons[0]
    assert ("Alpha", "cast", "Cy Day") not in found.credits


def test_two_films_of_one_title_and_year_with_other_makers_stay_two(read):
    found = read(
        {
            "films.csv": "title,year,director\nAlpha,1990,Ana Lopez\nAlpha,1990,Bo Li\n"
            + "".join(f"Film {n},1990,Cy Day\n" for n in range(30))
        }
    )
    assert found.count == 32
    assert any("kept apart" in w for w in found.notes.warnings)
    same = read(
        {"films.csv": "title,year,actor\n" + "".join(f"Alpha,1990,P{n} Q\n" for n in range(9))}
    )
    assert same.count == 1
    assert len(same.names("cast")) == 9


def test_nominations_give_a_role_only_where_the_category_says_one(read):
    found = read(
        {
            "oscars.csv": "year_film,ceremony,category,name,film,winner\n"
            "1927/28,1,ACTOR,Ana Lopez,Alpha,False\n"
            "1927/28,1,DIRECTING (Comedy Picture),Bo Li,Alpha,True\n"
            "1927/28,1,OUTSTANDING PICTURE,Paper Moon Pictures,Alpha,True\n"
            "1934,7,CINEMATOGRAPHY,Cy Day,Beta,False\n"
            '1934,7,BEST PICTURE,"Di Ek and Ed Fox, Producers",Beta,False\n'
            '1934,7,MUSIC (Song),"Music by Flo Gee; Lyrics by Hal Ives",Beta,False\n'
            "1934,7,FOREIGN LANGUAGE FILM,Norway,Gamma,False\n"
            "1934,7,SPECIAL AWARD,To somebody for everything,,True\n"
        }
    )
    assert found.films == {"Alpha": "1927", "Beta": "1934", "Gamma": "1934"}
    assert found.credits == {
        ("Alpha", "cast", "Ana Lopez"),
        ("Alpha", "director", "Bo Li"),
        ("Alpha", "contributor", "Paper Moon Pictures"),
        ("Beta", "cinematographer", "Cy Day"),
        ("Beta", "producer", "Di Ek"),
        ("Beta", "producer", "Ed Fox"),
        ("Beta", "composer", "Flo Gee"),
        ("Beta", "contributor", "Hal Ives"),
    }
    assert found.ask('?c film:note "DIRECTING (Comedy Picture)"')
    assert found.ask('?o a film:Organization ; rdfs:label "Paper Moon Pictures"')
    assert [r.line for r in found.notes.rejected] == [9]
    assert "award without a film" in found.reasons[0]


def test_nominations_whose_film_stands_now_here_now_there(read):
    found = read(
        {
            "oscars.csv": "Year,Category,Nominee,Additional Info,Won?,\n"
            "2010 (83rd),Actor -- Leading Role,Ana Lopez,Alpha {'The Judge'},NO,\n"
            "1927/28 (1st),Actor,Bo Li,Gamma {'Eva'} and Delta {'Adam'},YES,\n"
            "2010 (83rd),Directing,Alpha,Cy Day,NO,\n"
            "2010 (83rd),Art Direction,Beta,"
            '"Production Design: Di Ek; Set Decoration: Ed Fox",NO,\n'
            "2010 (83rd),Foreign Language Film,Epsilon,Norway,NO,\n"
            "2010 (83rd),Honorary Award,Flo Gee,,YES,\n"
        }
    )
    assert found.films == {
        "Alpha": "2010", "Beta": "2010", "Gamma": "1927", "Delta": "1927", "Epsilon": "2010",
    }  # fmt: skip
    assert found.credits == {
        ("Alpha", "cast", "Ana Lopez"), ("Gamma", "cast", "Bo Li"), ("Delta", "cast", "Bo Li"),
        ("Alpha", "director", "Cy Day"), ("Beta", "production-designer", "Di Ek"),
        ("Beta", "contributor", "Ed Fox"),
    }  # fmt: skip
    assert found.ask('?c film:hasWork/rdfs:label "Delta" ; film:characterName "Adam"')
    assert [r.line for r in found.notes.rejected] == [7]


def test_nominations_that_list_their_films_as_objects(read):
    rows = [
        {"category": "Actor", "year": "1928", "nominees": ["Ana Lopez"], "won": False,
         "movies": [{"title": "Alpha", "imdb_id": "tt0000001"}, {"title": "Beta", "tmdb_id": 5}]},
        {"category": "Honorary Award", "year": "1928", "nominees": ["Bo Li"], "movies": []},
    ]  # fmt: skip
    found = read({"nominations.json": json.dumps(rows)})
    assert found.credits == {("Alpha", "cast", "Ana Lopez"), ("Beta", "cast", "Ana Lopez")}
    assert found.facts("Alpha", "film:imdbId") == {"tt0000001"}
    assert [r.line for r in found.notes.rejected] == [2]


def test_series_are_kept_as_works_and_are_no_films(read):
    found = read(
        {
            "titles.csv": "show_id,type,title,director,duration,listed_in\n"
            's1,Movie,Alpha,Ana Lopez,90 min,"Dramas, Comedies"\n'
            "s2,TV Show,Beta,,2 Seasons,Dramas\n"
        }
    )
    assert set(found.films) == {"Alpha"}
    assert found.ask('?w a film:Work ; rdfs:label "Beta"')
    assert found.linked("Alpha", "film:hasGenre") == {"Dramas", "Comedies"}
    assert not found.notes.rejected


def test_answers_of_wikidata_have_items_and_their_labels_in_two_columns(read):
    found = read(
        {
            "answer.csv": "film,filmLabel,director,directorLabel\n"
            "http://www.wikidata.org/entity/Q999999991,Alpha,http://www.wikidata.org/entity/Q999999992,"
            "Ana Lopez\nhttp://www.wikidata.org/entity/Q999999993,Q999999993,,\n"
        }
    )
    assert found.films == {"Alpha": None}
    assert found.count == 2
    assert found.ask('?f rdfs:label "Alpha" ; skos:exactMatch wd:Q999999991')
    assert found.ask('?p rdfs:label "Ana Lopez" ; skos:exactMatch wd:Q999999992')


# Lists of names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ana Lopez|Bo Li", {"Ana Lopez", "Bo Li"}),
        ("Ana Lopez; Bo Li", {"Ana Lopez", "Bo Li"}),
        ("Ana Lopez / Bo Li", {"Ana Lopez", "Bo Li"}),
        ('"Ana Lopez\nBo Li"', {"Ana Lopez", "Bo Li"}),
        ("Ana Lopez<br/>Bo Li", {"Ana Lopez", "Bo Li"}),
        ('"[""Ana Lopez"", ""Bo Li""]"', {"Ana Lopez", "Bo Li"}),
        ("\"['Ana Lopez', 'Bo Li']\"", {"Ana Lopez", "Bo Li"}),
        ("\"[{'name': 'Ana Lopez', 'id': 3}]\"", {"Ana Lopez"}),
        ('"Ana Lopez, Bo Li, Prince"', {"Ana Lopez", "Bo Li", "Prince"}),
        ('"Ana Lopez, Bo Li and Cy Day"', {"Ana Lopez", "Bo Li", "Cy Day"}),
        ('"Ana Lopez, Jr., Bo Li"', {"Ana Lopez, Jr.", "Bo Li"}),
        ("Ana Lopez and Bo Li", {"Ana Lopez", "Bo Li"}),
        ("Pen & Paper", {"Pen & Paper"}),
        ("Flo Gee and the Machines", {"Flo Gee and the Machines"}),
        ("Earth and Wind", {"Earth and Wind"}),
        ("Ana Lopez (uncredited)", {"Ana Lopez"}),
        ("Ana Lopez)", {"Ana Lopez"}),
        ("None", set()),
        ("N/A", set()),
        ("\\N", set()),
        ("Unknown", set()),
    ],
)
def test_names_in_a_cell(read, cell, names):
    found = read({"films.csv": f"title,cast\nAlpha,{cell}\n"})
    assert found.names("cast") == names
    assert not found.notes.rejected


def test_last_name_first_survives_and_is_said(read):
    names = ["Lopez, Ana", "Li, Bo", "De Palma, Cy", "García Márquez, Di", "None"]
    body = "".join(f'Film {n},"{name}"\n' for n, name in enumerate(names))
    found = read({"films.csv": f"title,director\n{body}"})
    assert found.names("director") == {"Ana Lopez", "Bo Li", "Cy De Palma", "Di García Márquez"}
    assert found.ask('?p rdfs:label "Ana Lopez" ; skos:altLabel "Lopez, Ana"')
    assert 'written "Last, First"' in found.notes.understood[0]
    listed = read({"films.csv": 'title,director\nAlpha,"Lopez, Ana; Li, Bo"\nBeta,"Day, Cy"\n'})
    assert listed.names("director") == {"Ana Lopez", "Bo Li", "Cy Day"}


def test_what_stands_behind_a_name_is_no_part_of_it(read):
    found = read(
        {
            "films.csv": "title,cast\nAlpha,Ana Lopez (voice)|Bo Li as The Judge|Cy Day (as C. Day)"
            "|Di Ek (director)|Ed Fox (narrator)\n"
        }
    )
    assert found.credits == {
        ("Alpha", "voice", "Ana Lopez"), ("Alpha", "cast", "Bo Li"), ("Alpha", "cast", "Cy Day"),
        ("Alpha", "director", "Di Ek"), ("Alpha", "cast", "Ed Fox"),
    }  # fmt: skip
    assert found.ask('?c film:characterName "The Judge" ; film:hasAgent/rdfs:label "Bo Li"')
    assert found.ask('?c film:creditedAs "C. Day"')
    assert found.ask('?c film:note "narrator"')


def test_numbered_columns_and_columns_beside_a_name(read):
    found = read(
        {
            "films.csv": "Series_Title,Released_Year,Director,Star1,Star2,"
            "actor_3_name,actor_3_id,Gross\n"
            "Alpha,1990,Ana Lopez,Bo Li,Cy Day,Di Ek,nm0000003,5\n"
        }
    )
    assert found.names("cast") == {"Bo Li", "Cy Day", "Di Ek"}
    assert found.ask('?c film:hasAgent/rdfs:label "Cy Day" ; film:billingOrder 2')
    assert found.ask('?p rdfs:label "Di Ek" ; film:imdbId "nm0000003"')


def test_crew_that_the_ontology_has_no_role_for_contributes_with_the_word_of_the_column(read):
    found = read(
        {
            "films.csv": "Movie Name,Director,Lyricist,Music Director(s),Choreographer\n"
            'Alpha,Ana Lopez,"Bo Li, Cy Day","Di Ek, Ed Fox",Bo Li\n'
        }
    )
    assert found.names("contributor") == {"Bo Li", "Cy Day"}
    assert found.names("composer") == {"Di Ek", "Ed Fox"}
    notes = found.rows("SELECT ?c ?x { ?c film:hasAgent/rdfs:label 'Bo Li' ; film:note ?x }")
    assert {note for _, note in notes} == {"Choreographer", "Lyricist"}
    assert len({credit for credit, _ in notes}) == 2


def test_characters_in_a_list_beside_the_list_of_the_cast(read):
    found = read({"films.csv": "title,cast,character\nAlpha,Ana Lopez|Bo Li,Eva|Adam\n"})
    assert found.ask('?c film:hasAgent/rdfs:label "Bo Li" ; film:characterName "Adam"')


# Years, dates and titles


@pytest.mark.parametrize(
    ("cell", "year"),
    [("1990", "1990"), ("1999.0", "1999"), ("(2015)", "2015"), ("1927/28", "1927"),
     ("2018 (91st)", "2018"), ("c. 1910", "1910"), ("1912-13", "1912"), ("1990[2]", "1990"),
     ("", None), ("n/a", None)],
)  # fmt: skip
def test_years_as_people_write_them(read, cell, year):
    found = read({"films.csv": f"title,year\nAlpha,{cell}\nBeta,1950\nGamma,1951\n"})
    assert found.films["Alpha"] == year
    assert not found.notes.rejected


@pytest.mark.parametrize("cell", ["1066", "2999", "soon", "12"])
def test_a_year_that_cannot_be_is_rejected_and_the_film_stays(read, cell):
    found = read({"films.csv": f"title,year\nBeta,1950\nGamma,1951\nAlpha,{cell}\n"})
    assert found.films == {"Alpha": None, "Beta": "1950", "Gamma": "1951"}
    (reject,) = found.notes.rejected
    assert reject.line == 4
    assert cell in reject.record


@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["Jun 12 1998", "12 June 1999"], ["1998-06-12", "1999-06-12"]),
        (["12/06/1998", "25/06/1999"], ["1998-06-12", "1999-06-25"]),
        (["12/06/1998", "06/25/1999"], ["1998-12-06", "1999-06-25"]),
        (["12/06/1998", "11/06/1999"], ["1998", "1999"]),
        (["12.06.1998", "11.06.1999"], ["1998-06-12", "1999-06-11"]),
        (["2012-01-01", "2013-01-01"], ["2012", "2013"]),
        (["1998-06-12T00:00:00Z", "1998-06"], ["1998-06-12", "1998-06"]),
        (["19980612", "1999"], ["1998-06-12", "1999"]),
    ],
)
def test_dates_are_read_by_what_their_column_tells(read, cells, dates):
    body = "".join(f'Film {n},"{c}"\n' for n, c in enumerate(cells))
    found = read({"films.csv": f"title,release date\n{body}"})
    for n, date in enumerate(dates):
        assert found.facts(f"Film {n}", "film:releaseDate") == {date}


def test_years_of_two_digits_need_a_column_with_the_whole_year(read):
    found = read(
        {"films.csv": "title,release_date,release_year\nAlpha,6/19/15,2015\nBeta,6/19/66,\n"}
    )
    assert found.facts("Alpha", "film:releaseDate") == {"2015-06-19"}
    assert found.facts("Beta", "film:releaseDate") == set()
    assert any("dates cannot be read" in w and "6/19/66" in w for w in found.notes.warnings)


@pytest.mark.parametrize(
    ("cell", "title", "others", "year"),
    [
        ("Misérables, Les (1995)", "Les Misérables", {"Misérables, Les"}, "1995"),
        ("Lamp, The", "The Lamp", {"Lamp, The"}, None),
        ("Atalante, L' (1934)", "L'Atalante", {"Atalante, L'"}, "1934"),
        ("Alpha (a.k.a. Omega) (1995)", "Alpha", {"Omega"}, "1995"),
        ("Alpha (First Part)", "Alpha (First Part)", set(), None),
        ("City, The (Ville, La) (1995)", "The City", {"City, The", "La Ville"}, "1995"),
        ("Love, Rosie (2014)", "Love, Rosie", set(), "2014"),
        ("Tom&nbsp;&amp; Bob", "Tom & Bob", set(), None),
        ("Alpha\u00a0Beta ", "Alpha Beta", set(), None),
        ("2012", "2012", set(), None),
        ("Alpha[1]", "Alpha", set(), None),
        ("Ready / Not", "Ready / Not", set(), None),
        ("Alpha (2006–2007)", "Alpha", set(), "2006"),
    ],
)
def test_titles_as_people_write_them(read, cell, title, others, year):
    found = read({"films.csv": f'title,x\n"{cell}",1\n'})
    assert found.films == {title: year}
    assert found.facts(title, "skos:altLabel") == others


def test_two_films_in_one_row_are_two_only_where_two_years_prove_it(read):
    found = read(
        {"films.csv": "title,year,director\nAlpha / Beta,1990 / 1992,Ana Lopez\nA; B,1993,Bo Li\n"}
    )
    assert found.films == {"Alpha": "1990", "Beta": "1992", "A; B": "1993"}
    assert {t for t, r, n in found.credits if n == "Ana Lopez"} == {"Alpha", "Beta"}


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        (["142 min", "2h 5m"], {"142", "125"}),
        (["5400", "7200"], {"90", "120"}),
        (["0", "90"], {"90"}),
    ],
)
def test_running_times(read, cells, minutes):
    body = "".join(f"Film {n},{c}\n" for n, c in enumerate(cells))
    found = read({"films.csv": f"title,runtime\n{body}"})
    assert {v for (v,) in found.rows("SELECT ?v { ?f film:durationMinutes ?v }")} == minutes


def test_genres_countries_languages_and_companies_become_things_with_names(read):
    found = read(
        {
            "films.csv": "title,genre,country,language,studio,distributor\n"
            'Alpha,"Drama, Comedy","Korea, South, India",Korean,"Small House, Inc.",Big House\n'
            "Beta,drama,India,Hindi,Small House,\n"
        }
    )
    assert found.linked("Alpha", "film:hasGenre") == {"Drama", "Comedy"}
    assert found.linked("Alpha", "film:hasCountryOfOrigin") == {"Korea, South", "India"}
    assert found.linked("Beta", "film:hasOriginalLanguage") == {"Hindi"}
    assert len(found.rows("SELECT ?g { ?g a film:Genre }")) == 2
    assert found.names("production-company") == {"Small House, Inc.", "Small House"}
    assert found.names("distributor") == {"Big House"}


# Hostile input


def test_hostile_cells_are_kept_as_text(read):
    labels = ["=1+1", "<script>alert(1)</script>", "\u202eevil", "x" * 200_000, "a\0b", "q\"'\\",
              "\x1b[31mred", "@SUM(A1)"]  # fmt: skip
    rows = [["title", "year"], *([label, 1990 + n] for n, label in enumerate(labels))]
    text = CRLF.join(",".join('"' + str(c).replace('"', '""') + '"' for c in r) for r in rows)
    found = read({"films.csv": text})
    assert set(found.films) == {label.replace("\0", "\ufffd") for label in labels}
    lone = read({"films.json": '[{"title": "\\ud800 half", "year": 1990, "cast": ["\\udfff x"]}]'})
    assert lone.count == 1


@pytest.mark.parametrize(
    "cell",
    ["(" * 50_000, "a, " * 50_000 + "(", " (x" * 30_000, " as " * 30_000,
     "{" * 30_000, "a," * 30_000,
     "[" * 30_000 + "]" * 30_000, " and " * 30_000, "\n" * 30_000 + "x", "Ã" * 50_000, "&" * 50_000,
     '{"a":' * 5_000 + "1" + "}" * 5_000, "1/" * 30_000, " \u00a0" * 30_000 + "x", "Q" * 50_000],
)  # fmt: skip
def test_endless_cells_are_read_without_getting_stuck(read, cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    columns = ["title", "year", "cast", "genre", "imdb", "release date", "runtime", "x"]
    found = read(
        {
            "films.csv": ",".join(columns) + "\n" + ",".join([quoted] * 8) + "\n"
            "Alpha,1990,Ana Lopez,Drama,tt0000001,1990,90,y\n"
        }
    )
    assert "Alpha" in found.films
    award = read(
        {
            "awards.csv": "year,category,nominee,additional info,won\n"
            f"1990,{quoted},{quoted},{quoted},no\n1990,Actor,Ana Lopez,Alpha,no\n"
        }
    )
    assert "Alpha" in award.films


def test_a_million_columns_is_a_clear_error(read):
    with pytest.raises(InputError, match="columns"):
        read({"films.csv": "title," + ",".join(f"c{n}" for n in range(1_000_000)) + "\nA\n"})


def test_a_binary_file_is_refused_and_a_table_without_rows_is_named(read, tmp_path):
    data = b"title,year\n" + b"\0\1\2\3" * 4000
    assert tables.sniff(data, "csv") is None
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    source = Input(path, "x.csv", "csv", False, "0" * 64, len(data))
    with pytest.raises(InputError, match="no text"):
        tables.read([source], "x", tmp_path, BASE, tables.Options(), None, io.BytesIO())
    found = read({"films.csv": "title,year\n"})
    assert any("no row below" in w for w in found.notes.warnings)


# Templates


@pytest.mark.parametrize("shape", ["films", "credits", "people"])
@pytest.mark.parametrize("ending", tables.FORMATS)
def test_templates_load_again_without_a_reject(read, shape, ending):
    found = read({f"{shape}.{ending}": tables.template(f"folder/{shape}.{ending}")})
    assert not found.notes.rejected
    assert not found.notes.warnings
    assert (
        f"one {'person' if shape == 'people' else shape.removesuffix('s')} a row"
        in (found.notes.understood[0])
    )
    assert found.ask('?x rdfs:label "Ilya Naishuller"')


def test_an_unknown_template_lists_what_there_is():
    with pytest.raises(ParameterError, match="films, credits, people"):
        tables.template("reviews.csv")
    with pytest.raises(ParameterError, match=r"\.xlsx"):
        tables.template("films.doc")


# Any title at all

_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\"'|;,/&()[]<"),
    min_size=3,
    max_size=20,
).filter(lambda t: any(c.isalpha() for c in t) and not t.startswith(("{", "=")))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(
    titles=st.lists(_WORDS, min_size=1, max_size=8, unique_by=lambda t: t.casefold()),
    mark=st.sampled_from([",", ";", "\t", "|"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_written_in_any_form_gives_its_titles_back(read, titles, mark, codec):
    """Titles of letters: no marks of lists, no damage of an earlier decoding, no footnotes."""
    titles = [unicodedata.normalize("NFC", f"Film {t} x") for t in titles]
    titles = [t for t in titles if mended(t) == t]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows(
        [
            ["title", "year", "director"],
            *([t, 1950, f"Ana {n} Lopez"] for n, t in enumerate(titles)),
        ]
    )
    found = read({"films.csv": out.getvalue().encode(codec)})
    assert set(found.films) == set(titles)
    assert found.names("director") == {f"Ana {n} Lopez" for n in range(len(titles))}
    assert not found.notes.rejected


# Records that go over several rows


def credits_of(found: Read, film: str) -> set[tuple[str | None, str | None]]:
    return {(role, name) for title, role, name in found.credits if title == film}


def test_records_go_on_although_a_film_stands_twice_and_the_key_is_not_the_first_column(read):
    rows = [
        ["cast", "character", "inventory number", "title", "year"],
        ["Ana Lopez", "Eva", "A1", "Alpha", "1990"],
        ["Bo Li", "Adam"],
        ["Cy Day", "Joe", "A1", "Alpha", "1990"],
        ["Di Ek", "Moe"],
        ["Ed Fox", "Zoe", "A2", "Beta", "1991"],
        ["Flo Gee", "", "", "", "1992"],
        ["Hal Ives", "Poe"],
        ["", "", "A3", "Gamma", "1993"],
    ]
    expected = {("Ana Lopez", "Eva"), ("Bo Li", "Adam"), ("Cy Day", "Joe"), ("Di Ek", "Moe")}
    for name, mark in (("a.csv", ","), ("a.tsv", "\t"), ("a.xlsx", "")):
        text = "".join(mark.join([*r, *[""] * (5 - len(r))]) + "\n" for r in rows)
        found = read(
            {name: text if mark else workbook({"x": [[c or None for c in r] for r in rows]})}
        )
        assert found.films == {"Alpha": "1990", "Beta": "1991", "Gamma": "1993"}, name
        played = found.rows(
            "SELECT ?n ?c { ?x film:hasWork/rdfs:label 'Alpha' ; film:hasAgent/rdfs:label ?n ; "
            "film:characterName ?c }"
        )
        assert set(played) == expected, name
        # The row of 1992 has a year of its own, and nobody knows with what the next goes on.
        assert [r.line for r in found.notes.rejected] == [7, 8], name
        assert (
            "8 rows = 3 films + 1 that describes a film of another row + 2 that go on"
            in (found.notes.understood[0])
        )


def test_records_of_credits_keep_the_person_and_the_character_of_a_row_together(read):
    found = read(
        {
            "credits.csv": "film,year,person,role,character,fee\nAlpha,1990,Ana Lopez,director,,1\n"
            ",,Bo Li,cast,Eva,2\n,,Cy Day,cast,Adam,3\nBeta,1991,Bo Li,cast,Joe,4\n"
        }
    )
    assert credits_of(found, "Alpha") == {
        ("director", "Ana Lopez"), ("cast", "Bo Li"), ("cast", "Cy Day"),
    }  # fmt: skip
    assert found.ask('?c film:hasAgent/rdfs:label "Cy Day" ; film:characterName "Adam" ; ?fee 3')
    assert not found.ask("?f a film:Film ; ?fee 3")


def test_a_person_goes_on_with_more_names(read):
    found = read(
        {
            "people.csv": "name,also known as,born,village\nAna Lopez,Anna L,1950,North\n,A. L.,,\n"
            ",Ann,,South\nBo Li,,1951,East\n"
        }
    )
    names = found.rows('SELECT ?a { ?p rdfs:label "Ana Lopez" ; skos:altLabel ?a }')
    assert set(names) == {("Anna L",), ("A. L.",), ("Ann",)}
    assert "4 rows = 2 people + 2 that go on with the row above" in found.notes.understood[0]


def test_a_few_films_without_a_title_in_a_full_table_do_not_go_on_with_the_film_above(read):
    body = "".join(f"Film {n},{1900 + n},Ana Lopez,{n}\n" for n in range(60))
    found = read({"films.csv": f"title,year,director,copies\n{body},,Bo Li,7\n"})
    assert found.names("director") == {"Ana Lopez"}
    (reject,) = found.notes.rejected
    assert "it may be another film" in reject.reason


def test_an_object_of_json_never_goes_on_with_the_one_before(read):
    films = [{"title": "Alpha", "cast": ["Ana Lopez"]}, {"title": None, "cast": ["Bo Li"]}]
    found = read({"films.json": json.dumps(films)})
    assert found.names("cast") == {"Ana Lopez"}
    assert [str(r)[:22] for r in found.notes.rejected] == ["films.json, record 2: "]


# What became of each row


def test_every_row_is_counted_and_films_described_twice_are_named(read):
    found = read(
        {
            "films.csv": "title,year,note\nAlpha,1990,a\nBeta,1991,b\nAlpha,1990,c\n,,d\n"
            "too,many,values,here,now\n"
        }
    )
    assert (
        "; 5 rows = 2 films + 1 that describes a film of another row + 2 rejected"
        in (found.notes.understood[0])
    )
    assert (
        "films.csv: 1 row describes a film that another row describes too: 'Alpha (1990)'"
        in found.notes.warnings
    )


def test_a_reject_says_the_number_once_and_what_it_counts(read):
    rows = [["title", "year"], ["Alpha", 1990], ["Beta", "x"]]
    found = read({"a.xlsx": workbook({"A": rows, "B": rows})})
    assert [r.split(": year")[0] for r in found.reasons] == [
        "a.xlsx (A), row 3", "a.xlsx (B), row 3",
    ]  # fmt: skip
    films = [{"title": "Alpha", "year": 1990}, {"title": "Beta", "year": "x"}]
    assert read({"a.json": json.dumps(films)}).reasons == ["a.json, record 2: year 'x': no year"]


# Identifiers


def test_a_column_of_imdbs_identifiers_is_known_by_what_it_holds(read):
    found = read(
        {
            "n.csv": "Year,Category,Film,FilmId,Nominees,NomineeIds\n"
            "1990,DIRECTING,Alpha,tt0000001,Ana Lopez,nm0000001\n"
            "1990,WRITING (Adaptation),Beta,tt0000002,Ana Lopez|Bo Li,nm0000001|nm0000002\n"
            "1990,BEST PICTURE,Beta,tt0000002,Small House Pictures,co0000003\n"
            "1991,ACTOR,Gamma|Delta,tt0000003|tt0000004,Cy Day,nm0000004\n"
            "1991,INTERNATIONAL FEATURE FILM,Eps,tt0000005,Spain,cc0000005\n"
        }
    )
    assert found.facts("Alpha", "film:imdbId") == {"tt0000001"}
    assert found.facts("Delta", "film:imdbId") == {"tt0000004"}
    assert set(found.films) == {"Alpha", "Beta", "Gamma", "Delta", "Eps"}
    people = dict(found.rows("SELECT ?n ?i { ?p a film:Person ; rdfs:label ?n ; film:imdbId ?i }"))
    assert people == {"Ana Lopez": "nm0000001", "Bo Li": "nm0000002", "Cy Day": "nm0000004"}
    assert not [c for c in found.credits if c[0] == "Eps"]
    assert "FilmId holds identifiers of IMDb" in found.notes.understood[0]
    few = read({"a.csv": "id,title\ntt0000001,Alpha\nb,Beta\nc,Gamma\n"})
    assert not few.ask("?f film:imdbId ?i")


@pytest.mark.parametrize(
    ("column", "values", "is_id", "why"),
    [
        ("Nr.", "B7 A2 C9", True, ""),
        ("Nr", "1 2 3", False, "counts the rows"),
        ("Signatur", "K1 K2 K3", True, ""),
        ("Inventarnummer", "1 2 3", True, ""),
        ("Signatur", "K1 K1 K2", False, "the same for several films"),
        ("shelfmark", "S1 - -", False, "missing for 2 of 3"),
    ],
)
def test_a_number_of_the_archive_is_an_identifier_only_if_it_tells_films_apart(
    read, column, values, is_id, why
):
    body = "".join(f"{v},Film {n},199{n}\n" for n, v in enumerate(values.split()))
    found = read({"films.csv": f"{column},title,year\n{body}"})
    assert found.count == 3
    assert bool(found.rows("SELECT ?i { ?f dcterms:identifier ?i }")) is is_id
    assert why in found.notes.understood[0]
    said = read({"films.csv": f"{column},title,year\n{body}"}, mapping={"id": column})
    assert said.rows("SELECT ?i { ?f dcterms:identifier ?i }")


def test_two_tables_that_number_their_films_alike_do_not_make_one_film_of_two(read):
    found = read(
        {
            "a.csv": "id,title,year,director\n1,Alpha,1990,Ana Lopez\n2,Beta,1991,Bo Li\n",
            "b.csv": "id,title,year,director\n1,Gamma,1990,Cy Day\n2,Beta,1991,Bo Li\n",
            "c.csv": "film_id,person,role\n1,Ed Fox,cast\n2,Flo Gee,cast\n",
        }
    )
    assert found.films == {"Alpha": "1990", "Beta": "1991", "Gamma": "1990"}
    assert credits_of(found, "Alpha") == {("director", "Ana Lopez")}
    assert credits_of(found, "Beta") == {("director", "Bo Li"), ("cast", "Flo Gee")}
    assert [r.line for r in found.notes.rejected] == [2]
    assert any("stand for two different films" in w for w in found.notes.warnings)


# Tables as others publish them


def test_the_date_of_a_diary_is_not_when_a_film_came_out(read):
    found = read({"watched.csv": "Date,Name,Year\n2021-01-03,Alpha,1999\n2000-05-02,Beta,2000\n"})
    assert found.facts("Alpha", "film:releaseDate") == set()
    assert found.facts("Beta", "film:releaseDate") == {"2000-05-02"}
    assert any("of another year than the film" in w for w in found.notes.warnings)


def test_a_list_with_a_small_table_about_itself_above(read):
    found = read(
        {
            "list.csv": "List export v7\nDate,Name,Tags,URL\n2021-01-01,My list,,x\n\n"
            "Position,Name,Year,URL\n1,Alpha,1999,y\n2,Beta,2000,z\n"
        }
    )
    assert found.films == {"Alpha": "1999", "Beta": "2000"}


def test_sums_notes_and_references_to_other_cells_are_no_films_and_no_people(read):
    rows = [
        ["Nr.", "Titel (Jahr)", "Regie 1", "Regie 2", "Uraufführung", "Kosten"],
        ["", "(Text)", "(Name)", "", "", "(EUR)"],
        ["A3", "Alpha (1990)", "Ana Lopez", None, datetime.date(1990, 5, 1), 3],
        ["A1", "Beta* (1991)", "s. o.", "Bo Li", None, 4],
        [None, None, "Summe", None, None, 7],
        ["Gesamt: 2 Filme"],
        ["* restauriert"],
        ["Quelle: das Archiv"],
    ]
    found = read({"a.xlsx": workbook({"x": rows})})
    assert found.films == {"Alpha": "1990", "Beta": "1991"}
    assert found.names("director") == {"Ana Lopez", "Bo Li"}
    assert found.facts("Beta", "skos:altLabel") == {"Beta*"}
    assert found.facts("Alpha", "film:releaseDate") == {"1990-05-01"}
    assert [r.line for r in found.notes.rejected] == [2, 4, 5, 6, 7, 8]
    assert "refers to another cell" in found.reasons[1]


def test_films_called_as_sums_and_notes_are_stay_films(read):
    names = ["Total Recall", "Total", "Source Code", "Summe", "(untitled)", "M*A*S*H", "Note: Love"]
    body = "".join(f"{n},19{50 + i},Ana Lopez\n" for i, n in enumerate(names))
    found = read({"films.csv": f"title,year,director\n{body}"})
    assert set(found.films) == set(names)
    assert not found.notes.rejected


def test_headers_in_capitals_with_units_line_breaks_and_both_genders(read):
    found = read(
        {
            "films.csv": '"TITLE OF\nTHE FILM";JAHR;"LÄNGE\n(IN MIN.)";DIRECTOR(S);Autor/in;'
            "Schauspieler*innen;Acteurs principaux;;\n"
            "Alpha, the;1990;90;Ana Lopez;Bo Li;Cy Day, Di Ek;Ed Fox;;\n"
        }
    )
    assert found.films == {"The Alpha": "1990"}
    assert found.facts("The Alpha", "film:durationMinutes") == {"90"}
    assert found.credits == {
        ("The Alpha", r, n)
        for r, n in (("director", "Ana Lopez"), ("writer", "Bo Li"), ("cast", "Cy Day"),
                     ("cast", "Di Ek"), ("cast", "Ed Fox"))
    }  # fmt: skip
    assert "local properties" not in found.notes.understood[0]


def test_each_actor_has_the_character_of_the_column_beside(read):
    found = read(
        {"a.csv": "title,year,actor 1,role 1,actor 2,Rolle 2\nA,1990,Ana L,Eva,Bo L,Joe\n"}
    )
    played = found.rows("SELECT ?n ?c { ?x film:hasAgent/rdfs:label ?n ; film:characterName ?c }")
    assert set(played) == {("Ana L", "Eva"), ("Bo L", "Joe")}


def test_a_film_and_its_producers_in_each_others_column_change_over(read):
    found = read(
        {
            "oscars.csv": "Year,Ceremony,Award,Name,Film\n1990,1,Actor,Ana Lopez,Alpha\n"
            '2013,86,Best Picture,Beta,"Bo Li and Cy Day, Producers"\n'
            '2014,87,Best Picture,"Di Ek, Producer",Gamma\n'
        }
    )
    assert set(found.films) == {"Alpha", "Beta", "Gamma"}
    assert ("Beta", "producer", "Cy Day") in found.credits
    assert "changed over in 1 rows" in found.notes.understood[0]


@pytest.mark.parametrize(
    "value",
    [
        {"tt0000001": {"title": "Alpha", "year": 1990}, "tt0000002": {"title": "Beta", "cast": []}},
        {"title": ["Alpha", "Beta"], "year": [1990, None]},
        {"films": {"title": ["Alpha", "Beta"], "year": [1990, None]}},
    ],
)
def test_json_by_identifier_and_by_column(read, value):
    found = read({"films.json": json.dumps(value)})
    assert found.films == {"Alpha": "1990", "Beta": None}


def test_objects_of_a_cast_that_hold_the_actor_inside_and_objects_that_name_nobody(read):
    cast = [{"actor": {"name": "Ana Lopez", "id": 7}, "role": "Eva"}, {"actor": "Bo Li"}]
    films = [{"title": "Alpha", "cast": cast}, {"title": "Beta", "cast": [{"x": 1}]}]
    found = read({"films.json": json.dumps(films)})
    assert found.names("cast") == {"Ana Lopez", "Bo Li"}
    assert found.ask('?c film:hasAgent/dcterms:identifier "7" ; film:characterName "Eva"')
    assert "objects without a name" in found.reasons[0]


def test_a_hidden_sheet_is_read_and_named(read):
    book = openpyxl.load_workbook(
        io.BytesIO(workbook({"a": [["title", "year"], ["A", 1990]], "b": [["title"], ["B"]]}))
    )
    book["b"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    found = read({"x.xlsx": out.getvalue()})
    assert set(found.films) == {"A", "B"}
    assert any("hidden sheet" in w for w in found.notes.warnings)


def test_a_film_with_just_its_original_title_and_a_running_time_of_nothing(read):
    found = read({"a.csv": "title,original title,year,runtime\n,Alfa,1990,0 min\nB,,1991,9 min\n"})
    assert found.films == {"Alfa": "1990", "B": "1991"}
    assert not found.notes.rejected


# Folders, and what is recognised


def test_what_cannot_be_read_in_a_folder_is_rejected_and_the_rest_is_read(read):
    files = {
        "a.csv": "title,year\nAlpha,1990\n",
        "b.xlsx": b"PK\x03\x04broken",
        "c.csv": "country,budget\nIndia,5\n",
        "d.json": "{broken",
        "e.xlsx": workbook({"x": [["title"], ["Beta"]]})[:900],
    }
    found = read(files, lenient=True)
    assert set(found.films) == {"Alpha"}
    assert {(r.file, r.record) for r in found.notes.rejected} == {
        (name, "the whole file") for name in files if name != "a.csv"
    }
    with pytest.raises(InputError):
        read(files)


def test_every_meaning_that_is_listed_can_be_given_to_map(read):
    rows = tables.known_columns()
    assert len({word for word, _, _ in rows}) == len(rows)
    for word, says, names in rows:
        assert says
        assert names
        tables.Options(mapping={word: "x"}).check()
    columns = {name: word for word, _, names in rows for name in names.split(", ")}
    assert columns["regie"] == "director"
    assert columns["shelfmark"] == "id"
    assert "--map" in tables.RULES


def test_two_tables_that_number_their_people_alike_do_not_make_one_person_of_two(read):
    found = read(
        {
            "a.csv": "person_id,name,born\n1,Ana Lopez,1950\n2,Bo Li,1951\n",
            "b.csv": "person_id,name,born\n1,Cy Day,1960\n2,Li Bo,1951\n",
        }
    )
    assert set(found.rows("SELECT ?n ?b { ?p rdfs:label ?n ; film:birthDate ?b }")) == {
        ("Ana Lopez", "1950"), ("Bo Li", "1951"), ("Cy Day", "1960"),
    }  # fmt: skip
    assert any("quite different names" in w for w in found.notes.warnings)


def test_names_last_first_that_are_joined_by_and(read):
    found = read({"a.csv": "title;year;director\nA;1990;Lopez, Ana\nB;1991;Lopez, Ana & Li, Bo\n"})
    assert found.names("director") == {"Ana Lopez", "Bo Li"}
    plain = read(
        {"b.csv": "title;year;director\nA;1990;Ana Lopez\nB;1991;Ana Lopez, Cy Day & Bo L\n"}
    )
    assert plain.names("director") == {"Ana Lopez", "Cy Day", "Bo L"}


def test_json_with_a_title_of_its_own_beside_the_films(read):
    films = [{"title": "Alpha", "year": 1990}, {"title": "Beta", "year": 1991}]
    value = {"meta": {"title": "My films"}, "films": films}
    assert read({"a.json": json.dumps(value)}).films == {"Alpha": "1990", "Beta": "1991"}


def test_a_part_in_a_film_and_a_job_stand_in_columns_of_one_name(read):
    jobs = read(
        {"a.csv": "Film;Person;Rolle\nA;Ana Lopez;Regie\nA;Bo Li;Darsteller\nB;Cy Day;Ton\n"}
    )
    assert ("A", "director", "Ana Lopez") in jobs.credits
    parts = read({"b.csv": "Film;Person;Rolle\nA;Ana Lopez;Eva\nA;Bo Li;Adam\n"})
    assert parts.ask('?c film:hasRole role:cast ; film:characterName "Eva"')


def test_names_in_brackets_are_people_and_remarks_in_brackets_are_not(read):
    found = read(
        {
            "credits.csv": "film,year,person,role\nAlpha,1920,[Joe May],director\n"
            "Alpha,1920,(Erich P),actor\nAlpha,1920,[Cy Day] (voice),actor\n",
            "films.csv": "title,year,director,cast\nBeta,1921,[Di Ek],A B|[C D]|(E F)|(narrator)\n"
            "Gamma,1922,X Y,[G H]|I J\n",
        }
    )
    assert found.names("director") == {"Joe May", "Di Ek", "X Y"}
    assert found.names("cast") == {"Erich P", "A B", "C D", "E F", "G H", "I J"}
    assert found.names("voice") == {"Cy Day"}
    assert found.ask('?c film:hasAgent/rdfs:label "Joe May" ; film:note "in brackets: [Joe May]"')
    assert found.ask('?c film:hasAgent/rdfs:label "E F" ; film:note "in brackets: (E F); narrator"')
    assert not found.ask('?c film:hasAgent/rdfs:label "A B" ; film:note ?n')


def test_rows_of_credits_that_name_nobody_are_counted_apart(read):
    found = read(
        {
            "credits.csv": "film,year,person,role\nAlpha,1920,Ana Lopez,director\n"
            "Alpha,1920,Unknown,actor\nBeta,1920,?,actor\nBeta,1920,,actor\n,,Bo Li,actor\n"
        }
    )
    assert (
        "; 5 rows = 1 credits (of 2 films not named before) + 3 without a person + 1 rejected"
        in (found.notes.understood[0])
    )
    assert (
        "credits.csv: 3 rows name no person: 'Unknown', '?', 'an empty cell'"
        in found.notes.warnings
    )


def test_two_films_of_one_title_and_year_stay_two_in_a_small_table(read):
    header = "title,year,director,cast\n"
    found = read(
        {
            "films.csv": f"{header}Hamlet,1948,Ana Lopez,A B\nHamlet,1948,Bo Li,C D\n"
            "Hamlet,1948,Bo Li,E F\n"
        }
    )
    assert found.count == 2
    assert any("kept apart" in w for w in found.notes.warnings)
    same = read({"films.csv": f"{header}Hamlet,1948,Ana Lopez,A B\nHamlet,1948,Bo Li,A B\n"})
    assert same.count == 1


def test_one_column_has_one_meaning_and_a_single_value_one_column(read):
    text = "Titel,Name2,Reg\nAlpha,Beta,Ana Lopez\n"
    with pytest.raises(ParameterError, match=r"'Reg' cannot mean both 'director' and 'cast'"):
        read({"films.csv": text}, mapping={"title": "Titel", "director": "Reg", "cast": "Reg"})
    with pytest.raises(ParameterError, match=r"'Titel' and 'Name2' cannot both be the title"):
        read({"films.csv": text}, mapping={"title": "Titel\nName2"})
    both = {"a.csv": "Titel,Jahr\nAlpha,1990\n", "b.csv": "Bezeichnung,Jahr\nBeta,1991\n"}
    found = read(both, mapping={"title": "Titel\nBezeichnung"})
    assert found.films == {"Alpha": "1990", "Beta": "1991"}


@pytest.mark.parametrize("number", ["Inv. no.", "id", "Signatur", "Inventarnummer"])
@pytest.mark.parametrize("name", ["Name", "Person"])
@pytest.mark.parametrize("role", ["Function", "Funktion", "Job", "Tätigkeit", "Position"])
def test_credits_may_name_their_films_by_the_number_of_the_archive(read, number, name, role):
    credit_rows = "F1,Ana Lopez,director,\nF1,Bo Li,actor,The Judge\nF2,Ana Lopez,director,\n"
    found = read(
        {
            "credits.csv": f"{number},{name},{role},Character\n{credit_rows}",
            "films.csv": f"{number},Title,Year\nF1,Alpha,1990\nF2,Beta,1991\n",
        }
    )
    assert found.credits == {
        ("Alpha", "director", "Ana Lopez"),
        ("Alpha", "cast", "Bo Li"),
        ("Beta", "director", "Ana Lopez"),
    }
    assert found.count == 2
    assert not found.ask("?p a film:Person ; dcterms:identifier ?id")


@pytest.mark.parametrize(
    "options", [{"mapping": {"id": "Number", "role": "Did"}}, {"shape": "credits"}]
)
def test_the_user_says_that_a_number_is_that_of_the_film_of_a_credit(read, options):
    column = "Number" if "mapping" in options else "id"
    found = read({"c.csv": f"{column},Person,Did\nF1,Ana Lopez,director\n"}, **options)
    assert found.ask('?f a film:Film ; dcterms:identifier "F1"')
    assert found.ask("?c film:hasWork ?f ; film:hasAgent ?p")
    assert not found.ask("?p a film:Person ; dcterms:identifier ?id")


def test_a_number_that_several_people_share_is_none_of_theirs(read):
    found = read({"p.csv": "id,person,born\n1,Ana Lopez,1950\n1,Bo Li,1951\n2,Cy Day,1952\n"})
    assert not found.ask("?p a film:Person ; dcterms:identifier ?id")
    assert "--shape credits" in found.notes.understood[0]
    own = read({"p.csv": "id,name,profession\n1,Ana Lopez,actor\n2,Bo Li,director\n"})
    assert not own.count
    assert own.ask('?p rdfs:label "Bo Li" ; dcterms:identifier "2"')
