"""IMDb's public files (the seven tables of its non-commercial datasets) as a source."""

from reelgraph.sources.imdb.choice import FILM_TYPES, TYPES, Choice
from reelgraph.sources.imdb.files import FILES, called_so, file_of, is_imdb
from reelgraph.sources.imdb.reading import read

__all__ = [
    "FILES",
    "FILM_TYPES",
    "TYPES",
    "Choice",
    "called_so",
    "file_of",
    "is_imdb",
    "read",
]
