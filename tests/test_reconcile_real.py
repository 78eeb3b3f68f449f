"""How well real titles are matched: MovieLens's against a graph of TMDb's films."""

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from reconciling import Client

import reelgraph
from reelgraph.vocabulary import FILM, RDF, RDFS, XSD
from reelgraph.web.context import Context, Settings

FILMS = Path(__file__).resolve().parents[2] / "shared/data/films"
TMDB = "https://example.org/tmdb/"
ROWS = 300

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not FILMS.is_dir(), reason="the real film data is not beside the checkout"),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A service over TMDb's films, with titles, years, directors and five of the cast."""
    from reelgraph.web.engines import open_engine
    from reelgraph.web.serving import in_background

    folder = tmp_path_factory.mktemp("tmdb")
    path = folder / "tmdb.nt"
    path.write_bytes(ox.serialize(_facts(), format=ox.RdfFormat.N_TRIPLES) or b"")
    with reelgraph.open(folder / "store", create=True) as graph:
        graph.load(path, source="tmdb")
    chosen = Settings()
    context = Context(open_engine(folder / "store", chosen), chosen)
    try:
        with in_background(context) as address:
            yield Client(address + "reconcile")
    finally:
        context.engine.close()


def _facts() -> Iterator[ox.Triple]:
    for row in _rows("tmdb/tmdb_movies_ids_imdb.csv"):
        film = ox.NamedNode(f"{TMDB}film/{row['id']}")
        yield ox.Triple(film, ox.NamedNode(RDF + "type"), ox.NamedNode(FILM + "Film"))
        title = ox.Literal(row["original_title"], language="en")
        yield ox.Triple(film, ox.NamedNode(RDFS + "label"), title)
        year = ox.Literal(row["release_year"], datatype=ox.NamedNode(XSD + "gYear"))
        yield ox.Triple(film, ox.NamedNode(FILM + "releaseDate"), year)
    for row in _rows("tmdb/tmdb_movies_cast_director_keywords.csv"):
        film = ox.NamedNode(f"{TMDB}film/{row['id']}")
        for column, edge in (("director", "hasDirector"), ("cast", "hasCastMember")):
            for name in filter(None, row[column].split("|")):
                digest = name.encode().hex()[:80]
                person = ox.NamedNode(f"{TMDB}person/{digest}")
                yield ox.Triple(film, ox.NamedNode(FILM + edge), person)
                yield ox.Triple(person, ox.NamedNode(RDF + "type"), ox.NamedNode(FILM + "Person"))
                yield ox.Triple(person, ox.NamedNode(RDFS + "label"), ox.Literal(name))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FILMS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _asked() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Titles with the ids that are right, of films that are there; and titles of others."""
    here = {
        row["imdb_id"]: f"{TMDB}film/{row['id']}" for row in _rows("tmdb/tmdb_movies_ids_imdb.csv")
    }
    imdb = {r["movieId"]: f"tt{r['imdbId']}" for r in _rows("movielens_small/links.csv")}
    every = [(r["title"], imdb[r["movieId"]]) for r in _rows("movielens_small/movies.csv")]
    random.Random(11).shuffle(every)
    there = [(title, here[number]) for title, number in every if number in here]
    return there[:ROWS], [(title, "") for title, number in every if number not in here][:ROWS]


def _counted(service: Client, rows: list[tuple[str, str]]) -> tuple[int, int, int, list[str]]:
    """How many are matched rightly, wrongly, and have the right one first; the wrong ones."""
    right = wrong = first = 0
    told = []
    for begin in range(0, len(rows), 50):
        part = rows[begin : begin + 50]
        asked = {str(n): {"query": title, "type": "Film"} for n, (title, _) in enumerate(part)}
        reply = service.post(queries=json.dumps(asked))
        for key, found in reply.json.items():
            title, truth = part[int(key)]
            sure = [c for c in found["result"] if c["match"]]
            first += bool(found["result"]) and found["result"][0]["id"] == truth
            right += any(c["id"] == truth for c in sure)
            if sure and sure[0]["id"] != truth:
                wrong += 1
                told.append(f"{title}: {sure[0]['name']}, {sure[0]['description']}")
    return right, wrong, first, told


def test_titles_of_films_that_are_there_are_matched(service: Client) -> None:
    right, wrong, first, told = _counted(service, _asked()[0])
    figures = f"{right} right, {wrong} wrong, {first} right ones first: {told}"
    assert right >= 0.9 * ROWS, figures
    assert wrong <= 0.01 * ROWS, figures
    assert first >= 0.95 * ROWS, figures


def test_titles_of_films_that_are_not_there_are_not(service: Client) -> None:
    _, wrong, _, told = _counted(service, _asked()[1])
    assert wrong <= 0.03 * ROWS, told
