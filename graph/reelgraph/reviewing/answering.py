"""Answering what a person has to decide, and taking an answer back.

Nothing is held between two answers: what is left to do is what is still pending in the store, and
every answer is written at once, in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyoxigraph as ox

from reelgraph import identity
from reelgraph.binding import iri
from reelgraph.errors import InputError
from reelgraph.identity.decisions import GRAPH as DECISIONS
from reelgraph.identity.rewriting import JOURNAL_OF
from reelgraph.links.keeping import decide, links_of
from reelgraph.links.link import ACCEPTED, GIVEN, MANUAL, NONE, REJECTED, Link
from reelgraph.links.nodes import GRAPH as LINKS
from reelgraph.links.nodes import LINK_OF
from reelgraph.reviewing.cases import ORDERS, Case, Details, Pair, pairs, queue, reread
from reelgraph.reviewing.looks import Look, looks
from reelgraph.reviewing.wording import item_iri, item_name, one_line, verdict
from reelgraph.store import EmbeddedStore, layout

ACCEPT, REJECT, NONE_OF_THESE, NO_ITEM = "accept", "reject", "none of these", "no item"
SAME, DIFFERENT = "same", "different"
SKIP = "skip"
FOR_CASES = (ACCEPT, REJECT, NONE_OF_THESE, NO_ITEM, SKIP)
"""What can be said to a `Case`."""
FOR_PAIRS = (SAME, DIFFERENT, SKIP)
"""What can be said to a `Pair`."""

__all__ = [
    "ACCEPT",
    "DIFFERENT",
    "FOR_CASES",
    "FOR_PAIRS",
    "NONE_OF_THESE",
    "NO_ITEM",
    "ORDERS",
    "REJECT",
    "SAME",
    "SKIP",
    "Answered",
    "Case",
    "Choice",
    "Details",
    "Pair",
    "answer",
    "overruled",
    "pairs",
    "queue",
    "reread",
    "take_back",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person says to a case."""

    what: str
    """One of `FOR_CASES`, or of `FOR_PAIRS`."""
    item: str = ""
    """The item that is accepted or rejected, its IRI or number; it need not be a candidate."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that was written, with what is needed to take it back."""

    case: Case | Pair
    choice: Choice
    decisions: tuple[str, ...] = ()
    """The ids of the decisions that an answer to a pair made."""
    gone: frozenset[ox.Quad] = frozenset()
    """What it took out of the graph of the links."""
    come: frozenset[ox.Quad] = frozenset()
    """What it put there."""


def overruled(store: EmbeddedStore, case: Case | Pair, choice: Choice, by: str) -> list[Link]:
    """What others have decided that an answer would set aside: to be shown, and asked about."""
    if isinstance(case, Pair) or choice.what == SKIP:
        return []
    standing = [k for k in links_of(store, [case.entity.iri]) if k.decided and k.by != by]
    return [k for k in standing if _contradicts(choice, case, k)]


def answer(
    store: EmbeddedStore,
    case: Case | Pair,
    choice: Choice,
    by: str,
    note: str = "",
    *,
    overrule: bool = False,
) -> Answered:
    """Write what a person says to a case.

    Args:
        store: A store that can be written.
        case: From `queue`, `pairs` or `reread`; "none of these" rejects the candidates it has.
        choice: What is said.
        by: Who says it.
        note: What she writes about it.
        overrule: Whether she has been shown what `overruled` gives, and wants it all the same.

    Raises:
        InputError: nobody is named, the choice does not go with the case, it would set aside what
            somebody else decided, or a decision about the pair forbids it.
        ParameterError: the choice names no item of Wikidata.
        StoreError: the store cannot be written, or is in use; nothing was decided.

    """
    if not by.strip():
        raise InputError("a decision needs a name: say who decides")
    allowed = FOR_PAIRS if isinstance(case, Pair) else FOR_CASES
    if choice.what not in allowed:
        raise InputError(f"{choice.what!r} is no answer here: give {', '.join(allowed)}")
    if choice.what in (ACCEPT, REJECT):
        choice = replace(choice, item=item_iri(choice.item))
    if choice.what == SKIP:
        return _skip(store, case, choice, by, note)
    if isinstance(case, Pair):
        return _answer_pair(store, case, choice, by, note)
    against = overruled(store, case, choice, by)
    if against and not overrule:
        told = "; ".join(f"{_what(k)}: {verdict(k)}" for k in against)
        raise InputError(
            f"{one_line(str(case.entity))} was decided before ({told}): look at that, and say "
            "that it is to be overruled"
        )
    entity = case.entity.iri
    said = _words(case, choice, links_of(store, [entity]))
    said += [replace(k, status=REJECTED) for k in against if k.method == GIVEN and k.item]
    when = _now()
    once = {k.item: k for k in reversed(said)}.values()
    made = [replace(k, method=MANUAL, by=by, when=when, note=note) for k in once]
    before = _standing(store, entity)
    decide(store, made)
    after = _standing(store, entity)
    return Answered(case, choice, gone=before - after, come=after - before)


