"""IRIs as CURIEs that other tools take, and back: the prefixes that one file needs."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from reelgraph.vocabulary import ID, OWL, PREFIXES, RDF, RDFS, SKOS, WD

SEMAPV = "https://w3id.org/semapv/vocab/"
SSSOM = "https://w3id.org/sssom/"
ORCID = "https://orcid.org/"
COMMON = {
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": SEMAPV,
    "skos": SKOS,
    "sssom": SSSOM,
    "orcid": ORCID,
    "wikidata": WD,
}
"""What files of other tools mean by a prefix that they do not declare."""
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*#?")
"""What validators let stand behind the colon: ASCII that begins with a letter or a digit."""
_STARTS = re.compile(r"(?<=[/#:=])(?<!://)[A-Za-z0-9_]")
_KNOWN = {"id": ID, "wd": WD}


class Prefixes:
    """Short forms for some IRIs, and the prefixes that they need.

    An IRI that is not ASCII is written as the URI that means the same (RFC 3987, 3.1), for
    validators of SSSOM drop a row with any other; `candidates` undoes it.

    >>> some = Prefixes(["http://example.org/films/12", "http://www.wikidata.org/entity/Q4444"])
    >>> some.short("http://example.org/films/12"), some.short("http://www.wikidata.org/entity/Q1")
    ('ns1:12', 'wd:Q1')
    >>> some.used["ns1"]
    'http://example.org/films/'
    """

    def __init__(self, iris: Iterable[str]) -> None:
        self.used: dict[str, str] = {}
        self._short: dict[str, str] = {}
        spaces = {namespace: prefix for prefix, namespace in _KNOWN.items()}
        for iri in sorted(set(iris)):
            space, local = _split(iri)
            if not space:  # a whole URI is valid too
                self._short[iri] = local
                continue
            prefix = spaces.setdefault(space, f"ns{len(spaces) - len(_KNOWN) + 1}")
            self.used[prefix] = space
            self._short[iri] = f"{prefix}:{local}"

    def short(self, iri: str) -> str:
        """The CURIE of an IRI, or the IRI where no prefix fits."""
        if iri not in self._short:
            space, local = _split(iri)
            prefix = {n: p for p, n in (_KNOWN | self.used).items()}.get(space)
            return f"{prefix}:{local}" if prefix else iri
        return self._short[iri]


def _split(iri: str) -> tuple[str, str]:
    """The namespace of an IRI and the rest; an empty namespace where it has no good one."""
    iri = quote(iri, safe="%/:?#[]@!$&'()*+,;=~")
    for space in _KNOWN.values():
        if iri.startswith(space) and _LOCAL.fullmatch(iri, len(space)):
            return space, iri[len(space) :]
    for start in reversed([m.start() for m in _STARTS.finditer(iri)]):
        if _LOCAL.fullmatch(iri, start):
            return iri[:start], iri[start:]
    return "", iri


def candidates(text: str, declared: Mapping[str, str]) -> list[str]:
    """The IRIs that a cell can mean, the likeliest first; none where it is neither IRI nor CURIE.

    Args:
        text: The cell.
        declared: The prefixes of the file; they go before those of this package.

    >>> candidates("ex:12", {"ex": "http://example.org/"})
    ['http://example.org/12']
    >>> candidates("http://example.org/%C3%A9", {})
    ['http://example.org/%C3%A9', 'http://example.org/é']

    """
    text = text.strip().removeprefix("<").removesuffix(">")
    prefix, colon, local = text.partition(":")
    space = {**COMMON, **PREFIXES, **declared}.get(prefix)
    if not colon or re.search(r"[\s<>\"{}|\\^`]", text):
        return []
    if space is not None and local and not local.startswith("//"):
        iri = space + local
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(//.|.+:.)", text):
        iri = text
    else:
        return []
    return list(dict.fromkeys((iri, _beyond_ascii(iri))))


def _beyond_ascii(iri: str) -> str:
    """The IRI with its characters beyond ASCII unquoted."""
    runs = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
    return runs.sub(lambda m: unquote(m[0], errors="strict") if _utf8(m[0]) else m[0], iri)


def _utf8(quoted: str) -> bool:
    try:
        unquote(quoted, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
