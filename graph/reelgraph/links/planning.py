"""What has to change among the links of a store: by what was found, and by what was decided."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from reelgraph.links.given import HERE, rank, strongest
from reelgraph.links.given import given as given_links
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    Link,
    best_first,
)
from reelgraph.links.nodes import Ask, Node, nodes
from reelgraph.links.writing import Change

PEOPLE = (MANUAL, IMPORTED)
"""The methods of people's own decisions, here or elsewhere."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What `keep` did with the links that it was given."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    """Where somebody's decision says otherwise: that stands, and the link was left out, lowered to
    pending for a reviewer, or, where she had seen it, to outranked."""
    gone: int = 0
    """Earlier automatic links that were not found again."""


def _grouped(found: Iterable[Node]) -> dict[str, list[Node]]:
    groups: dict[str, list[Node]] = {}
    for node in found:
        groups.setdefault(node.link.entity, []).append(node)
    return groups


def weighed(
    links: Sequence[Link], instead_of: set[str], base: str, ask: Ask
) -> tuple[Change, Kept]:
    """What `keep` has to change, and what it will have done.

    Args:
        links: What was found.
        instead_of: Entities of which something may have been found before.
        base: The base of the store's IRIs.
        ask: Asks the store.

    """
    by_entity: dict[str, list[Link]] = {e: [] for e in instead_of}
    for link in best_first(links):
        by_entity.setdefault(link.entity, []).append(link)
    stored = nodes(ask, by_entity)
    given: dict[str, list[Link]] = {}
    for link in given_links(ask, strongest(n.link for n in stored), set(by_entity)):
        given.setdefault(link.entity, []).append(link)
    groups = _grouped(stored)
    change = Change()
    counts = dict.fromkeys(("new", "changed", "same", "left", "gone"), 0)
    for entity, found in by_entity.items():
        old = groups.get(entity, [])
        decided = [n.link for n in old if n.link.decided] + given.get(entity, [])
        outranked = {n.link.item for n in old if n.link.status == OUTRANKED}
        before = {n.iri: n for n in old if not n.link.decided}
        items = {n.link.item for n in before.values()}
        now: dict[str, Node] = {}
        for link in {k.item: k for k in reversed(found)}.values():
            fitting = _beside(link, decided, outranked)
            counts["left"] += fitting != link
            if fitting is not None:
                node = Node.of(fitting, base)
                now[node.iri] = node
                kind = "same" if node.iri in before else "changed" if link.item in items else "new"
                counts[kind] += 1
        change.come += [n for i, n in now.items() if i not in before]
        change.gone += [n for i, n in before.items() if i not in now]
        counts["gone"] += len(items - {n.link.item for n in now.values()})
        after = [n for n in old if n.link.decided] + list(now.values())
        _follow(change, old, after)
    return change, Kept(**counts)


def _beside(link: Link, decided: Sequence[Link], outranked: set[str]) -> Link | None:
    """What an automatic link becomes beside the decisions on its entity; None for nothing."""
    if any(k.item == link.item for k in decided):
        return None
    others = [k for k in decided if k.status == ACCEPTED]
    by_person = any(k.method in PEOPLE for k in others)
    if link.status == NONE and others:
        return None
    if link.status not in (ACCEPTED, PENDING):
        return link
    if any(k.status == NONE for k in decided):
        return replace(link, status=OUTRANKED)
    if by_person and (link.status == PENDING or link.item in outranked):
        return replace(link, status=OUTRANKED)
    return replace(link, status=PENDING) if others else link


def _follow(change: Change, old: Iterable[Node], new: Iterable[Node]) -> None:
    """Let the plain triples of an entity follow its links."""
    before = {n.plain for n in old if n.link.status == ACCEPTED}
    after = {n.plain for n in new if n.link.status == ACCEPTED}
    change.plain_gone |= before - after
    change.plain_come |= after - before


def decided_anew(links: Sequence[Link], base: str, ask: Ask) -> Change:
    """What `decide` has to change."""
    by_entity: dict[str, dict[str, Link]] = {}
    for link in links:
        by_entity.setdefault(link.entity, {})[link.item] = link
    stored = nodes(ask, by_entity)
    groups = _grouped(stored)
    bare = {
        (link.entity, link.item): Node.of(link, base)
        for link in given_links(ask, strongest(n.link for n in stored), set(by_entity))
        if link.by == HERE
    }
    change = Change()
    for entity, words in by_entity.items():
        old = groups.get(entity, [])
        left, come = list(old), list[Node]()
        for item, word in words.items():
            same = [n for n in old if n.link.item == item]
            if same and all(_says(n.link, word) for n in same):
                continue
            change.former += same
            unwritten = bare.get((entity, item))
            if unwritten is not None:
                same.append(unwritten)
                change.recorded.append(unwritten)
                change.plain_gone.add(unwritten.plain)
            left = [n for n in left if n.link.item != item]
            come.append(Node.of(_carrying(word, same), base, (n.iri for n in same)))
        settled = [n.link for n in come if n.link.status in (ACCEPTED, NONE)]
        if settled:
            by_hand = any(k.method == MANUAL for k in settled)
            left, lowered = _outranked(left, words, by_hand, base, change)
            come += lowered
        change.come += come
        _follow(change, old, [*left, *come])
    change.plain_gone -= change.plain_come
    return change


def _says(link: Link, word: Link) -> bool:
    """Whether a link says what a new word says, whenever it was said."""
    said = [(k.status, k.method, k.by, k.note) for k in (link, word)]
    weighed_anew = word.evidence and (link.evidence, link.score) != (word.evidence, word.score)
    return said[0] == said[1] and not weighed_anew


def _carrying(word: Link, earlier: Sequence[Node]) -> Link:
    """A word on a link with what was weighed before, where it brings nothing of its own."""
    if word.score is not None or word.evidence or not earlier:
        return word
    was = max((n.link for n in earlier), key=rank)
    return replace(
        word,
        score=was.score,
        evidence=was.evidence,
        endpoint=word.endpoint or was.endpoint,
        item_label=word.item_label or was.item_label,
    )


def _outranked(
    left: Iterable[Node], words: Collection[str], by_hand: bool, base: str, change: Change
) -> tuple[list[Node], list[Node]]:
    """The links of an entity that stay as they are beside a decision, and what others become.

    What was brought in from elsewhere does not outrank what a person decided here.
    """
    stay: list[Node] = []
    come: list[Node] = []
    for node in left:
        link = node.link
        is_open = link.status in (ACCEPTED, PENDING, NONE)
        if link.item in words or not is_open or (link.method == MANUAL and not by_hand):
            stay.append(node)
        elif link.decided:
            change.former.append(node)
            lowered = replace(link, status=OUTRANKED, method=AUTOMATIC, by="", note="")
            come += [Node.of(lowered, base, [node.iri])] if link.item else []
        else:
            change.gone.append(node)
            lowered = replace(link, status=OUTRANKED)
            come += [Node.of(lowered, base, node.earlier)] if link.item else []
    return stay, come
