"""Networks: NetworkX objects made from the graph, with plain Python attributes.

Nodes are IRIs with ``type``, ``label`` and, where known, ``year``; edges point from the work to
the person, one for each statement of a source, with ``role``, ``source`` and ``status``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from reelgraph.entities import describe
from reelgraph.entity import is_a, kind_of
from reelgraph.network.adjacency import Adjacency
from reelgraph.network.evidence import Evidence, attributes, evidence, source_names
from reelgraph.network.filters import Filters, filters
from reelgraph.store import Store
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, STATUS, local_name, unnamed

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of the graph: some nodes, out of how many."""

    network: "nx.MultiDiGraph[str]"
    total: int


def around(store: Store, centres: Iterable[str], depth: int, chosen: Filters, limit: int) -> Cut:
    """The network around some entities.

    Args:
        store: Where the facts are.
        centres: The IRIs in the middle.
        depth: How many edges away the farthest may be.
        chosen: Which edges count.
        limit: How many nodes to keep: the nearer ones, and among those the best connected, first.

    """
    middle = list(dict.fromkeys(centres))
    near = Adjacency(store, chosen, always=middle)
    distance = dict.fromkeys(middle, 0)
    edge = set(middle)
    ties: dict[str, int] = defaultdict(int)
    for level in range(1, depth + 1):
        met = set()
        for steps in near.of(edge).values():
            for step in steps:
                ties[step.other] += 1
                if step.other not in distance:
                    met.add(step.other)
        edge = near.passable(met)
        distance.update(dict.fromkeys(edge, level))
    total = len(distance)
    kept = set(distance)
    if total > limit:
        named = {i: e.named for i, e in describe(store, distance).items()}
        order = sorted(
            distance, key=lambda n: (distance[n] > 0, not named[n], distance[n], -ties[n], n)
        )
        kept = set(order[:limit])
    pairs = {
        (node, step.other) if step.forward else (step.other, node)
        for node, steps in near.of(kept).items()
        for step in steps
        if step.other in kept
    }
    network = of_evidence(store, evidence(store, pairs, chosen), kept)
    for node, steps in near.of(kept).items():
        network.nodes[node]["degree"] = len({step.other for step in steps})
    return Cut(network, total)


def along(store: Store, paths: Iterable[Iterable[str]], chosen: Filters) -> "nx.MultiDiGraph[str]":
    """The network of some paths, with the evidence of each hop."""
    nodes: dict[str, None] = {}
    pairs: set[tuple[str, str]] = set()
    for path in paths:
        way = list(path)
        nodes.update(dict.fromkeys(way))
        for a, b in pairwise(way):
            pairs |= {(a, b), (b, a)}
    return of_evidence(store, evidence(store, pairs, chosen), nodes)


def of_evidence(
    store: Store, found: Iterable[Evidence], nodes: Iterable[str] = ()
) -> "nx.MultiDiGraph[str]":
    """A network whose edges are what the sources say."""
    import networkx as nx

    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    network.add_nodes_from(nodes)
    for one in found:
        key = one.node or f"{one.property} {one.source}"
        if one.role != terms().edge_name(one.property):
            key += f" {one.role}"
        network.add_edge(one.start, one.end, key=f"{key} {one.source}", **attributes(one))
    for node, entity in describe(store, network.nodes).items():
        network.nodes[node].update(type=entity.kind, label=entity.label)
        if entity.year is not None:
            network.nodes[node]["year"] = entity.year
    return network


