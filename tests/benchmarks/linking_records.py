"""Film records as other people wrote them, with the answer kept apart from what is shown."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha1
from pathlib import Path

from linking_endpoint import Endpoint

SOURCES = ("prust", "tmdb", "movielens", "oscars")
ARTICLES = frozenset(
    ("the", "a", "an", "le", "la", "les", "un", "une", "der", "die", "das", "el", "los", "il")
)
_YEAR = re.compile(r"(.*) \((\d{4})\)\s*")


@dataclass(frozen=True)
class Record:
    """One film of a table."""

    source: str
    key: str
    """What the source calls it: never written into a table."""
    title: str
    year: str = ""
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    qid: str | None = None
    """The right item; None where it is not known."""

    @property
    def row(self) -> str:
        """The made-up id: it tells nothing of the answer."""
        return "r" + _hash(f"row|{self.source}|{self.key}")[:10]


def gold(data: Path, endpoint: Endpoint, half: str = "test") -> list[Record]:
    """The development data, or one half of it: no film is in both.

    The halves are told apart by the item, not by the row, because one film stands in several of
    the sources: ``fit`` is an even, ``test`` an odd first byte of the item's SHA-1.
    """
    with (data / "linking/films/gold_dev.tsv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE))
    wiki = {r.key: r for r in wikipedia(data)}
    found: dict[str, Record] = {}
    for row in rows:
        if half not in ("all", half_of(row["qid"])) or row["qid"] not in endpoint.films:
            continue
        record = Record(
            row["source"],
            row["source_id"],
            row["title"],
            row["year"],
            names(row["director"]),
            names(row["cast"]),
            row["qid"],
        )
        if record.source == "prust" and record.key in wiki:  # gold_dev leaves its casts out
            record = replace(record, cast=wiki[record.key].cast)
        found.setdefault(record.row, record)  # some rows are there twice
    return list(found.values())


def half_of(qid: str) -> str:
    """``fit`` or ``test``."""
    return "test" if sha1(qid.encode()).digest()[0] % 2 else "fit"


def wikipedia(data: Path) -> list[Record]:
    """The films of the Wikipedia lists, by the name of their page; no answers."""
    found = []
    for file in sorted((data / "films/wikipedia_movies").glob("movies-*.json")):
        for film in json.loads(file.read_text("utf-8")):
            if film.get("href"):
                cast = tuple(n for n in film["cast"] if n)
                year = str(film["year"])
                found.append(Record("wikipedia", film["href"], film["title"], year, (), cast))
    return found


def movielens(data: Path, endpoint: Endpoint) -> list[Record]:
    """MovieLens, all of it; the answer is the item with the same IMDb id, where there is one."""
    with (data / "films/movielens_small/links.csv").open(encoding="utf-8", newline="") as text:
        imdb = {row["movieId"]: f"tt{row['imdbId']}" for row in csv.DictReader(text)}
    with (data / "films/movielens_small/movies.csv").open(encoding="utf-8", newline="") as text:
        return [
            Record(
                "movielens", r["movieId"], r["title"], qid=endpoint.by_imdb.get(imdb[r["movieId"]])
            )
            for r in csv.DictReader(text)
        ]


def tmdb(data: Path, endpoint: Endpoint) -> list[Record]:
    """TMDb, all of it, with director and five cast; the answer as in `movielens`."""
    folder = data / "films/tmdb"
    with (folder / "tmdb_movies_ids_imdb.csv").open(encoding="utf-8", newline="") as text:
        others = {row["id"]: row for row in csv.DictReader(text)}
    with (folder / "tmdb_movies_cast_director_keywords.csv").open(
        encoding="utf-8", newline=""
    ) as text:
        rows = {row["id"]: row for row in csv.DictReader(text)}
    return [
        Record(
            "tmdb",
            key,
            row["original_title"],
            others[key]["release_year"],
            names(row["director"]),
            names(row["cast"]),
            endpoint.by_imdb.get(others[key]["imdb_id"]),
        )
        for key, row in rows.items()
        if key in others
    ]


def year_cut_off(record: Record) -> Record:
    """`Hoodlum (1997)` with its year where years belong."""
    found = _YEAR.fullmatch(record.title)
    return replace(record, title=found[1], year=found[2]) if found else record


def sample(records: Iterable[Record], size: int, salt: str = "") -> list[Record]:
    """Always the same ones, in an order that tells nothing."""
    return sorted(records, key=lambda r: _hash(f"{salt}|{r.source}|{r.key}"))[:size]


def folded(title: str) -> str:
    """A title without case, accents, punctuation and articles, as homonyms are counted."""
    text = unicodedata.normalize("NFKD", title).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", " ", text.replace("&", " and ").replace("'", "")).split()
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in ARTICLES:
        words = words[:-1]
    return " ".join(words)


def homonyms(records: Iterable[Record], endpoint: Endpoint) -> set[str]:
    """The rows whose title another film of the endpoint also bears."""
    bearers: dict[str, set[str]] = {}
    for qid, film in endpoint.films.items():
        if film.label:
            bearers.setdefault(folded(film.label), set()).add(qid)
    return {
        r.row for r in records if bearers.get(folded(year_cut_off(r).title), set()) - {r.qid or ""}
    }


def write(records: Sequence[Record], path: Path, leave_out: Sequence[str] = ()) -> Path:
    """The table as a person would have it: made-up ids, no answers."""
    columns = ["id", "title", "year", "director", "cast"]
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow([c for c in columns if c not in leave_out])
        for r in records:
            cells = [r.row, r.title, r.year, "|".join(r.directors), "|".join(r.cast)]
            table.writerow(
                [c for c, name in zip(cells, columns, strict=True) if name not in leave_out]
            )
    return path


def names(cell: str) -> tuple[str, ...]:
    """The names of one cell."""
    return tuple(dict.fromkeys(n.strip() for n in cell.split("|") if n.strip()))


def _hash(text: str) -> str:
    return sha1(text.encode()).hexdigest()
