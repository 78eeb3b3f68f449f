"""Whether a graph is sound: the checks at any size, SHACL where it is small enough."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from reelgraph.checking import shacl as shapes_of
from reelgraph.checking.findings import INFO, VIOLATION, WARNING, Finding, checks, run_check
from reelgraph.errors import ParameterError
from reelgraph.export import written
from reelgraph.results import Results
from reelgraph.store import Store
from reelgraph.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

SHACL_LIMIT = 100_000
"""Triples up to which SHACL runs unless it is asked for: it looks at about 10,000 a second."""
CHECK = f"{BASE}/check/"
"""The IRIs of the checks, as the components of their results in a report."""
FORMATS = ("ttl", "csv", "tsv", "json", "xml", "xlsx", "txt")
"""The endings of files that a report can be written to."""
_COLUMNS = ("severity", "check", "name", "problem", "source", "remedy", "path", "entity")
_ORDER = (VIOLATION, WARNING, INFO)


@dataclass(frozen=True)
class Report:
    """What a validation found."""

    findings: tuple[Finding, ...]
    checks: int
    """How many named checks ran."""
    with_shacl: bool
    triples: int
    """How many there are to look at."""
    shacl_report: "rdflib.Graph | None" = None

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated; warnings alone do not count."""
        return not any(f.severity == VIOLATION for f in self.findings)

    @property
    def results(self) -> Results:
        """The findings as a table, violations first."""
        rows = [
            tuple(
                ox.NamedNode(v) if c == "entity" and ":" in v else (v or None)
                for c, v in ((c, getattr(f, c)) for c in _COLUMNS)
            )
            for f in self.findings
        ]
        return Results(_COLUMNS, rows)

    @property
    def rows(self) -> list[dict[str, object]]:
        """The findings as dicts."""
        return [dict(row) for row in self.results]

    def df(self) -> "pd.DataFrame":
        """The findings as a pandas DataFrame."""
        return self.results.df()

    def __len__(self) -> int:
        return len(self.findings)

    def __repr__(self) -> str:
        return f"<Report: {self.summary()}>"

    def _repr_html_(self) -> str:
        return self.results._repr_html_()

    def summary(self) -> str:
        """How much was found, in one line."""
        found = Counter(f.severity for f in self.findings)
        counted = ", ".join(
            f"{found[s]:,} {s}{'' if found[s] == 1 else 's'}" for s in _ORDER if found[s]
        )
        ran = f"{self.checks} checks" + (" and SHACL" if self.with_shacl else "")
        return f"{counted or 'nothing'} found by {ran} in {self.triples:,} triples"

    @cached_property
    def report(self) -> "rdflib.Graph":
        """The findings as a standard ``sh:ValidationReport``, an rdflib Graph.

        As the standard has it, ``sh:conforms`` is true only where there is no result at all.
        """
        import rdflib
        from rdflib import RDF, BNode, Literal, Namespace, URIRef

        sh = Namespace(shapes_of.SH)
        graph = rdflib.Graph()
        graph.bind("sh", sh)
        for prefix in ("film", "rdf", "xsd"):
            graph.bind(prefix, PREFIXES[prefix])
        whole = None
        if self.shacl_report is not None:
            graph += self.shacl_report
            whole = graph.value(None, RDF.type, sh.ValidationReport)
        head = whole or BNode()
        graph.add((head, RDF.type, sh.ValidationReport))
        graph.set((head, sh.conforms, Literal(not self.findings)))
        for finding in self.findings:
            if not finding.check.endswith("_violation"):
                continue  # it came from SHACL, and stands there already
            result = BNode()
            component = URIRef(CHECK + finding.check.removesuffix("_violation"))
            said = f"{finding.name}: {finding.problem} ({finding.remedy})"
            focus = URIRef(finding.entity) if ":" in finding.entity else BNode(finding.entity)
            for predicate, value in (
                (RDF.type, sh.ValidationResult),
                (sh.focusNode, focus),
                (sh.resultSeverity, sh.Violation),
                (sh.sourceConstraintComponent, component),
                (sh.resultMessage, Literal(said)),
            ):
                graph.add((result, predicate, value))
            graph.add((head, sh.result, result))
        return graph

    def render(self, format_name: str) -> bytes:
        """The report as Turtle ("ttl"), or as rows in a format of `Results.render`."""
        if format_name == "ttl":
            return self.report.serialize(format="turtle").encode()
        return self.results.render("table" if format_name == "txt" else format_name)

    def save(self, path: str | Path) -> None:
        """Write the report; the ending of the file is the format, one of `FORMATS`.

        Raises:
            ParameterError: the ending is another.

        """
        target = Path(path)
        ending = target.suffix.lower().lstrip(".")
        if ending not in FORMATS:
            listed = ", ".join(f".{e}" for e in FORMATS)
            raise ParameterError(f"{target}: a report is written as one of {listed}")
        mark = b"\xef\xbb\xbf" if ending == "csv" else b""
        with written(target) as temporary:
            temporary.write_bytes(mark + self.render(ending))


def validate(
    store: Store,
    shapes: str | Path | Sequence[str | Path] | None = None,
    *,
    shacl: bool | None = None,
    folders: Sequence[str | Path] = (),
) -> Report:
    """Run every check, and SHACL with the shapes of the ontology and those of the user.

    Args:
        store: What is validated.
        shapes: Files of shapes of one's own, beside ``ontology/shapes.ttl``.
        shacl: Whether SHACL runs; when None, up to `SHACL_LIMIT` triples.
        folders: Folders of checks of one's own, ``*_violation.rq``.

    Raises:
        InputError: the shapes cannot be read.
        ParameterError: there are shapes, and SHACL would not run.

    >>> import reelgraph as rg
    >>> validate(rg.sample().store, shacl=False).conforms
    True

    """
    files = [shapes] if isinstance(shapes, (str, Path)) else list(shapes or ())
    for file in files:
        shapes_of.read_shapes(file)  # before any work is done
    triples = shapes_of.size(store)
    with_shacl = triples <= SHACL_LIMIT if shacl is None else shacl
    if files and not with_shacl:
        why = "SHACL is switched off" if shacl is False else f"the graph has {triples:,} triples"
        raise ParameterError(
            f"the shapes would not be used, for {why}: "
            "say --shacl (shacl=True) to run them all the same"
        )
    found: list[Finding] = []
    ran = checks(folders)
    for check in ran:
        found += run_check(store, check)
    report = None
    if with_shacl:
        more, report = shapes_of.validate(store, files)
        found += more
    found.sort(key=lambda f: (_ORDER.index(f.severity), f.check, f.name, f.entity, f.problem))
    return Report(tuple(found), len(ran), with_shacl, triples, report)
