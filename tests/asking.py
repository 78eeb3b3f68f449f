"""Asking named queries in the tests: their texts, with parameters, and rows as short texts."""

import re

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from reelgraph import resources
from reelgraph.binding import Term, bind, iri, parameters
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import WD

W = "https://example.org/world/"
T = "https://example.org/third/"
NAMED = [
    name.removesuffix(".rq")
    for name in resources.names("queries", ".rq")
    if not name.startswith(("import_", "view_", "reject_", "wikidata_"))
]
CHECKS = [name for name in NAMED if name.endswith("_violation")]
QUESTIONS = [name for name in NAMED if name not in CHECKS]
LINKED = {"links_changed", "links_none", "links_pending", "sources_against_wikidata"}
"""Those that need links, or a source of the name of Wikidata, to be tested."""

Row = tuple[object, ...]
Case = tuple[str, Row, list[Row]]
"""A question, its parameters, and the rows that it must give."""


def text_of(name: str) -> str:
    return resources.text(f"queries/{name}.rq")


def header(name: str, field: str) -> list[str]:
    """The values of a field of the comment header, such as ``column``."""
    return re.findall(rf"(?m)^# {field}:? (.+)$", text_of(name).split("\nPREFIX", 1)[0])


def columns(name: str) -> list[str]:
    return [line.split(":")[0] for line in header(name, "column")]


def expand(value: object) -> Term:
    if isinstance(value, int):
        return ox.Literal(value)
    text = str(value)
    for prefix, namespace in (("w:", W), ("t:", T)):
        if text.startswith(prefix):
            return iri(namespace + text[2:])
    return iri(WD + text[3:]) if text.startswith("wd:") else ox.Literal(text)


def bound(name: str, values: Row) -> str:
    """The text of a query with its parameters, in the order of its header."""
    text = text_of(name)
    if not values:
        return text
    if isinstance(values[0], list):  # a parameter that takes several
        return bind(text, {parameters(text)[0]: [[expand(v)] for v in values[0]]})
    return bind(text, {parameters(text)[0]: [[expand(v) for v in values]]})


def short(value: str) -> str:
    """The text of a term; an offset of no hours is written in two ways."""
    value = re.sub(r"(T[\d:]+)\+00:00$", r"\1Z", value)
    return value.replace(W, "w:").replace(T, "t:").replace(WD, "wd:")


def rows(store: EmbeddedStore, sparql: str) -> list[Row]:
    """The rows of an answer as texts."""
    return [
        tuple(None if term is None else short(term.value) for term in solution)
        for solution in store.rdf.query(sparql)
    ]


def as_texts(expected: list[Row]) -> list[Row]:
    return [tuple(None if v is None else str(v) for v in row) for row in expected]


def cases(expected: list[Case]) -> list[object]:
    return [
        pytest.param(*case, id="-".join([case[0], *map(str, case[1])]).replace(":", "-"))
        for case in expected
    ]


def as_dataset(store: EmbeddedStore) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=store.rdf.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


def in_rdflib(store: EmbeddedStore, sparql: str) -> list[Row]:
    answer = as_dataset(store).query(prepareQuery(sparql))
    return [tuple(None if v is None else short(str(v)) for v in row) for row in answer]
