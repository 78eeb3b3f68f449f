"""The view that a load derives in a stream is the one that the rules in ``queries/`` give."""

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelgraph.binding import iri, solutions
from reelgraph.sources.claims import ClaimWriter
from reelgraph.store import deriving, parts, view
from reelgraph.vocabulary import DCTERMS, FILM, RDF, RDFS, ROLE, SKOS, STATUS, XSD

SOURCE = "https://e.org/source/x/1"
HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared" / "data"


def derived(lines, folder, count=1):
    """The lines of the view and what else was found, with the claims in so many parts."""
    claims, path = folder / "claims.nt", folder / "view.nt"
    claims.write_bytes(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deriving, "count_for", lambda _: count)
        found = deriving.write(claims, path)
    assert {p.name for p in folder.iterdir()} == {"claims.nt", "view.nt"}
    return path.read_bytes(), found


def engine(lines):
    """The same claims in the engine."""
    store = ox.Store()
    store.bulk_load(lines, format=ox.RdfFormat.N_TRIPLES, to_graph=iri(SOURCE))
    return store


def as_stored(triples):
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in triples)
    return {quad.triple for quad in store}


def parsed(lines):
    return [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)]


def number(store, pattern):
    query = f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ GRAPH ?source {{ {pattern} }} }}"
    return int(next(solutions(store, query))["n"].value)


def check(lines, folder, count=1):
    """Both ways give the same, and each triple once."""
    view_lines, found = derived(lines, folder, count)
    store = engine(lines)
    assert as_stored(parsed(view_lines)) == as_stored(view.derive(store, [SOURCE]))
    assert view_lines.count(b"\n") == len(as_stored(parsed(view_lines)))
    assert found.triples == len(store)
    assert found.films == number(store, f"VALUES ?k {{ <{FILM}Film> <{FILM}ShortFilm> }} ?x a ?k")
    assert found.people == number(store, f"?x a <{FILM}Person>")
    assert found.credits == number(store, f"?x a <{FILM}Credit>")
    assert found.unnamed == number(
        store,
        f"VALUES ?k {{ <{FILM}Film> <{FILM}ShortFilm> <{FILM}Person> }} ?x a ?k "
        f"FILTER NOT EXISTS {{ ?x <{RDFS}label> ?name }}",
    )
    subjects = [line.split(b" ")[0] for line in view_lines.splitlines()]
    runs = [s for s, before in zip(subjects, [None, *subjects], strict=False) if s != before]
    assert len(runs) == len(set(runs))  # what is said of an entity stands together


# Any triples at all, of the few terms that the rules know

things = st.sampled_from([f"http://e/{c}" for c in "abcdef"])
texts = st.sampled_from(
    ["A", "B", "b", "Ä", 'a "b"', "a\\b", "a\tb", "a\nb", "1962", "0470-01", "19", "ﾂﾃ", "", "a b"]
)
tags = st.sampled_from(["", "", "@en", "@EN-us", "@mul", "@de", "@bg"])
datatypes = st.sampled_from(["integer", "int", "gYear", "date", "gYearMonth", "decimal", "string"])
numbers = st.sampled_from(
    ["1962", "01962", "1962.50", "1950-02-03", "1950-02", "1950-02-30", "0", "-0", "0800", "x", "7"]
)
escapes = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
literals = st.one_of(
    st.builds(lambda t, tag: f'"{t.translate(escapes)}"{tag}', texts, tags),
    st.builds(lambda t, d: f'"{t}"^^<{XSD}{d}>', numbers, datatypes),
    st.sampled_from(['"a\\tb"', '"\\u0041"', '"1962"']),
)
classes = ["Film", "ShortFilm", "Person", "Credit", "Source", "Release", "Screening", "Title", "X"]
statements = st.one_of(
    st.tuples(things, st.just(RDF + "type"), st.sampled_from([FILM + c for c in classes])),
    st.tuples(
        things,
        st.sampled_from(
            [
                *(RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", FILM + "titleText"),
                *(FILM + "releaseDate", FILM + "year", FILM + "date", FILM + "durationMinutes"),
                *(RDF + "object", DCTERMS + "identifier", FILM + "hasAgent", FILM + "hasTitle"),
            ]
        ),
        literals,
    ),
    st.tuples(
        things,
        st.sampled_from(
            [FILM + p for p in ("hasTitle", "hasWork", "hasAgent", "hasGenre", "titleText")]
            + [RDF + "subject", RDF + "object", RDFS + "label", FILM + "hasDirector"]
        ),
        things,
    ),
    st.tuples(
        things,
        st.just(FILM + "hasRole"),
        st.sampled_from([ROLE + r for r in ("director", "cast", "executive-producer", "none")]),
    ),
    st.tuples(
        things,
        st.just(RDF + "predicate"),
        st.sampled_from(
            [FILM + p for p in ("hasGenre", "releaseDate", "year", "hasCastMember", "hasWork")]
        ),
    ),
    st.tuples(
        things,
        st.just(FILM + "hasStatus"),
        st.sampled_from([STATUS + s for s in ("asserted", "inferred", "denied", "hinted")]),
    ),
)


def line(triple):
    subject, prop, value = triple
    end = f"<{value}>" if value.startswith("http") else value
    return f"<{subject}> <{prop}> {end} .\n"


@settings(max_examples=60, deadline=None)
@given(said=st.lists(statements, max_size=40), count=st.sampled_from([1, 3]))
def test_the_view_of_any_claims_is_the_one_that_the_rules_give(tmp_path_factory, said, count):
    check("".join(map(line, said)).encode(), tmp_path_factory.mktemp("claims"), count)


# What the readers of sources write

writes = st.one_of(
    st.tuples(st.just("entity"), things, st.sampled_from(["Film", "Person", "Place"]), texts),
    st.tuples(st.just("text"), things, st.sampled_from([RDFS + "label", FILM + "note"]), texts),
    st.tuples(st.just("date"), things, st.just(FILM + "releaseDate"), numbers),
    st.tuples(st.just("link"), things, st.just(FILM + "hasGenre"), things),
    st.tuples(st.just("title"), things, texts),
    st.tuples(
        *(st.just("credit"), things, things, st.sampled_from([ROLE + "cast", ROLE + "director"])),
        *(st.lists(texts, max_size=2), st.sampled_from([None, 1, 2])),
        st.sampled_from([None, "asserted", "denied"]),
    ),
)


def write(claims, steps):
    for kind, *given_ in steps:
        match kind:
            case "credit":
                work, agent, role, characters, order, status = given_
                node = claims.credit(work, agent, role, characters=characters, order=order)
                if status:
                    claims.link(node, FILM + "hasStatus", STATUS + status)
            case "title":
                film, text = given_
                node = claims.named("title", film, text)
                claims.entity(node, "Title")
                claims.text(node, FILM + "titleText", text)
                claims.link(film, FILM + "hasTitle", node)
            case _:
                getattr(claims, kind)(*given_)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(writes, max_size=30), count=st.sampled_from([1, 4]))
