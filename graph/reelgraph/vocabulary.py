"""Namespaces and prefixes, IRIs in and out.

An IRI is a plain ``str`` without angle brackets everywhere in this package.
"""

import hashlib
import re
import unicodedata
from urllib.parse import quote

BASE = "https://w3id.org/reelgraph"
"""Where the IRIs that a store mints begin, unless it was made with another base."""

FILM = f"{BASE}/ns#"
ROLE = f"{BASE}/role/"
STATUS = f"{BASE}/status/"
LINK_STATUS = f"{BASE}/link-status/"
ID = f"{BASE}/id/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"
FOAF = "http://xmlns.com/foaf/0.1/"
VANN = "http://purl.org/vocab/vann/"
WD = "http://www.wikidata.org/entity/"
WDT = "http://www.wikidata.org/prop/direct/"

PREFIXES: dict[str, str] = {
    "film": FILM,
    "role": ROLE,
    "status": STATUS,
    "linkstatus": LINK_STATUS,
    "id": ID,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "schema": SCHEMA,
    "foaf": FOAF,
    "wd": WD,
    "wdt": WDT,
}
"""The prefixes that every query may use without declaring them."""

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")


def curie(iri: str) -> str:
    """The short form of an IRI; the IRI itself where no prefix fits.

    >>> curie("http://www.wikidata.org/entity/Q20982361")
    'wd:Q20982361'
    >>> curie("https://w3id.org/reelgraph/id/hardcore-article/film/hardcore")
    'id:hardcore-article/film/hardcore'
    >>> curie("http://example.org/x")
    'http://example.org/x'
    """
    if iri.startswith(ID):
        return "id:" + iri.removeprefix(ID)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri.removeprefix(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def expand(text: str) -> str | None:
    """The IRI that a CURIE or an IRI (with or without angle brackets) stands for, or None.

    >>> expand("wd:Q4444")
    'http://www.wikidata.org/entity/Q4444'
    >>> expand("Q4444")
    'http://www.wikidata.org/entity/Q4444'
    >>> expand("Haley Bennett") is None
    True
    """
    text = text.strip()
    if re.fullmatch(r"Q[1-9][0-9]*", text):
        return WD + text
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1]
    if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`]+|urn:[^\s<>\"{}|\\^`]+", text):
        return text
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and local and not re.search(r"[\s<>\"{}|\\^`]", local):
        return PREFIXES[prefix] + local
    return None


def local_name(iri: str) -> str:
    """The last part of an IRI: what stands in for a label that is missing.

    >>> local_name("http://www.wikidata.org/entity/Q42")
    'Q42'
    """
    text = iri.rstrip("/#")
    return text[max(text.rfind("/"), text.rfind("#"), text.rfind(":")) + 1 :]


def unnamed(iri: str) -> str:
    """How an entity without a label is shown.

    >>> unnamed("http://www.wikidata.org/entity/Q42")
    'unnamed (Q42)'
    """
    return f"unnamed ({local_name(iri)})"


def slug(text: str) -> str:
    """A name as a part of an IRI: lower case ASCII letters, digits and hyphens.

    >>> slug("Amélie (2001)")
    'amelie-2001'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def entity_iri(source: str, kind: str, identifier: str, base: str = BASE) -> str:
    """The IRI minted for an entity that a source calls by an identifier of its own.

    >>> entity_iri("archive", "film", "KA 17/3")
    'https://w3id.org/reelgraph/id/archive/film/KA%2017%2F3'
    """
    return f"{base}/id/{quote(source, safe='')}/{kind}/{quote(identifier, safe='')}"


def credit_iri(
    source: str, work: str, agent: str, role: str, statement: str = "", base: str = BASE
) -> str:
    """The IRI of the credit that a source gives: a hash of what it says.

    ``queries/import_*.rq`` mint the same IRIs inside the engine.

    >>> credit_iri("x", "http://e/f", "http://e/p", ROLE + "director")
    'https://w3id.org/reelgraph/id/x/credit/d721ea0c6888e3ba747e'
    """
    return entity_iri(source, "credit", credit_hash(work, agent, role, statement), base)


def credit_hash(work: str, agent: str, role: str, statement: str = "") -> str:
    """The last part of the IRI of a credit."""
    return hashlib.sha256(f"{work}|{agent}|{role}|{statement}".encode()).hexdigest()[:20]
