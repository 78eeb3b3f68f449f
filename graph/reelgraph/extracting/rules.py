"""What is wanted of Wikidata's dump: the one definition that every engine runs.

The properties and the classes are those that ``queries/import_wikidata.rq`` and
``queries/wikidata_*.rq`` ask for, so that what they learn to read is extracted too. Which of them
are about works stands in the ontology. The steps are in ``rules.sql``.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.errors import ParameterError
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDFS, SKOS, WD, WDT, expand

LANGUAGES = ("en", "mul")
"""Of the names that are taken by default: Wikidata gives a name that is the same in many languages
as ``mul``, and no longer in each of them."""
EVERY = "all"
"""The word for all languages."""
STEPS = ("subclasses", "classes", "films", "named", "others", "kept")
"""The tables that are made of the lines that were found, in this order."""

_INSTANCE_OF, _SUBCLASS_OF = "P31", "P279"
_NAMES = (f"{RDFS}label", f"{SKOS}altLabel")
_TAG = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*")
_READ = re.compile(r"\bwdt:(P[1-9][0-9]*)\b")
_SAYS = re.compile(r"\(wdt:(P[1-9][0-9]*) (?:\S+ )*((?:film|role):[\w-]+)\)")
_FILM_CLASS = re.compile(r"\(wd:(Q[1-9][0-9]*)\s+film:Film\)")
_STEP = re.compile(r"(?m)^-- step: (\w+)\n")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The classes and properties that are read here, as Wikidata numbers them."""

    films: tuple[str, ...]
    """The classes below which all are films."""
    properties: tuple[str, ...]
    of_works: tuple[str, ...]
    """Those of them that only works have; of other items they are not taken."""


@cache
def vocabulary() -> Vocabulary:
    """What the importer and the linker read.

    >>> found = vocabulary()
    >>> found.films, "P57" in found.of_works, "P569" in found.of_works, "P569" in found.properties
    (('Q11424', 'Q202866'), True, False, True)
    """
    importer = resources.text("queries/import_wikidata.rq")
    asked = [n for n in resources.names("queries", ".rq") if n.startswith("wikidata_")]
    texts = [importer, *(resources.text(f"queries/{name}") for name in asked)]
    read = {number for text in texts for number in _READ.findall(text)}
    films = sorted(set(_FILM_CLASS.findall(importer)), key=_number)
    return Vocabulary(
        tuple(films),
        tuple(sorted(read, key=_number)),
        tuple(sorted(read & _of_works(importer), key=_number)),
    )


def _of_works(importer: str) -> set[str]:
    """Wikidata's properties that mean a role, or a property that the ontology gives to works."""
    known = terms()
    meant = [(number, expand(term)) for number, term in _SAYS.findall(importer)]
    aligned = ox.parse(resources.text("ontology/alignments.ttl"), format=ox.RdfFormat.TURTLE)
    for quad in aligned:
        ours, theirs = quad.subject, quad.object
        if isinstance(ours, ox.NamedNode) and isinstance(theirs, ox.NamedNode):
            meant.append((theirs.value.removeprefix(WD), ours.value))
    return {
        number
        for number, ours in meant
        if ours in known.roles or known.domains.get(ours or "") == f"{FILM}Work"
    }


def chosen_languages(words: Collection[str] | str | None) -> tuple[str, ...]:
    """The languages that somebody named; the usual ones for None, none for all that there are.

    >>> chosen_languages("fr,en")
    ('en', 'fr', 'mul')

    Raises:
        ParameterError: a word is no tag of a language.

    """
    if words is None:
        return LANGUAGES
    tags = words.replace(",", " ").split() if isinstance(words, str) else list(words)
    tags = sorted({tag.strip().lower() for tag in tags})
    wrong = [tag for tag in tags if not _TAG.fullmatch(tag)]
    if wrong or not tags:
        raise ParameterError(
            f"{wrong[0] if wrong else words!r} is no language: write tags such as en,fr,be-tarask, "
            f"or {EVERY}"
        )
    return () if EVERY in tags else tuple(sorted({*tags, "mul"}))


def steps(languages: Collection[str] = LANGUAGES) -> dict[str, str]:
    """The SQL of each step, by name.

    Args:
        languages: Of the names that are taken; all where there is none.

    """
    known = vocabulary()
    others = [WDT + p for p in known.properties if p not in (*known.of_works, _SUBCLASS_OF)]
    values = {
        **_patterns(languages),
        "wd": WD,
        "instance_of": WDT + _INSTANCE_OF,
        "subclass_of": WDT + _SUBCLASS_OF,
        "roots": ", ".join(f"('{film}')" for film in known.films),
        "of_others": ", ".join(f"'{iri}'" for iri in (*others, *_NAMES)),
    }
    pieces = _STEP.split(files("reelgraph.extracting").joinpath("rules.sql").read_text("utf-8"))
    return {
        name: re.sub(r"\{(\w+)\}", lambda m: values[m[1]], text).strip()
        for name, text in zip(pieces[1::2], pieces[2::2], strict=True)
    }


def _patterns(languages: Collection[str]) -> dict[str, str]:
    r"""What lines look like, as regular expressions that RE2 and Java understand alike.

    A text may hold any character here: one that is more exact (``(?:[^"\\]|\\.)*``) overflows
    Java's stack on a long line. So ``torn`` finds quotes that are not escaped, and what is left
    over is for the parser at the end.
    """
    gap, start = r"[ \t]*", r"^\x{FEFF}?[ \t]*"
    end = r'[ \t]*[.][ \t]*(?:#[^"\r\n]*)?\r?\z'
    iri, blank, text = r'<[^<>"{}|^`\\\x00-\x20]*>', r'_:[^ \t\r\n<>"]+', r'"[^\r\n]*"'
    tag = r"[A-Za-z]+(?:-[A-Za-z0-9]+)*"
    thing = rf"(?:{iri}|{blank}|{text}(?:@{tag}|\^\^{iri})?)"
    number = "Q[1-9][0-9]*"
    item = f"<{re.escape(WD)}{number}>"
    edges = "|".join(p.removeprefix("P") for p in vocabulary().properties)
    edge = f"{re.escape(WDT)}P(?:{edges})"
    name = "|".join(map(re.escape, _NAMES))
    tags = f"(?i:{'|'.join(languages)})" if languages else tag
    return {
        "wanted": rf"{start}{item}{gap}"
        rf"(?:<{edge}>{gap}{thing}|<(?:{name})>{gap}{text}@{tags}){end}",
        "torn": r'^[^"]*"(?:[^\r\n]*[^\\])?"[^\r\n]*"',
        "shape": rf"{start}(?:(?:{iri}|{blank}){gap}{iri}{gap}{thing}{end}|(?:#[^\n]*)?\r?\z)",
        "number": number,
        "predicate": f"{re.escape(WDT)}P[0-9]+|{name}",
        "head": rf"{start}<[^>]*>{gap}<[^>]*>{gap}",
        "tail": end,
        "item": rf"^{item}\z",
    }


def _number(name: str) -> int:
    return int(name[1:])
