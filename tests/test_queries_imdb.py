"""Questions on crew, asked of a folder of IMDb's files; the csv module counts what they must give.

Nothing here reads those files as the program does: who had which role in which film is taken from
``title.principals.tsv`` and ``title.crew.tsv``, and each answer is worked out from that in Python.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from reelgraph import loading, resources
from reelgraph.binding import Term, bind, iri, parameters
from reelgraph.store import EmbeddedStore

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "films" / "imdb_tsv"
BASE = "https://w3id.org/reelgraph/id/imdb/"
GIVING = ("director", "executive producer", "producer")
NOTHING = r"\N"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the real film data is not beside the checkout"),
]

Row = tuple[object, ...]
Rows = list[Row]


def table(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


@dataclass(frozen=True)
class Facts:
    """What the files say, by IMDb's own identifiers."""

    titles: dict[str, str]
    years: dict[str, int | None]
    names: dict[str, str]
    roles: dict[str, dict[str, set[str]]]
    """The roles of each person in each film: film, person, roles."""
    films: dict[str, set[str]]
    """The films of each person."""

    def having(self, film: str, role: str) -> list[str]:
        return [p for p, roles in self.roles[film].items() if role in roles]

    def name(self, person: str) -> str:
        return self.names.get(person, f"unnamed ({person})")

    def span(self, films: Iterable[str]) -> tuple[int | None, int | None]:
        years = [y for y in (self.years[f] for f in films) if y is not None]
        return min(years, default=None), max(years, default=None)

    def oldest(self, films: set[str]) -> tuple[list[str], int]:
        """The oldest of some films, and how many of them have no year."""
        first = min(self.years[f] or 9999 for f in films)
        oldest = [f for f in films if (self.years[f] or 9999) == first]
        return sorted(oldest), sum(self.years[f] is None for f in films)


@pytest.fixture(scope="module")
def facts() -> Facts:
    films = [r for r in table("title.basics") if r["titleType"] in ("movie", "short")]
    found = Facts(
        {r["tconst"]: r["primaryTitle"] for r in films},
        {r["tconst"]: None if r["startYear"] == NOTHING else int(r["startYear"]) for r in films},
        {r["nconst"]: r["primaryName"] for r in table("name.basics")},
        {r["tconst"]: {} for r in films},
        defaultdict(set),
    )

    def said(film: str, person: str, role: str) -> None:
        if film in found.titles:
            found.roles[film].setdefault(person, set()).add(role)
            found.films[person].add(film)

    also = {"actor": "cast", "actress": "cast", "self": "cast", "archive_footage": "contributor"}
    for row in table("title.principals"):
        role = also.get(row["category"], row["category"].replace("_", " "))
        executive = role == "producer" and row["job"].strip('"') == "executive producer"
        said(row["tconst"], row["nconst"], "executive producer" if executive else role)
    for row in table("title.crew"):
        for role in ("director", "writer"):
            for person in row[f"{role}s"].split(","):
                if person != NOTHING:
                    said(row["tconst"], person, role)
    return found


@pytest.fixture(scope="module")
def imdb() -> EmbeddedStore:
    store = EmbeddedStore()
    loading.load(store, [str(FOLDER)], name="imdb")
    return store


def term(value: object) -> Term:
    if isinstance(value, int):
        return ox.Literal(value)
    text = str(value)
    kind = {"tt": "film/", "nm": "person/"}.get(text[:2])
    return iri(f"{BASE}{kind}{text}") if kind and text[2:].isdigit() else ox.Literal(text)


def asked(store: EmbeddedStore, name: str, *values: object) -> Rows:
    """The rows of a question, with IMDb's identifiers for IRIs and numbers for numbers."""
    text = resources.text(f"queries/{name}.rq")
    several = values and isinstance(values[0], list)
    given = [[term(v)] for v in values[0]] if several else [[term(v) for v in values]]
    found = []
    for row in store.select(bind(text, {parameters(text)[0]: given})):
        cells = []
        for cell in row:
            value = getattr(cell, "value", None)
            number = isinstance(cell, ox.Literal) and cell.datatype.value.endswith("#integer")
            named = isinstance(cell, ox.NamedNode) and cell.value.startswith(BASE)
            cells.append(int(cell.value) if number else value.rsplit("/")[-1] if named else value)
        found.append(tuple(cells))
    return found


