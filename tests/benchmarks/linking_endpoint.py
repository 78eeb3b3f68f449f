"""The stand-in Wikidata, read by a plain parser, and copies of it with something left out."""

import gzip
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

ENTITY = "<http://www.wikidata.org/entity/"
STATEMENT = "<http://www.wikidata.org/entity/statement/"
DIRECT = "<http://www.wikidata.org/prop/direct/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
FILM, HUMAN = "Q11424", "Q5"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass
class Item:
    """What the endpoint says of one film or person."""

    label: str = ""
    ids: list[str] = field(default_factory=list)
    """IMDb ids, ``tt...`` or ``nm...``."""
    years: list[int] = field(default_factory=list)
    directors: list[str] = field(default_factory=list)
    cast: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[str]:
        return [*self.directors, *self.cast]


@dataclass
class Endpoint:
    """Films and people by QID."""

    path: Path
    films: dict[str, Item]
    people: dict[str, Item]
    by_imdb: dict[str, str]
    """IMDb id -> QID, where one item alone has it."""


def read(path: Path) -> Endpoint:
    """All that the judge needs of the file; no RDF library, so that it is a second opinion."""
    items: dict[str, Item] = {}
    classes: dict[str, set[str]] = {FILM: set(), HUMAN: set()}
    for line in lines(path):
        subject, prop, value = line.rstrip(" .\n").split(" ", 2)
        if not subject.startswith(f"{ENTITY}Q"):
            continue
        qid = subject[len(ENTITY) : -1]
        if prop == LABEL:
            items.setdefault(qid, Item()).label = _text(value)
            continue
        if not prop.startswith(DIRECT):
            continue
        match prop[len(DIRECT) : -1]:
            case "P31":
                classes.setdefault(value[len(ENTITY) : -1], set()).add(qid)
            case "P345":
                items.setdefault(qid, Item()).ids.append(_text(value))
            case "P577":
                items.setdefault(qid, Item()).years.append(int(_text(value)[:4]))
            case "P57":
                items.setdefault(qid, Item()).directors.append(value[len(ENTITY) : -1])
            case "P161":
                items.setdefault(qid, Item()).cast.append(value[len(ENTITY) : -1])
    holders: dict[str, set[str]] = {}
    for qid, item in items.items():
        for key in item.ids:
            holders.setdefault(key, set()).add(qid)
    return Endpoint(
        path,
        {qid: items.get(qid, Item()) for qid in classes[FILM]},
        {qid: items.get(qid, Item()) for qid in classes[HUMAN]},
        {key: next(iter(qids)) for key, qids in holders.items() if len(qids) == 1},
    )


def lines(path: Path) -> Iterator[str]:
    """The lines of the file, gzipped or not."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as text:
        yield from text


def without_films(endpoint: Endpoint, films: Collection[str], folder: Path) -> Path:
    """A copy without these films: neither what is said of them nor what points at them."""
    gone = frozenset(films)

    def stays(line: str) -> bool:
        subject, _, value = line.split(" ", 2)
        return not (_qid(subject) in gone or _qid(value.split(" ", 1)[0]) in gone)

    digest = sha256("|".join(sorted(gone)).encode()).hexdigest()[:10]
    return _copy(endpoint.path, folder / f"without-films-{digest}.nt.gz", stays)


def without_names(endpoint: Endpoint, folder: Path) -> Path:
    """A copy in which no person has a label; the few that are typed film too keep theirs."""
    people = endpoint.people.keys() - endpoint.films.keys()

    def stays(line: str) -> bool:
        subject, prop, _ = line.split(" ", 2)
        return prop != LABEL or _qid(subject) not in people

    return _copy(endpoint.path, folder / "without-names.nt.gz", stays)


def _copy(source: Path, target: Path, stays: Callable[[str], bool]) -> Path:
    """The lines that stay; made once, whole or not at all."""
    if not target.exists():
        half = target.with_suffix(".half")
        with gzip.open(half, "wt", compresslevel=1, encoding="utf-8", newline="\n") as out:
            out.writelines(line for line in lines(source) if stays(line))
        half.rename(target)
    return target


def _qid(term: str) -> str:
    """The item of an IRI of an item or of one of its statements, else ""."""
    if term.startswith(STATEMENT):
        return term[len(STATEMENT) :].partition("-")[0]
    return term[len(ENTITY) : -1] if term.startswith(ENTITY) else ""


def _text(literal: str) -> str:
    text = literal[1 : literal.rindex('"')]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _PLAIN.get(found[3], found[3])
