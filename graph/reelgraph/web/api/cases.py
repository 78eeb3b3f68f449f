"""What a person has to decide as JSON: the same words that the command line says."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from reelgraph.entity import Entity
from reelgraph.links.link import ACCEPTED, OUTRANKED, Evidence, Link
from reelgraph.reviewing.answering import Case, Details, Pair
from reelgraph.reviewing.explanation import AROUND
from reelgraph.reviewing.looks import Look
from reelgraph.reviewing.wording import (
    day,
    item_id,
    item_name,
    one_line,
    page,
    score_text,
    strength,
    strongest_first,
    verdict,
)
from reelgraph.vocabulary import WD
from reelgraph.web.problems import entity_json

KEYS = 9
"""Candidates that are shown, each with a key; the others are when these are rejected."""
_SILENT = 0.01
"""The weight below which something was seen, and says nothing either way."""


def fingerprint(case: Case | Pair) -> str:
    """What changes when anything changes that somebody who decides has been shown."""
    return sha256(repr(replace(case, details=None)).encode()).hexdigest()[:24]


def line_json(case: Case | Pair) -> dict[str, Any]:
    """A case in a list."""
    if isinstance(case, Pair):
        return {
            "pair": [entity_json(case.a), entity_json(case.b)],
            "score": score_text(case.score),
            "seen": bool(case.looks),
        }
    best = case.candidates[0] if case.candidates else None
    return {
        "entity": entity_json(case.entity),
        "candidates": len(case.candidates),
        "best": item_name(best) if best else "",
        "score": score_text(best.score) if best else "",
        "seen": bool(case.looks),
    }


def case_json(case: Case | Pair) -> dict[str, Any]:
    """All of a case that somebody needs who decides it; of `reread`, so that it is whole."""
    found: dict[str, Any] = {"state": fingerprint(case), "looks": [_look(k) for k in case.looks]}
    if isinstance(case, Pair):
        told = case.details or (None, None)
        return found | {
            "pair": [_side(e, d) for e, d in zip((case.a, case.b), told, strict=True)],
            "score": score_text(case.score),
            "reasons": [one_line(r) for r in case.reasons],
        }
    taken: dict[str, Entity] = {}
    for item, entity in case.elsewhere:
        taken.setdefault(item, entity)
    shown = case.candidates[:KEYS]
    return found | {
        **_side(case.entity, case.details),
        "decided": [decision_text(k) for k in case.decided],
        "searched": _searched(case.nothing),
        "candidates": [_candidate(k, taken.get(k.item)) for k in shown],
        "more": len(case.candidates) - len(shown),
    }


def decision_text(link: Link) -> str:
    """What was decided once, by whom, and why."""
    what = item_name(link) if link.item else "no item"
    note = f": {one_line(link.note, 300)}" if link.note and link.decided else ""
    return f"{what}, {verdict(link)}{note}"


def _side(entity: Entity, details: Details | None) -> dict[str, Any]:
    known = details or Details()
    rows = (
        ("also called", known.names),
        ("directed by", known.directors),
        ("with", known.cast),
        ("known for", known.known_for),
        ("said by", known.sources),
    )
    facts = [[head, ", ".join(map(one_line, values))] for head, values in rows if values]
    return {"entity": entity_json(entity), "facts": facts}


def _searched(link: Link | None) -> str:
    if link is None:
        return ""
    return one_line(link.note) or f"nothing was found on {day(link.when)}"


def _look(look: Look) -> str:
    note = f": {one_line(look.note)}" if look.note else ""
    return f"{one_line(look.by, 100)} on {day(look.when)}, who was not sure{note}"


def _candidate(link: Link, owner: Entity | None) -> dict[str, Any]:
    state = {ACCEPTED: "accepted automatically", OUTRANKED: "less likely"}.get(link.status, "")
    told = [e for e in strongest_first(link.evidence) if e.feature not in AROUND]
    return {
        "item": link.item,
        "id": item_id(link.item),
        "label": one_line(link.item_label),
        # Only Wikidata's own items have a page there.
        "url": page(link.item) if link.item.startswith(WD) else "",
        "score": score_text(link.score),
        "state": state,
        "reasons": [_reason(e) for e in told],
        "taken": entity_json(owner) if owner else None,
    }


def _reason(one: Evidence) -> dict[str, Any]:
    silent = abs(one.weight) < _SILENT
    side = 0 if silent else 1 if one.weight > 0 else -1
    how = "known there" if silent else f"{strength(one.weight)} {'for' if side > 0 else 'against'}"
    return {"how": how, "side": side, "weight": round(one.weight, 2), "words": one_line(one.words)}
