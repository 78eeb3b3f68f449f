"""How the neighbourhood in the sample was made; run again when its inputs change.

``python -m reelgraph.sample.make FILMS.nt.gz NAMES.tsv`` takes film facts in Wikidata's vocabulary
and a table of people's names (columns ``qid`` and ``name``), walks from the films and people of the
first facts over people who have a name, and writes the nearest films and their credits, in the film
ontology, beside this module.

Things that ``links.ttl`` identifies with a Wikidata item carry their own IRI here, as if their
facts had been pulled from there. People whom the table does not name are left out, and so are
languages, places and subjects, which have no names in the input.
"""

import csv
import gzip
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.sources import rdf
from reelgraph.sources.finding import find_input
from reelgraph.vocabulary import BASE, DCTERMS, FILM, RDF, RDFS, SCHEMA, SKOS, WD

FILMS = 1400
"""How many films the neighbourhood has."""
LEAST = 3
"""How many named people a film must have to be worth walking over."""

TYPE = ox.NamedNode(RDF + "type")
LABEL = ox.NamedNode(RDFS + "label")
WORK = ox.NamedNode(FILM + "hasWork")
AGENT = ox.NamedNode(FILM + "hasAgent")
KEPT = [
    ox.NamedNode(FILM + name)
    for name in ("imdbId", "releaseDate", "hasGenre", "hasCountryOfOrigin")
]
CREDIT = [ox.NamedNode(FILM + name) for name in ("hasWork", "hasAgent", "hasRole", "characterName")]


def main(films: str, names: str) -> None:
    """Write ``wikidata.nt.gz`` and ``person-names.nt.gz``."""
    own = _own_iris()
    with Path(names).open(encoding="utf-8", newline="") as table:
        named = {WD + row["qid"]: row["name"] for row in csv.DictReader(table, delimiter="\t")}
    with tempfile.TemporaryDirectory() as scratch:
        source = find_input(films, Path(scratch))
        read = rdf.read([source], "wikidata", source.sha256, Path(scratch))
        claims = ox.Store()
        claims.bulk_load(path=str(read.path), format=ox.RdfFormat.N_TRIPLES)
    people = {iri for iri in own if _is(claims, iri, "Person")} | set(named)
    chosen = _nearest(claims, set(own), people)
    here = Path(__file__).parent
    _write(here / "wikidata.nt.gz", _renamed(_facts(claims, chosen, people), own))
    wanted = {
        agent for film in chosen for agent, _ in _cast(claims, film, people) if agent in named
    }
    _write(here / "person-names.nt.gz", _names({i: named[i] for i in wanted if i not in own}))


def _own_iris() -> dict[str, str]:
    """The IRI here of each Wikidata item that ``links.ttl`` names."""
    links = ox.parse(resources.raw("sample/links.ttl"), format=ox.RdfFormat.TURTLE)
    match = ox.NamedNode(SKOS + "exactMatch")
    return {_iri(q.object): _iri(q.subject) for q in links if q.predicate == match}


def _iri(term: object) -> str:
    """The IRI of a term that can be nothing else here."""
    if not isinstance(term, ox.NamedNode):
        raise TypeError(f"{term} is no IRI")
    return term.value


def _is(claims: ox.Store, iri: str, kind: str) -> bool:
    quad = ox.Quad(ox.NamedNode(iri), TYPE, ox.NamedNode(FILM + kind))
    return quad in claims


def _cast(claims: ox.Store, film: str, people: set[str]) -> Iterator[tuple[str, ox.NamedNode]]:
    """The named people of a film, and their credits."""
    for quad in claims.quads_for_pattern(None, WORK, ox.NamedNode(film), None):
        for credit in claims.quads_for_pattern(quad.subject, AGENT, None, None):
            if _iri(credit.object) in people:
                yield _iri(credit.object), ox.NamedNode(_iri(quad.subject))


def _films_of(claims: ox.Store, person: str) -> Iterator[str]:
    for quad in claims.quads_for_pattern(None, AGENT, ox.NamedNode(person), None):
        for credit in claims.quads_for_pattern(quad.subject, WORK, None, None):
            yield _iri(credit.object)


