# A fresh machine needs Python 3.11 or newer, make, git and a package index; these targets install the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= 2

.PHONY: help chat test slow cover lint bench wheel clean

help:
	@echo "make chat   a coaching conversation, with no key and no server"
	@echo "make test   all the tests; some of them with ARGS=\"tests/test_cli.py -q\""
	@echo "make slow   the tests that take their time"
	@echo "make cover  both, and which of our lines and branches none of them reached"
	@echo "make lint   style, types, and which part may import which"
	@echo "make bench  what a turn costs, beside a hand-written floor (about 5 minutes)"
	@echo "make wheel  the package, in dist/"

chat: $(VENV)/.chat
	@$(BIN)/coach chat

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m slow

cover: $(VENV)/.dev
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(WORKERS) -m "slow or not slow"
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python bench/run.py $(ARGS)

wheel: $(VENV)/.dev
	$(BIN)/uv build --wheel --quiet --out-dir dist

clean:
	rm -rf $(VENV) dist build .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "coach needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(VENV)/.chat: $(VENV)/.venv pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.venv pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e '.[dev]'
	@touch $@ $(VENV)/.chat
