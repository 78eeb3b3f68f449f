"""Pulling Wikidata's facts of linked entities, and following what becomes of the items."""

import datetime
import re
import tempfile
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import loading, resources
from reelgraph.binding import bind, parameters
from reelgraph.cli import pulling as commands
from reelgraph.entities import describe
from reelgraph.errors import EndpointError, NotFound, ParameterError
from reelgraph.graph import FilmGraph
from reelgraph.links.keeping import accepted, decide, history, keep, links_of
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    MANUAL,
    OUTRANKED,
    PENDING,
    REJECTED,
    Evidence,
    Link,
)
from reelgraph.pulling.gathering import fates
from reelgraph.pulling.holding import current
from reelgraph.pulling.properties import CREDITS, DATES, FACTS, ROLES, chosen
from reelgraph.pulling.pull import pull
from reelgraph.pulling.refresh import refresh
from reelgraph.store import EmbeddedStore, commit
from reelgraph.vocabulary import FILM, OWL, RDF, RDFS, SKOS, STATUS, WD, WDT, XSD

DATA = Path(__file__).parent / "data"
E = "https://example.org/coast/"
MINE = """
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <https://example.org/coast/> .
e:clock a film:Film ; rdfs:label "Zero Harbour"@en .
e:tide a film:Film ; rdfs:label "Tide Tables"@en .
e:ada a film:Person ; rdfs:label "Ada Rook"@en .
e:tom a film:Person ; rdfs:label "Tomas Vane"@en .
e:k a film:Credit ; film:hasWork e:clock ; film:hasAgent e:ada ; film:hasRole role:director .
"""
CLOCK, TIDE, ADA, TOM = (f"{WD}Q9100000{n}" for n in ("01", "02", "11", "12"))
LOW, VERA, UNA = f"{WD}Q910000003", f"{WD}Q910000013", f"{WD}Q910000015"
FIRST, SECOND = datetime.date(2026, 11, 1), datetime.date(2026, 11, 20)


class Beside:
    """A target over triples in memory, which counts its questions and can fail at one of them."""

    def __init__(self, place: str = "somewhere/wikidata_pull.ttl") -> None:
        self.place, self.version = place, "0" * 64
        self.rdf = ox.Store()
        self.rdf.load(path=str(DATA / "wikidata_pull.ttl"), format=ox.RdfFormat.TURTLE)
        self.asked: list[str] = []
        self.fails_at = 0

    def ask(self, query, rows):
        self.asked.append(query)
        if len(self.asked) == self.fails_at:
            raise EndpointError("the line is cut")
        text = resources.text(f"queries/{query}.rq")
        for row in self.rdf.query(bind(text, {parameters(text)[0]: rows})):
            yield tuple(row)

    def change(self, text: str) -> None:
        prefixes = dict(
            re.findall(r"@prefix (\w+): <([^>]*)>", (DATA / "wikidata_pull.ttl").read_text("utf-8"))
        )
        prefixes["owl"] = OWL
        self.rdf.update("".join(f"PREFIX {p}: <{i}>\n" for p, i in prefixes.items()) + text)

    def delete(self, item: str, *, named: bool = False) -> None:
        self.rdf.update(f"DELETE WHERE {{ <{item}> ?p ?o }}")
        if not named:
            self.rdf.update(f"DELETE WHERE {{ ?s ?p <{item}> }}")

    def merge(self, item: str, into: str) -> None:
        """What Wikidata does: the facts are those of the other, and the item points to it."""
        self.rdf.update(
            f"""DELETE {{ <{item}> ?p ?o }} INSERT {{ <{into}> ?p ?o }} WHERE {{ <{item}> ?p ?o }} ;
            DELETE {{ ?s ?p <{item}> }} INSERT {{ ?s ?p <{into}> }} WHERE {{ ?s ?p <{item}> }} ;
            INSERT DATA {{ <{item}> <{OWL}sameAs> <{into}> }}"""
        )


def coast(text: str = MINE, name: str = "mine") -> EmbeddedStore:
    store = EmbeddedStore()
    add(store, text, name)
    return store


