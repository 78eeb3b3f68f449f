"""Who stands in the middle: measures of a network, each as NetworkX defines it.

They are taken of people linked by the works they share, of works linked by the people, or of works
and people together. Degree, betweenness and clustering count links as they are; weighted degree,
PageRank and communities weigh them.
"""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from reelgraph.errors import ParameterError
from reelgraph.network import centrality
from reelgraph.network.projections import SIDES, bipartite, check_projection, projection
from reelgraph.results import Results

if TYPE_CHECKING:
    import networkx as nx

OF = {"people": "Person", "films": "Film", "both": ""}
"""What is measured, and what the network is projected onto for that."""
EXACT = 1000
"""Up to so many nodes, betweenness is exact."""
SAMPLES = 200
"""Above that it is estimated from the shortest paths that begin at so many nodes."""
USUAL = ("degree", "weighted_degree", "betweenness", "pagerank", "community")
LINKS = 5_000_000
"""How many pairs may share a work; more do not fit into the memory of a usual machine."""
MEASURES = (
    "degree",
    "weighted_degree",
    "betweenness",
    "pagerank",
    "clustering",
    "component",
    "community",
)
"""What can be measured."""
_SYNONYMS = {
    "weighted": "weighted_degree",
    "strength": "weighted_degree",
    "communities": "community",
    "components": "component",
    "page_rank": "pagerank",
}
NUMBERS = ("community", "component")
"""Numbers that name a group: 1 is the largest."""


class Measured:
    """A network whose nodes carry their measures."""

    def __init__(
        self,
        network: "nx.Graph[str] | None",
        measures: tuple[str, ...],
        notes: tuple[str, ...] = (),
    ) -> None:
        """Keep a network that was measured."""
        self._network = network
        self.measures = measures
        self.notes = notes
        """What has to be said with the figures, such as that one is estimated."""

    @property
    def network(self) -> "nx.Graph[str]":
        """The network that was measured.

        Its nodes have the measures as attributes, and ``works``, the number of works of a person,
        or ``people``, the number of people of a work.
        """
        assert self._network is not None  # noqa: S101  only a subclass begins without it
        return self._network

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.network)

    def results(self, most: int | None = None) -> Results:
        """One row for each node, the highest first measure first."""
        held = {name for _, data in self.network.nodes(data=True) for name in data}
        wanted = ("type", "year", "works", "people", "in_common")
        columns = ["name", *(c for c in wanted if c in held), *self.measures, "iri"]
        rows = []
        for node, data in self.network.nodes(data=True):
            own = ox.NamedNode(node) if "://" in str(node) else node
            known = {"name": data.get("label", node), "iri": own}
            rows.append([rounded(known.get(c, data.get(c))) for c in columns])
        places = [columns.index(m) for m in self.measures]

        def order(row: list[Any]) -> tuple[Any, ...]:
            rising = [row[p] if columns[p] in NUMBERS else -row[p] for p in places]
            return (*rising, str(row[0]), str(row[-1]))

        return Results(columns, sorted(rows, key=order)[:most])

    def communities(self, most: int | None = None, named_by: int = 3) -> Results:
        """One row for each community: its size, its inner links, and its best connected members.

        Raises:
            ParameterError: communities were not asked for.

        """
        self._need_communities()
        of: dict[str, int] = {n: data["community"] for n, data in self.network.nodes(data=True)}
        groups: dict[int, list[str]] = {}
        for node, number in of.items():
            groups.setdefault(number, []).append(node)
        inside: Counter[int] = Counter()
        own: Counter[str] = Counter()
        for a, b, weight in self.network.edges(data="weight", default=1):
            if of[a] == of[b]:
                inside[of[a]] += 1
                own[a] += weight
                own[b] += weight
        rows = []
        for number, members in sorted(groups.items())[:most]:
            best = sorted(members, key=lambda n: (-own[n], n))[:named_by]
            name = ", ".join(str(self.network.nodes[n].get("label", n)) for n in best)
            rows.append((number, len(members), inside[number], name))
        return Results(["community", "size", "links", "best_connected"], rows)

    def _need_communities(self) -> None:
        if "community" not in self.measures:
            raise ParameterError("there are no communities here: ask for the measure 'community'")


