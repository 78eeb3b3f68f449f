"""Merging, dividing and undoing: nothing is lost, and the view is always what the claims say."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph import identity
from reelgraph.graph import FilmGraph
from reelgraph.identity.decisions import MERGE, Decision
from reelgraph.store import EmbeddedStore, commit, view

EX = "https://example.org/one/"
DECISIONS = ox.NamedNode("https://w3id.org/reelgraph/graph/decisions")
LINKS = ox.NamedNode("https://w3id.org/reelgraph/graph/links")
PREFIXES = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix ex: <https://example.org/one/> .
"""
FIRST = """
ex:mill a film:Film ; rdfs:label "The Mill" ; film:year 1931 .
ex:weir a film:Film ; rdfs:label "The Weir" ; film:year 1962 .
ex:ann a film:Person ; rdfs:label "Ann Tor" .
ex:k1 a film:Credit ; film:hasWork ex:mill ; film:hasAgent ex:ann ; film:hasRole role:director .
ex:k2 a film:Credit ; film:hasWork ex:weir ; film:hasAgent ex:ann ; film:hasRole role:cast ;
    film:characterName "Miller" .
"""
SECOND = """
ex:mill2 a film:Film ; rdfs:label "Mill, The" ; film:year 1932 .
ex:anna a film:Person ; rdfs:label "Anna Tor" ; film:isSpouseOf ex:bob .
ex:bob a film:Person ; rdfs:label "Bob Ley" .
ex:k3 a film:Credit ; film:hasWork ex:mill2 ; film:hasAgent ex:anna ; film:hasRole role:director .
ex:k4 a film:Credit ; film:hasWork ex:mill2 ; film:hasAgent ex:bob ; film:hasRole role:cast .
"""


def empty():
    return FilmGraph(EmbeddedStore())


def turtle(folder, text, name):
    path = Path(folder) / f"{name}.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    return path


@pytest.fixture
def two(tmp_path):
    graph = empty()
    graph.load(turtle(tmp_path, FIRST, "first"))
    graph.load(turtle(tmp_path, SECOND, "second"))
    return graph


def facts(graph):
    """All quads but the decisions and what the sources say of themselves."""
    apart = (DECISIONS, ox.NamedNode("https://w3id.org/reelgraph/graph/sources"))
    return {q for q in graph.store.rdf if q.graph_name not in apart}


def everything(graph):
    """All quads, without the times."""
    return {
        str(q)
        for q in graph.store.rdf
        if q.predicate.value.rpartition("/")[2] not in ("created", "prov#generatedAtTime")
    }


def shown(graph):
    return {q.triple for q in graph.store.rdf if q.graph_name == ox.DefaultGraph()}


def derived(graph):
    current = [s.graph for s in commit.sources(graph.store.rdf)]
    return set(view.derive(graph.store.rdf, current))


def claims(graph, name):
    (found,) = (s.graph for s in commit.sources(graph.store.rdf) if s.name == name)
    return {q.triple for q in graph.store.rdf if q.graph_name == ox.NamedNode(found)}


# What a merge does


def test_after_a_merge_every_fact_is_about_the_entity_that_was_named_first(two):
    two.merge(EX + "ann", EX + "anna", why="one signature", by="Eve")
    assert shown(two) == derived(two)
    assert not any(EX + "anna" in str(q) for q in facts(two))
    works = two.query(f"SELECT ?f {{ ?f film:hasContributor <{EX}ann> }} ORDER BY ?f").rows
    assert [w["f"] for w in works] == [EX + "mill", EX + "mill2", EX + "weir"]
    card = two.find("Anna Tor")
    assert (card.iri, card.label) == (EX + "ann", "Ann Tor")
    (row,) = two.decisions().rows
    assert (row["a_iri"], row["b_iri"]) == (EX + "ann", EX + "anna")
    assert (row["by"], row["why"]) == ("Eve", "one signature")


