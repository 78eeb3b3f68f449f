"""What every route is given: the engine, and how this server was started."""

from dataclasses import dataclass, field

from reelgraph.web.engine import Engine
from reelgraph.web.threads import Lines

SECONDS = 10.0
"""What a visitor's query may take, unless the server was started otherwise."""
LARGEST = 64 << 20
"""Bytes that an answer may have."""
UPLOAD = 16 << 20
"""Bytes that a request may have."""
GRAPHS = 16
"""How many graphs a query may name in its address: a hundred took minutes where two seconds were
normal."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server was started."""

    writable: bool = False
    token: str = ""
    """What a request that writes has to show; never empty where `writable`."""
    seconds: float = SECONDS
    largest: int = LARGEST
    upload: int = UPLOAD
    graphs: int = GRAPHS
    hosts: frozenset[str] = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
    """The names under which this server may be addressed; any other is refused."""
    cors: tuple[str, ...] = ()
    """The origins whose pages may read the SPARQL endpoint; ``*`` for all, none by default."""
    services: frozenset[str] = frozenset()
    """The addresses that SERVICE may name; none by default."""
    reviewer: str = ""
    """Who decides about links, unless the page says so."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every route is given."""

    engine: Engine
    settings: Settings = field(default_factory=Settings)
    lines: Lines = field(default_factory=Lines)
