"""Proposing which entities are one: films first, then people and companies by their films."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.entities import describe
from reelgraph.entity import is_a
from reelgraph.errors import ParameterError
from reelgraph.identity.candidates import film_pairs, of_one_id, people_pairs, same_name
from reelgraph.identity.changing import change
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.deciding import compatible, merging, now, recorded
from reelgraph.identity.decisions import Decision
from reelgraph.identity.gathering import KINDS, Facts, gather
from reelgraph.identity.weighing import Proposal, Weigher
from reelgraph.results import Results
from reelgraph.store import EmbeddedStore, Store
from reelgraph.vocabulary import curie

LEAST = 0.5
"""Even odds."""
SAME = 0.8
"""From which score on two films count as one when people are compared."""
_RIVAL = 3.0
_SAME_WORD = 0.95
COLUMNS = (
    "score",
    "type",
    "a",
    "a_year",
    "a_sources",
    "b",
    "b_year",
    "b_sources",
    "reasons",
    "a_iri",
    "b_iri",
    "decision",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The proposals, the best first, and what had to be left out."""

    proposals: tuple[Proposal, ...]
    notes: tuple[str, ...]
    facts: Facts

    def table(self) -> Results:
        """The proposals as rows, with an empty column for the decision."""
        return Results(COLUMNS, [self._row(p) for p in self.proposals])

    def _row(self, proposal: Proposal) -> tuple[object, ...]:
        cells: list[object] = [ox.Literal(proposal.score), proposal.kind]
        for entity in (proposal.a, proposal.b):
            names = self.facts.names.get(entity)
            year = self.facts.years.get(entity)
            cells += [
                names[0] if names else None,
                ox.Literal(year) if year is not None else None,
                ", ".join(self.facts.sources.get(entity, ())),
            ]
        cells += ["; ".join(proposal.reasons), iri(proposal.a), iri(proposal.b), None]
        return tuple(cells)


def propose(
    store: Store,
    kind: str | None = None,
    least: float = LEAST,
    source: str | None = None,
) -> Found:
    """Which entities of a store may be one.

    Args:
        store: Any store that can be asked.
        kind: "Film", "Person", "Company" (or a class below) or "Genre"; all when None.
        least: The lowest score, from 0 to 1.
        source: Only pairs of which one at least is in this source.

    Raises:
        ParameterError: things of this type are not compared.

    """
    wanted = [k for k in KINDS if kind is None or is_a(kind, k)]
    if not wanted:
        raise ParameterError(f"only {', '.join(KINDS)} are compared, no {kind}")
    facts, notes = gather(store), list[str]()
    clusters = Clusters(recorded(store))
    weigher = Weigher(facts)
    films = _rivals(facts, _films(weigher, notes))
    weigher.film_of = _Unions(p for p in films if p.score >= SAME)
    found = films if "Film" in wanted else []
    for other in wanted:
        if other in ("Person", "Company"):
            found += _rivals(facts, _people(weigher, other, notes))
    if "Genre" in wanted:
        found += _genres(facts)
    kept = [
        p
        for p in found
        if p.score >= least
        and (source is None or any(source in facts.sources.get(e, ()) for e in (p.a, p.b)))
        and clusters.forbids((p.a, p.b)) is None
    ]
    kept.sort(key=lambda p: (-p.score, p.kind, p.a, p.b))
    return Found(tuple(kept), tuple(notes), facts)


def _rivals(facts: Facts, proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals, those with less weight for which a source has a better match for one.

    A source seldom has a thing twice: what it calls another is another.
    """
    best: dict[tuple[str, str], str] = {}
    found = []
    for proposal in sorted(proposals, key=lambda p: (-p.score, p.a, p.b)):
        pair = (proposal.a, proposal.b)
        better = {
            best[one, source]
            for one, other in (pair, pair[::-1])
            for source in facts.sources.get(other, ())
            if best.get((one, source), other) != other
        }
        if better and "identifier" not in " ".join(
            r for r in proposal.reasons if r.startswith("same ")
        ):
            name = (facts.names.get(min(better)) or ["another"])[0]
            proposal = proposal.against(_RIVAL, f"{name} [{curie(min(better))}] fits better")
        elif proposal.score >= SAME:
            for one, other in (pair, pair[::-1]):
                for source in facts.sources.get(other, ()):
                    best.setdefault((one, source), other)
        found.append(proposal)
    return found


def _films(weigher: Weigher, notes: list[str]) -> Iterator[Proposal]:
    pairs = film_pairs(weigher.facts, weigher.tokens, notes)
    pairs |= of_one_id(weigher.facts, "Film", weigher.ids)
    yield from (weigher.films(*pair) for pair in sorted(pairs))


def _people(weigher: Weigher, kind: str, notes: list[str]) -> Iterator[Proposal]:
    pairs = people_pairs(weigher.facts, kind, weigher.film_of, notes)
    pairs |= of_one_id(weigher.facts, kind, weigher.ids)
    yield from (weigher.people(*pair) for pair in sorted(pairs))


def _genres(facts: Facts) -> Iterator[Proposal]:
    """Genres of one name in two sources: a word, not a thing that two could share by chance."""
    for a, b in sorted(same_name(facts, "Genre")):
        if not set(facts.sources.get(a, ())) & set(facts.sources.get(b, ())):
            yield Proposal("Genre", a, b, _SAME_WORD, ("same name",))


class _Unions:
    """Gives for a film the one that stands for all that are proposed to be it."""

    def __init__(self, proposals: Iterable[Proposal]) -> None:
        self._over: dict[str, str] = {}
        for p in proposals:
            a, b = self(p.a), self(p.b)
            if a != b:
                self._over[b] = a

    def __call__(self, film: str) -> str:
        while film in self._over:
            film = self._over[film]
        return film


def merge_alike(
    store: EmbeddedStore,
    score: float,
    kind: str | None = None,
    source: str | None = None,
    *,
    by: str = "",
) -> list[Decision]:
    """Merge all that is proposed with a score or above, until nothing new is proposed.

    Each round makes of no entity more than one merge, so that what is merged is weighed anew.

    Args:
        store: A store that can be written.
        score: From 0 to 1.
        kind, source: As in `propose`.
        by: Who decides.

    Returns:
        The decisions, each of which can be undone.

    """
    made: list[Decision] = []
    while True:
        chosen = list(_matching(store, propose(store, kind, score, source), by))
        if not chosen:
            return made
        made += change(store, chosen)


def _matching(store: EmbeddedStore, found: Found, by: str) -> Iterator[Decision]:
    taken: set[str] = set()
    known = describe(store, {e for p in found.proposals for e in (p.a, p.b)})
    when = now()
    for proposal in found.proposals:
        a, b = known[proposal.a], known[proposal.b]
        if taken.isdisjoint((a.iri, b.iri)) and compatible(a.kind, b.kind):
            taken |= {a.iri, b.iri}
            why = f"{'; '.join(proposal.reasons)} ({proposal.score:.2f})"
            yield replace(merging(a, b, by=by, why=why, when=when), base=store.base)
