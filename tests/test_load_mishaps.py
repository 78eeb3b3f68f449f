"""Loads that end badly: killed, on a full disk, in a folder that is moved. Nothing is half done."""

import importlib.util
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

import reelgraph as rg
from reelgraph import indexes
from reelgraph.store import commit
from reelgraph.vocabulary import PROV

HERE = Path(__file__).parent
TIME = ox.NamedNode(PROV + "generatedAtTime")

LOAD = """
import os, sys
import reelgraph as rg
seen = []
def tell(step, done):
    name = step.split(" ")[0]
    if name not in seen:
        seen.append(name)
        os.write(1, name[:1].encode())
with rg.open(sys.argv[1], create=True) as graph:
    graph.load(sys.argv[2], progress=tell)
"""
"""Writes a letter when a step begins: r(eading), d(eriving), w(riting)."""

FULL = """
import os, resource, signal, sys
from pathlib import Path
import reelgraph as rg
from reelgraph import indexes, loading
folder, source, where, how = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
loading.LARGE = 1000
filler = Path(folder) / "filler"
def fill():
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        return
    with filler.open("wb", buffering=0) as out:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while out.write(bytes(size)):
                    pass
            except OSError:
                continue
def make_room():
    filler.unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
full = []
def tell(step, done):
    if step.startswith(where) and done != 0 and not full:
        full.append(step)
        fill()
store = Path(folder) / "store"
with rg.open(store, create=True) as graph:
    graph.load(Path(folder).parent / "first.ttl")
    try:
        print("\\n".join(graph.load(source, progress=tell)[0].lines()))
    except rg.StoreError as error:
        print("refused:", error)
assert full, "the disk was never full"
make_room()
with rg.open(store) as graph:
    known = sorted(source.name for source in loading.commit.sources(graph.store.rdf))
    print("held:", len(graph.store.rdf), *known)
    graph.load(source)
    print("again:", len(graph.store.rdf))
    indexes.prepare(graph.store)
    print("indexes:", *(one.standing for one in indexes.check(graph.store)))
    folder = graph.store.folder
    print("left:", *folder.rdf.glob("bulk-*"), *folder.staging.iterdir())
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """IMDb's files with some 100 films, and another source."""
    spec = importlib.util.spec_from_file_location("imdb_files", HERE / "benchmarks/imdb_files.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("files")
    module.write(folder / "imdb", films=100, all_types=False)
    (folder / "first.ttl").write_text(
        "@prefix film: <https://w3id.org/reelgraph/ns#> . <http://e/f> a film:Film ; "
        "film:hasDirector <http://e/p> ."
    )
    return folder


def quads(graph):
    """All that a store holds but the time at which it was loaded."""
    return {quad for quad in graph.store.rdf if quad.predicate != TIME}


@pytest.fixture(scope="module")
def wanted(files, tmp_path_factory):
    with rg.open(tmp_path_factory.mktemp("whole") / "store", create=True) as graph:
        graph.load(files / "imdb")
        return quads(graph)


def names(graph):
    return [source.name for source in commit.sources(graph.store.rdf)]


def test_a_load_that_is_killed_leaves_nothing_or_all_and_can_be_repeated(files, wanted, tmp_path):
    chance, outcomes = random.Random(28), set()
    for number, step in enumerate(("r", "d", "w", "w", "w")):
        store = tmp_path / str(number)
        child = subprocess.Popen(
            [sys.executable, "-c", LOAD, store, files / "imdb"], stdout=subprocess.PIPE
        )
        while child.stdout.read(1) != step.encode():
            assert child.poll() is None
        time.sleep(chance.uniform(0, 0.15))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        with rg.open(store) as graph:
            assert names(graph) in ([], ["imdb"])
            assert quads(graph) == (wanted if names(graph) else set())
            outcomes.add(bool(names(graph)))
            (graph.store.folder.rdf / "bulk-1.sst").touch()  # as a kill can leave, of any length
            graph.load(files / "imdb")
            assert quads(graph) == wanted
            assert list(graph.store.folder.staging.iterdir()) == []
            assert list(graph.store.folder.rdf.glob("bulk-*")) == []
        shutil.rmtree(store)
    assert False in outcomes


def small_disk(folder):
    """What makes a program see a small disk in a folder; None where nobody may mount one."""
    script = f'mount -t tmpfs -o size=24m none "{folder}" && exec "$@"'
    for unshare in (["unshare", "-m"], ["unshare", "-Urm"]):
        command = [*unshare, "sh", "-c", script, "sh"]
        try:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
        except OSError:
            continue
    return None


@pytest.mark.parametrize(
    ("how", "where"),
    [
        *(("disk", step) for step in ("reading title.principals", "deriving", "writing")),
        ("disk", "building"),
        ("limit", "writing"),
    ],
)
def test_a_full_disk_is_named_and_what_was_there_stays(files, wanted, tmp_path, how, where):
    # Where nobody may mount a small disk, a limit on the length of files stands in for it.
    folder = tmp_path / "disk"
    folder.mkdir()
    shutil.copy(files / "first.ttl", tmp_path)
    prefix = small_disk(folder) if how == "disk" else []
    how, prefix = ("limit", []) if prefix is None else (how, prefix)
    done = subprocess.run(
        [*prefix, sys.executable, "-c", FULL, folder, files / "imdb", where, how],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    if where == "building":  # the facts are in, and only the indexes are not
        assert "their indexes are not built" in done.stdout
        assert said["held"].split()[1:] == ["first", "imdb"]
    else:
        assert f"{folder / 'store'} cannot be written: the disk is full" in said["refused"]
        assert "Traceback" not in done.stderr
        assert said["held"].split()[1:] == ["first"]
    assert int(said["again"]) > len(wanted)
    assert said["indexes"].split() == ["fresh", "fresh"]
    assert said["left"].split() == []


def test_a_store_that_is_moved_gives_the_same_answers_from_the_same_indexes(files, tmp_path):
    question = "co_stars"
    with rg.open(tmp_path / "here", create=True) as graph:
        graph.load(files / "imdb")
        indexes.prepare(graph.store)
        (busiest,) = graph.query(
            "SELECT ?p { ?f film:hasContributor ?p } "
            "GROUP BY ?p ORDER BY DESC(COUNT(?f)) ?p LIMIT 1"
        ).rows
        before = list(graph.query(question, person=busiest["p"]))
        found = graph.search("Kal").rows
    assert before
    (tmp_path / "there").mkdir()
    shutil.move(tmp_path / "here", tmp_path / "there" / "moved")
    with rg.open(tmp_path / "there" / "moved") as graph:
        assert [one.standing for one in indexes.check(graph.store)] == ["fresh", "fresh"]
        assert list(graph.query(question, person=busiest["p"])) == before
        assert graph.search("Kal").rows == found
    assert not os.path.lexists(tmp_path / "here")
