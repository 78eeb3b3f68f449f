"""The generated tables: terms in ``ontology/README.md``, questions in ``queries/README.md``.

``python -m reelgraph.reference`` prints them; with ``--write`` it renews them in a checkout.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Node, URIRef

from reelgraph import resources
from reelgraph.errors import ReelgraphError
from reelgraph.query import catalogue
from reelgraph.vocabulary import FILM, LINK_STATUS, ROLE, STATUS, curie

BEGIN = "<!-- generated: begin -->"
END = "<!-- generated: end -->"

_TERMS = ("Term", "Kind", "Parent", "Definition", "Example")
_QUESTIONS = ("Name", "Question", "Parameters")


@dataclass(frozen=True, slots=True)
class Term:
    """One row of the table; `parent` of a role is the property that it gives."""

    name: str
    kind: str
    parent: str
    definition: str
    example: str


def terms(graph: Graph) -> list[Term]:
    """List the terms of an ontology graph: classes, properties, roles and statuses, by name.

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
        ("link status", SKOS.Concept, URIRef(LINK_STATUS), SKOS.broader),
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


def questions() -> list[tuple[str, ...]]:
    """The named queries: name, question, parameters; the checks come last."""
    found = sorted(catalogue().values(), key=lambda q: (q.is_check, q.name))
    return [
        (
            f"`{q.name}`",
            q.question or q.title,
            ", ".join(
                f"`--{p.name}` {p.kind}" + (f" = {p.default}" if p.default is not None else "")
                for p in q.parameters
            ),
        )
        for q in found
    ]


def markdown(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Format rows as a Markdown table.

    >>> print(markdown(("Term", "Means"), [("film:x", "An x | a <y>.")]))
    | Term | Means |
    |---|---|
    | film:x | An x \| a \<y>. |
    """
    lines = [_line(headings), "|" + "---|" * len(headings)]
    lines += [_line(row) for row in rows]
    return "\n".join(lines)


def tables() -> dict[str, str]:
    """Each README that holds a generated table, and the table."""
    graph = Graph().parse(data=resources.text("ontology/film.ttl"), format="turtle")
    return {
        "ontology": markdown(_TERMS, map(astuple, terms(graph))),
        "queries": markdown(_QUESTIONS, questions()),
    }


def replaced(readme: str, table: str) -> str:
    """Put `table` between the two markers of the README's text.

    Raises ReelgraphError where a marker is missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ReelgraphError(f"the README lacks {BEGIN!r} or {END!r}: put both back")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main(arguments: Sequence[str]) -> None:
    """Print the tables, or write them into the READMEs of a checkout."""
    for folder, table in tables().items():
        if "--write" not in arguments:
            sys.stdout.write(table + "\n\n")
            continue
        readme = resources.folder(folder) / "README.md"
        if not isinstance(readme, Path):
            raise ReelgraphError("a README inside a zipped wheel cannot be written: use a checkout")
        text = replaced(readme.read_text(encoding="utf-8"), table)
        readme.write_text(text, encoding="utf-8", newline="\n")


def _text(graph: Graph, subject: Node, predicate: URIRef) -> str:
    return str(graph.value(subject, predicate) or "")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "\\<") for cell in cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
