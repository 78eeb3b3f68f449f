"""The table of all terms in ``ontology/README.md``, generated from ``ontology/film.ttl``.

``python -m reelgraph.termtable`` prints it; with ``--write`` it replaces the one in the README.
"""

import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Node, URIRef

from reelgraph import resources
from reelgraph.errors import ReelgraphError
from reelgraph.vocabulary import FILM, ROLE, STATUS, curie

BEGIN = "<!-- terms: begin -->"
END = "<!-- terms: end -->"

_HEADINGS = ("Term", "Kind", "Parent", "Definition", "Example")


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table; `parent` of a role is the property that it gives."""

    name: str
    kind: str
    parent: str
    definition: str
    example: str


def terms(graph: Graph) -> list[Term]:
    """List the terms of an ontology graph: classes, properties, roles, statuses, each by name.

    >>> rows = terms(Graph().parse(data=resources.text("ontology/film.ttl"), format="turtle"))
    >>> next(row for row in rows if row.name == "film:ShortFilm").parent
    'film:Film'
    """
    found: list[Term] = []
    for kind, rdf_type, scheme, parent in (
        ("class", OWL.Class, None, RDFS.subClassOf),
        ("object property", OWL.ObjectProperty, None, RDFS.subPropertyOf),
        ("datatype property", OWL.DatatypeProperty, None, RDFS.subPropertyOf),
        ("role", SKOS.Concept, URIRef(ROLE), URIRef(FILM + "hasDirectProperty")),
        ("status", SKOS.Concept, URIRef(STATUS), SKOS.broader),
    ):
        rows = [
            Term(
                name=curie(str(subject)),
                kind=kind,
                parent=", ".join(sorted(curie(str(node)) for node in graph[subject:parent])),
                definition=_text(graph, subject, SKOS.definition),
                example=_text(graph, subject, SKOS.example),
            )
            for subject in graph.subjects(RDF.type, rdf_type)
            if scheme is None or (subject, SKOS.inScheme, scheme) in graph
        ]
        found += sorted(rows, key=lambda row: row.name)
    return found


def markdown(rows: Sequence[Term]) -> str:
    r"""Format the rows as a Markdown table.

    >>> print(markdown([Term("film:x", "class", "film:Entity", "An x | a y.", "<urn:x>")]))
    | Term | Kind | Parent | Definition | Example |
    |---|---|---|---|---|
    | film:x | class | film:Entity | An x \| a y. | \<urn:x> |
    """
    lines = [_line(_HEADINGS), "|" + "---|" * len(_HEADINGS)]
    lines += [_line(astuple(row)) for row in rows]
    return "\n".join(lines)


def replaced(readme: str, table: str) -> str:
    """Put `table` between the two markers of the README's text.

    Raises ReelgraphError where a marker is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ReelgraphError(f"ontology/README.md lacks {BEGIN!r} or {END!r}: put both back")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main(arguments: Sequence[str]) -> None:
    """Print the table, or write it into the README of a checkout."""
    graph = Graph().parse(data=resources.text("ontology/film.ttl"), format="turtle")
    table = markdown(terms(graph))
    if "--write" not in arguments:
        sys.stdout.write(table + "\n")
        return
    readme = resources.folder("ontology") / "README.md"
    if not isinstance(readme, Path):
        raise ReelgraphError("the README inside a zipped wheel cannot be written: use a checkout")
    text = replaced(readme.read_text(encoding="utf-8"), table)
    readme.write_text(text, encoding="utf-8", newline="\n")


def _text(graph: Graph, subject: Node, predicate: URIRef) -> str:
    return str(graph.value(subject, predicate) or "")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "\\<") for cell in cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
