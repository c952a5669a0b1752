# A fresh machine needs Python 3.11 or newer, make, git and a package index; these targets install the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# More than cores: much of a test is waiting for a process, a disk or a clock.
WORKERS ?= 3
APT    := apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20

# What shows the identity program whole: its walks, and what its actions refuse; not what is tried at random.
WALKS := tests/walks $(filter-out tests/test_identity_any_order.py, $(wildcard tests/test_identity_*.py))

.PHONY: help chat serve browser test test-slow walks cover lint check bench wheel clean

help:
	@echo "make chat   a coaching conversation, with no key and no server"
	@echo "make serve  the service and its page, with the practice coach: http://127.0.0.1:8000"
	@echo "make browser  a Chromium from apt where there is none: the tests of the page want one"
	@echo "make test   all the tests; some of them with ARGS=\"tests/test_cli.py -q\""
	@echo "make test-slow  the tests that take their time"
	@echo "make walks  the walks of the identity program; all of it has to be seen by them"
	@echo "make cover  all the tests, and which of our lines and branches none of them reached"
	@echo "make lint   style, types, and which part may import which"
	@echo "make check  mistakes in the identity program that no type says"
	@echo "make bench  what a turn costs, beside a hand-written floor (about 5 minutes)"
	@echo "make wheel  the package, in dist/"

chat: $(VENV)/.chat
	@$(BIN)/coach chat

serve: $(VENV)/.serve
	@$(BIN)/coach serve --model practice $(ARGS)

browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| { $(APT) update -qq && $(APT) install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null; } \
		|| echo "There is no Chromium, and apt gives none: the page is not tried in one."

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m slow

walks: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n $(WORKERS) --coach-cov-fail-under=100 $(ARGS) $(WALKS)

cover: $(VENV)/.dev
	@rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(WORKERS)
	@$(BIN)/coverage combine --quiet && $(BIN)/coverage report

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/.chat
	@$(BIN)/coach check

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

$(VENV)/.serve: $(VENV)/.venv pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e '.[service,graph]'
	@touch $@ $(VENV)/.chat

$(VENV)/.dev: $(VENV)/.venv pyproject.toml
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -e '.[dev]'
	@touch $@ $(VENV)/.chat $(VENV)/.serve
