"""The items that sources give, and whose word goes where several speak of the same two."""

from collections.abc import Iterable, Mapping

from reelgraph.binding import iri
from reelgraph.links.link import ACCEPTED, GIVEN, STATUSES, Link
from reelgraph.links.nodes import GRAPH, MATCH, Ask
from reelgraph.store.layout import SOURCES
from reelgraph.vocabulary import FILM, PROV, WD

HERE = "links"
"""Who gives an item that stands in the graph of the links without a word on where it is from."""
_NAMED = 50
"""So many entities are named in a query; of more, what is given is read and sifted here."""
Pairs = Mapping[tuple[str, str], Link]
"""Links by entity and item."""


def rank(link: Link) -> tuple[bool, str, int, float]:
    """Whose word goes for one entity and item: a decision's, then the latest, the best."""
    return link.decided, link.when, -STATUSES.index(link.status), link.score or 0.0


def strongest(links: Iterable[Link]) -> Pairs:
    """One link for each entity and item: the one whose word goes."""
    found: dict[tuple[str, str], Link] = {}
    for link in links:
        pair = link.entity, link.item
        if pair not in found or rank(found[pair]) < rank(link):
            found[pair] = link
    return found


def given(ask: Ask, stored: Pairs, entities: set[str] | None) -> list[Link]:
    """What sources give, and what stands among the links without a node.

    Args:
        ask: Asks the store.
        stored: The links that have nodes; where one is a decision it goes before what is given.
        entities: Of which entities; of all when None.

    """
    matches = f"{{ GRAPH ?source {{ ?entity {MATCH} ?item }} }}"
    if entities is not None and len(entities) <= _NAMED:  # of VALUES, all matches would be read
        matches = " UNION ".join(
            f"{{ GRAPH ?source {{ {iri(e)} {MATCH} ?item }} BIND({iri(e)} AS ?entity) }}"
            for e in sorted(entities)
        )
    if not matches:
        return []
    of_sources = f"""SELECT DISTINCT ?entity ?item ?name ?when WHERE {{ {matches}
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name
        OPTIONAL {{ ?source <{PROV}generatedAtTime> ?when }} }} }}"""
    rows = [
        (entity.value, item.value, name.value, when.value if when is not None else "")
        for entity, item, name, when in ask(of_sources)
    ]
    bare = f"SELECT ?entity ?item WHERE {{ {matches} FILTER(?source = {GRAPH}) }}"
    for entity, item in ask(bare):
        if (entity.value, item.value) not in stored:
            rows.append((entity.value, item.value, HERE, ""))
    return [
        Link(entity, item, ACCEPTED, method=GIVEN, by=name, when="" if when == "unknown" else when)
        for entity, item, name, when in rows
        if item.startswith(WD + "Q")
        and (entities is None or entity in entities)
        and not ((entity, item) in stored and stored[entity, item].decided)
    ]
