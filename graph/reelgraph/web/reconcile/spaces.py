"""What entities, types and properties are called by clients, and which IRIs are meant.

A client has one prefix for all identifiers of a service, the identifier space. Of the graph's own
entities it is where the store mints its IRIs, and an id is what follows there; an entity with an
IRI of somebody else has the whole IRI as its id. So an id that is taken as a relative reference
to the identifier space always gives the IRI. The second service calls entities by the numbers of
their Wikidata items.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from reelgraph.vocabulary import WD, expand

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_QID = re.compile(r"(?:wd:|https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d{0,15})")


@dataclass(frozen=True)
class Space:
    """The ids of one service."""

    prefix: str
    """The identifier space."""
    items: Mapping[str, str] = field(default_factory=dict)
    """The Wikidata item of each entity that has one, both as IRIs."""
    by_item: bool = False
    """Whether ids are the numbers of Wikidata items."""

    def id_of(self, iri: str) -> str:
        """The id of an entity; "" where this service has none for it.

        >>> own = Space("https://w3id.org/reelgraph/id/")
        >>> own.id_of("https://w3id.org/reelgraph/id/mine/film/7"), own.id_of(WD + "Q4444")
        ('mine/film/7', 'http://www.wikidata.org/entity/Q4444')
        >>> Space(WD, {"http://e/x": WD + "Q7"}, by_item=True).id_of("http://e/x")
        'Q7'
        """
        if self.by_item:
            return self.item_of(iri).removeprefix(WD)
        rest = iri.removeprefix(self.prefix)
        return rest if rest and not _ABSOLUTE.match(rest) and rest[0] != "/" else iri

    def item_of(self, iri: str) -> str:
        """The Wikidata item of an entity: the accepted one, or itself; "" where there is none."""
        return self.items.get(iri) or (iri if _QID.fullmatch(iri) and iri.startswith(WD) else "")

    def iris_of(self, said: str) -> tuple[str, ...]:
        """The IRIs that an id can mean; all that a person could write is understood.

        >>> Space("https://w3id.org/reelgraph/id/").iris_of("mine/film/7")
        ('https://w3id.org/reelgraph/id/mine/film/7',)
        >>> Space("https://w3id.org/reelgraph/id/").iris_of("a b"), Space(WD).iris_of("")
        ((), ())
        """
        said = said.strip()
        number = _QID.fullmatch(said)
        if number:
            item = WD + number[1]
            return (*self.entities.get(item, ()), item)
        found = expand(said)
        if found is None and said and not _ABSOLUTE.match(said):
            found = self.prefix + said
        return (found,) if found and is_iri(found) else ()

    @cached_property
    def entities(self) -> dict[str, tuple[str, ...]]:
        """The entities of each item."""
        found: dict[str, list[str]] = {}
        for entity, item in sorted(self.items.items()):
            found.setdefault(item, []).append(entity)
        return {item: tuple(of) for item, of in found.items()}


def is_iri(text: str) -> bool:
    """Whether a query can name it.

    >>> is_iri("http://e/x"), is_iri("http://e/ x"), is_iri("x")
    (True, False, False)
    """
    try:
        return bool(ox.NamedNode(text).value)
    except ValueError:
        return False
