"""What one row of a file of decisions says, from its cells."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from reelgraph.errors import InputError
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Link,
)
from reelgraph.links.prefixes import SSSOM, candidates
from reelgraph.links.reasons import understood
from reelgraph.links.sssom import BY_HAND, TOOL, WEIGHED
from reelgraph.sources.tables.cells import text_of
from reelgraph.sources.tables.filled import Cells
from reelgraph.sources.tables.report import short
from reelgraph.vocabulary import OWL, SKOS, WD

WORDS = {
    **dict.fromkeys(
        (ACCEPTED, "accept", "yes", "y", "1", "true", "same", "match", "exact"), ACCEPTED
    ),
    **dict.fromkeys(
        (REJECTED, "reject", "no", "n", "0", "false", "different", "distinct", "not same"), REJECTED
    ),
    **dict.fromkeys((NONE, "no item", "has no item", "nil", "not found", "notermfound"), NONE),
    **dict.fromkeys((PENDING, "open", "unsure", "?", OUTRANKED, ""), ""),
}
"""What may stand in the column ``status``; "" for what is no decision."""
ENTITY = ("entity", "entity_iri", "iri", "subject_id")
ITEM = ("item", "qid", "wikidata", "wikidata_id", "object_id")
STATUS = ("status", "decision", "judgement")
SUBJECT, OBJECT, PREDICATE = (("subject_id",), ("object_id",), ("predicate_id",))
_WIKIDATA = re.compile(
    r"https?://(?:www\.|m\.)?wikidata\.org/(?:entity/|wiki/(?:Special:EntityPage/|Property:|"
    r"Lexeme:)?)([QPL][1-9][0-9]*)(?:[?#].*)?"
)
_SAME = (SKOS + "exactMatch", OWL + "sameAs")
_OF_PEOPLE = (BY_HAND, "semapv:MappingReview")
Made = tuple[str, tuple[str, ...], Link, str, bool]
"""How a row names its entity, the IRIs that this can be, the decision (its entity is empty as long
as nobody has looked), who decided as the row itself says, and whether anybody did."""


class Wrong(InputError):
    """What is wrong with a row; it ends among the rejected ones."""


def of_table(cells: Cells, by: str) -> Made | None:
    """The decision in a row of a table; None where it makes none.

    Args:
        cells: The row.
        by: Who decides, where the row does not say.

    Raises:
        Wrong: it cannot be understood.

    """
    text = _first(cells, ENTITY, raw=True)
    said = _first(cells, ITEM)
    word = " ".join(_first(cells, STATUS).lower().split())
    if not text and not said and not word:
        return None
    if any(name in cells for name in STATUS):
        status = WORDS.get(word)
        if status is None:
            raise Wrong(f"{word!r} is no decision: write accepted, rejected or none")
        if not status:
            return None
    else:
        status = NONE if WORDS.get(said.lower()) == NONE else ACCEPTED
    if not text:
        raise Wrong("it names no entity: write its IRI")
    if status == NONE and WORDS.get(said.lower(), "") == NONE:
        said = ""
    method = text_of(cells.get("method")).lower()
    who = _unsafe(text_of(cells.get("by")))
    if method == GIVEN and by:
        who = by  # the cell names the source that gave the item before the row was corrected
    decided = method not in (AUTOMATIC, GIVEN) or (method == AUTOMATIC and bool(who))
    by_hand = method == MANUAL or (
        method in ("", AUTOMATIC, GIVEN) and bool(by or (who and method != GIVEN))
    )
    link = Link(
        "",
        _item(said, {}, status),
        status,
        _score(text_of(cells.get("score"))),
        understood(_unsafe(text_of(cells.get("evidence"))))[0],
        MANUAL if by_hand else IMPORTED,
        who or by or (TOOL if method == AUTOMATIC else ""),
        _moment(text_of(cells.get("when"))) if decided else "",
        _unsafe(text_of(cells.get("note"))),
        item_label=_unsafe(text_of(cells.get("item_label"))),
    )
    return text, tuple(candidates(text, {})), link, who, decided


def of_sssom(cells: Cells, declared: Mapping[str, str], values: Mapping[str, str], by: str) -> Made:
    """The decision in a row of SSSOM.

    Args:
        cells: The row.
        declared: The prefixes of the file.
        values: What else stands above the table.
        by: Who decides, where the row does not say.

    Raises:
        Wrong: it cannot be understood, or says something else than that two are the same.

    """
    subject, related, target = (
        _first(cells, names, raw=True) for names in (SUBJECT, PREDICATE, OBJECT)
    )
    if not set(_SAME) & set(candidates(related, declared)):
        raise Wrong(
            f"{related or 'no predicate'} does not say that the two are the same: "
            "only skos:exactMatch and owl:sameAs are taken"
        )
    if _no_term(subject, declared) and _wikidata(target, declared):
        raise Wrong("it says that an item is no entity of some source: that is no link")
    label = text_of(cells.get("object_label"))
    if (_wikidata(subject, declared) and not _wikidata(target, declared)) or _no_term(
        subject, declared
    ):
        subject, target = target, subject
        label = text_of(cells.get("subject_label"))
    modifier = text_of(cells.get("predicate_modifier"))
    if modifier.lower() not in ("", "not"):
        raise Wrong(f"the predicate modifier {modifier!r} is unknown: there is only Not")
    status = REJECTED if modifier else ACCEPTED
    if _no_term(target, declared):
        if modifier:
            raise Wrong("it says not that there is no item, which is no decision")
        status, target, label = NONE, "", ""
    possible = candidates(subject, declared)
    if not possible or _no_term(subject, declared):
        raise Wrong(f"{subject or 'nothing'!r} is no entity: no IRI, and no CURIE of the file")
    justified = text_of(cells.get("mapping_justification"))
    who = _agent(cells, "reviewer") or _agent(cells, "author") or _agent(cells, "creator")
    evidence, note = understood(_unsafe(text_of(cells.get("comment"))))
    # What all rows have in common may stand above them.
    tool, looked, made = (
        text_of(cells.get(c, values.get(c)))
        for c in ("mapping_tool", "object_source_version", "mapping_date")
    )
    link = Link(
        "",
        _item(target, declared, status),
        status,
        _score(text_of(cells.get("confidence"))),
        evidence,
        MANUAL if justified in _OF_PEOPLE else IMPORTED,
        who or by or _unsafe(tool),
        _moment(text_of(cells.get("review_date")) or made),
        note,
        _unsafe(looked),
        _unsafe(label),
    )
    ours = justified == WEIGHED and tool == TOOL
    return subject, tuple(possible), link, who, not ours


def _first(cells: Cells, names: Sequence[str], *, raw: bool = False) -> str:
    """The first filled one of some columns; raw as it stands, for IRIs are not to be cleaned."""
    for name in names:
        value = cells.get(name)
        text = str(value).strip() if raw and value is not None else text_of(value)
        if text:
            return text
    return ""


def _wikidata(text: str, declared: Mapping[str, str]) -> str:
    """The identifier at Wikidata that a text is, as in Q42; "" where it is none."""
    if re.fullmatch(r"[QqPpLl][1-9][0-9]*", text):
        return text.upper()
    found = [_WIKIDATA.fullmatch(i) for i in candidates(text, declared)]
    return next((m[1] for m in found if m), "")


def _no_term(text: str, declared: Mapping[str, str]) -> bool:
    return SSSOM + "NoTermFound" in candidates(text, declared)


def _item(text: str, declared: Mapping[str, str], status: str) -> str:
    found = _wikidata(text, declared)
    if status == NONE:
        if text:
            raise Wrong(f"it says that there is no item, and names {short(text)!r}")
        return ""
    if not text:
        raise Wrong(f"it is {status} and names no item: write its QID, as in Q4444")
    if not found:
        raise Wrong(f"{short(text)!r} is no item of Wikidata: write its QID, as in Q4444")
    if found[0] != "Q":
        kind = "property" if found[0] == "P" else "lexeme"
        raise Wrong(f"{found} is a {kind} of Wikidata, not an item: write a QID, as in Q4444")
    return WD + found


def _score(text: str) -> float | None:
    if not text:
        return None
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if not 0 <= score <= 1:
        raise Wrong(f"the score {short(text)!r} is no number from 0 to 1")
    return score


def _moment(text: str) -> str:
    """A date or a time as xsd:dateTime in UTC; "" where there is none."""
    if not text:
        return ""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{short(text)!r} is no date: write it as in 2026-11-22") from None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _agent(cells: Cells, role: str) -> str:
    """Who had a role, by name rather than by identifier; several with commas between."""
    names = _unsafe(text_of(cells.get(f"{role}_label"))) or text_of(cells.get(f"{role}_id"))
    parts = re.split(r"(?<!\\)\|", names)
    return ", ".join(p.strip().replace("\\|", "|") for p in parts if p.strip())


def _unsafe(text: str) -> str:
    """A text without the mark that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
