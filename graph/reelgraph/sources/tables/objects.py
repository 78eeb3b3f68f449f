"""JSON and JSON Lines: arrays of objects, objects that hold arrays, objects within objects."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from reelgraph.errors import InputError, NotRecognised
from reelgraph.sources.inputs import Input, Progress
from reelgraph.sources.tables import header
from reelgraph.sources.tables.formats import encoding, text_stream
from reelgraph.sources.tables.meanings import meaning, recognised
from reelgraph.sources.tables.report import short
from reelgraph.sources.tables.sheet import MOST_COLUMNS, Broken, Row, Sheet

_PAGED = frozenset({"results", "items", "data", "rows", "records", "films", "movies"})
_NAMING = ("title", "name", "original_title", "Title", "Name")
_OF_PERSON = frozenset({"birthday", "birth", "known_for_department", "deathday", "place_of_birth"})
_CREDITS = "credits"
"""The name of the table that is made of the films listed inside a person."""

Numbered = tuple[int, "dict[str, Any] | Broken"]


def read(source: Input, mapped: Sequence[str], progress: Progress | None) -> list[Sheet]:
    """The tables of a JSON file.

    Raises:
        InputError: it is no JSON.
        NotRecognised: it holds no table, or none whose columns are understood.

    """
    if source.format == "jsonl":
        return _sheets(source, "", lambda: _lines(source, progress), mapped, "line")
    codec, errors, _, _ = encoding(source)
    if progress:
        progress(f"reading {source.path.name}", -1)
    with source.open() as stream:
        text = text_stream(codec, errors, stream).read()
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except RecursionError:
        raise InputError(f"{source.shown}: its objects are nested too deeply for a table") from None
    except ValueError as error:
        raise InputError(_not_json(source, error)) from None
    del text
    found: list[Sheet] = []
    tables = list(_tables(value))
    for name, records in tables:
        numbered = list(enumerate(records, 1))
        try:
            found += _sheets(source, name, lambda n=numbered: iter(n), mapped, "record")  # type: ignore[misc]
        except NotRecognised:
            if len(tables) == 1:
                raise
    if not found:
        keys = ", ".join(map(repr, list(value)[:20])) if isinstance(value, dict) else short(value)
        raise NotRecognised(
            f"{source.shown} is JSON but no table of films or people is found in it: {keys}; "
            'a table is an array of objects, as in [{"title": "Hardcore", "year": 2015}]'
        )
    return found


def _not_json(source: Input, error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        hint = "" if error.pos else "; is it JSON at all?"
        if error.msg == "Extra data":
            hint = "; where each line is an object of its own, give --format jsonl"
        return f"{source.shown}:{error.lineno}:{error.colno}: not JSON: {error.msg}{hint}"
    return f"{source.shown}: not JSON: {error}"


def _lines(source: Input, progress: Progress | None) -> Iterator[Numbered]:
    codec, errors, _, _ = encoding(source)
    with source.open(progress, f"reading {source.path.name}") as stream:
        for number, line in enumerate(text_stream(codec, errors, stream), 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, Broken(short(line), f"the line is no JSON object: {error}")
                continue
            if isinstance(value, dict):
                yield number, value
            else:
                yield number, Broken(short(line), "the line is no object with named values")


def _tables(value: Any) -> Iterator[tuple[str, list[Any]]]:
    """The arrays of objects in a JSON file, by name."""
    if isinstance(value, list):
        if value and all(isinstance(v, list) for v in value):
            head = [str(v) for v in value[0]]
            value = [dict(zip(head, row, strict=False)) for row in value[1:]]
        yield "", value
        return
    if not isinstance(value, dict):
        return
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        yield from _tables([value["columns"], *value["data"]])
        return
    bindings = value.get("results")
    if isinstance(bindings, dict) and isinstance(bindings.get("bindings"), list):
        yield "", bindings["bindings"]  # a SPARQL server's answer
        return
    objects = bool(value) and all(isinstance(v, dict) for v in value.values())
    if objects and len({frozenset(v) for v in value.values()}) == 1 and recognised(value) > 1:
        # {"title": {"0": ...}, "year": {"0": ...}}, as pandas writes a table
        keys = dict.fromkeys(k for column in value.values() for k in column)
        yield "", [{name: column.get(k) for name, column in value.items()} for k in keys]
        return
    if objects and _is_keyed(value):
        yield "", [v if "id" in v else {"id": k, **v} for k, v in value.items()]
        return
    if columns := _columns(value):
        yield "", columns
        return
    if _is_record(value):
        yield "", [value]
        return
    for inner in value.values() if objects else ():
        if columns := _columns(inner):
            yield "", columns
            return
    if objects:  # {"tt0000001": {...}, ...}
        yield "", [v if "id" in v else {"id": k, **v} for k, v in value.items()]
        return
    arrays = {
        k: v
        for k, v in value.items()
        if isinstance(v, list) and any(isinstance(i, dict) for i in v)
    }
    for name, items in arrays.items():
        yield (name if len(arrays) > 1 else ""), items
    if not arrays:
        for inner in value.values():
            if isinstance(inner, dict):
                yield from _tables(inner)


def _named(value: Mapping[str, Any]) -> bool:
    return any(k in value and not isinstance(value[k], list | dict) for k in _NAMING)


def _is_keyed(value: Mapping[str, Any]) -> bool:
    """Whether objects stand under their identifiers: {"tt0000001": {"title": ...}, ...}."""
    known = sum(_named(v) for v in value.values())
    digits = sum(any(c.isdigit() for c in k) for k in value)
    return known == len(value) > 1 and (digits == len(value) or not recognised(value))


def _columns(value: Mapping[str, Any]) -> list[Any]:
    """The rows of a table that is written column by column: {"title": [...], "year": [...]}."""
    lists = {k: v for k, v in value.items() if isinstance(v, list)}
    sizes = {len(v) for v in lists.values()}
    titles = next((v for k, v in lists.items() if k in _NAMING), None)
    if len(lists) < max(2, len(value)) or len(sizes) != 1 or titles is None:
        return []
    if any(isinstance(t, list | dict) for t in titles):
        return []
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _is_record(value: Mapping[str, Any]) -> bool:
    """Whether an object is itself a film or a person, rather than what holds tables."""
    scalars = {k for k, v in value.items() if not isinstance(v, list | dict) and k not in _PAGED}
    if _named(value):
        return True
    if any(_films(v) and k in _PAGED for k, v in value.items()):
        return False  # {"meta": {"title": ...}, "films": [...]}
    if "cast" in value or "crew" in value:
        return True
    named = [v for v in value.values() if isinstance(v, dict) and _named(v)]
    return bool(named) and not scalars


def _sheets(
    source: Input,
    name: str,
    records: Callable[[], Iterator[Numbered]],
    mapped: Sequence[str],
    unit: str,
) -> list[Sheet]:
    """The table of some objects, and that of the films which are listed inside people."""
    columns: dict[str, dict[str, None]] = {"": {}, _CREDITS: {}}
    for _, record in records():
        for kind, flat in _flat(record):
            columns[kind].update(dict.fromkeys(flat))
    found = []
    for kind, keys in columns.items():
        if not keys:
            continue
        if len(keys) > MOST_COLUMNS:
            raise InputError(
                f"{source.shown}: its objects have {len(keys):,} different keys: that is no table"
            )
        if not recognised(keys, mapped):
            raise header.missing(f"{source.shown} {name}".strip(), [list(keys)], mapped)
        label = f"{name} {kind}".strip()
        how = "JSON Lines" if unit == "line" else "JSON"
        found.append(
            Sheet(source.shown, label, list(keys), _reader(records, kind, list(keys)), how, unit)
        )
    return found


def _reader(
    records: Callable[[], Iterator[Numbered]], wanted: str, keys: Sequence[str]
) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for number, record in records():
            if isinstance(record, Broken) or not isinstance(record, dict):
                if wanted == "":
                    broken = (
                        record
                        if isinstance(record, Broken)
                        else Broken(short(record), "it is no object with named values")
                    )
                    yield number, broken
                continue
            for kind, flat in _flat(record):
                if kind == wanted:
                    yield number, [flat.get(k) for k in keys]

    return rows


def _flat(record: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """An object as one row: what stands inside objects comes up to its own level."""
    if not isinstance(record, dict):
        return
    flat: dict[str, Any] = {}
    inner = [k for k, v in record.items() if isinstance(v, dict)]
    has_name = any(k in record and not isinstance(record[k], list | dict) for k in _NAMING)
    hoisted = next(
        (k for k in inner if any(n in record[k] for n in _NAMING) and not _role(k)), None
    )
    for key, value in record.items():
        if not isinstance(value, dict):
            flat[key] = value
        elif set(value) >= {"type", "value"} and len(value) <= 4:  # a term of a SPARQL answer
            flat[key] = value["value"]
        elif key == hoisted and not has_name:
            flat |= value
        elif any(n in value for n in _NAMING) or not value:
            flat[key] = value  # one person, genre or country
        elif any(isinstance(v, list) for v in value.values()):
            for sub, content in value.items():  # "credits": {"cast": [...], "crew": [...]}
                if isinstance(content, list) and sub not in record:
                    flat[sub] = content
                elif sub != "id":
                    flat[f"{key} {sub}"] = content
        else:
            for sub, content in value.items():
                flat[f"{key} {sub}"] = content
    listed = [k for k, v in flat.items() if _films(v)]
    is_person = bool(_OF_PERSON & set(flat)) and isinstance(flat.get("name"), str)
    if is_person and listed:
        lists = {k: flat.pop(k) for k in listed}
        yield "", flat
        for key, items in lists.items():
            yield from ((_CREDITS, _credit(flat, key, item)) for item in items)
    elif len(listed) == 1 and not any(n in flat for n in ("title", "name", *_NAMING)):
        films = flat.pop(listed[0])  # a nomination of several films
        for film in films:
            yield "", flat | {(k if k == "title" else f"film {k}"): v for k, v in film.items()}
    else:
        yield "", flat


def _role(key: str) -> bool:
    known = meaning(key)
    return known is not None and known.what == "people"


def _films(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(i, dict) and ("title" in i or "original_title" in i) for i in value)
    )


def _credit(person: Mapping[str, Any], key: str, film: Mapping[str, Any]) -> dict[str, Any]:
    """A film that is listed in a person's object, as a row of a table of credits."""
    row = {("film id" if k == "id" else k): v for k, v in film.items()}
    row["person"] = person["name"]
    if "id" in person:
        row["person id"] = person["id"]
    row["role"] = film.get("job") or ("cast" if key == "cast" else key)
    row.pop("job", None)
    return row
