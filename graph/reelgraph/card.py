"""Everything about one entity: its facts, its credits, its other names, its links, its sources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from textwrap import shorten

import pyoxigraph as ox

from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.facts import UNKNOWN, Source
from reelgraph.links.keeping import links_of
from reelgraph.links.shown import lines as link_lines
from reelgraph.network.evidence import Evidence, evidence_about
from reelgraph.network.filters import Filters, filters
from reelgraph.network.index.holding import held
from reelgraph.network.values import in_words, own_facts, statements
from reelgraph.results import plain
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.terms import CONTRIBUTOR, Terms, terms
from reelgraph.vocabulary import DCTERMS, FILM, SKOS, STATUS, WD, curie, local_name

MOST = 50
"""How many values of one kind a card lists."""
LONGEST = 300
"""Characters of a value that a card shows; a table may have whole paragraphs."""
_NOTE = 80
"""Characters of a note beside the name of a contributor; a passage of a source has more."""
_LAST = 1 << 30
_IDENTIFIER = DCTERMS + "identifier"

Value = tuple[str, ox.NamedNode | ox.Literal, tuple[str, ...]]
"""A property, what it says of the entity, and the names of the sources that say so."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a card."""

    property: str
    """In words."""
    value: str
    iri: str = ""
    """Of the value, if it is an entity."""
    year: int | None = None
    sources: tuple[str, ...] = ()
    status: str = "asserted"
    character: str = ""
    quote: str = ""
    note: str = ""
    """How a plain contributor took part: "casting director"."""
    order: int | None = None
    """The position of a contributor in the list of a work, where a source has one."""
    kind: str = ""
    """The class of the value, if it is an entity."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the graph knows of an entity; in a notebook it shows itself."""

    entity: Entity
    names: tuple[str, ...]
    """Its other names."""
    facts: tuple[Fact, ...]
    weaker: tuple[Fact, ...]
    """What is only weak, hedged, negative or superseded."""
    links: tuple[str, ...]
    """How its link to Wikidata stands, a line for each item; and other identifiers."""
    sources: tuple[Source, ...]

    @property
    def iri(self) -> str:
        """The IRI of the entity."""
        return self.entity.iri

    @property
    def label(self) -> str:
        """Its name."""
        return self.entity.label

    @property
    def kind(self) -> str:
        """Its class."""
        return self.entity.kind

    @property
    def year(self) -> int | None:
        """The year of a film."""
        return self.entity.year

    def __str__(self) -> str:
        return str(self.entity)

    def __repr__(self) -> str:
        return f"<{self.kind}: {self.entity} [{curie(self.iri)}]>"

    def text(self, *, with_evidence: bool = False) -> str:
        """The card for a terminal."""
        numbers = {s.name: n for n, s in enumerate(self.sources, 1)}
        lines = [f"{self.entity}  ({self.kind})", curie(self.iri)]
        if self.names:
            lines.append("also: " + ", ".join(self.names))
        lines += [_titled(link) for link in self.links]
        for title, group in (("", self.facts), ("Not certain, or denied:", self.weaker)):
            if group and title:
                lines += ["", title]
            for prop, found in _grouped(group):
                lines += ["", f"{prop}"] if not title else [f"{prop}"]
                for fact in found[:MOST]:
                    quote = [f"      {fact.quote}"] if with_evidence and fact.quote else []
                    lines += [f"  {_line(fact, numbers)}", *quote]
                if len(found) > MOST:
                    lines.append(f"  ... and {len(found) - MOST:,} more")
        if self.sources:
            lines += ["", "Sources"]
            lines += [f"  [{n}] {describe_source(s)}" for n, s in enumerate(self.sources, 1)]
        return plain("\n".join(lines))

    def _repr_html_(self) -> str:
        numbers = {s.name: n for n, s in enumerate(self.sources, 1)}
        rows = []
        for group in (self.facts, self.weaker):
            for prop, found in _grouped(group):
                values = "<br>".join(escape(_line(f, numbers)) for f in found[:12])
                more = f"<br>… and {len(found) - 12:,} more" if len(found) > 12 else ""
                rows.append(
                    f"<tr><th style='text-align:left;vertical-align:top'>{escape(prop)}</th>"
                    f"<td style='text-align:left'>{values}{more}</td></tr>"
                )
        also = f"<p>also: {escape(', '.join(self.names))}</p>" if self.names else ""
        links = "".join(f"<p>{escape(link)}</p>" for link in self.links)
        listed = "".join(f"<li>{escape(describe_source(s))}</li>" for s in self.sources)
        return (
            "<div style='max-width:42em;border:1px solid #8886;border-radius:8px;"
            f"padding:.2em 1em'><h3>{escape(str(self.entity))}"
            f" <small style='opacity:.7'>{escape(self.kind)} · {escape(curie(self.iri))}</small>"
            f"</h3>{also}{links}<table>{''.join(rows)}</table>"
            f"<details><summary>{len(self.sources)} sources</summary><ol>{listed}</ol></details>"
            "</div>"
        )


def describe_source(source: Source) -> str:
    """A source in one line; what is unknown is said once."""
    known = (source.publisher, source.published, source.url)
    parts = [source.title, *(text for text in known if text not in (UNKNOWN, source.title))]
    licence = source.licence if source.licence != UNKNOWN else "unknown licence"
    return f"{', '.join(parts)} ({source.name}; {licence})"


