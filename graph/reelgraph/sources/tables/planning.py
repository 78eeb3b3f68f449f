"""Understanding a table from the names of its columns and what stands in them."""

import re
from collections.abc import Iterable
from itertools import repeat

from reelgraph.errors import NotRecognised
from reelgraph.sources.tables import namelists, ownids
from reelgraph.sources.tables.columns import check, meanings_of
from reelgraph.sources.tables.dates import dating, in_seconds
from reelgraph.sources.tables.identifiers import NAMES, identifier
from reelgraph.sources.tables.meanings import FILM_PREFIXES, Meaning, normal, role_named
from reelgraph.sources.tables.options import Options
from reelgraph.sources.tables.plan import CAST_ROLES, LISTS, PERSONAL, People, Plan
from reelgraph.sources.tables.profile import DISTINCT, Profile, profile
from reelgraph.sources.tables.records import records
from reelgraph.sources.tables.sheet import Sheet
from reelgraph.sources.tables.words import ARCHIVAL, COLUMNS
from reelgraph.vocabulary import ROLE

_OF_FILMS = LISTS | {"title", "original title", "other title", "runtime", "year", "date"}
_AWARDS = re.compile(r"\b(winner|won|nominee|nominees|ceremony|award|awards|nomination|oscar)\b")
_PLAYED = ("role", "roles", "rolle", "rollen", "ruolo", "papel")
"""Words for a part in a film as well as for what somebody did for it."""
_SLASHED = ("country", "language")
"""Lists in which a slash stands between names, for no name of the kind has one."""


def plan(sheet: Sheet, options: Options) -> Plan:
    """Understand a table from the names of its columns and what stands in them.

    Raises:
        NotRecognised: it has neither films nor people; the message lists its columns.

    """
    said = options.of(sheet.columns)
    meanings = meanings_of(sheet, said)
    dates = [i for i, m in meanings.items() if m and m.what in ("date", "birth", "death")]
    title = next((i for w in ("title", "original title", "name") for i, m in meanings.items()
                  if m and m.what == w), None)  # fmt: skip
    film_id = next((i for i, m in meanings.items() if m and m.what in ("id", "imdb")
                    and m.of in ("film", "")), None)  # fmt: skip
    year = next((i for i, m in meanings.items() if m and m.what in ("year", "date")), None)
    person = next((i for w in ("person", "last name") for i, m in meanings.items()
                   if m and m.what == w), None)  # fmt: skip
    first = next((i for i in (title, film_id, person) if i is not None), None)
    keys = [i for i in (first, year) if i is not None]
    found = profile(sheet, dates, keys)
    check(sheet, meanings, found, said)
    return _Planner(sheet, options, said, meanings, found).plan()


