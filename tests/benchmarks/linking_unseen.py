"""Tables of which nothing was used to fit the linker, and how their truth is known."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from linking_endpoint import Endpoint
from linking_people import People, plain
from linking_records import Record, folded, wikipedia


@dataclass(frozen=True)
class Bare:
    """A person with nothing but a name and at most a note."""

    row: str
    name: str
    note: str = ""
    qid: str = ""
    """The right item; "" where it has none, or none in the endpoint."""


def vega(data: Path, endpoint: Endpoint) -> list[Record]:
    """Dirty JSON: films with a director; the truth as in `agreeing`."""
    found = []
    films = json.loads((data / "films/vega_movies/movies.json").read_text("utf-8"))
    for number, film in enumerate(films):
        year = re.search(r"\b(1[89]\d\d|20\d\d)$", str(film["Release Date"] or ""))
        if year and film["Director"] and film["Title"]:
            title = str(film["Title"])
            found.append(Record("vega", str(number), title, year[1], (film["Director"],)))
    return agreeing(found, endpoint)


def wikipedia_rest(data: Path, endpoint: Endpoint, seen: Iterable[str]) -> list[Record]:
    """Of the Wikipedia lists the films that the development data does not have."""
    known = set(seen)
    return agreeing((r for r in wikipedia(data) if r.key not in known and r.cast), endpoint)


def agreeing(records: Iterable[Record], endpoint: Endpoint) -> list[Record]:
    """Those of which one film alone has the title, the year within one and somebody in common.

    It is a truth for easy records only: what is right here is not all that could be linked.
    """
    titles: dict[str, list[str]] = {}
    for qid, film in endpoint.films.items():
        titles.setdefault(folded(film.label), []).append(qid)
    found = []
    for record in records:
        named = {plain(n) for n in (*record.directors, *record.cast)}
        fits = [
            qid
            for qid in titles.get(folded(record.title), ())
            if any(abs(y - int(record.year)) <= 1 for y in endpoint.films[qid].years)
            and named & {plain(n) for n in _names(endpoint, qid)}
        ]
        if len(fits) == 1:
            found.append(replace(record, qid=fits[0]))
    return found


def imdb(data: Path, endpoint: Endpoint) -> list[Record]:
    """IMDb's own files as a table; the truth is the item with the same IMDb id, or none."""
    folder = data / "films/imdb_tsv"
    names = {row["nconst"]: row["primaryName"] for row in _tsv(folder / "name.basics.tsv")}
    people: dict[tuple[str, str], list[str]] = {}
    for row in _tsv(folder / "title.principals.tsv"):
        role = "cast" if row["category"] in ("actor", "actress", "self") else row["category"]
        if row["nconst"] in names:
            people.setdefault((row["tconst"], role), []).append(names[row["nconst"]])
    return [
        Record(
            "imdb",
            key,
            row["primaryTitle"],
            row["startYear"].replace("\\N", ""),
            tuple(dict.fromkeys(people.get((key, "director"), ()))),
            tuple(dict.fromkeys(people.get((key, "cast"), ()))),
            endpoint.by_imdb.get(key, ""),
        )
        for row in _tsv(folder / "title.basics.tsv")
        if row["titleType"] == "movie" and (key := row["tconst"])
    ]


def filmography(data: Path, endpoint: Endpoint, language: str) -> list[Record]:
    """The films of two actors, titled in one language; the items are those of the file."""
    found: dict[str, Record] = {}
    file = data / f"linking/multilingual/bud-spencer-terence-hill-movies-{language}.csv"
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            qid = row["movie"].rsplit("/", 1)[-1]
            if re.fullmatch(r"Q\d+", row["movieLabel"]):  # no title in this language: the answer
                continue
            new = Record(
                f"filmography-{language}",
                qid,
                row["movieLabel"],
                row["firstReleased"][:4],
                (),
                (row["starLabel"],),
                qid if qid in endpoint.films else "",
            )
            old = found.get(qid, new)
            found[qid] = replace(old, cast=tuple(dict.fromkeys((*old.cast, *new.cast))))
    return list(found.values())


def by_hand(data: Path, endpoint: Endpoint) -> list[Bare]:
    """The people of a film archive, each with the item that was found by hand, or none."""
    found = []
    with (data / "linking/cinetv_people/people-annotated-val.csv").open(
        encoding="utf-8-sig", newline=""
    ) as text:
        for number, row in enumerate(csv.DictReader(text)):
            name = f"{row['Prenom']} {row['Nom']}".strip()
            note = "; ".join(n.strip() for n in (row["Notes"], row["Fonctions"]) if n.strip())
            qid = row["LienWikidata"].rsplit("/", 1)[-1]
            qid = qid if qid in endpoint.people else ""
            found.append(Bare(f"p{number:05d}", name, note, qid))
    return found


def imdb_names(data: Path, endpoint: Endpoint, people: People) -> list[Bare]:
    """The names of IMDb's files, and the films that each is known for."""
    rows = _tsv(data / "films/imdb_tsv/name.basics.tsv")
    return _judged(
        "n",
        (
            (row["nconst"], row["primaryName"], tuple(row["knownForTitles"].split(",")))
            for row in rows
        ),
        endpoint,
        people,
    )


def imdb_cast(data: Path, endpoint: Endpoint, people: People) -> list[Bare]:
    """The people of the cast table of `people_imdb_to_qid`."""
    films: dict[tuple[str, str], list[str]] = {}
    with (data / "linking/people_imdb_to_qid/top_cast_sample.csv").open(
        encoding="utf-8", newline=""
    ) as text:
        for row in csv.DictReader(text):
            films.setdefault((row["actor_id"], row["actor_name"]), []).append(row["movie_id"])
    return _judged("c", ((*key, tuple(of)) for key, of in films.items()), endpoint, people)


def _judged(
    kind: str,
    rows: Iterable[tuple[str, str, tuple[str, ...]]],
    endpoint: Endpoint,
    people: People,
) -> list[Bare]:
    """Bare names whose truth is known: by the person's IMDb id, else by the person's films.

    Whoever bears the name and made one of the films is right. Where nobody in the endpoint bears
    it, there is nobody to link. Where somebody bears it and neither id nor film tells whether it
    is the same person, the name is left out.
    """
    bearers: dict[str, set[str]] = {}
    for qid, names in people.labels.items():
        for name in names:
            bearers.setdefault(name, set()).add(qid)
    found = []
    for number, (nm, name, films) in enumerate(rows):
        qid = people.known.get(nm, "")
        namesakes = bearers.get(plain(name), set())
        if not qid:
            made = {q for f in films for q in _people(endpoint, f)} & namesakes
            if len(made) > 1 or (namesakes and not made):
                continue
            qid = next(iter(made), "")
        found.append(Bare(f"{kind}{number:05d}", name, qid=qid if qid in endpoint.people else ""))
    return found


def _people(endpoint: Endpoint, imdb_id: str) -> list[str]:
    film = endpoint.films.get(endpoint.by_imdb.get(imdb_id, ""))
    return film.people if film else []


def write_bare(people: Iterable[Bare], path: Path, notes: bool) -> Path:
    """A table of people."""
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(["id", "name", "note"] if notes else ["id", "name"])
        for p in people:
            table.writerow([p.row, p.name, p.note] if notes else [p.row, p.name])
    return path


def _names(endpoint: Endpoint, film: str) -> Iterator[str]:
    for qid in endpoint.films[film].people:
        person = endpoint.people.get(qid)
        if person and person.label:
            yield person.label


def _tsv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
