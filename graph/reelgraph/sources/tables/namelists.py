"""Names in a cell: one or many, with what stands behind them in parentheses."""

import ast
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reelgraph.sources.tables.brackets import (
    AS,
    BRACKETED,
    CREDITED,
    is_bracketed_list,
    name_in_brackets,
)
from reelgraph.sources.tables.cells import is_missing, one_line, text_of

_SUFFIX = re.compile(
    r"^(?:jr|sr|ii|iii|iv|v|esq|m\.?\s*d|ph\.?\s*d|d\.?\s*d\.?\s*s|a\.?\s*s\.?\s*c|b\.?\s*s\.?\s*c|a\.?\s*c\.?\s*e|"
    r"inc|ltd|llc|l\.l\.c|co|corp|gmbh|s\.?\s*a|s\.?\s*r\.?\s*l|limited|the)\.?$",
    re.IGNORECASE,
)
_PLACE_SUFFIX = re.compile(
    r"^(?:(?:islamic |democratic |people's |federal |bolivarian |united )*(?:republic|state|states|"
    r"kingdom)(?: of)?(?: the)?|south|north|federated states of)$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*(?:<br\s*/?>|[\r\n])\s*", re.IGNORECASE)
_LITERAL = re.compile(r"^\s*[\[{].*[\]}]\s*$", re.DOTALL)
_TAIL = re.compile(r"^(?P<rest>.*?)\s*[(\[](?P<inside>[^()\[\]]*)[)\]]$", re.DOTALL)
_NAME_AS = re.compile(r"^(?P<name>\S.*?\S)\s+as\s+(?P<character>\S.*)$")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_NO_NAME = re.compile(r"\b(?:the|his|her|their|and|&)\b", re.IGNORECASE)
_LABELLED = re.compile(r"^(?P<label>[A-Z][A-Za-z ]{2,40}?)(?:\s+by\s+|\s*:\s+)(?P<names>\S.*)$")


_JOINING = (" & ", " and ", " und ", " et ", " y ", " e ")
_HOLDERS = ("person", "actor", "actress", "artist", "performer", "member", "talent", "star")
"""The keys of an object in a list of credits under which the name stands."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a cell and what the cell says of it."""

    name: str
    printed: str = ""
    """As the cell has it, where that is not the name (Last, First)."""
    credited_as: str = ""
    characters: tuple[str, ...] = ()
    role: str = ""
    """The word for a role, where the cell says one itself."""
    note: str = ""
    fields: Mapping[str, Any] | None = None
    """What an object of JSON says besides."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How the names in the cells of a column are told apart."""

    mark: str = ""
    """``|``, ``;``, `` / ``, ``,`` or nothing."""
    inverted: bool = False
    """Names are written "Last, First"."""

    def words(self) -> str:
        """What was decided, for the report."""
        found = f'separated by "{self.mark.strip()}"' if self.mark else ""
        if self.inverted:
            found += (" and " if found else "") + 'written "Last, First"'
        return found


def literal(text: str) -> list[Any] | None:
    """The list that a text is, in the syntax of JSON or of Python; None for any other text.

    >>> literal("['A', 'B']"), literal("[sic]")
    (['A', 'B'], None)
    """
    if not _LITERAL.match(text) or len(text) > 1_000_000:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = ast.literal_eval(text.strip())
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list | tuple | set):
        return list(value)
    return None


def separation(values: Iterable[str], *, people: bool = True, slashed: bool = False) -> Separation:
    """How the names in a column are told apart, from all its cells.

    >>> separation(["Ana Lopez, Bo Li", "Cy Day"]), separation(["Lopez, Ana", "Li, Bo"])
    (Separation(mark=',', inverted=False), Separation(mark='', inverted=True))
    """
    cells = [v for v in values if v and (v[0] not in "[{" or is_bracketed_list(v))]
    for mark in ("|", ";", " / "):
        having = [v for v in cells if mark in v]
        if having and (mark != " / " or len(having) >= 2 or len(cells) < 20):
            parts = [p.strip() for v in cells for p in v.split(mark)]
            return Separation(mark, people and _are_inverted(parts))
    for mark in _JOINING if people else ():  # "Lopez, Ana & Li, Bo"
        parted = [v.split(mark) for v in cells if mark in v]
        joined = [parts for parts in parted if all(p.count(",") == 1 for p in parts)]
        if 2 * len(joined) > len(parted):
            parts = [p.strip() for v in cells for p in v.split(mark)]
            if _are_inverted(parts):
                return Separation(mark, inverted=True)
    if not people:
        for mark in ("/", ",") if slashed else (",",):
            if any(mark in v for v in cells):
                return Separation(mark)
        return Separation()
    if _are_inverted(cells):
        return Separation("", inverted=True)
    lists = [_joined(v.split(",")) for v in cells if "," in v]
    lists = [parts for parts in lists if len(parts) > 1]
    if not lists:
        return Separation()
    full = sum(len(parts) > 2 or all(_is_full(p) for p in parts) for parts in lists)
    return Separation("," if full >= 0.5 * len(lists) else "")