def test_the_iri_of_a_replaced_entity_still_finds_it_through_any_number_of_merges(two):
    two.merge(EX + "ann", EX + "anna")
    two.merge(EX + "bob", EX + "ann")
    for name in (EX + "anna", EX + "ann", f"<{EX}anna>"):
        assert two.find(name).iri == EX + "bob"


def test_a_fact_that_both_sources_have_survives_undoing(two, tmp_path):
    extra = 'ex:anna a film:Person . ex:ann a film:Person ; rdfs:label "Ann Tor" .'
    two.load(turtle(tmp_path, extra + " ex:anna rdfs:label 'Ann Tor' .", "third"))
    before = facts(two)
    two.merge(EX + "ann", EX + "anna")
    assert len(claims(two, "third")) == 2
    assert two.undo("all") == 1
    assert facts(two) == before
    assert not list(two.store.rdf.quads_for_pattern(None, None, None, DECISIONS))


def test_identifiers_that_a_source_gives_are_not_rewritten(two, tmp_path):
    more = "ex:ann skos:exactMatch wd:Q999999901 . wd:Q999999901 a film:Person ."
    two.load(turtle(tmp_path, more, "ids"))
    two.merge(EX + "ann", "wd:Q999999901")
    assert any("exactMatch" in str(t) and "Q999999901" in str(t.object) for t in claims(two, "ids"))
    two.undo("all")
    two.merge("wd:Q999999901", EX + "ann")
    assert not any("exactMatch" in str(t) for t in claims(two, "ids"))  # of itself
    two.undo("all")
    assert any("exactMatch" in str(t) for t in claims(two, "ids"))


def test_links_are_rewritten_and_come_back(two):
    link = ox.Quad(ox.NamedNode(EX + "anna"), ox.NamedNode(EX + "id"), ox.Literal("7"), LINKS)
    two.store.rdf.add(link)
    two.merge(EX + "ann", EX + "anna")
    assert ox.Quad(ox.NamedNode(EX + "ann"), *list(link)[1:]) in two.store.rdf
    assert link not in two.store.rdf
    two.undo("all")
    assert link in two.store.rdf


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["ann", "ann"], "is named twice"),
        (["ann", "mill"], r"is a Person and .* a Film: they cannot be one"),
        (["ann"], "name two entities at least"),
        (["ann", "anna", "anna"], "are one already"),
    ],
)
def test_what_cannot_be_one_is_refused_and_nothing_changes(two, names, words):
    before = everything(two)
    with pytest.raises(rg.InputError, match=words):
        two.merge(*(EX + name for name in names))
    assert everything(two) == before


def test_what_is_one_already_is_not_merged_again(two):
    two.merge(EX + "ann", EX + "anna")
    with pytest.raises(rg.InputError, match="named twice"):  # the old name means the other
        two.merge(EX + "ann", EX + "anna")


def test_names_and_years_are_understood(two):
    with pytest.raises(rg.NotFound, match="not of 1999"):
        two.merge("The Mill (1999)", "Mill, The (1932)")
    two.merge("The Mill (1931)", "Mill, The (1932)")
    assert two.find("Mill, The").iri == EX + "mill"


# Distinctions


def test_what_is_said_to_be_two_cannot_be_merged_until_that_is_taken_back(two):
    (row,) = two.distinct(EX + "ann", EX + "anna", by="Eve").rows
    with pytest.raises(rg.InputError, match=rf"said to be two \(decision {row['id']} by Eve\)"):
        two.merge(EX + "ann", EX + "anna")
    two.merge(EX + "anna", EX + "bob")
    with pytest.raises(rg.InputError, match="said to be two"):  # not by way of a third either
        two.merge(EX + "ann", EX + "bob")
    two.undo(row["id"])
    two.merge(EX + "ann", EX + "bob")


