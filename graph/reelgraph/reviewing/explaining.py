"""Why an entity is linked as it is: the reasons, their weights, and why not the second best."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from reelgraph.entity import Entity
from reelgraph.links.keeping import history, links_of
from reelgraph.links.link import ACCEPTED, GIVEN, OUTRANKED, PENDING, REJECTED, Evidence, Link
from reelgraph.reviewing.cases import owners
from reelgraph.reviewing.explanation import AROUND, SAME, Difference, Explanation, main_reasons
from reelgraph.reviewing.wording import (
    day,
    item_id,
    item_iri,
    item_name,
    one_line,
    score_text,
    strongest_first,
    verdict,
)
from reelgraph.store import Store
from reelgraph.vocabulary import WD, curie

_ORDER = (ACCEPTED, PENDING, OUTRANKED, REJECTED)
"""Which candidate comes first."""


def explain(store: Store, entity: Entity, item: str = "") -> Explanation:
    """Why an entity has the link that it has, or none; from what is kept, nothing is looked up.

    Args:
        store: Any store that can be asked.
        entity: Which.
        item: The IRI of an item or its number, to ask why it is that one or why not.

    Raises:
        ParameterError: `item` is no item of Wikidata.

    """
    item = item_iri(item) if item else ""
    links = links_of(store, [entity.iri])
    candidates = sorted((k for k in links if k.item), key=_standing)
    nothing = [k for k in links if not k.item]
    if item:
        about = next((k for k in candidates if k.item == item), None)
        rivals = [k for k in candidates if k.item != item]
        answer = _answer_about(one_line(str(entity)), item, about, rivals, links)
    else:
        about, rivals = (candidates[0] if candidates else None), candidates[1:]
        answer = _answer(entity, candidates, nothing)
    rival = rivals[0] if rivals else None
    return Explanation(
        entity,
        answer,
        about,
        rival,
        _differences(about, rival) if about and rival else (),
        tuple(rivals[1:] if about else rivals),
        tuple(_history(store, entity.iri, links)),
        tuple(_notes(store, entity, item, about)),
    )


def _standing(link: Link) -> tuple[int, bool, float, str]:
    """What places a candidate first: its status, then a person's word, then its score."""
    return _ORDER.index(link.status), not link.decided, -(link.score or 0.0), link.item


def _history(store: Store, entity: str, links: Sequence[Link]) -> list[Link]:
    """What somebody decided, and what stood before it; nothing where nobody has."""
    before, made = history(store, [entity]), [k for k in links if k.decided]
    if not before and all(k.method == GIVEN for k in made):
        return []
    return sorted((*before, *made), key=lambda k: (k.when, k.item))


def _differences(about: Link, rival: Link) -> tuple[Difference, ...]:
    """By feature, what is not the same of both; what the better one is better in comes first."""
    features: dict[str, tuple[list[Evidence], list[Evidence]]] = defaultdict(lambda: ([], []))
    for place, link in enumerate((about, rival)):
        for one in strongest_first(link.evidence):
            if one.feature not in AROUND:
                features[one.feature][place].append(one)
    found = [Difference(f, tuple(a), tuple(b)) for f, (a, b) in features.items()]
    found = [d for d in found if abs(d.gap) >= SAME]
    way = -1 if sum(d.gap for d in found) >= 0 else 1
    return tuple(sorted(found, key=lambda d: (way * d.gap, d.feature)))


# In words


