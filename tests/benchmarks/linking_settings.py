"""The settings of the table: what is shown to a linker, and which of its answers count."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from linking_answers import Answer, Answers, best
from linking_endpoint import Endpoint, read, without_films, without_names
from linking_figures import Case
from linking_people import People, Truth, plain
from linking_records import (
    SOURCES,
    Record,
    gold,
    homonyms,
    movielens,
    sample,
    tmdb,
    write,
    year_cut_off,
)
from linking_report import GOALS
from linking_unseen import (
    Bare,
    by_hand,
    filmography,
    imdb,
    imdb_cast,
    imdb_names,
    vega,
    wikipedia_rest,
    write_bare,
)

(
    DATED,
    HIDDEN,
    _,
    _,
    WRITTEN,
    GONE,
    PEOPLE,
    NAMELESS,
    BY_HAND,
    LIKE_IT,
) = GOALS
ALL = ("title", "year", "director", "cast")
UNDATED = ("title", "director", "cast")
Judge = Callable[[Answers], list[Case]]


@dataclass
class Task:
    """One table, given to every linker."""

    name: str
    table: Path
    endpoint: Endpoint
    records: Sequence[Record]
    shown: Sequence[str]
    judges: dict[str, tuple[str, Judge]]
    """Row of the report -> the row of the issue's table it belongs to ("" for none), its cases."""
    bare: Sequence[Bare] = ()


