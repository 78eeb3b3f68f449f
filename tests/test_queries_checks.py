"""A sound store passes every check, and each check fires on a store that is broken."""

import pyoxigraph as ox
import pytest
from asking import CHECKS, Row, W, as_texts, in_rdflib, rows, text_of

from reelgraph.binding import Term, iri
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.terms import CONTRIBUTOR
from reelgraph.vocabulary import FILM, RDF, RDFS, ROLE, SKOS, STATUS, WD

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]


# What is added to (+) or taken from (-) the world, and the rows that it must give. The graph
# "source" is that of the world's claims.
BROKEN: list[tuple[str, list[tuple[str, str, str, Term, str]], list[Row]]] = [
    (
        # Hal never directed Salt; the view says it with both edges, no source does.
        "edge_without_claim_violation",
        [
            ("+", "salt", FILM + "hasDirector", iri(W + "hal"), "view"),
            ("+", "salt", CONTRIBUTOR, iri(W + "hal"), "view"),
        ],
        [
            ("w:salt", "Salt", CONTRIBUTOR, "w:hal", "Hal Voss"),
            ("w:salt", "Salt", FILM + "hasDirector", "w:hal", "Hal Voss"),
        ],
    ),
    (
        # A claim that is only weak does not carry an edge; neither does another role.
        "edge_without_claim_violation",
        [
            ("+", "harbour", FILM + "hasCastMember", iri(W + "cy"), "view"),
            ("+", "lamp", FILM + "hasProducer", iri(W + "ada"), "view"),
        ],
        [
            ("w:harbour", "Quiet Harbour", FILM + "hasCastMember", "w:cy", "Cy Tarn"),
            ("w:lamp", "The Lamp", FILM + "hasProducer", "w:ada", "Ada Quill"),
        ],
    ),
    (
        # A credit and a claim whose edges are gone.
        "claim_without_edge_violation",
        [
            ("-", "ferry88", FILM + "isRemakeOf", iri(W + "ferry"), "view"),
            ("-", "lamp", FILM + "hasCastMember", iri(W + "bo"), "view"),
        ],
        [
            (
                "w:ferry88-remake",
                "w:ferry88",
                "Night Ferry",
                FILM + "isRemakeOf",
                "w:ferry",
                "Night Ferry",
                "world",
            ),
            (
                "w:lamp-bo",
                "w:lamp",
                "The Lamp",
                FILM + "hasCastMember",
                "w:bo",
                "Bo Marsh",
                "world",
            ),
        ],
    ),
    (
        "credit_incomplete_violation",
        [
            ("-", "lamp-bo", FILM + "hasRole", iri(ROLE + "cast"), "source"),
            ("-", "ferry-bo", FILM + "hasWork", iri(W + "ferry"), "source"),
            ("-", "ferry-bo", FILM + "hasAgent", iri(W + "bo"), "source"),
        ],
        [
            ("w:ferry-bo", "agent", "world"),
            ("w:ferry-bo", "work", "world"),
            ("w:lamp-bo", "role", "world"),
        ],
    ),
    (
        "entity_without_type_violation",
        [
            ("-", "x9", RDF + "type", iri(FILM + "Person"), "view"),
            ("-", "kite", RDF + "type", iri(FILM + "Company"), "view"),
            ("-", "kite", RDF + "type", iri(FILM + "Organization"), "view"),
            ("-", "lamp", RDF + "type", iri(FILM + "Film"), "view"),
            ("-", "lamp", RDF + "type", iri(FILM + "Work"), "view"),
        ],
        [
            ("w:kite", "Kite Pictures", "contributor"),
            ("w:lamp", "The Lamp", "work"),
            ("w:x9", "unnamed (x9)", "contributor"),
        ],
    ),
    (
        "several_labels_violation",
        [("+", "lamp", RDFS + "label", ox.Literal("Lamp", language="en"), "view")],
        [("w:lamp", "Lamp", 2)],
    ),
    (
        # The Lamp gets a second item, and Salt the first one of The Lamp.
        "several_items_violation",
        [
            ("+", "lamp", SKOS + "exactMatch", iri(WD + "Q999999993"), "links"),
            ("+", "salt", SKOS + "exactMatch", iri(WD + "Q999999992"), "links"),
        ],
        [
            ("w:salt", "Salt", "wd:Q999999992", "several entities"),
            ("w:lamp", "The Lamp", "wd:Q999999992", "several entities"),
            ("w:lamp", "The Lamp", "wd:Q999999992", "several items"),
            ("w:lamp", "The Lamp", "wd:Q999999993", "several items"),
        ],
    ),
    (
        # An item that a source gives is in the view, and is another than the link's.
        "several_items_violation",
        [("+", "lamp", SKOS + "exactMatch", iri(WD + "Q999999993"), "view")],
        [
            ("w:lamp", "The Lamp", "wd:Q999999992", "several items"),
            ("w:lamp", "The Lamp", "wd:Q999999993", "several items"),
        ],
    ),
    (
        "year_out_of_range_violation",
        [
            ("+", "lamp2", FILM + "year", ox.Literal(1869), "view"),
            ("+", "x7", FILM + "year", ox.Literal(9999), "view"),
        ],
        [("w:lamp2", "The Lamp II", 1869), ("w:x7", "unnamed (x7)", 9999)],
    ),
    (
        # A status of nobody's, and one beside another.
        "unknown_status_violation",
        [
            ("+", "lamp-bo", FILM + "hasStatus", iri(STATUS + "certain"), "source"),
            ("+", "harbour-cy", FILM + "hasStatus", iri(STATUS + "negative"), "source"),
        ],
        [
            ("w:harbour-cy", STATUS + "negative", "world"),
            ("w:harbour-cy", STATUS + "weak", "world"),
            ("w:lamp-bo", STATUS + "certain", "world"),
        ],
    ),
]


def broken(store: EmbeddedStore, changes: list[tuple[str, str, str, Term, str]]) -> None:
    source = next(g for g in store.rdf.named_graphs() if "/source/world/" in g.value)
    graphs = {"view": ox.DefaultGraph(), "links": iri(LINKS), "source": source}
    for sign, subject, predicate, value, graph in changes:
        quad = ox.Quad(iri(W + subject), iri(predicate), value, graphs[graph])
        assert (quad in store.rdf) == (sign == "-")
        (store.rdf.add if sign == "+" else store.rdf.remove)(quad)


@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_store_passes_each_check(two_sources: EmbeddedStore, name: str) -> None:
    assert rows(two_sources, text_of(name)) == []


@pytest.mark.parametrize(("name", "changes", "expected"), BROKEN)
def test_a_check_fires_on_a_broken_store(
    world: EmbeddedStore,
    name: str,
    changes: list[tuple[str, str, str, Term, str]],
    expected: list[Row],
) -> None:
    broken(world, changes)
    assert rows(world, text_of(name)) == as_texts(expected)
    assert in_rdflib(world, text_of(name)) == as_texts(expected)


def test_every_check_has_a_broken_store() -> None:
    assert {name for name, _, _ in BROKEN} == set(CHECKS)