def _nearest(claims: ox.Store, seeds: set[str], people: set[str]) -> list[str]:
    """The films nearest to the seeds; at the same distance, those with most named people."""
    chosen = sorted(s for s in seeds if _is(claims, s, "Film"))
    reached, edge = set(chosen), set(chosen)
    while edge and len(chosen) < FILMS:
        met = {agent for film in edge for agent, _ in _cast(claims, film, people)}
        met |= {s for s in seeds if s in people}
        found = {film for person in met for film in _films_of(claims, person)} - reached
        sizes = {f: len({a for a, _ in _cast(claims, f, people)}) for f in found}
        worth = [
            f
            for f in sorted(found, key=lambda f: (-sizes[f], f))
            if sizes[f] >= LEAST
            and next(iter(claims.quads_for_pattern(ox.NamedNode(f), LABEL, None, None)), None)
        ]
        chosen += worth[: FILMS - len(chosen)]
        edge = set(worth)
        reached |= found
    return chosen


def _names(named: dict[str, str]) -> Iterator[ox.Triple]:
    yield from _described(
        "person-names",
        title="Names of film people, joined from casts in Wikipedia's film lists and in Wikidata",
        publisher="reelgraph",
        creator="The reelgraph authors",
        url="unknown",
    )
    for iri, name in named.items():
        yield ox.Triple(ox.NamedNode(iri), TYPE, ox.NamedNode(FILM + "Person"))
        yield ox.Triple(ox.NamedNode(iri), LABEL, ox.Literal(name, language="en"))


def _described(
    name: str, *, title: str, publisher: str, creator: str, url: str
) -> Iterator[ox.Triple]:
    source = ox.NamedNode(f"{BASE}/source/{name}")
    described = {
        DCTERMS + "title": title,
        DCTERMS + "publisher": publisher,
        DCTERMS + "creator": creator,
        DCTERMS + "issued": "unknown",
        DCTERMS + "license": "CC0-1.0",
        DCTERMS + "source": url,
        FILM + "retrieved": "unknown",
    }
    yield ox.Triple(source, TYPE, ox.NamedNode(FILM + "Source"))
    for prop, text in described.items():
        yield ox.Triple(source, ox.NamedNode(prop), ox.Literal(text))


def _facts(claims: ox.Store, films: Iterable[str], people: set[str]) -> Iterator[ox.Triple]:
    yield from _described(
        "wikidata",
        title="Wikidata: films near Hardcore and their people",
        publisher="Wikimedia Foundation",
        creator="Wikidata contributors",
        url="https://www.wikidata.org/",
    )
    things: dict[str, str] = {}
    cast: set[str] = set()
    for film in films:
        node = ox.NamedNode(film)
        for prop in (TYPE, LABEL, *KEPT):
            for quad in claims.quads_for_pattern(node, prop, None, None):
                yield quad.triple
                if prop.value == FILM + "hasGenre":
                    things[_iri(quad.object)] = FILM + "Genre"
                elif prop.value == FILM + "hasCountryOfOrigin":
                    things[_iri(quad.object)] = SCHEMA + "Place"
        for agent, credit in _cast(claims, film, people):
            cast.add(agent)
            yield ox.Triple(credit, TYPE, ox.NamedNode(FILM + "Credit"))
            for prop in CREDIT:
                for quad in claims.quads_for_pattern(credit, prop, None, None):
                    yield quad.triple
    for person in sorted(cast):
        node = ox.NamedNode(person)
        yield ox.Triple(node, TYPE, ox.NamedNode(FILM + "Person"))
        for quad in claims.quads_for_pattern(node, ox.NamedNode(FILM + "imdbId"), None, None):
            yield quad.triple
    for thing, kind in ((ox.NamedNode(t), k) for t, k in things.items()):
        yield ox.Triple(thing, TYPE, ox.NamedNode(kind))
        for quad in claims.quads_for_pattern(thing, LABEL, None, None):
            yield quad.triple


def _renamed(triples: Iterable[ox.Triple], own: dict[str, str]) -> Iterator[ox.Triple]:
    for triple in triples:
        subject, value = _iri(triple.subject), triple.object
        if isinstance(value, ox.NamedNode):
            value = ox.NamedNode(own.get(value.value, value.value))
        yield ox.Triple(ox.NamedNode(own.get(subject, subject)), triple.predicate, value)


def _write(path: Path, triples: Iterable[ox.Triple]) -> None:
    lines = sorted({f"{triple} .\n" for triple in triples})
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write("".join(lines).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
