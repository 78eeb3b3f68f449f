"""Indexes beside a store: made beforehand, checked, damaged, and never in the way."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import forking
import pytest

import reelgraph as rg
from reelgraph import indexes, loading
from reelgraph.network.index import file, holding, index_of
from reelgraph.store import EmbeddedStore

E = "https://example.org/world/"
PAIR = ("Lux Amber", "Pia Stone")


@pytest.fixture
def folder(three_sources: EmbeddedStore, tmp_path: Path) -> Path:
    rg.FilmGraph(three_sources).save(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store, place = EmbeddedStore(), tmp_path_factory.mktemp("prepared") / "store"
    for name, source in ("world", "world"), ("world_second", "second"), ("world_third", "third"):
        loading.load(store, [str(Path(__file__).parent / "data" / f"{name}.ttl")], name=source)
    rg.FilmGraph(store).save(place)
    with rg.open(place) as graph:
        indexes.prepare(graph.store)
    return place


@pytest.fixture
def made(prepared: Path, tmp_path: Path) -> Path:
    """A store with its indexes."""
    return Path(shutil.copytree(prepared, tmp_path / "store"))


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Each process begins with nothing open; so does each test."""
    yield
    holding._held.clear()
    holding._wrong.clear()


def standing(folder: Path) -> dict[str, str]:
    with rg.open(folder) as graph:
        return {one.name: one.standing for one in indexes.check(graph.store)}


def ask(folder: Path) -> tuple[object, ...]:
    with rg.open(folder) as graph:
        near = graph.network("Ada Quill", depth=2).rows
        return graph.path(*PAIR, all=True).paths, near, graph.search("lamp").rows


