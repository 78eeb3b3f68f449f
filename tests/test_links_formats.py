"""Links in files: SSSOM, tables, triples, QuickStatements; and decisions that come back."""

import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from unicodedata import normalize

import openpyxl
import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelgraph import loading, resources
from reelgraph.entity import Entity
from reelgraph.errors import InputError, NotFound, NotRecognised, StoreError
from reelgraph.links import exporting, importing, keeping, quickstatements
from reelgraph.links.link import (
    ACCEPTED,
    AUTOMATIC,
    GIVEN,
    IMPORTED,
    MANUAL,
    NONE,
    OUTRANKED,
    PENDING,
    REJECTED,
    Evidence,
    Link,
)
from reelgraph.links.prefixes import Prefixes, candidates
from reelgraph.links.quickstatements import Identifier, Known
from reelgraph.store import EmbeddedStore
from reelgraph.store.layout import LINKS
from reelgraph.vocabulary import FILM, OWL, SKOS, WD

EX = "https://example.org/mill/"
WHEN = "2026-11-20T10:30:00Z"
EVIDENCE = (Evidence("title", 4.1, 'the same title "The Mill"'), Evidence("year", 1.25, "1931"))
ODD = [
    "https://w3id.org/reelgraph/id/archive/film/KA%2017%2F3",
    EX + "a(b),c?x=1&y=2;z",
    EX + "é/zé",
    EX + "12/",
    EX + "-",
    EX + "(x)",
    "https://example.org/x#",
    "https://example.org/?q=Мельница",
    "https://example.org",
    "urn:isbn:123:4",
]


def item(number):
    return f"{WD}Q{number}"


def link(name, number, status=ACCEPTED, score=0.97, **more):
    more = {"when": WHEN, "evidence": EVIDENCE, "item_label": "The Mill"} | more
    return Link(EX + name, item(number) if number else "", status, score, **more)


LINKED = [
    link("mill", 1),
    link("mill", 2, OUTRANKED, 0.02),
    link("weir", 3, PENDING, 0.6),
    link("lock", 4, REJECTED, None, method=MANUAL, by="Ann Tor", note="the remake"),
    link("ford", 0, NONE, None, method=MANUAL, by="Ann Tor", item_label=""),
    link("dam", 5, method=GIVEN, score=None, by="archive", evidence=()),
    link("eve", 6, method=IMPORTED, score=0.8, by="Bo Ley"),
]
NAMES = {"mill": "The Mill", "weir": "=HYPERLINK(1)", "lock": 'The "Lock"', "ford": "Ford\tII\n",
         "dam": "Dam \u202e", "eve": "Eve Ost"}  # fmt: skip
ENTITIES = {
    EX + n: Entity(EX + n, text, "Person" if n == "eve" else "Film", None if n == "eve" else 1931)
    for n, text in NAMES.items()
}


@pytest.fixture
def store(tmp_path):
    """The films of `NAMES`, and one whose IRI is not ASCII."""
    return filled(tmp_path, *ENTITIES, EX + "é")


def filled(folder, *iris):
    quads = [
        ox.Quad(ox.NamedNode(i), ox.NamedNode(p), o)
        for n, i in enumerate(iris)
        for p, o in (
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", ox.NamedNode(FILM + "Film")),
            ("http://www.w3.org/2000/01/rdf-schema#label", ox.Literal(f"Film {n}")),
        )
    ]
    path = folder / "films.nq"
    path.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS))
    made = EmbeddedStore()
    loading.load(made, [str(path)], name="films")
    return made


def saved(folder, links, name, **more):
    path = folder / name
    left_out = exporting.write(links, path, ENTITIES, **more)
    return path, left_out


def sssom(path):
    """The prefixes and the rows of an SSSOM file, by another parser."""
    lines = path.read_text("utf-8").splitlines()
    above = [line for line in lines if line.startswith("#")]
    declared = dict(re.findall(r'(?m)^#  (\w+): "(.*)"$', "\n".join(above)))
    table = pd.read_csv(
        io.StringIO("\n".join(lines[len(above) :]) + "\n"),
        sep="\t",
        dtype=str,
        keep_default_na=False,
    )

    def full(text):
        prefix, _, local = text.partition(":")
        return declared[prefix] + local if prefix in declared else text

    return declared, full, table.to_dict("records")


# SSSOM


