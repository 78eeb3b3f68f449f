"""Links as SSSOM: a table between tabs, with its metadata above it."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from reelgraph._version import __version__
from reelgraph.entity import Entity
from reelgraph.links.link import ACCEPTED, AUTOMATIC, MANUAL, NONE, REJECTED, Link, best_first
from reelgraph.links.prefixes import ORCID, SEMAPV, SSSOM, Prefixes
from reelgraph.links.reasons import one_line, reasons
from reelgraph.results import spreadsheet_safe
from reelgraph.vocabulary import BASE, SKOS, WD

EXPORTED = (ACCEPTED, REJECTED, NONE)
"""SSSOM says what was found, not what waits: the statuses that it can hold."""
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "review_date",
    "object_source_version",
    "confidence",
    "comment",
)
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
NO_TERM = "sssom:NoTermFound"
TOOL = "reelgraph"
WEIGHED, BY_HAND, SAID = (
    "semapv:CompositeMatching",
    "semapv:ManualMappingCuration",
    "semapv:UnspecifiedMatching",
)
"""How a mapping came about: by many kinds of evidence; a person said so; a source or a file says
so, and how it came to it is not known.
"""
_WIKIDATA_ITEM = "wd:Q2013"
_AGENT = re.compile(r"(?:orcid:|https?://orcid\.org/)(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")


def sssom(links: Sequence[Link], entities: Mapping[str, Entity], source: str = "") -> bytes:
    """Links as an SSSOM table; those that wait and those that were outranked are left out.

    A rejected link is a mapping with the modifier ``Not``; that there is no item is a mapping to
    ``sssom:NoTermFound``. A reviewer who is no ORCID stands in the column of names.

    Args:
        links: Any.
        entities: The names of the entities, by IRI.
        source: The IRI of what the entities come from, if there is one.

    """
    told = [k for k in best_first(links) if k.status in EXPORTED]
    iris = {WD + "Q1", *(k.entity for k in told), *(k.item for k in told)} | {source}
    prefixes = Prefixes(iris - {""})
    rows = [_row(link, entities, prefixes) for link in told]
    columns = [c for c in COLUMNS if c in _ALWAYS or any(row.get(c) for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(c, "") for c in columns])
    table = out.getvalue()
    return ("".join(_head(prefixes, table, source)) + table).encode()


_ALWAYS = COLUMNS[:7]


def _head(prefixes: Prefixes, table: str, source: str) -> list[str]:
    declared = {"orcid": ORCID, "semapv": SEMAPV, "skos": SKOS, "sssom": SSSOM} | prefixes.used
    called = sha256(table.encode()).hexdigest()[:20]
    return [
        "#curie_map:\n",
        *(f'#  {prefix}: "{space}"\n' for prefix, space in sorted(declared.items())),
        f'#mapping_set_id: "{BASE}/mappings/{called}"\n',
        '#mapping_set_title: "Wikidata items of films and people"\n',
        f'#mapping_set_version: "{datetime.now(UTC).date().isoformat()}"\n',
        f'#license: "{CC0}"\n',
        *([f'#subject_source: "{prefixes.short(source)}"\n'] if source else []),
        f'#object_source: "{_WIKIDATA_ITEM}"\n',
    ]


def _row(link: Link, entities: Mapping[str, Entity], prefixes: Prefixes) -> dict[str, str]:
    entity = entities.get(link.entity)
    row = {
        "subject_id": prefixes.short(link.entity),
        "subject_label": _free(entity.label if entity and entity.named else ""),
        "predicate_id": "skos:exactMatch",
        "predicate_modifier": "Not" if link.status == REJECTED else "",
        "object_id": NO_TERM if link.status == NONE else prefixes.short(link.item),
        "object_label": _free(link.item_label) if link.item else "",
        "mapping_date": link.when[:10],
        "object_source_version": _free(link.endpoint),
        "comment": _free(reasons(link.evidence, link.note)),
    }
    if link.method == AUTOMATIC:
        row |= {
            "mapping_justification": WEIGHED,
            "mapping_tool": TOOL,
            "mapping_tool_version": __version__,
        }
    elif link.method == MANUAL:
        row |= {"mapping_justification": BY_HAND, "review_date": link.when[:10]}
        row |= _agent("reviewer", link.by)
    else:
        row |= {"mapping_justification": SAID} | _agent("author", link.by)
    # The score of a link that a person then decided says nothing of how sure the person was.
    if link.score is not None and link.status == ACCEPTED and link.method != MANUAL:
        row["confidence"] = f"{link.score:.6g}"
    return row


def _agent(role: str, name: str) -> dict[str, str]:
    known = _AGENT.fullmatch(name.strip())
    if known:
        return {f"{role}_id": f"orcid:{known[1]}"}
    return {f"{role}_label": _free(name.replace("|", "\\|"))}  # a bar separates several names


def _free(text: str) -> str:
    return str(spreadsheet_safe(one_line(text)))


def metadata(lines: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The prefixes and the other plain values of the metadata above an SSSOM table.

    >>> metadata(["#curie_map:", '#  ex: "http://example.org/"', "#mapping_date: 2026-11-22"])
    ({'ex': 'http://example.org/'}, {'mapping_date': '2026-11-22'})
    """
    prefixes: dict[str, str] = {}
    values: dict[str, str] = {}
    within: int | None = None
    for line in lines:
        text = line.lstrip("#").rstrip()
        depth = len(text) - len(text.lstrip())
        key, colon, value = text.strip().partition(":")
        value = _unquoted(value)
        if not colon:
            continue
        if within is not None and depth > within:
            prefixes[_unquoted(key)] = value
            continue
        within = depth if key == "curie_map" else None
        if value:
            values[key] = value
    return prefixes, values


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
