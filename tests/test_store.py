"""The store: the view is what the claims say, whatever is loaded, corrected, removed or killed."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import defaultdict
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, SKOS

import reelgraph as rg
from reelgraph import loading, resources
from reelgraph.graph import FilmGraph
from reelgraph.store import EmbeddedStore, commit, differing, locks, view
from reelgraph.store.layout import Folder

FILM = "https://w3id.org/reelgraph/ns#"
ROLE = "https://w3id.org/reelgraph/role/"
STATUS = "https://w3id.org/reelgraph/status/"
SOURCES = ox.NamedNode("https://w3id.org/reelgraph/graph/sources")
EX = "https://example.org/store/"
FACTS = Path(__file__).parent / "data" / "load_facts.ttl"
QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# The view as ONTOLOGY.md and STORE.md describe it, derived a second time and in another way


@cache
def ontology():
    return rdflib.Graph().parse(data=resources.text("ontology/film.ttl"), format="turtle")


@cache
def above(term, relation):
    found = ontology().transitive_objects(rdflib.URIRef(term), relation)
    return frozenset(str(t) for t in found)


def is_entity_class(term):
    return FILM + "Entity" in above(term, RDFS.subClassOf) and term != FILM + "Entity"


@cache
def shown_statuses():
    flagged = ontology().subjects(rdflib.URIRef(FILM + "isShownInView"), rdflib.Literal(True))
    return frozenset(map(str, flagged))


@cache
def edge_of_role(role):
    edge = ontology().value(rdflib.URIRef(role), rdflib.URIRef(FILM + "hasDirectProperty"))
    return str(edge) if edge else None


@cache
def is_plain_fact(prop):
    """Whether it is a property of entities, that the view takes over as it stands."""
    node = rdflib.URIRef(prop)
    if not set(ontology().objects(node, RDF.type)) & {OWL.ObjectProperty, OWL.DatatypeProperty}:
        return False
    if prop in (FILM + "year", FILM + "isRelatedTo"):
        return False
    if FILM + "hasContributor" in above(prop, RDFS.subPropertyOf):
        return False
    domain, value = ontology().value(node, RDFS.domain), ontology().value(node, RDFS.range)
    of_entities = domain is None or FILM + "Entity" in above(str(domain), RDFS.subClassOf)
    to_a_statement = value and FILM + "Statement" in above(str(value), RDFS.subClassOf)
    return of_entities and not to_a_statement


def with_general(prop):
    general = FILM + "hasContributor"
    return {prop, general} if general in above(prop, RDFS.subPropertyOf) else {prop}


def expected_view(quads):
    """What the default graph should hold, as (subject, property, object) terms."""
    quads = list(quads)
    current = {
        q.subject
        for q in quads
        if q.graph_name == SOURCES and q.predicate.value.endswith("specializationOf")
    }
    view = set()
    years = defaultdict(set)
    preferred = defaultdict(set)
    names = defaultdict(set)
    for graph in current:
        about = defaultdict(lambda: defaultdict(set))
        for q in quads:
            if q.graph_name == graph:
                about[q.subject][q.predicate.value].add(q.object)
        for node, said in about.items():
            shown = {s.value for s in said[FILM + "hasStatus"]} <= shown_statuses()
            types = {t.value for t in said[str(RDF.type)]}
            for kind in filter(is_entity_class, types):
                for name in filter(is_entity_class, above(kind, RDFS.subClassOf)):
                    view.add((node, ox.NamedNode(str(RDF.type)), ox.NamedNode(name)))
            for prop in filter(is_plain_fact, list(said)):
                view |= {(node, ox.NamedNode(prop), value) for value in said[prop]}
            for date in said[FILM + "releaseDate"] | said[FILM + "year"]:
                years[node].add(date.value)
            if shown:
                edges = {edge_of_role(role.value) for role in said[FILM + "hasRole"]} - {None}
                view |= {
                    (work, ox.NamedNode(prop), agent)
                    for edge in edges
                    for prop in with_general(edge)
                    for work in said[FILM + "hasWork"]
                    for agent in said[FILM + "hasAgent"]
                }
                for subject in said[str(RDF.subject)]:
                    for stated in {p.value for p in said[str(RDF.predicate)]}:
                        if stated in (FILM + "releaseDate", FILM + "year"):
                            years[subject] |= {o.value for o in said[str(RDF.object)]}
                        if (
                            is_plain_fact(stated)
                            or len(with_general(stated)) > 1
                            or (stated == FILM + "hasContributor")
                        ):
                            view |= {
                                (subject, ox.NamedNode(p), value)
                                for p in with_general(stated)
                                for value in said[str(RDF.object)]
                            }
                if types & {FILM + "Release", FILM + "Screening"}:
                    for work in said[FILM + "hasWork"]:
                        years[work] |= {date.value for date in said[FILM + "date"]}
            if FILM + "Source" not in types:
                for prop in (str(RDFS.label), str(SKOS.prefLabel), str(SKOS.altLabel)):
                    for name in said[prop]:
                        names[node].add(name)
                        if prop != str(SKOS.altLabel):
                            preferred[node, name].add(graph)
            for title in said[FILM + "hasTitle"]:
                names[node] |= about[title][FILM + "titleText"] if title in about else set()
    for node, dates in years.items():
        numbers = [int(d[:4]) for d in dates if d[:4].isdigit() and len(d) >= 4]
        if numbers:
            integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
            view.add(
                (node, ox.NamedNode(FILM + "year"), ox.Literal(str(min(numbers)), datatype=integer))
            )

    def language(name):
        tag = name.language or "en"
        return 0 if tag.split("-")[0] == "en" else 1 if tag == "mul" else 2

    for node, found in names.items():
        first, *others = sorted(
            found,
            key=lambda name: (
                not preferred[node, name],
                language(name),
                -len(preferred[node, name]),
                name.value,
                str(name),
            ),
        )
        view.add((node, ox.NamedNode(str(RDFS.label)), first))
        view |= {
            (node, ox.NamedNode(str(SKOS.altLabel)), other)
            for other in others
            if other.value != first.value
        }
    return view


def shown_view(rdf):
    return {
        (q.subject, q.predicate, q.object)
        for q in rdf.quads_for_pattern(None, None, None, ox.DefaultGraph())
    }


def assert_view_is_right(rdf):
    view, wanted = shown_view(rdf), expected_view(rdf)
    assert view - wanted == set()
    assert wanted - view == set()


def timeless(rdf):
    """All quads but the times at which sources were loaded."""
    return sorted(str(q) for q in rdf if not q.predicate.value.endswith("generatedAtTime"))


# Random sources that speak of the same few things

films = st.sampled_from(["f1", "f2", "f3"])
people = st.sampled_from(["p1", "p2"])
statuses = st.sampled_from(
    ["", "", "asserted", "inferred", "weak", "hedged", "negative", "superseded"]
)
labels = st.sampled_from(['"A"', '"B"@en', '"B"@fr', '"C"@mul', '"D"@de', '"A"@ru', '"E"@en-GB'])
years = st.sampled_from(["1931", "1932-05", "1930-01-02", "--05"])
VALUE = {4: "gYear", 7: "gYearMonth", 10: "date"}


def dated(text):
    return f'"{text}"^^xsd:{VALUE.get(len(text), "gMonth") if text[0] != "-" else "gMonth"}'


def status_part(status):
    return f" ; film:hasStatus status:{status}" if status else ""


@st.composite
def lines(draw):
    """One statement of a source."""
    film, person, status = draw(films), draw(people), status_part(draw(statuses))
    node = f"ex:n{draw(st.integers(0, 3))}"

    def one_of(words):
        return draw(st.sampled_from(words.split()))

    role = one_of("director cast voice producer production-company contributor")
    prop = one_of(
        "hasDirector hasCastMember isSequelOf hasGenre hasContributor hasProductionCompany"
    )
    kind = one_of("Film ShortFilm MusicVideo Work")
    naming = one_of("skos:altLabel skos:prefLabel rdfs:label")
    showing = one_of("Release Screening Preview")
    return draw(
        st.sampled_from(
            [
                f"ex:{film} a film:{kind} .",
                f"ex:{person} a film:Person .",
                f"ex:{film} rdfs:label {draw(labels)} .",
                f"ex:{person} {naming} {draw(labels)} .",
                f"ex:{film} film:{prop} ex:{person} .",
                f"ex:{film} film:releaseDate {dated(draw(years))} .",
                f'ex:{film} film:year "{draw(st.integers(1925, 1935))}" .',
                f"ex:{film} film:durationMinutes {draw(st.integers(1, 3))} .",
                f"ex:{film} film:hasTitle ex:t{film} ."
                f" ex:t{film} a film:Title ; film:titleText {draw(labels)} .",
                f"{node}c a film:Credit ; film:hasWork ex:{film} ; film:hasAgent ex:{person} ;"
                f" film:hasRole role:{role}{status} ; film:note {draw(labels)} .",
                f"{node}c film:note 'a note' ; rdfs:label {draw(labels)} .",
                f"{node}s a film:Claim ; rdf:subject ex:{film} ; rdf:predicate film:{prop} ;"
                f" rdf:object ex:{person}{status} .",
                f"{node}y a film:Claim ; rdf:subject ex:{film} ; rdf:predicate film:releaseDate ;"
                f" rdf:object {dated(draw(years))}{status} .",
                f"{node}r a film:{showing} ;"
                f" film:hasWork ex:{film} ; film:date {dated(draw(years))}{status} .",
                "ex:source a film:Source ; rdfs:label 'no entity' .",
            ]
        )
    )


PREFIXES = "".join(
    f"@prefix {p}: <{iri}> .\n"
    for p, iri in {
        "film": FILM,
        "role": ROLE,
        "status": STATUS,
        "ex": EX,
        "rdf": RDF,
        "rdfs": RDFS,
        "skos": SKOS,
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }.items()
)
texts = st.lists(lines(), min_size=1, max_size=9, unique=True).map(
    lambda ls: "\n".join([*sorted(ls), "ex:z a film:Genre ."])
)
steps = st.lists(
    st.tuples(st.sampled_from(["one", "two", "three"]), st.none() | texts, st.booleans()),
    min_size=1,
    max_size=6,
)


def store_with(folder, sources, store=None):
    store = store or EmbeddedStore()
    for name, text in sources.items():
        path = folder / f"{name}.ttl"
        path.write_text(PREFIXES + text, "utf-8")
        loading.load(store, [str(path)], name=name)
    return store


@QUICK
@given(steps)
def test_the_view_is_what_the_claims_say_after_each_step(tmp_path, steps):
    store = EmbeddedStore()
    present = {}
    for name, text, compared in steps:
        before = shown_view(store.rdf)
        if text is None and name in present:
            report = loading.remove(store, name)
            del present[name]
        elif text is not None:
            path = tmp_path / f"{name}.ttl"
            path.write_text(PREFIXES + text, "utf-8")
            with pytest.MonkeyPatch.context() as patched:
                if not compared:
                    patched.setattr(differing, "MOST", -1)
                (report,) = loading.load(store, [str(path)], name=name)
            present[name] = text
        else:
            continue
        assert_view_is_right(store.rdf)
        after = shown_view(store.rdf)
        assert (report.added, report.removed) == (len(after - before), len(before - after))
    assert timeless(store.rdf) == timeless(store_with(tmp_path, present).rdf)


@settings(QUICK, max_examples=40)
@given(st.lists(lines(), min_size=4, max_size=12, unique=True), texts, st.data())
def test_a_new_version_that_differs_little_is_shown_as_if_it_had_come_alone(
    tmp_path, first, other, data
):
    line = st.sampled_from(first)
    gone, more = data.draw(st.sets(line, max_size=2)), data.draw(st.lists(lines(), max_size=1))
    second = [one for one in first if one not in gone] + more
    as_text = "\n".join
    store = store_with(tmp_path, {"one": as_text(first) + "\nex:z a film:Genre .", "two": other})
    store_with(tmp_path, {"one": as_text(second) + "\nex:z a film:Genre ."}, store)
    assert_view_is_right(store.rdf)


def test_of_a_new_version_only_what_differs_is_derived_again(tmp_path, monkeypatch):
    film = "ex:{0} a film:Film ; rdfs:label '{0}' ; film:hasDirector ex:p{0} .\n"
    films = "".join(map(film.format, ("a", "b", "c")))
    store = store_with(tmp_path, {"one": films})
    mended = []
    whole = view.mend
    monkeypatch.setattr(view, "mend", lambda *given: mended.extend(given[2]) or whole(*given))
    store_with(tmp_path, {"one": films.replace("'b'", "'B'") + film.format("d")}, store)
    assert mended == [EX + "b"]
    assert_view_is_right(store.rdf)


@pytest.mark.parametrize(
    ("said", "prop"),
    [
        ("ex:t a film:Title ; film:titleText '{}' .", str(SKOS) + "altLabel"),
        (
            "ex:c a film:Credit ; film:hasWork ex:f ; film:hasAgent ex:{} ;"
            " film:hasRole role:director .",
            FILM + "hasDirector",
        ),
    ],
)
def test_what_is_corrected_beside_a_film_is_shown_of_it(tmp_path, said, prop):
    film = "ex:f a film:Film ; rdfs:label 'F' ; film:hasTitle ex:t .\n"
    store = store_with(tmp_path, {"one": film + said.format("old")})
    store_with(tmp_path, {"one": film + said.format("new")}, store)
    assert_view_is_right(store.rdf)
    shown = store.rdf.quads_for_pattern(ox.NamedNode(EX + "f"), ox.NamedNode(prop), None, None)
    current = [q.object.value for q in shown if q.graph_name == ox.DefaultGraph()]
    assert [value.removeprefix(EX) for value in current] == ["new"]


@settings(QUICK, max_examples=4)
@given(first=texts, second=texts, third=texts)
def test_a_folder_holds_what_memory_holds(tmp_path_factory, first, second, third):
    folder = tmp_path_factory.mktemp("folder")
    Folder(folder / "store").create()
    store = store_with(folder, {"one": first, "two": second}, EmbeddedStore(folder / "store"))
    store_with(folder, {"one": third}, store)
    loading.remove(store, "two")
    assert_view_is_right(store.rdf)
    assert timeless(store.rdf) == timeless(store_with(folder, {"one": third}).rdf)
    store.close()


def test_the_bundled_facts_have_the_view_that_their_claims_give():
    from reelgraph.sample import FIRST_FACTS, fill

    store = EmbeddedStore()
    fill(store, FIRST_FACTS)
    assert len(shown_view(store.rdf)) > 150
    assert_view_is_right(store.rdf)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda whole: whole[: whole.index(b"\n", len(whole) // 2) + 1],
        lambda whole: whole.replace(b"Hardcore Henry", b"Hardcore Harry"),
        lambda _: b"",
    ],
    ids=["the end is missing", "other letters", "nothing"],
)
def test_a_damaged_copy_of_the_sample_is_made_again(cache_with_sample, monkeypatch, damaged):
    from reelgraph.sample import in_memory

    monkeypatch.setenv("REELGRAPH_CACHE", str(cache_with_sample))
    quads = set(in_memory().rdf)
    [copy] = cache_with_sample.glob("*.nq")
    whole = copy.read_bytes()
    copy.write_bytes(damaged(whole))
    assert copy.read_bytes() != whole
    assert set(in_memory().rdf) == quads
    assert copy.read_bytes() == whole


# Writes that are ended in the middle

WORK = """
import os, sys
from reelgraph import loading
from reelgraph.opening import open_graph
from reelgraph.store import EmbeddedStore, commit, feed, view
what, folder, path, where = (sys.argv + [""])[1:5]
def end(*_):
    os._exit(9)
