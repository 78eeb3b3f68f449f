"""What holds of every search, in small worlds of every kind: Hypothesis makes them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linkable import Facts, M, film, items, load, store_of

from reelgraph.binding import Term
from reelgraph.linking.evidence import Wording, score
from reelgraph.linking.finding import Search
from reelgraph.linking.items import Items
from reelgraph.linking.linker import link
from reelgraph.linking.lookup import Asked
from reelgraph.linking.records import FILM_KIND, FIRM, PERSON, Name, Records
from reelgraph.linking.weights import fitted
from reelgraph.links.link import Link
from reelgraph.vocabulary import RDFS, SKOS, WD, WDT, XSD

TITLES = (
    "Amber Gate",
    "Amber Gate II",
    "The Amber Gate",
    "Quiet Mill",
    "Mill",
    "How the Miller of the Quiet Mill Lost His Way",
)
PEOPLE = ("Ann Tor", "Bo Lind", "Cy Marsh", "Dee Oak", "Eve Roon", "Flo Pike", "Gus Holt")
ONE = M + "one"
SLACK = 0.005
"""What the candidates of other films and people, which a new person brings along, may take away."""


@dataclass(frozen=True)
class Item:
    """A film there."""

    title: str
    alias: str
    year: int
    director: int
    cast: frozenset[int]


@dataclass(frozen=True)
class World:
    films: tuple[Item, ...]
    nameless: frozenset[int] = field(default_factory=frozenset)
    """Of the people, those without a label."""

    def target(self) -> Facts:
        rdf = ox.Store()

        def add(item: str, prop: str, value: ox.NamedNode | ox.Literal) -> None:
            rdf.add(ox.Quad(ox.NamedNode(WD + item), ox.NamedNode(prop), value))

        for n, one in enumerate(self.films):
            date = ox.Literal(
                f"{one.year}-03-01T00:00:00Z", datatype=ox.NamedNode(XSD + "dateTime")
            )
            add(f"Q{n}", WDT + "P31", ox.NamedNode(WD + "Q11424"))
            add(f"Q{n}", RDFS + "label", ox.Literal(one.title, language="en"))
            add(f"Q{n}", SKOS + "altLabel", ox.Literal(one.alias, language="en"))
            add(f"Q{n}", WDT + "P345", ox.Literal(f"tt{n}"))
            add(f"Q{n}", WDT + "P577", date)
            add(f"Q{n}", WDT + "P57", ox.NamedNode(f"{WD}Q10{one.director}"))
            for person in one.cast:
                add(f"Q{n}", WDT + "P161", ox.NamedNode(f"{WD}Q10{person}"))
        for n, name in enumerate(PEOPLE):
            add(f"Q10{n}", WDT + "P31", ox.NamedNode(WD + "Q5"))
            if n not in self.nameless:
                add(f"Q10{n}", RDFS + "label", ox.Literal(name, language="en"))
        return Facts(rdf)


@dataclass(frozen=True)
class Known:
    """What is known here of one film; all of it is true."""

    title: str
    year: int | None = None
    id: str = ""
    alias: str = ""
    director: int | None = None
    cast: frozenset[int] = frozenset()

    def records(self) -> Records:
        records = Records()
        records.kinds[ONE] = FILM_KIND
        records.names[ONE] = [Name(t, "en") for t in (self.title, self.alias) if t]
        records.sources[ONE] = frozenset({"mine"})
        if self.year is not None:
            records.years[ONE] = self.year
        if self.id:
            records.ids[ONE] = {"P345": {self.id}}
        played = [(self.director, "P57")] if self.director is not None else []
        for person, role in [*played, *((p, "P161") for p in sorted(self.cast))]:
            iri = f"{M}person{person}"
            records.kinds[iri] = PERSON
            records.names[iri] = [Name(PEOPLE[person], "en")]
            records.sources[iri] = frozenset({"mine"})
            records.credits[ONE][iri][role] = FIRM
            records.films_of[iri].add(ONE)
        return records


directors, people = st.integers(0, 2), st.integers(3, len(PEOPLE) - 1)
films = st.builds(
    Item,
    title=st.sampled_from(TITLES),
    alias=st.sampled_from((*TITLES, "Something Else")),
    year=st.integers(1980, 1984),
    director=directors,
    cast=st.frozensets(people, max_size=4),
)
worlds = st.builds(World, st.lists(films, min_size=1, max_size=5).map(tuple))


@st.composite
def known(draw: st.DrawFn) -> tuple[World, int, Known]:
    """A world, one of its films, and some of the facts of that film."""
    world = draw(worlds)
    n = draw(st.integers(0, len(world.films) - 1))
    one = world.films[n]
    facts = Known(
        draw(st.sampled_from((one.title, one.alias))),
        year=draw(st.sampled_from((None, one.year))),
        director=draw(st.sampled_from((None, one.director))),
        cast=frozenset(draw(st.sets(st.sampled_from(sorted(one.cast) or [0])))) & one.cast,
    )
    return world, n, facts


def searched(world: World, facts: Known) -> Search:
    records = facts.records()
    there = Items(world.target())
    search = Search(records, there, Asked(there), fitted())
    search.run([e for e in records.kinds if e == ONE])
    return search


def believed(world: World, facts: Known, item: str) -> float:
    variable = searched(world, facts).variable(ONE)
    return variable.belief.get(item, 0.0) if variable else 0.0


@settings(max_examples=150, deadline=None)
@given(known(), st.data())
def test_a_true_fact_more_never_lowers_the_score_of_the_right_item(
    case: tuple[World, int, Known], data: st.DataObject
) -> None:
    world, n, facts = case
    one = world.films[n]
    more = {
        "year": replace(facts, year=one.year),
        "identifier": replace(facts, id=f"tt{n}"),
        "director": replace(facts, director=one.director),
        "cast": replace(facts, cast=one.cast),
        **{f"cast {p}": replace(facts, cast=facts.cast | {p}) for p in one.cast},
    }
    others = {t for m, f in enumerate(world.films) if m != n for t in (f.title, f.alias)}
    if one.title not in others:  # else it agrees with another film as well
        more["alias"] = replace(facts, alias=one.title)
    fact = data.draw(st.sampled_from(sorted(more)), "fact")
    before = believed(world, facts, f"Q{n}")
    assert believed(world, more[fact], f"Q{n}") >= before - SLACK, fact


@settings(max_examples=60, deadline=None)
@given(known())
def test_the_weights_of_the_evidence_add_up_to_the_score(case: tuple[World, int, Known]) -> None:
    world, _, facts = case
    search = searched(world, facts)
    wording = Wording(search.candidates, search.rounds)
    for found, tell in (
        (search.rounds.films, wording.of_film),
        (search.rounds.people, wording.of_person),
    ):
        for entity, variable in found.items():
            for item in variable.belief:
                reached = score(variable, item)
                whole = sum(e.weight for e in tell(entity, item))
                assert whole == pytest.approx(log(reached / (1 - reached)), abs=0.06)


@settings(max_examples=60, deadline=None)
@given(known())
def test_beliefs_are_probabilities(case: tuple[World, int, Known]) -> None:
    search = searched(case[0], case[2])
    for variable in (*search.rounds.films.values(), *search.rounds.people.values()):
        assert all(0 <= b <= 1 for b in variable.belief.values())
        assert sum(variable.belief.values()) <= 1 + 1e-9


# Through a store


class Shuffled(Facts):
    """Answers whose rows come in another order each time."""

    def __init__(self, rdf: ox.Store, seed: int) -> None:
        super().__init__(rdf)
        self.random = random.Random(seed)

    def ask(self, query: str, rows: Sequence[Sequence[Term]]) -> Iterator[tuple[Term | None, ...]]:
        found = list(super().ask(query, rows))
        self.random.shuffle(found)
        return iter(found)


def timeless(links: Sequence[Link]) -> list[Link]:
    return [replace(k, when="") for k in links]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds, st.integers())
def test_the_order_of_rows_does_not_matter(tmp_path: Path, world: World, seed: int) -> None:
    lines = "".join(
        film(f"f{n}", f.title, f.year * (n % 2), PEOPLE[f.director], [PEOPLE[p] for p in f.cast])
        for n, f in enumerate(world.films)
    ).splitlines(True)
    target = world.target()
    first = link(store_of(tmp_path, "".join(lines)), target)
    random.Random(seed).shuffle(lines)
    second = link(store_of(tmp_path, "".join(lines)), Shuffled(target.rdf, seed))
    assert timeless(second.links) == timeless(first.links)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(worlds)
def test_one_item_goes_to_one_film_of_a_source_and_to_one_of_another(
    tmp_path: Path, world: World
) -> None:
    """Each film is there twice in one source, and once in another."""
    text = "".join(
        film(f"mine{n}", f.title, f.year, PEOPLE[f.director], [PEOPLE[p] for p in f.cast])
        for n, f in enumerate([*world.films, *world.films])
    )
    other = "".join(film(f"yours{n}", f.title, f.year) for n, f in enumerate(world.films))
    both = load(store_of(tmp_path, text, "mine"), tmp_path, other, "yours")
    found = items(link(both, world.target()))
    for source in ("mine", "yours"):
        given_ = [item for entity, item in found.items() if entity.startswith(source)]
        assert len(given_) == len(set(given_))