def test_what_was_merged_is_not_said_to_be_two_without_splitting_it(two):
    two.merge(EX + "ann", EX + "anna")
    two.merge(EX + "ann", EX + "bob")
    with pytest.raises(rg.InputError, match="name two different entities"):
        two.distinct(EX + "ann", EX + "bob")


def test_an_unknown_decision_is_refused(two):
    two.merge(EX + "ann", EX + "anna")
    with pytest.raises(
        rg.NotFound, match=r"no decision is called 'x'; the last ones are: [0-9a-f]"
    ):
        two.undo("x")


# Splits


def test_a_split_undoes_the_merges_and_says_that_the_parts_are_two(two):
    before = facts(two)
    two.merge(EX + "ann", EX + "anna", EX + "bob")
    two.split("Ann Tor")
    assert facts(two) == before
    with pytest.raises(rg.InputError, match="said to be two"):
        two.merge(EX + "anna", EX + "bob")
    assert [r["decision"] for r in two.decisions().rows] == ["distinct"]


def test_credits_of_some_films_move_to_a_new_entity_of_the_same_name(two):
    before = facts(two)
    (row,) = two.split("Ann Tor", films=["The Weir (1962)"]).rows
    other = row["b_iri"]
    assert other.startswith("https://w3id.org/reelgraph/id/decision/person/")
    asked = "SELECT ?p ?l {{ <{}> film:hasContributor ?p . ?p rdfs:label ?l ; a film:Person }}"
    assert two.query(asked.format(EX + "weir")).rows == [{"p": other, "l": "Ann Tor"}]
    assert two.query(asked.format(EX + "mill")).rows == [{"p": EX + "ann", "l": "Ann Tor"}]
    assert shown(two) == derived(two)
    two.undo(row["id"])
    assert facts(two) == before


def test_a_split_holds_for_films_that_are_merged_before_and_after(two, tmp_path):
    two.merge(EX + "ann", EX + "anna")
    (row,) = two.split(EX + "ann", films=[EX + "mill"]).rows
    assert works(two, row["b_iri"]) == {"mill"}
    two.merge(EX + "mill", EX + "mill2")
    assert works(two, EX + "ann") == {"weir"}
    two.undo(row["id"])
    assert works(two, EX + "ann") == {"mill", "weir"}
    assert shown(two) == derived(two)


def works(graph, person):
    asked = f"SELECT DISTINCT ?f {{ ?f film:hasContributor <{person}> }}"
    return {r["f"].removeprefix(EX) for r in graph.query(asked).rows}


def test_a_split_without_merges_and_films_or_with_a_film_of_others_is_refused(two):
    with pytest.raises(rg.InputError, match="nothing was merged into Ann Tor"):
        two.split("Ann Tor")
    with pytest.raises(rg.InputError, match=r"Bob Ley has no credit in The Weir \(1962\)"):
        two.split("Bob Ley", films=["The Weir"])
    with pytest.raises(rg.InputError, match="credits move from a person"):
        two.split("The Mill", films=["The Weir"])


# Later loads


def test_decisions_hold_for_a_corrected_file_for_a_removed_one_and_when_it_comes_again(
    two, tmp_path
):
    two.merge(EX + "ann", EX + "anna")
    two.split(EX + "ann", films=[EX + "weir"])
    corrected = SECOND.replace("Anna Tor", "Anna B. Tor")
    two.load(turtle(tmp_path, corrected, "second"))
    assert "Anna B. Tor" in str(shown(two))
    assert works(two, EX + "ann") == {"mill", "mill2"}
    with_it = everything(two)
    two.remove("second")
    assert works(two, EX + "ann") == {"mill"}
    journals = two.store.rdf.quads_for_pattern(
        None, ox.NamedNode("https://w3id.org/reelgraph/ns#isJournalOf"), None, DECISIONS
    )
    assert {q.object.value.split("/")[-2] for q in journals} == {"first"}
    two.load(turtle(tmp_path, corrected, "second"))
    assert everything(two) == with_it
    two.undo("all")
    plain = empty()
    plain.load(turtle(tmp_path, FIRST, "first"), turtle(tmp_path, corrected, "second"))
    assert everything(two) == everything(plain)