def ended_at_call(module, name, call, after=False):
    real, calls = getattr(module, name), []
    def counted(*arguments):
        calls.append(1)
        if len(calls) == call and not after:
            end()
        answer = real(*arguments)
        if len(calls) == call:
            end()
        return answer
    setattr(module, name, counted)
if where:
    view.BATCH = 40
    module, name, call, after = where.split(":")
    modules = {"commit": commit, "feed": feed, "view": view}
    ended_at_call(modules[module], name, int(call), after == "after")
store = EmbeddedStore(__import__("pathlib").Path(folder))
told = []
def tell(step, done):
    if step.startswith("writing") and not told:
        told.append(os.write(1, b"w"))
os.write(1, b"b")
if what == "load":
    loading.load(store, [path], name="big", progress=tell)
else:
    os.write(1, b"w")
    loading.remove(store, "big")
os.write(1, b"d")
"""


def big_source(path, films, shift=0):
    """A source of about 9 triples a film: `shift` changes some of its facts."""
    with path.open("w") as out:
        out.write(PREFIXES)
        for n in range(films):
            people = [(n * 7 + k * (3 + shift)) % (films // 2) for k in range(3)]
            out.write(
                f'ex:film{n} a film:Film ; rdfs:label "Film {n + shift * (n % 3)}"@en ;'
                f" film:year {1930 + (n + shift) % 60} ;"
                f" film:hasDirector ex:person{people[0]} ;"
                f" film:hasCastMember ex:person{people[1]}, ex:person{people[2]} .\n"
            )
        for n in range(films // 2):
            out.write(f'ex:person{n + shift} rdfs:label "Person {n}" .\n')


def made_states(folder, films):
    """Files, stores made of them, and what their views are, by the independent rules."""
    big_source(folder / "old.ttl", films)
    big_source(folder / "new.ttl", films, shift=1)
    found = {"folder": folder}
    for name, sources in {"none": [], "old": ["old"], "new": ["old", "new"]}.items():
        Folder(folder / name).create()
        store = EmbeddedStore(folder / name)
        loading.load(store, [str(FACTS)])
        for source in sources:
            loading.load(store, [str(folder / f"{source}.ttl")], name="big")
        assert_view_is_right(store.rdf)
        found[name] = shown_view(store.rdf)
        store.close()
    return found


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    return made_states(tmp_path_factory.mktemp("states"), 120)


@pytest.fixture(scope="module")
def large_states(tmp_path_factory):
    """The same with some 13,000 triples."""
    found = made_states(tmp_path_factory.mktemp("large"), 500)
    with rg.open(found["folder"] / "old") as graph:
        assert len(graph.store.rdf) > 12_500
    return found


JOBS = {  # what is done, to which state, with which file, and what it becomes
    "fresh": ("load", "none", "old", "old"),
    "replacing": ("load", "old", "new", "new"),
    "removing": ("remove", "old", "old", "none"),
}


def started(states, job, folder, where=""):
    what, before, file, _ = JOBS[job]
    shutil.copytree(states["folder"] / before, folder)
    path = states["folder"] / f"{file}.ttl"
    command = [sys.executable, "-c", WORK, what, folder, path, where]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def state_of(states, job, folder):
    """Open a store whose writer was killed; whether its work was done."""
    _, before, _, after = JOBS[job]
    with rg.open(folder) as graph:
        assert not graph.store.unfinished()
        view = shown_view(graph.store.rdf)
        assert view in (states[before], states[after])
        done = view == states[after]
        known = {s.graph for s in commit.sources(graph.store.rdf)}
        held = {g.value for g in graph.store.rdf.named_graphs()} - {SOURCES.value}
        assert held == known
        assert len(known) == {"none": 1, "old": 2, "new": 2}[after if done else before]
    return done


def seconds_until(child, mark):
    start = time.monotonic()
    assert child.stdout.read(1) == mark
    return time.monotonic() - start


def ended(child):
    child.wait()
    child.stdout.close()
    child.stderr.close()


def test_a_writer_that_is_killed_leaves_the_old_state_or_the_new(large_states, tmp_path):
    chance = random.Random(20)
    outcomes = []
    for job in JOBS:
        child = started(large_states, job, tmp_path / job)
        seconds_until(child, b"b")
        reading, writing = seconds_until(child, b"w"), seconds_until(child, b"d")
        ended(child)
        assert state_of(large_states, job, tmp_path / job)
        for number in range(7 if job != "removing" else 6):
            folder = tmp_path / f"{job}-{number}"
            child = started(large_states, job, folder)
            seconds_until(child, b"b")
            if number % 3 == 0:
                time.sleep(chance.uniform(0, reading))
            else:
                seconds_until(child, b"w")
                time.sleep(chance.uniform(0, writing * 1.1))
            child.send_signal(signal.SIGKILL)
            ended(child)
            outcomes.append(state_of(large_states, job, folder))
            shutil.rmtree(folder)
    assert len(outcomes) == 20


@pytest.mark.parametrize(
    ("job", "where", "done"),
    [
        ("fresh", "feed:_chunks:2:before", False),  # the claims are in the engine, the view is not
        ("fresh", "commit:_check_room:1:before", False),
        ("replacing", "commit:_check_room:1:before", False),
        ("replacing", "commit:_settle:1:before", True),
        ("replacing", "view:mend:1:before", True),
        ("replacing", "view:derive:3:after", True),
        ("replacing", "view:derive:5:before", True),
        ("replacing", "view:mend:1:after", True),
        ("replacing", "commit:_settle:1:after", True),
        ("removing", "commit:_settle:1:before", True),
        ("removing", "view:derive:4:before", True),
        ("removing", "view:mend:1:after", True),
        ("removing", "commit:_settle:1:after", True),
    ],
)
def test_what_a_dead_writer_left_is_finished_by_the_next_reader(states, tmp_path, job, where, done):
    child = started(states, job, tmp_path / "store", where)
    child.communicate()
    assert child.returncode == 9
    assert state_of(states, job, tmp_path / "store") is done
    with rg.open(tmp_path / "store") as graph:
        assert_view_is_right(graph.store.rdf)


def test_a_store_whose_making_was_interrupted_can_be_used(tmp_path):
    folder = Folder(tmp_path / "store")
    folder.create()
    folder.rdf.mkdir()
    (folder.path / "rdf.new").mkdir()
    (folder.path / "rdf.new" / "LOCK").write_text("")
    with rg.open(folder.path) as graph:
        graph.load(FACTS)
        assert_view_is_right(graph.store.rdf)
    assert sorted(p.name for p in folder.path.iterdir()) == [
        "lock",
        "rdf",
        "reelgraph.json",
        "staging",
        "state",
    ]


# Several processes

HOLD = """
import sys, pathlib
from reelgraph.store import EmbeddedStore
store = EmbeddedStore(pathlib.Path(sys.argv[1]))
print(len(store.rdf), flush=True)
if sys.argv[2] == "write":
    with store.writing():
        print("writing", flush=True)
        sys.stdin.read()
