"""Where it is measured: the interpreters of the contenders, and the machine in words."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RIVALS = (
    "rdflib>=7.1",
    "networkx>=3.4",
    "duckdb>=1.1",
    "oxigraph>=0.5.3",
    "pyoxigraph>=0.5.3",
)
KGLAB = ("kglab>=0.6",)
"""Its many packages have an environment of their own, where they change nothing for the others."""


@dataclass(frozen=True)
class Interpreter:
    """That of a contender, or why there is none."""

    path: str
    why_not: str = ""


Pythons = Mapping[str, Interpreter]


def interpreters(contenders: Iterable[str]) -> Pythons:
    """The interpreter of each contender; why not, where it cannot be installed."""
    made: dict[str, Interpreter] = {}
    found: dict[str, Interpreter] = {}
    for name in contenders:
        if name == "reelgraph":
            found[name] = Interpreter(sys.executable)
            continue
        is_kglab = name == "kglab"
        folder, wanted = (".venv-bench-kglab", KGLAB) if is_kglab else (".venv-bench", RIVALS)
        if folder not in made:
            made[folder] = _environment(TOP / folder, wanted)
        found[name] = made[folder]
    return found


def _environment(folder: Path, wanted: Iterable[str]) -> Interpreter:
    """The interpreter of an environment with just these packages; they are noted in it."""
    python, note = folder / "bin" / "python", folder / "installed"
    text = "\n".join(wanted)
    if not note.exists() or note.read_text("utf-8") != text:
        print(f"installing {', '.join(wanted)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *wanted]
        done = subprocess.run(pip, capture_output=True, text=True)
        if done.returncode:
            why = _why(done.stderr, wanted)
            print(why, file=sys.stderr, flush=True)
            return Interpreter("", why)
        note.write_text(text, "utf-8")
    return Interpreter(str(python))


def _why(said: str, wanted: Iterable[str]) -> str:
    """Why nothing was installed, in pip's last error.

    >>> _why("ERROR: No matching distribution found for kglab>=99\\nnotice: update", ["kglab>=99"])
    'kglab>=99 cannot be installed here: No matching distribution found for kglab>=99'
    """
    errors = [line for line in said.splitlines() if line.startswith("ERROR: ")]
    last = errors[-1].removeprefix("ERROR: ").rstrip(".") if errors else "pip does not say why"
    return f"{', '.join(wanted)} cannot be installed here: {last}"


def memory() -> int:
    """Bytes of memory that are free for what is started now; nearly all, where nobody says."""
    info = Path("/proc/meminfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    free = [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    return free[0] if free else os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def described(pythons: Pythons, memory_given: int) -> str:
    """The machine without its name, the versions, and what it was busy with."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    ask = (
        "import importlib.metadata as m, sys; "
        "print(' '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    )
    versions = []
    others = [name for name in pythons if name not in ("reelgraph", "kglab")]
    for name, packages in (
        ("reelgraph", ["pyoxigraph", "networkx"]),
        (others[0] if others else "", ["rdflib", "duckdb", "oxigraph"]),
        ("kglab", ["kglab"]),
    ):
        if name in pythons and not pythons[name].why_not:
            done = subprocess.run(
                [pythons[name].path, "-c", ask, *packages], capture_output=True, text=True
            )
            versions.append(done.stdout.strip())
    return (
        f"{os.cpu_count()} cores ({model}), {whole:.0f} GB, of which a process may have "
        f"{memory_given / 2**30:.0f}; {platform.system()}, Python {platform.python_version()}; "
        f"{', '.join(v for v in versions if v)}; load average {os.getloadavg()[0]:.1f} at the end"
    )
