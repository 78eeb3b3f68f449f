"""Questions whose answers count what the sources wrote, or need more than the tiny world."""

import re

import pyoxigraph as ox
import pytest
from asking import W, bound, in_rdflib, rows, text_of

from reelgraph.binding import iri
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, FILM, LINK_STATUS, RDF, WD, XSD

pytestmark = [
    # rdflib 7.6 still calls what it has deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]


# How often each term is used: in the view, and in the claims of the world. Ten films have 35
# contributors (5 + 5 + 4 + 2 + 4 + 6 + 4 + 2 + 0 + 3), some of them in two roles. There are 34
# credits from plain edges and 5 that are written out.
CLASSES_USED = {
    "film:Character": (1, 1),
    "film:Claim": (0, 5),
    "film:Company": (2, 2),
    "film:Credit": (0, 39),
    "film:Festival": (1, 1),
    "film:FestivalEdition": (1, 1),
    "film:Film": (10, 9),  # the short film is one in the view
    "film:Genre": (2, 2),
    "film:Organization": (2, 0),
    "film:Person": (12, 12),
    "film:Screening": (0, 1),
    "film:ShortFilm": (1, 1),
    "film:Source": (0, 1),
    "film:Title": (0, 1),
    "film:Work": (10, 0),
    "schema:Place": (1, 1),
}


PROPERTIES_USED = {
    "dcterms:issued": (0, 1),
    "dcterms:license": (0, 1),
    "dcterms:publisher": (0, 1),
    "dcterms:title": (0, 1),
    "film:characterName": (0, 2),
    "film:creditedAs": (0, 2),
    "film:date": (0, 1),
    "film:hasAgent": (0, 39),
    "film:hasCastMember": (18, 0),
    "film:hasCharacter": (1, 1),
    "film:hasCharacterPlayed": (0, 1),
    "film:hasCinematographer": (2, 0),
    "film:hasContributor": (35, 0),
    "film:hasCountryOfOrigin": (7, 7),
    "film:hasDirector": (8, 0),
    "film:hasDistributor": (1, 0),
    "film:hasEditor": (1, 0),
    "film:hasEvent": (0, 1),
    "film:hasExecutiveProducer": (1, 0),
    "film:hasGenre": (7, 7),
    "film:hasProducer": (6, 0),
    "film:hasProductionCompany": (1, 0),
    "film:hasRole": (0, 39),
    "film:hasStatus": (0, 5),
    "film:hasTitle": (0, 1),
    "film:hasWork": (0, 40),  # the credits, and the screening
    "film:isBasedOn": (1, 1),
    "film:isEditionOf": (1, 1),
    "film:isPremiere": (0, 1),
    "film:isRemakeOf": (1, 0),
    "film:isScreenedAt": (1, 1),
    "film:isSequelOf": (1, 1),
    "film:releaseDate": (8, 8),
    "film:titleKind": (0, 1),
    "film:titleText": (0, 1),
    "film:year": (9, 0),  # one more than dates: Harvest has only a screening
    "rdf:object": (0, 5),
    "rdf:predicate": (0, 5),
    "rdf:subject": (0, 5),
    "rdf:type": (43, 77),
    "rdfs:label": (28, 28),
    "skos:altLabel": (2, 1),  # the view has the original title as well
}


def test_source_contents_counts_what_a_source_wrote(two_sources: EmbeddedStore) -> None:
    from reelgraph.vocabulary import curie

    found = {
        (kind, curie(str(term))): int(str(uses))
        for kind, term, uses in rows(two_sources, bound("source_contents", ("world",)))
    }
    assert found.pop(("property", "film:note")) == 2
    expected = {("class", t): n for t, (_, n) in CLASSES_USED.items() if n}
    expected |= {("property", t): n for t, (_, n) in PROPERTIES_USED.items() if n}
    # Of the 39 credits; Eva's voice, and the producer of Salt Road who directed it.
    roles = {"cast": 18, "voice": 1, "director": 9, "producer": 6, "cinematographer": 2}
    roles |= {"executive-producer": 1, "production-company": 1, "distributor": 1}
    assert sum(roles.values()) == 39
    expected |= {("role", f"role:{role}"): n for role, n in roles.items()}
    expected |= {("status", "status:weak"): 2, ("status", "status:hedged"): 2}
    expected |= {("status", "status:negative"): 1}
    assert found == expected


def test_credits_of_unknown_source_names_what_nobody_says(three_sources: EmbeddedStore) -> None:
    # Only the second source has neither publisher nor author nor address; it has four credits.
    found = rows(three_sources, text_of("credits_of_unknown_source"))
    assert [row[1:] for row in found] == [("second", "publisher, author, address", "4")]
    credit = (iri(W + "stray"), iri(RDF + "type"), iri(FILM + "Credit"), iri(W + "nowhere"))
    three_sources.rdf.add(ox.Quad(*credit))
    assert rows(three_sources, text_of("credits_of_unknown_source"))[1] == (
        "w:nowhere",
        "",
        "any description",
        "1",
    )


def test_links_decided_says_who_decided_and_when(world: EmbeddedStore) -> None:
    node = iri(W + "decision")
    for predicate, value in (
        (RDF + "type", iri(FILM + "Link")),
        (FILM + "isLinkOf", iri(W + "lamp")),
        (FILM + "hasItem", iri(WD + "Q999999992")),
        (FILM + "hasLinkStatus", iri(LINK_STATUS + "accepted")),
        (FILM + "linkMethod", ox.Literal("manual")),
        (DCTERMS + "creator", ox.Literal("An archivist")),
        (DCTERMS + "created", ox.Literal("2020-02-01")),
    ):
        world.rdf.add(ox.Quad(node, iri(predicate), value, iri(LINKS)))
    expected = [
        (
            "w:lamp",
            "The Lamp",
            "wd:Q999999992",
            "accepted",
            "links",
            "An archivist",
            "2020-02-01",
        ),
    ]
    assert rows(world, text_of("links_decided")) == expected
    assert in_rdflib(world, text_of("links_decided")) == expected


def test_terms_outside_the_ontology_are_counted(world: EmbeddedStore) -> None:
    source = next(g for g in world.rdf.named_graphs() if "/source/world/" in g.value)
    for place in ("lamp", "salt"):
        world.rdf.add(ox.Quad(iri(W + place), iri(W + "shelf"), ox.Literal("17"), source))
    world.rdf.add(ox.Quad(iri(W + "lamp"), iri(RDF + "type"), iri(W + "Treasure"), source))
    expected = [("w:Treasure", "class", "1", "world"), ("w:shelf", "property", "2", "world")]
    assert rows(world, text_of("terms_outside_ontology")) == expected
    assert in_rdflib(world, text_of("terms_outside_ontology")) == expected


def test_the_identifiers_asked_for_are_those_of_the_ontology() -> None:
    listed = set(re.findall(r"film:(\w+) \"", text_of("missing_identifiers")))
    known = {p for p in terms().below(DCTERMS + "identifier") if p.startswith(FILM)}
    assert {FILM + name for name in listed} == known


def test_terms_used_counts_view_and_claims(world: EmbeddedStore) -> None:
    from reelgraph.vocabulary import curie

    found = {
        (kind, curie(str(term))): (int(str(view)), int(str(claims)))
        for term, kind, view, claims in rows(world, text_of("terms_used"))
    }
    notes = found.pop(("property", "film:note"))
    assert notes[1] == 2  # they are notes on statements, and should not be in the view
    expected = {("class", term): n for term, n in CLASSES_USED.items()}
    expected |= {("property", term): n for term, n in PROPERTIES_USED.items()}
    assert found == expected


def test_sources_overview_describes_each_source(two_sources: EmbeddedStore) -> None:
    found = rows(two_sources, text_of("sources_overview"))
    assert [row[1:6] for row in found] == [
        ("second", "A second look", "unknown", "unknown", "unknown"),
        ("world", "A tiny world", "Nobody", "CC0-1.0", "2020"),
    ]
    # Films, people, credits. Second: The Lamp, II, Ferry, Harbour; four people; of the credits
    # one is written out, and three are edges.
    assert [row[8:] for row in found] == [("4", "4", "4"), ("10", "12", "39")]
    for graph, *_, loaded, triples, _films, _people, _credits in found:
        assert str(graph).startswith("https://w3id.org/reelgraph/source/")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(loaded))
        pattern = (None, None, None, iri(str(graph)))
        assert int(str(triples)) == sum(1 for _ in two_sources.rdf.quads_for_pattern(*pattern))


def test_years_are_integers_in_answers(world: EmbeddedStore) -> None:
    answer = world.rdf.query(bound("co_stars", ("w:bo", 1870)))
    kinds = {term.datatype.value for row in answer for term in list(row)[2:5] if term is not None}
    assert kinds == {XSD + "integer"}
