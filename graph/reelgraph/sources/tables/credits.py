"""Those who made a film: the names in a row become credits."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from reelgraph.sources.tables import awards
from reelgraph.sources.tables.cells import is_missing, one_line, refers, text_of
from reelgraph.sources.tables.current import REMEMBERED, Current, texts
from reelgraph.sources.tables.identifiers import identifier
from reelgraph.sources.tables.meanings import CONTRIBUTOR, role_named
from reelgraph.sources.tables.namelists import Named, Separation, literal, names_of
from reelgraph.sources.tables.persons import Persons
from reelgraph.sources.tables.plan import CAST_ROLES, People
from reelgraph.sources.tables.words import COMPANY_WORDS
from reelgraph.vocabulary import FILM, ROLE, SKOS

_USED_FIELDS = frozenset(
    {
        "name", "Name", "label", "english_name", "title", "value", "id", "character",
        "characters", "order", "credit_id", "job", "department", "role", "category", "imdb_id",
        "tconst", "nconst",
    }
)  # fmt: skip
_LONGEST_NOTE = 300
_SINGLE_ROLE = re.compile(r"\s*(?:[,;/|&]|\band\b)\s*")
_LISTED_IDS = re.compile(r"\s*[|;,]\s*")
_LISTABLE = re.compile(r"(?:[a-z]{2})?\d+")
_PRODUCER = re.compile(r"^(?P<names>.+?),?\s+(?P<role>(?:executive )?producers?)$", re.IGNORECASE)


class Credits:
    """Writes the credits of films."""

    def __init__(self, row: Current, persons: Persons) -> None:
        self.persons = persons
        self.row = row
        self.plan, self.context = row.plan, row.context
        self.sheet, self.claims, self.tally = row.sheet, row.claims, row.tally
        self.first = row.first
        self._cells: dict[tuple[int, str], list[Named]] = {}
        self._agents: dict[tuple[str, str], str] = {}
        self._by_name = all(
            p.id < 0 and p.address < 0 and not p.identifiers for p in self.plan.people
        )
        self._orders: Counter[tuple[str, str]] = Counter()
        self.count = 0
        """Credits written up to now."""

    def named(self, part: People) -> list[Named]:
        """Those whom the cells of one role name."""
        if part.name < 0:
            name = self.persons.composed() if part.role == "" else ""
            return [Named(name)] if name else []
        value = self.row.raw(part.name)
        if value == "" or value is None:
            return []
        if isinstance(value, str) and refers(value):
            self.row.reject_cell(part.name, value, "it refers to another cell: write the name")
            return []
        names = self._named(part, value)
        if not names and isinstance(value, list | dict) and value and _has_object(value):
            self.row.reject_cell(part.name, str(value), "objects without a name that is understood")
        return names

    def _named(self, part: People, value: Any) -> list[Named]:
        if part.role and isinstance(value, str):
            known = self._cells.get((part.name, value))
            if known is None:
                known = names_of(value, part.how, _is_role, people=not part.is_company)
                if len(self._cells) < REMEMBERED:
                    self._cells[part.name, value] = known
            return known
        if part.role == "" and self.plan.category >= 0:
            return self._nominees(value)
        if part.role == "" and part.id >= 0 and isinstance(value, str):
            how = Separation(inverted=part.how.inverted)  # one person a row: an id has one name
            found = names_of(value, how, _is_role)
            return found if len(found) <= 1 else [Named(one_line(value))]
        return names_of(value, part.how, _is_role, people=not part.is_company)

    def _nominees(self, value: Any) -> list[Named]:
        category = self._category()
        if not awards.names_somebody(category):
            text = text_of(value)
            self.tally.add("{n} nominees are countries by their category, so no people", text)
            return []
        found = _PRODUCER.match(value) if isinstance(value, str) else None
        if found:
            names = names_of(found["names"], Separation(","), _is_role)
            return [
                Named(n.name, n.printed, n.credited_as, (), found["role"], n.note) for n in names
            ]
        role = awards.role_of(category)
        people = self.plan.people[0]
        if role == CONTRIBUTOR and isinstance(value, str) and _is_company(value):
            return [Named(one_line(value))]
        return names_of(value, Separation(people.how.mark or ","), _is_role, labels=True)

    def write(
        self, film: str, people: Sequence[tuple[People, list[Named]]], *, goes_on: bool = False
    ) -> None:
        """Write the credits of a film.

        Args:
            film: Its IRI.
            people: The columns of each role, and whom they name in this row.
            goes_on: The row goes on with the film of the row above.

        """
        for part, names in people:
            if not names:
                if part.id >= 0 or part.identifiers:
                    self._write_unnamed(film, part)
                if part.role == "" and self.plan.shape == "credits" and not goes_on:
                    self.row.write_own(film)
                continue
            characters = self._characters(part, len(names))
            done: set[tuple[str, str]] = set()
            for index, named in enumerate(names):
                agent = self._agent(part, named, index, len(names))
                for role, note in self._roles(part, named):
                    fresh = (agent, role) not in done
                    done.add((agent, role))
                    order = self._order(film, part, role, index, len(names)) if fresh else None
                    self._credit(film, agent, role, part, named, order, note, characters[index])

    def _write_unnamed(self, film: str, part: People) -> None:
        """A credit of somebody whom the row only gives an identifier of."""
        if (
            part.role == ""
            and self.plan.category >= 0
            and not awards.names_somebody(self._category())
        ):
            return  # a country
        own = self.row.known(part.id)
        ids = self.row.ids(part.identifiers, "person")
        if not own and not ids:
            return
        kind = "company" if part.is_company else "person"
        agent = self.context.agents.find(kind, "", own, ids)
        if agent not in self.context.labels:
            self.context.labels[agent] = ""
            self.claims.entity(agent, "Company" if part.is_company else "Person")
        for role, note in self._roles(part, Named("")):
            self._credit(film, agent, role, part, Named(""), None, note, ())

    def _characters(self, part: People, count: int) -> list[tuple[str, ...]]:
        if part.character < 0:
            return [()] * count
        value = self.row.raw(part.character)
        if isinstance(value, str):
            value = literal(value) or value
        if isinstance(value, list):
            texts = [one_line(text_of(v)) for v in value]
        else:
            texts = [one_line(text_of(value))]
            if count > 1:
                texts = [p.strip() for p in texts[0].split(part.how.mark or ",")]
        if count == 1:
            texts = [t for text in texts for t in text.split(" / ")]
            return [tuple(t.strip() for t in texts if not is_missing(t.strip()))]
        if len(texts) == count:
            return [() if is_missing(t) else (t,) for t in texts]
        if any(not is_missing(t) for t in texts):
            self.row.reject_cell(
                part.character, ", ".join(texts), f"{len(texts)} characters for {count} names"
            )
        return [()] * count

    def _part_of(self, column: int, index: int, count: int) -> str:
        """The identifier of one of several names, from a cell that lists as many."""
        text = self.row.known(column)
        parts = _LISTED_IDS.split(text) if text else []
        if count == 1 and not all(_LISTABLE.fullmatch(p) for p in parts):
            return text  # an identifier of one's own may have commas
        if len(parts) == count:
            return "" if is_missing(parts[index]) else parts[index]
        if parts and index == 0:
            self.row.reject_cell(column, text, f"{len(parts)} identifiers for {count} names")
        return ""

    def _agent(self, part: People, named: Named, index: int, count: int) -> str:
        single = count == 1
        plain = self._by_name and part.role != "" and named.fields is None and not named.printed
        if plain and (known := self._agents.get((part.role, named.name))):
            return known
        own = self._part_of(part.id, index, count)
        ids = {}
        if part.identifiers:
            others = {n: c for n, c in part.identifiers.items() if c != part.id}
            ids = self.row.ids(others, "person", lambda column: self._part_of(column, index, count))
            if part.id in part.identifiers.values() and re.fullmatch(r"nm\d{7,10}", own):
                ids["imdb"] = own
        if single and part.address >= 0 and (address := self.row.known(part.address)):
            for name in ("imdb", "wikidata", "tmdb"):
                value = None if address.isdigit() else identifier(name, "person", address)
                if value:
                    ids[name] = value
        fields = named.fields or {}
        if isinstance(fields.get("id"), int | str) and str(fields["id"]).strip():
            own = own or text_of(fields["id"])
        if isinstance(fields.get("imdb_id"), str) and (
            value := identifier("imdb", "person", fields["imdb_id"])
        ):
            ids["imdb"] = value
        name = named.name
        if part.is_company:
            kind, cls = "company", "Company"
            own, ids = "", {}
        elif part.role in ("", CONTRIBUTOR) and _is_company(name) and self.plan.category >= 0:
            kind, cls = "organization", "Organization"
        else:
            kind, cls = "person", "Person"
        agent = self.context.agents.find(kind, name, own, ids, self.sheet.shown)
        self.context.entity(agent, cls, name) if self.context.labels.get(agent) != name else None
        if own and kind == "person":
            self.claims.identifier(agent, own)
            if fields and re.fullmatch(r"nm\d{7,8}", own) and "imdb" not in ids:
                self.claims.text(agent, FILM + "imdbId", own)
        for key, value in ids.items():
            self.row.write_id(agent, key, "person", value)
        if named.printed and named.printed != name:
            self.claims.text(agent, SKOS + "altLabel", named.printed)
        if part.role == "" and single:
            self.persons.write_life(agent)
        if plain and len(self._agents) < REMEMBERED:
            self._agents[part.role, name] = agent
        return agent

    def _category(self) -> str:
        """The category of a nomination, for the note of a credit."""
        return self.row.cell(self.plan.category)[:_LONGEST_NOTE]

    def _roles(self, part: People, named: Named) -> Iterable[tuple[str, str]]:
        """The roles of somebody, each with what else the row says of it."""
        fields = named.fields or {}
        job = fields.get("job") or fields.get("role") or fields.get("category") or ""
        if job and isinstance(job, str):
            known = role_named(job)
            if known and part.role not in CAST_ROLES:
                return [(known, "")]
            if part.role in ("", CONTRIBUTOR):
                return [(CONTRIBUTOR, job)]
        if named.role:
            known = role_named(re.sub(r"\s+by$", "", named.role)) or role_named(named.role)
            base = known or part.role or CONTRIBUTOR
            if part.role == "" and self.plan.category >= 0:
                return [(base, self._category() + ("" if known else f": {named.role}"))]
            return [(base, "" if known else named.role)]
        if part.role:
            return [(part.role, part.label)]
        if self.plan.category >= 0:
            category = self._category()
            return [(awards.role_of(category), category)]
        if self.plan.role < 0:
            return [(CONTRIBUTOR, "")]
        value = self.row.raw(self.plan.role)
        text = ", ".join(texts(value)) if isinstance(value, list) else str(value)
        if is_missing(text):
            return [(CONTRIBUTOR, "")]
        known = role_named(text)
        if known:
            return [(known, "")]
        plain, _, more = text.partition("(")
        if more and (known := role_named(plain)):
            return [(known, more.strip(" )"))]
        words = [w for w in _SINGLE_ROLE.split(text) if w]
        if len(words) > 1 and all(role_named(w) for w in words):
            return [(r, "") for r in dict.fromkeys(role_named(w) or "" for w in words)]
        return [(CONTRIBUTOR, one_line(text))]

    def _order(self, film: str, part: People, role: str, index: int, count: int) -> int | None:
        if part.order >= 0:
            found = re.match(r"^(\d{1,6})(?:\.0)?\b", self.row.known(part.order))
            return int(found[1]) if found and int(found[1]) > 0 else None
        if part.role == "":
            return None
        if part.number.isdigit() and count == 1:
            return int(part.number)
        if self.plan.records.count:
            self._orders[film, part.role] += 1
            return self._orders[film, part.role]
        return index + 1 if count > 1 or role in CAST_ROLES else None

    def _credit(
        self,
        film: str,
        agent: str,
        role: str,
        part: People,
        named: Named,
        order: int | None,
        note: str,
        characters: tuple[str, ...],
    ) -> None:
        fields = named.fields or {}
        statement = ""
        if fields:
            statement = text_of(fields.get("credit_id"))
            played = fields.get("character", fields.get("characters"))
            said = fields.get("role")
            if played is None and part.role in CAST_ROLES and isinstance(said, str):
                played = None if role_named(said) else said
            found = played if isinstance(played, list) else [played]
            played_as = [one_line(text_of(t)) for t in found if t]
            characters += tuple(p for t in played_as for p in t.split(" / ") if not is_missing(p))
            for key in fields:
                if key not in _USED_FIELDS:
                    self.context.unused[self.sheet.columns[part.name], key] += 1
        statement = statement or part.label
        notes = [note, named.note]
        printed = named.credited_as
        if part.role == "":
            if self.plan.category >= 0:
                year = self.row.known(self.first.get("year", -1))
                statement = f"{note} {year}"
            if self.plan.row_id >= 0:
                statement = self.row.known(self.plan.row_id)
            if source := self.row.known(self.plan.source):
                notes.append(f"source: {one_line(source)}")
        if part.note >= 0:
            notes.append(one_line(self.row.known(part.note)))
        if (
            part.printed >= 0
            and (text := one_line(self.row.known(part.printed)))
            and text != named.name
        ):
            printed = printed or text
        voice = any(re.fullmatch(r"voices?", n, re.IGNORECASE) for n in notes if n)
        characters = tuple(_voiced(c) for c in characters + named.characters)
        if voice and role == ROLE + "cast":
            role = ROLE + "voice"
        self.count += 1
        node = self.claims.credit(
            film,
            agent,
            role,
            characters=dict.fromkeys(c for c in characters if c),
            credited_as=printed,
            order=order,
            note="; ".join(dict.fromkeys(n for n in notes if n)),
            statement=statement,
        )
        if part.role == "":
            if self.plan.row_id >= 0 and statement:
                self.claims.text(node, FILM + "statementId", statement)
            self.row.write_own(node)


def _has_object(value: Any) -> bool:
    return isinstance(value, dict) or any(isinstance(v, dict) and v for v in value)


def _is_role(words: str) -> bool:
    return role_named(words) is not None


def _is_company(name: str) -> bool:
    return bool(set(re.findall(r"[\w-]+", name.casefold())) & COMPANY_WORDS)


def _voiced(character: str) -> str:
    """The name of a character without the remark that only a voice is heard."""
    return re.sub(
        r"\s*\((?:voice|uncredited|archive footage)\)$", "", character, flags=re.IGNORECASE
    )
