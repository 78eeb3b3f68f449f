"""Named queries: a file for each question, with its parameters as people type them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.binding import Term, bind, example, iri, parameters
from reelgraph.entity import Entity
from reelgraph.errors import InputError, NotFound, ParameterError
from reelgraph.results import Results, Triples
from reelgraph.store import Store
from reelgraph.store.syntax import misspelt_terms
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, XSD, local_name

_HEADER = re.compile(r"(?m)^#\s*(title|question|asked by|remedy|param|column)\s*:?\s*(.*)$")
_PARAM = re.compile(r"(\w+)\s*\(([\w ]+)\)\s*(?:=\s*([^:]*?))?\s*:\s*(.*)")
_STAR = re.compile(r"(?i)\bselect\s+(?:distinct\s+|reduced\s+)?\*")
_RULES = ("import_", "view_", "reject_", "wikidata_")
_LIST = " list"
Finder = Callable[[str, str | None], Entity]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query must be told."""

    name: str
    kind: str
    """A class of the ontology ("Person"), "Entity", "year", "integer" or "text"; "Person list"."""
    description: str
    default: str | None = None

    @property
    def of(self) -> str:
        """The kind of each value, of a list too."""
        return self.kind.removesuffix(_LIST)

    @property
    def is_list(self) -> bool:
        """Whether it takes several values, each a row of its VALUES block."""
        return self.kind.endswith(_LIST)

    @property
    def preset(self) -> str | None:
        """The value that it has when none is given; a text without the quotes of the header."""
        if self.default is not None and self.of == "text":
            return self.default.removeprefix('"').removesuffix('"')
        return self.default


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One question: a ``.rq`` file and what its header says."""

    name: str
    title: str
    text: str
    question: str = ""
    remedy: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def is_check(self) -> bool:
        """Whether any row of its answer is a finding."""
        return self.name.endswith("_violation")

    @property
    def usage(self) -> str:
        """How it is called on the command line."""
        words = []
        for p in self.parameters:
            if p.is_list:
                words.append(f'--{p.name} "{p.of.upper()}; {p.of.upper()}; ..."')
            elif p.default is None:
                words.append(f'--{p.name} "{p.kind.upper()}"')
            else:
                words.append(f"[--{p.name} {p.default}]")
        return " ".join(["reelgraph query", self.name, *words])


def parse(name: str, text: str) -> NamedQuery:
    """A named query from the text of its file.

    Raises:
        InputError: a parameter of the header has no place in the query, or the reverse.

    """
    said: dict[str, str] = {}
    params, columns = [], []
    for key, value in _HEADER.findall(text):
        if key == "param":
            match = _PARAM.fullmatch(value)
            if not match:
                raise InputError(
                    f"{name}.rq: '# param {value}' should read '# param name (Person): what it is'"
                )
            params.append(Parameter(match[1], match[2], match[4], match[3]))
        elif key == "column":
            column, _, meaning = value.partition(":")
            columns.append((column.strip(), meaning.strip()))
        else:
            said[key] = value.strip()
    blocks = parameters(text)
    placed = {p for block in blocks for p in block}
    for p in params:
        if p.is_list and any(p.name in block and len(block) > 1 for block in blocks):
            raise InputError(f"{name}.rq: the list {p.name} needs a VALUES line of its own")
    missing = [p.name for p in params if p.name not in placed]
    if missing:
        raise InputError(f"{name}.rq: no VALUES line holds the parameter {', '.join(missing)}")
    return NamedQuery(
        name,
        said.get("title", name.replace("_", " ")),
        text,
        said.get("question", ""),
        said.get("remedy", ""),
        tuple(params),
        tuple(columns),
    )


def catalogue(folders: Sequence[str | Path] = ()) -> dict[str, NamedQuery]:
    """All named queries: the bundled ones, and those of the user's folders, which go before.

    Raises:
        InputError: a folder is none, or one of its queries has a wrong header.

    """
    found = {}
    for file in resources.names("queries", ".rq"):
        if not file.startswith(_RULES):
            name = file.removesuffix(".rq")
            found[name] = _bundled(name)
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder of queries")
        for path in sorted(folder.glob("*.rq")):
            found[path.stem] = read(path)
    return found


@cache
def _bundled(name: str) -> NamedQuery:
    return parse(name, resources.text(f"queries/{name}.rq"))


def read(path: Path) -> NamedQuery:
    """The named query in a file.

    Raises:
        InputError: the file cannot be read, or its header is wrong.

    """
    try:
        return parse(path.stem, path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8: save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def named(name: str, folders: Sequence[str | Path] = ()) -> NamedQuery:
    """The query of that name.

    Raises:
        NotFound: there is none; suggests the nearest.

    """
    from rapidfuzz import process

    known = catalogue(folders)
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_").removesuffix(".rq")
    if wanted in known:
        return known[wanted]
    near = [n for n, score, _ in process.extract(wanted, list(known), limit=3) if score > 60]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise NotFound(f"no query is called {name!r}{hint} ('reelgraph query --list' lists all)", near)


def bound(query: NamedQuery, given: Mapping[str, object], find: Finder) -> str:
    """The text of a named query with its parameters put in.

    Args:
        query: The query.
        given: The parameters, as a person gives them; those of a list as a Python list, or as a
            text with semicolons between them.
        find: Finds the entity of a name.

    Raises:
        ParameterError: one is missing, unknown or of the wrong type.
        NotFound, Ambiguous: a name means no entity, or several.

    """
    return filled(query, values(query, given, find))


def values(query: NamedQuery, given: Mapping[str, object], find: Finder) -> dict[str, list[Term]]:
    """The terms that the parameters of a named query stand for; see `bound`."""
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            has = ", ".join(f"--{n}" for n in known) or "none"
            raise ParameterError(f"{query.name} has no parameter {name!r}; it has: {has}")
    found: dict[str, list[Term]] = {}
    for p in query.parameters:
        value = given.get(p.name, p.preset)
        if value is None:
            raise ParameterError(
                f"{query.name} needs --{p.name} ({p.kind}): {p.description}\n  {query.usage}"
            )
        found[p.name] = [_term(p, one, find) for one in _several(p, value)]
    return found


def filled(query: NamedQuery, found: Mapping[str, Sequence[Term]]) -> str:
    """The text of a named query with the terms of its parameters put in."""
    blocks = [block for block in parameters(query.text) if set(block) <= set(found)]
    # Only a list has more than one value, and it has a block of its own.
    return bind(
        query.text,
        {block: list(zip(*(found[n] for n in block), strict=True)) for block in blocks if block},
    )


def _several(p: Parameter, value: object) -> list[object]:
    """The values of a parameter: one, or those of a list."""
    several = isinstance(value, (list, tuple, set, frozenset))
    if not p.is_list:
        if several:
            raise ParameterError(f"--{p.name} is given twice, and takes one {p.kind}")
        return [value]
    given = list(value) if several else [value]  # type: ignore[call-overload]
    if isinstance(value, str):
        given = [part.strip() for part in value.split(";")]
    found = [one for one in given if one != ""]
    if not found:
        raise ParameterError(f"--{p.name} takes at least one {p.of}: {p.description}")
    return found


def _term(p: Parameter, value: object, find: Finder) -> Term:
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        return value
    if p.of in ("year", "integer"):
        text = str(value).strip()
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise ParameterError(f"--{p.name} takes a whole number, not {text!r}")
        return ox.Literal(text, datatype=iri(XSD + "integer"))
    if p.of == "text":
        if p.name == "role":
            _check_role(str(value))
        return ox.Literal(str(value))
    if isinstance(value, str):
        kind = p.of if FILM + p.of in terms().classes and p.of != "Entity" else None
        return iri(find(value, kind).iri)
    target = getattr(value, "iri", None)
    if target is None:
        raise ParameterError(f"--{p.name} takes a {p.of}, not {value!r}")
    return iri(target)


def _check_role(word: str) -> None:
    """Refuse a role that nobody has: its answer would be empty, as if there were no such films.

    Raises:
        ParameterError: the message lists the roles.

    """
    known = {
        local_name(role.iri).replace("-", " ")
        for role in terms().roles.values()
        if role.property in terms().contributor_properties
    }
    if word.replace("-", " ").lower() not in known:
        raise ParameterError(f"no role is called {word!r}: there are {', '.join(sorted(known))}")


def run(store: Store, sparql: str, timeout: float | None = None) -> Results | Triples | bool:
    """The answer to a query: rows, triples, or a truth value.

    Raises:
        QuerySyntaxError, QueryTimeout, QueryError: as `Store.query` does.

    """
    answer = store.query(sparql, timeout=timeout)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QuerySolutions):
        columns = columns_of(sparql, answer)
        return Results(columns, [tuple(row[name] for name in columns) for row in answer])
    return Triples(list(answer))


def columns_of(sparql: str, answer: ox.QuerySolutions) -> list[str]:
    """The columns of an answer, in the order in which the query names them."""
    columns = [v.value for v in answer.variables]
    if _STAR.search(sparql):  # the engine has them in the order of the alphabet
        columns.sort(key=lambda name: _first_place(sparql, name))
    return columns


def _first_place(sparql: str, variable: str) -> int:
    found = re.search(rf"[?$]{variable}\b", sparql)
    return found.start() if found else len(sparql)


def hints(sparql: str) -> list[str]:
    """What may be wrong with a query that is good SPARQL: terms that the ontology does not have."""
    known = frozenset(
        local_name(t)
        for t in terms().classes | terms().object_properties | terms().data_properties
        if t.startswith(FILM)
    )
    return [
        f"film:{name} is no term of the ontology" + (f"; did you mean film:{near}?" if near else "")
        for name, near in misspelt_terms(sparql, known)
    ]


__all__ = [
    "NamedQuery",
    "Parameter",
    "bound",
    "catalogue",
    "columns_of",
    "example",
    "filled",
    "hints",
    "named",
    "parse",
    "read",
    "run",
    "values",
]
