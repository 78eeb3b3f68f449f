"""What the tables of one source share while they are written."""

from collections import Counter

from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.tables.registry import Agents, Films
from reelgraph.sources.tables.report import Notes, Tally
from reelgraph.vocabulary import RDFS, SKOS


class Context:
    """What the tables of one source share while they are written."""

    def __init__(self, claims: ClaimWriter, notes: Notes) -> None:
        self.claims, self.notes = claims, notes
        self.films, self.agents = Films(claims), Agents(claims)
        self.tally = Tally()
        self.unused: Counter[tuple[str, str]] = Counter()
        self.labels: dict[str, str] = {}
        """The name that each entity got first."""
        self.columns: dict[str, str] = {}
        """The property of each column that the ontology does not know."""
        self.said: dict[str, int] = {}
        """What was said last of each film, as a hash: rows of credits repeat it."""

    def column(self, name: str) -> str:
        """The property of a column, with its name as the label."""
        known = self.columns.get(name)
        if known is None:
            known = self.columns[name] = self.claims.column(name)
            self.claims.text(known, RDFS + "label", name)
        return known

    def entity(self, iri: str, kind: str, name: str) -> None:
        """Write what something is and its name, once; another name of it is an alias."""
        known = self.labels.get(iri)
        if known is None:
            self.labels[iri] = name
            self.claims.entity(iri, kind, name)
        elif name and not known:
            self.labels[iri] = name
            self.claims.text(iri, RDFS + "label", name)
        elif name and name != known:
            self.claims.text(iri, SKOS + "altLabel", name)