def add(store: EmbeddedStore, text: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mine.ttl"
        path.write_text(text, "utf-8")
        loading.load(store, [str(path)], name=name)


def linked(store: EmbeddedStore, pairs: dict[str, str], method: str = MANUAL) -> EmbeddedStore:
    decide(store, [Link(E + e, i, ACCEPTED, method=method, by="Nora") for e, i in pairs.items()])
    return store


@pytest.fixture
def store() -> EmbeddedStore:
    return linked(coast(), {"clock": CLOCK, "tide": TIDE, "ada": ADA})


@pytest.fixture
def target() -> Beside:
    return Beside()


def values(store: EmbeddedStore, entity: str, prop: str) -> set[str]:
    """What the view says, as texts; with the datatype of a date."""
    found = set()
    for quad in store.rdf.quads_for_pattern(
        ox.NamedNode(entity), ox.NamedNode(prop), None, ox.DefaultGraph()
    ):
        kind = getattr(getattr(quad.object, "datatype", None), "value", "").removeprefix(XSD)
        found.add(
            f"{quad.object.value} {kind}" if kind.startswith(("g", "date")) else quad.object.value
        )
    return found


def view(store: EmbeddedStore) -> set[str]:
    return {str(q.triple) for q in store.rdf.quads_for_pattern(None, None, None, ox.DefaultGraph())}


def whole(store: EmbeddedStore) -> set[str]:
    return {str(q) for q in store.rdf}


def graph_of(store: EmbeddedStore, name: str = "wikidata") -> str:
    return next(s.graph for s in commit.sources(store.rdf) if s.name == name)


def claims(store: EmbeddedStore, name: str = "wikidata") -> set[str]:
    """The claims of a source without the records of when each item was fetched."""
    quads = store.rdf.quads_for_pattern(None, None, None, ox.NamedNode(graph_of(store, name)))
    return {str(q.triple) for q in quads if "Special:EntityData" not in str(q.subject)}


# What comes in


def test_the_facts_are_said_of_the_entity_itself(store, target):
    made = pull(store, target, today=FIRST)
    assert made.items == 3
    assert values(store, E + "clock", FILM + "durationMinutes") == {"88"}
    assert values(store, E + "clock", FILM + "imdbId") == {"tt9100001"}
    assert values(store, E + "clock", FILM + "hasDirector") == {E + "ada"}
    assert values(store, E + "tide", FILM + "hasDirector") == {E + "ada"}
    for item in (CLOCK, TIDE, ADA):
        assert not any(f"<{item}>" in triple for triple in view(store))


def test_a_credit_comes_with_what_its_statement_says(store, target):
    pull(store, target, today=FIRST)
    rows = list(
        store.select(
            f"""SELECT ?character ?printed ?order WHERE {{ GRAPH <{graph_of(store)}> {{
            ?c film:hasWork <{E}clock> ; film:hasAgent <{TOM}> ; film:hasRole role:cast ;
              film:characterName ?character ; film:creditedAs ?printed ; film:billingOrder ?order
            }} }}"""
        )
    )
    assert [[term.value for term in row] for row in rows] == [["The Keeper", "T. Vane", "1"]]
    # Of the cast, one statement is deprecated and one says that there is somebody.
    assert values(store, E + "clock", FILM + "hasCastMember") == {TOM, VERA}


def test_who_is_not_known_is_rejected_and_told(store, target):
    made = pull(store, target, today=FIRST)
    assert len(made.rejected) == 2  # the plain edge and the statement
    assert all("there is one, and not which" in r.reason for r in made.rejected)
    assert {r.file for r in made.rejected} == {"Wikidata"}
    assert "/tmp" not in str(made)


@pytest.mark.parametrize("who", ["_:b", "<http://www.wikidata.org/.well-known/genid/1>"])
def test_a_character_that_is_not_known_is_none(store, target, who):
    target.change(f"INSERT DATA {{ wds:c2 pq:P453 {who} }}")
    pull(store, target, today=FIRST)
    assert not any("genid" in claim for claim in claims(store))


def test_a_film_in_a_cast_is_rejected_each_time_and_no_news(store, target):
    """As Wikidata has it for some films: the load would leave the credit out without a word."""
    target.change("INSERT DATA { wd:Q910000002 wdt:P161 wd:Q910000001 }")
    made = pull(store, target, today=FIRST)
    assert values(store, E + "tide", FILM + "hasCastMember") == {TOM}
    assert "makes no film" in str(made)
    assert refresh(store, target).changed == ()


def test_what_an_item_names_comes_with_its_name_and_kind(store, target):
    pull(store, target, today=FIRST)
    assert values(store, TOM, RDFS + "label") == {"Tom Vane"}
    assert values(store, TOM, RDF + "type") >= {FILM + "Person"}
    assert values(store, TOM, FILM + "imdbId") == set()  # a fact of an item that is not linked
    assert values(store, VERA, RDFS + "label") == {"Вера Пирс"}  # it has no name in English
    assert values(store, f"{WD}Q910000021", RDFS + "label") == {"mystery film"}
    assert values(store, f"{WD}Q910000021", RDF + "type") >= {FILM + "Genre"}
    assert values(store, f"{WD}Q910000031", RDFS + "label") == {"Pier Pictures"}
    assert values(store, f"{WD}Q910000051", RDFS + "label") == {"Mrs Gull"}  # whom Vera plays
    assert not any("Deprecated Dan" in triple for triple in view(store))


def test_of_what_is_only_named_no_other_names_come(store, target):
    target.change("INSERT DATA { wd:Q910000012 skos:altLabel 'Tommy Vane'@en }")
    pull(store, target, today=FIRST)
    assert values(store, TOM, SKOS + "altLabel") == set()
    pull(store, target, depth=2, today=FIRST)
    assert values(store, TOM, SKOS + "altLabel") == {"Tommy Vane"}


def test_what_is_named_bears_its_latest_name(store, target):
    pull(store, target, today=FIRST)
    target.change(
        "DELETE { wd:Q910000021 rdfs:label ?o } INSERT { wd:Q910000021 rdfs:label 'a riddle'@en }"
        " WHERE { wd:Q910000021 rdfs:label ?o }"
    )
    pull(store, target, [E + "clock"], today=SECOND)
    assert values(store, f"{WD}Q910000021", RDFS + "label") == {"a riddle"}
    assert values(store, f"{WD}Q910000021", SKOS + "altLabel") == set()


def test_a_kind_of_film_is_a_film(target):
    store = coast(MINE.replace("e:clock a film:Film ;", "e:clock a film:Work ;"))
    pull(linked(store, {"clock": CLOCK}), target, today=FIRST)
    assert FILM + "Film" in values(store, E + "clock", RDF + "type")


def test_a_class_that_is_linked_is_still_a_class(target):
    store = coast(MINE.replace("e:clock a film:Film ;", "e:clock a film:Work ;"))
    pull(linked(store, {"clock": CLOCK, "tom": f"{WD}Q910000090"}), target, today=FIRST)
    assert FILM + "Film" in values(store, E + "clock", RDF + "type")


def test_of_a_birth_only_the_best_statement_counts(store, target):
    target.change(
        "INSERT DATA { wd:Q910000011 p:P569 wds:b3 . wds:b3 wikibase:rank wikibase:NormalRank ;"
        " ps:P569 '1902-02-02T00:00:00Z'^^xsd:dateTime }"
    )
    pull(store, target, today=FIRST)
    assert values(store, E + "ada", FILM + "birthDate") == {"1901-05 gYearMonth"}


def test_dates_are_as_precise_as_they_are_meant(store, target):
    pull(store, target, today=FIRST)
    # Of three dates one is deprecated, one only says the month, one is a plain edge on 1 January.
    assert values(store, E + "clock", FILM + "releaseDate") == {
        "1951-03 gYearMonth",
        "1951-04-09 date",
    }
    assert values(store, E + "tide", FILM + "releaseDate") == {"1955 gYear"}
    assert values(store, E + "ada", FILM + "birthDate") == {"1901-05 gYearMonth"}
    assert values(store, E + "ada", FILM + "deathDate") == {"1980-01-01 date"}
    assert values(store, E + "clock", FILM + "year") == {"1951"}


def test_a_decade_is_no_year(store, target):
    target.change("DELETE { wdv:v4 ?p 10 } INSERT { wdv:v4 ?p 8 } WHERE { wdv:v4 ?p 10 }")
    made = pull(store, target, today=FIRST)
    assert values(store, E + "ada", FILM + "birthDate") == set()
    assert any("decade" in part.why for part in made.left_out)


def test_the_entity_keeps_its_own_name(store, target):
    pull(store, target, today=FIRST)
    # "The Harbour Clock" comes before "Zero Harbour" in the alphabet, and both are English.
    assert values(store, E + "clock", RDFS + "label") == {"Zero Harbour"}
    assert {"The Harbour Clock", "The Clock at the Harbour"} <= values(
        store, E + "clock", SKOS + "altLabel"
    )
    assert values(store, E + "ada", SKOS + "altLabel") == {"Ada M. Rook"}


def test_names_come_in_the_languages_of_the_sources(target):
    store = linked(coast(MINE + 'e:clock skos:altLabel "Le port zéro"@fr .'), {"clock": CLOCK})
    pull(store, target, today=FIRST)
    assert "L'horloge du port" in values(store, E + "clock", SKOS + "altLabel")


def test_the_source_says_what_it_is(store, target):
    pull(store, target, today=FIRST)
    source = next(s for s in commit.sources(store.rdf) if s.name == "wikidata")
    assert (source.licence, source.retrieved) == ("CC0-1.0", "2026-11-01")
    assert (source.title, source.url) == (
        "Wikidata, as wikidata_pull.ttl has it",
        "https://www.wikidata.org/",
    )
    assert source.films == 2
    assert source.credits == 6


def test_wikidatas_own_server_is_wikidata(store):
    pull(store, Beside("https://query.wikidata.org/sparql"), today=FIRST)
    assert next(s for s in commit.sources(store.rdf) if s.name == "wikidata").title == "Wikidata"


def test_what_is_new_is_what_no_other_source_says(store, target):
    made = pull(store, target, today=FIRST)
    # Six credits, one of which (Ada directs Zero Harbour) stands in the other source.
    assert (made.new.films, made.new.people, made.new.credits) == (0, 2, 5)
    assert dict(made.new.facts) == {
        "names": 3,
        "release date": 3,
        "IMDb identifier": 1,
        "duration in minutes": 1,
        "genre": 1,
        "country of origin": 1,
        "date of birth": 1,
        "date of death": 1,
    }


def test_what_others_say_otherwise_is_counted(target):
    other = """e:clock film:releaseDate "1950"^^xsd:gYear ; film:durationMinutes 88 .
        e:tide film:releaseDate "1955-06-02"^^xsd:date, "1958"^^xsd:gYear .
        e:tide film:durationMinutes 70 .
        e:ada film:birthDate "1901"^^xsd:gYear .
        e:d a film:Credit ; film:hasWork e:tide ; film:hasAgent e:tom ; film:hasRole role:director .
        e:weak a film:Credit ; film:hasWork e:clock ; film:hasAgent e:tom ;
            film:hasRole role:director ; film:hasStatus status:weak ."""
    prefixes = f"@prefix xsd: <{XSD}> . @prefix status: <{STATUS}> .\n"
    store = linked(coast(prefixes + MINE + other), {"clock": CLOCK, "tide": TIDE, "ada": ADA})
    made = pull(store, target, today=FIRST)
    # The clock's year is another (1951) and the director of the tide tables. Of their running time
    # only one side speaks; a year of birth, a year of a day and a weak claim contradict nothing.
    assert made.disagreements == 2
    assert "sources_against_wikidata" in str(made)
    shown = FilmGraph(store).query("sources_against_wikidata")
    assert {(row["entity"], row["about"]) for row in shown.rows} == {
        (E + "clock", "year"),
        (E + "tide", "director"),
    }


def test_the_graph_is_in_order_after_a_pull(store, target):
    pull(store, target, today=FIRST)
    findings = FilmGraph(store).validate()
    assert not [f for f in findings.df().itertuples() if f.severity == "violation"]


# What stays


def test_pulling_the_same_again_changes_nothing(store, target):
    pull(store, target, today=FIRST)
    before = whole(store)
    made = pull(store, target, today=FIRST)
    assert made.report.unchanged
    assert whole(store) == before
    assert "nothing is new" in str(made)


def test_pulling_one_keeps_what_was_pulled_of_others(store, target):
    pull(store, target, today=FIRST)
    before = claims(store)
    target.change("INSERT DATA { wd:Q910000001 wdt:P136 wd:Q910000022 }")
    target.delete(TIDE)
    made = pull(store, target, [E + "clock"], today=SECOND)
    assert (made.items, made.kept) == (1, 2)
    new = f"<{E}clock> <{FILM}hasGenre> <{WD}Q910000022>"
    assert {new} <= claims(store) - before
    assert before <= claims(store)
    held = current(store)
    assert held.fetched == {
        CLOCK: ("2026-11-01", "2026-11-20"),
        TIDE: ("2026-11-01",),
        ADA: ("2026-11-01",),
    }


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sets(st.sampled_from(["ada", "tide", "clock"]), min_size=1), max_size=4))
def test_pulling_in_any_order_gives_the_same_as_all_at_once(steps):
    pairs = {"clock": CLOCK, "tide": TIDE, "ada": ADA}
    store, other, target = linked(coast(), pairs), linked(coast(), pairs), Beside()
    for names in (*steps, {"ada"}, {"clock"}, {"tide"}):
        pull(store, target, [E + name for name in names], today=FIRST)
    pull(other, target, today=FIRST)
    assert claims(store) == claims(other)
    assert view(store) == view(other)