def test_sssom_holds_what_was_decided_and_how(tmp_path):
    path, left_out = saved(tmp_path, LINKED, "x.sssom.tsv")
    declared, full, rows = sssom(path)
    by_subject = {full(r["subject_id"]).removeprefix(EX): r for r in rows}
    assert sorted(by_subject) == ["dam", "eve", "ford", "lock", "mill"]
    assert left_out == [
        "left out: 1 pending, 1 outranked (SSSOM holds decisions and what was found)"
    ]
    mill, lock = by_subject["mill"], by_subject["lock"]
    assert (mill["object_id"], full(mill["object_id"])) == ("wd:Q1", item(1))
    assert full(mill["predicate_id"]) == SKOS + "exactMatch"
    assert mill["mapping_justification"] == "semapv:CompositeMatching"
    assert (mill["mapping_tool"], mill["confidence"], mill["predicate_modifier"]) == (
        "reelgraph",
        "0.97",
        "",
    )
    assert mill["comment"] == 'title +4.10: the same title "The Mill" | year +1.25: 1931'
    assert (lock["predicate_modifier"], lock["mapping_justification"]) == (
        "Not",
        "semapv:ManualMappingCuration",
    )
    assert (lock["reviewer_label"], lock["review_date"]) == ("Ann Tor", "2026-11-20")
    assert lock["mapping_tool"] == ""
    assert lock["comment"].endswith(" | note: the remake")
    assert (by_subject["ford"]["object_id"], by_subject["ford"]["predicate_modifier"]) == (
        "sssom:NoTermFound",
        "",
    )
    assert by_subject["dam"]["mapping_justification"] == "semapv:UnspecifiedMatching"
    assert by_subject["dam"]["author_label"] == "archive"
    assert {"skos", "semapv", "sssom", "wd"} <= set(declared)
    text = path.read_text("utf-8")
    assert '#license: "https://creativecommons.org/publicdomain/zero/1.0/"' in text
    assert re.search(r'(?m)^#mapping_set_id: "https://w3id.org/reelgraph/mappings/\w+"$', text)


def test_labels_in_sssom_break_no_row_and_run_no_formula(tmp_path):
    path, _ = saved(
        tmp_path,
        [link("weir", 3), link("lock", 4), link("ford", 7), link("dam", 5)],
        "x.sssom.tsv",
    )
    _, full, rows = sssom(path)
    labels = {full(r["subject_id"]).removeprefix(EX): r["subject_label"] for r in rows}
    assert labels == {
        "weir": "'=HYPERLINK(1)",
        "lock": 'The "Lock"',
        "ford": "Ford II",
        "dam": "Dam",
    }


def test_every_iri_is_a_curie_or_a_uri_that_means_the_same():
    prefixes = Prefixes(ODD)
    for iri in ODD:
        short = prefixes.short(iri)
        assert short.isascii()
        assert not set(short) & set(' "<>\\^`{|}')
        assert iri in candidates(short, prefixes.used), short
    assert prefixes.short(ODD[0]) == "id:archive/film/KA%2017%2F3"
    assert prefixes.short("https://example.org") == "https://example.org"
    assert all(space.partition("://")[2] or "://" not in space for space in prefixes.used.values())


def test_a_reviewer_with_an_orcid_stands_in_the_column_of_identifiers(tmp_path):
    some = [
        link("mill", 1, method=MANUAL, by="https://orcid.org/0000-0002-1825-0097"),
        link("dam", 5, method=MANUAL, by="Ann | Tor"),
    ]
    path, _ = saved(tmp_path, some, "x.sssom.tsv")
    _, full, rows = sssom(path)
    by_subject = {full(r["subject_id"]).removeprefix(EX): r for r in rows}
    assert full(by_subject["mill"]["reviewer_id"]) == "https://orcid.org/0000-0002-1825-0097"
    assert by_subject["mill"]["reviewer_label"] == ""
    assert by_subject["dam"]["reviewer_label"] == r"Ann \| Tor"
    assert all(r.get("confidence", "") == "" for r in rows)


