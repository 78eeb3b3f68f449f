"""Links as nodes: what stands in the graph of the links for each, and how it is read back.

A node never changes. Its IRI is made of all that it says, so that the same link kept again is the
same node, and two words on one entity and item, as an import or a merge brings together, stay two.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import pyoxigraph as ox

from reelgraph.binding import iri
from reelgraph.errors import InputError
from reelgraph.links.link import METHODS, NONE, STATUSES, Evidence, Link
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import DCTERMS, FILM, LINK_STATUS, PROV, RDF, SKOS, WD, XSD

Ask = Callable[[str], ox.QuerySolutions]
"""Gives the rows of a SELECT query: of a store, or of the engine while it is written."""

GRAPH = iri(LINKS)
TYPE, MATCH = iri(RDF + "type"), iri(SKOS + "exactMatch")
LINK, FORMER = iri(FILM + "Link"), iri(FILM + "FormerLink")
LINK_OF, ITEM, EARLIER = iri(FILM + "isLinkOf"), iri(FILM + "hasItem"), iri(PROV + "wasRevisionOf")
_STATUS, _METHOD = iri(FILM + "hasLinkStatus"), iri(FILM + "linkMethod")
_SCORE, _EVIDENCE = iri(FILM + "linkScore"), iri(FILM + "linkEvidence")
_ENDPOINT, _NOTE = iri(FILM + "linkEndpoint"), iri(FILM + "linkNote")
_BY, _WHEN, _LABEL = iri(DCTERMS + "creator"), iri(DCTERMS + "created"), iri(FILM + "itemLabel")
_DATE_TIME, _DECIMAL = iri(XSD + "dateTime"), iri(XSD + "decimal")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_TEXTS = {_METHOD: "method", _BY: "by", _WHEN: "when", _NOTE: "note", _ENDPOINT: "endpoint"}
_TEXTS |= {_LABEL: "item_label"}
FEW = 1000
"""So many entities are named in a query; of more, all links are read and sifted here."""


@dataclass(frozen=True, slots=True)
class Node:
    """A link as it stands in a store."""

    iri: str
    link: Link
    earlier: tuple[str, ...] = ()
    """The nodes that it replaced and that are kept, because somebody had decided them."""

    @classmethod
    def of(cls, link: Link, base: str, earlier: Iterable[str] = ()) -> "Node":
        """The node of a link; when it was weighed makes no other node of it."""
        before = tuple(sorted(earlier))
        said = [link.status, _decimal(link.score), _lines(link), link.method]
        said += [link.by, link.note, link.endpoint, link.item_label, *before]
        if link.decided:
            said.append(link.when)
        digest = sha256("\n".join(said).encode()).hexdigest()[:12]
        return cls(f"{base}/link/{link.key}-{digest}", link, before)

    @property
    def plain(self) -> ox.Triple:
        """What follows of it when it is accepted."""
        return ox.Triple(iri(self.link.entity), MATCH, iri(self.link.item))

    def triples(self) -> Iterator[ox.Triple]:
        """All that it says but for its class."""
        node, link = iri(self.iri), self.link
        yield ox.Triple(node, LINK_OF, iri(link.entity))
        if link.item:
            yield ox.Triple(node, ITEM, iri(link.item))
        yield ox.Triple(node, _STATUS, iri(LINK_STATUS + link.status))
        if link.score is not None:
            yield ox.Triple(node, _SCORE, ox.Literal(_decimal(link.score), datatype=_DECIMAL))
        if link.evidence:
            yield ox.Triple(node, _EVIDENCE, ox.Literal(_lines(link)))
        for prop, name in _TEXTS.items():
            text = getattr(link, name)
            if text and prop == _WHEN and _MOMENT.fullmatch(text):
                yield ox.Triple(node, prop, ox.Literal(text, datatype=_DATE_TIME))
            elif text:
                yield ox.Triple(node, prop, ox.Literal(text))
        for before in self.earlier:
            yield ox.Triple(node, EARLIER, iri(before))


def checked(link: Link) -> Link:
    """A link that can be kept, with its score and evidence as they are stored.

    Raises:
        InputError: it names no entity or no item, or has a status, a method or a score that is
            none.

    """
    wrong = ""
    if link.status not in STATUSES:
        wrong = f"{link.status!r} is no status: write {', '.join(STATUSES)}"
    elif link.method not in METHODS:
        wrong = f"{link.method!r} is no method: write {', '.join(METHODS)}"
    elif bool(link.item) == (link.status == NONE):
        wrong = f"a link with the status {NONE!r} names no item, and any other names one"
    elif link.score is not None and not 0 <= link.score <= 1:
        wrong = f"the score {link.score} is not from 0 to 1"
    try:
        iri(link.entity)
        iri(link.item or WD)
    except ValueError:
        wrong = "entity and item must be IRIs"
    if wrong:
        raise InputError(f"the link of {link.entity!r} to {link.item!r} cannot be kept: {wrong}")
    score = None if link.score is None else float(_decimal(link.score))
    return replace(link, score=score, evidence=ordered(_lines(link)))


def ordered(lines: str) -> tuple[Evidence, ...]:
    """Evidence as it was written, a line for each, the strongest first."""
    found = []
    for text in lines.splitlines():
        try:
            found.append(Evidence.parsed(text))
        except ValueError:  # somebody else wrote it
            found.append(Evidence("note", 0.0, text))
    return tuple(sorted(found, key=lambda e: (-abs(e.weight), e.feature, e.words)))


def _lines(link: Link) -> str:
    return "\n".join(" ".join(str(one).split()) for one in link.evidence)


def nodes(ask: Ask, entities: Iterable[str] | None = None, kind: ox.NamedNode = LINK) -> list[Node]:
    """The links that stand in the graph of the links.

    Args:
        ask: Asks the store.
        entities: Of which entities; of all when None.
        kind: `LINK`, or `FORMER` for those that were replaced.

    """
    wanted = None if entities is None else set(entities)
    given = ""
    if wanted is not None and len(wanted) <= FEW:
        given = f"VALUES ?entity {{ {' '.join(map(str, map(iri, wanted)))} }}"
        given += f" GRAPH {GRAPH} {{ ?node {LINK_OF} ?entity }}"
    query = f"SELECT ?node ?p ?o WHERE {{ {given} GRAPH {GRAPH} {{ ?node a {kind} ; ?p ?o }} }}"
    said: dict[str, dict[ox.NamedNode, list[str]]] = {}
    for node, prop, value in ask(query):
        said.setdefault(node.value, {}).setdefault(prop, []).append(value.value)
    found = (_node(name, values) for name, values in said.items())
    return [n for n in found if n and (wanted is None or n.link.entity in wanted)]


def brief(ask: Ask) -> list[Link]:
    """All links without what they rest on, which takes a fraction of the time."""
    query = f"""SELECT ?entity ?item ?status ?method ?when WHERE {{ GRAPH {GRAPH} {{
      ?node a {LINK} ; {LINK_OF} ?entity ; {_STATUS} ?status ; {_METHOD} ?method .
      OPTIONAL {{ ?node {ITEM} ?item }} OPTIONAL {{ ?node {_WHEN} ?when }} }} }}"""
    return [
        Link(
            row["entity"].value,
            row["item"].value if row["item"] is not None else "",
            row["status"].value.removeprefix(LINK_STATUS),
            method=row["method"].value,
            when=row["when"].value if row["when"] is not None else "",
        )
        for row in ask(query)
    ]


def _node(name: str, said: Mapping[ox.NamedNode, list[str]]) -> Node | None:
    if LINK_OF not in said or _STATUS not in said:
        return None
    score = said.get(_SCORE)
    texts = {name: max(said[prop]) for prop, name in _TEXTS.items() if prop in said}
    link = Link(
        said[LINK_OF][0],
        said.get(ITEM, [""])[0],
        said[_STATUS][0].removeprefix(LINK_STATUS),
        float(score[0]) if score else None,
        ordered(*said.get(_EVIDENCE, [""])[:1]),
        **texts,
    )
    return Node(name, link, tuple(sorted(said.get(EARLIER, ()))))


def _decimal(score: float | None) -> str:
    return "" if score is None else f"{score:.6f}".rstrip("0").ljust(3, "0")
