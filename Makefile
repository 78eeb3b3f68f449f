# Two commands for everybody: make demo, make test. Both do all their set-up, in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The sources of the explorer's script, which an install bundles.
UI := graph/build_ui.py $(shell find graph/reelgraph/web/ui -name node_modules -prune -o -type f -print)

.PHONY: demo test check bench build clean

demo: $(VENV)/installed
	$(BIN)/reelgraph demo

test: $(VENV)/developing
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python graph/build_ui.py --check

# One or two hours: 0.1, 1 and 10 million triples beside rdflib, kglab, pyoxigraph and DuckDB, which go
# into environments of their own; then IMDb's files, names, the dump, the server and the links.
# BENCH="--sizes 100000 --only reelgraph,rdflib" takes minutes; BENCH="--only linking" measures only these.
bench: $(VENV)/installed
	$(BIN)/python tests/benchmarks/bench.py $(BENCH)

build: $(VENV)/developing
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) .venv-bench .venv-bench-kglab .bench dist build reelgraph-demo
	rm -rf graph/reelgraph/web/static graph/reelgraph/web/ui/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "reelgraph needs Python 3.11 or later; this is $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "No virtual environment could be made: install your system's venv package for Python."; \
	  rm -rf $(VENV); exit 1; }

# An editable install follows the sources, but for the explorer's, which it bundles.
$(VENV)/installed: pyproject.toml $(UI) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -e .
	@touch $@

$(VENV)/developing: pyproject.toml $(UI) | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $@ $(VENV)/installed
