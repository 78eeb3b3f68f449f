"""What the checks find: the rows of every ``*_violation.rq``, each as a finding in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from reelgraph.query import NamedQuery, catalogue, run
from reelgraph.results import Results, short
from reelgraph.store import Store
from reelgraph.vocabulary import unnamed

VIOLATION, WARNING, INFO = "violation", "warning", "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or unusual."""

    severity: str
    """"violation", "warning" or "info"."""
    check: str
    """The named query, or the SHACL shape."""
    entity: str
    """The IRI of what is wrong; of a blank node, its label."""
    name: str
    """Its name; ``unnamed (x)`` where it has none."""
    problem: str
    """What is wrong with it, in words."""
    remedy: str
    source: str = ""
    """The name of the source that says it; empty where that is not known."""
    path: str = ""
    """The IRI of the property, for SHACL."""
    value: ox.NamedNode | ox.BlankNode | ox.Literal | None = None
    """The value that is wrong, for SHACL."""


def checks(folders: Sequence[str | Path] = ()) -> list[NamedQuery]:
    """All named queries any row of which is a finding, by name."""
    found = (q for q in catalogue(folders).values() if q.is_check)
    return sorted(found, key=lambda q: q.name)


def run_check(store: Store, check: NamedQuery) -> Iterator[Finding]:
    """What a check finds in a store.

    Raises:
        QueryError: as `reelgraph.query.run`; a check of the user's own may be no SELECT query.

    """
    answer = run(store, check.text)
    if not isinstance(answer, Results):
        return
    for terms in answer.terms:
        yield _finding(check, dict(zip(answer.columns, terms, strict=True)))


def _finding(check: NamedQuery, row: dict[str, Any]) -> Finding:
    entity, name = _about(row)
    said = []
    for column, cell in row.items():
        known = f"{column}_name" in row or column in (entity, name, "source")
        if cell is None or known:
            continue
        words = column.removesuffix("_name").replace("_", " ")
        said.append(f"{words} {short(cell)}")
    value = row[entity]
    iri = str(getattr(value, "value", value or ""))
    problem = f"{check.title}: {', '.join(said)}" if said else check.title
    return Finding(
        VIOLATION,
        check.name,
        iri,
        short(row[name]) if name else unnamed(iri),
        problem,
        check.remedy,
        short(row.get("source")),
    )


def _about(row: dict[str, Any]) -> tuple[str, str]:
    """The columns of what a finding is about and of its name, as the queries call them."""
    columns = list(row)
    if "name" in row:
        return columns[0], "name"
    for column in columns:
        if f"{column}_name" in row:
            return column, f"{column}_name"
    return columns[0], ""
