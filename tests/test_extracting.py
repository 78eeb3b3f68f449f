"""The film part of Wikidata's dump, on one machine."""

import bz2
import gzip
import io
import itertools
import random
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from dumped import (
    GOOD,
    HOSTILE,
    LABEL,
    SMALL,
    TAKEN,
    WD,
    WDT,
    real,
    real_films,
    taken_by_sparql,
    triples,
    written,
)
from forking import told as run
from hypothesis import given, settings
from hypothesis import strategies as st

import reelgraph as rg
from reelgraph.extracting import reading, rules

pytest.importorskip("duckdb")


def taken(lines: list[str], folder: Path, **how: str) -> list[str]:
    rg.extract(written(folder / "dump.nt", lines), folder / "films.nt", **how)  # type: ignore[arg-type]
    return (folder / "films.nt").read_text("utf-8").splitlines()


def test_films_are_taken_with_the_people_and_things_that_they_name(tmp_path: Path) -> None:
    assert taken(triples(SMALL), tmp_path) == sorted(triples(TAKEN))


def test_names_are_taken_in_the_languages_that_are_asked_for(tmp_path: Path) -> None:
    names = [
        f'<{WD}Q1> <{LABEL}> "{tag}"@{tag} .' for tag in ("en", "mul", "fr", "fr-ca", "be-tarask")
    ]
    for languages, of in (
        (None, {"en", "mul"}),
        ("fr", {"fr", "mul"}),
        ("EN, fr-ca", {"en", "fr-ca", "mul"}),
        ("all", {"en", "mul", "fr", "fr-ca", "be-tarask"}),
    ):
        found = taken([GOOD, *names], tmp_path, **({"languages": languages} if languages else {}))
        assert {line.split("@")[1].split()[0] for line in found if "@" in line} == of


def test_what_the_importer_and_the_linker_read_is_what_is_taken() -> None:
    known = rules.vocabulary()
    assert {"P57", "P161", "P272", "P577", "P569", "P345", "P1476", "P279"} <= {*known.properties}
    assert {"P57", "P725", "P136", "P577", "P2047", "P1476", "P921"} <= {*known.of_works}
    assert not {"P31", "P569", "P463", "P345", "P742"} & {*known.of_works}


def test_lines_that_are_no_triples_are_counted_and_named_and_the_others_taken(
    tmp_path: Path,
) -> None:
    dump, output = tmp_path / "dump.nt", tmp_path / "films.nt"
    dump.write_bytes(b"\n".join(line for line, _ in HOSTILE))
    report = rg.extract(dump, output)
    wanted = sorted(kept for _, kept in HOSTILE if kept not in ("", "broken"))
    body = output.read_text("utf-8")
    assert body.split("\n")[:-1] == wanted
    assert len(list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))) == len(wanted) == report.written
    broken = [n for n, (_, kept) in enumerate(HOSTILE, 1) if kept == "broken"]
    assert report.broken == len(broken)
    assert report.read == len(HOSTILE)
    numbers = [example.line for example in report.examples]
    assert numbers == [n for n in broken if n in numbers]
    assert f"{len(broken)} lines are no triples and were left out" in report.lines()[2]
    assert any(line.startswith("  line 20: <") for line in report.lines())


def test_a_dump_is_the_same_packed_or_not_or_from_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "".join(f"{line}\n" for line in triples(SMALL)).encode()
    packed = {"a.nt": body, "b.nt.gz": gzip.compress(body), "c.bz2": bz2.compress(body)}
    packed["d"] = b"".join(bz2.compress(part) for part in (body[:700], body[700:]))
    found = []
    for name, content in packed.items():
        (tmp_path / name).write_bytes(content)
        rg.extract(tmp_path / name, tmp_path / "films.nt.gz")
        found.append((tmp_path / "films.nt.gz").read_bytes())
    for content in (body, packed["c.bz2"], packed["b.nt.gz"]):
        monkeypatch.setattr(sys, "stdin", Piped(content))
        rg.extract("-", tmp_path / "films.nt.gz")
        found.append((tmp_path / "films.nt.gz").read_bytes())
    assert len(set(found)) == 1
    assert gzip.decompress(found[0]).decode().splitlines() == sorted(triples(TAKEN))