else:
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A store that is only copied."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    with rg.open(folder, create=True) as graph:
        graph.load(FACTS)
    return folder


@pytest.fixture
def folder(loaded, tmp_path):
    return shutil.copytree(loaded, tmp_path / "store")


@pytest.fixture
def held(folder):
    """Starts processes that hold the store; ends them."""
    children = []

    def hold(how):
        child = subprocess.Popen(
            [sys.executable, "-c", HOLD, folder, how], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        children.append(child)
        assert int(child.stdout.readline()) > 20
        if how == "write":
            assert child.stdout.readline() == b"writing\n"
        return child

    yield hold
    for child in children:
        child.kill()
        child.communicate()


def test_readers_share_a_store_and_keep_a_writer_out(folder, held, monkeypatch, tmp_path):
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    reader = held("read")
    held("read")
    with rg.open(folder) as graph:
        assert len(graph.query("SELECT ?f { ?f a film:Film }")) == 2
    with rg.open(folder) as graph, pytest.raises(rg.StoreLocked, match="by another process"):
        graph.remove("load-facts")
    with rg.open(folder) as graph:
        assert len(graph.query("SELECT ?f { ?f a film:Film }")) == 2
    assert reader.poll() is None


def test_a_writer_keeps_readers_out_until_it_is_killed(folder, held, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    writer = held("write")
    with pytest.raises(rg.StoreLocked, match="being written by another process"):
        rg.open(folder)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    with rg.open(folder) as graph:
        graph.remove("load-facts")
        assert len(graph.store.rdf) == 0


def test_a_query_with_a_time_limit_keeps_writers_out_too(folder, held, monkeypatch):
    monkeypatch.setattr(locks, "PATIENCE", 0.2)
    with rg.open(folder) as graph:
        graph.remove("load-facts")  # now it holds no lock, until it is asked
        held_before = subprocess.run(
            [
                sys.executable,
                "-c",
                HOLD.replace("sys.stdin.read()", "pass").replace("> 20", ""),
                folder,
                "write",
            ],
            capture_output=True,
            check=False,
        )
        assert b"writing" in held_before.stdout
        assert graph.query("ASK { ?s ?p ?o }", timeout=20).rows == [{"answer": False}]
        with pytest.raises(rg.StoreLocked):
            locks.acquire(graph.store.folder.lock, exclusive=True)
    with pytest.raises(rg.StoreError, match="has been closed"):
        graph.query("ASK { ?s ?p ?o }", timeout=20)


def test_writing_goes_on_after_a_write_that_failed(folder, monkeypatch):
    monkeypatch.setattr(commit, "_ROOM", 10**15)
    with rg.open(folder) as graph:
        before = timeless(graph.store.rdf)
        with pytest.raises(rg.StoreError, match=r"has [\d,]+ MB free and this load needs") as kept:
            graph.load(FACTS, source="again")
        assert "nothing was loaded" in str(kept.value)
        assert timeless(graph.store.rdf) == before
        monkeypatch.setattr(commit, "_ROOM", 3)
        graph.load(FACTS, source="again")
        assert_view_is_right(graph.store.rdf)


def test_a_full_disk_is_said_to_be_full_and_nothing_is_loaded(folder, states):
    limited = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import reelgraph as rg\n"
        "graph = rg.open(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "try:\n"
        "    graph.load(sys.argv[2], source='big')\n"
        "except rg.StoreError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, folder, states["folder"] / "old.ttl"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "cannot be written" in done.stdout, done.stderr
    with rg.open(folder) as graph:
        assert [row["name"] for row in graph.sources().rows] == ["load-facts"]
        assert_view_is_right(graph.store.rdf)


# Time limits and what a query may not do

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def children_of(process):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.append(stat.parent.name)
    return found


def test_the_time_limit_ends_a_query_and_its_process(folder):
    with rg.open(folder) as graph:
        before = children_of(os.getpid())
        with pytest.raises(rg.QueryTimeout, match="time limit of 1 s"):
            graph.query(ENDLESS, timeout=1)
        assert children_of(os.getpid()) == before
        assert len(graph.query("SELECT ?f { ?f a film:Film }", timeout=20)) == 2


def test_an_answer_within_the_limit_is_the_same_as_without(folder):
    with rg.open(folder) as graph:
        for asked in (
            "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o",
            "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
            "ASK { ?f a film:Film }",
            "SELECT ?f { ?f a film:Band }",
        ):
            assert sorted(map(str, graph.query(asked, timeout=20).rows)) == sorted(
                map(str, graph.query(asked).rows)
            )
        with pytest.raises(rg.QuerySyntaxError, match="line 1"):
            graph.query("SELECT ?a { ?a", timeout=20)


def test_a_child_whose_parent_is_gone_ends_at_the_deadline(folder):
    from reelgraph.store import child

    asked = {"path": str(folder / "rdf"), "sparql": ENDLESS, "seconds": 0.4, "prefixes": {}}
    done = subprocess.run(
        [sys.executable, child.__file__],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (child.LATE, b"")


def test_a_store_in_memory_refuses_a_time_limit():
    graph = FilmGraph(EmbeddedStore())
    with pytest.raises(rg.QueryError, match="save the graph to a folder"):
        graph.query("ASK { ?s ?p ?o }", timeout=1)


def test_the_command_line_ends_at_its_time_limit_with_nothing_printed(folder):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from reelgraph.cli import main; main()",
            "query",
            ENDLESS,
            "-s",
            folder,
            "--timeout",
            "1",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "ended at its time limit of 1 s" in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { service silent <URL> { ?s ?p ?o } }",
        "PREFIX : <URL> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { <URL> } FILTER(1<2)SERVICE?x{?s?p?o}FILTER(2>1) }",
        'SELECT * { BIND(""" " """ AS ?z) SERVICE <URL> { ?s ?p ?o } FILTER("a"="a") }',
        "SELECT * { BIND(''' ' ''' AS ?z) SERVICE <URL> { ?s ?p ?o } FILTER('a'='a') }",
        "SELECT * { # a comment\rSERVICE <URL> { ?s ?p ?o }\n }",
        "PREFIX e: <http://e/> SELECT * { OPTIONAL { ?s e:a\\#b ?o } SERVICE <URL> { ?s ?p ?o } }",
        "PREFIX e: <http://e/> SELECT * { OPTIONAL { ?s e:a\\'b ?o } SERVICE <URL> {} #'\n }",
    ],
)
def test_no_query_asks_another_server(folder, query):
    with socket.create_server(("127.0.0.1", 0)) as server, rg.open(folder) as graph:
        server.settimeout(0)
        text = query.replace("URL", f"http://127.0.0.1:{server.getsockname()[1]}/")
        for seconds in (5, None):
            with pytest.raises(rg.QueryError, match="nothing leaves this machine"):
                graph.query(text, timeout=seconds)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?f { ?f rdfs:label "On Her Majesty\'s Secret Service"@en }',
        "SELECT ?f { ?f rdfs:label '''the \"service\" of it''' }",
        "SELECT ?service { ?service film:service ?f } # a service",
        "SELECT ?f { ?f <http://example.org/service> ?x FILTER(?x < 3 && ?x > 1) }",
    ],
)
def test_the_word_service_is_no_clause(folder, query):
    with rg.open(folder) as graph:
        assert len(graph.query(query)) == 0


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "INSERT DATA { <e:a> <e:b> <e:c> }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX e: <e:> CREATE GRAPH e:g",
    ],
)
def test_a_query_changes_nothing(folder, update):
    with rg.open(folder) as graph:
        before = timeless(graph.store.rdf)
        for seconds in (None, 20):
            with pytest.raises(rg.QuerySyntaxError):
                graph.query(update, timeout=seconds)
        assert timeless(graph.store.rdf) == before