def test_what_is_no_longer_said_goes(store, target):
    pull(store, target, today=FIRST)
    target.change(
        "DELETE { wd:Q910000001 wdt:P272 ?o } WHERE { wd:Q910000001 wdt:P272 ?o } ;"
        "DELETE { wds:c3 ?p ?o } WHERE { wds:c3 ?p ?o } ;"
        "DELETE DATA { wd:Q910000001 wdt:P161 wd:Q910000013 }"
    )
    pull(store, target, [E + "clock"], today=SECOND)
    text = "\n".join(view(store))
    assert "Pier Pictures" not in text  # nor does the name of what nothing names any more
    assert VERA not in text
    assert values(store, E + "clock", FILM + "hasCastMember") == {TOM}


def test_a_link_made_later_joins_what_was_pulled_before(store, target):
    pull(store, target, today=FIRST)
    linked(store, {"tom": TOM})
    pull(store, target, [E + "tom"], today=SECOND)
    assert values(store, E + "clock", FILM + "hasCastMember") == {E + "tom", VERA}
    assert values(store, E + "tom", RDFS + "label") == {"Tomas Vane"}
    assert not any(f"<{TOM}>" in triple for triple in view(store))


def test_a_name_that_was_pulled_before_the_link_stays_the_second(store, target):
    pull(store, target, today=FIRST)
    linked(store, {"tom": TOM})
    pull(store, target, [E + "ada"], today=SECOND)  # which does not name him
    assert values(store, E + "tom", RDFS + "label") == {"Tomas Vane"}
    assert values(store, E + "tom", SKOS + "altLabel") == {"Tom Vane"}
    assert not any(f"<{E}tom> <{RDFS}label>" in claim for claim in claims(store))


