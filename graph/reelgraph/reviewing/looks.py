"""Who looked at what and could not say: kept, so that the next person does not begin there."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.store import Store
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import DCTERMS, PROV, RDF, RDFS, XSD

_GRAPH = iri(LINKS)
_TYPE, _ACTIVITY, _USED = iri(RDF + "type"), iri(PROV + "Activity"), iri(PROV + "used")
_BY, _WHEN, _NOTE = iri(DCTERMS + "creator"), iri(DCTERMS + "created"), iri(RDFS + "comment")


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at an entity, or at a pair of them, and was not sure."""

    entities: tuple[str, ...]
    by: str
    when: str
    note: str = ""

    @property
    def key(self) -> str:
        """What it is called: the same for a person who looks at the same again."""
        text = "|".join((*sorted(self.entities), self.by))
        return sha256(text.encode()).hexdigest()[:20]

    def quads(self, base: str) -> Iterator[ox.Quad]:
        """It, in the graph of the links."""
        node = iri(f"{base}/look/{self.key}")
        yield ox.Quad(node, _TYPE, _ACTIVITY, _GRAPH)
        for entity in self.entities:
            yield ox.Quad(node, _USED, iri(entity), _GRAPH)
        yield ox.Quad(node, _BY, ox.Literal(self.by), _GRAPH)
        yield ox.Quad(node, _WHEN, ox.Literal(self.when, datatype=iri(XSD + "dateTime")), _GRAPH)
        if self.note:
            yield ox.Quad(node, _NOTE, ox.Literal(self.note), _GRAPH)


def looks(store: Store) -> dict[frozenset[str], list[Look]]:
    """The looks that are kept, by what was looked at, the last one last."""
    query = f"""SELECT ?node ?p ?o WHERE {{ GRAPH {_GRAPH} {{
      ?node a {_ACTIVITY} ; {_USED} ?any ; ?p ?o }} }}"""
    said: dict[str, dict[ox.NamedNode, set[str]]] = {}
    for node, prop, value in store.select(query):
        said.setdefault(node.value, {}).setdefault(prop, set()).add(value.value)
    found: dict[frozenset[str], list[Look]] = {}
    for values in said.values():
        by, when, note = (max(values.get(p, {""})) for p in (_BY, _WHEN, _NOTE))
        look = Look(tuple(sorted(values[_USED])), by, when, note)
        found.setdefault(frozenset(look.entities), []).append(look)
    for same in found.values():
        same.sort(key=lambda k: (k.when, k.by))
    return found
