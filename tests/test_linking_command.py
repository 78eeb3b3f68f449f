"""`reelgraph link` and `reelgraph links` as people type them: options, mistakes, files."""

import csv
import io
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import forking
import pyoxigraph as ox
import pytest
from linkable import ARTICLE, ARTICLE_ITEMS, PREFIXES, WORLD, M, film

import reelgraph as rg
from reelgraph.links.keeping import links_of
from reelgraph.links.link import ACCEPTED, NONE, PENDING, REJECTED, Link
from reelgraph.vocabulary import WD

TEXT = ARTICLE + film("doubtful", "Brackwater Nights; Brackwater") + film("two", "Odell's Nine")
TEXT += film("unheard", "Cobalt Picnic", 1950)
HERE = ("--endpoint", "wikidata.ttl")
STORE = ("-s", "store", *HERE)


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Desk:
    """A folder in which commands are typed."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache

    def __call__(self, *words: str) -> Done:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("REELGRAPH")}
        environment |= {
            "REELGRAPH_CACHE": str(self.cache),
            "REELGRAPH_CONFIG": str(self.cache / "config"),
            "COLUMNS": "100",
        }
        done = forking.run(words, folder=self.folder, environment=environment)
        out, err = done.stdout.decode(), done.stderr.decode()
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)

    def links(self) -> list[Link]:
        with rg.open(self.folder / "store") as graph:
            return links_of(graph.store)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, "utf-8")
        return name


@pytest.fixture(scope="module")
def cache(cache_with_sample: Path) -> Path:
    return cache_with_sample


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Desk:
    """A folder with a store of which nothing is linked; it is only copied."""
    folder = tmp_path_factory.mktemp("fresh")
    shutil.copy(WORLD, folder / "wikidata.ttl")
    (folder / "mine.ttl").write_text(PREFIXES + TEXT, "utf-8")
    with rg.open(folder / "store", create=True) as graph:
        graph.load(folder / "mine.ttl")
    return Desk(folder, cache)


@pytest.fixture
def desk(fresh: Desk, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    shutil.copytree(fresh.folder, folder)
    return Desk(folder, fresh.cache)


@pytest.fixture(scope="module")
def linked(fresh: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A store that was linked; the tests only read it."""
    folder = tmp_path_factory.mktemp("linked") / "desk"
    shutil.copytree(fresh.folder, folder)
    desk = Desk(folder, fresh.cache)
    done = desk("link", *STORE, "-o", "first.csv")
    assert done.code == 0, done.err
    return desk


def accepted(desk: Desk) -> dict[str, str]:
    return {
        k.entity.removeprefix(M): k.item.removeprefix(WD)
        for k in desk.links()
        if k.status == ACCEPTED
    }


# Looking


def test_linking_tells_what_was_found_and_keeps_it(desk: Desk) -> None:
    done = desk("link", *STORE)
    assert done.code == 0
    assert "films and people in wikidata.ttl" in done.out
    counts = dict(re.findall(r"(?m)^ +([\d,]+) (accepted|left to you|not found)$", done.out)[::-1])
    assert sum(map(int, counts)) == 14
    assert "kept in store: " in done.err
    assert accepted(desk).items() >= ARTICLE_ITEMS.items()
    again = desk("link", *STORE)
    assert again.out == done.out
    assert "kept in store: nothing new" in again.err


def test_a_dry_run_keeps_nothing_and_may_write_a_file(desk: Desk) -> None:
    done = desk("link", *STORE, "--dry-run", "-o", "found.csv")
    assert done.code == 0
    assert "nothing was kept (as asked)" in done.err
    assert desk.links() == []
    assert "Q940000003" in (desk.folder / "found.csv").read_text("utf-8")


def test_films_or_people_only_or_those_of_one_source(desk: Desk) -> None:
    assert desk("link", *STORE, "-t", "person").code == 0
    assert {e[0] for e in accepted(desk).values()} == {"Q"}
    assert all(i.startswith("Q940001") for i in accepted(desk).values())
    assert desk("link", *STORE, "-t", "Film", "--source", "mine").code == 0
    assert accepted(desk).items() >= ARTICLE_ITEMS.items()


@pytest.mark.slow
def test_without_a_store_the_sample_is_looked_at_and_nothing_is_kept(desk: Desk) -> None:
    done = desk("link", *HERE, "--source", "hardcore-article")
    assert done.code == 0
    assert re.search(r"12 had an item already: a person or a source says so", done.out)
    assert "only a store in a folder keeps links" in done.err


