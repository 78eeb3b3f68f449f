"""What the benchmark says of what was measured: nothing that was not measured counts."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import asdict
from pathlib import Path
from typing import Any

import bench
import choices
import contender
import film_graph
import machine
import plot
import pytest
import report
from bench import Given
from contender import Task
from questions import QUESTIONS
from results import Results, Run

SVG = "{http://www.w3.org/2000/svg}"


def answers(way: str, seconds: float, **more: Any) -> list[dict[str, Any]]:
    """All ten questions answered in the same time."""
    said = {"seconds": seconds, "cpu": seconds, "first": seconds, "rows": 7, "answer": "a"}
    return [{way: q.name, "peak": 2048} | said | more for q in QUESTIONS]


def loaded(seconds: float, disk: int = 2**20) -> dict[str, Any]:
    """A load of a thousand things."""
    return {"load": True, "seconds": seconds, "cpu": seconds, "held": 1000, "peak": 1024} | {
        "disk": disk
    }


def measured(times: float = 1.0) -> dict[str, list[dict[str, Any]]]:
    """Reelgraph and DuckDB, which answer, and rdflib, which does not in time."""
    ours = [loaded(2 * times), *answers("own", 0.02 * times), *answers("question", 0.2 * times)]
    ours.append({"export": "NetworkX", "seconds": times, "rows": 100, "cpu": times, "peak": 1024})
    probe = {"probe": "typeahead, misspelt too", "count": 9, "seconds": 0.001, "longest": 0.5}
    theirs = [loaded(times, 0), *({"question": q.name, "late": 75} for q in QUESTIONS)]
    theirs.append({"export": "NetworkX", "seconds": 3 * times, "rows": 100, "peak": 1024})
    return {
        "reelgraph": [*ours, {**probe, "p95": 0.019}],
        "rdflib": theirs,
        "DuckDB tables": [loaded(times), *answers("question", 0.005 * times)],
    }


@pytest.fixture
def results() -> Results:
    """Two sizes; everything takes ten times as long at ten times the size."""
    sizes = ((1_000_000, 1.0), (10_000_000, 10.0))
    return Results("A machine", 75, [Run(n, {"edges": n}, measured(t)) for n, t in sizes])


def cell(text: str, head: str, begins: str) -> str:
    """The cell of a row under a heading, in the first table that has both."""
    heads: list[str] = []
    before = ""
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|---"):
            heads = [c.strip() for c in before.strip("|").split("|")]
        elif cells[0] == begins and head in heads:
            return cells[heads.index(head)]
        before = line
    raise AssertionError(f"no {head} of {begins}")


def test_a_goal_is_met_by_the_ratio_or_by_the_time_and_else_not(results: Results) -> None:
    first = report.markdown(Results("", 75, results.runs[:1]))
    assert cell(first, "reelgraph : DuckDB", "film by title") == "4.0x"
    assert cell(first, "goal", "film by title") == "not met"
    results.runs[0].found["reelgraph"] = [loaded(1), *answers("own", 0.0101)]
    assert cell(report.markdown(Results("", 75, results.runs[:1])), "goal", "all edges") == "met"
    results.runs[0].found["DuckDB tables"] = [loaded(1), *answers("question", 0.001)]
    first = report.markdown(Results("", 75, results.runs[:1]))
    assert cell(first, "goal", "all edges") == "not met"
    results.runs[0].found["reelgraph"] = [loaded(1), *answers("own", 0.0099)]
    assert cell(report.markdown(Results("", 75, results.runs[:1])), "goal", "all edges") == "met"


def test_the_goal_of_a_probe_is_of_95_in_100(results: Results) -> None:
    first = Results("", 75, results.runs[:1])
    assert cell(report.markdown(first), "goal", "typeahead, misspelt too") == "met (20 ms)"
    first.runs[0].found["reelgraph"][-1]["p95"] = 0.021
    assert cell(report.markdown(first), "goal", "typeahead, misspelt too") == "not met (20 ms)"


def test_a_late_answer_is_at_least_so_late_and_is_no_answer(results: Results) -> None:
    text = report.markdown(Results("", 75, results.runs[:1]))
    assert cell(text, "rdflib", "filmography") == "> 75 s"
    assert cell(text, "rdflib : reelgraph", "filmography") == "> 3,750x"
    assert cell(text, "same answer", "filmography") == "yes (3)"


def test_other_answers_are_seen(results: Results) -> None:
    results.runs[0].found["DuckDB tables"] = answers("question", 1, answer="b")
    text = report.markdown(Results("", 75, results.runs[:1]))
    assert cell(text, "same answer", "name prefix") == "NO: 2 answers"


def test_exponents_are_of_the_two_largest_sizes_that_a_contender_did(results: Results) -> None:
    text = report.markdown(results).partition("## 1,000,000")[0]
    assert cell(text, "reelgraph", "name prefix") == "1.00 linear"
    assert cell(text, "rows", "name prefix") == "0.00"
    assert cell(text, "reelgraph", "typeahead, misspelt too, median") == "0.00 flat"
    assert cell(text, "rdflib", "name prefix") == ""
    assert cell(text, "goal", "loading") == "met"  # it is linear
    assert cell(text, "goal", "filmography") == "not met"  # it is, and its answer did not grow
    for said in results.runs[1].found["reelgraph"]:
        said["rows"] = 60
    text = report.markdown(results)
    assert cell(text, "rows", "filmography") == "0.93"
    assert cell(text, "goal", "filmography") == "met"
    del results.runs[1].found["DuckDB tables"]
    assert cell(report.markdown(results).partition("## 1,0")[0], "DuckDB tables", "loading") == ""


def test_memory_and_disk_grow_as_measured_with_the_indexes(results: Results) -> None:
    later = results.runs[1].found
    later["reelgraph"].append({"prepare": True, "peak": 512, "disk": 10 * 2**20})
    later["rdflib"][0]["peak"] = 1024 * 100
    text = report.markdown(results)
    assert cell(text, "reelgraph", "disk") == "1.00 linear"
    assert cell(text, "reelgraph", "memory to load") == "0.00 flat"  # of the load, which took more
    assert cell(text, "rdflib", "disk") == ""  # it has none
    assert cell(text, "DuckDB tables", "disk") == "0.00 flat"
    results.runs[1].found["DuckDB tables"] = [{"missing": "it is too large"}]
    assert cell(report.markdown(results), "DuckDB tables", "disk") == ""


def test_where_nobody_answers_in_time_no_answers_differ(results: Results) -> None:
    run = results.runs[0]
    run.found["rdflib"][1]["late"] = 75
    run.found.update({"reelgraph": [loaded(1)], "DuckDB tables": [loaded(1)]})
    text = report.markdown(Results("", 75, [run]))
    assert cell(text, "same answer", "film by title") == "none in time"


def test_what_was_skipped_is_said_with_the_reason_and_is_no_figure(results: Results) -> None:
    results.runs[1].found["rdflib"] = [{"missing": "would need about 99 of 9 GB"}]
    text = report.markdown(results).partition("## 10,000,000")[2]
    assert cell(text, "s", "rdflib") == "not measured: would need about 99 of 9 GB"
    assert cell(text, "input : rdflib", "reelgraph") == "-"
    assert "| question, ms | rows | reelgraph | reelgraph, SPARQL | DuckDB tables | first" in text
    drawn = ElementTree.fromstring(plot.drawn(results))
    said = [t.text or "" for t in drawn.iter(f"{SVG}title")]
    assert any(t.startswith("rdflib, 1 million") for t in said)
    assert not any(t.startswith("rdflib, 10 million") for t in said)


def test_a_contender_is_not_tried_where_the_size_before_tells_that_it_fails() -> None:
    before = [Run(10, {"edges": 1000}, measured())]
    asked = Given(Path(), 75, load_cap=15, repeats=1, memory=5 * 2**20)
    run = Run(100, {"edges": 10_000}, {})

    def why(name: str, given: Given = asked) -> str:
        return bench.expected_to_fail(name, name, run, "edges", before, given)

    assert why("rdflib") == "would need about 0 of 0 GB"  # ten times 1 MB, of 5
    assert why("reelgraph").startswith("loading would take about 0 minutes")  # 10 times 2 s, of 15
    assert why("DuckDB tables") == ""  # ten times 1 s; what is on disk needs no more memory
    before[0].found["rdflib"] = [{"load": True, "late": 15.0}]
    assert why("rdflib") == "loading took more than 15 s (at 1,000 triples)"
    assert bench.expected_to_fail("rdflib", "rdflib", run, "edges", [], asked) == ""


def test_a_contender_that_cannot_be_installed_is_said_to_be_so_and_why(tmp_path: Path) -> None:
    asked = Given(tmp_path, 75, load_cap=60, repeats=1, memory=2**32)
    why = "kglab>=99 cannot be installed here: No matching distribution found for kglab>=99"
    run = bench._run(1000, [], {"kglab": machine.Interpreter("", why)}, asked)
    text = report.markdown(Results("", 75, [run]))
    assert cell(text, "s", "kglab") == f"not measured: {why}"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--sizes", "abc"], "'abc' is not whole numbers with commas between"),
        (["--sizes=-5"], "a size is 10,000 triples or more"),
        (["--sizes", "1000,,2000"], "'1000,,2000' is not whole numbers"),
        (["--cap", "0"], "'0' is not a number above 0"),
        (["--load-cap=-1"], "'-1' is not a number above 0"),
        (["--memory", "nan"], "'nan' is not a number above 0"),
        (["--repeats", "1.5"], "'1.5' is not a whole number above 0"),
        (["--only", "rdflib,duck"], "there is no 'duck', only reelgraph, rdflib, kglab"),
    ],
)
def test_what_is_wrong_in_what_was_given_is_said(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        choices.arguments("").parse_args(given)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_contender_is_named_in_full_or_by_its_first_word() -> None:
    given = choices.arguments("").parse_args(["--only", "DuckDB tables,oxigraph,rdflib"])
    assert given.only == {"DuckDB tables", "oxigraph load", "rdflib"}


def test_the_plot_has_a_line_for_each_contender_and_a_hollow_mark_for_at_least(
    results: Results,
) -> None:
    text = plot.drawn(results)
    drawn = ElementTree.fromstring(text)
    said = [t.text or "" for t in drawn.iter(f"{SVG}title")]
    assert "reelgraph, 1 million triples: 20 ms" in said
    assert "rdflib, 10 million triples: more than 75 s" in said
    assert "prefers-color-scheme: dark" in text
    boxes = [float(n) for n in drawn.get("viewBox", "").split()]
    for mark in drawn.iter(f"{SVG}circle"):
        assert boxes[0] <= float(mark.get("cx", "nan")) <= boxes[2]
    assert not re.search(r"nan|inf", text)


def test_what_was_measured_can_be_drawn_again(results: Results, tmp_path: Path) -> None:
    results.save(tmp_path / "results.json")
    again = Results.read(tmp_path / "results.json")
    assert again == results
    assert plot.drawn(again) == plot.drawn(results)


def contended(tmp_path: Path, **more: Any) -> dict[str, dict[str, Any]]:
    """What a contender in a process of its own said, by what was asked."""
    file = tmp_path / "edges.nt"
    film_graph.write(file, 1000)
    values = {"title": "?", "a": f"{film_graph.HERE}person/0", "b": "urn:b", "start": "kal"}
    given = {"cap": 60, "load_cap": 60, "repeats": 2, "memory": 2**32, "values": values} | more
    task = Task(given.pop("name", "pyoxigraph"), str(file), str(tmp_path / "store"), **given)
    program = Path(contender.__file__)
    done = subprocess.run(
        [sys.executable, program, json.dumps(asdict(task))], capture_output=True, text=True
    )
    said = map(json.loads, done.stdout.splitlines())
    return {s.get("question", s.get("export", "load")): s for s in said}


def test_a_contender_says_what_it_took_and_gave(tmp_path: Path) -> None:
    said = contended(tmp_path)
    lines = (tmp_path / "edges.nt").read_text().splitlines()
    assert said["load"]["held"] == len(lines)
    assert said["load"]["disk"] > 0
    assert said["load"]["peak"] > 1024
    assert said["all edges"]["rows"] == sum("hasCastMember" in line for line in lines)
    assert 0 < said["all edges"]["seconds"] < said["all edges"]["first"]
    assert len({s["answer"] for s in said.values() if s.get("rows") == 0}) == 1
    assert said.keys() == {"load", *(q.name for q in QUESTIONS)}


def test_a_contender_is_ended_when_its_time_is_up(tmp_path: Path) -> None:
    said = contended(tmp_path, cap=0.0001)
    assert said.pop("load")["held"] > 900
    assert all(s["late"] == 0.0001 and "seconds" not in s for s in said.values())
    assert len(said) == len(QUESTIONS)


def test_a_late_export_took_as_long_as_it_had_and_no_longer(tmp_path: Path) -> None:
    said = contended(tmp_path, name="rdflib", cap=0.0001)
    assert said["NetworkX"] == {"export": "NetworkX", "late": 0.0001}  # of loading it has 60


def test_a_contender_that_wants_more_memory_than_it_may_have_fails(tmp_path: Path) -> None:
    said = contended(tmp_path, memory=2**24)
    assert said.keys() == {"load"}
    assert "failed" in said["load"]