def take_back(store: EmbeddedStore, answered: Answered) -> None:
    """Undo an answer: all stands as it did before.

    Raises:
        InputError: somebody has decided anew since, so that there is no way back.
        NotFound: the decision about a pair has been taken back already.

    """
    if answered.decisions:
        for decision in answered.decisions:
            identity.undo(store, decision)
        return
    rdf = store.rdf
    if any(q not in rdf for q in answered.come) or any(q in rdf for q in answered.gone):
        raise InputError("this answer cannot be taken back: it has been decided anew since")
    del rdf
    with store.writing() as writer:
        _swap(writer.rdf, answered.come, answered.gone)


def _contradicts(choice: Choice, case: Case, link: Link) -> bool:
    """Whether a choice says otherwise than a decision."""
    if choice.what == ACCEPT:
        same = link.item == choice.item
        return link.status == (REJECTED if same else ACCEPTED) or link.status == NONE
    if choice.what == NO_ITEM:
        return link.status == ACCEPTED
    items = {choice.item} if choice.what == REJECT else {k.item for k in case.candidates}
    return link.status == ACCEPTED and link.item in items


def _words(case: Case, choice: Choice, links: Iterable[Link]) -> list[Link]:
    """The links as a choice has them, with what was weighed; who says it is not in them yet."""
    entity = case.entity.iri
    known = {k.item: k for k in reversed([*case.candidates, *links]) if k.item}
    if choice.what in (ACCEPT, REJECT):
        status = ACCEPTED if choice.what == ACCEPT else REJECTED
        return [replace(known.get(choice.item, Link(entity, choice.item, status)), status=status)]
    said = [replace(known[k.item], status=REJECTED) for k in case.candidates]
    return [*said, Link(entity, "", NONE)] if choice.what == NO_ITEM else said


def _answer_pair(store: EmbeddedStore, pair: Pair, choice: Choice, by: str, note: str) -> Answered:
    why = note or f"{'; '.join(pair.reasons)} ({pair.score:.2f})"
    say = identity.merge if choice.what == SAME else identity.distinct
    made = say(store, [pair.a, pair.b], by=by, why=why)
    return Answered(pair, choice, decisions=tuple(d.id for d in made))


def _skip(store: EmbeddedStore, case: Case | Pair, choice: Choice, by: str, note: str) -> Answered:
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    look = Look(tuple(sorted(case.entities)), by, moment, note)
    before = [k for k in looks(store).get(case.entities, ()) if k.key == look.key]
    gone = frozenset(q for k in before for q in k.quads(store.base))
    come = frozenset(look.quads(store.base))
    with store.writing() as writer:
        _swap(writer.rdf, gone - come, come - gone)
    return Answered(case, choice, gone=gone - come, come=come - gone)


def _standing(store: EmbeddedStore, entity: str) -> frozenset[ox.Quad]:
    """All that is kept of the links of an entity."""
    rdf, node = store.rdf, iri(entity)
    found = set(rdf.quads_for_pattern(node, None, None, LINKS))
    subjects = [q.subject for q in rdf.quads_for_pattern(None, LINK_OF, node, LINKS)]
    if next(iter(rdf.quads_for_pattern(None, None, node, DECISIONS)), None) is not None:
        # It was merged, perhaps, and what undoes a merge speaks of the links too.
        of = rdf.quads_for_pattern(None, JOURNAL_OF, iri(layout.LINKS), DECISIONS)
        subjects += [q.subject for q in of]
    for subject in subjects:
        found.update(rdf.quads_for_pattern(subject, None, None, None))
    return frozenset(found)


def _swap(rdf: ox.Store, gone: Iterable[ox.Quad], come: Iterable[ox.Quad]) -> None:
    rdf.update(f"DELETE DATA {{ {_data(gone)} }} ;\nINSERT DATA {{ {_data(come)} }}")


def _data(quads: Iterable[ox.Quad]) -> str:
    return "\n".join(f"GRAPH {q.graph_name} {{ {q.triple} }}" for q in quads)


def _what(link: Link) -> str:
    return item_name(link) if link.item else "no item"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
