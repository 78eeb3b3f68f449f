"""What a row says of a person."""

from reelgraph.sources.tables.cells import is_missing, one_line, text_of
from reelgraph.sources.tables.current import Current, texts
from reelgraph.sources.tables.dates import BORN, LATEST, Dating, read_date, read_year
from reelgraph.sources.tables.namelists import literal, names_of
from reelgraph.vocabulary import FILM, SKOS


class Persons:
    """Writes the facts of people."""

    def __init__(self, row: Current) -> None:
        self.row = row
        self.plan, self.context = row.plan, row.context
        self.sheet, self.claims, self.tally = row.sheet, row.claims, row.tally
        self.first = row.first

    def write(self) -> str:
        """Write the person of this row, and give the IRI; "" where the row names nobody."""
        part = self.plan.people[0]
        name = one_line(self.row.known(part.name)) if part.name >= 0 else self.composed()
        own = self.row.known(part.id)
        ids = self.row.ids(part.identifiers, "person")
        if part.how.inverted and "," in name:
            found = names_of(name, part.how)
            printed, name = name, found[0].name if found else name
        else:
            printed = ""
        if not name and not own and not ids:
            filled = [text_of(v) for v in self.row.values if text_of(v)]
            why = "no name and no identifier of a person"
            if self.plan.records.unclear:
                why += f"; {self.plan.records.unclear}"
            self.row.reject(", ".join(filled[:3]), why)
            return ""
        agent = self.context.agents.find("person", name, own, ids, self.sheet.shown)
        if name:
            self.context.entity(agent, "Person", name)
        elif agent not in self.context.labels:
            self.context.labels[agent] = ""
            self.claims.entity(agent, "Person")
        if printed:
            self.claims.text(agent, SKOS + "altLabel", printed)
        if own:
            self.claims.identifier(agent, own)
        for key, value in ids.items():
            self.row.write_id(agent, key, "person", value)
        self._write_other_names(agent, name)
        self.write_life(agent)
        self.row.write_own(agent)
        return agent

    def go_on(self, agent: str) -> None:
        """Write what a row adds to the person of the row above."""
        self._write_other_names(agent, self.context.labels.get(agent, ""))
        self.row.write_own(agent)

    def _write_other_names(self, agent: str, name: str) -> None:
        column = self.plan.people[0].printed
        if column < 0:
            return
        value = self.row.raw(column)
        others = literal(value) or [value] if isinstance(value, str) else value
        for other in texts(others):
            if other != name and not is_missing(other):
                self.claims.text(agent, SKOS + "altLabel", one_line(other))

    def composed(self) -> str:
        """The name that stands in two columns, first and last."""
        first, last = (
            self.row.known(self.plan.personal.get(w, -1)) for w in ("first name", "last name")
        )
        return one_line(f"{first} {last}".strip())

    def write_life(self, agent: str) -> None:
        """Write birth, death and gender, where the row says them."""
        for what, prop in (("birth", "birthDate"), ("death", "deathDate")):
            column = self.plan.personal.get(what, -1)
            text = self.row.known(column)
            if not text:
                continue
            date = read_date(text, self.plan.datings.get(column, Dating()))
            if date is None:
                year, exact = read_year(text)
                date = str(year) if year is not None and exact else None
            if date is None or not BORN <= int(date[:4]) <= LATEST:
                self.row.reject_cell(column, text, "no date that can be read for certain")
            else:
                self.claims.date(agent, FILM + prop, date)
        gender = self.row.known(self.plan.personal.get("gender", -1))
        if gender and not gender.isdigit():
            self.claims.text(agent, FILM + "gender", gender)
        elif gender and gender != "0":
            column = self.plan.personal["gender"]
            self.row.write_as_it_is(agent, column, gender)
