"""A figure worked out: positions, merged edges, counts and sentences, for every renderer."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from reelgraph.facts import UNKNOWN, Source
from reelgraph.views.figure import Figure
from reelgraph.views.layout import Placed, place
from reelgraph.views.style import CROWD, Ink, edge_style, ink, is_unsure, node_size, type_order
from reelgraph.views.text import on_one_line

NO_YEAR = "year unknown"
"""What is written below the lane of those works whose year no source tells."""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity at its place; `rank` 0 is the one whose label matters most."""

    iri: str
    label: str
    type: str
    year: int | None
    degree: int
    size: float
    x: float
    y: float
    ring: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One edge of the network: who has which role in what, and who says so."""

    start: str
    end: str
    role: str
    property: str
    character: str
    credited_as: str
    source: int
    status: str


@dataclass(frozen=True, slots=True)
class Edge:
    """All facts between the same two entities, drawn as one line."""

    start: str
    end: str
    facts: tuple[Fact, ...]

    @property
    def role(self) -> str:
        """The role whose style the line has: a fact that is sure before one that is not."""
        first = min(
            self.facts, key=lambda fact: (is_unsure(fact.status), edge_style(fact.role).rank)
        )
        return first.role

    @property
    def unsure(self) -> bool:
        """Whether no source is sure of any of the facts."""
        return all(is_unsure(fact.status) for fact in self.facts)

    @property
    def text(self) -> str:
        """What stands beside the line where there is room.

        >>> fact = Fact("f", "p", "cast", "film:hasCastMember", "Estelle", "", 1, "weak")
        >>> Edge("f", "p", (fact,)).text
        'cast, as Estelle'
        """
        roles = list(dict.fromkeys(fact.role for fact in self.facts))
        characters = list(dict.fromkeys(fact.character for fact in self.facts if fact.character))
        return ", ".join([*roles, *(["as " + " / ".join(characters)] if characters else [])])


class Count(NamedTuple):
    """One entry of the legend: a type or a role, and how often it stands in the picture."""

    name: str
    number: int


@dataclass(frozen=True)
class Drawing:
    """A figure ready to be drawn."""

    figure: Figure
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    sources: tuple[Source, ...]
    types: tuple[Count, ...]
    roles: tuple[Count, ...]
    unsure: int
    years: tuple[tuple[float, str], ...]
    """Where the marks of the year axis stand; empty unless the year is the axis."""
    lane: tuple[float, float] | None
    """From where to where what has no year stands beside the axis."""

    @property
    def shown(self) -> str:
        """How much of the whole the picture shows, as in "500 of 8,120 shown"."""
        if len(self.nodes) < self.figure.total:
            return f"{len(self.nodes):,} of {self.figure.total:,} shown"
        return f"All {len(self.nodes):,} shown" if self.nodes else "Nothing to show"

    @property
    def axis(self) -> str:
        """What the places along the year axis mean; empty unless the year is the axis."""
        if not self.years:
            return ""
        beside = f" {NO_YEAR.capitalize()}: in the lane at the right." if self.lane else ""
        return f"Works stand at their year; all others among their works.{beside}"

    @property
    def ink(self) -> Ink:
        """How strongly the lines are drawn."""
        return ink(len(self.edges))

    @property
    def facts(self) -> list[Fact]:
        """The facts of all edges."""
        return [fact for edge in self.edges for fact in edge.facts]

    @property
    def roles_beside_lines(self) -> bool:
        """Whether the lines are few enough to say their roles in the picture."""
        return self.figure.kind == "path" or len(self.edges) <= 14


def draw(figure: Figure) -> Drawing:
    """Work out all that the renderers share."""
    placed = place(figure)
    facts, sources = _facts(figure)
    pairs: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        # A pair is a pair in both directions: one line is drawn between two entities.
        pairs[min(fact.start, fact.end), max(fact.start, fact.end)].append(fact)
    edges = tuple(Edge(found[0].start, found[0].end, tuple(found)) for found in pairs.values())
    types = Counter(_type(values) for _, values in figure.network.nodes(data=True))
    roles = Counter(fact.role for fact in facts)
    return Drawing(
        figure=figure,
        nodes=_nodes(figure, placed),
        edges=edges,
        sources=sources,
        types=tuple(Count(name, types[name]) for name in sorted(types, key=type_order)),
        roles=tuple(
            Count(name, roles[name])
            for name in sorted(roles, key=lambda role: (edge_style(role).rank, role))
        ),
        unsure=sum(is_unsure(fact.status) for fact in facts),
        years=placed.years,
        lane=placed.lane,
    )


def source_title(source: Source) -> str:
    """What a source is called in the list: its title, or else its name."""
    return on_one_line(source.name if source.title == UNKNOWN else source.title)


def _nodes(figure: Figure, placed: Placed) -> tuple[Node, ...]:
    network = figure.network
    here: dict[str, int] = dict(network.degree())

    def importance(iri: str) -> tuple[bool, int, int, str]:
        return (iri not in figure.focus, -here[iri], -_degree(network.nodes[iri], here[iri]), iri)

    nodes = []
    for rank, iri in enumerate(sorted(network.nodes, key=importance)):
        values = network.nodes[iri]
        degree = _degree(values, here[iri])
        x, y = placed.positions[iri]
        nodes.append(
            Node(
                iri=iri,
                label=on_one_line(values.get("label", "")) or "unnamed",
                type=_type(values),
                year=values.get("year"),
                degree=degree,
                size=node_size(degree, min(CROWD, len(network))),
                x=round(x, 1),
                y=round(y, 1),
                ring=iri in figure.focus,
                rank=rank,
            )
        )
    return tuple(nodes)


def _facts(figure: Figure) -> tuple[list[Fact], tuple[Source, ...]]:
    sources = list(figure.sources)
    numbers = {source.name: number for number, source in enumerate(sources, start=1)}
    facts = []
    for start, end, values in figure.network.edges(data=True):
        name = str(values.get("source", UNKNOWN))
        if name not in numbers:  # a source that nobody described is listed by its name
            sources.append(Source(name=name, graph=""))
            numbers[name] = len(sources)
        facts.append(
            Fact(
                start=start,
                end=end,
                role=on_one_line(values.get("role", "related")),
                property=on_one_line(values.get("property", "")),
                character=on_one_line(values.get("character", "")),
                credited_as=on_one_line(values.get("credited_as", "")),
                source=numbers[name],
                status=on_one_line(values.get("status", "asserted")),
            )
        )
    return facts, tuple(sources)


def _type(values: dict[str, Any]) -> str:
    return on_one_line(values.get("type", "")) or "Thing"


def _degree(values: dict[str, Any], here: int) -> int:
    return int(values.get("degree", here))
