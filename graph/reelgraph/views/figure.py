"""What a picture shows: the input of every renderer of this folder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import networkx as nx

from reelgraph.facts import Source


@dataclass(frozen=True)
class Figure:
    """A network with all that is printed around it.

    The key of a node is its IRI; a node has ``type`` and ``label``, perhaps ``year`` and
    ``degree`` (its degree in the whole graph). An edge goes from the work to the person, one for
    each credit, and has ``role``, ``property``, ``source`` (a `Source.name`), ``status`` and
    perhaps ``character`` and ``credited_as``. All values are plain texts and whole numbers.
    """

    network: "nx.MultiDiGraph[Any]"
    title: str
    sources: tuple[Source, ...]
    total: int
    """How many nodes there were before the picture was cut."""
    focus: tuple[str, ...]
    """The IRIs that were asked for, drawn with a ring; in a path, first the start and then the
    end."""
    kind: Literal["network", "path"]
    command: str
    """The command that makes the same picture again."""
    date: str
    note: str = ""
    credit: str = ""
    by_year: bool = False
    """Whether the year is the horizontal axis."""
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Where nodes stand, in pixels, y downwards, if that is settled already; the layout places
    them when it is empty."""
