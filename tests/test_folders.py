"""Folders of files, and importers of one's own."""

from importlib.resources import files
from pathlib import Path

import pytest

import reelgraph as rg

FILM = """@prefix film: <https://w3id.org/reelgraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/{n}> a film:Film ; rdfs:label "Film {n}" .
"""
CINEMA = """@prefix c: <https://example.org/cinema#> .
<https://example.org/a> a c:Picture ; c:called "The Lighthouse" ; c:by "Ann Orr" ; c:length 90 .
<https://example.org/b> a c:Picture ; c:called "" .
"""
README = Path(str(files("reelgraph") / "queries" / "README.md"))
if not README.exists():  # a checkout
    README = Path(__file__).parents[1] / "queries" / "README.md"
IMPORTER = README.read_text("utf-8").split("```sparql\n")[1].split("```")[0]
"""The example that the documentation gives."""
REJECTS = """SELECT ?subject ?property ?value ?reason WHERE {
  ?subject ?property ?value .
  FILTER(?property = <https://example.org/cinema#called> && ?value = "")
  BIND("a film without a title" AS ?reason)
}
"""


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "My films"
    (folder / "more").mkdir(parents=True)
    (folder / "1.ttl").write_text(FILM.format(n=1))
    (folder / "more" / "2.ttl").write_text(FILM.format(n=2))
    return folder


def graph() -> rg.FilmGraph:
    from reelgraph.store import EmbeddedStore

    return rg.FilmGraph(EmbeddedStore())


def test_a_folder_is_one_source_named_after_it_with_all_that_is_in_it(films: Path) -> None:
    report = graph().load(films)[0]
    assert (report.source, report.films, report.warnings) == ("my-films", 2, ())


def test_what_is_no_input_in_a_folder_is_named(films: Path) -> None:
    (films / "README.md").write_text("About these films.")
    (films / "notes.bin").write_bytes(b"\0\1\2")
    (films / "empty.ttl").touch()
    (films / ".hidden.ttl").write_text("not Turtle")
    (films / "strange.ttl").write_text("<http://e/a> <http://e/b> <http://e/c> .")
    report = graph().load(films)[0]
    assert report.films == 2
    (warning,) = report.warnings
    for part in ("not read: ", "README.md (about", "notes.bin (its format", "empty.ttl (empty)"):
        assert part in warning
    assert "strange.ttl" in warning
    assert "hidden" not in warning


def test_a_broken_file_in_a_folder_is_rejected_with_its_place(films: Path) -> None:
    (films / "broken.ttl").write_text("<http://e/a> nonsense")
    report = graph().load(films)[0]
    assert report.films == 2
    assert [str(r).partition("broken.ttl")[2][:24] for r in report.rejected] == [
        ": the whole file: 1:14: "
    ]
    g = graph()
    with pytest.raises(rg.InputError, match="so nothing was loaded"):
        g.load(films, strict=True)
    assert len(g.sources()) == 0


def test_a_folder_of_broken_files_alone_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<http://e/a> nonsense")
    with pytest.raises(rg.InputError, match=r"broken\.ttl: the whole file: 1:14"):
        graph().load(tmp_path)


def test_a_folder_without_anything_readable_says_what_was_tried(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("...")
    with pytest.raises(rg.InputError, match=r"without any file .*LICENSE"):
        graph().load(tmp_path)


def test_a_store_is_no_folder_of_files(films: Path, tmp_path: Path) -> None:
    with rg.open(tmp_path / "store", create=True) as stored:
        stored.load(films)
    with pytest.raises(rg.InputError, match="is a store, not a folder of files"):
        graph().load(tmp_path / "store")


def test_a_folder_and_a_file_make_one_source_when_it_is_named(films: Path, tmp_path: Path) -> None:
    (tmp_path / "3.ttl").write_text(FILM.format(n=3))
    (report,) = graph().load(films, tmp_path / "3.ttl", source="all")
    assert (report.source, report.films) == ("all", 3)


def test_an_importer_of_ones_own_reads_another_vocabulary(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "import_cinema.rq").write_text(IMPORTER)
    (rules / "reject_cinema.rq").write_text(REJECTS)
    (tmp_path / "pictures.ttl").write_text(CINEMA)
    with pytest.raises(rg.InputError, match="is in a vocabulary that is understood"):
        graph().load(tmp_path / "pictures.ttl")
    g = graph()
    report = g.load(tmp_path / "pictures.ttl", rules=[rules])[0]
    assert (report.films, report.people, report.credits) == (1, 1, 1)
    assert [r.reason for r in report.rejected] == ["a film without a title"]
    assert [(left.what, left.triples) for left in report.left_out] == [
        ("https://example.org/cinema#length", 1)
    ]
    assert g.find("The Lighthouse").facts[0].value == "Ann Orr"


def test_a_folder_of_rules_without_rules_is_refused(tmp_path: Path, films: Path) -> None:
    with pytest.raises(rg.InputError, match=r"holds no import_\*\.rq"):
        graph().load(films, rules=[tmp_path])