class Piped:
    """Standard input that holds some bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(content))  # type: ignore[type-var]


@given(st.lists(st.binary(max_size=30), max_size=20), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_blocks_hold_every_line_once_wherever_they_are_cut(lines: list[bytes], size: int) -> None:
    content = b"\n".join(lines)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reading, "BLOCK", size)
        patched.setattr(sys, "stdin", Piped(content))
        if not content:
            with pytest.raises(rg.InputError, match="empty"):
                list(reading.blocks("-"))
            return
        if content.startswith((b"BZh", b"\x1f\x8b\x08")):
            return
        blocks = list(reading.blocks("-"))
    assert sum(block.size for block in blocks) == len(content)
    first = 1
    for block in blocks:
        assert block.first == first
        first += block.lines
    ended = content.endswith(b"\n")
    wanted = content.split(b"\n")[: -1 if ended else None]
    assert first - 1 == len(wanted)
    found = [line for block in blocks for line in block.text.removesuffix("\n").split("\n")]
    for one, other in zip(found, wanted, strict=True):
        assert (
            one.removeprefix("\ufffd") == other.decode("utf-8", "replace") or one.encode() == other
        )


CLASSES = ("Q11424", "Q202866", "Q5", "Q24862", "Q7725634", "Q90")
ITEMS = [f"Q{n}" for n in range(1, 8)]
terms = st.sampled_from([*ITEMS, *CLASSES])
statements = st.lists(
    st.one_of(
        st.tuples(terms, st.sampled_from(["P31", "P279"]), st.sampled_from(CLASSES)),
        st.tuples(terms, st.sampled_from(["P57", "P161", "P136", "P463", "P144", "P69"]), terms),
        st.tuples(terms, st.sampled_from(["P345", "P1476"]), st.sampled_from(['"tt1"', '"x"@fr'])),
        st.tuples(terms, st.just("label"), st.sampled_from(['"a"@en', '"b"@mul', '"c"@de'])),
    ),
    min_size=1,
    max_size=25,
)


@given(statements, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_what_is_taken_is_what_sparql_says(
    tmp_path_factory: pytest.TempPathFactory,
    said: list[tuple[str, str, str]],
    chance: random.Random,
) -> None:
    folder = tmp_path_factory.mktemp("dump")
    lines = [GOOD, *triples("\n".join(map(" ".join, said)))]
    dump = written(folder / "dump.nt", lines)
    known = rules.vocabulary()
    wanted = taken_by_sparql(dump, list(known.properties), list(known.of_works))
    found = taken(lines, folder)
    assert found == sorted(wanted)
    chance.shuffle(lines)
    assert taken(lines + lines[:3], folder) == found


@pytest.mark.parametrize("packer", [bz2.compress, gzip.compress])
@pytest.mark.parametrize("part", [0.3, 0.999])
def test_a_dump_that_is_cut_short_says_so_and_leaves_nothing(
    tmp_path: Path, packer: object, part: float
) -> None:
    chance = random.Random(7)
    noise = [f'<{WD}Q{chance.random()}> <{LABEL}> "x"@en .' for _ in range(3_000)]
    whole = packer("\n".join([GOOD, *noise]).encode())  # type: ignore[operator]
    dump, output = tmp_path / "dump", tmp_path / "out" / "films.nt.gz"
    output.parent.mkdir()
    dump.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(rg.InputError, match=r"dump is damaged or cut short .* fetch the rest"):
        rg.extract(dump, output)
    assert not any(output.parent.iterdir())


def test_damaged_bytes_in_a_packed_dump_are_said_and_leave_nothing(tmp_path: Path) -> None:
    body = "\n".join([GOOD] * 5_000).encode()
    for packer in (bz2.compress, gzip.compress):
        whole = bytearray(packer(body))
        whole[len(whole) // 2] ^= 0xFF
        (tmp_path / "dump").write_bytes(whole)
        with pytest.raises(rg.InputError, match="damaged or cut short"):
            rg.extract(tmp_path / "dump", tmp_path / "films.nt")
    assert [p.name for p in tmp_path.iterdir()] == ["dump"]


def test_what_is_no_dump_of_films_is_refused(tmp_path: Path) -> None:
    for content, message in (
        (b"", "is empty"),
        (b"title,year\nWanted,2008\n", "no N-Triples: none of its 2 lines"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no N-Triples"),
        (f"<{WD}Q1> <{WDT}P31> <{WD}Q5> .\n".encode(), "has no film"),
        (b"\n# nothing\n", "has no film"),
    ):
        (tmp_path / "dump.nt").write_bytes(content)
        with pytest.raises(rg.InputError, match=message):
            rg.extract(tmp_path / "dump.nt", tmp_path / "films.nt")
    with pytest.raises(rg.InputError, match="no such file"):
        rg.extract(tmp_path / "other.nt", tmp_path / "films.nt")
    with pytest.raises(rg.InputError, match="is a folder"):
        rg.extract(tmp_path, tmp_path / "films.nt")
    assert [p.name for p in tmp_path.iterdir()] == ["dump.nt"]


def test_what_cannot_be_done_is_said_before_the_dump_is_read(tmp_path: Path) -> None:
    dump = written(tmp_path / "dump.nt", [GOOD])
    for output, how, message in (
        ("films.ttl", {}, r"ends in \.nt or \.nt\.gz"),
        ("there/films.nt", {}, "does not exist"),
        ("dump.nt", {}, "is the dump itself"),
        ("films.nt", {"languages": "en,eng/lish"}, "'eng/lish' is no language"),
        ("films.nt", {"languages": ","}, "no language"),
        ("films.nt", {"engine": "polars"}, "duckdb, spark"),
        ("films.nt", {"master": "local[2]"}, "Spark's"),
    ):
        with pytest.raises(rg.ReelgraphError, match=message):
            rg.extract(dump, tmp_path / output, **how)  # type: ignore[arg-type]
    assert dump.read_text().strip() == GOOD
    assert [p.name for p in tmp_path.iterdir()] == ["dump.nt"]


def test_without_duckdb_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(rg.MissingExtra, match="pip install duckdb"):
        rg.extract(written(tmp_path / "dump.nt", [GOOD]), tmp_path / "films.nt")


def test_an_earlier_output_stays_where_the_dump_fails_and_what_was_left_behind_goes(
    tmp_path: Path,
) -> None:
    output = written(tmp_path / "films.nt", ["earlier"])
    (tmp_path / ".films.nt-extracting-killed").mkdir()
    (tmp_path / ".films.nt-extracting-killed" / "found.duckdb").write_bytes(b"half")
    (tmp_path / "dump.gz").write_bytes(gzip.compress(GOOD.encode())[:-9])
    with pytest.raises(rg.InputError):
        rg.extract(tmp_path / "dump.gz", output)
    assert output.read_text() == "earlier\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dump.gz", "films.nt"]


def test_progress_goes_from_the_beginning_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK", 256)
    told: list[tuple[str, float]] = []
    dump = written(tmp_path / "dump.nt", triples(SMALL))
    rg.extract(dump, tmp_path / "films.nt", progress=lambda *said: told.append(said))
    read = [done for step, done in told if step.startswith("reading")]
    assert len(read) > 5
    assert read == sorted(read)
    assert read[-1] == 1.0
    steps = [step for step, _ in itertools.groupby(told, key=lambda said: said[0])]
    assert steps[1:] == [*(f"finding {name}" for name in rules.STEPS), "writing"]


def test_the_output_can_be_loaded_and_can_stand_in_for_wikidata(tmp_path: Path) -> None:
    dump, output, store = tmp_path / "dump.nt.bz2", tmp_path / "films.nt.gz", tmp_path / "store"
    dump.write_bytes(bz2.compress("\n".join(triples(SMALL)).encode()))
    done = run("extract", dump, "-o", output)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"26 triples about 2 films written to {output}" in done.stderr
    assert run("load", output, "-s", store).returncode == 0
    with rg.open(store) as graph:
        assert str(graph.find("The Short").iri) == f"{WD}Q101"
        assert graph.path("The Short", "Ann Director").edges == 1
        assert graph.path("Ann Director", "Bob Actor").edges == 2
    table = tmp_path / "mine.csv"
    table.write_text("title,year,director,imdb\nThe Short,1999,Ann Director,tt0000101\n", "utf-8")
    mine = tmp_path / "mine"
    assert run("load", table, "-s", mine).returncode == 0
    done = run("link", "--endpoint", output, "-s", mine)
    assert done.returncode == 0, done.stderr
    with rg.open(mine) as graph:
        film = graph.find("The Short").iri
        assert graph.wikidata.items()[film] == f"{WD}Q101"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["missing.nt", "-o", "films.nt"], 3, "there is no such file"),
        (["dump.nt", "-o", "films.nt", "--languages", "%"], 2, "'%' is no language"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    written(tmp_path / "dump.nt", [GOOD])
    done = run("extract", *words, folder=tmp_path)
    assert done.returncode == code
    assert message in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["dump.nt"]


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("real") / "films.nt", real_films())


@real
@pytest.mark.shared
def test_real_films_are_found_among_other_things_as_sparql_finds_them(
    films: Path, tmp_path: Path
) -> None:
    lines = films.read_text("utf-8").splitlines()
    noise = [f"<{WD}Q{n}> <{WDT}P31> <{WD}Q13442814> ." for n in range(10**9, 10**9 + 20_000)]
    noise += [f'<{WD}Q{n}> <{LABEL}> "article {n}"@en .' for n in range(10**9, 10**9 + 20_000)]
    mixed = [*lines, *noise]
    random.Random(1895).shuffle(mixed)
    found = taken(mixed, tmp_path)
    known = rules.vocabulary()
    assert set(found) == taken_by_sparql(films, list(known.properties), list(known.of_works))
    assert len(found) > 0.9 * len(set(lines))


@real
@pytest.mark.shared
def test_the_importer_makes_of_the_output_what_it_makes_of_the_films(
    films: Path, tmp_path: Path
) -> None:
    rg.extract(films, tmp_path / "films.nt")
    counts = []
    for source in (films, tmp_path / "films.nt"):
        with rg.open(tmp_path / f"store-{len(counts)}", create=True) as graph:
            (report,) = graph.load(source)
            counts.append((report.films, report.credits))
    lines = (tmp_path / "films.nt").read_text("utf-8").splitlines()
    roles = {f"<{WDT}P{n}>" for n in (57, 161)}
    assert counts[0] == counts[1]
    assert counts[1][1] == sum(line.split(" ")[1] in roles for line in lines) > 500
