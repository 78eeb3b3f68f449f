"""A batch of queries to its answers: candidates of all readings weighed against each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import Any

from rapidfuzz import fuzz

from reelgraph.entities import describe, find_identified, known_for
from reelgraph.entity import Entity, is_a
from reelgraph.errors import Ambiguous, NotFound
from reelgraph.graph import FilmGraph
from reelgraph.linking.records import FILM_KIND, PERSON
from reelgraph.linking.weights import fitted
from reelgraph.names import normal
from reelgraph.vocabulary import expand
from reelgraph.web.reconcile.asked import Query
from reelgraph.web.reconcile.comparing import agreement, compared
from reelgraph.web.reconcile.known import OTHER, Known
from reelgraph.web.reconcile.naming import Named, Names
from reelgraph.web.reconcile.properties import fits, type_named, types_json
from reelgraph.web.reconcile.spaces import Space, is_iri
from reelgraph.web.reconcile.weighing import KINDS, Record, Weighed, read, weighed

_SURE = 0.9999
"""No score is above: a person may know better."""
_LEAST = 0.0005
"""Candidates with less are not worth telling."""
_WEIGHED_ON = 12
"""Candidates of a query of which the properties without a weight are looked at."""


@dataclass(slots=True)
class Answer:
    """A candidate for one query."""

    iri: str
    score: float
    match: bool
    features: dict[str, float | bool] = field(default_factory=dict)


def answered(graph: FilmGraph, space: Space, batch: Mapping[str, Query | str]) -> dict[str, Any]:
    """The answers to a batch as they are sent; each as if its query had been alone."""
    asked = {key: q for key, q in batch.items() if isinstance(q, Query)}
    problems = {key: q for key, q in batch.items() if isinstance(q, str)}
    readings: dict[str, list[Record]] = {}
    found: dict[str, list[Answer]] = {}
    kinds: dict[str, tuple[str, ...]] = {}
    for key, query in asked.items():
        try:
            kinds[key] = tuple(type_named(t) for t in query.types)
        except NotFound as error:
            problems[key] = str(error)
            continue
        readings[key] = read(query, _families(kinds[key]), space)
    weigher = _Weigher(graph, space)
    weigher.prepare([r for of in readings.values() for r in of])
    for key, records in readings.items():
        found[key] = weigher.answers(asked[key], kinds[key], records)
    told = _Telling(graph, space, [a.iri for of in found.values() for a in of])
    result: dict[str, Any] = {}
    for key in batch:
        if key in problems:
            result[key] = {"result": [], "error": problems[key]}
        else:
            result[key] = {"result": [told.candidate(a) for a in found[key]]}
    return result


def _families(kinds: Sequence[str]) -> tuple[str, ...]:
    """How a query is read, by the types that it asks for."""
    if not kinds:
        return KINDS
    found = {
        FILM_KIND if is_a(k, "Work") else PERSON if is_a(k, "Person") else OTHER for k in kinds
    }
    return tuple(k for k in KINDS if k in found)


class _Weigher:
    """Weighs the queries of a batch."""

    def __init__(self, graph: FilmGraph, space: Space) -> None:
        self.graph, self.space = graph, space
        self.known = Known(graph.store, space)
        self.names = Names(graph.index)

    def prepare(self, records: Sequence[Record]) -> None:
        """Ask at once for what all queries of the batch will need."""
        reached: set[str] = set()
        found: set[str] = set()
        for record in records:
            named = Named(self.names, record.records, record.key)
            for entity, kind in record.records.kinds.items():
                texts = [n.text for n in record.records.names.get(entity, ())]
                if kind == FILM_KIND:
                    films = {i for of in named.films(texts).values() for i in of}
                    found |= films
                    if record.records.credits.get(entity):
                        reached |= films
                elif kind == PERSON:
                    found |= {i for of in named.people(texts).values() for i in of}
        self.known.fetch_facts(found)
        self.known.fetch_credits(reached)
        self.known.fetch_names({p for film in reached for p in self.known.credits[film]})

    def answers(
        self, query: Query, kinds: Sequence[str], records: Sequence[Record]
    ) -> list[Answer]:
        """The candidates for one query, the best first."""
        found: dict[str, Weighed] = {}
        for record in records:
            candidates = weighed(record, self.known, self.names)
            best = sorted(candidates, key=lambda i: -candidates[i].odds)[:_WEIGHED_ON]
            if record.rest:
                self._compare(record, {i: candidates[i] for i in best})
            found.update({i: candidates[i] for i in best})
        identified = self._identified(query.text, kinds)
        if query.strict in ("any", "all") and kinds:
            found = {i: w for i, w in found.items() if self._fits(i, kinds, query.strict)}
        whole = 1.0 + sum(w.odds for w in found.values())
        shared: dict[str, float] = defaultdict(float)
        best_of: dict[str, str] = {}
        for iri in sorted(found, key=lambda i: (-found[i].odds, i)):
            id_ = self.space.id_of(iri)
            shared[id_] += found[iri].odds / whole  # two entities of one item are one answer
            best_of.setdefault(id_, iri)
        answers = []
        for id_, iri in best_of.items():
            chance = min(shared[id_], _SURE)
            if id_ and iri not in identified and chance >= _LEAST:
                answers.append(self._answer(query, kinds, iri, chance, found[iri]))
        sure = [a for a in answers if a.match]
        alone = len({self.space.id_of(i) for i in identified}) == 1 and not sure
        answers += [
            Answer(iri, 100.0, alone, {"identifier": True})
            for iri in identified
            if self.space.id_of(iri)
        ]
        if identified:
            for answer in sure:
                answer.match = False
        once: dict[str, Answer] = {}
        for answer in sorted(answers, key=lambda a: (-a.score, a.iri)):
            once.setdefault(self.space.id_of(answer.iri), answer)
        return list(once.values())[: query.limit]

    def _answer(
        self, query: Query, kinds: Sequence[str], iri: str, chance: float, of: Weighed
    ) -> Answer:
        fitting = self._fits(iri, kinds, query.strict)
        features: dict[str, float | bool] = {k: round(v, 2) for k, v in of.features.items()}
        if query.text:
            features["name_similarity"] = self._similar(query.text, iri)
        if kinds:
            features["type"] = fitting
        sure = fitting and of.firm and chance >= fitted().accept
        return Answer(iri, round(100 * chance, 2), sure, features)

    def _similar(self, text: str, iri: str) -> float:
        wanted = normal(text)
        names = self.known.names.get(iri, ())
        return round(max((fuzz.ratio(wanted, normal(n)) for n in names), default=0.0), 1)

    def _fits(self, iri: str, kinds: Sequence[str], strict: str) -> bool:
        return fits(self.known.kind(iri), kinds, strict)

    def _compare(self, record: Record, found: Mapping[str, Weighed]) -> None:
        """Let the properties for which the model has no weight move the odds a little."""
        said = compared(self.graph.store, self.space, [(i, record.rest) for i in found])
        for iri, candidate in found.items():
            for prop, given in record.rest:
                adds = agreement(prop, given, said.get((iri, prop.id), ()), self.space)
                if adds is not None:
                    candidate.odds *= exp(adds)
                    candidate.features[prop.id] = candidate.features.get(prop.id, 0.0) + adds

    def _identified(self, text: str, kinds: Sequence[str]) -> list[str]:
        """The entities that the text of a query names by an identifier."""
        full = expand(text)
        if not text or (full is not None and not is_iri(full)):
            return []
        try:
            found = find_identified(self.graph.store, text)
            several = [found] if found else []
        except Ambiguous as error:
            several = [e for e in error.candidates if isinstance(e, Entity)]
        if not several and "/" in text and full is None:
            near = describe(self.graph.store, self.space.iris_of(text)).values()
            several = [e for e in near if e.named]
        self.known.fetch_facts({e.iri for e in several})
        fitting = [e for e in several if fits(e.kind, kinds, "any")]
        return [e.iri for e in fitting]


class _Telling:
    """Says of entities what a person needs to tell them apart."""

    def __init__(self, graph: FilmGraph, space: Space, iris: Iterable[str]) -> None:
        self._space = space
        found = describe(graph.store, iris)
        self._entities = found
        self._known_for = known_for(graph.store, found.values()) if found else {}

    def candidate(self, answer: Answer) -> dict[str, Any]:
        """An answer as it is sent."""
        entity = self._entities[answer.iri]
        return {
            "id": self._space.id_of(answer.iri),
            "name": entity.label,
            "description": description(entity, self._known_for.get(entity.iri, ())),
            "type": types_json(entity.kind),
            "score": answer.score,
            "match": answer.match,
            "features": [{"id": k, "value": v} for k, v in answer.features.items()],
        }


def description(entity: Entity, told: Sequence[str]) -> str:
    """A line that tells an entity apart from others of its name.

    >>> description(Entity("http://e/x", "Wanted", "ShortFilm", 2008), ["Ann Example"])
    'short film, 2008, by Ann Example'
    """
    kind = types_json(entity.kind)[0]["name"]
    parts = [kind, *([str(entity.year)] if entity.year else [])]
    if told:
        said = "known for" if entity.kind == "Person" else "by"
        parts.append(f"{said} {', '.join(told)}")
    return ", ".join(parts)
