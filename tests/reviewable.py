"""A small store of made-up films whose links wait for a person."""

from pathlib import Path
from typing import Any

import reelgraph as rg
from reelgraph.graph import FilmGraph
from reelgraph.links.keeping import keep
from reelgraph.links.link import ACCEPTED, NONE, OUTRANKED, PENDING, Evidence, Link
from reelgraph.store import EmbeddedStore

EX = "https://example.org/mill/"
WD = "http://www.wikidata.org/entity/"
PREFIXES = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix ex: <https://example.org/mill/> .
"""
MILL = """
ex:mill a film:Film ; rdfs:label "The Mill" ; skos:altLabel "Die Mühle" ;
    film:releaseDate "1931"^^xsd:gYear ; film:hasDirector ex:ann ; film:hasCastMember ex:bob .
ex:weir a film:Film ; rdfs:label "The Weir" ;
    film:releaseDate "1962"^^xsd:gYear ; film:hasDirector ex:ann .
ex:ford a film:Film ; rdfs:label "The Ford" ; skos:exactMatch wd:Q900 .
ex:lock a film:Film ; rdfs:label "The Lock" .
ex:ann a film:Person ; rdfs:label "Ann Tor" .
ex:bob a film:Person ; rdfs:label "Bob Ley" .
"""
OTHER = """
<https://example.org/two/mill> a film:Film ; rdfs:label "Mill, The" ;
    film:releaseDate "1931"^^xsd:gYear ;
    film:hasDirector <https://example.org/two/ann> ;
    film:hasCastMember <https://example.org/two/bob> .
<https://example.org/two/ann> a film:Person ; rdfs:label "Anna Tor" .
<https://example.org/two/bob> a film:Person ; rdfs:label "Bob Ley" .
"""
BASE = ("any", -3.2, "before anything is compared: few films of any title are it")
MILL_WEIGHTS = [
    BASE,
    ("title", 2.3, "the same title “The Mill”"),
    ("year", 1.8, "the same year, 1931"),
    ("director", 4.9, "the same director, Ann Tor"),
    ("runtime", -0.7, "71 and 78 minutes"),
]
"""They sum to 5.1, and 1 / (1 + e^-5.1) is 0.994 (to three places, by a pocket calculator)."""


def link(entity: str, qid: str, status: str, score: float | None = None, **more: Any) -> Link:
    evidence = tuple(Evidence(*one) for one in more.pop("evidence", ()))
    return Link(
        EX + entity,
        WD + qid if qid else "",
        status,
        score,
        evidence,
        item_label=more.pop("label", ""),
        endpoint="made-up.nt",
        when=more.pop("when", "2026-11-20T18:00:00Z"),
        **more,
    )


LINKS = [
    link("mill", "Q101", ACCEPTED, 0.994, evidence=MILL_WEIGHTS, label="The Mill"),
    link(
        "mill",
        "Q102",
        OUTRANKED,
        0.003,
        evidence=[BASE, MILL_WEIGHTS[1], ("year", -5.0, "38 years apart (1931, 1969)")],
        label="The Mill",
    ),
    link(
        "weir",
        "Q201",
        PENDING,
        0.71,
        evidence=[("title", 2.3, "the same title “The Weir”"), ("year", -1.4, "3 years apart")],
        label="The Weir",
    ),
    link(
        "weir",
        "Q202",
        PENDING,
        0.2,
        evidence=[("title", 2.3, "the same title “The Weir”"), ("about", 0.0, "a play on film")],
        label="The Weir",
    ),
    link("weir", "Q203", OUTRANKED, 0.04, label="Weirs"),
    link("ann", "Q301", PENDING, 0.45, evidence=[("name", -0.2, "it has no name there")]),
    link("bob", "", NONE, note="none found in made-up.nt on 2026-11-20 by name and by 1 film"),
]


def filled(graph: FilmGraph, folder: Path) -> EmbeddedStore:
    """The films and their links, in the store of a graph."""
    for name, text in (("first", MILL), ("second", OTHER)):
        path = folder / f"{name}.ttl"
        path.write_text(PREFIXES + text, "utf-8")
        graph.load(path, source=name)
    keep(graph.writable, LINKS)
    return graph.writable


def in_memory(folder: Path) -> EmbeddedStore:
    return filled(FilmGraph(EmbeddedStore()), folder)


def in_folder(folder: Path) -> Path:
    """The same in a folder, closed."""
    path = folder / "store"
    with rg.open(path, create=True) as graph:
        filled(graph, folder)
    return path
