"""From items to claims in the film ontology: what is asked, how far, and how it is converted."""

import hashlib
import tempfile
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.errors import ParameterError
from reelgraph.pulling.fetching import PROP, Asking, Fetched, fetch, name
from reelgraph.pulling.holding import Triples
from reelgraph.pulling.joining import Anew
from reelgraph.pulling.naming import Names
from reelgraph.sources import rdf
from reelgraph.sources.finding import find_input
from reelgraph.sources.inputs import Progress
from reelgraph.sources.report import LeftOut, Reject
from reelgraph.store import EmbeddedStore
from reelgraph.targets.target import Target
from reelgraph.vocabulary import WD

LIMIT = 1000
"""So many items beside the linked ones are fetched without being asked for."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What became of a list of items."""

    anew: Anew
    merged: Mapping[str, str]
    """Items that are another now, and which."""
    gone: tuple[str, ...]
    """Items of which nothing is said, and that nobody names."""
    silent: tuple[str, ...]
    """Items of which nothing is said that has a word here."""
    rejected: tuple[Reject, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def gather(
    store: EmbeddedStore,
    target: Target,
    items: AbstractSet[str],
    names: Names,
    *,
    source: str,
    day: str,
    depth: int = 1,
    wanted: frozenset[str] | None = None,
    limit: int = LIMIT,
    progress: Progress | None = None,
) -> Gathered:
    """Ask for the facts of some items and make claims of them.

    Args:
        store: Whose base the IRIs of the credits begin with.
        target: Who is asked.
        items: Whose facts.
        names: How items are called here.
        source: The name of the source that the claims are for.
        day: On which day this is, as in ``2026-11-22``.
        depth: 2 to fetch the facts of the people of these films, and of the films of these people.
        wanted: Properties of Wikidata; all when None.
        limit: How many further items depth 2 may fetch.
        progress: Told how far it has come.

    Raises:
        ParameterError: there are more further items than `limit`.
        EndpointError: no whole answer was to be had.

    """
    asking = Asking(target, names.called, names.labelled, names.languages, wanted, progress)
    found = Fetched()
    fetch(asking, items, found)
    units = set(items)
    if depth > 1:
        further = _further(asking, items, found, limit)
        fetch(asking, further, found)
        units |= further
    name(asking, units, found.named - units, found)
    fetched = units & found.described
    missing = units - fetched
    became = fates(target, missing)
    silent = missing - became.gone - became.merged.keys()
    claims, rejected, left_out = _converted(found, source, store.base, progress)
    if found.vague:
        left_out = (*left_out, LeftOut("dates", found.vague, "only a decade or a century is known"))
    partial = dict.fromkeys(fetched, wanted) if wanted is not None else {}
    anew = Anew(claims, fetched, names.called, names.labelled, day, partial)
    lost, quiet = tuple(sorted(became.gone)), tuple(sorted(silent))
    return Gathered(anew, became.merged, lost, quiet, rejected, left_out)


def _further(asking: Asking, items: AbstractSet[str], found: Fetched, limit: int) -> set[str]:
    """The people of films and the films of people.

    Raises:
        ParameterError: there are more than `limit`.

    """
    people = found.people - items
    films = {
        row[2].value
        for row in asking.ask("wikidata_films_of", items)
        if isinstance(row[2], ox.NamedNode) and row[2].value.startswith(WD + "Q")
    } - items
    further = people | films
    if len(further) > limit:
        raise ParameterError(
            f"depth 2 would fetch {len(further):,} more items ({len(people):,} people of the "
            f"linked films, {len(films):,} films of the linked people), and the limit is "
            f"{limit:,}: raise it (--limit {len(further)}), or name fewer entities"
        )
    return further


@dataclass(frozen=True, slots=True)
class Fates:
    """What became of some items."""

    merged: Mapping[str, str]
    """Those that are another now, and which."""
    gone: frozenset[str]
    """Those of which nothing is said, and that nobody names."""
    only_named: frozenset[str]
    """Those of which nothing is said, but others name them."""


def fates(target: Target, items: Collection[str]) -> Fates:
    """Ask which of some items were merged into others, and which are gone."""
    into: dict[str, str] = {}
    there: set[str] = set()
    asked = set(items)
    waiting = sorted(asked)
    while waiting:
        rows = list(target.ask("wikidata_redirects", [(iri(i),) for i in waiting]))
        waiting = []
        for item, other in rows:
            there.add(getattr(item, "value", ""))
            if isinstance(other, ox.NamedNode) and other != item:
                into[getattr(item, "value", "")] = other.value
                if other.value not in asked:
                    asked.add(other.value)
                    waiting.append(other.value)
    ends = {item: _end(item, into) for item in items}
    lost = {end for end in ends.values() if end not in there}
    nodes = [(iri(i),) for i in sorted(lost)]
    rows = list(target.ask("wikidata_pull_named", nodes)) if nodes else []
    named = {getattr(row[0], "value", "") for row in rows}
    gone = frozenset(item for item, end in ends.items() if end in lost - named)
    return Fates(
        {item: end for item, end in ends.items() if end != item and item not in gone},
        gone,
        frozenset(item for item, end in ends.items() if end == item and item in lost & named),
    )


def _end(item: str, merged: Mapping[str, str]) -> str:
    """Where a chain of merges ends; where it goes round, the item itself."""
    seen = [item]
    while seen[-1] in merged:
        if merged[seen[-1]] in seen:
            return item
        seen.append(merged[seen[-1]])
    return seen[-1]


def _converted(
    found: Fetched, source: str, base: str, progress: Progress | None
) -> tuple[Triples, tuple[Reject, ...], tuple[LeftOut, ...]]:
    """The claims that the importer of Wikidata's vocabulary makes of what was fetched."""
    rejected: tuple[Reject, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    lines = found.dated.copy()
    if any(f"<{PROP}" in line for line in found.raw):
        with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
            path = Path(scratch) / "fetched.nt"
            path.write_text("".join(f"{line}\n" for line in sorted(found.raw)), "utf-8")
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            given = replace(find_input(str(path), Path(scratch)), shown="Wikidata")
            made = rdf.read([given], source, sha256, Path(scratch), base, progress)
            lines |= {*made.path.read_text("utf-8").split("\n")} - {""}
        rejected = tuple(replace(r, line=None) for r in made.rejected)
        left_out = tuple(made.left_out)
    else:  # nothing but names, which are written alike in both vocabularies
        lines |= found.raw
    text = "\n".join(lines).encode()
    return {q.triple for q in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)}, rejected, left_out
