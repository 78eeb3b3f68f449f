"""SHACL over a store: the shapes of the ontology, and those of the user.

The data graph is one graph, and holds what a query sees (the view: one label for each entity)
and, from the claims, what the view has no place for: credits and other statements, descriptions
of sources, and properties that the ontology does not know. What the view says of an entity is not
repeated from the claims, or a film with a title in two sources would have two labels. The links
and the ontology's own terms are there too, for shapes that ask for the class of a role.

Shapes come from files, so they are not trusted: no JavaScript, no rules, no imports, and no query
that would ask another machine.
"""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from reelgraph import resources
from reelgraph.checking.findings import INFO, VIOLATION, WARNING, Finding
from reelgraph.errors import InputError, QueryError
from reelgraph.sources.inputs import FORMATS
from reelgraph.store import Store
from reelgraph.store.layout import LINKS, SOURCES
from reelgraph.store.syntax import refuse_remote
from reelgraph.terms import terms
from reelgraph.vocabulary import FILM, RDF, RDFS, SKOS, curie, local_name, unnamed

if TYPE_CHECKING:
    import rdflib

SH = "http://www.w3.org/ns/shacl#"
REMEDY = "mend it in the file of its source, and load the file again"
_NAMING = {RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", RDF + "type"}
_SEVERITIES = {SH + "Violation": VIOLATION, SH + "Warning": WARNING, SH + "Info": INFO}
_QUERIES = ("select", "ask", "construct", "update")
_SKIP = re.compile(
    r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|[?$:]\w+|\w+:\w*"
)


def size(store: Store) -> int:
    """How many triples SHACL would have to look at: those of the view and of the claims."""
    query = f"""SELECT (SUM(?n) AS ?all) WHERE {{
      {{ SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o }} }} UNION
      {{ GRAPH <{SOURCES}> {{ ?source <{FILM}tripleCount> ?n }} }} }}"""
    return int(next(store.select(query))["all"].value)


def read_shapes(path: str | Path) -> list[ox.Triple]:
    """The triples of a file of shapes.

    Raises:
        InputError: it cannot be read; the message has the line of a mistake. Or one of its shapes
            would ask another machine.

    """
    file = Path(path)
    format_name = FORMATS.get(file.suffix.lower().lstrip(".")) or ox.RdfFormat.TURTLE
    try:
        quads = list(ox.parse(file.read_bytes(), format=format_name))
    except OSError as error:
        raise InputError(f"{file}: the shapes cannot be read: {error.strerror}") from None
    except (SyntaxError, ValueError) as error:
        raise InputError(
            f"{file}: the shapes are no {format_name.name}: {error}; mend that line"
        ) from None
    found = [quad.triple for quad in quads]
    for triple in found:
        _refuse(file, triple)
    if not any(t.predicate.value.startswith(SH) for t in found):
        raise InputError(f"{file} holds no SHACL shapes: nothing in it is in {SH}")
    return found


def _refuse(file: Path, triple: ox.Triple) -> None:
    """Refuse a query inside a shape that would fetch something."""
    name = triple.predicate.value.removeprefix(SH)
    if name not in _QUERIES or not isinstance(triple.object, ox.Literal):
        return
    text = triple.object.value
    try:
        refuse_remote(text)
    except QueryError as error:
        raise InputError(f"{file}: the sh:{name} of a shape cannot be run: {error}") from None
    if re.search(r"(?i)\b(from|load)\b", _SKIP.sub(" ", text)):
        raise InputError(
            f"{file}: the sh:{name} of a shape names another graph (FROM or LOAD), which would be "
            "fetched: a shape asks the graph that is validated, so leave that out"
        )


def data_graph(store: Store) -> tuple[list[ox.Triple], dict[str, str]]:
    """What is validated, and the source of each statement."""
    view = [ox.Triple(*r) for r in store.select("SELECT ?s ?p ?o WHERE { ?s ?p ?o }")]
    shown = {triple.subject for triple in view}
    in_view = terms().view_properties | _NAMING
    found = dict.fromkeys(view)
    origin: dict[str, str] = {}
    query = f"""SELECT ?s ?p ?o ?name WHERE {{
      GRAPH <{SOURCES}> {{ ?source <{FILM}sourceName> ?name }} GRAPH ?source {{ ?s ?p ?o }} }}"""
    for row in store.select(query):
        subject, predicate = row["s"], row["p"]
        if subject in shown and predicate.value in in_view:
            continue
        found[ox.Triple(subject, predicate, row["o"])] = None
        if subject not in shown:
            origin.setdefault(subject.value, row["name"].value)
    for graph in (SOURCES, LINKS):
        for r in store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"):
            found[ox.Triple(*r)] = None
    return list(found), origin


def validate(
    store: Store, shapes: Sequence[str | Path] = ()
) -> tuple[list[Finding], "rdflib.Graph"]:
    """What the shapes find, and pySHACL's own report.

    Raises:
        InputError: a file of shapes cannot be read, or is no proper SHACL.

    """
    import pyshacl
    import rdflib
    from pyparsing import ParseException

    own = list(ox.parse(resources.raw("ontology/shapes.ttl"), format=ox.RdfFormat.TURTLE))
    rules = [quad.triple for quad in own]
    for path in shapes:
        rules += read_shapes(path)
    data, origin = data_graph(store)
    known = list(ox.parse(resources.raw("ontology/film.ttl"), format=ox.RdfFormat.TURTLE))
    graph = _rdflib([*data, *(quad.triple for quad in known)])
    try:
        _, report, _ = pyshacl.validate(
            graph,
            shacl_graph=_rdflib(rules),
            advanced=False,
            js=False,
            do_owl_imports=False,
            inference="none",
            allow_warnings=True,
            inplace=True,
        )
    # pySHACL names a bad shape in errors of its own, all below RuntimeError; rdflib, its queries.
    except (RuntimeError, ValueError, TypeError, LookupError, re.error, ParseException) as error:
        where = ", ".join(map(str, shapes)) or "ontology/shapes.ttl"
        raise InputError(f"{where}: no proper SHACL: {error}") from None
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"SHACL could not be run: {report}")
    return list(_findings(report, graph, origin)), report


