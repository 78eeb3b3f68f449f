"""A knowledge graph of film relationships.

>>> import reelgraph as rg
>>> g = rg.sample()
>>> g.path("Haley Bennett", "Tim Roth").edges
2
"""

from reelgraph._version import __version__ as __version__
from reelgraph.card import Card as Card
from reelgraph.entity import Entity as Entity
from reelgraph.errors import Ambiguous as Ambiguous
from reelgraph.errors import Busy as Busy
from reelgraph.errors import EndpointError as EndpointError
from reelgraph.errors import InputError as InputError
from reelgraph.errors import MissingExtra as MissingExtra
from reelgraph.errors import NotFound as NotFound
from reelgraph.errors import NotRecognised as NotRecognised
from reelgraph.errors import ParameterError as ParameterError
from reelgraph.errors import QueryError as QueryError
from reelgraph.errors import QuerySyntaxError as QuerySyntaxError
from reelgraph.errors import QueryTimeout as QueryTimeout
from reelgraph.errors import ReelgraphError as ReelgraphError
from reelgraph.errors import Refused as Refused
from reelgraph.errors import Rejected as Rejected
from reelgraph.errors import StoreError as StoreError
from reelgraph.errors import StoreLocked as StoreLocked
from reelgraph.extracting import Extracted as Extracted
from reelgraph.extracting import extract as extract
from reelgraph.facts import Source as Source
from reelgraph.graph import FilmGraph as FilmGraph
from reelgraph.opening import from_networkx as from_networkx
from reelgraph.opening import open_graph as open  # noqa: A004  rg.open is what users type
from reelgraph.picture import PathPicture as PathPicture
from reelgraph.picture import Picture as Picture
from reelgraph.results import Results as Results
from reelgraph.sample import in_memory as _in_memory  # before `sample` below takes its name
from reelgraph.sources.report import LoadReport as LoadReport


def sample() -> FilmGraph:
    """The bundled facts, as a graph in memory that can be changed at will.

    >>> len(sample().sources())
    8
    """
    return FilmGraph(_in_memory())


__all__ = [
    "Ambiguous",
    "Busy",
    "Card",
    "EndpointError",
    "Entity",
    "Extracted",
    "FilmGraph",
    "InputError",
    "LoadReport",
    "MissingExtra",
    "NotFound",
    "NotRecognised",
    "ParameterError",
    "PathPicture",
    "Picture",
    "QueryError",
    "QuerySyntaxError",
    "QueryTimeout",
    "ReelgraphError",
    "Refused",
    "Rejected",
    "Results",
    "Source",
    "StoreError",
    "StoreLocked",
    "__version__",
    "extract",
    "from_networkx",
    "open",
    "sample",
]