def with_role(facts: Facts, role: str) -> list[str]:
    """The people who had a role in any film."""
    return sorted({p for film in facts.roles for p in facts.having(film, role)})


def steady(facts: Facts, least: int) -> list[tuple[str, str]]:
    """The pairs of people who have some films in common."""
    pairs = Counter(
        pair for people in facts.roles.values() for pair in combinations(sorted(people), 2)
    )
    return sorted(pair for pair, n in pairs.items() if n >= least)


def test_the_files_are_read_as_they_are_counted(facts: Facts) -> None:
    # What the rest of this module rests on is not empty, and is what the folder's notes say.
    assert len(facts.titles) == 350
    for role in ("producer", "writer", "composer", "cinematographer", "editor"):
        assert len(with_role(facts, role)) > 100


@pytest.mark.parametrize("least", [1, 2])
@pytest.mark.parametrize(
    "role",
    ["producer", "composer", "cinematographer", "editor", "writer", "production designer", "cast"],
)
def test_directors_and_their_crew(imdb: EmbeddedStore, facts: Facts, role: str, least: int) -> None:
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for film in facts.roles:
        for director in facts.having(film, "director"):
            for partner in facts.having(film, role):
                if partner != director:
                    together[director, partner].append(film)
    expected = [
        (d, facts.name(d), p, facts.name(p), len(films), *facts.span(films))
        for (d, p), films in together.items()
        if len(films) >= least
    ]
    unnamed = {p for p in facts.films if p not in facts.names}
    expected.sort(key=lambda r: (bool({r[0], r[2]} & unnamed), -r[4], r[1], r[3], r[0], r[2]))
    assert expected or least > 1
    assert asked(imdb, "director_pairs", role, least) == expected


@pytest.mark.parametrize("role", ["producer", "writer"])
def test_producers_and_writers_of_each_director(
    imdb: EmbeddedStore, facts: Facts, role: str
) -> None:
    answered = 0
    for director in with_role(facts, "director"):
        made: dict[str, list[str]] = defaultdict(list)
        for film in facts.films[director]:
            if "director" in facts.roles[film][director]:
                for person in facts.having(film, role):
                    made[person].append(film)
        if role == "writer":  # the question is for those besides the director
            made.pop(director, None)
        expected = [
            (p, facts.name(p), len(films), *facts.span(films), "imdb") for p, films in made.items()
        ]
        expected.sort(key=lambda r: (r[0] not in facts.names, -r[2], r[1], r[0]))
        assert asked(imdb, f"{role}s_of_director", director) == expected
        answered += bool(expected)
    assert answered > 50


def test_films_that_share_people(imdb: EmbeddedStore, facts: Facts) -> None:
    rows = 0
    for film in sorted(facts.titles):
        others: dict[str, list[str]] = defaultdict(list)
        for person in facts.roles[film]:
            for other in facts.films[person] - {film}:
                others[other].append(person)

        def made(person: str, *films: str) -> bool:
            acting = {"cast", "contributor"}
            return all(facts.roles[f][person] - acting for f in films)

        expected = []
        for other, people in others.items():
            crew = sum(made(p, film, other) for p in people)
            names = ", ".join(sorted(facts.name(p) for p in people))
            year = facts.years[other]
            expected.append((other, facts.titles[other], year, len(people), crew, names))
        expected.sort(key=lambda r: (-r[4], -r[3], r[2] is None, r[2] or 0, r[1], r[0]))
        assert asked(imdb, "films_sharing_crew", film, 1) == expected
        two = [r for r in expected if r[3] >= 2]
        assert asked(imdb, "films_sharing_crew", film, 2) == two
        rows += len(two)
    assert rows > 10


