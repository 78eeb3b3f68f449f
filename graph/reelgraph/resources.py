"""The ontology, the queries and the sample: the only module that knows where they lie.

In the wheel they lie inside the package; in a checkout they stand at the top of the repo.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reelgraph.errors import ReelgraphError


def folder(name: str) -> Traversable:
    """The folder ``ontology``, ``queries`` or ``sample``, in the wheel or in the checkout.

    >>> folder("ontology").joinpath("film.ttl").is_file()
    True
    """
    inside = files("reelgraph") / name
    if inside.is_dir():
        return inside
    beside = Path(__file__).resolve().parents[2] / name
    if beside.is_dir():
        return beside
    raise ReelgraphError(f"the folder {name!r} is missing from this installation: reinstall it")


@cache
def text(path: str) -> str:
    """The text of a bundled file, as in ``text("ontology/film.ttl")``."""
    return raw(path).decode("utf-8")


def raw(path: str) -> bytes:
    """The bytes of a bundled file."""
    name, _, rest = path.partition("/")
    return folder(name).joinpath(rest).read_bytes()


def names(name: str, ending: str) -> list[str]:
    """The sorted names of the files of a bundled folder that end with `ending`."""
    return sorted(entry.name for entry in folder(name).iterdir() if entry.name.endswith(ending))