class Settings:
    """Makes the tasks, one after the other."""

    def __init__(self, data: Path, work: Path, half: str, size: int) -> None:
        self.data, self.work, self.size = data, work, size
        self.endpoint = read(data / "wikidata/wikidata-films.nt.gz")
        self.half = half
        self.gold = gold(data, self.endpoint, half)
        self.everything = gold(data, self.endpoint, "all")
        self._seen = {(r.source, r.key) for r in self.everything}
        self.rest = [
            r
            for r in (*movielens(data, self.endpoint), *tmdb(data, self.endpoint))
            if (r.source, r.key) not in self._seen and r.qid
        ]
        self.people = People(data, self.endpoint, [*self.everything, *self.rest])

    def tasks(self) -> Iterator[Task]:
        """All of them."""
        yield from self._dated()
        yield from self._undated()
        chosen = [r for r in self.gold if r.source == "movielens"]
        yield self._task(
            "movielens as written", sample(chosen, self.size), ("title",), WRITTEN, PEOPLE
        )
        yield from self._nil()
        yield from self._nameless()
        yield from self._bare()

    def unseen(self) -> Iterator[Task]:
        """Tables that stand beside the development data."""
        rest = {s: [r for r in self.rest if r.source == s] for s in ("tmdb", "movielens")}
        some = sample(rest["tmdb"], self.size)
        yield self._task("unseen tmdb", some, ALL)
        yield self._task("unseen tmdb, no year", some, UNDATED)
        yield self._task("unseen movielens", sample(rest["movielens"], self.size), ("title",))
        for name, records in (
            ("vega", vega(self.data, self.endpoint)),
            ("imdb", imdb(self.data, self.endpoint)),
            (
                "wikipedia",
                wikipedia_rest(
                    self.data, self.endpoint, [k for s, k in self._seen if s == "prust"]
                ),
            ),
        ):
            some = sample(records, self.size)
            yield self._task(f"unseen {name}", some, ALL)
            yield self._task(f"unseen {name}, no year", some, UNDATED)
        for language in ("en", "it", "de", "es"):
            records = filmography(self.data, self.endpoint, language)
            yield self._task(f"unseen filmography {language}", records, ALL)

    def fast(self) -> tuple[Path, int]:
        """10,000 films with director and five cast."""
        full = [
            r for r in tmdb(self.data, self.endpoint) if r.directors and len(r.cast) == 5 and r.year
        ]
        chosen = sample(full, 10_000)
        return write(chosen, self.work / "fast.csv"), len(chosen)

    def _dated(self) -> Iterator[Task]:
        for source in SOURCES:
            yield self._with_homonyms(f"{source}, year", self._of(source), ALL, "with a year")

    def _undated(self) -> Iterator[Task]:
        for source in ("tmdb", "prust"):
            some = [r for r in self.gold if r.source == source and (r.directors or r.cast)]
            yield self._with_homonyms(f"{source}, no year", some, UNDATED, "the year hidden")

    def _with_homonyms(
        self, name: str, records: list[Record], shown: Sequence[str], kind: str
    ) -> Task:
        table, counted = self._topped_up(records)
        twice = homonyms(table, self.endpoint)
        goal, of_people = (DATED, PEOPLE) if "year" in shown else (HIDDEN, "")
        task = self._task(name, table, shown, goal, of_people, count=counted)
        source = name.split(",")[0]
        goal = f"homonyms, {kind}"
        task.judges[f"{goal}: {source}"] = goal, self._films(f"{goal}: {source}", table, twice)
        return task

    def _topped_up(self, records: list[Record]) -> tuple[list[Record], set[str]]:
        """A sample, and more homonyms for a figure of their own; the rows of the sample."""
        some = sample(records, self.size)
        twice = homonyms(records, self.endpoint)
        more = sample((r for r in records if r.row in twice), self.size // 3)
        table = sample({r.row: r for r in (*some, *more)}.values(), len(records))
        return table, {r.row for r in some}

    def _of(self, source: str) -> list[Record]:
        return [year_cut_off(r) for r in self.gold if r.source == source]

    def _nil(self) -> Iterator[Task]:
        """Every other film of a sample is taken out; the others stay, as they would in life."""
        samples = {s: sample(self._of(s), self.size) for s in SOURCES}
        gone = {
            r.qid
            for some in samples.values()
            for r in some
            if r.qid and sha1(f"nil|{r.qid}".encode()).digest()[0] % 2
        }
        endpoint = read(without_films(self.endpoint, gone, self.work))
        for source, some in samples.items():
            for shown in (ALL, UNDATED) if source == "tmdb" else (ALL,):
                name = f"taken out: {source}" + ("" if "year" in shown else ", no year")
                task = self._task(name, some, shown, endpoint=endpoint)
                out = {r.row for r in some if r.qid in gone}
                stayed = {r.row for r in some} - out
                task.judges = {
                    name: (GONE, self._films(name, some, out, nil=True)),
                    f"{name}: stayed": ("", self._films(f"{name}: stayed", some, stayed)),
                }
                yield task

    def _nameless(self) -> Iterator[Task]:
        endpoint = read(without_names(self.endpoint, self.work))
        for source in ("tmdb", "prust"):
            some, _ = self._topped_up(self._of(source))  # the very tables of `_dated`
            yield self._task(f"{source}, no names", some, ALL, "", NAMELESS, endpoint=endpoint)

    def _bare(self) -> Iterator[Task]:
        hand = by_hand(self.data, self.endpoint)
        yield self._bare_task("by hand, name and note", hand, True)
        yield self._bare_task("by hand, bare name", hand, False)
        for name, read_them in (("IMDb names, bare", imdb_names), ("IMDb cast, bare", imdb_cast)):
            some = read_them(self.data, self.endpoint, self.people)
            some.sort(key=lambda p: sha1(p.name.encode()).hexdigest())
            yield self._bare_task(name, some[: self.size], False)

    def _task(
        self,
        name: str,
        records: Sequence[Record],
        shown: Sequence[str],
        goal: str = "",
        of_people: str = "",
        *,
        count: Collection[str] | None = None,
        endpoint: Endpoint | None = None,
    ) -> Task:
        """A table of films; ``count`` says which of its rows are counted, all unless told."""
        file = self.work / f"{''.join(c if c.isalnum() else '-' for c in name)}.csv"
        write(records, file, [c for c in ALL if c not in shown])
        judges = {name: (goal, self._films(name, records, count))}
        if "cast" in shown and any(r.directors or r.cast for r in records):
            judges[f"people: {name}"] = of_people, self._people(name, records)
            judges[f"people in reach: {name}"] = "", self._in_reach(name, records)
        return Task(name, file, endpoint or self.endpoint, records, shown, judges)

    def _films(
        self,
        name: str,
        records: Sequence[Record],
        count: Collection[str] | None = None,
        nil: bool = False,
    ) -> Judge:
        def judge(answers: Answers) -> list[Case]:
            return [
                Case(
                    name,
                    f"{r.source}:{r.key}",
                    " | ".join((r.title, r.year, ", ".join(r.directors), ", ".join(r.cast))),
                    "" if nil else r.qid or "",
                    answers.rows.get(r.row, Answer(None, "missing")),
                    "taken out: " + (r.qid or "") if nil else "given",
                )
                for r in records
                if count is None or r.row in count
            ]

        return judge

    def _people(self, name: str, records: Sequence[Record]) -> Judge:
        truth = self.people.truth(records)

        def judge(answers: Answers) -> list[Case]:
            return [
                Case(
                    f"people: {name}",
                    person,
                    self._credits(person, truth),
                    qid,
                    _of_person(answers, person),
                    "+".join(sorted(truth.ways[person])),
                )
                for person, qid in truth.items.items()
            ]

        return judge

    def _in_reach(self, name: str, records: Sequence[Record]) -> Judge:
        """All the people, also those who are not known: who made none of the films is wrong.

        It is a check from another side: no right item is named, so the share says nothing.
        """
        reach: dict[str, set[str]] = {}
        for record in records:
            film = self.endpoint.films.get(record.qid or "")
            for person in (*record.directors, *record.cast):
                reach.setdefault(person, set()).update(film.people if film else ())

        def judge(answers: Answers) -> list[Case]:
            found = []
            for person, items in reach.items():
                answer = _of_person(answers, person)
                truth = (answer.qid or "") if answer.qid in items else ""
                found.append(
                    Case(f"people in reach: {name}", person, person, truth, answer, "its films")
                )
            return found

        return judge

    def _credits(self, person: str, truth: Truth) -> str:
        films = truth.films[person]
        return f"{person} | {films} film{'s' if films > 1 else ''} of the table"

    def _bare_task(self, name: str, people: Sequence[Bare], notes: bool) -> Task:
        file = self.work / f"{''.join(c if c.isalnum() else '-' for c in name)}.csv"
        write_bare(people, file, notes)

        def judge(answers: Answers) -> list[Case]:
            return [self._bare_case(name, p, answers) for p in people]

        goal = BY_HAND if "hand" in name else LIKE_IT
        return Task(name, file, self.endpoint, (), (), {name: (goal, judge)}, people)

    def _bare_case(self, name: str, p: Bare, answers: Answers) -> Case:
        answer = answers.rows.get(p.row, Answer(None, "missing"))
        return Case(name, p.row, f"{p.name} | {p.note}", p.qid, answer, "by hand, id or film")


def _of_person(answers: Answers, name: str) -> Answer:
    if name in answers.names:
        return best(answers.names[name])
    return best(answers.mended(plain).get(plain(name), ()))
