"""What tells one graph from another: sources, entities, names, facts and credits.

Both are only asked SPARQL questions, so either may be on a server. All of it is read in streams,
for one sum of hashes of what is said about each entity, which is all that is kept; what is said is
then asked for of the entities whose sums differ, some at a time. So the memory needed grows with
the number of entities and with the size of the difference, not with the number of facts.

No fact is taken to be the same because of where it stands. The graph of a source version has the
sha256 of its file in its name, but what came in as an exported store may have been edited before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from reelgraph.checking.said import (
    Fact,
    credits_of,
    facts_of,
    sources_of_fact,
    sums_of_credits,
    sums_of_facts,
)
from reelgraph.entities import describe
from reelgraph.entity import Entity
from reelgraph.errors import ParameterError
from reelgraph.export import written
from reelgraph.facts import Source
from reelgraph.results import Results
from reelgraph.store import Store
from reelgraph.store.sources import sources
from reelgraph.terms import terms
from reelgraph.vocabulary import DCTERMS, RDF, RDFS, SKOS, curie, local_name

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "tsv", "json", "xml", "xlsx", "txt")
"""The endings of files that a difference can be written to."""
_COLUMNS = ("change", "name", "what", "old", "new", "source", "entity")
BRIEF = ("change", "name", "what", "old", "new", "source")
"""What a terminal has room for."""
_ORDER = (
    "source added",
    "source removed",
    "source changed",
    "entity added",
    "entity removed",
    "renamed",
    "changed",
    "credit added",
    "credit removed",
)
_LABEL = RDFS + "label"
_WORDS = {
    _LABEL: "name",
    RDF + "type": "class",
    SKOS + "altLabel": "other name",
    SKOS + "exactMatch": "Wikidata item",
    DCTERMS + "identifier": "identifier",
}
_BATCH = 500
"""Of how many entities facts or credits are asked for at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same in both."""

    change: str
    """Such as "entity added", "renamed", "credit removed"."""
    name: str
    what: str = ""
    """The property in words; of a credit, the whole of it."""
    old: str = ""
    new: str = ""
    source: str = ""
    """The sources that say it, where it is said; empty for what this package derives."""
    entity: str = ""


@dataclass(frozen=True)
class Difference:
    """All that is not the same in two graphs."""

    changes: tuple[Change, ...]

    @property
    def results(self) -> Results:
        """The changes as a table."""
        rows = [
            tuple(
                ox.NamedNode(c.entity) if n == "entity" and c.entity else (getattr(c, n) or None)
                for n in _COLUMNS
            )
            for c in self.changes
        ]
        return Results(_COLUMNS, rows)

    @property
    def rows(self) -> list[dict[str, object]]:
        """The changes as dicts."""
        return [dict(row) for row in self.results]

    def df(self) -> "pd.DataFrame":
        """The changes as a pandas DataFrame."""
        return self.results.df()

    def __len__(self) -> int:
        return len(self.changes)

    def __repr__(self) -> str:
        return f"<Difference: {self.summary()}>"

    def _repr_html_(self) -> str:
        return self.results._repr_html_()

    def summary(self) -> str:
        """How many changes of each kind, in one line."""
        counts = {kind: sum(c.change == kind for c in self.changes) for kind in _ORDER}
        said = [f"{n:,} {kind}" for kind, n in counts.items() if n]
        return ", ".join(said) or "no difference"

    def save(self, path: str | Path) -> None:
        """Write the changes; the ending of the file is the format, one of `FORMATS`.

        Raises:
            ParameterError: the ending is another.

        """
        target = Path(path)
        ending = target.suffix.lower().lstrip(".")
        if ending not in FORMATS:
            raise ParameterError(f"{target}: changes are written as one of {', '.join(FORMATS)}")
        body = self.results.render("table" if ending == "txt" else ending)
        with written(target) as temporary:
            temporary.write_bytes((b"\xef\xbb\xbf" if ending == "csv" else b"") + body)


def compare(old: Store, new: Store) -> Difference:
    """What the new graph says and the old one does not, and the reverse.

    Names and facts are those of the view, and of the claims that are not in it their status too
    ("weak: ..."). Credits are compared by source, work, agent, role, character, the name as
    printed and status; that a source was loaded again without a change is no difference.

    >>> import reelgraph as rg
    >>> g = rg.sample()
    >>> len(compare(g.store, g.store))
    0

    """
    if old is new:
        return Difference(())
    found = list(_of_sources(sources(old), sources(new)))
    found += _of_facts(old, new)
    found += _of_credits(old, new)
    found.sort(key=lambda c: (_ORDER.index(c.change), c.name, c.entity, c.what, c.old, c.new))
    return Difference(tuple(found))


def _of_sources(old: list[Source], new: list[Source]) -> Iterator[Change]:
    before, after = {s.name: s for s in old}, {s.name: s for s in new}
    for name in before.keys() | after.keys():
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            kind = "source added" if was is None else "source removed"
            yield Change(kind, name, what="version", **_versions(was, now), source=name)
            continue
        for field in fields(Source):
            a, b = str(getattr(was, field.name)), str(getattr(now, field.name))
            if a != b and field.name not in ("graph", "loaded"):
                said = field.name.replace("sha256", "version")
                values = _versions(was, now) if said == "version" else {"old": a, "new": b}
                yield Change("source changed", name, what=said, **values, source=name)


def _versions(was: Source | None, now: Source | None) -> dict[str, str]:
    return {
        "old": was.sha256[:12] if was else "",
        "new": now.sha256[:12] if now else "",
    }


# Facts


def _of_facts(old: Store, new: Store) -> Iterator[Change]:
    for entities in _differing(sums_of_facts(old), sums_of_facts(new)):
        was, now = facts_of(old, entities), facts_of(new, entities)
        shown = {
            o.value
            for said in (*was.values(), *now.values())
            for _, _, o in said
            if isinstance(o, ox.NamedNode)
        }
        known = _names(old, new, shown.union(entities))
        for entity in entities:
            a, b = was.get(entity, set()), now.get(entity, set())
            name = str(known[entity])
            if not a or not b:
                kind = "entity added" if b else "entity removed"
                yield Change(kind, name, what=_class(b or a), entity=entity)
                continue
            yield from _changed(entity, name, a - b, b - a, known, old, new)


def _changed(
    entity: str,
    name: str,
    gone: set[Fact],
    come: set[Fact],
    known: Mapping[str, Entity],
    old: Store,
    new: Store,
) -> Iterator[Change]:
    """The facts of one entity that came and went, by property; old and new side by side."""
    by_property: dict[tuple[str, str], tuple[list[Fact], list[Fact]]] = defaultdict(
        lambda: ([], [])
    )
    for place, facts in enumerate((gone, come)):
        for fact in sorted(facts, key=str):
            by_property[fact[0], fact[1]][place].append(fact)
    for (prop, status), (lost, won) in sorted(by_property.items()):
        words = terms().labels.get(prop, curie(prop)).removeprefix("has ")
        words = _WORDS.get(prop, words)
        kind = "renamed" if prop == _LABEL and lost and won else "changed"
        for number in range(max(len(lost), len(won))):
            before = lost[number] if number < len(lost) else None
            after = won[number] if number < len(won) else None
            said = [
                *(sources_of_fact(old, entity, before) if before else ()),
                *(sources_of_fact(new, entity, after) if after else ()),
            ]
            yield Change(
                kind,
                name,
                f"{status}: {words}" if status else words,
                _shown(before, known),
                _shown(after, known),
                ", ".join(sorted(set(said))),
                entity,
            )


def _shown(fact: Fact | None, known: Mapping[str, Entity]) -> str:
    if fact is None:
        return ""
    value = fact[2]
    if not isinstance(value, ox.NamedNode):
        return str(getattr(value, "value", value))
    if fact[0] == RDF + "type":
        return local_name(value.value)
    entity = known.get(value.value)
    return str(entity) if entity and entity.named else curie(value.value)


def _class(facts: Collection[Fact]) -> str:
    from reelgraph.entity import kind_of

    return kind_of(o.value for p, _, o in facts if p == RDF + "type")


# Credits


def _of_credits(old: Store, new: Store) -> Iterator[Change]:
    for works in _differing(sums_of_credits(old), sums_of_credits(new)):
        was, now = credits_of(old, works), credits_of(new, works)
        agents = {c.agent for said in (*was.values(), *now.values()) for c in said}
        known = _names(old, new, agents.union(works))
        for work in works:
            a, b = was.get(work, set()), now.get(work, set())
            for kind, said_so in (("credit removed", a - b), ("credit added", b - a)):
                for credit in said_so:
                    said = credit.words(str(known[credit.agent]), str(known[work]))
                    value = {"old" if kind == "credit removed" else "new": credit.role_words()}
                    yield Change(
                        kind,
                        str(known[credit.agent]),
                        said,
                        **value,
                        source=credit.source,
                        entity=credit.agent,
                    )


def _differing(old: Mapping[str, int], new: Mapping[str, int]) -> Iterator[list[str]]:
    """Those whose sums differ, some at a time."""
    found = sorted(e for e in old.keys() | new.keys() if old.get(e) != new.get(e))
    for start in range(0, len(found), _BATCH):
        yield found[start : start + _BATCH]


def _names(old: Store, new: Store, wanted: Collection[str]) -> dict[str, Entity]:
    """What each is called in the new graph, or in the old one where it is there alone."""
    found = describe(new, sorted(wanted))
    unknown = [e.iri for e in found.values() if not e.named]
    return found | {e.iri: e for e in describe(old, unknown).values() if e.named}
