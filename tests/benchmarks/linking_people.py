"""Who the people of a table of films are: the truth, where it is certain enough to be one.

The right item of a name is read from the right item of its films, in four ways. Where two of them
name different items, or one of them does for different films, nothing is counted.

- ``label``: of those whom the film credits, one alone bears the name;
- ``imdb``: the IMDb id of that cast member has an item (`linking/people_imdb_to_qid`, P345);
- ``alone``: the record has one director and so has the item;
- ``shared``: the item is the only one that three or more films of that name have in common.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import ftfy
from linking_endpoint import Endpoint
from linking_records import Record, folded

Key = tuple[str, str]
"""A name without case and accents, and ``director`` or ``cast``."""


@dataclass
class Truth:
    """What is known of the people of one table."""

    items: dict[str, str] = field(default_factory=dict)
    """Name -> QID."""
    ways: dict[str, set[str]] = field(default_factory=dict)
    """Name -> how it is known."""
    films: dict[str, int] = field(default_factory=dict)
    """Name -> films of the table."""
    doubtful: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Names that were left out -> the items that are named -> how."""


class People:
    """What all the records together say of people; made once."""

    def __init__(self, data: Path, endpoint: Endpoint, records: Iterable[Record]) -> None:
        self.endpoint = endpoint
        self.labels: dict[str, set[str]] = {}
        for qid, person in endpoint.people.items():
            if person.label:
                self.labels.setdefault(qid, set()).add(plain(person.label))
        with (data / "wikidata/person_names.tsv").open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
                self.labels.setdefault(row["qid"], set()).add(plain(row["name"]))
        self.known = _known(data, endpoint)
        self.by_imdb = _cast(data, self.known)
        self.borne = {name for names in self.labels.values() for name in names}
        self.shared = self._shared(records)

    def truth(self, records: Sequence[Record]) -> Truth:
        """Of the people whom these records name."""
        said: dict[str, dict[str, set[str]]] = {}
        truth = Truth()
        for record in records:
            for name, role in _named(record):
                truth.films[name] = truth.films.get(name, 0) + 1
                for qid, way in self._of(record, name, role):
                    said.setdefault(name, {}).setdefault(qid, set()).add(way)
        for name, items in said.items():
            if len(items) == 1:
                ((truth.items[name], truth.ways[name]),) = items.items()
            else:
                truth.doubtful[name] = items
        return truth

    def _of(self, record: Record, name: str, role: str) -> Iterable[tuple[str, str]]:
        film = self.endpoint.films.get(record.qid or "")
        if film is None:
            return
        there = film.directors if role == "director" else film.cast
        bearers = {q for q in film.people if plain(name) in self.labels.get(q, ())}
        if len(bearers) == 1:
            yield next(iter(bearers)), "label"
        for key in film.ids:
            qid = self.by_imdb.get((key, plain(name)))
            if qid in film.people:
                yield qid, "imdb"
        common = self.shared.get((plain(name), role))
        if common in there and self._may_be(common, name):
            yield common, "shared"
        # where another bears the name, one film alone is not enough
        own = bearers or plain(name) not in self.borne or common in there
        alone = role == "director" and len(record.directors) == len(there) == 1
        if alone and own and self._may_be(there[0], name):
            yield there[0], "alone"

    def _may_be(self, qid: str, name: str) -> bool:
        """Not where the item bears a name that has no word in common with it."""
        person = self.endpoint.people.get(qid)
        if person is None or not person.label:
            return person is not None
        return bool(set(folded(ftfy.fix_text(name)).split()) & set(folded(person.label).split()))

    def _shared(self, records: Iterable[Record]) -> dict[Key, str]:
        """The one item that nearly all films of a name have in common, none other half of them."""
        films: dict[Key, set[str]] = {}
        for record in records:
            if record.qid in self.endpoint.films:
                for name, role in _named(record):
                    films.setdefault((plain(name), role), set()).add(record.qid)
        found: dict[Key, str] = {}
        for key, qids in films.items():
            if len(qids) < 3:
                continue
            counts: Counter[str] = Counter()
            for qid in qids:
                film = self.endpoint.films[qid]
                counts.update(set(film.directors if key[1] == "director" else film.cast))
            (best, most), *rest = [*counts.most_common(2), ("", 0), ("", 0)][:2]
            second = rest[0][1]
            if most >= 3 and most >= 0.8 * len(qids) and second <= most / 2:
                found[key] = best
        return found


def plain(name: str) -> str:
    """A person's name without case, accents, points, hyphens and wrong decoding."""
    return folded(ftfy.fix_text(name)).replace(" ", "")


def _named(record: Record) -> Iterable[tuple[str, str]]:
    for name in record.directors:
        yield name, "director"
    for name in record.cast:
        yield name, "cast"


def _known(data: Path, endpoint: Endpoint) -> dict[str, str]:
    """IMDb id of a person -> QID."""
    known = {
        key: qid
        for key, qid in endpoint.by_imdb.items()
        if key.startswith("nm") and qid in endpoint.people
    }
    text = (data / "linking/people_imdb_to_qid/sameas_mappings.ttl").read_text("utf-8")
    for nm, qid in re.findall(r"/name/(nm\d+)/>\s+owl:sameAs\s+wd:(Q\d+)", text):
        known.setdefault(nm, qid)
    return known


def _cast(data: Path, known: dict[str, str]) -> dict[tuple[str, str], str]:
    """(IMDb id of a film, name of one of its people) -> QID."""
    found: dict[tuple[str, str], set[str]] = {}
    with (data / "linking/people_imdb_to_qid/top_cast_sample.csv").open(
        encoding="utf-8", newline=""
    ) as text:
        for row in csv.DictReader(text):
            if row["actor_id"] in known:
                key = (row["movie_id"], plain(row["actor_name"]))
                found.setdefault(key, set()).add(known[row["actor_id"]])
    names: dict[str, str] = {}
    with (data / "films/imdb_tsv/name.basics.tsv").open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            names[row["nconst"]] = row["primaryName"]
    with (data / "films/imdb_tsv/title.principals.tsv").open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["nconst"] in known and row["nconst"] in names:
                key = (row["tconst"], plain(names[row["nconst"]]))
                found.setdefault(key, set()).add(known[row["nconst"]])
    return {key: next(iter(qids)) for key, qids in found.items() if len(qids) == 1}
