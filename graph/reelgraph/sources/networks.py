"""Claims from a network: a NetworkX object, or a file of one (GraphML, GEXF, node-link JSON).

Our own networks come back with every role, status and character. A network from elsewhere needs a
role on each edge (or one for all of them) and, where its nodes are no IRIs, gets minted ones.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from reelgraph.errors import InputError
from reelgraph.sources.claims import ClaimWriter
from reelgraph.sources.inputs import Input
from reelgraph.terms import Role, Terms, terms
from reelgraph.vocabulary import FILM, RDF, RDFS, STATUS, expand, local_name, slug, unnamed

if TYPE_CHECKING:
    import networkx as nx

FORMATS = ("graphml", "gexf", "graph.json")
"""The endings of the files that are read."""
_OF_NODE = {"type", "label", "name", "year", "degree", "works", "in_common", "bipartite", "viz"} | {
    *("id", "weighted_degree", "betweenness", "pagerank", "clustering", "component", "community")
}
"""Attributes of a node with a meaning here, or worked out of the network itself."""
_OF_EDGE = {"role", "roles", "property", "source", "stated_by", "status", "character", "id"} | {
    *("credited_as", "order", "quote", "label", "weight", "kind", "networkx_key", "viz")
}


class _Node(NamedTuple):
    iri: str
    kind: str
    """Its class; empty where the network does not tell."""
    given: Hashable
    data: Mapping[str, Any]


class _Meaning(NamedTuple):
    """What an edge says: that somebody had a role, or that two things are related."""

    role: Role | None
    property: str


def read(
    inputs: Sequence[Input],
    source: str,
    base: str,
    out: BinaryIO,
    role: str | None = None,
) -> None:
    """Write the claims of some files of networks as N-Triples.

    Args:
        inputs: The files, each of one of `FORMATS`.
        source: The name of the source.
        base: The base of minted IRIs.
        out: Where to.
        role: Of the edges that name none.

    Raises:
        InputError: a file is no network, or an edge cannot be understood.

    """
    claims = ClaimWriter(out, source, base)
    for one in inputs:
        write(_parsed(one), claims, role, one.shown)


def write(
    network: "nx.Graph[Any]", claims: ClaimWriter, role: str | None = None, where: str = "network"
) -> None:
    """Write what a network says as claims of one source.

    Args:
        network: Each node with ``type`` and ``label``, perhaps ``year``; each edge with ``role``
            and, where known, ``status``, ``character``, ``credited_as`` and ``order``. Attributes
            that have no meaning here are kept as properties of the source's own.
        claims: Where to.
        role: Of the edges that name none.
        where: What the network is called in messages.

    Raises:
        InputError: a type, role or status that there is not; an edge of which nobody can tell
            which end is the work. The message says which edge, and what to do.

    """
    known = terms()
    default = _meaning(role, known) if role else None
    if role and default is None:
        known.edges_named(role)  # raises, and lists the roles
    nodes = {given: _node(given, data, claims, where) for given, data in network.nodes(data=True)}
    found: list[tuple[_Meaning, _Node, _Node, Mapping[str, Any], str]] = []
    for start, end, key, data in _edges(network):
        said = f"{where}: the edge {start!r} - {end!r}"
        for meaning in _meanings(data, default, known, said):
            ends = nodes[start], nodes[end]
            if meaning.role:
                ends = _work_first(*ends, network.is_directed(), said)
            _check_status(data, known, said)
            found.append((meaning, *ends, data, f"{key} {meaning.property}"))
    kinds = {node.iri: node.kind for node in nodes.values()}
    for meaning, work, agent, _, _ in found:
        if meaning.role:  # what stands at the ends of a credit, where nobody says it
            person = meaning.property in known.contributor_properties
            kinds[work.iri] = kinds[work.iri] or "Work"
            kinds[agent.iri] = kinds[agent.iri] or ("Person" if person else "Company")
    for node in nodes.values():
        _write_node(node, kinds[node.iri], claims)
    for meaning, start, end, data, key in found:
        _write_edge(meaning, start.iri, end.iri, data, key, claims)


def _parsed(one: Input) -> "nx.Graph[Any]":
    import networkx as nx

    name = one.shown.lower()
    try:
        if name.endswith((".graphml", ".gexf")):
            _refuse_entities(one)
        with one.open() as stream:
            if name.endswith(".graphml"):
                return nx.read_graphml(stream, force_multigraph=True)
            if name.endswith(".gexf"):
                made: nx.Graph[Any] = nx.read_gexf(stream)
                return made
            data = json.load(stream)
            links = "links" if "links" in data and "edges" not in data else "edges"
            return nx.node_link_graph(data, edges=links)
    except (
        *(nx.NetworkXException, ExpatError, SyntaxError),
        *(ValueError, KeyError, TypeError, AttributeError),
    ) as error:
        raise InputError(
            f"{one.shown}: it cannot be read as a network ({error}); "
            f"the forms are {', '.join('.' + f for f in FORMATS)}"
        ) from error


def _refuse_entities(one: Input) -> None:
    """Entities of XML can grow without end, or name other files."""
    parser = ParserCreate()

    def refuse(*_: object) -> None:
        raise InputError(f"{one.shown}:{parser.CurrentLineNumber}: XML entities are refused")

    parser.EntityDeclHandler = refuse
    with one.open() as stream:
        parser.ParseFile(stream)


def _edges(network: "nx.Graph[Any]") -> list[tuple[Any, Any, str, Mapping[str, Any]]]:
    import networkx as nx

    if isinstance(network, nx.MultiGraph):
        return [(a, b, str(k), d) for a, b, k, d in network.edges(keys=True, data=True)]
    return [(a, b, "", d) for a, b, d in network.edges(data=True)]


def _node(given: Hashable, data: Mapping[str, Any], claims: ClaimWriter, where: str) -> _Node:
    kind = str(data.get("type") or "")
    classes = {local_name(c): c for c in terms().classes}
    if kind not in ("", "Entity", *classes):
        listed = ", ".join(sorted(local_name(c) for c in terms().entity_classes))
        raise InputError(
            f"{where}: the node {given!r} has the type {kind!r}; the types are {listed}"
        )
    if not kind and data.get("bipartite") in (0, 1):  # as NetworkX tells films and people apart
        kind = "Work" if data["bipartite"] == 0 else "Person"
    kind = "" if kind == "Entity" else kind
    iri = expand(given) if isinstance(given, str) else None
    if iri is None:
        iri = claims.local(slug(kind) or "entity", str(given))
    return _Node(iri, kind, given, data)


def _meanings(
    data: Mapping[str, Any], default: _Meaning | None, known: Terms, said: str
) -> list[_Meaning]:
    """What an edge says; a weighted edge of the film-person graph says several things at once."""
    words = [data.get("role")] if data.get("role") else str(data.get("roles") or "").split(", ")
    named = [str(word) for word in words if word] or [str(data.get("property") or "")]
    if not any(named):
        if default is None:
            raise InputError(
                f"{said} names no role: give each edge an attribute 'role', such as 'director', "
                "or name one role for all of them"
            )
        return [default]
    found = [_meaning(word, known) for word in named]
    if None in found:
        roles = sorted({r.label for r in known.roles.values()} | set(known.relation_names()))
        raise InputError(
            f"{said} has the unknown role {', '.join(named)!r}; the roles are: {', '.join(roles)}"
        )
    return [meaning for meaning in found if meaning]


def _meaning(word: str, known: Terms) -> _Meaning | None:
    """The role or the relation that a word, a CURIE or an IRI names."""
    iri = expand(word) or ""
    if iri in known.roles:
        return _Meaning(known.roles[iri], known.roles[iri].property)
    wanted = word.strip().lower().replace("_", " ")
    for role in known.roles.values():
        if wanted == role.label:
            return _Meaning(role, role.property)
    for prop in sorted(known.relations):
        if prop == iri or wanted == known.edge_name(prop):
            return _Meaning(known.role_of_property.get(prop), prop)
    for role in known.roles.values():
        if wanted in role.synonyms:
            return _Meaning(role, role.property)
    return None


def _work_first(a: _Node, b: _Node, directed: bool, said: str) -> tuple[_Node, _Node]:
    """The two ends of a credit, the work first, whichever way its edge points."""
    works = [bool(node.kind) and _is_work(node.kind) for node in (a, b)]
    if works[0] != works[1]:
        return (a, b) if works[0] else (b, a)
    if any(works) or not directed or (a.kind and b.kind):
        raise InputError(
            f"{said} is a credit, but nothing tells which end is the work: give the nodes an "
            "attribute 'type', such as 'Film' and 'Person'"
        )
    return a, b


def _is_work(kind: str) -> bool:
    return FILM + "Work" in terms().parents.get(FILM + kind, ())


def _check_status(data: Mapping[str, Any], known: Terms, said: str) -> None:
    status = data.get("status")
    if status and STATUS + str(status) not in known.statuses:
        listed = ", ".join(sorted(local_name(s) for s in known.statuses))
        raise InputError(f"{said} has the unknown status {status!r}; there are {listed}")


def _write_node(node: _Node, kind: str, claims: ClaimWriter) -> None:
    classes = {local_name(c): c for c in terms().classes}
    if kind:
        claims.link(node.iri, RDF + "type", classes[kind])
    minted = not isinstance(node.given, str) or expand(node.given) is None
    name = node.data.get("label") or node.data.get("name") or (str(node.given) if minted else "")
    if name and name != unnamed(node.iri):
        claims.text(node.iri, RDFS + "label", str(name))
    if minted:
        claims.identifier(node.iri, str(node.given))
    year = node.data.get("year")
    if year is not None and str(year) != "":
        _write_year(node, year, claims)
    _write_others(node.iri, node.data, _OF_NODE, claims)


def _write_year(node: _Node, year: Any, claims: ClaimWriter) -> None:
    try:
        number = int(year)
    except (TypeError, ValueError):
        raise InputError(
            f"the node {node.given!r} has the year {year!r}: no whole number"
        ) from None
    claims.typed(node.iri, FILM + "year", number, "integer")


def _write_edge(
    meaning: _Meaning, start: str, end: str, data: Mapping[str, Any], key: str, claims: ClaimWriter
) -> None:
    status = str(data.get("status") or "asserted")
    note = str(data.get("quote") or "")
    by = data.get("stated_by") or data.get("source")
    if by:
        note = f"{note} (stated by {by})" if note else f"stated by {by}"
    if meaning.role:
        order = data.get("order")
        node = claims.credit(
            start,
            end,
            meaning.role.iri,
            characters=[str(data["character"])] if data.get("character") else [],
            credited_as=str(data.get("credited_as") or ""),
            order=int(order) if order is not None else None,
            note=note,
            statement=key,
        )
    else:
        node = claims.named("claim", start, meaning.property, end, key)
        claims.link(node, RDF + "type", FILM + "Claim")
        claims.link(node, RDF + "subject", start)
        claims.link(node, RDF + "predicate", meaning.property)
        claims.link(node, RDF + "object", end)
        if note:
            claims.text(node, FILM + "note", note)
    claims.link(node, FILM + "hasStatus", STATUS + status)
    _write_others(node, data, _OF_EDGE, claims)


def _write_others(iri: str, data: Mapping[str, Any], known: set[str], claims: ClaimWriter) -> None:
    """Attributes that mean nothing here, as properties of the source's own: nothing is lost."""
    for name, value in data.items():
        if name in known or value is None:
            continue
        prop = claims.column(str(name))
        if isinstance(value, bool):
            claims.typed(iri, prop, str(value).lower(), "boolean")
        elif isinstance(value, int):
            claims.typed(iri, prop, value, "integer")
        elif isinstance(value, float):
            claims.typed(iri, prop, repr(value), "double")
        else:
            claims.text(iri, prop, str(value))