# The rdflib Dataset over the same store

ASKED = "SELECT ?f ?d WHERE { ?f a film:Film ; film:hasDirector ?d } ORDER BY ?f ?d"
deprecated = pytest.mark.filterwarnings(  # what rdflib 7.6 itself still calls
    "ignore:Dataset.default_context is deprecated:DeprecationWarning"
)
NAMESPACES = {"film": FILM, "rdfs": str(RDFS)}


@pytest.fixture
def twice(folder):
    with rg.open(folder) as graph:
        graph.load(FACTS, source="again")
        yield graph


@deprecated
def test_the_dataset_gives_the_rows_that_the_graph_gives(twice):
    data = twice.dataset
    assert isinstance(data, rdflib.Dataset)
    rows = [tuple(map(str, row)) for row in data.query(ASKED, initNs=NAMESPACES)]
    assert rows == [tuple(row.values()) for row in twice.query(ASKED).rows]
    assert rows == [("https://example.org/load/ferry", "https://example.org/load/ida")]


@deprecated
def test_the_dataset_reads_the_claims_of_each_source(twice):
    data = twice.dataset
    both = (
        "SELECT ?g { GRAPH ?g { ?c film:hasRole ?r ; film:hasAgent ?a ; film:characterName ?n } }"
    )
    graphs = sorted(str(row[0]) for row in data.query(both, initNs=NAMESPACES))
    assert graphs == sorted(s.graph for s in commit.sources(twice.store.rdf))
    one = f"SELECT ?c FROM NAMED <{graphs[0]}> {{ GRAPH ?g {{ ?c film:characterName ?n }} }}"
    assert len(list(data.query(one, initNs=NAMESPACES))) == 1
    assert len(list(data.query("SELECT ?c { ?c a film:Credit }", initNs=NAMESPACES))) == 0


