# Two commands: `make run` and `make test`. Each sets up all it needs in .venv, here in the checkout.
PYTHON ?= python3
BIN = .venv/bin
PORT ?= 8080
DATA ?= ./data

.PHONY: setup run test test-slow bench letters check docs clean

setup: .venv/ready

.venv/ready: setup.cfg sdk/pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Winnow needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv 2>/dev/null || (echo "installing python3-venv ..." && rm -rf .venv && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv)
	@echo "setting up .venv (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check -e . -e ./sdk
	@touch .venv/ready

.venv/dev: .venv/ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@sh tests/setup-browser
	@touch .venv/dev

run: setup
	@$(BIN)/winnow serve --data $(DATA) --port $(PORT) $(if $(filter-out 0 no false,$(DEMO)),--demo)

test: .venv/dev
	$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/dev
	$(BIN)/python -m pytest -m slow

bench: .venv/dev
	@command -v wrk >/dev/null 2>&1 || (test "$$(id -u)" = 0 && apt-get install -y -qq wrk >/dev/null 2>&1) || echo "wrk is missing: two figures are left out"
	$(BIN)/python -m bench

letters: .venv/dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "scikit-learn>=1.5,<2"
	$(BIN)/python -m bench.letters

check: .venv/dev
	$(BIN)/ruff check .
	cd sdk && ../$(BIN)/mypy
	$(BIN)/winnow docs --check

docs: setup
	$(BIN)/winnow docs

clean:
	rm -rf .venv build *.egg-info