@pytest.mark.parametrize("ending", ["trig", "nq"])
def test_an_export_holds_the_decisions_and_can_be_undone_where_it_is_loaded(two, tmp_path, ending):
    before = facts(two)
    two.merge(EX + "ann", EX + "anna")
    two.distinct(EX + "bob", EX + "ann")
    two.split(EX + "ann", films=[EX + "weir"])
    first = two.merge("The Mill", "Mill, The").rows[0]["id"]
    two.undo(first)  # a gap in the numbers
    two.merge("Mill, The", "The Mill")
    two.store.rdf.add(ox.Quad(ox.NamedNode(EX + "ann"), *(ox.NamedNode(EX + "x"),) * 2, LINKS))
    two.save(tmp_path / f"all.{ending}")
    again = rg.open(tmp_path / f"all.{ending}")
    assert {str(q) for q in again.store.rdf} == {str(q) for q in two.store.rdf}
    again.undo("all")
    assert {q for q in facts(again) if q.graph_name != LINKS} == before


def test_an_export_is_loaded_into_a_store_with_decisions_of_its_own(two, tmp_path):
    two.merge(EX + "ann", EX + "anna")
    two.save(tmp_path / "all.nq")
    other = empty()
    third = "ex:anna a film:Person ; rdfs:label 'A. Tor' . ex:cat a film:Person ."
    other.load(turtle(tmp_path, third, "third"))
    other.merge(EX + "cat", EX + "anna")
    other.load(tmp_path / "all.nq")
    assert shown(other) == derived(other)
    tor = other.find("A. Tor").iri
    assert tor == other.find("Ann Tor").iri == other.find("Anna Tor").iri
    other.undo("all")
    plain = empty()
    plain.load(*(turtle(tmp_path, *p) for p in ((FIRST, "first"), (SECOND, "second"))))
    plain.load(turtle(tmp_path, third, "third"))
    assert everything(other) == everything(plain)


# Random worlds

PEOPLE = [EX + f"p{n}" for n in range(4)]
FILMS = [EX + f"f{n}" for n in range(3)]


def one_of(*lists):
    return st.sampled_from([x for one in lists for x in one])


@st.composite
def a_source(draw, typed=False):
    """The claims of one source, as Turtle; every statement has a node of its own."""
    said = {"ex:tea a film:Genre ."}
    for entity, kind in [(p, "Person") for p in PEOPLE] + [(f, "Film") for f in FILMS]:
        if typed or draw(st.booleans()):
            said.add(f"<{entity}> a film:{kind} .")
        for name in draw(st.lists(st.sampled_from("XYZ"), max_size=2)):
            said.add(f'<{entity}> rdfs:label "{name}" .')
    for film in FILMS:
        for year in draw(st.lists(st.sampled_from((1931, 1932)), max_size=1)):
            said.add(f"<{film}> film:year {year} .")
    for node in range(draw(st.integers(0, 5))):
        work, agent = draw(st.sampled_from(FILMS)), draw(st.sampled_from(PEOPLE))
        role = draw(st.sampled_from(("director", "cast")))
        status = draw(st.sampled_from(("", " ; film:hasStatus status:weak")))
        said.add(
            f"ex:k{node} a film:Credit ; film:hasWork <{work}> ; film:hasAgent <{agent}> ; "
            f"film:hasRole role:{role}{status} ."
        )
    for node in range(draw(st.integers(0, 2))):
        a, b = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(PEOPLE))
        said.add(
            f"ex:c{node} a film:Claim ; rdf:subject <{a}> ; rdf:predicate film:isRelativeOf ; "
            f"rdf:object <{b}> ."
        )
    for a, b in draw(st.lists(st.tuples(*[st.sampled_from(FILMS)] * 2), max_size=2)):
        said.add(f"<{a}> film:isRemakeOf <{b}> .")
    for a, b in draw(st.lists(st.tuples(*[st.sampled_from(PEOPLE)] * 2), max_size=2)):
        said.add(f"<{a}> film:isSpouseOf <{b}> .")
    return "\n".join(sorted(said))


