"""What the linker has to beat: exact titles and names, and names alone in OpenRefine's manner."""

from collections.abc import Iterable, Sequence

from linking_answers import ACCEPTED, NONE, PENDING, Answer, Answers
from linking_endpoint import Endpoint
from linking_records import Record, year_cut_off
from rapidfuzz import fuzz, process

SURE = 95.0
"""OpenRefine's service links by itself what scores above this, less 5 for each property ..."""
LEAD = 10.0
"""... and leads the second best by as much."""


class Exact:
    """The exact title, and the year within one where there is one; one film alone must have it.

    It is given the year that MovieLens writes behind its titles. A person needs the exact name.
    """

    name = "exact title, year"

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.films = _by_label((q, f.label) for q, f in endpoint.films.items())
        self.people = _by_label((q, p.label) for q, p in endpoint.people.items())

    def answers(self, records: Sequence[Record], shown: Iterable[str]) -> Answers:
        """Of a table of films of which the columns ``shown`` can be seen."""
        rows = {r.row: self._film(r, "year" in shown) for r in map(year_cut_off, records)}
        names = {n: [self.person(n)] for r in records for n in (*r.directors, *r.cast)}
        return Answers(rows, names)

    def person(self, name: str) -> Answer:
        return _one(self.people.get(name.casefold(), []))

    def _film(self, record: Record, dated: bool) -> Answer:
        found = self.films.get(record.title.casefold(), [])
        year = record.year[:4]
        if dated and year.isdigit():
            films = self.endpoint.films
            found = [q for q in found if any(abs(y - int(year)) <= 1 for y in films[q].years)]
        return _one(found)


class NameOnly:
    """Each item by its label alone; linked above `SURE` with a `LEAD`."""

    name = "name only, as OpenRefine"

    def __init__(self, endpoint: Endpoint) -> None:
        self.films = [(q, f.label) for q, f in endpoint.films.items() if f.label]
        self.people = [(q, p.label) for q, p in endpoint.people.items() if p.label]

    def answers(self, records: Sequence[Record], shown: Iterable[str]) -> Answers:
        """As `Exact.answers`."""
        rows = self._scored({r.row: r.title for r in records}, self.films)
        names = {n: n for r in records for n in (*r.directors, *r.cast)}
        return Answers(rows, {n: [a] for n, a in self._scored(names, self.people).items()})

    def persons(self, names: dict[str, str]) -> dict[str, Answer]:
        return self._scored(names, self.people)

    def _scored(self, names: dict[str, str], items: list[tuple[str, str]]) -> dict[str, Answer]:
        labels = [label.casefold() for _, label in items]
        keys = list(names) if items else []
        found = {key: Answer(None, NONE) for key in names}
        for start in range(0, len(keys), 256):
            some = keys[start : start + 256]
            wanted = [names[k].casefold() for k in some]
            table = process.cdist(wanted, labels, scorer=fuzz.ratio, workers=2)
            for key, scores in zip(some, table, strict=True):
                second, first = scores.argpartition(-2)[-2:]
                if scores[second] > scores[first]:
                    first, second = second, first
                score, rest = float(scores[first]), float(scores[second])
                sure = score > SURE and score - rest >= LEAD
                status = ACCEPTED if sure else PENDING
                found[key] = Answer(items[int(first)][0], status, score / 100)
        return found


def _by_label(items: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for qid, label in items:
        if label:
            found.setdefault(label.casefold(), []).append(qid)
    return found


def _one(found: list[str]) -> Answer:
    if not found:
        return Answer(None, NONE)
    return Answer(found[0], ACCEPTED if len(found) == 1 else PENDING)
