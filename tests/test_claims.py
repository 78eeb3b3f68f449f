"""Claims of input that is no RDF: their IRIs are the usual ones, and any text comes through."""

import io

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.sources.claims import ClaimWriter
from reelgraph.vocabulary import BASE, FILM, RDFS, ROLE, XSD, credit_iri, entity_iri

ANY = st.text(st.characters(), max_size=30)
SUBJECT = "https://example.org/s"


def triples(out):
    return {(t.predicate.value, t.object) for t in ox.parse(out.getvalue(), ox.RdfFormat.N_TRIPLES)}


@given(source=st.text("abc-é ", min_size=1), identifier=st.text(max_size=20))
@example(source="my films", identifier="KA 17/3")
@example(source="a", identifier="½٣")
def test_local_iris_are_those_that_the_vocabulary_mints(source, identifier):
    claims = ClaimWriter(io.BytesIO(), source, "https://example.org")
    expected = entity_iri(source, "film", identifier, "https://example.org")
    assert claims.local("film", identifier) == expected
    assert claims.local("film", identifier) == expected  # the second time from what it remembers


@given(text=ANY)
@example(text='a "b" \\ \r\n\t \0 \ud800 \x85\u2028 𝄞')
def test_any_text_comes_through(text):
    out = io.BytesIO()
    claims = ClaimWriter(out, "mine")
    claims.text(SUBJECT, RDFS + "label", text, "en")
    node = claims.credit(
        SUBJECT, SUBJECT, ROLE + "cast", characters=[text], credited_as="x" + text, note="y" + text
    )
    kept = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    said = triples(out)
    assert (RDFS + "label", ox.Literal(kept, language="en")) in said
    assert (FILM + "characterName", ox.Literal(kept)) in said
    assert (FILM + "creditedAs", ox.Literal("x" + kept)) in said
    assert (FILM + "note", ox.Literal("y" + kept)) in said
    assert node == credit_iri("mine", SUBJECT, SUBJECT, ROLE + "cast", "", BASE)


def test_a_credit_says_no_more_than_it_was_told():
    out = io.BytesIO()
    claims = ClaimWriter(out, "mine")
    node = claims.credit(SUBJECT, SUBJECT + "/p", ROLE + "editor", order=3, statement="7")
    assert node == credit_iri("mine", SUBJECT, SUBJECT + "/p", ROLE + "editor", "7")
    assert {(p.removeprefix(FILM), str(o)) for p, o in triples(out) if p.startswith(FILM)} == {
        ("hasWork", f"<{SUBJECT}>"),
        ("hasAgent", f"<{SUBJECT}/p>"),
        ("hasRole", f"<{ROLE}editor>"),
        ("billingOrder", f'"3"^^<{XSD}integer>'),
    }


def test_an_iri_that_is_none_is_refused_with_the_file_it_came_from(tmp_path):
    network = nx.DiGraph([("http://e.org/%zz", "A. Person", {"role": "director"})])
    network.nodes["http://e.org/%zz"]["type"] = "Film"
    path = tmp_path / "mine.graphml"
    nx.write_graphml(network, path)
    with rg.open(tmp_path / "store", create=True) as graph:
        with pytest.raises(rg.InputError, match=r"mine\.graphml has an IRI that is none.*%zz"):
            graph.load(path)
        assert list(graph.store.rdf) == []
