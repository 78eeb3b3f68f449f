"""Questions about the whole graph, each as its file of the same name asks it."""

import numpy as np

from reelgraph.answers.reading import Reading, first_year, last_year
from reelgraph.answers.table import Row
from reelgraph.network.filters import Filters
from reelgraph.network.index.arrays import NO_YEAR
from reelgraph.network.pairs import pairs, whoever
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, local_name

_NEVER = 1 << 31


def director_pairs(reading: Reading) -> list[Row]:
    """Directors and those of a role in their films."""
    role = reading.term("role").replace("-", " ").lower()
    edges = {
        local_name(known.iri).replace("-", " "): known.property
        for known in terms().roles.values()
        if known.property in terms().contributor_properties
    }
    if role not in edges:
        return []
    directors = Filters(frozenset({FILM + "hasDirector"}))
    crew = whoever(Filters(frozenset({edges[role]})))
    found = pairs(reading.index, directors, crew, least=reading.whole("least"), ordered=True)
    reading.check(len(found))
    rows = []
    columns = (found.one, found.other, found.works, found.first, found.last)
    for one, other, works, first, last in zip(*(c.tolist() for c in columns), strict=True):
        missing, name = reading.name(one)
        other_missing, other_name = reading.name(other)
        row: Row = (
            reading.index.iris[one],
            name,
            reading.index.iris[other],
            other_name,
            works,
            first_year(first),
            last_year(last),
        )
        # The numbers of entities rise as their IRIs do.
        rows.append(((missing or other_missing, -works, name, other_name, one, other), row))
    return reading.sorted(rows)


def central_by_one_film(reading: Reading) -> list[Row]:
    """People who meet most others in one film."""
    percent, least = reading.whole("percent"), reading.whole("least")
    index = reading.index
    films, people = reading.pairs(np.arange(len(index)), "hasContributor")
    others = np.bincount(films, minlength=len(index)) - 1
    count = np.bincount(people, minlength=len(index))
    contacts = np.bincount(people, others[films], len(index)).astype(np.int64)
    most = np.zeros(len(index), np.int64)
    np.maximum.at(most, people, others[films])
    central = (count > 1) & (contacts >= least) & (100 * most >= percent * contacts)
    kept = central[people] & (others[films] == most[people])
    reading.check(int(kept.sum()))
    rows = []
    for film, person in zip(films[kept].tolist(), people[kept].tolist(), strict=True):
        missing, name = reading.name(person)
        film_name = reading.name(film)[1]
        met, top, year = int(contacts[person]), int(most[person]), int(index.years[film])
        row: Row = (
            index.iris[person],
            name,
            int(count[person]),
            met,
            (200 * top + met) // (2 * met) if met else None,  # rounded half up
            index.iris[film],
            film_name,
            year if year != NO_YEAR else None,
        )
        rows.append(((missing, -met, name, person, film_name, film), row))
    return reading.sorted(rows)


def actors_who_direct(reading: Reading) -> list[Row]:
    """People who acted in a film years before they directed one."""
    index, first = reading.index, {}
    everything = np.arange(len(index))
    directed = np.zeros(len(index), np.int64)
    for prop in ("hasDirector", "hasCastMember"):
        films, people = reading.pairs(everything, prop)
        years = index.years[films]
        films, people, years = (part[years != NO_YEAR] for part in (films, people, years))
        first[prop] = np.full(len(index), _NEVER, np.int64)
        np.minimum.at(first[prop], people, years)
        if prop == "hasDirector":
            directed = np.bincount(people, minlength=len(index))
    acting, directing = first["hasCastMember"], first["hasDirector"]
    rows = []
    for person in np.flatnonzero((acting < directing) & (directed > 0)).tolist():
        missing, name = reading.name(person)
        numbers = int(acting[person]), int(directing[person]), int(directed[person])
        row: Row = (index.iris[person], name, *numbers)
        rows.append(((missing, numbers[1], name, person), row))
    return reading.sorted(rows)


def works_per_year(reading: Reading) -> list[Row]:
    """How many works there are of each year."""
    known = reading.index.years
    years, works = np.unique(known[known != NO_YEAR], return_counts=True)
    return list(zip(years.tolist(), works.tolist(), strict=True))