def _are_inverted(cells: list[str]) -> bool:
    """Whether nearly all names with a comma read "Last, First"."""
    cells = [_TAIL.sub(r"\g<rest>", c) if c.endswith(")") else c for c in cells]
    having = [c for c in cells if "," in c]
    if not having or len(having) < 0.5 * len([c for c in cells if c]):
        return False
    lasts_first = 0
    for cell in having:
        parts = _joined(cell.split(","))
        if len(parts) > 2:
            return False
        # "Coen, Joel": before the comma stands what is no full name, or (rarely) one of two words.
        lasts_first += len(parts) == 2 and (
            len(parts[0].split()) == 1 or len(parts[1].split()) == 1
        )
    return lasts_first >= 0.9 * len([c for c in having if len(_joined(c.split(","))) == 2] or [0])


def _is_full(name: str) -> bool:
    return len(_TAIL.sub(r"\g<rest>", name).split()) >= 2


def _joined(parts: list[str]) -> list[str]:
    """The parts between commas, with ``Jr.`` and ``Inc.`` put back to the name before them."""
    found: list[str] = []
    for part in (p.strip() for p in parts):
        if found and (_SUFFIX.match(part) or _PLACE_SUFFIX.match(part)):
            found[-1] += ", " + part
        elif part:
            found.append(part)
    return found


def split(text: str, how: Separation, *, people: bool = True) -> list[str]:
    """The names in a cell, as they are written there.

    >>> split("Joel Coen, Ethan Coen and Cy Day", Separation(","))
    ['Joel Coen', 'Ethan Coen', 'Cy Day']
    >>> split("Simon & Garfunkel", Separation())
    ['Simon & Garfunkel']
    """
    if "\n" in text or "<" in text:
        parts = [p for p in _BREAK.split(text) if p]
        if len(parts) > 1:
            return [n for part in parts for n in split(part, how, people=people)]
    if how.mark and how.mark != ",":
        if how.mark in text:
            parts = [p.strip() for p in text.split(how.mark)]
            return [n for p in parts if p for n in (_pair(p) if people else [p])]
        return _pair(text) if people and not how.inverted else [text]
    if how.mark == "," and "," in text:
        found = _joined(_commas(text))
        if len(found) > 1 and people:
            last = re.sub(r"^(?:and|&)\s+", "", found[-1])
            found[-1:] = _pair(last, listed=True) if last == found[-1] else [last]
        return found
    if people and not how.inverted:
        if "," in text:
            cell = _joined(_commas(text))
            if len(cell) > 1 and all(_is_full(p) for p in cell):
                return split(text, Separation(","))
        return _pair(text)
    return [text]


def _commas(text: str) -> list[str]:
    """Split at commas outside parentheses."""
    parts = text.split(",")
    if "(" not in text:
        return parts
    found: list[str] = []
    depth = 0
    for part in parts:
        if depth > 0:
            found[-1] += "," + part
        else:
            found.append(part)
        depth = max(0, depth + part.count("(") - part.count(")"))
    return found if depth == 0 else parts


def _pair(text: str, *, listed: bool = False) -> list[str]:
    """Two full names joined by "and"; anything else, as the name of a group, stays one."""
    for mark in (" and ", " & ", " y ", " et ", " und "):
        if mark in text:
            parts = [p.strip() for p in text.split(mark)]
            full = all(
                len(p.split()) >= 2 and not _NO_NAME.search(p) and p[:1].isupper() for p in parts
            )
            if full or (
                listed and mark in (" and ", " & ") and len(parts[0].split()) >= 2 and full
            ):
                return parts
    return [text]


def turned(name: str) -> str:
    """A name from "Last, First" to "First Last".

    >>> turned("Coen, Joel"), turned("Downey, Robert, Jr.")
    ('Joel Coen', 'Robert Downey, Jr.')
    """
    last, comma, rest = name.partition(",")
    if not comma:
        return name
    first, _, suffix = rest.strip().partition(",")
    return f"{first.strip()} {last.strip()}" + (f", {suffix.strip()}" if suffix else "")


