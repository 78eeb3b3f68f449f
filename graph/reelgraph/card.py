"""Everything about one entity: its facts, its credits, its other names, its links, its sources."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from textwrap import shorten

import pyoxigraph as ox

from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.facts import UNKNOWN, Source
from reelgraph.links.keeping import links_of
from reelgraph.links.shown import lines as link_lines
from reelgraph.network.evidence import Evidence, evidence, source_names, with_quotes
from reelgraph.network.filters import filters
from reelgraph.results import plain
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.terms import Terms, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, STATUS, WD, curie, local_name

MOST = 50
"""How many values of one kind a card lists."""
LONGEST = 300
"""Characters of a value that a card shows; a table may have whole paragraphs."""
_LAST = 1 << 30


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
    order: int | None = None
    """The position of a contributor in the list of a work, where a source has one."""


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
    known = terms()
    everything = replace(filters(), include=known.statuses)
    pairs = _pairs(store, entity.iri, known)
    found = with_quotes(store, evidence(store, pairs, everything))
    others = {e.end if e.start == entity.iri else e.start for e in found}
    facts: list[Fact] = []
    weaker: list[Fact] = []
    values = list(_values(store, entity.iri, known))
    statements = list(_statements(store, entity.iri))
    about = describe(store, others | {v.value for _, v, _ in values if isinstance(v, ox.NamedNode)})
    edges: dict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    for one in found:
        out = one.start == entity.iri
        other = one.end if out else one.start
        heading = one.role if out else _reverse(one.role, one.property, known)
        certain = "" if one.status in ("asserted", "inferred") else one.status
        edges[heading, other, one.property, certain].append(one)
    for (heading, other, _, certain), group in edges.items():
        fact = Fact(
            heading,
            about[other].label,
            other,
            about[other].year,
            tuple(sorted({e.source for e in group})),
            certain or min(e.status for e in group),
            " / ".join(dict.fromkeys(e.character for e in group if e.character)),
            "; ".join(dict.fromkeys(e.quote for e in group if e.quote)),
            min((e.order for e in group if out and e.order is not None), default=None),
        )
        (weaker if certain else facts).append(fact)
    said = []
    for prop, value, names in values:
        shown = about[value.value] if isinstance(value, ox.NamedNode) else None
        said.append(
            Fact(
                _words(prop, known),
                shown.label if shown else value.value,
                shown.iri if shown else "",
                shown.year if shown else None,
                names,
            )
        )
    for heading, text, name in _columns(store, entity.iri):
        said.append(Fact(heading, text, sources=(name,)))
    facts += _told_once(said)
    for heading, text, status, name in statements:
        fact = Fact(heading, text, sources=(name,), status=status)
        (facts if STATUS + status in known.shown_statuses else weaker).append(fact)
    used = {name for f in (*facts, *weaker) for name in f.sources}
    return Card(
        entity,
        tuple(_other_names(store, entity)),
        tuple(sorted(facts, key=lambda f: (f.property, -(f.year or 0), f.order or _LAST, f.value))),
        tuple(sorted(weaker, key=lambda f: (f.property, f.value))),
        tuple(_links(store, entity.iri)),
        tuple(s for s in sources if s.name in used),
    )


def _told_once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Facts that read alike in one line: each source has a genre "drama" of its own."""
    alike: dict[tuple[str, str, int | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        alike[fact.property, fact.value, fact.year].append(fact)
    for group in alike.values():
        yield replace(group[0], sources=tuple(sorted({s for f in group for s in f.sources})))


def _pairs(store: Store, iri: str, known: Terms) -> list[tuple[str, str]]:
    """The pairs of entities that any claim links, this one among them."""
    node = f"<{iri}>"
    query = f"""PREFIX film: <{FILM}>
    PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?from ?to WHERE {{ GRAPH ?g {{
      {{ ?n film:hasWork {node} ; film:hasAgent ?to BIND({node} AS ?from) }} UNION
      {{ ?n film:hasAgent {node} ; film:hasWork ?from BIND({node} AS ?to) }} UNION
      {{ ?n rdf:subject {node} ; rdf:object ?to BIND({node} AS ?from) }} UNION
      {{ ?n rdf:object {node} ; rdf:subject ?from BIND({node} AS ?to) }} UNION
      {{ {node} ?p ?to BIND({node} AS ?from) }} UNION
      {{ ?from ?p {node} BIND({node} AS ?to) }}
      FILTER(isIRI(?to)) }}
      FILTER(!BOUND(?p) || ?p IN ({", ".join(f"<{p}>" for p in sorted(known.relations))})) }}"""
    return [(row["from"].value, row["to"].value) for row in store.select(query)]


def _values(
    store: Store, iri: str, known: Terms
) -> Iterable[tuple[str, ox.NamedNode | ox.Literal, tuple[str, ...]]]:
    """The facts of the view that are no relations, with the sources that say them."""
    names = source_names(store)
    plain_ones = known.view_properties - known.relations
    shown = f"SELECT ?p ?v WHERE {{ <{iri}> ?p ?v }}"
    claimed = f"""PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?p ?v ?g WHERE {{ GRAPH ?g {{
      {{ <{iri}> ?p ?v }} UNION
      {{ ?n rdf:subject <{iri}> ; rdf:predicate ?p ; rdf:object ?v }} }} }}"""
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select(claimed):
        if row["g"].value in names:
            said[row["p"].value, str(row["v"])].add(names[row["g"].value])
    for row in store.select(shown):
        prop, value = row["p"].value, row["v"]
        if prop in plain_ones and prop != FILM + "hasContributor":
            yield prop, value, tuple(sorted(said[prop, str(value)]))


def _columns(store: Store, iri: str) -> Iterable[tuple[str, str, str]]:
    """What a table says in columns that the ontology does not know: heading, text, source."""
    names = source_names(store)
    query = f"""SELECT DISTINCT ?p ?label ?v ?g WHERE {{ GRAPH ?g {{
      <{iri}> ?p ?v . FILTER(isLiteral(?v) && CONTAINS(STR(?p), "/column/"))
      OPTIONAL {{ ?p <{RDFS}label> ?label }} }} }}"""
    for row in store.select(query):
        if row["g"].value in names:
            heading = row["label"].value if row["label"] is not None else local_name(row["p"].value)
            yield heading, row["v"].value, names[row["g"].value]


def _statements(store: Store, iri: str) -> Iterable[tuple[str, str, str, str]]:
    """Releases, screenings and previews, and the claims that are not in the view."""
    names = source_names(store)
    query = f"""PREFIX film: <{FILM}>
    PREFIX rdf: <{RDF}>
    SELECT DISTINCT ?node ?kind ?p ?v ?date ?note ?territory ?status ?g WHERE {{ GRAPH ?g {{
      {{ ?node rdf:subject <{iri}> }} UNION {{ ?node film:hasWork <{iri}> }}
      ?node a ?kind . FILTER(?kind NOT IN (film:Credit, film:Title))
      OPTIONAL {{ ?node film:hasStatus ?given }}
      BIND(COALESCE(?given, <{STATUS}asserted>) AS ?status)
      OPTIONAL {{ ?node rdf:predicate ?p }} OPTIONAL {{ ?node rdf:object ?v }}
      OPTIONAL {{ ?node film:date ?date }} OPTIONAL {{ ?node film:note ?note }}
      OPTIONAL {{ ?node film:hasTerritory/<{RDFS}label> ?territory }} }}
      FILTER(?kind != film:Claim || ?status IN (<{STATUS}negative>, <{STATUS}superseded>) ||
        (?status IN (<{STATUS}weak>, <{STATUS}hedged>) && (!BOUND(?v) || isLiteral(?v)))) }}"""
    known = terms()
    seen = set()
    for row in store.select(query):
        prop = row["p"].value if row["p"] is not None else row["kind"].value
        heading = _words(prop, known)
        cells = (row["territory"], row["v"], row["date"], row["note"])
        parts = [
            curie(c.value) if isinstance(c, ox.NamedNode) else c.value
            for c in cells
            if c is not None
        ]
        key = (
            heading,
            ", ".join(parts) or local_name(row["node"].value),
            local_name(row["status"].value),
            names.get(row["g"].value, ""),
        )
        if key[3] and row["node"].value not in seen:
            seen.add(row["node"].value)
            yield key


def _other_names(store: Store, entity: Entity) -> list[str]:
    query = f"SELECT DISTINCT ?n WHERE {{ <{entity.iri}> <{SKOS}altLabel> ?n }}"
    return sorted({row["n"].value for row in store.select(query)})


def _links(store: Store, entity: str) -> list[str]:
    """Its identifiers elsewhere, and how its link to Wikidata stands."""
    query = f"""SELECT DISTINCT ?p ?v WHERE {{
      {{ GRAPH <{LINKS}> {{ <{entity}> ?p ?v }} }} UNION
      {{ GRAPH ?source {{ <{entity}> <{SKOS}exactMatch> ?v }}
        BIND(<{SKOS}exactMatch> AS ?p) }} }}"""
    others = sorted(
        f"{local_name(row['p'].value)} {curie(row['v'].value)}"
        for row in store.select(query)
        if isinstance(row["v"], (ox.NamedNode, ox.Literal))
        and not row["v"].value.startswith(WD + "Q")
    )
    return [*link_lines(links_of(store, [entity])), *others]


def _titled(link: str) -> str:
    return link if link.startswith("Wikidata: ") else f"link: {link}"


def _words(prop: str, known: Terms) -> str:
    words = known.labels.get(prop, local_name(prop))
    for start in ("has ", "is "):
        words = words.removeprefix(start)
    return words


def _reverse(role: str, prop: str, known: Terms) -> str:
    """The heading of an edge that points here: "director of", "screened at this"."""
    complete = prop not in known.contributor_properties and " " in role
    return f"{role} this" if complete else f"{role} of"


def _grouped(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.property, []).append(fact)
    return list(groups.items())


def _line(fact: Fact, numbers: dict[str, int]) -> str:
    year = f" ({fact.year})" if fact.year else ""
    character = f" as {fact.character}" if fact.character else ""
    marks = "".join(f"[{numbers[s]}]" for s in fact.sources if s in numbers)
    status = "" if fact.status == "asserted" else f" ({fact.status})"
    value = shorten(fact.value, LONGEST, placeholder=" ...")
    return f"{value}{year}{character}{status} {marks}".rstrip()
