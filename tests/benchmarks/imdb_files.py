"""IMDb's seven files made of numbers: seeded, of any size, with nobody's real data in them.

``python tests/benchmarks/imdb_files.py FOLDER --films 100000`` writes 100,000 films with about a
million principals; 700,000 with seven million. ``--all-types`` puts IMDb's other titles among them.

Casts and careers are heavy-tailed as they are in life: most people are credited once or twice and
the busiest in more than a thousand titles (among 100,000); half of the casts are of five people or
fewer, and one in a hundred has sixty.
"""

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
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
FILMS = {"short": 91, "movie": 61, "video": 26, "tvMovie": 13, "tvShort": 1}
"""The types that are films, in thousandths of IMDb's titles."""
OTHERS = {"tvEpisode": 766, "tvSeries": 24, "tvMiniSeries": 5, "tvSpecial": 5, "videoGame": 4}
_GENRES = (
    *("Action", "Adventure", "Animation", "Biography", "Comedy", "Crime", "Documentary", "Drama"),
    *(
        "Family",
        "Fantasy",
        "History",
        "Horror",
        "Music",
        "Mystery",
        "Romance",
        "Sci-Fi",
        "Thriller",
    ),
)
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
_AT_ONCE = 1 << 12
"""Titles, or people, whose rows are written at once."""


def write(
    folder: Path,
    principals: int = 0,
    seed: int = 1895,
    packed: bool = False,
    *,
    films: int = 0,
    all_types: bool = True,
) -> dict[str, int]:
    """Write the seven files into a folder and give the number of rows of each.

    Args:
        folder: Is made if it is not there.
        principals: How many rows title.principals has at least.
        seed: Of the random numbers: the same seed and size give the same files.
        packed: Write ``.tsv.gz``, as IMDb does.
        films: How many films there are at least, with about ten principals each.
        all_types: Whether there are IMDb's other titles too, in its own proportions.

    """
    folder.mkdir(parents=True, exist_ok=True)
    made = _Titles(random.Random(seed), _people(principals, films, all_types), all_types)
    counts = dict.fromkeys(HEADERS, 0)
    with ExitStack() as stack:
        files = {name: stack.enter_context(_open(folder, name, packed)) for name in HEADERS}
        for name, header in HEADERS.items():
            files[name].write("\t".join(header.split()) + "\n")
        while made.principals < principals or made.films < films:
            made.title()
            if made.number % 64 == 0:
                _flush(made.rows, files, counts)
        for rows in made.names():
            made.rows["name.basics"] += rows
            _flush(made.rows, files, counts)
        _flush(made.rows, files, counts)
    return counts


