"""``make bench``: how reelgraph compares with rdflib, kglab and tables made by hand.

Everything is measured in one run on one machine, each contender in a process of its own; only
ratios within a run mean anything. The contenders other than reelgraph live in `.venv-bench`.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import film_graph
import linking
import report
import serving

TOP = Path(__file__).resolve().parents[2]
RIVALS = ("rdflib>=7.1", "networkx>=3.4", "duckdb>=1.1", "oxigraph>=0.5.3")
KGLAB = "kglab>=0.6"
CONTENDERS = ("reelgraph", "rdflib", "kglab", "DuckDB tables", "oxigraph load")
LINKING, SERVING = "linking", "serving"
SHAPES = {
    "edges": "direct edges: each becomes a credit",
    "credits": "ready credits: nothing is converted",
    "plain": "no contributors: nothing is converted",
}


def main() -> int:
    """Measure, print the report and write it to the work folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000", help="triples, with commas between")
    parser.add_argument("--cap", type=float, default=75, help="seconds that a question may take")
    parser.add_argument("--repeats", type=int, default=5, help="how often each question is asked")
    parser.add_argument(
        "--only",
        default="",
        help=f"contenders, with commas between; {LINKING}: only the links; {SERVING}: the server",
    )
    parser.add_argument("--work", type=Path, default=TOP / ".bench", help="the work folder")
    given = parser.parse_args()
    given.work.mkdir(exist_ok=True)
    chosen = [c for c in CONTENDERS if not given.only or c in given.only.split(",")]
    pythons = _environments(chosen) if chosen else {}
    runs = []
    for size in (int(s) for s in given.sizes.split(",") if chosen):
        files, counts = {}, {}
        for shape in SHAPES:
            files[shape] = given.work / f"{shape}-{size}.nt"
            counts[shape] = film_graph.write(files[shape], size, shape)
        values = _values(files["edges"])
        found: dict[str, list[dict[str, Any]]] = {}
        for name in chosen:
            found[name] = _measure(pythons[name], name, files["edges"], values, given)
        for shape in ("credits", "plain"):
            for name in ("reelgraph", "rdflib"):
                if name in chosen:
                    key = f"{name} {shape}"
                    found[key] = _measure(pythons[name], name, files[shape], values, given, "load")
        runs.append(report.Run(size, counts, found))
    text = report.markdown(_machine(pythons), runs, SHAPES, given.cap)
    if not given.only or LINKING in given.only.split(","):
        given_links = linking.arguments().parse_args(["--work", str(given.work)])
        text += "\n" + linking.section(given_links) + "\n"
    if not given.only or SERVING in given.only.split(","):
        given_server = serving.arguments().parse_args(["--work", str(given.work)])
        text += "\n" + serving.section(given_server) + "\n"
    (given.work / "results.md").write_text(text, "utf-8")
    print(text)
    return 0


def _environments(chosen: list[str]) -> dict[str, str | None]:
    """The interpreter of each contender; None where it cannot be installed."""
    ours = sys.executable
    others: dict[str, str | None] = {}
    for folder, wanted in ((".venv-bench", RIVALS), (".venv-bench-kglab", (KGLAB,))):
        python = TOP / folder / "bin" / "python"
        if not (TOP / folder / "installed").exists() and (
            "kglab" in chosen or "kglab" not in folder
        ):
            _say(f"installing {', '.join(wanted)}")
            subprocess.run([ours, "-m", "venv", str(TOP / folder)], check=True)
            pip = [str(python), "-m", "pip", "install", "--quiet", *wanted]
            if subprocess.run(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
                _say(f"{', '.join(wanted)} cannot be installed here")
            else:
                (TOP / folder / "installed").touch()
        others[folder] = str(python) if (TOP / folder / "installed").exists() else None
    return {
        name: ours
        if name == "reelgraph"
        else others[".venv-bench-kglab" if name == "kglab" else ".venv-bench"]
        for name in chosen
    }


def _measure(
    python: str | None,
    name: str,
    file: Path,
    values: dict[str, str],
    given: argparse.Namespace,
    *only: str,
) -> list[dict[str, Any]]:
    """What one contender says of itself."""
    if python is None:
        return [{"missing": "it cannot be installed here"}]
    folder = given.work / f"{name.replace(' ', '-')}-{file.stem}"
    _remove(folder)
    _say(f"{name}: {file.name}")
    began = time.monotonic()
    done = subprocess.run(
        [
            python,
            str(Path(__file__).with_name("contender.py")),
            name,
            str(file),
            str(folder),
            str(given.cap),
            str(given.repeats),
            json.dumps(values),
            *only,
        ],
        capture_output=True,
        text=True,
    )
    _say(f"{name}: {time.monotonic() - began:.0f} s")
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode not in (0, 3):
        last = done.stderr.strip().splitlines()[-1:] or ["it ended early"]
        found.append({"missing": last[0]})
    _remove(folder)
    return found


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _values(file: Path) -> dict[str, str]:
    """The busiest person, somebody far from there, and a title, as the file has them."""
    titles, people = {}, 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            subject, prop, value = line.split(" ", 2)
            if prop == f"<{film_graph.LABEL}>":
                people += subject.startswith(f"<{film_graph.HERE}person/")
                if subject == f"<{film_graph.HERE}film/17>":
                    titles[subject] = value.split('"')[1]
    return {
        "title": next(iter(titles.values())),
        "a": f"{film_graph.HERE}person/0",
        "b": f"{film_graph.HERE}person/{people // 2}",
        "start": "kal",
    }


def _machine(pythons: dict[str, str | None]) -> str:
    """The machine without its name."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    ask = (
        "import importlib.metadata as m, sys; "
        "print(' '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    )
    versions = []
    for name, packages in (
        ("reelgraph", ["pyoxigraph", "networkx"]),
        ("rdflib", ["rdflib", "duckdb", "oxigraph"]),
        ("kglab", ["kglab"]),
    ):
        if pythons.get(name):
            done = subprocess.run(
                [str(pythons[name]), "-c", ask, *packages], capture_output=True, text=True
            )
            versions.append(done.stdout.strip())
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}; {', '.join(v for v in versions if v)}; "
        f"load average {os.getloadavg()[0]:.1f} at the end"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
