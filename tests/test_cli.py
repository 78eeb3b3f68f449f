"""The command line as four people type it, with their mistakes: stdout, stderr, exit codes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import forking
import openpyxl
import pytest

from reelgraph.terms import terms

E = "https://example.org/"
PREFIXES = f"""
@prefix : <{E}> .
@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix role: <https://w3id.org/reelgraph/role/> .
@prefix status: <https://w3id.org/reelgraph/status/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
WORLD = (
    PREFIXES
    + """
:lamp a film:Film ; rdfs:label "The Lamp" ; film:year 1979 ; film:hasDirector :ada ;
    film:hasCastMember :jo, :max .
:lamp2 a film:Film ; rdfs:label "The Lamp" ; film:year 2004 ; film:hasCastMember :jo, :eve .
:candle a film:Film ; rdfs:label "Candle" ; film:year 2010 ; film:hasCastMember :jo, :eve .
:loner a film:Film ; rdfs:label "Loner" ; film:hasDirector :sol .
:ada a film:Person ; rdfs:label "Ada Wick" .
:jo a film:Person ; rdfs:label "Jo Müller" .
:max a film:Person ; rdfs:label "Max Wax" .
:eve a film:Person ; rdfs:label "Eve Wax" .
:sol a film:Person ; rdfs:label "Sol Alone" .
:w a film:Credit ; film:hasWork :candle ; film:hasAgent :sol ; film:hasRole role:cast ;
    film:hasStatus status:weak .
"""
)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out), delimiter="\t"))


