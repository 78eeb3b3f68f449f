"""Files as they come: every syntax gives the same facts, bad input is refused with its place."""

import gzip
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import forking
import pyoxigraph as ox
import pytest

import reelgraph as rg
from reelgraph.graph import FilmGraph
from reelgraph.sources.finding import find_input
from reelgraph.store import EmbeddedStore, commit, layout

SOURCES = ox.NamedNode(layout.SOURCES)
DATA = Path(__file__).parent / "data"
FACTS = DATA / "load_facts.ttl"
PREFIXES = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/load/> .
"""
FILM = PREFIXES + 'ex:f a film:Film ; rdfs:label "Amélie" ; film:hasDirector ex:p .\n'
TRIPLE = (
    "<https://example.org/load/f> <https://w3id.org/reelgraph/ns#hasDirector> "
    "<https://example.org/load/p> .\n"
)
QUAD = TRIPLE.replace(" .\n", " <https://example.org/load/g> .\n")
XML = (
    '<?xml version="1.0"?>\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
    '    xmlns:film="https://w3id.org/reelgraph/ns#">\n'
    '<film:Film rdf:about="https://example.org/load/f">\n'
    "<film:note>Amélie</film:note>\n</film:Film>\n</rdf:RDF>\n"
)
JSON = (
    '{"@context": {"film": "https://w3id.org/reelgraph/ns#"}, "@id": "ex:f", "@type": "film:Film"}'
)
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
MAGIC = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"
ENTITY = '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n{}\n]>\n' + XML.split("\n", 1)[1]
LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

BAD = [  # name, bytes, error, what the message says
    ("cut.ttl", FILM.encode()[:-9], rg.InputError, ["cut.ttl:4:", "middle of a statement"]),
    ("cut.trig", FILM.encode()[:-9], rg.InputError, ["cut.trig:4:", "middle of a statement"]),
    ("cut.rdf", XML.encode()[:-40], rg.InputError, ["cut.rdf", "cut short"]),
    ("cut.jsonld", JSON.encode()[:-9], rg.InputError, ["cut.jsonld:1:", "not JSON-LD"]),
    ("cut.nt", (TRIPLE * 3)[:-9].encode(), rg.InputError, ["cut.nt:3:", "not N-Triples"]),
    *[
        (f"short.{e}.gz", gzip.compress(text.encode())[:-11], rg.InputError, ["gzip", "fetch it"])
        for e, text in [("ttl", FILM), ("nt", TRIPLE), ("nq", QUAD), ("trig", FILM), ("rdf", XML)]
    ],
    ("sum.ttl.gz", gzip.compress(FILM.encode())[:-8] + b"8 bytes.", rg.InputError, ["damaged"]),
    ("junk.ttl.gz", gzip.compress(FILM.encode())[:20] + b"junk" * 30, rg.InputError, ["damaged"]),
    ("tail.ttl.gz", gzip.compress(FILM.encode()) + b"junk", rg.InputError, ["damaged"]),
    ("xml.ttl", XML.encode(), rg.InputError, ["xml.ttl:1:", "RDF/XML", "--format rdf"]),
    ("turtle.nt", FILM.encode(), rg.InputError, ["turtle.nt:1:", "Turtle", "--format ttl"]),
    ("turtle.rdf", FILM.encode(), rg.InputError, ["--format ttl"]),
    ("turtle.jsonld", FILM.encode(), rg.InputError, ["--format ttl"]),
    (
        "trig.ttl",
        (PREFIXES + "ex:g {\n ex:f a film:Film .\n}").encode(),
        rg.InputError,
        ["trig.ttl:4:", "--format trig"],
    ),
    ("json.ttl", JSON.encode(), rg.InputError, ["--format jsonld"]),
    ("triples.rdf", TRIPLE.encode(), rg.InputError, ["--format nt"]),
    ("quads.nt", QUAD.encode(), rg.InputError, ["quads.nt:1:", "--format nq"]),
    ("quads.ttl", QUAD.encode(), rg.InputError, ["--format nq"]),
    (
        "iri.ttl",
        (FILM + "<https://example.org/a b> a film:Film .").encode(),
        rg.InputError,
        ["iri.ttl:5:1:", "IRI"],
    ),
    (
        "relative.nt",
        TRIPLE.encode() + b"<f> <p> <o> .\n",
        rg.InputError,
        ["relative.nt:2:1:", "write the whole IRI"],
    ),
    ("latin1.ttl", FILM.encode("latin-1"), rg.InputError, ["latin1.ttl:4:", "save it as UTF-8"]),
    ("latin1.nt", b'<e:f> <e:p> "Am\xe9lie" .', rg.InputError, ["save it as UTF-8"]),
    (
        "latin1.rdf",
        XML.replace("?>", ' encoding="ISO-8859-1"?>', 1).encode("latin-1"),
        rg.InputError,
        ["save it as UTF-8"],
    ),
    ("wide.ttl", FILM.encode("utf-16"), rg.InputError, ["save it as UTF-8"]),
    ("wide.rdf", XML.encode("utf-16"), rg.InputError, ["save it as UTF-8"]),
    ("empty.ttl", b"", rg.InputError, ["is empty"]),
    ("blank.ttl", b" \n\n", rg.InputError, ["is empty"]),
    ("empty.nt.gz", gzip.compress(b""), rg.InputError, ["holds no triple"]),
    ("prefixes.ttl", PREFIXES.encode(), rg.InputError, ["holds no triple"]),
    ("picture.png", MAGIC, rg.NotRecognised, [".png", "--format"]),
    ("picture.ttl", MAGIC * 9, rg.InputError, ["no text file"]),
    ("page.html", b"<!DOCTYPE html><html></html>", rg.NotRecognised, [".html", "--format"]),
    ("page.ttl", b"<!DOCTYPE html>\n<html></html>", rg.InputError, ["web page"]),
    ("page.rdf", b"<!DOCTYPE html>\n<html></html>", rg.InputError, ["web page"]),
    ("table.csv", b"x,y\n1,2\n", rg.NotRecognised, ["'x', 'y'", "--map title="]),
    ("records.json", b'"M"', rg.NotRecognised, [".json"]),
    (
        "strange.ttl",
        b"<e:a> <http://purl.org/x/y> <e:c> .",
        rg.NotRecognised,
        ["http://purl.org/x/", "https://w3id.org/reelgraph/ns#"],
    ),
    (
        "inner.rdf",
        ENTITY.format('<!ENTITY a "b">').encode(),
        rg.InputError,
        ["inner.rdf:3:", "XML entities are refused"],
    ),
    (
        "outer.rdf",
        ENTITY.format('<!ENTITY a SYSTEM "file:///etc/passwd">').encode(),
        rg.InputError,
        ["XML entities are refused"],
    ),
    (
        "parameter.rdf",
        ENTITY.format('<!ENTITY % a SYSTEM "http://127.0.0.1/x">').encode(),
        rg.InputError,
        ["XML entities are refused"],
    ),
    ("laughs.rdf", ENTITY.format(LAUGHS).encode(), rg.InputError, ["XML entities are refused"]),
    (
        "wide-entity.rdf",
        ENTITY.format('<!ENTITY a "b">').encode("utf-16"),
        rg.InputError,
        ["XML entities are refused"],
    ),
    (
        "hidden.rdf",
        ENTITY.format('<!ENTITY a "b">').replace("<!D", "<!-- <x> -->\n<!D").encode(),
        rg.InputError,
        ["hidden.rdf:4:", "XML entities are refused"],
    ),
    (
        "late.rdf",
        ENTITY.format("<!--" + "x" * 70_000 + '-->\n<!ENTITY a "b">').encode(),
        rg.InputError,
        ["late.rdf:4:", "XML entities are refused"],
    ),
    (
        "zipped.rdf.gz",
        gzip.compress(ENTITY.format('<!ENTITY a "b">').encode()),
        rg.InputError,
        ["XML entities are refused"],
    ),
    *[
        (f"context{n}.jsonld", text.encode(), rg.InputError, ["@context", "nothing is fetched"])
        for n, text in enumerate(
            [
                '{"@context": "http://127.0.0.1:1/c", "@id": "e:f"}',
                '{"@context": [{"a": "e:a"}, "http://127.0.0.1:1/c"], "@id": "e:f"}',
                '{"@context": {"a": "e:a"}, "a": {"@context": "http://127.0.0.1:1/c"}}',
                '{"@context": {"a": {"@id": "e:a", "@context": "http://127.0.0.1:1/c"}},'
                ' "@id": "e:f", "a": {"@id": "e:g"}}',
                '{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:1/c"}, "@id": "e:f"}',
                '{"@context": "c.jsonld", "@id": "e:f"}',
            ]
        )
    ],
]


def empty():
    return FilmGraph(EmbeddedStore())


def facts(path, name="facts", **options):
    """All quads of a new store into which a file was loaded, but the description of its source."""
    graph = empty()
    graph.load(path, source=name, **options)
    (version,) = (s.graph for s in commit.sources(graph.store.rdf))
    return {
        str(quad).replace(version, "the source")
        for quad in graph.store.rdf
        if quad.graph_name != SOURCES
    }


def written(folder, ending, packed):
    """The facts in another syntax, as a file."""
    triples = ox.parse(path=str(FACTS))
    body = ox.serialize((quad.triple for quad in triples), format=FORMATS[ending])
    path = folder / f"facts.{ending}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(body) if packed else body)
    return path


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("ending", FORMATS)
def test_every_syntax_gives_the_same_facts(tmp_path, ending, packed):
    assert facts(written(tmp_path, ending, packed)) == facts(FACTS)


def test_quads_in_any_graph_are_facts_of_their_source(tmp_path):
    in_graph = tmp_path / "facts.nq"
    graph = ox.NamedNode("https://example.org/g")
    quads = [ox.Quad(*quad.triple, graph) for quad in ox.parse(path=str(FACTS))]
    ox.serialize(quads, str(in_graph))
    assert facts(in_graph) == facts(FACTS)


@pytest.mark.parametrize("ending", FORMATS)
def test_standard_input_is_read_as_a_file_is(tmp_path, ending):
    store = tmp_path / "store"
    source = written(tmp_path, ending, packed=ending == "nt")
    done = forking.told(
        *("load", "-", "-s", store, "--source", "facts", "--format", ending),
        stdin=source.read_bytes(),
    )
    assert done.returncode == 0, done.stderr
    with rg.open(store) as graph:
        view = {str(q) for q in graph.store.rdf if q.graph_name == ox.DefaultGraph()}
    assert view == {fact for fact in facts(FACTS) if not fact.endswith("<the source>")}


def test_a_pipe_with_a_name_is_read_once(tmp_path):
    pipe = tmp_path / "facts.ttl"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(FACTS.read_bytes(),))
    writer.start()
    found = facts(pipe)
    writer.join()
    assert found == facts(FACTS)


@pytest.mark.parametrize(
    "name", ["facts", "facts.txt", "facts.2015", "facts.TTL", "facts.v2.turtle"]
)
def test_the_beginning_tells_the_format_where_the_ending_does_not(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FACTS.read_bytes())
    assert facts(path) == facts(FACTS)


def test_a_format_that_is_given_goes_before_the_ending(tmp_path):
    path = tmp_path / "facts.nt"
    path.write_bytes(FACTS.read_bytes())
    assert facts(path, format="turtle") == facts(FACTS)
    with pytest.raises(rg.NotRecognised, match="unknown format 'csvw'"):
        facts(path, format="csvw")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_mark_before_utf8_is_no_mistake(tmp_path, ending):
    path = written(tmp_path, ending, packed=False)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert facts(path) == facts(FACTS)


def test_blank_nodes_get_the_same_names_whenever_the_file_is_read(tmp_path):
    turtle = tmp_path / "blank.ttl"
    titles = " , ".join(f"[ a film:Title ; film:titleText 'Title {n}' ]" for n in range(12))
    turtle.write_text(
        PREFIXES + f"ex:f a film:Film ; film:hasTitle {titles} ; film:hasDirector _:d .\n"
        "_:d rdfs:label 'Somebody' ."
    )
    first, second = facts(turtle), facts(turtle)
    assert first == second
    assert not any("_:" in fact for fact in first)


def test_blank_node_labels_and_texts_that_look_like_them_are_told_apart(tmp_path):
    path = tmp_path / "blank.nt"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    edge = "<https://w3id.org/reelgraph/ns#hasDirector>"
    path.write_text(
        f'_:a-b {edge} _:a.b .\n_:a.b {label} "x> _:y" .\n_:a-b {label} "<e:s> _:a-b ."@en .\n'
    )
    graph = empty()
    graph.load(path)
    rows = graph.query(
        "SELECT ?f ?d { ?w film:hasDirector ?p . ?w rdfs:label ?f . ?p rdfs:label ?d }"
    )
    assert rows.rows == [{"f": "<e:s> _:a-b .", "d": "x> _:y"}]


def test_a_relative_iri_is_resolved_below_its_source(tmp_path):
    path = tmp_path / "relative.ttl"
    path.write_text(PREFIXES + "<m> a film:Film .")
    graph = empty()
    graph.load(path, source="mine")
    assert graph.query("SELECT ?f { ?f a film:Film }").rows == [
        {"f": "https://w3id.org/reelgraph/id/mine/x/m"}
    ]


def test_a_base_of_the_file_is_kept(tmp_path):
    path = tmp_path / "based.ttl"
    path.write_text("@base <https://example.org/b/> .\n" + PREFIXES + "<m> a film:Film .")
    graph = empty()
    graph.load(path)
    assert graph.query("SELECT ?f { ?f a film:Film }").rows == [{"f": "https://example.org/b/m"}]


def test_the_word_entity_in_a_text_is_no_entity(tmp_path):
    path = tmp_path / "text.rdf"
    path.write_text(XML.replace("Amélie", "<![CDATA[<!ENTITY x>]]>"))
    assert any("<!ENTITY x>" in fact for fact in facts(path))


@pytest.mark.parametrize(("name", "body", "error", "says"), BAD, ids=[b[0] for b in BAD])
def test_bad_input_is_refused_with_its_place_and_leaves_nothing(tmp_path, name, body, error, says):
    path = tmp_path / name
    path.write_bytes(body)
    graph = empty()
    graph.load(FACTS)
    before = graph.store.rdf.dump(format=ox.RdfFormat.N_QUADS)
    with pytest.raises(rg.InputError) as caught:
        graph.load(path)
    assert type(caught.value) is error
    assert str(path) in str(caught.value)
    for words in says:
        assert words in str(caught.value)
    assert graph.store.rdf.dump(format=ox.RdfFormat.N_QUADS) == before


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_that_is_cut_anywhere_in_a_statement_is_refused(tmp_path, ending):
    path = written(tmp_path, ending, packed=False)
    body = path.read_bytes()
    whole = (b".", b".\n") if ending in ("ttl", "nt", "nq") else (body, body.rstrip())
    for length in range(1, len(body), 11):
        path.write_bytes(body[:length])
        if not body[:length].endswith(whole):
            with pytest.raises(rg.InputError):
                find_input(str(path), tmp_path).fill(ox.Store(), "https://example.org/")


def test_a_missing_file_and_a_folder_are_said_to_be_that(tmp_path):
    with pytest.raises(rg.InputError, match=r"nothing\.ttl: there is no such file"):
        empty().load(tmp_path / "nothing.ttl")
    with pytest.raises(rg.InputError, match="is a folder without any file"):
        empty().load(tmp_path)


@pytest.mark.parametrize("text", ["turtle.ttl", "context0.jsonld", "cut.ttl", "outer.rdf"])
def test_a_failed_load_leaves_no_new_store(tmp_path, text):
    body = {name: body for name, body, *_ in BAD}.get(text, b"not Turtle at all")
    (tmp_path / text).write_bytes(body)
    done = forking.told("load", tmp_path / text, "-s", tmp_path / "new")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("reelgraph: ")
    assert not (tmp_path / "new").exists()


def test_no_connection_is_tried_while_files_are_read(tmp_path):
    names = [name for name, *_ in BAD if name.startswith(("context", "outer", "parameter"))]
    for name, body, *_ in BAD:
        if name in names:
            (tmp_path / name).write_bytes(body)
    trace = tmp_path / "audit.py"
    trace.write_text(
        "import sys, os\n"
        "def audit(event, arguments):\n"
        "    if event.startswith('socket.'):\n"
        "        os._exit(99)\n"
        "import reelgraph as rg\n"
        "sys.addaudithook(audit)\n"
        "from reelgraph.graph import FilmGraph\n"
        "from reelgraph.store import EmbeddedStore\n"
        "for path in sys.argv[1:]:\n"
        "    try:\n"
        "        FilmGraph(EmbeddedStore()).load(path)\n"
        "    except rg.InputError as error:\n"
        "        print(error)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for name in names:
            path = tmp_path / name
            path.write_bytes(path.read_bytes().replace(b"127.0.0.1:1/", b"127.0.0.1:%d/" % port))
        server.settimeout(0)
        done = subprocess.run(
            [sys.executable, trace, *[tmp_path / name for name in names]],
            capture_output=True,
            text=True,
            check=False,
        )
        with pytest.raises(BlockingIOError):
            server.accept()
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(names) > 5