def _answer(entity: Entity, candidates: Sequence[Link], nothing: Sequence[Link]) -> str:
    name = one_line(str(entity))
    best = candidates[0] if candidates else None
    if best is not None and best.status == ACCEPTED:
        return _is(name, best)
    told = next((k for k in nothing if k.decided), None)
    if told is not None:
        why = f": {one_line(told.note, 1000)}" if told.note else ""
        who = one_line(told.by) or "somebody who gave no name"
        return f"{name} has no item at Wikidata, said {who}{_on(told)}{why}."
    if best is not None and best.status == PENDING:
        waiting = sum(k.status == PENDING for k in candidates)
        of = f"the likeliest of {waiting} candidates" if waiting > 1 else "the only candidate"
        return (
            f"It is not decided which item {name} is: {of} is {item_name(best)}"
            f"{_score(best)}. A person has to say: 'reelgraph review'."
        )
    if nothing:
        nearest = f" The nearest was {item_name(best)}{_score(best)}." if best is not None else ""
        return (
            f"No item was found for {name}: {_searched(nothing[0])}. That does not mean that there "
            f"is none; only a person can say so, in 'reelgraph review --unfound'.{nearest}"
        )
    if best is not None and best.status == OUTRANKED:
        return f"{name} is linked to no item: none of its candidates was good enough."
    if best is not None:
        count = len(candidates)
        were = f"all its {count} candidates were" if count > 1 else "its only candidate was"
        by = {verdict(k) for k in candidates}
        how = by.pop() if len(by) == 1 else "rejected"
        return f"{name} is linked to no item: {were} {how}."
    if entity.iri.startswith(WD):
        return f"{name} is an item of Wikidata itself, {item_id(entity.iri)}."
    return _not_looked_for(name)


def _answer_about(
    name: str, item: str, about: Link | None, rivals: Sequence[Link], links: Sequence[Link]
) -> str:
    best = rivals[0] if rivals else None
    instead = ""
    if best is not None and best.status == ACCEPTED:
        instead = f" It is {item_name(best)}, {verdict(best)}{_score(best)}."
    elif best is not None and best.status == PENDING:
        instead = (
            f" The likeliest candidate is {item_name(best)}{_score(best)}; "
            "a person has to say: 'reelgraph review'."
        )
    if about is None:
        looked = max(links, key=lambda k: k.when, default=None)
        if looked is None:
            return _not_looked_for(name)
        where = f" in {one_line(looked.endpoint)}" if looked.endpoint else ""
        return (
            f"{item_id(item)} is not among the candidates that were kept for {name}: what was "
            f"looked up{where}{_on(looked)} did not lead to it, or others were far ahead.{instead}"
        )
    if about.status == ACCEPTED:
        return _is(name, about)
    if about.status == PENDING:
        said = f"It is not decided whether {name} is {item_name(about)}{_score(about)}."
        return said + (instead or " A person has to say: 'reelgraph review'.")
    if about.status == REJECTED:
        return f"{name} is not {item_name(about)}: {verdict(about)}{_score(about)}.{instead}"
    return f"{name} is not taken for {item_name(about)}{_score(about)}.{instead}"


def _is(name: str, link: Link) -> str:
    return f"{name} is {item_name(link)}, {verdict(link)}{_score(link)}."


def _not_looked_for(name: str) -> str:
    return f"No item has been looked for yet for {name}: 'reelgraph link' looks for one."


def _searched(link: Link) -> str:
    """What an answer that there is none rests on."""
    where = f" in {one_line(link.endpoint)}" if link.endpoint else ""
    return one_line(link.note, 1000).rstrip(".") or f"nothing fitted{where}{_on(link)}"


def _notes(store: Store, entity: Entity, item: str, about: Link | None) -> Iterator[str]:
    reasons = main_reasons(about) if about is not None else ""
    if reasons:
        yield reasons
    if about is not None and about.endpoint:
        yield f"The item was looked up in {one_line(about.endpoint)}."
    if about is not None and about.note:
        who = one_line(about.by) or "The linker"
        yield f"{who} noted: {one_line(about.note, 1000)}"
    wanted = item or (about.item if about is not None else "")
    others = [e for _, e in owners(store, [wanted]) if e.iri != entity.iri] if wanted else []
    if others:
        more = f" and {len(others) - 3:,} more" if len(others) > 3 else ""
        listed = ", ".join(f"{one_line(str(e))} [{curie(e.iri)}]" for e in others[:3])
        yield f"{item_id(wanted)} is the accepted item of {listed}{more}, too."


def _on(link: Link) -> str:
    return f" on {day(link.when)}" if link.when else ""


def _score(link: Link) -> str:
    if link.score is None:
        return ""
    if link.decided:
        return f" (the weighing gave it a score of {score_text(link.score)} out of 1)"
    return f", with a score of {score_text(link.score)} out of 1"
