"""The source that holds what was pulled: which items, and when.

Each item that was fetched has a record among the claims: the page with Wikidata's data on it, the
entity here that it is about, and the days on which it was fetched.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from reelgraph import identity
from reelgraph.binding import iri
from reelgraph.facts import Source
from reelgraph.store import EmbeddedStore, commit
from reelgraph.store.layout import DECISIONS
from reelgraph.store.pulls import OTHERWISE, PAGE, SOURCE, is_pulled
from reelgraph.vocabulary import DCTERMS, FILM, WD

ABOUT, FETCHED, ONLY = iri(DCTERMS + "subject"), iri(FILM + "retrieved"), iri(FILM + "note")
"""What a record says: the entity, the days, and the properties where only some were asked for."""

Triples = set[ox.Triple]


@dataclass(slots=True)
class Held:
    """What a store holds of what was pulled into it."""

    name: str
    """Of the source."""
    source: Source | None = None
    """Its version in the store; None before the first pull."""
    triples: Triples = field(default_factory=set)
    """The claims as they were fetched, before any merge of entities here; without the records."""
    about: dict[str, str] = field(default_factory=dict)
    """What each linked item was called here then."""
    fetched: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The items whose facts were fetched, and the days of it."""
    partial: dict[str, frozenset[str]] = field(default_factory=dict)
    """Those of them of which only some properties of Wikidata were asked for, and these."""


def current(store: EmbeddedStore) -> Held:
    """What was pulled into a store so far."""
    there = {s.name: s for s in commit.sources(store.rdf)}
    for name in (SOURCE, OTHERWISE):
        if name in there and is_pulled(store, name, there[name].graph):
            return _read(store, there[name])
    name = OTHERWISE if SOURCE in there else SOURCE
    number = 1
    while name in there:
        number += 1
        name = f"{OTHERWISE}-{number}"
    return Held(name)


def _read(store: EmbeddedStore, source: Source) -> Held:
    """A version with the merges and splits undone that were applied when it was loaded."""
    found = Held(source.name, source)
    with tempfile.TemporaryDirectory(prefix="reelgraph-") as scratch:
        path = Path(scratch) / "claims.nt"
        store.rdf.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=iri(source.graph))
        decided = store.rdf.quads_for_pattern(None, None, None, iri(DECISIONS))
        path = identity.original(decided, path, source.graph, Path(scratch))
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            page = getattr(quad.subject, "value", "")
            if not page.startswith(PAGE):
                found.triples.add(quad.triple)
                continue
            item, said = WD + page.removeprefix(PAGE), getattr(quad.object, "value", "")
            if quad.predicate == ABOUT:
                found.about[item] = said
            elif quad.predicate == FETCHED:
                found.fetched[item] = tuple(sorted({*found.fetched.get(item, ()), said}))
            elif quad.predicate == ONLY:
                found.partial[item] = frozenset(said.split())
    return found
