"""Where it is measured: the interpreters of the contenders, and the machine in words."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
RIVALS = (
    "rdflib>=7.1",
    "networkx>=3.4",
    "duckdb>=1.1",
    "oxigraph>=0.5.3",
    "pyoxigraph>=0.5.3",
)
KGLAB = "kglab>=0.6"
"""It wants older packages than the others and has an environment of its own."""
Pythons = Mapping[str, str | None]


def interpreters(contenders: Iterable[str]) -> Pythons:
    """The interpreter of each contender; None where it cannot be installed."""
    made: dict[str, str | None] = {}
    found: dict[str, str | None] = {}
    for name in contenders:
        if name == "reelgraph":
            found[name] = sys.executable
            continue
        folder, wanted = (".venv-bench", RIVALS)
        if name == "kglab":
            folder, wanted = (".venv-bench-kglab", (KGLAB,))
        if folder not in made:
            made[folder] = _environment(TOP / folder, wanted)
        found[name] = made[folder]
    return found


def _environment(folder: Path, wanted: Iterable[str]) -> str | None:
    """The interpreter of an environment with just these packages; they are noted in it."""
    python, note = folder / "bin" / "python", folder / "installed"
    text = "\n".join(wanted)
    if not note.exists() or note.read_text("utf-8") != text:
        print(f"installing {', '.join(wanted)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *wanted]
        if subprocess.run(pip, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            print(f"{', '.join(wanted)} cannot be installed here", file=sys.stderr, flush=True)
            return None
        note.write_text(text, "utf-8")
    return str(python)


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
        f"{os.cpu_count()} cores ({model}), {whole:.0f} GB, of which a process may have "
        f"{memory_given / 2**30:.0f}; {platform.system()}, Python {platform.python_version()}; "
        f"{', '.join(v for v in versions if v)}; load average {os.getloadavg()[0]:.1f} at the end"
    )