@deprecated
def test_the_dataset_has_the_same_triples(twice):
    found = {(str(s), str(p), str(o)) for s, p, o in twice.dataset.triples((None, None, None))}
    assert found == {
        tuple(getattr(t, "value", "") for t in row) for row in shown_view(twice.store.rdf)
    }


def test_loading_goes_on_while_a_dataset_is_held(folder):
    with rg.open(folder) as graph:
        data = graph.dataset
        count = len(data)
        graph.load(FACTS, source="again")
        graph.remove("load-facts")
        assert len(data) == count
        assert len(graph.dataset) == count


# Folders that are not as they should be


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path):
    with pytest.raises(rg.StoreError, match="'reelgraph load FILE -s"):
        rg.open(tmp_path)
    with pytest.raises(rg.StoreError, match="no such folder or file"):
        rg.open(tmp_path / "nothing")


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(rg.StoreError, match=r"holds other files \(thesis.docx\)"):
        rg.open(tmp_path, create=True)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            '{"format": 2, "base_iri": "https://e.org"}',
            "is a store of format 2; this version reads",
        ),
        ("", "cannot be read"),
        ('{"format": 1', "cannot be read"),
        ("[]", "cannot be read"),
        ('{"format": 1}', "cannot be read"),
        ('{"format": 1, "base_iri": null}', "cannot be used"),
        ('{"format": 1, "base_iri": "https://e.org/ x"}', "cannot be used"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_refused(folder, settings, says):
    body = settings if isinstance(settings, bytes) else settings.encode()
    Folder(folder).settings.write_bytes(body)
    with pytest.raises(rg.StoreError, match=says):
        rg.open(folder)


def test_a_damaged_database_is_said_to_be_that(folder):
    for file in Folder(folder).rdf.glob("MANIFEST*"):
        file.write_bytes(b"damaged")
    with pytest.raises(rg.StoreError, match="load its sources again into a new folder"):
        rg.open(folder)


def test_a_folder_that_cannot_be_written_is_a_store_error(folder, tmp_path):
    shutil.rmtree(Folder(folder).staging, ignore_errors=True)
    Folder(folder).staging.write_text("a file stands in the way")
    with rg.open(folder) as graph, pytest.raises(rg.StoreError, match="cannot be written"):
        graph.load(FACTS, source="again")
    with pytest.raises(rg.StoreError, match="cannot be made a store"):
        rg.open(Folder(folder).staging / "below", create=True)


def test_the_state_is_another_after_each_write_and_the_same_when_nothing_was_written(tmp_path):
    def state() -> str:
        with rg.open(tmp_path / "store", create=True) as graph:
            return graph.store.state()

    states = [state()]
    with rg.open(tmp_path / "store") as graph:
        graph.load(FACTS)
        states.append(graph.store.state())
        graph.load(FACTS)  # unchanged
        assert graph.store.state() == states[-1]
    assert state() == states[-1]
    with rg.open(tmp_path / "store") as graph:
        graph.remove("load-facts")
    states.append(state())
    assert len(set(states)) == 3
    (tmp_path / "store" / "state").unlink()  # as in a store of an earlier version
    assert state() != states[-1]