def annotated(text: str, how: Separation, is_role: Callable[[str], bool]) -> Named | None:
    """A name with what stands behind it in parentheses; None when nothing of a name is left.

    >>> annotated("Ana Lopez (voice)", Separation(), lambda w: w == "voice").role
    'voice'
    >>> annotated("Bo Li as The Judge", Separation(), lambda w: False).characters
    ('The Judge',)

    """
    name = one_line(text).strip(" ,;:")
    role = note = credited = ""
    characters: tuple[str, ...] = ()
    while found := _TAIL.match(name):
        if own := name_in_brackets(name, is_role):
            note = f"in brackets: {name}" + (f"; {note}" if note else "")
            name = own
            break
        inside = found["inside"].strip()
        printed_as = CREDITED.match(inside)
        acted = AS.match(inside)
        if is_role(inside):
            role = inside
        elif printed_as or acted:
            credited = (printed_as or acted)["what"]  # type: ignore[index]
        elif inside and not inside.isdigit():
            note = inside if not note else f"{inside}; {note}"
        name = found["rest"].strip(" ,;:")
    if " as " in name and not note and (found := _NAME_AS.match(name)):
        name, characters = found["name"], (found["character"],)
    for opening, closing in ("()", "[]"):
        if (opening in name) != (closing in name):
            name = name.replace(opening, "").replace(closing, "").strip()
    name = name.strip(" ,;:*")
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].strip()
    if is_missing(name) or not any(c.isalnum() for c in name):
        return None
    printed = ""
    if how.inverted and "," in name:
        printed, name = name, turned(name)
    return Named(name, printed, credited, characters, role, note)


def _never(_: str) -> bool:
    return False


def names_of(
    value: Any,
    how: Separation,
    is_role: Callable[[str], bool] = _never,
    *,
    people: bool = True,
    labels: bool = False,
) -> list[Named]:
    """All names of a cell, of whatever kind it is.

    Args:
        value: A text, a list or an object of JSON.
        how: How names are told apart.
        is_role: Whether a word is one for a role.
        people: Whether they are people; else a name is taken as it is.
        labels: Whether any words before a colon are a label ("Set Decoration: Ed Fox").

    >>> [n.name for n in names_of('["Ana Lopez", "None"]', Separation())]
    ['Ana Lopez']

    """
    if isinstance(value, str):
        value = literal(value) or value
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list | tuple):
        found: list[Named] = []
        for item in value:
            if isinstance(item, dict):
                named = _of_object(item)
                if named:
                    found.append(named)
            elif isinstance(item, list | tuple):
                found += names_of(item, how, is_role, people=people)
            else:
                _append(found, text_of(item), Separation(inverted=how.inverted), is_role, people)
        return found
    text = text_of(value)
    if is_missing(text):
        return []
    found = []
    for part in split(text, how, people=people):
        labelled = _LABELLED.match(part) if people else None
        if labelled and (
            labels or is_role(labelled["label"]) or " by " in part[: labelled.start("names")]
        ):
            own = len(found)
            for name in split(labelled["names"], Separation(","), people=True):
                _append(found, name, how, is_role, people)
            found[own:] = [_with_role(n, labelled["label"]) for n in found[own:]]
        else:
            _append(found, part, how, is_role, people)
    return found


def _with_role(named: Named, role: str) -> Named:
    return Named(named.name, named.printed, named.credited_as, named.characters, role, named.note)


def _append(
    found: list[Named], text: str, how: Separation, is_role: Callable[[str], bool], people: bool
) -> None:
    if is_missing(text):
        return
    if not people:
        name = one_line(text).strip(" ,;")
        if not is_missing(name):
            found.append(Named(name))
        return
    named = annotated(text, how, is_role)
    if named and found and how.mark == "," and BRACKETED.match(text.strip()):
        named = None  # after a comma it may as well speak of the name before it
    if named:
        found.append(named)
    elif found and (inside := text.strip(" ()[]*,;:")) and len(inside) > 1:
        last = found.pop()  # "(narrator)" as an item of its own speaks of the name before it
        note = f"{last.note}; {inside}" if last.note else inside
        found.append(
            Named(
                last.name,
                last.printed,
                last.credited_as,
                last.characters,
                last.role,
                note,
                last.fields,
            )
        )


def _of_object(item: Mapping[str, Any]) -> Named | None:
    """A name given as an object of JSON, as the APIs of film databases do."""
    for key in _HOLDERS:
        inner = item.get(key)
        if isinstance(inner, dict) and (named := _of_object(inner)):
            own = dict(named.fields or {}) | {k: v for k, v in item.items() if k != key}
            return Named(named.name, fields={**own, **_ids(inner)})
    for key in ("name", "Name", "label", "english_name", "title", "value"):
        if isinstance(item.get(key), str | int | float) and not isinstance(item.get(key), bool):
            name = one_line(text_of(item[key]))
            if not is_missing(name):
                return Named(name, fields=item)
    for key in _HOLDERS:
        if isinstance(item.get(key), str) and not is_missing(name := one_line(item[key])):
            return Named(name, fields={k: v for k, v in item.items() if k != key})
    return None


def _ids(item: Mapping[str, Any]) -> dict[str, Any]:
    return {k: item[k] for k in ("id", "imdb_id") if k in item}