def same_kind():
    def pair(of):
        return st.permutations(of).map(lambda order: tuple(order[:2]))

    return st.one_of(pair(PEOPLE), pair(FILMS))


STEPS = st.one_of(
    st.tuples(st.just("merge"), same_kind()),
    st.tuples(st.just("split"), st.tuples(one_of(PEOPLE), one_of(FILMS))),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("load"), st.tuples(st.integers(0, 1), a_source())),
    st.tuples(st.just("remove"), st.integers(0, 1)),
)


def taken(graph, folder, step, what):
    """Take a step, where it can be taken."""
    if step == "merge" or step == "split":
        a, b = (graph.store.select(f"SELECT ?x {{ ?x a ?t FILTER(?x = <{e}>) }}") for e in what)
        if not (next(a, None) and next(b, None)):
            return
    try:
        if step == "merge":
            graph.merge(*what)
        elif step == "split":
            graph.split(what[0], films=[what[1]])
        elif step == "undo":
            known = graph.decisions().rows
            if what < len(known):
                graph.undo(known[what]["id"])
        elif step == "load":
            number, text = what
            graph.load(turtle(folder, text, f"s{number}"))
        elif what in {int(s["name"][1:]) for s in graph.sources().rows}:
            graph.remove(f"s{what}")
    except (rg.InputError, rg.NotFound):
        pass


@settings(max_examples=40, deadline=None)
@given(st.lists(a_source(), min_size=1, max_size=2), st.lists(STEPS, min_size=1, max_size=8))
def test_whatever_is_done_the_store_is_what_its_sources_and_decisions_make_it(
    tmp_path_factory, sources, steps
):
    folder = tmp_path_factory.mktemp("random")
    graph = empty()
    texts = {}
    for number, text in enumerate(sources):
        taken(graph, folder, "load", (number, text))
    for step, what in steps:
        taken(graph, folder, step, what)
        assert shown(graph) == derived(graph)
    for source in graph.sources().rows:
        texts[source["name"]] = folder / f"{source['name']}.ttl"
    made = identity.decisions(graph.store.rdf)
    after = empty()  # the sources first, then the decisions
    before = empty()  # the decisions first, then the sources
    identity.change(before.store, made)
    for one in (after, before):
        for path in texts.values():
            one.load(path)
    identity.change(after.store, made)
    assert everything(after) == everything(graph)
    assert everything(before) == everything(graph)
    if made:
        graph.undo("all")
    plain = empty()
    for path in texts.values():
        plain.load(path)
    assert everything(graph) == everything(plain)


