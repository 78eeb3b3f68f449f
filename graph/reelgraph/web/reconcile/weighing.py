"""Queries as the records of the linking model, and what the model believes of each.

A query is a film, a person or something else, or might be any of them. Its properties are what the
model calls the record: year, people and their roles, films of a person, identifiers. The model's
features, weights and rounds are used as they are; this graph is where it looks (`known.Known`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from reelgraph.linking.aligned import aligned
from reelgraph.linking.candidates import dot
from reelgraph.linking.evidence import Wording
from reelgraph.linking.features import best_title, film_features
from reelgraph.linking.finding import Search
from reelgraph.linking.records import FILM_KIND, FIRM, PERSON, Name, Records
from reelgraph.linking.weights import fitted
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, WD, expand
from reelgraph.web.reconcile.asked import Query, Value
from reelgraph.web.reconcile.known import ITEM, LOCAL, OTHER, Known
from reelgraph.web.reconcile.naming import Named, Names
from reelgraph.web.reconcile.properties import IDENTIFIER, WIKIDATA, Property, property_named
from reelgraph.web.reconcile.spaces import Space

KINDS = (FILM_KIND, PERSON, OTHER)
_YEAR = re.compile(r"\s*[(\[](\d{4})[)\]]\s*$")
_FILM_YEARS = (FILM + "year", FILM + "releaseDate")
_LEAST = 1e-9
_CLOSE = ("same", "article", "spelling", "also")
"""Titles that are the same."""
_BESIDE = ("director", "cast", "crew", "films", "id")
"""Evidence that holds without a name."""


@dataclass(frozen=True, slots=True)
class Record:
    """One reading of a query: as a film, as a person, or as something else."""

    key: str
    kind: str
    records: Records
    settled: Mapping[str, str]
    """The entities that the client has for people and films of the record."""
    rest: tuple[tuple[Property, tuple[Value, ...]], ...]
    """What the model has no weight for."""


@dataclass(slots=True)
class Weighed:
    """What is believed of an entity, as odds against none of the candidates being meant."""

    odds: float
    features: dict[str, float] = field(default_factory=dict)
    """Log-odds by the name of the evidence; they add up to the score."""
    firm: bool = True
    """Whether more speaks for it than a part of a title and a year. The model was fitted where all
    films are listed; here the film that is meant may be missing, and another one begin so."""


def read(query: Query, kinds: Sequence[str], space: Space) -> list[Record]:
    """The readings of a query as the kinds that may be meant."""
    return [_record(query, kind, space) for kind in kinds]


def weighed(record: Record, known: Known, names: Names) -> dict[str, Weighed]:
    """The candidates for a record, with what is believed of each."""
    if record.kind == OTHER:
        return _others(record, known, names)
    named = Named(names, record.records, record.key)
    search = Search(record.records, known, named, fitted(), record.settled)
    search.run({record.key})
    variable = search.variable(record.key)
    if variable is None or not variable.belief:
        return {}
    wording = Wording(search.candidates, search.rounds)
    tell = wording.of_film if record.kind == FILM_KIND else wording.of_person
    none = max(1.0 - sum(variable.belief.values()), _LEAST)
    found = {}
    for item, believed in variable.belief.items():
        if believed > _LEAST:
            features: dict[str, float] = {}
            for one in tell(record.key, item):
                features[one.feature] = features.get(one.feature, 0.0) + one.weight
            compared = search.candidates.features.get((record.key, item), {})
            firm = (
                record.kind != FILM_KIND
                or any(f"title.{level}" in compared for level in _CLOSE)
                or any(features.get(name, 0.0) > 0 for name in _BESIDE)
            )
            found[item] = Weighed(believed / none, features, firm)
    return found


def _others(record: Record, known: Known, names: Names) -> dict[str, Weighed]:
    """Companies, places, genres and so on: by name and identifiers, as the model weighs titles."""
    records, weights = record.records, fitted().film
    said = [n.text for n in records.names.get(record.key, ())]
    ids = [(prop, v) for prop, of in records.ids[record.key].items() for v in of]
    found = {item for name in said for item in names.others(name)}
    found |= {item for _, _, item in known.by_id(ids)}
    known.fetch_facts(found)
    found = {i for i in found if OTHER in known.kinds[i]}
    alike = {i: best_title(records.names.get(record.key, ()), known.names[i]) for i in found}
    same = {i for i, like in alike.items() if like and like.level in _CLOSE}
    result = {}
    for item in sorted(found):
        features = film_features(records, known, record.key, item, len(same - {item}), 0)
        parts: dict[str, float] = {}
        for name, value in features.items():
            part = name.partition(".")[0]
            parts[part] = parts.get(part, 0.0) + weights[name] * value
        result[item] = Weighed(exp(dot(weights, features)), parts, item in same)
    return result


# From a query to a record


def _record(query: Query, kind: str, space: Space) -> Record:
    records, settled = Records(), dict[str, str]()
    key = f"query as {kind}"
    records.kinds[key] = kind
    records.ids[key] = {}
    text = query.text
    if text:
        records.names[key] = [Name(text)]
    year = _YEAR.search(text) if kind == FILM_KIND else None
    if year and year.start():
        records.years[key] = int(year[1])
    rest = []
    for said, values in query.properties:
        prop = property_named(said)
        if prop is None:
            continue
        if not _taken(records, settled, key, kind, prop, values, space):
            rest.append((prop, values))
    return Record(key, kind, records, settled, tuple(rest))


def _taken(
    records: Records,
    settled: dict[str, str],
    key: str,
    kind: str,
    prop: Property,
    values: Sequence[Value],
    space: Space,
) -> bool:
    """Whether the model has a weight for a property; then it is in the record by now."""
    numbers = {p: number for number, p in aligned().identifiers.items()}
    if prop.id in ("label", "altLabel"):
        records.names[key] = [*records.names.get(key, ()), *(Name(v.text) for v in values)]
    elif prop.id == WIKIDATA:
        _add(records, key, ITEM, (_number(v, space) for v in values))
    elif prop.id == IDENTIFIER:
        for value in values:  # each source has numbers of its own: another one says nothing
            _add(records, key, LOCAL + value.text, [value.text])
    elif prop.iri in numbers:
        _add(records, key, numbers[prop.iri], (_identifier(v.text) for v in values))
    elif kind == FILM_KIND and prop.iri in _FILM_YEARS:
        years = [year for v in values if (year := year_of(v.text))]
        if years:
            records.years[key] = min(years)
    elif kind == PERSON and prop.iri == FILM + "birthDate":
        years = [year for v in values if (year := year_of(v.text))]
        if years:
            records.years[key] = years[0]
    elif prop.iri in terms().contributor_properties and prop.turned == (kind == PERSON):
        if kind not in (FILM_KIND, PERSON):
            return False
        for value in values:
            _credit(records, settled, key, kind, prop, value, space)
    else:
        return False
    return True


def _add(records: Records, key: str, prop: str, values: Iterable[str]) -> None:
    found = {v for v in values if v}
    if found:
        records.ids[key].setdefault(prop, set()).update(found)


def _credit(
    records: Records,
    settled: dict[str, str],
    key: str,
    kind: str,
    prop: Property,
    value: Value,
    space: Space,
) -> None:
    """Add a person to a film, or a film to a person."""
    other_kind = PERSON if kind == FILM_KIND else FILM_KIND
    said = value.id or (value.text if expand(value.text) else "")
    meant = space.iris_of(said) if said else ()
    other = f"{other_kind} {value.text.lower() or value.id}"
    records.kinds[other] = other_kind
    if meant:
        settled[other] = meant[0]
    elif value.text:
        records.names[other] = [Name(value.text)]
        year = _YEAR.search(value.text) if other_kind == FILM_KIND else None
        if year and year.start():
            records.years[other] = int(year[1])
    film, person = (key, other) if kind == FILM_KIND else (other, key)
    roles = records.credits[film][person]
    roles[aligned().roles.get(prop.iri, "")] = FIRM
    if len(roles) > 1:
        roles.pop("", None)
    records.films_of[person].add(film)


def year_of(text: str) -> int | None:
    """The year of a date or of a number.

    >>> year_of("2015-09-12T00:00:00Z"), year_of("1999"), year_of("12.5.1999"), year_of("soon")
    (2015, 1999, 1999, None)
    """
    match = re.match(r"\s*(\d{4})(?!\d)", text) or re.search(r"(?<!\d)(\d{4})\s*$", text)
    year = int(match[1]) if match else 0
    return year if 1800 <= year <= 2200 else None


def _number(value: Value, space: Space) -> str:
    """The number of the item that a value means."""
    found = [i for i in space.iris_of(value.id or value.text) if i.startswith(WD)]
    return found[-1].removeprefix(WD) if found else ""


def _identifier(text: str) -> str:
    """An identifier as such, where it stands in the address of a page."""
    match = re.fullmatch(r"https?://[^\s?#]*?/([^\s/?#]+)/?(?:[?#]\S*)?", text)
    return match[1] if match else text
