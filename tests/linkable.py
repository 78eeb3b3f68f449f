"""Made-up films and people that are to be linked, and the made-up Wikidata to look them up in."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from reelgraph import loading
from reelgraph.binding import Term, solutions
from reelgraph.linking.linker import Linked, link
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED, Link
from reelgraph.store import EmbeddedStore
from reelgraph.targets.local import Local
from reelgraph.targets.questions import batches, question
from reelgraph.targets.target import Target
from reelgraph.vocabulary import WD

WORLD = Path(__file__).parent / "data" / "wikidata_linking.ttl"
M = "https://example.org/mine/"
PREFIXES = f"""
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wd: <{WD}> .
@prefix m: <{M}> .
"""

ARTICLE = """
m:brackwater a film:Film ; rdfs:label "Brackwater"@en ; film:hasDirector m:ilmar ;
    film:hasProducer m:timofey ; film:hasCastMember m:hedda, m:danila .
m:precinct a film:Film ; rdfs:label "Precinct Eleven"@en ; film:hasCastMember m:charl .
m:empyrean a film:Film ; rdfs:label "Empyrean Gate"@en ; film:hasCastMember m:charl .
m:leveller a film:Film ; rdfs:label "The Leveller"@en .
m:coveted a film:Film ; rdfs:label "Coveted"@en ; film:hasDirector m:timofey .
m:owl a film:Film ; rdfs:label "Owl Shift"@en ; film:hasDirector m:timofey .
m:c1 a film:Credit ; film:hasWork m:brackwater ; film:hasAgent m:charl ; film:hasRole role:cast .
m:c2 a film:Credit ; film:hasWork m:leveller ; film:hasAgent m:hedda ; film:hasRole role:cast ;
    film:hasStatus status:weak .
m:ilmar a film:Person ; rdfs:label "Ilmar Naisuller"@en .
m:timofey a film:Person ; rdfs:label "Timofey Bekmurzin"@en .
m:charl a film:Person ; rdfs:label "Charl Copsley"@en .
m:hedda a film:Person ; rdfs:label "Hedda Benett"@en .
m:danila a film:Person ; rdfs:label "Danila Kosmovsky"@en .
"""
"""What an article says of Brackwater Joe: no year, and its title as that of two older films."""
ARTICLE_ITEMS = {
    "brackwater": "Q940000003",
    "precinct": "Q940000021",
    "empyrean": "Q940000022",
    "leveller": "Q940000023",
    "coveted": "Q940000024",
    "owl": "Q940000026",
    "ilmar": "Q940001003",
    "timofey": "Q940001004",
    "charl": "Q940001106",
    "hedda": "Q940001107",
    "danila": "Q940001108",
}


def load(store: EmbeddedStore, folder: Path, text: str, name: str = "mine") -> EmbeddedStore:
    """The store, with a source more."""
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    loading.load(store, [str(path)], name=name)
    return store


def store_of(folder: Path, text: str, name: str = "mine") -> EmbeddedStore:
    """A store in memory with one source."""
    return load(EmbeddedStore(), folder, text, name)


def items(linked: Linked | Sequence[Link]) -> dict[str, str]:
    """The accepted links as short texts: the entity's name in `M`, and the item's number."""
    links = linked.links if isinstance(linked, Linked) else linked
    return {short(k.entity): short(k.item) for k in links if k.status == ACCEPTED}


def short(iri: str) -> str:
    """An IRI without what all have."""
    return iri.removeprefix(M).removeprefix(WD)


def of(links: Linked | Sequence[Link], entity: str) -> list[Link]:
    """The links of an entity, the best first."""
    every = links.links if isinstance(links, Linked) else links
    return [k for k in every if short(k.entity) == entity]


def looked_up(folder: Path, text: str, target: Target) -> Linked:
    """What is found of the facts of one source."""
    return link(store_of(folder, text), target)


def stored(store: EmbeddedStore) -> list[Link]:
    """All links of a store."""
    return links_of(store)


def film(name: str, title: str, year: int = 0, director: str = "", cast: Sequence[str] = ()) -> str:
    """A film in Turtle; its people are called as their names say, without spaces."""
    said = f'm:{name} a film:Film ; rdfs:label "{title}" .\n'
    if year:
        said += f'm:{name} film:releaseDate "{year}"^^xsd:gYear .\n'
    people = [("hasDirector", director)] if director else []
    people += [("hasCastMember", one) for one in cast]
    for prop, person in people:
        said += f"m:{name} film:{prop} m:{key(person)} .\n"
        said += f'm:{key(person)} a film:Person ; rdfs:label "{person}" .\n'
    return said


def key(person: str) -> str:
    """How a person is called in an IRI."""
    return re.sub(r"\W+", "", person).lower()


def without(folder: Path, *gone: str) -> Local:
    """The made-up Wikidata without some items, as a file."""
    rdf = ox.Store()
    rdf.bulk_load(path=str(WORLD), format=ox.RdfFormat.TURTLE)
    for number in gone:
        for quad in list(rdf.quads_for_pattern(ox.NamedNode(WD + number), None, None, None)):
            rdf.remove(quad)
    path = folder / "less.nt"
    rdf.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return Local(path)


class Facts:
    """Triples in memory that are asked as a server is: by each spelling of a name."""

    place = version = "made-up facts"

    def __init__(self, rdf: ox.Store) -> None:
        self.rdf = rdf

    def ask(self, query: str, rows: Sequence[Sequence[Term]]) -> Iterator[tuple[Term | None, ...]]:
        """See `reelgraph.targets.target.Target.ask`."""
        asked = question(query)
        for batch in batches(rows, 100):
            for row in solutions(self.rdf, asked.of(batch)):
                yield tuple(row)


class Nameless(Local):
    """A file that has lost the names of all people, so that only the graph can tell."""

    def __init__(self, whole: Local) -> None:
        self.__dict__.update(whole.__dict__)
        human = ox.NamedNode(WD + "Q5")
        self.people = {row[0] for row in whole.ask("wikidata_of_class", [(human,)])}

    def ask(self, query: str, rows: Sequence[Sequence[Term]]) -> Iterator[tuple[Term | None, ...]]:
        """See `reelgraph.targets.target.Target.ask`."""
        column = {"wikidata_by_name": 1, "wikidata_names": 0, "wikidata_of_class": 0}.get(query)
        for row in super().ask(query, rows):
            if column is None or row[column] not in self.people:
                yield row