def givers(facts: Facts, films: Iterable[str], undated: int, but: str = "") -> Rows:
    """Who directed or produced some films, as the questions on firsts have it."""
    found: list[Row] = []
    for film in films:
        told = (film, facts.titles[film], facts.years[film], undated)
        some = [
            (p, facts.name(p), role, "imdb")
            for role in GIVING
            for p in facts.having(film, role)
            if p != but
        ]
        found += [(*told, *giver) for giver in some or [(None, "", "", "")]]
    return sorted(found, key=lambda r: (r[1], r[0], r[6], r[5], r[4] or ""))


def test_the_first_jobs_of_people(imdb: EmbeddedStore, facts: Facts) -> None:
    people = [p for p in sorted(facts.films) if len(facts.films[p]) > 1]
    assert len(people) > 100
    for person in people + with_role(facts, "composer")[:40]:
        oldest, undated = facts.oldest(facts.films[person])
        expected = givers(facts, oldest, undated, but=person)
        assert asked(imdb, "first_jobs", person) == expected


def test_the_first_films_of_two_people(imdb: EmbeddedStore, facts: Facts) -> None:
    pairs = steady(facts, 2)
    assert len(pairs) > 10
    for one, other in pairs[:100]:
        oldest, undated = facts.oldest(facts.films[one] & facts.films[other])
        expected = givers(facts, oldest, undated)
        assert asked(imdb, "first_together", one, other) == expected


def test_who_worked_with_all_of_a_list(imdb: EmbeddedStore, facts: Facts) -> None:
    answered = 0
    # Two who worked together, and two who did not.
    apart = list(zip(with_role(facts, "composer"), with_role(facts, "editor"), strict=False))
    for listed in [*steady(facts, 2)[:60], *apart[:60]]:
        expected = []
        for person in facts.films.keys() - listed:
            shared = [facts.films[person] & facts.films[one] for one in listed]
            if all(shared):
                films = set().union(*shared)
                expected.append((person, facts.name(person), len(films), *facts.span(films)))
        expected.sort(key=lambda r: (r[0] not in facts.names, -r[2], r[1], r[0]))
        assert asked(imdb, "worked_with_all", list(listed)) == expected
        answered += bool(expected)
    assert answered > 10


def busiest(facts: Facts, most: int) -> list[str]:
    """The people with most films and roles, in some order."""
    parts = Counter({p: sum(len(facts.roles[f][p]) for f in fs) for p, fs in facts.films.items()})
    return [p for p, _ in sorted(parts.items(), key=lambda i: (-i[1], i[0]))][:most]


def test_roles_by_decade_of_the_busiest(imdb: EmbeddedStore, facts: Facts) -> None:
    for person in busiest(facts, 150):
        counted: dict[tuple[int, str], list[str]] = defaultdict(list)
        for film in facts.films[person]:
            year = facts.years[film]
            for role in facts.roles[film][person]:
                counted[9999 if year is None else year // 10 * 10, role].append(film)
        expected: Rows = [
            (
                decade if decade < 9999 else None,
                role,
                len(films),
                ", ".join(sorted({facts.titles[f] for f in films})),
                "imdb",
            )
            for (decade, role), films in sorted(
                counted.items(), key=lambda i: (i[0][0], -len(i[1]), i[0][1])
            )
        ]
        assert asked(imdb, "roles_by_decade", person) == expected


@pytest.mark.parametrize("role", ["composer", "cinematographer", "editor", "production designer"])
def test_the_films_of_crew(imdb: EmbeddedStore, facts: Facts, role: str) -> None:
    people = [
        p
        for p in with_role(facts, role)
        if not any("cast" in facts.roles[f][p] for f in facts.films[p])
    ]
    assert len(people) > 30
    for person in people:  # none of them acts, so that there are no characters
        expected = [
            (
                f,
                facts.titles[f],
                facts.years[f],
                ", ".join(sorted(facts.roles[f][person])),
                "",
                "imdb",
            )
            for f in facts.films[person]
        ]
        expected.sort(key=lambda r: (r[2] is None, r[2] or 0, r[1], r[0]))
        assert asked(imdb, "filmography", person) == expected
