"""The attributes of a network as other programs' files take them: plain, named and typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from reelgraph.views.text import clean

STATED_BY = "stated_by"
"""What says which source an edge is from, where ``source`` is the node that an edge begins at."""
_SMALL = range(-(2**31), 2**31)


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that are known, texts without what XML does not allow."""
    return {
        name: value if isinstance(value, (bool, int, float)) else clean(value)
        for name, value in values.items()
        if value is not None
    }


def of_edge(values: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an edge, the source that says so renamed.

    >>> of_edge({"role": "director", "source": "article", "character": None})
    {'role': 'director', 'stated_by': 'article'}
    """
    return {STATED_BY if name == "source" else name: v for name, v in tidy(values).items()}


def types(many: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The narrowest type that holds all values of each attribute, in the order they are met.

    >>> types([{"year": 2015, "label": "Hardcore"}, {"year": 2016, "rank": 0.5}])
    {'year': 'integer', 'label': 'string', 'rank': 'double'}
    """
    found: dict[str, set[str]] = {}
    for values in many:
        for name, value in values.items():
            found.setdefault(name, set()).add(_type(value))
    return {name: _together(kinds) for name, kinds in found.items()}


def _type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if value in _SMALL else "long"
    return "double" if isinstance(value, float) else "string"


def _together(kinds: set[str]) -> str:
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds <= {"integer", "long"}:
        return "long"
    return "double" if kinds <= {"integer", "long", "double"} else "string"