# Mistakes


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("link", *STORE, "-t", "Fim"), 2, "Film"),
        (("link", *STORE, "-t", "Genre"), 2, "links are looked for of Film and Person"),
        (("link", *STORE, "--source", "mein"), 2, "no source is called 'mein'"),
        (("link", *STORE, "-o", "links.docx"), 2, "links.docx"),
        (("link", *STORE, "-o", "no/where/links.csv"), 2, "the folder no/where does not exist"),
        (("link", *STORE, "-o", "store"), 2, "store"),
        (("link", "-s", "store", "--endpoint", "nothing.nt"), 3, "nothing.nt"),
        (("link", "-s", "store", "--endpoint", "store"), 3, "is a store of reelgraph"),
        (("link", "-s", "store", "--endpoint", "mine.ttl"), 3, "the shape of Wikidata"),
        (("link", "-s", "nowhere", *HERE), 3, "nowhere"),
        (("link", *STORE, "--import", "nothing.csv"), 3, "nothing.csv"),
        (("link", *HERE, "--import", "mine.ttl"), 2, "name the store with -s"),
        (("links", "-s", "store", "--status", "acepted"), 2, "accepted"),
        (("links", "-s", "store", "-o", "links.docx"), 2, "links.docx"),
        (("links", "-s", "store", "-o", "x.csv", "--same-as"), 2, "--same-as is for RDF"),
        (("links", "-s", "store", "-o", "x.csv", "--create"), 2, "--create is for QuickStatements"),
    ],
)
def test_a_mistake_is_told_with_its_remedy_and_changes_nothing(
    fresh: Desk, words: tuple[str, ...], code: int, said: str
) -> None:
    done = fresh(*words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert fresh.links() == []


def test_a_missing_folder_for_the_output_is_told_before_anything_is_looked_up(
    fresh: Desk, tmp_path: Path
) -> None:
    desk = Desk(fresh.folder, tmp_path / "cache")
    done = desk("link", *STORE, "-o", str(tmp_path / "none" / "links.csv"))
    assert done.code == 2
    assert not list(tmp_path.glob("cache/target-*"))


def test_a_server_as_the_store_is_read_and_nothing_is_kept(
    fresh: Desk, wikidata_endpoint: str
) -> None:
    done = fresh("link", "-s", wikidata_endpoint, *HERE)
    assert done.code in (0, 3)
    assert "server" in done.err or "nothing was kept" in done.err
    done = fresh("link", "-s", wikidata_endpoint, "--import", "mine.ttl")
    assert done.code == 3
    assert "is a server" in done.err


# The list


def test_the_list_shows_what_is_asked_for(linked: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(linked("links", "-s", "store").out), delimiter="\t"))
    assert {row["status"] for row in rows} >= {ACCEPTED, PENDING, NONE}
    told = linked("links", "-s", "store", "--status", "none", "--status", "pending", "-t", "film")
    rows = list(csv.DictReader(io.StringIO(told.out), delimiter="\t"))
    assert {row["status"] for row in rows} == {PENDING, NONE}
    assert {row["name"] for row in rows} >= {"Odell's Nine", "Cobalt Picnic"}


def test_a_store_without_links_says_how_to_get_some(fresh: Desk) -> None:
    done = fresh("links", "-s", "store")
    assert done.code == 0
    assert "'reelgraph link' looks for them" in done.err


@pytest.mark.parametrize(
    "name",
    ["a.csv", "a.tsv", "a.sssom.tsv", "a.ttl", "a.nt", "a.quickstatements", "a.json"],
)
def test_each_ending_is_a_format(linked: Desk, name: str) -> None:
    done = linked("links", "-s", "store", "-o", name)
    assert done.code == 0, done.err
    assert f"written to {name}" in done.err
    text = (linked.folder / name).read_text("utf-8-sig")
    if name.endswith((".ttl", ".nt")):
        said = ox.Store()
        said.bulk_load(path=str(linked.folder / name))
        same = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
        plain = {q.object.value for q in said.quads_for_pattern(None, same, None, None)}
        assert {WD + i for i in ARTICLE_ITEMS.values()} <= plain
    elif not name.endswith("quickstatements"):
        assert all(item in text for item in ARTICLE_ITEMS.values())


def test_the_file_of_link_is_the_file_of_links(linked: Desk) -> None:
    assert linked("links", "-s", "store", "-o", "second.csv").code == 0
    first, second = ((linked.folder / f"{n}.csv").read_bytes() for n in ("first", "second"))
    assert first == second


# Decisions from elsewhere


def test_decisions_come_in_from_a_table_and_stand(desk: Desk) -> None:
    rows = f"entity,item,status\n{M}brackwater,Q940000001,accepted\n{M}owl,Q940000026,rejected\n"
    done = desk("link", "-s", "store", "--import", desk.write("seen.csv", rows), "--by", "Nora")
    assert done.code == 0
    assert "decided: 1 accepted, 1 rejected" in done.out
    desk("link", *STORE)
    said = {(k.entity.removeprefix(M), k.status): k for k in desk.links() if k.decided}
    assert said.keys() == {("brackwater", ACCEPTED), ("owl", REJECTED)}
    assert {k.by for k in said.values()} == {"Nora"}
    assert accepted(desk)["brackwater"] == "Q940000001"
    assert "owl" not in accepted(desk)


def test_rows_that_are_no_decision_are_rejected_and_named(desk: Desk) -> None:
    rows = f"entity,item,status\n{M}owl,Q940000026,accepted\n{M}nobody,P31,accepted\n"
    done = desk("link", "-s", "store", "--import", desk.write("seen.csv", rows), "--by", "Nora")
    assert done.code == 1
    assert "1 rejected" in done.out
    assert "P31" in done.err
    assert accepted(desk) == {"owl": "Q940000026"}


# What must not get out


NASTY = [
    "=1+1|cmd",
    "a\\tb\\nc",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    '"; DROP,x',
    "\\u0007bell",
]


def test_names_that_mean_harm_come_out_as_names(desk: Desk) -> None:
    text = "".join(
        f'm:n{n} a film:Film ; rdfs:label "{name}" ; film:releaseDate "2015"^^xsd:gYear .\n'
        for n, name in enumerate(n.replace('"', '\\"') for n in NASTY)
    )
    text += 'm:joe a film:Film ; rdfs:label "Brackwater Joe", "=B\\tJoe" ; film:year 2015 .'
    (desk.folder / "nasty.ttl").write_text(PREFIXES + text, "utf-8")
    assert desk("load", "-s", "other", "nasty.ttl").code == 0
    done = desk("link", "-s", "other", *HERE, "-o", "out.csv")
    assert done.code == 0, done.err
    shown = desk("links", "-s", "other")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", done.out + done.err)
    with (desk.folder / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) >= 7
    assert all(None not in row for row in rows)
    assert not [v for row in rows for v in row.values() if v.startswith(("=", "+", "-", "@"))]
    lines = [line.split("\t") for line in shown.out.splitlines()]
    assert len({len(line) for line in lines}) == 1
