"""Linking again when facts were pulled: what follows from a link does not prove it."""

import datetime
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest

from reelgraph import loading, resources
from reelgraph.binding import bind, parameters
from reelgraph.linking.linker import link
from reelgraph.linking.records import FIRM, Name, Records, gather
from reelgraph.links.keeping import accepted, decide, keep
from reelgraph.links.link import ACCEPTED, MANUAL, Link
from reelgraph.pulling.pull import pull
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM, WD

DATA = Path(__file__).parent / "data"
E = "https://example.org/coast/"
PREFIXES = """
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <https://example.org/coast/> .
"""
MINE = """
e:clock a film:Film ; rdfs:label "Zero Harbour"@en .
e:tide a film:Film ; rdfs:label "Tide Tables"@en ; film:year "1955"^^xsd:gYear .
e:ada a film:Person ; rdfs:label "Ada Rook"@en .
e:tom a film:Person ; rdfs:label "Tomas Vane"@en .
e:k a film:Credit ; film:hasWork e:clock ; film:hasAgent e:ada ; film:hasRole role:director .
e:l a film:Credit ; film:hasWork e:tide ; film:hasAgent e:ada ; film:hasRole role:director .
"""
CLOCK, TIDE, ADA, TOM = (f"{WD}Q9100000{n}" for n in ("01", "02", "11", "12"))
LOW = f"{WD}Q910000003"
DAY = datetime.date(2026, 11, 1)


class Beside:
    """A target over triples in memory."""

    place, version = "somewhere/wikidata_pull.ttl", "0" * 64

    def __init__(self) -> None:
        self.rdf = ox.Store()
        self.rdf.load(path=str(DATA / "wikidata_pull.ttl"), format=ox.RdfFormat.TURTLE)

    def ask(self, query, rows):
        text = resources.text(f"queries/{query}.rq")
        for row in self.rdf.query(bind(text, {parameters(text)[0]: rows})):
            yield tuple(row)