def sssom_program(*arguments):
    """Run the program ``sssom``, which another Python may have (REELGRAPH_SSSOM_PYTHON)."""
    python = os.environ.get("REELGRAPH_SSSOM_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import sssom"], capture_output=True, check=False).returncode:
        pytest.skip("sssom is not installed: set REELGRAPH_SSSOM_PYTHON")
    done = subprocess.run(
        [python, "-m", "sssom.cli", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.slow
def test_sssom_validates_and_becomes_rdf_with_the_same_iris(tmp_path):
    odd = [
        replace(
            link("x", n + 1, status, None), entity=iri, item=item(n + 1) if status != NONE else ""
        )
        for n, iri in enumerate(ODD)
        for status in ((ACCEPTED, REJECTED, NONE)[n % 3],)
    ]
    path, _ = saved(tmp_path, [*LINKED, *odd], "x.sssom.tsv", source=EX + "list")
    said = sssom_program("validate", str(path))
    assert "not well-formed" not in said  # it drops such a row, and says that all is well
    assert "Missing prefix" not in said
    again = tmp_path / "again.sssom.tsv"  # what all rows have in common stands above them now
    sssom_program("parse", str(path), "-o", str(again))
    store = filled(tmp_path, *ENTITIES, *ODD)
    ours, theirs = (importing.read_links(store, str(p)) for p in (path, again))
    assert ours.rejected == theirs.rejected == []
    assert sorted(map(str, theirs.links)) == sorted(map(str, ours.links))
    empty, _ = saved(tmp_path, [], "empty.sssom.tsv")
    sssom_program("validate", str(empty))
    sssom_program("convert", str(path), "-O", "rdf", "-o", str(tmp_path / "x.ttl"))
    graph = rdflib.Graph().parse(tmp_path / "x.ttl")
    axioms = {
        (
            str(graph.value(a, rdflib.OWL.annotatedSource)),
            str(graph.value(a, rdflib.OWL.annotatedTarget)),
        )
        for a in graph.subjects(rdflib.RDF.type, rdflib.OWL.Axiom)
    }
    told = [k for k in (*LINKED, *odd) if k.status in (ACCEPTED, REJECTED, NONE)]
    assert len(axioms) == len(told)
    as_uri = {i: rdflib.URIRef(i) for i in ODD}
    as_uri[EX + "é/zé"] = EX + "%C3%A9/z%C3%A9"
    as_uri["https://example.org/?q=Мельница"] = (
        "https://example.org/?q=%D0%9C%D0%B5%D0%BB%D1%8C%D0%BD%D0%B8%D1%86%D0%B0"
    )
    assert axioms == {
        (str(as_uri.get(k.entity, k.entity)), k.item or "https://w3id.org/sssom/NoTermFound")
        for k in told
    }


# Triples


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf"])
def test_triples_say_what_was_accepted_and_same_as_only_when_asked(tmp_path, ending):
    path, left_out = saved(tmp_path, LINKED, f"x.{ending}")
    exact = rdflib.URIRef(SKOS + "exactMatch")
    graph = rdflib.Graph().parse(path)
    assert {tuple(map(str, t)) for t in graph} == {
        (EX + n, str(exact), item(q)) for n, q in (("mill", 1), ("dam", 5), ("eve", 6))
    }
    assert left_out == [
        "left out: 1 rejected, 1 pending, 1 none, 1 outranked "
        f"(.{ending} holds accepted links only)"
    ]
    path, _ = saved(tmp_path, LINKED, f"y.{ending}", same_as=True)
    graph = rdflib.Graph().parse(path)
    assert len(graph) == 6
    assert (
        rdflib.URIRef(EX + "eve"),
        rdflib.URIRef(OWL + "sameAs"),
        rdflib.URIRef(item(6)),
    ) in graph


# Tables


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "json"])
def test_a_table_has_every_link_and_a_row_for_each(tmp_path, ending):
    path, left_out = saved(tmp_path, LINKED, f"x.{ending}")
    assert left_out == []
    if ending == "xlsx":
        head, *body = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        rows = [dict(zip(head, r, strict=True)) for r in body]
    elif ending == "json":
        rows = [
            {k: v["value"] for k, v in b.items()}
            for b in json.loads(path.read_text("utf-8"))["results"]["bindings"]
        ]
    else:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened, delimiter="," if ending == "csv" else "\t"))
    assert len(rows) == len(LINKED)
    mill = next(r for r in rows if r.get("item") == item(1))
    assert (mill["entity"], mill["name"], mill["type"]) == (EX + "mill", "The Mill", "Film")
    assert (float(mill["score"]), mill["status"], str(mill["year"])) == (0.97, "accepted", "1931")
    assert mill["evidence"] == 'title +4.10: the same title "The Mill" | year +1.25: 1931'
    assert {r["status"] for r in rows} == {ACCEPTED, REJECTED, PENDING, NONE, OUTRANKED}


def test_a_file_without_a_known_ending_is_refused_and_a_stream_needs_a_format(tmp_path):
    with pytest.raises(InputError, match=r"links are written as \.sssom\.tsv, \.csv"):
        saved(tmp_path, LINKED, "x.doc")
    with pytest.raises(InputError, match="a stream has no ending"):
        exporting.write(LINKED, io.BytesIO(), ENTITIES)
    with pytest.raises(StoreError, match="cannot be written"):
        saved(tmp_path / "missing", LINKED, "x.csv")
    out = io.BytesIO()
    exporting.write(LINKED, out, ENTITIES, ending="nt")
    assert out.getvalue().count(b"\n") == 3


# Decisions that come in


def brought(store, folder, text, name="x.csv", **more):
    path = folder / name
    path.write_text(text, "utf-8")
    return importing.read_links(store, str(path), **more)