def measure(
    network: "nx.Graph[str]",
    which: Iterable[str] | str = USUAL,
    *,
    of: str = "people",
    weight: str = "count",
    seed: int = 0,
    exact: int = EXACT,
    samples: int = SAMPLES,
    common_with: Iterable[str] = (),
) -> Measured:
    """Measure a network.

    Args:
        network: Credits, as `to_networkx` gives them; any other NetworkX graph that is no
            multigraph is measured as it stands.
        which: Of `MEASURES`, as a list or with commas between them.
        of: "people" linked by works, "films" linked by people, or "both" in one network.
        weight: Of the links between people or films: see `projection`.
        seed: For what is drawn: the beginnings of an estimated betweenness, and the order in which
            the Louvain method looks at nodes.
        exact: How many nodes a network may have for its betweenness to be exact.
        samples: From how many nodes it is estimated otherwise.
        common_with: IRIs of people (or films): the others get ``in_common``, the number of works
            (or people) that they share with any of these.

    Raises:
        ParameterError: an unknown measure, `of` or `weight`; the message lists those there are.

    >>> import networkx as nx
    >>> made = measure(nx.star_graph(4), "degree,betweenness")
    >>> made.results(1).rows[0]["betweenness"]
    1.0

    """
    chosen = named(which)
    made, two = chosen_network(network, of, weight)
    notes = []
    drawn = min(samples, len(made)) if len(made) > exact else None
    if drawn is not None and "betweenness" in chosen:
        notes.append(estimated(drawn, len(made), seed))
    if "community" in chosen:
        notes.append(f"communities are those that the Louvain method finds (seed {seed})")
    for name in chosen:
        for node, value in centrality.values(name, made, seed, drawn).items():
            made.nodes[node][name] = value
    count_works(made, two, of, common_with)
    return Measured(made, chosen, tuple(notes))


def measures(
    network: "nx.Graph[str]", which: Iterable[str] | str = USUAL, **options: Any
) -> Results:
    """The rows of `measure`: one for each person, film or both.

    >>> import networkx as nx
    >>> measures(nx.path_graph(3), "degree").rows[0]["degree"]
    2
    """
    return measure(network, which, **options).results()


def named(which: Iterable[str] | str) -> tuple[str, ...]:
    """The measures that some words name, without repetition.

    Raises:
        ParameterError: a word names none; the message lists all.

    """
    words = which.split(",") if isinstance(which, str) else which
    found = []
    for word in words:
        name = word.strip().lower().replace(" ", "_").replace("-", "_")
        name = _SYNONYMS.get(name, name)
        if name not in MEASURES:
            raise ParameterError(f"unknown measure {word!r}; there are {', '.join(MEASURES)}")
        found.append(name)
    if not found:
        raise ParameterError(f"name a measure: there are {', '.join(MEASURES)}")
    return tuple(dict.fromkeys(found))


def estimated(drawn: int, size: int, seed: int) -> str:
    """What is said with a betweenness that is estimated."""
    return (
        f"betweenness is estimated from the shortest paths that begin at {drawn:,} of "
        f"{size:,} nodes (seed {seed})"
    )


def check(of: str, weight: str) -> None:
    """Refuse what cannot be measured, and links that cannot be weighed so.

    Raises:
        ParameterError: one is unknown; the message lists those that are not.

    """
    if of not in OF:
        raise ParameterError(f"{of!r} cannot be measured: choose from {', '.join(OF)}")
    if of != "both":
        check_projection(OF[of], weight)


def chosen_network(
    network: "nx.Graph[str]", of: str, weight: str
) -> tuple["nx.Graph[str]", "nx.Graph[str] | None"]:
    """The network to measure, in an order that does not hang on how it was read."""
    import networkx as nx

    check(of, weight)
    if not network.is_multigraph():
        return _ordered(nx.Graph(network)), None
    assert isinstance(network, nx.MultiDiGraph)  # noqa: S101  the only multigraph made here
    two = bipartite(network)
    if of == "both":
        return _ordered(two), two
    apart = [n for n, data in two.nodes(data=True) if data["bipartite"] != SIDES[OF[of]]]
    pairs = sum(two.degree[n] * (two.degree[n] - 1) // 2 for n in apart)
    if pairs > LINKS:
        raise ParameterError(
            f"{pairs:,} pairs of {of} meet here, more than the {LINKS:,} that can be held: choose "
            "some roles or years, or measure both together (of 'both')"
        )
    return _ordered(projection(network, OF[of], weight)), two


def _ordered(network: "nx.Graph[Any]") -> "nx.Graph[Any]":
    """A copy whose nodes and edges stand in order: so chance falls the same way each time."""
    import networkx as nx

    made: nx.Graph[Any] = nx.Graph()
    made.add_nodes_from((n, dict(d)) for n, d in sorted(network.nodes(data=True), key=_first))
    edges = ((*sorted((a, b)), data) for a, b, data in network.edges(data=True))
    made.add_edges_from(sorted(edges, key=lambda e: e[:2]))
    return made


def rounded(value: Any) -> Any:
    """A figure with as many digits as a person reads; the network has all."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def count_works(
    made: "nx.Graph[str]", two: "nx.Graph[str] | None", of: str, common_with: Iterable[str]
) -> None:
    """Say of each node how many works or people it has, and how many it shares with some."""
    if two is None:
        return
    if of != "both":  # where it would be the degree
        for node in made:
            made.nodes[node]["works" if of == "people" else "people"] = two.degree[node]
    wanted = [n for n in common_with if n in made]
    theirs = {other for n in wanted for other in two[n]}
    if wanted:
        for node in made:
            common = len(theirs.intersection(two[node]))
            made.nodes[node]["in_common"] = common if node not in wanted else None