def test_the_view_of_what_a_reader_writes_is_the_one_that_the_rules_give(
    tmp_path_factory, steps, count
):
    out = io.BytesIO()
    write(ClaimWriter(out, "x"), steps)
    check(out.getvalue(), tmp_path_factory.mktemp("claims"), count)


@pytest.mark.parametrize(
    "path",
    [p for p in sorted((HERE / "data").glob("*.ttl")) if "wikidata" not in p.name],
    ids=lambda p: p.stem,
)
def test_the_view_of_a_whole_source_is_written_as_it_is_derived(path, tmp_path):
    lines = ox.serialize(
        (q.triple for q in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)),
        format=ox.RdfFormat.N_TRIPLES,
    )
    check(lines, tmp_path, 2)


def test_what_a_claim_says_and_a_plain_triple_too_stands_once_in_the_view(tmp_path):
    said = [
        ("http://e/f", RDF + "type", FILM + "Film"),
        ("http://e/f", FILM + "hasGenre", "http://e/g"),
        ("http://e/c", RDF + "subject", "http://e/f"),
        ("http://e/c", RDF + "predicate", FILM + "hasGenre"),
        ("http://e/c", RDF + "object", "http://e/g"),
    ]
    lines, _ = derived("".join(map(line, said)).encode(), tmp_path)
    assert lines.count(b"hasGenre") == 1
    assert lines.count(b"\n") == 3  # film:Film and film:Work, too


def test_large_claims_are_divided_and_small_ones_are_not():
    assert parts.count_for(0) == parts.count_for(parts.SIZE - 1) == 1
    assert parts.count_for(parts.SIZE) == 2
    assert parts.count_for(10**15) == parts.MOST


def test_a_description_of_the_source_counts_where_there_is_just_one(tmp_path):
    one = line(("http://e/s", RDF + "type", FILM + "Source"))
    titled = line(("http://e/s", DCTERMS + "title", '"A list"'))
    _, found = derived((one + titled).encode(), tmp_path)
    assert {t.object.value for t in found.description} == {FILM + "Source", "A list"}
    _, found = derived((one + titled + one.replace("/s>", "/t>")).encode(), tmp_path)
    assert found.description == []


def test_the_year_of_a_film_is_the_earliest_of_all_that_date_it(tmp_path):
    said = [
        *(("http://e/f", FILM + "releaseDate", f'"{y}"^^<{XSD}gYear>') for y in (1964, 1961)),
        ("http://e/s", FILM + "hasWork", "http://e/f"),
        ("http://e/s", RDF + "type", FILM + "Screening"),
        ("http://e/s", FILM + "date", f'"1960-05-01"^^<{XSD}date>'),
    ]
    lines = "".join(map(line, said)).encode()
    assert f'"1960"^^<{XSD}integer>'.encode() in derived(lines, tmp_path)[0]
    check(lines, tmp_path, 3)