def test_words_and_addresses_of_a_table_become_decisions(store, tmp_path):
    text = f"""entity;item;status;by;when;note
{EX}mill;Q11;yes;Ann;2026-11-01;seen on the print
<{EX}weir>;https://www.wikidata.org/wiki/Q12#P31;Reject;;;
{EX}lock;;has no item;Bo;2026-11-01T10:00:00+02:00;
{EX}dam;wd:Q13;pending;;;
{EX}eve;Q14;;;;
"""
    found = brought(store, tmp_path, text, by="Eve")
    assert [(k.entity.removeprefix(EX), k.item, k.status, k.method, k.by, k.when, k.note)
            for k in found.links] == [
        ("mill", item(11), ACCEPTED, MANUAL, "Ann", "2026-11-01T00:00:00Z", "seen on the print"),
        ("weir", item(12), REJECTED, MANUAL, "Eve", "", ""),
        ("lock", "", NONE, MANUAL, "Bo", "2026-11-01T08:00:00Z", ""),
    ]  # fmt: skip
    assert (found.blank, found.known, found.rejected) == (2, 0, [])


def test_without_a_column_of_decisions_each_row_is_an_accepted_link(store, tmp_path):
    found = brought(store, tmp_path, f"iri\tqid\n{EX}mill\tQ11\n{EX}weir\tnone\n", "x.tsv")
    assert [(k.status, k.item, k.method) for k in found.links] == [
        (ACCEPTED, item(11), IMPORTED),
        (NONE, "", IMPORTED),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{EX}nowhere,Q1,yes", f"nothing in this store is {EX}nowhere: load its source first"),
        ("The Mill,Q1,yes", "'The Mill' is no IRI and no CURIE of an entity"),
        (f"{EX}mill,P57,yes", "P57 is a property of Wikidata, not an item"),
        (f"{EX}mill,L99,yes", "L99 is a lexeme of Wikidata, not an item"),
        (f"{EX}mill,tt0000001,yes", "'tt0000001' is no item of Wikidata"),
        (f"{EX}mill,https://example.org/Q1,yes", "is no item of Wikidata"),
        (f"{EX}mill,,yes", "it is accepted and names no item"),
        (f"{EX}mill,Q1,none", "it says that there is no item, and names 'Q1'"),
        (f"{EX}mill,Q1,perhaps", "'perhaps' is no decision: write accepted, rejected or none"),
        (",Q1,yes", "it names no entity"),
        (f"{EX}mill,Q1,yes,much", "4 values for 3 columns"),
    ],
)
def test_a_row_that_makes_no_decision_is_rejected_with_its_line_and_the_others_count(
    store, tmp_path, row, reason
):
    found = brought(store, tmp_path, f"entity,item,status\n{EX}dam,Q5,yes\n{row}\n")
    assert [k.entity for k in found.links] == [EX + "dam"]
    (reject,) = found.rejected
    assert reason in reject.reason
    assert reject.line == 3
    assert str(reject).startswith(str(tmp_path / "x.csv") + ":3: ")


def test_rows_that_contradict_each_other_are_rejected_and_each_names_the_other(store, tmp_path):
    text = f"""entity,item,status
{EX}mill,Q1,yes
{EX}mill,Q2,yes
{EX}weir,Q3,yes
{EX}weir,Q3,no
{EX}lock,Q4,yes
{EX}lock,,none
{EX}dam,Q5,yes
{EX}dam,Q5,yes
{EX}eve,Q6,yes
{EX}eve,Q7,no
"""
    found = brought(store, tmp_path, text)
    assert [(k.entity.removeprefix(EX), k.item) for k in found.links] == [
        ("dam", item(5)), ("eve", item(6)), ("eve", item(7))
    ]  # fmt: skip
    assert found.known == 1
    reasons = {r.line: r.reason for r in found.rejected}
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7]
    assert f"{tmp_path / 'x.csv'}:3 says accepted Q2 of the same entity" in reasons[2]
    assert "x.csv:2 says accepted Q1" in reasons[3]
    assert "x.csv:5 says rejected Q3" in reasons[4]
    assert "x.csv:7 says that there is no item" in reasons[6]


def test_an_entity_may_be_named_where_somebody_can_find_names(store, tmp_path):
    def find(text):
        if text != "The Mill":
            raise NotFound(f"nothing here is called {text!r}")
        return ENTITIES[EX + "mill"]

    found = brought(store, tmp_path, "entity,item\nThe Mill,Q1\nThe Weir,Q2\n", find=find)
    assert [k.entity for k in found.links] == [EX + "mill"]
    assert "nothing here is called 'The Weir'" in found.rejected[0].reason


def test_a_table_without_entities_or_items_is_refused(store, tmp_path):
    with pytest.raises(NotRecognised, match=r"has no column item: write one with 'reelgraph links"):
        brought(store, tmp_path, "entity,title\nx,y\n")
    with pytest.raises(NotRecognised, match="has no column entity and no item"):
        brought(store, tmp_path, "foo,bar\nx,y\n")
    with pytest.raises(NotRecognised, match="links are read from a table"):
        brought(store, tmp_path, "<http://e/a> <http://e/b> <http://e/c> .\n", "x.nt")