def add(store: EmbeddedStore, text: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.ttl"
        path.write_text(PREFIXES + text, "utf-8")
        loading.load(store, [str(path)], name=name)


def coast(**more: str) -> EmbeddedStore:
    store = EmbeddedStore()
    add(store, MINE, "mine")
    for name, text in more.items():
        add(store, text, name)
    return store


def pulled(store: EmbeddedStore, pairs: dict[str, str], depth: int = 1) -> EmbeddedStore:
    """With some links, and what follows from them."""
    keep(store, [Link(E + e, item, ACCEPTED, 0.97) for e, item in pairs.items()])
    pull(store, Beside(), depth=depth, today=DAY)
    return store


def known(records: Records) -> dict[str, object]:
    """All that is known of the entities with an IRI of their own."""

    def ours(iri: str) -> bool:
        return not iri.startswith(WD)

    return {
        e: (
            kind,
            records.label(e),
            sorted(records.names.get(e, []), key=str),
            records.years.get(e),
            records.ids.get(e, {}),
            {p: dict(roles) for p, roles in records.credits.get(e, {}).items()},
            sorted(records.films_of.get(e, ())),
            records.sources.get(e),
            records.given.get(e, set()),
        )
        for e, kind in records.kinds.items()
        if ours(e)
    }


def found(store: EmbeddedStore) -> dict[tuple[str, str], tuple[str, float | None]]:
    return {(k.entity, k.item): (k.status, k.score) for k in link(store, Beside()).links}


ALL = {"clock": CLOCK, "tide": TIDE, "ada": ADA, "tom": TOM}


@pytest.mark.parametrize("depth", [1, 2])
def test_what_was_pulled_is_not_known_of_the_entity_that_it_was_pulled_for(depth: int) -> None:
    before = known(gather(coast()))
    store = pulled(coast(), ALL, depth)
    view = f"SELECT ?y WHERE {{ <{E}clock> <{FILM}year> ?y ; <{FILM}hasCastMember> <{E}tom> }}"
    assert [row["y"].value for row in store.select(view)] == ["1951"], "nothing was pulled"
    assert known(gather(store)) == before


def test_what_another_source_says_as_well_stays_known() -> None:
    archive = """
    e:clock rdfs:label "The Harbour Clock"@en ; film:imdbId "tt9100001" .
    e:clock a film:Film ; film:year "1960"^^xsd:gYear .
    e:c a film:Credit ; film:hasWork e:clock ; film:hasAgent e:tom ; film:hasRole role:cast .
    e:d a film:Credit ; film:hasWork e:clock ; film:hasAgent e:ada ; film:hasRole role:director .
    """
    before = gather(coast(archive=archive))
    after = gather(pulled(coast(archive=archive), ALL))
    assert known(after) == known(before)
    assert Name("The Harbour Clock", "en") in after.names[E + "clock"]
    assert after.ids[E + "clock"] == {"P345": {"tt9100001"}}
    assert after.credits[E + "clock"][E + "tom"] == {"P161": FIRM}
    assert after.years[E + "clock"] == 1960, "the earlier year is Wikidata's"
    assert after.sources[E + "clock"] == {"mine", "archive"}


def test_a_name_stays_known_in_the_language_that_others_give_it_in() -> None:
    """Of two names that differ in their language alone the view has one."""
    archive = 'e:clock a film:Film ; skos:altLabel "The Harbour Clock"@de .'
    after = gather(pulled(coast(archive=archive), ALL))
    assert after.names[E + "clock"] == [Name("Zero Harbour", "en"), Name("The Harbour Clock", "de")]


def test_a_birth_that_only_wikidata_knows_is_no_evidence() -> None:
    assert E + "ada" not in gather(pulled(coast(), ALL)).years
    archive = 'e:ada film:birthDate "1899"^^xsd:gYear .'
    assert gather(pulled(coast(archive=archive), ALL)).years[E + "ada"] == 1899


def test_items_that_nobody_linked_keep_what_was_pulled_of_them() -> None:
    records = gather(pulled(coast(), {"ada": ADA}, depth=2))
    assert records.label(LOW) == "Low Water"
    assert TOM in records.credits[TIDE], "two items"
    assert E + "ada" not in records.credits[TIDE], "an item with her whom it is said of by her link"
    assert records.sources[LOW] == {"wikidata"}


def test_facts_of_a_file_that_is_called_wikidata_stay_known() -> None:
    loaded = (
        'e:clock a film:Film ; film:imdbId "tt7" . e:page film:retrieved "2026-01-01"^^xsd:date .'
    )
    store = pulled(coast(wikidata=loaded), ALL)
    assert gather(store).ids[E + "clock"] == {"P345": {"tt7"}}
    assert gather(store).sources[E + "clock"] == {"mine", "wikidata"}


def test_without_pulled_facts_nothing_more_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    store, asked = coast(), []
    query = store.query
    monkeypatch.setattr(store, "query", lambda text: (asked.append(text), query(text))[1])
    gather(store)
    assert asked
    assert not [text for text in asked if "CONSTRUCT" in text or FILM + "retrieved" in text]


@pytest.mark.parametrize("wrong", [CLOCK, TIDE, LOW])
def test_a_wrong_link_does_not_prove_itself(wrong: str) -> None:
    without = found(coast())
    again = found(pulled(coast(), {"clock": wrong}))
    pair = E + "clock", wrong
    assert again.get(pair) == without.get(pair)
    assert {p: s for p, s in again.items() if p[0] == E + "clock"} == {
        p: s for p, s in without.items() if p[0] == E + "clock"
    }


def test_a_wrong_link_of_a_person_does_not_prove_itself() -> None:
    without = found(coast())
    again = found(pulled(coast(), {"tom": ADA}, depth=2))
    assert {p: s for p, s in again.items() if p[0] == E + "tom"} == {
        p: s for p, s in without.items() if p[0] == E + "tom"
    }


def test_linking_again_keeps_what_was_accepted() -> None:
    store = coast()
    link(store, Beside())
    first = accepted(store)
    assert first[E + "tide"] == TIDE
    assert first[E + "ada"] == ADA
    pull(store, Beside(), depth=2, today=DAY)
    link(store, Beside())
    assert accepted(store) == first


def test_linking_again_profits_from_what_a_person_decided() -> None:
    """Her word settles the film, and its item has the people, whether or not it was pulled."""
    cast = (
        'e:tom a film:Person ; rdfs:label "Tom Vane"@en . '
        "e:c a film:Credit ; film:hasWork e:clock ; film:hasAgent e:tom ; "
        "film:hasRole role:cast ."
    )
    store = coast(archive=cast)
    decide(store, [Link(E + "clock", CLOCK, ACCEPTED, method=MANUAL, by="Nora")])
    before = found(store)[E + "tom", TOM]
    pull(store, Beside(), today=DAY)
    assert found(store)[E + "tom", TOM] == before
