"""How items are called here: by the entities that are linked with them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.identity.clusters import Clusters
from reelgraph.identity.decisions import GRAPH, decisions
from reelgraph.identity.rewriting import JOURNAL_OF, read_journal
from reelgraph.links.keeping import links_of
from reelgraph.links.link import PENDING
from reelgraph.pulling.holding import Held
from reelgraph.store import EmbeddedStore, commit
from reelgraph.vocabulary import RDFS, SKOS

LANGUAGES = ("en", "mul")
"""In which names are always asked for; ``mul`` is what is called so in every language."""
_MATCH = iri(SKOS + "exactMatch")
_NAMINGS = (iri(RDFS + "label"), iri(SKOS + "prefLabel"), iri(SKOS + "altLabel"))


@dataclass(frozen=True, slots=True)
class Names:
    """How items are called here, and what their entities are called by other sources."""

    entities: Mapping[str, str]
    """The entity that each linked item is."""
    called: Mapping[str, str]
    """The entity that its facts are written of: the one that was linked, before any merge. Then
    the merge is applied as to every source, and can be taken back."""
    labelled: frozenset[str]
    """Those of them that another source gives a label."""
    languages: tuple[str, ...]
    """In which names are asked for."""
    doubles: Mapping[str, tuple[str, ...]]
    """The entities of each item that several are linked with; the first one stands for it."""


def standing(store: EmbeddedStore, links: Mapping[str, str], held: Held) -> dict[str, str]:
    """Some links, and those that were pulled for and wait for a decision now.

    What was fetched of an item that is gone stays until somebody has decided.
    """
    waiting = {
        k.entity: k.item
        for k in links_of(store, statuses=(PENDING,))
        if held.about.get(k.item, k.item) != k.item
    }
    return waiting | dict(links)


def names(store: EmbeddedStore, links: Mapping[str, str], held: Held) -> Names:
    """How the linked items are called here.

    Args:
        store: Where.
        links: The item of each linked entity.
        held: What was pulled: that it named an entity does not count.

    """
    now = Clusters(decisions(store.rdf, store.base)).now
    first = _first_names(store)
    by_item: dict[str, list[str]] = {}
    for entity, item in links.items():
        by_item.setdefault(item, []).append(entity)
    called: dict[str, str] = {}
    for item, found in by_item.items():
        before = held.about.get(item, "")
        found.sort(key=lambda e, before=before: (e != now(before), e))  # type: ignore[misc]
        known = [before, *sorted(first.get(item, ()))]
        called[item] = next((e for e in known if e and now(e) == found[0]), found[0])
    mine = held.source.graph if held.source else ""
    others = {s.graph for s in commit.sources(store.rdf)} - {mine}
    labelled = set()
    languages = set()
    for entity, item in links.items():
        for prop in _NAMINGS:
            for quad in store.rdf.quads_for_pattern(iri(entity), prop, None, None):
                if getattr(quad.graph_name, "value", "") in others:
                    if prop != _NAMINGS[-1]:
                        labelled |= {entity, called[item]}
                    languages.add(getattr(quad.object, "language", None))
    return Names(
        {item: found[0] for item, found in by_item.items()},
        called,
        frozenset(labelled),
        tuple(dict.fromkeys((*LANGUAGES, *sorted(k for k in languages if k)))),
        {item: tuple(found) for item, found in by_item.items() if len(found) > 1},
    )


def _first_names(store: EmbeddedStore) -> dict[str, set[str]]:
    """The entities that items were linked with before these were merged into others."""
    found: dict[str, set[str]] = {}
    for quad in store.rdf.quads_for_pattern(None, JOURNAL_OF, None, GRAPH):
        if isinstance(quad.subject, ox.NamedNode):
            for triple in read_journal(store.rdf, quad.subject).removed:
                if triple.predicate == _MATCH and isinstance(triple.object, ox.NamedNode):
                    entity = getattr(triple.subject, "value", "")
                    found.setdefault(triple.object.value, set()).add(entity)
    return found