SSSOM_HEAD = f"""# curie_map:
#   mill: {EX}
#   WIKIDATA: 'http://www.wikidata.org/entity/'
# mapping_date: 2026-10-05
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\treviewer_label\tcomment
"""


def test_sssom_of_other_tools_is_read_in_either_direction(store, tmp_path):
    exact, lexical = "skos:exactMatch", "semapv:LexicalMatching"
    rows = (
        ("mill:mill", exact, "", "WIKIDATA:Q1", lexical, "0.9", "", "c"),
        (
            "wikidata:Q2",
            "owl:sameAs",
            "",
            "mill:weir",
            "semapv:ManualMappingCuration",
            "",
            "Ann|Bo",
        ),
        (EX + "lock", exact, "Not", "wd:Q3", "semapv:MappingReview"),
        ("mill:dam", exact, "", "sssom:NoTermFound", lexical),
        ("mill:eve", "skos:closeMatch", "", "wd:Q4", lexical),
        ("mill:eve", exact, "Not", "sssom:NoTermFound", lexical),
        ("sssom:NoTermFound", exact, "", "wd:Q5", lexical),
        ("other:eve", exact, "", "wd:Q6", lexical),
        ("mill:eve", exact, "", "wd:Q7", lexical, "high"),
        ("mill:eve", exact, "", "mill:mill", lexical),
    )
    text = SSSOM_HEAD + "\n".join("\t".join(row + ("",) * (8 - len(row))) for row in rows)
    found = brought(store, tmp_path, text + "\n", "x.sssom.tsv", by="Eve")
    assert [(k.entity.removeprefix(EX), k.item, k.status, k.method, k.by, k.score, k.note, k.when)
            for k in found.links] == [
        ("mill", item(1), ACCEPTED, IMPORTED, "Eve", 0.9, "c", "2026-10-05T00:00:00Z"),
        ("weir", item(2), ACCEPTED, MANUAL, "Ann, Bo", None, "", "2026-10-05T00:00:00Z"),
        ("lock", item(3), REJECTED, MANUAL, "Eve", None, "", "2026-10-05T00:00:00Z"),
        ("dam", "", NONE, IMPORTED, "Eve", None, "", "2026-10-05T00:00:00Z"),
    ]  # fmt: skip
    reasons = {r.line: r.reason for r in found.rejected}
    assert sorted(reasons) == [10, 11, 12, 13, 14, 15]
    assert "skos:closeMatch does not say that the two are the same" in reasons[10]
    assert "not that there is no item" in reasons[11]
    assert "it says that an item is no entity of some source" in reasons[12]
    assert "'other:eve' is no entity" in reasons[13]
    assert "'high' is no number from 0 to 1" in reasons[14]
    assert "is no item of Wikidata" in reasons[15]


def test_a_workbook_with_the_columns_of_sssom_is_read_as_such(store, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["subject_id", "predicate_id", "object_id"])
    book.active.append([EX + "mill", "skos:exactMatch", "wd:Q1"])
    book.active.append([EX + "weir", "skos:closeMatch", "wd:Q2"])
    book.save(tmp_path / "x.xlsx")
    found = importing.read_links(store, str(tmp_path / "x.xlsx"))
    assert [(k.entity, k.item) for k in found.links] == [(EX + "mill", item(1))]
    assert str(found.rejected[0]).startswith(f"{tmp_path / 'x.xlsx'}, row 3: ")


@pytest.mark.parametrize("how", ["utf-16", "utf-8-sig", "gz"])
def test_sssom_is_read_however_it_is_encoded(store, tmp_path, how):
    text = SSSOM_HEAD + "mill:mill\tskos:exactMatch\t\twd:Q1\tx\t\tÉva\tÉ\n"
    path = tmp_path / ("x.sssom.tsv.gz" if how == "gz" else "x.sssom.tsv")
    body = text.encode("utf-8" if how == "gz" else how)
    path.write_bytes(gzip.compress(body) if how == "gz" else body)
    found = importing.read_links(store, str(path))
    assert [(k.entity, k.item, k.by, k.note) for k in found.links] == [
        (EX + "mill", item(1), "Éva", "É")
    ]


def test_sssom_needs_no_metadata_and_names_iris_beyond_ascii_as_uris(store, tmp_path):
    text = f"subject_id\tpredicate_id\tobject_id\n{EX}%C3%A9\tskos:exactMatch\twd:Q1\n"
    found = brought(store, tmp_path, text, "x.tsv")
    assert [(k.entity, k.item) for k in found.links] == [(EX + "é", item(1))]