def test_who_has_no_label_here_gets_that_of_wikidata(target):
    store = linked(coast(MINE + 'e:u a film:Person ; skos:altLabel "A. Una"@en .'), {"u": UNA})
    pull(store, target, today=FIRST)
    assert values(store, E + "u", RDFS + "label") == {"Una Far"}
    assert pull(store, target, today=FIRST).report.unchanged  # its own name is none of another's


def test_a_link_taken_back_takes_its_facts_along(store, target):
    linked(store, {"tom": TOM})
    pull(store, target, today=FIRST)
    decide(store, [Link(E + "tom", TOM, REJECTED, method=MANUAL, by="Nora")])
    decide(store, [Link(E + "tide", TIDE, REJECTED, method=MANUAL, by="Nora")])
    made = pull(store, target, today=SECOND)
    assert made.dropped == (TIDE, TOM)
    assert values(store, E + "clock", FILM + "hasCastMember") == {TOM, VERA}
    assert values(store, TOM, RDFS + "label") == {"Tom Vane"}  # others name him
    assert values(store, E + "tom", FILM + "imdbId") == set()
    assert values(store, E + "tide", FILM + "hasDirector") == set()
    assert values(store, TOM, FILM + "imdbId") == set()
    assert not any(f"<{TIDE}>" in triple for triple in view(store))


def test_only_chosen_properties_come_and_others_stay(store, target):
    made = pull(store, target, properties=["director", "genre"], today=FIRST)
    assert made.report.credits == 2
    assert values(store, E + "clock", FILM + "hasGenre") == {f"{WD}Q910000021"}
    assert values(store, E + "clock", FILM + "durationMinutes") == set()
    assert values(store, E + "clock", FILM + "releaseDate") == set()
    assert current(store).partial[CLOCK] == {"P57", "P136"}
    pull(store, target, today=FIRST)
    assert current(store).partial == {}
    complete = claims(store)
    target.change(
        "DELETE { wd:Q910000001 wdt:P136 ?o } INSERT { wd:Q910000001 wdt:P136 wd:Q910000022 }"
        " WHERE { wd:Q910000001 wdt:P136 ?o } ; INSERT DATA { wd:Q910000001 wdt:P2047 99.0 }"
    )
    pull(store, target, properties=["hasGenre"], today=SECOND)
    assert values(store, E + "clock", FILM + "hasGenre") == {f"{WD}Q910000022"}
    assert values(store, E + "clock", FILM + "durationMinutes") == {"88"}
    assert {t for t in complete if "hasWork" in t} <= claims(store)
    assert current(store).partial == {}  # of the clock everything is there


def test_a_source_of_that_name_that_somebody_loaded_stays(store, target):
    add(store, MINE.replace("Tide Tables", "Tables of the Tide"), "wikidata")
    before = claims(store)
    made = pull(store, target, today=FIRST)
    assert made.source == "wikidata-pulled"
    assert "'wikidata' was loaded from a file and stays as it is" in str(made)
    assert claims(store) == before
    again = pull(store, target, [E + "tide"], today=FIRST)
    assert again.source == "wikidata-pulled"
    assert again.kept == 2


@pytest.mark.parametrize("pulled_before", [True, False])
@pytest.mark.parametrize("pair", [("ada", "tom"), ("tom", "ada")])
def test_a_merge_can_be_taken_back_after_a_pull(store, target, pair, pulled_before):
    undisturbed = _copy(store)
    pull(undisturbed, target, today=FIRST)
    if pulled_before:
        pull(store, target, today=FIRST)
    graph = FilmGraph(store)
    graph.merge(*(E + name for name in pair))
    pull(store, target, today=FIRST)
    assert values(store, E + "tide", FILM + "hasDirector") == {E + pair[0]}
    assert values(store, E + pair[0], FILM + "birthDate") == {"1901-05 gYearMonth"}
    assert refresh(store, target).changed == ()
    graph.undo("all")
    assert claims(store) == claims(undisturbed)
    assert view(store) == view(undisturbed)