class _Planner:
    """Puts the meanings of the columns together."""

    def __init__(
        self,
        sheet: Sheet,
        options: Options,
        said: dict[int, Meaning | None],
        meanings: dict[int, Meaning | None],
        found: Profile,
    ) -> None:
        self.sheet, self.options, self.said, self.found = sheet, options, said, found
        self.meanings = meanings
        self.columns: dict[str, list[int]] = {}
        for i, known in meanings.items():
            if known is not None and known.of != "role":
                self.columns.setdefault(known.what, []).append(i)
        order = {"title": COLUMNS["title"]}
        for what, words in order.items():
            self.columns.get(what, []).sort(
                key=lambda i, w=words: (i not in said, _rank(sheet.columns[i], w))  # type: ignore[misc]
            )

    def has(self, *whats: str) -> bool:
        """Whether any column means one of these."""
        return any(self.columns.get(w) for w in whats)

    def of(self, kind: str) -> list[int]:
        """The columns whose name says that they speak of a film or a person."""
        return [i for i, m in self.meanings.items() if m and m.of == kind]

    def plan(self) -> Plan:
        """The whole plan."""
        self._name()
        shape = self.options.shape or self._shape()
        plan = Plan(self.sheet, shape, self.found)
        if shape == "people":
            self._people_shape(plan)
        else:
            self._films(plan)
            self._roles(plan)
            if shape == "credits":
                self._credits(plan)
        self._rest(plan)
        plan.records = records(plan, self.found.untitled, self.found.filled)
        plan.one_a_row = shape == "films" and self.found.repeated < 0.1 * max(self.found.rows, 1)
        self._separations(plan)
        plan.type = self.columns.get("type", [-1])[0]
        length = plan.first.get("runtime")
        if length is not None and in_seconds(self.found.values.get(length, {})):
            plan.seconds = True
            plan.remarks.append(f"{self.sheet.columns[length]} is in seconds")
        return plan

    def _name(self) -> None:
        """Whether the column "name" has films or people."""
        for i in self.columns.pop("name", []):
            roles = any(m and m.of == "role" for m in self.meanings.values())
            if self.options.shape:
                film = self.options.shape == "films"
            elif (
                self.has("title")
                or self.has(*PERSONAL, "person")
                or self.of("person")
                or self.has("original title")
            ):
                film = False
            else:
                film = roles or self.has("year", "runtime", "genre", "language", "date")
                if not film and not self.has("role", "character", "id", "wikidata", "imdb", "tmdb"):
                    continue
                if self.has("role", "character") and not roles and self._film_id() is not None:
                    film = False
            self.columns.setdefault("title" if film else "person", []).append(i)
        if not self.has("title") and self.has("original title"):
            self.columns["title"] = [self.columns["original title"].pop(0)]
        if not self.has("title", "person") and self.has("other title"):
            self.columns["title"] = [self.columns["other title"].pop(0)]

    def _film_id(self) -> int | None:
        """The column of an identifier that is certainly a film's."""
        for i, known in self.meanings.items():
            if known and known.what in (*NAMES, "id") and known.of != "role":
                words = normal(self.sheet.columns[i]).split()
                if known.of == "film" or set(words) & {*FILM_PREFIXES, "tconst"}:
                    return i
                if known.of == "" and self.found.share(i, re.compile(r"tt\d{6,}").match) > 0.5:
                    return i
        return None

    def _others_id(self) -> int | None:
        """A plain "id" beside the identifier of a person, where no title is: the film's."""
        plain = [i for i in self.columns.get("id", []) if not self.meanings[i].of]  # type: ignore[union-attr]
        persons = [i for i in self.columns.get("id", []) if i not in plain]
        known = persons and (self.has("role", "character") or self.has("person"))
        repeats = plain and len(self.found.values.get(plain[0], ())) < self.found.rows
        if known and repeats and self.has("role", "character"):
            return plain[0]
        return None if persons else self._credits_id(plain)

    def _credits_id(self, plain: list[int]) -> int | None:
        """The archive's own number in a table of people and what they did: the film's."""
        persons = self.columns.get("person", self.columns.get("last name", []))
        did = [*self.columns.get("role", []), *self.columns.get("character", [])]
        if self.has("title") or not plain or not persons:
            return None
        if self.options.shape == "credits":
            return plain[0]
        if not did or self.options.shape:
            return None
        one, other = ownids.names_by_id(self.sheet, plain[0], persons[0])
        of_life = all(normal(self.sheet.columns[i]) == "profession" for i in did)
        archival = normal(self.sheet.columns[plain[0]]) in ARCHIVAL or plain[0] in self.said
        if archival or other > one:
            return plain[0]
        of_life = of_life or self.has("birth", "death", "gender")
        return None if of_life or one else plain[0]

    def _shape(self) -> str:
        person = self.has("person") or (self.has("first name") and self.has("last name"))
        person = person or any(
            m and m.of == "person" and m.what in ("id", *NAMES) for m in self.meanings.values()
        )
        roles = any(m and m.of == "role" for m in self.meanings.values())
        if self.has("title"):
            return "credits" if person else "films"
        if person:
            by_id = self._film_id() is not None or self._others_id() is not None
            return "credits" if by_id else "people"
        if self._film_id() is not None:
            return "films"
        if self.has("id", *NAMES) and (roles or self.has(*_OF_FILMS - {"date"})):
            return "films"
        raise NotRecognised(
            f"{self.sheet.shown}: neither films nor people are recognised in the columns "
            f"{', '.join(map(repr, self.sheet.columns[:40]))}; say which one has the titles, as in "
            "--map title=COLUMN, or the names of people: --map person=COLUMN; if these are no "
            "names of columns, put a row with such names above the first film"
        )

    def _films(self, plan: Plan) -> None:
        films = plan.shape == "films"
        for what in (
            "title",
            "original title",
            "other title",
            "year",
            "date",
            "runtime",
            *sorted(LISTS),
        ):
            columns = self.columns.get(what, [])
            if what in ("title", "year", "runtime") and len(columns) > 1:
                columns = columns[:1]
            if columns:
                plan.film[what] = columns
        for what in ("id", *sorted(NAMES)):
            for i in self.columns.get(what, []):
                of = self.meanings[i].of if self.meanings[i] else ""  # type: ignore[union-attr]
                if of == "film" or (of == "" and (films or self._is_films(i, what))):
                    if what == "id":
                        if "id" not in plan.film and (
                            i in self.said or ownids.tells_apart(plan, i)
                        ):
                            plan.film["id"] = [i]
                    else:
                        plan.film_ids.setdefault(what, i)
        if films and "id" not in plan.film:
            ownids.number(plan, {i for i, m in self.meanings.items() if m is None} - set(self.said))
        ownids.films_imdb(plan)

    def _is_films(self, column: int, what: str) -> bool:
        """Whether an identifier in a table of credits is the film's, for all that can be told."""
        name = set(normal(self.sheet.columns[column]).split())
        if name & set(FILM_PREFIXES) or (not self.has("title") and column == self._others_id()):
            return True
        if what == "imdb":
            return self.found.share(column, lambda t: identifier("imdb", "film", t)) > 0.5
        if what == "id" and self.found.repeated == 0:
            return self.sheet.unit != "line" or not self.has("person")
        values = self.found.values.get(column, {})
        if not values or self.found.repeated == 0:
            return False
        titles = self.columns.get("title", [])
        count = len(self.found.values.get(titles[0], {})) if titles else 0
        persons = self.columns.get("person", [])
        people = len(self.found.values.get(persons[0], {})) if persons else 0
        # As many different identifiers as there are different films, but not as there are people.
        return (
            count > 0
            and abs(len(values) - count) <= 0.1 * count < 0.5 * abs(people - count) + 1
            and (abs(len(values) - count) < abs(len(values) - people))
        )

    def _roles(self, plan: Plan) -> None:
        parts: dict[tuple[str, str], People] = {}
        fields = {"id": "id", "address": "address", "character": "character", "order": "order",
                  "printed as": "printed", "note": "note"}  # fmt: skip
        for i, known in self.meanings.items():
            if known is None or known.of != "role":
                continue
            part = parts.setdefault(
                (known.role, known.number),
                People(known.role, label=known.label, number=known.number),
            )
            if known.what == "people":
                if part.name < 0:
                    part.name = i
                else:  # two columns for one role: director and co-director
                    parts[known.role, f"{known.number}+{i}"] = People(known.role, name=i)
            elif known.what in fields:
                setattr(part, fields[known.what], i)
            else:
                part.identifiers[known.what] = i
        for part in parts.values():
            if part.name < 0 and part.id >= 0:
                part.name = part.id if not part.identifiers else -1
                if part.name >= 0 and part.character < 0:
                    part.name = -1
            if part.name >= 0 or part.id >= 0 or part.identifiers:
                if not part.is_company:
                    ownids.persons_imdb(plan, part)
                plan.people.append(part)
            else:
                plan.own += [c for c in (part.address, part.character, part.order, part.note,
                                         part.printed) if c >= 0]  # fmt: skip
        cast = [p for p in plan.people if p.role in CAST_ROLES]
        if plan.shape == "films" and len(cast) == 1:
            for what in ("character", "order", "printed as"):
                columns = self.columns.get(what, [])
                if columns and getattr(cast[0], fields[what]) < 0:
                    setattr(cast[0], fields[what], columns[0])
            for i in self.columns.get("role", []):
                if cast[0].character < 0 and self._is_character(i):
                    cast[0].character = i
                    plan.remarks.append(f"{self.sheet.columns[i]} holds no roles but characters")

    def _credits(self, plan: Plan) -> None:
        """The columns of a table with one credit a row."""
        person = People("")
        person.name = self.columns.get("person", [-1])[0]
        for what in ("first name", "last name"):
            if self.has(what):
                plan.personal[what] = self.columns[what][0]
        for what, attribute in (("character", "character"), ("order", "order"),
                                ("printed as", "printed"), ("note", "note")):  # fmt: skip
            if self.has(what):
                setattr(person, attribute, self.columns[what][0])
        for what in ("id", *sorted(NAMES)):
            for i in self.columns.get(what, []):
                if i == plan.film.get("id", [-1])[0] or i in plan.film_ids.values():
                    continue
                of = self.meanings[i].of if self.meanings[i] else ""  # type: ignore[union-attr]
                if what == "id":
                    if of == "person":
                        person.id = i
                    elif plan.row_id < 0:
                        plan.row_id = i
                elif of == "person" or (of == "" and self._is_persons(i, what)):
                    person.identifiers[what] = i
        ownids.persons_imdb(plan, person)
        for what in ("birth", "death", "gender"):
            if self.has(what):
                plan.personal[what] = self.columns[what][0]
        plan.role = self.columns.get("role", [-1])[0]
        plan.category = self.columns.get("category", [-1])[0]
        plan.source = self.columns.get("source", [-1])[0]
        awards = any(_AWARDS.search(normal(c)) for c in self.sheet.columns)
        if plan.category >= 0 and not awards and plan.role < 0:
            known = self.found.share(plan.category, role_named)
            if known >= 0.5:
                plan.role, plan.category = plan.category, -1
        unsure = plan.role >= 0 > person.character and plan.category < 0
        if unsure and self._is_character(plan.role):
            person.character, plan.role = plan.role, -1
            person.role = ROLE + "cast"
            plan.remarks.append(
                f"{self.sheet.columns[person.character]} holds no roles but characters"
            )
        if plan.role < 0 and plan.category < 0 and person.character >= 0:
            person.role = ROLE + "cast"
        plan.people.insert(0, person)

    def _is_character(self, column: int) -> bool:
        """Whether a column "role" names the characters that are played."""
        known = self.found.share(column, lambda t: role_named(t.split(",")[0]))
        named = normal(self.sheet.columns[column]) in _PLAYED
        return named and known < 0.1 and bool(self.found.values.get(column))

    def _is_persons(self, column: int, what: str) -> bool:
        if what == "imdb":
            return self.found.share(column, lambda t: identifier("imdb", "person", t)) > 0.5
        if what in ("viaf", "isni", "gnd"):
            return True
        persons = self.columns.get("person", [])
        values = len(self.found.values.get(column, {}))
        people = len(self.found.values.get(persons[0], {})) if persons else 0
        titles = self.columns.get("title", [])
        films = len(self.found.values.get(titles[0], {})) if titles else 0
        return values > 0 and abs(values - people) < abs(values - films)

    def _people_shape(self, plan: Plan) -> None:
        person = People("")
        person.name = self.columns.get("person", self.columns.get("title", [-1]))[0]
        for what in ("id", *sorted(NAMES)):
            for i in self.columns.get(what, []):
                if what == "id":
                    if person.id < 0 and (
                        i in self.said or ownids.is_persons(plan, i, person.name)
                    ):
                        person.id = i
                else:
                    person.identifiers.setdefault(what, i)
        ownids.persons_imdb(plan, person)
        for what in PERSONAL:
            if self.has(what):
                plan.personal[what] = self.columns[what][0]
        if self.has("other title"):
            person.printed = self.columns["other title"][0]
        plan.people.append(person)

    def _rest(self, plan: Plan) -> None:
        """All other columns are the source's own."""
        used = {c for columns in plan.film.values() for c in columns} | set(plan.film_ids.values())
        used |= set(plan.personal.values()) | {plan.role, plan.category, plan.source, plan.row_id}
        for part in plan.people:
            used |= {part.name, part.id, part.address, part.character, part.order, part.printed}
            used |= {part.note, *part.identifiers.values()}
        ignored = {i for i, m in self.said.items() if m is None}
        plan.ignored = sorted(ignored)
        names = self.sheet.columns
        empty = {i for i, n in enumerate(names) if n == f"column {i + 1}" and self._is_empty(i)}
        plan.own = [i for i in range(len(names)) if i not in used | ignored | empty]
        plan.numbers = frozenset(i for i in plan.own if self.found.is_numeric(i))

    def _is_empty(self, column: int) -> bool:
        return (
            self.found.rows <= DISTINCT
            and not self.found.filled[column]
            and (not any(filled >> column & 1 for filled in self.found.untitled))
        )

    def _separations(self, plan: Plan) -> None:
        values = self.found.values
        for part in plan.people:
            if part.name >= 0:
                part.how = namelists.separation(
                    values.get(part.name, {}), people=not part.is_company
                )
        for what in LISTS:
            for i in plan.film.get(what, []):
                plan.separations[i] = namelists.separation(
                    values.get(i, {}), people=False, slashed=what in _SLASHED
                )
        for i in [
            *plan.film.get("date", []),
            *(plan.personal.get(w, -1) for w in ("birth", "death")),
        ]:
            if i >= 0:
                plan.datings[i] = dating(_repeated(values.get(i, {})))[0]


def _rank(column: str, words: Iterable[str]) -> int:
    name = normal(column)
    return next((n for n, w in enumerate(words) if w == name), 999)


def _repeated(values: dict[str, int]) -> Iterable[str]:
    """The texts of a column as often as they stand there, up to a limit for each."""
    for text, count in values.items():
        yield from repeat(text, min(count, 1000))
