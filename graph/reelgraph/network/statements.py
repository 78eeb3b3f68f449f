"""What chosen sources say of entities: the steps from them that rest on their statements alone."""

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from reelgraph.binding import Term, bind, iri
from reelgraph.network.evidence import source_names
from reelgraph.network.filters import Filters
from reelgraph.store import Store
from reelgraph.terms import CONTRIBUTOR, terms
from reelgraph.vocabulary import FILM, RDF

_NODES = f"VALUES (?node) {{ (<{FILM}none>) }}"
# The values stand inside of GRAPH: outside, every statement would be read first.
_STATEMENTS = tuple(
    (
        f"SELECT ?node ?other ?what ?statement WHERE {{ GRAPH <GRAPH> {{ {_NODES} "
        f"?statement <{here}> ?node ; <{there}> ?other ; <{what}> ?what }} }}",
        forward,
    )
    for start, end, what in (
        (FILM + "hasWork", FILM + "hasAgent", FILM + "hasRole"),
        (RDF + "subject", RDF + "object", RDF + "predicate"),
    )
    for here, there, forward in ((start, end, True), (end, start, False))
)
_STATUSES = f"""SELECT ?node ?status WHERE {{ GRAPH <GRAPH> {{
  {_NODES} ?node <{FILM}hasStatus> ?status }} }}"""


class Step(NamedTuple):
    """One edge as it is seen from one of its ends."""

    other: str
    property: str
    forward: bool
    """Whether the edge points from here to `other`."""


Steps = dict[str, set[Step]]
_Met = tuple[str, Term, str, str, bool]
"""A node, what stands beside it, the role or property, the statement if any, and the direction."""


def stated(store: Store, nodes: Iterable[str], chosen: Filters) -> tuple[Steps, Steps]:
    """The steps from some entities that the chosen sources give.

    Returns:
        Those that one of them asserts or infers, and those that one says with a weaker status
        which is included.

    """
    wanted = list(nodes)
    sure: Steps = {node: set() for node in wanted}
    weaker: Steps = {node: set() for node in wanted}
    known = terms()
    edges = known.relations | {CONTRIBUTOR}
    rows = [(iri(node),) for node in wanted]
    for graph, name in sorted(source_names(store).items()):
        if name not in chosen.sources:
            continue
        met = _met(store, graph, bind_to=rows)
        statuses = _statuses(store, graph, {statement for *_, statement, _ in met if statement})
        for node, other, what, statement, forward in met:
            role = known.roles.get(what) if statement else None
            prop = role.property if role else what
            if prop not in edges or not isinstance(other, ox.NamedNode):
                continue
            step = Step(other.value, prop, forward)
            said = statuses.get(statement, frozenset())
            if said <= known.shown_statuses:
                sure[node].add(step)
            elif said & chosen.include:
                weaker[node].add(step)
    return sure, weaker


def _met(store: Store, graph: str, bind_to: list[tuple[ox.NamedNode]]) -> list[_Met]:
    found: list[_Met] = []

    def read(query: str, forward: bool) -> None:
        text = bind(query.replace("<GRAPH>", f"<{graph}>"), {("node",): bind_to})
        for row in store.select(text):
            node, other, what, *statement = row
            found.append(
                (node.value, other, what.value, statement[0].value if statement else "", forward)
            )

    for query, forward in _STATEMENTS:
        read(query, forward)
    listed = ", ".join(f"<{p}>" for p in sorted(terms().relations | {CONTRIBUTOR}))
    for pattern, forward in (("?node ?what ?other", True), ("?other ?what ?node", False)):
        plain = f"SELECT ?node ?other ?what WHERE {{ GRAPH <GRAPH> {{ {_NODES} {pattern} "
        read(f"{plain} FILTER(?what IN ({listed})) }} }}", forward)
    return found


def _statuses(store: Store, graph: str, statements: set[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    if statements:
        rows = [(iri(one),) for one in sorted(statements)]
        query = bind(_STATUSES.replace("<GRAPH>", f"<{graph}>"), {("node",): rows})
        for row in store.select(query):
            found.setdefault(row["node"].value, set()).add(row["status"].value)
    return {node: frozenset(said) for node, said in found.items()}