def test_an_exported_store_knows_what_was_pulled(store, target, tmp_path):
    pull(store, target, properties=["director"], today=FIRST)
    FilmGraph(store).save(tmp_path / "all.trig")
    other = EmbeddedStore()
    loading.load(other, [str(tmp_path / "all.trig")])
    assert current(other).fetched == dict.fromkeys((CLOCK, TIDE, ADA), ("2026-11-01",))
    assert current(other).partial == current(store).partial
    assert pull(other, target, properties=["director"], today=FIRST).report.unchanged


def test_credits_that_were_divided_stay_divided(store, target):
    graph = FilmGraph(store)
    pull(store, target, today=FIRST)
    graph.split(E + "ada", [E + "tide"])
    (other,) = values(store, E + "tide", FILM + "hasDirector")
    assert other != E + "ada"
    target.change("INSERT DATA { wd:Q910000002 wdt:P136 wd:Q910000021 }")
    pull(store, target, [E + "tide"], today=SECOND)
    assert values(store, E + "tide", FILM + "hasDirector") == {other}
    assert values(store, E + "clock", FILM + "hasDirector") == {E + "ada"}
    graph.undo("all")
    assert values(store, E + "tide", FILM + "hasDirector") == {E + "ada"}


def test_an_entity_with_several_items_is_told_and_left_alone(target):
    store = linked(coast(MINE + f"e:ada skos:exactMatch <{ADA}>, <{UNA}> ."), {"clock": CLOCK})
    made = pull(store, target, today=FIRST)
    assert (made.items, made.unclear) == (1, ("Ada Rook",))
    assert "Ada Rook" in str(made)
    with pytest.raises(NotFound, match="or several"):
        pull(store, target, [E + "ada"], today=FIRST)


def test_two_entities_of_one_item_are_told(store, target):
    linked(store, {"tom": ADA})
    made = pull(store, target, today=FIRST)
    assert made.doubles == {ADA: (E + "ada", E + "tom")}
    assert values(store, E + "clock", FILM + "hasDirector") == {E + "ada"}
    assert "reelgraph merge" in str(made)


def test_what_was_pulled_is_no_evidence_for_the_link(store, target):
    """Else a link that was wrong would prove itself."""
    pull(store, target, today=FIRST)
    assert not list(
        store.select(f"SELECT * {{ GRAPH <{graph_of(store)}> {{ ?s skos:exactMatch ?o }} }}")
    )
    assert {k.method for k in links_of(store)} == {MANUAL}


# How far


def test_depth_two_brings_the_people_of_films_and_the_films_of_people(store, target):
    made = pull(store, target, depth=2, today=FIRST)
    # Tom and Vera of the films, Low Water of Ada; Una is only named in that.
    assert (made.items, made.further) == (6, 3)
    assert values(store, TOM, FILM + "imdbId") == {"nm9100012"}
    assert values(store, LOW, FILM + "hasDirector") == {E + "ada"}
    assert values(store, UNA, RDFS + "label") == {"Una Far"}
    assert not any("Another Coast" in triple for triple in view(store))
    assert made.new.films == 1
    kept = pull(store, target, [E + "clock"], today=SECOND)
    assert kept.kept == 5
    assert values(store, LOW, FILM + "hasDirector") == {E + "ada"}


def test_depth_two_says_how_many_before_it_fetches_too_many(store, target):
    before = whole(store)
    with pytest.raises(ParameterError, match=r"3 more items \(2 people .*, 1 films .*--limit 3"):
        pull(store, target, depth=2, limit=2, today=FIRST)
    assert whole(store) == before
    assert pull(store, target, depth=2, limit=3, today=FIRST).further == 3