@settings(max_examples=40, deadline=None)
@given(a_source(True), a_source(True), st.lists(same_kind(), min_size=1, max_size=4), st.randoms())
def test_merges_are_what_replacing_the_names_in_the_files_is(
    tmp_path_factory, first, second, pairs, chance
):
    folder = tmp_path_factory.mktemp("text")
    graph = empty()
    graph.load(turtle(folder, first, "s0"), turtle(folder, second, "s1"))
    made = [Decision(MERGE, pair, when="2020-01-01T00:00:00Z") for pair in pairs]
    identity.change(graph.store, made)
    over = {}
    for kept, replaced in dict.fromkeys(pairs):  # the names that stand for each, step by step
        for name in [*PEOPLE, *FILMS]:
            if over.get(name, name) == over.get(replaced, replaced) and name != replaced:
                over[name] = over.get(kept, kept)
        over[replaced] = over.get(kept, kept)

    def replaced_in(text):
        for name in [*PEOPLE, *FILMS]:
            text = text.replace(f"<{name}>", f"<{over.get(name, name)}#>")
        return text.replace("#>", ">")

    edited = empty()
    texts = (replaced_in(first), "s0"), (replaced_in(second), "s1")
    edited.load(*(turtle(folder, *pair) for pair in texts))
    assert shown(graph) == shown(edited)
    for name in ("s0", "s1"):
        assert claims(graph, name) == claims(edited, name)

    chance.shuffle(made)  # in another order other names may stay, but the same things are one
    shuffled = empty()
    shuffled.load(turtle(folder, first, "s0"), turtle(folder, second, "s1"))
    identity.change(shuffled.store, made)
    assert len(shown(shuffled)) == len(shown(graph))
    assert clusters(shuffled) == clusters(graph)


def clusters(graph):
    now = {
        q.subject.value: q.object.value
        for q in graph.store.rdf.quads_for_pattern(
            None, ox.NamedNode("http://purl.org/dc/terms/isReplacedBy"), None, DECISIONS
        )
    }
    found = {}
    for old, new in now.items():
        found.setdefault(new, {new}).add(old)
    return {frozenset(members) for members in found.values()}


# A writer that is killed

MERGING = """
import sys
import reelgraph as rg
from reelgraph import identity
from reelgraph.identity.decisions import MERGE, Decision
with rg.open(sys.argv[1]) as graph:
    made = [Decision(MERGE, (f"{EX}p{n}", f"{EX}q{n}"), when="2020-01-01T00:00:00Z")
            for n in range(400)]
    sys.stdout.write("b"); sys.stdout.flush()
    identity.change(graph.store, made)
    sys.stdout.write("d"); sys.stdout.flush()
""".replace("{EX}", EX)


def test_a_merge_that_is_killed_leaves_the_old_state_or_the_new(tmp_path):
    text = "".join(
        f'ex:p{n} a film:Person ; rdfs:label "P{n}" . ex:q{n} a film:Person ; rdfs:label "Q{n}" .\n'
        f"ex:k{n} a film:Credit ; film:hasWork ex:w{n % 7} ; film:hasAgent ex:q{n} ; "
        "film:hasRole role:cast .\n"
        for n in range(400)
    )
    with rg.open(tmp_path / "old", create=True) as graph:
        graph.load(turtle(tmp_path, text, "s"))
        old = everything(graph)
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    begun = time.monotonic()
    child = run_merging(tmp_path / "new")
    assert child.stdout.read(2) == b"bd"
    whole = time.monotonic() - begun
    ended(child)
    with rg.open(tmp_path / "new") as graph:
        new = everything(graph)
    assert old != new
    chance, seen = random.Random(7), set()
    for number in range(8):
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "old", folder)
        child = run_merging(folder)
        assert child.stdout.read(1) == b"b"
        time.sleep(chance.uniform(0, whole))
        child.send_signal(signal.SIGKILL)
        ended(child)
        with rg.open(folder) as graph:
            found = everything(graph)
        assert found in (old, new)
        seen.add(found == new)
    assert seen


def ended(child):
    child.wait()
    child.stdout.close()


def run_merging(folder):
    return subprocess.Popen([sys.executable, "-c", MERGING, folder], stdout=subprocess.PIPE)


def test_a_load_that_began_before_a_decision_is_rewritten_all_the_same(two, tmp_path, monkeypatch):
    def applied(store, claims, graph, scratch):
        return claims, []

    two.merge(EX + "ann", EX + "anna")
    two.remove("second")
    monkeypatch.setattr(identity, "apply", applied)  # as if the merge had come meanwhile
    two.load(turtle(tmp_path, SECOND, "second"))
    assert not any(EX + "anna" in str(q) for q in facts(two))
    assert shown(two) == derived(two)