def command(*words: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Type a command; with a limit to the bytes of a file, as on a disk that is full."""
    if limit is None:
        return forking.told(*words)

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    line = [sys.executable, "-c", "from reelgraph.cli import main; main()", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False, preexec_fn=narrow)


def test_both_are_made_once_and_are_then_fresh(folder: Path) -> None:
    before = ask(folder)
    (folder / "names.sqlite").unlink()
    assert standing(folder) == {"names": "missing", "network": "missing"}
    with rg.open(folder) as graph:
        first = indexes.prepare(graph.store)
        again = indexes.prepare(graph.store)
    assert [(p.name, p.fresh) for p in first] == [("names", False), ("network", False)]
    assert [(p.name, p.fresh) for p in again] == [("names", True), ("network", True)]
    assert all(p.bytes == p.path.stat().st_size > 0 for p in first)
    assert standing(folder) == {"names": "fresh", "network": "fresh"}
    assert ask(folder) == before


def test_a_store_in_memory_has_none(three_sources: EmbeddedStore) -> None:
    assert indexes.check(three_sources) == indexes.prepare(three_sources) == []


def test_after_a_write_they_are_stale(made: Path) -> None:
    with rg.open(made) as graph:
        graph.remove("third")
    assert set(standing(made).values()) <= {"stale", "missing"}
    with rg.open(made) as graph:
        assert not any(p.fresh for p in indexes.prepare(graph.store))
    assert set(standing(made).values()) == {"fresh"}


def test_a_store_that_was_moved_keeps_them(made: Path, tmp_path: Path) -> None:
    before = ask(made)
    shutil.move(made, tmp_path / "elsewhere")
    assert set(standing(tmp_path / "elsewhere").values()) == {"fresh"}
    shutil.copytree(tmp_path / "elsewhere", tmp_path / "copy", copy_function=shutil.copyfile)
    with rg.open(tmp_path / "copy") as graph:  # the times of its files are other ones
        assert index_of(graph.store) is not None
    assert ask(tmp_path / "copy") == before


def test_what_answers_is_mapped_and_not_read(made: Path) -> None:
    with rg.open(made) as graph:
        index = index_of(graph.store)
        assert index is not None
        assert not index.others.flags.owndata
        assert not index.others.flags.writeable


def flipped(path: Path, seed: int) -> None:
    """One bit of another value, somewhere."""
    body = bytearray(path.read_bytes())
    drawn = random.Random(seed)
    body[drawn.randrange(len(body))] ^= 1 << drawn.randrange(8)
    path.write_bytes(body)


def of_another_version(path: Path) -> None:
    body = path.read_bytes()
    now = b'"version": %d' % file.VERSION
    assert now in body
    path.write_bytes(body.replace(now, b'"version": 1'))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    **{f"a bit {n}": lambda path, n=n: flipped(path, n) for n in range(8)},  # type: ignore[misc]
    "cut to half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "cut in its head": lambda path: os.truncate(path, 30),
    "emptied": lambda path: os.truncate(path, 0),
    "longer": lambda path: os.truncate(path, path.stat().st_size + 1),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "another file": lambda path: path.write_text("hello", "utf-8"),
    "another version": of_another_version,
    "a folder": _folder,
    "unreadable": lambda path: path.chmod(0),
    "a link to nothing": lambda path: (path.unlink(), path.symlink_to("nowhere")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_happens_to_the_network_index_the_answers_are_the_same(
    made: Path, damage: str
) -> None:
    before = ask(made)
    holding._held.clear()
    DAMAGES[damage](made / "network.index")
    assert ask(made) == before
    if damage != "unreadable":  # to the superuser it is not
        assert standing(made)["network"] in ("damaged", "missing")
    if damage != "a folder":
        with rg.open(made) as graph:
            indexes.prepare(graph.store)
        assert standing(made)["network"] == "fresh"
        assert ask(made) == before


def test_an_index_that_is_overwritten_while_it_is_used_is_used_no_more(made: Path) -> None:
    with rg.open(made) as graph:
        assert index_of(graph.store) is not None
        before = graph.path(*PAIR, all=True).paths
        os.truncate(made / "network.index", 100)
        assert index_of(graph.store) is None
        assert graph.path(*PAIR, all=True).paths == before
        assert index_of(graph.store, make=True) is not None
        (made / "network.index").unlink()
        assert graph.path(*PAIR, all=True).paths == before


def test_an_index_of_another_state_is_not_believed(made: Path) -> None:
    body = (made / "network.index").read_bytes()
    with rg.open(made) as graph:
        graph.remove("third")
        index_of(graph.store, make=True)
    (made / "network.index").write_bytes(body)
    holding._held.clear()
    after = ask(made)
    (made / "network.index").unlink()
    assert ask(made) == after


def test_builders_that_are_killed_leave_nothing_that_is_believed(
    folder: Path, tmp_path: Path
) -> None:
    before = ask(folder)
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from reelgraph.network.index import file, holding\n"
        "from reelgraph.store import EmbeddedStore\n"
        "real = file.os.fsync\n"
        "def slow(handle):\n"
        "    print('written', flush=True)\n"
        "    time.sleep(60)\n"
        "file.os.fsync = slow\n"
        "print('begun', flush=True)\n"
        "holding.prepare(EmbeddedStore(Path(sys.argv[1])))\n"
    )
    for said in (b"begun\n", b"written\n"):
        (folder / "network.index").unlink(missing_ok=True)
        builder = subprocess.Popen(
            [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE
        )
        assert builder.stdout is not None
        while builder.stdout.readline() != said:
            pass
        builder.kill()
        builder.wait()
        builder.stdout.close()
        assert not (folder / "network.index").exists()
        holding._held.clear()
        assert ask(folder) == before
    left = list(folder.glob("network-*"))
    assert left
    for one in left:
        os.utime(one, (time.time() - 3600,) * 2)
    with rg.open(folder) as graph:
        indexes.prepare(graph.store)
    assert not list(folder.glob("network-*"))
    assert ask(folder) == before


def test_the_command_makes_them_and_checks_them(folder: Path) -> None:
    where = ("-s", str(folder))
    missing = command("index", "--check", *where)
    assert missing.returncode == 1
    assert "network\tmissing" in missing.stdout
    made = command("index", *where)
    assert made.returncode == 0, made.stderr
    assert "network\tbuilt in" in made.stdout
    assert command("index", "--check", *where).returncode == 0
    flipped(folder / "network.index", 1)
    (folder / "names.sqlite").unlink()
    found = command("index", "--check", *where)
    assert found.returncode == 1
    assert "network\tdamaged" in found.stdout
    assert "names\tmissing" in found.stdout
    assert command("index", *where).returncode == 0
    assert set(standing(folder).values()) == {"fresh"}


def test_without_room_only_the_command_that_makes_them_fails(folder: Path) -> None:
    """A limit to the size of files stands in for a disk that is full."""
    whole = command("path", *PAIR, "-s", str(folder))
    for one in ("names.sqlite", "network.index"):
        (folder / one).unlink(missing_ok=True)
    full = command("index", "-s", str(folder), limit=4096)
    assert full.returncode == 3
    assert "cannot be written" in full.stderr
    assert "Traceback" not in full.stderr
    assert not [one for one in folder.iterdir() if one.name.startswith(("network", "names"))]
    reading = command("path", *PAIR, "-s", str(folder), limit=4096)
    assert reading.returncode == 0, reading.stderr
    assert reading.stdout == whole.stdout


def test_a_folder_in_the_place_of_an_index_is_named(folder: Path) -> None:
    (folder / "network.index").mkdir()
    with rg.open(folder) as graph, pytest.raises(rg.StoreError, match=r"network\.index"):
        indexes.prepare(graph.store)


def test_a_graph_in_memory_has_no_place_for_them(tmp_path: Path) -> None:
    facts = tmp_path / "one.ttl"
    facts.write_text(f"<{E}a> a <https://w3id.org/reelgraph/ns#Film> .", "utf-8")
    done = command("index", "-s", str(facts))
    assert done.returncode == 3
    assert "in memory" in done.stderr


def test_a_header_with_any_bytes_is_no_reason_to_fail(tmp_path: Path) -> None:
    drawn = random.Random(5)
    path = tmp_path / "network.index"
    for _ in range(200):
        size = drawn.choice([0, 10, 40, 41, 100, 1000])
        begun = b"reelgraph network index\n"[: drawn.randrange(25)]
        path.write_bytes(begun + drawn.randbytes(size))
        assert file.Mapped.open(path, None) is None