def test_an_iri_and_its_uri_that_are_both_there_are_not_mixed_up(tmp_path):
    both = filled(tmp_path, EX + "é", EX + "%C3%A9")
    found = brought(both, tmp_path, f"entity,item\n{EX}%C3%A9,Q1\n{EX}é,Q2\n")
    assert [k.entity for k in found.links] == [EX + "é"]
    assert "it can mean" in found.rejected[0].reason


def test_what_was_imported_is_kept_and_the_same_file_again_changes_nothing(store, tmp_path):
    keeping.keep(store, [link("mill", 1), link("mill", 2, PENDING, 0.4), link("weir", 3, PENDING)])
    path, _ = saved(tmp_path, keeping.links_of(store), "x.csv")
    before = store.state()
    found = importing.import_links(store, str(path), by="Ann")
    assert (found.links, found.blank, found.known, found.rejected) == ([], 2, 1, [])
    assert store.state() == before
    text = path.read_text("utf-8-sig").replace("Q2,The Mill,pending", "Q2,The Mill,yes")
    path.write_text(text, "utf-8")
    found = importing.import_links(store, str(path), by="Ann")
    assert [(k.item, k.method, k.by) for k in found.links] == [(item(2), MANUAL, "Ann")]
    assert keeping.accepted(store) == {EX + "mill": item(2)}
    before = store.state()
    found = importing.import_links(store, str(path), by="Ann")
    assert (found.links, found.known, store.state()) == ([], 1, before)
    assert "Ann decided on 20" in found.rejected[0].reason  # the list is older than her decision
    assert ": accepted Q2; to decide anew, fill in the column by" in found.rejected[0].reason


def test_a_list_of_links_that_nobody_decided_changes_nothing_where_it_came_from(store, tmp_path):
    keeping.keep(store, [link("mill", 1), link("weir", 3)])
    path, _ = saved(tmp_path, keeping.links_of(store), "x.sssom.tsv")
    found = importing.read_links(store, str(path))
    assert (found.links, found.known) == ([], 2)
    rows = path.read_text("utf-8").replace("mapping_tool\t", "other\t")
    path.write_text("#mapping_tool: reelgraph\n" + rows, "utf-8")
    found = importing.read_links(store, str(path))
    assert (found.links, found.known) == ([], 2)
    path.write_text(rows, "utf-8")  # another tool says the same
    assert len(importing.read_links(store, str(path)).links) == 2


def test_a_person_who_says_what_was_weighed_makes_it_a_decision(store, tmp_path):
    keeping.keep(store, [link("mill", 1)])
    found = brought(store, tmp_path, f"entity,item,status,by\n{EX}mill,Q1,yes,Ann\n")
    assert [(k.item, k.by, k.method) for k in found.links] == [(item(1), "Ann", MANUAL)]


@pytest.mark.parametrize("ending", exporting.TABLES)
def test_every_kind_of_table_that_is_written_can_be_brought_in(store, tmp_path, ending):
    path, _ = saved(tmp_path, LINKED, f"x.{ending}")
    found = importing.read_links(store, str(path))
    assert found.rejected == []
    assert {(k.entity, k.item, k.status) for k in found.links} == {
        (k.entity, k.item, k.status) for k in LINKED if k.status in (ACCEPTED, REJECTED, NONE)
    }
    assert found.blank == 2


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=20)
NOTES = TEXTS.map(lambda t: normalize("NFC", " ".join(t.split())).replace("&", "")).filter(
    lambda t: " | " not in f" {t} "
)


@st.composite
def decided(draw):
    """Links that do not contradict each other, at most one of an entity."""
    made = []
    for place, iri in enumerate(ODD):
        status = draw(st.sampled_from([ACCEPTED, REJECTED, NONE, PENDING]))
        weight = draw(st.integers(-500, 500)) / 100
        words = draw(NOTES.filter(bool))
        method = draw(st.sampled_from([AUTOMATIC, MANUAL, IMPORTED]))
        made.append(
            Link(
                iri,
                "" if status == NONE else item(draw(st.integers(1, 10**9)) + place),
                status,
                draw(st.none() | st.integers(0, 10**4).map(lambda n: n / 10**4)),
                (Evidence("year", weight or 0.0, words),),
                method,
                ""
                if method == AUTOMATIC
                else draw(st.sampled_from(["Ann Tor", "=Bo", "Eve | Ost"])),
                draw(st.sampled_from([WHEN, "1999-01-02T23:59:59Z"])),
                "",
            )
        )
    return made