def test_an_item_can_be_named_itself(store, target):
    pull(store, target, [LOW], today=FIRST)
    assert values(store, LOW, FILM + "hasDirector") == {E + "ada"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"depth": 3}, "depth 3"),
        ({"properties": ["colour"]}, "'colour' is nothing that can be pulled.*director.*hasGenre"),
        ({"properties": []}, "no property is named"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(store, target, arguments, message):
    with pytest.raises(ParameterError, match=message):
        pull(store, target, today=FIRST, **arguments)
    assert target.asked == []


def test_an_entity_without_a_link_is_refused(store, target):
    with pytest.raises(NotFound, match=f"{E}tom has no accepted link"):
        pull(store, target, [E + "clock", E + "tom"])
    with pytest.raises(NotFound, match=r"nothing in .* has an accepted link"):
        pull(coast(), target)
    assert target.asked == []


def test_people_say_properties_in_their_own_words():
    assert chosen(["actor"]) >= {"P161"}
    assert chosen(["hasCastMember"]) == {"P161", "P725"}
    assert chosen(["release date", "Date of birth"]) == {"P577", "P569"}
    assert chosen(None) is None


def test_what_is_asked_for_is_what_the_importer_reads():
    """One list would drift from the other."""
    importer = resources.text("queries/import_wikidata.rq")
    read = set(re.findall(r"\bwdt:(P\d+)", importer)) - {"P279"}
    asked = set(re.findall(r"\bwdt:(P\d+)", resources.text("queries/wikidata_pull_facts.rq")))
    assert asked == read | {"P569", "P570"}
    pairs = dict(re.findall(r"\(wdt:(P\d+) film:([a-z]\w*)\)", importer))
    mine = {p: name for name, props in FACTS.items() for p in props}
    assert pairs == {p: n for p, n in mine.items() if p in pairs}
    assert mine.keys() - pairs.keys() == {"P2047", "P577", "P569", "P570"}
    assert {p.removeprefix(WDT) for p in DATES} == {"P577", "P569", "P570"}
    roles = {role: p for p, role in re.findall(r"\(p:(P\d+) ps:P\d+ role:([\w-]+)\)", importer)}
    assert roles == ROLES
    stated = resources.text("queries/wikidata_pull_credits.rq")
    assert set(re.findall(r"\bp:(P\d+)", stated)) == set(re.findall(r"\bps:(P\d+)", stated))
    assert set(re.findall(r"\bp:(P\d+)", stated)) == CREDITS


def test_the_questions_run_in_a_second_engine(target):
    """The same rows in rdflib: no query leans on what only one engine does."""
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(DATA / "wikidata_pull.ttl", format="turtle")
    names = [n for n in resources.names("queries", ".rq") if n.startswith("wikidata_pull_")]
    assert len(names) == 6
    items = [ox.NamedNode(i) for i in (CLOCK, TIDE, ADA, VERA)]
    for name in (*names, "wikidata_redirects.rq"):
        text = resources.text(f"queries/{name}")
        text = bind(text, {parameters(text)[0]: [(i,) for i in items]})
        ours = sorted(
            [_plain(getattr(term, "value", "")) for term in row] for row in target.rdf.query(text)
        )
        theirs = sorted(
            ["" if t is None or isinstance(t, rdflib.BNode) else _plain(str(t)) for t in row]
            for row in graph.query(text)
        )
        assert ours == theirs, name
        assert ours, name


def _plain(text: str) -> str:
    """A value without what engines spell in their own way: blank nodes, dates, decimals."""
    if re.fullmatch(r"[0-9a-f]{30,}", text) or text == "somebody":
        return ""
    return re.sub(r"[T ]00:00:00(Z|\+00:00)$", "", text)


# What goes wrong


def test_a_failure_in_the_middle_leaves_everything_as_it_was(store, target):
    pull(store, target, today=FIRST)
    before = whole(store)
    questions = len(target.asked)
    target.change("INSERT DATA { wd:Q910000001 wdt:P136 wd:Q910000022 }")
    for number in range(1, questions + 1):
        target.asked, target.fails_at = [], number
        with pytest.raises(EndpointError):
            pull(store, target, today=SECOND)
        assert whole(store) == before
    target.asked, target.fails_at = [], 0
    pull(store, target, today=SECOND)
    assert whole(store) != before


def test_items_that_are_gone_or_merged_are_told_and_keep_what_was_pulled(store, target):
    pull(store, target, today=FIRST)
    target.delete(TIDE)
    target.merge(ADA, UNA)
    made = pull(store, target, today=SECOND)
    assert made.gone == (TIDE,)
    assert made.merged == {ADA: UNA}
    assert (made.items, made.kept) == (1, 2)
    assert values(store, E + "tide", FILM + "releaseDate") == {"1955 gYear"}
    assert values(store, E + "ada", FILM + "birthDate") == {"1901-05 gYearMonth"}
    assert "Tide Tables (Q910000002)" in str(made)
    assert "reelgraph refresh" in str(made)


def test_an_item_that_others_still_name_is_not_called_gone(store, target):
    target.delete(ADA, named=True)
    made = pull(store, target, today=FIRST)
    assert (made.gone, made.silent) == ((), (ADA,))


def test_nothing_is_loaded_when_nothing_is_there(target):
    store = linked(coast(), {"clock": f"{WD}Q910000404"})
    before = whole(store)
    made = pull(store, target, today=FIRST)
    assert made.report is None
    assert made.gone == (f"{WD}Q910000404",)
    assert whole(store) == before


# Refresh


def status(store: EmbeddedStore, entity: str) -> dict[str, str]:
    return {k.item: k.status for k in links_of(store, [E + entity])}


def test_a_link_follows_a_merge_with_its_reviewer(store, target):
    target.merge(ADA, UNA)
    found = refresh(store, target)
    assert [f.entity for f in found.moved] == [E + "ada"]
    link = next(k for k in links_of(store, [E + "ada"]) if k.status == ACCEPTED)
    assert (link.item, link.method, link.by) == (UNA, MANUAL, "Nora")
    assert link.note == "Q910000011 was merged into Q910000015 at Wikidata"
    assert accepted(store)[E + "ada"] == UNA
    assert (ADA, ACCEPTED) in {(k.item, k.status) for k in history(store, [E + "ada"])}
    again = refresh(store, target)
    assert (again.moved, again.doubtful) == ((), ())


def test_a_chain_of_merges_is_followed_to_its_end_and_a_ring_is_not(target):
    one, two, three = (f"{WD}Q91000080{n}" for n in (1, 2, 3))
    target.rdf.add(ox.Quad(ox.NamedNode(one), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(two)))
    target.rdf.add(ox.Quad(ox.NamedNode(two), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(CLOCK)))
    assert fates(target, [one]).merged == {one: CLOCK}
    target.rdf.add(ox.Quad(ox.NamedNode(three), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(three)))
    assert fates(target, [three]).merged == {}
    ring = Beside()
    for a, b in ((one, two), (two, one)):
        ring.rdf.add(ox.Quad(ox.NamedNode(a), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(b)))
    assert (fates(ring, [one]).merged, fates(ring, [one]).gone) == ({}, set())


def test_a_merge_into_what_is_gone_is_a_deletion(store, target):
    nowhere = f"{WD}Q910000404"
    target.delete(ADA)
    target.rdf.add(ox.Quad(ox.NamedNode(ADA), ox.NamedNode(OWL + "sameAs"), ox.NamedNode(nowhere)))
    assert fates(target, [ADA]).gone == {ADA}
    assert refresh(store, target).doubtful[0].entity == E + "ada"


def test_an_automatic_link_follows_with_its_evidence(target):
    store = coast()
    weighed = (Evidence("title", 3.0, "the same title"),)
    keep(store, [Link(E + "ada", ADA, ACCEPTED, 0.97, weighed)])
    target.merge(ADA, UNA)
    refresh(store, target)
    link = next(k for k in links_of(store, [E + "ada"]) if k.status == ACCEPTED)
    assert (link.item, link.method, link.score, link.evidence) == (UNA, AUTOMATIC, 0.97, weighed)


def test_a_given_link_follows_and_the_source_stays_as_it_is(target):
    store = coast(MINE + f"e:ada skos:exactMatch <{ADA}> .")
    target.merge(ADA, UNA)
    before = claims(store, "mine")
    refresh(store, target)
    assert accepted(store)[E + "ada"] == UNA
    assert claims(store, "mine") == before
    link = next(k for k in links_of(store, [E + "ada"]) if k.status == ACCEPTED)
    assert (link.method, link.by) == (GIVEN, "mine")
    assert refresh(store, target).moved == ()


def test_a_candidate_that_becomes_the_accepted_item_does_not_unsettle_it(target):
    store = coast()
    keep(store, [Link(E + "ada", UNA, ACCEPTED, 0.97), Link(E + "ada", ADA, PENDING, 0.4)])
    target.merge(ADA, UNA)
    found = refresh(store, target)
    assert status(store, "ada") == {UNA: ACCEPTED, ADA: OUTRANKED}
    assert found.doubtful == ()


def test_an_item_that_two_sources_give_is_followed_once(target):
    store = coast(MINE + f"e:ada skos:exactMatch <{ADA}> .")
    add(store, MINE + f"e:ada skos:exactMatch <{ADA}> .", "other")
    target.merge(ADA, UNA)
    assert len(refresh(store, target).moved) == 1
    assert accepted(store)[E + "ada"] == UNA


def test_what_a_reviewer_noted_stays_beside_the_reason(store, target):
    decide(store, [Link(E + "ada", ADA, ACCEPTED, method=MANUAL, by="Nora", note="seen the grave")])
    target.merge(ADA, UNA)
    refresh(store, target)
    link = next(k for k in links_of(store, [E + "ada"]) if k.status == ACCEPTED)
    assert link.note.endswith("at Wikidata; before: seen the grave")


def test_a_merge_into_what_a_person_rejected_waits_for_her(store, target):
    decide(store, [Link(E + "ada", UNA, REJECTED, method=MANUAL, by="Olga")])
    target.merge(ADA, UNA)
    found = refresh(store, target)
    assert found.moved == ()
    assert "Olga said that it is not Q910000015" in found.doubtful[0].after.note
    assert status(store, "ada") == {ADA: PENDING, UNA: REJECTED}


def test_a_deletion_makes_a_link_pending_and_keeps_the_decision(store, target):
    target.delete(TIDE)
    found = refresh(store, target)
    assert [f.entity for f in found.doubtful] == [E + "tide"]
    assert status(store, "tide") == {TIDE: PENDING}
    link = links_of(store, [E + "tide"])[0]
    assert (link.method, link.by) == (MANUAL, "Nora")
    assert link.note.startswith("Q910000002 is gone from wikidata_pull.ttl (asked ")
    assert [(k.item, k.status) for k in history(store, [E + "tide"])] == [(TIDE, ACCEPTED)]
    before = whole(store)
    again = refresh(store, target, today=SECOND)
    assert whole(store) == before
    assert "for you" not in str(again)


def test_the_facts_of_what_is_gone_stay_until_somebody_decides(store, target):
    pull(store, target, today=FIRST)
    target.delete(TIDE)
    refresh(store, target, pull=True, today=SECOND)
    assert values(store, E + "tide", FILM + "releaseDate") == {"1955 gYear"}
    pull(store, target, today=SECOND)
    assert values(store, E + "tide", FILM + "releaseDate") == {"1955 gYear"}
    decide(store, [Link(E + "tide", TIDE, REJECTED, method=MANUAL, by="Nora")])
    assert pull(store, target, today=SECOND).dropped == (TIDE,)
    assert values(store, E + "tide", FILM + "releaseDate") == set()


def test_two_that_become_one_item_are_told(store, target):
    linked(store, {"tom": TOM})
    target.merge(TOM, ADA)
    found = refresh(store, target)
    assert found.doubles == ((ADA, (E + "ada", E + "tom")),)


def test_what_changed_since_the_pull_is_said_in_words(store, target):
    pull(store, target, today=FIRST)
    assert "the facts of 3 items are as they were pulled" in str(refresh(store, target))
    before = whole(store)
    target.change(
        "DELETE { wd:Q910000001 wdt:P2047 ?o } INSERT { wd:Q910000001 wdt:P2047 91.0 }"
        " WHERE { wd:Q910000001 wdt:P2047 ?o } ;"
        "DELETE DATA { wd:Q910000002 wdt:P161 wd:Q910000012 } ;"
        "INSERT DATA { wd:Q910000002 wdt:P161 wd:Q910000015 } ;"
        "DELETE { wds:c2 pq:P4633 ?o } INSERT { wds:c2 pq:P4633 'The Watchman' }"
        " WHERE { wds:c2 pq:P4633 ?o }"
    )
    found = refresh(store, target)
    said = {d.label: (d.changed, d.added, d.removed) for d in found.changed}
    assert said["Zero Harbour"] == (
        (
            "cast member Tom Vane: 1, The Keeper, T. Vane is 1, The Watchman, T. Vane now",
            "duration in minutes: 88 is 91 now",
        ),
        (),
        (),
    )
    assert said["Tide Tables"] == ((), ("cast member Una Far",), ("cast member Tom Vane",))
    assert set(said) == {"Zero Harbour", "Tide Tables"}
    assert any(text.startswith("films: 2 changed") for text in found.totals)
    assert whole(store) == before
    assert "refresh --pull" in str(found)
    refresh(store, target, pull=True, today=SECOND)
    assert values(store, E + "tide", FILM + "hasCastMember") == {UNA}
    assert refresh(store, target).changed == ()


def test_only_what_was_asked_for_is_compared(store, target):
    pull(store, target, properties=["director"], today=FIRST)
    assert refresh(store, target).changed == ()
    refresh(store, target, pull=True, today=SECOND)
    assert values(store, E + "clock", FILM + "durationMinutes") == set()
    assert current(store).partial[CLOCK] == {"P57"}


def test_after_a_merge_the_facts_are_those_of_the_other_item(store, target):
    pull(store, target, today=FIRST)
    target.merge(TIDE, LOW)
    found = refresh(store, target, pull=True, today=SECOND)
    assert found.pulled is not None
    assert values(store, E + "tide", FILM + "hasCastMember") == {TOM, UNA}
    assert TIDE not in current(store).fetched
    assert not any(f"<{LOW}>" in triple for triple in view(store))


def test_a_failure_leaves_the_links_as_they_were(store, target):
    pull(store, target, today=FIRST)
    target.delete(TIDE)
    target.merge(ADA, UNA)
    before = whole(store)
    target.asked = []
    refresh(_copy(store), target)
    for number in range(1, len(target.asked) + 1):
        target.asked, target.fails_at = [], number
        with pytest.raises(EndpointError):
            refresh(store, target)
        assert whole(store) == before


def _copy(store: EmbeddedStore) -> EmbeddedStore:
    other = EmbeddedStore()
    other.rdf.extend(store.rdf)
    return other


def test_refresh_of_nothing_is_refused(target):
    with pytest.raises(NotFound, match="is linked"):
        refresh(coast(), target)


# The commands


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store in a folder, with links."""
    path = tmp_path / "store"
    FilmGraph(linked(coast(), {"clock": CLOCK, "tide": TIDE, "ada": ADA})).save(path)
    return path


def run(*words: str) -> tuple[int, str]:
    group = click.Group()
    commands.register(group)
    done = CliRunner().invoke(group, list(words), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output


def test_pull_on_the_command_line(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    there = ["--endpoint", str(DATA / "wikidata_pull.ttl"), "-s", str(folder)]
    code, said = run("pull", "Zero Harbour", "--property", "director,genre", *there)
    assert code == 0
    assert said.startswith("wikidata: the facts of 1 item, from wikidata_pull.ttl\n")
    assert str(tmp_path) not in said
    with rg.open(folder) as graph:
        assert values(graph.store, E + "clock", FILM + "hasGenre") == {f"{WD}Q910000021"}
        assert values(graph.store, E + "clock", FILM + "imdbId") == set()
    assert run("pull", *there)[0] == 0
    with rg.open(folder) as graph:
        assert values(graph.store, E + "tide", FILM + "releaseDate") == {"1955 gYear"}
    with pytest.raises(ParameterError, match="3 more items"):
        run("pull", "--depth", "2", "--limit", "2", *there)
    with pytest.raises(ParameterError, match="'colour' is nothing"):
        run("pull", "--property", "colour", *there)
    with pytest.raises(NotFound, match="nothing here is called 'Nemo'"):
        run("pull", "Nemo", *there)


def test_refresh_on_the_command_line_ends_with_one_when_links_wait(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("REELGRAPH_CACHE", str(tmp_path / "cache"))
    code, said = run("refresh", "--endpoint", str(DATA / "wikidata_pull.ttl"), "-s", str(folder))
    assert (code, "none was merged, none is gone" in said) == (0, True)
    less = Beside()
    less.delete(TIDE)
    less.rdf.dump(
        str(tmp_path / "less.nt"), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()
    )
    code, said = run(
        "refresh", "--pull", "--endpoint", str(tmp_path / "less.nt"), "-s", str(folder)
    )
    assert code == 1
    assert "1 link waits for you" in said
    assert "Tide Tables: Q910000002 is gone from less.nt" in said


# The article's facts and the stand-in

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "wikidata"
ARTICLE = "https://w3id.org/reelgraph/id/hardcore-article/"


@pytest.mark.shared
@pytest.mark.slow
def test_the_article_and_wikidata_are_one_graph():
    films = SHARED / "wikidata-films.nt.gz"
    if not films.exists():
        pytest.skip("the real film data is not beside the checkout")
    from reelgraph.targets.target import open_target

    store = EmbeddedStore()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.ttl"
        path.write_bytes(resources.raw("sample/article.ttl"))
        loading.load(store, [str(path)], name="hardcore-article")
    items = {
        "film/hardcore": "Q20982361",
        "film/wanted": "Q4444",
        "person/timur-bekmambetov": "Q344854",
        "person/sharlto-copley": "Q512353",
        "person/haley-bennett": "Q232797",
    }
    decide(
        store,
        [Link(ARTICLE + e, WD + q, ACCEPTED, method=MANUAL, by="Nora") for e, q in items.items()],
    )
    pull(store, open_target(str(films)), today=FIRST)
    hardcore = ARTICLE + "film/hardcore"
    assert describe(store, [hardcore])[hardcore].label == "Hardcore"
    assert "Hardcore Henry" in values(store, hardcore, SKOS + "altLabel")
    # Counted in the file: 14 people in the cast of Q20982361, its director is one of them.
    query = f"""SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph_of(store)}> {{
      ?c film:hasWork <{hardcore}> ; film:hasRole ?role }} }}"""
    assert next(store.select(query))["n"].value == "15"
    assert values(store, hardcore, FILM + "releaseDate") == {"2015 gYear"}
    assert values(store, ARTICLE + "film/wanted", FILM + "hasDirector") == {
        ARTICLE + "person/timur-bekmambetov"
    }
    graph = FilmGraph(store)
    path = graph.path("Timur Bekmambetov", "Tim Roth")
    assert path.edges == 2  # he produced Hardcore (the article), Roth plays in it (Wikidata)
    assert {row["source"] for row in path.rows} == {"hardcore-article", "wikidata"}
    assert isinstance(rg.sample().find("Hardcore").label, str)