def card(store: Store, entity: Entity, sources: Iterable[Source]) -> Card:
    """The card of an entity.

    Args:
        store: Where the facts are.
        entity: Which.
        sources: Those of the store.

    """
    known, listed = terms(), list(sources)
    names = {source.graph: source.name for source in listed}
    found = evidence_about(store, entity.iri, _everything(), names)
    shown = own_facts(store, entity.iri, names)
    others = {e.end if e.start == entity.iri else e.start for e in found}
    about = _described(store, others | shown.entities)
    facts, weaker = _edge_facts(entity.iri, found, about)
    said = []
    for prop, value, by in _without_repeated_ids(shown.values):
        one = about[value.value] if isinstance(value, ox.NamedNode) else None
        said.append(
            Fact(
                in_words(prop),
                one.label if one else value.value,
                one.iri if one else "",
                one.year if one else None,
                by,
                kind=one.kind if one else "",
            )
        )
    for heading, text, name in shown.columns:
        said.append(Fact(heading, text, sources=(name,)))
    facts += _told_once(said)
    for heading, text, status, name in statements(store, entity.iri, names):
        fact = Fact(heading, text, sources=(name,), status=status)
        (facts if STATUS + status in known.shown_statuses else weaker).append(fact)
    used = {name for f in (*facts, *weaker) for name in f.sources}
    return Card(
        entity,
        shown.names,
        tuple(sorted(facts, key=lambda f: (f.property, -(f.year or 0), f.order or _LAST, f.value))),
        tuple(sorted(weaker, key=lambda f: (f.property, f.value))),
        tuple(_links(store, entity.iri)),
        tuple(s for s in listed if s.name in used),
    )


@cache
def _everything() -> Filters:
    """All edges, whatever the status of what gives them."""
    return replace(filters(), include=terms().statuses)


def _described(store: Store, iris: Iterable[str]) -> dict[str, Entity]:
    """Entities by IRI; from the network index where it is in memory, which asks nobody."""
    index = held(store)
    return index.describe(iris) if index else describe(store, iris)


def _edge_facts(
    iri: str, found: Iterable[Evidence], about: Mapping[str, Entity]
) -> tuple[list[Fact], list[Fact]]:
    """The edges of an entity as lines of its card: those to show, and those that are not sure."""
    facts: list[Fact] = []
    weaker: list[Fact] = []
    edges: dict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for one in found:
        out = one.start == iri
        other = one.end if out else one.start
        heading = one.role if out else _reverse(one.role, one.property, terms())
        certain = "" if one.status in ("asserted", "inferred") else one.status
        edges[heading, other, one.property, certain].append(one)
    for (heading, other, _, certain), group in edges.items():
        out = group[-1].start == iri
        quote = "; ".join(dict.fromkeys(e.quote for e in group if e.quote))
        fact = Fact(
            heading,
            about[other].label,
            other,
            about[other].year,
            tuple(sorted({e.source for e in group})),
            certain or min(e.status for e in group),
            " / ".join(dict.fromkeys(e.character for e in group if e.character)),
            quote,
            quote if group[0].property == CONTRIBUTOR and len(quote) <= _NOTE else "",
            min((e.order for e in group if out and e.order is not None), default=None),
            about[other].kind,
        )
        (weaker if certain else facts).append(fact)
    return facts, weaker


def _without_repeated_ids(values: Sequence[Value]) -> Iterator[Value]:
    """Values without a plain identifier that the source tells to be IMDb's, or another's, too.

    tt0000001 is an IMDb identifier in IMDb's files: it need not stand there twice.
    """
    told = {(value.value, by) for prop, value, by in values if prop != _IDENTIFIER}
    for prop, value, by in values:
        if prop != _IDENTIFIER or (value.value, by) not in told:
            yield prop, value, by


def _told_once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Facts that read alike in one line: each source has a genre "drama" of its own."""
    alike: dict[tuple[str, str, int | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        alike[fact.property, fact.value, fact.year].append(fact)
    for group in alike.values():
        yield replace(group[0], sources=tuple(sorted({s for f in group for s in f.sources})))


def _links(store: Store, entity: str) -> list[str]:
    """Its identifiers elsewhere, and how its link to Wikidata stands."""
    query = f"""SELECT DISTINCT ?p ?v WHERE {{
      {{ GRAPH <{LINKS}> {{ <{entity}> ?p ?v }} }} UNION
      {{ GRAPH <{LINKS}> {{ ?link <{FILM}isLinkOf> <{entity}> }} }} UNION
      {{ GRAPH ?source {{ <{entity}> <{SKOS}exactMatch> ?v }}
        BIND(<{SKOS}exactMatch> AS ?p) }} }}"""
    rows = list(store.select(query))
    if not rows:  # as of most: nothing more has to be asked
        return []
    others = sorted(
        f"{local_name(row['p'].value)} {curie(row['v'].value)}"
        for row in rows
        if isinstance(row["v"], (ox.NamedNode, ox.Literal))
        and not row["v"].value.startswith(WD + "Q")
    )
    return [*link_lines(links_of(store, [entity])), *others]


def _titled(link: str) -> str:
    return link if link.startswith("Wikidata: ") else f"link: {link}"


def _reverse(role: str, prop: str, known: Terms) -> str:
    """The heading of an edge that points here: "director of", "screened at this"."""
    complete = " " in role and prop not in known.contributor_properties
    return f"{role} this" if complete else f"{role} of"


def _grouped(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.property, []).append(fact)
    return list(groups.items())


def _line(fact: Fact, numbers: dict[str, int]) -> str:
    year = f" ({fact.year})" if fact.year else ""
    character = f" as {fact.character}" if fact.character else ""
    note = f", {fact.note}" if fact.note else ""
    marks = "".join(f"[{numbers[s]}]" for s in fact.sources if s in numbers)
    status = "" if fact.status == "asserted" else f" ({fact.status})"
    value = shorten(fact.value, LONGEST, placeholder=" ...")
    return f"{value}{year}{character}{note}{status} {marks}".rstrip()
