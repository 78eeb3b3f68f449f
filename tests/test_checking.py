"""Validation finds what is wrong and where, and its report is one that others can read."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib import RDF, URIRef

import reelgraph as rg
from reelgraph import checking
from reelgraph.checking import shacl
from reelgraph.checking.validate import CHECK
from reelgraph.cli.checking import validate as command
from reelgraph.errors import InputError, ParameterError
from reelgraph.store import EmbeddedStore
from reelgraph.vocabulary import FILM, RDFS, SKOS

pytestmark = [
    # pySHACL and rdflib still call what they have deprecated
    pytest.mark.filterwarnings("ignore:Dataset.[a-z_]+ is deprecated:DeprecationWarning"),
]

W = "https://example.org/world/"
SH = rdflib.Namespace(shacl.SH)
DATA = Path(__file__).parent / "data"
PREFIXES = f"@prefix sh: <{shacl.SH}> . @prefix film: <{FILM}> . @prefix : <http://e/> ."


def shapes(tmp_path: Path, turtle: str) -> Path:
    path = tmp_path / "mine.ttl"
    path.write_text(f"{PREFIXES}\n{turtle}", "utf-8")
    return path


@pytest.fixture
def broken(world: EmbeddedStore) -> EmbeddedStore:
    """The world with a director that no source names, and a year that cannot be."""
    director = ox.NamedNode(FILM + "hasDirector")
    world.rdf.add(ox.Quad(ox.NamedNode(W + "salt"), director, ox.NamedNode(W + "hal")))
    year = ox.NamedNode(FILM + "year")
    world.rdf.add(ox.Quad(ox.NamedNode(W + "lamp2"), year, ox.Literal(1869)))
    return world


def test_a_sound_graph_conforms(world: EmbeddedStore) -> None:
    report = checking.validate(world)
    assert report.conforms
    assert report.with_shacl
    assert not [f for f in report.findings if f.severity == "violation"]


def test_a_finding_says_what_is_wrong_with_what_and_how_to_mend_it(broken: EmbeddedStore) -> None:
    report = checking.validate(broken, shacl=False)
    assert not report.conforms
    edge, year = report.findings
    assert (edge.check, edge.entity, edge.name) == (
        "edge_without_claim_violation",
        W + "salt",
        "Salt",
    )
    assert edge.problem == (
        "Edges of the view without a claim: edge film:hasDirector, agent Hal Voss"
    )
    assert edge.remedy.startswith("load the sources again")
    assert (year.check, year.name) == ("year_out_of_range_violation", "The Lamp II")
    assert year.problem == "Years that cannot be: year 1869"


def test_a_finding_about_a_credit_names_its_source(world: EmbeddedStore) -> None:
    graph = next(g for g in world.rdf.named_graphs() if "/source/world/" in g.value)
    role = ox.NamedNode(FILM + "hasRole")
    found = next(world.rdf.quads_for_pattern(ox.NamedNode(W + "lamp-bo"), role, None, graph))
    world.rdf.remove(found)
    report = checking.validate(world)
    named = [f for f in report.findings if f.check == "credit_incomplete_violation"]
    assert [(f.entity, f.source, f.problem) for f in named] == [
        (W + "lamp-bo", "world", "Incomplete credits: missing role")
    ]
    by_shacl = [f for f in report.findings if "exactly one role" in f.problem]
    assert [(f.entity, f.source, f.severity) for f in by_shacl] == [
        (W + "lamp-bo", "world", "violation")
    ]


def test_the_report_is_one_that_pyshacl_and_rdflib_read(
    broken: EmbeddedStore, tmp_path: Path
) -> None:
    report = checking.validate(broken)
    report.save(tmp_path / "report.ttl")
    graph = rdflib.Graph().parse(tmp_path / "report.ttl")
    head = graph.value(None, RDF.type, SH.ValidationReport)
    assert graph.value(head, SH.conforms).toPython() is False
    results = list(graph.objects(head, SH.result))
    assert len(results) == len(report)
    for result in results:
        assert (result, RDF.type, SH.ValidationResult) in graph
        for prop in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, prop))) == 1
    ours = graph.value(None, SH.sourceConstraintComponent, URIRef(CHECK + "edge_without_claim"))
    assert graph.value(ours, SH.focusNode) == URIRef(W + "salt")


def test_the_report_of_a_sound_graph_conforms(world: EmbeddedStore) -> None:
    report = checking.validate(world, shacl=False)
    graph = rdflib.Graph().parse(data=report.render("ttl"), format="turtle")
    head = graph.value(None, RDF.type, SH.ValidationReport)
    assert graph.value(head, SH.conforms).toPython() is True


def test_shapes_of_ones_own_see_one_label_and_the_credits(
    two_sources: EmbeddedStore, tmp_path: Path
) -> None:
    # The second source calls Night Ferry otherwise; a query sees one label, and so does a shape.
    path = shapes(
        tmp_path,
        f""":One a sh:NodeShape ; sh:targetClass film:Film ;
          sh:property [ sh:path <{RDFS}label> ; sh:maxCount 1 ; sh:message "one label" ] .
        :Printed a sh:NodeShape ; sh:targetClass film:Credit ;
          sh:property [ sh:path film:creditedAs ; sh:hasValue "B. Marsh" ; sh:maxCount 1 ;
            sh:message "printed so" ; sh:severity sh:Warning ] .""",
    )
    report = checking.validate(two_sources, path)
    assert report.conforms
    assert not [f for f in report.findings if "one label" in f.problem]
    assert len([f for f in report.findings if "printed so" in f.problem]) > 30


def test_a_violated_shape_of_ones_own_fails(world: EmbeddedStore, tmp_path: Path) -> None:
    path = shapes(
        tmp_path,
        """:Dated a sh:NodeShape ; sh:targetClass film:Film ;
          sh:property [ sh:path film:year ; sh:minCount 1 ; sh:message "no year" ] .""",
    )
    report = checking.validate(world, path)
    found = [f for f in report.findings if f.severity == "violation"]
    assert [(f.name, f.problem) for f in found] == [("Undated Reel", "no year (film:year)")]
    assert not report.conforms


def test_an_unknown_property_of_ours_is_a_warning(world: EmbeddedStore) -> None:
    nonsense = ox.NamedNode(FILM + "hasNonsense")
    world.rdf.add(ox.Quad(ox.NamedNode(W + "salt"), nonsense, ox.Literal("x")))
    report = checking.validate(world)
    found = [f for f in report.findings if "hasNonsense" in f.problem]
    assert [(f.severity, f.name) for f in found] == [("warning", "Salt")]
    assert report.conforms


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that nothing may speak to."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server


SELECT = """:Bad a sh:NodeShape ; sh:targetClass film:Film ;
  sh:sparql [ sh:select \"\"\"SELECT $this %s WHERE { $this ?p ?o %s }\"\"\" ] ."""


@pytest.mark.parametrize(
    ("turtle", "refused"),
    [
        (SELECT % ("", "SERVICE <%(url)s> { ?s ?p ?o }"), "SERVICE"),
        (SELECT % ("FROM <%(url)s>", ""), "FROM"),
        (SELECT % ("FROM NAMED <%(url)s>", "GRAPH <%(url)s> { ?s ?q ?r }"), "FROM"),
        ("<http://e/> <http://www.w3.org/2002/07/owl#imports> <%(url)s> .", ""),
        (
            """:Js a sh:NodeShape ; sh:targetClass film:Film ;
            sh:js [ sh:jsLibrary [ sh:jsLibraryURL "%(url)s" ] ; sh:jsFunctionName "x" ] .""",
            "",
        ),
        (
            """:Rule a sh:NodeShape ; sh:targetClass film:Film ;
            sh:rule [ a sh:SPARQLRule ;
              sh:construct "CONSTRUCT { $this a film:No } WHERE {}" ] .""",
            "",
        ),
    ],
)
def test_a_hostile_shapes_file_fetches_nothing(
    world: EmbeddedStore, tmp_path: Path, listener: socket.socket, turtle: str, refused: str
) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.ttl"
    shape = ":Ok a sh:NodeShape ; sh:targetClass film:Film .\n"
    path = shapes(tmp_path, shape + turtle % {"url": url})
    if refused:
        with pytest.raises(InputError, match=refused):
            checking.validate(world, path)
    else:
        checking.validate(world, path)
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize(
    ("turtle", "said"),
    [
        (":S a sh:NodeShape ;\n  sh:targetClass film:Film", "line 3"),
        (":S sh:targetClass nobody:Film .", "mend that line"),
    ],
)
def test_broken_turtle_in_the_shapes_says_the_line(
    world: EmbeddedStore, tmp_path: Path, turtle: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        checking.validate(world, shapes(tmp_path, turtle))


def test_shapes_that_are_none_are_refused(world: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no SHACL shapes"):
        checking.validate(world, shapes(tmp_path, ":a :b :c ."))
    with pytest.raises(InputError, match="no proper SHACL"):
        checking.validate(
            world,
            shapes(
                tmp_path,
                ":S a sh:NodeShape ; sh:targetClass film:Film ; sh:pattern '(' .",
            ),
        )
    with pytest.raises(InputError, match="cannot be read"):
        checking.validate(world, tmp_path / "none.ttl")


def test_shapes_that_would_not_be_used_are_refused(world: EmbeddedStore, tmp_path: Path) -> None:
    path = shapes(tmp_path, ":S a sh:NodeShape ; sh:targetClass film:Film .")
    with pytest.raises(ParameterError, match="--shacl"):
        checking.validate(world, path, shacl=False)


def test_above_the_limit_only_the_checks_run(
    world: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the function has the name of its module
    monkeypatch.setattr(sys.modules["reelgraph.checking.validate"], "SHACL_LIMIT", 10)
    assert not checking.validate(world).with_shacl
    assert checking.validate(world, shacl=True).with_shacl


def test_checks_of_ones_own_run_too(world: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "short_film_violation.rq").write_text(
        "# title: A short\n# question: Which?\n# remedy: none\n# column film: it\n"
        f"SELECT ?film WHERE {{ ?film a <{FILM}ShortFilm> }}",
        "utf-8",
    )
    report = checking.validate(world, shacl=False, folders=[tmp_path])
    assert [(f.entity, f.problem) for f in report.findings] == [(W + "salt", "A short")]


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "xml", "xlsx", "txt", "ttl"])
def test_a_report_is_written_in_each_format(
    broken: EmbeddedStore, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"report.{ending}"
    checking.validate(broken, shacl=False).save(target)
    assert target.stat().st_size > 100


def test_the_command_ends_with_1_for_a_violation_and_0_for_none(tmp_path: Path) -> None:
    good = CliRunner().invoke(command, ["-s", str(DATA / "world.ttl")], standalone_mode=False)
    assert (good.exception, good.return_value) == (None, 0)
    with rg.open(DATA / "world.ttl") as graph:
        matched = ox.NamedNode(SKOS + "exactMatch")
        links = ox.NamedNode("https://w3id.org/reelgraph/graph/links")
        for qid in ("Q1", "Q2"):
            item = ox.NamedNode(f"http://www.wikidata.org/entity/{qid}")
            quad = ox.Quad(ox.NamedNode(W + "lamp"), matched, item, links)
            graph.writable.rdf.add(quad)
        graph.save(tmp_path / "bad.nq")
    bad = CliRunner().invoke(
        command,
        ["-s", str(tmp_path / "bad.nq"), "-o", str(tmp_path / "r.csv")],
        standalone_mode=False,
    )
    assert (bad.exception, bad.return_value) == (None, 1)
    assert b"several_items_violation" in (tmp_path / "r.csv").read_bytes()