@pytest.fixture(scope="module")
def odd_store(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("odd"), *ODD)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(links=decided(), ending=st.sampled_from(["sssom.tsv", "csv", "xlsx"]))
def test_decisions_come_back_as_they_went_out(odd_store, tmp_path, links, ending):
    path, _ = saved(tmp_path, links, f"x.{ending}")
    found = importing.read_links(odd_store, str(path))
    assert found.rejected == []
    nobody = [k for k in links if k.status == NONE and k.method == AUTOMATIC]  # no decision
    told = [k for k in links if k.status != PENDING and k not in nobody]
    came = {k.entity: k for k in found.links}
    assert len(came) == len(found.links) == len(told)
    for sent in told:
        back = came[sent.entity]
        who = sent.by or ("reelgraph" if sent.method == AUTOMATIC else "")
        assert (back.item, back.status, back.by) == (sent.item, sent.status, who)
        assert [str(e) for e in back.evidence] == [str(e) for e in sent.evidence]
        assert back.method == (MANUAL if sent.method == MANUAL else IMPORTED)
        if ending == "sssom.tsv":
            assert back.when[:10] == sent.when[:10]
            kept = sent.status == ACCEPTED and sent.method != MANUAL
            assert back.score == (sent.score if kept else None)
        else:
            assert back.when == (sent.when if sent.method != AUTOMATIC else "")
            assert back.score == sent.score


# QuickStatements


def one(name, kind="Film", year=2008, language="", *identifiers, label="The Mill"):
    return Known(Entity(EX + name, label, kind, year), language, tuple(identifiers))


def told(text):
    """The commands as QuickStatements reads them: lines, cells, strings between quotation marks."""
    return [
        [re.sub(r'^"(.*)"$', r"\1", cell.strip()) for cell in line.strip().split("\t")]
        for line in text.split("\n")
        if line
    ]


def test_identifiers_that_wikidata_lacks_become_statements_with_their_source():
    known = {
        EX + "mill": one(
            "mill", "Film", 1931, "",
            Identifier("imdb", "tt9990001", "https://example.org/list?a=1&b=2", "2026-11-20"),
            Identifier("imdb", "tt9990001"),
            Identifier("tmdb", "4711"),
        ),
        EX + "eve": one(
            "eve", "Person", None, "",
            Identifier("imdb", "nm9990002", "ftp://example.org/x", "2026"),
            Identifier("tmdb", "4712", "https://example.org/y", "2026-11"),
            Identifier("kinopoisk", "4713", "https://example.org/z", "unknown"),
        ),
    }  # fmt: skip
    made = quickstatements.commands([link("mill", 10), link("eve", 9)], known)
    assert told(made.text) == [
        ["Q9", "P2604", "4713", "S854", "https://example.org/z"],
        ["Q9", "P345", "nm9990002"],
        ["Q9", "P4985", "4712", "S854", "https://example.org/y", "S813",
         "+2026-11-00T00:00:00Z/10"],
        ["Q10", "P345", "tt9990001", "S854", "https://example.org/list?a=1&b=2", "S813",
         "+2026-11-20T00:00:00Z/11"],
        ["Q10", "P4947", "4711"],
    ]  # fmt: skip
    assert (made.statements, made.created, made.left_out) == (5, 0, ())
    assert 'P345\t"tt9990001"\tS854\t"https' in made.text


def test_what_wikidata_has_or_what_is_disputed_is_not_written():
    known = {
        EX + "mill": one(
            "mill", "Film", 1931, "",
            Identifier("imdb", "tt9990001"), Identifier("imdb", "tt9990001", there=True),
            Identifier("tmdb", "1"), Identifier("tmdb", "2", there=True),
            Identifier("kinopoisk", "3"), Identifier("kinopoisk", "4"),
            Identifier("letterboxd", "No Such"),
        ),
        EX + "weir": one("weir", "Company", None, "", Identifier("imdb", "co9990003")),
        EX + "lock": one("lock", "Film", 1931, "", Identifier("imdb", "tt9990009")),
    }  # fmt: skip
    links = [link("mill", 1), link("weir", 2), link("lock", 3, PENDING), link("lock", 4, REJECTED)]
    made = quickstatements.commands(links, known)
    assert made.text == ""
    assert "\n".join(made.left_out) == (
        "The Mill (1931): the letterboxd identifier 'No Such' is none that Wikidata has of such an "
        "entity\n"
        "Q1 P2603: sources disagree: 3, 4\n"
        "Q1 P4947: 1 here, 2 at Wikidata: look which is right\n"
        "The Mill: the imdb identifier 'co9990003' is none that Wikidata has of such an entity"
    )


def test_an_entity_with_several_items_writes_nothing():
    known = {EX + "mill": one("mill", "Film", 1931, "", Identifier("imdb", "tt9990001"))}
    made = quickstatements.commands([link("mill", 1), link("mill", 2)], known)
    assert (made.text, made.left_out) == ("", ("The Mill (1931): several items, Q1, Q2",))


