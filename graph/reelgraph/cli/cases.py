"""How a case of the review looks on a terminal."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from textwrap import wrap

import click

from reelgraph.entity import Entity
from reelgraph.links.link import ACCEPTED, OUTRANKED, Evidence, Link
from reelgraph.reviewing.answering import Case, Details, Pair
from reelgraph.reviewing.explanation import AROUND, wrapped
from reelgraph.reviewing.looks import Look
from reelgraph.reviewing.wording import (
    day,
    item_id,
    item_name,
    one_line,
    score_text,
    strength,
    strongest_first,
    verdict,
)
from reelgraph.vocabulary import curie

NARROW, WIDE = 40, 100
"""Columns: on less nothing can be shown, and more makes lines that nobody likes to read."""
KEYS = 9
"""Candidates that have a key."""
_REASONS = 6
_NAME = 120
"""Characters of a name that are shown."""

FOR_CASES = """1-9  it is the candidate of that number
n    it is none of these: all that are shown are rejected
x    it has no item at Wikidata: all are rejected, and that is kept
r    reject one: then its number
g    it is an item that is not shown: then its number, such as Q42
s    not sure: it stays open, and comes again at the end
w    write a note, which goes with the next answer
o    print the addresses of the items' pages
u    undo the last answer
q    stop; what you decided is kept"""
FOR_PAIRS = """y    they are one
n    they are two
s    not sure: it stays open, and comes again at the end
w    write a note, which goes with the next answer
u    undo the last answer
q    stop; what you decided is kept"""


def progress(number: int, total: int, width: int) -> str:
    """The line at the top."""
    left, right = f"{number:,} of {total:,}", "q to stop: what you decided is kept"
    return f"{left}{right:>{max(width - len(left), len(right) + 2)}}"


def case_text(case: Case, width: int) -> str:
    """An entity and its candidates, one below the other."""
    lines = [click.style(wrapped(_name(case.entity), width), bold=True)]
    lines += _rows(_facts(case.entity, case.details), width)
    lines += _rows((("decided", f"{_what(k)}: {verdict(k)}") for k in case.decided), width)
    if case.nothing is not None:
        told = case.nothing.note or f"nothing was found on {day(case.nothing.when)}"
        lines += _rows([("searched", told)], width)
    lines += _rows(map(_look, case.looks), width)
    taken: dict[str, Entity] = {}
    for item, entity in case.elsewhere:
        taken.setdefault(item, entity)
    for number, link in enumerate(case.candidates[:KEYS], 1):
        lines += ["", *_candidate(number, link, taken.get(link.item), width)]
    more = len(case.candidates) - KEYS
    if more > 0:
        lines += ["", f"... and {more} less likely, shown when these are rejected"]
    few = min(len(case.candidates), KEYS)
    keys = [f"1-{few} it is that one" if few > 1 else "1 it is this one"] if few else []
    keys += ["n none of these"] if few else []
    keys += ["x it has no item", "s not sure", "u undo", "? all keys"]
    return "\n".join([*lines, "", _keys(keys, width)])


def pair_text(pair: Pair, width: int) -> str:
    """Two entities side by side, and what speaks for their being one."""
    a, b = pair.details or (None, None)
    first, second = dict(_facts(pair.a, a)), dict(_facts(pair.b, b))
    rows = [("", _name(pair.a), _name(pair.b))]
    rows += [(k, first.get(k, ""), second.get(k, "")) for k in {**first, **second}]
    lines = _side_by_side(rows, width)
    lines += ["", f"Are they one? Score {score_text(pair.score)}"]
    lines += [wrapped(one_line(r), width, "  ", "    ") for r in pair.reasons]
    lines += _rows(map(_look, pair.looks), width)
    keys = ["y they are one", "n they are two", "s not sure", "u undo", "? all keys"]
    return "\n".join([*lines, "", _keys(keys, width)])


def _keys(keys: Iterable[str], width: int) -> str:
    """The keys on as few lines as they need, each of them whole."""
    whole = "   ".join(key.replace(" ", "\0") for key in keys)
    return wrapped(whole, width).replace("\0", " ")


def _name(entity: Entity) -> str:
    return f"{one_line(str(entity), _NAME)}  {entity.kind}"


def _facts(entity: Entity, details: Details | None) -> list[tuple[str, str]]:
    known = details or Details()
    rows = [
        ("also called", known.names),
        ("directed by", known.directors),
        ("with", known.cast),
        ("known for", known.known_for),
        ("said by", known.sources),
    ]
    told = [
        (head, ", ".join(one_line(v, _NAME) for v in values)) for head, values in rows if values
    ]
    return [*told, ("here", one_line(curie(entity.iri)))]


def _rows(rows: Iterable[tuple[str, str]], width: int) -> list[str]:
    return [wrapped(one_line(text, 500), width, f"  {head:13}", " " * 15) for head, text in rows]


def _look(look: Look) -> tuple[str, str]:
    note = f": {look.note}" if look.note else ""
    return "seen by", f"{look.by} on {day(look.when)}, who was not sure{note}"


def _what(link: Link) -> str:
    return item_name(link) if link.item else "no item"


def _candidate(number: int, link: Link, owner: Entity | None, width: int) -> list[str]:
    name = f"{item_id(link.item)} “{one_line(link.item_label, _NAME)}”"
    name = name if link.item_label else f"{item_id(link.item)} (no name there)"
    state = {ACCEPTED: ", accepted automatically", OUTRANKED: ", less likely"}.get(link.status, "")
    score = f"score {score_text(link.score)}{state}"
    lines = [wrapped(f"{number}  {name}, {score}", width, " ", "    ")]
    told = [e for e in strongest_first(link.evidence) if e.feature not in AROUND]
    lines += [_reason(e, width) for e in told[:_REASONS]]
    if len(told) > _REASONS:
        lines.append(f"    and {len(told) - _REASONS} weaker reasons: 'reelgraph explain' has all")
    if owner is not None:
        taken = f"already accepted for {one_line(str(owner), _NAME)} [{curie(owner.iri)}]"
        lines.append(wrapped(taken, width, "    ", "    "))
    return lines


def _reason(one: Evidence, width: int) -> str:
    side = "for" if one.weight > 0 else "against"
    head = f"{strength(one.weight)} {side}" if abs(one.weight) >= 0.01 else "known there"
    return wrapped(one_line(one.words), width, f"    {head:22}", " " * 26)


def _side_by_side(rows: Sequence[tuple[str, str, str]], width: int) -> list[str]:
    each = max((width - 13 - 2) // 2, 10)
    lines = []
    for head, *cells in rows:
        broken = [wrap(cell, each) or [""] for cell in cells]
        for place, parts in enumerate(zip_longest(*broken, fillvalue="")):
            text = "  ".join(f"{part:{each}}" for part in parts)
            lines.append(f"{head if not place else '':13}{text}".rstrip())
    return lines