def to_networkx(store: Store, chosen: Filters | None = None) -> "nx.MultiDiGraph[str]":
    """The whole graph of credits and relations as one multigraph.

    It is read in a few whole-graph queries, so it is as large as the graph itself: 440,000 credits
    take about half a minute and 1 GB.
    """
    import networkx as nx

    chosen = chosen or filters()
    known, names = terms(), source_names(store)
    shown = {local_name(s): s for s in known.shown_statuses | chosen.include}
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    years = _column(store, f"?a <{FILM}year> ?b")
    first, last = chosen.years or (0, 0)

    def add(start: str, end: str, key: str, prop: str, label: str, graph: str, status: str) -> None:
        if prop not in chosen.properties or graph not in names or status not in shown:
            return
        if chosen.years and not first <= int(years.get(start, -1)) <= last:
            return
        network.add_edge(
            start,
            end,
            key=f"{key} {names[graph]}",
            role=label,
            property="film:" + local_name(prop),
            source=names[graph],
            status=status,
        )

    credits_query = f"""PREFIX film: <{FILM}> SELECT ?n ?w ?a ?r ?g ?s WHERE {{
      GRAPH ?g {{ ?n film:hasRole ?r ; film:hasWork ?w ; film:hasAgent ?a .
        OPTIONAL {{ ?n film:hasStatus ?s }} }} }}"""
    for row in store.select(credits_query):
        node, work, agent, role_iri, graph, status = row
        role = known.roles.get(role_iri.value)
        if role:
            said = local_name(status.value) if status is not None else "asserted"
            add(work.value, agent.value, node.value, role.property, role.label, graph.value, said)
    others = sorted(known.relations - known.contributor_properties)
    plain = f"""SELECT ?w ?p ?a ?g WHERE {{ VALUES (?p) {{ {" ".join(f"(<{p}>)" for p in others)} }}
      GRAPH ?g {{ ?w ?p ?a FILTER(isIRI(?a)) }} }}"""
    for row in store.select(plain):
        work, prop, agent, graph = (cell.value for cell in row)
        add(work, agent, prop, prop, known.edge_name(prop), graph, "asserted")
    claims = f"""PREFIX film: <{FILM}>
    PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> SELECT ?n ?w ?p ?a ?g ?s WHERE {{
      GRAPH ?g {{ ?n rdf:predicate ?p ; rdf:subject ?w ; rdf:object ?a FILTER(isIRI(?a))
        OPTIONAL {{ ?n film:hasStatus ?s }} }} }}"""
    for row in store.select(claims):
        node, work, prop, agent, graph, status = row
        if prop.value in known.relations:
            said = local_name((status or _ASSERTED).value)
            add(
                work.value,
                agent.value,
                node.value,
                prop.value,
                known.edge_name(prop.value),
                graph.value,
                said,
            )
    _describe_all(store, network, years)
    if chosen.kinds:
        wrong = [
            n
            for n, data in network.nodes(data=True)
            if not any(is_a(str(data["type"]), wanted) for wanted in chosen.kinds)
        ]
        network.remove_nodes_from(wrong)
    return network


class _Asserted:
    value = STATUS + "asserted"


_ASSERTED = _Asserted()


def _describe_all(store: Store, network: "nx.MultiDiGraph[str]", years: dict[str, str]) -> None:
    labels = _column(store, "?a <http://www.w3.org/2000/01/rdf-schema#label> ?b")
    types: dict[str, list[str]] = defaultdict(list)
    for row in store.select("SELECT ?a ?b WHERE { ?a a ?b }"):
        types[row["a"].value].append(row["b"].value)
    kinds: dict[tuple[str, ...], str] = {}
    for node, data in network.nodes(data=True):
        key = tuple(types.get(node, ()))
        data["type"] = kinds.get(key) or kinds.setdefault(key, kind_of(key))
        data["label"] = labels.get(node) or unnamed(node)
        if node in years:
            data["year"] = int(years[node])


def _column(store: Store, pattern: str) -> dict[str, str]:
    rows = store.select(f"SELECT ?a ?b WHERE {{ {pattern} }}")
    return {row["a"].value: row["b"].value for row in rows}


def bipartite(network: "nx.MultiDiGraph[str]") -> "nx.Graph[str]":
    """The film-person graph: one edge for each pair, with its roles and the number of credits.

    Node attribute ``bipartite`` is 0 for works and 1 for people, as NetworkX has it.
    """
    import networkx as nx

    made: nx.Graph[str] = nx.Graph()
    people = {f"film:{local_name(p)}" for p in terms().contributor_properties}
    edges: dict[tuple[str, str], set[str]] = defaultdict(set)
    for work, agent, data in network.edges(data=True):
        if data["property"] in people:
            edges[work, agent].add(data["role"])
    for (work, agent), roles in edges.items():
        made.add_node(work, bipartite=0, **network.nodes[work])
        made.add_node(agent, bipartite=1, **network.nodes[agent])
        made.add_edge(work, agent, roles=", ".join(sorted(roles)), weight=len(roles))
    return made


def projection(network: "nx.MultiDiGraph[str]", onto: str = "Person") -> "nx.Graph[str]":
    """People linked by the works they share, or works by the people; ``weight`` counts those.

    Args:
        network: A network of credits.
        onto: "Person" or "Film".

    """
    import networkx as nx

    two = bipartite(network)
    side = 1 if onto == "Person" else 0
    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from((n, d) for n, d in two.nodes(data=True) if d["bipartite"] == side)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for _, neighbours in ((n, two[n]) for n, d in two.nodes(data=True) if d["bipartite"] != side):
        for a, b in combinations(sorted(neighbours), 2):
            shared[a, b] += 1
    made.add_weighted_edges_from((a, b, count) for (a, b), count in shared.items())
    for _, data in made.nodes(data=True):
        data.pop("bipartite", None)
    return made
