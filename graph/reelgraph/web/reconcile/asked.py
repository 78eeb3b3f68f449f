"""A batch of reconciliation queries as it was sent, read and bounded; nothing is looked up here."""

from dataclasses import dataclass
from typing import Any

from reelgraph.errors import InputError
from reelgraph.web.problems import TooLarge
from reelgraph.web.reconcile.door import parsed, sound

BATCH = 50
"""Queries in one batch."""
MOST = 50
"""Answers to one query."""
USUAL = 5
"""Answers to a query that does not say how many are wanted."""
_LONGEST = 1_000
"""Characters of a name or a value."""
_PROPERTIES, _VALUES, _TYPES = 30, 60, 20
_STRICT = ("any", "should", "all")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: a text, or an entity that was reconciled before."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One query."""

    text: str = ""
    types: tuple[str, ...] = ()
    strict: str = "should"
    limit: int = USUAL
    properties: tuple[tuple[str, tuple[Value, ...]], ...] = ()


def read_batch(text: str) -> dict[str, Query | str]:
    """The queries by their keys; in place of one that cannot be answered, why not.

    Raises:
        InputError: it is no JSON object.
        TooLarge: there are too many.

    >>> read_batch('{"q0": {"query": "Wanted", "limit": 2}, "q1": {}}')["q0"].limit
    2

    """
    found = parsed(text, "'queries'")
    if len(found) > BATCH:
        raise TooLarge(f"{len(found)} queries at once: send {BATCH} at most in one batch")
    return {key: _tried(said) for key, said in found.items()}


def _tried(said: Any) -> Query | str:
    try:
        return _query(said)
    except InputError as error:
        return str(error)


def _query(said: Any) -> Query:
    if not isinstance(said, dict):
        raise InputError('a query is an object, as in {"query": "Wanted"}')
    text = said.get("query")
    if text is not None and not isinstance(text, str):
        raise InputError("'query' is a text")
    properties = _list(said.get("properties"), "properties", _PROPERTIES)
    types = said.get("type")
    types = [types] if isinstance(types, str | dict) else _list(types, "type", _TYPES)
    named = [t.get("id") if isinstance(t, dict) else t for t in types]
    if not all(isinstance(t, str) for t in named):
        raise InputError("'type' is the id of a type, or a list of ids")
    strict = said.get("type_strict") or "should"
    if strict not in _STRICT:
        raise InputError(f"'type_strict' is one of {', '.join(_STRICT)}")
    limit = said.get("limit")
    if limit is None:
        limit = USUAL
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise InputError("'limit' is a number from 1 on")
    query = Query(
        text=_text(text or "", "query"),
        types=tuple(dict.fromkeys(sound(t) for t in named if t)),
        strict=strict,
        limit=int(min(limit, MOST)),
        properties=tuple(p for p in map(_property, properties) if p[1]),
    )
    if not query.text and not query.properties:
        raise InputError("neither 'query' nor 'properties' says what is looked for")
    return query


def _property(said: Any) -> tuple[str, tuple[Value, ...]]:
    pid = said.get("pid") if isinstance(said, dict) else None
    if not isinstance(pid, str) or not pid:
        raise InputError('a property is an object, as in {"pid": "hasDirector", "v": "..."}')
    given = said.get("v")
    several = given if isinstance(given, list) else [given]
    if len(several) > _VALUES:
        raise InputError(f"a property has {_VALUES} values at most")
    return sound(pid)[:_LONGEST], tuple(v for one in several if (v := _value(one)) is not None)


def _value(given: Any) -> Value | None:
    """A value; None for one that says nothing, as an empty cell does."""
    if given is None or given == "":
        return None
    if isinstance(given, dict):
        known, name = given.get("id"), given.get("name")
        if not isinstance(known, str):
            raise InputError("a value that is an entity has its 'id' as a text")
        return Value(_text(name if isinstance(name, str) else "", "name"), _text(known, "id"))
    if isinstance(given, bool):
        return Value("true" if given else "false")
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, str | int | float):
        shown = _text(str(given), "v")
        return Value(shown) if shown else None
    raise InputError("the value of a property is a text, a number, true, false or an entity")


def _list(said: Any, what: str, most: int) -> list[Any]:
    if said is None:
        return []
    if not isinstance(said, list) or len(said) > most:
        raise InputError(f"'{what}' is a list of {most} at most")
    return said


def _text(text: str, what: str) -> str:
    if len(text) > _LONGEST:
        raise InputError(f"'{what}' has {len(text):,} characters: {_LONGEST:,} are read at most")
    return sound(text).strip()