def _rdflib(triples: Sequence[ox.Triple]) -> "rdflib.Graph":
    import rdflib

    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(io.BytesIO(lines), format="nt")


def _findings(
    report: "rdflib.Graph", data: "rdflib.Graph", origin: dict[str, str]
) -> Iterator[Finding]:
    from rdflib import RDFS as LABELS
    from rdflib import Literal, Namespace, URIRef

    sh = Namespace(SH)
    for result in report.objects(None, sh.result):
        focus = report.value(result, sh.focusNode)
        path = report.value(result, sh.resultPath)
        value = report.value(result, sh.value)
        shape = report.value(result, sh.sourceShape)
        if focus == URIRef(FILM.rstrip("#")) and value is not None:
            focus, value = value, None  # of the one shape that looks at the whole graph
        message = "; ".join(sorted({str(m) for m in report.objects(result, sh.resultMessage)}))
        label = data.value(focus, LABELS.label)
        place = f" ({curie(str(path))})" if isinstance(path, URIRef) else ""
        said = f": {value}" if isinstance(value, Literal) else ""
        if isinstance(value, URIRef) and value != focus:
            said = f": {curie(str(value))}"
        check = curie(str(shape)) if isinstance(shape, URIRef) else ""
        component = report.value(result, sh.sourceConstraintComponent)
        yield Finding(
            _SEVERITIES.get(str(report.value(result, sh.resultSeverity)), VIOLATION),
            check or f"sh:{local_name(str(component))}",
            str(focus),
            str(label) if label is not None else unnamed(str(focus)),
            f"{message}{place}{said}",
            REMEDY,
            origin.get(str(focus), ""),
            str(path) if isinstance(path, URIRef) else "",
        )
