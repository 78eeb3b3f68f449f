"""IMDb's seven files made of numbers: seeded, of any size, with nobody's real data in them.

Casts and careers are heavy-tailed as they are in life: most people are credited once or twice, a
few hundreds of times; most titles have ten credits, some have fifty.
"""

import gzip
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear "
    "runtimeMinutes genres",
    "title.principals": "tconst ordering nconst category job characters",
    "title.crew": "tconst directors writers",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.ratings": "tconst averageRating numVotes",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
_TYPES = {"movie": 30, "short": 30, "tvEpisode": 20, "video": 8, "tvMovie": 6, "tvSeries": 6}
_GENRES = ("Action", "Comedy", "Crime", "Documentary", "Drama", "Horror", "Romance", "Sci-Fi")
_REGIONS = {"US": "en", "GB": "en", "FR": r"\N", "DE": r"\N", "JP": "ja", "BG": "bg", "XWW": "en"}
_CREW = {
    "director": (r"\N",),
    "writer": (r"\N", "screenplay", "story", 'novel "The Nth"'),
    "producer": ("producer", "executive producer", "line producer"),
    "composer": (r"\N",),
    "cinematographer": (r"\N", "director of photography"),
    "editor": (r"\N",),
    "production_designer": (r"\N",),
    "casting_director": (r"\N",),
    "archive_footage": (r"\N",),
}
_SYLLABLES = (
    "an",
    "bel",
    "cor",
    "dun",
    "el",
    "far",
    "gol",
    "har",
    "in",
    "jor",
    "kal",
    "lum",
    "mor",
)


def write(folder: Path, principals: int, seed: int = 1895, packed: bool = False) -> dict[str, int]:
    """Write the seven files into a folder and give the number of rows of each.

    Args:
        folder: Is made if it is not there.
        principals: About how many rows title.principals has; the other files follow from it.
        seed: Of the random numbers: the same seed and size give the same files.
        packed: Write ``.tsv.gz``, as IMDb does.

    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    counts = dict.fromkeys(HEADERS, 0)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_open(folder, name, packed)) for name in HEADERS}
        for name, header in HEADERS.items():
            files[name].write("\t".join(header.split()) + "\n")
        people = max(20, principals // 3)
        for name, row in _rows(principals, people, chance):
            files[name].write("\t".join(row) + "\n")
            counts[name] += 1
    return counts


def _open(folder: Path, name: str, packed: bool) -> TextIO:
    if packed:
        path = folder / f"{name}.tsv.gz"
        return gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n")
    return (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="\n")


def _rows(principals: int, people: int, chance: random.Random) -> Iterator[tuple[str, list[str]]]:
    """Rows of all files mixed, those of each in the order of their identifiers."""
    none, done, n, series = r"\N", 0, 0, ""
    while done < principals:
        n += chance.randint(1, 9)  # some numbers are not given, as at IMDb
        tconst, title = f"tt{n:07d}", _words(chance, chance.randint(1, 4))
        kind = chance.choices(list(_TYPES), list(_TYPES.values()))[0]
        original = title if chance.random() < 0.8 else _words(chance, 2)
        year = none if chance.random() < 0.05 else str(chance.randint(1900, 2024))
        minutes = none if chance.random() < 0.2 else str(chance.randint(1, 200))
        genres = ",".join(sorted(chance.sample(_GENRES, chance.randint(1, 3))))
        adult = "1" if chance.random() < 0.01 else "0"
        row = [tconst, kind, title, original, adult, year, none, minutes, genres]
        yield "title.basics", row
        if kind == "tvSeries":
            series = tconst
        if kind == "tvEpisode":
            yield "title.episode", [tconst, series or none, "1", str(chance.randint(1, 24))]
        if chance.random() < 0.6:
            votes = int(5 * chance.paretovariate(0.7))
            yield "title.ratings", [tconst, f"{chance.uniform(1, 10):.1f}", str(votes)]
        credited = list(_credits(people, chance))
        for place, credit in enumerate(credited, 1):
            yield "title.principals", [tconst, str(place), *credit]
        done += len(credited)
        directors = [nconst for nconst, category, *_ in credited if category == "director"]
        writers = [nconst for nconst, category, *_ in credited if category == "writer"]
        if chance.random() < 0.2:  # title.crew knows more of them
            writers += [_person(people, chance) for _ in range(3)]
        yield "title.crew", [tconst, _listed(directors), _listed(writers)]
        yield "title.akas", [tconst, "1", original, none, none, "original", none, "1"]
        regions = chance.sample(list(_REGIONS), chance.choice((0, 1, 1, 2, 5)))
        for place, region in enumerate(regions, 2):
            other = title if chance.random() < 0.5 else _words(chance, 3)
            row = [tconst, str(place), other, region, _REGIONS[region], "imdbDisplay", none, "0"]
            yield "title.akas", row
    for i in range(1, people + 1):
        born = none if chance.random() < 0.6 else str(chance.randint(1870, 2005))
        known = ",".join(f"tt{chance.randint(1, n):07d}" for _ in range(chance.randint(1, 4)))
        row = [f"nm{i:07d}", f"{_words(chance, 2)} {i}", born, none, "actor,writer", known]
        yield "name.basics", row


def _credits(people: int, chance: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """The credits of one title: who, category, job and characters."""
    for _ in range(min(40, int(3 * chance.paretovariate(1.1)))):
        names = json.dumps([_words(chance, 1) for _ in range(1 + (chance.random() < 0.05))])
        nconst, kind = _person(people, chance), chance.choice(("actor", "actor", "actress", "self"))
        yield nconst, kind, r"\N", names if chance.random() < 0.8 else r"\N"
    for category in chance.sample(list(_CREW), chance.randint(1, 6)):
        yield _person(people, chance), category, chance.choice(_CREW[category]), r"\N"


def _listed(people: list[str]) -> str:
    return ",".join(dict.fromkeys(people)) or r"\N"


def _person(people: int, chance: random.Random) -> str:
    """Somebody; the first numbers far more often than the last."""
    return f"nm{1 + int(people * chance.random() ** 2.5):07d}"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(
        "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 3))).title() for _ in range(count)
    )