class Shell:
    """A folder in which commands are typed, with a cache of its own."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("REELGRAPH", "PYTHON"))}
        return {**kept, "REELGRAPH_CACHE": str(self.cache), "COLUMNS": "100", **more}

    def __call__(self, *words: str | bytes, stdin: bytes = b"", **environment: str) -> Done:
        done = forking.run(
            words, folder=self.folder, environment=self.environment(environment), stdin=stdin
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)

    def line(self, text: str) -> Done:
        """A line of the shell, with `reelgraph` in it."""
        call = f'"{sys.executable}" -c "from reelgraph.cli import main; main()"'
        done = subprocess.run(
            ["bash", "-c", text.replace("reelgraph", call)],
            capture_output=True,
            cwd=self.folder,
            timeout=60,
            env=self.environment({}),
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def terminal(self, *words: str) -> str:
        """What a person sees on a terminal, stdout only."""
        import pty

        ours, theirs = pty.openpty()
        with Path(os.devnull).open("r+b") as nowhere:
            forking.begin(
                words,
                (nowhere.fileno(), theirs, nowhere.fileno()),
                folder=self.folder,
                environment=self.environment({"TERM": "xterm"}),
            )
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # what the end looks like on Linux
                part = b""
            if not part:
                break
            seen += part
        forking.end()
        os.close(ours)
        return seen.decode()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Shell:
    """A folder with a store that the tests only read."""
    shell = Shell(tmp_path_factory.mktemp("desk"), cache)
    (shell.folder / "world.ttl").write_text(WORLD, "utf-8")
    assert shell("load", "world.ttl", "-s", "store").code == 0
    return shell


@pytest.fixture
def shell(tmp_path: Path, cache: Path) -> Shell:
    """An empty folder."""
    (tmp_path / "world.ttl").write_text(WORLD, "utf-8")
    return Shell(tmp_path, cache)


STORE = ("-s", "store")


# Loading, sources, removing


def test_facts_are_loaded_again_and_removed(shell: Shell) -> None:
    first = shell("load", "world.ttl", "-s", "store")
    assert first.code == 0
    assert "4 films" in first.out
    assert first.err == ""  # quiet where there is no terminal
    again = shell("load", "world.ttl", "-s", "store")
    assert (again.code, "nothing" in again.out or "unchanged" in again.out) == (0, True)
    assert [row["name"] for row in shell("sources", *STORE).rows] == ["world"]
    gone = shell("remove", "world", *STORE)
    assert (gone.code, "removed 4 films" in gone.out) == (0, True)
    assert shell("sources", *STORE).rows == []
    assert shell("search", "lamp", *STORE).rows == []


def test_one_source_can_be_named_and_described(shell: Shell) -> None:
    done = shell(
        "load",
        "-",
        "-s",
        "store",
        "--source",
        "mine",
        "--format",
        "ttl",
        "--title",
        "My list",
        "--licence",
        "CC0",
        stdin=WORLD.encode(),
    )
    assert done.code == 0
    row = shell("sources", *STORE).rows[0]
    told = (row["name"], row["title"], row["licence"], row["films"])
    assert told == ("mine", "My list", "CC0", "4")


def test_a_dry_run_leaves_nothing(shell: Shell) -> None:
    done = shell("load", "world.ttl", "-s", "store", "--dry-run")
    assert (done.code, "nothing was loaded" in done.err) == (0, True)
    assert [path.name for path in shell.folder.iterdir()] == ["world.ttl"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("load",), 2, "Missing argument"),
        (("load", "world.ttl"), 2, "Missing option '-s'"),
        (("load", "nowhere.ttl", "-s", "new"), 3, "nowhere.ttl: there is no such file"),
        (("load", "world.ttl", "-s", "world.ttl"), 3, "is a file"),
        (("load", "cut.ttl", "-s", "new"), 3, "cut.ttl"),
        (("load", "noise.ttl", "-s", "new"), 3, "noise.ttl"),
        (("load", "world.ttl", "world.ttl", "-s", "new"), 3, "named twice"),
        (("load", "world.ttl", "-s", "new", "--source", "a b"), 3, "'a b' cannot name a source"),
        (("load", "world.ttl", "-s", "new", "--format", "doc"), 2, "'doc'"),
        (("load", "world.ttl", "-s", "new", "--base-iri", "x"), 3, "base of IRIs"),
        (("remove", "x", "-s", "nowhere"), 3, "no such folder"),
        (("remove", "x"), 2, "Missing option"),
    ],
)
def test_a_mistake_while_loading_is_told_and_leaves_nothing(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    (shell.folder / "cut.ttl").write_text(WORLD[:500], "utf-8")
    (shell.folder / "noise.ttl").write_bytes(bytes(range(256)) * 9)
    before = sorted(path.name for path in shell.folder.iterdir())
    done = shell(*words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert sorted(path.name for path in shell.folder.iterdir()) == before


def test_removing_what_is_not_there_lists_what_is(desk: Shell) -> None:
    done = desk("remove", "wrold", *STORE)
    assert (done.code, done.out) == (2, "")
    assert "no source is called 'wrold'; there are: world" in done.err


# The stores that are read


def test_without_a_store_the_sample_is_read_and_that_is_said(desk: Shell) -> None:
    done = desk("search", "kozlovsky")
    assert done.code == 0
    assert [row["name"] for row in done.rows] == ["Danila Kozlovsky"]
    assert done.err == "(no --store given: this is the bundled sample)\n"


def test_the_store_can_stand_in_the_environment_or_be_a_file(desk: Shell) -> None:
    named = desk("search", "candle", REELGRAPH_STORE="store")
    assert ([row["name"] for row in named.rows], named.err) == (["Candle"], "")
    assert desk("search", "candle", *STORE, REELGRAPH_STORE="nowhere").out == named.out
    assert desk("search", "candle", "-s", "world.ttl").out == named.out


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("nowhere", "no such folder or file"),
        (".", "holds no reelgraph store"),
        ("note.txt", "note.txt"),
        ("noise.ttl", "noise.ttl"),
        ("http://127.0.0.1:9/sparql", "127.0.0.1:9"),
        ("", "(no --store given"),
    ],
)
def test_what_is_no_store_is_told(desk: Shell, store: str, said: str) -> None:
    (desk.folder / "note.txt").write_text("Dear diary, today I saw a film.\n")
    (desk.folder / "noise.ttl").write_bytes(os.urandom(2000))
    for words in (("search", "tim roth"), ("sources",)):
        done = desk(*words, "-s", store)
        assert (done.code == 0) is (store == "")
        assert done.code in (0, 3)
        assert said in done.err


# Searching and showing


def test_a_search_gives_rows_in_a_pipe_and_a_table_on_a_terminal(desk: Shell) -> None:
    done = desk("search", "muller", *STORE)
    assert done.out.splitlines() == [
        "name\ttype\tyear\tdegree\tiri",
        f"Jo Müller\tPerson\t\t3\t{E}jo",
    ]
    seen = desk.terminal("search", "muller", *STORE)
    assert "Jo Müller" in seen
    assert "───" in seen
    assert "\t" not in seen


def test_a_search_can_be_narrowed_and_cut(desk: Shell) -> None:
    assert {row["type"] for row in desk("search", "wax", "-t", "person", *STORE).rows} == {"Person"}
    assert len(desk("search", "wax", "-n", "1", *STORE).rows) == 1


def test_a_search_without_a_hit_says_so_and_succeeds(desk: Shell) -> None:
    done = desk("search", "zzzzqq", *STORE)
    assert (done.code, done.rows) == (0, [])
    assert "nothing here is called anything like 'zzzzqq': try a part of the name" in done.err


@pytest.mark.parametrize("text", ["", " "])
def test_a_search_for_nothing_is_refused(desk: Shell, text: str) -> None:
    done = desk("search", text, *STORE)
    assert done.code == 2
    assert "Give a name or a part of one" in done.err


def test_two_letters_alone_are_no_hint(desk: Shell) -> None:
    assert len(desk("search", "wa", *STORE).rows) > 0
    assert "try a part of the name" in desk("search", "waqqqqqq", *STORE).err


def test_a_search_without_a_hit_says_what_to_try(desk: Shell) -> None:
    done = desk("search", "waxxxxxxyyyy", *STORE)
    tried, _, name = done.err.partition("'waxxxxxxyyyy': try '")[2].partition("', as in ")
    assert "waxxxxxxyyyy".startswith(tried)
    assert name.partition(" (")[0] in {row["name"] for row in desk("search", tried, *STORE).rows}
    other = desk("search", "wax", "-t", "company", *STORE)
    assert "without -t there is" in other.err


def test_a_card_is_shown_with_the_words_of_its_sources(desk: Shell) -> None:
    done = desk("show", "Q20982361")
    assert done.out.startswith("Hardcore (2015)  (Film)\n")
    assert "“" not in done.out
    assert "his scientist wife" in desk("show", "haley bennett", "--evidence").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "the lamp"), "'the lamp' can mean 2 things"),
        (("show", "Jo Muler"), "did you mean Jo Müller?"),
        (("show", "The Lamp (2010)"), "not of 2010: The Lamp (1979), The Lamp (2004)"),
        (("show", "Candle", "-t", "Person"), "Candle (2010) is a Film, not a Person"),
        (("show", "Candle", "-t", "Persn"), "the types are: "),
        (("show", ""), "an empty name"),
        (("show",), "Missing argument"),
        (("show", "Q1"), "nothing in this store has that identifier"),
        (("search", "x", "--format", "doc"), "'doc' is not one of"),
        (("serach", "x"), "No such command 'serach'"),
        (("search", "x", "--stor", "y"), "No such option"),
        (("network", "nobody at all"), "nothing here is called"),
        (("network", "Candle", "--depth", "x"), "'x' is not a valid integer"),
        (("network", "Candle", "--years", "20-30"), "write 1995-2016"),
        (("network", "Candle", "--include", "strong"), "choose from weak, hedged"),
        (("network", "Candle", "--skip-hubs", "0"), "0 is not in the range"),
        (("network", "Candle", "-o", "x.bmp"), "one of .html, .svg, .png"),
        (("network", "Candle", "-o", "no/x.html"), "the folder no does not exist"),
        (("network", "Candle", "-o", "store"), "is a folder"),
        (("path", "Jo Muller"), "Missing argument 'END'"),
        (("path", "Ada Wick", "ada wick"), "are the same"),
        (("path", "Ada Wick", "Sol Alone"), "there is no path from Ada Wick to Sol Alone (weak"),
        (("path", "Ada Wick", "Max Wax", "--role", "dp"), "under these filters"),
        (("export",), "Missing option '-o'"),
        (("export", "-o", "x.doc"), "the endings are .trig"),
        (("export", "-o", "x.html.gz"), "the endings are .trig"),
        (("query", ""), "Give a question"),
        (("query", "co_stras"), "did you mean co_stars?"),
        (("query", "co_stars", "--show", "nope"), "no query is called 'nope'"),
        (("query", "co_stars", "--person", "Jo Müller", "-o", "x.doc"), "one of .csv, .tsv"),
        (("query", "SELECT * { ?s ?p ?o"), "expected '}'"),
        (("query", "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"), "nothing leaves this machine"),
        (("query", "SELECT * { ?s ?p ?o } LIMIT 1", "-o", "x.ttl"), "CONSTRUCT"),
        (("query", "SELECT * { ?s ?p ?o } LIMIT 1", "--person", "x"), "takes no parameters"),
    ],
)
def test_a_mistake_in_what_was_typed_is_told_with_its_remedy(
    desk: Shell, words: tuple[str, ...], said: str
) -> None:
    where = () if words[0] == "serach" else STORE
    done = desk(*words, *where)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_an_unknown_role_lists_all(desk: Shell) -> None:
    done = desk("network", "Candle", "--role", "acter", *STORE)
    assert done.code == 2
    assert all(role.label in done.err for role in terms().roles.values())


# Questions


def test_a_named_query_takes_its_parameters_as_options(desk: Shell) -> None:
    done = desk("query", "co_stars", "--person", "jo müller", *STORE)
    assert (done.code, done.err) == (0, "")
    assert {row["name"]: row["films"] for row in done.rows} == {"Eve Wax": "2", "Max Wax": "1"}
    later = desk("query", "co-stars", "--person=Jo Muller", "--from=2000", *STORE)
    assert [row["name"] for row in later.rows] == ["Eve Wax"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), 'reelgraph query co_stars --person "PERSON" [--from 1870]'),
        (("--persn", "x"), "co_stars has no parameter 'persn'; it has: --person, --from"),
        (("--person",), "--person needs a value"),
        (("--person", "a", "--person", "b"), "given twice"),
        (("--person", "Jo Muller", "--from", "soon"), "--from takes a whole number, not 'soon'"),
        (("--person", "Candle"), "is a Film, not a Person"),
        (("Jo", "Muller"), "parameters are written --name VALUE"),
    ],
)
def test_wrong_parameters_are_told_with_the_right_ones(
    desk: Shell, words: tuple[str, ...], said: str
) -> None:
    done = desk("query", "co_stars", *words, *STORE)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_named_queries_are_listed_and_shown(desk: Shell) -> None:
    listed = {row["name"]: row for row in desk("query", "--list").rows}
    assert listed["co_stars"]["parameters"] == "--person --from"
    shown = desk("query", "--show", "co_stars")
    assert shown.out.startswith("# title: Co-stars of a person")
    assert shown.err == ""


def test_sparql_comes_from_the_line_a_file_and_a_pipe(desk: Shell) -> None:
    asked = "SELECT ?name { ?f film:year 2010 ; rdfs:label ?name }"
    (desk.folder / "q.rq").write_text("\ufeff" + asked, "utf-8")
    for words, stdin in (((asked,), b""), (("q.rq",), b""), (("-",), asked.encode())):
        done = desk("query", *words, *STORE, stdin=stdin)
        assert (done.code, done.out, done.err) == (0, "name\nCandle\n", "")


def test_a_folder_of_ones_own_queries_is_asked_and_listed(desk: Shell) -> None:
    folder = desk.folder / "mine"
    folder.mkdir()
    (folder / "films_of.rq").write_text(
        "# title: Films of a year\n# param year (year): which\n# column film: its name\n"
        "SELECT ?film { VALUES (?year) { (1979) } ?f film:year ?year ; rdfs:label ?film }",
        "utf-8",
    )
    done = desk("query", "films_of", "--folder", "mine", "--year", "2010", *STORE)
    assert done.out == "film\nCandle\n"
    named = {row["name"] for row in desk("query", "--list", "--folder", "mine").rows}
    assert {"films_of", "co_stars"} <= named
    assert desk("query", "mine/films_of.rq", "--year", "1979", *STORE).out == "film\nThe Lamp\n"


@pytest.mark.parametrize(
    ("file", "body", "said"),
    [
        ("gone.rq", None, "there is no such file"),
        ("noise.rq", bytes(range(256)), "is not UTF-8"),
        ("wide.rq", "SELECT * { }".encode("utf-16"), "is not UTF-8"),
        ("wrong.rq", b"# param person: whom\nSELECT * { ?s ?p ?o }", "should read '# param name"),
        ("lost.rq", b"# param a (Person): b\nSELECT * { ?s ?p ?o }", "no VALUES line holds"),
    ],
)
def test_a_file_that_is_no_query_is_told(
    desk: Shell, file: str, body: bytes | None, said: str
) -> None:
    if body is not None:
        (desk.folder / file).write_bytes(body)
    done = desk("query", f"./{file}", *STORE)
    assert (done.code, done.out) == (3, "")
    assert said in done.err


def test_a_check_with_findings_exits_1_and_tells_the_remedy(desk: Shell) -> None:
    (desk.folder / "no_year_violation.rq").write_text(
        "# title: Films without a year\n# remedy: give film:year\n"
        "SELECT ?film { ?f a film:Film ; rdfs:label ?film "
        "FILTER NOT EXISTS { ?f film:year ?year } }",
        "utf-8",
    )
    done = desk("query", "no_year_violation.rq", *STORE)
    assert (done.code, done.out) == (1, "film\nLoner\n")
    assert done.err == "1 findings: give film:year\n"
    (desk.folder / "none_violation.rq").write_text("SELECT ?f { ?f a film:Nothing }", "utf-8")
    clean = desk("query", "none_violation.rq", *STORE)
    assert clean.code == 0
    assert "0 findings" in clean.err


def test_a_term_that_the_ontology_lacks_is_hinted_at(desk: Shell) -> None:
    done = desk("query", "SELECT ?d { ?f film:hasDirektor ?d }", *STORE)
    assert (done.code, done.out) == (0, "d\n")
    assert done.err == (
        "(no rows)\nhint: film:hasDirektor is no term of the ontology; "
        "did you mean film:hasDirector?\n"
    )


def test_truth_values_and_triples_are_answers(desk: Shell) -> None:
    assert desk("query", "ASK { ?f film:year 2010 }", *STORE).out == "answer\ntrue\n"
    built = "CONSTRUCT { ?f film:year ?y } WHERE { ?f film:year ?y FILTER(?y = 2010) }"
    assert f"<{E}candle> film:year 2010" in desk("query", built, *STORE).out
    assert desk("query", built, "--format", "tsv", *STORE).rows[0]["object"] == "2010"


def test_a_query_without_end_is_ended(desk: Shell) -> None:
    product = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(7))
    endless = f"SELECT (COUNT(*) AS ?n) {{ {product} }}"
    done = desk("query", endless, "--timeout", "0.3", *STORE)
    assert (done.code, done.out) == (3, "")
    assert "ended at its time limit of 0.3 s" in done.err


# Files


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "xml", "xlsx", "txt"])
def test_an_answer_is_written_to_a_file_whose_ending_is_the_format(
    desk: Shell, ending: str
) -> None:
    file = desk.folder / f"out.{ending}"
    done = desk("query", "SELECT ?y { ?f film:year ?y } ORDER BY ?y", "-o", file.name, *STORE)
    assert (done.code, done.out, done.err) == (0, "", f"3 rows written to {file.name}\n")
    body = file.read_bytes()
    if ending == "csv":
        assert body == b"\xef\xbb\xbfy\r\n1979\r\n2004\r\n2010\r\n"
    elif ending == "tsv":
        assert body == b"y\n1979\n2004\n2010\n"
    elif ending == "json":
        assert len(json.loads(body)["results"]["bindings"]) == 3
    elif ending == "xlsx":
        cells = openpyxl.load_workbook(file).active.values
        assert list(cells) == [("y",), (1979,), (2004,), (2010,)]
    else:
        assert b"1979" in body


def test_the_format_can_be_named_where_the_ending_says_nothing(desk: Shell) -> None:
    done = desk("sources", "--format", "json", "-o", "sources.data", *STORE)
    assert done.code == 0
    assert json.loads((desk.folder / "sources.data").read_bytes())["head"]["vars"][0] == "name"
    assert desk("sources", "--format", "xlsx", *STORE).code != 0


def test_a_network_is_a_table_or_a_picture(desk: Shell) -> None:
    table = desk("network", "Candle", "--depth", "1", *STORE)
    assert table.code == 0
    assert [(row["who"], row["role"], row["what"], row["source"]) for row in table.rows] == [
        ("Eve Wax", "cast member", "Candle", "world"),
        ("Jo Müller", "cast member", "Candle", "world"),
    ]
    assert "3 of 3 nodes, 2 statements" in table.err
    for ending, start in (("html", b"<!DOCTYPE html>"), ("svg", b"<svg"), ("graphml", b"<?xml")):
        done = desk("network", "Candle", "-o", f"n.{ending}", "--title", "Käse", *STORE)
        assert (done.code, done.out) == (0, "")
        assert f"written to n.{ending}" in done.err
        body = (desk.folder / f"n.{ending}").read_bytes()
        assert body[:300].lower().lstrip().startswith(start.lower())


def test_a_network_without_an_edge_says_why(desk: Shell) -> None:
    done = desk("network", "Candle", "--role", "dp", *STORE)
    assert (done.code, done.rows) == (0, [])
    assert "nothing is linked with it under these filters" in done.err


def test_the_list_of_sources_is_short_on_a_terminal_and_whole_in_a_pipe(desk: Shell) -> None:
    assert {"publisher", "published", "loaded"} <= set(desk("sources", *STORE).rows[0])
    seen = desk.terminal("sources", *STORE)
    assert "licence" in seen
    assert "published" not in seen


def test_a_page_names_its_command_but_not_where_its_files_lie(desk: Shell) -> None:
    desk("network", "Candle", "--depth", "1", "-o", "c.html", "-sstore", "--credit", "by me")
    page = (desk.folder / "c.html").read_text("utf-8")
    assert "reelgraph network Candle --depth 1" in page
    assert "-sstore" not in page
    assert "c.html" not in page
    assert "by me" in page


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        (("network", "Hardcore", "--depth", "1"), "Sharlto Copley"),
        (("measure", "-n", "3", *STORE), "degree"),
        (("stats", *STORE), "cast member"),
        (("decisions", *STORE), ""),
        (("duplicates", "--least", "0.1", *STORE), ""),
        (("template", "--list"), "director"),
    ],
)
def test_every_table_has_a_form_for_the_terminal(
    desk: Shell, words: tuple[str, ...], seen: str
) -> None:
    shown = desk.terminal(*words)
    assert seen in shown
    assert "Traceback" not in shown


def test_a_path_is_a_table_in_a_pipe_and_a_story_on_a_terminal(desk: Shell) -> None:
    done = desk("path", "Haley Bennett", "Tim Roth")
    assert done.code == 0
    assert {row["what"] for row in done.rows} == {"Hardcore"}
    assert {row["who"] for row in done.rows} == {"Haley Bennett", "Tim Roth"}
    seen = desk.terminal("path", "Haley Bennett", "Tim Roth")
    assert seen.startswith("Haley Bennett – Hardcore (2015) – Tim Roth")
    assert "as Henry's wife (unnamed) – Hardcore (2015)  [hardcore-article]" in seen


def test_a_path_says_when_there_are_more(desk: Shell) -> None:
    one = desk("path", "Jo Müller", "Eve Wax", *STORE)
    assert {row["path"] for row in one.rows} == {"1"}
    assert "one of 2 shortest paths (--all lists more)" in one.err
    assert {row["path"] for row in desk("path", "Jo Müller", "Eve Wax", "--all", *STORE).rows} == {
        "1",
        "2",
    }


def test_a_weak_claim_links_when_it_is_asked_for(desk: Shell) -> None:
    done = desk("path", "Sol Alone", "Eve Wax", "--include", "weak,hedged", *STORE)
    assert (done.code, [row["status"] for row in done.rows]) == (0, ["weak", "asserted"])


@pytest.mark.parametrize("ending", ["trig.gz", "nq"])
def test_the_whole_graph_goes_out_and_comes_in_again(shell: Shell, ending: str) -> None:
    shell("load", "world.ttl", *STORE)
    assert shell("export", "-o", f"all.{ending}", *STORE).err == f"written to all.{ending}\n"
    assert shell("load", f"all.{ending}", "-s", "again").code == 0
    asked = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o"
    first, second = (shell("query", asked, "-s", name) for name in ("store", "again"))
    assert first.out == second.out
    assert len(first.rows) > 50


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld", "graphml", "html", "svg"])
def test_other_formats_are_written_and_say_what_they_lose(desk: Shell, ending: str) -> None:
    done = desk("export", "-o", f"all.{ending}", *STORE)
    assert (done.code, done.out) == (0, "")
    assert (desk.folder / f"all.{ending}").stat().st_size > 200
    assert ("facts of the view only" in done.err) == (ending in ("ttl", "nt", "rdf", "jsonld"))


def test_a_full_disk_is_told(desk: Shell) -> None:
    done = desk.line("reelgraph search a -s store > /dev/full")
    assert done.code == 3
    assert "No space left" in done.err
    assert "Traceback" not in done.err


def test_a_reader_that_goes_away_is_no_error(desk: Shell) -> None:
    done = desk.line(
        "reelgraph query 'SELECT * { GRAPH ?g { ?s ?p ?o } }' | head -n 1; echo ${PIPESTATUS[0]}"
    )
    assert done.out == "g\ts\tp\to\n141\n"  # ended by the signal, as head's neighbours are
    assert done.err == "(no --store given: this is the bundled sample)\n"


# Strange surroundings


def test_names_are_utf_8_whatever_the_locale(desk: Shell) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = desk("search", "müller", *STORE, **plain)
    assert [row["name"] for row in done.rows] == ["Jo Müller"]
    made = desk("network", "Jo Müller", "--title", "Über Jo", "-o", "jo.html", *STORE, **plain)
    assert made.code == 0
    assert "Über Jo" in (desk.folder / "jo.html").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        (b"search", b"\xff\xfe"),
        (b"show", b"\xff"),
        (b"query", b"SELECT * { ?s ?p '\xff' }"),
        (b"path", b"\xff", b"\xfe"),
        (b"network", b"\xff"),
        (b"search", b"x", b"-s", b"\xff"),
        (b"query", b"\xff.rq"),
        (b"load", b"\xff.ttl", b"-s", b"new"),
        (b"export", b"-o", b"\xff.ttl"),
        (b"show", b"\x1b[31m"),
        (b"query", b"{"),
        (b"query", b"-"),
        (b"query", b"--"),
        (b"network", b"--role", b"", b"x"),
        (b"query", b"co_stars", b"--folders", b"x"),
        (b"query", b"co_stars", b"--person", b"\xff"),
        (b"search", b"-t", b"", b"x"),
    ],
)
def test_no_bytes_that_are_typed_end_in_a_traceback(desk: Shell, words: tuple[bytes, ...]) -> None:
    done = desk(*words, stdin=os.urandom(500), REELGRAPH_STORE="store")  # asserts it
    assert done.code in (0, 2, 3)
    assert "\x1b" not in done.err


def test_help_is_there_for_every_command(desk: Shell) -> None:
    top = desk("--help")
    assert top.code == 0
    for command in (
        "demo",
        "load",
        "sources",
        "remove",
        "query",
        "search",
        "show",
        "network",
        "path",
        "export",
    ):
        assert f"\n  {command} " in top.out
    assert "--skip-hubs N" in desk("path", "-h").out
    assert desk("--version").out.startswith("reelgraph, version ")


# The demonstration


def test_the_demonstration_makes_its_pictures_and_can_be_repeated(shell: Shell) -> None:
    first = shell("demo", "--no-open")
    assert first.code == 0
    made = shell.folder / "reelgraph-demo"
    assert {path.name for path in made.iterdir()} == {
        "store",
        "hardcore.html",
        "path.html",
        "sharlto-copley.html",
    }
    assert "Haley Bennett – Hardcore (2015) – Tim Roth" in first.out
    assert "What to try next" in first.out
    again = shell("demo", "--no-open")
    assert (again.code, again.out) == (0, first.out)
    asked = shell("query", "filmography", "--person", "Haley Bennett", "-s", str(made / "store"))
    assert len(asked.rows) > 5


def test_the_demonstration_refuses_a_file_in_its_place(shell: Shell) -> None:
    done = shell("demo", "--no-open", "-o", "world.ttl")
    assert (done.code, "is a file" in done.err) == (3, True)
