"""Options of load and remove that do nothing for what is loaded are refused, with the remedy."""

import gc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import reelgraph as rg
from reelgraph.cli import writing
from reelgraph.cli.main import commands

DATA = Path(__file__).parent / "data"
IMDB, TURTLE = DATA / "imdb", DATA / "world.ttl"

writing.register(commands)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "films.csv"
    path.write_text("Titel,year\nThe Ford,1950\n", "utf-8")
    return path


def typed(*words: object) -> Result:
    done = CliRunner().invoke(commands, list(map(str, words)), standalone_mode=False)
    gc.collect()  # what the engine gave must be let go by the thread that it was given to
    return done


@pytest.mark.parametrize(
    ("option", "value", "files", "kinds"),
    [
        ("--map", "title=primaryTitle", [IMDB], "a table, and here is only IMDb's files"),
        ("--shape", "films", [IMDB], "a table, and here is only IMDb's files"),
        ("--shape", "films", [TURTLE], "a table, and here is only RDF"),
        ("--map", "title=Titel", [TURTLE, IMDB], "here is only IMDb's files and RDF"),
        ("--types", "movie", [TURTLE], "IMDb's files, and here is only RDF"),
        ("--types", "movie", ["films.csv"], "IMDb's files, and here is only a table"),
        ("--min-votes", "5", [TURTLE], "IMDb's files, and here is only RDF"),
        ("--years", "1950-1960", [TURTLE], "IMDb's files, and here is only RDF"),
        ("--rules", "rules", ["films.csv"], "RDF, and here is only a table"),
    ],
)
def test_an_option_for_another_kind_of_input_is_refused(
    option: str, value: str, files: list[object], kinds: str, tmp_path: Path, table: Path
) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "import_mine.rq").write_text("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    words = [table if f == "films.csv" else f for f in files]
    value = str(tmp_path / "rules") if option == "--rules" else value
    done = typed("load", *words, option, value, "-s", tmp_path / "store")
    assert isinstance(done.exception, rg.ParameterError)
    assert kinds in str(done.exception)
    assert f"leave {option} out" in str(done.exception)
    assert not (tmp_path / "store").exists()


def test_what_was_rejected_is_written_again_when_the_files_are_there_already(
    tmp_path: Path,
) -> None:
    files, rejects = DATA / "load_rejects.ttl", tmp_path / "rejects.csv"
    words = ("load", files, "-s", tmp_path / "store", "--rejects", rejects)
    assert typed(*words).return_value == 0
    first = rejects.read_bytes()
    assert first.count(b"\n") > 2
    again = typed(*words)
    assert "unchanged, nothing to do" in again.output
    assert rejects.read_bytes() == first


def test_an_option_that_one_of_several_inputs_heeds_is_taken(tmp_path: Path, table: Path) -> None:
    done = typed("load", TURTLE, table, IMDB, "--map", "title=Titel", "-s", tmp_path / "store")
    assert done.exception is None
    assert "films: loaded 1 films" in done.stdout


def test_what_an_exported_graph_says_of_its_sources_is_not_said_otherwise(tmp_path: Path) -> None:
    with rg.open(tmp_path / "store", create=True) as graph:
        graph.load(TURTLE)
        graph.save(tmp_path / "all.nq")
    again = ("load", tmp_path / "all.nq", "-s", tmp_path / "again")
    for options, said in (
        (("--title", "Another"), "says itself what its sources are"),
        (("--types", "movie"), "only a whole graph that was exported: leave --types out"),
    ):
        done = typed(*again, *options)
        assert isinstance(done.exception, rg.ReelgraphError)
        assert said in str(done.exception)
    assert typed(*again).exception is None


@pytest.mark.parametrize(
    "options",
    [["--graph-store", "http://127.0.0.1/s"], ["--update", "http://127.0.0.1/u"], ["--allow-http"]],
)
@pytest.mark.parametrize("words", [["load", TURTLE], ["remove", "world"]])
def test_options_of_a_server_are_refused_for_a_folder(
    options: list[str], words: list[object], tmp_path: Path
) -> None:
    done = typed(*words, *options, "-s", tmp_path / "store")
    assert isinstance(done.exception, rg.ParameterError)
    assert f"{options[0]} is for a store on a server, and -s" in str(done.exception)
    assert not (tmp_path / "store").exists()
