"""Tables that other people made: what is in them is in the claims, counted by other means."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from reelgraph.sources import tables
from reelgraph.sources.inputs import Input
from reelgraph.vocabulary import BASE, PREFIXES

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
FILMS = SHARED / "films"
PROLOGUE = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
TITLES = (
    "SELECT ?t ?y { ?f a film:Film ; rdfs:label|skos:altLabel ?t OPTIONAL { ?f film:year ?y } }"
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FILMS.is_dir(), reason="the real film data is not beside the checkout"),
]


def read(scratch: Path, *paths: Path) -> tuple[tables.Notes, ox.Store]:
    inputs = []
    for path in paths:
        data = path.read_bytes()
        kind = tables.sniff(data[: 1 << 16], path.suffix[1:])
        assert kind
        sha256 = hashlib.sha256(data).hexdigest()
        inputs.append(Input(path, path.name, kind, False, sha256, len(data)))
    out = io.BytesIO()
    notes = tables.read(inputs, "theirs", scratch, BASE, tables.Options(), None, out)
    store = ox.Store()
    store.bulk_load(out.getvalue(), format=ox.RdfFormat.N_TRIPLES)
    return notes, store


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows(store: ox.Store, query: str) -> Iterator[tuple[str | None, ...]]:
    for row in store.query(PROLOGUE + query):  # type: ignore[union-attr]
        yield tuple(getattr(v, "value", None) for v in row)


def folded(title: object) -> str:
    """A title by its letters and digits alone, its article where it was put."""
    plain = re.sub(r"\[\d+\]|\((?:\d{4}|\d{4} film)\)\s*$", "", str(title))
    return re.sub(r"[\W_]+", "", plain).casefold()


def share_in(wanted: set[object], there: set[object]) -> float:
    assert wanted
    return len(wanted & there) / len(wanted)


@pytest.mark.parametrize("decade", ["1900s", "1920s", "1940s", "1960s", "1980s", "1990s", "2010s"])
def test_the_films_and_casts_of_a_decade_are_in(tmp_path, decade):
    path = FILMS / "wikipedia_movies" / f"movies-{decade}.json"
    records = json.loads(path.read_text("utf-8"))
    notes, store = read(tmp_path, path)
    there = {(folded(t), y) for t, y in rows(store, TITLES)}
    assert share_in({(folded(r["title"]), str(r["year"])) for r in records}, there) > 0.99
    assert notes.records == len(records)
    named = "SELECT ?t ?n { ?c film:hasAgent/rdfs:label ?n ; film:hasWork ?f . " \
            "?f rdfs:label|skos:altLabel ?t }"  # fmt: skip
    cast = {(folded(t), folded(n)) for t, n in rows(store, named)}
    plain = [(r["title"], n) for r in records for n in r["cast"] if not re.search(r"[()\[\]]", n)]
    assert share_in({(folded(t), folded(n)) for t, n in plain if folded(n)}, cast) > 0.98


def test_three_tables_joined_by_their_numbers(tmp_path):
    folder = FILMS / "movielens_small"
    files = [folder / f"{name}.csv" for name in ("tags", "links", "movies")]
    notes, store = read(tmp_path, *files)
    assert not notes.rejected
    movies, links = csv_rows(files[2]), csv_rows(files[1])
    named = "SELECT ?i { ?f a film:Film ; dcterms:identifier ?i ; rdfs:label ?t }"
    assert {i for (i,) in rows(store, named)} == {m["movieId"] for m in movies}
    linked = "SELECT ?i ?m { ?f dcterms:identifier ?i ; film:imdbId ?m }"
    assert set(rows(store, linked)) == {(r["movieId"], "tt" + r["imdbId"]) for r in links}
    years = dict(rows(store, "SELECT ?i ?y { ?f dcterms:identifier ?i ; film:year ?y }"))
    said = {m["movieId"]: y[1] for m in movies if (y := re.search(r"\((\d{4})\)\s*$", m["title"]))}
    assert {i: years.get(i) for i in said} == said


def test_dates_with_years_of_two_digits_are_those_that_the_other_column_tells(tmp_path):
    files = [
        FILMS / "tmdb" / name
        for name in ("tmdb_movies_ids_imdb.csv", "tmdb_movies_cast_director_keywords.csv")
    ]
    notes, store = read(tmp_path, *files)
    first, second = csv_rows(files[0]), csv_rows(files[1])
    assert not notes.rejected
    dates = set(rows(store, "SELECT ?i ?d { ?f dcterms:identifier ?i ; film:releaseDate ?d }"))
    expected = set()
    for r in first:
        month, day, _ = r["release_date"].split("/")
        expected.add((r["id"], f"{r['release_year']}-{int(month):02}-{int(day):02}"))
    assert dates == expected
    ascii_names = {
        (r["id"], n.strip()) for r in second for n in r["cast"].split("|") if n.strip().isascii()
    }
    cast = "SELECT ?i ?n { ?c film:hasRole role:cast ; film:hasWork/dcterms:identifier ?i ; " \
           "film:hasAgent/rdfs:label ?n }"  # fmt: skip
    assert share_in({p for p in ascii_names if p[1]}, set(rows(store, cast))) > 0.998


@pytest.mark.parametrize(("name", "day_first"), [("ddmmyyyy", True), ("mmddyyyy", False)])
def test_the_order_of_day_and_month_is_found(tmp_path, name, day_first):
    path = FILMS / "tmdb" / f"tmdb_5000_movies_flat_{name}.csv"
    _, store = read(tmp_path, path)
    dates = set(rows(store, "SELECT ?i ?d { ?f dcterms:identifier ?i ; film:releaseDate ?d }"))
    expected = set()
    for r in csv_rows(path):
        if r["release_date"].count("/") == 2:
            one, two, year = map(int, r["release_date"].split("/"))
            day, month = (one, two) if day_first else (two, one)
            expected.add((r["id"], f"{year}-{month:02}-{day:02}"))
    assert len(expected) > 4_000
    assert expected <= dates


def test_dirty_json_keeps_titles_that_are_numbers_and_names_what_it_rejects(tmp_path):
    path = FILMS / "vega_movies" / "movies.json"
    records = json.loads(path.read_text("utf-8"))
    notes, store = read(tmp_path, path)
    there = {folded(t) for t, _ in rows(store, TITLES)}
    wanted = {folded(r["Title"]) for r in records if r["Title"] is not None}
    assert wanted <= there
    assert {"300", "21", "9", "1776"} <= there
    missing = [n for n, r in enumerate(records, 1) if r["Title"] is None]
    assert [r.line for r in notes.rejected if "no title" in r.reason] == missing


def test_ten_thousand_titles_that_were_encoded_twice_are_mended(tmp_path):
    movies = FILMS / "movielens_small" / "movies.csv"
    _, sound = read(tmp_path, movies)
    twice = tmp_path / "twice.csv"
    text = movies.read_bytes()
    wrong = "".join(
        chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in text
    )
    twice.write_text(wrong, "utf-8", newline="")
    notes, mended = read(tmp_path, twice)
    assert set(rows(mended, TITLES)) == set(rows(sound, TITLES))
    assert any("undone" in w for w in notes.warnings)
    assert not any("cannot be undone" in w for w in notes.warnings)