def _people(principals: int, films: int, all_types: bool) -> int:
    """How many people there are: two for five credits, about as at IMDb."""
    each = 10 * (1 + (sum(OTHERS.values()) / sum(FILMS.values()) if all_types else 0))
    return max(20, 2 * principals // 5, int(films * each) * 2 // 5)


def _open(folder: Path, name: str, packed: bool) -> TextIO:
    if packed:
        path = folder / f"{name}.tsv.gz"
        return gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n")
    return (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="\n")


def _flush(rows: dict[str, list[str]], files: dict[str, TextIO], counts: dict[str, int]) -> None:
    for name, waiting in rows.items():
        if waiting:
            counts[name] += len(waiting)
            files[name].write("\n".join(waiting) + "\n")
            waiting.clear()


class _Titles:
    """Titles with all that belongs to them, those of each file in the order of their numbers."""

    def __init__(self, chance: random.Random, people: int, all_types: bool) -> None:
        self.rows: dict[str, list[str]] = {name: [] for name in HEADERS}
        self.films = self.principals = self.number = 0
        self._chance, self._people, self._series = chance, people, ""
        weights = FILMS | (OTHERS if all_types else {})
        self._kinds, self._shares = list(weights), list(accumulate(weights.values()))
        self._crew = list(_CREW)
        self._words = [
            "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(9973)
        ]

    def title(self) -> None:
        """One more title."""
        chance, rows = self._chance, self.rows
        self.number += chance.randint(1, 9)  # some numbers are not given, as at IMDb
        tconst, title = f"tt{self.number:07d}", self._text(chance.randint(1, 4))
        kind = chance.choices(self._kinds, cum_weights=self._shares)[0]
        self.films += kind in FILMS
        original = title if chance.random() < 0.8 else self._text(2)
        year = r"\N" if chance.random() < 0.05 else 2025 - int(130 * chance.random() ** 1.7)
        minutes = r"\N" if chance.random() < 0.2 else chance.randint(1, 200)
        genres = ",".join(sorted(chance.sample(_GENRES, chance.randint(1, 3))))
        adult = int(chance.random() < 0.01)
        rows["title.basics"].append(
            f"{tconst}\t{kind}\t{title}\t{original}\t{adult}\t{year}\t\\N\t{minutes}\t{genres}"
        )
        if kind == "tvSeries":
            self._series = tconst
        if kind == "tvEpisode":
            series, episode = self._series or r"\N", chance.randint(1, 24)
            rows["title.episode"].append(f"{tconst}\t{series}\t1\t{episode}")
        if chance.random() < 0.6:
            votes = int(5 * chance.paretovariate(0.7))
            rows["title.ratings"].append(f"{tconst}\t{chance.uniform(1, 10):.1f}\t{votes}")
        self._credits(tconst)
        rows["title.akas"].append(f"{tconst}\t1\t{original}\t\\N\t\\N\toriginal\t\\N\t1")
        regions = chance.sample(list(_REGIONS), chance.choice((0, 1, 1, 2, 5)))
        for place, region in enumerate(regions, 2):
            other = title if chance.random() < 0.5 else self._text(3)
            rows["title.akas"].append(
                f"{tconst}\t{place}\t{other}\t{region}\t{_REGIONS[region]}\timdbDisplay\t\\N\t0"
            )

    def _credits(self, tconst: str) -> None:
        """The principals of a title, and its line of the crew, which may know more of them."""
        chance, rows, place = self._chance, self.rows["title.principals"], 0
        for place in range(1, 1 + min(60, int(3 * chance.paretovariate(1.3) - 0.7))):
            characters = r"\N"
            if chance.random() < 0.8:
                characters = json.dumps(
                    [self._text(1) for _ in range(1 + int(1.05 * chance.random()))]
                )
            kind = ("actor", "actor", "actress", "self")[int(4 * chance.random())]
            rows.append(f"{tconst}\t{place}\t{self._person()}\t{kind}\t\\N\t{characters}")
        known: dict[str, list[str]] = {"director": [], "writer": []}
        for category in chance.sample(self._crew, chance.randint(1, 4)):
            place += 1
            nconst = self._person()
            rows.append(
                f"{tconst}\t{place}\t{nconst}\t{category}\t{chance.choice(_CREW[category])}\t\\N"
            )
            known.setdefault(category, []).append(nconst)
        self.principals += place
        if chance.random() < 0.2:
            known["writer"] += [self._person() for _ in range(3)]
        directors, writers = (
            ",".join(dict.fromkeys(known[k])) or r"\N" for k in ("director", "writer")
        )
        self.rows["title.crew"].append(f"{tconst}\t{directors}\t{writers}")

    def names(self) -> Iterator[list[str]]:
        """The rows of name.basics, many at once."""
        chance = self._chance
        for first in range(1, self._people + 1, _AT_ONCE):
            rows = []
            for i in range(first, min(first + _AT_ONCE, self._people + 1)):
                born = r"\N" if chance.random() < 0.6 else 2005 - int(135 * chance.random())
                titles = [
                    1 + int(self.number * chance.random()) for _ in range(chance.randint(1, 4))
                ]
                known = ",".join(f"tt{n:07d}" for n in titles)
                rows.append(f"nm{i:07d}\t{self._text(2)}\t{born}\t\\N\tactor,writer\t{known}")
            yield rows

    def _person(self) -> str:
        """Somebody; the first numbers far more often than the last."""
        return f"nm{1 + int(self._people * self._chance.random() ** 1.9):07d}"

    def _text(self, words: int) -> str:
        chance, known = self._chance.random, self._words
        return " ".join([known[int(9973 * chance())] for _ in range(words)])


def main() -> None:
    """Write the files that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--films", type=int, default=100_000)
    parser.add_argument("--all-types", action="store_true", help="other titles than films too")
    parser.add_argument("--packed", action="store_true", help=".tsv.gz, as IMDb has them")
    parser.add_argument("--seed", type=int, default=1895)
    given = parser.parse_args()
    counts = write(
        given.folder,
        seed=given.seed,
        packed=given.packed,
        films=given.films,
        all_types=given.all_types,
    )
    for name, count in counts.items():
        print(f"{name}: {count:,} rows")


if __name__ == "__main__":
    main()