def test_two_entities_of_one_item_that_disagree_write_nothing():
    known = {
        EX + n: one(n, "Film", 1931, "", Identifier("imdb", f"tt999000{i}"))
        for i, n in enumerate(("mill", "weir"))
    }
    made = quickstatements.commands([link("mill", 1), link("weir", 1)], known)
    assert made.text == ""
    assert made.left_out == ("Q1 P345: sources disagree: tt9990000, tt9990001",)


def test_new_items_are_written_only_when_asked_and_only_where_a_person_said_that_there_is_none():
    label, imdb = '=The "Mill"\t|| Weir', Identifier("imdb", "tt9990001")
    known = {
        EX + "mill": one("mill", "ShortFilm", 1931, "cs", imdb, label=label),
        EX + "weir": one("weir"),
        EX + "eve": one("eve", "Person", None, "", label="Eve Ost"),
        EX + "lock": one("lock", "Character", None, "", label="Lock"),
        EX + "dam": one("dam", "Film", None, "", label="unnamed (dam)"),
        EX + "ford": one("ford", "Film", None, "", label="x" * 251),
    }  # fmt: skip
    none = {"status": NONE, "score": None, "method": MANUAL, "by": "Ann"}
    links = [link(n, 0, **none) for n in ("mill", "eve", "lock", "dam", "ford")]
    links.append(link("weir", 0, NONE, None))  # nobody said so
    assert quickstatements.commands(links, known).text == ""
    made = quickstatements.commands(links, known, create=True)
    assert told(made.text) == [
        ["CREATE"],
        ["LAST", "Lcs", '=The "Mill" || Weir'],
        ["LAST", "P31", "Q11424"],
        ["LAST", "P577", "+1931-00-00T00:00:00Z/9"],
        ["LAST", "P345", "tt9990001"],
        ["CREATE"],
        ["LAST", "Lmul", "Eve Ost"],
        ["LAST", "P31", "Q5"],
    ]
    assert (made.created, made.statements) == (2, 0)
    assert [t.partition(": no new item, for ")[2] for t in made.left_out] == [
        "it is a Character: new items are written for films and people only",
        "it has no name",
        "its name has more than 250 characters",
    ]


def test_what_is_known_is_read_from_the_sources_and_from_the_links(tmp_path):
    store = EmbeddedStore()
    text = (
        f"@prefix film: <{FILM}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'<{EX}mill> a film:Film ; rdfs:label "The Mill"@cs ; film:imdbId "tt9990001" .'
    )
    (tmp_path / "mine.ttl").write_text(text, "utf-8")
    about = {"url": "https://example.org/mine", "retrieved": "2026-11-01"}
    loading.load(store, [str(tmp_path / "mine.ttl")], name="mine", about=about)
    theirs = text.replace('"tt9990001"', '"tt9990001" ; film:tmdbMovieId "4711"')
    (tmp_path / "theirs.ttl").write_text(theirs, "utf-8")
    loading.load(store, [str(tmp_path / "theirs.ttl")], name="wikidata")
    verified = ox.Quad(
        ox.NamedNode(EX + "mill"), ox.NamedNode(FILM + "kinopoiskId"), ox.Literal("5"),
        ox.NamedNode(LINKS),
    )  # fmt: skip
    store.rdf.add(verified)
    known = quickstatements.what_is_known(store, [EX + "mill", EX + "nowhere"])
    mill = known[EX + "mill"]
    assert (mill.language, mill.entity.kind) == ("cs", "Film")
    assert set(mill.identifiers) == {
        Identifier("imdb", "tt9990001", "https://example.org/mine", "2026-11-01"),
        Identifier("imdb", "tt9990001", there=True),
        Identifier("tmdb", "4711", there=True),
        Identifier("kinopoisk", "5"),
    }
    assert known[EX + "nowhere"].identifiers == ()
    out = io.BytesIO()
    left_out = exporting.write(
        [link("mill", 1)], out, {EX + "mill": mill.entity}, ending="quickstatements", known=known
    )
    assert (out.getvalue(), left_out) == (b'Q1\tP2603\t"5"\n', [])


def test_the_properties_of_wikidata_are_those_of_the_ontology():
    graph = rdflib.Graph()
    graph.parse(data=resources.text("ontology/alignments.ttl"), format="turtle")
    matched = {
        (str(s), str(o).removeprefix(WD))
        for p in ("exactMatch", "narrowMatch")
        for s, o in graph.subject_objects(rdflib.URIRef(SKOS + p))
    }
    verified = {"viaf": "P214", "isni": "P213", "gnd": "P227", "eidr": "P2704"}
    for (name, kind), prop in quickstatements.WIKIDATA_PROPERTIES.items():
        ours = quickstatements.PROPERTIES[name, kind]
        assert (ours, prop) in matched or verified.get(name) == prop
