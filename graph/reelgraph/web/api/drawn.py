"""The answer to any query as a network: what of it are nodes, and what joins them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelgraph.entities import describe
from reelgraph.entity import Entity, is_a
from reelgraph.errors import InputError, ParameterError
from reelgraph.results import Results, Triples
from reelgraph.store import Store
from reelgraph.terms import terms
from reelgraph.vocabulary import RDF
from reelgraph.web import threads
from reelgraph.web.api.asking import Answer, ask
from reelgraph.web.api.bodies import json_body, text_of
from reelgraph.web.api.tables import is_entity
from reelgraph.web.context import Context
from reelgraph.web.problems import entity_json

READ = 50_000
"""Rows or triples that are read for a drawing."""
_TELLING = 300
"""IRIs of a column that are looked up to tell what it holds."""
SHOWN = 500
"""Nodes that are drawn: the best connected ones."""
SAME_ROW = "same row"
"""What joins two entities of which a row does not say more."""
Edge = tuple[str, str, str]
"""From, to, and what joins them."""
Cell = tuple[int, str]
"""The place of a column, and the IRI that stands there."""


@dataclass(slots=True)
class Reading:
    """What was seen in an answer."""

    edges: dict[Edge, None] = field(default_factory=dict)
    nodes: dict[str, None] = field(default_factory=dict)
    """In the order in which they came; those without an edge too."""
    note: str = ""


def routes(context: Context) -> list[BaseRoute]:
    """Drawing what a query gives."""

    def draw(sparql: str) -> dict[str, Any]:
        store = context.engine.graph().store
        return network_json(store, read(store, ask(context, sparql, READ)))

    async def answer(request: Request) -> Response:
        sparql = text_of(await json_body(request), "sparql")
        return JSONResponse(await threads.run(context.lines.visitors, draw, sparql))

    return [Route("/api/draw", answer, methods=["POST"])]


def read(store: Store, answer: Answer) -> Reading:
    """The nodes and edges of an answer.

    Raises:
        InputError: it is a truth value, or no cell of it is an entity.

    """
    if answer.truth is not None:
        raise InputError("the answer is yes or no, and nothing to draw: ask with SELECT")
    triples, rows = answer.triples, answer.table
    found = _of_rows(store, rows) if triples is None else _of_triples(triples)
    if not found.nodes:
        raise InputError(
            "nothing of this answer can be drawn: none of its cells is a film, a person or another "
            "entity; select them too, as in SELECT ?film ?person"
        )
    if len(rows) < answer.total:
        what = "rows" if triples is None else "triples"
        found.note += f" Only the first {len(rows):,} of {answer.total:,} {what} were read."
    return found


def network_json(store: Store, found: Reading) -> dict[str, Any]:
    """The network as the explorer draws it."""
    ties = Counter(end for start, to, _ in found.edges for end in (start, to))
    kept = sorted(found.nodes, key=lambda n: -ties[n])[:SHOWN]
    known = describe(store, kept)
    joined: dict[tuple[str, str], list[str]] = {}
    for start, to, role in found.edges:
        if start in known and to in known:
            pair = _work_first(known[start], known[to])
            if pair[::-1] in joined:
                pair = pair[::-1]
            roles = joined.setdefault(pair, [])
            if role not in roles:
                roles.append(role)
    return {
        "nodes": [{**entity_json(known[n]), "degree": ties[n]} for n in kept],
        "edges": [
            {"from": start, "to": to, "roles": roles, "unsure": False, "sources": []}
            for (start, to), roles in joined.items()
        ],
        "total": len(found.nodes),
        "note": found.note,
    }


def _of_triples(answer: Triples) -> Reading:
    """Each triple of two IRIs is an edge, its predicate what joins them; types are none."""
    found = Reading(note="Each triple between two things is an edge, called as its property is.")
    for triple in answer:
        ends = (triple.subject, triple.object)
        if triple.predicate.value == RDF + "type":
            if isinstance(triple.subject, ox.NamedNode):
                found.nodes[triple.subject.value] = None
        elif all(isinstance(end, ox.NamedNode) for end in ends):
            start, to = (end.value for end in ends)  # type: ignore[union-attr]
            found.nodes |= {start: None, to: None}
            found.edges[start, to, terms().edge_name(triple.predicate.value)] = None
    return found


def _of_rows(store: Store, answer: Results) -> Reading:
    """The entities of a row are joined; a column of roles says by what, if there is one."""
    places = range(len(answer.columns))
    seen = [_first_iris(answer, place) for place in places]
    iris = {i for column in seen for i in column}
    known = {i: e for i, e in describe(store, iris).items() if is_entity(e)}
    naming = [p for p in places if any(_role_name(i) for i in seen[p] if i not in known)][:1]
    held = known or {i for i in iris if not _role_name(i)}  # foreign things, where none is ours
    shown = [p for p in places if p not in naming and any(i in held for i in seen[p])]
    works = [p for p in shown if any(i in known and is_a(known[i].kind, "Work") for i in seen[p])]
    hub = works[0] if len(works) == 1 and len(shown) > 2 else None
    found = Reading(note=_told(answer.columns, shown, naming, hub))
    for row in answer.terms:
        here = [(p, row[p].value) for p in shown if isinstance(row[p], ox.NamedNode)]
        by = [row[p].value for p in naming if isinstance(row[p], ox.NamedNode)]
        said = _role_name(by[0]) if by else ""
        found.nodes |= {node: None for _, node in here}
        for (_, start), (place, to) in _joined(here, hub):
            if start != to:
                found.edges[start, to, said or _column_role(answer.columns[place])] = None
    return found


def _first_iris(answer: Results, place: int) -> list[str]:
    """The first IRIs of a column: they tell what it holds."""
    cells = (row[place] for row in answer.terms)
    every = dict.fromkeys(c.value for c in cells if isinstance(c, ox.NamedNode))
    return list(islice(every, _TELLING))


def _joined(here: list[tuple[int, str]], hub: int | None) -> Iterable[tuple[Cell, Cell]]:
    """Which cells of a row are joined: all with its work if it has one, else each with the next."""
    middle = next((cell for cell in here if cell[0] == hub), None)
    if middle is None:
        return pairwise(here)
    return [(middle, cell) for cell in here if cell is not middle]


def _told(
    columns: Sequence[str], shown: Iterable[int], naming: Iterable[int], hub: int | None
) -> str:
    """How rows were read, in words."""
    names = [f"?{columns[p]}" for p in shown]
    if len(names) == 1:
        return f"One column holds things to draw ({names[0]}), so nothing joins them."
    text = f"The things of a row are joined in this order: {', '.join(names)}"
    if hub is not None:
        others = ", ".join(f"?{columns[p]}" for p in shown if p != hub)
        text = f"In each row ?{columns[hub]} is joined with {others}"
    by = [f"?{columns[p]}" for p in naming]
    return f"{text}; what joins them is called as {by[0]} says." if by else f"{text}."


@lru_cache(maxsize=1000)
def _role_name(iri: str) -> str:
    """What a role or a property is called as an edge; empty for what is neither."""
    role = terms().roles.get(iri)
    if role is not None:
        return role.label
    return terms().edge_name(iri) if iri in terms().object_properties else ""


@lru_cache(maxsize=1000)
def _column_role(name: str) -> str:
    """The role that a column is named after, as ?director is."""
    try:
        edges = terms().edges_named(name)
    except ParameterError:
        return SAME_ROW
    return terms().edge_name(min(edges))


def _work_first(a: Entity, b: Entity) -> tuple[str, str]:
    """The ends of an edge in the direction in which all are drawn: from a work to its people."""
    turn = is_a(b.kind, "Work") and not is_a(a.kind, "Work")
    return (b.iri, a.iri) if turn else (a.iri, b.iri)
